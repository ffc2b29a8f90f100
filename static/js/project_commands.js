// What a person can ask the project page for, by key, palette, toolbar or menu: who does it.
import { commandsOf, paletteEntries } from "./commands.js";
import { byId } from "./dom.js";
import { listenForKeys, listenForRegions } from "./keyboard.js";
import { describe } from "./languages.js";
import { openPalette } from "./palette.js";
import { showShortcuts } from "./shortcuts.js";
import { attachToolbar } from "./toolbar.js";

/** @import { Command } from "./commands.js" */
/** @import { EditorCommand } from "./editor_commands.js" */
/** @import { Route } from "./messages.js" */

/**
 * @typedef {object} Parts of the page
 * @property {import("./files.js").ProjectFiles} files
 * @property {import("./file_actions.js").FileActions} fileActions
 * @property {import("./workspace.js").Workspace} workspace
 * @property {import("./language_commands.js").LanguageCommands} code
 * @property {import("./language_support.js").LanguageSupport} language
 * @property {import("./search_panel.js").SearchPanel} search
 * @property {import("./changes_panel.js").ChangesPanel} changes
 * @property {import("./side_bar.js").SideBar} sideBar
 * @property {import("./layout.js").Layout} layout
 * @property {import("./preview.js").Preview} preview
 * @property {import("./console.js").Console} console
 * @property {import("./runner.js").Runner} runner
 * @property {import("./keeping.js").Keeping} keeping
 * @property {import("./project_menu.js").ProjectActions} project
 *
 * @typedef {object} Page what they do together
 * @property {string} ide address of the start page
 * @property {() => Route[]} routes of the newest version
 * @property {() => void} start runs the app anew
 * @property {(panel: string) => void} showSide opens a panel of the side bar, by its id
 * @property {(route: Route) => void} openRoute in the preview
 */

/**
 * @param {Parts} parts
 * @param {Page} page
 */
export function attachCommands(parts, page) {
  const { files, workspace, layout, project } = parts;
  const actions = {
    ...actionsOf(parts, page),
    goTo: () => goTo(commands(), parts, page.routes()),
    showShortcuts: () => showShortcuts(commands()),
  };
  const commands = commandsOf(actions, () => {
    const { active, editor } = workspace;
    return {
      path: active !== null && files.has(active) ? active : null, // none of a library's
      text: editor.path !== null,
      code: editor.path !== null && describe(editor.path, "").name === "Python",
      route: editor.route,
    };
  });
  listenForKeys(commands);
  listenForRegions(regionsOf(parts));
  attachToolbar(
    actions,
    commands(),
    () => layout.phone,
    () => project.menu(),
  );
}

/**
 * @param {Parts} parts
 * @param {Page} page
 */
function actionsOf(parts, page) {
  const { fileActions, workspace, code, language, layout, preview, runner, project } = parts;
  const create = (/** @type {"file" | "folder"} */ purpose) => {
    page.showSide("tree");
    workspace.tree.create(purpose);
  };
  return {
    save: async () => {
      await code.format();
      await parts.keeping.flush();
    },
    format: () => code.format(),
    renameSymbol: () => code.rename(),
    quickFix: () => code.quickFix(),
    goToSymbol: () => code.goToSymbol(),
    turnLanguage: (/** @type {boolean} */ on) => language.turn(on),
    reloadPreview: () => preview.reload(),
    openRoute: page.openRoute,
    openPreview: () => window.open(preview.url, "_blank", "noopener"),
    stop: () => runner.stop(),
    restart: page.start,
    search: () => {
      page.showSide("search");
      parts.search.focus(workspace.editor.selected);
    },
    changes: () => {
      page.showSide("changes");
      parts.changes.compare(workspace.active ?? "");
    },
    toggleSide: () => layout.toggleSide(),
    toggleDrawer: () => layout.toggleDrawer(),
    clearConsole: () => parts.console.clear(),
    share: () => project.share(),
    downloadZip: () => project.downloadZip(),
    duplicate: () => project.duplicate(),
    renameProject: () => project.rename(),
    allProjects: () => location.assign(page.ide),
    newFile: () => create("file"),
    newFolder: () => create("folder"),
    upload: () => fileActions.choose(""),
    removeMade: () => fileActions.removeMade(),
    rename: (/** @type {string} */ path) => {
      page.showSide("tree");
      workspace.tree.rename(path);
    },
    remove: (/** @type {string} */ path) => fileActions.remove(path),
    download: (/** @type {string} */ path) => fileActions.download(path),
    edit: (/** @type {EditorCommand} */ command) => {
      layout.showCode();
      workspace.editor.run(command.run);
    },
  };
}

/**
 * The palette.
 *
 * @param {Command[]} commands
 * @param {Parts} parts
 * @param {Route[]} routes
 */
function goTo(commands, { files, workspace, layout }, routes) {
  openPalette(
    paletteEntries(files.paths(), commands, routes, {
      file: (path) => {
        workspace.open(path);
        layout.showCode();
        workspace.editor.focus();
      },
      route: (route) => {
        layout.showCode();
        workspace.openRoute(route);
      },
    }),
  );
}

/**
 * Where F6 goes, one after the other.
 *
 * @param {Parts} parts
 * @returns {import("./keyboard.js").Region[]}
 */
function regionsOf({ sideBar, workspace }) {
  return [
    { element: byId("top", HTMLElement) },
    { element: byId("side", HTMLElement), focus: () => sideBar.focus() },
    { element: byId("editor", HTMLElement), focus: () => workspace.focus() },
    { element: byId("view", HTMLElement), focus: () => byId("path", HTMLElement).focus() },
    { element: byId("drawer", HTMLElement) },
    { element: byId("status", HTMLElement), focus: () => byId("status", HTMLElement).focus() },
  ];
}
