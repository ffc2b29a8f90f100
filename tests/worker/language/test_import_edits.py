from pathlib import Path
from typing import Any

import jedi
import pytest

from tests.worker.language.editor import edited
from worker.language.documents import Document
from worker.language.import_edits import ImportEdits


def tree(text: str) -> Any:
    return jedi.Script(text)._module_node


def added(text: str, module: str, name: str) -> str:
    document = Document("", Path("main.py"), 1, text)
    edit = ImportEdits(document, tree(text), {"models"}).add(module, name)
    return edited(text, [dict(edit)])


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("from m import a", "b", "from m import a, b"),
        ("from m import b", "a", "from m import a, b"),
        ("from m import b, LIMIT", "Item", "from m import Item, b, LIMIT"),
        ("from m import LIMIT, b", "Item", "from m import LIMIT, Item, b"),
        ("from m import b as a, c", "bb", "from m import b as a, bb, c"),
        ("from m import (a)", "b", "from m import (a, b)"),
        ("from m import (a, c,)", "d", "from m import (a, c, d,)"),
        ("from m import (\n    a,\n    c,\n)", "b", "from m import (\n    a,\n    b,\n    c,\n)"),
        ("from m import (\n    a,\n)", "b", "from m import (\n    a,\n    b,\n)"),
        ("from m import (\n    a\n)", "b", "from m import (\n    a,\n    b\n)"),
        (
            f"from m import {'a' * 40}, {'c' * 40}",
            "b",
            f"from m import (\n    {'a' * 40},\n    b,\n    {'c' * 40},\n)",
        ),
        ("from m import *", "b", "from m import *\nfrom m import b"),
        ("from m import a, \\\n    c", "b", "from m import a, \\\n    c\nfrom m import b"),
    ],
)
def test_into_a_statement(before: str, name: str, after: str) -> None:
    assert added(f"{before}\n\nx = 1\n", "m", name).rstrip() == f"{after}\n\nx = 1"


@pytest.mark.parametrize(
    ("before", "module", "after"),
    [
        ("x = 1\n", "m", "from m import n\n\nx = 1\n"),
        ("def f(): ...\n", "m", "from m import n\n\n\ndef f(): ...\n"),
        ("", "m", "from m import n\n"),
        ('"""Doc."""\n\nx = 1\n', "m", '"""Doc."""\n\nfrom m import n\n\nx = 1\n'),
        ('"""Doc."""', "m", '"""Doc."""\n\nfrom m import n\n'),
        ("#!/usr/bin/python\nx = 1\n", "m", "#!/usr/bin/python\n\nfrom m import n\n\nx = 1\n"),
        (
            "# /// script\n# dependencies = []\n# ///\n",
            "m",
            "# /// script\n# dependencies = []\n# ///\n\nfrom m import n\n",
        ),
        ("import json\n", "os", "import json\nfrom os import n\n"),
        (
            "import json\n\nimport fastapi\n",
            "os",
            "import json\nfrom os import n\n\nimport fastapi\n",
        ),
        ("import fastapi\n", "os", "from os import n\n\nimport fastapi\n"),
        ("import os\n", "fastapi", "import os\n\nfrom fastapi import n\n"),
        (
            "from a import x\nfrom c import x\n",
            "b",
            "from a import x\nfrom b import n\nfrom c import x\n",
        ),
        (
            "import os\n\nfrom fastapi import x\n",
            "models",
            "import os\n\nfrom fastapi import x\n\nfrom models import n\n",
        ),
        (
            "from fastapi import x\n\nfrom models import y\n\ny\n",
            "pydantic",
            "from fastapi import x\nfrom pydantic import n\n\nfrom models import y\n\ny\n",
        ),
        (
            "from __future__ import annotations\n\nx = 1\n",
            "os",
            "from __future__ import annotations\n\nfrom os import n\n\nx = 1\n",
        ),
        (
            "from fastapi import (\n    x,\n)\n",
            "m",
            "from fastapi import (\n    x,\n)\nfrom m import n\n",
        ),
        ("from . import a\n", "fastapi", "from fastapi import n\n\nfrom . import a\n"),
        ("import os", "re", "import os\nfrom re import n\n"),
        (
            "import os\n\ndef f(:\n    x.\n",
            "re",
            "import os\nfrom re import n\n\ndef f(:\n    x.\n",
        ),
    ],
)
def test_in_a_line_of_its_own(before: str, module: str, after: str) -> None:
    assert added(before, module, "n") == after
