import type { Asgipad } from "./api.js";

declare global {
  interface Window {
    /** The page for scripts: see api.js. */
    asgipad?: Asgipad;
  }
}
