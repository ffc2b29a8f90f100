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

export class ProjectList {
  /** @type {ProjectInfo[]} */
  #projects = [];
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
    const focused = document.activeElement?.closest("li")?.dataset.project;
    const at = this.#projects.findIndex(({ id }) => id === focused);
    this.#projects = projects;
    this.#render();
    if (at >= 0) this.#focus(projects.find(({ id }) => id === focused) ?? projects[at]);
  }

  /**
   * Puts the focus on a project's link, or on the list's heading when there is none.
   *
   * @param {ProjectInfo | undefined} info
   */
  #focus(info) {
    const { list } = this.#options;
    const row = info && list.querySelector(`[data-project="${info.id}"] a`);
    const target = row ?? list.closest("section")?.querySelector("h1");
    if (target instanceof HTMLElement) target.focus();
  }

  #render() {
    const { list, find, found } = this.#options;
    const wanted = find.value.trim().toLowerCase();
    const shown = this.#projects.filter(({ name, frameworks }) =>
      [name, ...frameworks].some((text) => text.toLowerCase().includes(wanted)),
    );
    fill(
      list,
      shown.map((info) => this.#row(info)),
    );
    if (wanted === "") found.textContent = "";
    else if (shown.length === 0) found.textContent = `No project is called ${find.value.trim()}.`;
    else found.textContent = `${formatCount(shown.length, "project")} found.`;
  }

  /** @param {ProjectInfo} info */
  #row(info) {
    const { address, act } = this.#options;
    const menu = iconButton("more", `Actions for ${info.name}`, {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => openMenu(menu, `Actions for ${info.name}`, this.#menuItems(info)),
    });
    return h(
      "li",
      { class: "project-row", dataset: { project: info.id } },
      h("a", { class: "pr-name", href: address(info.id) }, info.name),
      h("span", { class: "pr-kind" }, info.frameworks.join(", ")),
      h(
        "time",
        { class: "pr-time", datetime: new Date(info.modified).toISOString() },
        formatTime(info.modified),
      ),
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
