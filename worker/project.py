"""Which app a project serves.

`[tool.asgipad] app` in `pyproject.toml` decides, then FastAPI's `[tool.fastapi] entrypoint`.
Without them it is what `manage.py runserver` would serve, what `fastapi dev` would find (main.py,
app.py, api.py, also under app/), then any other module that defines an ASGI or a WSGI application
or a factory of one.
"""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from .asgi import ASGIApp
from .django_project import django_project, with_static_files
from .errors import AppFailure, app_error, plain_error
from .syntax import check_toml, parse

_DEFAULT_FILES = ("main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py")
_APP_NAMES = ("app", "api", "application", "asgi", "asgi_app", "wsgi", "wsgi_app")
_FACTORY_NAMES = ("create_app", "make_app", "get_app", "build_app", "app_factory", "create_api")
_FRAMEWORK_CLASSES = {
    "BlackSheep",
    "Bottle",
    "Datasette",
    "FastAPI",
    "Flask",
    "Litestar",
    "Quart",
    "Sanic",
    "Starlette",
    "get_asgi_application",
    "get_wsgi_application",
}
_NOT_SEARCHED = {"test", "tests", "docs", "migrations", "alembic", "scripts"}


@dataclass(frozen=True)
class Candidate:
    """A module that may hold the app, and where Python has to look for it."""

    module: str  # "app.main"
    attribute: str | None  # None: whatever find_app chooses
    path: str | None  # project-relative file; None for a module that is not the project's
    search_path: Path
    settings: str | None = None  # DJANGO_SETTINGS_MODULE


def candidates(root: Path) -> Iterator[Candidate]:
    """Where the app may be, the likeliest first. Reads files as it comes to them, imports nothing.

    :raises AppFailure: `pyproject.toml` is not TOML or names the app wrongly; there is no candidate
    """
    configured = _configured(root)
    if configured is not None:
        yield configured
        return
    django = _django(root)
    if django is not None:
        yield django
        return
    paths = [path for path in _DEFAULT_FILES if (root / path).is_file()]
    yield from (_candidate(root, path) for path in paths)
    for path in _promising(root):
        if path not in paths:
            paths.append(path)
            yield _candidate(root, path)
    if not paths:
        raise no_app(
            "no app found: there is no main.py, app.py or api.py, here or in app/, and no other "
            "module defines an ASGI or a WSGI application"
        )


def entry(root: Path) -> str | None:
    """The file from which imports lead to the whole app, project-relative; None if that is unknown.

    Django imports what its settings name.
    """
    try:
        likeliest = next(candidates(root))
    except AppFailure:
        return None
    return likeliest.path if likeliest.settings is None else None


def find_app(module: ModuleType, candidate: Candidate) -> tuple[str, ASGIApp] | None:
    """The application in an imported module and how it is called ("main:app"), None without one.

    A factory is called; what it raises is left to the caller.

    :raises AppFailure: the attribute that the project names is missing or no application
    """
    if candidate.attribute is not None:
        return f"{candidate.module}:{candidate.attribute}", _named(module, candidate)
    name = _choose(vars(module), module.__name__)
    if name is None:
        return None
    value = getattr(module, name)
    if not is_asgi(value) and not is_wsgi(value):  # a factory
        return f"{candidate.module}:{name}", _checked(value(), f"{candidate.module}:{name}()")
    return f"{candidate.module}:{name}", _checked(value, f"{candidate.module}:{name}")


def nothing_found(looked_at: list[Candidate]) -> AppFailure:
    """All candidates were imported and none holds an app."""
    names = [candidate.path or candidate.module for candidate in looked_at]
    return no_app(
        f"no app found in {_listed(names)}: no ASGI application such as app = FastAPI(), "
        "no WSGI application such as app = Flask(__name__), and no factory such as create_app()"
    )


