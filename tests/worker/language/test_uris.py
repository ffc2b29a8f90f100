import pytest

from worker.language.protocol import RequestError
from worker.language.uris import to_path, to_uri


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/project/main.py", "file:///project/main.py"),
        ("/project/a b/é.py", "file:///project/a%20b/%C3%A9.py"),
        ("/project/100%.py", "file:///project/100%25.py"),
        ("/project/a#b?.py", "file:///project/a%23b%3F.py"),
    ],
)
def test_there_and_back(path: str, uri: str) -> None:
    assert to_uri(path) == uri
    assert to_path(uri) == path


@pytest.mark.parametrize(
    "uri", ["https://host.example/main.py", "file://host/main.py", "main.py", "file:///a%00b"]
)
def test_what_is_no_local_file(uri: str) -> None:
    with pytest.raises(RequestError, match="is not the URI of a file"):
        to_path(uri)
