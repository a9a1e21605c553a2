"""Documents as JSON values. The page makes elements of them, so users' text never becomes markup."""

from typing import Any, assert_never

from carelevel.show import ladder
from carelevel.show.charts import as_table
from carelevel.show.document import Bars, Block, Bullets, Document, Grid, Heading, Item, Ladder, Line, Paragraph, Table


def document_plain(document: Document) -> list[dict[str, Any]]:
    """Return a document as JSON values."""
    return [_block(block) for block in document]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, depth):
            return {"kind": "heading", "text": text, "depth": depth}
        case Paragraph(line):
            return {"kind": "paragraph", "line": _line(line)}
        case Bullets(items):
            return {"kind": "list", "items": [_item(item) for item in items]}
        case Table(header, rows, caption, has_row_headers):
            cells = [[_line(cell) for cell in row] for row in rows]
            return {"kind": "table", "header": list(header), "rows": cells, "caption": caption, "row_headers": has_row_headers}
        case Bars() | Grid():
            return _block(as_table(block))
        case Ladder():
            return {"kind": "ladder", "text": ladder.description(block)}
        case _:
            assert_never(block)


def _item(item: Item) -> dict[str, Any]:
    below = [_block(part) if isinstance(part, Bullets) else {"kind": "paragraph", "line": _line(part)} for part in item.below]
    return {"line": _line(item.line), "below": below}


def _line(line: Line) -> list[dict[str, Any]]:
    return [{"text": span.text, "strong": span.strong, "code": span.code, "link": span.link, "mark": span.mark} for span in line]
