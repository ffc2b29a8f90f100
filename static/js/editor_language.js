// Joins the editor to the language server: CodeMirror's LSP client and what of it Python files get.
import {
  autocompletion,
  EditorState,
  EditorView,
  globalCompletion,
  hoverTooltips,
  keymap,
  LSPClient,
  LSPPlugin,
  localCompletionSource,
  Prec,
  serverCompletionSource,
  showSignatureHelp,
  signatureHelp,
  ViewPlugin,
} from "codemirror";
import DOMPurify from "dompurify";
import { languageTheme } from "./editor_language_theme.js";
import { ProjectWorkspace, pathOf, uriOf } from "./editor_workspace.js";

/**
 * @import { CompletionContext, Extension } from "codemirror"
 * @import { Transport } from "./language.js"
 *
 * @typedef {{line: number, character: number}} Position LSP's: 0-based, in UTF-16 units
 * @typedef {{start: Position, end: Position}} Range
 * @typedef {{range: Range, newText: string}} TextEdit
 *
 * @typedef {object} LanguageEvents
 * @property {(path: string) => Promise<EditorView | null>} display brings a file to the front; an
 *   absolute path is a library's
 * @property {(path: string, found: ServerDiagnostic[]) => void} diagnosed
 * @property {(sentence: string) => void} refused why somebody is not brought anywhere
 * @property {() => void} readied it answers from now on
 *
 * @typedef {object} ServerDiagnostic
 * @property {Range} range
 * @property {number} [severity] 1 error, 2 warning, 3 information, 4 hint
 * @property {string} message
 * @property {string} [code]
 * @property {number[]} [tags] 1: unnecessary
 * @property {unknown} [data]
 */

/** Milliseconds. language.js sees to it that nobody waits so long: it ends a worker that hangs. */
const TIMEOUT = 600_000;

/** The server hears of an edit when typing has paused so long (milliseconds). */
const SYNC_DELAY = 50;

/** Questions of somebody who types: without an answer nothing is shown. */
const SILENT = new Set([
  "textDocument/completion",
  "textDocument/hover",
  "textDocument/signatureHelp",
]);

/** Questions of somebody who wants to go there: that there is no answer is said. */
const PLACES = new Map([
  ["textDocument/definition", "No definition"],
  ["textDocument/references", "No references"],
]);

/** The worker went away before it had answered. */
export class LanguageGone extends Error {}

class Client extends LSPClient {
  #refused;
  /** @type {PromiseWithResolvers<never>} */
  #gone = Promise.withResolvers();
  /** @type {Set<string>} */
  #unanswered = new Set();

  /**
   * @param {import("codemirror").LSPClientConfig} config
   * @param {(sentence: string) => void} refused is told why somebody is not brought anywhere
   */
  constructor(config, refused) {
    super(config);
    this.#refused = refused;
  }

