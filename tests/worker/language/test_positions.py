import pytest

from worker.language.positions import Lines, utf16_length

# A snake is one code point, two UTF-16 units and four bytes; é is one, one and two.
TEXT = "x = '🐍é'  # a\r\ny\r\n\nlast"


@pytest.mark.parametrize(
    ("line", "column", "character", "octets"),
    [(0, 0, 0, 0), (0, 5, 5, 5), (0, 6, 7, 9), (0, 7, 8, 11), (0, 10, 11, 14), (3, 4, 4, 4)],
)
def test_columns(line: int, column: int, character: int, octets: int) -> None:
    lines = Lines(TEXT)
    assert lines.position(line, column) == {"line": line, "character": character}
    assert lines.code_point({"line": line, "character": character}) == (line, column)
    assert lines.from_utf8(line, octets) == column
    assert lines.at(lines.offset({"line": line, "character": character})) == {
        "line": line,
        "character": character,
    }


def test_lines_end_as_in_the_editor() -> None:
    assert Lines("a\rb\r\nc\nd\x0ce\u2028f").all == ["a", "b", "c", "d\x0ce\u2028f"]
    assert len(Lines("")) == 1


@pytest.mark.parametrize(
    ("line", "character", "place"),
    [(0, 99, (0, 13)), (9, 0, (3, 4)), (-1, 3, (0, 3)), (0, -1, (0, 0)), (0, 6, (0, 5))],
)
def test_a_place_outside_is_the_nearest_inside(
    line: int, character: int, place: tuple[int, int]
) -> None:
    assert Lines(TEXT).code_point({"line": line, "character": character}) == place


def test_the_end() -> None:
    assert Lines("a\n🐍").end == {"line": 1, "character": 2}
    assert utf16_length("🐍a") == 3
