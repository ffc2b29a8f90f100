// What can be done to a kept project, with the questions it needs.
import { confirm, prompt } from "./dialog.js";
import { formatBytes, formatCount, formatTime } from "./format.js";
import { isOpen } from "./project_lock.js";
import { checkName, cleanName } from "./project_name.js";
import { forgetProjectSnapshots } from "./snapshot_store.js";
import { saveFile, zipProject } from "./zip.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").ProjectInfo} ProjectInfo
 */

/**
 * @param {Store} store
 * @param {ProjectInfo} info
 * @returns {Promise<string | null>} the new name, null if it keeps its old one
 */
export async function renameProject(store, info) {
  const others = (await store.list()).filter(({ id }) => id !== info.id).map(({ name }) => name);
  const typed = await prompt({
    title: `Rename ${info.name}`,
    label: "Name",
    value: info.name,
    action: "Rename",
    check: (text) => checkName(text, others),
  });
  const name = typed === null ? info.name : cleanName(typed);
  if (name === info.name) return null;
  await store.rename(info.id, name);
  return name;
}

/**
 * Asks, naming what would be lost.
 *
 * @param {Store} store
 * @param {ProjectInfo} info
 * @returns {Promise<boolean>} whether it is gone
 */
export async function removeProject(store, info) {
  const open = await isOpen(info.id);
  const size = `${formatCount(info.files, "file")}, ${formatBytes(info.bytes)}`;
  const sentence = `${size}, last changed ${whenChanged(info.modified)}. They are kept in this browser only, and nothing brings them back.`;
  const sure = await confirm({
    title: `Delete ${info.name}?`,
    body: open ? `${sentence} It is open in another tab.` : sentence,
    action: "Delete",
    danger: true,
  });
  if (!sure) return false;
  await store.remove(info.id);
  await forgetProjectSnapshots(info.id);
  return true;
}

/**
 * @param {Store} store
 * @param {string} id
 */
export async function downloadProject(store, id) {
  const { info, files, folders } = await store.read(id);
  const contents = Object.entries(files).map(([path, { content }]) => [path, content]);
  saveFile(zipProject({ name: info.name, files: Object.fromEntries(contents), folders }));
}

/**
 * @param {number} time
 * @returns {string} "on Tuesday", "4 minutes ago"
 */
function whenChanged(time) {
  const text = formatTime(time);
  return /^(just|yesterday)|ago$/.test(text) ? text : `on ${text}`;
}
