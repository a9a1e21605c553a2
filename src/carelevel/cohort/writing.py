"""Write tables whole or not at all: a file in one step, a table of a database in one transaction."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from carelevel.atomic_write import replacing, write_text
from carelevel.cohort.databases import AT_ONCE, confined, needs
from carelevel.cohort.plain_text import TableError
from carelevel.cohort.sql import text as sql_text
from carelevel.cohort.table_files import DATABASES, TableFormat, plainly
from carelevel.cohort.trying import first_line
from carelevel.model.problems import quoted
from carelevel.syntax.bundled import real_path

TABLE = "cohort"
"""The table that is made in a database."""

_LOOKED_AT = 100
_LONG = 2_000
_BYTES_AT_ONCE = 50_000_000


def write(frame: pl.LazyFrame, to: Path, form: TableFormat, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Write a table, and return the results of other frames over the same rows.

    A file appears whole or not at all, and a new one can be read by its owner only. A database gets a new table in one transaction.

    Raises:
        TableError: it cannot be written.
    """
    refuse_nowhere(to)
    with plainly(to.name):
        if form in DATABASES:
            return _into_database(frame, to, form, beside)
        with replacing(to) as new:
            # The name that Polars is given says how the table is written.
            temporary = new.with_name(f"table.{form}")
            found = gone_through([_sinks[form](flat(frame) if form == "csv" else frame, temporary), *beside])[1:]
            temporary.replace(new)
        return found


def refuse_nowhere(to: Path) -> None:
    """Refuse a file in a folder that is not there, and a folder in place of a file.

    Raises:
        TableError: it is one of them.
    """
    if not real_path(to).parent.is_dir():
        raise TableError(f"there is no folder {quoted(str(to.parent))} to write {quoted(to.name)} into")
    if to.is_dir():
        raise TableError(f"{quoted(str(to))} is a folder; a table is written to a file")


def _into_parquet(frame: pl.LazyFrame, to: Any) -> Any:
    """Return what writes Parquet. Polars keeps 100,000 rows or more before it writes them, however long they are, so long rows get smaller groups."""
    first = frame.head(_LOOKED_AT).collect(engine="streaming")
    length = len(first.write_ipc(None).getbuffer()) // max(first.height, 1)
    return frame.sink_parquet(to, row_group_size=max(_BYTES_AT_ONCE // length, 1) if length > _LONG else None, lazy=True)


_sinks: dict[str, Callable[[pl.LazyFrame, Any], Any]] = {
    "csv": lambda frame, to: frame.sink_csv(to, lazy=True),
    "parquet": _into_parquet,
    "jsonl": lambda frame, to: frame.sink_ndjson(to, lazy=True),
}


def gone_through(frames: Sequence[Any]) -> list[pl.DataFrame]:
    """Return the results of frames, each read as a stream.

    Each reads the table for itself: where Polars lets them share it, it holds for the slower one all that the quicker one has seen, and a table that is
    larger than memory does not go through.
    """
    return pl.collect_all(frames, engine="streaming", optimizations=pl.QueryOptFlags(comm_subplan_elim=False))


def flat(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table with lists as text: CSV has none."""
    lists = [name for name, dtype in frame.collect_schema().items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists)


def printed(frame: pl.LazyFrame, form: TableFormat, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Write a table to standard output, whole or not at all, and return the results of other frames."""
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


def _into_database(frame: pl.LazyFrame, to: Path, form: TableFormat, beside: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Add a table to a database. A new one is made under another name, and appears whole."""
    if to.exists() and not to.is_file():
        raise TableError(f"{quoted(to.name)} is no file, and a database is one")
    with TemporaryDirectory(prefix=".carelevel-", dir=real_path(to).parent) as name:
        folder = Path(name)
        parts = folder / "table.parquet"
        found = gone_through([_sinks["parquet"](frame if form == "duckdb" else flat(frame), parts), *beside])[1:]
        if to.exists():
            _add_table(parts, to, form, to.name, folder)
        else:
            with replacing(to) as new:
                _add_table(parts, new, form, to.name, folder)
    return found


def _add_table(parts: Path, target: Path, form: TableFormat, name: str, folder: Path) -> None:
    if form == "sqlite":
        _into_sqlite(parts, target)
        return
    duckdb = needs("duckdb")
    try:
        with closing(duckdb.connect(str(real_path(target)), config=confined(target, folder))) as connection:
            # From here on only our own file can be read, whatever the database contains.
            connection.execute(f"SET allowed_paths = [{sql_text(str(parts))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            connection.read_parquet(str(parts)).create(TABLE)
    except duckdb.Error as error:
        raise TableError(f"{quoted(name)} cannot be written: {first_line(error)}") from error


def _into_sqlite(parts: Path, target: Path) -> None:
    written = pl.scan_parquet(parts)
    names = written.collect_schema().names()
    with closing(sqlite3.connect(target)) as connection, connection:
        quoted_names = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE {TABLE} ({quoted_names})")
        insert = f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - the names of a table's columns, and no values
        for part in written.collect_batches(chunk_size=AT_ONCE):
            connection.executemany(insert, part.rows())


def written_whole(to: Path, text: str) -> None:
    """Write a file of text, whole or not at all; a new one is for its owner alone.

    Raises:
        TableError: there is no such folder.
    """
    refuse_nowhere(to)
    write_text(to, text)
