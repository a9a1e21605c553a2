"""Lookups and lists in each library's own expressions: Narwhals has none to make them with."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import add
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort import sql
from carelevel.model.frozen import FrozenDict, record

WITH_LOOKUPS = (nw.Implementation.POLARS, nw.Implementation.DUCKDB)
"""The libraries with expressions for lookups."""


@record
class Lookup:
    """A lookup: the item of a list at a place that columns give.

    Attributes:
        values: whole numbers, or texts and None.
        at: the parts whose sum is the place: columns of whole numbers or truth values, or other lookups, each with its factor.
    """

    values: tuple[int, ...] | tuple[str | None, ...]
    at: "tuple[tuple[str | Lookup, int], ...]"


@record
class WordPlaces:
    """The places of the texts in a column; -1 for any other text.

    Attributes:
        column: the column of texts.
        words: the texts, each with its place.
    """

    column: str
    words: FrozenDict[str, int]


@record
class ListMembers:
    """The members in the lists of a column.

    Attributes:
        column: the column of lists of texts.
        members: for each column that is made, the texts of which one must be in the list.
        valid: the column that says whether there is a list of only these texts, none of them twice.
    """

    column: str
    members: FrozenDict[str, tuple[str, ...]]
    valid: str


MOST_HELD = 62
"""The number of texts that can have one bit each in a signed whole number."""


def is_lazy(frame: Any) -> bool:
    """Return whether a frame is computed only when it is asked for."""
    return isinstance(frame, nw.LazyFrame)


def looks_up(frame: Any) -> bool:
    """Return whether a frame's library looks things up in lists."""
    return frame.implementation in WITH_LOOKUPS


def finds_members(frame: Any) -> bool:
    """Return whether a frame's library finds the members of a list faster than by one search after another."""
    return bool(frame.implementation is nw.Implementation.POLARS)


def with_members(frame: Any, lists: Iterable[ListMembers]) -> Any:
    """Return a Polars frame with columns for the members of lists: every item becomes a bit, and the bits of a list one number."""
    import polars as pl

    native = nw.to_native(frame)
    for held in lists:
        bits = {word: 1 << i for i, word in enumerate(dict.fromkeys(word for words in held.members.values() for word in words))}
        bit = pl.element().replace_strict(list(bits), list(bits.values()), default=None, return_dtype=pl.Int64)
        cell, number = pl.col(held.column).cast(pl.List(pl.String)), pl.col(held.valid)
        # A repeated text leaves fewer bits than items, and so does an unknown text, which leaves none.
        native = native.with_columns(cell.list.eval(bit).list.sum().fill_null(0).alias(held.valid)).with_columns(
            *((number & sum(bits[word] for word in words) != 0).alias(name) for name, words in held.members.items()),
            ((number.bitwise_count_ones() == cell.list.len()).fill_null(value=False)).alias(held.valid),
        )
    return nw.from_native(native)


def finds_texts(frame: Any) -> bool:
    """Return whether a frame's library finds the place of a text faster than by one comparison after another."""
    return bool(frame.implementation is nw.Implementation.DUCKDB)


def with_places(frame: Any, columns: Mapping[str, WordPlaces]) -> Any:
    """Return a DuckDB frame with columns of places: found once for each word where a table is compressed, as those in files are."""
    if not columns:
        return frame
    return nw.from_native(sql.projected(nw.to_native(frame), frame.columns, {name: _placed(each) for name, each in columns.items()}))


def _placed(each: WordPlaces) -> str:
    # Functions of this one column only: DuckDB computes them for the words of a compressed column, and not row by row. Null is the first word.
    found = f"greatest(list_position({sql.texts((None, *each.words))}, {sql.name(each.column)}), 1)"
    places = [-1, *each.words.values()]
    return f"({found} - 2)" if places == list(range(-1, len(places) - 1)) else f"list_extract({sql.integers(places)}, {found})"


def with_lookups(frame: Any, columns: Mapping[str, Lookup]) -> Any:
    """Return a frame with the columns of lookups, in a library that has them."""
    native = nw.to_native(frame)
    if frame.implementation is nw.Implementation.POLARS:
        return nw.from_native(native.with_columns(in_polars(looked).alias(name) for name, looked in columns.items()))
    return nw.from_native(sql.projected(native, frame.columns, {name: in_sql(looked) for name, looked in columns.items()}))


