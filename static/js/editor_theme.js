// How the editor looks: CodeMirror's parts in the tokens of tokens.css. Light and dark are the
// tokens' business, so one theme serves both. The colours of code are in project.css (`tok-*`).
import { classHighlighter, EditorView, syntaxHighlighting, tagHighlighter, tags } from "codemirror";

const theme = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "var(--paper)",
    fontSize: "var(--code-size)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "var(--code-lead)" },
  ".cm-content": { padding: "var(--s-3) 0 var(--s-7)", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 var(--s-5) 0 2px" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "2px solid var(--accent)" },
  ".cm-selectionBackground": { background: "var(--code-selection)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--code-selection)",
  },
  ".cm-activeLine": { backgroundColor: "var(--code-active-line)" },
  // The selection lies under the text: an opaque active line would hide it.
  "&.has-selection .cm-activeLine": { backgroundColor: "transparent" },
  ".cm-gutters": {
    minWidth: "46px",
    color: "var(--text-3)",
    backgroundColor: "var(--paper)",
    border: "0",
  },
  ".cm-lineNumbers": { flex: "1 0 auto" },
  ".cm-lineNumbers .cm-gutterElement": {
    minWidth: "34px",
    padding: "0 2px 0 var(--s-3)",
    fontSize: ".92em",
  },
  ".cm-foldGutter .cm-gutterElement": { position: "relative", width: "18px" },
  ".fold": {
    display: "grid",
    width: "13px",
    height: "100%",
    placeItems: "center",
    color: "var(--text-3)",
  },
  ".fold:hover": { color: "var(--text)" },
  ".fold .icon": { width: "10px", height: "10px", strokeWidth: "2" },
  // What can be folded shows when the pointer is near; what is folded, and on touch screens, always.
  "@media (hover: hover)": {
    ".fold.is-open": { opacity: "0", transition: "opacity var(--quick)" },
    ".cm-gutters:hover .fold.is-open": { opacity: "1" },
  },
  ".cm-foldPlaceholder": {
    margin: "0 2px",
    padding: "0 5px",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-1)",
    color: "var(--text-2)",
    backgroundColor: "var(--hover)",
  },
  ".cm-activeLineGutter": { color: "var(--text)", backgroundColor: "var(--code-active-line)" },
  // What opens the routes has its room left of the numbers, so that code stays where it is.
  ".cm-routes": { width: "16px" },
  ".cm-routes + .cm-lineNumbers .cm-gutterElement": { minWidth: "18px", paddingLeft: "0" },
  ".cm-foldGutter .is-pending::after, .cm-foldGutter .is-live::after": {
    content: '""',
    position: "absolute",
    inset: "0 2px 0 auto",
    width: "3px",
    borderRadius: "2px",
    background: "var(--pending)",
  },
  ".cm-foldGutter .is-live::after": {
    background: "var(--good)",
    animation: "cm-went-live var(--fade) linear forwards",
  },
  "@keyframes cm-went-live": { to: { opacity: 0 } },
  ".cm-gutterElement.is-error": { color: "var(--caution)", fontWeight: "var(--strong)" },
  ".cm-gutterElement.is-failed": {
    color: "var(--bad)",
    fontWeight: "var(--strong)",
    backgroundColor: "var(--bad-soft)",
  },
  ".is-failed-line, .is-failed-line.cm-activeLine": { backgroundColor: "var(--bad-soft)" },
  ".cm-lintRange": { backgroundImage: "none !important", paddingBottom: "0" },
  ".cm-lintRange-error, .cm-lintRange-warning": {
    textDecoration: "underline wavy var(--pending) 1px",
    textUnderlineOffset: "4px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-warning": { backgroundColor: "var(--caution-soft)" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintPoint:after": { display: "none" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--pressed)",
    borderRadius: "2px",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--bad-soft)" },
  ".cm-selectionMatch": { backgroundColor: "var(--hover)" },
  ".cm-searchMatch": { backgroundColor: "var(--code-match)", borderRadius: "2px" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--pending)" },
  // The selection lies under the match that is chosen.
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "var(--code-match)" },
  ".cm-panels": {
    color: "var(--text)",
    backgroundColor: "var(--chrome)",
    fontFamily: "var(--sans)",
    fontSize: "var(--size-2)",
  },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-panel-lint [name=close], .cm-panel .cm-dialog-close": {
    top: "6px",
    right: "10px",
    width: "26px",
    height: "26px",
    borderRadius: "var(--radius-1)",
    color: "var(--text-2)",
    fontSize: "16px",
    cursor: "default",
  },
  ".cm-panel .cm-dialog-close": { top: "3px" },
  ".cm-changedLine, .cm-inlineChangedLine": { backgroundColor: "var(--good-soft) !important" },
  ".cm-changedText": { background: "color-mix(in srgb, var(--good) 22%, transparent) !important" },
  ".cm-deletedChunk": {
    position: "relative",
    paddingLeft: "2px",
    backgroundColor: "var(--bad-soft)",
  },
  ".cm-deletedChunk .cm-deletedText": {
    background: "color-mix(in srgb, var(--bad) 22%, transparent) !important",
  },
  // In sight however far the code is scrolled, and without moving it.
  ".cm-deletedChunk .cm-chunkButtons": {
    position: "sticky",
    insetInlineEnd: "var(--s-3)",
    zIndex: "1",
    float: "right",
    height: "0",
  },
  ".cm-deletedChunk .btn": {
    height: "calc(var(--code-lead) - 1px)",
    margin: "0",
    border: "1px solid var(--edge)",
    borderRadius: "var(--radius-1)",
    color: "var(--text)",
    background: "var(--paper)",
    font: "var(--medium) var(--size-1) var(--sans)",
    cursor: "default",
  },
  ".cm-changeGutter": { width: "3px", paddingLeft: "0" },
  ".cm-changedLineGutter": { background: "var(--good) !important" },
  ".cm-deletedLineGutter": { background: "var(--bad) !important" },
  ".cm-tooltip": {
    zIndex: "var(--z-menu)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-2)",
    color: "var(--text)",
    backgroundColor: "var(--paper)",
    boxShadow: "var(--shadow-2)",
    overflow: "hidden",
  },
  ".cm-tooltip-lint": { padding: "2px 0", font: "var(--size-2)/1.45 var(--sans)" },
  ".cm-diagnostic": { padding: "4px 10px", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--pending)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxHeight: "260px",
    padding: "4px",
    fontFamily: "var(--mono)",
    fontSize: "var(--size-2)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "var(--s-3)",
    minWidth: "240px",
    height: "var(--row-h)",
    padding: "0 var(--s-3)",
    borderRadius: "var(--radius-1)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--text)",
    background: "var(--accent-soft)",
  },
  ".cm-completionLabel": {
    flex: "1 0 auto",
    maxWidth: "100%",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  ".cm-completionMatchedText": {
    color: "var(--accent)",
    fontWeight: "var(--strong)",
    textDecoration: "none",
  },
  ".cm-completionDetail": {
    overflow: "hidden",
    textOverflow: "ellipsis",
    marginLeft: "0",
    color: "var(--text-3)",
    font: "var(--size-1) var(--sans)",
    fontStyle: "normal",
  },
  ".cm-tooltip.cm-completionInfo": {
    padding: "var(--s-3) var(--s-4) 10px",
    color: "var(--text-2)",
    backgroundColor: "var(--chrome)",
    font: "var(--size-2)/1.45 var(--sans)",
  },
});

/** What the class highlighter does not tell apart: names that are called, and self. */
const calls = tagHighlighter([
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
    ],
    class: "tok-function",
  },
]);

/** @type {import("codemirror").Extension} */
export const editorTheme = [theme, syntaxHighlighting(classHighlighter), syntaxHighlighting(calls)];
