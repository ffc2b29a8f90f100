// Everything a user can do, by name: for the palette, the keys and the menus.

/** @import { Keys } from "./keyboard.js" */
/** @import { Route } from "./messages.js" */
import { Dialog } from "./dialog.js";
import { h } from "./dom.js";
import { written } from "./keyboard.js";
import { iconOf } from "./kinds.js";
import { labelOf, openingOf, titleOf } from "./routes.js";
import { chooseTheme } from "./theme.js";

/**
 * @typedef {object} Command
 * @property {string} label
 * @property {string} icon
 * @property {Keys} [keys]
 * @property {boolean} [hidden] from the palette
 * @property {() => void} run
 *
 * @typedef {object} Actions
 * @property {() => void} goTo
 * @property {() => void} save
 * @property {() => void} reloadPreview
 * @property {(route: Route) => void} openRoute
 * @property {() => void} openPreview
 * @property {() => void} stop
 * @property {() => void} restart
 * @property {() => void} toggleSide
 * @property {() => void} toggleDrawer
 * @property {() => void} clearConsole
 * @property {() => void} share
 * @property {() => void} downloadZip
 * @property {() => void} duplicate
 * @property {() => void} renameProject
 * @property {() => void} allProjects
 * @property {() => void} newFile
 * @property {() => void} newFolder
 * @property {() => void} upload
 * @property {() => void} removeMade
 * @property {(path: string) => void} rename
 * @property {(path: string) => void} remove
 * @property {(path: string) => void} download
 */

/**
 * @param {Actions} actions
 * @param {() => {path: string | null, route: Route | null}} active the file in front, and the route
 *   that the cursor is at
 * @returns {() => Command[]} as they are at this moment
 */
export function commandsOf(actions, active) {
  return () => {
    const { path, route } = active();
    /** @type {Command[]} */
    const ofRoute =
      route === null || openingOf(route) === null
        ? []
        : [{ label: titleOf(route), icon: "app", run: () => actions.openRoute(route) }];
    /** @type {Command[]} */
    const ofFile =
      path === null
        ? []
        : [
            {
              label: `Rename ${path}`,
              icon: "pencil",
              keys: { key: "F2" },
              run: () => actions.rename(path),
            },
            { label: `Delete ${path}`, icon: "trash", run: () => actions.remove(path) },
            { label: `Download ${path}`, icon: "download", run: () => actions.download(path) },
          ];
    return [
      {
        label: "Go to file or command",
        icon: "search",
        keys: { key: "k", control: true },
        hidden: true,
        run: actions.goTo,
      },
      {
        label: "Save",
        icon: "check",
        keys: { key: "s", control: true },
        hidden: true,
        run: actions.save,
      },
      {
        label: "Reload the preview",
        icon: "reload",
        keys: { key: "Enter", control: true },
        run: actions.reloadPreview,
      },
      ...ofRoute,
      { label: "Open the preview in a new tab", icon: "external", run: actions.openPreview },
      {
        label: "Stop the app",
        icon: "stop",
        keys: { key: "x", control: true, shift: true },
        run: actions.stop,
      },
      { label: "Restart the app", icon: "play", run: actions.restart },
      { label: "New file", icon: "new-file", run: actions.newFile },
      { label: "New folder", icon: "new-folder", run: actions.newFolder },
      { label: "Upload files", icon: "upload", run: actions.upload },
      ...ofFile,
      {
        label: "Show or hide the side bar",
        icon: "side",
        keys: { key: "b", control: true },
        run: actions.toggleSide,
      },
      {
        label: "Show or hide the drawer",
        icon: "drawer",
        keys: { key: "j", control: true },
        run: actions.toggleDrawer,
      },
      { label: "Clear the console", icon: "clear", run: actions.clearConsole },
      { label: "Share", icon: "share", run: actions.share },
      { label: "Download as zip", icon: "download", run: actions.downloadZip },
      { label: "Duplicate project", icon: "duplicate", run: actions.duplicate },
      { label: "Rename project", icon: "pencil", run: actions.renameProject },
      { label: "All projects", icon: "files", run: actions.allProjects },
      { label: "Delete what the app wrote", icon: "trash", run: actions.removeMade },
      { label: "Theme: system", icon: "theme", run: () => chooseTheme("system") },
      { label: "Theme: light", icon: "theme", run: () => chooseTheme("light") },
      { label: "Theme: dark", icon: "theme", run: () => chooseTheme("dark") },
      { label: "Keyboard shortcuts", icon: "keys", run: showKeys },
    ];
  };
}

/**
 * @param {string[]} paths
 * @param {Command[]} commands
 * @param {Route[]} routes
 * @param {{file: (path: string) => void, route: (route: Route) => void}} open
 * @returns {import("./palette.js").Entry[]}
 */
export function paletteEntries(paths, commands, routes, open) {
  return [
    ...paths.map((path) => ({
      group: "Files",
      label: path,
      icon: iconOf(path),
      run: () => open.file(path),
    })),
    ...commands
      .filter(({ hidden }) => !hidden)
      .map(({ label, icon, keys, run }) => ({
        group: "Commands",
        label,
        icon,
        keys: keys && written(keys),
        run,
      })),
    ...routes.map((route) => ({
      group: "Routes of the app",
      label: route.name || route.path || "/",
      detail: labelOf(route),
      icon: "app",
      run: () => open.route(route),
    })),
  ];
}

/** The keys that a user can press, in a dialog. */
export function showKeys() {
  const control = (/** @type {string} */ key, shift = false) =>
    written({ key, control: true, shift });
  const rows = [
    ["Go to file or command", control("k")],
    ["Reload the preview", control("Enter")],
    ["Stop the app", control("x", true)],
    ["Show or hide the side bar", control("b")],
    ["Show or hide the drawer", control("j")],
    ["Next or previous part of the page", "F6, Shift F6"],
    ["Find in the file", control("f")],
    ["Comment lines", control("/")],
    ["Next problem in the file", "F8"],
    ["Leave the editor", "Esc, then Tab"],
    ["Rename a file", "F2"],
    ["Close a tab, delete a file", "Delete"],
  ];
  const dialog = new Dialog({
    title: "Keyboard shortcuts",
    small: true,
    body: h(
      "dl",
      { class: "keys" },
      rows.flatMap(([what, keys]) => [h("dt", {}, what), h("dd", {}, h("kbd", {}, keys))]),
    ),
  });
  dialog.open();
}
