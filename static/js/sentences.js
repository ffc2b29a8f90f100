// The situation in words: the status line, and what a screen reader is told of it.

/** @import { Situation } from "./situation.js" */
import { place, sizeOfTotal } from "./words.js";

/**
 * @typedef {"ok" | "busy" | "info" | "stopped" | "caution" | "bad"} Look
 * @typedef {object} Sentence
 * @property {Look} look
 * @property {string} text
 * @property {string} [more] goes on where there is room
 * @property {{path: string, line: number} | null} [link] a place that the text names
 * @property {boolean} [zip] the way out is to download everything
 */

/**
 * What goes before all else: what was typed is not kept.
 *
 * @param {string | null} problem
 * @returns {Sentence | null}
 */
export function unsavedSentence(problem) {
  return problem === null ? null : { look: "bad", text: `Not saved: ${problem}. `, zip: true };
}

/**
 * @typedef {object} Context
 * @property {string} project its name
 * @property {boolean} firstVisit Python was never here before
 *
 * @param {Situation} situation
 * @param {Context} context
 * @returns {Sentence}
 */
export function sentenceOf(situation, { project, firstVisit }) {
  const { shown, noPreview } = situation;
  switch (situation.kind) {
    case "asking":
    case "reading":
      return { look: "info", text: "Not running: the link brings code by somebody else" };
    case "elsewhere":
      return {
        look: "info",
        text: `${project} is open in another tab`,
        more: ". Nothing is saved here",
      };
    case "stopped":
      return { look: "stopped", text: "Stopped", more: ". The next edit starts it again" };
    case "crashed":
      return { look: "bad", text: `Python has ended: ${situation.haltMessage}` };
    case "no-preview":
      return { look: "bad", text: NO_PREVIEW[noPreview?.reason ?? "unsupported"] };
    case "empty":
      return { look: "info", text: "No app yet. Create main.py to begin" };
    case "stuck":
      return { look: "caution", text: `The app has not answered for ${situation.stuckFor} s` };
    case "held":
      return {
        look: "caution",
        text: "The app's page is not open",
        more: ". It did not answer the last time",
      };
    case "booting":
      return { look: "busy", text: booting(situation, firstVisit) };
    case "installing":
      return { look: "busy", text: installing(situation) };
    case "starting":
      return { look: "busy", text: `Starting ${shown.app ?? project}` };
    case "failed":
      return failed(situation);
    case "serving":
      if (shown.error) {
        return {
          ...failed(situation),
          look: "caution",
          more: `. The preview still shows version ${shown.generation}`,
        };
      }
      return { look: "ok", text: `Serving ${shown.app}, version ${shown.generation}` };
  }
}

/**
 * What a screen reader is told, or null where the change is not worth a word: not every version,
 * progress only at each quarter.
 *
 * @param {Situation} situation
 * @param {Context} context
 * @returns {string | null}
 */
export function announcementOf(situation, context) {
  const sentence = sentenceOf(situation, context);
  switch (situation.kind) {
    case "booting": {
      const { download } = situation;
      if (!download?.total) return "Starting Python";
      const quarter = Math.floor((4 * download.loaded) / download.total) * 25;
      return quarter === 0 ? "Starting Python" : `Python, ${quarter} percent`;
    }
    case "starting":
      return null;
    case "installing":
      return "Installing packages";
    case "serving":
      return situation.error ? sentence.text : `Serving ${situation.shown.app}`;
    case "stuck":
      return "The app does not answer";
    default:
      return sentence.text;
  }
}

/** @type {Record<import("./situation.js").NoPreview, string>} */
const NO_PREVIEW = {
  insecure: "No preview: this address cannot have a service worker",
  unsupported: "No preview: this browser has no service workers",
  refused: "No preview: this browser refuses the service worker",
};

/**
 * @param {Situation} situation
 * @param {boolean} firstVisit
 */
function booting({ progress, download }, firstVisit) {
  if (progress?.step === "download" && download && download.loaded < download.total) {
    const doing = firstVisit ? "Downloading Python" : "Reading Python from this browser";
    return `${doing}, ${sizeOfTotal(download.loaded, download.total)}`;
  }
  return "Starting Python";
}

/** @param {Situation} situation */
function installing({ progress }) {
  if (progress?.step !== "install") return "Installing packages";
  if (progress.total <= 1) return `Installing ${progress.name}`;
  const number = Math.min(progress.loaded + 1, progress.total);
  return `Installing ${progress.name}, package ${number} of ${progress.total}`;
}

/**
 * @param {Situation} situation
 * @returns {Sentence}
 */
function failed({ shown }) {
  const { error } = shown;
  if (!error) return { look: "bad", text: "The app did not start" };
  const link =
    error.path !== null && error.line !== null ? { path: error.path, line: error.line } : null;
  // What is wrong, and where there is room what that means.
  const [, text, more] = /^(.+?)(\. The preview still .+?)?\.?$/s.exec(error.summary) ?? [];
  if (!link || text.includes(place(link.path, link.line))) return { look: "bad", text, more, link };
  return { look: "bad", text: `${place(link.path, link.line)}: ${text}`, more, link };
}
