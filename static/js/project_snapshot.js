// A snapshot of one project's own packages, for its next start: made while nothing else happens, by a
// Python beside that of the app.

/** @import { Config, Files } from "./messages.js" */
/** @import { Runtime } from "./runtime.js" */
import { RuntimeStopped } from "./runtime.js";
import { isProjectDue, keepProjectSnapshot, keptSnapshot } from "./snapshot_store.js";

/** Devices with less memory make none (gigabytes): a second Python beside the first one takes much. */
const MEMORY = 4;

/** It is begun when the app has served so long and nobody has changed anything (milliseconds). */
const REST = 5000;

export class ProjectSnapshot {
  #config;
  #id;
  #runtime;
  #files;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #working = false;
  /** What there can be none of, as it was said. @type {Set<string>} */
  #refused = new Set();

  /**
   * @param {Config} config
   * @param {string} id of the project
   * @param {Runtime} runtime
   * @param {() => Files} files as they are now
   */
  constructor(config, id, runtime, files) {
    this.#config = config;
    this.#id = id;
    this.#runtime = runtime;
    this.#files = files;
  }

  /** A new version of the app is there. */
  loaded() {
    // Only Chromium tells it.
    const { deviceMemory = MEMORY } = /** @type {{deviceMemory?: number}} */ (navigator);
    if (this.#config.snapshots === null || deviceMemory < MEMORY) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#make(), REST);
  }

  async #make() {
    if (this.#working || this.#runtime.state.phase !== "serving") return;
    this.#working = true;
    try {
      const { packages, modules } = await this.#runtime.loaded();
      const key = packages.join("\n");
      if (packages.length === 0 || this.#refused.has(key)) return;
      if (!(await isProjectDue(this.#config, this.#id, packages))) return;
      const snapshot = await this.#made(modules, key);
      if (snapshot) await keepProjectSnapshot(this.#config, this.#id, packages, snapshot);
    } catch (error) {
      if (!(error instanceof RuntimeStopped)) throw error;
    } finally {
      this.#working = false;
    }
  }

  /**
   * @param {string[]} modules
   * @param {string} key of the packages
   * @returns {Promise<ArrayBuffer | null>}
   */
  async #made(modules, key) {
    // Where they cannot be imported without the app, or hold what no snapshot can, their files spare
    // the download.
    for (const imported of modules.length > 0 ? [modules, []] : [[]]) {
      const snapshot = await keptSnapshot(this.#config, "runtime");
      try {
        const wish = { files: this.#files(), modules: imported, snapshot };
        return await this.#runtime.makeSnapshot(wish);
      } catch (error) {
        if (error instanceof RuntimeStopped || !(error instanceof Error)) throw error;
        console.info(`asgipad: no snapshot of this project's packages: ${error.message}`);
      }
    }
    this.#refused.add(key);
    return null;
  }
}
