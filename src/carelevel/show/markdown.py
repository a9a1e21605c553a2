"""A document as Markdown."""

import re
from typing import assert_never

from carelevel.show.charts import as_table
from carelevel.show.document import Bars, Bullets, Document, Grid, Heading, Item, Ladder, Line, Paragraph, Table, TextRun

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
# What would make a line a list item, a rule or an underline.
_OPENING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")


def render(document: Document) -> str:
    """Return a document as Markdown, with everything else that looks like markup escaped."""
    blocks: list[str] = []
    for block in document:
        match block:
            case Heading(text, depth):
                blocks.append(f"{'#' * depth} {_line((TextRun(text),))}")
            case Paragraph(line):
                blocks.append(_line(line))
            case Bullets(items):
                blocks.append("\n".join(_item(item, 0) for item in items))
            case Table(header, rows, caption):
                blocks += [_line((TextRun(caption, strong=True),))] if caption else []
                head = _row(tuple((TextRun(cell),) for cell in header))
                blocks.append("\n".join([head, f"|{' --- |' * len(header)}", *map(_row, rows)]))
            case Bars() | Grid():
                blocks.append(render((as_table(block),)).rstrip("\n"))
            case Ladder():
                continue
            case _:
                assert_never(block)
    return "\n\n".join(blocks) + "\n"


def _row(cells: tuple[Line, ...]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(line: Line) -> str:
    # In a table even a sign inside code would end the cell.
    return "".join(_span(span).replace("|", "\\|") if span.code else _span(span) for span in line)


def _span(span: TextRun) -> str:
    text = _SPECIAL.sub(r"\\\1", span.text)
    if span.code:
        return f"`{span.text.replace('`', chr(39))}`" if span.text.strip() else text
    if span.link and span.link.startswith(("http://", "https://")):
        return f"[{text}](<{_address(span.link)}>)"
    bare = text.strip()
    if not span.strong or not bare:
        return text
    # Markup does not take hold next to a space inside it.
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}**{bare}**{after}"


def _address(link: str) -> str:
    for sign, code in (("\\", "%5C"), ("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("`", "%60"), ("&", "&amp;")):
        link = link.replace(sign, code)
    return link


def _line(line: Line) -> str:
    text = "".join(_span(span) for span in line).strip()
    return _OPENING.sub(lambda found: f"\\{found[0]}" if found[0] in "-+=" else f"{found[0]}\\", text)


def _item(item: Item, depth: int) -> str:
    indent = "  " * depth
    lines = [f"{indent}- {_line(item.line)}"]
    for part in item.below:
        if isinstance(part, Bullets):
            lines += [_item(below, depth + 1) for below in part.items]
        else:
            lines += ["", f"{indent}  {_line(part)}"]
    return "\n".join(lines)
