// Which frameworks a file speaks of: enough for a line in the project list, cheap enough for every edit.

/** @typedef {import("./messages.js").Content} Content */

/**
 * Import name or distribution -> what people call it, in the order of the list.
 *
 * @type {Map<string, string>}
 */
const NAMES = new Map([
  ["fastapi", "FastAPI"],
  ["datasette", "Datasette"],
  ["litestar", "Litestar"],
  ["quart", "Quart"],
  ["django", "Django"],
  ["flask", "Flask"],
  ["falcon", "Falcon"],
  ["starlette", "Starlette"],
  ["sqlmodel", "SQLModel"],
  ["sqlalchemy", "SQLAlchemy"],
  ["jinja2", "Jinja2"],
]);

/** The first is built on the second, so the second goes without saying. */
const IMPLIES = [
  ["FastAPI", "Starlette"],
  ["Datasette", "Jinja2"],
  ["SQLModel", "SQLAlchemy"],
];

const IMPORT = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm;
const REQUIREMENT = /^[ \t]*([\w.-]+)/gm;
const QUOTED = /["']([\w.-]+)/g;

/**
 * The frameworks that one file imports or requires.
 *
 * @param {string} path
 * @param {Content | null} content
 * @returns {string[]}
 */
export function frameworksIn(path, content) {
  if (typeof content !== "string") return [];
  const found = new Set();
  for (const name of mentioned(path, content)) {
    const top = name.split(".")[0].toLowerCase();
    const known = NAMES.get(top);
    if (known) found.add(known);
    if (name.endsWith(".templating")) found.add("Jinja2");
  }
  return [...found];
}

/**
 * The frameworks of a project, from those of its files: each once, in a fixed order.
 *
 * @param {Iterable<string[]>} mentions
 * @returns {string[]}
 */
export function joinFrameworks(mentions) {
  const found = new Set([...mentions].flat());
  for (const [upper, lower] of IMPLIES) if (found.has(upper)) found.delete(lower);
  return [...NAMES.values()].filter((name) => found.has(name));
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {string[]} dotted module names or distribution names
 */
function mentioned(path, text) {
  if (path.endsWith(".py")) {
    return [...text.matchAll(IMPORT)].flatMap(([, from, list]) =>
      from ? [from] : list.split(",").map((item) => item.trim().split(/\s/)[0]),
    );
  }
  if (/(^|\/)requirements[^/]*\.txt$/.test(path)) {
    return [...text.matchAll(REQUIREMENT)].map(([, name]) => name);
  }
  if (path === "pyproject.toml") return [...text.matchAll(QUOTED)].map(([, name]) => name);
  return [];
}
