"""Tables in databases. A database can contain views, which are programs. Here they may only read the tables of their own file, with bounded work.

carelevel fetches and stores the result of a query; the database writes nothing.
"""

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import polars as pl

from carelevel.cohort.plain_text import TableError, repeated, stands_twice, too_long
from carelevel.cohort.sql import name as column_name
from carelevel.cohort.trying import first_line
from carelevel.model.problems import MissingExtraError, quoted
from carelevel.syntax.bundled import real_path
from carelevel.syntax.limits import MAX_CELL

AT_ONCE = 50_000
"""Rows that are fetched at a time."""

STEPS, STEPS_A_BYTE = 20_000_000, 20
"""Steps of SQLite's machine that a query may take, and how many more for each byte of the file."""

FOUND_BYTES, FOUND_BYTES_A_BYTE = 64_000_000, 10
"""Bytes that a query of SQLite may find, and how many more for each byte of the file."""

LONGEST_VALUE = 1_000_000
"""Bytes of one value, or of one row, that SQLite may make or read."""

LONGEST_PATTERN = 1_000
"""Bytes of a pattern that SQLite may compare with."""

MINUTES = 10
"""Minutes that a DuckDB query may take unless more are allowed; DuckDB does not count steps."""

_SOMETIMES = 0.05
"""Seconds between two looks at a query of DuckDB."""

_STEPS_AT_ONCE = 10_000
_EXAMPLE = "SELECT * FROM people"
_ALLOWED = f"--query is one SELECT over the tables and views of the file, as in: {_EXAMPLE}"
_EXPLAIN = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*explain\b", re.IGNORECASE | re.DOTALL)
_NO_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})


def needed(query: str | None, name: str) -> str:
    """Return the query for a database.

    Raises:
        TableError: there is none.
    """
    if query is None:
        raise TableError(f"{quoted(Path(name).name)} is a database, and --query says what to read from it, as in: {_EXAMPLE}")
    return query


def _asked(names: Sequence[str]) -> Sequence[str]:
    """Return the names of the columns that a query finds.

    Raises:
        TableError: it finds no table, or one with two columns of a name.
    """
    if not names:
        raise TableError(f"the query returns no table; select columns, as in: {_EXAMPLE}")
    if twice := repeated(names):
        raise TableError(f"the query returns a table in which {stands_twice(twice)}: SELECT a.phq9 AS before, b.phq9 AS after")
    return names


# SQLite


