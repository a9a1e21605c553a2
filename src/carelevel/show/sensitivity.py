"""A table of levels over two facts, as a document."""

from collections.abc import Iterator

from carelevel.answers.explain.sensitivity import Axis, Cell, Slice
from carelevel.logic.english import capital, joined
from carelevel.model.frozen import thawed
from carelevel.model.serialize import case_text
from carelevel.model.truth import Truth
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.show.section import OVER_BUDGET, Section, together

IMPOSSIBLE, NOT_FOR_THEM, IF_FOR_THEM, HERE = "impossible", "do not apply", "if they apply", "this case"


def document(table: Slice) -> Document:
    """Return a table of levels as a document."""
    blocks: list[Block] = [Heading(title(table), 1), Paragraph(line(all_else(table)))]
    blocks.append(Paragraph(line("Down: ", strong(named_axis(table.rows)), ". Across: ", strong(named_axis(table.columns)), ".")))
    header = ("", *(span.words for span in table.columns.spans))
    rows = tuple((line(strong(span.words)), *map(_cell, cells)) for span, cells in zip(table.rows.spans, table.cells, strict=True))
    blocks += [Table(header, rows, has_row_headers=True, is_grid=True), Bullets(tuple(map(Item, legend(table))))]
    remarks = () if _is_exact(table) else (OVER_BUDGET,)
    return together([Section(title(table), tuple(blocks), remarks=remarks)], table.definition)


def title(table: Slice) -> str:
    """Return the title of the table."""
    return f"Levels of care: {named_axis(table.rows)} by {named_axis(table.columns)}"


def named_axis(axis: Axis) -> str:
    """Return the name of a fact, to begin a line with."""
    return capital(axis.title)


def all_else(table: Slice) -> str:
    """Return what is known in every cell."""
    if not table.case:
        return "Nothing else is known. Each cell lists every level that is possible there."
    return f"Everything else is as in this case: {case_text(thawed(table.case))}. Facts that it does not name are unknown."


def _cell(cell: Cell) -> Line:
    return line(words(cell), f" ({HERE})" if cell.is_here else "")


def words(cell: Cell) -> str:
    """Return the levels of a cell in words."""
    if not cell.is_possible:
        return IMPOSSIBLE
    if cell.applies is Truth.UNMET:
        return NOT_FOR_THEM
    condition = "" if cell.applies is Truth.MET else f", {IF_FOR_THEM}"
    return f"{joined([level.replace('_', ' ') for level in cell.levels], 'or')}{condition}"


def legend(table: Slice) -> Iterator[Line]:
    """Yield what the words in the cells stand for."""
    definition = table.definition
    for level in definition.levels:
        if level.id.replace("_", " ").casefold() != level.title.casefold():
            yield line(code(level.id), f": {level.title}")
    cells = _cells(table)
    if any(not cell.is_possible for cell in cells):
        yield line(f"{capital(IMPOSSIBLE)}: the criteria declare that no one is like this.")
    if any(cell.is_possible and cell.applies is Truth.UNMET for cell in cells):
        yield line(f"{capital(NOT_FOR_THEM)}: these criteria are not for such a person.")
    if any(cell.is_possible and cell.applies is Truth.UNKNOWN for cell in cells):
        yield line(f"{capital(IF_FOR_THEM)}: it is not known whether these criteria are for such a person.")
    if any(len(cell.levels) > 1 for cell in cells):
        yield line("Several levels: facts that are not known decide between them.")


def _cells(table: Slice) -> list[Cell]:
    return [cell for row in table.cells for cell in row]


def _is_exact(table: Slice) -> bool:
    return all(cell.exact for cell in _cells(table))
