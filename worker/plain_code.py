"""Does importing a module do nothing but define what is in it?

Then an import that is not repeated is missed by nobody. A module that prints, looks at the clock,
reads a file or the environment, registers something with a library, starts a task or calls what
cannot be judged here has to be imported again, however little has changed.

Judged is what runs at the import: names are looked up in the imported module, calls are compared
with the lists below. Whatever is not understood counts as an effect.
"""

import ast
import builtins
import enum
import sys
from abc import ABCMeta
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, ModuleType
from typing import Any

from .imports import never_true
from .module_state import is_known

Owns = Callable[[str], bool]
"""Is the module of this name the project's?"""

_PURE = {
    "builtins": (
        "abs all any bool bytearray bytes chr classmethod complex dict divmod enumerate float "
        "frozenset hex int isinstance issubclass len list oct ord pow property range repr "
        "reversed round set slice staticmethod str sum tuple zip"
    ),
    "abc": "abstractmethod",
    "collections": "Counter OrderedDict defaultdict deque namedtuple",
    "contextlib": "asynccontextmanager contextmanager",
    "dataclasses": "dataclass field",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "enum": "auto unique member nonmember",
    "fastapi": ("APIRouter Body Cookie Depends File Form Header HTTPException Path Query Security"),
    "fastapi.security": (
        "APIKeyCookie APIKeyHeader APIKeyQuery HTTPBasic HTTPBearer HTTPDigest "
        "OAuth2PasswordBearer OpenIdConnect"
    ),
    "fractions": "Fraction",
    "functools": "cache cached_property lru_cache total_ordering wraps",
    "logging": "getLogger",
    "pathlib": "PurePath PurePosixPath Path",
    "pydantic": (
        "AfterValidator AliasChoices AliasPath BeforeValidator Discriminator Field PlainSerializer "
        "PlainValidator PrivateAttr StringConstraints Tag WithJsonSchema WrapSerializer "
        "WrapValidator computed_field conbytes condate condecimal confloat conint conlist conset "
        "constr field_serializer field_validator model_serializer model_validator"
    ),
    "pydantic.alias_generators": "to_camel to_pascal to_snake",
    "re": "compile escape",
    "string": "Template",
    "types": "MappingProxyType",
    "typing": (
        "NamedTuple NewType ParamSpec TypeVar TypeVarTuple TypedDict cast final overload override "
        "runtime_checkable"
    ),
    "typing_extensions": "Doc NamedTuple TypedDict TypeVar deprecated override",
    "uuid": "UUID",
}
"""They make what is asked for, and call none of the functions that they are handed."""

_CALLING = {
    "builtins": "filter map max min sorted",
    "functools": "reduce",
    "pydantic": "ConfigDict",  # alias_generator
}
"""As these, but they may call what they are handed, now or when it is used."""

_METHODS = {
    *(
        name
        for kind in (str, bytes, int, float, tuple, list, dict, set, frozenset)
        for name in vars(kind)
        if not name.startswith("_")
    ),
    *"api_route delete get head options patch post put trace websocket".split(),  # of APIRouter
    *"deleter getter serializer setter".split(),  # of property and the like
    *"as_posix is_absolute joinpath relative_to with_name with_stem with_suffix".split(),
    *"findall finditer fullmatch match search sub subn".split(),  # of patterns
    *"appendleft date extendleft isoformat most_common rotate strftime".split(),
}
"""Of what can be made here: no other object has got into a module that only defines."""

_CALLING_METHODS = {"sort", "sub", "subn"}

_HOOKING_BASES = {
    "enum": "Enum Flag IntEnum IntFlag StrEnum",
    "pydantic": "BaseModel RootModel",
    "pydantic_settings": "BaseSettings",
    "typing": "Generic NamedTuple Protocol TypedDict",
    "typing_extensions": "NamedTuple Protocol TypedDict",
}
"""They do something when a class is derived from them, and it concerns only that class."""

