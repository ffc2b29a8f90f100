// The theme: the system's, unless one was chosen. Kept for all projects; where nothing is kept, until the
// tab closes.
import { h } from "./dom.js";
import { remember } from "./local_storage.js";

/** @typedef {"system" | "light" | "dark"} Theme */

// theme_first.js reads it too, before anything is drawn.
const KEY = "asgipad-theme";
const THEMES = /** @type {const} */ (["system", "light", "dark"]);

/** @returns {Theme} */
export function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  remember(KEY, theme === "system" ? null : theme);
}

/** @returns {HTMLElement} three choices in a row, for a menu */
export function themeChoice() {
  const buttons = THEMES.map((theme) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitemradio",
        tabindex: -1,
        "aria-checked": theme === currentTheme(),
        onclick: () => {
          chooseTheme(theme);
          for (const [index, button] of buttons.entries()) {
            button.setAttribute("aria-checked", String(THEMES[index] === theme));
          }
        },
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          event.preventDefault();
          buttons[(THEMES.indexOf(theme) + step + THEMES.length) % THEMES.length].focus();
        },
      },
      theme[0].toUpperCase() + theme.slice(1),
    ),
  );
  return h(
    "div",
    { class: "menu-theme", role: "none" },
    h("span", {}, "Theme"),
    h("span", { class: "segments", role: "group", "aria-label": "Theme" }, buttons),
  );
}
