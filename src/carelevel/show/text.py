"""A document as plain text."""

import textwrap
from typing import assert_never

from carelevel.show.document import Bullets, Document, Heading, Item, Line, Paragraph, Span, Table

WIDTH = 100


def render(document: Document, width: int = WIDTH, *, colour: bool = False) -> str:
    """Return a document as plain text, wrapped; with colour, what stands out is bold."""
    blocks: list[str] = []
    for block in document:
        match block:
            case Heading(text, depth):
                underline = f"\n{('=' if depth == 1 else '-') * len(text)}" if depth < 3 else ""
                blocks.append((_bold(text) if colour else text) + underline)
            case Paragraph(line):
                shown = _wrapped(_plain(line), width, "", "")
                blocks.append(_bold(shown) if colour and all(span.strong for span in line) else shown)
            case Bullets(items):
                blocks.append("\n".join(_item(item, width, 0) for item in items))
            case Table():
                blocks.append(_table(block, width))
            case _:
                assert_never(block)
    return "\n\n".join(blocks)


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


def _plain(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    if span.code:
        return f"[{span.text}]"
    return f"{span.text} ({span.link})" if span.link and span.link != span.text else span.text


def _wrapped(text: str, width: int, first: str, rest: str) -> str:
    return textwrap.fill(text, max(width, 20), initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)


def _item(item: Item, width: int, depth: int) -> str:
    indent = "  " * depth
    lines = [_wrapped(_plain(item.line), width, f"{indent}- ", f"{indent}  ")]
    for part in item.below:
        if isinstance(part, Bullets):
            lines += [_item(below, width, depth + 1) for below in part.items]
        else:
            lines.append(_wrapped(_plain(part), width, f"{indent}  ", f"{indent}  "))
    return "\n".join(lines)


def _table(table: Table, width: int) -> str:
    rows = [table.header, *(tuple(_plain(cell) for cell in row) for row in table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
    # The last column wraps; the others are short words.
    room = max(width - sum(widths[:-1]) - 2 * len(widths[:-1]), 20)
    lines: list[str] = []
    for number, row in enumerate(rows):
        last = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        head = "  ".join(cell.ljust(size) for cell, size in zip(row[:-1], widths[:-1], strict=True))
        gap = "  " if head else ""
        lines.append(f"{head}{gap}{last[0]}".rstrip())
        lines += [f"{' ' * len(head)}{gap}{more}" for more in last[1:]]
        if number == 0:
            lines.append("  ".join("-" * size for size in (*widths[:-1], min(widths[-1], room))))
    return "\n".join(lines)
