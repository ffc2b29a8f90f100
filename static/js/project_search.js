// Finds text in files. Pure, so that it can run in a worker.

/** @import { Sought } from "./search_field.js" */
import { fileFilter } from "./glob.js";
import { patternOf, replacementFor } from "./pattern.js";

/**
 * @typedef {object} Wish
 * @property {Sought} sought
 * @property {string} replacement
 * @property {string} include which files, see glob.js
 *
 * @typedef {object} Hit
 * @property {number} from offset in the file, in UTF-16 units
 * @property {number} to
 * @property {number} line 1-based
 * @property {string} before of its line, as far as it is worth showing
 * @property {string} text
 * @property {string} after of its line
 * @property {string} replacement what takes its place
 *
 * @typedef {{path: string, hits: Hit[]}} FileHits
 * @typedef {{files: FileHits[], count: number, more: boolean}} Found more: there are more than are here
 */

/** So many hits are found, and no more. */
export const MOST_HITS = 1000;

/** So much is shown around a hit. */
const BEFORE = 10;
const AFTER = 160;

/**
 * @param {[path: string, text: string][]} texts
 * @param {Wish} wish
 * @param {number} [most]
 * @returns {Found}
 * @throws {import("./pattern.js").PatternError}
 */
export function searchTexts(texts, { sought, replacement, include }, most = MOST_HITS) {
  const pattern = patternOf(sought);
  const wanted = fileFilter(include);
  /** @type {Found} */
  const found = { files: [], count: 0, more: false };
  for (const [path, text] of texts) {
    if (!wanted(path)) continue;
    /** @type {Hit[]} */
    const hits = [];
    const lines = new LineCounter(text);
    for (const match of text.matchAll(pattern)) {
      if (match[0] === "") continue;
      if (found.count === most) {
        found.more = true;
        break;
      }
      found.count += 1;
      hits.push(hitOf(match, text, lines, replacementFor(match, replacement, sought.regexp)));
    }
    if (hits.length > 0) found.files.push({ path, hits });
    if (found.more) break;
  }
  return found;
}

/**
 * @param {RegExpExecArray} match
 * @param {string} text of the file
 * @param {LineCounter} lines
 * @param {string} replacement
 * @returns {Hit}
 */
function hitOf(match, text, lines, replacement) {
  const from = match.index;
  const to = from + match[0].length;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", to);
  const before = text.slice(start, from).trimStart();
  const after = text.slice(to, end < 0 ? text.length : end).trimEnd();
  return {
    from,
    to,
    line: lines.at(from),
    before: before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before,
    text: match[0],
    after: after.length > AFTER ? `${after.slice(0, AFTER)}…` : after,
    replacement,
  };
}

/** Says in which line an offset is; they must come in their order. */
class LineCounter {
  #text;
  #line = 1;
  #next;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
    this.#next = text.indexOf("\n");
  }

  /** @param {number} offset */
  at(offset) {
    while (this.#next >= 0 && this.#next < offset) {
      this.#line += 1;
      this.#next = this.#text.indexOf("\n", this.#next + 1);
    }
    return this.#line;
  }
}
