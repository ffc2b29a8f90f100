// What a user asks of the language server by name: rename, quick fixes, symbols, formatting.

/** @import { LanguageSupport } from "./language_support.js" */
/** @import { ProjectFiles } from "./files.js" */
/** @import { Workspace } from "./workspace.js" */
/** @import { WorkspaceEdit } from "./workspace_edit.js" */
import { pathOf } from "./editor_workspace.js";
import { openMenu } from "./menu.js";
import { openPalette } from "./palette.js";
import { askForRename } from "./rename_dialog.js";
import { applyEdits, editsByFile } from "./workspace_edit.js";

/**
 * @typedef {{title: string, edit: WorkspaceEdit, isPreferred?: boolean}} CodeAction
 * @typedef {object} DocumentSymbol
 * @property {string} name
 * @property {string} [detail]
 * @property {number} kind LSP's
 * @property {{start: {line: number, character: number}}} selectionRange
 * @property {DocumentSymbol[]} [children]
 */

export class LanguageCommands {
  #support;
  #workspace;
  #files;

  /**
   * @param {LanguageSupport} support
   * @param {Workspace} workspace
   * @param {ProjectFiles} files
   */
  constructor(support, workspace, files) {
    this.#support = support;
    this.#workspace = workspace;
    this.#files = files;
  }

  /** Renames what the cursor is on, everywhere. */
  async rename() {
    await this.#ask("Not renamed", async (language, { uri, position }) => {
      const target = { textDocument: { uri }, position };
      const { placeholder: name } = await language.request("textDocument/prepareRename", target);
      const edit = await askForRename(language, { uri, position, name }, (path) =>
        this.#textOf(path),
      );
      if (edit) this.apply(edit);
    });
  }

  /** Offers what would mend the problems in the line with the cursor. */
  async quickFix() {
    await this.#ask("No quick fix", async (language, { uri, position: { line } }) => {
      const end = this.#textOf(pathOf(uri)).split("\n")[line]?.length ?? 0;
      /** @type {CodeAction[]} */
      const actions = await language.request("textDocument/codeAction", {
        textDocument: { uri },
        range: { start: { line, character: 0 }, end: { line, character: end } },
        context: { diagnostics: this.#support.diagnosticsAt(pathOf(uri), line) },
      });
      if (actions.length === 0) throw new Error("there is none for this line");
      openMenu(
        actions.map(({ title, edit }) => ({
          label: title,
          icon: "check",
          run: () => this.apply(edit),
        })),
        { label: "Quick fixes", anchor: this.#workspace.editor.cursorPlace() },
      );
    });
  }

  /** @returns {Promise<DocumentSymbol[] | null>} of the file on show; null: nobody knows them */
  async symbols() {
    const language = this.#support.editor;
    const cursor = language.cursor(this.#workspace.editor.view);
    if (!cursor || !language.ready) return null;
    try {
      return await symbolsOf(language, cursor.uri);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return null; // too large, or the worker has gone: it comes back
    }
  }

  /** Lists the classes and functions of the file, to go to one. */
  async goToSymbol() {
    await this.#ask("No symbols", async (language, { uri }) => {
      const symbols = await symbolsOf(language, uri);
      openPalette(
        flat(symbols).map(({ symbol, within }) => ({
          group: "Symbols",
          label: [...within, symbol.name].join("."),
          icon: "code",
          keys: symbol.detail,
          run: () => this.#workspace.editor.goto(symbol.selectionRange.start.line + 1),
        })),
        "Go to symbol",
      );
    });
  }

  /** Formats the file on show, if it is one of Python. */
  async format() {
    const { view } = this.#workspace.editor;
    await this.#ask("Not formatted", (language) => language.format(view));
  }

  /**
   * Makes edits as if they had been typed: undo takes them back, file by file.
   *
   * @param {WorkspaceEdit} edit
   */
  apply(edit) {
    for (const [uri, edits] of editsByFile(edit)) {
      const path = pathOf(uri);
      this.#workspace.type(path, applyEdits(this.#textOf(path), edits));
    }
  }

  /** @param {string} path */
  #textOf(path) {
    const content = this.#files.get(path)?.content;
    return typeof content === "string" ? content : "";
  }

  /**
   * Asks with the cursor's place; what goes wrong is said above the code.
   *
   * @param {string} refusal what came of it then: "Not renamed"
   * @param {(language: LanguageSupport["editor"], cursor: {uri: string,
   *   position: {line: number, character: number}}) => Promise<void>} question
   */
  async #ask(refusal, question) {
    const { editor } = this.#workspace;
    const cursor = this.#support.editor.cursor(editor.view);
    if (!cursor) return;
    try {
      if (!this.#support.editor.ready) throw new Error("the language worker is still starting");
      await question(this.#support.editor, cursor);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      editor.say(`${refusal}: ${error.message}`);
    }
  }
}

/**
 * @param {LanguageSupport["editor"]} language
 * @param {string} uri
 * @returns {Promise<DocumentSymbol[]>}
 */
function symbolsOf(language, uri) {
  return language.request("textDocument/documentSymbol", { textDocument: { uri } });
}

/**
 * @param {DocumentSymbol[]} symbols
 * @param {string[]} within
 * @returns {{symbol: DocumentSymbol, within: string[]}[]}
 */
function flat(symbols, within = []) {
  return symbols.flatMap((symbol) => [
    { symbol, within },
    ...flat(symbol.children ?? [], [...within, symbol.name]),
  ]);
}
