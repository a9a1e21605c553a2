"""A document as HTML. All text is escaped, and links go to http and https addresses only."""

from html import escape
from typing import assert_never

from carelevel.show import charts, ladder
from carelevel.show.document import Bars, Block, Bullets, Document, Grid, Heading, Item, Ladder, Line, Paragraph, Table, TextRun, safe

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff;overflow-wrap:break-word}"
    "h1{font-size:1.6rem}*+h1{margin-top:3rem;padding-top:1.5rem;border-top:2px solid #767676}h2{font-size:1.2rem;margin-top:2rem}"
    "h3{font-size:1rem;margin-bottom:.2rem}.lead{font-size:1.15rem}ul{padding-left:1.3rem}li{margin:.4rem 0}li p,li li{margin:.1rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "td:empty{height:2rem}code{font-family:ui-monospace,monospace;font-size:.85em;color:#555}"
    "svg{display:block;margin:1rem 0;max-width:100%;height:auto}"
    "@media(max-width:30rem){table{display:block;overflow-x:auto;font-size:.85rem}}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}*+h1{break-before:page;border:0;margin:0}h1,h2,h3{break-after:avoid}li,tr{break-inside:avoid}"
    "a{color:inherit}a[href]::after{content:' ('attr(href)')'}}"
)


def render(document: Document) -> str:
    """Return a document as an HTML fragment."""
    return f'<div class="carelevel">{"".join(_block(block) for block in document)}</div>'


def page(document: Document, title: str) -> str:
    """Return a document as a complete, self-contained HTML page."""
    width = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f'<meta charset="utf-8">{width}<title>{escape(safe(title))}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{render(document)}</body></html>\n'


def _block(block: Block) -> str:
    match block:
        case Heading(text, depth):
            return f"<h{depth}>{escape(text)}</h{depth}>"
        case Paragraph(line):
            opening = '<p class="lead">' if all(span.strong for span in line) else "<p>"
            return f"{opening}{_line(line)}</p>"
        case Bullets(items):
            return _items(items)
        case Table():
            return _table(block)
        case Ladder():
            return ladder.svg(block)
        case Bars():
            return charts.bars(block)
        case Grid():
            return charts.grid(block)
        case _:
            assert_never(block)


def _table(table: Table) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    body = "".join(f"<tr>{''.join(_cell(cell, is_header=table.has_row_headers and i == 0) for i, cell in enumerate(row))}</tr>" for row in table.rows)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(line: Line, *, is_header: bool) -> str:
    return f'<th scope="row">{_line(line)}</th>' if is_header else f"<td>{_line(line)}</td>"


def _items(items: tuple[Item, ...]) -> str:
    return f"<ul>{''.join(f'<li>{_line(item.line)}{_below(item)}</li>' for item in items)}</ul>"


def _below(item: Item) -> str:
    return "".join(_items(part.items) if isinstance(part, Bullets) else f"<p>{_line(part)}</p>" for part in item.below)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: TextRun) -> str:
    text = escape(span.text)
    if span.code:
        text = f"<code>{text}</code>"
    if span.link and span.link.startswith(("http://", "https://")):
        text = f'<a href="{escape(span.link)}" rel="noreferrer">{text}</a>'
    text = f"<mark>{text}</mark>" if span.mark else text
    return f"<strong>{text}</strong>" if span.strong else text