_HOOKS = {
    "__class_getitem__",
    "__delete__",
    "__dir__",
    "__get__",
    "__get_validators__",
    "__getattr__",
    "__init_subclass__",
    "__instancecheck__",
    "__modify_schema__",
    "__mro_entries__",
    "__prepare__",
    "__set__",
    "__set_name__",
    "__subclasscheck__",
    "__subclasshook__",
}
_HOOK_PREFIXES = ("__get_pydantic_", "__pydantic_")
"""Functions of such names run while other modules are imported."""

_MODULES_NEVER = {"ctypes", "gc", "imp", "importlib", "pkgutil", "runpy"}
_NAMES_NEVER = {
    "__builtins__",
    "__import__",
    "__loader__",
    "__path__",
    "__spec__",
    "breakpoint",
    "compile",
    "delattr",
    "eval",
    "exec",
    "globals",
    "locals",
    "setattr",
    "vars",
}
_ATTRIBUTES_NEVER = {
    "__builtins__",
    "__dict__",
    "__globals__",
    "__import__",
    "__loader__",
    "__spec__",
    "__subclasses__",
    "_getframe",
    "meta_path",
    "modules",
    "path_hooks",
}
"""Not even in functions: by these one gets at modules without a visible import."""

_CONSTANTS = set(
    "ascii_letters ascii_lowercase ascii_uppercase digits e hexdigits inf maxsize nan pi "
    "punctuation tau version_info whitespace".split()
)
"""Of libraries, beside those in capitals."""

_UNKNOWN = object()


class _Effect(Exception):
    """Something that the import may do beside defining."""


def only_defines(
    tree: ast.Module, nodes: list[ast.AST], module: str, names: Mapping[str, Any], owns: Owns
) -> bool:
    """Is that all the import did?

    `nodes` are all of the module's `tree`, `names` its globals at the end of the import.
    """
    try:
        _refuse_hidden_imports(nodes)
        _Judge(tree, module, names, owns).body(tree.body)
    except (_Effect, RecursionError):
        return False
    return True


def _refuse_hidden_imports(nodes: list[ast.AST]) -> None:
    for node in nodes:
        match node:
            case ast.Name(id=name) if name in _NAMES_NEVER:
                raise _Effect(name)
            case ast.Attribute(attr=name) if name in _ATTRIBUTES_NEVER:
                raise _Effect(name)
            case ast.Import(names=aliases):
                if any(alias.name.partition(".")[0] in _MODULES_NEVER for alias in aliases):
                    raise _Effect("import")
            case ast.ImportFrom(module=str(name), names=aliases):
                taken = {alias.name for alias in aliases} & (_ATTRIBUTES_NEVER | _NAMES_NEVER)
                if name.partition(".")[0] in _MODULES_NEVER or taken:
                    raise _Effect("import")


