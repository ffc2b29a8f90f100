// What changed between two texts.

import { diff } from "codemirror";

/** Where nothing near is alike, the search for it ends: what changed is then all in between. */
const LIMITS = { scanLimit: 500, timeout: 100 };

/**
 * The changes that make one text of another. What both share stays, and so do the cursor and the
 * marks in it; of two texts that have little in common, only both ends.
 *
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}[]}
 */
export function difference(before, after) {
  const changes = diff(before, after, LIMITS);
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) return [];
  const kept = before.length - changes.reduce((sum, { fromA, toA }) => sum + toA - fromA, 0);
  const little = kept * 2 < Math.max(before.length, after.length);
  const few = little ? [{ ...last, fromA: first.fromA, fromB: first.fromB }] : changes;
  return few.map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}