def in_polars(looked: Lookup) -> Any:
    """Return a lookup as an expression of Polars."""
    import polars as pl

    values = pl.Series(looked.values, dtype=pl.UInt32 if isinstance(looked.values[0], int) else pl.String)
    if not looked.at:
        return pl.lit(values[0], dtype=values.dtype)
    terms = [in_polars(part) if isinstance(part, Lookup) else pl.col(part).cast(pl.UInt32) for part, _ in looked.at]
    weighed = [term * pl.lit(times, dtype=pl.UInt32) if times > 1 else term for term, (_, times) in zip(terms, looked.at, strict=True)]
    return pl.lit(values).gather(reduce(add, weighed))


def in_sql(looked: Lookup) -> str:
    """Return a lookup as an expression of DuckDB's SQL."""
    place = " + ".join(f"{in_sql(part) if isinstance(part, Lookup) else f'{sql.name(part)}::INTEGER'} * {times}" for part, times in looked.at) or "0"
    numbers = [value for value in looked.values if isinstance(value, int)]
    values = sql.integers(numbers) if len(numbers) == len(looked.values) else sql.texts(value for value in looked.values if not isinstance(value, int))
    return f"list_extract({values}, {place} + 1)"


# Lists of words

SEPARATOR = ";"
"""The separator of words where a library has no lists; ids have no such character."""

CONDITIONS_AT_ONCE = 8
"""The number of conditions whose combinations are all written beforehand, to be looked up instead of joined word by word."""

MOST_LETTERS = 126
"""The number of words that can have one letter each: the letters of one byte, without the one that ends a text in C."""


@record
class ConditionalWords:
    """Words, each with its condition.

    Attributes:
        said: the words.
        left_out: the condition of rows without an answer, where the list is null.
        seldom: whether no condition holds in most rows.
    """

    said: Mapping[str, nw.Expr]
    left_out: nw.Expr
    seldom: bool = False


def with_words(frame: Any, kept: Mapping[str, nw.Expr], columns: Mapping[str, ConditionalWords]) -> Any:
    """Return a frame of the kept columns, and of columns with the words whose conditions hold: as lists, or in pandas as one text."""
    said = [value.alias(name) for name, value in kept.items()]
    if frame.implementation is nw.Implementation.POLARS:
        return _in_polars(frame, said, columns)
    if frame.implementation is nw.Implementation.DUCKDB:
        return _in_duckdb(frame, said, list(kept), columns)
    frame = frame.select(*said, *(nw.when(~words.left_out).then(_joined(words.said)).alias(name) for name, words in columns.items()))
    return _as_lists(frame, list(columns))


def _joined(words: Mapping[str, nw.Expr]) -> nw.Expr:
    if not words:
        return nw.lit("")
    said = [nw.when(condition).then(nw.lit(word)) for word, condition in words.items()]
    return nw.concat_str(*said, separator=SEPARATOR, ignore_nulls=True)


def _in_polars(frame: Any, said: list[nw.Expr], columns: Mapping[str, ConditionalWords]) -> Any:
    """Return a frame with lists whose parts are looked up by the combination of conditions that hold."""
    parts = {name: [_Part(f"{name}{i}_", part) for i, part in enumerate(_in_parts(words.said))] for name, words in columns.items()}
    numbers = {part.name: _number(words.said[word] for word in part.words) for name, words in columns.items() for part in parts[name]}
    frame = frame.select(
        *said,
        *(number.alias(name) for name, number in numbers.items()),
        *(words.left_out.alias(_left_out(name)) for name, words in columns.items()),
    )
    return nw.from_native(_polars(nw.to_native(frame), parts))


def _in_duckdb(frame: Any, said: list[nw.Expr], kept: list[str], columns: Mapping[str, ConditionalWords]) -> Any:
    """Return a frame with lists from which DuckDB removes the words whose conditions do not hold."""
    holding = {name: {f"{name}{i}_": condition for i, condition in enumerate(words.said.values())} for name, words in columns.items()}
    frame = frame.select(
        *said,
        *(condition.alias(name) for conditions in holding.values() for name, condition in conditions.items()),
        *(words.left_out.alias(_left_out(name)) for name, words in columns.items()),
    )
    made = {name: _filtered(name, words, list(holding[name])) for name, words in columns.items()}
    return nw.from_native(sql.projected(nw.to_native(frame), kept, made))


