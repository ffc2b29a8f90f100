// Makes DOM nodes. Text is always set as text, so nothing from a project can become markup.

/**
 * @typedef {Node | string | number | null | undefined | false} Child null, undefined and false are left out
 * @typedef {Record<string, unknown>} Props `class`, `dataset`, `style` (custom properties too),
 *   `on<event>` listeners, `aria-*` and every other attribute. true sets an empty attribute,
 *   false, null and undefined leave it out (aria-* take "true" and "false" instead).
 */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../icons.svg", import.meta.url).href;

/**
 * One HTML element with its attributes, listeners and children.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(...nodes(children));
  return element;
}

/**
 * A symbol of icons.svg, hidden from screen readers: the words beside it speak.
 *
 * @param {string} name
 * @param {string} [className]
 * @returns {SVGSVGElement}
 */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * An icon alone as a button: the label is its name and its tooltip.
 *
 * @param {string} name of the icon
 * @param {string} label
 * @param {Props} [props]
 * @returns {HTMLButtonElement}
 */
export function iconButton(name, label, props = {}) {
  const { class: extra, ...rest } = props;
  return h(
    "button",
    {
      type: "button",
      class: extra ? `icon-btn ${extra}` : "icon-btn",
      "aria-label": label,
      title: label,
      ...rest,
    },
    icon(name),
  );
}

/**
 * Puts these children in place of the present ones.
 *
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodes(children));
}

/**
 * The element with this id, which the document must have.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type checked, so that a wrong document fails here and not later
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The document has no ${type.name} #${id}`);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {unknown} value
 */
function setProp(element, name, value) {
  if (name.startsWith("on") && typeof value === "function") {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else if (name === "dataset") {
    Object.assign(element.dataset, value);
  } else if (name === "style") {
    for (const [property, text] of Object.entries(/** @type {object} */ (value))) {
      element.style.setProperty(property, String(text));
    }
  } else if (value === null || value === undefined) {
    return;
  } else if (typeof value === "boolean" && !name.startsWith("aria-")) {
    element.toggleAttribute(name, value);
  } else {
    element.setAttribute(name, String(value));
  }
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}
