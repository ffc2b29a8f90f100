// Which functions of Pyodide's WebAssembly are called, while it is instrumented by splitting.py.

/** What that exports: a memory, a byte for each function. */
const CALLED = "asgipad:called";

export class Calls {
  /** @type {WebAssembly.Memory | undefined} */
  #noted;

  /**
   * From now on until there is one, Pyodide's instance is one that notes them.
   *
   * @param {Uint8Array} content of the instrumented WebAssembly
   */
  constructor(content) {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (given, imports) => {
      if (given instanceof WebAssembly.Module) return instantiate(given, imports); // a small one beside
      WebAssembly.instantiate = instantiate;
      const { instance, module } = await instantiate(content, imports);
      const { [CALLED]: noted, ...exports } = instance.exports; // Emscripten takes all for its own
      this.#noted = noted;
      return { instance: { exports }, module };
    };
  }

  /** @returns {Set<number>} their numbers, from the first that is no import */
  functions() {
    const noted = [...new Uint8Array(this.#noted.buffer)];
    return new Set(noted.flatMap((called, at) => (called ? [at] : [])));
  }
}
