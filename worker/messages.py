"""Every message that crosses a port, as types. Imports typing only.

`static/js/messages.js` is the mirror of this file for JavaScript.

Three kinds of port end in the runtime worker:

- the *page port*, from the IDE page: project files in, outcomes and events out;
- *client ports*, one per service worker connection: ASGI HTTP messages (ASGI HTTP spec 2.5) with a
  request id;
- *socket ports*, one per WebSocket of a page: ASGI WebSocket messages (ASGI WebSocket spec 2.4).

Bytes are `bytes` in Python and `Uint8Array` in JavaScript. Header names are lower-case, header
names and values are latin-1 text on the port and `bytes` in the ASGI scope.
"""

from typing import Literal, NotRequired, TypedDict

Content = str | bytes
"""One file: text as typed in the editor, bytes for everything that is not UTF-8 text."""

Changes = dict[str, Content | None]
"""Project-relative POSIX path -> new content; None deletes the file."""

Phase = Literal["starting", "installing", "loading", "serving", "failed"]
"""starting: Python boots. installing: packages. loading: importing the app, lifespan startup.
serving: a generation answers. failed: there is no app; `State.error` says why."""


class Frame(TypedDict):
    """One traceback entry. `path` is project-relative when `own` is true, else absolute."""

    path: str
    line: int
    name: str
    source: str
    own: bool


ErrorKind = Literal["syntax", "import", "lifespan", "no-app", "package", "boot"]


class AppError(TypedDict):
    """Why there is no new generation. Shown as a page, as text, and in the status line."""

    kind: ErrorKind
    type: str  # "NameError"
    message: str  # "name 'DATABSE' is not defined"
    summary: str  # one sentence: what is, where, what to do (the status line shows it)
    path: str | None  # project-relative file of the innermost own frame
    line: int | None  # 1-based
    column: int | None  # 1-based
    frames: list[Frame]  # outermost first
    text: str  # the whole traceback, as CPython prints it


SameSite = Literal["strict", "lax", "none"]


class Cookie(TypedDict):
    """A cookie of the app's host, which is always trustworthy: Secure makes no difference."""

    name: str  # "" for a cookie without one
    value: str
    path: str  # as the browser sees it, with root_path
    expires: float | None  # seconds since the epoch; in the past: delete it. None: with the session
    same_site: SameSite


class Outcome(TypedDict):
    """What an edit led to: the generation that serves now, and why it is not a newer one."""

    generation: int
    error: AppError | None


class State(TypedDict):
    phase: Phase
    generation: int  # 0 before the first
    app: str | None  # "main:app"
    error: AppError | None  # with phase "serving": the newest files do not compile


# page -> runtime ---------------------------------------------------------------------------------


class ProjectOpen(TypedDict):
    """First message on the page port. Answered with an outcome."""

    type: Literal["project.open"]
    id: int
    files: dict[str, Content]
    generation: NotRequired[int]  # the last one of the interpreter before: the numbers go on
    cookies: NotRequired[list[Cookie]]  # of the last `cookies` event


class ProjectWrite(TypedDict):
    """Edits, creations, deletions. Answered with an outcome once the new generation serves, or at
    once where none is needed."""

    type: Literal["project.write"]
    id: int
    changes: Changes


class ProjectReload(TypedDict):
    """Make a new generation from unchanged files. Answered with an outcome."""

    type: Literal["project.reload"]
    id: int


class Ping(TypedDict):
    """Answered with a pong: Python is not stuck."""

    type: Literal["ping"]
    id: int


class ProjectLoaded(TypedDict):
    """What is the project made of? Answered with `loaded`."""

    type: Literal["project.loaded"]
    id: int


PageMessage = ProjectOpen | ProjectWrite | ProjectReload | ProjectLoaded | Ping


# runtime -> page ---------------------------------------------------------------------------------


class OutcomeMessage(TypedDict):
    type: Literal["outcome"]
    id: int
    outcome: Outcome


class Pong(TypedDict):
    type: Literal["pong"]
    id: int


class StateMessage(TypedDict):
    type: Literal["state"]
    state: State


class Progress(TypedDict):
    """What the wait is for. `loaded` and `total` are bytes (download) or counts (install)."""

    type: Literal["progress"]
    step: Literal["download", "python", "install", "app"]
    name: str  # the package being installed, "Python", "main:app"
    loaded: int
    total: int


class Reloaded(TypedDict):
    """A new generation answers, be it with its app or with the page that says why there is none.

    `paths` are the files that changed since the last one.
    """

    type: Literal["reloaded"]
    generation: int
    paths: list[str]


