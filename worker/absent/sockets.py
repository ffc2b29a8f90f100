"""Sockets and names: only HTTP and WebSockets leave a browser, and those are its own."""

import errno
import ipaddress
import socket
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, cast

from .loops import event_loops

_HTTP = "httpx, requests and urllib.request work: they go through the browser's fetch"
_MAIL = "Keep or print the message while you try the app out, or use a mail service's HTTP API"
_DATABASE = "SQLite is there: a file in the project, or :memory:"

_ADVICE = {
    **dict.fromkeys((25, 465, 587, 2525), _MAIL),
    **dict.fromkeys((1433, 1521, 3306, 5432, 6379, 9042, 11211, 27017), _DATABASE),
}
"""By the port that servers of a kind have."""

_SERVE = "The preview serves the app: give it an ASGI or WSGI application and start no server"


class NoSockets(ConnectionError):
    """Raised where a socket would leave the browser. `errno` is ENETUNREACH."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(errno.ENETUNREACH, f"a browser has no sockets: {what}. {advice}")


class NoNames(socket.gaierror):
    """Raised where a name would be looked up. `errno` is EAI_FAIL."""

    def __init__(self, host: str, port: object) -> None:
        what = f"a browser looks up no names for Python, {_address(host, port)} among them"
        super().__init__(socket.EAI_FAIL, f"{what}. {_advice(port)}")


def install() -> None:
    """Replace what opens connections, and what looks names up. Local names still have addresses."""
    cls, module = cast(Any, socket.socket), cast(Any, socket)
    cls.connect = _connect
    cls.connect_ex = lambda self, address: errno.ENETUNREACH
    cls.bind = _bind
    cls.listen = lambda self, *args: _refuse_to_listen("it listens for nobody")
    cls.sendto = lambda self, data, *args: _connect(self, args[-1])
    module.socketpair = _socketpair
    module.getaddrinfo = _getaddrinfo(socket.getaddrinfo)
    module.gethostbyname = _gethostbyname
    module.gethostbyname_ex = lambda host: (host, [], [_gethostbyname(host)])
    module.gethostbyaddr = lambda host: (host, [], [_gethostbyname(host)])
    for loop in event_loops():
        for name in ("create_connection", "sock_connect", "create_datagram_endpoint"):
            setattr(loop, name, _loop_connects(name))
        for name in ("create_server", "create_unix_server"):
            setattr(loop, name, _loop_listens)
        cast(Any, loop).create_unix_connection = _loop_connects("create_unix_connection")


# connecting --------------------------------------------------------------------------------------


def _connect(_: object, address: Any) -> NoReturn:
    host, port = (*address, None)[:2] if isinstance(address, tuple) else (address, None)
    raise NoSockets(f"{_address(host, port)} cannot be reached", _advice(port))


def _loop_connects(name: str) -> Callable[..., Coroutine[Any, Any, NoReturn]]:
    async def connect(_: object, *args: Any, **options: Any) -> NoReturn:
        address = options.get("remote_addr") or options.get("path")
        if name == "sock_connect":
            address = args[1]
        elif name == "create_connection":
            given = (*args[1:3], None, None)
            address = (options.get("host", given[0]), options.get("port", given[1]))
        elif address is None and len(args) > 1:
            address = args[1]
        _connect(None, address)

    return connect


def _socketpair(*_: object) -> NoReturn:
    raise NoSockets(
        "there is no pair of them either",
        "Between tasks use asyncio.Queue; asyncio.run has its loop",
    )


# listening ---------------------------------------------------------------------------------------


def _bind(_: object, address: Any) -> NoReturn:
    host, port = (*address, None)[:2] if isinstance(address, tuple) else (address, None)
    _refuse_to_listen(f"nobody can connect to {_address(host, port)}")


def _refuse_to_listen(what: str) -> NoReturn:
    raise NoSockets(what, _SERVE)


async def _loop_listens(_: object, *args: Any, **options: Any) -> NoReturn:
    given = (*args[1:3], None, None)
    host, port = options.get("host", given[0]), options.get("port", given[1])
    _refuse_to_listen(f"nobody can connect to {_address(host, port)}")


# names -------------------------------------------------------------------------------------------


def _getaddrinfo(native: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        known = name if name is None or _is_address(name) else _gethostbyname(name, port)
        return native(known, port, *args, **options)

    return getaddrinfo


def _gethostbyname(host: str, port: object = None) -> str:
    if _is_address(host):
        return host
    if host in ("", "localhost", socket.gethostname()) or host.endswith(".localhost"):
        return "127.0.0.1"
    raise NoNames(host, port)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


# words -------------------------------------------------------------------------------------------


def _address(host: object, port: object) -> str:
    if not host and port is None:
        return "an address"
    return f"{host or ''}" if port is None else f"{host or ''}:{port}"


def _advice(port: object) -> str:
    return _ADVICE.get(port, _HTTP) if isinstance(port, int) else _HTTP
