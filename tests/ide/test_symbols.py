"""WebAssembly without most of its exports: a small module, and Pyodide's own."""

import json

import pytest

from ide.build.symbols import SYMBOLS, named, trimmed
from ide.build.wasm import Export, FormatError, Global, Kind, Module, Reader, Section, Table
from tests.ide.test_splitting import FUNCTIONS, small
from tests.worker.interpreter import VENDOR, has_pyodide

GLUE = (
    f"var {'a,' * 1000}_idle,_used,_main;function assignWasmExports(wasmExports)"
    '{_idle=Module["_idle"]=wasmExports["idle"];_used=Module["_used"]=wasmExports["used"];'
    '_of_pyodide=Module["_of_pyodide"]=wasmExports["of_pyodide"];'
    '_data=Module["_data"]=wasmExports["data"].value>>>0}'
    'wasmExports["direct"]();wasmExports.member();resolveGlobalSymbol("found").sym;_used(1)'
)


def symbols(module: Module) -> dict[str, dict[str, int]]:
    [content] = [
        reader.rest()
        for section, custom in module._sections
        if section is Section.CUSTOM
        for reader in [Reader(custom)]
        if reader.name() == SYMBOLS
    ]
    found: dict[str, dict[str, int]] = json.loads(content)
    return found


def test_each_function_has_a_place_in_the_table() -> None:
    module = Module.read(trimmed(small(), ["double"]))
    entries = module.entries()
    indices = {each: entries[place] for each, place in symbols(module)["functions"].items()}
    assert indices == {each: index for index, each in enumerate(FUNCTIONS, 1)}


def test_what_is_in_the_table_stays_where_it_is() -> None:
    module = Module.read(trimmed(small(), []))
    before = Module.read(small()).entries()
    assert before == {0: 1, 1: 3}
    assert before.items() <= module.entries().items()
    assert symbols(module)["functions"]["chain"] == 1


def test_the_table_has_room() -> None:
    module = Module.read(trimmed(small(), ["double"]))
    [table] = map(Table.read, module.tables())
    assert table.size == len(module.entries()) == 6


def test_all_else_is_exported() -> None:
    exports = Module.read(trimmed(small(), ["double"])).exports()
    assert [(each.name, each.kind) for each in exports] == [
        ("double", Kind.FUNCTION),
        ("memory", Kind.MEMORY),
    ]


@pytest.mark.parametrize(
    ("type_", "start", "address"),
    [
        (b"\x7f\0", b"\x41\xe4\0\x0b", 100),
        (b"\x7f\0", b"\x41\x7f\x0b", -1),
        (b"\x7f\1", b"\x41\1\x0b", None),  # it changes
        (b"\x7e\0", b"\x42\1\x0b", None),  # an i64
        (b"\x7f\0", b"\x23\0\x0b", None),  # another one's
    ],
)
def test_addresses_of_data(type_: bytes, start: bytes, address: int | None) -> None:
    exported = Export("data", Kind.GLOBAL, 2)
    module = Module.read(small())
    sections = {
        Section.GLOBAL: module.added(Section.GLOBAL, [Global(type_, start).encoded()]),
        Section.EXPORT: module.added(Section.EXPORT, [exported.encoded()]),
    }
    module = Module.read(trimmed(module.with_sections(sections).encoded(), []))
    assert symbols(module)["data"] == ({} if address is None else {"data": address})
    assert (exported in module.exports()) == (address is None)


def test_what_is_named_is_kept() -> None:
    kept = named(GLUE, "module._of_pyodide()")
    assert kept == {"__main_argc_argv", "data", "direct", "found", "member", "of_pyodide", "used"}


@pytest.mark.parametrize("part", ["function assignWasmExports", "}", "var a,"])
def test_javascript_of_another_kind(part: str) -> None:
    with pytest.raises(FormatError, match=r"pyodide\.asm\.mjs"):
        named(GLUE.replace(part, ""), "")


def test_a_module_without_a_table() -> None:
    empty = b"\0asm\1\0\0\0"
    with pytest.raises(FormatError, match="no table"):
        trimmed(empty, [])


@pytest.mark.parametrize(("size", "limit"), [(3, None), (3, 4), (3, 100)])
def test_a_table_that_grows(size: int, limit: int | None) -> None:
    table = Table.read(Table(b"\x70", size, limit).encoded())
    assert table == Table(b"\x70", size, limit)
    grown = Table.read(table.grown(5).encoded())
    assert (grown.size, grown.limit) == (8, limit and max(limit, 8))


@pytest.mark.skipif(not has_pyodide(), reason="Pyodide has not been installed")
def test_of_pyodides_functions_few_are_kept() -> None:
    pyodide = VENDOR / "pyodide"
    scripts = [pyodide / name for name in ("pyodide.asm.mjs", "pyodide.mjs")]
    kept = named(*(script.read_text("utf-8") for script in scripts))
    whole = Module.read((pyodide / "pyodide.asm.wasm").read_bytes())
    functions = {each.name for each in whole.exports() if each.kind is Kind.FUNCTION}
    assert len(functions) > 7000
    assert {"malloc", "_pyproxy_apply_promising"} <= kept
    assert len(functions & kept) < 200
