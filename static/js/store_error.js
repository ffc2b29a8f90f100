/**
 * Why something could not be kept. `message` is a sentence for the page.
 *
 * - full: the browser has no room left
 * - refused: the browser keeps nothing here (private window, blocked site data, broken profile)
 * - too-large: one file is over the limit
 * - missing: there is no such project (any more)
 * - not-owner: another tab has taken the project over; nothing was written
 *
 * @typedef {"full" | "refused" | "too-large" | "missing" | "not-owner"} StoreErrorKind
 */

export class StoreError extends Error {
  /**
   * @param {StoreErrorKind} kind
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(kind, message, options) {
    super(message, options);
    this.name = "StoreError";
    this.kind = kind;
  }
}

/** @returns {StoreError} */
export function missingProject() {
  return new StoreError(
    "missing",
    "This project is not in this browser: it was deleted, or made in another browser.",
  );
}

/** @returns {StoreError} */
export function notOwner() {
  return new StoreError("not-owner", "Another tab has taken this project over.");
}
