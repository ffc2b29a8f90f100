// Finds the project and shows it, or says why there is none.

import { readConfig } from "./config.js";
import { byId, fill, h } from "./dom.js";
import { abandonEarly } from "./early_runtime.js";
import { NoProject, openProject } from "./opened_project.js";
import { ProjectPage } from "./project_page.js";
import { openStore } from "./store.js";

const config = readConfig(document);
const store = await openStore();

try {
  const project = await openProject(location, store);
  window.asgipad = new ProjectPage(config, store, project).api;
} catch (error) {
  abandonEarly();
  if (!(error instanceof NoProject)) throw error;
  showNoProject(error);
}

// Another link or project in the same tab is another page.
window.addEventListener("hashchange", () => location.reload());

/** @param {NoProject} reason */
function showNoProject({ message, advice }) {
  document.title = `${message} - asgipad`;
  document.body.classList.add("no-side", "no-drawer", "no-project");
  const pane = byId("file-pane", HTMLElement);
  fill(
    pane,
    h(
      "div",
      { class: "blank-body", role: "alert" },
      h("h2", {}, message),
      h("p", {}, advice),
      h(
        "div",
        { class: "actions" },
        h("a", { class: "btn is-primary", href: config.ide }, "All projects"),
      ),
    ),
  );
  pane.hidden = false;
}
