"""Columns of types that Narwhals cannot compare exactly, converted to text and numbers; and the names of types, for messages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort import arrow
from carelevel.cohort.columns import Column, FactColumns, columns_read
from carelevel.cohort.formula_columns import HIDDEN
from carelevel.cohort.pandas_objects import prepared
from carelevel.cohort.written import TRUTHS, is_number, way_to_write
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem, listed, quoted

SPARK = (nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT)

# Too many digits for a float, and in some libraries for comparing at all.
_WIDE = (nw.Decimal, nw.UInt64, nw.Int128, nw.UInt128)


def column_names(given: Any) -> tuple[str, ...]:
    """Return the names of a table's columns as texts; those of pandas can be anything.

    Raises:
        CaseError: they have several parts, and so has every name that is added.
    """
    names = given.collect_schema().names()
    if given.implementation is nw.Implementation.PANDAS and nw.to_native(given).columns.nlevels > 1:
        message = f"the names of the table's columns have several parts, such as {quoted(names[0] if names else '()')}; a name must be one text"
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
    """Return a cell of a table of pandas or PyArrow."""
    native = nw.to_native(given)
    return native.iat[row, column_names(given).index(column)] if given.implementation is nw.Implementation.PANDAS else native.column(column)[row].as_py()


def refuse_cut_numbers(given: Any, found: Iterable[FactColumns]) -> None:
    """Refuse a DuckDB relation over a pandas dataframe if DuckDB may have cut numbers off in a column that tells a fact.

    DuckDB gives a column of Python objects the type that fits a sample of its rows. Small whole numbers become INTEGER, and a 12.5 outside of the sample is
    read as 12. The relation does not show whether the column held objects. A pandas column of whole numbers is BIGINT in DuckDB, unless it has 32 bits.

    Raises:
        CaseError: a column that tells a fact is INTEGER, and the relation reads a pandas dataframe.
    """
    if given.implementation is not nw.Implementation.DUCKDB:
        return
    native = nw.to_native(given)
    types = dict(zip(native.columns, map(str, native.types), strict=True))
    cut = [name for name in columns_read(found) if types[name] == "INTEGER"]
    if cut and "PANDAS_SCAN" in native.explain():
        message = f"DuckDB reads {listed(cut)} from a pandas dataframe as whole numbers, and may have cut off their parts: 12.5 becomes 12"
        hint = (
            f"hand over the pandas dataframe itself; or convert the column before DuckDB reads it: frame[{cut[0]!r}].astype(float); "
            "or cast it to BIGINT in SQL if every number in it is whole"
        )
        raise CaseError([Problem("wrong-type", message, path=(cut[0],), hint=hint)])


@record
class _Conversion:
    """A column to be made from another: whether its numbers become text, and which codes in its lists get their canonical form."""

    of: str
    is_numerals: bool = False
    codes: tuple[str, ...] = ()


def plain(given: Any, found: Iterable[FactColumns], *, untyped: bool) -> tuple[Any, list[str], tuple[FactColumns, ...]]:
    """Return a table that can be read, with converted columns where needed; its columns that stay; and the facts with the columns to read.

    Of a table that is not lazy only what is read is left; of pandas and PyArrow none of that has to stay, as its cells can be looked up.

    Args:
        given: the table.
        found: what its columns tell.
        untyped: whether text means numbers and truth values.
    """
    found = tuple(found)
    if given.implementation is nw.Implementation.PANDAS:
        native, read = prepared(nw.to_native(given), found, untyped=untyped)
        return nw.from_native(native), [], read
    is_arrow = given.implementation is nw.Implementation.PYARROW
    frame = given if isinstance(given, nw.LazyFrame) else given.select(*columns_read(found))
    if is_arrow:
        frame = nw.from_native(_decoded(nw.to_native(frame)))
    schema = frame.collect_schema()
    made: dict[str, _Conversion] = {}

    def read_by(column: Column) -> Column:
        change = _change(column, schema[column.name], type_name(frame, column.name), column.codes(untyped=untyped))
        if change is None:
            return column
        name = f"{HIDDEN}read_{len(made)}"
        made[name] = change
        return replace(column, name=name, shown=column.title, is_numerals=change.is_numerals)

    read = tuple(each.read_by(read_by) for each in found)
    native = _MADE[given.implementation](nw.to_native(frame), made) if made else nw.to_native(frame)
    if is_arrow:
        # Some types would make every later step fail.
        native = native.select(list(dict.fromkeys(name for each in read for name in each.names())))
    return nw.from_native(native), [] if is_arrow else schema.names(), read


def _change(column: Column, dtype: Any, said: str, codes: Iterable[str]) -> _Conversion | None:
    """Return how a column of a type, with its own name in its library, is made another; None where it can be as it is."""
    if isinstance(dtype, _WIDE) or said == "BIGNUM" or said.startswith("decimal"):
        return _Conversion(column.name, is_numerals=True)
    if said == "JSON":
        # A text of type JSON cannot be compared with other text.
        return _Conversion(column.name)
    many_ways = tuple(code for code in codes if is_number(code) or code in TRUTHS)
    return _Conversion(column.name, codes=many_ways) if many_ways and isinstance(dtype, nw.List | nw.Array) and _is_plain(dtype.inner) else None


def _is_plain(inner: Any) -> bool:
    dtype = inner() if isinstance(inner, type) else inner
    return bool(isinstance(dtype, nw.String | nw.Categorical | nw.Enum | nw.Boolean) or dtype.is_numeric())


def _in_polars(native: Any, made: Mapping[str, _Conversion]) -> Any:
    import polars as pl

    def cell(change: _Conversion) -> Any:
        if not change.codes:
            return pl.col(change.of).cast(pl.String)
        item = said = pl.element()
        for code in change.codes:
            said = pl.when(item.str.contains(way_to_write(code))).then(pl.lit(code)).otherwise(said)
        return pl.col(change.of).cast(pl.List(pl.String)).list.eval(said)

    return native.with_columns(cell(change).alias(name) for name, change in made.items())


def _in_duckdb(native: Any, made: Mapping[str, _Conversion]) -> Any:
    from carelevel.cohort import sql

    def cell(change: _Conversion) -> str:
        if not change.codes:
            return f"{sql.name(change.of)}::VARCHAR"
        said = " ".join(f"WHEN regexp_matches(x, {sql.text(way_to_write(code))}) THEN {sql.text(code)}" for code in change.codes)
        return f"list_transform({sql.name(change.of)}::VARCHAR[], lambda x: CASE {said} ELSE x END)"

    return sql.projected(native, native.columns, {name: cell(change) for name, change in made.items()})


def _in_spark(native: Any, made: Mapping[str, _Conversion]) -> Any:
    from pyspark.sql import functions

    def cell(change: _Conversion) -> Any:
        column = functions.col(f"`{change.of.replace('`', '``')}`")
        if not change.codes:
            # A zero with many decimal places would be written with an exponent.
            return functions.when(column == 0, "0").otherwise(column.cast("string"))

        def said(item: Any) -> Any:
            found = item.cast("string")
            for code in change.codes:
                found = functions.when(item.cast("string").rlike(way_to_write(code)), code).otherwise(found)
            return found

        return functions.transform(column, said)

    return native.withColumns({name: cell(change) for name, change in made.items()})


def _in_arrow(native: Any, made: Mapping[str, _Conversion]) -> Any:
    for name, change in made.items():
        column = native.column(change.of)
        native = native.append_column(name, arrow.items(column, change.codes) if change.codes else arrow.numerals(column))
    return native


_MADE: dict[Any, Callable[[Any, Mapping[str, _Conversion]], Any]] = {
    nw.Implementation.POLARS: _in_polars,
    nw.Implementation.PYARROW: _in_arrow,
    nw.Implementation.DUCKDB: _in_duckdb,
    **dict.fromkeys(SPARK, _in_spark),
}


def _decoded(native: Any) -> Any:
    """Return a table of PyArrow without dictionaries, runs and views."""
    for place, name in enumerate(native.column_names):
        native = native.set_column(place, name, arrow.decoded(native.column(name)))
    return native
