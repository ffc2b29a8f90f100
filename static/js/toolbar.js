// The page's buttons and menus, joined to what they do.

/** @import { Actions } from "./commands.js" */
/** @import { MenuItem } from "./menu.js" */
import { showKeys } from "./commands.js";
import { byId } from "./dom.js";
import { openMenu } from "./menu.js";
import { themeChoice } from "./theme.js";

/** Ids of the buttons of project.html. @type {Record<string, keyof Omit<Actions, "rename" | "remove" | "download" | "openRoute">>} */
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

/**
 * @param {Actions} actions
 * @param {() => boolean} phone is one pane shown at a time?
 * @param {() => Promise<MenuItem[]>} projectMenu
 */
export function attachToolbar(actions, phone, projectMenu) {
  for (const [id, action] of Object.entries(BUTTONS)) {
    byId(id, HTMLButtonElement).addEventListener("click", () => actions[action]());
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
    { label: "Keyboard shortcuts", icon: "keys", run: showKeys },
    { label: "Download as zip", icon: "download", run: actions.downloadZip },
    { label: "Duplicate project", icon: "duplicate", run: actions.duplicate },
    "separator",
    { label: "Restart the app", icon: "play", run: actions.restart },
    { label: "Delete what the app wrote", icon: "trash", danger: true, run: actions.removeMade },
  ];
}
