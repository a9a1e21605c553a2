"""A document as Markdown."""

import re
from typing import assert_never

from carelevel.show.document import Bullets, Document, Heading, Item, Line, Paragraph, Span, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(document: Document) -> str:
    """Return a document as Markdown; nothing in it is taken for markup that was not meant as such."""
    blocks: list[str] = []
    for block in document:
        match block:
            case Heading(text, depth):
                blocks.append(f"{'#' * depth} {_escaped(text)}")
            case Paragraph(line):
                blocks.append(_line(line))
            case Bullets(items):
                blocks.append("\n".join(_item(item, 0) for item in items))
            case Table(header, rows):
                head = f"| {' | '.join(map(_escaped, header))} |\n|{' --- |' * len(header)}"
                blocks.append("\n".join([head, *(f"| {' | '.join(_line(cell) for cell in row)} |" for row in rows)]))
            case _:
                assert_never(block)
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text.replace("\n", " "))
    # A line that begins like a list item would become one.
    return re.sub(r"^(\s*)([-+]|\d+[.)])(\s)", r"\1\\\2\3", escaped)


def _span(span: Span) -> str:
    if span.code:
        return "`" + span.text.replace("`", "'") + "`"
    text = _escaped(span.text)
    if span.link:
        return f"[{text}](<{span.link.replace('>', '%3E')}>)"
    if not span.strong or not text.strip():
        return text
    # Markup does not take hold next to a space inside it.
    return f"**{text.rstrip()}**{text[len(text.rstrip()) :]}"


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _item(item: Item, depth: int) -> str:
    indent = "  " * depth
    lines = [f"{indent}- {_line(item.line)}"]
    for part in item.below:
        if isinstance(part, Bullets):
            lines += [_item(below, depth + 1) for below in part.items]
        else:
            lines.append(f"\n{indent}  {_line(part)}\n")
    return "\n".join(lines)
