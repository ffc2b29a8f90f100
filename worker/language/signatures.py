"""How functions and classes are called, in a form that can be read at a glance."""

from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from .annotations import Declaration, declaration, readable
from .positions import utf16_length

_LONG = 88

_MANY = 12
"""More parameters than that hide what the documentation says below them."""


@dataclass(frozen=True)
class Signature:
    """`name(parameters) -> returns`."""

    name: str
    parameters: tuple[Declaration, ...]
    parts: tuple[str | int, ...]
    """What stands between the brackets: markers (`*`, `/`) and indices of parameters."""
    returns: str

    def __str__(self) -> str:
        """On one line; if that were too long, with a line for each parameter, or of many only the
        names."""
        parts = [self._text(part) for part in self.parts]
        line = f"{self.name}({', '.join(parts)}){self._arrow}"
        if len(line) <= _LONG or not parts:
            return line
        if len(self.parameters) > _MANY:
            return self.label(None)[0]
        return "\n".join([f"{self.name}(", *(f"    {part}," for part in parts), f"){self._arrow}"])

    def label(self, active: int | None) -> tuple[str, list[tuple[int, int]]]:
        """One line, and where in it each parameter stands, in UTF-16 units.

        Of a long one, only the active parameter has more than its name.
        """
        label, spans = self._label([str(each) for each in self.parameters])
        if len(label) > _LONG:
            texts = [
                str(each) if index == active else each.name
                for index, each in enumerate(self.parameters)
            ]
            label, spans = self._label(texts)
        return label, spans

    def _label(self, texts: list[str]) -> tuple[str, list[tuple[int, int]]]:
        label, spans = f"{self.name}(", [(0, 0)] * len(texts)
        for number, part in enumerate(self.parts):
            label += ", " if number else ""
            if isinstance(part, int):
                start = utf16_length(label)
                spans[part] = start, start + utf16_length(texts[part])
            label += texts[part] if isinstance(part, int) else part
        return f"{label}){self._arrow}", spans

    def _text(self, part: str | int) -> str:
        return str(self.parameters[part]) if isinstance(part, int) else part

    @property
    def _arrow(self) -> str:
        return f" -> {self.returns}" if self.returns else ""


def signature(found: Any) -> Signature:
    """Of one of jedi's."""
    parts: list[str | int] = []
    parameters: list[Declaration] = []
    positional_only = star = False
    for index, parameter in enumerate(found.params):
        kind = parameter.kind
        if positional_only and kind != Parameter.POSITIONAL_ONLY:
            parts.append("/")
        positional_only = kind == Parameter.POSITIONAL_ONLY
        if kind == Parameter.KEYWORD_ONLY and not star:
            parts.append("*")
        star = star or kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_POSITIONAL)
        parts.append(index)
        parameters.append(declaration(parameter.to_string()))
    if positional_only:
        parts.append("/")
    returns = found._signature.annotation_string
    return Signature(
        found.name, tuple(parameters), tuple(parts), readable(returns) if returns else ""
    )
