// The preview: the frame with the app's pages, and the address bar above it.

/** @import { PreviewCommand, PreviewEvent, RequestLog } from "./messages.js" */
import { fill, h } from "./dom.js";
import { PARAMETER } from "./routes.js";
import { duration } from "./words.js";

/** The hairline comes when a page takes longer than this (milliseconds). */
const HAIRLINE = 300;
/** A page with our script reports itself so soon after its load event (milliseconds). */
const REPORT = 400;
/** The page is asked for again when the files have rested so long (milliseconds). */
const REST = 250;
/** A page that has our scripts answers a command within this (milliseconds). */
const ANSWER = 1000;
/** Documents whose status and method are remembered, to be found again by back and forward. */
const REMEMBERED = 50;

/**
 * @typedef {object} PreviewElements
 * @property {HTMLIFrameElement} frame
 * @property {HTMLFormElement} form
 * @property {HTMLInputElement} input
 * @property {HTMLElement} fact
 * @property {HTMLElement} problem
 * @property {HTMLButtonElement} back
 * @property {HTMLButtonElement} forward
 * @property {HTMLButtonElement} reload
 * @property {HTMLElement} hairline
 *
 * @typedef {object} PreviewEvents
 * @property {(path: string, line: number) => void} open a traceback's frame was clicked
 * @property {(path: string, line: number, wrong: string, meant: string) => void} correct a word
 *   of a line is to be another one
 * @property {(path: string) => void} moved to another address
 * @property {() => void} asked for a document, this one again or another
 * @property {() => void} wanted somebody asks for a page, where none is shown
 * @property {() => void} loaded a document has
 * @property {() => void} notRestyled the page could not load a changed stylesheet again
 */

export class Preview {
  #elements;
  #events;
  #root;
  /** Path of the document on show, with query and fragment. */
  #path;
  /** @type {Map<string, RequestLog>} path without fragment -> how it was answered last */
  #answers = new Map();
  /** The answer that the next document to load is made of. @type {RequestLog | null} */
  #lastAnswer = null;
  /** Has the app's page been asked for yet? */
  #started = false;
  /** Did the document on show report itself, so that it takes commands? */
  #scripted = false;
  /** Is the document on show of an older version, and cannot be asked for again without harm? */
  #outdated = false;
  /** A page was asked for and is not there yet. */
  #busy = false;
  /** @type {string | null} the path we sent the frame to, until a document comes */
  #sent = null;
  /** @type {string | null} the page that was told to reload itself, until a document comes */
  #reloading = null;
  /** Is somebody in the middle of an address? */
  #typing = false;
  /** Has the address parameters that are to be filled in? */
  #asking = false;
  /** Python is being prepared. */
  #working = false;
  /** When a document reported itself last (performance.now()). */
  #reported = Number.NEGATIVE_INFINITY;
  /** Commands to load stylesheets again that wait for an answer, by number. @type {Set<number>} */
  #restyling = new Set();
  #lastRestyling = 0;
  /** @type {string | null} words that take the place of status and time */
  #caution = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hairlineTimer;
  /** While it is not known who has come. @type {ReturnType<typeof setTimeout> | undefined} */
  #reportTimer;
  /** Until the page that was told to reload itself says that it does.
   * @type {ReturnType<typeof setTimeout> | undefined} */
  #reloadTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #restTimer;

