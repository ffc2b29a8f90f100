// The panes and the sashes between them, the drawer, the side bar, and on a phone the switcher.
import { HORIZONTAL, itemFor } from "./roving.js";

const PHONE = matchMedia("(max-width: 599px), (max-width: 899px) and (max-height: 599px)");
const STACKED = matchMedia("(max-width: 899px)");
const OVERLAY = matchMedia("(max-width: 1179px)");

/** @typedef {"files" | "code" | "app" | "panels"} Pane */

/** Pixels. */
const LEAST = { side: 160, editor: 320, app: 280, stackedEditor: 120, stackedApp: 160, drawer: 96 };
const DRAWER_SHARE = 0.45;
const STEP = 16;
const BIG_STEP = 64;

/**
 * @typedef {object} Sizes what was made other than it was; missing: as the style sheet has it
 * @property {number} [side] pixels
 * @property {number} [split] width of the editor in widths of the app
 * @property {number} [rows] height of the editor in heights of the app, where one is above the other
 * @property {number} [drawer] pixels
 * @property {boolean} [noSide]
 * @property {boolean} [noDrawer]
 *
 * @typedef {object} Sash
 * @property {HTMLElement} element
 * @property {() => boolean} vertical does it move left and right?
 * @property {() => number} value pixels
 * @property {() => {least: number, most: number}} limits pixels
 * @property {(pixels: number | null) => void} set null: as the style sheet has it
 * @property {1 | -1} direction of the value when the pointer goes right or down
 */

export class Layout {
  #body;
  #changed;
  #side;
  #code;
  #app;
  #drawer;
  /** @type {Sash[]} */
  #sashes;
  /** @type {Sizes} */
  #sizes;

