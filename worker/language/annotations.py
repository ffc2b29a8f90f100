"""Types as FastAPI and Pydantic write them, and as one wants to read them.

`Annotated[str | None, Doc("What it is.")]` is `str | None`, and its documentation besides.
"""

import ast
import inspect
from dataclasses import dataclass
from functools import lru_cache

_UNSET = {"Undefined", "PydanticUndefined", "_Unset", "Unset", "_unset", "NotGiven", "..."}

_DEFAULT = {"Default"}
"""A call of these is a default value in a wrapping: `Default(None)`."""

_FIELDS = {"Field", "Query", "Path", "Header", "Cookie", "Body", "Form", "File", "PrivateAttr"}
"""A call of these describes what it is the default of."""

_TYPING = {"typing", "t", "typing_extensions"}

_LONGEST_DEFAULT = 40


@dataclass(frozen=True)
class Declaration:
    """What stands between two commas of a signature."""

    name: str  # with its stars
    annotation: str
    default: str
    documentation: str

    def __str__(self) -> str:
        text = f"{self.name}: {self.annotation}" if self.annotation else self.name
        if not self.default:
            return text
        return f"{text} = {self.default}" if self.annotation else f"{text}={self.default}"


@lru_cache(maxsize=4096)
def declaration(text: str) -> Declaration:
    """A parameter as it is written; of what does not parse, at least the name."""
    try:
        function = ast.parse(f"def _({text}): ...").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Declaration(text.partition(":")[0].partition("=")[0].strip(), "", "", "")
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    if arguments.vararg is not None:
        return _declaration(arguments.vararg, None, "*")
    if arguments.kwarg is not None:
        return _declaration(arguments.kwarg, None, "**")
    return _declaration(arguments.args[0], next(iter(arguments.defaults), None), "")


@lru_cache(maxsize=4096)
def readable(annotation: str) -> str:
    """A type without what `Annotated` adds to it, on one line."""
    return _type(annotation)[0]


def _declaration(argument: ast.arg, default: ast.expr | None, stars: str) -> Declaration:
    annotation, documentation = "", ""
    if argument.annotation is not None:
        annotation, documentation = _reduced(argument.annotation)
    text = ""
    if default is not None:
        default, described = _default(default)
        documentation = documentation or described
        text = ast.unparse(default) if default is not None else ""
        if text in _UNSET or len(text) > _LONGEST_DEFAULT:
            text = ""
    return Declaration(f"{stars}{argument.arg}", annotation, text, documentation)


def _default(default: ast.expr) -> tuple[ast.expr | None, str]:
    """The value itself, and how it is described."""
    if not isinstance(default, ast.Call):
        return default, ""
    name = _last_name(default.func)
    if name in _DEFAULT:
        return None, ""
    keywords = {keyword.arg: keyword.value for keyword in default.keywords}
    if name not in _FIELDS and "default" not in keywords:
        return default, ""
    value = default.args[0] if default.args else keywords.get("default")
    described = keywords.get("description")
    text = described.value if isinstance(described, ast.Constant) else ""
    return value, text if isinstance(text, str) else ""


def _type(annotation: str) -> tuple[str, str]:
    try:
        tree = ast.parse(annotation.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(annotation.split()), ""
    return _reduced(tree.body)


def _reduced(annotation: ast.expr) -> tuple[str, str]:
    reducer = _Reducer()
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _type(annotation.value)  # a forward reference
    return ast.unparse(reducer.visit(annotation)), reducer.documentation


class _Reducer(ast.NodeTransformer):
    """`Annotated[T, ...]` to `T`, `Optional[T]` to `T | None`, and `typing.Any` to `Any`."""

    def __init__(self) -> None:
        self.documentation = ""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = _last_name(node.value)
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            for extra in node.slice.elts[1:]:
                self.documentation = self.documentation or _doc(extra)
            first: ast.expr = self.visit(node.slice.elts[0])
            return first
        if name == "Optional":
            none: ast.expr = ast.Constant(None)
            return ast.BinOp(self.visit(node.slice), ast.BitOr(), none)
        if name == "Union" and isinstance(node.slice, ast.Tuple):
            parts: list[ast.expr] = [self.visit(part) for part in node.slice.elts]
            union = parts[0]
            for part in parts[1:]:
                union = ast.BinOp(union, ast.BitOr(), part)
            return union
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id in _TYPING:
            return ast.Name(node.attr)
        return node


def _doc(node: ast.expr) -> str:
    """The text of `Doc("...")`, or of a field's `description`."""
    if not isinstance(node, ast.Call):
        return ""
    if _last_name(node.func) == "Doc" and node.args:
        text = node.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            return inspect.cleandoc(text.value)
        return ""
    return _default(node)[1]


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
