// Keys that work wherever the focus is.
import { here } from "./keys.js";

/** @import { Keys } from "./keys.js" */

/**
 * @param {() => {keys?: Keys, inEditor?: boolean, inCode?: boolean, hidden?: boolean,
 *   run: () => void}[]} commands as they are at this moment
 */
export function listenForKeys(commands) {
  // Capturing: the editor has bindings of its own for some of these.
  window.addEventListener(
    "keydown",
    (event) => {
      if (document.querySelector("dialog[open]")) return;
      // The tree has an F2 of its own, for the row with the focus.
      if (event.key === "F2" && isInTree(event.target)) return;
      const coding = isInCode(event.target);
      const command = commands().find(
        ({ keys, inEditor, inCode, hidden }) =>
          keys && !inEditor && (!inCode || (coding && !hidden)) && matches(keys, event),
      );
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      command.run();
    },
    { capture: true },
  );
}

/**
 * @typedef {{element: HTMLElement, focus?: () => void}} Region without `focus`, what in it takes it
 *   first
 */

/**
 * F6 and Shift F6 go round the regions. A region that is hidden is left out.
 *
 * @param {Region[]} regions in their order
 */
export function listenForRegions(regions) {
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      const there = regions.filter(({ element }) => element.checkVisibility());
      const current = there.findIndex(({ element }) => element.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      const next = there[(current + step + there.length) % there.length];
      if (next?.focus) next.focus();
      else focusFirst(next?.element);
    },
    { capture: true },
  );
}

/** @param {EventTarget | null} target */
function isInCode(target) {
  return target instanceof Element && target.closest(".cm-content") !== null;
}

/** @param {EventTarget | null} target */
function isInTree(target) {
  return target instanceof Element && target.closest('[role="tree"]') !== null;
}

/** @param {HTMLElement | undefined} element */
function focusFirst(element) {
  const all =
    element?.querySelectorAll("a[href], button:not(:disabled), input, [tabindex='0']") ?? [];
  for (const each of all) {
    if (each instanceof HTMLElement && each.tabIndex >= 0 && each.checkVisibility()) {
      each.focus();
      return;
    }
  }
}

/**
 * @param {Keys} keys
 * @param {KeyboardEvent} event
 */
function matches(keys, event) {
  const { key, control, command, shift, alt } = here(keys);
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === control &&
    event.metaKey === command &&
    event.shiftKey === shift &&
    event.altKey === alt
  );
}
