// What lies over the preview while there is no app to show: heading, facts, at most two buttons.

/** @import { Child } from "./dom.js" */
/** @import { Situation } from "./situation.js" */
import { fill, h, icon } from "./dom.js";
import { formatBytes } from "./format.js";
import { sizeOfTotal } from "./words.js";

/** The cover comes after the app has been silent so long (seconds); the stop button is there before. */
const STUCK_COVER = 5;

/**
 * @typedef {object} CoverActions
 * @property {() => void} run somebody else's code
 * @property {() => void} read it only
 * @property {() => void} stop
 * @property {() => void} restart
 * @property {() => void} openPage the app's, which did not answer the last time
 * @property {() => void} takeOver
 * @property {(path: string, line: number) => void} open
 *
 * @typedef {object} CoverContext
 * @property {string} project its name
 * @property {string} path in the preview
 * @property {boolean} firstVisit Python was never here before
 * @property {boolean} everServed a generation has answered, so the preview has something to show
 */

export class Cover {
  #element;
  #actions;
  #waiting = false;
  #key = "";

  /**
   * @param {HTMLElement} element
   * @param {CoverActions} actions
   */
  constructor(element, actions) {
    this.#element = element;
    this.#actions = actions;
  }

  /**
   * @param {Situation} situation
   * @param {CoverContext} context
   */
  show(situation, context) {
    if (situation.kind !== "stuck") this.#waiting = false;
    const body = this.#body(situation, context);
    this.#element.hidden = !body;
    if (!body) {
      this.#key = "";
      this.#element.replaceChildren();
      return;
    }
    // Progress is written in place, so that a button keeps its focus.
    const key = `${situation.kind} ${situation.error?.summary ?? ""}`;
    const focused = key === this.#key && this.#element.contains(document.activeElement);
    const index = focused
      ? this.#buttons().indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
      : -1;
    fill(this.#element, h("div", { class: "cover-body" }, body));
    if (index >= 0) this.#buttons()[index]?.focus();
    this.#key = key;
  }

  #buttons() {
    return [...this.#element.querySelectorAll("button")];
  }

  /**
   * @param {Situation} situation
   * @param {CoverContext} context
   * @returns {Child[] | null}
   */
  #body(situation, context) {
    const { kind, shown } = situation;
    switch (kind) {
      case "asking":
        return this.#asking();
      case "reading":
        return this.#reading();
      case "elsewhere":
        return this.#elsewhere(context);
      case "stopped":
        return [
          h("h2", {}, "Stopped"),
          h("p", {}, "Python was ended. Your files and the app's data stay as they are."),
          this.#buttonRow(primary("play", "Start again", this.#actions.restart)),
          note("The next edit starts the app as well."),
        ];
      case "crashed":
        return [
          h("h2", {}, "Python has ended"),
          h("p", {}, `${situation.haltMessage}. Your files are as they were.`),
          this.#buttonRow(primary("play", "Start again", this.#actions.restart)),
        ];
      case "no-preview":
        return noPreview(situation);
      case "stuck":
        return this.#stuck(situation, context);
      case "held":
        return this.#held(context);
      case "empty":
        return empty();
      case "booting":
        return context.everServed ? null : booting(situation, context);
      case "installing":
        return context.everServed ? null : installing(situation);
      case "starting":
        return context.everServed ? null : starting(situation, context);
      case "failed":
        return shown.error ? this.#failed(shown.error) : null;
      case "serving":
        return null;
    }
  }

  #asking() {
    return [
      h("h2", {}, "Run somebody else's code?"),
      h(
        "p",
        {},
        "This project came with a link. Read it first. On this site it shares storage with your own projects, so run it only if you trust where the link came from.",
      ),
      this.#buttonRow(
        primary("play", "Run it", this.#actions.run),
        quiet("Only read it", this.#actions.read),
      ),
    ];
  }

