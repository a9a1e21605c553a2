"""Tables in files: read as they stream by, and written at one stroke. CSV, Parquet, JSON Lines, and the databases DuckDB and SQLite."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl

from carelevel.frozen import record
from carelevel.problems import CarelevelError, MissingExtraError, one_line, quoted
from carelevel.reading.library import real_path

Form = Literal["csv", "parquet", "jsonl", "duckdb", "sqlite"]

ENDINGS: dict[str, Form] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".duckdb": "duckdb",
    ".ddb": "duckdb",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
}
FORMS: tuple[Form, ...] = ("csv", "parquet", "jsonl", "duckdb", "sqlite")
DATABASES = ("duckdb", "sqlite")
TABLE = "cohort"
"""The table that is made in a database."""

AT_ONCE = 50_000

_LOOKED_AT = 100
_LONG = 2_000
_BYTES_AT_ONCE = 50_000_000


@record
class Source:
    """A table that is read as it streams by.

    Attributes:
        frame: its rows.
        untyped: whether its text stands for numbers and truth values.
    """

    frame: pl.LazyFrame
    untyped: bool


class TableError(CarelevelError):
    """A table cannot be read or written; the message says why."""


def form_of(name: str, said: str | None = None) -> Form:
    """Return how a table is written: as said, or by the end of its name, or for standard input and unknown ends by how it begins."""
    if said is not None:
        return next(form for form in FORMS if form == said)
    ending = Path(name).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    raise TableError(f"{quoted(name)} does not say how it is written; say so with --input-format or --out-format, one of {', '.join(FORMS)}")


def begins_as(path: Path) -> Form:
    """Return how a file without a telling name is written, by its first bytes."""
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"PAR1"):
        return "parquet"
    return "sqlite" if start.startswith(b"SQLite format 3") else "jsonl" if start.lstrip()[:1] == b"{" else "csv"


@contextmanager
def opened(name: str, form: str | None, query: str | None) -> Iterator[Source]:
    """Read a table; `-` is standard input, which is laid down in a temporary file so that it may be larger than memory.

    Raises:
        TableError: there is no such file, it is not what it says it is, or a database is asked without a query.
    """
    with TemporaryDirectory(prefix="carelevel-") as folder:
        path = Path(name)
        if name == "-":
            path = Path(folder) / "stdin"
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            kind = form_of(name, form) if form else begins_as(path)
        else:
            if not path.is_file():
                raise TableError(f"there is no file {quoted(name)}")
            kind = form_of(name, form) if form or path.suffix.lower() in ENDINGS else begins_as(path)
        if path.stat().st_size == 0:
            raise TableError(f"{quoted(name)} is empty")
        if query is not None and kind not in DATABASES:
            raise TableError(f"a query is for a database, and {quoted(name)} is {kind}")
        with _plainly(name):
            yield _source(path, kind, query, Path(folder))


@contextmanager
def _plainly(name: str) -> Iterator[None]:
    """Turn what Polars and the databases say of a file into one line."""
    try:
        yield
    except (pl.exceptions.PolarsError, sqlite3.Error) as error:
        raise TableError(f"{quoted(name)} cannot be used: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return one_line(line[:1].lower() + line[1:])[:200].rstrip(".")


def _source(path: Path, form: Form, query: str | None, folder: Path) -> Source:
    match form:
        case "csv":
            # Types are not guessed: one slip in a column of numbers would make text of all of them.
            return Source(pl.scan_csv(path, infer_schema=False, glob=False), untyped=True)
        case "parquet":
            return Source(pl.scan_parquet(path, glob=False), untyped=False)
        case "jsonl":
            # Numbers in a column that holds a text somewhere are read as text, all of them.
            return Source(pl.scan_ndjson(path, infer_schema_length=None), untyped=True)
        case "sqlite":
            return _sqlite(path, _needed(query, path))
        case "duckdb":
            return Source(_duckdb(path, _needed(query, path), folder), untyped=False)


_QUERY = "SELECT * FROM people"


def _needed(query: str | None, path: Path) -> str:
    if query is None:
        raise TableError(f"{quoted(path.name)} is a database, and --query says what to read from it, as in: {_QUERY}")
    return query


def _sqlite(path: Path, query: str) -> Source:
    """Return the rows of a query. A column in which types are mixed is read as text, as SQLite holds any type in any column."""
    with closing(sqlite3.connect(f"{real_path(path).as_uri()}?mode=ro", uri=True)) as connection:
        cursor = connection.execute(query)
        names = [each[0] for each in cursor.description]
        parts = []
        while rows := cursor.fetchmany(AT_ONCE):
            parts.append([_one_type(name, [row[i] for row in rows]) for i, name in enumerate(names)])
    if not parts:
        return Source(pl.LazyFrame({name: pl.Series(name, [], dtype=pl.String) for name in names}), untyped=True)
    columns = []
    for each in zip(*parts, strict=True):
        dtypes = {part.dtype for part in each if part.dtype != pl.Null}
        dtype = dtypes.pop() if len(dtypes) == 1 else pl.String
        columns.append(pl.concat([part.cast(dtype) for part in each]))
    return Source(pl.DataFrame(columns).lazy(), untyped=True)


def _one_type(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} or len(kinds) == 1:
        return pl.Series(name, values, dtype=pl.Float64 if kinds == {int, float} else None)
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)


def _duckdb(path: Path, query: str, folder: Path) -> pl.LazyFrame:
    """Return the rows of a query, laid down by DuckDB in a temporary file, so that they may be more than memory holds."""
    duckdb = needs("duckdb")
    to = folder / "query.parquet"
    try:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            connection.sql(query).write_parquet(str(to))
    except duckdb.Error as error:
        raise TableError(f"{quoted(path.name)} cannot be used: {_first_line(error)}") from error
    return pl.scan_parquet(to, glob=False)


def needs(extra: str) -> Any:
    """Return an optional library.

    Raises:
        MissingExtraError: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(extra)
    except ModuleNotFoundError as cause:
        if cause.name != extra:
            raise
        raise MissingExtraError(f"this needs an extra: pip install 'carelevel[{extra}]'") from cause