class Changed(TypedDict):
    """Files changed that the app has not read into its memory: no new generation is needed.

    It goes on, and hands the new ones out from now on.
    """

    type: Literal["changed"]
    generation: int
    paths: list[str]


ConsoleKind = Literal["print", "debug", "info", "warning", "error"]


class ConsoleEntry(TypedDict):
    """stdout is kind print, stderr error, log records their level."""

    kind: ConsoleKind
    text: str
    time: float  # seconds since the epoch
    generation: int


class ConsoleMessage(TypedDict):
    type: Literal["console"]
    entries: list[ConsoleEntry]


class RequestLog(TypedDict):
    """One answered request, as uvicorn's access log would have it."""

    type: Literal["request"]
    method: str
    path: str  # with the query string, percent-encoded as the browser sent it
    status: int
    duration: float  # milliseconds to the response head
    destination: str  # Request.destination: "iframe", "document", "script", "" ...
    generation: int
    time: float  # seconds since the epoch


class Restart(TypedDict):
    """Only a fresh interpreter can go on: the app has ended, and no edit that waits is answered.

    `reason` is a clause: what is asked for, and why this interpreter cannot give it.
    """

    type: Literal["restart"]
    reason: str


class PackagesInstalled(TypedDict):
    """All packages that the interpreter has now: what an editor reads the sources of.

    `wheels`: canonical name -> URL; that of a package on board is relative to Pyodide's lockfile.
    """

    type: Literal["packages"]
    wheels: dict[str, str]


class Loaded(TypedDict):
    """What a snapshot of the project would hold beside that which Python has started from.

    `packages`: distributions with where they came from; empty where it would hold nothing else.
    `modules`: of these packages, in the order in which they were imported.
    """

    type: Literal["loaded"]
    id: int
    packages: list[str]
    modules: list[str]


class FilesWritten(TypedDict):
    """Files that the app itself wrote, changed or deleted in the project folder."""

    type: Literal["files"]
    changes: Changes


class RouteProblem(TypedDict):
    """What is wrong with a route, and where. `end_column` is behind the last character; columns
    count UTF-16 units."""

    file: str  # project-relative; a dependency may be in another file than its route
    line: int  # 1-based
    column: int  # 1-based
    end_line: int
    end_column: int
    code: str  # the text of `line`
    message: str  # one sentence or two: what is, where, what to do


class Route(TypedDict):
    """A route that the project adds to the app, or an app that it mounts."""

    path: str  # from the app's root, parameters without convertors: "/items/{item_id}"
    methods: list[str]  # GET first, without the HEAD that comes with it; [] for any
    name: str
    endpoint: str | None  # the function's name in the file
    kind: Literal["http", "websocket", "mount"]
    host: str | None  # the only host that it answers on: "api.example.org"
    docs: str | None  # where FastAPI's page shows it: "/docs#/default/read_item"
    file: str  # project-relative
    line: int  # of the decorator or the call that adds it, else of its def; 1-based
    end_line: int
    end_column: int  # 1-based, behind the last character, in UTF-16 units
    code: str  # the text of `line`
    problems: list[RouteProblem]


class RoutesMessage(TypedDict):
    """The routes of a new generation, soon after it was `reloaded`: in the order in which they are
    tried. Empty where there is no app, and for one that is not Starlette's."""

    type: Literal["routes"]
    generation: int
    routes: list[Route]


class CookiesChanged(TypedDict):
    """All cookies of the app that the browser does not keep itself, for the page to keep."""

    type: Literal["cookies"]
    cookies: list[Cookie]


PageEvent = (
    OutcomeMessage
    | Pong
    | StateMessage
    | Progress
    | Reloaded
    | Changed
    | ConsoleMessage
    | RequestLog
    | Restart
    | FilesWritten
    | PackagesInstalled
    | Loaded
    | RoutesMessage
    | CookiesChanged
)


# service worker -> runtime (a client port) -------------------------------------------------------


class ConnectionScope(TypedDict):
    """What requests and sockets have in common."""

    scheme: Literal["http", "https", "ws", "wss"]
    raw_path: str  # percent-encoded, without the query string, without root_path
    query_string: str
    root_path: str  # "" or "/preview/<id>"
    headers: list[tuple[str, str]]
    server: tuple[str, int]
    cookies: NotRequired[list[tuple[str, str]]]
    """Name and value of those with Path=/ that scripts may see. Absent: the request is without
    credentials, it carries no cookies and its answer sets none."""


class ClientScope(ConnectionScope):
    """What the service worker knows of a request; the bridge makes the ASGI scope of it."""

    method: str
    destination: str  # Request.destination


