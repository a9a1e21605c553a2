"""Columns of types that no expression of Narwhals compares exactly, or at all, as plain text and numbers; and the names of types, for messages."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort import arrow
from carelevel.cohort.columns import Bound, Column, columns_read
from carelevel.cohort.objects import prepared
from carelevel.cohort.staging import HIDDEN
from carelevel.problems import CaseError, Problem, quoted

SPARK = (nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT)

# Too many digits for a float, and in some engines for any number that is compared with another.
_WIDE = (nw.Decimal, nw.UInt64, nw.Int128, nw.UInt128)


def column_names(given: Any) -> tuple[str, ...]:
    """Return the names of a table's columns as texts; those of pandas can be anything.

    Raises:
        CaseError: they have several parts, and so has every name that is added.
    """
    names = given.collect_schema().names()
    if given.implementation is nw.Implementation.PANDAS and nw.to_native(given).columns.nlevels > 1:
        message = f"the names of the table's columns have several parts, as {quoted(names[0] if names else '()')}; a name is one text"
        raise CaseError([Problem("wrong-type", message, hint='join them: frame.columns = ["_".join(map(str, name)) for name in frame.columns]')])
    return tuple(map(str, names))


def type_name(given: Any, column: str) -> str:
    """Return the name of a column's type, as its own library has it."""
    native = nw.to_native(given)
    match given.implementation:
        case nw.Implementation.PANDAS:
            return str(native.iloc[:, column_names(given).index(column)].dtype)
        case nw.Implementation.PYARROW:
            return str(native.schema.field(column).type)
        case nw.Implementation.DUCKDB:
            return str(native.types[native.columns.index(column)])
        case nw.Implementation.POLARS:
            return str(native.collect_schema()[column])
        case _:
            return str(dict(native.dtypes)[column])


def cell(given: Any, column: str, row: int) -> Any:
    """Return what stands in a row of a table of pandas or PyArrow."""
    native = nw.to_native(given)
    return native.iat[row, column_names(given).index(column)] if given.implementation is nw.Implementation.PANDAS else native.column(column)[row].as_py()


def plain(given: Any, found: Iterable[Bound], *, untyped: bool) -> tuple[Any, list[str], tuple[Bound, ...]]:
    """Return a table that can be read, with more columns for those of types that cannot; its columns that stay; and what tells each fact in it.

    Of a table that is not lazy only what is read is left; of pandas and PyArrow none of that has to stay, as its cells can be looked up.

    Args:
        given: the table.
        found: what its columns tell.
        untyped: whether text stands for numbers and truth values.
    """
    found = tuple(found)
    if given.implementation is nw.Implementation.PANDAS:
        native, read = prepared(nw.to_native(given), found, untyped=untyped)
        return nw.from_native(native), [], read
    frame = given if isinstance(given, nw.LazyFrame) else given.select(*columns_read(found))
    schema = frame.collect_schema()
    native = nw.to_native(frame)
    if given.implementation is nw.Implementation.PYARROW:
        made: dict[str, Any] = {name: each for name in columns_read(found) if (each := _arrow(native.column(name))) is not None}
        for name, (array, _) in made.items():
            native = native.drop_columns(name).append_column(_read_as(name), array)
        numerals: Collection[str] = [name for name, (_, is_numerals) in made.items() if is_numerals]
    else:
        numerals = [name for name in columns_read(found) if isinstance(schema[name], _WIDE) or _has_type(given, name, "BIGNUM")]
        # A text of JSON cannot be compared with one that is not.
        made = dict.fromkeys([*numerals, *(name for name in columns_read(found) if _has_type(given, name, "JSON"))])
        native = _WITH_TEXT[given.implementation](native, made) if made else native

    def read_by(column: Column) -> Column:
        if column.name not in made:
            return column
        return replace(column, name=_read_as(column.name), shown=column.title, is_numerals=column.name in numerals)

    kept = [] if given.implementation is nw.Implementation.PYARROW else schema.names()
    return nw.from_native(native), kept, tuple(each.read_by(read_by) for each in found)


def _read_as(name: str) -> str:
    return f"{HIDDEN}read_{name}"


def _arrow(column: Any) -> tuple[Any, bool] | None:
    """Return a column of PyArrow as one that can be read, and whether it is numbers as text; None where it can be as it is."""
    array = arrow.decoded(column)
    if arrow.is_wide(array.type):
        return arrow.numerals(array), True
    return None if array is column else (array, False)


def _has_type(given: Any, name: str, said: str) -> bool:
    """Return whether a column has a type of DuckDB that Narwhals does not tell from others."""
    return given.implementation is nw.Implementation.DUCKDB and type_name(given, name) == said


def _in_polars(native: Any, names: Iterable[str]) -> Any:
    import polars as pl

    return native.with_columns(pl.col(name).cast(pl.String).alias(_read_as(name)) for name in names)


def _in_duckdb(native: Any, names: Iterable[str]) -> Any:
    from carelevel.cohort import sql

    return sql.projected(native, native.columns, {_read_as(name): f"{sql.name(name)}::VARCHAR" for name in names})


def _in_spark(native: Any, names: Iterable[str]) -> Any:
    from pyspark.sql import functions

    # A nought with many places would be written with an exponent.
    cells = {name: functions.col(sql_name(name)) for name in names}
    return native.withColumns({_read_as(name): functions.when(cell == 0, "0").otherwise(cell.cast("string")) for name, cell in cells.items()})


def sql_name(name: str) -> str:
    """Return a column's name as Spark has it, whatever is in it."""
    return f"`{name.replace('`', '``')}`"


_WITH_TEXT: dict[Any, Callable[[Any, Iterable[str]], Any]] = {
    nw.Implementation.POLARS: _in_polars,
    nw.Implementation.DUCKDB: _in_duckdb,
    **dict.fromkeys(SPARK, _in_spark),
}
