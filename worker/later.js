// What a start can do without: whoever needs it fetches it, and some time after the start so does this, so
// that nobody waits any more. Until it has come Python needs the host.

/** @typedef {{fetch(): Promise<void>}} Fetchable rejects if it cannot be had now */

/** What could not be had is asked for again after so long, twice as long after that, and so on (milliseconds). */
const PAUSE = { first: 1000, longest: 60_000 };

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
    if (this.#isDue) fetchUntilThere(each);
    else this.#waiting.push(each);
  }

  /** Fetches nothing of what has been added until now. */
  forget() {
    this.#waiting = [];
  }

  /** Fetches what has been added, and from now on what is. */
  fetch() {
    this.#isDue = true;
    this.#waiting.splice(0).forEach(fetchUntilThere);
  }
}

/** @param {Fetchable} each */
async function fetchUntilThere(each) {
  for (let pause = PAUSE.first; ; pause = Math.min(2 * pause, PAUSE.longest)) {
    try {
      await each.fetch();
      return;
    } catch {
      // Whoever needs it meanwhile says what is wrong.
      await backOnline(pause);
    }
  }
}

/**
 * @param {number} patience milliseconds
 * @returns {Promise<void>} when the network has come back, or after so long
 */
function backOnline(patience) {
  const waited = new AbortController();
  return new Promise((resolve) => {
    const end = () => {
      waited.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, patience);
    self.addEventListener("online", end, { signal: waited.signal });
  });
}
