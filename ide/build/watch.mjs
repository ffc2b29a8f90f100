// Writes down which functions of Pyodide's WebAssembly, and of compiled libraries, a start calls: under Node
// a snapshot is taken, and projects are visited with it.
//
//   node watch.mjs VENDOR WORKER ASGIPAD_ZIP WASM TEMPLATES_JSON MODULES FOLDER
//
// WASM is what starts in the place of Pyodide's (symbols.py). MODULES is a folder: for each module NAME the
// files NAME and NAME.instrumented (splitting.py). In FOLDER comes called.json: their names and numbers of
// functions.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Calls } from "./calls.mjs";
import { finish, replaceWasm, take } from "./taking.mjs";
import { visit } from "./visit.mjs";

const [vendor, worker, archive, wasm, templates, modules, folder] = process.argv.slice(2);

const INSTRUMENTED = ".instrumented";

async function main() {
  const names = readdirSync(modules).filter((name) => name.endsWith(INSTRUMENTED));
  const calls = new Calls(names.map((name) => watched(basename(name, INSTRUMENTED))));
  replaceWasm(vendor, wasm);
  const { snapshot, later } = await take({ vendor, worker }, archive, "runtime", new Map());
  writeFileSync(join(folder, "runtime.snapshot"), snapshot);
  writeFileSync(join(folder, "runtime.files"), later);
  const folders = { vendor, worker, snapshots: folder };
  await visit(folders, null);
  for (const template of JSON.parse(readFileSync(templates, "utf8"))) {
    await visit(folders, projectOf(template));
  }
  writeFileSync(join(folder, "called.json"), JSON.stringify(calls.functions()));
}

/**
 * @param {string} name
 * @returns {import("./calls.mjs").Watched}
 */
function watched(name) {
  const read = (file) => readFileSync(join(modules, file));
  return { name, whole: read(name), instrumented: read(name + INSTRUMENTED) };
}

/**
 * @param {import("../../static/js/templates.js").Template} template
 * @returns {import("./visit.mjs").Project}
 */
function projectOf({ files: contents, open, path }) {
  const bytes = (content) => new Uint8Array(Buffer.from(content.base64, "base64"));
  const files = Object.entries(contents).map(([name, content]) => [
    name,
    typeof content === "string" ? content : bytes(content),
  ]);
  const first = ["GET", path, null, new Uint8Array()];
  return { files: Object.fromEntries(files), open, requests: [first] };
}

await finish(main());
