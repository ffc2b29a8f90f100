// Whether the editor knows the code. That takes a second Python beside the app's, for which a small
// machine may not have the memory. Kept for all projects.

const KEY = "asgipad-language";

/** Does the user want it? */
export function languageWanted() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return true; // a browser that keeps nothing for us has kept no choice either
  }
}

/** @param {boolean} wanted */
export function keepLanguageChoice(wanted) {
  try {
    if (wanted) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch (error) {
    // It holds until the tab closes.
    if (!(error instanceof DOMException)) throw error;
  }
}