class SocketScope(ConnectionScope):
    """What the service worker knows of a socket that a page wants to open."""

    subprotocols: list[str]


class HTTPOpen(TypedDict):
    """A request. Its body is pulled with http.receive; without a body `more_body` is false."""

    type: Literal["http"]
    id: int
    scope: ClientScope
    body: NotRequired[bytes]  # the first (often the only) chunk
    more_body: bool  # further chunks follow, one for each http.receive


class HTTPRequest(TypedDict):
    """One body chunk, in answer to http.receive."""

    type: Literal["http.request"]
    id: int
    body: bytes
    more_body: bool


class HTTPDisconnect(TypedDict):
    """The client has left."""

    type: Literal["http.disconnect"]
    id: int


class HTTPPull(TypedDict):
    """The reader has room for one more http.response.body (one is granted from the start).

    An empty one, which only says that the body ends, needs no grant.
    """

    type: Literal["http.pull"]
    id: int


class WebSocketOpen(TypedDict):
    """A socket that a page wants to open. Its port comes with the message; everything else goes
    through that, so that a socket outlives the service worker."""

    type: Literal["websocket"]
    scope: SocketScope
    lock: NotRequired[str]
    """Name of a Web Lock that is free once the page's worker, whose socket it is, has ended."""


ClientMessage = HTTPOpen | HTTPRequest | HTTPDisconnect | HTTPPull
"""Messages that are for one request; `WebSocketOpen` is for none."""


# runtime -> service worker, in arrays -------------------------------------------------------------


class HTTPReceive(TypedDict):
    """The app wants the next chunk of the request body."""

    type: Literal["http.receive"]
    id: int


class HTTPResponseStart(TypedDict):
    type: Literal["http.response.start"]
    id: int
    status: int
    reason: str  # the phrase beside it: "Not Found"; "" for a status that has none
    headers: list[tuple[str, str]]
    cookies: NotRequired[list[Cookie]]  # for the browser to keep before anybody sees the response


class HTTPResponseBody(TypedDict):
    type: Literal["http.response.body"]
    id: int
    body: bytes
    more_body: bool


class HTTPError(TypedDict):
    """The response died after its head was out: the fetch must fail, not end as if complete."""

    type: Literal["http.error"]
    id: int
    message: str


class RuntimeRetired(TypedDict):
    """A fresh interpreter is about to take over. Of all requests, those on their way here included,
    only the `begun` ones have reached the app; the others are for its successor.
    """

    type: Literal["runtime.retired"]
    begun: list[int]


class CookiesSet(TypedDict):
    """Cookies for the browser that come with the answer to a WebSocket's handshake."""

    type: Literal["cookies"]
    cookies: list[Cookie]


ServerMessage = (
    HTTPReceive | HTTPResponseStart | HTTPResponseBody | HTTPError | RuntimeRetired | CookiesSet
)


# page of the app -> runtime (a socket port) ------------------------------------------------------


class SocketReceive(TypedDict):
    """A message of the page. It sends some ahead of those that the app has taken, not all."""

    type: Literal["websocket.receive"]
    text: NotRequired[str]
    bytes: NotRequired[bytes]


class SocketTaken(TypedDict):
    """In both directions: so many more messages have been read."""

    type: Literal["websocket.taken"]
    messages: int


class SocketDisconnect(TypedDict):
    """The page closes the socket or goes away. Answered with websocket.close."""

    type: Literal["websocket.disconnect"]
    code: int
    reason: str


ClientSocketMessage = SocketReceive | SocketTaken | SocketDisconnect


# runtime -> page of the app ----------------------------------------------------------------------


class SocketAccept(TypedDict):
    type: Literal["websocket.accept"]
    subprotocol: str  # "" for none


class SocketDeny(TypedDict):
    """The handshake fails with this status. The body is not carried: no page can read it."""

    type: Literal["websocket.http.response.start"]
    status: int


class SocketSend(TypedDict):
    type: Literal["websocket.send"]
    text: NotRequired[str]
    bytes: NotRequired[bytes]


class SocketClose(TypedDict):
    """The last message. Code 1006 stands for a connection that is dropped without a close frame."""

    type: Literal["websocket.close"]
    code: int
    reason: str


class SocketRetired(TypedDict):
    """No app has got this socket; the next runtime can: ask for it again."""

    type: Literal["runtime.retired"]


ServerSocketMessage = (
    SocketAccept | SocketDeny | SocketSend | SocketClose | SocketTaken | SocketRetired
)
