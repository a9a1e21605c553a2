"""Numbers as pictures: bars (SVG), and grids shaded in one color. Each number is also written out: nothing depends on length or color alone."""

from html import escape

from carelevel.show.document import Bars, Grid, Table, TextRun, line

WIDTH, LABEL, LONGEST, ROW = 720, 300, 250, 26
LETTERS = 42
"""How many letters of a label fit beside a bar."""


def bars(picture: Bars) -> str:
    """Return bars as SVG in the color of the surrounding text."""
    most = max((bar.value for bar in picture.bars), default=0) or 1
    height = ROW * len(picture.bars) + 6
    said = f"<title>{escape(picture.title)}</title><desc>{escape('; '.join(f'{bar.label}: {bar.note}' for bar in picture.bars))}</desc>"
    shapes = []
    for number, bar in enumerate(picture.bars):
        top, long = ROW * number + 4, round(LONGEST * bar.value / most, 1)
        label = bar.label if len(bar.label) <= LETTERS else f"{bar.label[: LETTERS - 1]}…"
        shapes.append(f'<text x="{LABEL - 8}" y="{top + 14}" text-anchor="end" style="{_FONT}">{escape(label)}</text>')
        shapes.append(f'<rect x="{LABEL}" y="{top}" width="{max(long, 1)}" height="18" fill="currentColor" fill-opacity="{0.65 if bar.value else 0.2}"/>')
        shapes.append(f'<text x="{LABEL + max(long, 1) + 8}" y="{top + 14}" style="{_FONT}">{escape(bar.note)}</text>')
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} fill="currentColor" stroke="none">{said}{"".join(shapes)}</svg>'


_FONT = "font:13px system-ui,sans-serif"


def grid(picture: Grid) -> str:
    """Return a grid as an HTML table, shaded darker for larger numbers."""
    most = max((number or 0 for _, numbers in picture.rows for number in numbers), default=0) or 1
    head = f'<th scope="col">{escape(picture.corner)}</th>' + "".join(f'<th scope="col">{escape(name)}</th>' for name in picture.header)
    body = []
    for label, numbers in picture.rows:
        cells = "".join(_cell(number, most) for number in numbers)
        body.append(f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(number: int | None, most: int) -> str:
    if number is None:
        return "<td>–</td>"
    ground = f' style="background:rgba(0,90,160,{round(0.45 * number / most, 2)})"' if number else ""
    return f"<td{ground}>{number:,}</td>"


def as_table(picture: Bars | Grid) -> Table:
    """Return a picture as a table of the same numbers."""
    if isinstance(picture, Grid):
        rows = tuple((line(label), *((TextRun("–" if number is None else f"{number:,}"),) for number in numbers)) for label, numbers in picture.rows)
        return Table((picture.corner, *picture.header), rows)
    most = max((bar.value for bar in picture.bars), default=0) or 1
    return Table(("", picture.title, ""), tuple((line(bar.label), (TextRun(_drawn(bar.value, most)),), (TextRun(bar.note),)) for bar in picture.bars))


def _drawn(value: int, most: int) -> str:
    """Return a bar made of `#` characters."""
    return "#" * max(round(20 * value / most), 1 if value else 0)
