// Marks beside and behind the code: which lines the app does not run yet, and where it went wrong.
// What is behind the code is shown where it fits whole.
import {
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  RangeSet,
  RangeSetBuilder,
  StateEffect,
  StateField,
  ViewPlugin,
  WidgetType,
} from "codemirror";
import { h, icon } from "./dom.js";

/**
 * @typedef {object} Problem
 * @property {number} line 1-based
 * @property {string} note a few words behind the line
 * @property {boolean} failed the app failed here; false: the file does not compile
 */

class EditMarker extends GutterMarker {
  /**
   * @param {number} edit the number of the edit that changed the line
   * @param {boolean} live
   */
  constructor(edit, live) {
    super();
    this.edit = edit;
    this.elementClass = live ? "is-live" : "is-pending";
  }

  /** @param {EditMarker} other */
  eq(other) {
    return this.edit === other.edit && this.elementClass === other.elementClass;
  }
}

class ProblemMarker extends GutterMarker {
  /** @param {boolean} failed */
  constructor(failed) {
    super();
    this.elementClass = failed ? "is-failed" : "is-error";
  }
}

/** @type {import("codemirror").StateEffectType<number>} edit number: this line changed with it */
export const edited = StateEffect.define();
/** @type {import("codemirror").StateEffectType<number>} every edit up to this one runs now */
export const wentLive = StateEffect.define();
/** @type {import("codemirror").StateEffectType<null>} the green has faded */
export const faded = StateEffect.define();
/** @type {import("codemirror").StateEffectType<Problem | null>} */
export const setProblem = StateEffect.define();

/** @type {import("codemirror").StateField<RangeSet<EditMarker>>} */
const editMarks = StateField.define({
  create: () => RangeSet.empty,
  update(marks, transaction) {
    let next = transaction.docChanged
      ? atLineStarts(marks.map(transaction.changes), transaction)
      : marks;
    for (const effect of transaction.effects) {
      if (effect.is(edited)) next = withEdit(next, transaction, effect.value);
      if (effect.is(wentLive)) next = withLive(next, effect.value);
      if (effect.is(faded)) {
        next = next.update({ filter: (_from, _to, mark) => mark.elementClass === "is-pending" });
      }
    }
    return next;
  },
  provide: (field) => gutterLineClass.from(field),
});

/** @type {import("codemirror").StateField<{problem: Problem, at: number} | null>} */
const problemField = StateField.define({
  /** @returns {{problem: Problem, at: number} | null} */
  create: () => null,
  update(value, transaction) {
    let next = value;
    if (next && transaction.docChanged) {
      next = { ...next, at: transaction.changes.mapPos(next.at, 1) };
    }
    for (const effect of transaction.effects) {
      if (!effect.is(setProblem)) continue;
      const problem = effect.value;
      if (!problem || problem.line < 1) return null;
      const line = Math.min(problem.line, transaction.state.doc.lines);
      next = { problem, at: transaction.state.doc.line(line).from };
    }
    return next;
  },
  provide: (field) => [
    gutterLineClass.compute([field], (state) => {
      const value = state.field(field);
      if (!value) return RangeSet.empty;
      return RangeSet.of(
        new ProblemMarker(value.problem.failed).range(state.doc.lineAt(value.at).from),
      );
    }),
    EditorView.decorations.compute([field], (state) => {
      const value = state.field(field);
      if (!value) return Decoration.none;
      const line = state.doc.lineAt(value.at);
      const note = Decoration.widget({ widget: new Note(value.problem), side: 1 }).range(line.to);
      if (!value.problem.failed) return Decoration.set([note]);
      return Decoration.set([Decoration.line({ class: "is-failed-line" }).range(line.from), note]);
    }),
  ],
});

/** The words behind a line. They never move it: where they do not fit whole, they are not shown. */
class Note extends WidgetType {
  /** @param {Problem} problem */
  constructor(problem) {
    super();
    this.problem = problem;
  }

  /** @param {Note} other */
  eq(other) {
    return this.problem.note === other.problem.note && this.problem.failed === other.problem.failed;
  }

  toDOM() {
    const { failed, note } = this.problem;
    return h(
      "span",
      { class: `line-note ${failed ? "is-bad" : "is-caution"}`, "aria-hidden": "true" },
      icon(failed ? "error" : "caution"),
      note,
    );
  }

  ignoreEvent() {
    return true;
  }
}

const fitting = ViewPlugin.fromClass(
  class {
    /** @param {EditorView} view */
    constructor(view) {
      measure(view);
    }

    /** @param {import("codemirror").ViewUpdate} update */
    update(update) {
      if (update.docChanged || update.geometryChanged || update.transactions.length > 0) {
        measure(update.view);
      }
    }
  },
);

/** @type {import("codemirror").Extension} */
export const editorMarks = [editMarks, problemField, fitting];

/** @param {EditorView} view */
function measure(view) {
  view.requestMeasure({
    key: "line-note",
    read() {
      const notes = /** @type {NodeListOf<HTMLElement>} */ (
        view.dom.querySelectorAll(".line-note, .route-address")
      );
      const { right } = view.scrollDOM.getBoundingClientRect();
      return [...notes].map((note) => ({
        note,
        fits: note.getBoundingClientRect().right <= right,
      }));
    },
    write(notes) {
      for (const { note, fits } of notes) note.style.visibility = fits ? "" : "hidden";
    },
  });
}

/**
 * One mark for each line: lines that were joined had one each.
 *
 * @param {RangeSet<EditMarker>} marks
 * @param {import("codemirror").Transaction} transaction
 */
function atLineStarts(marks, transaction) {
  /** @type {Map<number, EditMarker>} */
  const byLine = new Map();
  marks.between(0, transaction.state.doc.length, (from, _to, mark) => {
    byLine.set(transaction.state.doc.lineAt(from).from, mark);
  });
  return ordered(byLine);
}

/**
 * @param {RangeSet<EditMarker>} marks
 * @param {import("codemirror").Transaction} transaction
 * @param {number} edit
 */
function withEdit(marks, transaction, edit) {
  const { doc } = transaction.state;
  /** @type {Map<number, EditMarker>} */
  const byLine = new Map();
  marks.between(0, doc.length, (from, _to, mark) => {
    byLine.set(from, mark);
  });
  transaction.changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    const first = doc.lineAt(fromB).number;
    const end = doc.lineAt(toB);
    // A change that ends with a line break does not touch the line behind it.
    const last = end.number > first && end.from === toB ? end.number - 1 : end.number;
    for (let number = first; number <= last; number++) {
      byLine.set(doc.line(number).from, new EditMarker(edit, false));
    }
  });
  return ordered(byLine);
}

/**
 * @param {RangeSet<EditMarker>} marks
 * @param {number} edit
 */
function withLive(marks, edit) {
  /** @type {Map<number, EditMarker>} */
  const byLine = new Map();
  marks.between(0, Number.MAX_SAFE_INTEGER, (from, _to, mark) => {
    byLine.set(from, mark.edit <= edit ? new EditMarker(mark.edit, true) : mark);
  });
  return ordered(byLine);
}

/**
 * @param {Map<number, EditMarker>} byLine line start -> mark
 * @returns {RangeSet<EditMarker>}
 */
function ordered(byLine) {
  /** @type {RangeSetBuilder<EditMarker>} */
  const builder = new RangeSetBuilder();
  for (const [from, mark] of [...byLine].sort(([a], [b]) => a - b)) builder.add(from, from, mark);
  return builder.finish();
}
