from pathlib import Path

import pytest

from ide.folders import Folder
from ide.modules import reachable
from tests.ide.conftest import write


def modules(tmp_path: Path, **sources: str) -> list[str]:
    for name, text in sources.items():
        write(tmp_path / "js" / f"{name}.js", text)
    return reachable(Folder(tmp_path), "js/main.js", ["idb"])


@pytest.mark.parametrize(
    "statement",
    [
        'import "./a.js";',
        "import { a } from './a.js';",
        'import a, * as b from "./a.js"',
        'import {\n  a,\n  b as c,\n} from "./a.js";',
        'import{a}from"./a.js";',
        'export { a } from "./a.js";',
        'export * from "../js/a.js";',
        'import { x } from "codemirror";\nimport { a } from "./a.js";',
        'await import("./a.js");',
    ],
)
def test_import(tmp_path: Path, statement: str) -> None:
    assert "js/a.js" in modules(tmp_path, main=f"// what for\n{statement}\n", a="")


@pytest.mark.parametrize(
    "text",
    [
        '/** @import { A } from "./a.js" */',
        ' * @param {import("./a.js").A} a',
        'const later = () => import("./a.js");',
        'export const name = "./a.js";',
        'export function from() {}\nuse("./a.js");',
    ],
)
def test_no_import(tmp_path: Path, text: str) -> None:
    assert modules(tmp_path, main=text, a="") == ["js/main.js"]


def test_breadth_first_and_once(tmp_path: Path) -> None:
    found = modules(
        tmp_path,
        main='import "./a.js";\nimport "./b.js";\nimport "idb";\nimport "nowhere";\n',
        a='import "./c.js";\nimport "./main.js";\n',
        b='import "./c.js";\n',
        c='import "./gone.js";\n',
    )
    assert found == ["js/main.js", "js/a.js", "js/b.js", "idb", "js/c.js"]
