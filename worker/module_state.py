"""What an import has made, remembered to be compared with what has become of it.

Every object that can change is remembered with what it held: the very objects, in their order. An
equal one in the place of another is a change, too.
"""

import abc
import collections
import dataclasses
import datetime
import enum
import functools
import logging
import pathlib
import re
import types
import typing
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

MOST = 20_000
"""Objects of a module: looking through more of them would take as long as importing it."""

_LEAVES = {
    *(type(None), bool, int, float, complex, str, bytes, range, slice),
    *(type(Ellipsis), type(NotImplemented), re.Pattern),
    *(datetime.date, datetime.time, datetime.datetime, datetime.timedelta, datetime.timezone),
    *(pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.PosixPath, pathlib.WindowsPath),
    *(types.CodeType, types.BuiltinFunctionType, types.GenericAlias, types.UnionType),
    *(types.GetSetDescriptorType, types.MemberDescriptorType, types.MethodDescriptorType),
    *(types.WrapperDescriptorType, types.ClassMethodDescriptorType, types.MethodWrapperType),
    logging.Logger,  # its state is put back with the rest of logging
    *(typing.NewType, type(vars(collections.namedtuple("_Named", "field"))["field"])),
    *(type(dataclasses.MISSING),),
}
"""Types of objects that stay as they are, or are the interpreter's."""

_LEAVES_OF_LIBRARIES = {
    "dataclasses": {"_DataclassParams", "_FIELD_BASE", "_HAS_DEFAULT_FACTORY_CLASS"},
    "decimal": {"Decimal"},
    "fastapi._compat.v2": {"ModelField"},
    "fastapi.datastructures": {"DefaultPlaceholder"},
    "fastapi.params": {"Depends", "Security"},
    "fastapi.routing": {"_DefaultLifespan"},
    "fractions": {"Fraction"},
    "pydantic._internal._decorators": {"DecoratorInfos", "PydanticDescriptorProxy"},
    "pydantic._internal._fields": {"PydanticGeneralMetadata"},
    "pydantic.aliases": {"AliasChoices", "AliasPath"},
    "pydantic.functional_serializers": {"PlainSerializer", "WrapSerializer"},
    "pydantic.functional_validators": {
        *("AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"),
    },
    "pydantic.types": {"StringConstraints", "Discriminator", "Tag"},
    "pydantic_core": {"SchemaSerializer", "SchemaValidator"},
    "pydantic_core._pydantic_core": {
        "SchemaSerializer",
        "SchemaValidator",
        "PydanticUndefinedType",
    },
    "uuid": {"UUID"},
    "starlette.convertors": {
        *("StringConvertor", "PathConvertor", "IntegerConvertor", "FloatConvertor"),
        "UUIDConvertor",
    },
}
"""As these: immutable, or never changed once they are made. By name, since they may be absent."""

_HOLDERS = {
    "dataclasses": {"Field"},
    "enum": {"property"},
    "fastapi.dependencies.models": {"Dependant"},
    "fastapi.openapi.models": {
        *("APIKey", "HTTPBase", "HTTPBearer", "OAuth2", "OAuthFlows", "OAuthFlowPassword"),
        "OpenIdConnect",
    },
    "fastapi.params": {"Body", "Cookie", "File", "Form", "Header", "Path", "Query"},
    "fastapi.routing": {"APIRoute", "APIRouter", "APIWebSocketRoute", "_FormLimits"},
    "fastapi.security.api_key": {"APIKeyCookie", "APIKeyHeader", "APIKeyQuery"},
    "fastapi.security.http": {"HTTPBasic", "HTTPBearer", "HTTPDigest"},
    "fastapi.security.oauth2": {"OAuth2PasswordBearer"},
    "fastapi.security.open_id_connect_url": {"OpenIdConnect"},
    "pydantic.fields": {"FieldInfo", "ModelPrivateAttr", "ComputedFieldInfo"},
    "string": {"Template"},
    "types": {"SimpleNamespace"},
}
"""Types of libraries whose state is their attributes."""

