// Everything a user can do, by name: for the palette, the keys and the menus.

/** @import { Keys } from "./keys.js" */
/** @import { Route } from "./messages.js" */
import { EDITOR_COMMANDS } from "./editor_commands.js";
import { written } from "./keys.js";
import { iconOf } from "./kinds.js";
import { labelOf, openingOf, titleOf } from "./routes.js";
import { chooseTheme } from "./theme.js";

/**
 * @typedef {object} Command
 * @property {string} group in the list of shortcuts
 * @property {string} label
 * @property {string} icon
 * @property {Keys} [keys]
 * @property {boolean} [hidden] from the palette
 * @property {boolean} [inEditor] its keys are the editor's own
 * @property {boolean} [inCode] its keys count where the focus is in the code
 * @property {() => void} run
 *
 * @typedef {object} Actions
 * @property {() => void} goTo
 * @property {() => void} save
 * @property {() => void} format
 * @property {() => void} renameSymbol
 * @property {() => void} quickFix
 * @property {() => void} goToSymbol
 * @property {(on: boolean) => void} turnLanguage
 * @property {() => void} reloadPreview
 * @property {(route: Route) => void} openRoute
 * @property {() => void} openPreview
 * @property {() => void} stop
 * @property {() => void} restart
 * @property {() => void} search in all files
 * @property {() => void} changes since the start
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
 * @property {() => void} showShortcuts
 * @property {(path: string) => void} rename
 * @property {(path: string) => void} remove
 * @property {(path: string) => void} download
 * @property {(command: import("./editor_commands.js").EditorCommand) => void} edit
 */

/**
 * @param {Actions} actions
 * @param {() => {path: string | null, text: boolean, code: boolean, route: Route | null}} active the
 *   file in front, is it text, is it Python, and the route that the cursor is at
 * @returns {() => Command[]} as they are at this moment
 */
export function commandsOf(actions, active) {
  return () => {
    const { path, text, code, route } = active();
    /** @type {Omit<Command, "group">[]} */
    const ofRoute =
      route === null || openingOf(route) === null
        ? []
        : [{ label: titleOf(route), icon: "app", run: () => actions.openRoute(route) }];
    /** @type {Omit<Command, "group">[]} */
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
    /** @type {Omit<Command, "group">[]} */
    const ofCode = [
      {
        label: "Rename the symbol",
        icon: "pencil",
        keys: { key: "F2" },
        run: actions.renameSymbol,
      },
      {
        label: "Quick fix",
        icon: "check",
        keys: { key: ".", control: true },
        run: actions.quickFix,
      },
      {
        label: "Go to symbol",
        icon: "code",
        keys: { key: "o", control: true, shift: true },
        run: actions.goToSymbol,
      },
      {
        label: "Format",
        icon: "lines",
        keys: { key: "f", shift: true, alt: true },
        run: actions.format,
      },
    ];
    /** @type {Omit<Command, "group">[]} */
    const ofPage = [
      {
        label: "Go to file or command",
        icon: "search",
        keys: { key: "k", control: true },
        hidden: true,
        run: actions.goTo,
      },
      {
        label: "Save and format",
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
      ...ofFile.map((command) => ({ group: "File", ...command })),
      {
        label: "Search in all files",
        icon: "search",
        keys: { key: "f", control: true, shift: true },
        run: actions.search,
      },
      { label: "Changes since the start", icon: "changes", run: actions.changes },
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
      { label: "Code help: on", icon: "code", run: () => actions.turnLanguage(true) },
      { label: "Code help: off", icon: "code", run: () => actions.turnLanguage(false) },
      { label: "Theme: system", icon: "theme", run: () => chooseTheme("system") },
      { label: "Theme: light", icon: "theme", run: () => chooseTheme("light") },
      { label: "Theme: dark", icon: "theme", run: () => chooseTheme("dark") },
      {
        label: "Keyboard shortcuts",
        icon: "keys",
        keys: { key: "F1" },
        run: actions.showShortcuts,
      },
    ];
    return [
      ...ofCode.map((command) => ({ ...command, group: "Code", hidden: !code, inCode: true })),
      ...ofPage.map((command) => ({ group: "Page", ...command })),
      ...EDITOR_COMMANDS.map((command) => ({
        ...command,
        hidden: !text,
        inEditor: true,
        run: () => actions.edit(command),
      })),
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
