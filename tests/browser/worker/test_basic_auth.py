"""Challenges of HTTP Basic authentication, read as browsers read them."""

import pytest

from tests.browser.worker.conftest import Modules


@pytest.mark.parametrize(
    ("values", "realm"),
    [
        (["Basic"], ""),
        (['Basic realm="simple"'], "simple"),
        (['basic REALM = "a, b"'], "a, b"),
        (['Basic charset="UTF-8", realm="late"'], "late"),
        ([r'Basic realm="a \"quoted\" word"'], 'a "quoted" word'),
        (["Basic realm=token"], "token"),
        (['Bearer realm="other", Basic realm="second"'], "second"),
        (['Basic realm="first", Bearer realm="other"'], "first"),
        (["Bearer", 'Basic realm="another header"'], "another header"),
        (["Basic, Bearer realm=other"], ""),
        (["Bearer"], None),
        (['Bearer realm="Basic realm=x"'], None),
        (["Basically"], None),
        ([], None),
    ],
)
def test_the_realm(modules: Modules, values: list[str], realm: str | None) -> None:
    headers = [["www-authenticate", value] for value in values] + [["x-other", "Basic"]]
    body = "return (await load('basic_auth')).basicRealm(arg);"
    assert modules.run(body, headers) == realm
