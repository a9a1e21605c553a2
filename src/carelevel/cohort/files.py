"""Tables in files, read as they stream by: CSV, Parquet, JSON Lines, and the databases DuckDB and SQLite."""

import gzip
import shutil
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl
from narwhals.exceptions import NarwhalsError

from carelevel.cohort.plain_text import MARK, TableError, refuse_bad_csv, refuse_bad_json_lines, repeated, stands_twice
from carelevel.cohort.trying import reason, refuse_bad_parquet
from carelevel.frozen import record
from carelevel.problems import MissingExtraError, quoted
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
AT_ONCE = 50_000


@record
class Source:
    """A table that is read as it streams by.

    Attributes:
        frame: its rows.
        untyped: whether its text stands for numbers and truth values.
    """

    frame: pl.LazyFrame
    untyped: bool


def form_of(name: str, said: str | None = None) -> Form:
    """Return how a table is written: as said, or by the end of its name, or for standard input and unknown ends by how it begins."""
    if said is not None:
        return next(form for form in FORMS if form == said)
    ending = Path(name).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    raise TableError(f"{quoted(name)} does not say how it is written; say so with --input-format or --out-format, one of {', '.join(FORMS)}")


OTHERS = {
    b"PK\x03\x04": "a workbook or another archive",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"$FL": "a file of SPSS",
    b"<stata_dta>": "a file of Stata",
    b"HEADER RECORD*******": "a transport file of SAS",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"x\x01": "compressed with zlib",
    b"%PDF": "a PDF",
}
"""How files begin that are often taken for tables of text."""


def begins_as(path: Path) -> Form:
    """Return how a file without a telling name is written, by its first bytes."""
    start = _start(path)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"SQLite format 3"):
        return "sqlite"
    if start[8:12] == b"DUCK":
        return "duckdb"
    return "jsonl" if start.removeprefix(MARK).lstrip()[:1] in {b"{", b"["} else "csv"


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20)


@contextmanager
def opened(name: str, form: str | None, query: str | None) -> Iterator[Source]:
    """Read a table; `-` is standard input, which is laid down in a temporary file so that it may be larger than memory.

    Raises:
        TableError: there is no such file, it is not what it says it is, it is damaged, or a database is asked without a query.
    """
    with TemporaryDirectory(prefix="carelevel-") as folder:
        shown = "<stdin>" if name == "-" else name
        path = _there(name, Path(folder))
        if _start(path).startswith(b"\x1f\x8b"):
            path = _unpacked(path, shown, Path(folder))
        kind = form_of(name, form) if form else ENDINGS.get(path.suffix.lower()) or begins_as(path)
        if path.stat().st_size == 0:
            raise TableError(f"{quoted(shown)} is empty")
        if query is not None and kind not in DATABASES:
            raise TableError(f"a query is for a database, and {quoted(shown)} is {kind}")
        with plainly(shown):
            yield _source(path, shown, kind, query, Path(folder))


def _there(name: str, folder: Path) -> Path:
    """Return the file of a name."""
    if name == "-":
        path = folder / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        return path
    path = Path(name)
    if path.is_dir():
        raise TableError(f"{quoted(name)} is a folder; a table is a file")
    if not path.is_file():
        raise TableError(f"there is no file {quoted(name)}")
    return path


def _unpacked(path: Path, shown: str, folder: Path) -> Path:
    """Return what is packed in a file, with the name that it has there: `people.csv.gz` holds `people.csv`."""
    to = folder / f"unpacked-{path.stem if path.suffix.lower() == '.gz' else path.name}"
    try:
        with gzip.open(path) as packed, to.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TableError(f"{quoted(shown)} is compressed, and cannot be unpacked: it is cut off or damaged") from error
    return to


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn what Polars, what stands before it, and the databases say of a file into one line."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, NarwhalsError, sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise TableError(f"{quoted(name)} cannot be used: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """Return what an error of a library says, as a part of one line."""
    return reason(str(error).strip() or type(error).__name__)


def _source(path: Path, name: str, form: Form, query: str | None, folder: Path) -> Source:
    match form:
        case "csv":
            return _csv(path, name)
        case "parquet":
            refuse_bad_parquet(path, name)
            return Source(pl.scan_parquet(path, glob=False), untyped=False)
        case "jsonl":
            return _json_lines(path, name, folder)
        case "sqlite":
            return _sqlite(path, _needed(query, name))
        case "duckdb":
            return Source(_duckdb(path, name, _needed(query, name), folder), untyped=False)


def _refuse_others(path: Path, name: str) -> None:
    """Refuse what is no text, and begins as other files of tables do."""
    start = _start(path)
    for begin, what in OTHERS.items():
        if start.startswith(begin):
            raise TableError(f"{quoted(name)} is {what}; save the table as CSV in UTF-8")


def _csv(path: Path, name: str) -> Source:
    """Return the rows of a CSV file. Lines that say nothing are nobody."""
    _refuse_others(path, name)
    has_nothing = refuse_bad_csv(path, name)
    # Types are not guessed: one slip in a column of numbers would make text of all of them. What is ragged is nothing but separators.
    frame = pl.scan_csv(path, infer_schema=False, glob=False, truncate_ragged_lines=has_nothing)
    if has_nothing:
        frame = frame.filter(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != ""))
    return Source(frame, untyped=True)


def _json_lines(path: Path, name: str, folder: Path) -> Source:
    """Return the rows of JSON Lines. Numbers in a column that holds a text somewhere are read as text, all of them."""
    _refuse_others(path, name)
    if _start(path).startswith(MARK):
        marked, path = path, folder / "unmarked.jsonl"
        with marked.open("rb") as file, path.open("wb") as to:
            file.seek(len(MARK))
            shutil.copyfileobj(file, to)
    refuse_bad_json_lines(path, name)
    return Source(pl.scan_ndjson(path, infer_schema_length=None), untyped=True)


_QUERY = "SELECT * FROM people"


def _needed(query: str | None, name: str) -> str:
    if query is None:
        raise TableError(f"{quoted(Path(name).name)} is a database, and --query says what to read from it, as in: {_QUERY}")
    return query


def _asked(names: Sequence[str]) -> Sequence[str]:
    """Return the names of the columns that a query finds.

    Raises:
        TableError: it finds no table, or one with two columns of a name.
    """
    if not names:
        raise TableError(f"the query finds no table; it selects columns, as in: {_QUERY}")
    if twice := repeated(names):
        raise TableError(f"the query finds a table in which {stands_twice(twice)}: SELECT a.phq9 AS before, b.phq9 AS after")
    return names


def _sqlite(path: Path, query: str) -> Source:
    """Return the rows of a query. A column in which types are mixed is read as text, as SQLite holds any type in any column."""
    with closing(sqlite3.connect(f"{real_path(path).as_uri()}?mode=ro", uri=True)) as connection:
        cursor = connection.execute(query)
        names = _asked([each[0] for each in cursor.description or ()])
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


def _duckdb(path: Path, name: str, query: str, folder: Path) -> pl.LazyFrame:
    """Return the rows of a query, laid down by DuckDB in a temporary file, so that they may be more than memory holds."""
    duckdb = needs("duckdb")
    to = folder / "query.parquet"
    try:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            found = connection.sql(query)
            _asked(() if found is None else found.columns)
            found.write_parquet(str(to))
    except duckdb.Error as error:
        raise TableError(f"{quoted(name)} cannot be used: {first_line(error)}") from error
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
