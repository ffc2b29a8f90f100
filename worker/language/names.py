"""What a jedi name is, in the words of a reader."""

from typing import Any

from .annotations import Declaration, declaration, readable
from .signatures import Signature, signature


def signatures(name: Any) -> list[Signature]:
    """How it is called; empty for what cannot be called, or cannot be found out."""
    return [signature(each) for each in name.get_signatures()]


def type_of(name: Any) -> str:
    """The type of a variable, empty if nothing is known."""
    try:
        hint = name.get_type_hint()
    except TypeError:  # jedi's, of a generic type of which it knows no more
        hint = " | ".join(sorted({each.name for each in name.infer()}))
    return readable(hint) if hint else ""


def declared(name: Any) -> Declaration | None:
    """A parameter's or an attribute's declaration, None for anything else.

    Read from the source, nothing is inferred.
    """
    node = definition(name)
    if node is None:
        return None
    if node.type == "param":
        return declaration(_source(node).rstrip().removesuffix(","))
    if node.type == "expr_stmt" and node.children[1].type == "annassign":
        return declaration(_source(node))
    return None


def definition(name: Any) -> Any:
    """The parso node that defines a name, None without a source."""
    tree_name = name._name.tree_name
    return tree_name.get_definition() if tree_name is not None else None


def _source(node: Any) -> str:
    source: str = node.get_code(include_prefix=False)
    return source
