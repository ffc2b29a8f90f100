// The status line: what state the app is in, always in words.

/** @import { Sentence } from "./sentences.js" */
import { fill, h, icon } from "./dom.js";
import { placeLink } from "./place_link.js";
import { place } from "./words.js";

/** A screen reader hears of an error after the typing has rested so long (milliseconds). */
const ANNOUNCE_RESTS = 1000;

const ICONS = { info: "info", stopped: "stop", caution: "caution", bad: "error" };

/** @typedef {{line: number, column: number} | null} Cursor 1-based */

export class StatusLine {
  #state;
  #facts;
  #announcer;
  #actions;
  #key = "";
  /** @type {string | null} */
  #said = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saying;

  /**
   * @param {{state: HTMLElement, facts: HTMLElement, announcer: HTMLElement}} elements
   * @param {{open: (path: string, line: number) => void, downloadZip: () => void}} actions
   */
  constructor({ state, facts, announcer }, actions) {
    this.#state = state;
    this.#facts = facts;
    this.#announcer = announcer;
    this.#actions = actions;
  }

  /** @param {Sentence} sentence */
  show(sentence) {
    const key = JSON.stringify(sentence);
    // A link must not lose the focus because the same words are written again.
    if (key === this.#key) return;
    this.#key = key;
    const { look, text, link = null, more, zip } = sentence;
    const [before, after] = link ? text.split(place(link.path, link.line), 2) : [text, ""];
    fill(
      this.#state,
      h(
        "span",
        { class: look === "bad" || look === "caution" ? `state is-${look}` : "state" },
        mark(look),
        h(
          "span",
          { class: "state-text", title: text + (more ?? "") },
          before,
          link && placeLink(link.path, link.line, this.#actions.open),
          after,
          more && h("span", { class: "more" }, more),
          zip &&
            h(
              "button",
              { type: "button", class: "link", onclick: this.#actions.downloadZip },
              "Download as zip",
            ),
        ),
      ),
    );
  }

  /**
   * Tells a screen reader, once.
   *
   * @param {string | null} text null: nothing new
   */
  announce(text) {
    if (text === null || text === this.#said) return;
    this.#said = text;
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.#announcer.textContent = text;
    }, ANNOUNCE_RESTS);
  }

  /**
   * @param {Cursor} cursor
   * @param {string[]} facts about the file, shown where there is room
   */
  showCursor(cursor, facts) {
    fill(
      this.#facts,
      cursor && h("span", {}, `Line ${cursor.line}, column ${cursor.column}`),
      facts.map((fact) => h("span", { class: "fact-wide" }, fact)),
    );
  }
}

/** @param {import("./sentences.js").Look} look */
function mark(look) {
  if (look === "ok") return h("span", { class: "mk-ok" });
  if (look === "busy") return h("span", { class: "ring" });
  return icon(ICONS[look]);
}
