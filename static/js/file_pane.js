// What stands in the editor's place for a file that is no text, and for no file at all.

/** @import { Content } from "./messages.js" */
import { sizeOf } from "./content.js";
import { fill, h, icon } from "./dom.js";
import { formatBytes } from "./format.js";
import { imageType } from "./kinds.js";
import { basename } from "./paths.js";

/**
 * @typedef {object} FilePaneEvents
 * @property {(path: string) => void} download
 * @property {() => void} createMain
 * @property {() => void} upload
 * @property {string} start address of the start page
 */

export class FilePane {
  #element;
  #events;
  /** @type {string | null} address of the picture on show */
  #picture = null;

  /**
   * @param {HTMLElement} element
   * @param {FilePaneEvents} events
   */
  constructor(element, events) {
    this.#element = element;
    this.#events = events;
  }

  hide() {
    this.#forget();
    this.#element.hidden = true;
    this.#element.replaceChildren();
  }

  /**
   * @param {string} path
   * @param {Content} content
   */
  showBinary(path, content) {
    this.#forget();
    const type = imageType(path);
    if (type !== null) {
      const part = /** @type {BlobPart} */ (content);
      this.#picture = URL.createObjectURL(new Blob([part], { type }));
    }
    this.#show(
      this.#picture !== null && h("img", { src: this.#picture, alt: `The picture ${path}` }),
      h("h2", {}, basename(path)),
      h(
        "p",
        {},
        `${formatBytes(sizeOf(content))}. `,
        type ? "A picture." : "This is not text, so there is nothing to edit.",
      ),
      h(
        "div",
        { class: "actions" },
        h(
          "button",
          { type: "button", class: "btn", onclick: () => this.#events.download(path) },
          icon("download"),
          "Download",
        ),
      ),
    );
  }

  /** No file is open, though there are some. */
  showNothing() {
    this.#forget();
    this.#show(
      h("h2", {}, "No file is open"),
      h("p", {}, "Choose one in Files, or by name with Go to file or command."),
    );
  }

  /** There are no files. */
  showEmpty() {
    this.#forget();
    const { createMain, upload, start } = this.#events;
    const choice = (
      /** @type {string} */ name,
      /** @type {string} */ title,
      /** @type {string} */ words,
      /** @type {() => void} */ run,
    ) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", onclick: run },
          icon(name),
          h("span", {}, h("b", {}, title), h("small", {}, words)),
        ),
      );
    this.#show(
      h("h2", {}, "An empty project"),
      h("p", {}, "Three ways to begin. Whatever you type is kept in this browser."),
      h(
        "ul",
        { class: "choices" },
        choice("py", "Create main.py", "The smallest FastAPI app, eight lines", createMain),
        choice("duplicate", "Start from a template", "Forms, SQLModel, Datasette and more", () =>
          location.assign(start),
        ),
        choice("upload", "Upload files or a zip", "Or drop a folder anywhere", upload),
      ),
    );
  }

  /** @param {...import("./dom.js").Child} children */
  #show(...children) {
    fill(this.#element, h("div", { class: "blank-body" }, ...children));
    this.#element.hidden = false;
  }

  #forget() {
    if (this.#picture !== null) URL.revokeObjectURL(this.#picture);
    this.#picture = null;
  }
}
