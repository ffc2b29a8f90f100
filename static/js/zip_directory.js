// The table of contents of a zip file (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
import { ImportError } from "./imported_project.js";

/**
 * @typedef {object} ZipEntry
 * @property {string} path a folder's ends in "/"
 * @property {boolean} encrypted
 * @property {boolean} link a symbolic link; its content is where it points to
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc
 * @property {number} size bytes when unpacked, as announced
 * @property {Uint8Array} packed
 */

const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL = 0x02014b50;
const CENTRAL_SIZE = 46;
const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const IN_ZIP64 = 0xffffffff;
const SYMBOLIC_LINK = 0xa000;

/**
 * @param {Uint8Array} zip
 * @param {string} name for the sentence
 * @returns {ZipEntry[]}
 * @throws {ImportError}
 */
export function readDirectory(zip, name) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = findEnd(view);
  if (end === null) throw new ImportError(`${name} is not a zip file, or it ends too early.`);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  /** @type {ZipEntry[]} */
  const entries = [];
  try {
    for (let index = 0; index < count; index += 1) {
      entries.push(readEntry(zip, view, at, name));
      at += CENTRAL_SIZE + lengths(view, at);
    }
  } catch (error) {
    if (error instanceof RangeError) throw damaged(name, error);
    throw error;
  }
  return entries;
}

/**
 * @param {DataView} view
 * @returns {number | null} where the end record is
 */
function findEnd(view) {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  return null;
}

/**
 * @param {DataView} view
 * @param {number} at a central header
 */
function lengths(view, at) {
  return (
    view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  );
}

/**
 * @param {Uint8Array} zip
 * @param {DataView} view
 * @param {number} at
 * @param {string} name
 * @returns {ZipEntry}
 */
function readEntry(zip, view, at, name) {
  if (view.getUint32(at, true) !== CENTRAL) throw damaged(name);
  const flags = view.getUint16(at + 8, true);
  const packedSize = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (packedSize === IN_ZIP64 || size === IN_ZIP64 || local === IN_ZIP64) {
    throw new ImportError(`${name} is a 64-bit zip, made for more than fits here. Pack it again.`);
  }
  if (view.getUint32(local, true) !== LOCAL) throw damaged(name);
  const start =
    local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > zip.length) throw damaged(name);
  const nameBytes = zip.subarray(
    at + CENTRAL_SIZE,
    at + CENTRAL_SIZE + view.getUint16(at + 28, true),
  );
  return {
    path: decodeName(nameBytes),
    encrypted: (flags & 1) !== 0,
    link: ((view.getUint32(at + 38, true) >>> 16) & 0xf000) === SYMBOLIC_LINK,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size,
    packed: zip.subarray(start, start + packedSize),
  };
}

/**
 * Most tools write UTF-8 whether they set its flag or not; what is not UTF-8 is read as Latin-1.
 *
 * @param {Uint8Array} bytes
 */
function decodeName(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return new TextDecoder("latin1").decode(bytes);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {unknown} [cause]
 */
function damaged(name, cause) {
  return new ImportError(`${name} is damaged: its list of files cannot be read.`, { cause });
}
