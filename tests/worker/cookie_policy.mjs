// Answers calls of worker/cookie_policy.js: node cookie_policy.mjs VENDOR WORKER. One a line of JSON:
// {"id": 1, "method": "take", "arguments": [...], "now": null}; the method "new" makes a policy.
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";

const [vendor, worker] = process.argv.slice(2);
/** @param {string[]} path */
const load = (...path) => import(pathToFileURL(resolve(...path)).href);
const tough = await load(vendor, "tough-cookie.js");
const { CookiePolicy } = await load(worker, "cookie_policy.js");

const policies = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, arguments: values, now } = JSON.parse(line);
  mock.timers.reset();
  if (now !== null) mock.timers.enable({ apis: ["Date"], now: now * 1000 });
  let result = null;
  if (method === "new") policies.set(id, new CookiePolicy(tough, values[0]));
  else result = policies.get(id)[method](...values) ?? null;
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
