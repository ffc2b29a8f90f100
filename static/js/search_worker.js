// Searches away from the page, so that nothing there waits for it: a regular expression can take
// any time.

/** @import { Found, Wish } from "./project_search.js" */
import { PatternError } from "./pattern.js";
import { searchTexts } from "./project_search.js";

/**
 * @typedef {{texts: [path: string, text: string][], wish: Wish}} Question
 * @typedef {{found: Found} | {problem: string}} Answer
 */

addEventListener("message", ({ data }) => {
  postMessage(answer(/** @type {Question} */ (data)));
});

/**
 * @param {Question} question
 * @returns {Answer}
 */
function answer({ texts, wish }) {
  try {
    return { found: searchTexts(texts, wish) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { problem: error.message };
  }
}
