// The tree of the project's files, and below it what the app wrote.

/** @import { ProjectFiles } from "./files.js" */
/** @import { Naming } from "./name_field.js" */
/** @import { Marked } from "./tabs.js" */
import { sizeOf } from "./content.js";
import { fill, h, icon } from "./dom.js";
import { formatBytes } from "./format.js";
import { iconOf } from "./kinds.js";
import { openMenu } from "./menu.js";
import { nameField } from "./name_field.js";
import { basename, join, nameProblem, parent, typedPath, within } from "./paths.js";
import { itemFor, setStop, VERTICAL } from "./roving.js";
import { acceptTreeDrops } from "./tree_drops.js";
import { treeMenu } from "./tree_menu.js";

/**
 * @typedef {object} TreeEvents
 * @property {(path: string) => void} open
 * @property {(path: string) => void} createFile
 * @property {(path: string) => void} createFolder
 * @property {(from: string, to: string) => void} rename
 * @property {(path: string) => void} remove a file or folder; asks first
 * @property {(path: string) => void} download
 * @property {(path: string) => void} changes shows what has changed in the file
 * @property {(folder: string) => void} choose files to upload into the folder
 * @property {(dropped: DataTransfer, folder: string) => void} drop files into the folder
 *
 * @typedef {{path: string, name: string, folder: boolean, depth: number, expanded: boolean}} Row
 */

