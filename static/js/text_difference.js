// What changed between two texts.

/**
 * The one change that makes one text of another: what they share at both ends stays, and so do
 * the cursor and the marks in it.
 *
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}}
 */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let tail = 0;
  while (
    tail < shorter - from &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}
