// What a start has reached, as marks of User Timing: DevTools' Performance panel shows them, and the
// benchmarks tell from them what the time goes to.

/** @import { State } from "./messages.js" */
/** @import { Runtime } from "./runtime.js" */

/** @param {string} name is marked once, however often it is reached */
export function reach(name) {
  const mark = `asgipad: ${name}`;
  if (performance.getEntriesByName(mark, "mark").length === 0) performance.mark(mark);
}

/** @param {Runtime} runtime of a page whose own scripts have run */
export function markStart(runtime) {
  reach("scripts");
  runtime.addEventListener("progress", (event) => {
    const { step } = /** @type {CustomEvent<{step: string}>} */ (event).detail;
    reach(`progress ${step}`);
  });
  runtime.addEventListener("state", (event) => {
    reach(`state ${/** @type {CustomEvent<State>} */ (event).detail.phase}`);
  });
}
