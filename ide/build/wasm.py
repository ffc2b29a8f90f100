"""WebAssembly's binary format, as far as `splitting` must read and write it: what is in a module,
with the code of functions as bytes.

Source: WebAssembly core specification, chapter 5, "Binary Format".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self, TypeVar

T = TypeVar("T")

_HEADER = b"\0asm\1\0\0\0"


class Section(IntEnum):
    """Ids of sections."""

    CUSTOM = 0
    TYPE = 1
    IMPORT = 2
    FUNCTION = 3
    TABLE = 4
    MEMORY = 5
    GLOBAL = 6
    EXPORT = 7
    START = 8
    ELEMENT = 9
    CODE = 10
    DATA = 11
    DATA_COUNT = 12
    TAG = 13


class Kind(IntEnum):
    """What is imported or exported; each kind has indices of its own, imports first."""

    FUNCTION = 0
    TABLE = 1
    MEMORY = 2
    GLOBAL = 3
    TAG = 4


class FormatError(ValueError):
    """The bytes are no WebAssembly module, or one of a newer kind than is known here."""


def unsigned(number: int) -> bytes:
    """LEB128."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


def signed(number: int) -> bytes:
    """LEB128 of an operand such as that of `i32.const`."""
    encoded = bytearray()
    while not -0x40 <= number < 0x40:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number & 0x7F])


def vector(items: Iterable[bytes]) -> bytes:
    """Encoded items, and how many there are."""
    parts = list(items)
    return unsigned(len(parts)) + b"".join(parts)


def name(text: str) -> bytes:
    """A string with its length."""
    encoded = text.encode()
    return unsigned(len(encoded)) + encoded


