// Runs files of tests in workers, side by side. Python outside the browser hands out the files and
// hears what becomes of them: tests/upstream/suites/browser.py exposes `nextFiles` and `ended`.

/**
 * @typedef {{test: string, ending: string, reason: string, seconds: number}} Outcome
 * @typedef {{lanes: number, limit: number, options: string[]}} Wanted `limit`: milliseconds a test
 * @typedef {{nextFiles: () => Promise<string[] | null>, ended: (outcome: Outcome) => Promise<void>}}
 *   Outside
 */

const outside = /** @type {Outside} */ (/** @type {unknown} */ (globalThis));

/** Milliseconds that a test may take to end after it was interrupted. */
const GRACE = 3000;
/** Milliseconds in which a worker must start, or collect its tests. */
const PATIENCE = 300_000;
/** What Pyodide takes for Ctrl C in its interrupt buffer. */
const SIGINT = 2;

/** Outcomes on their way out. @type {Promise<void>[]} */
const told = [];

/**
 * Resolves when there are no more files.
 *
 * @param {Wanted} wanted
 */
export async function run(wanted) {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  const config = JSON.parse(page.getElementById("config")?.textContent ?? "{}");
  await Promise.all(Array.from({ length: wanted.lanes }, () => lane(config, wanted)));
  await Promise.all(told);
}

/**
 * @param {object} config the host's
 * @param {Wanted} wanted
 */
async function lane(config, { limit, options }) {
  let interpreter = null;
  for (let files = await outside.nextFiles(); files; files = await outside.nextFiles()) {
    /** @type {string[]} */
    const done = [];
    for (let finished = false; !finished; ) {
      interpreter ??= new Interpreter(config, limit);
      finished = await interpreter.run({ files, done, options });
      if (!finished) interpreter = null;
    }
  }
  interpreter?.end();
}

/** Python in a worker, for as long as it is of use. */
class Interpreter {
  #limit;
  #worker = new Worker("/upstream/worker.js", { type: "module", name: "suite" });
  #interrupt = new Uint8Array(new SharedArrayBuffer(1));
  #timer = 0;
  #ready = Promise.withResolvers();

  /**
   * @param {object} config
   * @param {number} limit
   */
  constructor(config, limit) {
    this.#limit = limit;
    this.#worker.postMessage({ type: "start", config, interrupt: this.#interrupt });
    this.#worker.onmessage = () => this.#ready.resolve(null);
    this.#worker.onerror = ({ message }) => this.#ready.reject(new Error(message));
    this.#timer = setTimeout(this.#ready.reject, PATIENCE, new Error("Python did not start"));
  }

  end() {
    clearTimeout(this.#timer);
    this.#worker.terminate();
  }

  /**
   * @param {{files: string[], done: string[], options: string[]}} job outcomes are added to `done`
   * @returns {Promise<boolean>} false if it has to be done again, for the tests that are not `done`,
   *   by another interpreter: this one hung or crashed, and has ended
   */
  async run(job) {
    await this.#ready.promise;
    const over = Promise.withResolvers();
    /** The test that is under way, since when. */
    let current = { test: "", since: performance.now() };
    /** @param {Outcome} outcome */
    const ended = (outcome) => {
      job.done.push(outcome.test);
      told.push(outside.ended(outcome));
    };
    /** @param {string} reason */
    const lost = (reason) => {
      this.end();
      if (!current.test) {
        over.reject(new Error(`${reason}, outside of any test: ${job.files}`));
        return;
      }
      const seconds = (performance.now() - current.since) / 1000;
      ended({ test: current.test, ending: "hung", reason, seconds });
      over.resolve(false);
    };
    /** @param {string} test */
    const watch = (test) => {
      clearTimeout(this.#timer);
      current = { test, since: performance.now() };
      this.#timer = setTimeout(
        () => {
          this.#interrupt[0] = SIGINT;
          this.#timer = setTimeout(lost, GRACE, "It did not end, nor could it be interrupted");
        },
        test ? this.#limit : PATIENCE,
      );
    };
    this.#worker.onerror = ({ message }) => lost(`The interpreter crashed: ${message}`);
    this.#worker.onmessage = ({ data }) => {
      switch (data.type) {
        case "began":
          watch(data.test);
          return;
        case "ended":
          watch("");
          ended(data.outcome);
          return;
        case "crashed":
          lost(`The interpreter crashed: ${data.message}`);
          return;
        case "finished":
          clearTimeout(this.#timer);
          over.resolve(true);
          return;
        case "failed":
          lost(data.message);
      }
    };
    watch("");
    this.#worker.postMessage({ type: "run", ...job });
    return over.promise;
  }
}
