// What the page shows of the app's state, and when: a small machine between the runtime's events
// and the status line, the cover, the address and the marks in the code.

/** @import { AppError, Progress, State } from "./messages.js" */

/** An error while somebody types waits until the keys have rested so long (milliseconds). */
const ERROR_RESTS = 800;
/** What is over sooner than this is not shown at all (milliseconds). */
const BUSY_RESTS = 300;

/**
 * @typedef {"insecure" | "unsupported" | "refused"} NoPreview why there is no service worker
 *
 * @typedef {"asking" | "reading" | "elsewhere" | "stopped" | "crashed"} Halt why nothing runs:
 *   a shared project asks first, or is only read; another tab has the project; stopped by the
 *   user; the worker died
 *
 * @typedef {Halt | "no-preview" | "empty" | "booting" | "installing" | "starting" | "serving" | "failed"
 *   | "stuck" | "held"} Kind
 */

/** Dispatches "change" when what is to be shown has changed. */
export class Situation extends EventTarget {
  /** The runtime's newest state. @type {State} */
  current = { phase: "starting", generation: 0, app: null, error: null };
  /** The state that is shown: mended at once, broken only after a rest. @type {State} */
  shown = this.current;
  /** Bytes of Python. @type {{loaded: number, total: number} | null} */
  download = null;
  /** What boots now. @type {Progress | null} */
  progress = null;
  /** Packages in the order of their installation. @type {string[]} */
  packages = [];
  /** Why nothing runs. @type {Halt | null} */
  halt = null;
  /** What there is to say about it. @type {string} */
  haltMessage = "";
  /** @type {{reason: NoPreview, message: string} | null} */
  noPreview = null;
  /** When the app last answered (Date.now()), if it does not any more. @type {number | null} */
  stuckSince = null;
  /** Are there no files? */
  empty = false;
  /** Does the app's page wait for somebody to say that it may be opened? */
  held = false;
  #edited = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #seconds;

  /** @returns {Kind} */
  get kind() {
    if (this.halt) return this.halt;
    if (this.noPreview) return "no-preview";
    if (this.stuckSince !== null) return "stuck";
    if (this.empty) return "empty";
    switch (this.shown.phase) {
      case "starting":
        return "booting";
      case "installing":
        return "installing";
      case "loading":
        return "starting";
      case "serving":
        return this.held ? "held" : "serving";
      default:
        return this.shown.phase;
    }
  }

  /** Seconds without an answer. */
  get stuckFor() {
    return this.stuckSince === null ? 0 : Math.floor((Date.now() - this.stuckSince) / 1000);
  }

  /** The error on show. @returns {AppError | null} */
  get error() {
    return this.halt ? null : this.shown.error;
  }

  /** @param {State} state of the runtime */
  receive(state) {
    this.current = state;
    clearTimeout(this.#rest);
    const wait = this.#restFor(state);
    if (wait <= 0) this.#show(state);
    else this.#rest = setTimeout(() => this.#show(state), wait);
  }

  /** Somebody has typed: a waiting error waits on. */
  edited() {
    this.#edited = Date.now();
    if (this.current !== this.shown) this.receive(this.current);
  }

  /** @param {Progress} progress */
  advance(progress) {
    this.progress = progress;
    if (progress.step === "download") {
      this.download = { loaded: progress.loaded, total: progress.total };
    }
    if (progress.step === "install" && !this.packages.includes(progress.name)) {
      this.packages.push(progress.name);
    }
    this.#changed();
  }

  /** @param {number | null} since Date.now() of the last answer; null: it answers again */
  stuck(since) {
    this.stuckSince = since;
    clearInterval(this.#seconds);
    if (since !== null) this.#seconds = setInterval(() => this.#changed(), 1000);
    this.#changed();
  }

  /**
   * Nothing runs from now on.
   *
   * @param {Halt} halt
   * @param {string} [message]
   */
  stop(halt, message = "") {
    clearTimeout(this.#rest);
    this.halt = halt;
    this.haltMessage = message;
    this.stuck(null);
  }

  /** Python starts, for the first time or again. */
  start() {
    this.halt = null;
    this.progress = null;
    this.download = null;
    this.packages = [];
    this.stuckSince = null;
    clearInterval(this.#seconds);
    clearTimeout(this.#rest);
    const { generation } = this.current;
    this.current = { phase: "starting", generation, app: null, error: null };
    this.#show(this.current);
  }

  /**
   * @param {NoPreview} reason
   * @param {string} message
   */
  refuse(reason, message) {
    this.noPreview = { reason, message };
    this.#changed();
  }

  /** The app's page may be opened. */
  release() {
    if (!this.held) return;
    this.held = false;
    this.#changed();
  }

  /** @param {boolean} empty */
  setEmpty(empty) {
    if (empty === this.empty) return;
    this.empty = empty;
    if (empty || this.shown.phase !== "failed") {
      this.#changed();
      return;
    }
    // That nothing was there to run says nothing of the first file.
    this.current = { ...this.shown, phase: "loading", error: null };
    this.#show(this.current);
  }

  /**
   * @param {State} state
   * @returns {number} milliseconds
   */
  #restFor(state) {
    if (state.error) return this.#edited + ERROR_RESTS - Date.now();
    const settled = this.shown.phase === "serving" || this.shown.phase === "failed";
    return state.phase !== "serving" && settled ? BUSY_RESTS : 0;
  }

  /** @param {State} state */
  #show(state) {
    if (state.phase !== "installing") this.packages = [];
    this.shown = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
