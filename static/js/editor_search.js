// Search and replace in the file: the bar above the code.
import {
  closeSearchPanel,
  EditorView,
  findNext,
  findPrevious,
  getSearchQuery,
  openSearchPanel,
  replaceAll,
  replaceNext,
  runScopeHandlers,
  SearchQuery,
  StateEffect,
  StateField,
  search,
  searchPanelOpen,
  setSearchQuery,
} from "codemirror";
import { h, icon, iconButton } from "./dom.js";
import { formatCount } from "./format.js";
import { PatternError, patternOf } from "./pattern.js";
import { SearchField } from "./search_field.js";

/**
 * @typedef {import("codemirror").EditorState} EditorState
 * @typedef {import("codemirror").Panel} Panel
 * @typedef {import("codemirror").ViewUpdate} ViewUpdate
 */

/** So many matches are counted, and no more. */
const MOST = 1000;
/** They are counted again when the text has rested so long (milliseconds). */
const RESTS = 120;

/** Shows the field for what replaces, or not. @type {import("codemirror").StateEffectType<boolean>} */
const showReplace = StateEffect.define();

/** @type {import("codemirror").StateField<boolean>} */
const replaceShown = StateField.define({
  create: () => false,
  update(shown, { effects }) {
    for (const effect of effects) if (effect.is(showReplace)) return effect.value;
    return shown;
  },
});

/** @type {import("codemirror").Extension} */
export const editorSearch = [
  replaceShown,
  search({ top: true, literal: true, createPanel: (view) => new SearchBar(view) }),
];

/** Opens the bar with what is selected, and puts the focus into it. @param {EditorView} view */
export function find(view) {
  openSearchPanel(view);
  fieldOf(view, "find")?.select();
  fieldOf(view, "find")?.focus();
  return true;
}

/** Opens the bar with the field for what replaces. @param {EditorView} view */
export function replace(view) {
  const open = searchPanelOpen(view.state);
  if (!open) find(view);
  if (view.state.readOnly) return true;
  view.dispatch({ effects: showReplace.of(true) });
  if (open) fieldOf(view, "replace")?.focus();
  return true;
}

/**
 * Another file is on show: the bar stays as it was, with what was typed into it.
 *
 * @param {EditorView} view
 * @param {EditorState} before the state of the other file
 */
export function carrySearch(view, before) {
  if (searchPanelOpen(before)) openSearchPanel(view);
  else closeSearchPanel(view);
  const shown = before.field(replaceShown, false) ?? false;
  view.dispatch({
    effects: [setSearchQuery.of(getSearchQuery(before)), showReplace.of(shown)],
  });
}

