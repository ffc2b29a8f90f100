// Starts Python as soon as there is a page. What else the page is made of, and the project, come
// meanwhile: each takes as long as the other.

/** @import { Config, Cookie } from "./messages.js" */
import { readConfig } from "./config.js";
import { abandonHost, begunProject } from "./host_frame.js";
import { isProjectId, newProjectId } from "./ids.js";
import { isOpen } from "./project_lock.js";
import { Runtime } from "./runtime.js";
import { isShare } from "./share.js";

/** @type {{id: string, runtime: Runtime} | null} */
let early = null;

const config = readConfig(document);
const isLinked = isShare(location.hash);
const id = isLinked ? (begunProject() ?? newProjectId()) : location.search.slice(1);

if (isLinked) {
  // On an origin that it shares with others a link's project is asked about before it runs.
  if (config.mode !== "prefix") start();
} else if (isProjectId(id) && location.hash === "") {
  const runsElsewhere = await isOpen(id);
  if (runsElsewhere) abandonHost();
  else start();
}

function start() {
  const runtime = new Runtime(config, id);
  early = { id, runtime };
  runtime.prepare();
}

/** @returns {string} the id of the project that has come with a link: this page knows it first */
export function idOfLink() {
  return id;
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