  /**
   * @param {Document} document with the markup of project.html
   * @param {Sizes} sizes
   * @param {() => void} changed
   */
  constructor(document, sizes, changed) {
    const find = (/** @type {string} */ selector) => {
      const element = document.querySelector(selector);
      if (!(element instanceof HTMLElement)) throw new Error(`The document has no ${selector}`);
      return element;
    };
    this.#body = document.body;
    this.#changed = changed;
    this.#sizes = { ...sizes };
    this.#side = find(".side");
    this.#code = find(".code");
    this.#app = find(".app");
    this.#drawer = find(".drawer");
    this.#sashes = [
      this.#sideSash(find(".sash-side")),
      this.#seam(find(".sash-seam")),
      this.#drawerSash(find(".sash-drawer")),
    ];
    for (const sash of this.#sashes) this.#attach(sash);
    for (const button of this.#switchButtons()) {
      button.addEventListener("click", () =>
        this.showPane(/** @type {Pane} */ (button.dataset.goto)),
      );
    }
    find(".switch").addEventListener("keydown", (event) => {
      itemFor(event.key, this.#switchButtons(), document.activeElement, HORIZONTAL)?.focus();
    });
    for (const query of [PHONE, STACKED, OVERLAY]) {
      query.addEventListener("change", () => this.#apply());
    }
    this.#body.addEventListener("pointerdown", (event) => {
      if (!this.#body.classList.contains("with-side") || !(event.target instanceof Element)) return;
      if (!event.target.closest(".side, .menu, .dialog, #toggle-side")) this.#closeOverlay();
    });
    this.#side.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#closeOverlay();
    });
    this.#apply();
  }

  /** @returns {Sizes} to be kept */
  get sizes() {
    return { ...this.#sizes };
  }

  /** Is one pane shown at a time? */
  get phone() {
    return PHONE.matches;
  }

  /** The pane that a phone shows. @returns {Pane} */
  get pane() {
    return /** @type {Pane} */ (this.#body.dataset.pane ?? "app");
  }

  toggleSide() {
    if (this.phone) this.showPane("files");
    else if (OVERLAY.matches) this.#body.classList.toggle("with-side");
    else this.#sizes.noSide = !this.#sizes.noSide;
    this.#apply();
    this.#changed();
  }

  toggleDrawer() {
    if (this.phone) this.showPane("panels");
    else this.#sizes.noDrawer = !this.#sizes.noDrawer;
    this.#apply();
    this.#changed();
  }

  /** Shows the side bar if it is hidden. */
  openSide() {
    if (this.phone) this.showPane("files");
    else if (OVERLAY.matches) this.#body.classList.add("with-side");
    else delete this.#sizes.noSide;
    this.#apply();
  }

  /** A file was chosen in the side bar: where that covers the code, it goes. */
  showCode() {
    this.#body.classList.remove("with-side");
    if (this.phone) this.showPane("code");
    this.#apply();
  }

  /**
   * On a phone shows this pane alone.
   *
   * @param {Pane} pane
   */
  showPane(pane) {
    this.#body.dataset.pane = pane;
    for (const button of this.#switchButtons()) {
      if (button.dataset.goto === pane) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  #closeOverlay() {
    if (!this.#body.classList.contains("with-side")) return;
    this.#body.classList.remove("with-side");
    this.#apply();
  }

  #switchButtons() {
    return /** @type {HTMLElement[]} */ ([...this.#body.querySelectorAll("[data-goto]")]);
  }

  /** @param {HTMLElement} element @returns {Sash} */
  #sideSash(element) {
    return {
      element,
      vertical: () => true,
      direction: 1,
      value: () => this.#side.offsetWidth,
      limits: () => {
        const room = this.#side.offsetWidth + this.#code.offsetWidth + this.#app.offsetWidth;
        return { least: LEAST.side, most: Math.max(LEAST.side, room - LEAST.editor - LEAST.app) };
      },
      set: (pixels) => this.#set("side", pixels),
    };
  }

  /** @param {HTMLElement} element @returns {Sash} */
  #seam(element) {
    const size = (/** @type {HTMLElement} */ pane) =>
      STACKED.matches ? pane.offsetHeight : pane.offsetWidth;
    return {
      element,
      vertical: () => !STACKED.matches,
      direction: 1,
      value: () => size(this.#code),
      limits: () => {
        const room = size(this.#code) + size(this.#app);
        const [least, rest] = STACKED.matches
          ? [LEAST.stackedEditor, LEAST.stackedApp]
          : [LEAST.editor, LEAST.app];
        return { least, most: Math.max(least, room - rest) };
      },
      set: (pixels) => {
        const room = size(this.#code) + size(this.#app);
        const share = pixels === null ? null : pixels / (room - pixels);
        this.#set(STACKED.matches ? "rows" : "split", share);
      },
    };
  }

  /** @param {HTMLElement} element @returns {Sash} */
  #drawerSash(element) {
    return {
      element,
      vertical: () => false,
      direction: -1,
      value: () => this.#drawer.offsetHeight,
      limits: () => ({
        least: LEAST.drawer,
        most: Math.max(LEAST.drawer, Math.floor(this.#app.offsetHeight * DRAWER_SHARE)),
      }),
      set: (pixels) => this.#set("drawer", pixels),
    };
  }

  /**
   * @param {"side" | "split" | "rows" | "drawer"} name
   * @param {number | null} value
   */
  #set(name, value) {
    if (value === null) delete this.#sizes[name];
    else this.#sizes[name] = value;
    this.#apply();
  }

  #apply() {
    const { style } = this.#body;
    const { side, split, rows, drawer, noSide = false, noDrawer = false } = this.#sizes;
    /** @type {[string, string | undefined][]} */
    const properties = [
      ["--side-w", side && `${side}px`],
      ["--split", split && `${split}fr`],
      ["--split-rows", rows && `${rows}fr`],
      ["--drawer-h", drawer && `${drawer}px`],
    ].map(([name, value]) => [String(name), value ? String(value) : undefined]);
    for (const [name, value] of properties) {
      if (value === undefined) style.removeProperty(name);
      else style.setProperty(name, value);
    }
    this.#body.classList.toggle("no-side", noSide);
    this.#body.classList.toggle("no-drawer", noDrawer && !this.phone);
    if (!OVERLAY.matches || this.phone) this.#body.classList.remove("with-side");
    const sideShown = OVERLAY.matches ? this.#body.classList.contains("with-side") : !noSide;
    this.#pressed("toggle-side", sideShown);
    this.#pressed("toggle-drawer", !noDrawer);
    for (const sash of this.#sashes) describe(sash);
  }

  /**
   * @param {string} id
   * @param {boolean} pressed
   */
  #pressed(id, pressed) {
    this.#body.ownerDocument.getElementById(id)?.setAttribute("aria-pressed", String(pressed));
  }

  /** @param {Sash} sash */
  #attach(sash) {
    const { element } = sash;
    const move = (/** @type {number} */ pixels) => {
      const { least, most } = sash.limits();
      sash.set(Math.min(most, Math.max(least, Math.round(pixels))));
    };
    const reset = () => {
      sash.set(null);
      this.#changed();
    };

    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const at = (/** @type {PointerEvent} */ each) =>
        sash.vertical() ? each.clientX : each.clientY;
      const [start, value] = [at(event), sash.value()];
      const drag = (/** @type {PointerEvent} */ each) =>
        move(value + sash.direction * (at(each) - start));
      const end = () => {
        element.removeEventListener("pointermove", drag);
        element.removeEventListener("lostpointercapture", end);
        element.classList.remove("is-dragged");
        this.#body.classList.remove("is-sizing");
        this.#changed();
      };
      element.classList.add("is-dragged");
      this.#body.classList.add("is-sizing");
      element.addEventListener("pointermove", drag);
      element.addEventListener("lostpointercapture", end);
    });
    element.addEventListener("dblclick", reset);
    element.addEventListener("focus", () => describe(sash));
    element.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? BIG_STEP : STEP;
      const [more, less] = sash.vertical() ? ["ArrowRight", "ArrowLeft"] : ["ArrowDown", "ArrowUp"];
      const { least, most } = sash.limits();
      if (event.key === more) move(sash.value() + sash.direction * step);
      else if (event.key === less) move(sash.value() - sash.direction * step);
      else if (event.key === "Home") move(least);
      else if (event.key === "End") move(most);
      else if (event.key === "Enter") reset();
      else return;
      event.preventDefault();
      this.#changed();
    });
  }
}

/** @param {Sash} sash */
function describe({ element, vertical, value, limits }) {
  const { least, most } = limits();
  element.setAttribute("aria-orientation", vertical() ? "vertical" : "horizontal");
  element.setAttribute("aria-valuenow", String(value()));
  element.setAttribute("aria-valuemin", String(least));
  element.setAttribute("aria-valuemax", String(most));
}
