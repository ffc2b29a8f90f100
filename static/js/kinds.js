// What kind of thing a file is: its icon, its media type.

/** @import { Content } from "./messages.js" */
import { basename, extension } from "./paths.js";

/** @type {Record<string, string>} */
const ICONS = {
  py: "py",
  pyi: "py",
  html: "html",
  htm: "html",
  jinja: "html",
  j2: "html",
  svg: "image",
  xml: "html",
  css: "css",
  js: "js",
  mjs: "js",
  ts: "js",
  json: "json",
  md: "md",
  txt: "md",
  rst: "md",
  toml: "toml",
  ini: "toml",
  cfg: "toml",
  yaml: "toml",
  yml: "toml",
  db: "db",
  sqlite: "db",
  sqlite3: "db",
  png: "image",
  jpg: "image",
  jpeg: "image",
  gif: "image",
  webp: "image",
  avif: "image",
  ico: "image",
};

/** @type {Record<string, string>} */
const IMAGES = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/x-icon",
};

/**
 * @param {string} path
 * @returns {string} name of an icon
 */
export function iconOf(path) {
  return ICONS[extension(path)] ?? "file";
}

/**
 * The media type of an image that every browser shows, or null.
 *
 * @param {string} path
 */
export function imageType(path) {
  return IMAGES[extension(path)] ?? null;
}

/**
 * Hands a file to the browser's downloads.
 *
 * @param {string} path
 * @param {Content} content
 */
export function download(path, content) {
  const part = typeof content === "string" ? content : /** @type {BlobPart} */ (content);
  const url = URL.createObjectURL(new Blob([part]));
  const link = document.createElement("a");
  link.href = url;
  link.download = basename(path);
  link.click();
  // The download has read the address by the next task; keeping it would keep the bytes.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
