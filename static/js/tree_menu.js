// What can be done with one row of the tree.

/** @import { MenuItem } from "./menu.js" */
import { iconOf } from "./kinds.js";

/**
 * @param {string} path
 * @param {boolean} folder
 * @param {boolean} editable
 * @param {Record<"open" | "download" | "compare" | "newFile" | "newFolder" | "upload" | "rename" | "remove", () => void>} run
 * @returns {MenuItem[]}
 */
export function treeMenu(path, folder, editable, run) {
  /** @type {MenuItem[]} */
  const ofFile = [
    { label: "Open", icon: iconOf(path), run: run.open },
    { label: "Download", icon: "download", run: run.download },
    { label: "Changes since the start", icon: "changes", run: run.compare },
  ];
  /** @type {MenuItem[]} */
  const changes = [
    { label: "New file here", icon: "new-file", run: run.newFile },
    { label: "New folder here", icon: "new-folder", run: run.newFolder },
    { label: "Upload files here", icon: "upload", run: run.upload },
    "separator",
    { label: "Rename", icon: "pencil", keys: "F2", run: run.rename },
    { label: "Delete", icon: "trash", keys: "Delete", danger: true, run: run.remove },
  ];
  if (folder) return editable ? changes : [];
  return editable ? [...ofFile, "separator", ...changes] : ofFile;
}
