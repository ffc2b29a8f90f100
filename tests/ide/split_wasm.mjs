// Calls functions of a module that was split, or of a whole one, under Node; prints what they gave and
// what was fetched. Each step is [name, argument] of an exported function, "load", "break" or "mend":
//   node split_wasm.mjs SPLIT_WASM_JS FIRST REST STEPS, where REST is small.rest.wasm
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [script, first, rest, steps] = process.argv.slice(2);
const { withRest } = await import(pathToFileURL(script).href);

const asked = [];
let works = true;

globalThis.fetch = async (url) => {
  asked.push("fetch");
  const headers = { "content-type": "application/wasm" };
  return works ? new Response(readFileSync(url), { headers }) : new Response("", { status: 404 });
};
globalThis.XMLHttpRequest = class {
  open(_, url) {
    this.url = url;
  }
  send() {
    asked.push("XMLHttpRequest");
    this.status = works ? 200 : 404;
    this.response = readFileSync(this.url);
  }
};

const imports = { env: { hundred_more: (number) => number + 100 } };
const module = await WebAssembly.compile(readFileSync(first));
let second = null;
const later = {
  add(each) {
    second = each;
  },
};
const rests = { folder: rest.replace(/small\.rest\.wasm$/, ""), later };
const { exports } = withRest(await WebAssembly.instantiate(module, imports), imports, rests, "small");
const given = [];
for (const [name, argument] of JSON.parse(steps)) {
  if (name === "break" || name === "mend") works = name === "mend";
  else if (name === "load") given.push(await second.fetch().catch(({ message }) => message));
  else {
    try {
      given.push(exports[name](argument));
    } catch (error) {
      given.push(error.message);
    }
  }
}
const isSplit = second !== null;
const names = Object.keys(exports);
console.log(JSON.stringify({ given, asked, isSplit, names, memory: [...new Uint8Array(exports.memory.buffer, 0, 9)] }));
