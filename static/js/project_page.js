// Joins the parts of the project page. Each knows its own business and nothing of the others.

/** @import { Config, Route } from "./messages.js" */
/** @import { OpenedProject } from "./opened_project.js" */
/** @import { Store, View } from "./store.js" */
/** @import { Place } from "./editor.js" */
/** @import { Pane, Sizes } from "./layout.js" */
import { makeApi } from "./api.js";
import { ChangesPanel } from "./changes_panel.js";
import { previewRoot, projectAddress } from "./config.js";
import { Console } from "./console.js";
import { Cover } from "./cover.js";
import { byId, iconButton } from "./dom.js";
import { runtimeFor } from "./early_runtime.js";
import { entryFile, FileActions } from "./file_actions.js";
import { ProjectFiles } from "./files.js";
import { isFirstVisit, rememberVisit } from "./first_visit.js";
import { watchHost } from "./host_watch.js";
import { Keeping } from "./keeping.js";
import { LanguageCommands } from "./language_commands.js";
import { findingsOf } from "./language_findings.js";
import { LanguageSupport } from "./language_support.js";
import { describe } from "./languages.js";
import { Layout } from "./layout.js";
import { markStart, reach } from "./milestones.js";
import { Opening } from "./opening.js";
import { Outline } from "./outline.js";
import { listenForDrops } from "./page_drops.js";
import { Preview } from "./preview.js";
import { problemOf } from "./problem.js";
import { attachCommands } from "./project_commands.js";
import { ProjectActions } from "./project_menu.js";
import { ProjectSnapshot } from "./project_snapshot.js";
import { openingOf } from "./routes.js";
import { Runner } from "./runner.js";
import { SavedNote } from "./saved_note.js";
import { SearchPanel } from "./search_panel.js";
import { announcementOf, sentenceOf, unsavedSentence } from "./sentences.js";
import { SideBar } from "./side_bar.js";
import { Situation } from "./situation.js";
import { keepSnapshots } from "./snapshot_store.js";
import { StatusLine } from "./status.js";
import { Workspace } from "./workspace.js";

/** The view is kept when the page has rested so long (milliseconds). */
const VIEW_RESTS = 500;
/** The snapshots are kept so long after the app first serves, not while code help starts
 * (milliseconds). */
const SNAPSHOTS_REST = 3000;

/**
 * @typedef {View & {tabs?: string[], places?: Record<string, Place>, closed?: string[], sizes?: Sizes,
 *   pane?: Pane, side?: string}} PageView
 */

export class ProjectPage {
  #config;
  #id;
  #files;
  #situation = new Situation();
  #keeping;
  #opening;
  #runtime;
  #snapshot;
  #runner;
  #language;
  #code;
  #workspace;
  #search;
  #outline;
  #changes;
  #sideBar;
  #preview;
  #console;
  #cover;
  #status;
  #saved;
  #layout;
  #project;
  #firstVisit = isFirstVisit();
  /** The snapshots have been kept, or will be. */
  #keeps = false;
  #hostThere = true;
  /** The service worker is there. */
  #connected = false;
  /** What the preview was last asked to show: a version, or a failure. */
  #shown = "";
  /** Of the newest version. @type {Route[]} */
  #routes = [];
  /** @type {{line: number, column: number} | null} */
  #cursor = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #viewTimer;
  /** @type {PromiseWithResolvers<import("./messages.js").Outcome>} */
  #ready = Promise.withResolvers();