  #reading() {
    return [
      h("h2", {}, "Not running"),
      h("p", {}, "This project came with a link and was not run."),
      this.#buttonRow(quiet("Run it", this.#actions.run)),
    ];
  }

  /** @param {CoverContext} context */
  #elsewhere({ project }) {
    return [
      h("h2", {}, `${project} is open in another tab`),
      h(
        "p",
        {},
        "One tab runs a project and saves it, so that neither overwrites the other. What you see here can be read, not changed.",
      ),
      this.#buttonRow(primary("app", "Take over here", this.#actions.takeOver)),
      note("The other tab keeps its text on the screen and stops saving."),
    ];
  }

  /**
   * @param {Situation} situation
   * @param {CoverContext} context
   */
  #stuck(situation, { path }) {
    if (this.#waiting || situation.stuckFor < STUCK_COVER) return null;
    const wait = () => {
      this.#waiting = true;
      this.#element.hidden = true;
    };
    return [
      h("h2", {}, "The app does not answer"),
      h(
        "p",
        {},
        `Python has been busy for ${situation.stuckFor} s. The preview is at `,
        h("code", {}, path),
        ".",
      ),
      this.#buttonRow(primary("stop", "Stop it", this.#actions.stop), quiet("Keep waiting", wait)),
      note(
        "Stopping ends every request with an error. Your files and the app's data stay as they are.",
      ),
    ];
  }

  /** @param {CoverContext} context */
  #held({ path }) {
    return [
      h("h2", {}, "Open the page?"),
      h(
        "p",
        {},
        "The last time that this browser opened ",
        h("code", {}, path),
        ", it stopped answering. A script of the page may never end.",
      ),
      this.#buttonRow(primary("app", "Open it", this.#actions.openPage)),
      note("You can mend the script first. The app runs, and takes in what you edit."),
    ];
  }

  /**
   * A traceback is a page of the preview; these are the failures that have no app at all.
   *
   * @param {import("./messages.js").AppError} error
   */
  #failed(error) {
    const { open, restart } = this.#actions;
    const { path, line } = error;
    const where =
      path !== null && line !== null
        ? button("pencil", `Open line ${line}`, () => open(path, line))
        : null;
    switch (error.kind) {
      case "package": {
        const [what, ...why] = error.summary.split(": ");
        return [
          h("h2", {}, what),
          h("p", {}, sentence(why.join(": ") || error.message)),
          this.#buttonRow(where, quiet("Try again", restart)),
        ];
      }
      case "no-app":
        return [
          h("h2", {}, "No app found"),
          h("p", {}, sentence(error.summary)),
          h(
            "p",
            { class: "cover-note" },
            "asgipad serves the first ASGI app it finds. It looks in",
          ),
          looked(),
        ];
      case "boot":
        return [
          h("h2", {}, "Python did not start"),
          h("p", {}, error.message),
          this.#buttonRow(primary("play", "Try again", restart)),
        ];
      default:
        return null;
    }
  }

  /** @param {...Child} buttons */
  #buttonRow(...buttons) {
    return h("div", { class: "actions" }, ...buttons);
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [look]
 */
