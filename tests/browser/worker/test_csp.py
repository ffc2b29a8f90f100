"""The preview's own scripts get past any Content-Security-Policy, and nothing else does."""

import re
from typing import NamedTuple

import pytest

from tests.browser.worker.conftest import Modules

SCRIPTS = ["/__pad__/worker/websocket.js", "/__pad__/worker/preview.js"]


class Rewritten(NamedTuple):
    policy: str | None
    nonce: str | None


def allow_script(modules: Modules, policy: str | None) -> Rewritten:
    """Our scripts' URLs are written OWN in the answer."""
    rewritten, nonce = modules.run(
        """
        const { allowScripts } = await load("csp");
        const headers = new Headers(arg.policy === null ? {} : {
          "content-security-policy": arg.policy,
        });
        const nonce = allowScripts(headers, arg.scripts);
        const own = arg.scripts.map((script) => new URL(script, location.origin).href).join(" ");
        return [headers.get("content-security-policy")?.replaceAll(own, "OWN") ?? null, nonce];
        """,
        {"policy": policy, "scripts": SCRIPTS},
    )
    return Rewritten(rewritten, nonce)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("script-src 'self'", "script-src 'self' OWN"),
        ("script-src 'none'", "script-src OWN"),
        ("SCRIPT-SRC 'NONE'", "SCRIPT-SRC OWN"),
        ("script-src", "script-src OWN"),
        ("script-src 'unsafe-inline'", "script-src 'unsafe-inline' OWN"),
        ("script-src 'sha256-abc='", "script-src 'sha256-abc=' OWN"),
        ("default-src 'none'", "default-src 'none'; script-src OWN"),
        (
            "default-src 'self'; img-src *",
            "default-src 'self'; img-src *; script-src 'self' OWN",
        ),
        (
            "script-src 'self'; script-src-elem 'none'; default-src 'none'",
            "script-src 'self'; script-src-elem OWN; default-src 'none'",
        ),
        ("script-src a.test; script-src b.test", "script-src a.test OWN; script-src b.test"),
        ("script-src 'self', script-src 'none'", "script-src 'self' OWN,script-src OWN"),
    ],
)
def test_its_url_is_added(modules: Modules, policy: str, expected: str) -> None:
    assert allow_script(modules, policy) == Rewritten(expected, None)


@pytest.mark.parametrize(
    "policy",
    ["img-src 'self'", "frame-ancestors 'none'; style-src 'none'", "upgrade-insecure-requests", ""],
)
def test_a_policy_that_says_nothing_of_scripts_is_left_alone(modules: Modules, policy: str) -> None:
    assert allow_script(modules, policy) == Rewritten(policy, None)


def test_no_policy_stays_none(modules: Modules) -> None:
    assert allow_script(modules, None) == Rewritten(None, None)


@pytest.mark.parametrize(
    "policy", ["script-src 'nonce-Ab+/='", "default-src 'nonce-Ab+/=' 'strict-dynamic'"]
)
def test_the_apps_nonce_is_used(modules: Modules, policy: str) -> None:
    rewritten = allow_script(modules, policy)
    assert rewritten.nonce == "Ab+/="
    assert "OWN" not in (rewritten.policy or "")


def test_strict_dynamic_without_a_nonce_gets_one(modules: Modules) -> None:
    policy, nonce = allow_script(modules, "script-src 'strict-dynamic' 'sha256-abc='")
    assert nonce is not None
    assert re.fullmatch(r"[\w+/-]+", nonce)
    assert policy == f"script-src 'strict-dynamic' 'sha256-abc=' 'nonce-{nonce}'"


def test_a_nonce_works_under_every_policy_of_the_response(modules: Modules) -> None:
    policy, nonce = allow_script(
        modules, "script-src 'nonce-one', script-src 'nonce-two', script-src 'self'"
    )
    assert nonce == "one"
    assert policy == (
        "script-src 'nonce-one',script-src 'nonce-two' 'nonce-one',script-src 'self' OWN"
    )


def test_a_nonce_of_a_later_policy_is_used(modules: Modules) -> None:
    policy, nonce = allow_script(modules, "script-src 'self', script-src 'nonce-two'")
    assert nonce == "two"
    assert policy == "script-src 'self' OWN,script-src 'nonce-two'"
