"""Docstrings as Markdown that can be shown.

A docstring is text of somebody else's code: what comes out has no HTML, no images, and no links but
to http and https. Only what is made here is markup, everything else is escaped.
"""

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator

LONGEST = 1200
"""Characters, before the text is cut at the end of a paragraph."""

_MARKUP = re.compile(
    r"`(?P<rest_label>[^`<>\n]+)<(?P<rest_url>[^`<>\s]+)>`__?"
    r"|(?<!`)(?P<ticks>`{1,2})(?!`)(?P<code>[^`\n]+)(?<!`)(?P=ticks)(?!`)"
    r"|!?\[(?P<label>[^\[\]\n]*)\]\((?P<url>[^()\s]*)[^()\n]*\)"
    r"|<(?P<bare>https?://[^<>\s]+)>"
)
_ROLE = re.compile(r":(?:[a-z]+:)?[a-z]+:`~?([^`\n]+)`")
_SAFE_URL = re.compile(r"https?://[\w.~:/?#@!$&*+,;=%-]+")
_SPECIAL = re.compile(r"[\\\[\]<`@!]|&(?=[#\w])|(?<=\w)(?<!\bhttp)(?<!\bhttps):(?=//)")
_DIRECTIVE = re.compile(r"\.\. ([\w-]+)::\s*(.*)")
_FIELD = re.compile(
    r":(param|parameter|arg|raises|raise|return|returns|rtype|type)\b([^:]*):\s*(.*)"
)
_TITLES = {"code-block": "", "versionadded": "New in version", "deprecated": "Deprecated since"}
_SECTION = re.compile(
    r"(Args|Arguments|Parameters|Returns|Yields|Raises|Examples?|Notes?|Attributes|See Also)\s*:?"
)
_ITEM = re.compile(r"(\*{0,2}\w+)\s*(?:\([^)]*\))?:\s+(.+)")
_SPLIT = re.compile(r"(```.*?```)", re.S)


def code(text: str, language: str = "python") -> str:
    """A block of code, whatever is in it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 0)
    return f"{fence}{language}\n{text}\n{fence}"


def inline_code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def docstring(text: str, longest: int = LONGEST) -> str:
    """The first paragraphs of a docstring, in reST, Google's or NumPy's style or in Markdown."""
    return "\n\n".join(_first(_paragraphs(inspect.cleandoc(text).split("\n")), longest))


def escaped(text: str) -> str:
    """Running text: code and safe links stay, everything else means itself."""
    text = _ROLE.sub(r"`\1`", text)
    pieces: list[str] = []
    at = 0
    for found in _MARKUP.finditer(text):
        pieces.append(_SPECIAL.sub(_escape, text[at : found.start()]))
        pieces.append(_kept(found))
        at = found.end()
    pieces.append(_SPECIAL.sub(_escape, text[at:]))
    return "".join(pieces)


def _kept(found: re.Match[str]) -> str:
    if found["code"]:
        return inline_code(found["code"])
    if found["bare"]:
        return found["bare"] if _SAFE_URL.fullmatch(found["bare"]) else ""
    return _link(found["label"] or found["rest_label"] or "", found["url"] or found["rest_url"])


def _link(label: str, url: str) -> str:
    text = _SPECIAL.sub(_escape, label.strip())
    return f"[{text}]({url})" if _SAFE_URL.fullmatch(url) else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return {"<": "&lt;", "&": "&amp;"}.get(character, f"\\{character}")


def _first(paragraphs: Iterable[str], longest: int) -> Iterator[str]:
    length = 0
    for paragraph in paragraphs:
        length += len(paragraph) + 2
        if length > longest:
            if length == len(paragraph) + 2:
                yield _cut(paragraph, longest)
            return
        yield paragraph


def _cut(paragraph: str, longest: int) -> str:
    """A first paragraph that is too long by itself."""
    if paragraph.startswith("```"):
        kept = paragraph[:longest].rpartition("\n")[0]
        return f"{kept}\n{paragraph[: len(paragraph) - len(paragraph.lstrip('`'))]}"
    return escaped(f"{_plain(paragraph)[:longest].rpartition(' ')[0]} …")


def _plain(paragraph: str) -> str:
    """Text from which `escaped` makes the same again."""
    for entity, character in (("&lt;", "<"), ("&amp;", "&")):
        paragraph = paragraph.replace(entity, character)
    return re.sub(r"\\(.)", r"\1", paragraph)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Blocks of Markdown."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            index += 1
        elif line.startswith("    ") and index > 0 and not lines[index - 1].strip():
            block, index = _indented(lines, index)
            yield code(block)
        elif line.lstrip().startswith("```"):
            block, index = _fenced(lines, index)
            yield code(block)
        elif line.lstrip().startswith(">>>"):
            block, index = _until_blank(lines, index)
            yield code(block)
        else:
            block, index = _text(lines, index)
            if block:
                yield block


def _fenced(lines: list[str], index: int) -> tuple[str, int]:
    end = index + 1
    while end < len(lines) and not lines[end].lstrip().startswith("```"):
        end += 1
    return _dedented(lines[index + 1 : end]), end + 1


def _until_blank(lines: list[str], index: int) -> tuple[str, int]:
    end = index
    while end < len(lines) and lines[end].strip():
        end += 1
    return _dedented(lines[index:end]), end


def _indented(lines: list[str], index: int) -> tuple[str, int]:
    end = index
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith("    ")):
        end += 1
    return _dedented(lines[index:end]), end


def _dedented(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines)).rstrip()


def _text(lines: list[str], index: int) -> tuple[str, int]:
    """A paragraph, or a section with the list in it."""
    output: list[str] = []
    while index < len(lines) and lines[index].strip():
        stripped = lines[index].strip()
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if re.fullmatch(r"[-=~^*]{3,}", stripped):
            pass  # the line under a heading
        elif _SECTION.fullmatch(stripped) and (stripped.endswith(":") or following[:3] == "---"):
            output.append(f"**{stripped.rstrip(': ')}**")
            output.append("")
        else:
            output.append(_line(stripped, nested=lines[index].startswith(" ")))
        index += 1
    text = "\n".join(output).strip()
    return text.removesuffix("::") + (":" if text.endswith("::") else ""), index


def _line(text: str, *, nested: bool) -> str:
    if found := _DIRECTIVE.fullmatch(text):
        name, rest = found.groups()
        title = {
            "code-block": "",
            "versionadded": "New in version",
            "deprecated": "Deprecated since",
        }
        word = title.get(name, name.capitalize())
        return escaped(f"{word} {rest}".strip())
    if found := _FIELD.fullmatch(text):
        kind, name, rest = found.groups()
        label = inline_code(name.split()[-1]) if name.split() else kind.capitalize()
        return f"- {label}: {escaped(rest)}"
    if nested and (found := _ITEM.fullmatch(text)):
        return f"- {inline_code(found[1])}: {escaped(found[2])}"
    return escaped(text)
