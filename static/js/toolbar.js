// The page's buttons and menus, joined to what they do.

/** @import { Actions, Command } from "./commands.js" */
/** @import { MenuItem } from "./menu.js" */
import { byId } from "./dom.js";
import { written } from "./keys.js";
import { openMenu } from "./menu.js";
import { themeChoice } from "./theme.js";

/**
 * @typedef {keyof Omit<Actions, "rename" | "remove" | "download" | "edit" | "turnLanguage"
 *   | "openRoute">} Plain those that take nothing
 */

/** Ids of the buttons of project.html. @type {Record<string, Plain>} */
const BUTTONS = {
  find: "goTo",
  "toggle-side": "toggleSide",
  "toggle-drawer": "toggleDrawer",
  "close-drawer": "toggleDrawer",
  "clear-console": "clearConsole",
  share: "share",
  stop: "stop",
  external: "openPreview",
};

/** Buttons whose keys are told, and that know themselves what to do. @type {Record<string, Plain>} */
const TOLD = { reload: "reloadPreview" };

/**
 * @param {Actions} actions
 * @param {Command[]} commands whose keys are in the buttons' tooltips
 * @param {() => boolean} phone is one pane shown at a time?
 * @param {() => Promise<MenuItem[]>} projectMenu
 */
export function attachToolbar(actions, commands, phone, projectMenu) {
  for (const [id, action] of Object.entries(BUTTONS)) {
    byId(id, HTMLButtonElement).addEventListener("click", () => actions[action]());
  }
  for (const [id, action] of Object.entries({ ...BUTTONS, ...TOLD })) {
    const keys = commands.find(({ run }) => run === actions[action])?.keys;
    if (keys) tellKeys(byId(id, HTMLButtonElement), written(keys));
  }
  const more = byId("more", HTMLButtonElement);
  more.addEventListener("click", () => {
    openMenu(moreMenu(actions, phone()), { label: "More", anchor: more });
  });
  const project = byId("project", HTMLButtonElement);
  project.addEventListener("click", async () => {
    openMenu(await projectMenu(), { label: "Project", anchor: project });
  });
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} keys
 */
function tellKeys(button, keys) {
  const shown = button.querySelector("kbd");
  if (shown) shown.textContent = keys;
  else button.title = `${button.title} (${keys})`;
}

/**
 * @param {Actions} actions
 * @param {boolean} phone
 * @returns {MenuItem[]}
 */
function moreMenu(actions, phone) {
  /** @type {MenuItem[]} */
  const onPhone = [{ label: "Go to file or command", icon: "search", run: actions.goTo }];
  return [
    themeChoice(),
    "separator",
    ...(phone ? onPhone : []),
    {
      label: "Keyboard shortcuts",
      icon: "keys",
      keys: written({ key: "F1" }),
      run: actions.showShortcuts,
    },
    { label: "Download as zip", icon: "download", run: actions.downloadZip },
    { label: "Duplicate project", icon: "duplicate", run: actions.duplicate },
    "separator",
    { label: "Restart the app", icon: "play", run: actions.restart },
    { label: "Delete what the app wrote", icon: "trash", danger: true, run: actions.removeMade },
  ];
}
