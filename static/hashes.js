// What Python's hashlib has from OpenSSL elsewhere, which is not in the browser's: the functions that
// make keys of passwords. Frameworks store passwords with them.

import { sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 as derive } from "@noble/hashes/pbkdf2.js";
import { scrypt as mix } from "@noble/hashes/scrypt.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import {
  pbkdf2 as deriveLater,
  sha256 as webSHA256,
  sha384 as webSHA384,
  sha512 as webSHA512,
} from "@noble/hashes/webcrypto.js";

const HASHES = { sha1, sha224, sha256, sha384, sha512 };
const WEB_HASHES = { sha256: webSHA256, sha384: webSHA384, sha512: webSHA512 };

/**
 * PBKDF2 with HMAC (RFC 8018, section 5.2).
 *
 * @param {keyof typeof HASHES} hash
 * @param {Uint8Array} password
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {number} length of the key in bytes
 * @returns {Uint8Array}
 */
export function pbkdf2(hash, password, salt, iterations, length) {
  return derive(HASHES[hash], password, salt, { c: iterations, dkLen: length });
}

/**
 * The same by WebCrypto, which is much faster: for who can wait for a promise.
 *
 * @param {keyof typeof WEB_HASHES} hash
 * @param {Uint8Array} password
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {number} length
 * @returns {Promise<Uint8Array>}
 */
export function pbkdf2Later(hash, password, salt, iterations, length) {
  return deriveLater(WEB_HASHES[hash], password, salt, { c: iterations, dkLen: length });
}

/**
 * scrypt (RFC 7914).
 *
 * @param {Uint8Array} password
 * @param {Uint8Array} salt
 * @param {number} n cost
 * @param {number} r block size
 * @param {number} p parallelization
 * @param {number} length of the key in bytes
 * @returns {Uint8Array}
 */
export function scrypt(password, salt, n, r, p, length) {
  // hashlib has checked how much memory that takes.
  return mix(password, salt, { N: n, r, p, dkLen: length, maxmem: Number.MAX_SAFE_INTEGER });
}
