import http.client
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from ide.assets import Assets
from ide.serve import address_of, announcement, listen
from ide.settings import DEFAULT_PORT, Settings, SettingsError
from tests.hosting import hosting


@contextmanager
def listening(settings: Settings) -> Iterator[list[socket.socket]]:
    sockets = listen(settings)
    try:
        yield sockets
    finally:
        for listener in sockets:
            listener.close()


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def test_loopback_only_and_all_of_it() -> None:
    with listening(Settings(port=0)) as sockets:
        names = [listener.getsockname()[0] for listener in sockets]
        assert names[0] == "127.0.0.1"
        assert set(names) <= {"127.0.0.1", "::1"}
        assert len({port_of(listener) for listener in sockets}) == 1


def test_next_free_port() -> None:
    with listening(Settings()) as first, listening(Settings()) as second:
        assert DEFAULT_PORT <= port_of(first[0]) < port_of(second[0])


def test_named_port_that_is_taken() -> None:
    with listening(Settings(port=0)) as sockets:
        port = port_of(sockets[0])
        with pytest.raises(
            SettingsError, match=rf"^port: {port}: another program listens there\.$"
        ):
            listen(Settings(port=port))


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_port_that_is_taken_at_one_address() -> None:
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        with pytest.raises(SettingsError, match="another program"):
            listen(Settings(port=port_of(other)))


def test_a_body_does_not_wait_until_its_head_is_acknowledged() -> None:
    # Nagle's algorithm (RFC 896): 40 ms for each request but a connection's first. asyncio switches
    # it off where a socket says that it is TCP's (base_events._set_nodelay).
    with listening(Settings(port=0)) as sockets:
        assert {listener.proto for listener in sockets} == {socket.IPPROTO_TCP}


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.7"])
def test_host_that_is_not_ours(host: str) -> None:
    with pytest.raises(SettingsError, match=r"^(host|port): "):
        listen(Settings(host=host, port=0))


def test_announced_on_this_machine() -> None:
    settings = Settings(port=0)
    with listening(settings) as sockets:
        address = f"http://localhost:{port_of(sockets[0])}/"
        assert address_of(settings, sockets) == address
        first, last = announcement(settings, sockets)
        assert first.endswith(f": {address}")
        assert "Ctrl C" in last


def test_announced_to_the_network() -> None:
    settings = Settings(host="0.0.0.0", port=0)
    with listening(settings) as sockets:
        assert address_of(settings, sockets).startswith("http://localhost:")
        assert any("https" in line for line in announcement(settings, sockets))


def test_over_the_wire(assets: Assets) -> None:
    """The real server, asked as a browser does that resolves *.localhost by itself."""
    with hosting(assets=assets) as port:
        for name, text in (("asgipad", b"start page"), ("abcde12345.asgipad", b"boot page")):
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
                headers = {"Host": f"{name}.localhost:{port}", "Sec-Fetch-Dest": "document"}
                client.request("GET", "/", headers=headers)
                response = client.getresponse()
                body = response.read()
                assert response.status == 200
                assert text in body
                assert f"http://asgipad.localhost:{port}/".encode() in body
