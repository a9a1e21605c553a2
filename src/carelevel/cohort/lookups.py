"""Lookups in lists that are written down beforehand, in the engine's own expressions: Narwhals has none."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort import sql
from carelevel.model.frozen import FrozenDict, record

ENGINES = (nw.Implementation.POLARS, nw.Implementation.DUCKDB)
"""The engines that look things up."""


@record
class Looked:
    """What stands in a list at a place that columns give.

    Attributes:
        values: whole numbers, or texts, perhaps with nothing at some places.
        at: what the place adds up from: columns of whole numbers or of truth values, or other lookups, each with what it is multiplied by.
    """

    values: tuple[int, ...] | tuple[str | None, ...]
    at: "tuple[tuple[str | Looked, int], ...]"


@record
class Placed:
    """The place that a text in a column stands for, -1 where it stands for none.

    Attributes:
        column: the column of texts.
        words: the texts, each with its place.
    """

    column: str
    words: FrozenDict[str, int]


@record
class Held:
    """Which members the lists of a column hold.

    Attributes:
        column: the column of lists of texts.
        members: for each column that is made, the texts of which one has to be in the list.
        valid: the column that says whether there is a list, of nothing but these texts, and none of them twice.
    """

    column: str
    members: FrozenDict[str, tuple[str, ...]]
    valid: str


MOST_HELD = 62
"""Texts that have a bit each in a whole number with a sign."""


def finds_members(frame: Any) -> bool:
    """Return whether a frame's engine has a quicker way to the members of a list than one search after another."""
    return bool(frame.implementation is nw.Implementation.POLARS)


def with_members(frame: Any, lists: Iterable[Held]) -> Any:
    """Return a Polars frame with columns for the members of lists: every item becomes a bit, and the bits of a list one number."""
    import polars as pl

    native = nw.to_native(frame)
    for held in lists:
        bits = {word: 1 << i for i, word in enumerate(dict.fromkeys(word for words in held.members.values() for word in words))}
        bit = pl.element().replace_strict(list(bits), list(bits.values()), default=None, return_dtype=pl.Int64)
        cell, number = pl.col(held.column).cast(pl.List(pl.String)), pl.col(held.valid)
        # Texts that stand there twice leave fewer bits than items, as do others, which leave none.
        native = native.with_columns(cell.list.eval(bit).list.sum().fill_null(0).alias(held.valid)).with_columns(
            *((number & sum(bits[word] for word in words) != 0).alias(name) for name, words in held.members.items()),
            ((number.bitwise_count_ones() == cell.list.len()).fill_null(value=False)).alias(held.valid),
        )
    return nw.from_native(native)


def finds_texts(frame: Any) -> bool:
    """Return whether a frame's engine has a quicker way from a text to its place than one comparison after another."""
    return bool(frame.implementation is nw.Implementation.DUCKDB)


def with_places(frame: Any, columns: Mapping[str, Placed]) -> Any:
    """Return a DuckDB frame with columns of places: found once for each word where a table is compressed, as those in files are."""
    if not columns:
        return frame
    return nw.from_native(sql.projected(nw.to_native(frame), frame.columns, {name: _placed(each) for name, each in columns.items()}))


def _placed(each: Placed) -> str:
    # Nothing but functions of the one column, which DuckDB works out on the words of a compressed column and not row by row; null is the first of them.
    found = f"greatest(list_position({sql.texts((None, *each.words))}, {sql.name(each.column)}), 1)"
    places = [-1, *each.words.values()]
    return f"({found} - 2)" if places == list(range(-1, len(places) - 1)) else f"list_extract({sql.integers(places)}, {found})"


def with_lookups(frame: Any, columns: Mapping[str, Looked]) -> Any:
    """Return a frame of an engine that looks things up with columns of what is looked up."""
    native = nw.to_native(frame)
    if frame.implementation is nw.Implementation.POLARS:
        return nw.from_native(native.with_columns(in_polars(looked).alias(name) for name, looked in columns.items()))
    return nw.from_native(sql.projected(native, frame.columns, {name: in_sql(looked) for name, looked in columns.items()}))


def in_polars(looked: Looked) -> Any:
    """Return a lookup as an expression of Polars."""
    import polars as pl

    values = pl.Series(looked.values, dtype=pl.UInt32 if isinstance(looked.values[0], int) else pl.String)
    if not looked.at:
        return pl.lit(values[0], dtype=values.dtype)
    terms = [in_polars(part) if isinstance(part, Looked) else pl.col(part).cast(pl.UInt32) for part, _ in looked.at]
    weighed = [term * pl.lit(times, dtype=pl.UInt32) if times > 1 else term for term, (_, times) in zip(terms, looked.at, strict=True)]
    return pl.lit(values).gather(reduce(add, weighed))


def in_sql(looked: Looked) -> str:
    """Return a lookup as an expression of DuckDB's SQL."""
    place = " + ".join(f"{in_sql(part) if isinstance(part, Looked) else f'{sql.name(part)}::INTEGER'} * {times}" for part, times in looked.at) or "0"
    numbers = [value for value in looked.values if isinstance(value, int)]
    values = sql.integers(numbers) if len(numbers) == len(looked.values) else sql.texts(value for value in looked.values if not isinstance(value, int))
    return f"list_extract({values}, {place} + 1)"
