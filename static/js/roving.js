// One stop for the Tab key, arrows inside: the way of tab strips, trees and menus.

/**
 * Makes this item the one that the Tab key reaches.
 *
 * @param {HTMLElement[]} items
 * @param {HTMLElement | undefined} current the first one if undefined
 */
export function setStop(items, current = items[0]) {
  for (const item of items) item.tabIndex = item === current ? 0 : -1;
}

/**
 * Which item a key leads to, or undefined if it is no key of this kind.
 *
 * @param {string} key KeyboardEvent.key
 * @param {HTMLElement[]} items
 * @param {Element | null} current
 * @param {{next: string, previous: string, wrap: boolean}} way
 * @returns {HTMLElement | undefined}
 */
export function itemFor(key, items, current, { next, previous, wrap }) {
  const index = items.indexOf(/** @type {HTMLElement} */ (current));
  const last = items.length - 1;
  switch (key) {
    case next:
      return items[index === last && wrap ? 0 : Math.min(index + 1, last)];
    case previous:
      return items[index <= 0 && wrap ? last : Math.max(index - 1, 0)];
    case "Home":
      return items[0];
    case "End":
      return items[last];
    default:
      return undefined;
  }
}

export const HORIZONTAL = { next: "ArrowRight", previous: "ArrowLeft", wrap: true };
export const VERTICAL = { next: "ArrowDown", previous: "ArrowUp", wrap: false };
export const VERTICAL_ROUND = { ...VERTICAL, wrap: true };
