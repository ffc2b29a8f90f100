// Colours for what Python's grammar does not tell apart: names of classes, by the custom of
// writing them with a capital, and decorators as a whole.
import {
  Decoration,
  ensureSyntaxTree,
  Prec,
  RangeSetBuilder,
  syntaxTree,
  ViewPlugin,
} from "codemirror";

/** CamelCase, but not CONSTANTS. */
const CLASS_NAME = /^_?[A-Z]\w*[a-z]/;
/** Milliseconds for parsing what is visible; the rest follows in the background. */
const PATIENCE = 20;

const classMark = Decoration.mark({ class: "tok-typeName" });
const decoratorMark = Decoration.mark({ class: "tok-meta" });

/** @typedef {import("codemirror").EditorView} EditorView */
/** @typedef {import("codemirror").ViewUpdate} ViewUpdate */

const plugin = ViewPlugin.fromClass(
  class {
    /** @param {EditorView} view */
    constructor(view) {
      this.decorations = namesIn(view);
    }

    /** @param {ViewUpdate} update */
    update(update) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) {
        this.decorations = namesIn(update.view);
      }
    }
  },
  { decorations: (names) => names.decorations },
);

/** The highest precedence makes the inner element, whose colour is seen. */
export const pythonNames = Prec.highest(plugin);

/**
 * @param {EditorView} view
 * @returns {import("codemirror").DecorationSet}
 */
function namesIn({ state, viewport, visibleRanges }) {
  const tree = ensureSyntaxTree(state, viewport.to, PATIENCE) ?? syntaxTree(state);
  /** @type {RangeSetBuilder<Decoration>} */
  const builder = new RangeSetBuilder();
  for (const { from, to } of visibleRanges) {
    tree.iterate({
      from,
      to,
      enter({ name, from: start, to: end, node }) {
        if (name === "Decorator") {
          const stop = node.getChild("ArgList")?.from ?? end;
          builder.add(start, stop, decoratorMark);
          return true;
        }
        const named = name === "VariableName" || name === "PropertyName";
        if (!named || node.parent?.name === "Decorator") return true;
        if (CLASS_NAME.test(state.sliceDoc(start, end))) builder.add(start, end, classMark);
        return false;
      },
    });
  }
  return builder.finish();
}
