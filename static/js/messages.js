// Every message that crosses a port, as types: the mirror of worker/messages.py, which explains
// them, and of the window messages between the IDE page, the host page and the preview.
// Imports nothing.

/**
 * @typedef {string | Uint8Array} Content text as typed, bytes for what is not UTF-8 text
 * @typedef {Record<string, Content>} Files project-relative POSIX path -> content
 * @typedef {Record<string, Content | null>} Changes null deletes
 *
 * @typedef {"starting" | "installing" | "loading" | "serving" | "failed"} Phase
 * @typedef {{path: string, line: number, name: string, source: string, own: boolean}} Frame
 * @typedef {object} AppError
 * @property {"syntax" | "import" | "lifespan" | "no-app" | "package" | "boot"} kind
 * @property {string} type
 * @property {string} message
 * @property {string} summary one sentence for the status line
 * @property {string | null} path
 * @property {number | null} line 1-based
 * @property {number | null} column 1-based
 * @property {Frame[]} frames outermost first
 * @property {string} text the traceback as CPython prints it
 *
 * @typedef {object} Cookie
 * @property {string} name
 * @property {string} value
 * @property {string} path as the browser sees it
 * @property {number | null} expires seconds since the epoch; null: with the session
 * @property {"strict" | "lax" | "none"} same_site
 *
 * @typedef {{generation: number, error: AppError | null}} Outcome
 * @typedef {{phase: Phase, generation: number, app: string | null, error: AppError | null}} State
 *
 * @typedef {{type: "project.open", id: number, files: Files, generation?: number,
 *   cookies?: Cookie[]}
 *   | {type: "project.write", id: number, changes: Changes}
 *   | {type: "project.reload", id: number}
 *   | {type: "project.loaded", id: number}
 *   | {type: "ping", id: number}} PageMessage
 *
 * @typedef {{type: "progress", step: "download" | "python" | "install" | "app", name: string,
 *   loaded: number, total: number}} Progress
 * @typedef {{kind: "print" | "debug" | "info" | "warning" | "error", text: string, time: number,
 *   generation: number}} ConsoleEntry
 * @typedef {{type: "request", method: string, path: string, status: number, duration: number,
 *   destination: string, generation: number, time: number}} RequestLog
 * @typedef {object} RouteProblem
 * @property {string} file project-relative; a dependency may be in another file than its route
 * @property {number} line 1-based
 * @property {number} column 1-based
 * @property {number} end_line
 * @property {number} end_column behind the last character
 * @property {string} code the text of `line`
 * @property {string} message what is, where, what to do
 *
 * @typedef {object} Route
 * @property {string} path from the app's root: "/items/{item_id}"
 * @property {string[]} methods GET first; none: any
 * @property {string} name
 * @property {string | null} endpoint the function's name in the file
 * @property {"http" | "websocket" | "mount"} kind
 * @property {string | null} host the only host that it answers on
 * @property {string | null} docs where FastAPI's page shows it: "/docs#/default/read_item"
 * @property {string} file project-relative
 * @property {number} line of the decorator or the call that adds it, else of its def; 1-based
 * @property {number} end_line
 * @property {number} end_column 1-based, behind the last character
 * @property {string} code the text of `line`
 * @property {RouteProblem[]} problems
 *
 * @typedef {{type: "outcome", id: number, outcome: Outcome}
 *   | {type: "pong", id: number}
 *   | {type: "state", state: State}
 *   | Progress
 *   | {type: "reloaded", generation: number, paths: string[]}
 *   | {type: "changed", generation: number, paths: string[]}
 *   | {type: "console", entries: ConsoleEntry[]}
 *   | RequestLog
 *   | {type: "restart", reason: string}
 *   | {type: "files", changes: Changes}
 *   | {type: "packages", wheels: Record<string, string>}
 *   | {type: "loaded", id: number, packages: string[], modules: string[]}
 *   | {type: "routes", generation: number, routes: Route[]}
 *   | {type: "cookies", cookies: Cookie[]}} PageEvent
 *
 * @typedef {object} ConnectionScope
 * @property {"http" | "https" | "ws" | "wss"} scheme
 * @property {string} raw_path percent-encoded, without query string and root_path
 * @property {string} query_string
 * @property {string} root_path "" or "/preview/<id>"
 * @property {[string, string][]} headers lower-case names
 * @property {[string, number]} server
 * @property {[string, string][]} [cookies] with Path=/ that scripts may see; absent:
 *   without credentials
 *
 * @typedef {ConnectionScope & {method: string, destination: string}} ClientScope destination is
 *   Request.destination
 * @typedef {ConnectionScope & {subprotocols: string[]}} SocketScope
 *
 * @typedef {{type: "http", id: number, scope: ClientScope, body?: Uint8Array, more_body: boolean}
 *   | {type: "http.request", id: number, body: Uint8Array, more_body: boolean}
 *   | {type: "http.disconnect", id: number}
 *   | {type: "http.pull", id: number}} ClientMessage
 *
 * @typedef {{type: "http.receive", id: number}
 *   | {type: "http.response.start", id: number, status: number, reason: string,
 *      headers: [string, string][], cookies?: Cookie[]}
 *   | {type: "http.response.body", id: number, body: Uint8Array, more_body: boolean}
 *   | {type: "http.error", id: number, message: string}
 *   | {type: "runtime.retired", begun: number[]}
 *   | {type: "cookies", cookies: Cookie[]}} ServerMessage which come in arrays
 */

