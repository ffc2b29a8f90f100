"""Processes: there is one, and it can neither start others nor become another."""

import errno
import os
import shlex
import subprocess
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn, cast

from ..threadless import when_imported
from .loops import event_loops

_IMPORT_IT = "If it is Python, import it and call it"
_INSTALL = "Name packages in requirements.txt: asgipad installs them"
_THREADS = "Use a ThreadPoolExecutor, or asyncio"

_OS_CALLS = (
    *("execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp", "execvpe"),
    *("posix_spawn", "posix_spawnp", "system"),
    *("spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe"),
)
_SYNCHRONIZED = (
    *("Array", "Barrier", "BoundedSemaphore", "Condition", "Event", "JoinableQueue", "Lock"),
    *("Manager", "Pipe", "Pool", "Queue", "RLock", "Semaphore", "SimpleQueue", "Value"),
)
"""What a multiprocessing context makes."""


class NoProcesses(OSError):
    """Raised where another process would start. `errno` is ENOTSUP, as in CPython for browsers."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(errno.ENOTSUP, f"a browser has no processes: {what}. {advice}")


def install() -> None:
    """Replace what starts processes, in whatever of it this interpreter has."""
    popen = cast(Any, subprocess.Popen)
    popen.__init__ = lambda self, args, *rest, **options: refuse(args)
    for name in _OS_CALLS:
        if hasattr(os, name):
            setattr(os, name, _os_call(name))
    for name in ("fork", "forkpty"):
        if hasattr(os, name):
            setattr(os, name, _refuse_fork)
    for loop in event_loops():
        for name in ("subprocess_exec", "subprocess_shell"):
            setattr(loop, name, _loop_starts)
    when_imported("multiprocessing.process", _patch_process)
    when_imported("multiprocessing.context", _patch_context)
    when_imported("concurrent.futures.process", _patch_pool)


def refuse(command: Any) -> NoReturn:
    """Refuse to run a command: a string, a path or a list of them."""
    if isinstance(command, list | tuple):
        words = [os.fsdecode(word) for word in command]
        command = shlex.join(words)
    else:
        command = os.fsdecode(command)
        words = command.split()
    advice = _INSTALL if {"pip", "pip3", "uv"} & set(words) else _IMPORT_IT
    raise NoProcesses(f"`{command}` cannot be run", advice)


def _os_call(name: str) -> Callable[..., NoReturn]:
    def call(*args: Any) -> NoReturn:
        refuse(args[1] if name.startswith("spawn") else args[0])

    return call


def _refuse_fork() -> NoReturn:
    raise NoProcesses("this one cannot fork", _THREADS)


async def _loop_starts(
    _: object, protocol_factory: object, *command: Any, **options: Any
) -> NoReturn:
    refuse(command[0] if len(command) == 1 else command)


# multiprocessing ---------------------------------------------------------------------------------


def _patch_process(module: ModuleType) -> None:
    def start(process: Any) -> NoReturn:
        raise NoProcesses(f"{process.name} cannot be started", _THREADS)

    cast(Any, module).BaseProcess.start = start


def _patch_context(module: ModuleType) -> None:
    """What processes share is an ImportError where there are none, says the library."""

    def refusing(name: str) -> Callable[..., NoReturn]:
        def refuse_to_share(*args: Any, **options: Any) -> NoReturn:
            raise ImportError(f"a browser has no processes for multiprocessing.{name}. {_THREADS}")

        return refuse_to_share

    for name in _SYNCHRONIZED:
        setattr(cast(Any, module).BaseContext, name, refusing(name))


def _patch_pool(module: ModuleType) -> None:
    def check() -> NoReturn:
        raise NotImplementedError(f"a browser has no processes for a pool of them. {_THREADS}")

    cast(Any, module)._check_system_limits = check