class _Judge:
    """Walks what runs at the import; raises _Effect."""

    def __init__(self, tree: ast.Module, module: str, names: Mapping[str, Any], owns: Owns) -> None:
        self._module = module
        self._names = names
        self._owns = owns
        self._pure = _objects(_PURE)
        self._calling = _objects(_CALLING)
        self._wrapping = _objects({"functools": "cache cached_property lru_cache"})
        self._bases = _objects(_HOOKING_BASES)
        self._locals: list[set[str]] = []
        self._imported = set(self._of_libraries(tree.body))
        bound = Counter(_bound(tree.body))
        self._rebound = {name for name, times in bound.items() if times > 1}
        self._functions = {
            node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)
        }
        self._running: set[ast.FunctionDef] = set()
        self._in_annotation = False

    def _of_libraries(self, statements: Iterable[ast.stmt]) -> Iterator[str]:
        """The names under which this module knows what it has imported from outside."""
        for node in statements:
            match node:
                case ast.Import(names=aliases):
                    for alias in aliases:
                        yield alias.asname or alias.name.partition(".")[0]
                case ast.ImportFrom(module=str(name), level=0, names=aliases):
                    if not self._owns(name):
                        if aliases[0].name == "*":
                            raise _Effect("anything")
                        yield from (alias.asname or alias.name for alias in aliases)
                case ast.If(test=test, body=body, orelse=orelse):
                    yield from self._of_libraries(orelse if never_true(test) else body + orelse)

    # statements

    def body(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Pass() | ast.Import() | ast.ImportFrom():
                pass
            case ast.Expr(value=value):
                self._value(value)
            case ast.Return(value=value):
                self._optional(value)
            case ast.Assign(targets=targets, value=value):
                self._value(value)
                for target in targets:
                    self._target(target)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self._annotation(annotation)
                self._optional(value)
                self._target(target)
            case ast.AugAssign(target=target, value=value):
                self._value(value)
                if isinstance(target, ast.Name):
                    self._value(ast.copy_location(ast.Name(target.id, ast.Load()), target))
                self._target(target)
            case ast.If(test=test, body=body, orelse=orelse):
                if not never_true(test):
                    self._value(test)
                    self.body(body)
                self.body(orelse)
            case ast.For(target=target, iter=iterated, body=body, orelse=orelse):
                self._value(iterated)
                self._target(target)
                with self._scope(_stored(target)):
                    self.body(body)
                self.body(orelse)
            case ast.Delete(targets=targets) if all(isinstance(t, ast.Name) for t in targets):
                pass
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef():
                self._class(node)
            case _:
                raise _Effect(type(node).__name__)

    def _target(self, node: ast.expr) -> None:
        match node:
            case ast.Name():
                pass
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element in elements:
                    self._target(element)
            case ast.Starred(value=value):
                self._target(value)
            case ast.Subscript(value=value, slice=index):  # whose it is shows in its own module
                self._value(value)
                self._value(index)
            case _:
                raise _Effect("assignment to an attribute")

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if node.name in _HOOKS or node.name.startswith(_HOOK_PREFIXES):
            raise _Effect(node.name)
        for decorator in node.decorator_list:
            self._decorator(decorator)
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            self._optional(default, passive=True)
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for argument in (*every, arguments.vararg, arguments.kwarg):
            if argument is not None:
                self._annotation(argument.annotation)
        self._annotation(node.returns)

    def _decorator(self, node: ast.expr) -> None:
        if isinstance(node, ast.Call):
            self._value(node)
            return
        self._check_callable(node)

    def _class(self, node: ast.ClassDef) -> None:
        bases = [self._base(base) for base in node.bases]
        for keyword in node.keywords:
            if keyword.arg == "metaclass":
                if self._resolve(keyword.value) is not ABCMeta:
                    raise _Effect("metaclass")
            else:
                self._value(keyword.value)
        for decorator in node.decorator_list:
            self._decorator(decorator)
        members = any(isinstance(base, enum.EnumMeta) for base in bases)
        with self._scope(_bound(node.body)):
            self.body(node.body)
            if members:  # its members are made, and with them these run
                for child in node.body:
                    if isinstance(child, ast.FunctionDef):
                        self._run(child)

    def _base(self, node: ast.expr) -> Any:
        self._value(node)
        base = self._resolve(node.value if isinstance(node, ast.Subscript) else node)
        if id(base) in self._bases:
            return base
        if not isinstance(base, type) or issubclass(base, type):
            raise _Effect("base")
        if self._owns(base.__module__):  # judged with its own module
            return base
        hooks = [each for each in base.__mro__ if "__init_subclass__" in vars(each)]
        plain = type(base) in (type, ABCMeta) and hooks == [object]
        if not plain and not isinstance(base, enum.EnumMeta):
            raise _Effect("base")
        return base

    def _run(self, node: ast.FunctionDef) -> None:
        """A function of this module may be called while it is imported."""
        if node in self._running:
            return
        self._running.add(node)
        arguments = node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        names = {a.arg for a in (*every, arguments.vararg, arguments.kwarg) if a is not None}
        if any(isinstance(each, ast.Global | ast.Nonlocal) for each in ast.walk(node)):
            raise _Effect("global")
        with self._scope(names | set(_bound(node.body))):
            self.body(node.body)

    # expressions

    def _annotation(self, node: ast.expr | None) -> None:
        """Pydantic evaluates those that Python does not."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except SyntaxError:
                return
        before, self._in_annotation = self._in_annotation, True
        self._optional(node)
        self._in_annotation = before

    def _optional(self, node: ast.expr | None, *, passive: bool = False) -> None:
        if node is not None:
            self._value(node, passive=passive)

    def _value(self, node: ast.expr, *, passive: bool = False) -> None:
        """`passive`: whoever gets the value does not call it at the import."""
        match node:
            case ast.Constant():
                pass
            case ast.Name():
                self._reference(node, passive)
            case ast.Attribute(value=value):
                if self._resolve(node) is _UNKNOWN:
                    self._value(value)
                else:
                    self._reference(node, passive)
            case ast.Call():
                self._call(node)
            case ast.Lambda(args=arguments, body=body):
                for default in (*arguments.defaults, *arguments.kw_defaults):
                    self._optional(default)
                if not passive:
                    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
                    extra = (arguments.vararg, arguments.kwarg)
                    with self._scope(a.arg for a in (*every, *extra) if a is not None):
                        self._value(body)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    self._value(element, passive=passive)
            case ast.Dict(keys=keys, values=values):
                for key in keys:
                    self._optional(key)
                for value in values:
                    self._value(value, passive=passive)
            case (
                ast.BinOp()
                | ast.BoolOp()
                | ast.Compare()
                | ast.FormattedValue()
                | ast.IfExp()
                | ast.JoinedStr()
                | ast.Slice()
                | ast.Starred()
                | ast.Subscript()
                | ast.UnaryOp()
            ):
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self._value(child)
            case _:
                raise _Effect(type(node).__name__)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        targets = [name for part in node.generators for name in _stored(part.target)]
        with self._scope(targets):
            for part in node.generators:
                self._value(part.iter)
                for condition in part.ifs:
                    self._value(condition)
            if isinstance(node, ast.DictComp):
                self._value(node.key)
                self._value(node.value)
            else:
                self._value(node.elt)

    def _call(self, node: ast.Call) -> None:
        passive = self._check_callable(node.func)
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            self._value(argument, passive=passive)
            if not passive:
                self._refuse_callable(argument)

    def _refuse_callable(self, node: ast.expr) -> None:
        """What might be called now has to be a function that was judged."""
        if isinstance(node, ast.Call) and id(self._resolve(node.func)) in self._wrapping:
            raise _Effect("a function that may be called")
        value = self._resolve(node)
        if value is _UNKNOWN and isinstance(node, ast.Name):
            value = self._names.get(node.id)
        known = id(value) in self._pure or isinstance(value, FunctionType | MethodDescriptorType)
        if value is not _UNKNOWN and callable(value) and not known:
            raise _Effect("an object that may be called")

    def _check_callable(self, node: ast.expr) -> bool:
        """Calling it only makes something. Does it leave its arguments alone?"""
        value = self._resolve(node)
        if value is _UNKNOWN:
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                self._value(node.value)
                return node.attr not in _CALLING_METHODS
            raise _Effect("call")
        if id(value) in self._pure:
            return True
        if id(value) in self._calling:
            return False
        if isinstance(value, type) and issubclass(value, BaseException):
            if not self._owns(value.__module__):
                return True
        kind = getattr(value, "__objclass__", None)  # str.upper, dict.fromkeys
        if isinstance(value, MethodDescriptorType) and kind in (str, bytes, int, float, list, dict):
            return False
        raise _Effect("call")

    def _reference(self, node: ast.expr, passive: bool) -> None:
        value = self._resolve(node)
        if value is _UNKNOWN:
            return
        if isinstance(value, FunctionType) and self._owns(value.__module__):
            if passive:
                return
            function = self._functions.get(value.__name__)
            if value.__module__ != self._module or function is None or function.decorator_list:
                raise _Effect("a function that may be called")
            self._run(function)
        elif isinstance(value, FunctionType | BuiltinFunctionType):
            if not passive and id(value) not in self._pure | self._calling:
                raise _Effect("a function that may be called")
        elif isinstance(value, ModuleType):
            raise _Effect("a module that may be asked for anything")
        elif self._is_libraries(node):
            if not _constant(value, node):
                raise _Effect("state of a library")
        elif not isinstance(value, type | enum.Enum) and not is_known(value):
            raise _Effect("an object")

    def _is_libraries(self, node: ast.expr) -> bool:
        """Does the value belong to something outside the project?"""
        while isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, ModuleType):
                return not self._owns(owner.__name__)
            if isinstance(owner, type):
                return not self._owns(owner.__module__)
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._imported

    def _resolve(self, node: ast.expr) -> Any:
        """The object that a dotted name stands for, as far as modules and classes lead there.

        :raises _Effect: it does not lead anywhere any more
        """
        if isinstance(node, ast.Name):
            if any(node.id in names for names in self._locals):
                return _UNKNOWN
            if node.id in self._rebound:
                raise _Effect("a name of several objects")
            if node.id in self._names:
                value = self._names[node.id]
                known = isinstance(value, type | ModuleType | FunctionType | BuiltinFunctionType)
                return value if known or node.id in self._imported else _UNKNOWN
            value = getattr(builtins, node.id, _UNKNOWN)
            if value is _UNKNOWN and not self._in_annotation:
                raise _Effect("a name that is gone")
            return value
        if not isinstance(node, ast.Attribute):
            return _UNKNOWN
        owner = self._resolve(node.value)
        if isinstance(owner, ModuleType):
            if node.attr not in vars(owner):
                raise _Effect("a name that is gone")
            return vars(owner)[node.attr]
        if isinstance(owner, enum.EnumMeta) and node.attr in owner.__members__:
            return owner.__members__[node.attr]
        if isinstance(owner, type):
            for kind in owner.__mro__:
                if node.attr in vars(kind):
                    return vars(kind)[node.attr]
            raise _Effect("an attribute of a metaclass")
        if owner is _UNKNOWN or isinstance(owner, enum.Enum):
            return _UNKNOWN
        if isinstance(owner, str | bytes | int | float | tuple | dict | list | set | frozenset):
            return _UNKNOWN
        raise _Effect("an attribute of an object")

    @contextmanager
    def _scope(self, names: Iterable[str]) -> Iterator[None]:
        self._locals.append(set(names))
        yield
        self._locals.pop()


_found: dict[tuple[str, str], tuple[ModuleType, int, dict[int, object]]] = {}
"""Module and names -> itself, its size, the objects by id: held, so that no other gets the id."""


def _objects(names: Mapping[str, str]) -> set[int]:
    """The ids of those that are imported.

    Only of what is there: Pydantic imports a name's module when it is asked for the name.
    """
    ids: set[int] = set()
    for module, members in names.items():
        library = sys.modules.get(module)
        if library is None:
            continue
        there = vars(library)
        known = _found.get((module, members))
        if known is None or known[0] is not library or known[1] != len(there):
            objects = {id(there[name]): there[name] for name in members.split() if name in there}
            known = _found[module, members] = library, len(there), objects
        ids |= known[2].keys()
    return ids


def _constant(value: Any, node: ast.expr) -> bool:
    """What a library has under this name is the same as long as the process lives."""
    if isinstance(value, type | FunctionType | BuiltinFunctionType | ModuleType | enum.Enum):
        return True
    if isinstance(value, MethodDescriptorType | classmethod | staticmethod):
        return True
    if type(value).__module__ in ("typing", "typing_extensions"):
        return True
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return (name.isupper() or name in _CONSTANTS) and _is_immutable(value)


def _is_immutable(value: Any) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(map(_is_immutable, value))
    return value is None or isinstance(value, bool | int | float | complex | str | bytes)


def _bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that these statements bind, as often as they do."""
    for node in statements:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.Import(names=aliases):
                # `import a.b` and `import a.c` bind the same `a`
                yield from {alias.asname for alias in aliases if alias.asname}
            case ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name for alias in aliases)
            case ast.If(body=body, orelse=orelse):
                yield from _stored(node.test)
                yield from _bound([*body, *orelse])
            case ast.For(target=target, body=body, orelse=orelse):
                yield from _stored(target)
                yield from _bound([*body, *orelse])
            case ast.Delete(targets=targets):
                yield from (t.id for t in targets if isinstance(t, ast.Name))
            case _:
                yield from _stored(node)


def _stored(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