  /**
   * @param {Config} config
   * @param {Store} store
   * @param {OpenedProject} opened
   */
  constructor(config, store, opened) {
    this.#config = config;
    this.#id = opened.id;
    const view = /** @type {PageView} */ (opened.view);
    const files = new ProjectFiles(opened.files, opened.folders);
    this.#files = files;
    this.#situation.empty = files.empty;
    this.#opening = new Opening(opened.id);
    this.#situation.held = this.#opening.hung;
    this.#runtime = runtimeFor(config, opened.id, opened.cookies);
    this.#snapshot = new ProjectSnapshot(config, opened.id, this.#runtime, () => files.contents());
    const open = (/** @type {string} */ path, /** @type {number} */ line) => this.#open(path, line);
    const fileActions = new FileActions(files, {
      open: (path) => {
        this.#workspace.open(path);
        this.#workspace.focus();
      },
      type: (path, text) => this.#workspace.type(path, text),
      editable: () => this.#keeping.project !== "elsewhere",
    });

    // Who comes first hears first: an edit goes to the runtime before it is stored.
    this.#runner = new Runner(this.#runtime, files, this.#situation, {
      reloaded: (generation, paths) => {
        this.#console.reloaded(generation, paths);
        this.#showVersion();
        this.#snapshot.loaded();
      },
      changed: (generation, paths) => {
        this.#console.changed(generation, paths);
        this.#preview.changed(paths);
      },
      routes: (routes) => {
        this.#routes = routes;
        this.#workspace.editor.setRoutes(routes);
      },
      live: (edit) => this.#workspace.editor.live(edit),
      console: (entries) => this.#console.write(entries),
      answered: (request) => {
        this.#console.answered(request);
        this.#preview.answered(request);
      },
      cookies: (cookies) => this.#keeping.keepCookies(cookies),
      connected: () => {
        this.#connected = true;
        this.#showVersion();
      },
    });
    this.#keeping = new Keeping(store, opened, files, () => this.#view());
    this.#layout = new Layout(document, view.sizes ?? {}, () => this.#viewChanged());
    this.#layout.showPane(view.pane ?? "app");
    const language = new LanguageSupport(this.#runtime, files, {
      display: async (path) => {
        if (!(await this.#workspace.display(path))) return null;
        this.#layout.showCode();
        return this.#workspace.editor.view;
      },
      refused: (sentence) => this.#workspace.editor.say(sentence),
      diagnosed: (path, found) => {
        const findings = findingsOf(found, () => this.#code.quickFix());
        this.#workspace.editor.diagnostics.set(path, "language", findings);
      },
      changed: () => {
        this.#showCursor();
        this.#outline?.changed();
      },
    });
    this.#language = language;
    this.#workspace = new Workspace(
      {
        tree: byId("tree", HTMLElement),
        tabs: byId("tabs", HTMLElement),
        editor: byId("editor-panel", HTMLElement),
        pane: byId("file-pane", HTMLElement),
      },
      files,
      openedFiles(view, files),
      language,
      {
        edited: (edit) => {
          this.#runner.edited(edit);
          this.#outline.changed();
        },
        moved: (cursor) => {
          this.#cursor = cursor;
          this.#showCursor();
          this.#viewChanged();
        },
        shown: () => {
          this.#outline?.changed();
          this.#viewChanged();
        },
        openRoute: (route) => this.#openRoute(route),
      },
      {
        createFile: (path) => fileActions.createFile(path),
        createFolder: (path) => fileActions.createFolder(path),
        createMain: () => fileActions.createMain(),
        remove: (path) => fileActions.remove(path),
        download: (path) => fileActions.download(path),
        choose: (folder) => fileActions.choose(folder),
        drop: (dropped, folder) => fileActions.drop(dropped, folder),
        upload: () => fileActions.choose(""),
        chosen: () => this.#layout.showCode(),
        changes: (path) => {
          this.#showSide("changes");
          this.#changes.compare(path);
        },
        start: config.ide,
      },
    );
    this.#code = new LanguageCommands(language, this.#workspace, files);
    const left = () => {
      this.#layout.showCode();
      this.#workspace.focus();
    };
    this.#search = new SearchPanel(byId("search", HTMLElement), files, this.#workspace, {
      open: (path, { from, to }) => {
        this.#layout.showCode();
        this.#workspace.select(path, from, to);
      },
      left,
    });
    this.#outline = new Outline(byId("outline", HTMLElement), {
      symbols: () => this.#code.symbols(),
      state: () => this.#language.state,
      go: (line) => {
        this.#layout.showCode();
        this.#workspace.editor.goto(line);
      },
    });
    this.#changes = new ChangesPanel(
      byId("changes", HTMLElement),
      files,
      () => this.#keeping.start(),
      {
        compare: (path, before) => {
          this.#layout.showCode();
          this.#workspace.compare(path, before);
        },
        open: (path) => {
          this.#layout.showCode();
          this.#workspace.open(path);
        },
        takeBack: (change) => fileActions.takeBack(change),
        left,
      },
    );
    this.#sideBar = new SideBar(
      byId("side-tabs", HTMLElement),
      {
        tree: () => this.#workspace.tree.focus(),
        search: () => this.#search.focus(),
        outline: () => this.#outline.focus(),
        changes: () => this.#changes.focus(),
      },
      (panel) => {
        if (panel === "search") this.#search.shown();
        if (panel === "changes") this.#changes.shown();
        this.#outline.shown = panel === "outline";
        this.#viewChanged();
      },
    );
    this.#sideBar.show(view.side ?? "tree");
    this.#preview = new Preview(
      {
        frame: byId("preview", HTMLIFrameElement),
        form: byId("address", HTMLFormElement),
        input: byId("path", HTMLInputElement),
        fact: byId("fact", HTMLElement),
        problem: byId("address-problem", HTMLElement),
        back: byId("back", HTMLButtonElement),
        forward: byId("forward", HTMLButtonElement),
        reload: byId("reload", HTMLButtonElement),
        hairline: byId("hairline", HTMLElement),
      },
      previewRoot(config, opened.id),
      view.preview ?? "/",
      {
        open,
        correct: (path, line, wrong, meant) => this.#workspace.correct(path, line, wrong, meant),
        moved: () => this.#viewChanged(),
        asked: () => this.#opening.begin(),
        wanted: () => this.#situation.release(),
        loaded: () => {
          this.#opening.loaded();
          this.#language.start();
        },
        notRestyled: () => this.#console.notRestyled(),
      },
    );
    this.#console = new Console(byId("console", HTMLElement), {
      open,
      has: (path) => files.has(path),
    });
    this.#status = new StatusLine(
      {
        state: byId("state", HTMLElement),
        facts: byId("facts", HTMLElement),
        announcer: byId("announcer", HTMLElement),
      },
      { open, downloadZip: () => this.#project.downloadZip() },
    );
    this.#project = new ProjectActions(config, store, files, this.#keeping, {
      open: () => this.#openPlace(),
      preview: () => this.#preview.path,
    });
    const takeOver = async () => {
      await this.#keeping.takeOver();
      location.reload();
    };
    this.#cover = new Cover(byId("cover", HTMLElement), {
      run: () => this.#start(),
      read: () => this.#situation.stop("reading"),
      stop: () => this.#runner.stop(),
      restart: () => this.#start(),
      openPage: () => this.#situation.release(),
      takeOver,
      open,
    });
    this.#saved = new SavedNote(byId("saved", HTMLElement), {
      download: () => this.#project.downloadZip(),
      announce: (text) => this.#status.announce(text),
    });
    this.#listen(fileActions);
    this.#begin();
  }

  /** What scripts may do with the page. */
  get api() {
    return makeApi(
      {
        files: this.#files,
        workspace: this.#workspace,
        preview: this.#preview,
        runner: this.#runner,
        runtime: this.#runtime,
        situation: this.#situation,
        keeping: this.#keeping,
      },
      this.#ready.promise,
    );
  }

  #begin() {
    markStart(this.#runtime);
    // Where there is nothing to run yet, ready waits: nobody may listen to its failure.
    this.#ready.promise.catch(() => {});
    this.#showName();
    this.#showSaved();
    this.#showCursor();
    if (this.#keeping.project === "elsewhere") {
      this.#setReadOnly();
      this.#situation.stop("elsewhere");
      this.#runtime.abandon(); // the other tab may have begun in this very moment
    } else if (this.#keeping.project === "link" && this.#config.mode === "prefix") {
      this.#situation.stop("asking");
    } else {
      this.#start();
    }
  }

  #start() {
    if (this.#keeping.project === "elsewhere") return;
    this.#shown = "";
    this.#keeping.keep();
    this.#ready.resolve(this.#runner.start());
  }

  /** Another tab has the project. */
  #setReadOnly() {
    this.#workspace.setEditable(false);
    this.#search.setEditable(false);
    this.#changes.setEditable(false);
  }

  /** @param {FileActions} fileActions */
  #listen(fileActions) {
    this.#situation.addEventListener("change", () => this.#showSituation());
    this.#keeping.addEventListener("change", () => {
      this.#showName();
      this.#showSaved();
    });
    this.#keeping.addEventListener("kept", () => {
      history.replaceState(null, "", projectAddress(this.#config, this.#id));
    });
    this.#keeping.addEventListener("lost", () => {
      this.#setReadOnly();
      this.#runner.leave();
    });
    watchHost(this.#config.ide, (there) => {
      this.#hostThere = there;
      this.#showSaved();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.#keeping.unsaved) event.preventDefault();
    });
    attachCommands(
      {
        files: this.#files,
        fileActions,
        workspace: this.#workspace,
        code: this.#code,
        language: this.#language,
        search: this.#search,
        changes: this.#changes,
        sideBar: this.#sideBar,
        layout: this.#layout,
        preview: this.#preview,
        console: this.#console,
        runner: this.#runner,
        keeping: this.#keeping,
        project: this.#project,
      },
      {
        ide: this.#config.ide,
        routes: () => this.#routes,
        start: () => this.#start(),
        showSide: (panel) => this.#showSide(panel),
        openRoute: (route) => this.#openRoute(route),
      },
    );
    listenForDrops(window, (dropped) => fileActions.drop(dropped, ""));
    byId("tree-tools", HTMLElement).append(
      iconButton("new-file", "New file", { onclick: () => this.#workspace.tree.create("file") }),
      iconButton("new-folder", "New folder", {
        onclick: () => this.#workspace.tree.create("folder"),
      }),
      iconButton("upload", "Upload files", { onclick: () => fileActions.choose("") }),
    );
  }

  /** @param {string} panel id of a panel of the side bar */
  #showSide(panel) {
    this.#layout.openSide();
    this.#sideBar.show(panel);
  }

  /** @param {Route} route */
  #openRoute(route) {
    const opening = openingOf(route);
    if (opening === null) return;
    this.#layout.showPane("app");
    if (opening.as === "ask") this.#preview.ask(opening.path);
    else this.#preview.goto(opening.path);
  }

  /**
   * @param {string} path
   * @param {number} line
   */
  #open(path, line) {
    this.#layout.showCode();
    this.#workspace.open(path, line);
  }

  #showSituation() {
    const situation = this.#situation;
    const { kind, shown, error } = situation;
    const { name } = this.#keeping;
    if (shown.phase === "serving") this.#served();
    const context = { project: name, firstVisit: this.#firstVisit };
    this.#status.show(unsavedSentence(this.#keeping.problem) ?? sentenceOf(situation, context));
    this.#status.announce(announcementOf(situation, context));
    this.#cover.show(situation, {
      ...context,
      path: this.#preview.path,
      everServed: this.#shown !== "",
    });
    if (situation.halt) {
      this.#preview.stop();
      this.#opening.over();
    }
    const busy =
      kind === "booting" || kind === "installing" || kind === "starting" || kind === "stuck";
    this.#preview.setWorking(busy && !(kind === "starting" && this.#shown !== ""));
    this.#preview.caution(
      kind === "stuck"
        ? `${situation.stuckFor} s`
        : kind === "serving" && error
          ? `version ${shown.generation}`
          : null,
    );
    byId("stop", HTMLButtonElement).hidden = !(
      kind === "stuck" ||
      (kind === "starting" && this.#shown === "")
    );
    const problem = situation.halt ? null : problemOf(shown);
    this.#workspace.editor.setProblem(problem && this.#files.has(problem.path) ? problem : null);
    this.#workspace.mark(problem);
    if (kind === "failed" && shown.generation > 0) {
      this.#console.failed(shown.generation, shown.error?.path ?? null);
    }
    this.#showVersion();
  }

  /** Lets the preview show the newest version, or the traceback of one that failed. */
  #showVersion() {
    const { current, shown, kind } = this.#situation;
    if (!this.#connected || !this.#runner.running || kind === "held") return;
    let now = "";
    if (current.phase === "serving") now = `version ${current.generation}`;
    else if (kind === "failed") now = `failed ${shown.error?.text ?? ""}`;
    if (now === "" || now === this.#shown) return;
    this.#shown = now;
    this.#preview.start();
  }

  #showName() {
    const { name } = this.#keeping;
    document.title = `${name} - asgipad`;
    byId("project-name", HTMLElement).textContent = name;
    byId("tree-title", HTMLElement).textContent = name;
    byId("preview", HTMLIFrameElement).title = `Preview of ${name}`;
    this.#showSituation();
  }

  /** Who comes back shall wait less the next time. */
  #served() {
    rememberVisit();
    if (this.#firstVisit || this.#keeps) return;
    this.#keeps = true;
    /** @type {import("./snapshot_store.js").Name[]} */
    const names = this.#language.state === "off" ? ["runtime"] : ["runtime", "language"];
    setTimeout(() => keepSnapshots(this.#config, names), SNAPSHOTS_REST);
  }

  #showSaved() {
    const { project, saved, problem } = this.#keeping;
    this.#saved.show({ saved, project, problem, hostThere: this.#hostThere });
    this.#showSituation();
  }

  #showCursor() {
    const { active } = this.#workspace ?? {};
    const content = active ? this.#files.get(active)?.content : undefined;
    const { indent, name } = describe(active ?? "", typeof content === "string" ? content : "");
    const facts = active && this.#cursor ? [`${indent} spaces`, name] : [];
    const { state } = this.#language;
    if (facts.length > 0 && state === "starting") facts.push("Code help is starting");
    byId("facts", HTMLElement).dataset.codeHelp = state;
    if (state === "ready") reach("code help");
    this.#status?.showCursor(this.#cursor, facts);
  }

  #viewChanged() {
    clearTimeout(this.#viewTimer);
    this.#viewTimer = setTimeout(() => this.#keeping.keepView(), VIEW_RESTS);
  }

  /** @returns {PageView} */
  #view() {
    const { tabs, active, places, closed } = this.#workspace.opened;
    return {
      path: active ?? undefined,
      line: this.#cursor?.line,
      preview: this.#preview.path,
      tabs,
      places,
      closed,
      sizes: this.#layout.sizes,
      pane: this.#layout.pane,
      side: this.#sideBar.shown,
    };
  }

  /** @returns {{path: string, line: number} | null} where the cursor is */
  #openPlace() {
    const { active } = this.#workspace;
    return active === null ? null : { path: active, line: this.#cursor?.line ?? 1 };
  }
}

/**
 * The files that were open, or for a project that was never open the one to begin with.
 *
 * @param {PageView} view
 * @param {ProjectFiles} files
 * @returns {import("./workspace.js").Opened}
 */
function openedFiles(view, files) {
  const first = view.path ?? (view.tabs ? null : entryFile(files.writtenBy("user")));
  return {
    tabs: view.tabs ?? (first === null ? [] : [first]),
    active: first,
    line: view.places ? undefined : view.line,
    places: view.places ?? {},
    closed: view.closed ?? [],
  };
}