def no_app(what: str, *, path: str | None = None, line: int | None = None) -> AppFailure:
    """An error of kind "no-app" that says how to name the app."""
    hint = 'Name it in pyproject.toml: [tool.asgipad] app = "main:app"'
    summary = f"{what[0].upper()}{what[1:]}. {hint}"
    return AppFailure(plain_error("no-app", "NoApp", what, summary, path=path, line=line))


def is_asgi(value: Any) -> bool:
    """Is it, beyond doubt, an ASGI 3 application? (Found by its shape, it has not been named.)"""
    if inspect.isclass(value) or inspect.ismodule(value):
        return False
    if inspect.isroutine(value):
        names = _positional(value)
        return inspect.iscoroutinefunction(value) and names == ["scope", "receive", "send"]
    if not callable(value):
        return False
    call = type(value).__call__
    return inspect.iscoroutinefunction(call) and len(_positional(call) or ()) == 4  # with self


def is_wsgi(value: Any) -> bool:
    """Is it, beyond doubt, a WSGI application? Its arguments have names by convention only."""
    if inspect.isclass(value) or inspect.ismodule(value) or not callable(value):
        return False
    call = value if inspect.isroutine(value) else type(value).__call__
    if inspect.iscoroutinefunction(call):
        return False
    return (_positional(call) or [])[-2:] in (
        ["environ", "start_response"],
        ["env", "start_response"],
    )


# pyproject.toml ----------------------------------------------------------------------------------


def _configured(root: Path) -> Candidate | None:
    file = root / "pyproject.toml"
    if not file.is_file():
        return None
    broken = check_toml(file)
    if broken is not None:
        raise AppFailure(app_error(broken, root, "syntax"))
    tool = tomllib.loads(file.read_text("utf-8")).get("tool", {})
    for table, key in (("asgipad", "app"), ("fastapi", "entrypoint")):
        value = tool.get(table, {}).get(key) if isinstance(tool.get(table, {}), dict) else None
        if value is not None:
            return _parse(root, value, f"[tool.{table}] {key}")
    return None


def _parse(root: Path, value: Any, where: str) -> Candidate:
    found = re.fullmatch(r"([\w.]+)(?::([\w.]+)(?:\(\))?)?", value) if type(value) is str else None
    if found is None:
        raise no_app(
            f'{where} in pyproject.toml has to read like "main:app"', path="pyproject.toml"
        )
    module, attribute = found[1], found[2]
    path = next((path for path in _files_of(module) if (root / path).is_file()), None)
    if path is None and (root / module.partition(".")[0]).is_dir():
        raise no_app(
            f"pyproject.toml names {value}, but there is no {_files_of(module)[0]}",
            path="pyproject.toml",
        )
    return Candidate(module=module, attribute=attribute, path=path, search_path=root)


def _files_of(module: str) -> tuple[str, str]:
    base = module.replace(".", "/")
    return f"{base}.py", f"{base}/__init__.py"


def _named(module: ModuleType, candidate: Candidate) -> ASGIApp:
    assert candidate.attribute is not None
    value: Any = module
    for name in candidate.attribute.split("."):
        if not hasattr(value, name):
            raise no_app(f"{candidate.path or candidate.module} has no {candidate.attribute}")
        value = getattr(value, name)
    name = f"{candidate.module}:{candidate.attribute}"
    if _accepts(value, 0) and not is_asgi(value) and not is_wsgi(value):
        return _checked(value(), f"{name}()")
    return _checked(value, name)


def _checked(value: Any, name: str) -> ASGIApp:
    """An app that was named, or made by a factory, may have any shape that can be called."""
    value = with_static_files(value)
    if not inspect.isclass(value) and _accepts(value, 3):
        app: ASGIApp = value
        return app
    if inspect.iscoroutine(value):
        value.close()
        raise no_app(f"{name} is an async factory; an app has to be made without await")
    if not inspect.isclass(value) and _accepts(value, 2):
        from .wsgi import WSGIServer  # ASGI apps, which are most, start without it

        return WSGIServer(value)
    raise no_app(f"{name} is no ASGI or WSGI application but {_article(type(value).__name__)}")


