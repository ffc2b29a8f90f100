"""How deep an expression goes, found without parsing it.

CPython parses, compiles and frees an expression by recursion in C. Where the stack is a browser's,
a few thousand parts end the interpreter, and no exception can be caught; formatting needs more of
the stack than parsing.
"""

MOST_PARTS = 500

_OPERATORS = dict.fromkeys(map(ord, ".+-*/%@&|^~<>=([{"))


def nested_too_deeply(text: str) -> bool:
    """May an expression have more than `MOST_PARTS` parts, each inside the next?

    Counts operators between commas. Whether a statement goes on is told by its brackets, also by
    those in strings: a blank line ends whatever that leads to.
    """
    parts = depth = 0
    for line in text.split("\n"):
        if depth <= 0 or not line.strip():
            parts = depth = 0
        for index, piece in enumerate(line.split(",")):
            parts = (0 if index else parts) + len(piece) - len(piece.translate(_OPERATORS))
            if parts > MOST_PARTS:
                return True
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
    return False
