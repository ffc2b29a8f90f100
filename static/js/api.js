// window.asgipad: the page for scripts.

/** @import { Content, Outcome, Phase, AppError } from "./messages.js" */
/** @import { ProjectFiles } from "./files.js" */
/** @import { Keeping } from "./keeping.js" */
/** @import { Preview } from "./preview.js" */
/** @import { Runner } from "./runner.js" */
/** @import { Runtime } from "./runtime.js" */
/** @import { Situation } from "./situation.js" */
/** @import { Workspace } from "./workspace.js" */
import { pathProblem } from "./paths.js";

const EVENTS = /** @type {const} */ ([
  "state",
  "progress",
  "reloaded",
  "changed",
  "console",
  "request",
  "files",
]);

/**
 * @typedef {object} Asgipad
 * @property {Promise<Outcome>} ready resolves when the page can be used and the first outcome is
 *   there: the generation that serves, or the error that keeps it from serving. Rejects if Python
 *   could not be started at all
 * @property {{phase: Phase, generation: number, error: AppError | null}} state of the app, now
 * @property {(event: string, listener: (detail: any) => void) => () => void} on listens to "state",
 *   "progress", "reloaded", "changed", "console", "request" or "files"; the details are those of
 *   messages.js. Returns a function that ends it
 * @property {FilesApi} files
 * @property {PreviewApi} preview
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetch a request to the app
 *
 * @typedef {object} FilesApi
 * @property {() => string[]} list
 * @property {(path: string) => Content} read throws if there is no such file
 * @property {(path: string, text: string) => Promise<Outcome>} write goes through the editor as if
 *   typed; resolves when the app runs it, or cannot
 * @property {(path: string) => Promise<Outcome>} delete
 * @property {(files: Record<string, Content>) => Promise<Outcome>} replace the project has these
 *   files afterwards and no others
 *
 * @typedef {object} PreviewApi
 * @property {string} url absolute address of the page on show
 * @property {(path: string) => void} goto throws if this is no address of the app
 * @property {() => void} reload
 */

/**
 * @param {{files: ProjectFiles, keeping: Keeping, workspace: Workspace, preview: Preview, runner: Runner, runtime: Runtime,
 *   situation: Situation}} parts
 * @param {Promise<Outcome>} ready
 * @returns {Asgipad}
 */
export function makeApi(parts, ready) {
  const { files, keeping, workspace, preview, runner, runtime, situation } = parts;

  /** @param {...string} paths */
  function check(...paths) {
    if (keeping.project === "elsewhere") throw new Error("This project is open in another tab");
    for (const path of paths) {
      const problem = pathProblem(path);
      if (problem !== null) throw new Error(problem);
    }
  }

  return {
    ready,
    get state() {
      const { phase, generation, error } = situation.current;
      return { phase, generation, error };
    },
    on(event, listener) {
      if (!EVENTS.some((each) => each === event)) {
        throw new TypeError(`There is no event ${event}: there are ${EVENTS.join(", ")}`);
      }
      const hear = (/** @type {Event} */ each) =>
        listener(/** @type {CustomEvent} */ (each).detail);
      runtime.addEventListener(event, hear);
      return () => runtime.removeEventListener(event, hear);
    },
    files: {
      list: () => files.paths(),
      read(path) {
        const file = files.get(path);
        if (!file) throw new Error(`There is no file ${path}`);
        return file.content;
      },
      write(path, text) {
        check(path);
        workspace.type(path, text);
        return runner.outcome;
      },
      delete(path) {
        check(path);
        if (!files.has(path)) throw new Error(`There is no file ${path}`);
        files.remove(path);
        return runner.outcome;
      },
      replace(contents) {
        check(...Object.keys(contents));
        const gone = files.paths().filter((path) => !(path in contents));
        files.apply({ ...Object.fromEntries(gone.map((path) => [path, null])), ...contents });
        return runner.outcome;
      },
    },
    preview: {
      get url() {
        return preview.url;
      },
      goto(path) {
        const problem = preview.goto(path);
        if (problem !== null) throw new Error(problem);
      },
      reload: () => preview.reload(),
    },
    fetch: (path, init) => runtime.fetch(path, init),
  };
}
