"""Imports the project's app, and lets go of everything that importing it has left behind.

Only the project's own modules are dropped, and of them only those that an author could tell from
newly imported ones (see kept_modules.py); the libraries stay. The process around them (working
directory, environment, sys.path, logging, warnings) is put back to what it was: no version of the
app finds traces of the one before.
"""

import contextlib
import gc
import importlib
import linecache
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from . import project, registries, threadless
from .asgi import ASGIApp
from .errors import AppFailure, app_error, plain_error
from .kept_modules import KeptModules


class Loader:
    """Imports and drops the modules below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = str(root)
        self._inside = f"{root}{os.sep}"
        self._surroundings = Surroundings(root)
        self._kept = KeptModules(root, self._owns)
        self._frozen_modules = 0
        self._frozen: set[int] = set()
        """Ids of the project's modules that were kept when all was frozen."""

    def load(self) -> tuple[str, ASGIApp]:
        """Import the app from the files as they are; return its name ("main:app") and itself.

        The project's modules must not be loaded: `unload` comes before.

        :raises AppFailure: there is no app, or the import failed
        """
        self._surroundings.remember()
        self._kept.watch()
        try:
            app = self._find()
        except BaseException:
            self._kept.drop()
            raise
        finally:
            self._kept.unwatch()
        return app

    def _find(self) -> tuple[str, ASGIApp]:
        looked_at: list[project.Candidate] = []
        for candidate in project.candidates(self._root):
            looked_at.append(candidate)
            try:
                found = project.find_app(self._import(candidate), candidate)
            except AppFailure:
                raise
            except GeneratorExit:
                raise
            except BaseException as exc:  # SystemExit and KeyboardInterrupt are the app's as well
                raise AppFailure(app_error(exc, self._root, "import")) from exc
            if found is not None:
                return found
        raise project.nothing_found(looked_at)

    def unload(self, *, keep: bool = False) -> None:
        """Drop the project's modules and undo what the app did to the process.

        With `keep` the next `load` finds again what would not differ if it were imported anew.
        """
        threadless.end_threads()
        kept = self._kept.put_aside() if keep else set()
        if not keep:
            self._kept.drop()
        registries.forget(lambda module: self._owns(module) and _name(module) not in kept)
        modules = {name: module for name, module in sys.modules.items() if self._owns(module)}
        for name in modules:
            del sys.modules[name]
        _forget_children(modules)
        self._surroundings.restore()
        importlib.invalidate_caches()
        linecache.clearcache()
        names = modules.keys() - kept
        del modules
        if names or self._frozen - self._kept.ids():
            self._collect()

    def judge(self) -> None:
        """Do beforehand what `unload` would do, when there is time for it."""
        self._kept.judge()

    def close(self) -> None:
        """Unload for good."""
        self.unload()
        gc.unfreeze()

    def _collect(self) -> None:
        """Free the old modules: connections and files they still hold are closed now, not later.

        Looking through all libraries for that would take longer than the rest of a reload, so they
        are frozen; again only when there are new ones, because what a cache still holds of the
        old modules at that moment is frozen with them. So are modules that are kept: when one of
        them is dropped in the end, all are looked through.
        """
        if self._frozen - self._kept.ids():
            gc.unfreeze()
            self._frozen = set()
            self._frozen_modules = 0
        gc.collect()
        if len(sys.modules) > self._frozen_modules:
            self._frozen_modules = len(sys.modules)
            self._frozen = self._kept.ids()
            gc.freeze()

    def _import(self, candidate: project.Candidate) -> ModuleType:
        folder = str(candidate.search_path)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        if candidate.settings is None:
            module = importlib.import_module(candidate.module)
        else:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", candidate.settings)
            with threadless.off_loop():  # Django lets nobody use the database beside a running loop
                module = importlib.import_module(candidate.module)
            self._kept.drop()  # it has registries of its own, of which nothing is known here
        if candidate.path is not None and not self._owns(module):
            summary = (
                f"{candidate.path} has the name of a module that is loaded already, "
                f"{getattr(module, '__file__', None) or 'a built-in one'}. Rename the file"
            )
            raise AppFailure(
                plain_error("import", "ImportError", summary, summary, path=candidate.path, line=1)
            )
        return module

    def _owns(self, module: ModuleType | None) -> bool:
        """Does the module come from the project's folder, a namespace package wholly?"""
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            return file.startswith(self._inside)
        portions = getattr(module, "__path__", None)
        if portions is None:
            return False
        return bool(portions) and all(self._contains(portion) for portion in portions)

    def _contains(self, path: object) -> bool:
        return isinstance(path, str) and (path == self._folder or path.startswith(self._inside))


