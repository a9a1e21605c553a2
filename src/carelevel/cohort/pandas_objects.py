"""Columns of pandas. Python objects are read cell by cell, since nothing else can read them, and so are numbers too long for a float."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

from carelevel.cohort import arrow
from carelevel.cohort.column_types import BETWEEN, EMPTY, NOT_A_VALUE
from carelevel.cohort.columns import Column, FactColumns, Members
from carelevel.cohort.decimals import NUMERAL
from carelevel.cohort.formula_columns import HIDDEN
from carelevel.cohort.written import MOST_DIGITS, SPACE, TRUTHS, WHOLE, writing
from carelevel.model.facts import NEVER, Score, SetOf, YesNo
from carelevel.model.frozen import record
from carelevel.model.numbers import exact, neighbors, steps_in
from carelevel.model.operators import is_missing, unwrapped, whole_number

# From here on two whole numbers can be one float.
_EXACT = 2**53

_FAR = 10**12
"""Beyond every range of a score."""

_NO_NUMBER = float("-inf")
"""Neither a whole number nor missing: no score has this value."""


def prepared(native: Any, found: Iterable[FactColumns], *, untyped: bool) -> tuple[Any, tuple[FactColumns, ...]]:
    """Return the columns that tell facts, converted where needed, and the facts with the columns to read."""
    import pandas as pd

    places = {str(label): place for place, label in enumerate(native.columns)}
    columns: dict[str, Any] = {}

    def reader(each: FactColumns) -> FactColumns:
        is_member = isinstance(each.by, Members)
        step = each.fact.step if isinstance(each.fact, Score) else None
        kind = _Kind(
            is_member or isinstance(each.fact, YesNo),
            isinstance(each.fact, SetOf) and not is_member,
            isinstance(each.fact, Score),
            untyped,
            step,
            isinstance(each.fact, Score) and each.fact.or_never,
        )

        def read_by(column: Column) -> Column:
            cells = native.iloc[:, places[column.name]]
            read, is_read = _plain(cells, column, kind)
            if read is cells:
                columns[column.name] = cells
                return column
            # A column of objects can tell two facts, which read it differently.
            name = f"{HIDDEN}read_{len(columns)}"
            columns[name] = read
            if not is_read:
                return replace(column, name=name, shown=column.title)
            between, empty = (BETWEEN, EMPTY) if kind.is_set else (None, None)
            return Column(name, column.words, between, empty, column.title, is_read=True, in_part=column.in_part)

        return each.read_by(read_by)

    bound = tuple(reader(each) for each in found)
    return pd.DataFrame(columns, index=native.index), bound


@record
class _Kind:
    is_yes_no: bool
    is_set: bool
    is_score: bool
    is_untyped: bool
    step: Decimal | None
    or_never: bool


def _plain(cells: Any, column: Column, kind: _Kind) -> tuple[Any, bool]:
    """Return a column as one that can be read, and whether its cells have been; it is the same column where it can be as it is."""
    import pandas as pd

    types, dtype = pd.api.types, cells.dtype
    if isinstance(dtype, pd.SparseDtype):
        return _plain(cells.sparse.to_dense(), column, kind)
    if isinstance(dtype, pd.CategoricalDtype):
        # Each category is read once.
        values = [*_values(cells.cat.categories, column, kind), None]
        return _series((values[code] for code in cells.cat.codes), cells, kind), True
    if isinstance(dtype, pd.ArrowDtype):
        array = _arrow(cells)
        decoded = arrow.decoded(array)
        if arrow.is_wide(decoded.type) or arrow.is_list(decoded.type):
            return _series(_values(decoded.to_pylist(), column, kind), cells, kind), True
        if decoded is not array:
            return _plain(pd.Series(pd.array(decoded, dtype=pd.ArrowDtype(decoded.type)), index=cells.index), column, kind)
    if types.is_float_dtype(dtype):
        # What is missing is no number, as everywhere in pandas.
        return (cells if _is_numpy(dtype) else pd.Series(cells.to_numpy(_numpy_name(dtype), na_value=float("nan")), index=cells.index)), False
    if types.is_integer_dtype(dtype) and not (_is_numpy(dtype) and dtype.name != "uint64"):
        numbers = pd.Series(cells.to_numpy("float64", na_value=float("nan")), index=cells.index)
        if not (numbers.abs() >= _EXACT).any():
            return numbers, False
    elif not types.is_object_dtype(dtype) and (_is_numpy(dtype) or not types.is_bool_dtype(dtype)):
        return cells, False
    return _series(_values(cells.astype(object), column, kind), cells, kind), True


def _arrow(cells: Any) -> Any:
    import pyarrow as pa

    array = pa.array(cells)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _is_numpy(dtype: Any) -> bool:
    import numpy as np

    return isinstance(dtype, np.dtype)


def _numpy_name(dtype: Any) -> str:
    """Return the name of the type of numpy with as many bits."""
    return f"float{8 * dtype.itemsize}"


def _series(values: Iterable[Any], cells: Any, kind: _Kind) -> Any:
    import pandas as pd

    return pd.Series(list(values), index=cells.index, dtype="float64" if kind.is_score else "str")


def _values(cells: Iterable[Any], column: Column, kind: _Kind) -> list[Any]:
    told = column.codes(untyped=kind.is_untyped)
    return [_cell(cell, kind, column, told) for cell in cells]


def _cell(given: Any, kind: _Kind, column: Column, told: dict[str, str | None]) -> Any:
    """Return the value of the fact that a cell means; None for a missing one."""
    cell = unwrapped(given)
    if cell is None or is_missing(cell):
        return None
    text = cell if not kind.is_untyped or not isinstance(cell, str) else cell.strip(SPACE)
    if kind.is_set:
        return _members(text, column, told)
    # A number of few bits is written as such, and not with the digits of the plain number that it becomes.
    key = writing(text if isinstance(text, str) else given)
    if key in told:
        meant = told[key]
        return _as_number(meant) if kind.is_score and meant is not None else meant
    if isinstance(text, str):
        return None if not text.strip(SPACE) else _text(text, kind)
    if kind.is_score and kind.step is not None:
        return _in_steps(exact(given), kind.step)
    if kind.is_score:
        whole = whole_number(cell)
        return _NO_NUMBER if whole is None else float(whole)
    return ("yes" if cell else "no") if isinstance(cell, bool) and kind.is_yes_no else NOT_A_VALUE


def _as_number(meant: str) -> float:
    """Return the number that a column of scores has for what a code means."""
    return inf if meant == NEVER else float(meant)


def _text(text: str, kind: _Kind) -> Any:
    """Return the value that a text without a code of its own means; where text can be `never`, it can be a number too."""
    if kind.or_never and text == NEVER:
        return inf
    is_number = kind.is_untyped or kind.or_never
    if kind.is_score and kind.step is not None:
        return _in_steps(Fraction(str(writing(text))) if is_number and re.match(NUMERAL, text) else None, kind.step)
    if kind.is_score:
        return _number(text) if is_number and re.match(WHOLE, text) else _NO_NUMBER
    return {"true": "yes", "false": "no"}.get(TRUTHS.get(text, ""), text) if kind.is_untyped and kind.is_yes_no else text


def _in_steps(number: Fraction | None, step: Decimal) -> float:
    """Return a number as the nearest float if it is one of the steps, and else as one halfway between its neighbors: no float may make it a step."""
    if number is None:
        return _NO_NUMBER
    if abs(number) > _FAR:
        return float(_FAR if number > 0 else -_FAR)
    steps = steps_in(step, number)
    return float(number) if steps.denominator == 1 else float((neighbors(steps)[0] + Fraction(1, 2)) * Fraction(step))


def _number(text: str) -> float:
    """Return a whole number in writing; those too long for any bound are all one to it."""
    number = str(writing(text))
    return float(number) if len(number) <= MOST_DIGITS else float(f"{number[:1].strip('0123456789')}1e{MOST_DIGITS}")


def _members(cell: Any, column: Column, told: dict[str, str | None]) -> str | None:
    """Return the members of a set, joined by a character that no text has."""
    if isinstance(cell, str):
        if not cell.strip(SPACE):
            return None
        if column.empty and cell.strip(SPACE) == column.empty:
            return EMPTY
        items: list[Any] = [part.strip(SPACE) for part in cell.split(column.separator)] if column.separator else [None]
    elif isinstance(cell, list | tuple | set | frozenset) or hasattr(cell, "tolist"):
        items = list(cell.tolist() if hasattr(cell, "tolist") else cell)
        if not items:
            return EMPTY
    else:
        items = [cell if column.separator else None]
    # Several codes of one member name it once; a repeated item is refused.
    members = [_member(item, told) for item in items]
    is_repeated = len(set(map(writing, items))) < len(items)
    return BETWEEN.join(members if is_repeated else dict.fromkeys(members))


def _member(item: Any, told: dict[str, str | None]) -> str:
    key = writing(item)
    if key in told:
        return str(told[key])
    return item if isinstance(item, str) and BETWEEN not in item else NOT_A_VALUE
