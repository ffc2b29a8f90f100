"""Where an import belongs in a module, by the rules of isort's default profile and black's.

Works on parso's tree, which there is also while a line does not parse.
"""

import sys
from dataclasses import dataclass
from typing import Any

from .documents import Document
from .protocol import TextEdit

_LINE_LENGTH = 88

FUTURE, STANDARD, LIBRARY, OWN, RELATIVE = range(5)

_FOLLOWED_BY_TWO_LINES = ("def ", "class ", "async def ", "@")


@dataclass(frozen=True)
class _Statement:
    """An import at the top level of a module."""

    node: Any
    section: int
    is_from: bool
    module: str

    @property
    def key(self) -> tuple[int, bool, str]:
        return self.section, self.is_from, self.module.lower()

    @property
    def first_line(self) -> int:
        """0-based."""
        return int(self.node.start_pos[0]) - 1

    @property
    def last_line(self) -> int:
        return int(self.node.end_pos[0]) - 1


class ImportEdits:
    """The imports of one document. `own` are the top-level modules of the project."""

    def __init__(self, document: Document, tree: Any, own: set[str]) -> None:
        self._document = document
        self._tree = tree
        self._own = own
        self._statements = [
            self._statement(node)
            for line in tree.children
            for node in _parts(line)
            if node.type in ("import_name", "import_from")
        ]

    def add(self, module: str, name: str) -> TextEdit:
        """`from module import name`: into a statement that there is, or in a line of its own."""
        for statement in self._statements:
            if statement.is_from and statement.module == module:
                edit = self._merged(statement.node, name)
                if edit is not None:
                    return edit
        return self._inserted(module, f"from {module} import {name}\n")

    # into a statement ----------------------------------------------------------------------------

    def _merged(self, node: Any, name: str) -> TextEdit | None:
        aliases = _aliases(node)
        brackets = any(child == "(" for child in node.children)
        if not aliases or (not brackets and node.start_pos[0] != node.end_pos[0]):
            return None  # `*`, or lines that end in a backslash
        following = next(
            (each for each in aliases if _member_key(_name(each)) > _member_key(name)), None
        )
        if following is not None:
            edit = self._before(following, name)
        else:
            edit = self._behind(aliases[-1], name)
        if not brackets and len(self._line(node)) + len(edit["newText"]) > _LINE_LENGTH:
            return self._wrapped(node, [*map(_code, aliases), name])
        return edit

    def _before(self, alias: Any, name: str) -> TextEdit:
        line, column = alias.start_pos
        indent = self._document.lines[line - 1][:column]
        separator = f",\n{indent}" if not indent.strip() else ", "
        return self._edit(line - 1, column, line - 1, column, f"{name}{separator}")

    def _behind(self, alias: Any, name: str) -> TextEdit:
        line, column = alias.start_pos
        indent = self._document.lines[line - 1][:column]
        separator = f"\n{indent}" if not indent.strip() else " "
        leaf = alias.get_last_leaf()
        comma = leaf.get_next_leaf()
        if comma == ",":
            line, column = comma.end_pos
            return self._edit(line - 1, column, line - 1, column, f"{separator}{name},")
        line, column = leaf.end_pos
        return self._edit(line - 1, column, line - 1, column, f",{separator}{name}")

    def _wrapped(self, node: Any, names: list[str]) -> TextEdit:
        members = sorted(names, key=lambda each: _member_key(each.split()[0]))
        head = _module(node)
        text = "\n".join([f"from {head} import (", *(f"    {each}," for each in members), ")"])
        (line, column), (end_line, end_column) = node.start_pos, node.end_pos
        return self._edit(line - 1, column, end_line - 1, end_column, text)

    # in a line of its own ------------------------------------------------------------------------

    def _inserted(self, module: str, text: str) -> TextEdit:
        key = (self._section(module), True, module.lower())
        same = [each for each in self._statements if each.section == key[0]]
        following = next((each for each in same if each.key > key), None)
        if following is not None:
            return self._at_line(following.first_line, text)
        if same:
            return self._at_line(same[-1].last_line + 1, text)
        before = [each for each in self._statements if each.section < key[0]]
        if before:
            return self._at_line(before[-1].last_line + 1, f"\n{text}")
        if self._statements:
            return self._at_line(self._statements[0].first_line, f"{text}\n")
        return self._first(text)

    def _first(self, text: str) -> TextEdit:
        """The only import: below a docstring, or the comments that tools read."""
        line = self._end_of_head()
        lines = self._document.lines
        if 0 < line and lines[line - 1].strip():
            text = f"\n{text}"
        following = lines[line]
        if following.startswith(_FOLLOWED_BY_TWO_LINES):
            text = f"{text}\n\n"
        elif following.strip():
            text = f"{text}\n"
        return self._at_line(line, text)

    def _end_of_head(self) -> int:
        first = self._tree.children[0]
        docstring = _parts(first)[0]
        if docstring.type in ("string", "strings"):
            return int(docstring.end_pos[0])
        lines = self._document.lines.all
        if not lines[0].startswith(("#!", "# /// ", "# -*-", "# coding")):
            return 0
        line = 0
        while line < len(lines) and lines[line].startswith("#"):
            line += 1
        return line

    def _at_line(self, line: int, text: str) -> TextEdit:
        lines = self._document.lines
        if line < len(lines):
            return self._edit(line, 0, line, 0, text)
        last, end = len(lines) - 1, len(lines[len(lines) - 1])
        return self._edit(last, end, last, end, f"\n{text}")

    # -----------------------------------------------------------------------------------------

    def _statement(self, node: Any) -> _Statement:
        module = _module(node)
        return _Statement(node, self._section(module), node.type == "import_from", module)

    def _section(self, module: str) -> int:
        top = module.partition(".")[0]
        if module.startswith("."):
            return RELATIVE
        if top == "__future__":
            return FUTURE
        if top in self._own:
            return OWN
        return STANDARD if top in sys.stdlib_module_names else LIBRARY

    def _line(self, node: Any) -> str:
        return self._document.lines[node.start_pos[0] - 1]

    def _edit(self, line: int, column: int, end_line: int, end_column: int, text: str) -> TextEdit:
        span = self._document.lines.range(line, column, end_line, end_column)
        return {"range": span, "newText": text}


def _parts(statement: Any) -> list[Any]:
    """The small statements of a line; the last line may lack its end, and be one itself."""
    return list(statement.children) if statement.type == "simple_stmt" else [statement]


def _module(node: Any) -> str:
    """The module that a statement names; of `import a, b`, the first."""
    if node.type == "import_from":
        dots = "." * int(node.level)
        return dots + ".".join(str(name.value) for name in node.get_from_names())
    return ".".join(str(name.value) for name in node.get_paths()[0])


def _aliases(node: Any) -> list[Any]:
    """The nodes `a` and `b as c` of `from x import a, b as c`."""
    for child in node.children:
        if child.type == "import_as_names":
            return [each for each in child.children if each.type in ("name", "import_as_name")]
    last = node.children[-2] if node.children[-1] == ")" else node.children[-1]
    return [last] if last.type in ("name", "import_as_name") else []


def _code(alias: Any) -> str:
    return " ".join(alias.get_code(include_prefix=False).split())


def _name(alias: Any) -> str:
    return str(alias.value if alias.type == "name" else alias.children[0].value)


def _member_key(name: str) -> tuple[int, str, str]:
    """Constants, then classes, then the others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower(), name
