// Python's garbage collector looks at the frames of all stacks, also of suspended ones. Those of calls from C
// lie in memory that all stacks share, and others write over it until the stack goes on: what the collector
// follows then are no addresses, and Python ends (Pyodide's issue 6464, in 314.0.7). So a stack has no frames
// while it is suspended. The collector needs none, it only saves work by them.
//
// CPython 3.14: mark_stacks in Python/gc.c; Include/internal/pycore_debug_offsets.h.

/** Pyodide's `saveState` makes one, of a stack that is about to be suspended.
 * @typedef {object} State
 * @property {number} threadState address of its PyThreadState
 * @property {number} [frame] address of its innermost frame: ours */

/** Which word of _Py_DebugOffsets, of eight bytes each, says where in a PyThreadState `current_frame` is. */
const CURRENT_FRAME = 26;

/** How it begins, in memory's order: "xdeb". */
const COOKIE = 0x62656478;

/** Its third word of four bytes has this in the upper half: 3.14. */
const VERSION = 0x030e;

/**
 * From now on garbage can be collected whatever is suspended.
 *
 * @param {any} module Emscripten's
 * @param {any} env what WebAssembly will import
 */
export function hideSuspendedFrames(module, env) {
  const { saveState, restoreState } = env;
  const frameOf = (/** @type {State} */ { threadState }) =>
    (threadState + placeOfFrame(module.HEAPU32, module.__PyRuntime)) / 4;
  env.saveState = () => {
    const state = saveState();
    if (state.threadState) {
      const at = frameOf(state);
      state.frame = module.HEAPU32[at];
      module.HEAPU32[at] = 0;
    }
    return state;
  };
  env.restoreState = (/** @type {State} */ state) => {
    module.HEAPU32[frameOf(state)] = state.frame;
    restoreState(state);
  };
}

/**
 * @param {Uint32Array} words memory's
 * @param {number} runtime address of _PyRuntime, which begins with _Py_DebugOffsets
 * @returns {number} offset of `current_frame` in a PyThreadState (bytes)
 * @throws {Error} Python is another one
 */
function placeOfFrame(words, runtime) {
  const at = runtime / 4;
  const [cookie, , version] = words.subarray(at, at + 3);
  if (cookie !== COOKIE || Number(version) >>> 16 !== VERSION) {
    throw new Error("a stack cannot be suspended: Python's frames are not where those of 3.14 are");
  }
  return Number(words[at + 2 * CURRENT_FRAME]);
}
