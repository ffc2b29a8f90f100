// The app's routes in words, and what it is to open one.

/** @import { Route } from "./messages.js" */

/** A parameter in a path. */
export const PARAMETER = /\{\w+\}/;

/**
 * @typedef {object} Opening
 * @property {string} path for the preview
 * @property {"page" | "docs" | "ask"} as the route itself, what FastAPI's docs say of it, or the
 *   route once its parameters are filled in
 */

/**
 * @param {Route} route
 * @returns {string} "GET /items/{item_id}"
 */
export function labelOf({ kind, methods, path, host }) {
  const where = host === null ? path || "/" : `${path || "/"} on ${host}`;
  if (kind === "websocket") return `WebSocket ${where}`;
  if (kind === "mount") return `App mounted at ${where}`;
  return methods.length === 0 ? where : `${methods.join(", ")} ${where}`;
}

/**
 * What the preview can show of a route: it can only GET, and only from the app's own host.
 *
 * @param {Route} route
 * @returns {Opening | null}
 */
export function openingOf({ kind, methods, path, host, docs }) {
  if (kind !== "http" || host !== null) return null;
  if (methods.length === 0 || methods.includes("GET")) {
    return { path: path || "/", as: PARAMETER.test(path) ? "ask" : "page" };
  }
  return docs === null ? null : { path: docs, as: "docs" };
}

/**
 * @param {Route} route
 * @returns {string} what a click on it does; where it does nothing, what it is
 */
export function titleOf(route) {
  const opening = openingOf(route);
  if (opening === null) return labelOf(route);
  if (opening.as === "docs") return `Show ${labelOf(route)} in the app's docs`;
  return `Open ${labelOf({ ...route, methods: ["GET"] })} in the preview`;
}
