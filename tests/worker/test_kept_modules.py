"""A reload imports again what an author could tell from a newly imported module, nothing else."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from worker.errors import AppFailure
from worker.reload import Loader

APP = "\nasync def app(scope, receive, send): ...\n"


class Project:
    """`load` writes files and reloads as an edit does."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.loader = Loader(root)
        self._main = ""
        self._edits = 0

    def load(self, main: str | None = None, **files: str | None) -> None:
        """`main` is edited each time; None deletes a file."""
        self._edits += 1
        self._main = self._main if main is None else main
        for name, text in {"main": f"{self._main}{APP}# {self._edits}\n", **files}.items():
            path = self.root / f"{name}.py"
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        self.loader.unload(keep=True)
        self.loader.load()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def kept(self, *names: str) -> list[bool]:
        """Is a module the same after an edit of main.py?"""
        before = [sys.modules[name] for name in names]
        self.load()
        return [sys.modules[name] is module for name, module in zip(names, before, strict=True)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    yield project
    project.loader.close()


PLAIN = {
    "nothing": "",
    "constants": """
import math, string
from http import HTTPStatus
NAMES = ["a", "b"]
LIMITS = {"a": 1, "b": [2, 3], "status": HTTPStatus.OK.value}
UPPER = [name.upper() for name in NAMES]
AREA = math.pi * 2 ** 2
LETTERS = set(string.ascii_letters)
LONGEST = max(NAMES, key=len)
if len(NAMES) > 1:
    LIMITS["c"] = 4
for name in NAMES:
    LIMITS[name] = name.title()
""",
    "enumeration": """
from enum import Enum, IntEnum, auto
class Kind(str, Enum):
    A = "a"
    B = "b"
    def __str__(self): return f"kind {self.value}"
class Level(IntEnum):
    LOW = auto()
    HIGH = auto()
""",
    "functions": """
import functools, json, logging, re, time, os
from collections.abc import Iterator
from contextlib import contextmanager
logger = logging.getLogger(__name__)
WORD = re.compile(r"\\w+")
@functools.lru_cache(maxsize=1)
def settings() -> dict[str, str]: return dict(os.environ)
@contextmanager
def timed() -> Iterator[float]: yield time.time()
def words(text: str, *, sep: str = " ") -> list[str]:
    logger.info("words")
    return json.loads(text)
""",
    "dataclass": """
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict, NewType, Protocol, TypeVar, Generic
T = TypeVar("T")
UserId = NewType("UserId", int)
@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
class Pair(NamedTuple):
    a: int
    b: str = ""
class Movie(TypedDict, total=False):
    title: str
class Store(Protocol[T]):
    def get(self) -> T: ...
class Box(Generic[T]):
    def __init__(self, item: T) -> None: self.item = item
class Wrong(ValueError):
    pass
""",
    "models": """
from datetime import datetime, timezone
from typing import Annotated, Literal
from uuid import UUID, uuid4
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator, model_validator
from pydantic.alias_generators import to_camel
class Base(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
class Item(Base):
    id: UUID = Field(default_factory=uuid4)
    name: Annotated[str, Field(min_length=1, examples=["x"])]
    kind: Literal["a", "b"] = "a"
    tags: list[str] = []
    parent: "Item | None" = None
    made: datetime = Field(default_factory=lambda: datetime.now(timezone.utc))
    @field_validator("name")
    @classmethod
    def strip(cls, value: str) -> str: return value.strip()
    @model_validator(mode="after")
    def check(self): return self
    @computed_field
    @property
    def length(self) -> int: return len(self.name)
""",
    "router": """
from typing import Annotated
from fastapi import APIRouter, Depends, HTTPException, Query, status
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
router = APIRouter(prefix="/items", tags=["items"], responses={404: {"description": "no"}})
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
class Item(BaseModel):
    name: str
def page(skip: int = 0, limit: Annotated[int, Query(le=100)] = 10): return skip, limit
@router.get("/", response_model=list[Item])
async def items(page: Annotated[tuple, Depends(page)], q: str | None = Query(None)): return []
@router.post("/", status_code=status.HTTP_201_CREATED)
def create(item: Item, token: str = Depends(oauth2_scheme)) -> Item: raise HTTPException(404)
""",
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_module_that_only_defines_is_kept(project: Project, name: str) -> None:
    project.load("import other", other=PLAIN[name])
    assert project.kept("other") == [True]
    assert project.kept("other", "main") == [True, False]


EFFECTS = {
    "print": "print('hello')",
    "log": "import logging\nlogging.getLogger(__name__).warning('x')",
    "level": "import logging\nlogging.getLogger(__name__).setLevel('DEBUG')",
    "environ": "import os\nX = os.environ.get('X')",
    "environ subscript": "from os import environ\nX = environ['PATH']",
    "environ set": "import os\nos.environ['ASGIPAD_X'] = '1'",
    "getenv": "import os\nX = os.getenv('X')",
    "getenv alias": "import os\nread = os.getenv\nX = read('X')",
    "name bound twice": "import os\nf = os.getenv\nX = f('X')\nf = int",
    "loop of functions": "import os\nfor f in (os.getenv, int):\n    X = f('1')",
    "mapped": "import os\nX = list(map(os.getenv, ['X']))",
    "mapped method": "import os\nX = [*map(os.environ.get, ['X'])]",
    "lambda": "import time\nX = sorted([1], key=lambda x: time.time())",
    "time": "import time\nX = time.time()",
    "now": "from datetime import datetime\nX = datetime.now()",
    "uuid": "import uuid\nX = uuid.uuid4()",
    "random": "import random\nX = random.random()",
    "secrets": "import secrets\nX = secrets.token_hex()",
    "in a default": "import time\ndef f(x=time.time()): ...",
    "in a class": "import time\nclass C:\n    at = time.time()",
    "in a decorator": "import functools\n@functools.partial(print, 'x')\ndef f(): ...",
    "in an annotation": "def g(): print(1)\nclass C:\n    x: g()",
    "in a quoted annotation": (
        "from pydantic import BaseModel\nclass C(BaseModel):\n    x: 'type(print(1))'"
    ),
    "own function": "def f(): return 1\nX = f()",
    "own instance": "class C: ...\nX = C()",
    "own function as key": "import time\ndef f(x): return time.time()\nX = sorted([1], key=f)",
    "argv": "import sys\nX = sys.argv[1:]",
    "file": "from pathlib import Path\nX = Path(__file__).read_text()",
    "folder": "import os\nX = os.getcwd()",
    "open": "X = open(__file__).read()",
    "database": "import sqlite3\nX = sqlite3.connect('x.db')",
    "patch": "import json\njson.asgipad = 1",
    "setattr": "import json\nsetattr(json, 'asgipad', 1)",
    "item of a library": "import sys\nsys.path.append('/nowhere')",
    "importlib": "import importlib\ndef f(): return importlib.import_module('main')",
    "exec": "def f(): exec('import main')",
    "__import__": "def f(): return __import__('main')",
    "sys.modules": "import sys\ndef f(): return sys.modules['main']",
    "try": "try:\n    import orjson\nexcept ImportError:\n    orjson = None",
    "atexit": "import atexit\natexit.register(print)",
    "abc": "from collections.abc import Sized\nclass C: ...\nSized.register(C)",
    "codec": "import codecs\ncodecs.register(lambda name: None)",
    "lock": "import threading\nX = threading.Lock()",
    "context variable": "from contextvars import ContextVar\nX = ContextVar('x')",
    "counter": "import itertools\nX = itertools.count()",
    "iterator": "X = iter([1])",
    "generator": "X = (x for x in 'abc')",
    "zip": "X = zip('ab', 'cd')",
    "event": "import asyncio\nX = asyncio.Event()",
    "random generator": "import random\nX = random.Random(1)",
    "metaclass": "class M(type): ...\nclass C(metaclass=M): ...",
    "subclass hook": "class C:\n    def __init_subclass__(cls): print(cls)",
    "set_name": "class D:\n    def __set_name__(self, owner, name): print(name)",
    "members": (
        "from enum import Enum\nclass E(Enum):\n    A = 1\n    def __init__(self, n): print(n)"
    ),
    "schema hook": "class C:\n    def __get_pydantic_core_schema__(cls, s, h): print(1)",
    "alias generator": (
        "from pydantic import BaseModel, ConfigDict\ndef f(name): print(name); return name\n"
        "class C(BaseModel):\n    model_config = ConfigDict(alias_generator=f)\n    x: int"
    ),
    "alias generator in a dict": (
        "from pydantic import BaseModel\ndef f(name): print(name); return name\n"
        "class C(BaseModel):\n    model_config = {'alias_generator': f}\n    x: int"
    ),
    "table": (
        "from sqlmodel import Field, SQLModel\nclass Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)"
    ),
    "engine": "from sqlmodel import create_engine\nX = create_engine('sqlite://')",
    "templates": "from jinja2 import Environment\nX = Environment()",
    "module getattr": "def __getattr__(name): return name",
    "star of a library": "from os import *\nX = environ",
    "filled cache": "import functools\n@functools.cache\ndef f(x): return x\nX = f(1)",
    "singledispatch": "from functools import singledispatch\n@singledispatch\ndef f(x): ...",
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("name", EFFECTS)
def test_a_module_whose_import_does_more_is_imported_again(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    monkeypatch.setattr(json, "asgipad", 0, raising=False)
    project.load("import other", other=EFFECTS[name])
    assert project.kept("other") == [False]


def test_a_module_of_too_many_objects_is_imported_again(project: Project) -> None:
    project.load("import other", other="X = [[n] for n in range(30_000)]")
    assert project.kept("other") == [False]


def test_print_is_seen_again(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.load("import other", other="print('imported')")
    project.load()
    assert capsys.readouterr().out == "imported\n" * 2


# what an app does to it


CHANGES = {
    "a dict": ("fake_db = {}", "fake_db['a'] = 1"),
    "an emptied one": ("db = {'a': 1}", "db.clear()"),
    "another value": ("db = {'a': 1}", "db['a'] = 2"),
    "a list inside": ("db = {'a': [1]}", "db['a'].append(2)"),
    "a list in a tuple": ("db = ([],)", "db[0].append(2)"),
    "a set": ("seen = set()", "seen.add(1)"),
    "a deque": ("from collections import deque\nq = deque([1])", "q.rotate(0); q.append(1)"),
    "a defaultdict": ("from collections import defaultdict\nd = defaultdict(list)", "d[1]"),
    "a bytearray": ("b = bytearray(b'a')", "b[0] = 0"),
    "a global": ("count = 0", "count += 1"),
    "a new global": ("count = 0", "other = 1"),
    "an attribute of a class": ("class C:\n    n = 0", "C.n = 1"),
    "a list of a class": ("class C:\n    items = []", "C.items.append(1)"),
    "an attribute of a function": ("def f(): ...", "f.calls = 1"),
    "a default": ("def f(x=[]): return x", "f().append(1)"),
    "a keyword's default": ("def f(*, x={}): return x", "f()['a'] = 1"),
    "code": ("def f(): ...\ndef g(): return 1", "f.__code__ = g.__code__"),
    "a cache": ("import functools\n@functools.cache\ndef f(x): return x", "f(1)"),
    "a cache of a method": (
        "import functools\nclass C:\n    @functools.cache\n    def f(self): return 1",
        "C.f(1)",
    ),
    "a member": ("from enum import Enum\nclass E(Enum):\n    A = 1", "E.A.seen = True"),
    "a config": (
        "from pydantic import BaseModel\nclass M(BaseModel):\n    x: int",
        "M.model_config['title'] = 'x'",
    ),
    "a field": (
        "from pydantic import BaseModel\nclass M(BaseModel):\n    x: int = 1",
        "M.__pydantic_fields__['x'].default = 2",
    ),
    "a default of a field": (
        "from pydantic import BaseModel\nclass M(BaseModel):\n    x: list = []",
        "M.__pydantic_fields__['x'].default.append(2)",
    ),
    "a router": (
        "from fastapi import APIRouter\nrouter = APIRouter()",
        "@router.get('/')\ndef f(): ...",
    ),
    "a route": (
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/')\ndef f(): ...",
        "router.routes[0].tags.append('x')",
    ),
    "a registered class": ("import abc\nclass C(abc.ABC): ...", "C.register(int)"),
    "a derived class": ("class C: ...", "import builtins\nbuiltins._kept = type('D', (C,), {})"),
    "a warning": ("import warnings\ndef f(): ...", "__warningregistry__ = {}"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_module_that_was_changed_is_imported_again(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    monkeypatch.setattr(builtins, "_kept", None, raising=False)
    text, change = CHANGES[name]
    project.load("import other, third", other=text, third="")
    assert project.kept("other") == [True]
    exec(change, vars(sys.modules["other"]))
    assert project.kept("other", "third") == [False, True]


def test_what_another_module_changes_while_it_is_imported(project: Project) -> None:
    project.load(
        "import registry, plugin, third",
        registry="plugins = {}",
        plugin="from registry import plugins\nplugins['a'] = 1",
        third="",
    )
    assert project.kept("registry", "plugin", "third") == [False, False, True]
    assert sys.modules["registry"].plugins == {"a": 1}
    project.load("import registry")
    assert sys.modules["registry"].plugins == {}


def test_what_an_importer_changes_now_before_the_import(project: Project) -> None:
    """`other` would read another value now: it must not come back with the old one."""
    project.load("import config\nimport other", config="X = 1", other="import config\nY = config.X")
    project.load("import config\nconfig.X = 2\nimport other")
    assert sys.modules["other"].Y == 2


def test_what_an_importer_puts_into_a_library_now(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    monkeypatch.setattr(json, "dumps", json.dumps)  # puts it back
    use = "from json import dumps"
    project.load("import use, other", use=use, other="from use import dumps")
    assert project.kept("use", "other") == [True, True]
    project.load("import json\njson.dumps = print\nimport other")
    assert sys.modules["other"].dumps is print


def test_a_function_that_main_puts_into_a_module(project: Project) -> None:
    project.load("import other\ndef hook(): ...\nother.hook = hook", other="hook = None")
    assert project.kept("other") == [False]


# what depends on what


def test_what_imports_a_changed_module_is_imported_again(project: Project) -> None:
    project.load(
        "import top, apart", low="X = 1", middle="from low import X", top="import middle", apart=""
    )
    apart, top = sys.modules["apart"], sys.modules["top"]
    project.load(low="X = 2")
    assert sys.modules["middle"].X == 2
    assert sys.modules["top"] is not top
    assert sys.modules["apart"] is apart


@pytest.mark.parametrize(
    "text",
    [
        "from low import *",
        "import low as l",
        "def f():\n    import low",
        "class C:\n    from low import X",
        "if True:\n    import low",
        "def f():\n    from low import X\n    return X",
    ],
)
def test_every_way_to_import_counts(project: Project, text: str) -> None:
    project.load("import low, other", low="X = 1", other=text)
    other = sys.modules["other"]
    assert project.kept("other") == [True]
    project.load(low="X = 2")
    assert sys.modules["other"] is not other


@pytest.mark.parametrize(
    "text",
    ["from . import low", "from .low import X", "from ..pkg.low import X", "import top.pkg.low"],
)
def test_relative_imports_count(project: Project, text: str) -> None:
    for path in ("top/__init__.py", "top/pkg/__init__.py", "top/pkg/apart.py"):
        project.write(path, "")
    project.write("top/pkg/low.py", "X = 1")
    project.write("top/pkg/other.py", text)
    project.load("import top.pkg.other, top.pkg.apart")
    names = ("top", "top.pkg", "top.pkg.low", "top.pkg.other", "top.pkg.apart")
    assert project.kept(*names) == [True] * 5
    before = [sys.modules[name] for name in names]
    project.write("top/pkg/low.py", "X = 2")
    project.load()
    same = [sys.modules[name] is module for name, module in zip(names, before, strict=True)]
    assert same == [True, True, False, False, True]
    assert sys.modules["top.pkg"].low is sys.modules["top.pkg.low"]


def test_a_package_takes_its_modules_along(project: Project) -> None:
    project.write("pkg/__init__.py", "from .sub import X\n")
    project.write("pkg/sub.py", "X = 1")
    project.load("import pkg.sub")
    assert project.kept("pkg", "pkg.sub") == [True, True]
    before = sys.modules["pkg.sub"]
    project.write("pkg/__init__.py", "from .sub import X as Y\n")
    project.load()
    assert sys.modules["pkg.sub"] is not before


def test_a_namespace_package_does_not_stand_in_the_way(project: Project) -> None:
    project.write("space/mod.py", "X = 1")
    project.load("from space.mod import X")
    assert project.kept("space.mod") == [True]
    assert sys.modules["space"].mod is sys.modules["space.mod"]


def test_modules_that_import_each_other_are_imported_again(project: Project) -> None:
    """What they see of each other depends on who is the first."""
    project.load("import one, two, apart", one="import two", two="import one", apart="")
    assert project.kept("one", "two", "apart") == [False, False, True]


def test_a_class_derived_in_a_changed_module(project: Project) -> None:
    """`Base.__subclasses__()` must not know the class of the version before."""
    project.load("import base\nclass Derived(base.Base): ...", base="class Base: ...")
    project.load()
    assert len(sys.modules["base"].Base.__subclasses__()) == 1


def test_classes_stay_the_same_in_all_modules(project: Project) -> None:
    models = "from pydantic import BaseModel\nclass Item(BaseModel):\n    name: str"
    use = "from models import Item\ndef make(): return Item(name='x')"
    project.load("import use\nfrom models import Item", models=models, use=use)
    for edit in range(3):
        project.load(use=f"{use}\n# {edit}")
        made = sys.modules["use"].make()
        assert type(made) is sys.modules["models"].Item is vars(sys.modules["main"])["Item"]
    assert project.kept("models", "use") == [True, True]


# files


def test_the_content_counts_not_the_time(project: Project) -> None:
    project.load("import other", other="X = 1")
    stat = (project.root / "other.py").stat()
    (project.root / "other.py").write_text("X = 2")
    os.utime(project.root / "other.py", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    project.load()
    assert sys.modules["other"].X == 2


def test_a_file_that_comes_may_be_what_is_imported_now(project: Project) -> None:
    project.load("import other", other="import colorsys\nX = colorsys.__name__")
    assert project.kept("other") == [False]  # it asks a module
    project.load(other="from colorsys import rgb_to_hsv as f")
    try:
        other = sys.modules["other"]
        colorsys = sys.modules.pop("colorsys")
        project.load(colorsys="rgb_to_hsv = 1")
        assert sys.modules["other"] is not other
        assert sys.modules["other"].f == 1
    finally:
        sys.modules["colorsys"] = colorsys


def test_a_package_that_comes_before_a_module(project: Project) -> None:
    project.load("import user", other="X = 1", user="from other import X")
    project.write("other/__init__.py", "X = 2")
    project.load()
    assert sys.modules["user"].X == 2


def test_a_file_that_goes_is_missed(project: Project) -> None:
    project.load("import user", other="X = 1", user="from other import X")
    with pytest.raises(AppFailure):
        project.load(other=None)


def test_another_search_path(project: Project) -> None:
    project.write("libs/other.py", "X = 2")
    project.load("import user", other="X = 1", user="from other import X")
    project.load("import sys; sys.path.insert(0, 'libs')\nimport user")
    assert sys.modules["user"].X == 2


def test_what_nobody_imports_any_more_is_gone(project: Project) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/sub.py", "")
    project.load("import pkg.sub, other", other="")
    project.load("import pkg")
    assert not hasattr(sys.modules["pkg"], "sub")
    assert {"pkg.sub", "other"}.isdisjoint(sys.modules)


def test_an_installation_drops_all(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    monkeypatch.syspath_prepend(str(site))
    project.load("import other", other="")
    assert project.kept("other") == [True]
    (site / "package-1.0.dist-info").mkdir()
    assert project.kept("other") == [False]


# imports


def test_a_failed_import_drops_all(project: Project) -> None:
    project.load("import other", other="X = 1")
    other = sys.modules["other"]
    with pytest.raises(AppFailure):
        project.load("import other\n1 / 0")
    project.load("import other")
    assert sys.modules["other"] is not other


def test_without_keep_all_is_dropped(project: Project) -> None:
    project.load("import other", other="X = 1")
    other = sys.modules["other"]
    project.loader.unload()
    project.loader.load()
    assert sys.modules["other"] is not other


def test_a_module_looks_as_python_has_made_it(project: Project) -> None:
    project.load("import other", other="X = 1")
    for _ in range(2):
        other = sys.modules["other"]
        assert other.__spec__ is not None
        assert type(other.__loader__).__name__ == "SourceFileLoader"
        assert other.__spec__.loader is other.__loader__
        assert not [finder for finder in sys.meta_path if "Kept" in repr(type(finder))]
        project.load()


def test_the_traceback_of_an_import_is_pythons(project: Project) -> None:
    project.load(
        "import traceback\ntry:\n    import other\nexcept ValueError:\n"
        "    text = traceback.format_exc()",
        other="raise ValueError",
    )
    text = vars(sys.modules["main"])["text"]
    assert text.count("File ") == 2


def test_names_of_a_dropped_module_are_collected(project: Project) -> None:
    """Those that were kept while all was frozen as well."""

    def classes() -> int:
        found = [o for o in gc.get_objects() if getattr(o, "__qualname__", "") == "Counted"]
        return len(found)

    project.load("import other", other="class Counted: ...")
    project.load()
    project.load(other="class Counted: x = 1")
    assert classes() == 1
    project.load("")
    project.load("")
    assert classes() == 0


def test_loggers_are_put_back_under_a_kept_module(project: Project) -> None:
    text = "import logging\nlogger = logging.getLogger('asgipad.test.kept')"
    project.load("import other", other=text)
    project.load("import other\nother.logger.setLevel('DEBUG')")
    project.load("import other")
    assert sys.modules["other"].logger.level == logging.NOTSET


def test_a_library_under_the_name_of_a_module(project: Project) -> None:
    module = ModuleType("asgipad_foreign")
    module.value = []  # type: ignore[attr-defined]
    sys.modules["asgipad_foreign"] = module
    try:
        project.load("import other", other="from asgipad_foreign import value")
        assert project.kept("other") == [True]
        project.load(other="from asgipad_foreign import value\nX = value")
        assert project.kept("other") == [False]
    finally:
        del sys.modules["asgipad_foreign"]
