// A menu that floats: below its button, or where the pointer is.
import { h, icon } from "./dom.js";
import { itemFor, VERTICAL_ROUND } from "./roving.js";

/**
 * @typedef {object} MenuAction
 * @property {string} label
 * @property {string} icon
 * @property {string} [keys] the shortcut, to be read
 * @property {boolean} [danger]
 * @property {() => void} run
 *
 * @typedef {MenuAction | "separator" | HTMLElement} MenuItem an element takes its own keys
 */

const EDGE = 8;

/** @type {(() => void) | null} closes the open menu */
let closeOpen = null;

/**
 * Opens a menu; Escape, a click elsewhere and Tab close it, and the focus goes back.
 *
 * @param {MenuItem[]} items
 * @param {{label: string, anchor: Element | {x: number, y: number}}} options
 */
export function openMenu(items, { label, anchor }) {
  closeOpen?.();
  const before = document.activeElement;
  const menu = h(
    "ul",
    { class: "menu", role: "menu", "aria-label": label, tabindex: -1 },
    items.map((item) => itemElement(item, () => close(true))),
  );
  const elements = () =>
    /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role^="menuitem"]')]);

  /** @param {boolean} giveBack the focus */
  function close(giveBack) {
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("blur", left);
    window.removeEventListener("resize", left);
    menu.remove();
    closeOpen = null;
    if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "false");
    if (giveBack && before instanceof HTMLElement && before.isConnected) before.focus();
  }

  const left = () => close(false);

  /** @param {PointerEvent} event */
  function outside(event) {
    if (!(event.target instanceof Node) || menu.contains(event.target)) return;
    // The button that opened the menu closes it by its own click.
    if (anchor instanceof Element && anchor.contains(event.target)) {
      anchor.addEventListener("click", (click) => click.stopImmediatePropagation(), {
        capture: true,
        once: true,
      });
    }
    close(false);
  }

  menu.addEventListener("keydown", (event) => {
    const next = itemFor(event.key, elements(), document.activeElement, VERTICAL_ROUND);
    if (next) next.focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close(true);
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  });
  closeOpen = () => close(false);
  document.body.append(menu);
  if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "true");
  settle(menu, anchor);
  elements()[0]?.focus();
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("blur", left);
  window.addEventListener("resize", left);
}

/**
 * @param {MenuItem} item
 * @param {() => void} close
 */
function itemElement(item, close) {
  if (item === "separator") return h("li", { role: "separator" });
  if (item instanceof HTMLElement) return h("li", { role: "none" }, item);
  return h(
    "li",
    { role: "none" },
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: item.danger ? "is-danger" : null,
        tabindex: -1,
        onclick: () => {
          close();
          item.run();
        },
      },
      icon(item.icon),
      h("span", {}, item.label),
      item.keys && h("kbd", { "aria-hidden": "true" }, item.keys),
    ),
  );
}

/**
 * Puts the menu where it fits.
 *
 * @param {HTMLElement} menu
 * @param {Element | {x: number, y: number}} anchor
 */
function settle(menu, anchor) {
  const box = menu.getBoundingClientRect();
  let left = 0;
  let top = 0;
  if (anchor instanceof Element) {
    const at = anchor.getBoundingClientRect();
    // Below, and from the side of the window that the button is nearer to.
    left = at.left + at.width / 2 > innerWidth / 2 ? at.right - box.width : at.left;
    top = at.bottom + 4;
  } else {
    left = anchor.x;
    top = anchor.y;
  }
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - box.width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - box.height - EDGE))}px`;
}
