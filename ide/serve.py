"""Takes a port and serves on it until it is told to stop."""

import contextlib
import errno
import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Iterable

import uvicorn
from starlette.types import ASGIApp

from ide import __version__
from ide.settings import DEFAULT_PORT, Settings, SettingsError

_TRIES = 100
"""Ports that are looked at, from the default on."""

_LOOPBACK = ("127.0.0.1", "::1")
_GRACE = 2
"""Seconds that a download may go on after Ctrl C."""

_UNUSABLE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def serve(app: ASGIApp, settings: Settings) -> None:
    """Serves `app` until Ctrl C, after saying where.

    Raises:
        SettingsError: the host or the port cannot be had.
    """
    sockets = listen(settings)
    try:
        for line in announcement(settings, sockets):
            print(line, flush=True)
        if settings.open_browser:
            # Some browsers run in the foreground. The sockets listen: a request waits, none fails.
            address = address_of(settings, sockets)
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn has stopped, and passes it on
            server_for(app).run(sockets=sockets)
    finally:
        for listener in sockets:
            listener.close()


def server_for(app: ASGIApp) -> uvicorn.Server:
    """A server that says nothing unless something is wrong."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
    )


def listen(settings: Settings) -> list[socket.socket]:
    """Sockets that listen on one port at every address of the host.

    A port counts as free only if it is so at each of them: browsers resolve `*.localhost` to ::1
    first, and would end up with whoever listens there.

    Raises:
        SettingsError: the host is unknown, or the port is taken.
    """
    addresses = _addresses(settings.host)
    if settings.port is not None:
        try:
            return _listen(addresses, settings.port)
        except OSError as error:
            raise SettingsError(f"port: {settings.port}: {_reason(error)}.") from None
    for port in range(DEFAULT_PORT, DEFAULT_PORT + _TRIES):
        try:
            return _listen(addresses, port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise SettingsError(f"host: {settings.host}: {_reason(error)}.") from None
    raise SettingsError(
        f"port: {DEFAULT_PORT} to {DEFAULT_PORT + _TRIES - 1} are all taken, name another one."
    )


def address_of(settings: Settings, sockets: Iterable[socket.socket]) -> str:
    """The URL to open on this machine."""
    first = next(iter(sockets)).getsockname()
    address = ipaddress.ip_address(first[0])
    if address.is_loopback or address.is_unspecified:
        name = "localhost"
    else:
        name = f"[{address}]" if address.version == 6 else str(address)
    return f"http://{name}:{first[1]}/"


def announcement(settings: Settings, sockets: Iterable[socket.socket]) -> list[str]:
    """What the command prints: where to go, and what will not work there."""
    sockets = list(sockets)
    lines = [f"asgipad {__version__}: {address_of(settings, sockets)}"]
    bound = [ipaddress.ip_address(listener.getsockname()[0]) for listener in sockets]
    port = sockets[0].getsockname()[1]
    if any(address.is_unspecified for address in bound):
        lines += [f"  from other machines: http://{name}:{port}/" for name in _network_names()]
    if not all(address.is_loopback for address in bound):
        lines.append(
            "  Browsers on other machines run the preview over https only:"
            " put a reverse proxy with a certificate in front."
        )
    return [*lines, "Ctrl C stops it."]


def _addresses(host: str) -> list[str]:
    """What a host name stands for; loopback as a whole, whatever /etc/hosts knows of it."""
    if host == "localhost":
        return [address for address in _LOOPBACK if _usable(address)]
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SettingsError(f"host: {host!r} is not an address or name of this machine.") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _usable(address: str) -> bool:
    try:
        _bound(address, 0).close()
    except OSError as error:
        if error.errno in _UNUSABLE:
            return False
        raise
    return True


def _listen(addresses: list[str], port: int) -> list[socket.socket]:
    """All or none. Port 0: the first address chooses, the others follow."""
    sockets: list[socket.socket] = []
    try:
        for address in addresses:
            listener = _bound(address, sockets[0].getsockname()[1] if sockets else port)
            sockets.append(listener)
            listener.listen(1024)  # now it is ours: Linux lets several bind, but only one listen
    except OSError:
        for listener in sockets:
            listener.close()
        raise
    return sockets


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR shares a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
    except OSError:
        listener.close()
        raise
    return listener


def _network_names() -> list[str]:
    """Addresses that other machines may know this one by."""
    names: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: asks which of its addresses the machine would use (RFC 5737 target).
            probe.connect(("192.0.2.1", 9))
            names.append(probe.getsockname()[0])
        except OSError:  # not on any network
            return []
    return names


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there"
    return error.strerror or str(error)