  /**
   * @param {PreviewElements} elements
   * @param {URL} root where the app is, ends in "/"
   * @param {string} path to open first
   * @param {PreviewEvents} events
   */
  constructor(elements, root, path, events) {
    this.#elements = elements;
    this.#root = root;
    this.#path = path;
    this.#events = events;
    this.#showPath();
    this.#showHistory(false, false);
    elements.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#selectParameter(0)) return;
      this.#typing = false;
      if (this.goto(elements.input.value) === null) elements.frame.focus();
    });
    elements.input.addEventListener("focus", () => elements.input.select());
    elements.input.addEventListener("input", () => {
      this.#typing = true;
    });
    elements.input.addEventListener("blur", () => {
      this.#typing = false;
      if (this.#asking) this.#giveUp();
    });
    elements.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#giveUp();
      const next = event.key === "Tab" && !event.shiftKey;
      if (next && this.#selectParameter(elements.input.selectionEnd ?? 0)) event.preventDefault();
    });
    elements.back.addEventListener("click", () => this.back());
    elements.forward.addEventListener("click", () => this.forward());
    elements.reload.addEventListener("click", () => this.reload());
    elements.frame.addEventListener("load", () => this.#loaded());
    window.addEventListener("message", (event) => {
      if (event.source !== elements.frame.contentWindow || event.origin !== root.origin) return;
      this.#receive(event.data);
    });
  }

  /** Path of the page on show, with query and fragment. */
  get path() {
    return this.#path;
  }

  /** Absolute address of the page on show. */
  get url() {
    return this.#urlOf(this.#path).href;
  }

  /** The app can be asked now: shows the first page, or asks again for the one on show. */
  start() {
    if (this.#started) {
      this.refresh();
      return;
    }
    this.#started = true;
    this.#load(this.#path, true);
  }

  /** Nothing answers any more; the next start() asks again. */
  stop() {
    this.#started = false;
    clearTimeout(this.#restTimer);
    clearTimeout(this.#reloadTimer);
    this.#sent = null;
    this.#reloading = null;
    this.#setBusy(false);
  }

  /**
   * @param {string} address a path, or a full URL of this app
   * @returns {string | null} why it is refused, as a sentence
   */
  goto(address) {
    this.#asking = false;
    const target = this.#resolve(address.trim());
    this.#showProblem(target.problem);
    if (target.problem !== null) return target.problem;
    if (this.#started) this.#load(target.path, false);
    this.#path = target.path;
    this.#showPath();
    if (!this.#started) this.#events.wanted();
    return null;
  }

  /**
   * Asks for an address in the address field: what stands in braces is selected, to be typed over.
   * Tab goes to the next one, Enter too, while there is one.
   *
   * @param {string} address a path such as "/items/{item_id}"
   */
  ask(address) {
    const { input } = this.#elements;
    input.focus();
    input.value = address;
    this.#typing = true;
    this.#asking = true;
    this.#showProblem(null);
    this.#selectParameter(0);
  }

  /** What the user means by reload. A page that answered a form is asked for with GET. */
  reload() {
    if (!this.#started) {
      this.#events.wanted();
      return;
    }
    this.#outdated = false;
    clearTimeout(this.#restTimer);
    // On the way to another page, the one on show would come back in its place.
    const scripted = this.#scripted && this.#reportTimer === undefined;
    if (scripted && this.#sent === null && this.#method() === "GET") {
      this.#events.asked();
      this.#setBusy(true);
      this.#reloading = this.#path;
      clearTimeout(this.#reloadTimer);
      this.#reloadTimer = setTimeout(() => this.#load(this.#path, true), ANSWER);
      this.#command({ type: "preview.reload" });
    } else {
      this.#load(this.#shown(), this.#sent === null);
    }
  }

  /** A new version serves. What a form's answer shows stays: to ask again would send the form again. */
  refresh() {
    if (!this.#started) return;
    if (this.#method() === "GET") {
      this.reload();
    } else {
      this.#outdated = true;
      this.#showFact();
    }
  }

  /**
   * Files that the app hands out are others now. If all are stylesheets of the page on show, it takes
   * them in where it is.
   *
   * @param {string[]} paths
   */
  changed(paths) {
    const styles = paths.every((path) => path.endsWith(".css"));
    // A page on its way may have got the old ones.
    if (!this.#started || !styles || !this.#scripted || this.#busy) {
      this.#refreshSoon();
      return;
    }
    const id = ++this.#lastRestyling;
    this.#restyling.add(id);
    this.#command({ type: "preview.restyle", id, paths });
    setTimeout(() => this.#restyled(id, false), ANSWER);
  }

  back() {
    if (this.#scripted) this.#command({ type: "preview.back" });
    else history.back();
  }

  forward() {
    if (this.#scripted) this.#command({ type: "preview.forward" });
    else history.forward();
  }

  /** @param {RequestLog} request answered by the app */
  answered(request) {
    if (request.destination !== "iframe") return;
    // The page was told once its version served: what is answered now need not be asked for again.
    if (request.path === withoutFragment(this.#reloading ?? "")) clearTimeout(this.#reloadTimer);
    this.#lastAnswer = request;
    this.#answers.delete(request.path);
    this.#answers.set(request.path, request);
    if (this.#answers.size > REMEMBERED) {
      for (const oldest of this.#answers.keys()) {
        this.#answers.delete(oldest);
        break;
      }
    }
    this.#showFact();
  }

  /**
   * The hairline also speaks for Python while there is no page to wait for.
   *
   * @param {boolean} working
   */
  setWorking(working) {
    this.#working = working;
    this.#showHairline();
  }

  /**
   * Words in amber in place of status and time, or null.
   *
   * @param {string | null} words
   */
  caution(words) {
    if (words === this.#caution) return;
    this.#caution = words;
    this.#showFact();
  }

  /** @param {PreviewEvent} message */
  #receive(message) {
    switch (message?.type) {
      case "preview.location": {
        const path = this.#pathOf(message.href);
        if (path === null || this.#overtaken(path)) return;
        this.#expectReport(null);
        this.#reported = performance.now();
        this.#lastAnswer = null;
        this.#scripted = true;
        this.#outdated = false;
        this.#setBusy(false);
        this.#moved(path);
        this.#showHistory(message.canGoBack ?? true, message.canGoForward ?? true);
        return;
      }
      case "preview.reloading":
        clearTimeout(this.#reloadTimer);
        return;
      case "preview.restyling":
        this.#restyled(message.id, message.found);
        return;
      case "preview.restyled":
        if (message.failed) this.#events.notRestyled();
        return;
      case "preview.open":
        this.#events.open(String(message.path), Number(message.line));
        return;
      case "preview.correct": {
        const { path, line, wrong, meant } = message;
        this.#events.correct(String(path), Number(line), String(wrong), String(meant));
      }
    }
  }

  #refreshSoon() {
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.refresh(), REST);
  }

  /**
   * @param {number} id
   * @param {boolean} found the page has these stylesheets
   */
  #restyled(id, found) {
    if (this.#restyling.has(id) && !found) this.#refreshSoon();
    this.#restyling.delete(id);
  }

  /**
   * A page that was told to reload may do so after the frame was sent elsewhere, and wins. Then the
   * frame is sent again.
   *
   * @param {string} path of the document that has come
   */
  #overtaken(path) {
    const sent = this.#sent;
    const reloaded = path === this.#reloading;
    this.#reloading = null;
    if (sent === path) this.#sent = null;
    if (sent === null || sent === path || !reloaded) return false;
    this.#load(sent, false);
    return true;
  }

  /** A document has loaded. One that is no HTML has no script in it and says nothing. */
  #loaded() {
    this.#setBusy(false);
    this.#sent = null;
    if (!this.#started) return;
    this.#events.loaded();
    this.#expectReport(null);
    // The report may come just before the event.
    if (performance.now() - this.#reported < REPORT / 2) return;
    this.#expectReport(() => {
      const came = this.#shown();
      this.#lastAnswer = null;
      this.#reloading = null;
      const before = this.#scripted;
      this.#scripted = false;
      this.#outdated = false;
      if (came !== this.#path || before) this.#showHistory(true, false);
      this.#moved(came);
    });
  }

  /** @param {(() => void) | null} otherwise if it does not come in time; null: it has come */
  #expectReport(otherwise) {
    clearTimeout(this.#reportTimer);
    this.#reportTimer = undefined;
    if (!otherwise) return;
    this.#reportTimer = setTimeout(() => {
      otherwise();
      this.#reportTimer = undefined;
    }, REPORT);
  }

  /** @returns {string} path of the document on show, even before it is known who that is */
  #shown() {
    // What nobody answered, such as the service worker's own page, is where we asked it to be.
    const answer = this.#reportTimer === undefined ? null : this.#lastAnswer;
    return answer?.path ?? this.#path;
  }

  /** @param {string} path */
  #moved(path) {
    this.#path = path;
    this.#showProblem(null);
    this.#showPath();
    this.#showFact();
    this.#events.moved(path);
  }

  /**
   * @param {string} path
   * @param {boolean} replace the history entry
   */
  #load(path, replace) {
    const window = this.#elements.frame.contentWindow;
    if (!window) return;
    this.#events.asked();
    this.#setBusy(true);
    this.#outdated = false;
    this.#expectReport(null);
    clearTimeout(this.#reloadTimer);
    this.#lastAnswer = null;
    this.#sent = path;
    const { href } = this.#urlOf(path);
    // Only these two members of another origin's location may be used.
    if (replace) window.location.replace(href);
    else window.location.href = href;
  }

  /** @param {PreviewCommand} command */
  #command(command) {
    this.#elements.frame.contentWindow?.postMessage(command, this.#root.origin);
  }

  #method() {
    return this.#answers.get(withoutFragment(this.#shown()))?.method ?? "GET";
  }

  /**
   * @param {string} address as typed
   * @returns {{path: string, problem: null} | {path: null, problem: string}}
   */
  #resolve(address) {
    const refuse = (/** @type {string} */ problem) => ({ path: null, problem });
    if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith("//")) {
      if (!URL.canParse(address, this.#root)) return refuse(`${address} is not an address`);
      const path = this.#pathOf(new URL(address, this.#root).href);
      if (path === null) {
        return refuse(`Only this app is shown here: ${this.#root.href}. Open other sites in a tab`);
      }
      return this.#checked(path);
    }
    const here = this.#urlOf(this.#path);
    if (address.startsWith("?") || address.startsWith("#")) {
      return this.#checked(String(this.#pathOf(new URL(address, here).href)));
    }
    const absolute = this.#urlOf(address.startsWith("/") ? address : `/${address}`);
    return this.#checked(this.#pathOf(absolute.href) ?? "/");
  }

  /**
   * @param {string} path
   * @returns {{path: string, problem: null} | {path: null, problem: string}}
   */
  #checked(path) {
    if (!/^\/__pad__(\/|$)/.test(path)) return { path, problem: null };
    return { path: null, problem: "/__pad__/ is asgipad's own and never reaches the app" };
  }

  /**
   * @param {string} path of the app
   * @returns {URL}
   */
  #urlOf(path) {
    return new URL(this.#root.pathname.slice(0, -1) + path, this.#root.origin);
  }

  /**
   * @param {string} href
   * @returns {string | null} path of the app, or null if this is not the app's
   */
  #pathOf(href) {
    const url = new URL(href);
    if (url.origin !== this.#root.origin || !`${url.pathname}/`.startsWith(this.#root.pathname))
      return null;
    const path = url.pathname.slice(this.#root.pathname.length - 1) || "/";
    return path + url.search + url.hash;
  }

  /**
   * @param {number} start
   * @returns {boolean} is there one that was not filled in, from there on?
   */
  #selectParameter(start) {
    const { input } = this.#elements;
    const found = this.#asking ? PARAMETER.exec(input.value.slice(start)) : null;
    if (!found) return false;
    const from = start + found.index;
    input.setSelectionRange(from, from + found[0].length);
    return true;
  }

  /** The address is that of the page on show again. */
  #giveUp() {
    this.#typing = false;
    this.#asking = false;
    this.#showPath();
  }

  #showPath() {
    const { input } = this.#elements;
    if (this.#typing) return; // a page that comes meanwhile must not replace what is being typed
    if (input.value !== this.#path) input.value = this.#path;
    this.#showProblem(null);
  }

  /**
   * @param {boolean} back
   * @param {boolean} forward
   */
  #showHistory(back, forward) {
    this.#elements.back.disabled = !back;
    this.#elements.forward.disabled = !forward;
  }

  #showFact() {
    const { fact } = this.#elements;
    const answer = this.#answers.get(withoutFragment(this.#path));
    const older = this.#outdated && answer ? `version ${answer.generation}` : null;
    const words = this.#caution ?? older;
    fact.hidden = !words && !answer;
    fact.classList.toggle("is-caution", words !== null);
    fact.title =
      older && !this.#caution ? "This page answered a form. Reload to ask for it again" : "";
    if (words) fill(fact, words);
    else if (answer) {
      const status = h("b", { class: `st-${Math.floor(answer.status / 100)}` }, answer.status);
      fill(fact, status, ` ${duration(answer.duration)}`);
    }
  }

  /** @param {string | null} sentence */
  #showProblem(sentence) {
    const { problem, form, input } = this.#elements;
    problem.hidden = sentence === null;
    problem.textContent = sentence ?? "";
    form.classList.toggle("is-bad", sentence !== null);
    input.setAttribute("aria-invalid", String(sentence !== null));
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.#showHairline();
  }

  #showHairline() {
    const wanted = this.#busy || this.#working;
    const { hairline } = this.#elements;
    clearTimeout(this.#hairlineTimer);
    if (!wanted) hairline.hidden = true;
    else {
      this.#hairlineTimer = setTimeout(() => {
        hairline.hidden = false;
      }, HAIRLINE);
    }
  }
}

/** @param {string} path */
function withoutFragment(path) {
  return path.split("#", 1)[0];
}
