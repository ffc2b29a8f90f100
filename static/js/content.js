// The content of one file: text where it is UTF-8, bytes where it is not.

/** @typedef {import("./messages.js").Content} Content */

const encoder = new TextEncoder();
// A byte order mark stays in the text, so that a file leaves as it came.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * @param {Uint8Array} bytes
 * @returns {Content} a string if these bytes are UTF-8 text, else a copy of the bytes
 */
export function contentOf(bytes) {
  if (bytes.includes(0)) return bytes.slice();
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return bytes.slice(); // not UTF-8
    throw error;
  }
}

/**
 * @param {Content} content
 * @returns {Uint8Array}
 */
export function bytesOf(content) {
  return typeof content === "string" ? encoder.encode(content) : content;
}

/**
 * @param {Content} content
 * @returns {number} bytes it takes as a file
 */
export function sizeOf(content) {
  if (typeof content !== "string") return content.byteLength;
  let size = content.length;
  for (let index = 0; index < content.length; index += 1) {
    const code = content.charCodeAt(index);
    // A surrogate pair takes four bytes: two for each half.
    if (code > 0x7f) size += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return size;
}

/**
 * @param {Content} content
 * @returns {Content} bytes in a buffer of their own: a view would take its whole buffer along
 */
export function ownContent(content) {
  return typeof content === "string" ? content : new Uint8Array(content);
}
