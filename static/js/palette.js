// Go to file, command or route: one field, one list. The ways of a combobox (ARIA 1.2).
import { fill, h, icon } from "./dom.js";

/**
 * @typedef {object} Entry
 * @property {string} group
 * @property {string} label
 * @property {string} [detail] more words; they are found, too
 * @property {string} icon
 * @property {string} [keys]
 * @property {() => void} run
 */

const MOST = 100;

/**
 * Opens the palette.
 *
 * @param {Entry[]} entries grouped, in the order of their groups
 * @param {string} [purpose]
 */
export function openPalette(entries, purpose = "Go to file or command") {
  const input = h("input", {
    type: "text",
    role: "combobox",
    "aria-label": purpose,
    "aria-expanded": true,
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
    placeholder: purpose,
    autocomplete: "off",
    spellcheck: "false",
    autofocus: true,
  });
  const list = h("div", { id: "palette-list", role: "listbox", "aria-label": "Results" });
  const dialog = h(
    "dialog",
    { class: "dialog palette", "aria-label": purpose },
    h("label", { class: "palette-input" }, icon("search"), input, h("kbd", {}, "Esc")),
    list,
  );
  /** @type {Entry[]} */
  let shown = [];
  let chosen = 0;

  function search() {
    shown = matching(entries, input.value.trim());
    chosen = 0;
    fill(list, groups(shown, input.value.trim()));
    mark();
  }

  function mark() {
    const options = [...list.querySelectorAll('[role="option"]')];
    for (const [index, option] of options.entries()) {
      option.setAttribute("aria-selected", String(index === chosen));
    }
    input.setAttribute("aria-activedescendant", options[chosen]?.id ?? "");
    options[chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  function run(index) {
    const entry = shown[index];
    if (!entry) return;
    dialog.close();
    entry.run();
  }

  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = Math.max(1, shown.length);
    if (event.key === "ArrowDown") chosen = (chosen + 1) % count;
    else if (event.key === "ArrowUp") chosen = (chosen + count - 1) % count;
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
    mark();
  });
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option) run([...list.querySelectorAll('[role="option"]')].indexOf(option));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  search();
  dialog.showModal();
}

/**
 * @param {Entry[]} entries
 * @param {string} query
 */
function matching(entries, query) {
  if (query === "") return entries.slice(0, MOST);
  return entries
    .filter(({ label, detail = "" }) =>
      [label, detail].some((words) => position(words, query) >= 0),
    )
    .slice(0, MOST);
}

/**
 * Where the query begins in the label: at the beginning of a word if it can, else anywhere.
 *
 * @param {string} label
 * @param {string} query
 * @returns {number} -1: nowhere
 */
function position(label, query) {
  const [text, wanted] = [label.toLowerCase(), query.toLowerCase()];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at === 0 || /[^a-z0-9]/.test(text[at - 1])) return at;
  }
  return text.indexOf(wanted);
}

/**
 * @param {Entry[]} entries
 * @param {string} query
 */
function groups(entries, query) {
  if (entries.length === 0) return h("p", { class: "panel-empty" }, "Nothing has this name");
  /** @type {Map<string, HTMLElement[]>} */
  const byGroup = new Map();
  for (const [index, entry] of entries.entries()) {
    const options = byGroup.get(entry.group) ?? [];
    options.push(option(entry, query, index));
    byGroup.set(entry.group, options);
  }
  return [...byGroup].map(([name, options]) =>
    h(
      "div",
      { role: "group", "aria-label": name },
      h("span", { class: "group", "aria-hidden": "true" }, name),
      options,
    ),
  );
}

/**
 * @param {Entry} entry
 * @param {string} query
 * @param {number} index
 */
function option(entry, query, index) {
  const { label, detail, keys } = entry;
  return h(
    "div",
    { role: "option", id: `palette-${index}`, "aria-selected": false },
    icon(entry.icon),
    h("span", {}, found(label, query)),
    detail && h("small", {}, found(detail, query)),
    keys && h("kbd", {}, keys),
  );
}

/**
 * @param {string} words
 * @param {string} query
 * @returns {import("./dom.js").Child[]} with the query set off
 */
function found(words, query) {
  const at = query === "" ? -1 : position(words, query);
  if (at < 0) return [words];
  const end = at + query.length;
  return [words.slice(0, at), h("b", {}, words.slice(at, end)), words.slice(end)];
}
