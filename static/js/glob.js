// Which files a few words mean: "*.py, templates, !tests".

/**
 * A name without a slash means files and folders of that name anywhere, one with a slash from the
 * top. A folder means all that is in it. `*` and `?` stay within a name, `**` goes across folders,
 * `!` leaves out.
 *
 * @param {string} text with commas between
 * @returns {(path: string) => boolean}
 */
export function fileFilter(text) {
  const globs = text
    .split(",")
    .map((glob) => glob.trim())
    .filter((glob) => glob !== "" && glob !== "!");
  const out = globs.filter((glob) => glob.startsWith("!")).map((glob) => patternOf(glob.slice(1)));
  const within = globs.filter((glob) => !glob.startsWith("!")).map(patternOf);
  return (path) =>
    (within.length === 0 || within.some((pattern) => pattern.test(path))) &&
    !out.some((pattern) => pattern.test(path));
}

/** @param {string} glob */
function patternOf(glob) {
  const name = glob.replace(/^\.?\//, "").replace(/\/+$/, "");
  const anywhere = !name.includes("/") && !/^\.?\//.test(glob);
  const source = name
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILD[part] ?? RegExp.escape(part))
    .join("");
  return new RegExp(`^${anywhere ? "(?:.*/)?" : ""}${source}(?:/.*)?$`, "u");
}

/** @type {Record<string, string>} */
const WILD = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
