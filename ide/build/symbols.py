"""Takes those exports from Pyodide's WebAssembly that no start asks for.

It exports 7,400 functions and a thousand addresses of data, so that libraries that are loaded later
find them by name. Each export is an object that the browser makes at each start, and Emscripten
writes it down in three places. Of these functions a start calls some 150. The others stay
reachable: all of them are in the module's table, where each has a place from the beginning, and a
custom section says which. worker/symbols.js reads it.
"""

import json
import re
from collections.abc import Collection

from ide.build.wasm import (
    Export,
    FormatError,
    Kind,
    Module,
    Reader,
    Section,
    Table,
    counted,
    signed,
    unsigned,
    vector,
)

SYMBOLS = "asgipad:symbols"
"""The custom section, JSON: `{"functions": {name: place in the table}, "data": {name: address}}`.
All functions are in it, of the data those that are not exported."""

OURS = frozenset({"_PyRuntime", "_hiwire_set", "free", "malloc", "sbrk"})
"""What worker/*.js asks for while Python starts."""

_CONSTANT = b"\x7f\0"
"""The type of a global: an i32 that does not change."""

_I32_CONST = b"\x41"
_END = b"\x0b"

_MAIN = "__main_argc_argv"
"""What Emscripten exports for C's `main`, and takes for it."""

_ASSIGNING = "function assignWasmExports(wasmExports){"

_DECLARED = re.compile(r"\bvar (?:[\w$]+,){1000,}[\w$]+;")
"""Variables of the exports, thousands of them in one statement."""

_ASSIGNED = re.compile(r'([\w$]+)=Module\["([\w$]+)"\]=wasmExports\["([\w$]+)"\]')
_READ = re.compile(r'wasmExports\["([\w$]+)"\]\.value')
_ASKED = re.compile(r'wasmExports(?:\["([\w$]+)"\]|\.([\w$]+))|resolveGlobalSymbol\("([\w$]+)"')
_WORD = re.compile(r"[\w$]+")


def named(glue: str, interface: str) -> set[str]:
    """What the JavaScript of Emscripten (`glue`, pyodide.asm.mjs) and of Pyodide (`interface`,
    pyodide.mjs) names of the exports; more rather than less.

    Raises `FormatError`: it is not written as it was.
    """
    before, found, rest = glue.partition(_ASSIGNING)
    assigned, end, after = rest.partition("}")
    elsewhere, declarations = _DECLARED.subn("", before + after)
    if not found or not end or declarations != 1:
        raise FormatError("pyodide.asm.mjs does not name WebAssembly's exports as it did")
    words = {*_WORD.findall(elsewhere), *_WORD.findall(interface)}
    used = {
        export
        for variable, member, export in _ASSIGNED.findall(assigned)
        if variable in words or member in words
    }
    read = set(_READ.findall(assigned))
    asked = {name for groups in _ASKED.findall(elsewhere) for name in groups if name}
    return used | read | asked | {_MAIN}


def trimmed(whole: bytes, kept: Collection[str]) -> bytes:
    """The same module, which exports no functions and no addresses but those that are `kept`.

    Raises `FormatError`: it is none, or has no table for the others.
    """
    module = Module.read(whole)
    exports = module.exports()
    functions = list(dict.fromkeys(each.index for each in exports if each.kind is Kind.FUNCTION))
    slots = {function: slot for slot, function in sorted(module.entries().items())}
    tables = module.tables()
    if not tables:
        raise FormatError("it has no table for functions that are not exported")
    table = Table.read(tables[0])
    added = [function for function in functions if function not in slots]
    slots.update((function, slot) for slot, function in enumerate(added, start=table.size))
    places = {each.name: slots[each.index] for each in exports if each.kind is Kind.FUNCTION}
    addresses = {its: at for its, at in _addresses(module, exports).items() if its not in kept}
    gone = (places.keys() | addresses.keys()) - set(kept)
    left = [each for each in exports if each.name not in gone]
    start = _I32_CONST + signed(table.size) + _END
    element = b"\0" + start + vector(unsigned(function) for function in added)
    sections = {
        Section.TABLE: vector([table.grown(len(added)).encoded(), *tables[1:]]),
        Section.EXPORT: vector(each.encoded() for each in left),
        Section.ELEMENT: module.added(Section.ELEMENT, [element]),
    }
    symbols = {"functions": places, "data": addresses}
    content = json.dumps(symbols, separators=(",", ":")).encode()
    return module.with_sections(sections).with_custom(SYMBOLS, content).encoded()


def _addresses(module: Module, exports: list[Export]) -> dict[str, int]:
    """What is in exported globals that are numbers and never change."""
    globals_ = dict(enumerate(module.globals(), counted(Kind.GLOBAL, module.imports())))
    found: dict[str, int] = {}
    for each in exports:
        its = globals_.get(each.index) if each.kind is Kind.GLOBAL else None
        if its and its.type == _CONSTANT and its.start.startswith(_I32_CONST):
            found[each.name] = Reader(its.start[len(_I32_CONST) :]).signed()
    return found
