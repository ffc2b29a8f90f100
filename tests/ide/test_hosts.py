import pytest

from ide.hosts import HostError, Place, place_of


def place(host: str, scheme: str = "http", **headers: str) -> Place:
    pairs = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in pairs.items()]
    return place_of({"type": "http", "scheme": scheme, "headers": raw})


@pytest.mark.parametrize(
    ("host", "face"),
    [
        ("asgipad.localhost:8000", "ide"),
        ("ASGIpad.localhost:8000", "ide"),
        ("abcde12345.asgipad.localhost:8000", "preview"),
        ("localhost:8000", "entry"),
        ("127.0.0.1", "entry"),
        ("127.8.9.1:8000", "entry"),
        ("[::1]:8000", "entry"),
        ("other.localhost", "entry"),
        ("192.168.1.4:8000", "prefix"),
        ("[fe80::1]:8000", "prefix"),
        ("pad.school.example", "prefix"),
        ("asgipad.localhost.evil.example", "prefix"),
    ],
)
def test_face(host: str, face: str) -> None:
    assert place(host).face == face


@pytest.mark.parametrize("host", ["", "a b", "a/b", "a:b", 'a"b', "user@host", "x:123456"])
def test_malformed(host: str) -> None:
    with pytest.raises(HostError, match="is not a host name"):
        place(host)


@pytest.mark.parametrize("name", ["short", "abcde1234_", "a.b", "abcde12345.abcde12345"])
def test_no_such_project(name: str) -> None:
    with pytest.raises(HostError, match="is not the id of a project"):
        place(f"{name}.asgipad.localhost")


def test_ide_origin() -> None:
    ide = place("asgipad.localhost:8001")
    assert ide.mode == "origins"
    assert ide.ide == "http://asgipad.localhost:8001/"
    assert ide.preview == "http://{id}.asgipad.localhost:8001/"
    assert ide.host_page == "http://{id}.asgipad.localhost:8001/__pad__/host.html"


def test_preview_origin() -> None:
    preview = place("abcde12345.asgipad.localhost:8001")
    assert preview.mode == "origins"
    assert preview.project == "abcde12345"
    assert preview.ide == "http://asgipad.localhost:8001/"
    assert preview.preview == "http://abcde12345.asgipad.localhost:8001/"
    assert preview.host_page == "http://abcde12345.asgipad.localhost:8001/__pad__/host.html"


@pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000", "192.168.1.4:8000"])
def test_prefix_mode(host: str) -> None:
    one = place(host)
    assert one.mode == "prefix"
    assert one.ide == f"http://{host}/"
    assert one.preview == f"http://{host}/preview/{{id}}/"
    assert one.host_page == f"http://{host}/__pad__/host.html?id={{id}}"


def test_behind_a_proxy() -> None:
    """As nginx passes the request on."""
    assert place("pad.example", x_forwarded_proto="https").origin == "https://pad.example"


def test_behind_a_proxy_that_changes_the_host() -> None:
    forwarded = place(
        "localhost:8000", x_forwarded_host="a.example, b.internal", x_forwarded_proto="https, http"
    )
    assert forwarded.origin == "https://a.example"
    assert forwarded.face == "prefix"


def test_a_forged_scheme_is_not_believed() -> None:
    assert place("pad.example", x_forwarded_proto="javascript").scheme == "http"


@pytest.mark.parametrize(
    ("scheme", "host"), [("http", "pad.example:80"), ("https", "pad.example:443")]
)
def test_the_schemes_own_port_is_left_out(scheme: str, host: str) -> None:
    assert place(host, scheme).origin == f"{scheme}://pad.example"


@pytest.mark.parametrize(
    ("scheme", "host", "trustworthy"),
    [
        ("http", "asgipad.localhost", True),
        ("http", "127.0.0.1", True),
        ("http", "[::1]", True),
        ("http", "192.168.1.4", False),
        ("https", "pad.example", True),
    ],
)
def test_trustworthy(scheme: str, host: str, trustworthy: bool) -> None:
    assert place(host, scheme).trustworthy is trustworthy
