// What a user can do with the project as a whole: rename, duplicate, share, download, go elsewhere.

/** @import { Config } from "./messages.js" */
/** @import { ProjectFiles } from "./files.js" */
/** @import { Keeping } from "./keeping.js" */
/** @import { Store } from "./store.js" */
import { projectAddress } from "./config.js";
import { ask, prompt } from "./dialog.js";
import { h } from "./dom.js";
import { checkName, cleanName, uniqueName } from "./project_name.js";
import { openShareDialog } from "./share_dialog.js";
import { StoreError } from "./store.js";
import { saveFile, zipProject } from "./zip.js";

/** Other projects in the menu. The list of all is one click further. */
const OTHERS = 5;

/**
 * @typedef {object} Surroundings
 * @property {() => {path: string, line: number} | null} open where the cursor is
 * @property {() => string} preview path in the preview
 */

export class ProjectActions {
  #config;
  #store;
  #files;
  #keeping;
  #surroundings;

  /**
   * @param {Config} config
   * @param {Store} store
   * @param {ProjectFiles} files
   * @param {Keeping} keeping
   * @param {Surroundings} surroundings
   */
  constructor(config, store, files, keeping, surroundings) {
    this.#config = config;
    this.#store = store;
    this.#files = files;
    this.#keeping = keeping;
    this.#surroundings = surroundings;
  }

  /** @returns {Promise<import("./menu.js").MenuItem[]>} of the button with the project's name */
  async menu() {
    const others = (await this.#store.list())
      .filter(({ name }) => name !== this.#keeping.name)
      .slice(0, OTHERS);
    return [
      { label: "Rename", icon: "pencil", run: () => this.rename() },
      { label: "Duplicate project", icon: "duplicate", run: () => this.duplicate() },
      { label: "Download as zip", icon: "download", run: () => this.downloadZip() },
      "separator",
      ...others.map(({ id, name }) => ({
        label: name,
        icon: "app",
        run: () => location.assign(projectAddress(this.#config, id)),
      })),
      { label: "All projects", icon: "files", run: () => location.assign(this.#config.ide) },
    ];
  }

  async rename() {
    const { name } = this.#keeping;
    const others = (await this.#store.list())
      .map((info) => info.name)
      .filter((other) => other !== name);
    const typed = await prompt({
      title: `Rename ${name}`,
      label: "Name",
      value: name,
      action: "Rename",
      check: (text) => checkName(text, others),
    });
    if (typed !== null) await attempt("Not renamed", () => this.#keeping.rename(cleanName(typed)));
  }

  /** A copy as it is now, and its page. */
  async duplicate() {
    await attempt("Not duplicated", async () => {
      const names = (await this.#store.list()).map((info) => info.name);
      const { id } = await this.#store.create({
        name: uniqueName(`${this.#keeping.name} copy`, names),
        files: this.#files.contents(),
        folders: this.#files.folders(),
      });
      await this.#keeping.flush();
      location.assign(projectAddress(this.#config, id));
    });
  }

  downloadZip() {
    saveFile(
      zipProject({
        name: this.#keeping.name,
        files: this.#files.contents(),
        folders: this.#files.folders(),
      }),
    );
  }

  async share() {
    const files = Object.fromEntries(
      this.#files.paths().flatMap((path) => {
        const file = this.#files.get(path);
        return file ? [[path, file]] : [];
      }),
    );
    await openShareDialog(
      {
        name: this.#keeping.name,
        files,
        folders: this.#files.folders(),
        open: this.#surroundings.open(),
        preview: this.#surroundings.preview(),
      },
      this.#config.ide,
    );
  }
}

/**
 * Does something that the store may refuse, and says so.
 *
 * @param {string} title of what is said
 * @param {() => Promise<void>} work
 */
async function attempt(title, work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await ask({
      title,
      body: h("p", {}, error.message),
      choices: [{ label: "Close", value: true, look: "primary" }],
    });
  }
}