def _filtered(name: str, words: ConditionalWords, conditions: list[str]) -> str:
    said = sql.words_that_hold(list(words.said), conditions)
    if words.seldom:
        said = f"CASE WHEN {' OR '.join(map(sql.name, conditions))} THEN {said} ELSE []::VARCHAR[] END"
    return f"CASE WHEN NOT {sql.name(_left_out(name))} THEN {said} END"


@record
class _Part:
    """A few words, and the column with the number of the combination in which their conditions hold."""

    name: str
    words: tuple[str, ...]

    def spelt(self, letters: Mapping[str, str]) -> Lookup:
        """Return the letters of the words that hold; nothing where none does."""
        combinations = [[letters[word] for i, word in enumerate(self.words) if number >> i & 1] for number in range(1 << len(self.words))]
        return Lookup(tuple("".join(each) or None for each in combinations), ((self.name, 1),))


def _in_parts(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    every = tuple(words)
    return (every[at : at + CONDITIONS_AT_ONCE] for at in range(0, len(every), CONDITIONS_AT_ONCE))


def _number(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Return the number of a combination of conditions, a bit for each."""
    return reduce(add, [condition.cast(nw.Int16) * (1 << i) for i, condition in enumerate(conditions)])


def _left_out(name: str) -> str:
    return f"{name}out_"


def _as_lists(frame: Any, names: list[str]) -> Any:
    native = nw.to_native(frame)
    match frame.implementation:
        case nw.Implementation.PYARROW:
            return nw.from_native(_pyarrow(native, names))
        case nw.Implementation.PYSPARK | nw.Implementation.PYSPARK_CONNECT:
            return nw.from_native(_spark(native, names))
        case _:
            return frame


def _polars(native: Any, columns: Mapping[str, list[_Part]]) -> Any:
    import polars as pl

    return native.with_columns(pl.when(~pl.col(_left_out(name))).then(_polars_list(parts)).alias(name) for name, parts in columns.items())


def _polars_list(parts: list[_Part]) -> Any:
    """Return a list, made from a text with one letter for each word: its bytes become words, and nothing is split."""
    import polars as pl

    most = MOST_LETTERS // CONDITIONS_AT_ONCE
    pieces = [_polars_piece(parts[at : at + most]) for at in range(0, len(parts), most)]
    return pl.concat_list(pieces) if len(pieces) > 1 else pieces[0] if pieces else pl.lit([], dtype=pl.List(pl.String))


def _polars_piece(parts: list[_Part]) -> Any:
    import polars as pl

    words = [word for part in parts for word in part.words]
    letters = {word: chr(1 + i) for i, word in enumerate(words)}
    text = pl.concat_str([in_polars(part.spelt(letters)) for part in parts], ignore_nulls=True)
    word = pl.lit(["", *words], dtype=pl.List(pl.String)).list.get(pl.element())
    return text.cast(pl.Binary).cast(pl.List(pl.UInt8)).list.eval(word)


def _spark(native: Any, names: list[str]) -> Any:
    from pyspark.sql import functions

    nothing = functions.array().cast("array<string>")
    split = {name: functions.when(functions.col(name) == "", nothing).otherwise(functions.split(functions.col(name), SEPARATOR)) for name in names}
    return native.withColumns(split)


def _pyarrow(native: Any, names: list[str]) -> Any:
    import pyarrow as pa

    for name in names:
        at = native.column_names.index(name)
        native = native.set_column(at, name, pa.chunked_array([_split(chunk) for chunk in native.column(name).chunks], pa.list_(pa.string())))
    return native


def _split(texts: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = pc.split_pattern(texts, SEPARATOR)
    lengths = pc.if_else(pc.equal(texts, ""), 0, pc.list_value_length(lists)).fill_null(0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    words = pc.list_flatten(lists)
    words = words.filter(pc.not_equal(words, ""))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, words.cast(pa.string()), mask=pc.is_null(texts))