_DERIVED = {
    "__abstractmethods__",
    "__annotate_func__",
    "__annotations_cache__",
    "__pydantic_core_schema__",
    "__pydantic_decorators__",
    "__pydantic_parent_namespace__",
    "__pydantic_serializer__",
    "__pydantic_setattr_handlers__",
    "__pydantic_validator__",
    "__signature__",
    "_abc_impl",
    "__dict__",
    "__weakref__",
    "__static_attributes__",
}
"""Attributes of classes that follow from the others: not looked into."""

_COMPUTED_LATER = {"__annotations_cache__", "__annotate_func__"}


class Opaque(Exception):
    """An object can hold state that cannot be seen from outside."""


Held = tuple[object, ...]


class ModuleState:
    """The state of `module`, which has just been imported; `owns` knows the project's modules.

    `opaque` are its globals that cannot be looked into: no matter if they are a library's.

    :raises Opaque: an object in it cannot be looked into, or it is too large
    """

    def __init__(self, module: ModuleType, owns: Callable[[str], bool]) -> None:
        self.module = module
        self.names = dict(vars(module))
        self.refers_to: set[str] = set()
        """The project's other modules whose classes and functions were met."""
        self.classes: dict[int, type] = {}
        self._owns = owns
        self._held: list[tuple[Callable[[Any], Held], Any, Held]] = []
        self._met: dict[int, object] = {}
        self.opaque: set[str] = set()
        waiting: list[Any] = []
        for name, value in self.names.items():
            if name not in _OF_MODULES:
                self._met[id(value)] = value
                try:
                    waiting += self._look_at(value)
                except Opaque:
                    self.opaque.add(name)
        while waiting:
            value = waiting.pop()
            if id(value) not in self._met:
                self._met[id(value)] = value
                if len(self._met) > MOST:
                    raise Opaque("too many objects")
                waiting += self._look_at(value)

    def unchanged(self) -> bool:
        """Is all as it was?"""
        now = vars(self.module)
        own = {name: value for name, value in now.items() if not self.is_bound_since(name)}
        try:
            return _same(_items(own), _items(self.names)) and all(
                _same(look(value), held) for look, value, held in self._held
            )
        except Opaque:
            return False

    def is_bound_since(self, name: str) -> bool:
        """Is this global a submodule that was imported later, by another module?"""
        value = vars(self.module).get(name)
        return (
            name not in self.names
            and isinstance(value, ModuleType)
            and value.__name__ == f"{self.module.__name__}.{name}"
        )

    def forget_submodules(self) -> None:
        """Take out those that are bound since."""
        for name in [name for name in vars(self.module) if self.is_bound_since(name)]:
            delattr(self.module, name)

    def _look_at(self, value: Any) -> Iterable[Any]:
        """Remember what can change of an object; return what it holds."""
        kind = type(value)
        if kind in _LEAVES or _is_typing(kind):
            return ()
        if kind in (tuple, frozenset):
            held: Held = value if kind is tuple else tuple(value)
            return held
        if isinstance(value, type):
            return self._look_at_class(value)
        if kind is FunctionType:
            return self._look_at_function(value)
        look = _LOOKS.get(kind)
        if look is not None:
            return self._hold(look, value)
        if isinstance(value, ModuleType):
            self._refer(value.__name__)
            return ()
        if isinstance(value, enum.Enum):
            self._refer(kind.__module__)
            return self._hold(_attributes, value) if self._owns(kind.__module__) else ()
        if _listed(kind, _LEAVES_OF_LIBRARIES):
            return ()
        if _listed(kind, _HOLDERS):
            held = self._hold(_attributes, value)
            return [each for each in held if each is not getattr(value, "app", None)]
        raise Opaque(repr(kind))

    def _look_at_class(self, value: type) -> Iterable[Any]:
        self._refer(str(value.__module__))
        if str(value.__module__) != self.module.__name__:
            return ()
        self.classes[id(value)] = value
        self._hold(_class_attributes, value)
        inner = [held for name, held in vars(value).items() if name not in _DERIVED]
        return [*value.__bases__, *inner]

    def _look_at_function(self, value: FunctionType) -> Iterable[Any]:
        if value.__globals__ is not vars(self.module):
            owner = str(value.__globals__.get("__name__"))
            self._refer(owner)
            if self._owns(owner) or not value.__closure__:
                return ()
        return self._hold(_function_parts, value)

    def _refer(self, module: str) -> None:
        if module != self.module.__name__ and self._owns(module):
            self.refers_to.add(module)

    def _hold(self, look: Callable[[Any], Held], value: Any) -> Held:
        held = look(value)
        self._held.append((look, value, held))
        return held


