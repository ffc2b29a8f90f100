// Starts Python as soon as there is a page. What else the page is made of, and the project, come
// meanwhile: each takes as long as the other.

/** @import { Config, Cookie } from "./messages.js" */
import { readConfig } from "./config.js";
import { abandonHost } from "./host_frame.js";
import { isProjectId } from "./ids.js";
import { isOpen } from "./project_lock.js";
import { Runtime } from "./runtime.js";

/** @type {{id: string, runtime: Runtime} | null} */
let early = null;

// Of a project that came with a link only the link knows the files, and its id is made later. One
// that another tab has open runs there.
const id = location.search.slice(1);
if (isProjectId(id) && location.hash === "") {
  if (await isOpen(id)) {
    abandonHost();
  } else {
    const runtime = new Runtime(readConfig(document), id);
    early = { id, runtime };
    runtime.prepare();
  }
}

/** There is no project to open: nothing of it goes on. */
export function abandonEarly() {
  early?.runtime.abandon();
}

/**
 * @param {Config} config
 * @param {string} id of the project
 * @param {Cookie[]} cookies of the last event "cookies"
 * @returns {Runtime} what was started early, if it was for this project
 */
export function runtimeFor(config, id, cookies) {
  if (early?.id !== id) return new Runtime(config, id, cookies);
  early.runtime.cookies = cookies;
  return early.runtime;
}
