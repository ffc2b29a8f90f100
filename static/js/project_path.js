// Paths inside a project: relative, POSIX, each part a plain name.

const LONGEST = 400;

/** Folders that are made by tools and made again by them: never brought into a project. */
const IGNORED = new Set([
  "__MACOSX",
  "__pycache__",
  ".git",
  ".hg",
  ".svn",
  ".venv",
  "venv",
  "node_modules",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".tox",
  ".DS_Store",
  "Thumbs.db",
]);

/**
 * @param {string} path
 * @returns {string | null} the sentence that says why this is no path, null if it is one
 */
export function checkPath(path) {
  if (path === "") return "A file needs a name.";
  if (path.length > LONGEST) return `${path.slice(0, 40)}...: this path is too long.`;
  if (path.includes("\\")) return `${path}: folders are separated by /, not \\.`;
  if (/\p{Cc}/u.test(path)) return `${JSON.stringify(path)}: a name has no control characters.`;
  if (path.startsWith("/")) return `${path}: paths start inside the project, without a /.`;
  for (const part of path.split("/")) {
    if (part === "") return `${path}: a folder has no name.`;
    if (part === "." || part === "..") return `${path}: "${part}" is not a name.`;
    // As a key of an object it would be lost.
    if (part === "__proto__") return `${path}: "${part}" is not a name.`;
  }
  return null;
}

/**
 * @param {string} path
 * @returns {boolean} whether a part of it is a tool's own folder or a desktop's note
 */
export function isIgnored(path) {
  return path.split("/").some((part) => IGNORED.has(part) || part.endsWith(".pyc"));
}

/**
 * Checks the paths of a whole project that comes from outside.
 *
 * @param {string[]} files
 * @param {string[]} folders
 * @returns {string | null} the sentence that says what is wrong, null if nothing is
 */
export function checkPaths(files, folders) {
  const known = new Set(files);
  for (const path of [...files, ...folders]) {
    const wrong = checkPath(path);
    if (wrong) return wrong;
    for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
      const above = path.slice(0, slash);
      if (known.has(above)) return `${above} is a file and a folder at once.`;
    }
  }
  const both = folders.find((folder) => known.has(folder));
  return both === undefined ? null : `${both} is a file and a folder at once.`;
}
