// The project's Python files as the language server sees them: all are open in it, so that it knows
// them as they are typed; one is in the editor.
import { LSPPlugin, Text, Workspace } from "codemirror";
import { isLibrary } from "./paths.js";

/** @import { ChangeSet, EditorView, LSPClient } from "codemirror" */

/** Where the language worker has the project. */
const ROOT = "/project/";

/**
 * @param {string} path of a file of the project, or absolute of a library's
 * @returns {string}
 */
export function uriOf(path) {
  const absolute = isLibrary(path) ? path : ROOT + path;
  return `file://${absolute.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * @param {string} uri
 * @returns {string} of a file of the project, or absolute of a library's
 */
export function pathOf(uri) {
  const absolute = decodeURIComponent(uri.replace(/^file:\/\//, ""));
  return absolute.startsWith(ROOT) ? absolute.slice(ROOT.length) : absolute;
}

/** One file. What the server was told of last is `doc`. */
class File {
  languageId = "python";
  version = 0;
  /** @type {EditorView | null} */
  view = null;

  /**
   * @param {string} uri
   * @param {Text} doc
   */
  constructor(uri, doc) {
    this.uri = uri;
    this.doc = doc;
  }

  getView() {
    return this.view;
  }
}

export class ProjectWorkspace extends Workspace {
  /** @type {File[]} */
  files = [];
  /** Has the server been told of them? */
  #told = false;
  /** @type {(uri: string) => Promise<EditorView | null>} */
  #display;

  /**
   * @param {LSPClient} client
   * @param {(uri: string) => Promise<EditorView | null>} display brings a file to the front
   */
  constructor(client, display) {
    super(client);
    this.#display = display;
  }

  /**
   * The project has this file now, with this text. What is in the editor is taken from there.
   *
   * @param {string} uri
   * @param {string | null} text null: it is gone
   */
  tell(uri, text) {
    const file = this.#find(uri);
    if (text === null) {
      if (file) this.#forget(file);
    } else if (!file) {
      this.#add(uri, textOf(text));
    } else if (!file.view && file.doc.toString() !== text) {
      this.#replace(file, textOf(text));
    }
  }

  /** @override */
  connected() {
    this.#told = true;
    super.connected();
  }

  /** @override */
  disconnected() {
    this.#told = false;
  }

  /** @override @returns {{changes: ChangeSet, file: File, prevDoc: Text}[]} */
  syncFiles() {
    const synced = [];
    for (const file of this.files) {
      const plugin = file.view && LSPPlugin.get(file.view);
      if (!plugin || plugin.uri !== file.uri || plugin.unsyncedChanges.empty) continue;
      synced.push({ changes: plugin.unsyncedChanges, file, prevDoc: file.doc });
      file.doc = plugin.view.state.doc;
      file.version += 1;
      plugin.clear();
    }
    return synced;
  }

  /**
   * @override
   * @param {string} uri
   * @param {string} _language
   * @param {EditorView} view
   */
  openFile(uri, _language, view) {
    const { doc } = view.state;
    const file = this.#find(uri) ?? this.#add(uri, doc);
    if (!file.doc.eq(doc)) this.#replace(file, doc);
    file.view = view;
  }

  /**
   * @override
   * @param {string} uri
   * @param {EditorView} view
   */
  closeFile(uri, view) {
    const file = this.#find(uri);
    if (!file || file.view !== view) return;
    file.view = null;
    if (isLibrary(pathOf(uri))) this.#forget(file);
    else if (!file.doc.eq(view.state.doc)) this.#replace(file, view.state.doc);
  }

  /**
   * @override
   * @param {string} uri
   */
  displayFile(uri) {
    return this.#display(uri);
  }

  /** @param {string} uri */
  #find(uri) {
    return this.files.find((file) => file.uri === uri);
  }

  /**
   * @param {string} uri
   * @param {Text} doc
   */
  #add(uri, doc) {
    const file = new File(uri, doc);
    this.files.push(file);
    if (this.#told) this.client.didOpen(file);
    return file;
  }

  /**
   * @param {File} file
   * @param {Text} doc
   */
  #replace(file, doc) {
    file.doc = doc;
    file.version += 1;
    if (!this.#told) return;
    this.client.notification("textDocument/didChange", {
      textDocument: { uri: file.uri, version: file.version },
      contentChanges: [{ text: doc.toString() }],
    });
  }

  /** @param {File} file */
  #forget(file) {
    this.files = this.files.filter((each) => each !== file);
    if (this.#told) this.client.didClose(file.uri);
  }
}

/** @param {string} text */
function textOf(text) {
  return Text.of(text.split(/\r\n?|\n/));
}
