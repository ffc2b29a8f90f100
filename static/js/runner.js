// Runs the project: hands its files to the runtime, and what the runtime says to the page.

/** @import { Changes, ConsoleEntry, Cookie, Outcome, Progress, RequestLog, Route, State } from "./messages.js" */
/** @import { FilesChange, ProjectFiles } from "./files.js" */
/** @import { Runtime } from "./runtime.js" */
/** @import { Situation } from "./situation.js" */
import { RuntimeStopped } from "./runtime.js";

/**
 * @typedef {object} RunnerEvents
 * @property {(generation: number, paths: string[]) => void} reloaded `paths` have changed
 * @property {(generation: number, paths: string[]) => void} changed these files did, and the version
 *   goes on
 * @property {(routes: Route[]) => void} routes those of the newest version
 * @property {(edit: number) => void} live every edit up to this one runs now
 * @property {(entries: ConsoleEntry[]) => void} console
 * @property {(request: RequestLog) => void} answered
 * @property {(cookies: Cookie[]) => void} cookies those of the app have changed
 * @property {() => void} connected requests reach the app from now on
 */

export class Runner {
  #runtime;
  #files;
  #situation;
  #events;
  /** Python is there or on its way. */
  #running = false;
  /** Python has not served yet: its first version is of all files. */
  #opening = false;
  /** The number of the newest edit that was sent. */
  #edit = 0;
  /** @type {Promise<Outcome>} of what was sent last */
  #outcome = Promise.resolve({ generation: 0, error: null });

  /**
   * @param {Runtime} runtime
   * @param {ProjectFiles} files
   * @param {Situation} situation
   * @param {RunnerEvents} events
   */
  constructor(runtime, files, situation, events) {
    this.#runtime = runtime;
    this.#files = files;
    this.#situation = situation;
    this.#events = events;
    files.addEventListener("change", (event) => {
      this.#follow(/** @type {CustomEvent<FilesChange>} */ (event).detail);
    });
    /** @type {Record<string, (detail: any) => void>} */
    const listeners = {
      state: (/** @type {State} */ state) => situation.receive(state),
      progress: (/** @type {Progress} */ progress) => situation.advance(progress),
      reloaded: ({ generation, paths }) => {
        events.reloaded(generation, this.#opening ? [] : paths);
        this.#opening = false;
      },
      changed: ({ generation, paths }) => events.changed(generation, paths),
      routes: ({ routes }) => events.routes(routes),
      console: ({ entries }) => events.console(entries),
      request: (/** @type {RequestLog} */ request) => events.answered(request),
      cookies: ({ cookies }) => events.cookies(cookies),
      files: (/** @type {{changes: Changes}} */ { changes }) => files.apply(changes, "app"),
      serviceworker: ({ ready, reason, message }) => {
        if (ready) events.connected();
        else situation.refuse(reason, message ?? "");
      },
      restart: ({ reason }) => this.#renew(reason),
      crashed: (/** @type {{message: string}} */ { message }) => this.#end("crashed", message),
      stuck: (/** @type {{since: number}} */ { since }) => situation.stuck(since),
      answering: () => situation.stuck(null),
    };
    for (const [type, listener] of Object.entries(listeners)) {
      runtime.addEventListener(type, (event) =>
        listener(/** @type {CustomEvent} */ (event).detail),
      );
    }
  }

  /** Is Python there or on its way? */
  get running() {
    return this.#running;
  }

  /** @returns {Promise<Outcome>} of what was sent last. Rejects if Python ends before */
  get outcome() {
    return this.#outcome;
  }

  /** Starts Python, for the first time or again. @returns {Promise<Outcome>} */
  start() {
    const again = this.#running || this.#situation.halt !== null;
    this.#running = true;
    this.#opening = true;
    this.#situation.start();
    const files = this.#files.contents();
    return this.#sent(again ? this.#runtime.restart(files) : this.#runtime.start(files));
  }

  /** Makes a new version of the same files. @returns {Promise<Outcome>} */
  reload() {
    if (!this.#running) return this.start();
    return this.#sent(this.#runtime.reload());
  }

  /** Ends Python at once. */
  async stop() {
    if (!this.#running) return;
    this.#end("stopped");
    await this.#runtime.stop();
  }

  /** Another tab runs the project now. */
  async leave() {
    const ran = this.#running;
    this.#end("elsewhere");
    if (ran) await this.#runtime.stop();
  }

  /**
   * Tells the number of the edit that the next change of files carries.
   *
   * @param {number} edit
   */
  edited(edit) {
    this.#edit = edit;
    this.#situation.edited();
  }

  /**
   * A library that runs cannot take in what is asked for now: only a fresh Python can.
   *
   * @param {string} reason
   */
  #renew(reason) {
    if (!this.#running) return;
    const { generation } = this.#situation.current;
    const text = `Python starts again: ${reason}`;
    this.#events.console([{ kind: "info", text, time: Date.now() / 1000, generation }]);
    this.#opening = true;
    this.#situation.start();
    this.#sent(this.#runtime.renew(this.#files.contents()));
  }

  /**
   * @param {FilesChange} change
   */
  #follow({ changes, writtenBy }) {
    this.#situation.setEmpty(this.#files.empty);
    if (writtenBy === "app" || Object.keys(changes).length === 0) return;
    if (this.#running) this.#sent(this.#runtime.write(changes));
    else if (this.#situation.halt === "stopped" || this.#situation.halt === "crashed") this.start();
  }

  /**
   * @param {Promise<Outcome>} outcome
   * @returns {Promise<Outcome>}
   */
  #sent(outcome) {
    this.#outcome = outcome;
    const edit = this.#edit;
    outcome.then(
      ({ error }) => {
        if (!error) this.#events.live(edit);
      },
      (error) => {
        if (!(error instanceof RuntimeStopped)) throw error;
        // The host page never came: nothing else would say so.
        const lost = this.#running && this.#situation.current.phase === "starting";
        if (lost && outcome === this.#outcome) this.#end("crashed", error.message);
      },
    );
    return outcome;
  }

  /**
   * @param {"stopped" | "crashed" | "elsewhere"} why
   * @param {string} [message]
   */
  #end(why, message = "") {
    this.#running = false;
    this.#situation.stop(why, message);
  }
}
