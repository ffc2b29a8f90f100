// Was Python ever here? It decides between "Download" and "Read from this browser". Where nothing is kept,
// every visit is the first.

import { remember, remembered } from "./local_storage.js";

const KEY = "asgipad-python";

/** @returns {boolean} */
export function isFirstVisit() {
  return remembered(KEY) === null;
}

/** Python has served here. */
export function rememberVisit() {
  remember(KEY, "1");
}
