// Numbers and times as the pages say them.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * "0 B", "1 kB", "1.4 MB": decimal units, at least one kilobyte as soon as there is anything
 * worth a second digit.
 *
 * @param {number} bytes
 * @returns {string}
 */
export function formatBytes(bytes) {
  if (bytes < 100) return `${bytes} B`;
  if (bytes < 1e6) return `${trim(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${trim(bytes / 1e6)} MB`;
  return `${trim(bytes / 1e9)} GB`;
}

/**
 * "1 file", "9 files".
 *
 * @param {number} count
 * @param {string} noun in the singular
 * @param {string} [plural]
 * @returns {string}
 */
export function formatCount(count, noun, plural = `${noun}s`) {
  return `${count} ${count === 1 ? noun : plural}`;
}

/**
 * When something was changed, seen from now: "just now", "4 minutes ago", "yesterday",
 * "Tuesday", "12 November", "12 November 2025".
 *
 * @param {number} time milliseconds since the epoch
 * @param {number} [now]
 * @returns {string}
 */
export function formatTime(time, now = Date.now()) {
  const minutes = Math.floor((now - time) / MINUTE);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${formatCount(minutes, "minute")} ago`;
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY);
  if (days < 1) return `${formatCount(Math.floor(minutes / 60), "hour")} ago`;
  if (days === 1) return "yesterday";
  const date = new Date(time);
  if (days < 7) return date.toLocaleDateString("en-GB", { weekday: "long" });
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

/**
 * One decimal below ten ("1.4"), none above ("31").
 *
 * @param {number} amount
 */
function trim(amount) {
  const text = amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0);
  return text.replace(/\.0$/, "");
}

/** @param {number} time */
function startOfDay(time) {
  return new Date(time).setHours(0, 0, 0, 0);
}
