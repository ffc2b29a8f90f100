// The picture on a template's card: its code on the left, what it makes of it on the right.

/** @typedef {import("./templates.js").Template} Template */

const SVG = "http://www.w3.org/2000/svg";
const LINES = 8;
const LEFT = 24;
const INDENT = 12;
const LINE_HEIGHT = 9;
/** Width of a character; the longest stroke ends before the seam. */
const CHARACTER = 2.4;
const SEAM = 168;
const RIGHT = SEAM - 24;

/** One stroke a token: class, and what it looks like in Python. */
const TOKENS =
  /(?<meta>@[\w.]+)|(?<string>[rbf]?"[^"]*"?|[rbf]?'[^']*'?)|(?<keyword>\b(?:async|await|class|def|for|from|if|import|in|return|with|yield)\b)|(?<name>[\w.]+)/g;

/**
 * What the preview shows, in a few strokes, by the framework that makes it. Frame: 0 0 120 96.
 *
 * @type {[string, string][]}
 */
const SKETCHES = [
  [
    "Datasette",
    '<path class="is-title" d="M18 22h34"/><path class="is-grid" d="M18 34h80M18 48h80M18 62h80M18 76h80M44 34v42M74 34v42M18 34v42M98 34v42"/><path d="M24 41h12M50 41h16M80 41h10M24 55h12M50 55h18M80 55h12M24 69h12M50 69h12M80 69h8"/>',
  ],
  [
    "SQLModel",
    '<rect class="is-button" x="18" y="18" width="24" height="10" rx="2"/><path d="M50 23h44"/><rect class="is-badge" x="18" y="36" width="24" height="10" rx="2"/><path d="M50 41h34"/><rect class="is-badge" x="18" y="54" width="24" height="10" rx="2"/><path d="M50 59h40"/><rect class="is-badge" x="18" y="72" width="24" height="10" rx="2"/><path d="M50 77h28"/>',
  ],
  [
    "Jinja2",
    '<path class="is-title" d="M18 22h40"/><rect class="is-field" x="18" y="34" width="52" height="12" rx="2"/><rect class="is-button" x="76" y="34" width="22" height="12" rx="2"/><path d="M18 60h80M18 72h80M18 84h56"/>',
  ],
  [
    "FastAPI",
    '<text x="18" y="40">{</text><path class="is-key" d="M28 50h22"/><path d="M58 50h34"/><text x="18" y="68">}</text>',
  ],
];
const PAGE =
  '<path class="is-title" d="M18 24h52"/><path d="M18 42h80M18 52h74M18 62h80M18 72h40"/>';

/**
 * @param {Template} template
 * @returns {SVGSVGElement}
 */
export function cardArt(template) {
  const code = template.files[template.open];
  const [, sketch] = SKETCHES.find(([name]) => template.frameworks.includes(name)) ?? ["", PAGE];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "mini");
  svg.setAttribute("viewBox", "0 0 320 96");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("aria-hidden", "true");
  // Only numbers and the constants above go into this markup, nothing of the template's text.
  svg.innerHTML = `<rect class="mini-code" width="${SEAM}" height="96"/>
    <g class="strokes">${strokes(typeof code === "string" ? code : "")}</g>
    <rect class="mini-page" x="${SEAM}" width="${320 - SEAM}" height="96"/>
    <g class="sketch" transform="translate(${SEAM + 16} -3)">${sketch}</g>`;
  return svg;
}

/**
 * The first lines of Python after the module's docstring and its imports, as strokes.
 *
 * @param {string} code
 * @returns {string}
 */
function strokes(code) {
  const lines = code.replace(/^\s*"""[\s\S]*?"""\s*/, "").split("\n");
  const start = lines.findIndex((line) => /^(@|def |async def |class )/.test(line));
  return lines
    .slice(Math.max(0, start))
    .filter((line, at, all) => line.trim() !== "" || all[at - 1]?.trim())
    .slice(0, LINES)
    .flatMap((line, row) => lineStrokes(line, 16 + row * LINE_HEIGHT))
    .join("");
}

/**
 * @param {string} line
 * @param {number} y
 */
function lineStrokes(line, y) {
  const indent = line.length - line.trimStart().length;
  let x = LEFT + (indent / 4) * INDENT;
  const paths = [];
  for (const { 0: text, groups = {} } of line.matchAll(TOKENS)) {
    const width = Math.min(Math.round(text.length * CHARACTER), RIGHT - x);
    if (width < 4) continue;
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    paths.push(`<path class="stroke-${kind}" d="M${x} ${y}h${width}"/>`);
    x += width + 5;
  }
  return paths;
}
