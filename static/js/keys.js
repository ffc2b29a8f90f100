// Shortcuts: what they are on this machine, and how they are written there.

/** Does Cmd take the place of Ctrl here? */
export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * @typedef {object} Keys
 * @property {string} key KeyboardEvent.key
 * @property {boolean} [control] Ctrl, on a Mac Cmd
 * @property {boolean} [shift]
 * @property {boolean} [alt]
 * @property {MacKeys} [mac] where a Mac has other keys for it
 *
 * @typedef {Omit<Keys, "control" | "mac"> & {control?: boolean, command?: boolean}} MacKeys control is
 *   Ctrl here
 */

/** Written in Apple's order: Control, Option, Shift, Command. */
const SIGNS = { control: "⌃", alt: "⌥", shift: "⇧", command: "⌘" };

/** @type {Record<string, string>} KeyboardEvent.key -> how it is written */
const NAMES = {
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  Escape: "Esc",
  " ": "Space",
};

/**
 * The keys to press on this machine.
 *
 * @param {Keys} keys
 * @param {boolean} [mac]
 * @returns {Required<MacKeys>}
 */
export function here({ key, control = false, shift = false, alt = false, mac: other }, mac = MAC) {
  if (!mac) return { key, control, command: false, shift, alt };
  const none = { control: false, command: false, shift: false, alt: false };
  return other ? { ...none, ...other } : { key, control: false, command: control, shift, alt };
}

/**
 * How a shortcut is written on this machine: "Ctrl Shift X", on a Mac "⇧⌘X".
 *
 * @param {Keys} keys
 * @param {boolean} [mac]
 */
export function written(keys, mac = MAC) {
  const { key, control, command, shift, alt } = here(keys, mac);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (mac) {
    const signs = [control && SIGNS.control, alt && SIGNS.alt, shift && SIGNS.shift];
    return [...signs, command && SIGNS.command, name].filter(Boolean).join("");
  }
  return [control && "Ctrl", shift && "Shift", alt && "Alt", name].filter(Boolean).join(" ");
}
