/**
 * The link that carries a whole project in its fragment. Nothing is uploaded.
 *
 *     <ide>p/#1.<payload>
 *
 * `1` is the version of the format. The payload is base64url (RFC 4648, section 5, no padding) of
 *
 *     4 bytes   length of the body, unsigned, big-endian
 *     4 bytes   CRC-32 of the body, unsigned, big-endian
 *     body      deflate-raw (RFC 1951) of UTF-8 JSON
 *
 * and the JSON is
 *
 *     {"name": "bookshelf",
 *      "files": {"main.py": "text", "logo.png": {"base64": "iVBORw0K..."}},
 *      "folders": ["uploads"],      those without files; may be left out
 *      "path": "main.py",           the file in the editor; may be left out
 *      "line": 24,                  and its line, from 1; may be left out
 *      "preview": "/books"}         the path in the preview; may be left out
 *
 * Readers take what the length says and leave what follows, because chats and mails add full stops
 * and brackets to links, and they leave members they do not know.
 */
import { fromBase64, fromBase64URL, toBase64, toBase64URL } from "./base64.js";
import { bytesOf } from "./content.js";
import { crc32 } from "./crc32.js";
import { cleanName } from "./project_name.js";
import { checkPaths } from "./project_path.js";

/**
 * @typedef {import("./messages.js").Content} Content
 *
 * @typedef {object} SharedProject
 * @property {string} name
 * @property {Record<string, Content>} files
 * @property {string[]} [folders]
 * @property {string} [path] the file in the editor
 * @property {number} [line] from 1
 * @property {string} [preview] path in the preview, from "/"
 */

const VERSION = "1";
const HEADER = 8;
/** Characters of the header in base64. */
const HEADER_SIGNS = 12;
/** Bytes of JSON that a link may unfold to: a link of a few kB could else fill the memory. */
const LARGEST = 64_000_000;

/** Why a link cannot be opened. `message` is a sentence for the page. */
export class ShareError extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = "ShareError";
  }
}

/**
 * @param {SharedProject} project
 * @param {string} ide URL of the start page, ends in "/"
 * @returns {Promise<string>} the link
 */
export async function encodeShare(project, ide) {
  const json = {
    name: project.name,
    files: Object.fromEntries(
      Object.entries(project.files).map(([path, content]) => [
        path,
        typeof content === "string" ? content : { base64: toBase64(content) },
      ]),
    ),
    folders: project.folders?.length ? project.folders : undefined,
    path: project.path,
    line: project.line,
    preview: project.preview,
  };
  const body = await deflate(bytesOf(JSON.stringify(json)));
  const payload = new Uint8Array(HEADER + body.length);
  const header = new DataView(payload.buffer);
  header.setUint32(0, body.length);
  header.setUint32(4, crc32(body));
  payload.set(body, HEADER);
  return `${ide}p/#${VERSION}.${toBase64URL(payload)}`;
}

/**
 * @param {string} fragment of a URL, with or without its #
 * @returns {boolean} whether it means to be a shared project, whole or damaged
 */
export function isShare(fragment) {
  return /^#?\d+\./.test(fragment);
}

/**
 * @param {string} fragment of the link, with or without its #
 * @returns {Promise<SharedProject>}
 * @throws {ShareError}
 */
export async function decodeShare(fragment) {
  const body = bodyOf(fragment);
  const text = await inflate(body);
  try {
    return projectOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged("what it holds is no project", error);
    throw error;
  }
}

/**
 * @param {string} fragment
 * @returns {Uint8Array<ArrayBuffer>} the compressed body, complete and unchanged
 */
function bodyOf(fragment) {
  // Mail programs break long lines and write the breaks as %0A or spaces.
  const link = fragment.replace(/^#/, "").replace(/\s|%0[AaDd]|%20/g, "");
  const [, version, signs] = /^(\d+)\.([\w-]*)/.exec(link) ?? [];
  if (version === undefined) throw new ShareError("This is not a link to a project.");
  if (version !== VERSION) {
    throw new ShareError(
      `This link is of version ${version}, which this asgipad does not know. A newer asgipad opens it.`,
    );
  }
  const tooEarly = "it ends too early";
  if (signs.length < HEADER_SIGNS) throw damaged(tooEarly);
  const header = new DataView(fromBase64URL(signs.slice(0, HEADER_SIGNS)).buffer);
  const needed = Math.ceil(((HEADER + header.getUint32(0)) * 4) / 3);
  if (signs.length < needed) throw damaged(tooEarly);
  const body = bytesOfSigns(signs.slice(0, needed)).slice(HEADER);
  if (crc32(body) !== header.getUint32(4)) throw damaged("a part of it is not as it was");
  return body;
}

/** @param {string} signs */
function bytesOfSigns(signs) {
  try {
    return fromBase64URL(signs);
  } catch (error) {
    throw damaged("a part of it is not as it was", error);
  }
}

/**
 * @param {string} what
 * @param {unknown} [cause]
 */
function damaged(what, cause) {
  return new ShareError(`This link is damaged: ${what}. Ask for it again.`, { cause });
}

/**
 * Checks what came with the link: it may be made by hand.
 *
 * @param {any} json
 * @returns {SharedProject}
 */
function projectOf(json) {
  if (typeof json?.files !== "object" || json.files === null || typeof json.name !== "string") {
    throw damaged("what it holds is no project");
  }
  const folders = Array.isArray(json.folders) ? json.folders.map(String) : [];
  const wrong = checkPaths(Object.keys(json.files), folders);
  if (wrong) throw new ShareError(`This link is not opened. ${wrong}`);
  /** @type {Record<string, Content>} */
  const files = {};
  for (const [path, content] of Object.entries(json.files)) files[path] = contentOf(path, content);
  /** @type {SharedProject} */
  const project = { name: cleanName(json.name).slice(0, 80) || "shared project", files, folders };
  if (typeof json.path === "string" && Object.hasOwn(files, json.path)) project.path = json.path;
  if (Number.isInteger(json.line) && json.line > 0) project.line = json.line;
  if (typeof json.preview === "string" && /^\/(?!\/)/.test(json.preview)) {
    project.preview = json.preview;
  }
  return project;
}

/**
 * @param {string} path
 * @param {any} content
 * @returns {Content}
 */
function contentOf(path, content) {
  if (typeof content === "string") return content;
  if (typeof content?.base64 === "string") {
    try {
      return fromBase64(content.base64);
    } catch (error) {
      throw damaged(`${path} cannot be read`, error);
    }
  }
  throw damaged(`${path} cannot be read`);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
async function deflate(bytes) {
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream();
  const packed = stream.pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * @param {Uint8Array<ArrayBuffer>} body
 * @returns {Promise<string>}
 * @throws {ShareError} too large, or no deflate stream
 */
async function inflate(body) {
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  let text = "";
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += read.value;
      if (text.length > LARGEST) {
        await reader.cancel();
        throw new ShareError("This link is not opened: it unfolds to more than 64 MB.");
      }
    }
  } catch (error) {
    if (error instanceof TypeError) throw damaged("it cannot be unpacked", error);
    throw error;
  }
  return text;
}