// WebSockets: a page of the app asks the service worker, which passes the page's port on to the
// runtime with {type: "websocket", scope}. Everything else goes through that port.
/**
 * @typedef {{type: "websocket.open", url: string, protocols: string[], lock?: string}} SocketRequest
 *
 * @typedef {{type: "websocket.receive", text?: string, bytes?: Uint8Array}
 *   | {type: "websocket.taken", messages: number}
 *   | {type: "websocket.disconnect", code: number, reason: string}} ClientSocketMessage
 *
 * @typedef {{type: "websocket.accept", subprotocol: string}
 *   | {type: "websocket.http.response.start", status: number}
 *   | {type: "websocket.send", text?: string, bytes?: Uint8Array<ArrayBuffer>}
 *   | {type: "websocket.close", code: number, reason: string}
 *   | {type: "websocket.taken", messages: number}
 *   | {type: "runtime.retired"}} ServerSocketMessage
 */

// The page and the host page: one MessagePort, handed over with `host.connect`.
/**
 * @typedef {object} SnapshotWish
 * @property {Files} files of the project: what they need is installed
 * @property {string[]} modules of that, to be imported
 * @property {Blob | null} snapshot the runtime's, where it is kept
 *
 * @typedef {{type: "runtime.start" | "language.start"}
 *   | {type: "runtime.snapshot" | "language.snapshot", snapshot: Blob | null}
 *   | {type: "runtime.stop"}
 *   | {type: "language.stop"}
 *   | {type: "snapshot.make", id: number, wish: SnapshotWish}
 *   | {type: "fetch", id: number, path: string, method: string, headers: [string, string][],
 *      redirect: RequestRedirect, body: ArrayBuffer | null}
 *   | {type: "fetch.abort", id: number}} HostCommand
 *
 * @typedef {{type: "runtime.port"}
 *   | {type: "snapshot.broken"}
 *   | {type: "snapshot.made", id: number, snapshot: ArrayBuffer}
 *   | {type: "snapshot.failed", id: number, message: string}
 *   | {type: "runtime.crashed", message: string}
 *   | {type: "language.port"}
 *   | {type: "language.crashed", message: string}
 *   | {type: "serviceworker.ready"}
 *   | {type: "serviceworker.failed", reason: "insecure" | "unsupported" | "refused", message: string}
 *   | {type: "fetch.response", id: number, status: number, statusText: string, url: string,
 *      redirected: boolean, headers: [string, string][], body: ReadableStream | ArrayBuffer}
 *   | {type: "fetch.failed", id: number, message: string}} HostEvent
 */

// The preview's document (the script injected into every HTML response) and the page.
/**
 * @typedef {{type: "preview.location", href: string, title: string, traversal: boolean,
 *      canGoBack: boolean, canGoForward: boolean}
 *   | {type: "preview.open", path: string, line: number}
 *   | {type: "preview.correct", path: string, line: number, wrong: string, meant: string}
 *   | {type: "preview.reloading"}
 *   | {type: "preview.restyling", id: number, found: boolean}
 *   | {type: "preview.restyled", failed: boolean}
 * } PreviewEvent
 * @typedef {{type: "preview.back"} | {type: "preview.forward"} | {type: "preview.reload"}
 *   | {type: "preview.restyle", id: number, paths: string[]}} PreviewCommand
 */

// What the host writes into a document, as <script type="application/json" id="config">.
/**
 * @typedef {object} Config
 * @property {string} version of asgipad
 * @property {"origins" | "prefix"} mode
 * @property {string} ide absolute URL of the start page, ends in "/"
 * @property {string} assets absolute URL of static/, versioned, ends in "/"
 * @property {string} vendor absolute URL of static/vendor/, versioned, ends in "/"
 * @property {string | null} snapshots absolute URL of static/snapshots/, versioned, ends in "/"; null:
 *   there are none that would do
 * @property {string} worker absolute path of worker/ on every origin, versioned, ends in "/"
 * @property {string} preview absolute URL of a project's preview, "{id}" stands for the project id
 * @property {string} host absolute URL of a project's host page, with "{id}"
 * @property {string | null} index package index that `--index` named, else null: micropip's own
 */

export {};