export class Tree {
  #body;
  #files;
  #events;
  #list = h("ul", { class: "tree", role: "tree", "aria-label": "Files" });
  #none = h(
    "p",
    { class: "side-empty" },
    "No files yet. Create one, or drop files or a folder here.",
  );
  #madeList = h("ul", { class: "tree", role: "tree", "aria-label": "Files written by the app" });
  #made = h("div", { class: "made" }, h("h3", {}, "Written by the app"), this.#madeList);
  /** @type {Set<string>} */
  #closed = new Set();
  /** @type {string | null} the file in the editor */
  #active = null;
  /** @type {Map<Element, string>} list -> path of its one stop for the Tab key */
  #stops = new Map();
  /** @type {Marked} */
  #marked = null;
  /** @type {Naming | null} */
  #naming = null;
  #editable = true;

  /**
   * @param {HTMLElement} body
   * @param {ProjectFiles} files
   * @param {TreeEvents} events
   */
  constructor(body, files, events) {
    this.#body = body;
    this.#files = files;
    this.#events = events;
    body.append(this.#list, this.#none, this.#made);
    for (const list of [this.#list, this.#madeList]) {
      list.addEventListener("click", (event) => this.#click(event));
      list.addEventListener("keydown", (event) => this.#key(event, list));
      list.addEventListener("contextmenu", (event) => this.#menu(event));
      list.addEventListener("focusin", (event) => {
        const path = pathOf(event.target);
        if (path !== undefined) this.#stop(list, path);
      });
    }
    acceptTreeDrops(body, {
      editable: () => this.#editable,
      pathOf,
      rowOf: (folder) => this.#item(folder),
      folderOf: (path) => (files.has(path) ? parent(path) : path),
      move: (path, folder) => this.#move(path, folder),
      drop: events.drop,
    });
    // Typing changes no row; the paths that there are do.
    let paths = "";
    files.addEventListener("change", () => {
      const now = JSON.stringify([files.paths(), files.folders()]);
      if (now !== paths || files.writtenBy("app").length > 0) this.#render();
      paths = now;
    });
    this.#render();
  }

  /** Folders that are closed, to be kept. */
  get closed() {
    return [...this.#closed];
  }

  /** @param {string[]} folders */
  close(folders) {
    this.#closed = new Set(folders);
    this.#render();
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    this.#editable = editable;
  }

  /** @param {string | null} path of the file in the editor */
  select(path) {
    this.#active = path;
    if (path !== null) {
      for (const folder of [...this.#closed]) if (within(path, folder)) this.#closed.delete(folder);
      this.#stops.set(this.#list, path);
    }
    this.#render();
  }

  /** @param {Marked} marked the file with the error */
  mark(marked) {
    if (JSON.stringify(marked) === JSON.stringify(this.#marked)) return;
    this.#marked = marked;
    this.#render();
  }

  focus() {
    const stop = this.#body.querySelector('[role="treeitem"][tabindex="0"]');
    if (stop instanceof HTMLElement) stop.focus();
  }

  /**
   * Lets a name be typed for something new.
   *
   * @param {"file" | "folder"} purpose
   * @param {string} [folder] where; else beside what was chosen or opened last
   */
  create(purpose, folder = this.#currentFolder()) {
    if (!this.#editable) return;
    this.#closed.delete(folder);
    this.#naming = { purpose, folder, path: "", value: "" };
    this.#render();
  }

  /** @param {string} path */
  rename(path) {
    if (!this.#editable || !this.#files.exists(path)) return;
    this.#naming = { purpose: "rename", folder: parent(path), path, value: basename(path) };
    this.#render();
  }

  /** @returns {string} */
  #currentFolder() {
    const path = this.#stops.get(this.#list) ?? "";
    if (this.#files.writtenBy("app").includes(path)) return "";
    return this.#files.folders().includes(path) ? path : parent(path);
  }

  #render() {
    const focused = this.#body.contains(document.activeElement)
      ? pathOf(document.activeElement)
      : undefined;
    const made = new Set(this.#files.writtenBy("app"));
    const rows = this.#rows(made);
    fill(this.#list, this.#withNaming(rows));
    fill(
      this.#madeList,
      [...made].map((path) => this.#madeRow(path)),
    );
    this.#none.hidden = rows.length > 0 || this.#naming !== null;
    this.#made.hidden = made.size === 0;
    for (const list of [this.#list, this.#madeList]) {
      this.#stop(list, this.#stops.get(list) ?? null);
    }
    if (this.#naming) this.#body.querySelector("input")?.focus();
    else if (focused !== undefined) this.#item(focused)?.focus();
  }

  /**
   * What is visible of the user's own: folders first, each level by name.
   *
   * @param {Set<string>} made
   * @returns {Row[]}
   */
  #rows(made) {
    const own = this.#files.paths().filter((path) => !made.has(path));
    // A folder that only holds what the app wrote is the app's.
    const folders = this.#files
      .folders()
      .filter((folder) => own.some((path) => within(path, folder)) || !anyWithin(made, folder));
    /** @type {Row[]} */
    const rows = [];
    const walk = (/** @type {string} */ above, /** @type {number} */ depth) => {
      for (const path of folders.filter((each) => parent(each) === above)) {
        const expanded = !this.#closed.has(path);
        rows.push({ path, name: basename(path), folder: true, depth, expanded });
        if (expanded) walk(path, depth + 1);
      }
      for (const path of own.filter((each) => parent(each) === above)) {
        rows.push({ path, name: basename(path), folder: false, depth, expanded: false });
      }
    };
    walk("", 0);
    return rows;
  }

  /**
   * The rows, with the field of the name that is being typed among them.
   *
   * @param {Row[]} rows
   * @returns {HTMLLIElement[]}
   */
  #withNaming(rows) {
    const naming = this.#naming;
    if (!naming) return rows.map((row) => this.#row(row));
    if (naming.purpose === "rename") {
      return rows.flatMap((row) =>
        row.path === naming.path ? this.#nameRow(naming, row.depth) : [this.#row(row)],
      );
    }
    const folder = rows.findIndex(({ path }) => path === naming.folder);
    const depth = folder < 0 ? 0 : rows[folder].depth + 1;
    const elements = rows.map((row) => this.#row(row));
    return elements.toSpliced(folder + 1, 0, ...this.#nameRow(naming, depth));
  }

  /** @param {Row} row */
  #row({ path, name, folder, depth, expanded }) {
    const mark = this.#marked?.path === path ? this.#marked : null;
    return h(
      "li",
      {
        role: "treeitem",
        class: folder ? "row is-folder" : "row",
        style: { "--depth": depth },
        "aria-level": depth + 1,
        "aria-expanded": folder ? expanded : null,
        "aria-selected": folder ? null : path === this.#active,
        draggable: this.#editable ? "true" : null,
        tabindex: -1,
        title: path,
        dataset: { path },
      },
      folder ? icon(expanded ? "chevron-down" : "chevron-right", "icon twist") : icon(iconOf(path)),
      h("span", { class: "row-name" }, name),
      mark && badge(mark.failed),
    );
  }

  /** @param {string} path */
  #madeRow(path) {
    const file = this.#files.get(path);
    return h(
      "li",
      {
        role: "treeitem",
        class: "row is-made",
        "aria-level": 1,
        "aria-selected": path === this.#active,
        tabindex: -1,
        title: path,
        dataset: { path },
      },
      icon(iconOf(path)),
      h("span", { class: "row-name" }, path),
      h("span", { class: "row-size" }, formatBytes(file ? sizeOf(file.content) : 0)),
    );
  }

  /**
   * @param {Naming} naming
   * @param {number} depth
   * @returns {HTMLLIElement[]}
   */
  #nameRow(naming, depth) {
    return nameField(naming, depth, {
      check: () => this.#problem(naming),
      done: (accepted) => {
        if (this.#naming !== naming) return;
        this.#naming = null;
        this.#render();
        if (accepted) this.#named(naming);
        else this.focus();
      },
    });
  }

  /** @param {Naming} naming */
  #problem({ folder, path, value }) {
    const target = typedPath(value, folder);
    if (path && target !== path && within(target, path) && this.#files.folders().includes(path)) {
      return "A folder cannot go into itself";
    }
    return nameProblem(value, folder, (wanted) => {
      if (wanted === path || !this.#files.exists(wanted)) return null;
      return this.#files.folders().includes(wanted) ? "folder" : "file";
    });
  }

  /** @param {Naming} naming that has a good name now */
  #named({ purpose, folder, path, value }) {
    const target = typedPath(value, folder);
    this.#stops.set(this.#list, target);
    for (let above = parent(target); above !== ""; above = parent(above)) {
      this.#closed.delete(above);
    }
    if (purpose === "file") this.#events.createFile(target);
    if (purpose === "folder") this.#events.createFolder(target);
    if (purpose === "rename" && target !== path) {
      this.#events.rename(path, target);
      this.#closed = new Set(
        [...this.#closed].map((each) =>
          within(each, path) ? target + each.slice(path.length) : each,
        ),
      );
      this.#render();
    }
    if (purpose !== "file") this.#item(target)?.focus();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const path = pathOf(event.target);
    if (path !== undefined) this.#activate(path);
  }

  /** @param {string} path */
  #activate(path) {
    if (this.#files.has(path)) this.#events.open(path);
    else this.#fold(path, !this.#closed.has(path));
  }

  /**
   * @param {string} folder
   * @param {boolean} closed
   */
  #fold(folder, closed) {
    if (closed) this.#closed.add(folder);
    else this.#closed.delete(folder);
    this.#stops.set(this.#list, folder);
    this.#render();
    this.#item(folder)?.focus();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} list
   */
  #key(event, list) {
    const path = pathOf(event.target);
    if (path === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = itemsOf(list);
    const current = this.#item(path);
    const next = itemFor(event.key, items, current, VERTICAL);
    const folder = !this.#files.has(path);
    const closed = this.#closed.has(path);
    if (next) next.focus();
    else if (event.key === "Enter" || event.key === " ") this.#activate(path);
    else if (event.key === "ArrowRight" && folder && closed) this.#fold(path, false);
    else if (event.key === "ArrowRight" && folder)
      itemFor("ArrowDown", items, current, VERTICAL)?.focus();
    else if (event.key === "ArrowLeft" && folder && !closed) this.#fold(path, true);
    else if (event.key === "ArrowLeft") this.#item(parent(path))?.focus();
    else if (event.key === "F2") this.rename(path);
    else if (event.key === "Delete" && this.#editable) this.#events.remove(path);
    else if (event.key.length === 1) this.#typeAhead(event.key, items, current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {string} letter
   * @param {HTMLElement[]} items
   * @param {HTMLElement | null} current
   */
  #typeAhead(letter, items, current) {
    const from = current ? items.indexOf(current) + 1 : 0;
    const round = [...items.slice(from), ...items.slice(0, from)];
    round
      .find(({ dataset }) =>
        basename(dataset.path ?? "")
          .toLowerCase()
          .startsWith(letter.toLowerCase()),
      )
      ?.focus();
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    const path = pathOf(event.target);
    if (path === undefined) return;
    event.preventDefault();
    this.#item(path)?.focus();
    const folder = !this.#files.has(path);
    const own = folder ? path : parent(path);
    const { open, download, changes, choose, remove } = this.#events;
    const items = treeMenu(path, folder, this.#editable, {
      open: () => open(path),
      download: () => download(path),
      compare: () => changes(path),
      newFile: () => this.create("file", own),
      newFolder: () => this.create("folder", own),
      upload: () => choose(own),
      rename: () => this.rename(path),
      remove: () => remove(path),
    });
    const box = this.#item(path)?.getBoundingClientRect();
    // The menu key has no pointer.
    const anchor =
      event.clientX || !box
        ? { x: event.clientX, y: event.clientY }
        : { x: box.left + 24, y: box.bottom };
    openMenu(items, { label: path, anchor });
  }

  /**
   * @param {string} path
   * @param {string} folder
   */
  #move(path, folder) {
    const target = join(folder, basename(path));
    if (target === path || within(folder, path) || this.#files.exists(target)) return;
    this.#events.rename(path, target);
  }

  /**
   * @param {HTMLElement} list
   * @param {string | null} path
   */
  #stop(list, path) {
    const items = itemsOf(list);
    const stop = items.find(({ dataset }) => dataset.path === path) ?? items[0];
    setStop(items, stop);
    if (stop?.dataset.path !== undefined) this.#stops.set(list, stop.dataset.path);
  }

  /** @param {string} path */
  #item(path) {
    const items = [...itemsOf(this.#list), ...itemsOf(this.#madeList)];
    return items.find(({ dataset }) => dataset.path === path) ?? null;
  }
}

/** @param {HTMLElement} list */
function itemsOf(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="treeitem"]')]);
}

/**
 * @param {EventTarget | null} at
 * @returns {string | undefined} path of the row that this is in
 */
function pathOf(at) {
  const row = at instanceof Element ? at.closest(".row") : null;
  return row instanceof HTMLElement ? row.dataset.path : undefined;
}

/** @param {boolean} failed */
function badge(failed) {
  const words = failed ? "The app failed here" : "Does not compile";
  return h(
    "span",
    {
      class: `badge ${failed ? "is-bad" : "is-caution"}`,
      role: "img",
      "aria-label": words,
      title: words,
    },
    "1",
  );
}

/**
 * @param {Set<string>} paths
 * @param {string} folder
 */
function anyWithin(paths, folder) {
  return [...paths].some((path) => within(path, folder));
}
