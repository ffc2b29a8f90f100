"""Compared with OpenSSL's, whose arguments and errors they share."""

import hashlib
from typing import Any

import pytest

from worker import key_derivation

NATIVE = hashlib.pbkdf2_hmac, hashlib.scrypt


class OpenSSL:
    """A library of which only the arguments are of interest."""

    def pbkdf2(
        self, hash: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes:
        return NATIVE[0](hash, password, salt, iterations, length)

    def scrypt(self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
        return NATIVE[1](password, salt=salt, n=n, r=r, p=p, dklen=length, maxmem=2**30)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "pbkdf2_hmac", NATIVE[0])  # to be put back
    monkeypatch.setattr(hashlib, "scrypt", NATIVE[1])
    key_derivation.install()
    key_derivation.use(OpenSSL())


@pytest.mark.parametrize(
    "arguments",
    [
        ("sha256", b"secret", b"salt", 1000),
        ("SHA-512", bytearray(b"secret"), memoryview(b"salt"), 1, 20),
        ("sha1", b"", b"", 2),
        ("sha256", "text", b"salt", 1),
        ("sha256", b"secret", b"salt", 0),
        ("sha256", b"secret", b"salt", 1, 0),
        ("nothing", b"secret", b"salt", 1),
    ],
)
def test_pbkdf2(arguments: tuple[Any, ...]) -> None:
    assert outcome(hashlib.pbkdf2_hmac, *arguments) == outcome(NATIVE[0], *arguments)


@pytest.mark.parametrize(
    "options",
    [
        {"n": 16, "r": 8, "p": 1},
        {"n": 16, "r": 8, "p": 2, "dklen": 20, "salt": bytearray(b"x")},
        {"n": 15, "r": 8, "p": 1},
        {"n": 16, "r": 0, "p": 1},
        {"n": 2**15, "r": 8, "p": 1},
        {"n": 2**15, "r": 8, "p": 1, "maxmem": 132 * 2**15 * 8},
        {"n": 2**14, "r": 8, "p": 1},
        {"n": 16, "r": 8, "p": 1, "salt": "text"},
    ],
)
def test_scrypt(options: dict[str, Any]) -> None:
    options = {"salt": b"salt", **options}
    ours, native = (outcome(scrypt, b"secret", **options) for scrypt in (hashlib.scrypt, NATIVE[1]))
    assert ours == native


def outcome(function: Any, *arguments: Any, **options: Any) -> Any:
    """The key, or the kind of the error."""
    try:
        return function(*arguments, **options)
    except ValueError:
        return ValueError
    except TypeError:
        return TypeError
