// Joins the language worker, the editor's client of it and the project's files.

/** @import { FilesChange, ProjectFiles } from "./files.js" */
/** @import { LanguageEvents, ServerDiagnostic } from "./editor_language.js" */
/** @import { Content, State } from "./messages.js" */
/** @import { Runtime } from "./runtime.js" */
import { EditorLanguage } from "./editor_language.js";
import { uriOf } from "./editor_workspace.js";
import { Language } from "./language.js";
import { keepLanguageChoice, languageWanted } from "./language_choice.js";

/** Larger texts than that are data: nobody completes them (UTF-16 units). */
const LARGEST = 2_000_000;

/** The app comes first, and its page; but the editor does not wait longer for it (milliseconds). */
const PATIENCE = { starting: 8000, serving: 1000 };

export class LanguageSupport {
  editor;
  #language;
  #wanted = languageWanted();
  #changed;
  /** Runs out where the app takes long. @type {Record<string, ReturnType<typeof setTimeout>>} */
  #patience = {};
  /** @type {Map<string, ServerDiagnostic[]>} */
  #found = new Map();

  /**
   * @param {Runtime} runtime
   * @param {ProjectFiles} files
   * @param {Omit<LanguageEvents, "readied"> & {changed: () => void}} events changed: the state has
   */
  constructor(runtime, files, events) {
    this.#changed = events.changed;
    this.editor = new EditorLanguage({
      ...events,
      diagnosed: (path, found) => {
        this.#found.set(path, found);
        events.diagnosed(path, found);
      },
      readied: events.changed,
    });
    this.#language = new Language(runtime);
    this.#language.addEventListener("connected", (event) => {
      this.editor.connect(/** @type {CustomEvent} */ (event).detail);
    });
    this.#language.addEventListener("disconnected", () => {
      this.editor.disconnect();
      events.changed();
    });
    this.#tell(files.contents());
    files.addEventListener("change", (event) => {
      this.#tell(/** @type {CustomEvent<FilesChange>} */ (event).detail.changes);
    });
    runtime.addEventListener("state", (event) => {
      const { phase } = /** @type {CustomEvent<State>} */ (event).detail;
      if (phase === "failed") this.start();
      const what = phase === "serving" ? phase : "starting";
      this.#patience[what] ??= setTimeout(() => this.start(), PATIENCE[what]);
    });
  }

  /** Starts the worker if it is wanted: nothing of the app is waited for any more. */
  start() {
    if (this.#wanted) this.#language.start();
  }

  /**
   * What the server found wrong in a line, as it said it.
   *
   * @param {string} path
   * @param {number} line 0-based
   */
  diagnosticsAt(path, line) {
    const found = this.#found.get(path) ?? [];
    return found.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  }

  /** @returns {"off" | "starting" | "ready"} */
  get state() {
    if (!this.#wanted) return "off";
    return this.editor.ready ? "ready" : "starting";
  }

  /** @param {boolean} wanted from now on, in this project and the next */
  turn(wanted) {
    this.#wanted = wanted;
    keepLanguageChoice(wanted);
    if (wanted) this.#language.start();
    else this.#language.stop();
    this.#changed();
  }

  /** @param {Record<string, Content | null>} changes */
  #tell(changes) {
    /** @type {Record<string, string | null>} */
    const texts = {};
    for (const [path, content] of Object.entries(changes)) {
      const text = typeof content === "string" && content.length <= LARGEST;
      texts[path] = text ? content : null;
    }
    this.editor.tell(texts);
  }

  /**
   * The text of a library's file.
   *
   * @param {string} path absolute
   * @returns {Promise<string>}
   */
  async library(path) {
    const { text } = await this.editor.request("asgipad/readFile", { uri: uriOf(path) });
    return text;
  }
}
