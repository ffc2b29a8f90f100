// Asks before somebody else's code runs where it could reach the user's own projects.

import { sizeOf } from "./content.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { formatBytes } from "./format.js";

/** @typedef {import("./share.js").SharedProject} SharedProject */

/**
 * Shows what came with a link, to be read first. For prefix mode: there a project shares its
 * origin with the IDE.
 *
 * @param {SharedProject} project
 * @returns {Promise<boolean>} whether it may run
 */
export async function confirmShared(project) {
  const files = Object.entries(project.files).sort(([a], [b]) => (a < b ? -1 : 1));
  const answer = await ask({
    title: `Run ${project.name}?`,
    body: [
      h(
        "p",
        {},
        "This project came with a link. Read it first. On this site it shares storage with your own projects, so run it only if you trust where the link came from.",
      ),
      h(
        "div",
        { class: "shared-files" },
        files.map(([path, content]) =>
          h(
            "details",
            { open: path === project.path },
            h("summary", {}, path, " ", h("small", {}, formatBytes(sizeOf(content)))),
            typeof content === "string"
              ? h("pre", { tabindex: "0" }, content)
              : h("p", { class: "hint" }, "Not text."),
          ),
        ),
      ),
    ],
    choices: [
      { label: "Do not run it", value: false },
      { label: "Run it", value: true },
    ],
  });
  return answer === true;
}
