// The dialog that makes a link of a project.
import { Dialog } from "./dialog.js";
import { fill, h, icon } from "./dom.js";
import { formatBytes, formatCount } from "./format.js";
import { qrFigure } from "./qr_code.js";
import { encodeShare } from "./share.js";
import { saveFile, zipProject } from "./zip.js";

/**
 * @typedef {import("./share.js").SharedProject} SharedProject
 * @typedef {import("./store.js").KeptFile} KeptFile
 *
 * @typedef {object} Shareable what the dialog may put into the link
 * @property {string} name
 * @property {Record<string, KeptFile>} files
 * @property {string[]} folders
 * @property {{path: string, line: number} | null} open the file in the editor
 * @property {string | null} preview the path in the preview
 */

/** Bytes that every chat and mail program was seen to carry whole. */
const SAFE = 8_000;
/** Bytes that browsers take as an address: Chromium's limit, the lowest. */
const LONGEST = 2_000_000;

/**
 * @param {Shareable} project
 * @param {string} ide URL of the start page
 * @returns {Promise<void>} when the dialog is closed
 */
export async function openShareDialog(project, ide) {
  const byApp = Object.keys(project.files).filter(
    (path) => project.files[path].writtenBy === "app",
  );
  const dialog = new Dialog({ title: `Share ${project.name}`, foot: footOf(ide) });
  const choice = { open: project.open !== null, preview: project.preview !== null, byApp: false };
  const link = linkField();
  const size = h("div", { class: "size" });
  const qr = qrFigure((large) => dialog.body.classList.toggle("is-scan", large));

  async function update() {
    const asked = JSON.stringify(choice);
    const url = await encodeShare(chosen(project, choice), ide);
    // A quicker answer to a later click may have been here first.
    if (asked !== JSON.stringify(choice)) return;
    link.show(url);
    fill(size, ...sizeOf(url, project));
    qr.show(url);
  }

  /** @param {"open" | "preview" | "byApp"} key @param {import("./dom.js").Child[]} words */
  function check(key, ...words) {
    const input = h("input", {
      type: "checkbox",
      checked: choice[key],
      onchange: () => {
        choice[key] = input.checked;
        update();
      },
    });
    return h("label", { class: "check" }, input, h("span", {}, words));
  }

  const { open, preview } = project;
  const adds = byApp.length > 0 ? h("small", {}) : null;
  const checks = [
    open && check("open", `${open.path} in the editor, line ${open.line}`),
    preview && check("preview", `${preview} in the preview`),
    adds && check("byApp", `${listed(byApp)}, what the app wrote `, adds),
  ].filter((each) => each !== null);
  dialog.body.className = "share";
  dialog.body.append(
    h(
      "div",
      { class: "share-main" },
      h("label", { class: "label", for: "share-link" }, "Link"),
      link.element,
      size,
      checks.length > 0 &&
        h("fieldset", {}, h("legend", { class: "label" }, "The link opens with"), checks),
    ),
    qr.element,
  );
  await update();
  if (adds) adds.textContent = await growth(project, choice, ide);
  await dialog.open();
}

/**
 * @param {Shareable} project
 * @param {{open: boolean, preview: boolean, byApp: boolean}} choice
 * @returns {SharedProject}
 */
function chosen(project, choice) {
  const files = Object.entries(project.files).filter(
    ([, file]) => choice.byApp || file.writtenBy === "user",
  );
  return {
    name: project.name,
    files: Object.fromEntries(files.map(([path, { content }]) => [path, content])),
    folders: project.folders,
    ...(choice.open ? project.open : {}),
    ...(choice.preview && project.preview !== null ? { preview: project.preview } : {}),
  };
}

/**
 * @param {Shareable} project
 * @param {{open: boolean, preview: boolean}} choice
 * @param {string} ide
 * @returns {Promise<string>} "adds 3.2 kB"
 */
async function growth(project, choice, ide) {
  const without = await encodeShare(chosen(project, { ...choice, byApp: false }), ide);
  const having = await encodeShare(chosen(project, { ...choice, byApp: true }), ide);
  return `adds ${formatBytes(Math.max(0, having.length - without.length))}`;
}

/** @param {string[]} paths at least one */
function listed(paths) {
  return paths.length <= 2
    ? paths.join(" and ")
    : `${paths[0]} and ${formatCount(paths.length - 1, "more file")}`;
}

/** The link with its button. */
function linkField() {
  const input = h("input", { id: "share-link", readonly: true, onfocus: () => input.select() });
  const word = h("span", {}, "Copy");
  const button = h(
    "button",
    { type: "button", class: "btn is-primary", autofocus: true, onclick: copy },
    icon("copy"),
    word,
  );
  const said = h("span", { class: "sr", role: "status" });

  async function copy() {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      word.textContent = "Copied";
      said.textContent = "The link is copied";
    } catch {
      // No clipboard (plain http) or no permission: the link is selected, the keys still work.
      word.textContent = "Press Ctrl C";
      said.textContent = "The link is selected. Press Ctrl C to copy it";
    }
  }

  return {
    element: h("div", { class: "copy" }, input, button, said),
    /** @param {string} url */
    show(url) {
      input.value = url;
      word.textContent = "Copy";
      said.textContent = "";
    },
  };
}

/**
 * @param {string} url
 * @param {Shareable} project
 * @returns {import("./dom.js").Child[]}
 */
function sizeOf(url, project) {
  const long = url.length > SAFE;
  const share = Math.min(100, (100 * url.length) / SAFE);
  const track = h(
    "div",
    { class: long ? "size-track is-long" : "size-track" },
    h("i", { style: { width: `${share}%` } }),
  );
  const bytes = h("b", {}, `${formatBytes(url.length)}.`);
  if (!long) return [track, h("p", {}, bytes, " Up to 8 kB a link survives any chat or mail.")];
  const what =
    url.length > LONGEST
      ? " Browsers do not open links over 2 MB. "
      : " Some chats and mails cut links over 8 kB. ";
  const zip = h("button", { type: "button", class: "link", onclick: () => saveZip(project) });
  zip.textContent = "Download as zip";
  return [track, h("p", {}, bytes, what, zip)];
}

/** @param {Shareable} project */
function saveZip({ name, files, folders }) {
  const contents = Object.entries(files).map(([path, { content }]) => [path, content]);
  saveFile(zipProject({ name, files: Object.fromEntries(contents), folders }));
}

/** @param {string} ide */
function footOf(ide) {
  const { hostname, host } = new URL(ide);
  const nothing = "The project is in the link itself. Nothing is uploaded.";
  const local = hostname === "127.0.0.1" || /(^|\.)localhost$/.test(hostname);
  return local ? `${nothing} It opens where asgipad runs at ${host}.` : nothing;
}
