"""The same with cffi and without it, each in an interpreter of its own."""

import pytest

from tests.worker.interpreter import run_fresh

WITH_CFFI = """
from worker import argon2_bindings
argon2_bindings.install()
"""
WITHOUT_CFFI = f"""
import sys
sys.modules["_cffi_backend"] = None  # as if it were not installed
{WITH_CFFI}
"""


@pytest.fixture(params=[WITH_CFFI, WITHOUT_CFFI], ids=["with cffi", "without cffi"])
def preamble(request: pytest.FixtureRequest) -> str:
    source: str = request.param
    return source


@pytest.mark.parametrize(
    "source, library", [(WITH_CFFI, "_cffi_backend"), (WITHOUT_CFFI, "worker")]
)
def test_cffi_comes_first(source: str, library: str) -> None:
    code = """
    from _argon2_cffi_bindings import lib
    show(type(lib).__module__)
    """
    assert run_fresh(source, code).shown.partition(".")[0] == library


def test_hashes(preamble: str) -> None:
    code = """
    from argon2.low_level import Type, hash_secret, hash_secret_raw
    costs = (1, 8, 1, 16)
    encoded = [hash_secret(b"pass\\0word", b"some salt", *costs, type).decode() for type in Type]
    show([*encoded, hash_secret_raw(b"", b"some salt", *costs, Type.ID).hex()])
    """
    assert run_fresh(preamble, code).shown == [
        "$argon2d$v=19$m=8,t=1,p=1$c29tZSBzYWx0$D5sf2xW37x0l/joSxQ6q1w",
        "$argon2i$v=19$m=8,t=1,p=1$c29tZSBzYWx0$N7cdXmiEzPi6Z89QLRUu2Q",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZSBzYWx0$qEhHQhLdmEfnyjh5rva+zw",
        "d654d3bc4e2603aeb4d5362eff261735",
    ]


def test_a_password_is_verified(preamble: str) -> None:
    code = """
    from argon2 import PasswordHasher
    from argon2.exceptions import HashingError, VerificationError, VerifyMismatchError
    hasher = PasswordHasher(memory_cost=64)
    encoded = hasher.hash("secret")
    shown = [hasher.verify(encoded, "secret")]
    for hash, password in ((encoded, "guess"), (encoded[:-9] + "*" * 9, "secret")):
        try:
            hasher.verify(hash, password)
        except VerificationError as error:
            shown.append(repr(error))
    try:
        hasher.hash("secret", salt=b"short")
    except HashingError as error:
        shown.append(repr(error))
    show(shown)
    """
    assert run_fresh(preamble, code).shown == [
        True,
        "VerifyMismatchError('The password does not match the supplied hash')",
        "VerificationError('Decoding failed')",
        "HashingError('Salt is too short')",
    ]
