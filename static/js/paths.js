// Paths of project files: POSIX, relative to the project, without "." and "..".
import { checkPath } from "./project_path.js";

const NAME_BYTES = 255;
const PATH_BYTES = 400;

/** The runtime mounts its own package under this name, so an import would never find the user's. */
const RESERVED = "asgipad";
const RESERVED_SENTENCE = `${RESERVED} is the name of the runtime's own package. Choose another`;

/**
 * Where a typed name leads: folders may stand before it, and a slash at the beginning is the project.
 *
 * @param {string} typed
 * @param {string} folder where it is typed, "" for the project itself
 */
export function typedPath(typed, folder) {
  return typed.startsWith("/") ? typed.slice(1) : join(folder, typed);
}

/**
 * What is wrong with the name of a file or folder, as a sentence, or null.
 *
 * @param {string} typed
 * @param {string} folder where it is typed, "" for the project itself
 * @param {(path: string) => "file" | "folder" | null} kind what there is
 * @returns {string | null}
 */
export function nameProblem(typed, folder, kind) {
  if (typed.trim() === "") return "A name is needed";
  const path = typedPath(typed, folder);
  for (const name of path.split("/")) {
    const problem = segmentProblem(name);
    if (problem) return problem;
  }
  if (bytes(path) > PATH_BYTES) return "The folders above make this path too long";
  const problem = pathProblem(path);
  if (problem) return problem;
  if (kind(path)) return `${path} exists already`;
  for (let above = parent(path); above !== ""; above = parent(above)) {
    if (kind(above) === "file") return `${above} is a file`;
  }
  return null;
}

/** @param {string} name between two slashes */
function segmentProblem(name) {
  if (name === "") return "A name is needed before and after each /";
  if (name !== name.trim()) return "A name cannot begin or end with a space";
  if (name.includes("\\")) return "A name cannot contain \\";
  if (name === "." || name === "..") return `${name} already means a folder`;
  if ([...name].some((char) => char < " " || char === "\u007f")) {
    return "A name cannot contain control characters";
  }
  if (bytes(name) > NAME_BYTES)
    return `A name can have ${NAME_BYTES} bytes, this has ${bytes(name)}`;
  return null;
}

/**
 * What is wrong with a whole path (an upload, a script), as a sentence, or null. That it exists is no problem here.
 *
 * @param {string} path
 * @returns {string | null}
 */
export function pathProblem(path) {
  return checkPath(path) ?? (isReserved(path.split("/")[0]) ? RESERVED_SENTENCE : null);
}

/**
 * @param {string} folder
 * @param {string} name
 */
export function join(folder, name) {
  return folder === "" ? name : `${folder}/${name}`;
}

/** @param {string} path */
export function parent(path) {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** @param {string} path */
export function basename(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Is this path the folder itself or inside it?
 *
 * @param {string} path
 * @param {string} folder
 */
export function within(path, folder) {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** @param {string} path */
export function extension(path) {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** @param {string} name at the top of the project */
function isReserved(name) {
  return name === RESERVED || name === `${RESERVED}.py`;
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * Is it a file of a library, which is there to be read? The project's own paths are relative.
 *
 * @param {string} path
 */
export function isLibrary(path) {
  return path.startsWith("/");
}
