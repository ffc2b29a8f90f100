// A menu below the button that opens it (ARIA Authoring Practices, "Menu Button").
import { h, icon } from "./dom.js";

/**
 * @typedef {object} MenuItem
 * @property {string} icon
 * @property {string} label
 * @property {() => void} run
 * @property {boolean} [danger]
 */

const GAP = 4;
/** @type {Record<string, (at: number, count: number) => number>} key -> the item that gets the focus */
const MOVES = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * @param {HTMLElement} button what opens it; it gets the focus back
 * @param {string} label
 * @param {MenuItem[]} items
 */
export function openMenu(button, label, items) {
  const leave = new AbortController();
  const { signal } = leave;
  const buttons = items.map(({ icon: name, label: words, run, danger = false }) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: danger && "is-danger",
        onclick: () => {
          close();
          run();
        },
      },
      icon(name),
      h("span", {}, words),
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, buttons);

  function close() {
    if (signal.aborted) return;
    leave.abort();
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (button.isConnected) button.focus();
  }

  menu.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
      buttons[move(at, buttons.length)].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      close();
    } else {
      return;
    }
    // Tab only leaves the menu, back to its button.
    event.preventDefault();
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (!menu.contains(/** @type {Node} */ (event.target))) close();
    },
    { signal, capture: true },
  );
  window.addEventListener("resize", close, { signal });
  window.addEventListener("scroll", close, { signal, passive: true });

  document.body.append(menu);
  place(menu, button.getBoundingClientRect());
  button.setAttribute("aria-expanded", "true");
  buttons[0].focus({ preventScroll: true });
}

/**
 * Below the button, above it where there is no room, never outside the window.
 *
 * @param {HTMLElement} menu
 * @param {DOMRect} anchor
 */
function place(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const top = below + height > innerHeight ? anchor.top - GAP - height : below;
  menu.style.top = `${Math.max(GAP, top)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(anchor.right - width, innerWidth - width - GAP))}px`;
}