  /**
   * @override
   * @template P, R
   * @param {string} method
   * @param {P} params
   * @returns {Promise<R>}
   */
  request(method, params) {
    if (this.#unanswered.delete(method)) return Promise.resolve(/** @type {R} */ (null));
    const answer = Promise.race([super.request(method, params), this.#gone.promise]);
    const silent = SILENT.has(method) ? answer.catch(() => null) : answer;
    const place = PLACES.get(method);
    return /** @type {Promise<R>} */ (place ? this.#orRefused(answer, place) : silent);
  }

  /**
   * @param {Promise<unknown>} answer
   * @param {string} refusal
   * @returns {Promise<unknown>} null: there is none, which has been said
   */
  async #orRefused(answer, refusal) {
    let why = "nothing that is known stands at the cursor";
    try {
      const places = await answer;
      if (Array.isArray(places) && places.length > 0) return places;
    } catch (error) {
      why = /** @type {{message: string}} */ (error).message;
    }
    this.#refused(`${refusal}: ${why}`);
    return null;
  }

  /** Is the server ready to answer? */
  get ready() {
    return this.serverCapabilities !== null;
  }

  /** @param {string} method whose next question has no answer */
  answerNothing(method) {
    this.#unanswered.add(method);
  }

  /** The worker has gone: nobody will answer what was asked until now. */
  lost() {
    this.disconnect();
    this.#gone.promise.catch(() => {}); // nobody may be waiting
    this.#gone.reject(new LanguageGone("The language worker is being started again."));
    this.#gone = Promise.withResolvers();
  }
}

export class EditorLanguage {
  #client;
  #events;
  /** Text files of the project that are not Python: requirements, templates. @type {Record<string, string>} */
  #others = {};

  /** @param {LanguageEvents} events */
  constructor(events) {
    this.#events = events;
    /** @type {import("codemirror").LSPClientConfig} */
    const config = {
      rootUri: uriOf("").replace(/\/$/, ""),
      timeout: TIMEOUT,
      sanitizeHTML: sanitized,
      workspace: (client) => new ProjectWorkspace(client, (uri) => events.display(pathOf(uri))),
      notificationHandlers: {
        "textDocument/publishDiagnostics": (_, { uri, version, diagnostics }) => {
          const file = this.#client.workspace.getFile(uri);
          if (file?.version === version) events.diagnosed(pathOf(uri), diagnostics);
          return true;
        },
      },
    };
    this.#client = new Client(config, events.refused);
  }

  /**
   * Speaks to a server, a new one if there was one before.
   *
   * @param {Transport} transport
   */
  connect(transport) {
    this.#client.connect(transport);
    this.#client.initializing.then(this.#events.readied);
    this.#tellOthers(this.#others);
  }

  /** The server has gone. */
  disconnect() {
    this.#client.lost();
  }

  /**
   * The project's text files now have this content. What is being typed into the file on show is
   * known already.
   *
   * @param {Record<string, string | null>} changes null: it is gone
   */
  tell(changes) {
    /** @type {Record<string, string | null>} */
    const others = {};
    for (const [path, text] of Object.entries(changes)) {
      if (isPython(path)) this.#workspace.tell(uriOf(path), text);
      else others[path] = text;
    }
    for (const [path, text] of Object.entries(others)) {
      if (text === null) delete this.#others[path];
      else this.#others[path] = text;
    }
    this.#tellOthers(others);
  }

  /**
   * @param {string} method
   * @param {unknown} params
   * @returns {Promise<any>}
   * @throws {Error} with the server's sentence, or {@link LanguageGone}
   */
  async request(method, params) {
    this.#client.sync();
    try {
      return await this.#client.request(method, params);
    } catch (error) {
      if (error instanceof Error) throw error;
      const { message } = /** @type {{message: string}} */ (error);
      throw new Error(message);
    }
  }

  /** Is the server ready to answer? */
  get ready() {
    return this.#client.ready;
  }

  /**
   * Where the cursor is, as the server names it.
   *
   * @param {EditorView} view
   * @returns {{uri: string, position: Position} | null} null: in no file of Python
   */
  cursor(view) {
    const plugin = LSPPlugin.get(view);
    if (!plugin) return null;
    return { uri: plugin.uri, position: plugin.toPosition(view.state.selection.main.head) };
  }

  /**
   * Formats the file on show. Where it was typed into meanwhile, it stays as it is.
   *
   * @param {EditorView} view with a file of Python
   * @throws {Error} with a sentence: which line cannot be read
   */
  async format(view) {
    const plugin = LSPPlugin.get(view);
    if (!plugin || view.state.readOnly) return;
    const { doc } = view.state;
    /** @type {TextEdit[]} */
    const edits = await this.request("textDocument/formatting", {
      textDocument: { uri: plugin.uri },
      options: { tabSize: 4, insertSpaces: true },
    });
    if (view.state.doc !== doc || LSPPlugin.get(view) !== plugin) return;
    const changes = edits.map(({ range, newText }) => ({
      from: plugin.fromPosition(range.start),
      to: plugin.fromPosition(range.end),
      insert: newText,
    }));
    view.dispatch({ changes, userEvent: "format" });
  }

  /**
   * What a file's editor gets from the server.
   *
   * @param {string} path
   * @returns {Extension}
   */
  extensionFor(path) {
    if (!isPython(path)) return [];
    return [
      this.#client.plugin(uriOf(path), "python"),
      autocompletion({ override: [this.#complete] }),
      hoverTooltips({ hoverTime: 300 }),
      signatureHelp(),
      Prec.high(keymap.of([{ key: "Escape", run: this.#closeSignature }])),
      syncAfterPause,
      aroundTheDefinition,
      languageTheme,
    ];
  }

  /**
   * Where a Python file's completions come from: the server, or, until it is ready, the names of the
   * file itself.
   *
   * @param {CompletionContext} context
   */
  #complete = (context) => {
    if (this.#client.ready) return serverCompletionSource(context);
    return localCompletionSource(context) ?? globalCompletion(context);
  };

  /**
   * CodeMirror's client shows a signature until the server has none. @param {EditorView} view
   */
  #closeSignature = (view) => {
    if (!view.dom.querySelector(".cm-lsp-signature-tooltip")) return false;
    this.#client.answerNothing("textDocument/signatureHelp");
    return showSignatureHelp(view);
  };

  get #workspace() {
    return /** @type {ProjectWorkspace} */ (this.#client.workspace);
  }

  /** @param {Record<string, string | null>} changes */
  #tellOthers(changes) {
    if (Object.keys(changes).length > 0) this.#client.notification("asgipad/files", { changes });
  }
}

/** @param {string} path */
function isPython(path) {
  return /\.pyi?$/.test(path);
}

/** Tells the server of edits when typing pauses, so that it can look for errors. */
const syncAfterPause = ViewPlugin.define((view) => {
  let timer = 0;
  return {
    update(update) {
      if (!update.docChanged) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => LSPPlugin.get(view)?.client.sync(), SYNC_DELAY);
    },
    destroy: () => clearTimeout(timer),
  };
});

/** Whoever is brought to a definition sees some lines around it (pixels). */
const aroundTheDefinition = EditorState.transactionExtender.of((transaction) => {
  if (!transaction.isUserEvent("select.definition")) return null;
  const { head } = transaction.newSelection.main;
  return { effects: EditorView.scrollIntoView(head, { y: "nearest", yMargin: 160 }) };
});

/**
 * Docstrings are of whoever wrote the project or a library of it: text, code and links to the web
 * is all that they may be.
 *
 * @param {string} html
 * @returns {string}
 */
export function sanitized(html) {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [
      ...["p", "br", "hr", "em", "strong", "code", "pre", "span", "a", "ul", "ol", "li"],
      ...["h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "thead", "tbody", "tr"],
      ...["th", "td", "del"],
    ],
    ALLOWED_ATTR: ["class", "href", "target", "rel"],
    ALLOWED_URI_REGEXP: /^https?:/i,
  });
}

// A link leads out of the page, and tells the other site nothing of it.
DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer");
});
