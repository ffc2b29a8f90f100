// What can be done in the editor, by name and by key: for its keymap, the palette and the list of
// shortcuts.

/** @import { Command, KeyBinding } from "codemirror" */
/** @import { Keys } from "./keys.js" */
import {
  addCursorAbove,
  addCursorBelow,
  closeReferencePanel,
  closeSearchPanel,
  copyLineDown,
  copyLineUp,
  cursorMatchingBracket,
  defaultKeymap,
  deleteLine,
  findNext,
  findPrevious,
  findReferences,
  foldAll,
  foldCode,
  indentLess,
  indentMore,
  jumpToDefinition,
  moveLineDown,
  moveLineUp,
  nextDiagnostic,
  redo,
  selectLine,
  selectNextOccurrence,
  selectParentSyntax,
  showSignatureHelp,
  startCompletion,
  toggleBlockComment,
  toggleComment,
  undo,
  unfoldAll,
  unfoldCode,
} from "codemirror";
import { goToLine } from "./editor_goto.js";
import { find, replace } from "./editor_search.js";
import { selectAllOccurrences } from "./editor_select.js";
import { here } from "./keys.js";

/**
 * @typedef {object} EditorCommand
 * @property {string} group
 * @property {string} label
 * @property {string} icon
 * @property {Keys} keys
 * @property {boolean} [inBar] the keys work in the search bar, too
 * @property {Command} run
 */

/** @type {EditorCommand[]} */
export const EDITOR_COMMANDS = [
  ...group("Find", "search", [
    ["Find in the file", { key: "f", control: true }, find],
    [
      "Replace in the file",
      { key: "h", control: true, mac: { key: "f", command: true, alt: true } },
      replace,
    ],
    ["Next match", { key: "F3", mac: { key: "g", command: true } }, findNext],
    [
      "Previous match",
      { key: "F3", shift: true, mac: { key: "g", command: true, shift: true } },
      findPrevious,
    ],
  ]).map((command) => ({ ...command, inBar: true })),
  ...group("Edit", "pencil", [
    ["Undo", { key: "z", control: true }, undo],
    ["Redo", { key: "y", control: true, mac: { key: "z", command: true, shift: true } }, redo],
    ["Comment lines", { key: "/", control: true }, toggleComment],
    [
      "Comment a block",
      { key: "a", shift: true, alt: true, mac: { key: "a", control: true, shift: true } },
      toggleBlockComment,
    ],
    ["Suggest", { key: " ", control: true, mac: { key: " ", control: true } }, startCompletion],
  ]),
  ...group("Code", "code", [
    ["Go to the definition", { key: "F12" }, jumpToDefinition],
    ["Find references", { key: "F12", shift: true }, findReferences],
    ["Show the parameters", { key: " ", control: true, shift: true }, showSignatureHelp],
  ]),
  ...group("Select", "cursor", [
    ["Select the next occurrence", { key: "d", control: true }, selectNextOccurrence],
    ["Select all occurrences", { key: "l", control: true, shift: true }, selectAllOccurrences],
    ["Add a cursor above", { key: "ArrowUp", control: true, alt: true }, addCursorAbove],
    ["Add a cursor below", { key: "ArrowDown", control: true, alt: true }, addCursorBelow],
    ["Select the line", { key: "l", alt: true, mac: { key: "l", control: true } }, selectLine],
    ["Select what is around", { key: "i", control: true }, selectParentSyntax],
  ]),
  ...group("Lines", "lines", [
    ["Move the line up", { key: "ArrowUp", alt: true }, moveLineUp],
    ["Move the line down", { key: "ArrowDown", alt: true }, moveLineDown],
    ["Copy the line up", { key: "ArrowUp", shift: true, alt: true }, copyLineUp],
    ["Copy the line down", { key: "ArrowDown", shift: true, alt: true }, copyLineDown],
    ["Delete the line", { key: "k", control: true, shift: true }, deleteLine],
    ["Indent the line", { key: "]", control: true }, indentMore],
    ["Outdent the line", { key: "[", control: true }, indentLess],
  ]),
  ...group("Go", "forward", [
    ["Go to line", { key: "g", control: true, mac: { key: "g", control: true } }, goToLine],
    [
      "Go to the matching bracket",
      { key: "\\", control: true, shift: true },
      cursorMatchingBracket,
    ],
    ["Next problem in the file", { key: "F8" }, nextDiagnostic],
  ]),
  // Not Ctrl Alt [ for all: that is how a German keyboard types [ in Windows.
  ...group("Fold", "fold", [
    [
      "Fold",
      { key: "[", control: true, shift: true, mac: { key: "[", command: true, alt: true } },
      foldCode,
    ],
    [
      "Unfold",
      { key: "]", control: true, shift: true, mac: { key: "]", command: true, alt: true } },
      unfoldCode,
    ],
    ["Fold all", { key: "[", alt: true, mac: { key: "[", control: true, alt: true } }, foldAll],
    ["Unfold all", { key: "]", alt: true, mac: { key: "]", control: true, alt: true } }, unfoldAll],
  ]),
];

/** @type {KeyBinding[]} */
export const editorKeymap = [
  { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
  { key: "Escape", run: closeReferencePanel },
  ...EDITOR_COMMANDS.map(({ keys, inBar, run }) => ({
    key: bindingOf(keys),
    run,
    scope: inBar ? "editor search-panel" : "editor",
    preventDefault: true,
  })),
  // Ctrl Alt \ types \ on the same keyboards.
  ...defaultKeymap.filter(({ key }) => key !== "Mod-Alt-\\"),
];

/**
 * @param {string} name
 * @param {string} icon
 * @param {[label: string, keys: Keys, run: Command][]} commands
 * @returns {EditorCommand[]}
 */
function group(name, icon, commands) {
  return commands.map(([label, keys, run]) => ({ group: name, label, icon, keys, run }));
}

/** @param {Keys} keys @returns {string} as CodeMirror writes them: "Ctrl-Shift-k" */
function bindingOf(keys) {
  const { key, control, command, shift, alt } = here(keys);
  const held = [control && "Ctrl", alt && "Alt", shift && "Shift", command && "Meta"];
  return [...held, key === " " ? "Space" : key].filter(Boolean).join("-");
}
