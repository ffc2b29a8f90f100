// Compiles modules of WebAssembly, so that the build ends with what no browser would take.
//
//   node validate.mjs FILE...

import { readFileSync } from "node:fs";

for (const file of process.argv.slice(2)) {
  try {
    new WebAssembly.Module(readFileSync(file));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
