// The side bar's search: in all files of the project, and what takes the place of what is found.

/** @import { ProjectFiles } from "./files.js" */
/** @import { FileHits, Found, Hit } from "./project_search.js" */
/** @import { Typist } from "./replacement.js" */
/** @import { Place } from "./search_results.js" */
import { fill, h, icon, iconButton } from "./dom.js";
import { formatCount } from "./format.js";
import { MOST_HITS } from "./project_search.js";
import { Replacement } from "./replacement.js";
import { plainField, SearchField } from "./search_field.js";
import { SearchResults } from "./search_results.js";
import { Searcher } from "./searcher.js";

/** The files are searched when the field has rested so long (milliseconds). */
const RESTS = 120;
/** They are searched again when the files have rested so long. */
const FILES_REST = 400;

/**
 * @typedef {object} SearchEvents
 * @property {(path: string, hit: Hit) => void} open
 * @property {() => void} left by Esc
 */

export class SearchPanel {
  #body;
  #files;
  #events;
  #replacement;
  #searcher = new Searcher();
  #field = new SearchField("Search", () => this.#ask());
  #with = plainField("Replace with", () => this.#ask());
  #include = plainField("Files, such as *.py or templates", () => this.#ask());
  #twist = iconButton("chevron-right", "Replace", {
    class: "search-twist",
    "aria-expanded": false,
    onclick: () => this.#showReplace(!this.#replaces),
  });
  #all = h(
    "button",
    { type: "button", class: "btn is-small", onclick: () => this.#replaceAll() },
    "Replace all",
  );
  #undo = h(
    "button",
    { type: "button", class: "btn is-small", onclick: () => this.#takeBack() },
    "Undo",
  );
  #said = h("p", { class: "search-said", role: "status" });
  #results = new SearchResults({
    open: (path, hit) => this.#events.open(path, hit),
    replace: (place) => this.#replace(this.#hitsAt(place)),
    left: () => this.focus(),
  });
  /** @type {Found} */
  #found = { files: [], count: 0, more: false };
  #replaces = false;
  #editable = true;
  /** The results are what the fields ask for. */
  #current = true;
  /** What a replacement has done, until something else is asked. */
  #report = "";
  /** The files have changed since they were searched, while nobody looked. */
  #stale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} body
   * @param {ProjectFiles} files
   * @param {Typist} typist
   * @param {SearchEvents} events
   */
  constructor(body, files, typist, events) {
    this.#body = body;
    this.#files = files;
    this.#events = events;
    this.#replacement = new Replacement(files, typist);
    fill(
      body,
      h(
        "div",
        { class: "search-form", role: "search", "aria-label": "Search in all files" },
        this.#twist,
        h(
          "div",
          { class: "search-rows" },
          this.#field.element,
          h("div", { class: "search-field", hidden: true }, this.#with),
          h("div", { class: "search-field" }, this.#include),
        ),
      ),
      h("div", { class: "search-state" }, this.#said, this.#undo, this.#all),
      this.#results.element,
    );
    body.addEventListener("keydown", (event) => this.#key(event));
    files.addEventListener("change", () => this.#soon(FILES_REST));
    this.#show();
  }

  /** The panel has come to the front. */
  shown() {
    if (this.#stale) this.#soon(0);
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    this.#editable = editable;
    this.#showReplace(this.#replaces);
  }

  /**
   * Puts the focus into the field.
   *
   * @param {string} [text] to search
   */
  focus(text = "") {
    if (text !== "") {
      this.#field.value = { ...this.#field.value, text };
      this.#soon(0);
    }
    this.#field.focus();
  }

  /** @param {boolean} shown */
  #showReplace(shown) {
    this.#replaces = shown && this.#editable;
    this.#twist.hidden = !this.#editable;
    this.#twist.setAttribute("aria-expanded", String(this.#replaces));
    this.#twist.replaceChildren(icon(this.#replaces ? "chevron-down" : "chevron-right"));
    const row = this.#with.parentElement;
    if (row) row.hidden = !this.#replaces;
    if (this.#replaces && this.#body.contains(document.activeElement)) this.#with.focus();
    this.#show();
  }

  /** Something else is asked. */
  #ask() {
    this.#report = "";
    this.#current = false;
    this.#soon(RESTS);
  }

  /** @param {number} wait milliseconds */
  #soon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), wait);
  }

  async #search() {
    clearTimeout(this.#timer);
    // Nobody looks: when somebody does, it is done then.
    this.#stale = !this.#body.checkVisibility();
    if (this.#stale) return;
    const sought = this.#field.value;
    if (sought.text === "") {
      this.#searcher.cancel();
      this.#current = true;
      this.#take({ files: [], count: 0, more: false }, null);
      return;
    }
    const answer = await this.#searcher.search(this.#texts(), {
      sought,
      replacement: this.#with.value,
      include: this.#include.value,
    });
    if (!answer) return;
    this.#current = true;
    if ("found" in answer) this.#take(answer.found, null);
    else this.#take({ files: [], count: 0, more: false }, answer.problem);
  }

  /** @returns {[path: string, text: string][]} */
  #texts() {
    return this.#files.paths().flatMap((path) => {
      const content = this.#files.get(path)?.content;
      return typeof content === "string" ? [[path, content]] : [];
    });
  }

  /**
   * @param {Found} found
   * @param {string | null} problem
   */
  #take(found, problem) {
    const same = JSON.stringify(found) === JSON.stringify(this.#found);
    this.#found = found;
    this.#field.wrong = problem !== null;
    this.#show(problem, !same);
  }

  /**
   * @param {string | null} [problem]
   * @param {boolean} [changed] the results have
   */
  #show(problem = null, changed = true) {
    const { files, count, more } = this.#found;
    const focused = this.#body.contains(document.activeElement);
    const said = problem ?? [this.#report, this.#summary()].filter(Boolean).join(". ");
    if (this.#said.textContent !== said) this.#said.textContent = said;
    this.#said.classList.toggle("is-bad", problem !== null);
    this.#undo.hidden = this.#report === "" || !this.#replacement.undoable;
    this.#all.hidden = !this.#replaces || count === 0;
    this.#all.textContent = more ? `Replace these ${MOST_HITS}` : "Replace all";
    if (changed) this.#results.show(files, this.#replaces);
    if (focused) this.#keepFocus();
  }

  /** What had the focus may be gone: the last result, or the button that replaced it. */
  #keepFocus() {
    const { activeElement } = document;
    if (this.#body.contains(activeElement) && activeElement?.checkVisibility()) return;
    if (this.#undo.hidden) this.#field.focus();
    else this.#undo.focus();
  }

  #summary() {
    const { files, count, more } = this.#found;
    if (this.#field.value.text === "") return "";
    if (count === 0) return this.#report === "" ? "Nothing found" : "";
    if (more) return `The first ${MOST_HITS} results, in ${formatCount(files.length, "file")}`;
    return `${formatCount(count, "result")} in ${formatCount(files.length, "file")}`;
  }

  /**
   * @param {Place} place
   * @returns {FileHits[]}
   */
  #hitsAt({ path, hit }) {
    if (hit) return [{ path, hits: [hit] }];
    return this.#found.files.filter((file) => file.path === path);
  }

  async #replaceAll() {
    // The fields may have been typed into just now.
    if (!this.#current) await this.#search();
    if (this.#current) this.#replace(this.#found.files);
  }

  /** @param {FileHits[]} files */
  #replace(files) {
    if (!this.#editable || !this.#current || files.length === 0) return;
    // Where a file has changed under the results, they are made anew, and nothing else happens.
    this.#report = this.#replacement.replace(files) ?? "";
    this.#soon(0);
  }

  #takeBack() {
    this.#report = this.#replacement.undo();
    this.#soon(0);
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const inField = event.target instanceof HTMLInputElement;
    if (event.isComposing) return;
    if (event.key === "Escape") this.#events.left();
    else if (inField && (event.key === "ArrowDown" || event.key === "Enter")) this.#results.focus();
    else return;
    event.preventDefault();
  }
}
