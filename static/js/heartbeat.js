// Asks again and again whether somebody still answers: who is in an endless loop does not, and nothing
// else tells.

/** How often, in milliseconds. */
const EVERY = 1000;

/**
 * @typedef {object} Patient
 * @property {() => Promise<boolean>} ask true when it has answered, false when it never will
 * @property {() => number | null} patience milliseconds that an answer may take; null: not asked now
 * @property {(since: number) => void} stuck it has not answered since then (Date.now())
 * @property {() => void} answering it does again
 */

export class Heartbeat {
  #patient;
  #timer = 0;
  /** What is unanswered was asked then, or something else was heard (Date.now()). */
  #since = 0;
  /** Beats since then: time alone would count what this page itself was busy or asleep. */
  #beats = 0;
  #asked = false;
  #stuck = false;

  /** @param {Patient} patient */
  constructor(patient) {
    this.#patient = patient;
  }

  /** Begins, or begins anew with somebody else. */
  start() {
    this.stop();
    this.#asked = false;
    this.#stuck = false;
    this.heard();
    const timer = window.setInterval(() => this.#beat(timer), EVERY);
    this.#timer = timer;
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** A sign of life that is no answer. */
  heard() {
    this.#since = Date.now();
    this.#beats = 0;
  }

  /** @param {number} timer whose beat it is */
  async #beat(timer) {
    const patience = this.#patient.patience();
    if (patience === null) {
      this.heard();
      return;
    }
    if (this.#asked) {
      this.#beats += 1;
      if (this.#stuck || this.#beats * EVERY <= patience) return;
      this.#stuck = true;
      this.#patient.stuck(this.#since);
      return;
    }
    this.#asked = true;
    this.heard();
    const answered = await this.#patient.ask();
    if (!answered || timer !== this.#timer) return;
    this.#asked = false;
    if (this.#stuck) this.#patient.answering();
    this.#stuck = false;
  }
}
