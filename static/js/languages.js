// The language of a file, for the editor.
import {
  autoCloseTags,
  Compartment,
  closePercentBrace,
  css,
  EditorState,
  htmlCompletionSource,
  htmlLanguage,
  indentUnit,
  javascriptLanguage,
  javascriptNames,
  jinja,
  json,
  LanguageSupport,
  markdown,
  python,
  StreamLanguage,
  scopeCompletionSource,
  typescriptLanguage,
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

const SCRIPT_WORDS = new Set(
  `async await break case catch class const continue debugger default delete do else export extends
  finally for function if import in instanceof let new of return static super switch this throw try
  typeof var void while with yield`.split(/\s+/),
);

/**
 * Enter after a whole word of the language is a new line, whatever names have its letters. The syntax
 * tree would tell, but may be a few letters behind.
 *
 * @param {import("codemirror").CompletionSource} source
 * @returns {import("codemirror").CompletionSource}
 */
const exceptWords = (source) => async (context) => {
  const result = await source(context);
  if (!result || SCRIPT_WORDS.has(context.state.sliceDoc(result.from, context.pos))) return null;
  const { validFor } = result;
  if (!(validFor instanceof RegExp)) return result;
  return { ...result, validFor: (text) => validFor.test(text) && !SCRIPT_WORDS.has(text) };
};

/** The names in the file and those that every browser has; no snippets, which Enter would take. */
const script = [javascriptNames, scopeCompletionSource(globalThis)].map((source) =>
  javascriptLanguage.data.of({ autocomplete: exceptWords(source) }),
);

const html = () =>
  new LanguageSupport(htmlLanguage, [
    htmlLanguage.data.of({ autocomplete: htmlCompletionSource }),
    autoCloseTags,
    script,
    css().support,
  ]);
const javascript = () => new LanguageSupport(javascriptLanguage, script);
const typescript = () => new LanguageSupport(typescriptLanguage, script);

/** @type {Record<string, {name: string, indent: number, support: () => Extension}>} */
const LANGUAGES = {
  python: { name: "Python", indent: 4, support: () => [python(), pythonNames] },
  html: { name: "HTML", indent: 2, support: html },
  jinja: { name: "Jinja", indent: 2, support: () => jinja({ base: html() }) },
  css: { name: "CSS", indent: 2, support: css },
  javascript: { name: "JavaScript", indent: 2, support: javascript },
  typescript: { name: "TypeScript", indent: 2, support: typescript },
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
  jinja: "jinja",
  jinja2: "jinja",
  j2: "jinja",
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

/** What only a template has. */
const TEMPLATE = /\{[{%#]/;

/**
 * Highlighting, indentation and suggestions of the language. An HTML file becomes a template with
 * the first {{ or {% in it.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Extension}
 */
export function languageOf(path, text) {
  const { support, indent } = LANGUAGES[languageName(path, text)];
  const unit = indentUnit.of(" ".repeat(indent));
  if (languageName(path, text) !== "html") return [support(), unit];
  const language = new Compartment();
  let template = false;
  const becomes = EditorState.transactionExtender.of((transaction) => {
    if (template || !transaction.docChanged || !hasTemplate(transaction)) return null;
    template = true;
    return { effects: language.reconfigure(LANGUAGES.jinja.support()) };
  });
  return [language.of(support()), unit, becomes, closePercentBrace];
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {{name: string, indent: number}}
 */
export function describe(path, text) {
  return LANGUAGES[languageName(path, text)];
}

/**
 * @param {string} path
 * @param {string} text
 */
function languageName(path, text) {
  const name = BY_EXTENSION[extension(path)] ?? "text";
  const template = path.split("/").slice(0, -1).includes("templates") || TEMPLATE.test(text);
  return name === "html" && template ? "jinja" : name;
}

/** @param {import("codemirror").Transaction} transaction is there something of a template where it changes? */
function hasTemplate({ changes, newDoc }) {
  let found = false;
  changes.iterChanges((_fromA, _toA, from, to) => {
    found ||= TEMPLATE.test(newDoc.sliceString(newDoc.lineAt(from).from, newDoc.lineAt(to).to));
  });
  return found;
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
