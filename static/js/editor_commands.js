// What can be done in the editor, by name and by key: for its keymap, the palette and the list of
// shortcuts.

/** @import { Command } from "codemirror" */
/** @import { Keys } from "./keys.js" */
import { closeSearchPanel, findNext, findPrevious } from "codemirror";
import { find, replace } from "./editor_search.js";
import { here } from "./keys.js";

/**
 * @typedef {object} EditorCommand
 * @property {string} label
 * @property {string} icon
 * @property {Keys} [keys]
 * @property {boolean} [inBar] the keys work in the search bar, too
 * @property {Command} run
 */

/** @type {EditorCommand[]} */
export const EDITOR_COMMANDS = [
  {
    label: "Find in the file",
    icon: "search",
    keys: { key: "f", control: true },
    inBar: true,
    run: find,
  },
  {
    label: "Replace in the file",
    icon: "search",
    keys: { key: "h", control: true, mac: { key: "f", command: true, alt: true } },
    inBar: true,
    run: replace,
  },
  {
    label: "Next match",
    icon: "down",
    keys: { key: "F3", mac: { key: "g", command: true } },
    inBar: true,
    run: findNext,
  },
  {
    label: "Previous match",
    icon: "up",
    keys: { key: "F3", shift: true, mac: { key: "g", command: true, shift: true } },
    inBar: true,
    run: findPrevious,
  },
];

/** @type {import("codemirror").KeyBinding[]} */
export const editorKeymap = [
  { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
  ...EDITOR_COMMANDS.flatMap(({ keys, inBar, run }) =>
    keys
      ? {
          key: bindingOf(keys),
          run,
          scope: inBar ? "editor search-panel" : "editor",
          preventDefault: true,
        }
      : [],
  ),
];

/** @param {Keys} keys @returns {string} as CodeMirror writes them: "Ctrl-Shift-k" */
function bindingOf(keys) {
  const { key, control, command, shift, alt } = here(keys);
  const held = [control && "Ctrl", alt && "Alt", shift && "Shift", command && "Meta"];
  return [...held, key].filter(Boolean).join("-");
}
