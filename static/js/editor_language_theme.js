// How what the language server says looks: hovers, signatures, references, messages.
import { EditorView } from "codemirror";

const DOCUMENTATION = {
  maxWidth: "min(560px, 90vw)",
  maxHeight: "320px",
  overflow: "auto",
  padding: "var(--s-3) var(--s-4) 10px",
  font: "var(--size-2)/1.5 var(--sans)",
  color: "var(--text)",
};

export const languageTheme = EditorView.theme({
  ".cm-lsp-hover-tooltip": DOCUMENTATION,
  ".cm-lsp-documentation": { padding: "0" },
  ".cm-lsp-documentation.cm-lsp-hover-tooltip": { padding: DOCUMENTATION.padding },
  ".cm-lsp-documentation :is(p, ul, ol, pre)": { margin: "0 0 var(--s-3)" },
  ".cm-lsp-documentation > :last-child": { marginBottom: "0" },
  ".cm-lsp-documentation :is(h1, h2, h3, h4)": {
    margin: "0 0 var(--s-2)",
    fontSize: "var(--size-2)",
    fontWeight: "var(--strong)",
  },
  ".cm-lsp-documentation :is(ul, ol)": { paddingLeft: "18px" },
  ".cm-lsp-documentation a": { color: "var(--accent)" },
  ".cm-lsp-documentation code": { font: "var(--size-2)/1.5 var(--mono)" },
  ".cm-lsp-documentation :not(pre) > code": {
    padding: "0 3px",
    borderRadius: "var(--radius-1)",
    backgroundColor: "var(--chrome)",
  },
  // A signature, first: it is what is looked for.
  ".cm-lsp-documentation pre": { whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-lsp-signature-tooltip": {
    ...DOCUMENTATION,
    maxHeight: "200px",
    overflow: "auto",
  },
  ".cm-lsp-signature-tooltip.cm-lsp-signature-multiple": { paddingLeft: "44px" },
  ".cm-lsp-signature-tooltip .cm-lsp-signature": {
    font: "var(--size-2)/1.5 var(--mono)",
    color: "var(--text-2)",
  },
  ".cm-lsp-signature-tooltip .cm-lsp-active-parameter": {
    fontWeight: "var(--strong)",
    color: "var(--accent)",
  },
  ".cm-lsp-signature-tooltip .cm-lsp-signature-num": {
    left: "var(--s-4)",
    top: "var(--s-3)",
    font: "var(--size-1)/1.6 var(--mono)",
    color: "var(--text-3)",
  },
  ".cm-lsp-signature-tooltip .cm-lsp-documentation": {
    marginTop: "var(--s-2)",
    fontSize: "var(--size-2)",
  },
  ".cm-completionInfo .cm-lsp-documentation": { maxHeight: "260px", overflow: "auto" },
  ".cm-lsp-reference-panel": {
    maxHeight: "180px",
    padding: "6px var(--s-4)",
    font: "var(--size-2)/var(--row-h) var(--mono)",
    outlineOffset: "-2px",
  },
  ".cm-lsp-reference-panel .cm-lsp-reference-file": {
    fontFamily: "var(--sans)",
    fontWeight: "var(--strong)",
  },
  ".cm-lsp-reference-panel .cm-lsp-reference": {
    padding: "0 var(--s-3)",
    borderRadius: "var(--radius-1)",
    cursor: "default",
  },
  ".cm-lsp-reference-panel .cm-lsp-reference[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-lsp-reference-panel .cm-lsp-reference-line": { opacity: "1", color: "var(--text-3)" },
  // What could not be done, above the code.
  ".cm-panel.cm-dialog.cm-said": {
    padding: "6px 40px 6px 14px",
    font: "var(--size-2)/1.5 var(--sans)",
    color: "var(--text)",
    backgroundColor: "var(--caution-soft)",
  },
  // A phone has no room for both the code and what is said of it.
  "@media (max-width: 600px)": {
    ".cm-lsp-signature-tooltip": { maxHeight: "88px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "168px" },
  },
  // Not used any more, but nothing is wrong with it.
  ".cm-unnecessary": { opacity: "0.6" },
});
