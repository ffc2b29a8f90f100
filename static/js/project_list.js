// The list of kept projects.
import { fill, h, iconButton } from "./dom.js";
import { formatBytes, formatCount, formatTime } from "./format.js";
import { openMenu } from "./menu.js";

/**
 * @typedef {import("./store.js").ProjectInfo} ProjectInfo
 * @typedef {"rename" | "duplicate" | "download" | "remove"} Action
 *
 * @typedef {object} ProjectListOptions
 * @property {HTMLElement} list
 * @property {HTMLElement} found a live region for how many were found
 * @property {HTMLInputElement} find
 * @property {(id: string) => string} address of a project's page
 * @property {(action: Action, info: ProjectInfo) => void} act
 */

/** @type {{action: Action, icon: string, label: (name: string) => string, short: string}[]} */
const ACTIONS = [
  { action: "rename", icon: "pencil", label: (name) => `Rename ${name}`, short: "Rename" },
  {
    action: "duplicate",
    icon: "duplicate",
    label: (name) => `Duplicate ${name}`,
    short: "Duplicate",
  },
  {
    action: "download",
    icon: "download",
    label: (name) => `Download ${name} as zip`,
    short: "Download as zip",
  },
  { action: "remove", icon: "trash", label: (name) => `Delete ${name}`, short: "Delete" },
];

/** @typedef {{key: string, element: HTMLElement, time: HTMLElement}} Row `key`: what it shows, but for the time */

export class ProjectList {
  /** @type {ProjectInfo[]} */
  #projects = [];
  /** @type {Map<string, Row>} by project id */
  #rows = new Map();
  #options;

  /** @param {ProjectListOptions} options */
  constructor(options) {
    this.#options = options;
    const { find } = options;
    find.addEventListener("input", () => this.#render());
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      find.value = "";
      this.#render();
    });
  }

  /** @param {ProjectInfo[]} projects in the order to show them */
  show(projects) {
    const place = this.#focusedPlace();
    this.#projects = projects;
    this.#render();
    if (place) this.#focus(place);
  }

  /** Where the focus is: in which row, on which of its controls. */
  #focusedPlace() {
    const { list } = this.#options;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const row = focused?.closest("li");
    const at = row ? [...list.children].indexOf(row) : -1;
    if (!row || at < 0) return null;
    const control = controls(row).indexOf(focused);
    return { id: row.dataset.project, at, control };
  }

  /**
   * Puts the focus back where it was: if the row is gone, into the one that took its place.
   *
   * @param {{id: string | undefined, at: number, control: number}} place
   */
  #focus({ id, at, control }) {
    const { list } = this.#options;
    const rows = /** @type {HTMLElement[]} */ ([...list.children]);
    const same = rows.find((row) => row.dataset.project === id);
    if (same) return controls(same)[control]?.focus();
    const next = rows[Math.min(at, rows.length - 1)];
    if (next) controls(next)[0]?.focus();
    else list.closest("main")?.querySelector("button")?.focus();
  }

  #render() {
    const { list, find, found } = this.#options;
    const wanted = find.value.trim().toLowerCase();
    const shown = this.#projects.filter(({ name, frameworks }) =>
      [name, ...frameworks].some((text) => text.toLowerCase().includes(wanted)),
    );
    const elements = shown.map((info) => this.#rowOf(info));
    // The same rows stay where they are, with the focus and whatever points at them.
    if (
      elements.length !== list.children.length ||
      elements.some((row, at) => row !== list.children[at])
    ) {
      fill(list, elements);
    }
    if (wanted === "") found.textContent = "";
    else if (shown.length === 0) found.textContent = `No project is called ${find.value.trim()}.`;
    else found.textContent = `${formatCount(shown.length, "project")} found.`;
  }

  /**
   * @param {ProjectInfo} info
   * @returns {HTMLElement} the row there is, with the time of now, or a new one
   */
  #rowOf(info) {
    const key = JSON.stringify(info);
    let row = this.#rows.get(info.id);
    if (row?.key !== key) {
      const time = h("time", {
        class: "pr-time",
        datetime: new Date(info.modified).toISOString(),
      });
      row = { key, element: this.#element(info, time), time };
      this.#rows.set(info.id, row);
    }
    row.time.textContent = formatTime(info.modified);
    return row.element;
  }

  /**
   * @param {ProjectInfo} info
   * @param {HTMLElement} time
   */
  #element(info, time) {
    const { address, act } = this.#options;
    const menu = iconButton("more", `Actions for ${info.name}`, {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () =>
        openMenu(this.#menuItems(info), { label: `Actions for ${info.name}`, anchor: menu }),
    });
    return h(
      "li",
      { class: "project-row", dataset: { project: info.id } },
      h("a", { class: "pr-name", href: address(info.id) }, info.name),
      h("span", { class: "pr-kind" }, info.frameworks.join(", ")),
      time,
      h("span", { class: "pr-files" }, formatCount(info.files, "file")),
      h("span", { class: "pr-size" }, formatBytes(info.bytes)),
      h(
        "span",
        { class: "pr-acts" },
        ACTIONS.map(({ action, icon, label }) =>
          iconButton(icon, label(info.name), { onclick: () => act(action, info) }),
        ),
      ),
      h("span", { class: "pr-menu" }, menu),
    );
  }

  /**
   * @param {ProjectInfo} info
   * @returns {import("./menu.js").MenuItem[]}
   */
  #menuItems(info) {
    return ACTIONS.map(({ action, icon, short }) => ({
      icon,
      label: short,
      danger: action === "remove",
      run: () => this.#options.act(action, info),
    }));
  }
}

/**
 * @param {Element} row
 * @returns {(HTMLElement | null)[]} the link first
 */
function controls(row) {
  return [...row.querySelectorAll(/** @type {"a"} */ ("a, button"))];
}