class Surroundings:
    """What apps change around themselves, kept to be put back."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._undo: contextlib.ExitStack | None = None

    def remember(self) -> None:
        """Prepare the process for an import: this state is what `restore` comes back to."""
        self.restore()
        os.chdir(self._root)
        stack = contextlib.ExitStack()
        for keeper in (_import_settings, _environment, _warnings, _logging):
            stack.enter_context(keeper())
        if str(self._root) not in sys.path:
            sys.path.insert(0, str(self._root))
        sys.dont_write_bytecode = True  # an edit within the clock's resolution would be missed
        self._undo = stack

    def restore(self) -> None:
        """Put everything back; nothing if nothing was remembered."""
        if self._undo is not None:
            undo, self._undo = self._undo, None
            undo.close()
            os.chdir(self._root)


@contextlib.contextmanager
def _import_settings() -> Iterator[None]:
    path, argv = sys.path[:], sys.argv[:]
    dont_write_bytecode = sys.dont_write_bytecode
    yield
    sys.path[:], sys.argv[:] = path, argv
    sys.dont_write_bytecode = dont_write_bytecode


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    for name, value in before.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


@contextlib.contextmanager
def _warnings() -> Iterator[None]:
    filters, show = warnings.filters[:], warnings.showwarning
    yield
    warnings.resetwarnings()  # also makes the interpreter look at the list again
    warnings.filters.extend(filters)  # type: ignore[attr-defined]
    warnings.showwarning = show


@contextlib.contextmanager
def _logging() -> Iterator[None]:
    disabled = logging.root.manager.disable
    before = {logger: _logger_state(logger) for logger in _loggers()}
    yield
    logging.disable(disabled)
    for logger in _loggers():
        level, propagate, was_disabled, handlers, filters = before.get(logger, _PRISTINE)
        for handler in logger.handlers[:]:
            # Libraries add theirs when they are first imported, and are not imported again.
            if handler not in handlers and not isinstance(handler, logging.NullHandler):
                logger.removeHandler(handler)
                handler.close()
        for handler in handlers:
            logger.addHandler(handler)  # no-op for one that is there
        logger.setLevel(level)
        logger.propagate, logger.disabled, logger.filters[:] = propagate, was_disabled, filters


_LoggerState = tuple[int, bool, bool, list[logging.Handler], list[Any]]
_PRISTINE: _LoggerState = (logging.NOTSET, True, False, [], [])


def _loggers() -> list[logging.Logger]:
    named = logging.root.manager.loggerDict.values()
    return [logging.root, *(logger for logger in named if isinstance(logger, logging.Logger))]


def _logger_state(logger: logging.Logger) -> _LoggerState:
    return (
        logger.level,
        logger.propagate,
        logger.disabled,
        logger.handlers[:],
        list(logger.filters),
    )


def _name(module: ModuleType | None) -> str:
    return getattr(module, "__name__", "")


def _forget_children(dropped: dict[str, ModuleType]) -> None:
    """A namespace package that reaches beyond the project stays; its dropped modules must not."""
    for name, module in dropped.items():
        parent, _, child = name.rpartition(".")
        package = sys.modules.get(parent)
        if package is not None and vars(package).get(child) is module:
            delattr(package, child)
