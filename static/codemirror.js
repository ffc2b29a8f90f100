// The entry of vendor/codemirror.js: all of CodeMirror that the page uses, as one module. One copy
// of @codemirror/state for everyone, because two copies do not recognise each other's extensions.
//
// Two languages export `autoCloseTags`, two `localCompletionSource`; naming one settles which is
// meant. The other language's support brings its own along anyway.

export * from "@codemirror/autocomplete";
export * from "@codemirror/commands";
export * from "@codemirror/lang-css";
export * from "@codemirror/lang-html";
export { autoCloseTags } from "@codemirror/lang-html";
export * from "@codemirror/lang-javascript";
export { localCompletionSource as javascriptNames } from "@codemirror/lang-javascript";
export * from "@codemirror/lang-jinja";
export * from "@codemirror/lang-json";
export * from "@codemirror/lang-markdown";
export * from "@codemirror/lang-python";
export { localCompletionSource } from "@codemirror/lang-python";
export * from "@codemirror/language";
export * from "@codemirror/lint";
export * from "@codemirror/lsp-client";
export * from "@codemirror/merge";
export * from "@codemirror/search";
export * from "@codemirror/state";
export * from "@codemirror/view";
export * from "@lezer/highlight";