def is_known(value: Any) -> bool:
    """Would an object of this type be looked into?"""
    kind = type(value)
    listed = _listed(kind, _LEAVES_OF_LIBRARIES) or _listed(kind, _HOLDERS)
    known = kind in _LEAVES or kind in _LOOKS or kind in (tuple, frozenset)
    return known or listed or _is_typing(kind)


_OF_MODULES = {"__builtins__", "__cached__", "__file__", "__loader__", "__path__", "__spec__"}


def _same(one: Held, other: Held) -> bool:
    return len(one) == len(other) and all(map(_is, one, other))


def _is(one: object, other: object) -> bool:
    return one is other or (type(one) is type(other) is int and one == other)


def _items(mapping: dict[Any, Any]) -> Held:
    return (*mapping, *mapping.values())


def _attributes(value: Any) -> Held:
    """Of an instance: without those that are computed when they are first asked for."""
    held: list[object] = []
    kind = type(value)
    for name, attribute in getattr(value, "__dict__", {}).items():
        if not isinstance(getattr(kind, name, None), functools.cached_property):
            held += (name, attribute)
    for each in kind.__mro__:
        slots = vars(each).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__"):
                held.append(getattr(value, name, None))
    return tuple(held)


def _class_attributes(value: type) -> Held:
    names = [name for name in vars(value) if name not in _COMPUTED_LATER]
    held = [vars(value)[name] for name in names]
    registered = len(abc._get_dump(value)[0]) if isinstance(value, abc.ABCMeta) else 0  # type: ignore[attr-defined]
    return (*names, *held, *value.__bases__, registered)


def _function_parts(value: FunctionType) -> Held:
    cells = (_cell(cell) for cell in value.__closure__ or ())
    keywords = _items(value.__kwdefaults__ or {})
    return (
        value.__code__,
        *(value.__defaults__ or ()),
        *keywords,
        *_items(vars(value)),
        *cells,
    )


def _cell(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _unused_cache(value: Any) -> Held:
    """Of a function with `lru_cache`: what a used one has kept cannot be seen."""
    info = value.cache_info()
    if info.hits or info.misses or info.currsize:
        raise Opaque("a cache in use")
    return (value.__wrapped__, *_items(vars(value)))


_LOOKS: dict[type, Callable[[Any], Held]] = {
    dict: _items,
    OrderedDict: _items,
    Counter: _items,
    MappingProxyType: lambda value: _items(dict(value)),
    defaultdict: lambda value: (value.default_factory, *_items(value)),
    list: tuple,
    set: tuple,
    deque: tuple,
    bytearray: lambda value: tuple(value),
    property: lambda value: (value.fget, value.fset, value.fdel),
    classmethod: lambda value: (value.__func__, *_items(vars(value))),
    staticmethod: lambda value: (value.__func__, *_items(vars(value))),
    functools.cached_property: lambda value: (value.func, value.attrname),
    functools.partial: lambda value: (value.func, *value.args, *_items(value.keywords)),
    type(functools.cache(len)): _unused_cache,
    types.CellType: lambda value: (_cell(value),),
    types.SimpleNamespace: _attributes,
    types.MethodType: lambda value: (value.__func__, value.__self__),
}
"""Types whose objects can change -> all that they hold."""


def _is_typing(kind: type) -> bool:
    return kind.__module__ in ("typing", "typing_extensions", "annotated_types", "annotated_doc")


def _listed(kind: type, types: dict[str, set[str]]) -> bool:
    return kind.__qualname__ in types.get(kind.__module__, ())
