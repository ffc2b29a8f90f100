// Was Python ever here? It decides between "Download" and "Read from this browser".

const KEY = "asgipad-python";

/** @returns {boolean} */
export function isFirstVisit() {
  try {
    return localStorage.getItem(KEY) === null;
  } catch (error) {
    // Where nothing is kept, every visit is the first.
    if (error instanceof DOMException) return true;
    throw error;
  }
}

/** Python has served here. */
export function rememberVisit() {
  try {
    localStorage.setItem(KEY, "1");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