class Reader:
    """Reads from the front."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._content)

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._content):
            raise FormatError("the WebAssembly module ends too early")
        part = self._content[self._at : end]
        self._at = end
        return part

    def unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def signed(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number - (1 << shift) if byte & 0x40 else number

    def name(self) -> str:
        content = self.take(self.unsigned())
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise FormatError(f"a name in WebAssembly that is not UTF-8: {error}") from None

    def kind(self) -> Kind:
        number = self.byte()
        try:
            return Kind(number)
        except ValueError:
            raise FormatError(
                f"a kind of import of WebAssembly that is not known: {number}"
            ) from None

    def vector(self, read: Callable[[], T]) -> list[T]:
        return [read() for _ in range(self.unsigned())]

    def taken(self, read: Callable[[], object]) -> bytes:
        """The bytes that `read` goes over."""
        start = self._at
        read()
        return self._content[start : self._at]

    def rest(self) -> bytes:
        return self.take(len(self._content) - self._at)


@dataclass(frozen=True)
class Import:
    """What a module asks for; `type` is encoded as in the binary format."""

    module: str
    name: str
    kind: Kind
    type: bytes

    def encoded(self) -> bytes:
        return name(self.module) + name(self.name) + bytes([self.kind]) + self.type


@dataclass(frozen=True)
class Export:
    """What a module offers; `index` is among all of its kind, imports first."""

    name: str
    kind: Kind
    index: int

    def encoded(self) -> bytes:
        return name(self.name) + bytes([self.kind]) + unsigned(self.index)


@dataclass(frozen=True)
class Global:
    """`type` is a value type and whether it changes; `start` an expression."""

    type: bytes
    start: bytes

    @property
    def is_mutable(self) -> bool:
        return self.type[-1] == 1

    def encoded(self) -> bytes:
        return self.type + self.start


@dataclass(frozen=True)
class Table:
    """The type of a table: what is in it, how many there are, how many there may be."""

    type: bytes
    size: int
    limit: int | None

    @classmethod
    def read(cls, content: bytes) -> Self:
        reader = Reader(content)
        its_type, flags, size = reader.take(1), reader.byte(), reader.unsigned()
        return cls(its_type, size, reader.unsigned() if flags & 1 else None)

    def grown(self, count: int) -> Self:
        limit = None if self.limit is None else max(self.limit, self.size + count)
        return replace(self, size=self.size + count, limit=limit)

    def encoded(self) -> bytes:
        limits = [self.size] if self.limit is None else [self.size, self.limit]
        return self.type + bytes([len(limits) - 1]) + b"".join(map(unsigned, limits))


class Module:
    """A module taken apart. Sections that nobody has set are those that were read."""

    def __init__(self, sections: list[tuple[Section, bytes]]) -> None:
        self._sections = sections

    @classmethod
    def read(cls, content: bytes) -> Self:
        """:raises FormatError: it is none"""
        reader = Reader(content)
        if len(content) < len(_HEADER) or reader.take(len(_HEADER)) != _HEADER:
            raise FormatError("that is no WebAssembly module of version 1")
        sections = []
        while not reader.is_at_end:
            try:
                section = Section(reader.byte())
            except ValueError as error:
                raise FormatError(f"a section of WebAssembly that is not known: {error}") from None
            sections.append((section, reader.take(reader.unsigned())))
        return cls(sections)

    def encoded(self) -> bytes:
        return _HEADER + b"".join(
            bytes([section]) + unsigned(len(content)) + content
            for section, content in self._sections
        )

    def content(self, section: Section) -> bytes:
        """Of one that is there at most once; an empty vector where there is none."""
        return next((content for its, content in self._sections if its is section), b"\0")

    def items(self, section: Section) -> tuple[int, bytes]:
        """How many there are, and all of them."""
        reader = Reader(self.content(section))
        return reader.unsigned(), reader.rest()

    def added(self, section: Section, items: list[bytes]) -> bytes:
        """The section's content with more of them."""
        count, present = self.items(section)
        return unsigned(count + len(items)) + present + b"".join(items)

    def with_sections(self, changed: dict[Section, bytes]) -> "Module":
        """With these instead, or in addition, in the order that the format wants."""
        kept = [(section, changed.get(section, content)) for section, content in self._sections]
        present = {section for section, _ in self._sections}
        for section in changed.keys() - present:
            later = (at for at, (its, _) in enumerate(kept) if _comes_after(its, section))
            kept.insert(next(later, len(kept)), (section, changed[section]))
        return Module(kept)

    def with_custom(self, its_name: str, content: bytes) -> "Module":
        """With a custom section at the end."""
        return Module([*self._sections, (Section.CUSTOM, name(its_name) + content)])

    def types(self) -> list[int]:
        """How many parameters a function of each type has."""
        reader = Reader(self.content(Section.TYPE))
        return reader.vector(lambda: _parameters(reader))

    def imports(self) -> list[Import]:
        reader = Reader(self.content(Section.IMPORT))
        return reader.vector(lambda: _import(reader))

    def functions(self) -> list[int]:
        """The types of those that are defined here."""
        reader = Reader(self.content(Section.FUNCTION))
        return reader.vector(reader.unsigned)

    def bodies(self) -> list[bytes]:
        """Of the same."""
        reader = Reader(self.content(Section.CODE))
        return reader.vector(lambda: reader.take(reader.unsigned()))

    def exports(self) -> list[Export]:
        reader = Reader(self.content(Section.EXPORT))
        return reader.vector(lambda: Export(reader.name(), reader.kind(), reader.unsigned()))

    def entries(self) -> dict[int, int]:
        """What is in the first table from the start: the index of a function by its slot.

        Raises `FormatError`: not all are plain lists of functions for that.
        """
        reader = Reader(self.content(Section.ELEMENT))
        found: dict[int, int] = {}
        for start, functions in reader.vector(lambda: _element(reader)):
            found.update(enumerate(functions, start))
        return found

    def start(self) -> int | None:
        """The index of the function that runs when the module is instantiated; None: none does."""
        present = any(section is Section.START for section, _ in self._sections)
        return Reader(self.content(Section.START)).unsigned() if present else None

    def tables(self) -> list[bytes]:
        """The types of those that are defined here."""
        reader = Reader(self.content(Section.TABLE))
        return reader.vector(lambda: reader.taken(lambda: _table(reader)))

    def memories(self) -> list[bytes]:
        """The types of those that are defined here."""
        reader = Reader(self.content(Section.MEMORY))
        return reader.vector(lambda: reader.taken(lambda: _limits(reader)))

    def tags(self) -> list[bytes]:
        """The types of those that are defined here."""
        reader = Reader(self.content(Section.TAG))
        return reader.vector(lambda: reader.taken(lambda: _tag(reader)))

    def zeros(self) -> bytes:
        """The content of a data section like the module's, but with nothing in it."""
        reader = Reader(self.content(Section.DATA))

        def segment() -> bytes:
            head = reader.taken(lambda: _data_head(reader))
            size = reader.unsigned()
            reader.take(size)
            return head + unsigned(size) + bytes(size)

        return vector(reader.vector(segment))

    def globals(self) -> list[Global]:
        """Those that are defined here."""
        reader = Reader(self.content(Section.GLOBAL))
        return reader.vector(lambda: Global(reader.take(2), _expression(reader)))


