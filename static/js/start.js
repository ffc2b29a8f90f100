// The start page: joins the list, the cards and the ways a project gets in.
import { projectAddress, readConfig } from "./config.js";
import { byId } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { canOpenFolder, openDropped, openFolder, openZip } from "./folder.js";
import { formatBytes, formatCount } from "./format.js";
import { ImportError } from "./imported_project.js";
import { openMenu } from "./menu.js";
import { askForProject, UNNAMED } from "./new_project.js";
import { Notice } from "./notice.js";
import { downloadProject, removeProject, renameProject } from "./project_actions.js";
import { ProjectList } from "./project_list.js";
import { uniqueName } from "./project_name.js";
import { pythonSize } from "./python_size.js";
import { encodeShare } from "./share.js";
import { openStore, StoreError } from "./store.js";
import { templateCards } from "./template_cards.js";
import { loadTemplates, projectOf } from "./templates.js";
import { themeChoice } from "./theme.js";

/**
 * @typedef {import("./store.js").NewProject} NewProject
 * @typedef {import("./project_list.js").Action} Action
 * @typedef {import("./store.js").ProjectInfo} ProjectInfo
 * @typedef {import("./templates.js").Template} Template
 */

const MINUTE = 60_000;

const config = readConfig(document);
const notice = new Notice(byId("notice", HTMLElement));
const store = await openStore();
const list = new ProjectList({
  list: byId("projects", HTMLUListElement),
  found: byId("found", HTMLElement),
  find: byId("find", HTMLInputElement),
  address: (id) => projectAddress(config, id),
  act: (action, info) => attempt(() => ACTIONS[action](info)),
});

/** @type {Record<Action, (info: ProjectInfo) => Promise<unknown>>} */
const ACTIONS = {
  rename: (info) => renameProject(store, info),
  duplicate: ({ id }) => store.duplicate(id),
  download: ({ id }) => downloadProject(store, id),
  remove: (info) => removeProject(store, info),
};

/** Whether something a user asked for is under way: a double click asks once. */
let busy = false;

/**
 * Does something a user asked for, says so when it fails, and shows what is kept afterwards.
 *
 * @param {() => Promise<unknown>} work
 */
async function attempt(work) {
  if (busy) return;
  busy = true;
  notice.clear();
  try {
    await work();
    await refresh();
  } catch (error) {
    tell(error);
  } finally {
    busy = false;
  }
}

/**
 * @param {string} address
 * @returns {Promise<never>} so that nothing else begins until the next page is there
 */
function leaveFor(address) {
  location.assign(address);
  return new Promise(() => {});
}

/** @param {unknown} error */
function tell(error) {
  if (!(error instanceof StoreError || error instanceof ImportError)) throw error;
  notice.show(error.message);
}

async function refresh() {
  const projects = await store.list();
  const bytes = projects.reduce((sum, info) => sum + info.bytes, 0);
  const some = projects.length > 0;
  byId("intro", HTMLElement).hidden = some;
  byId("kept", HTMLElement).hidden = !some;
  byId("kept-fact", HTMLElement).textContent = keptFact(projects.length, bytes);
  list.show(projects);
}

/**
 * @param {number} count
 * @param {number} bytes
 */
function keptFact(count, bytes) {
  if (!store.persistent) return "What you write lasts as long as this tab";
  if (count === 0) return "What you write is kept in this browser";
  return `${formatCount(count, "project")}, ${formatBytes(bytes)}, kept in this browser`;
}

/**
 * Keeps a new project and goes to its page.
 *
 * @param {NewProject | null} project null: the user has changed their mind
 */
async function begin(project) {
  if (!project) return;
  const taken = (await store.list()).map(({ name }) => name);
  const named = { ...project, name: uniqueName(project.name, taken) };
  if (!store.persistent) {
    // Nothing would be left of it on the next page: there the project arrives in the address.
    return leaveFor(await encodeShare({ ...named, ...named.view }, config.ide));
  }
  const { id } = await store.create(named);
  return leaveFor(projectAddress(config, id));
}

/** @param {() => Promise<NewProject | null>} read */
function beginWith(read) {
  return attempt(async () => begin(await read()));
}

/**
 * The templates, none if the host has gone since it served this page.
 *
 * @returns {Promise<Template[]>}
 */
async function templatesOrNone() {
  try {
    return await loadTemplates(config.assets);
  } catch (error) {
    console.warn(error);
    notice.show("The templates did not load: the host does not answer. Reload this page.");
    return [];
  }
}

/** What a first visit is going to load; the browser keeps it. */
async function tellPythonSize() {
  const size = formatBytes(await pythonSize(config));
  const fact = `Python, ${size}, comes with your first project and stays`;
  byId("python-fact", HTMLElement).textContent = fact;
}

await refresh();
if ((await store.list()).length === 0) tellPythonSize().catch(console.warn);
if (store.reason) notice.show(`${store.reason} Download what you want to keep.`, "caution");
const templates = await templatesOrNone();
byId("cards", HTMLUListElement).append(
  ...templateCards(templates, (template) =>
    beginWith(async () => fromTemplate(template, template?.name ?? UNNAMED)),
  ),
);

/**
 * @param {Template | null} template
 * @param {string} name
 * @returns {NewProject}
 */
function fromTemplate(template, name) {
  return template ? projectOf(template, name) : { name, files: {} };
}

byId("new-project", HTMLButtonElement).addEventListener("click", () =>
  beginWith(async () => {
    const taken = (await store.list()).map(({ name }) => name);
    const wish = await askForProject(templates, taken);
    return wish && fromTemplate(wish.template, wish.name);
  }),
);
byId("open-zip", HTMLButtonElement).addEventListener("click", () => beginWith(openZip));
const folderButton = byId("open-folder", HTMLButtonElement);
folderButton.hidden = !canOpenFolder();
folderButton.addEventListener("click", () => beginWith(openFolder));
acceptDrops(byId("drop", HTMLElement), (dropped) => {
  if (busy) return;
  const project = openDropped(dropped); // now: the browser empties the list after the event
  beginWith(() => project);
});

const more = byId("more", HTMLButtonElement);
more.addEventListener("click", () => openMenu([themeChoice()], { label: "More", anchor: more }));

// The times in the list go on, and other tabs go on writing.
function follow() {
  if (!document.hidden) refresh().catch(tell);
}
document.addEventListener("visibilitychange", follow);
addEventListener("pageshow", () => {
  busy = false; // back from the page that this one was left for
  follow();
});
setInterval(follow, MINUTE);
