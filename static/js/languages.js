// The language of a file, for the editor.
import {
  css,
  html,
  indentUnit,
  javascript,
  json,
  markdown,
  python,
  StreamLanguage,
} from "codemirror";
import { pythonNames } from "./editor_names.js";
import { extension } from "./paths.js";

/** @typedef {import("codemirror").Extension} Extension */

/**
 * TOML by line: tables, keys, strings, numbers, comments. Enough to read a pyproject.toml by.
 *
 * @type {import("codemirror").StreamParser<{value: boolean, until: string | null}>}
 */
const tomlParser = {
  name: "toml",
  startState: () => ({ value: false, until: null }),
  token(stream, state) {
    if (state.until !== null) return insideLongString(stream, state);
    if (stream.sol()) state.value = false;
    if (stream.eatSpace()) return null;
    if (stream.match(/#.*/)) return "comment";
    const long = stream.match(/"""|'''/);
    if (long) {
      state.until = stream.current();
      return insideLongString(stream, state);
    }
    if (stream.match(/"(?:[^"\\]|\\.)*"?|'[^']*'?/)) return state.value ? "string" : "propertyName";
    if (!state.value && stream.sol() && stream.match(/\[{1,2}[^\]]*\]{1,2}/)) return "heading";
    if (stream.match(/[=,{}[\]]/)) {
      if (stream.current() === "=") state.value = true;
      if (stream.current() === "{") state.value = false;
      return "punctuation";
    }
    if (stream.match(/true\b|false\b/)) return "bool";
    if (stream.match(/[+-]?\d[\w:.+-]*/)) return state.value ? "number" : "propertyName";
    if (stream.match(/[\w.-]+/)) return state.value ? "atom" : "propertyName";
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" } },
};

const toml = StreamLanguage.define(tomlParser);

/** @type {Record<string, {name: string, indent: number, support: () => Extension}>} */
const LANGUAGES = {
  python: { name: "Python", indent: 4, support: () => [python(), pythonNames] },
  html: { name: "HTML", indent: 2, support: html },
  css: { name: "CSS", indent: 2, support: css },
  javascript: { name: "JavaScript", indent: 2, support: () => javascript() },
  typescript: { name: "TypeScript", indent: 2, support: () => javascript({ typescript: true }) },
  json: { name: "JSON", indent: 2, support: json },
  markdown: { name: "Markdown", indent: 2, support: () => markdown() },
  toml: { name: "TOML", indent: 4, support: () => toml },
  text: { name: "Text", indent: 4, support: () => [] },
};

/** @type {Record<string, keyof typeof LANGUAGES>} */
const BY_EXTENSION = {
  py: "python",
  pyi: "python",
  html: "html",
  htm: "html",
  jinja: "html",
  j2: "html",
  svg: "html",
  xml: "html",
  css: "css",
  js: "javascript",
  mjs: "javascript",
  ts: "typescript",
  json: "json",
  md: "markdown",
  toml: "toml",
};

/**
 * @param {string} path
 * @returns {Extension} highlighting, indentation and completion of the language
 */
export function languageOf(path) {
  const { support, indent } = definition(path);
  return [support(), indentUnit.of(" ".repeat(indent))];
}

/**
 * @param {string} path
 * @returns {{name: string, indent: number}}
 */
export function describe(path) {
  return definition(path);
}

/** @param {string} path */
function definition(path) {
  return LANGUAGES[BY_EXTENSION[extension(path)] ?? "text"];
}

/**
 * @param {import("codemirror").StringStream} stream
 * @param {{until: string | null}} state
 */
function insideLongString(stream, state) {
  if (stream.skipTo(String(state.until))) {
    stream.match(String(state.until));
    state.until = null;
  } else {
    stream.skipToEnd();
  }
  return "string";
}
