// Asks the search worker, one question at a time: a new one takes the place of the old.

/** @import { Wish } from "./project_search.js" */
/** @import { Answer } from "./search_worker.js" */

/** A search that takes longer is given up (milliseconds). */
const PATIENCE = 5000;

export class Searcher {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {((answer: Answer | null) => void) | null} of the question that waits */
  #waiting = null;

  /**
   * @param {[path: string, text: string][]} texts
   * @param {Wish} wish
   * @returns {Promise<Answer | null>} null: another question came meanwhile
   */
  search(texts, wish) {
    this.cancel();
    this.#worker ??= new Worker(new URL("./search_worker.js", import.meta.url), { type: "module" });
    const worker = this.#worker;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#stop();
        done({ problem: "This takes too long. Search for something simpler" });
      }, PATIENCE);
      /** @param {Answer | null} answer */
      const done = (answer) => {
        clearTimeout(timer);
        if (this.#waiting === done) this.#waiting = null;
        resolve(answer);
      };
      this.#waiting = done;
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = () => {
        this.#stop();
        done({ problem: "The search did not load: the host does not answer" });
      };
      worker.postMessage({ texts, wish });
    });
  }

  /** Nobody waits for the answer any more. */
  cancel() {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#stop();
    waiting(null);
  }

  #stop() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
