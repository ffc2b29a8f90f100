"""How deep an expression goes, found without parsing it.

CPython parses, compiles and frees an expression by recursion in C. Where the stack is a browser's,
a few thousand parts end the interpreter, and no exception can be caught; formatting needs more of
the stack than parsing.
"""

import re

MOST_PARTS = 500

MOST_BRACKETS = 150
"""CPython itself refuses more than 200, and ends the browser's interpreter when it says so."""

_LITERAL = re.compile(
    r"""
    (?P<long>\"{3}|\'{3}) (?: \\. | [^\\] )*? (?P=long)
    | " (?: \\. | [^"\\\n] )* "
    | ' (?: \\. | [^'\\\n] )* '
    | \#[^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)
"""A string or a comment, whatever is in it."""

_BRACKET = re.compile(r"[][(){}]")

_OPERATORS = dict.fromkeys(map(ord, ".+-*/%@&|^~<>=([{"))


def too_deep(text: str) -> int | None:
    """The 1-based line where an expression may have more than `MOST_PARTS` parts, or brackets, each
    inside the next; None if there is none."""
    if _many_parts(text) is None and _many_brackets(text) is None:
        return None
    # A drawing or a page in a string has many of what are operators elsewhere.
    code = _LITERAL.sub(lambda found: "0" + "\n" * found[0].count("\n"), text)
    return _many_parts(code) or _many_brackets(code)


def _many_brackets(text: str) -> int | None:
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "([{" else max(0, depth - 1)
        if depth > MOST_BRACKETS:
            return text.count("\n", 0, found.start()) + 1
    return None


def _many_parts(text: str) -> int | None:
    """Counts operators between commas. Whether a statement goes on is told by its brackets, also by
    those in strings: a blank line ends whatever that leads to.
    """
    parts = depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if depth <= 0 or not line.strip():
            parts = depth = 0
        for index, piece in enumerate(line.split(",")):
            parts = (0 if index else parts) + len(piece) - len(piece.translate(_OPERATORS))
            if parts > MOST_PARTS:
                return number
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
    return None
