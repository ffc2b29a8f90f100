// The two kinds of Python: what each has loaded before anything is asked of it.

/**
 * @typedef {object} Interpreter
 * @property {string[]} packages of those on board, which are loaded with what they need
 * @property {string} module of Python, whose `start` is called
 * @property {string[]} sources packages on board, whose sources it has at hand with those of what they
 *   need
 */

/** @satisfies {Record<string, Interpreter>} */
export const INTERPRETERS = {
  /** The app's. Its packages are needed before the project's own can be looked at, and by apps. */
  runtime: {
    packages: ["micropip", "packaging", "a2wsgi"],
    module: "asgipad.browser",
    sources: [],
  },
  language: {
    packages: ["black", "jedi", "packaging", "pyflakes"],
    module: "asgipad.language.browser",
    /** What the runtime tells of a project with FastAPI. */
    sources: ["a2wsgi", "fastapi", "micropip", "packaging"],
  },
};

/** @typedef {keyof typeof INTERPRETERS} Name */
