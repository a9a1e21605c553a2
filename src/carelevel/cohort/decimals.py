"""Columns of decimal numbers as whole numbers of steps, exactly, in every library of tables.

Text and whole numbers are counted digit by digit. A float means the shortest decimal number that is read as it. It is a number of steps exactly if it is the
float nearest to that number, and that float is a quotient of two whole numbers which floats hold exactly: dividing them rounds once, as reading does.
"""

from decimal import Decimal
from math import inf
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.column_types import ColumnReader
from carelevel.cohort.written import SPACE
from carelevel.model.numbers import decimals

NUMERAL = rf"^[{SPACE}]*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[{SPACE}]*$"
"""A number in writing."""

_LARGE = 4_000_000_000
"""Beyond every range of a score; larger numbers are as good as this."""

_LARGE_DIGITS = 10

_DIGITS: dict[Any, int] = {nw.Float32(): 6, nw.Float16(): 3}
"""Digits up to which two decimal numbers are never one float of few bits."""

Steps = tuple[nw.Expr, nw.Expr, nw.Expr]
"""The whole numbers of steps at or below a number and at or above it, and where there is a number."""


def steps_in_column(column: str, step: Decimal, reader: ColumnReader, *, has_words: bool = False) -> Steps:
    """Return a column of numbers in steps: both ends are equal where a number is one of them, and its neighbors where it lies between two.

    With `has_words`, text in a table with types holds numbers too, beside words.
    """
    kind, dtype = reader.kind(column), reader.schema[column]
    if kind == "number" and dtype.is_integer():
        return _of_whole(reader.number(column), step)
    if kind == "number":
        return _of_floats(reader.number(column), _DIGITS.get(dtype), step)
    if kind == "numeral":
        return _of_text(nw.col(column), step)
    if kind == "text" and (reader.untyped or has_words):
        return _of_text(reader.text(column), step)
    return nw.lit(0), nw.lit(0), nw.col(column).is_null() & ~nw.col(column).is_null()


def _parts(step: Decimal) -> tuple[int, int]:
    """Return a step as a quotient of two whole numbers, the second a power of ten."""
    scale: int = 10 ** decimals(step)
    return int(step * scale), scale


def _of_whole(number: nw.Expr, step: Decimal) -> Steps:
    _, scale = _parts(step)
    size = nw.when(number > _LARGE).then(nw.lit(_LARGE)).otherwise(nw.when(number < -_LARGE).then(nw.lit(_LARGE)).otherwise(number.abs()))
    is_there = ~number.is_null()
    return (*_around(size.cast(nw.Int64) * scale, number < 0, None, step), is_there)


def _of_text(cell: nw.Expr, step: Decimal) -> Steps:
    _, scale = _parts(step)
    places = decimals(step)
    is_number = cell.str.contains(NUMERAL).fill_null(value=False)
    bare = cell.str.replace_all(r"^[-+]", "")
    whole = bare.str.replace_all(r"\..*$", "").str.replace_all(r"^0*", "")
    part = bare.str.replace_all(r"^[^.]*\.?", "")
    kept = part.str.slice(0, places).str.replace_all(r"0+$", "")
    is_more = part.str.slice(places).str.contains("[1-9]").fill_null(value=False)
    is_long = whole.str.len_chars() > _LARGE_DIGITS
    large = _digits(nw.when(is_long).then(nw.lit("9" * _LARGE_DIGITS)).otherwise(whole), is_number)
    small, length = _digits(kept, is_number), kept.str.len_chars()
    scaled = small
    for digits in range(1, places):
        scaled = nw.when(length == digits).then(small * 10 ** (places - digits)).otherwise(scaled)
    is_below = cell.str.starts_with("-").fill_null(value=False)
    return (*_around(large * scale + scaled, is_below, is_more, step), is_number)


def _digits(text: nw.Expr, is_number: nw.Expr) -> nw.Expr:
    return nw.when(is_number & (text.str.len_chars() > 0)).then(text).otherwise(nw.lit("0")).cast(nw.Int64)


def _around(size: nw.Expr, is_below: nw.Expr, is_more: nw.Expr | None, step: Decimal) -> tuple[nw.Expr, nw.Expr]:
    """Return the steps around a number, from its digits up to those of the step; `is_below` says that it is negative, `is_more` that other digits follow."""
    times, _ = _parts(step)
    lower = size
    is_step = nw.lit(value=True)
    if times > 1:
        near = (size.cast(nw.Float64) / times).round(0).cast(nw.Int64)
        lower = nw.when(near * times > size).then(near - 1).otherwise(near)
        is_step = lower * times == size
    if is_more is not None:
        is_step = is_step & ~is_more
    upper = nw.when(is_step).then(lower).otherwise(lower + 1)
    return nw.when(is_below).then(upper * -1).otherwise(lower), nw.when(is_below).then(lower * -1).otherwise(upper)


def _of_floats(number: nw.Expr, digits: int | None, step: Decimal) -> Steps:
    times, scale = _parts(step)
    is_there = (number > -inf).fill_null(value=False) & (number < inf).fill_null(value=False)
    is_large = (number > _LARGE).fill_null(value=False) | (number < -_LARGE).fill_null(value=False)
    cut = nw.when(is_there & ~is_large).then(number).otherwise(nw.lit(0.0))
    near = (cut * scale / times).round(0).cast(nw.Int64)
    # Both are whole numbers that a float holds, so that the quotient is the float nearest to this number of steps. The divisor is a column, since a library
    # may multiply by the inverse of a constant, which rounds twice.
    back = (near * times).cast(nw.Float64) / (near * 0 + scale).cast(nw.Float64)
    below, above = back > cut, back < cut
    if digits is not None:
        back = back.cast(nw.Float32 if digits > _DIGITS[nw.Float16()] else nw.Float16).cast(nw.Float64)
        # Of a longer number it cannot be told which of its neighbors was rounded to it.
        is_unclear = (near * times).abs() >= 10**digits
        below, above = (back > cut) | is_unclear, (back < cut) | is_unclear
    far = _LARGE * scale
    beyond = nw.when(number > 0).then(nw.lit(far)).otherwise(nw.lit(-far))
    lower = nw.when(below).then(near - 1).otherwise(near)
    upper = nw.when(above).then(near + 1).otherwise(near)
    return nw.when(is_large).then(beyond).otherwise(lower), nw.when(is_large).then(beyond).otherwise(upper), is_there
