// How numbers and times are written.

const MEGA = 1_000_000;
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/**
 * "3.1 of 12.8 MB". Both in the unit of the larger.
 *
 * @param {number} loaded bytes
 * @param {number} total bytes
 */
export function sizeOfTotal(loaded, total) {
  if (total < MEGA) return `${Math.round(loaded / 1000)} of ${Math.round(total / 1000)} kB`;
  return `${number.format(loaded / MEGA)} of ${number.format(total / MEGA)} MB`;
}

/**
 * "14 ms", "1.4 s".
 *
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${number.format(milliseconds / 1000)} s`;
}

/**
 * "10:42:07"
 *
 * @param {number} seconds since the epoch
 */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

/**
 * "main.py, line 21"
 *
 * @param {string} path
 * @param {number | null} line
 */
export function place(path, line) {
  return line === null ? path : `${path}, line ${line}`;
}
