// Bytes as text: base64 (RFC 4648, section 4) and its form for URLs (section 5, without padding).

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  const pieces = [];
  // Function arguments go on the stack, so a large array goes in slices.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return btoa(pieces.join(""));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {DOMException} InvalidCharacterError
 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64URL(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {DOMException} InvalidCharacterError
 */
export function fromBase64URL(text) {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
