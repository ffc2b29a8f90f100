// What the app prints and logs, and the requests it answers, in one list with a rule per version.

/** @import { ConsoleEntry, RequestLog } from "./messages.js" */
import { fill, h } from "./dom.js";
import { placeLink } from "./place_link.js";
import { clock, duration } from "./words.js";

/** Rows that are kept; the oldest go. */
const ROWS = 2000;
/** Characters of one entry that are shown. */
const LONGEST = 10_000;
/** Pixels from the end within which the list follows new rows. */
const NEAR_END = 24;

/** `File "/project/main.py", line 3` of a traceback, or `main.py:3` */
const PLACE = /File "(?<file>[^"\n]+)", line (?<number>\d+)|(?<short>[\w./-]+\.\w+):(?<colon>\d+)/g;
const PROJECT = "/project/";

/**
 * @typedef {object} ConsoleEvents
 * @property {(path: string, line: number) => void} open
 * @property {(path: string) => boolean} has does the project have this file?
 */

export class Console {
  #panel;
  #events;
  #list = h("ol", { class: "logs", "aria-label": "Output of the app" });
  #empty = h("p", { class: "panel-empty" }, "What the app prints and logs appears here.");
  /** @type {HTMLElement[]} rows that wait for the next frame */
  #waiting = [];
  /** The version of the newest rule. */
  #generation = 0;
  /** @type {HTMLElement | null} */
  #rule = null;
  /** The newest row, if it says that files have changed. @type {HTMLElement | null} */
  #changed = null;

  /**
   * @param {HTMLElement} panel scrolls
   * @param {ConsoleEvents} events
   */
  constructor(panel, events) {
    this.#panel = panel;
    this.#events = events;
    this.clear();
  }

  clear() {
    this.#waiting = [];
    this.#generation = 0;
    this.#rule = null;
    this.#changed = null;
    this.#list.replaceChildren();
    fill(this.#panel, this.#empty, this.#list);
    this.#empty.hidden = false;
  }

  /** @param {ConsoleEntry[]} entries */
  write(entries) {
    for (const { kind, text, time, generation } of entries) {
      this.#version(generation, time);
      const level = h("span", { class: "lvl" }, kind);
      const className = kind === "warning" || kind === "error" ? `log is-${kind}` : "log";
      this.#add(
        h("li", { class: className }, level, h("span", { class: "log-text" }, this.#linked(text))),
      );
    }
  }

  /** @param {RequestLog} request */
  answered({ method, path, status, duration: time, generation, time: when }) {
    this.#version(generation, when);
    this.#add(
      h(
        "li",
        { class: "log" },
        h("span", { class: "lvl" }, "info"),
        h("span", { class: "log-text" }, h("b", { class: "method" }, method), ` ${path}`),
        h("span", { class: `num st-${Math.floor(status / 100)}` }, status),
        h("span", { class: "num" }, duration(time)),
      ),
    );
  }

  /**
   * A new version serves.
   *
   * @param {number} generation
   * @param {string[]} paths that changed; none where the version is of all files
   */
  reloaded(generation, paths) {
    this.#version(generation, Date.now() / 1000);
    const time = this.#rule?.querySelector("time");
    if (!time || paths.length === 0) return;
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
    time.textContent = `${time.textContent?.split(",")[0]}, ${paths[0]}${more}`;
  }

  /**
   * Files have changed, and the version goes on. While somebody types that is one row.
   *
   * @param {number} generation
   * @param {string[]} paths
   */
  changed(generation, paths) {
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
    const text = `${paths[0]}${more} changed, version ${generation} goes on`;
    const now = clock(Date.now() / 1000);
    const [words, time] = this.#changed?.children ?? [];
    if (words?.textContent === text) {
      time.textContent = now;
      return;
    }
    const row = h("li", { class: "log-sep" }, h("span", {}, text), h("time", {}, now));
    this.#add(row);
    this.#changed = row;
  }

  /** The page on show keeps the stylesheet before: the new one did not load. */
  notRestyled() {
    const text = "The changed stylesheet did not load. The preview keeps the one before";
    const time = Date.now() / 1000;
    this.write([{ kind: "warning", text, time, generation: this.#generation }]);
  }

  /**
   * A version did not start. Its traceback is among the entries.
   *
   * @param {number} generation
   * @param {string | null} path where it went wrong
   */
  failed(generation, path) {
    this.#version(generation, Date.now() / 1000);
    if (!this.#rule || generation !== this.#generation) return;
    this.#rule.classList.add("is-bad");
    const [words, time] = this.#rule.children;
    words.textContent = `version ${generation} did not start`;
    if (path !== null) time.textContent = `${time.textContent?.split(",")[0]}, ${path}`;
  }

  /**
   * @param {number} generation
   * @param {number} time seconds since the epoch
   */
  #version(generation, time) {
    // Late lines of an older version stay where they came.
    if (generation === 0 || generation <= this.#generation) return;
    this.#generation = generation;
    this.#rule = h(
      "li",
      { class: "log-sep" },
      h("span", {}, `version ${generation}`),
      h("time", {}, clock(time)),
    );
    this.#add(this.#rule);
  }

  /** @param {HTMLElement} row */
  #add(row) {
    this.#changed = null;
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#flush());
    this.#waiting.push(row);
    // More than fits would only be drawn to be thrown away.
    if (this.#waiting.length > 2 * ROWS) this.#waiting.splice(0, ROWS);
  }

  #flush() {
    const rows = this.#waiting.slice(-ROWS);
    this.#waiting = [];
    const { scrollTop, scrollHeight, clientHeight } = this.#panel;
    const follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#empty.hidden = true;
    this.#list.append(...rows);
    while (this.#list.childElementCount > ROWS) this.#list.firstElementChild?.remove();
    if (follows) this.#panel.scrollTop = this.#panel.scrollHeight;
  }

  /**
   * The text with its places as links.
   *
   * @param {string} text
   * @returns {import("./dom.js").Child[]}
   */
  #linked(text) {
    const shown = text.length > LONGEST ? text.slice(0, LONGEST) : text;
    /** @type {import("./dom.js").Child[]} */
    const parts = [];
    let end = 0;
    for (const match of shown.matchAll(PLACE)) {
      const { file, number, short, colon } = match.groups ?? {};
      const path = (file ?? short).replace(PROJECT, "").replace(/^\.\//, "");
      if (!this.#events.has(path)) continue;
      parts.push(shown.slice(end, match.index));
      parts.push(placeLink(path, Number(number ?? colon), this.#events.open, match[0]));
      end = match.index + match[0].length;
    }
    parts.push(shown.slice(end));
    if (text.length > LONGEST) parts.push(` ... and ${text.length - LONGEST} more characters`);
    return parts;
  }
}
