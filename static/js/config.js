// What the host wrote into this document, and the addresses that follow from it.

/** @import { Config } from "./messages.js" */

/**
 * @param {Document} document
 * @returns {Config}
 * @throws {Error} when the document was not served by asgipad
 */
export function readConfig(document) {
  const element = document.getElementById("config");
  if (!element?.textContent) {
    throw new Error("This page has no configuration: open it at the address that asgipad prints");
  }
  return JSON.parse(element.textContent);
}

/**
 * Where the app of a project appears to be.
 *
 * @param {Config} config
 * @param {string} id of the project
 * @returns {URL} ends in "/"
 */
export function previewRoot(config, id) {
  return new URL(config.preview.replace("{id}", id));
}

/**
 * The address of a kept project's own page.
 *
 * @param {Config} config
 * @param {string} id
 * @returns {string}
 */
export function projectAddress(config, id) {
  return new URL(`p/?${id}`, config.ide).href;
}
