"""`hashlib.scrypt` and `hashlib.pbkdf2_hmac`, with which frameworks store passwords.

CPython has them from OpenSSL only, and the browser's has none; here they are JavaScript's.
"""

import hashlib
from typing import Any, Protocol, cast

_HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")

_MEMORY = 32 * 1024 * 1024
"""Bytes that scrypt may take unless it is told otherwise, as with OpenSSL."""


class Library(Protocol):
    """`static/hashes.js`, in plain Python values."""

    def pbkdf2(
        self, hash: str, password: bytes, salt: bytes, iterations: int, length: int
    ) -> bytes: ...

    def scrypt(
        self, password: bytes, salt: bytes, n: int, r: int, p: int, length: int
    ) -> bytes: ...


_library: Library | None = None


def use(library: Library) -> None:
    """Let the functions have a library; they raise RuntimeError before."""
    global _library
    _library = library


def _used() -> Library:
    if _library is None:
        raise RuntimeError("hashlib cannot derive keys before the app is started")
    return _library


def install() -> None:
    """Add the functions to `hashlib`."""

    def pbkdf2_hmac(
        hash_name: str, password: Any, salt: Any, iterations: int, dklen: int | None = None
    ) -> bytes:
        """As in CPython's documentation of hashlib."""
        name = hash_name.lower().replace("-", "")
        if name not in _HASHES:
            raise ValueError(f"unsupported hash type {hash_name}")
        if iterations < 1:
            raise ValueError("iteration value must be greater than 0.")
        length = hashlib.new(name).digest_size if dklen is None else dklen
        if length < 1:
            raise ValueError("key length must be greater than 0.")
        return _used().pbkdf2(name, _bytes(password), _bytes(salt), iterations, length)

    def scrypt(
        password: Any, *, salt: Any, n: int, r: int, p: int, maxmem: int = 0, dklen: int = 64
    ) -> bytes:
        """As in CPython's documentation of hashlib."""
        if n < 2 or n & (n - 1):
            raise ValueError("n must be a power of 2.")
        if r < 1 or p < 1 or dklen < 1 or r * p >= 2**30:
            raise ValueError("Invalid parameter combination for n, r, p, maxmem.")
        if 128 * r * (n + p + 2) > (maxmem or _MEMORY):
            raise ValueError("memory limit exceeded")
        return _used().scrypt(_bytes(password), _bytes(salt), n, r, p, dklen)

    functions = cast(Any, hashlib)
    functions.pbkdf2_hmac, functions.scrypt = pbkdf2_hmac, scrypt


def _bytes(value: Any) -> bytes:
    """:raises TypeError: it is text"""
    return bytes(memoryview(value))
