// Whether the app's page has come to rest, the last time it was opened. The page's thread is the IDE's, too,
// in most browsers: a script that never ends stops both, and a tab that opened such a page again at once
// would never let anybody mend it.

import { remember, remembered } from "./local_storage.js";

/** Milliseconds that a page which has loaded must leave for others, to count as at rest. */
const REST = 1000;

export class Opening {
  #key;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The last one has never come to rest. */
  hung;

  /** @param {string} id of the project */
  constructor(id) {
    this.#key = `asgipad-opening-${id}`;
    this.hung = remembered(this.#key) !== null;
    window.addEventListener("pagehide", () => this.over());
  }

  /** A page was asked for. */
  begin() {
    clearTimeout(this.#timer);
    remember(this.#key, "1");
  }

  /** It has loaded. */
  loaded() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.over(), REST);
  }

  /** It is at rest, or gone. */
  over() {
    clearTimeout(this.#timer);
    remember(this.#key, null);
  }
}