def write(frame: pl.LazyFrame, to: Path, form: Form, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Write a table, and return what other frames over the same rows come to.

    A file appears whole or not at all. Into a database a table is added, in one transaction.

    Raises:
        TableError: it cannot be written.
    """
    _refuse_nowhere(to)
    with _plainly(to.name), TemporaryDirectory(prefix=".carelevel-", dir=real_path(to).parent) as folder:
        if form in DATABASES:
            return _into_database(frame, to, form, Path(folder), beside)
        temporary = Path(folder) / f"table.{form}"
        found = gone_through([_sinks[form](flat(frame) if form == "csv" else frame, temporary), *beside])[1:]
        os.replace(temporary, to)  # noqa: PTH105 - the replacing is what matters
        return found


def _refuse_nowhere(to: Path) -> None:
    if not real_path(to).parent.is_dir():
        raise TableError(f"there is no folder {quoted(str(to.parent))} to write {quoted(to.name)} into")


def _into_parquet(frame: pl.LazyFrame, to: Any) -> Any:
    """Return what writes Parquet. Polars holds some hundred thousand rows before it writes them, however long they are: of long ones it is given fewer."""
    first = frame.head(_LOOKED_AT).collect(engine="streaming")
    length = len(first.write_ipc(None).getbuffer()) // max(first.height, 1)
    return frame.sink_parquet(to, row_group_size=max(_BYTES_AT_ONCE // length, 1) if length > _LONG else None, lazy=True)


_sinks: dict[str, Callable[[pl.LazyFrame, Any], Any]] = {
    "csv": lambda frame, to: frame.sink_csv(to, lazy=True),
    "parquet": _into_parquet,
    "jsonl": lambda frame, to: frame.sink_ndjson(to, lazy=True),
}


def gone_through(frames: Sequence[Any]) -> list[pl.DataFrame]:
    """Return what frames come to, each as its rows stream by.

    Each reads the table for itself: where Polars lets them share it, it holds for the slower one all that the quicker one has seen, and a table that is
    larger than memory does not go through.
    """
    return pl.collect_all(frames, engine="streaming", optimizations=pl.QueryOptFlags(comm_subplan_elim=False))


def flat(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table with lists as text: CSV has none."""
    lists = [name for name, dtype in frame.collect_schema().items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists)


def printed(frame: pl.LazyFrame, form: Form, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Write a table to standard output, whole or not at all, and return what other frames come to."""
    if form in DATABASES:
        raise TableError("a database cannot be written to standard output")
    with TemporaryDirectory(prefix="carelevel-") as folder:
        path = Path(folder) / f"out.{form}"
        found = write(frame, path, form, beside)
        sys.stdout.flush()
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return found


def _into_database(frame: pl.LazyFrame, to: Path, form: Form, folder: Path, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    parts = folder / "table.parquet"
    if form == "duckdb":
        duckdb = needs("duckdb")
        found = gone_through([_sinks["parquet"](frame, parts), *beside])[1:]
        try:
            with closing(duckdb.connect(str(to))) as connection:
                rows = connection.read_parquet(str(parts))
                rows.create(TABLE)
        except duckdb.Error as error:
            raise TableError(f"{quoted(to.name)} cannot be written: {_first_line(error)}") from error
        return found
    found = gone_through([_sinks["parquet"](flat(frame), parts), *beside])[1:]
    written = pl.scan_parquet(parts)
    names = written.collect_schema().names()
    with closing(sqlite3.connect(to)) as connection, connection:
        quoted_names = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE {TABLE} ({quoted_names})")
        insert = f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - the names of a table's columns, and no values
        for part in written.collect_batches(chunk_size=AT_ONCE):
            connection.executemany(insert, part.rows())
    return found


def written_whole(to: Path, text: str) -> None:
    """Write a file of text, whole or not at all.

    Raises:
        TableError: there is no such folder.
    """
    _refuse_nowhere(to)
    with TemporaryDirectory(prefix=".carelevel-", dir=real_path(to).parent) as folder:
        temporary = Path(folder) / "page"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, to)  # noqa: PTH105 - the replacing is what matters
