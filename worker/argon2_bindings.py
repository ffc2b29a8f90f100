"""Argon2 without cffi, for `pwdlib[argon2]` and `argon2-cffi`: FastAPI's tutorial hashes with them.

Their compiled part, argon2-cffi-bindings, has a wheel for browsers, but its module `_ffi` is
reached through cffi, which has none. The module is a shared library, too, and exports Argon2's
functions: here ctypes calls them, declared as in Argon2's argon2.h. Of cffi's `ffi` and `lib` there
is what argon2-cffi uses, but for `argon2.low_level.core`, which takes a C structure.
"""

import ctypes
import sys
from collections.abc import Sequence
from ctypes import c_char_p, c_int, c_size_t, c_uint32, c_void_p
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_file_location
from types import ModuleType
from typing import Any

NAME = "_argon2_cffi_bindings._ffi"


class Ffi:
    """As cffi's: makes C values and reads them."""

    NULL = None

    def new(self, declaration: str, init: int | bytes) -> "ctypes.Array[ctypes.c_char]":
        """An array of bytes: so many, or these and a zero."""
        if declaration not in ("char[]", "uint8_t[]"):
            raise TypeError(f"{declaration} cannot be made without cffi: only arrays of bytes can")
        return ctypes.create_string_buffer(init)

    def string(self, value: "bytes | ctypes.Array[ctypes.c_char]") -> bytes:
        """What stands before the first zero."""
        return value if isinstance(value, bytes) else value.value

    def buffer(self, array: "ctypes.Array[ctypes.c_char]", size: int) -> memoryview:
        return memoryview(array)[:size]


class Lib:
    """Argon2's functions and constants, from a shared library."""

    ARGON2_OK = 0
    ARGON2_VERIFY_MISMATCH = -35
    ARGON2_VERSION_NUMBER = 0x13
    Argon2_d = 0
    Argon2_i = 1
    Argon2_id = 2

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        costs = [c_uint32] * 3  # time, memory, parallelism
        data: list[Any] = [c_void_p, c_size_t]
        self.argon2_encodedlen = library.argon2_encodedlen
        self.argon2_encodedlen.argtypes = [*costs, c_uint32, c_uint32, c_int]
        self.argon2_encodedlen.restype = c_size_t
        self.argon2_hash = library.argon2_hash
        # password, salt, raw hash, encoded hash
        self.argon2_hash.argtypes = [*costs, *data, *data, *data, *data, c_int, c_uint32]
        self.argon2_verify = library.argon2_verify
        self.argon2_verify.argtypes = [c_char_p, *data, c_int]
        self.argon2_error_message = library.argon2_error_message
        self.argon2_error_message.argtypes = [c_int]
        self.argon2_error_message.restype = c_char_p


class _WithoutCffi(MetaPathFinder, Loader):
    """Finds the module as usual, and loads it as a library."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != NAME or find_spec("_cffi_backend") is not None:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is None or found.origin is None:
            return None
        return spec_from_file_location(name, found.origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__file__ is not None
        vars(module).update(ffi=Ffi(), lib=Lib(module.__file__))


def install() -> None:
    """Let argon2-cffi be imported where there is no cffi."""
    if not any(isinstance(finder, _WithoutCffi) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WithoutCffi())
