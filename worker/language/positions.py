"""Places in a text: LSP counts UTF-16 units, jedi code points, `ast` UTF-8 bytes.

All lines here are 0-based, as in LSP.
"""

import re
from functools import cached_property

from .protocol import Position, Range

_LINE_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """A text and its lines. A place outside the text is taken for the nearest one inside."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, line: int) -> str:
        """A line without its end; empty beyond the text."""
        return self.all[line] if 0 <= line < len(self.all) else ""

    @cached_property
    def all(self) -> list[str]:
        """The lines without their ends, at least one."""
        return _LINE_END.split(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def code_point(self, position: Position) -> tuple[int, int]:
        """(line, column in code points) of an LSP position."""
        line = min(max(position["line"], 0), len(self.all) - 1)
        if line < position["line"]:
            return line, len(self.all[line])
        return line, _from_utf16(self.all[line], max(position["character"], 0))

    def offset(self, position: Position) -> int:
        """Index into the text of an LSP position."""
        line, column = self.code_point(position)
        return self._starts[line] + column

    def position(self, line: int, column: int) -> Position:
        """The LSP position of a column in code points."""
        line = min(max(line, 0), len(self.all) - 1)
        return {"line": line, "character": utf16_length(self.all[line][: max(column, 0)])}

    def at(self, offset: int) -> Position:
        """The LSP position of an index into the text."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        return self.position(low, offset - self._starts[low])

    def range(self, line: int, column: int, end_line: int, end_column: int) -> Range:
        """From one column in code points to another."""
        return {
            "start": self.position(line, column),
            "end": self.position(end_line, end_column),
        }

    def from_utf8(self, line: int, octets: int) -> int:
        """A column in code points, of `ast`'s in bytes."""
        text = self[line]
        if text.isascii():
            return min(octets, len(text))
        return len(text.encode(errors="surrogatepass")[:octets].decode(errors="ignore"))

    @property
    def end(self) -> Position:
        """Behind the last character."""
        return self.position(len(self.all) - 1, len(self.all[-1]))


def utf16_length(text: str) -> int:
    """UTF-16 units: characters beyond the basic plane are two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def _from_utf16(text: str, units: int) -> int:
    """Code points in the first `units` units. One half of a character counts as none of it."""
    if text.isascii():
        return min(units, len(text))
    for column, character in enumerate(text):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return column
    return len(text)