/** @implements {Panel} */
class SearchBar {
  top = true;
  dom;
  #view;
  #field;
  #replacement = h("input", {
    type: "text",
    name: "replace",
    "aria-label": "Replace with",
    placeholder: "Replace with",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => this.#commit(),
  });
  #count = h("output", { class: "search-count", "aria-live": "polite" });
  #problem = h("p", { class: "search-problem", role: "alert", hidden: true });
  #twist = iconButton("chevron-right", "Replace", {
    class: "search-twist",
    "aria-expanded": false,
    onclick: () => this.#view.dispatch({ effects: showReplace.of(!this.#replaces) }),
  });
  #replaceRow;
  /** Where what is typed is searched from. */
  #origin;
  /** @type {{from: number, to: number}[]} the matches, as far as they are counted */
  #matches = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {EditorView} view */
  constructor(view) {
    this.#view = view;
    this.#origin = view.state.selection.main.from;
    this.#field = new SearchField("Find", () => {
      this.#commit();
      this.#select();
    });
    this.#field.input.name = "find";
    this.#field.input.setAttribute("main-field", "true");
    this.#replaceRow = h(
      "div",
      { class: "search-row" },
      h("div", { class: "search-field" }, this.#replacement),
      h(
        "div",
        { class: "search-acts" },
        button("Replace", () => replaceNext(view)),
        button("Replace all", () => replaceAll(view)),
      ),
    );
    this.dom = h(
      "div",
      { class: "search-bar", role: "search", "aria-label": "Find in the file" },
      view.state.readOnly ? null : this.#twist,
      h(
        "div",
        { class: "search-rows" },
        h(
          "div",
          { class: "search-row" },
          this.#field.element,
          h(
            "div",
            { class: "search-acts" },
            this.#count,
            h("span", { class: "grow" }),
            iconButton("up", "Previous match (Shift F3)", { onclick: () => findPrevious(view) }),
            iconButton("down", "Next match (F3)", { onclick: () => findNext(view) }),
            iconButton("close", "Close (Esc)", { onclick: () => closeSearchPanel(view) }),
          ),
        ),
        this.#replaceRow,
        this.#problem,
      ),
    );
    this.dom.addEventListener("keydown", (event) => this.#key(event));
    this.#show();
    this.#recount();
  }

  /** @param {ViewUpdate} update */
  update(update) {
    const queried = update.transactions.some(({ effects }) =>
      effects.some((effect) => effect.is(setSearchQuery) || effect.is(showReplace)),
    );
    if (queried) {
      this.#show();
      this.#recount();
    } else if (update.docChanged) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#recount(), RESTS);
    } else if (update.selectionSet) {
      this.#showCount();
    }
    // Once the cursor was put elsewhere, typing searches from there.
    if (update.selectionSet && !this.dom.contains(document.activeElement)) {
      this.#origin = update.state.selection.main.from;
    }
  }

  destroy() {
    clearTimeout(this.#timer);
  }

  get #replaces() {
    return this.#view.state.field(replaceShown) && !this.#view.state.readOnly;
  }

  get #query() {
    return getSearchQuery(this.#view.state);
  }

  #commit() {
    const { text, matchCase, wholeWord, regexp } = this.#field.value;
    const query = new SearchQuery({
      search: text,
      caseSensitive: matchCase,
      wholeWord,
      regexp,
      literal: true,
      replace: this.#replacement.value,
    });
    if (!query.eq(this.#query)) this.#view.dispatch({ effects: setSearchQuery.of(query) });
  }

  /** Selects the first match from where the search began, so that it is seen while typing. */
  #select() {
    const { state } = this.#view;
    if (!this.#query.valid) return;
    let found = this.#query.getCursor(state, this.#origin).next();
    if (found.done) found = this.#query.getCursor(state).next();
    if (found.done) return;
    const { from, to } = found.value;
    this.#view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
      userEvent: "select.search",
    });
  }

  #show() {
    const { search: text, caseSensitive, wholeWord, regexp, replace: template } = this.#query;
    const sought = { text, matchCase: caseSensitive, wholeWord, regexp };
    this.#field.value = sought;
    if (this.#replacement.value !== template) this.#replacement.value = template;
    const problem = problemOf(sought);
    this.#field.wrong = problem !== null;
    this.#problem.hidden = problem === null;
    this.#problem.textContent = problem;
    this.#replaceRow.hidden = !this.#replaces;
    this.#twist.setAttribute("aria-expanded", String(this.#replaces));
    this.#twist.replaceChildren(icon(this.#replaces ? "chevron-down" : "chevron-right"));
  }

  #recount() {
    this.#matches = [];
    if (this.#query.valid) {
      const cursor = this.#query.getCursor(this.#view.state);
      for (let next = cursor.next(); !next.done; next = cursor.next()) {
        this.#matches.push({ from: next.value.from, to: next.value.to });
        if (this.#matches.length > MOST) break;
      }
    }
    this.#showCount();
  }

  #showCount() {
    const { length } = this.#matches;
    const { from, to } = this.#view.state.selection.main;
    const all = length > MOST ? `${MOST}+` : String(length);
    const current = this.#matches.findIndex((each) => each.from === from && each.to === to) + 1;
    let words = "";
    if (length === 0 && this.#query.valid) words = "No match";
    else if (current > 0) words = `${current} of ${all}`;
    else if (length > 0)
      words = length > MOST ? `${all} matches` : formatCount(length, "match", "matches");
    if (this.#count.textContent !== words) this.#count.textContent = words;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, shiftKey, target } = event;
    if (runScopeHandlers(this.#view, event, "search-panel")) event.preventDefault();
    else if (key === "Enter" && target === this.#field.input) {
      event.preventDefault();
      if (shiftKey) findPrevious(this.#view);
      else findNext(this.#view);
    } else if (key === "Enter" && target === this.#replacement) {
      event.preventDefault();
      replaceNext(this.#view);
    }
  }
}

/**
 * @param {EditorView} view
 * @param {"find" | "replace"} name
 * @returns {HTMLInputElement | null}
 */
function fieldOf(view, name) {
  return view.dom.querySelector(`.search-bar input[name="${name}"]`);
}

/** @param {import("./search_field.js").Sought} sought */
function problemOf(sought) {
  if (!sought.regexp || sought.text === "") return null;
  try {
    patternOf(sought);
    return null;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return error.message;
  }
}

/**
 * @param {string} label
 * @param {() => void} run
 */
function button(label, run) {
  return h("button", { type: "button", class: "btn is-small", onclick: run }, label);
}
