// The editor: one view, one state per file, so that undo and the cursor survive a change of file.
// This file and the other editor_*.js are the only ones that know CodeMirror.

/** @import { Route } from "./messages.js" */
import {
  Annotation,
  Compartment,
  EditorSelection,
  EditorState,
  EditorView,
  isolateHistory,
  keymap,
  StateEffect,
  showDialog,
  Transaction,
} from "codemirror";
import { h } from "./dom.js";
import { comparedWith } from "./editor_comparison.js";
import { findingOf } from "./editor_diagnostic.js";
import { EditorDiagnostics } from "./editor_diagnostics.js";
import { edited, faded, setProblem, wentLive } from "./editor_marks.js";
import { findingOfRoute, lineOf, routeAt, routeOpener, setRoutes } from "./editor_routes.js";
import { carrySearch } from "./editor_search.js";
import { editing, extensionsFor } from "./editor_setup.js";
import { isLibrary } from "./paths.js";
import { difference } from "./text_difference.js";

/** @import { EditorLanguage } from "./editor_language.js" */

/**
 * @typedef {{anchor: number, head: number, top: number}} Place a file's cursor and first visible
 *   position, as offsets in UTF-16 units
 *
 * @typedef {object} FileProblem
 * @property {string} path
 * @property {number} line 1-based
 * @property {number | null} column 1-based
 * @property {string} message
 * @property {string} note a few words behind the line
 * @property {boolean} failed the app failed here; false: the file does not compile
 *
 * @typedef {object} EditorEvents
 * @property {(path: string, text: string, edit: number) => void} edited at most once per task
 * @property {(line: number, column: number) => void} moved the cursor, both 1-based
 * @property {(route: Route) => void} openRoute a route was clicked
 */

/** Marks a change that the editor was told of, so that it is not reported back. */
const told = Annotation.define();

/** How long a line that has gone live stays green; as long as --fade in tokens.css. */
const FADE = 600;

export class Editor {
  #view;
  #language;
  #events;
  /** @type {Map<string, EditorState>} */
  #states = new Map();
  /** @type {Map<string, number>} path -> first visible position */
  #tops = new Map();
  /** @type {Set<string>} edited since the last report */
  #unreported = new Set();
  /** @type {string | null} */
  #path = null;
  /** @type {FileProblem | null} */
  #problem = null;
  /** @type {Route[]} */
  #routes = [];
  /** What is wrong with the code, from every source that finds something. */
  diagnostics = new EditorDiagnostics({
    state: (path) => this.#states.get(path),
    dispatch: (path, spec) => this.#dispatch(path, spec),
  });
  #edit = 0;
  /** Takes away what is said above the code. @type {StateEffect<unknown> | null} */
  #said = null;
  #editable = true;
  #editing = new Compartment();
  /** Gives each edit its number, by which the gutter knows when it has gone live. */
  #numbering = EditorState.transactionExtender.of((transaction) => {
    if (!isEdit(transaction)) return null;
    this.#edit += 1;
    return { effects: edited.of(this.#edit) };
  });