_ORDER = [
    *(Section.TYPE, Section.IMPORT, Section.FUNCTION, Section.TABLE, Section.MEMORY, Section.TAG),
    *(Section.GLOBAL, Section.EXPORT, Section.START, Section.ELEMENT, Section.DATA_COUNT),
    *(Section.CODE, Section.DATA),
]


def _comes_after(one: Section, other: Section) -> bool:
    return one is not Section.CUSTOM and _ORDER.index(one) > _ORDER.index(other)


def _parameters(reader: Reader) -> int:
    if reader.byte() != 0x60:
        raise FormatError("a type of WebAssembly that is no plain function's")
    parameters = reader.vector(lambda: _value_type(reader))
    reader.vector(lambda: _value_type(reader))
    return len(parameters)


def _value_type(reader: Reader) -> int:
    value_type = reader.byte()
    if value_type not in (0x7F, 0x7E, 0x7D, 0x7C, 0x7B, 0x70, 0x6F, 0x69):
        raise FormatError(f"a value type of WebAssembly that is not known: {value_type:#x}")
    return value_type


def _import(reader: Reader) -> Import:
    module, field, kind = reader.name(), reader.name(), reader.kind()
    skip: dict[Kind, Callable[[], object]] = {
        Kind.FUNCTION: reader.unsigned,
        Kind.TABLE: lambda: _table(reader),
        Kind.MEMORY: lambda: _limits(reader),
        Kind.GLOBAL: lambda: reader.take(2),
        Kind.TAG: lambda: _tag(reader),
    }
    return Import(module, field, kind, reader.taken(skip[kind]))


def _table(reader: Reader) -> None:
    _value_type(reader)
    _limits(reader)


def _limits(reader: Reader) -> None:
    flags = reader.byte()
    reader.unsigned()
    if flags & 1:
        reader.unsigned()


def _tag(reader: Reader) -> None:
    reader.byte()
    reader.unsigned()


def _data_head(reader: Reader) -> None:
    flags = reader.unsigned()
    if flags == 2:
        reader.unsigned()  # which memory
    if flags != 1:  # 1: it waits for an instruction
        _expression(reader)


def _element(reader: Reader) -> tuple[int, list[int]]:
    if (flags := reader.unsigned()) != 0:
        raise FormatError(f"elements of WebAssembly of a kind that is not known: {flags}")
    if reader.byte() != 0x41:
        raise FormatError("elements of WebAssembly whose place is no constant")
    start = reader.signed()
    if reader.byte() != 0x0B:
        raise FormatError("elements of WebAssembly whose place is no constant")
    return start, reader.vector(reader.unsigned)


_OPERANDS = {
    **dict.fromkeys((0x41, 0x42, 0x23, 0xD2, 0xD0), 1),  # const, global.get, ref.func, ref.null
    **dict.fromkeys((0x43, 0x44), 0),  # const of floats
    **dict.fromkeys((0x6A, 0x6B, 0x6C), 0),  # add, sub, mul
}
"""Instructions of constant expressions, and how many numbers follow them as LEB128."""

_FLOATS = {0x43: 4, 0x44: 8}
"""Bytes of their constants."""


def _expression(reader: Reader) -> bytes:
    def read() -> None:
        for instruction in iter(reader.byte, 0x0B):
            if instruction not in _OPERANDS:
                raise FormatError(f"no constant expression: instruction {instruction:#x}")
            for _ in range(_OPERANDS[instruction]):
                reader.unsigned()
            reader.take(_FLOATS.get(instruction, 0))

    return reader.taken(read)


def after_locals(body: bytes) -> int:
    """Where the instructions of a function begin, behind the declarations of its variables."""
    reader = Reader(body)

    def read() -> None:
        for _ in range(reader.unsigned()):
            reader.unsigned()
            _value_type(reader)

    return len(reader.taken(read))


def encoded_bodies(bodies: Iterable[bytes]) -> bytes:
    """The content of a code section."""
    return vector(unsigned(len(body)) + body for body in bodies)


def counted(kind: Kind, imports: Iterable[Import]) -> int:
    """How many of a kind are imported, which is the index of the first that is defined."""
    return sum(each.kind is kind for each in imports)
