// The list of shortcuts, of the same table as the keys themselves.

/** @import { Command } from "./commands.js" */
import { Dialog } from "./dialog.js";
import { h } from "./dom.js";
import { written } from "./keys.js";

/** @typedef {{name: string, rows: [what: string, keys: string][]}} Group */

/** What belongs to one part of the page, or to the mouse, and is no command. @type {Group[]} */
const OTHERS = [
  {
    name: "Between the parts",
    rows: [
      [
        "Next or previous part of the page",
        [{ key: "F6" }, { key: "F6", shift: true }].map((keys) => written(keys)).join(", "),
      ],
      ["Leave the editor", "Esc, then Tab"],
      ["Rename a file", "F2 in the tree"],
      ["Close a tab, delete a file", "Delete"],
    ],
  },
  {
    name: "In a search field",
    rows: [
      ["Match case", written({ key: "c", alt: true })],
      ["Whole words", written({ key: "w", alt: true })],
      ["Regular expression", written({ key: "r", alt: true })],
    ],
  },
  {
    name: "In the results of a search",
    rows: [
      ["Open", "Enter"],
      ["Replace the result, or all of the file", written({ key: "Enter", shift: true })],
    ],
  },
  {
    name: "With the mouse",
    rows: [
      ["Another cursor", written({ key: "click", alt: true })],
      ["Select a rectangle", written({ key: "drag", shift: true, alt: true })],
    ],
  },
];

/** @param {Command[]} commands */
export function showShortcuts(commands) {
  new Dialog({
    title: "Keyboard shortcuts",
    body: h(
      "div",
      { class: "shortcuts" },
      [...groupsOf(commands), ...OTHERS].map(({ name, rows }) =>
        h(
          "section",
          {},
          h("h3", {}, name),
          h(
            "dl",
            { class: "keys" },
            rows.flatMap(([what, keys]) => [h("dt", {}, what), h("dd", {}, h("kbd", {}, keys))]),
          ),
        ),
      ),
    ),
  }).open();
}

/**
 * @param {Command[]} commands
 * @returns {Group[]}
 */
function groupsOf(commands) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { group: name, label, keys } of commands) {
    // Those of the file in front have its name; their keys are among the others.
    if (!keys || name === "File") continue;
    const group = groups.get(name) ?? { name, rows: [] };
    group.rows.push([label, written(keys)]);
    groups.set(name, group);
  }
  return [...groups.values()];
}