# Django ------------------------------------------------------------------------------------------


def _django(root: Path) -> Candidate | None:
    project = django_project(root)
    if project is None:
        return None
    if project.entry is None:
        return Candidate(
            "django.core.asgi", "get_asgi_application", None, project.folder, project.settings
        )
    path = project.folder / f"{project.entry.replace('.', '/')}.py"
    name = path.relative_to(root).as_posix()
    return Candidate(project.entry, None, name, project.folder, project.settings)


# searching ---------------------------------------------------------------------------------------


def _candidate(root: Path, path: str) -> Candidate:
    """As `fastapi dev` does: the module's packages are the folders above it with an __init__.py."""
    file = root / path
    parts = [file.stem] if file.stem != "__init__" else []
    folder = file.parent
    while folder != root and (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return Candidate(module=".".join(parts), attribute=None, path=path, search_path=folder)


def _promising(root: Path) -> Iterator[str]:
    """Other modules that define something at their top which may well be an application."""
    files = [*sorted(root.glob("*.py")), *sorted(root.glob("[!._]*/*.py"))]
    for file in files:
        path = file.relative_to(root)
        if path.parts[0] in _NOT_SEARCHED or file.name.startswith(("test_", "conftest")):
            continue
        try:
            tree = parse(file.read_bytes())
        except (SyntaxError, OSError):
            continue  # nothing can be known of it before it compiles, nor of a folder or a link
        if any(map(_may_be_app, tree.body)):
            yield path.as_posix()


def _may_be_app(node: ast.stmt) -> bool:
    match node:
        case ast.AsyncFunctionDef(args=arguments):
            return [argument.arg for argument in arguments.args] == ["scope", "receive", "send"]
        case ast.FunctionDef(name=name):
            return name in _FACTORY_NAMES
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)):
            return name in _APP_NAMES or _called(func) in _FRAMEWORK_CLASSES
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call(func=func)):
            return name in _APP_NAMES or _called(func) in _FRAMEWORK_CLASSES
    return False


def _called(func: ast.expr) -> str | None:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _choose(namespace: dict[str, Any], module: str) -> str | None:
    """FastAPI objects first (as `fastapi dev`), Starlette, anything ASGI, WSGI, then factories.

    Routers and StaticFiles are ASGI applications too, but rarely the whole of one: they come last.
    """
    for is_app in (is_asgi, is_wsgi):
        apps = [name for name, value in namespace.items() if is_app(value)]
        if apps:
            return min(apps, key=lambda name: (_kind_rank(namespace[name]), _name_rank(name), name))
    for name in _FACTORY_NAMES:
        value = namespace.get(name)
        if inspect.isfunction(value) and value.__module__ == module and _accepts(value, 0):
            return name
    return None


def _kind_rank(value: Any) -> int:
    classes = {f"{base.__module__}.{base.__qualname__}" for base in type(value).__mro__}
    if "fastapi.applications.FastAPI" in classes:
        return 0
    if "starlette.applications.Starlette" in classes:
        return 1
    if classes & {"starlette.routing.BaseRoute", "starlette.routing.Router"}:
        return 4
    return 3 if "starlette.staticfiles.StaticFiles" in classes else 2


def _name_rank(name: str) -> int:
    return _APP_NAMES.index(name) if name in _APP_NAMES else len(_APP_NAMES)


# signatures --------------------------------------------------------------------------------------


def _positional(function: Any) -> list[str] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in kinds]


def _accepts(value: Any, arguments: int) -> bool:
    """Can it be called with so many positional arguments?"""
    if not callable(value):
        return False
    try:
        inspect.signature(value).bind(*range(arguments))
    except (TypeError, ValueError):
        return False
    return True


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'AEIOUaeiou' else 'a'} {noun}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
