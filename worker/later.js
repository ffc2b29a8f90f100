// What a start can do without: whoever needs it fetches it, and some time after the start so does this, so
// that nobody waits any more.

/** @typedef {{fetch(): Promise<void>}} Fetchable rejects if it cannot be had; who needs it tries again */

export class Later {
  #isDue;
  /** @type {Fetchable[]} */
  #waiting = [];

  /** @param {boolean} isDue fetch what is added at once */
  constructor(isDue) {
    this.#isDue = isDue;
  }

  /** @param {Fetchable} each */
  add(each) {
    if (this.#isDue) begin(each);
    else this.#waiting.push(each);
  }

  /** Fetches nothing of what has been added until now. */
  forget() {
    this.#waiting = [];
  }

  /** Fetches what has been added. */
  fetch() {
    this.#waiting.splice(0).forEach(begin);
  }
}

/** @param {Fetchable} each */
function begin(each) {
  each.fetch().catch(() => {}); // whoever needs it tries again, and says what is wrong
}
