// What is searched, as a regular expression of JavaScript.

/** @import { Sought } from "./search_field.js" */

/** A letter, a digit or an underscore, in any script. */
const WORD = "[\\p{L}\\p{N}_]";

/** What engines say of a wrong expression -> what we say. @type {[RegExp, string][]} */
const PROBLEMS = [
  [/unterminated (group|parenthetical)|missing \)/i, "a ( is never closed"],
  [/unmatched '?\)|unmatched parenthes/i, "a ) closes nothing"],
  [/unterminated character class|missing terminating \]/i, "a [ is never closed"],
  [/out of order in character class/i, "a range in [ ] runs backwards"],
  [/nothing to repeat/i, "a *, + or ? has nothing before it"],
  [/lone quantifier|incomplete quantifier|raw bracket/i, "a { or } has no number"],
  [/numbers out of order/i, "the numbers in { } run backwards"],
  [/at end of pattern|trailing \\/i, "it ends in a \\"],
  [/property name/i, "\\p names no kind of letter"],
  [/capture group name|named reference|group specifier/i, "a group has no such name"],
  [/invalid group|group/i, "a (? is not followed by what it needs"],
  [/escape/i, "a \\ stands before a letter that needs none"],
];

/** The text is no regular expression. `message` is a sentence that says why. */
export class PatternError extends Error {}

/**
 * @param {Sought} sought
 * @returns {RegExp} finds every place, one after the other
 * @throws {PatternError}
 */
export function patternOf({ text, matchCase, wholeWord, regexp }) {
  const source = regexp ? text : RegExp.escape(text);
  // Flags as CodeMirror's own search has them, so that both find the same.
  const flags = matchCase ? "gmu" : "gmui";
  try {
    // On its own first: a ) too many would otherwise close the group around it.
    const alone = new RegExp(source, flags);
    if (!wholeWord) return alone;
    return new RegExp(`(?<!${WORD}(?=${WORD}))(?:${source})(?!(?<=${WORD})${WORD})`, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PatternError(sentenceFor(error.message), { cause: error });
  }
}

/**
 * What a replacement makes of a match, by the rules of CodeMirror's own: in a regular expression
 * $1 is the first group, $& the whole match, $$ a dollar sign.
 *
 * @param {RegExpExecArray} match
 * @param {string} template
 * @param {boolean} regexp
 */
export function replacementFor(match, template, regexp) {
  if (!regexp) return template;
  return template.replace(/\$([$&]|\d+)/g, (all, name) => {
    if (name === "$") return "$";
    if (name === "&") return match[0];
    for (let length = name.length; length > 0; length -= 1) {
      const number = Number(name.slice(0, length));
      if (number > 0 && number < match.length) return (match[number] ?? "") + name.slice(length);
    }
    return all;
  });
}

/** @param {string} message of the engine */
function sentenceFor(message) {
  const why = PROBLEMS.find(([said]) => said.test(message))?.[1] ?? message.split(": ").at(-1);
  return `This is no regular expression: ${why}`;
}