  /**
   * @param {HTMLElement} parent
   * @param {EditorLanguage} language
   * @param {EditorEvents} events
   */
  constructor(parent, language, events) {
    this.#language = language;
    this.#events = events;
    this.#view = new EditorView({
      parent,
      dispatchTransactions: (transactions) => this.#take(transactions),
    });
  }

  /** CodeMirror's view, which shows one file after the other. */
  get view() {
    return this.#view;
  }

  /** The path of the file on show, or null. */
  get path() {
    return this.#path;
  }

  /** The number of the newest edit. */
  get edit() {
    return this.#edit;
  }

  /**
   * Takes a file in. A file that is in keeps its undo history; its text is made the given one.
   *
   * @param {string} path
   * @param {string} text
   * @param {Place} [place]
   */
  open(path, text, place) {
    if (this.#states.has(path)) {
      this.told(path, text);
      return;
    }
    const limit = (/** @type {number} */ offset) => Math.min(offset, text.length);
    this.#states.set(
      path,
      EditorState.create({
        doc: text,
        selection: place && EditorSelection.single(limit(place.anchor), limit(place.head)),
        extensions: this.#extensionsFor(path, text),
      }),
    );
    if (place) this.#tops.set(path, limit(place.top));
    this.#markProblem(path);
    this.#markRoutes(path);
    this.diagnostics.opened(path);
  }

  /** @param {string} path */
  has(path) {
    return this.#states.has(path);
  }

  /**
   * Shows a file that is in, or nothing.
   *
   * @param {string | null} path
   */
  show(path) {
    this.#unsay();
    this.#keepTop();
    this.#path = path;
    const state = path === null ? undefined : this.#states.get(path);
    this.#view.dom.hidden = !state;
    if (path === null || !state) return;
    const before = this.#view.state;
    this.#view.setState(state);
    carrySearch(this.#view, before);
    const top = this.#tops.get(path) ?? 0;
    // Above the first line there is room that belongs to no position.
    if (top === 0) this.#view.scrollDOM.scrollTo(0, 0);
    else {
      this.#view.dispatch({ effects: EditorView.scrollIntoView(top, { y: "start", yMargin: 0 }) });
    }
    this.#reportCursor();
  }

  /**
   * Makes this the file's text as if it had been typed: undo takes it back, the app runs it.
   *
   * @param {string} path of a file that is in
   * @param {string} text
   */
  type(path, text) {
    const state = this.#state(path);
    this.#dispatch(path, { changes: difference(state.doc.toString(), text), userEvent: "input" });
  }

  /**
   * Changes the file as if it had been typed: undo takes all of it back in one step.
   *
   * @param {string} path of a file that is in
   * @param {{from: number, to: number, insert: string}[]} changes
   */
  change(path, changes) {
    this.#dispatch(path, {
      changes,
      userEvent: "input.replace",
      annotations: isolateHistory.of("full"),
    });
  }

  /**
   * The file has this text now, from somewhere else.
   *
   * @param {string} path of a file that is in
   * @param {string} text
   */
  told(path, text) {
    const before = this.#state(path).doc.toString();
    if (before === text) return;
    this.#dispatch(path, {
      changes: difference(before, text),
      annotations: [told.of(true), Transaction.addToHistory.of(true)],
    });
  }

  /**
   * The file has another name: its undo history and cursor go with it.
   *
   * @param {string} from
   * @param {string} to
   */
  rename(from, to) {
    if (!this.#states.has(from)) return;
    const shown = this.#path === from;
    this.#keepTop();
    const extensions = this.#extensionsFor(to, this.#state(from).doc.toString());
    this.#states.set(
      to,
      this.#state(from).update({ effects: StateEffect.reconfigure.of(extensions) }).state,
    );
    this.#tops.set(to, this.#tops.get(from) ?? 0);
    this.diagnostics.opened(to);
    this.forget(from);
    if (shown) this.show(to);
  }

  /**
   * Lets go of a file and of its undo history.
   *
   * @param {string} path
   */
  forget(path) {
    if (this.#path === path) this.show(null);
    this.#states.delete(path);
    this.#tops.delete(path);
  }

  /**
   * Puts the cursor there and shows it.
   *
   * @param {number} line 1-based
   * @param {number | null} [column] 1-based; null is the line's first letter
   */
  goto(line, column = null) {
    const { doc } = this.#view.state;
    const target = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const indent = target.text.length - target.text.trimStart().length;
    const offset = Math.min(column === null ? indent : column - 1, target.length);
    this.#view.dispatch({
      selection: { anchor: target.from + offset },
      effects: EditorView.scrollIntoView(target.from, { y: "center" }),
    });
    this.#view.focus();
  }

  /**
   * Selects this, shows it and puts the focus there.
   *
   * @param {number} from offset
   * @param {number} to
   */
  select(from, to) {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({
      selection: { anchor: Math.min(from, length), head: Math.min(to, length) },
      effects: EditorView.scrollIntoView(Math.min(from, length), { y: "center" }),
    });
    this.#view.focus();
  }

  /**
   * Shows what has changed in the file on show since it had this text.
   *
   * @param {string} original
   */
  compare(original) {
    this.#view.dispatch({ effects: comparedWith(original, this.#view.state.readOnly) });
    this.#view.focus();
  }

  /** What is selected, if it is within a line. @returns {string} */
  get selected() {
    const { doc, selection } = this.#view.state;
    const { from, to } = selection.main;
    return to <= doc.lineAt(from).to ? doc.sliceString(from, to) : "";
  }

  focus() {
    this.#view.focus();
  }

  /** Where the cursor is on the screen, for what opens beside it. */
  cursorPlace() {
    const { view } = this;
    const at = view.coordsAtPos(view.state.selection.main.head);
    const { left, top } = view.dom.getBoundingClientRect();
    return { x: at?.left ?? left, y: at?.bottom ?? top };
  }

  /** @param {string} sentence to be read above the code, until the cursor moves on */
  say(sentence) {
    this.#unsay();
    const said = h("p", { role: "alert" }, sentence);
    const content = () => h("form", {}, said);
    this.#said = showDialog(this.#view, { content, class: "cm-said", top: true }).close;
  }

  /** @returns {boolean} was there anything? */
  #unsay() {
    if (this.#said === null) return false;
    this.#view.dispatch({ effects: this.#said });
    this.#said = null;
    return true;
  }

  /**
   * Does this as its keys would, with the focus in the code.
   *
   * @param {import("codemirror").Command} command
   */
  run(command) {
    if (this.#path === null) return;
    this.#view.focus();
    command(this.#view);
  }

  /** The file's editing places, to come back to. @returns {Record<string, Place>} */
  places() {
    this.#keepTop();
    return Object.fromEntries(
      [...this.#states.keys()].map((path) => {
        const { anchor, head } = this.#state(path).selection.main;
        return [path, { anchor, head, top: this.#tops.get(path) ?? 0 }];
      }),
    );
  }

  /**
   * The line that is wrong, or null. It is marked when its file is shown.
   *
   * @param {FileProblem | null} problem
   */
  setProblem(problem) {
    const before = this.#problem;
    this.#problem = problem;
    if (before) this.#markProblem(before.path);
    if (problem && problem.path !== before?.path) this.#markProblem(problem.path);
    this.diagnostics.setAll("app", new Map(problem ? [[problem.path, [findingOf(problem)]]] : []));
  }

  /**
   * The routes of the version that runs now. They are marked in their files.
   *
   * @param {Route[]} routes
   */
  setRoutes(routes) {
    this.#routes = routes;
    for (const path of this.#states.keys()) this.#markRoutes(path);
    const problems = routes.flatMap((each) => each.problems);
    const byFile = Map.groupBy(problems, ({ file }) => file);
    const findings = [...byFile].map(
      ([path, list]) => /** @type {const} */ ([path, list.map(findingOfRoute)]),
    );
    this.diagnostics.setAll("routes", new Map(findings));
  }

  /** The route that the cursor is at, or in the function of. @returns {Route | null} */
  get route() {
    return this.#path === null ? null : routeAt(this.#view.state);
  }

  /**
   * The line of a route, after the edits made since it was told of.
   *
   * @param {Route} route
   */
  lineOf(route) {
    const state = this.#states.get(route.file);
    return (state && lineOf(state, route)) ?? route.line;
  }

  /**
   * Every edit up to this one is in the app now.
   *
   * @param {number} edit
   */
  live(edit) {
    for (const path of this.#states.keys()) this.#dispatch(path, { effects: wentLive.of(edit) });
    setTimeout(() => {
      for (const path of this.#states.keys()) this.#dispatch(path, { effects: faded.of(null) });
    }, FADE);
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    this.#editable = editable;
    for (const path of this.#states.keys()) {
      const edits = editing(editable && !isLibrary(path));
      const effects = [this.#editing.reconfigure(edits), comparedWith(null)];
      this.#dispatch(path, { effects });
    }
  }

  /** Reports what was edited now, not when the task is over. */
  flush() {
    const paths = [...this.#unreported];
    this.#unreported.clear();
    for (const path of paths) {
      if (!this.#states.has(path)) continue;
      this.#events.edited(path, this.#state(path).doc.toString(), this.#edit);
    }
  }

  /**
   * @param {string} path
   * @param {string} text
   * @returns {import("codemirror").Extension}
   */
  #extensionsFor(path, text) {
    return [
      extensionsFor(path, text),
      this.#language.extensionFor(path),
      this.#numbering,
      keymap.of([{ key: "Escape", run: () => this.#unsay() }]),
      this.#editing.of(editing(this.#editable && !isLibrary(path))),
      routeOpener.of((route) => this.#events.openRoute(route)),
    ];
  }

  /** @param {string} path */
  #markProblem(path) {
    if (!this.#states.has(path)) return;
    const problem = this.#problem?.path === path ? this.#problem : null;
    this.#dispatch(path, { effects: setProblem.of(problem) });
  }

  /** @param {string} path */
  #markRoutes(path) {
    const routes = this.#routes.filter(({ file }) => file === path);
    const problems = this.#routes.flatMap((each) => each.problems);
    const here = problems.filter(({ file }) => file === path);
    this.#dispatch(path, { effects: setRoutes.of({ routes, problems: here }) });
  }

  /**
   * @param {string} path
   * @returns {EditorState}
   */
  #state(path) {
    const state = path === this.#path ? this.#view.state : this.#states.get(path);
    if (!state) throw new Error(`${path} is not in the editor`);
    return state;
  }

  /**
   * @param {string} path
   * @param {import("codemirror").TransactionSpec} spec
   */
  #dispatch(path, spec) {
    if (path === this.#path) {
      this.#view.dispatch(spec);
      return;
    }
    const transaction = this.#state(path).update(spec);
    this.#states.set(path, transaction.state);
    if (isEdit(transaction)) this.#report(path);
  }

  /** @param {readonly Transaction[]} transactions of the file on show */
  #take(transactions) {
    const path = this.#path;
    this.#view.update(transactions);
    if (path === null) return;
    this.#states.set(path, this.#view.state);
    if (transactions.some(isEdit)) this.#report(path);
    if (!transactions.some((each) => each.docChanged || each.selection)) return;
    this.#unsay();
    this.#reportCursor();
  }

  /**
   * Tells of an edit when this task is over: several changes at once are one report.
   *
   * @param {string} path
   */
  #report(path) {
    if (this.#unreported.size === 0) queueMicrotask(() => this.flush());
    this.#unreported.add(path);
  }

  #reportCursor() {
    const { doc, selection } = this.#view.state;
    const line = doc.lineAt(selection.main.head);
    this.#view.dom.classList.toggle("has-selection", !selection.main.empty);
    this.#events.moved(line.number, selection.main.head - line.from + 1);
  }

  #keepTop() {
    if (this.#path === null || this.#view.dom.hidden) return;
    const { scrollTop } = this.#view.scrollDOM;
    this.#tops.set(this.#path, this.#view.lineBlockAtHeight(scrollTop).from);
  }
}

/** @param {Transaction} transaction */
function isEdit(transaction) {
  return transaction.docChanged && transaction.annotation(told) !== true;
}
