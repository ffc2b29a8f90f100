// Runs a Python file in Pyodide under Node, with worker/ mounted as the package `asgipad` and the
// wheels that the host carries: node run_pyodide.mjs VENDOR WORKER FILE PACKAGE...
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [vendor, worker, file, ...packages] = process.argv.slice(2);
const folder = resolve(vendor, "pyodide");
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { default: create } = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href);
const { wrapped } = await import(pathToFileURL(resolve(worker, "wrapped_module.js")).href);
const pyodide = await loadPyodide({
  lockFileURL: join(folder, "pyodide-lock.json"),
  createPyodideModule: wrapped(create),
});
await pyodide.loadPackage(packages, { messageCallback() {} });

/**
 * @param {string} from a folder of this machine
 * @param {string} to a folder of Pyodide's
 */
function mount(from, to) {
  pyodide.FS.mkdirTree(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    if (entry.isDirectory()) mount(path, `${to}/${entry.name}`);
    else if (entry.name.endsWith(".py")) {
      pyodide.FS.writeFile(`${to}/${entry.name}`, readFileSync(path));
    }
  }
}
mount(worker, "/lib/asgipad_home/asgipad");
pyodide.FS.mkdirTree("/project");
pyodide.FS.writeFile("/project/source.py", readFileSync(file));

try {
  await pyodide.runPythonAsync(`
import os, sys
os.chdir("/project")
sys.path[:0] = ["/project", "/lib/asgipad_home"]
import source
await source.main()
`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.exit(0);
