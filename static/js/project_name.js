// What a project may be called.

const LONGEST = 80;

/**
 * @param {string} name as typed
 * @returns {string} without outer and repeated white space
 */
export function cleanName(name) {
  return name.trim().replace(/\s+/g, " ");
}

/**
 * @param {string} name
 * @param {Iterable<string>} [taken] names of the other projects
 * @returns {string | null} the sentence that says what is wrong, null if nothing is
 */
export function checkName(name, taken = []) {
  const clean = cleanName(name);
  if (clean === "") return "A project needs a name.";
  if (clean.length > LONGEST) return `The name is too long: up to ${LONGEST} characters fit.`;
  if (/\p{Cc}/u.test(clean)) return "A name has no control characters.";
  const same = [...taken].find((other) => other.toLowerCase() === clean.toLowerCase());
  return same === undefined ? null : `There is a project called ${same} already.`;
}

/**
 * The wanted name, with a number behind it if it is taken: "hello", "hello 2", "hello 3".
 *
 * @param {string} wanted
 * @param {Iterable<string>} taken
 * @returns {string}
 */
export function uniqueName(wanted, taken) {
  const base = cleanName(wanted.replace(/\p{Cc}/gu, " ")).slice(0, LONGEST - 5) || "project";
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  let name = base;
  for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${base} ${number}`;
  return name;
}

/**
 * The name as a file name that every system takes: "lesson 3: forms" -> "lesson-3-forms".
 *
 * @param {string} name
 * @returns {string}
 */
export function fileName(name) {
  const safe = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return safe || "project";
}