def from_sqlite(path: Path, name: str, query: str, folder: Path) -> pl.LazyFrame:
    """Return the rows of a query. A column of mixed types is read as text, since SQLite allows any type in any column.

    Raises:
        TableError: the query is no SELECT, does more than read, or takes more work than it may.
        sqlite3.Error: what SQLite says of the file or the query.
    """
    if _EXPLAIN.match(query):
        raise _unusable(name, _ALLOWED)
    with _open(path, name, folder) as connection:
        size = path.stat().st_size
        guard = _Guard(connection)
        steps = STEPS + STEPS_A_BYTE * size
        connection.set_authorizer(guard)
        # A function written in C: a signal handled inside a Python function would lose its exception.
        connection.set_progress_handler(partial(next, repeat(0, steps // _STEPS_AT_ONCE), 1), _STEPS_AT_ONCE)
        try:
            cursor = connection.execute(query)
            names = _asked([each[0] for each in cursor.description or ()])
            parts = [[_one_type(column, [row[i] for row in rows]) for i, column in enumerate(names)] for rows in _pages(cursor, names, name, size)]
        except sqlite3.ProgrammingError as error:
            raise _unusable(name, f"{first_line(error)}; {_ALLOWED}") from error
        except sqlite3.Error as error:
            if guard.has_refused:
                raise _unusable(name, f"the query, or a view that it reads, does more than read; {_ALLOWED}") from error
            if str(error) == "interrupted":
                raise _unusable(name, f"the query, or a view that it reads, takes more than {steps:,} steps; store its result in a table first") from error
            raise
    if not parts:
        return pl.LazyFrame({column: pl.Series(column, [], dtype=pl.String) for column in names})
    columns = []
    for each in zip(*parts, strict=True):
        dtypes = {part.dtype for part in each if part.dtype != pl.Null}
        dtype = dtypes.pop() if len(dtypes) == 1 else pl.String
        columns.append(pl.concat([part.cast(dtype) for part in each]))
    return pl.DataFrame(columns).lazy()


@contextmanager
def _open(path: Path, name: str, folder: Path) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file for reading, so that no other file appears next to it.

    A file with a write-ahead log has two more next to it while a program has it open; whoever opens it then reads those too. Where they are not there, SQLite
    would make them: such a file is read as one that does not change, and has to be the same at the end. Where the log alone is there, as a killed program
    leaves it, file and log are copied.
    """
    path = real_path(path)
    log, shared = (path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))
    with path.open("rb") as file:
        has_log = file.read(20)[18:] == b"\2\2"
    is_frozen = has_log and not log.exists()
    if has_log and log.exists() and not shared.exists():
        copied = folder / "database"
        shutil.copyfile(path, copied)
        shutil.copyfile(log, copied.with_name("database-wal"))
        path = copied
    before = path.stat()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{'&immutable=1' if is_frozen else ''}", uri=True)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        # Views may use only what SQLite calls harmless, and every page is checked before it is used.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        yield connection
    after = path.stat()
    if is_frozen and (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise _unusable(name, "it was written while it was read; try again")


class _Guard:
    """What SQLite asks before it does anything: reading and calculating are allowed, and nothing else.

    A virtual table runs code over tables of the file as its data; a table of people needs none.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%'")
        self.has_virtual = bool(found.fetchone()[0])
        self.has_refused = False

    def __call__(self, action: int, first: str | None, second: str | None, *_: object) -> int:
        """Return whether an action is allowed."""
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_READ | sqlite3.SQLITE_RECURSIVE:
                is_allowed = True
            case sqlite3.SQLITE_FUNCTION:
                is_allowed = (second or "").lower() not in _NO_FUNCTIONS
            case sqlite3.SQLITE_UPDATE:
                # This is how SQLite asks about a function that returns a table, such as json_each; the file itself is open for reading only.
                is_allowed = first == "sqlite_master" and not self.has_virtual
            case _:
                is_allowed = False
        self.has_refused = self.has_refused or not is_allowed
        return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _pages(rows: Iterable[tuple[Any, ...]], names: Sequence[str], name: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows, a page at a time.

    Raises:
        TableError: a cell is too long, or all of them are more than there may be.
    """
    most = FOUND_BYTES + FOUND_BYTES_A_BYTE * size
    page: list[tuple[Any, ...]] = []
    found = 0
    for number, row in enumerate(rows, 1):
        lengths = [len(cell) for cell in row if isinstance(cell, str | bytes)]
        if lengths and max(lengths) > MAX_CELL:
            column = next(names[i] for i, cell in enumerate(row) if isinstance(cell, str | bytes) and len(cell) > MAX_CELL)
            raise _unusable(name, too_long(f"{quoted(column)} in row {number:,} of what the query finds"))
        found += 8 * len(row) + sum(lengths)
        if found > most:
            raise _unusable(name, f"the query, or a view that it reads, finds more than {most:,} bytes; store its result in a table first")
        page.append(row)
        if len(page) == AT_ONCE:
            yield page
            page = []
    if page:
        yield page


def _one_type(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} or len(kinds) == 1:
        return pl.Series(name, values, dtype=pl.Float64 if kinds == {int, float} else None)
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)


# DuckDB


def from_duckdb(path: Path, name: str, query: str, folder: Path, patience: float = MINUTES) -> pl.LazyFrame:
    """Return the rows of a query, stored in temporary files part by part, so that they may be larger than memory.

    Args:
        path: the file.
        name: what the file is called in messages.
        query: one SELECT.
        folder: where the result is stored.
        patience: minutes after which the query is stopped. Its result does not depend on them.

    Raises:
        TableError: the query is no SELECT, reaches out of the file, calls itself, or takes too long; or DuckDB says what is wrong with it or the file.
    """
    duckdb = needs("duckdb")
    try:
        # A path that begins with `md:` or the like would be an address; an absolute path cannot.
        with closing(duckdb.connect(str(real_path(path)), read_only=True, config=confined(path, folder) | LOCKED)) as connection:

            def work() -> pl.LazyFrame:
                _refuse_all_but_one_select(duckdb, connection, query, name)
                _asked(connection.sql(query).columns)
                connection.execute(f"CREATE TEMP TABLE asked AS\n{query}\n").fetchall()
                return _laid_down(connection, name, folder)

            return _unless_too_long(work, connection, name, patience)
    except duckdb.PermissionException as error:
        outside = "the query, or a view that it reads, reaches outside the file"
        raise _unusable(name, f"{outside}, and nothing else is read or written; {_ALLOWED}") from error
    except duckdb.Error as error:
        raise _unusable(name, first_line(error)) from error


def _unless_too_long(work: Callable[[], pl.LazyFrame], connection: Any, name: str, patience: float) -> pl.LazyFrame:
    """Return the result of work with a connection. A thread does it, so that a signal is obeyed at once and not only when DuckDB looks for one.

    Raises:
        TableError: it takes more minutes than it may.
    """
    late = time.monotonic() + 60 * patience
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(work)
        try:
            while not wait((found,), _SOMETIMES).done:
                if time.monotonic() > late:
                    longer = f"takes more than {patience:g} minute{'' if patience == 1 else 's'}"
                    more = "store its result in a table first, or allow more minutes with --patience"
                    raise _unusable(name, f"the query, or a view that it reads, {longer}; {more}")
            return found.result()
        finally:
            # DuckDB forgets an interrupt between two statements of the thread, so it is repeated until it works.
            while not found.done():
                connection.interrupt()
                wait((found,), _SOMETIMES)


LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}
"""Settings that keep DuckDB inside the file, and that no statement can change."""


def confined(path: Path, folder: Path) -> dict[str, str]:
    """Return the settings of DuckDB for a file from a stranger: nothing is fetched, loaded or looked up, and temporary files go to our folder."""
    size = path.stat().st_size if path.exists() else 0
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "python_enable_replacements": "false",
        "memory_limit": "500MB",
        "threads": "4",
        "temp_directory": str(folder / "duckdb"),
        "max_temp_directory_size": f"{1_000 + size // 10_000}MB",
    }


def _refuse_all_but_one_select(duckdb: Any, connection: Any, query: str, name: str) -> None:
    statements = connection.extract_statements(query)
    if not statements:
        _asked(())
    if len(statements) > 1:
        raise _unusable(name, f"the query is {len(statements)} statements; {_ALLOWED}")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise _unusable(name, f"the query is no SELECT; {_ALLOWED}")
    plans = connection.execute(f"EXPLAIN (FORMAT JSON)\n{query}\n").fetchall()
    if any(step.startswith("REC_") for _, plan in plans for step in _steps(json.loads(plan))):
        raise _unusable(name, "the query, or a view that it reads, calls itself (WITH RECURSIVE), and may never end; store its result in a table first")


def _steps(plans: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of all steps of a plan."""
    for plan in plans:
        yield plan["name"]
        yield from _steps(plan["children"])


_ODD = re.compile(r"INTERVAL|UNION|ENUM|UUID|JSON|BIGNUM|VARINT|VARIANT|GEOMETRY|\bBIT\b")
"""Types that no fact has, that Polars may not know, or that are text under another name."""


def _fetched(column: str, dtype: str) -> str:
    """Return how a column is fetched: unchanged, or as numbers, text or a list that Polars knows."""
    called, inside = column_name(column), re.sub(r"\[\d*\]\Z", "", dtype)
    other = "DOUBLE" if inside in {"HUGEINT", "UHUGEINT"} else "VARCHAR" if _ODD.search(inside) else inside
    wanted = f"{other}[]" if inside != dtype else other
    return called if wanted == dtype else f"CAST({called} AS {wanted}) AS {called}"


def _laid_down(connection: Any, name: str, folder: Path) -> pl.LazyFrame:
    """Return the result, from files of a page of rows each."""
    found = connection.sql("FROM temp.asked")
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    # By their full names, since a macro of the file may have the name of a function.
    longest_of = (f"system.main.max(system.main.length({column_name(each)}::VARCHAR))" for each in types)
    measured = ", ".join(("system.main.count(*)", *longest_of))
    ((rows, *lengths),) = connection.execute(f"SELECT {measured} FROM temp.asked").fetchall()  # noqa: S608 - names in quotation marks
    for column, longest in zip(types, lengths, strict=True):
        if (longest or 0) > MAX_CELL:
            raise _unusable(name, too_long(f"a cell of {quoted(column)}"))
    columns = ", ".join(_fetched(column, dtype) for column, dtype in types.items())
    files: list[Path] = []
    for first in range(0, max(rows, 1), AT_ONCE):
        files.append(folder / f"found-{len(files)}.parquet")
        part = f"SELECT {columns} FROM temp.asked WHERE rowid BETWEEN {first} AND {first + AT_ONCE - 1}"  # noqa: S608 - numbers, and names in quotation marks
        pl.DataFrame(connection.sql(part)).write_parquet(files[-1])
    return pl.scan_parquet(files, glob=False)


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
        raise MissingExtraError.of("this needs", extra) from cause


def _unusable(name: str, why: str) -> TableError:
    return TableError(f"{quoted(name)} cannot be used: {why}")
