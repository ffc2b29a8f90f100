// Project ids. An id is also a host name label, so it is lower-case and starts with a letter.

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SIGNS = `${LETTERS}0123456789`;
const LENGTH = 10;

/**
 * A fresh random id: a letter and nine letters or digits (51 bits).
 *
 * @returns {string}
 */
export function newProjectId() {
  let id = "";
  while (id.length < LENGTH) {
    const signs = id === "" ? LETTERS : SIGNS;
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    // Bytes past the last full round of the alphabet would make its first signs more likely.
    if (byte < 256 - (256 % signs.length)) id += signs[byte % signs.length];
  }
  return id;
}

/**
 * @param {string} text
 * @returns {boolean} whether this could be the id of a project
 */
export function isProjectId(text) {
  return /^[a-z0-9]{10}$/.test(text);
}
