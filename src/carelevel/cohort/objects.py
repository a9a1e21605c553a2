"""Columns of pandas that hold Python objects: those that tell a fact are read cell by cell, since nothing else can look into them."""

from collections.abc import Iterable
from typing import Any

from carelevel.cohort.columns import Bound, Column, Members
from carelevel.cohort.source import BETWEEN, EMPTY, NOT_A_VALUE
from carelevel.facts import Score, SetOf, YesNo
from carelevel.frozen import FrozenDict, record
from carelevel.operators import is_missing


def prepared(native: Any, found: Iterable[Bound]) -> tuple[Any, tuple[Bound, ...]]:
    """Return the columns that tell facts, with plain text and numbers in place of objects, and what tells each fact now."""
    columns: dict[str, Any] = {}
    bound: list[Bound] = []
    for each in found:
        if isinstance(each.by, Members):
            kind = _Kind(is_yes_no=True, is_set=False, is_score=False)
            by: Column | Members = Members(FrozenDict({word: _plain(native, columns, column, kind) for word, column in each.by.of.items()}))
        else:
            by = _plain(native, columns, each.by, _Kind(isinstance(each.fact, YesNo), isinstance(each.fact, SetOf), isinstance(each.fact, Score)))
        bound.append(Bound(each.fact, by))
    import pandas as pd

    return pd.DataFrame(columns, index=native.index), tuple(bound)


@record
class _Kind:
    is_yes_no: bool
    is_set: bool
    is_score: bool


def _plain(native: Any, columns: dict[str, Any], column: Column, kind: _Kind) -> Column:
    """Add a column to those that are read, and return how it is to be read."""
    cells = native[column.name]
    if getattr(cells.dtype, "name", "") == "category":
        cells = cells.astype(cells.cat.categories.dtype)
    if cells.dtype != object:
        columns[column.name] = cells
        return column
    import pandas as pd

    # A column of objects can tell two facts, each in its own way.
    name = f"{column.name} {len(columns)}"
    columns[name] = pd.Series([_cell(cell, kind, column) for cell in cells], index=native.index, dtype="float64" if kind.is_score else "str")
    return Column(name, FrozenDict(), BETWEEN if kind.is_set else None, EMPTY if kind.is_set else None, column.name)


def _cell(cell: Any, kind: _Kind, column: Column) -> Any:
    """Return what stands in a cell, as the value of the fact that it stands for; None for nothing."""
    if kind.is_set and not isinstance(cell, str):
        return _items(cell, column)
    if cell is None or (not hasattr(cell, "__len__") and is_missing(cell)):
        return None
    if kind.is_set:
        parts = [part.strip() for part in cell.split(column.separator)] if column.separator else [NOT_A_VALUE]
        return EMPTY if column.empty and cell.strip() == column.empty else _items(parts, column)
    is_truth = isinstance(cell, bool) or type(cell).__name__ == "bool_"
    key = str(cell).lower() if is_truth else str(cell)
    if key in column.words:
        meant = column.words[key]
        return float(meant) if kind.is_score and meant is not None else meant
    if kind.is_score:
        # Neither a whole number, nor nothing: what a score is never told by.
        return float(cell) if not is_truth and not isinstance(cell, str) and hasattr(cell, "__float__") else float("-inf")
    if is_truth and kind.is_yes_no:
        return "yes" if cell else "no"
    return cell if isinstance(cell, str) else NOT_A_VALUE


def _items(cell: Any, column: Column) -> str | None:
    """Return the items of a list as one text."""
    items = cell.tolist() if hasattr(cell, "tolist") else cell
    if isinstance(items, list | tuple | set | frozenset):
        words = [item if isinstance(item, str) and BETWEEN not in item else NOT_A_VALUE for item in items]
        return BETWEEN.join(str(column.words.get(word, word)) for word in words) if words else EMPTY
    return None if items is None or is_missing(items) else NOT_A_VALUE
