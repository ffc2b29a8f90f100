// Whether the editor knows the code. That takes a second Python beside the app's, for which a small
// machine may not have the memory. Kept for all projects; where nothing is kept, until the tab closes.

import { remember, remembered } from "./local_storage.js";

const KEY = "asgipad-language";

/** Does the user want it? */
export function languageWanted() {
  return remembered(KEY) !== "off";
}

/** @param {boolean} wanted */
export function keepLanguageChoice(wanted) {
  remember(KEY, wanted ? null : "off");
}
