"""Lists of words, in the engine's own lists: Narwhals has none to make them with."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

BETWEEN = ";"
"""Stands between the words where an engine has no lists; ids have no such sign."""


AT_ONCE = 8
"""Conditions of which every combination is spelt out beforehand, so that a text is looked up and not put together word by word."""


def with_words(frame: Any, words: Mapping[str, Mapping[str, nw.Expr]], left_out: str, *, lists: bool) -> Any:
    """Return a frame with columns of words, each with the words whose conditions hold.

    Args:
        frame: the frame.
        words: for each new column its words, each with its condition.
        left_out: the column of the rows in which there is no answer; null stands there.
        lists: as lists where the engine has them (pandas has none), else as one text.
    """
    if frame.implementation is nw.Implementation.POLARS:
        frame = _looked_up(frame, words, left_out)
    else:
        frame = frame.with_columns(nw.when(~nw.col(left_out)).then(_joined(said)).alias(name) for name, said in words.items())
    return _as_lists(frame, list(words)) if lists else frame


def _joined(words: Mapping[str, nw.Expr]) -> nw.Expr:
    if not words:
        return nw.lit("")
    said = [nw.when(condition).then(nw.lit(word)) for word, condition in words.items()]
    return nw.concat_str(*said, separator=BETWEEN, ignore_nulls=True)


def _looked_up(frame: Any, words: Mapping[str, Mapping[str, nw.Expr]], left_out: str) -> Any:
    """Return a Polars frame with texts of words: five times as fast as putting every one together."""
    import polars as pl

    hidden = {f"{left_out}_{name}_{i}": condition for name, said in words.items() for i, condition in enumerate(said.values())}
    native = nw.to_native(frame.with_columns(condition.alias(name) for name, condition in hidden.items()))
    texts = []
    for name, said in words.items():
        every = list(said)
        parts = [_part(every[at : at + AT_ONCE], [f"{left_out}_{name}_{at + i}" for i in range(AT_ONCE)]) for at in range(0, len(every), AT_ONCE)]
        text = pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True) if parts else pl.lit("")
        texts.append(pl.when(~pl.col(left_out)).then(text).alias(name))
    return nw.from_native(native.with_columns(texts))


def _part(words: Sequence[str], columns: Sequence[str]) -> Any:
    import polars as pl

    combination = pl.sum_horizontal([pl.col(column).cast(pl.UInt16) * (1 << i) for i, column in enumerate(columns[: len(words)])])
    spelt = [BETWEEN.join(word for i, word in enumerate(words) if number >> i & 1) or None for number in range(1 << len(words))]
    return pl.lit(pl.Series(spelt, dtype=pl.String)).gather(combination)


def _as_lists(frame: Any, names: Sequence[str]) -> Any:
    native = nw.to_native(frame)
    match frame.implementation:
        case nw.Implementation.POLARS:
            return nw.from_native(_polars(native, names))
        case nw.Implementation.PYARROW:
            return nw.from_native(_pyarrow(native, names))
        case nw.Implementation.DUCKDB:
            return nw.from_native(_duckdb(native, names))
        case nw.Implementation.PYSPARK | nw.Implementation.PYSPARK_CONNECT:
            return nw.from_native(_spark(native, names))
        case _:
            return frame


def _polars(native: Any, names: Sequence[str]) -> Any:
    import polars as pl

    nothing = pl.lit([], dtype=pl.List(pl.String))
    return native.with_columns(pl.when(pl.col(name) == "").then(nothing).otherwise(pl.col(name).str.split(BETWEEN)).alias(name) for name in names)


def _duckdb(native: Any, names: Sequence[str]) -> Any:
    split = ", ".join(f'CASE WHEN "{name}" = \'\' THEN []::VARCHAR[] ELSE string_split("{name}", \'{BETWEEN}\') END AS "{name}"' for name in names)
    return native.project(f"* REPLACE ({split})")


def _spark(native: Any, names: Sequence[str]) -> Any:
    from pyspark.sql import functions

    nothing = functions.array().cast("array<string>")
    split = {name: functions.when(functions.col(name) == "", nothing).otherwise(functions.split(functions.col(name), BETWEEN)) for name in names}
    return native.withColumns(split)


def _pyarrow(native: Any, names: Sequence[str]) -> Any:
    import pyarrow as pa

    for name in names:
        at = native.column_names.index(name)
        native = native.set_column(at, name, pa.chunked_array([_split(chunk) for chunk in native.column(name).chunks], pa.list_(pa.string())))
    return native


def _split(texts: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = pc.split_pattern(texts, BETWEEN)
    lengths = pc.if_else(pc.equal(texts, ""), 0, pc.list_value_length(lists)).fill_null(0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    words = pc.list_flatten(lists)
    words = words.filter(pc.not_equal(words, ""))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, words.cast(pa.string()), mask=pc.is_null(texts))
