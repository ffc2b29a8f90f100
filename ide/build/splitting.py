"""Splits a WebAssembly module in two: the functions that a start calls, and the rest, which comes
later or when one of them is called.

Of Pyodide's 17,000 functions a start calls a quarter. `instrumented` tells which; `split` makes two
modules of one, each with all functions of the whole under their own indices: those that are in the
other are *detours*, which call it through a table. So not one instruction of a function has to be
changed, and what has hold of a function (tables, exports) never sees the difference.
worker/split_wasm.js joins the two.

Binaryen's wasm-split does the like, but no package of a registry carries it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ide.build.wasm import (
    Export,
    Import,
    Kind,
    Module,
    Section,
    after_locals,
    counted,
    encoded_bodies,
    signed,
    unsigned,
    vector,
)

CALLED = "asgipad:called"
"""What `instrumented` exports: a memory, a byte for each function, 1 if it was called."""

TABLE = "asgipad:split"
"""Begins the name of what the first module exports: the table of the functions that either calls in
the other. Entry 0 is for one that loads the rest, `() -> ()`. A digest ends the name: the rest of
another split cannot be linked."""

COMPLETE = "asgipad:complete"
"""What the first module exports: a global, an i32, not 0 once the rest is there."""

FIRST = "asgipad:first"
"""The module that the rest imports from: the exports of the first."""

_PAGE = 65536

_END = b"\x0b"
_CALL = b"\x10"
_CALL_INDIRECT = b"\x11"
_IF = b"\x04\x40"  # without a result
_LOCAL_GET = b"\x20"
_GLOBAL_GET = b"\x23"
_I32_CONST = b"\x41"
_I32_EQZ = b"\x45"
_I32_STORE8 = b"\x3a"
_ANOTHER_MEMORY = 0x40  # flag of an alignment: the index of a memory follows
_FUNCREF = b"\x70"
_I32 = b"\x7f"
_NO_LOCALS = b"\0"


def instrumented(whole: bytes) -> bytes:
    """The same module, which writes down in a memory of its own (`CALLED`) what is called.

    Raises `FormatError`.
    """
    module = Module.read(whole)
    bodies = module.bodies()
    memory = counted(Kind.MEMORY, module.imports()) + len(module.memories())
    pages = unsigned(-(-len(bodies) // _PAGE))
    noting = [_noting(index, body, memory) for index, body in enumerate(bodies)]
    return module.with_sections(
        {
            Section.MEMORY: module.added(Section.MEMORY, [b"\0" + pages]),
            Section.EXPORT: module.added(
                Section.EXPORT, [Export(CALLED, Kind.MEMORY, memory).encoded()]
            ),
            Section.CODE: encoded_bodies(noting),
        }
    ).encoded()


def _noting(index: int, body: bytes, memory: int) -> bytes:
    start = after_locals(body)
    store = _I32_STORE8 + bytes([_ANOTHER_MEMORY]) + unsigned(memory) + unsigned(0)
    note = _const(index) + _const(1) + store
    return body[:start] + note + body[start:]


@dataclass(frozen=True)
class Parts:
    """Two modules in the place of one."""

    first: bytes
    rest: bytes


def split(whole: bytes, called: Collection[int], *, data: bool = True) -> Parts:
    """`called` are the functions for the first module, numbered from the first that is defined.

    Without `data` it fills memory with zeros: somebody else writes what belongs there.
    Raises `FormatError`.
    """
    module = Module.read(whole)
    plan = _Plan(module, {*called, *_started(module)}, whole)
    first = _first(module, plan)
    if not data:
        first = first.with_sections({Section.DATA: module.zeros()})
    return Parts(first.encoded(), _rest(module, plan).encoded())


def _started(module: Module) -> list[int]:
    """What runs before anybody could fetch the rest."""
    start = module.start()
    imported = counted(Kind.FUNCTION, module.imports())
    return [] if start is None or start < imported else [start - imported]


class _Plan:
    """Indices that both modules agree on."""

    def __init__(self, module: Module, called: set[int], whole: bytes) -> None:
        imports = module.imports()
        self.functions = module.functions()
        self.parameters = module.types()
        self.first = sorted(called)
        self.rest = sorted(set(range(len(self.functions))) - called)
        digest = sha256(whole + repr(self.first).encode()).hexdigest()
        self.table_name = f"{TABLE}:{digest[:16]}"
        self.slots = {index: slot for slot, index in enumerate([*self.first, *self.rest], start=1)}
        """Where each function is in the table."""
        self.imported = counted(Kind.FUNCTION, imports)
        self.table = counted(Kind.TABLE, imports) + len(module.tables())
        self.complete = counted(Kind.GLOBAL, imports) + len(module.globals())
        self.checked = self.imported + len(self.functions)
        """The function that a detour to the rest calls with its slot and gets it from: it is there
        then."""
        self.nothing = len(self.parameters)
        """The type `() -> ()`, behind those of the module, and behind that `(i32) -> i32`."""

    @property
    def table_type(self) -> bytes:
        size = unsigned(len(self.functions) + 1)
        return _FUNCREF + b"\1" + size + size

    def element(self, functions: Sequence[int]) -> bytes:
        """Puts functions into their slots, which are in a row."""
        start = _const(self.slots[functions[0]] if functions else 0) + _END
        indices = vector(unsigned(self.imported + index) for index in functions)
        of_functions = b"\0"
        return b"\2" + unsigned(self.table) + start + of_functions + indices

    def detour(self, index: int, *, check: bool) -> bytes:
        """The body of a function that is in the other module."""
        its_type = self.functions[index]
        arguments = (_LOCAL_GET + unsigned(at) for at in range(self.parameters[its_type]))
        slot = _const(self.slots[index]) + (_CALL + unsigned(self.checked) if check else b"")
        return _NO_LOCALS + b"".join(arguments) + slot + self._call_in_table(its_type) + _END

    def check(self) -> bytes:
        """The body of `checked`."""
        load = _const(0) + self._call_in_table(self.nothing)
        is_missing = _GLOBAL_GET + unsigned(self.complete) + _I32_EQZ
        return _NO_LOCALS + is_missing + _IF + load + _END + _LOCAL_GET + unsigned(0) + _END

    def _call_in_table(self, its_type: int) -> bytes:
        return _CALL_INDIRECT + unsigned(its_type) + unsigned(self.table)


def _first(module: Module, plan: _Plan) -> Module:
    bodies = module.bodies()
    for index in plan.rest:
        bodies[index] = plan.detour(index, check=True)
    own = [
        Export(plan.table_name, Kind.TABLE, plan.table).encoded(),
        Export(COMPLETE, Kind.GLOBAL, plan.complete).encoded(),
    ]
    shared = [Export(each.name, each.kind, index).encoded() for each, index in _shared(module)]
    return module.with_sections(
        {
            Section.TYPE: module.added(Section.TYPE, _own_types()),
            Section.FUNCTION: module.added(Section.FUNCTION, [unsigned(plan.nothing + 1)]),
            Section.TABLE: module.added(Section.TABLE, [plan.table_type]),
            Section.GLOBAL: module.added(Section.GLOBAL, [_I32 + b"\1" + _const(0) + _END]),
            Section.EXPORT: module.added(Section.EXPORT, [*own, *shared]),
            Section.ELEMENT: module.added(Section.ELEMENT, [plan.element(plan.first)]),
            Section.CODE: encoded_bodies([*bodies, plan.check()]),
        }
    )


def _rest(module: Module, plan: _Plan) -> Module:
    bodies = module.bodies()
    for index in plan.first:
        bodies[index] = plan.detour(index, check=False)
    shared = [each.encoded() for each, _ in _shared(module)]
    table = Import(FIRST, plan.table_name, Kind.TABLE, plan.table_type).encoded()
    constants = module.globals()[_mutable(module) :]
    sections = [
        (Section.TYPE, module.added(Section.TYPE, _own_types())),
        (Section.IMPORT, module.added(Section.IMPORT, [*shared, table])),
        (Section.FUNCTION, module.content(Section.FUNCTION)),
        (Section.GLOBAL, vector(each.encoded() for each in constants)),
        (Section.ELEMENT, vector([plan.element(plan.rest)])),
        (Section.CODE, encoded_bodies(bodies)),
    ]
    return Module(sections)


def _shared(module: Module) -> list[tuple[Import, int]]:
    """What the rest imports of all that the module has beside functions, with its index.

    Constants are defined in both: they come behind the globals that change.
    """
    imports = module.imports()
    types = {
        Kind.TABLE: module.tables(),
        Kind.MEMORY: module.memories(),
        Kind.GLOBAL: [each.type for each in module.globals()[: _mutable(module)]],
        Kind.TAG: module.tags(),
    }
    return [
        (Import(FIRST, f"asgipad:{kind.name.lower()}{at}", kind, its_type), at)
        for kind, defined in types.items()
        for at, its_type in enumerate(defined, start=counted(kind, imports))
    ]


def _mutable(module: Module) -> int:
    """How many globals come before the constants at the end."""
    each = enumerate(module.globals(), start=1)
    return max((count for count, its in each if its.is_mutable), default=0)


def _own_types() -> list[bytes]:
    return [b"\x60\0\0", b"\x60\1" + _I32 + b"\1" + _I32]


def _const(number: int) -> bytes:
    return _I32_CONST + signed(number)
