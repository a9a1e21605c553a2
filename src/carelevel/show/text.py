"""A document as plain text."""

import textwrap
from typing import assert_never

from carelevel.show.charts import as_table
from carelevel.show.document import Bars, Bullets, Document, Grid, Heading, Item, Ladder, Line, Paragraph, Table, TextRun

WIDTH = 100
NARROWEST = 20


def render(document: Document, width: int = WIDTH, *, colour: bool = False) -> str:
    """Return a document as wrapped plain text; with `colour`, strong text is bold."""
    width = max(width, NARROWEST)
    blocks: list[str] = []
    for block in document:
        match block:
            case Heading():
                blocks.append(_heading(block, width, colour=colour))
            case Paragraph(line):
                shown = _wrapped(_plain(line), width)
                blocks.append(_bold(shown) if colour and all(span.strong for span in line) else shown)
            case Bullets(items):
                blocks.append("\n".join(_item(item, width, 0) for item in items))
            case Table():
                blocks.append(_table(block, width))
            case Bars() | Grid():
                blocks.append(_table(as_table(block), width))
            case Ladder():
                continue
            case _:
                assert_never(block)
    return "\n\n".join(blocks)


def _heading(heading: Heading, width: int, *, colour: bool) -> str:
    text = _wrapped(heading.text, width)
    shown = _bold(text) if colour else text
    sign = {1: "=", 2: "-"}.get(heading.depth)
    return f"{shown}\n{sign * max(map(len, text.split(chr(10))))}" if sign else shown


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


def _plain(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: TextRun) -> str:
    if span.code:
        return f"[{span.text}]"
    return f"{span.text} ({span.link})" if span.link and span.link != span.text else span.text


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Return text as lines of a width; a word that is longer has a line of its own."""
    if not text or "  " in text or text != text.strip(" ") or not text.isprintable():
        return textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
    # The same for what nearly every text is, words with one space between them: wrapping takes most of the time of a print-out.
    lines, indent = list[str](), first
    while len(text) > (room := width - len(indent)):
        end = text.rfind(" ", 0, room + 1)
        if end < 0:
            end = text.find(" ")
        if end < 0:
            break
        lines.append(indent + text[:end])
        text, indent = text[end + 1 :], rest
    return "\n".join([*lines, indent + text])


def _item(item: Item, width: int, depth: int) -> str:
    indent = "  " * depth
    lines = [_wrapped(_plain(item.line), width, f"{indent}- ", f"{indent}  ")]
    for part in item.below:
        if isinstance(part, Bullets):
            lines += [_item(below, width, depth + 1) for below in part.items]
        else:
            lines.append(_wrapped(_plain(part), width, f"{indent}  ", f"{indent}  "))
    return "\n".join(lines)


def _cell(line: Line) -> str:
    """Return a cell as text; a single code word needs no brackets."""
    return line[0].text if len(line) == 1 and line[0].code else _plain(line)


def _table(table: Table, width: int) -> str:
    rows = [table.header, *(tuple(map(_cell, row)) for row in table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
    if table.is_grid and sum(widths) + 2 * len(widths) - 2 > width:
        return _grid(rows, width) or _stacked(table.header, rows[1:], width)
    # Only the last column wraps: the others hold short words.
    room = width - sum(widths[:-1]) - 2 * len(widths[:-1])
    caption = f"{_wrapped(table.caption, width)}\n\n" if table.caption else ""
    if room < min(widths[-1], NARROWEST):
        share = (width - 2 * len(widths[1:])) // len(widths)
        return caption + (_shared(rows, widths, width) if table.has_row_headers and share >= NARROWEST - 4 else _stacked(table.header, rows[1:], width))
    lines: list[str] = []
    for number, row in enumerate(rows):
        last = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        head = "".join(f"{cell.ljust(size)}  " for cell, size in zip(row[:-1], widths[:-1], strict=True))
        lines.append(f"{head}{last[0]}".rstrip())
        lines += [f"{' ' * len(head)}{more}" for more in last[1:]]
        if number == 0:
            lines.append("  ".join("-" * size for size in (*widths[:-1], min(widths[-1], room))))
    return caption + "\n".join(lines)


def _shared(rows: list[tuple[str, ...]], widths: list[int], width: int) -> str:
    """Return a table in which every column wraps; wide columns get the space that narrow ones leave."""
    room, sizes = width - 2 * (len(widths) - 1), dict[int, int]()
    for rank, column in enumerate(sorted(range(len(widths)), key=widths.__getitem__)):
        sizes[column] = min(widths[column], room // (len(widths) - rank))
        room -= sizes[column]
    lines: list[str] = []
    for number, row in enumerate(rows):
        wrapped = [textwrap.wrap(cell, sizes[column], break_on_hyphens=False) for column, cell in enumerate(row)]
        for at in range(max(map(len, wrapped))):
            cells = (part[at] if at < len(part) else "" for part in wrapped)
            lines.append("  ".join(cell.ljust(sizes[column]) for column, cell in enumerate(cells)).rstrip())
        lines.append("  ".join("-" * sizes[column] for column in range(len(row))) if number == 0 else "")
    return "\n".join(lines).rstrip()


def _grid(rows: list[tuple[str, ...]], width: int) -> str | None:
    """Return a table with equally wide columns, or None when a word would not fit."""
    room = (width - 2 * len(rows[0]) + 2) // len(rows[0])
    if room < max(len(word) for row in rows for cell in row for word in cell.split(" ")):
        return None
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells = [textwrap.wrap(cell, room, break_long_words=False, break_on_hyphens=False) for cell in row]
        lines += ["  ".join((cell[at] if at < len(cell) else "").ljust(room) for cell in cells).rstrip() for at in range(max(map(len, cells)))]
        lines.append("  ".join(["-" * room] * len(row)) if number == 0 else "")
    return "\n".join(lines).rstrip()


def _stacked(header: tuple[str, ...], rows: list[tuple[str, ...]], width: int) -> str:
    """Return a table that is too wide as one block per row, with the header before each cell."""
    blocks = [[_wrapped(f"{name}: {cell}" if name else cell, width, "", "  ") for name, cell in zip(header, row, strict=True) if cell] for row in rows]
    return "\n\n".join("\n".join(block) for block in blocks)
