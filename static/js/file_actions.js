// What a user can do to the project's files, apart from typing.

/** @import { ProjectFiles } from "./files.js" */
import { ask, confirm } from "./dialog.js";
import { h } from "./dom.js";
import { ImportError } from "./imported_project.js";
import { download } from "./kinds.js";
import { basename, within } from "./paths.js";
import { chooseFiles, droppedFiles, readUpload } from "./upload.js";
import { unzipProject } from "./zip.js";

/** The smallest app: what "Create main.py" creates. */
const SMALLEST_APP = `from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def hello() -> dict[str, str]:
    return {"message": "Hello, world"}
`;

export class FileActions {
  #files;
  #open;
  #type;
  #editable;

  /**
   * @param {ProjectFiles} files
   * @param {{open: (path: string) => void, type: (path: string, text: string) => void,
   *   editable: () => boolean}} page
   */
  constructor(files, { open, type, editable }) {
    this.#files = files;
    this.#open = open;
    this.#type = type;
    this.#editable = editable;
  }

  /** @param {string} path */
  createFile(path) {
    this.#files.apply({ [path]: "" });
    this.#open(path);
  }

  createMain() {
    this.#files.apply({ "main.py": SMALLEST_APP });
    this.#open("main.py");
  }

  /** @param {string} path */
  createFolder(path) {
    this.#files.createFolder(path);
  }

  /** @param {string} path of a file or folder */
  async remove(path) {
    if (await this.#refuses()) return;
    const inside = this.#files.paths().filter((file) => within(file, path));
    const folder = !this.#files.has(path);
    const what = inside.length === 1 ? "its one file" : `its ${inside.length} files`;
    const sure =
      (folder && inside.length === 0) ||
      (await confirm({
        title: `Delete ${basename(path)}?`,
        body: h(
          "p",
          {},
          folder
            ? `The folder ${path} goes with ${what}.`
            : `${path} goes. Undo does not bring it back.`,
        ),
        action: "Delete",
        danger: true,
      }));
    if (sure) this.#files.remove(path);
  }

  /**
   * Makes a file what it was at the project's start. Text goes through the editor, so that undo
   * brings the change back; for the rest there is no undo, so it asks.
   *
   * @param {import("./changes.js").FileChange} change
   */
  async takeBack({ path, kind, before, after }) {
    if (await this.#refuses()) return;
    if (before === null) {
      await this.remove(path);
    } else if (typeof before === "string" && typeof after === "string") {
      this.#type(path, before);
    } else {
      const sure = await confirm({
        title: kind === "deleted" ? `Bring back ${path}?` : `Take back ${path}?`,
        body: h(
          "p",
          {},
          kind === "deleted"
            ? "It was deleted since the start of the project. It comes back as it was then."
            : "It becomes what it was at the start of the project. Undo does not bring it back.",
        ),
        action: kind === "deleted" ? "Bring it back" : "Take it back",
        danger: kind !== "deleted",
      });
      if (!sure) return;
      this.#files.apply({ [path]: before });
      this.#open(path);
    }
  }

  async removeMade() {
    if (await this.#refuses()) return;
    const made = this.#files.writtenBy("app");
    if (made.length === 0) return;
    const sure = await confirm({
      title: "Delete what the app wrote?",
      body: h(
        "p",
        {},
        `${made.join(", ")}. The app starts anew without ${made.length === 1 ? "it" : "them"}.`,
      ),
      action: "Delete",
      danger: true,
    });
    if (sure) this.#files.apply(Object.fromEntries(made.map((path) => [path, null])));
  }

  /** @param {string} path */
  download(path) {
    const file = this.#files.get(path);
    if (file) download(path, file.content);
  }

  /**
   * Lets the user choose files and takes them in.
   *
   * @param {string} folder
   */
  async choose(folder) {
    if (await this.#refuses()) return;
    const chosen = await chooseFiles();
    await this.#upload(
      chosen.map((file) => ({ path: file.name, file })),
      folder,
    );
  }

  /**
   * @param {DataTransfer} dropped
   * @param {string} folder
   */
  async drop(dropped, folder) {
    await this.#upload(await droppedFiles(dropped), folder);
  }

  /**
   * @param {{path: string, file: File}[]} chosen
   * @param {string} folder
   */
  async #upload(chosen, folder) {
    if (chosen.length === 0 || (await this.#refuses())) return;
    const [{ path: first, file: only }] = chosen;
    // A zip in a project that has files is a file like others; in an empty one it is the project.
    if (this.#files.empty && chosen.length === 1 && /\.zip$/i.test(first)) {
      await this.#unpack(only);
      return;
    }
    const { files, refused } = await readUpload(chosen, folder);
    if (refused.length > 0) await tell("Not uploaded", refused);
    const taken = Object.keys(files).filter((path) => this.#files.has(path));
    if (taken.length > 0) {
      const sure = await confirm({
        title: taken.length === 1 ? `Replace ${taken[0]}?` : `Replace ${taken.length} files?`,
        body: h("p", {}, `The project has ${taken.join(", ")} already.`),
        action: "Replace",
        danger: true,
      });
      if (!sure) for (const path of taken) delete files[path];
    }
    this.#files.apply(files);
    const [path] = Object.keys(files);
    if (path !== undefined) this.#open(path);
  }

  /** Another tab has the project: what is changed here would be lost. */
  async #refuses() {
    if (this.#editable()) return false;
    await tell("Nothing can be changed here", [
      "This project is open in another tab. Take it over here to change it.",
    ]);
    return true;
  }

  /** @param {File} zip */
  async #unpack(zip) {
    try {
      const { files, folders = [] } = await unzipProject(zip);
      this.#files.apply(files);
      for (const folder of folders) this.#files.createFolder(folder);
      this.#open(entryFile(this.#files.paths()) ?? "");
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      await tell("Not unpacked", [error.message]);
    }
  }
}

/**
 * The file to open first: where the app most likely is.
 *
 * @param {string[]} paths
 * @returns {string | null}
 */
export function entryFile(paths) {
  const names = ["main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"];
  return (
    names.find((name) => paths.includes(name)) ??
    paths.find((path) => path.endsWith("/main.py")) ??
    paths.find((path) => path.endsWith(".py")) ??
    paths[0] ??
    null
  );
}

/**
 * @param {string} title
 * @param {string[]} sentences
 */
async function tell(title, sentences) {
  await ask({
    title,
    body: sentences.map((sentence) => h("p", {}, sentence)),
    choices: [{ label: "Close", value: true, look: "primary" }],
  });
}
