// Takes the snapshots, under Node.
//
//   node snapshot.mjs VENDOR WORKER ASGIPAD_ZIP WASM CODES FOLDER NAME...
//
// WASM is what starts in the place of Pyodide's (symbols.py). CODES is a folder: the first modules of
// libraries that are split, by the names of their files.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finish, replaceWasm, take } from "./taking.mjs";

const [vendor, worker, archive, wasm, codes, folder, ...names] = process.argv.slice(2);

async function main() {
  replaceWasm(vendor, wasm);
  const read = (name) => [name, new Uint8Array(readFileSync(join(codes, name)))];
  const split = new Map(readdirSync(codes).map(read));
  for (const name of names) {
    const { snapshot, later } = await take({ vendor, worker }, archive, name, split);
    writeFileSync(join(folder, `${name}.snapshot`), snapshot);
    writeFileSync(join(folder, `${name}.files`), later);
  }
}

await finish(main());
