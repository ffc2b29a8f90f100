// The projects to start from, as the host made them of static/templates/.
import { fromBase64 } from "./base64.js";

/**
 * @typedef {import("./messages.js").Content} Content
 * @typedef {import("./store.js").NewProject} NewProject
 *
 * @typedef {object} Template
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {string[]} frameworks
 * @property {string} open the file to show first
 * @property {string} path what the preview shows first
 * @property {number} tests how many test functions
 * @property {Record<string, string | {base64: string}>} files
 */

/**
 * @param {string} assets URL of static/, ends in "/"
 * @returns {Promise<Template[]>}
 */
export async function loadTemplates(assets) {
  const response = await fetch(`${assets}templates.json`);
  if (!response.ok) throw new Error(`templates.json: ${response.status} ${response.statusText}`);
  return response.json();
}

/**
 * @param {Template} template
 * @param {string} name of the project
 * @returns {NewProject}
 */
export function projectOf(template, name) {
  /** @type {Record<string, Content>} */
  const files = {};
  for (const [path, content] of Object.entries(template.files)) {
    files[path] = typeof content === "string" ? content : fromBase64(content.base64);
  }
  return { name, files, view: { path: template.open, line: 1, preview: template.path } };
}

/**
 * @param {Template} template
 * @returns {number} its files without the tests
 */
export function countFiles({ files }) {
  return Object.keys(files).filter((path) => !path.startsWith("tests/")).length;
}
