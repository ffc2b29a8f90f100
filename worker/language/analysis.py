"""jedi: the only module that makes its scripts, and knows how it keeps what it has found out.

jedi infers everything anew for each script. Most of that are the libraries, which do not change, so
all scripts here share one inference state: a completion takes a sixth of the time. When a file of
the project changes, what was inferred of the project's modules is dropped, and only that.
"""

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jedi
from jedi.api.environment import InterpreterEnvironment
from jedi.inference import references
from jedi.inference.compiled.subprocess import InferenceStateSameProcess, functions
from jedi.inference.recursion import total_function_execution_limit

from ..errors import AppFailure
from ..project import candidates
from . import depends
from .documents import Document

jedi.settings.dynamic_params = False  # searches the whole project for calls
depends.teach_jedi()
references._PARSED_FILE_LIMIT = 500  # files with a name; a renaming must not forget any

_MOST_REMEMBERED = 150_000
"""Entries of the inference state, some hundred bytes each, before it starts over."""

_MOST_SCRIPTS = 8


class Analysis:
    """Scripts of documents, in the surroundings in which the app will run."""

    def __init__(self, root: Path, libraries: Path) -> None:
        self._root = root
        self._libraries = libraries
        self._environment = _Environment()
        self._own_folders: list[str] | None = None
        self._project: Any = None
        self._state: Any = None
        self._scripts: dict[Path, tuple[Document, Any]] = {}

    @property
    def search_path(self) -> list[str]:
        """Where imports are looked for, in order."""
        return [*self.own_folders, str(self._libraries), *STANDARD_LIBRARY]

    @property
    def own_folders(self) -> list[str]:
        """Those of the project, the first one first."""
        if self._own_folders is None:
            folders = [self._root, self._root / "src", *self._app_folder()]
            self._own_folders = list(dict.fromkeys(map(str, folders)))
        return self._own_folders

    def script(self, document: Document) -> Any:
        """The `jedi.Script` of this version of the document."""
        known = self._scripts.get(document.path)
        if known is not None and known[0] is document:
            return known[1]
        if self._project is None:
            self._project = jedi.Project(
                self._root, sys_path=self.search_path, smart_sys_path=False
            )
        script = jedi.Script(
            document.text,
            path=document.path,
            project=self._project,
            environment=self._environment,
        )
        if self._state is None:
            self._state = script._inference_state
        script._inference_state = self._state
        self._scripts.pop(document.path, None)
        self._scripts[document.path] = document, script
        if len(self._scripts) > _MOST_SCRIPTS:
            del self._scripts[next(iter(self._scripts))]
        return script

    def edited(self) -> None:
        """A file of the project has other contents: what was inferred from it is out of date."""
        self._scripts.clear()
        if self._state is not None:
            modules = self._state.module_cache._name_cache
            for names in [names for names, found in modules.items() if self._is_own(found)]:
                del modules[names]

    def restructured(self, files: Iterable[Path] | None = None) -> None:
        """Modules have come or gone: these files of the project or of libraries, or any.

        What has been inferred of libraries remains if nobody has ever looked for such a module.
        """
        folders, self._own_folders = self._own_folders, None
        if files is not None and folders == self.own_folders:
            names = {name for file in files for name in self._names(file)}
            if names.isdisjoint(self._environment.looked_for):
                self.edited()
                return
        self._scripts.clear()
        self._state = None
        self._project = None
        self._environment.looked_for.clear()

    def _names(self, file: Path) -> Iterator[str]:
        """By which it may be imported, or a package that it is in, as a top-level module."""
        if file.is_relative_to(self._libraries):
            parts = file.relative_to(self._libraries).parts[:1]
        elif file.is_relative_to(self._root):
            parts = file.relative_to(self._root).parts  # any folder may be on the path
        else:
            parts = file.parts
        for part in parts:
            yield part.partition(".")[0]

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around all that one request asks of jedi.

        jedi counts how often it has inferred something, to end what would not. Where it has given
        up, or has raised, what it remembers is incomplete.
        """
        if self._state is not None:
            self._state.inferred_element_counts = {}
        try:
            yield
        except BaseException:
            self._forget_inferred()
            raise
        if self._state is not None and (_has_given_up(self._state) or _is_full(self._state)):
            self._forget_inferred()

    def _forget_inferred(self) -> None:
        self._scripts.clear()
        self._state = None

    def _is_own(self, values: Any) -> bool:
        """Do modules come from the project's folder? One that was not found may be written yet."""
        files = [_file(value) for value in values]
        return not files or any(file.startswith(f"{self._root}{os.sep}") for file in files)

    def _app_folder(self) -> list[Path]:
        try:
            return [next(candidates(self._root)).search_path]
        except (AppFailure, OSError):
            return []


def _standard_library() -> list[str]:
    """The folders and archives of `sys.path` that come with the interpreter."""
    paths = sysconfig.get_paths()
    prefixes = {paths["stdlib"], paths["platstdlib"]}
    return [
        path
        for path in sys.path
        if path.endswith(".zip")
        or (
            any(path == prefix or path.startswith(prefix + os.sep) for prefix in prefixes)
            and not path.rstrip(os.sep).endswith(("site-packages", "dist-packages"))
        )
    ]


STANDARD_LIBRARY = _standard_library()


class _Environment(InterpreterEnvironment):  # type: ignore[misc]  # has no types
    """This interpreter, of which only the standard library is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_for: set[str] = set()
        """Names of top-level modules, there or not."""

    def get_inference_state_subprocess(self, inference_state: Any) -> Any:
        return _Process(inference_state, self.looked_for)

    def get_sys_path(self) -> list[str]:
        return STANDARD_LIBRARY


class _Process(InferenceStateSameProcess):  # type: ignore[misc]  # has no types
    """jedi imports what has no source. Compiled parts of libraries must not get in that way."""

    def __init__(self, inference_state: Any, looked_for: set[str]) -> None:
        super().__init__(inference_state)
        self._looked_for = looked_for

    def get_module_info(self, **search: Any) -> Any:
        if search["is_global_search"]:
            self._looked_for.add(search["string"])
        return functions.get_module_info(self._inference_state_weakref(), **search)

    def load_module(self, dotted_name: str, sys_path: list[str]) -> Any:
        if dotted_name.partition(".")[0] not in sys.stdlib_module_names:
            return None
        state = self._inference_state_weakref()
        return functions.load_module(state, dotted_name=dotted_name, sys_path=sys_path)


def _file(value: Any) -> str:
    try:
        return str(value.py__file__() or "")
    except AttributeError:  # a namespace package
        return ""


def _has_given_up(state: Any) -> bool:
    limit: int = total_function_execution_limit
    return bool(state.execution_recursion_detector._execution_count >= limit)


def _is_full(state: Any) -> bool:
    return sum(map(len, state.memoize_cache.values())) > _MOST_REMEMBERED
