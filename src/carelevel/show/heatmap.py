"""A table of levels over two facts as a picture: darker for more intensive levels, with words in every cell."""

from collections.abc import Iterator, Sequence

from carelevel.answers.explain.sensitivity import Cell, Slice
from carelevel.model.criteria import Definition
from carelevel.show.sensitivity import HERE, all_else, legend, named_axis, title, words
from carelevel.show.svg import LINE, SIZE, Area, Said, canvas, named, rectangle, texts
from carelevel.show.text_width import wrapped

PAD, LABEL, COLUMN = 12.0, 190.0, 136.0

BOLD = 1.1
"""How much wider bold letters are."""

_STYLE = (
    ".cell{fill:none;stroke:var(--line);stroke-width:1}.here{fill:none;stroke:var(--ink);stroke-width:3}"
    ".nobody{fill:none;stroke:var(--line);stroke-width:1;stroke-dasharray:2 4}"
)


_Drawn = tuple[list[str], float]
"""Shapes, and where they end below."""


def svg(table: Slice) -> str:
    """Return a table of levels as a picture."""
    levels = len(table.definition.levels)
    width = LABEL + COLUMN * len(table.columns.spans) + 2 * PAD
    shapes, bottom = _written([(title(table), BOLD), (all_else(table), 1.0)], width, PAD)
    for draw in (_heads, _rows):
        more, bottom = draw(table, bottom)
        shapes += more
    more, bottom = _written([("".join(span.text for span in told), 1.0) for told in legend(table)], width, bottom + 8)
    style = _STYLE + "".join(f".level{rank}{{fill:var(--level{rank})}}" for rank in range(levels))
    return canvas((width, bottom + PAD), Said(title(table), _description(table)), [*shapes, *more], levels=levels, style=style)


def _written(paragraphs: Sequence[tuple[str, float]], width: float, top: float) -> _Drawn:
    """Return paragraphs over the whole width, each with the factor by which its letters are wider."""
    shapes: list[str] = []
    for told, wider in paragraphs:
        lines = wrapped(told, SIZE * wider, width - 2 * PAD)
        shapes.append(texts(lines, PAD, top, kind="strong" if wider > 1 else ""))
        top += LINE * len(lines) + 4
    return shapes, top


def _heads(table: Slice, top: float) -> _Drawn:
    corner = wrapped(f"{named_axis(table.rows)} (down), {named_axis(table.columns)} (across)", SIZE, LABEL - 10)
    heads = [wrapped(span.words, SIZE * BOLD, COLUMN - 12) for span in table.columns.spans]
    shapes = [texts(corner, PAD, top + 4), *(texts(lines, _left(number) + 6, top + 4, kind="strong") for number, lines in enumerate(heads))]
    return shapes, top + LINE * max(map(len, [corner, *heads])) + 10


def _rows(table: Slice, top: float) -> _Drawn:
    shapes: list[str] = []
    for span, cells in zip(table.rows.spans, table.cells, strict=True):
        label = wrapped(span.words, SIZE * BOLD, LABEL - 10)
        inside = [[*wrapped(words(cell), SIZE * BOLD, COLUMN - 14), *([HERE] if cell.is_here else [])] for cell in cells]
        height = LINE * max(map(len, [label, *inside])) + 14
        shapes.append(texts(label, PAD, top + 7, kind="strong"))
        for number, (column, cell, lines) in enumerate(zip(table.columns.spans, cells, inside, strict=True)):
            told = f"{named_axis(table.rows)} {span.words}, {named_axis(table.columns)} {column.words}: {words(cell)}{f' ({HERE})' if cell.is_here else ''}"
            shapes.append(named(told, *_cell(table.definition, cell, lines, Area(_left(number), top, COLUMN, height))))
        top += height
    return shapes, top


def _left(number: int) -> float:
    return PAD + LABEL + COLUMN * number


def _cell(definition: Definition, cell: Cell, lines: list[str], area: Area) -> Iterator[str]:
    """Yield a cell: a stripe per level, its words, and its border (dotted: impossible; thick: this case)."""
    wide = area.width / max(len(cell.levels), 1)
    for number, level in enumerate(cell.levels):
        yield rectangle(Area(area.x + wide * number, area.y, wide, area.height), f'class="level{definition.rank(level)}"')
    yield rectangle(area, 'class="cell"')
    inner = Area(area.x + 3, area.y + 3, area.width - 6, area.height - 6)
    if not cell.levels:
        yield rectangle(inner, 'class="nobody"')
    if cell.is_here:
        yield rectangle(inner, 'class="here"')
    yield texts(lines, area.x + 8, area.y + 7, kind="strong" if len(cell.levels) == 1 else "")


def _description(table: Slice) -> str:
    rows = [
        f"{span.words}: {'; '.join(f'{column.words}: {words(cell)}' for column, cell in zip(table.columns.spans, cells, strict=True))}."
        for span, cells in zip(table.rows.spans, table.cells, strict=True)
    ]
    return f"{all_else(table)} Down: {named_axis(table.rows)}. Across: {named_axis(table.columns)}. {' '.join(rows)}"
