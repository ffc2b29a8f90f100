// What changed between two texts.

import { diff } from "codemirror";

/** Where nothing near is alike, the search for it ends: what changed is then all in between. */
const LIMITS = { scanLimit: 500, timeout: 100 };

/**
 * The changes that make one text of another. What both share stays, and so do the cursor and the
 * marks in it.
 *
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}[]}
 */
export function difference(before, after) {
  return diff(before, after, LIMITS).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}