function button(name, label, onclick, look = "") {
  return h(
    "button",
    { type: "button", class: `btn ${look}`.trim(), onclick },
    name && icon(name),
    label,
  );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {() => void} onclick
 */
function primary(name, label, onclick) {
  return button(name, label, onclick, "is-primary");
}

/**
 * @param {string} label
 * @param {() => void} onclick
 */
function quiet(label, onclick) {
  return button("", label, onclick, "is-quiet");
}

/** @param {string} text as a sentence of its own */
function sentence(text) {
  return text[0].toUpperCase() + text.slice(1).replace(/[^.]$/, "$&.");
}

/** @param {...Child} children */
function note(...children) {
  return h("p", { class: "cover-note" }, ...children);
}

/** @param {Situation} situation */
function noPreview({ noPreview }) {
  const port = location.port ? `:${location.port}` : "";
  const { sentence, remedies } = ways(port)[noPreview?.reason ?? "unsupported"];
  return [
    h("h2", {}, "The preview cannot start here"),
    h("p", {}, sentence),
    h(
      "ol",
      { class: "looked" },
      remedies.map(([who, what]) => h("li", {}, who, h("span", {}, what))),
    ),
    noPreview?.message && note(noPreview.message),
  ];
}

/**
 * Why there is no service worker, and what can be done about it.
 *
 * @param {string} port ":8000" or ""
 * @returns {Record<import("./situation.js").NoPreview, {sentence: string, remedies: [string, string][]}>}
 */
function ways(port) {
  return {
    insecure: {
      sentence:
        "Browsers allow a service worker only on https or on localhost, and this page came over plain http. Editing and saving work.",
      remedies: [
        ["On the machine that runs asgipad", `open localhost${port}`],
        ["On any other", "serve it over https"],
      ],
    },
    unsupported: {
      sentence:
        "The preview is answered by a service worker, and this browser has none. Editing and saving work.",
      remedies: [["Any browser of the last two years", "has them"]],
    },
    refused: {
      sentence:
        "The preview is answered by a service worker, and this browser refuses it. Editing works.",
      remedies: [
        ["A private window", "open a normal one"],
        ["Cookies and site data blocked", "allow them for this site"],
      ],
    },
  };
}

function empty() {
  return [
    h("h2", {}, "Your app will appear here"),
    h("p", {}, "asgipad serves the first ASGI app it finds. It looks in"),
    looked(),
  ];
}

function looked() {
  const code = (/** @type {string} */ text) => h("code", {}, text);
  return h(
    "ol",
    { class: "looked" },
    h("li", {}, code("pyproject.toml"), h("span", {}, "[tool.asgipad] app")),
    h(
      "li",
      {},
      code("main.py"),
      " ",
      code("app.py"),
      " ",
      code("api.py"),
      h("span", {}, "here, then in app/"),
    ),
    h("li", {}, "any other file", h("span", {}, "that makes an ASGI app")),
  );
}

/**
 * @param {Situation} situation
 * @param {CoverContext} context
 */
function booting({ download, progress }, { project, firstVisit }) {
  const waiting = progress === null || progress.step === "download";
  const downloading = waiting && (!download || download.loaded < download.total);
  const done =
    download &&
    (downloading ? sizeOfTotal(download.loaded, download.total) : formatBytes(download.total));
  return [
    h("h2", {}, "Getting Python ready"),
    h(
      "ol",
      { class: "steps" },
      step(
        firstVisit ? "Download Python" : "Read Python from this browser",
        downloading ? "now" : "done",
        done,
        downloading && download ? download.loaded / Math.max(1, download.total) : null,
      ),
      step("Start Python", downloading ? "todo" : "now"),
      step(`Start ${project}`, "todo"),
    ),
    firstVisit
      ? note(
          "This happens once. From the next visit on, Python starts from this browser. You can write code meanwhile.",
        )
      : note("You can write code meanwhile."),
  ];
}

/** @param {Situation} situation */
function installing({ packages, progress }) {
  const last = packages.length - 1;
  const total = progress?.step === "install" ? progress.total : 0;
  return [
    h("h2", {}, "Installing packages"),
    packages.length > 0 &&
      h(
        "ol",
        { class: "steps" },
        packages.map((name, index) =>
          step(
            name,
            index < last ? "done" : "now",
            index === last && total > 1 ? `${Math.min(index + 1, total)} of ${total}` : null,
          ),
        ),
      ),
    note("The next time they come from this browser. You can write code meanwhile."),
  ];
}

/**
 * @param {Situation} situation
 * @param {CoverContext} context
 */
function starting({ shown }, { project }) {
  return [
    h("h2", {}, `Starting ${project}`),
    h(
      "ol",
      { class: "steps" },
      step("Start Python", "done"),
      step(`Start ${project}`, "now", shown.app),
    ),
    note("Startup code of the app runs now."),
  ];
}

/**
 * @param {string} label
 * @param {"done" | "now" | "todo"} progress
 * @param {string | null} [detail]
 * @param {number | null} [share] 0 to 1
 */
function step(label, progress, detail = null, share = null) {
  const marks = {
    done: () => icon("check"),
    now: () => h("span", { class: "ring" }),
    todo: () => h("span", { class: "dot" }),
  };
  const percent = share === null ? 0 : Math.round(share * 100);
  return h(
    "li",
    { class: `step is-${progress}` },
    h("span", { class: "step-mark" }, marks[progress]()),
    h("span", { class: "step-label" }, label),
    h("span", { class: "step-detail" }, detail),
    share !== null &&
      h(
        "div",
        {
          class: "bar",
          role: "progressbar",
          "aria-label": "Downloaded",
          "aria-valuemin": 0,
          "aria-valuemax": 100,
          "aria-valuenow": percent,
        },
        h("i", { style: { width: `${percent}%` } }),
      ),
  );
}
