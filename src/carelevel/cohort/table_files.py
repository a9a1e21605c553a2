"""Tables in files, read as a stream: CSV, Parquet, JSON Lines, and the databases DuckDB and SQLite."""

import gzip
import shutil
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import polars as pl
from narwhals.exceptions import NarwhalsError

from carelevel.cohort.databases import MINUTES, from_duckdb, from_sqlite, needed
from carelevel.cohort.plain_text import MARK, TableError, refuse_bad_csv, refuse_bad_json_lines
from carelevel.cohort.trying import first_line, refuse_bad_parquet
from carelevel.model.frozen import record
from carelevel.model.problems import quoted

TableFormat = Literal["csv", "parquet", "jsonl", "duckdb", "sqlite"]

ENDINGS: dict[str, TableFormat] = {
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
FORMS: tuple[TableFormat, ...] = ("csv", "parquet", "jsonl", "duckdb", "sqlite")
DATABASES = ("duckdb", "sqlite")


@record
class TableRows:
    """A table that is read as a stream.

    Attributes:
        frame: its rows.
        untyped: whether its text may be numbers and truth values.
    """

    frame: pl.LazyFrame
    untyped: bool


def form_of(name: str, said: str | None = None) -> TableFormat:
    """Return the format of a table: the one given, or the one that the ending of its name means."""
    if said is not None:
        return next(form for form in FORMS if form == said)
    ending = Path(name).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    raise TableError(f"{quoted(name)} has an ending that names no format; name it with --input-format or --out-format, one of {', '.join(FORMS)}")


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
"""The first bytes of files that are often mistaken for tables of text."""


def begins_as(path: Path) -> TableFormat:
    """Return the format of a file by its first bytes."""
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
def opened(name: str, form: str | None, query: str | None, patience: float | None = None) -> Iterator[TableRows]:
    """Read a table; `-` is standard input, which is stored in a temporary file so that it may be larger than memory.

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
        if patience is not None and kind != "duckdb":
            raise TableError(f"--patience is for a query of DuckDB, and {quoted(shown)} is {kind}")
        with plainly(shown):
            yield _source(path, shown, kind, (query, MINUTES if patience is None else patience), Path(folder))


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
    """Return the unpacked file under its own name: `people.csv.gz` contains `people.csv`."""
    to = folder / f"unpacked-{path.stem if path.suffix.lower() == '.gz' else path.name}"
    try:
        with gzip.open(path) as packed, to.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TableError(f"{quoted(shown)} is compressed, and cannot be unpacked: it is cut off or damaged") from error
    return to


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn errors of Polars, Narwhals and the databases about a file into one line."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, NarwhalsError, sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise TableError(f"{quoted(name)} cannot be used: {first_line(error)}") from error


def _source(path: Path, name: str, form: TableFormat, asked: tuple[str | None, float], folder: Path) -> TableRows:
    """Return the rows of a table; `asked` is the query for a database, and the minutes that DuckDB may take for it."""
    query, minutes = asked
    match form:
        case "csv":
            return _csv(path, name)
        case "parquet":
            refuse_bad_parquet(path, name)
            return TableRows(pl.scan_parquet(path, glob=False), untyped=False)
        case "jsonl":
            return _json_lines(path, name, folder)
        case "sqlite":
            return TableRows(from_sqlite(path, name, needed(query, name), folder), untyped=True)
        case "duckdb":
            return TableRows(from_duckdb(path, name, needed(query, name), folder, minutes), untyped=False)


def _refuse_others(path: Path, name: str) -> None:
    """Refuse a file that begins like a known format that is not text."""
    start = _start(path)
    for begin, what in OTHERS.items():
        if start.startswith(begin):
            raise TableError(f"{quoted(name)} is {what}; save the table as CSV in UTF-8")


def _csv(path: Path, name: str) -> TableRows:
    """Return the rows of a CSV file. Empty lines are ignored."""
    _refuse_others(path, name)
    has_nothing = refuse_bad_csv(path, name)
    # Types are not guessed: one typing error in a column of numbers would turn all of them into text. Ragged lines have only separators.
    frame = pl.scan_csv(path, infer_schema=False, glob=False, truncate_ragged_lines=has_nothing)
    if has_nothing:
        frame = frame.filter(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != ""))
    return TableRows(frame, untyped=True)


def _json_lines(path: Path, name: str, folder: Path) -> TableRows:
    """Return the rows of JSON Lines. If a column has a text in any row, all its numbers are read as text."""
    _refuse_others(path, name)
    if _start(path).startswith(MARK):
        marked, path = path, folder / "unmarked.jsonl"
        with marked.open("rb") as file, path.open("wb") as to:
            file.seek(len(MARK))
            shutil.copyfileobj(file, to)
    refuse_bad_json_lines(path, name)
    return TableRows(pl.scan_ndjson(path, infer_schema_length=None), untyped=True)
