"""WebAssembly in two modules: a small one with what a module can have, and all of Python."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ide.build.splitting import CALLED, instrumented, split
from ide.build.wasm import FormatError, Module, name, signed, unsigned, vector
from tests.worker.interpreter import NODE, VENDOR, has_pyodide

ROOT = Path(__file__).parents[2]

FUNCTIONS = ("double", "count", "chain", "store", "through_table", "sum_to")
"""Each takes an i32 and gives one."""

I32 = b"\x7f"
GET_0 = b"\x20\0"
END = b"\x0b"


def const(number: int) -> bytes:
    return b"\x41" + signed(number)


def call(index: int) -> bytes:
    return b"\x10" + unsigned(index)


BODIES = (
    GET_0 + GET_0 + b"\x6a" + END,
    b"\x23\0" + GET_0 + b"\x6a\x24\0\x23\0" + END,  # a global that changes
    GET_0 + call(1) + call(2) + call(0) + END,  # double, count, the import
    const(8) + GET_0 + b"\x36\2\0" + const(8) + b"\x28\2\0" + END,  # memory
    GET_0 + b"\x23\1" + b"\x11\0\0" + END,  # at the index in a global that does not change
    # if (n) return n + sum_to(n - 1)
    GET_0 + b"\x04\x7f" + GET_0 + GET_0 + const(1) + b"\x6b" + call(6) + b"\x6a\x05"
    + const(0) + END + END,
)  # fmt: skip


def section(number: int, content: bytes) -> bytes:
    return bytes([number]) + unsigned(len(content)) + content


def small() -> bytes:
    """The functions, and what they use of a module."""
    exported = [name(its) + b"\0" + unsigned(index) for index, its in enumerate(FUNCTIONS, start=1)]
    bodies = [b"\1\1" + I32 + body for body in BODIES]  # with a variable each
    return b"\0asm\1\0\0\0" + b"".join(
        [
            section(0, name("first") + b"kept"),
            section(1, vector([b"\x60" + vector([I32]) * 2, b"\x60" + vector([I32]) + b"\0"])),
            section(2, vector([name("env") + name("hundred_more") + b"\0\0"])),
            section(3, vector([b"\0"] * len(FUNCTIONS))),
            section(4, vector([b"\x70\0\2"])),
            section(5, vector([b"\0\1"])),
            section(13, vector([b"\0\1"])),
            section(6, vector([I32 + b"\1" + const(0) + END, I32 + b"\0" + const(1) + END])),
            section(7, vector([*exported, name("memory") + b"\2\0"])),
            section(9, vector([b"\0" + const(0) + END + vector([b"\1", b"\3"])])),
            section(10, vector(unsigned(len(body)) + body for body in bodies)),
            section(11, vector([b"\0" + const(0) + END + vector([b"d", b"a"])])),
        ]
    )  # fmt: skip


@dataclass
class Ran:
    given: list[Any]
    asked: list[str]
    isSplit: bool
    names: list[str]
    memory: list[int]


def run(folder: Path, first: bytes, rest: bytes, *steps: tuple[str, int]) -> Ran:
    """Take the steps of split_wasm.mjs."""
    for its, content in (("first.wasm", first), ("small.rest.wasm", rest)):
        (folder / its).write_bytes(content)
    script = Path(__file__).with_name("split_wasm.mjs")
    arguments = (
        ROOT / "worker" / "split_wasm.js",
        folder / "first.wasm",
        folder / "small.rest.wasm",
    )
    done = subprocess.run(
        [NODE, script, *arguments, json.dumps(steps)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Ran(**json.loads(done.stdout))


EVERYTHING = (
    *(("double", 4), ("count", 2), ("chain", 5), ("store", 77), ("through_table", 6)),
    *(("sum_to", 9), ("chain", 1)),
)
RESULTS = [8, 2, 112, 77, 124, 45, 126]
MEMORY = [*b"da", 0, 0, 0, 0, 0, 0, 77]


def test_the_whole_one_is_left_alone(tmp_path: Path) -> None:
    ran = run(tmp_path, small(), b"", *EVERYTHING)
    assert ran == Ran(RESULTS, [], False, [*FUNCTIONS, "memory"], MEMORY)


@pytest.mark.parametrize("first", [[], [0, 1, 2, 3, 4, 5], [0], [1, 5], [0, 2, 4], [1, 3, 5]])
def test_wherever_functions_are_they_do_the_same(first: list[int], tmp_path: Path) -> None:
    parts = split(small(), first)
    ran = run(tmp_path, parts.first, parts.rest, *EVERYTHING)
    needed = ["XMLHttpRequest"] if len(first) < len(FUNCTIONS) else []
    assert ran == Ran(RESULTS, needed, True, [*FUNCTIONS, "memory"], MEMORY)


def test_what_is_there_needs_nothing(tmp_path: Path) -> None:
    parts = split(small(), [0, 3])
    ran = run(tmp_path, parts.first, parts.rest, ("double", 1), ("store", 2))
    assert (ran.given, ran.asked) == ([2, 2], [])


def test_the_rest_comes_once(tmp_path: Path) -> None:
    parts = split(small(), [0])
    ahead = run(tmp_path, parts.first, parts.rest, ("load", 0), ("count", 1), ("load", 0))
    assert (ahead.given, ahead.asked) == ([None, 1, None], ["fetch"])
    late = run(tmp_path, parts.first, parts.rest, ("count", 1), ("load", 0), ("count", 1))
    assert (late.given, late.asked) == ([1, None, 2], ["XMLHttpRequest"])


def test_a_rest_that_cannot_be_had_is_asked_for_again(tmp_path: Path) -> None:
    parts = split(small(), [0])
    steps = (("break", 0), ("load", 0), ("count", 1), ("mend", 0), ("count", 1))
    ran = run(tmp_path, parts.first, parts.rest, *steps)
    why = f"{tmp_path / 'small.rest.wasm'} answered 404"
    assert (ran.given, ran.asked) == ([why, why, 1], ["fetch", *["XMLHttpRequest"] * 2])


def test_the_rest_of_another_split_is_refused(tmp_path: Path) -> None:
    first, other = split(small(), [0]), split(small(), [1])
    ran = run(tmp_path, first.first, other.rest, ("double", 2), ("load", 0), ("count", 1))
    assert ran.given[0] == 4
    assert all("asgipad:split:" in message for message in ran.given[1:])


def test_without_data_there_are_zeros(tmp_path: Path) -> None:
    """As many: instructions may copy them."""
    whole, empty = (split(small(), [3], data=data).first for data in (True, False))
    assert len(whole) == len(empty)
    assert run(tmp_path, empty, b"", ("store", 77)).memory == [0, 0, *MEMORY[2:]]


def test_what_runs_at_once_is_in_the_first(tmp_path: Path) -> None:
    body = b"\0" + const(0) + const(7) + b"\x36\2\0" + END
    whole = b"\0asm\1\0\0\0" + b"".join(
        [
            section(1, vector([b"\x60\0\0"])),
            section(3, vector([b"\0"])),
            section(5, vector([b"\0\1"])),
            section(7, vector([name("memory") + b"\2\0"])),
            section(8, unsigned(0)),
            section(10, vector([unsigned(len(body)) + body])),
        ]
    )
    (tmp_path / "first.wasm").write_bytes(split(whole, []).first)
    script = """
        const module = new WebAssembly.Module(require("fs").readFileSync("first.wasm"));
        const { memory } = new WebAssembly.Instance(module).exports;
        console.log(new Uint8Array(memory.buffer)[0]);
    """
    assert subprocess.check_output([NODE, "-e", script], cwd=tmp_path, encoding="utf-8") == "7\n"


def test_what_is_called_is_noted(tmp_path: Path) -> None:
    (tmp_path / "noting.wasm").write_bytes(instrumented(small()))
    script = f"""
        const content = require("fs").readFileSync("noting.wasm");
        const module = new WebAssembly.Module(content);
        const imports = {{ env: {{ hundred_more: (number) => number + 100 }} }};
        const {{ exports }} = new WebAssembly.Instance(module, imports);
        const noted = () => [...new Uint8Array(exports["{CALLED}"].buffer, 0, 7)].join("");
        console.log(noted(), exports.chain(5), noted(), exports.sum_to(9), noted());
    """
    done = subprocess.check_output([NODE, "-e", script], cwd=tmp_path, encoding="utf-8")
    assert done.split() == ["0000000", "110", "1110000", "45", "1110010"]


def test_sections_are_kept() -> None:
    module = Module.read(small())
    assert module.encoded() == small()
    assert b"first" + b"kept" in split(small(), [1]).first


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no WebAssembly module"),
        (b"\0asm\2\0\0\0", "no WebAssembly module"),
        (small()[:-3], "ends too early"),
        (small() + b"\x63\0", "section of WebAssembly that is not known"),
        (b"\0asm\1\0\0\0" + section(1, vector([b"\x5f\0"])), "no plain function"),
        (b"\0asm\1\0\0\0" + section(1, vector([b"\x60\1\x11\0"])), "value type .* 0x11"),
        (b"\0asm\1\0\0\0" + section(2, vector([b"\0\0\x09"])), "kind of import .* 9"),
        (b"\0asm\1\0\0\0" + section(2, vector([b"\1\xff"])), "not UTF-8"),
    ],
)
def test_what_is_not_known(content: bytes, why: str) -> None:
    with pytest.raises(FormatError, match=why):
        split(content, [])


@pytest.mark.skipif(not has_pyodide(), reason="needs the assets: python -m ide.build")
def test_python_with_everything_in_the_rest(tmp_path: Path) -> None:
    """More calls cross than in any split that is of use."""
    folder = VENDOR / "pyodide"
    parts = split((folder / "pyodide.asm.wasm").read_bytes(), [])
    (tmp_path / "first.wasm").write_bytes(parts.first)
    (tmp_path / "python.rest.wasm").write_bytes(parts.rest)
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ withRest }} from "{(ROOT / "worker" / "split_wasm.js").as_uri()}";
        import {{ loadPyodide }} from "{(folder / "pyodide.mjs").as_uri()}";
        globalThis.XMLHttpRequest = class {{
          open() {{}}
          send() {{
            this.status = 200;
            this.response = readFileSync("python.rest.wasm");
          }}
        }};
        const native = WebAssembly.instantiate;
        WebAssembly.instantiate = async (content, imports) => {{
          if (content instanceof WebAssembly.Module) return native(content, imports);
          WebAssembly.instantiate = native;
          const module = await WebAssembly.compile(readFileSync("first.wasm"));
          const instance = await native(module, imports);
          const rests = {{ folder: "", later: {{ add() {{}} }} }};
          return {{ instance: withRest(instance, imports, rests, "python"), module }};
        }};
        const python = await loadPyodide({{ indexURL: "{folder}" }});
        await python.loadPackage("pydantic-core", {{ messageCallback() {{}} }});
        console.log(python.runPython(process.argv[1]));
    """
    code = """
import decimal, json, re
from pydantic_core import SchemaValidator

def failing():
    try:
        yield from (1 / number for number in (2, 0))
    except ZeroDivisionError as error:
        yield str(error)

number = SchemaValidator({"type": "int"}).validate_python("1")
match = re.search("(?P<word>[a-z]+)", "12 words")
json.dumps([*failing(), number, match["word"], str(decimal.Decimal("1.10") * 3), 2**70])
"""
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", script, code],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == [0.5, "division by zero", 1, "words", "3.30", 2**70]
