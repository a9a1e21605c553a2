"""A data file is data: whatever is stored in a database, its query reads the tables of that file, in bounded work, and nothing is written but the answers."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from carelevel.cli.main import main
from carelevel.cohort import databases, table_files
from carelevel.cohort.plain_text import TableError
from carelevel.cohort.table_files import opened
from carelevel.syntax.limits import MAX_CELL

ENDLESS = "WITH RECURSIVE t(age) AS (SELECT 1 UNION ALL SELECT age + 1 FROM t)"


def made(path: Path, *statements: str) -> Path:
    """Make a database of two people, and whatever else is asked."""
    everything = ("CREATE TABLE people (age INTEGER, suicide_risk VARCHAR)", "INSERT INTO people VALUES (34, 'low'), (50, NULL)", *statements)
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path)) as connection:
            for statement in everything:
                connection.execute(statement).fetchall()
    else:
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            for statement in everything:
                connection.execute(statement)
    return path


def found(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows that a query finds."""
    with opened(str(path), None, query) as source:
        return source.frame.collect().rows()


def refused(path: Path, query: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line with which a query is refused; the file stays as it is, and nothing is written."""
    before = {each: each.read_bytes() for each in path.parent.iterdir()}

    with contextlib.chdir(path.parent):
        code = main(["cohort", path.name, "--query", query, "--out", "answered.csv", "--html", "page.html"])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert {each: each.read_bytes() for each in path.parent.iterdir()} == before
    (line,) = said.err.splitlines()
    return line


@pytest.mark.parametrize(
    "inside",
    [
        "CREATE VIEW seen AS SELECT * FROM read_csv('{other}')",
        "CREATE VIEW seen AS SELECT * FROM '{other}'",
        "CREATE VIEW seen AS SELECT content AS age FROM read_text('{other}')",
        "CREATE VIEW seen AS SELECT file AS age FROM glob('{folder}/*')",
        "CREATE MACRO seen() AS TABLE SELECT * FROM read_csv('{other}')",
    ],
)
def test_what_is_stored_in_a_database_reads_no_other_file(inside: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.csv"
    other.write_text("age\n71\n", encoding="utf-8")
    path = made(tmp_path / "people.duckdb", inside.format(other=other, folder=tmp_path))

    line = refused(path, f"SELECT * FROM seen{'()' if 'MACRO' in inside else ''}", capsys)

    assert line.startswith("`people.duckdb` cannot be used: the query, or a view that it reads, reaches outside the file")
    assert line.endswith("as in: SELECT * FROM people")


@pytest.mark.parametrize("query", ["SELECT * FROM '{other}'", "SELECT * FROM read_csv('{other}')", "SELECT * FROM read_csv('https://example.org/people.csv')"])
def test_a_query_reads_no_other_file(query: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.csv").write_text("age\n71\n", encoding="utf-8")

    line = refused(made(tmp_path / "people.duckdb"), query.format(other=tmp_path / "other.csv"), capsys)

    assert line.startswith("`people.duckdb` cannot be used: ")


def test_no_variable_of_the_program_is_a_table(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="Table with name statements does not exist"):
        found(made(tmp_path / "people.duckdb"), "SELECT * FROM statements")


SETTINGS = {
    "access_mode": "read_only",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def test_duckdb_is_locked_while_it_reads(tmp_path: Path) -> None:
    settings = found(made(tmp_path / "people.duckdb"), f"SELECT name, lower(value) FROM duckdb_settings() WHERE name IN {tuple(SETTINGS)}")

    assert dict(settings) == SETTINGS


@pytest.mark.parametrize("form", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM people; SELECT * FROM people",
        "DELETE FROM people",
        "INSERT INTO people VALUES (1, 'low')",
        "CREATE TABLE more (age INTEGER)",
        "DROP TABLE people",
        "ATTACH 'other.db' AS other",
        "BEGIN",
        "EXPLAIN SELECT * FROM people",
        "/* seen */ -- twice\n explain SELECT * FROM people",
        "PRAGMA table_info('people')",
        "VACUUM",
    ],
)
@pytest.mark.slow
def test_a_query_is_one_select(form: str, query: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(made(tmp_path / f"people.{form}"), query, capsys)

    assert line.startswith(f"`people.{form}` cannot be used: ")
    assert line.endswith("--query is one SELECT over the tables and views of the file, as in: SELECT * FROM people")


@pytest.mark.parametrize(
    "query", ["COPY people TO 'other.csv'", "SET threads = 1", "INSTALL json", "LOAD json", "CALL pragma_version()", "EXPORT DATABASE 'x'"]
)
def test_a_query_of_duckdb_is_no_statement_of_its_own(query: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(made(tmp_path / "people.duckdb"), query, capsys).startswith("`people.duckdb` cannot be used: the query is no SELECT; --query is one SELECT")


@pytest.mark.parametrize("form", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM people",
        "SELECT * FROM people; -- both of them",
        "WITH old AS (SELECT * FROM people) SELECT * FROM old",
        "SELECT * FROM seen",
        "VALUES (34, 'low'), (50, NULL)",
        "SELECT age, max(suicide_risk) FROM people GROUP BY age ORDER BY age",
    ],
)
def test_a_select_of_any_kind_is_read(form: str, query: str, tmp_path: Path) -> None:
    path = made(tmp_path / f"people.{form}", "CREATE VIEW seen AS SELECT age, lower(upper(suicide_risk)) AS suicide_risk FROM people")

    assert found(path, query) == [(34, "low"), (50, None)]


@pytest.mark.parametrize("form", ["duckdb", "sqlite"])
@pytest.mark.parametrize("query", ["SELECT * FROM endless", "SELECT count(*) AS age FROM endless", "SELECT max(age) AS age FROM endless ORDER BY 1"])
def test_a_view_without_an_end_is_refused(form: str, query: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "STEPS", 1_000_000)
    path = made(tmp_path / f"people.{form}", f"CREATE VIEW endless AS {ENDLESS} SELECT age FROM t")

    line = refused(path, query, capsys)

    says = "calls itself (WITH RECURSIVE), and may never end" if form == "duckdb" else "takes more than 1,"
    assert line.startswith(f"`people.{form}` cannot be used: the query, or a view that it reads, {says}")


LONG = "SELECT sum(one.range * other.range) AS age FROM range(10000000) AS one, range(10000000) AS other"
"""A query of DuckDB that does not call itself, and would take hours."""


@pytest.mark.parametrize("patience", [1 / 600, 1 / 60])
def test_a_query_of_duckdb_that_takes_too_long_is_given_up(
    patience: float, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "MINUTES", patience)
    path = made(tmp_path / "people.duckdb", f"CREATE VIEW long AS {LONG}")

    line = refused(path, "SELECT * FROM long", capsys)

    told = f"takes more than {patience:g} minutes; store its result in a table first, or allow more minutes with --patience"
    assert line == f"`people.duckdb` cannot be used: the query, or a view that it reads, {told}"


def test_what_a_query_of_duckdb_finds_does_not_depend_on_the_patience(tmp_path: Path) -> None:
    path = made(tmp_path / "people.duckdb")

    with opened(str(path), None, "SELECT * FROM people", 1000) as source:
        assert source.frame.collect().rows() == found(path, "SELECT * FROM people") == [(34, "low"), (50, None)]


@pytest.mark.parametrize(("name", "query"), [("people.sqlite", ["--query", "SELECT * FROM people"]), ("people.csv", [])])
def test_patience_is_for_duckdb_alone(name: str, query: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path / "people.sqlite")
    (tmp_path / "people.csv").write_text("age\n34\n", "utf-8")

    with contextlib.chdir(tmp_path):
        code = main(["cohort", name, "--patience", "2", *query])

    assert code == 2
    assert capsys.readouterr().err == f"--patience is for a query of DuckDB, and `{name}` is {name.removeprefix('people.')}\n"


@pytest.mark.parametrize("minutes", ["0", "-1", "1001", "ten", "1.5"])
def test_patience_is_a_whole_number_of_minutes(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cohort", "people.duckdb", "--query", "SELECT 1", f"--patience={minutes}"]) == 2
    assert f"`{minutes}` is not a whole number from 1 to 1000" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
@pytest.mark.slow
def test_a_query_of_duckdb_is_ended_by_a_signal_at_once(number: int, code: int, tmp_path: Path) -> None:
    path = made(tmp_path / "people.duckdb")
    (tmp_path / "folders").mkdir()
    words = [sys.executable, "-m", "carelevel", "cohort", path.name, "--query", LONG]
    surroundings = {**os.environ, "TMPDIR": str(tmp_path / "folders")}

    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings) as command:
        # The folder for what is found is made just before the query begins.
        until(lambda: any((tmp_path / "folders").glob("carelevel-*")))
        time.sleep(1)
        command.send_signal(number)
        began = time.monotonic()
        said = command.communicate(timeout=60)
        took = time.monotonic() - began

    assert (command.returncode, said) == (code, (b"", b""))
    assert took < 20
    assert list((tmp_path / "folders").iterdir()) == []


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something, but not for ever."""
    late = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < late
        time.sleep(0.05)


def test_what_ends_may_call_itself_in_sqlite(tmp_path: Path) -> None:
    assert found(made(tmp_path / "people.sqlite"), f"{ENDLESS} SELECT age FROM t LIMIT 3") == [(1,), (2,), (3,)]


def test_steps_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "STEPS", 10_000)
    path = made(tmp_path / "people.sqlite", f"INSERT INTO people {ENDLESS} SELECT age, 'low' FROM t LIMIT 100000")

    assert found(path, "SELECT count(*) FROM people ORDER BY 1") == [(100_002,)]


def test_what_a_query_finds_has_an_end(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "FOUND_BYTES", 100_000)

    line = refused(made(tmp_path / "people.sqlite"), f"{ENDLESS} SELECT age, printf('%.1000c', '*') AS note FROM t LIMIT 10000", capsys)

    assert line.startswith("`people.sqlite` cannot be used: the query, or a view that it reads, finds more than 1")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT load_extension('x') AS age", "does more than read"),
        ("SELECT * FROM pragma_table_info('people')", "does more than read"),
        ("SELECT * FROM notes", "does more than read"),
        # Which of its guards comes first depends on the version of SQLite.
        ("SELECT * FROM noted", "unsafe use of virtual table|does more than read"),
        ("SELECT hex(zeroblob(2000000)) AS age", "string or blob too big"),
        ("SELECT age FROM people WHERE suicide_risk LIKE printf('%.2000c', '*')", "LIKE or GLOB pattern too complex"),
        ("SELECT ? AS age", "incorrect number of bindings supplied"),
    ],
)
def test_what_sqlite_may_not_do_is_refused(query: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "people.sqlite", "CREATE VIRTUAL TABLE notes USING fts5(note)", "CREATE VIEW noted AS SELECT * FROM notes")

    line = refused(path, query, capsys)

    assert line.startswith("`people.sqlite` cannot be used: ")
    assert re.search(why, line)


def test_functions_that_return_a_table_are_allowed_where_the_file_has_no_virtual_ones(tmp_path: Path) -> None:
    assert found(made(tmp_path / "people.sqlite"), "SELECT value FROM json_each('[34, 50]')") == [(34,), (50,)]


# Files that SQLite would put beside a database


def logged(path: Path) -> sqlite3.Connection:
    """Return a connection to a database with a write-ahead log; its file is whole once the connection is closed."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


def test_a_database_with_a_log_is_read_and_nothing_appears_next_to_it(tmp_path: Path) -> None:
    path = made(tmp_path / "people.sqlite")
    logged(path).close()

    assert found(path, "SELECT age FROM people") == [(34,), (50,)]
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_in_the_log_of_an_open_database_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "people.sqlite")
    with contextlib.closing(logged(path)) as connection:
        connection.execute("INSERT INTO people VALUES (12, 'high')")
        connection.commit()
        before = sorted(tmp_path.iterdir())

        assert found(path, "SELECT age FROM people") == [(34,), (50,), (12,)]
        assert sorted(tmp_path.iterdir()) == before


def test_a_log_that_was_left_behind_is_read_from_a_copy(tmp_path: Path) -> None:
    path, left = made(tmp_path / "people.sqlite"), tmp_path / "left"
    left.mkdir()
    with contextlib.closing(logged(path)) as connection:
        connection.execute("INSERT INTO people VALUES (12, 'high')")
        connection.commit()
        for each in ("people.sqlite", "people.sqlite-wal"):
            (left / each).write_bytes((tmp_path / each).read_bytes())

    assert found(left / path.name, "SELECT age FROM people") == [(34,), (50,), (12,)]
    assert sorted(each.name for each in left.iterdir()) == ["people.sqlite", "people.sqlite-wal"]


def test_a_database_with_a_log_that_changes_meanwhile_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "people.sqlite")
    logged(path).close()
    pages = databases._pages

    def changed(*given: object) -> object:
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO people VALUES (12, 'high')")
        return pages(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(databases, "_pages", changed)

    with pytest.raises(TableError, match="it was written while it was read; try again"):
        found(path, "SELECT age FROM people")


# What is found


KINDS: dict[str, tuple[str, pl.DataType, object]] = {
    "a large whole number": ("sum(3)", pl.Float64(), 3.0),
    "a word of a list": ("'low'::ENUM('low', 'high')", pl.String(), "low"),
    "an identifier": ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID", pl.String(), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "a span of time": ("INTERVAL 3 DAY", pl.String(), "3 days"),
    "bits": ("'101'::BIT", pl.String(), "101"),
    "one of several": ("union_value(a := 3)", pl.String(), "3"),
    "JSON": ("'[3]'::JSON", pl.String(), "[3]"),
    "a list of numbers": ("[3]", pl.List(pl.Int32), [3]),
    "a list of so many": ("[3]::INTEGER[1]", pl.List(pl.Int32), [3]),
    "a list of words of a list": ("['low'::ENUM('low', 'high')]", pl.List(pl.String), ["low"]),
    "a truth": ("true", pl.Boolean(), True),
}


@pytest.mark.parametrize(("value", "dtype", "read"), KINDS.values(), ids=KINDS)
def test_columns_of_every_kind_are_read(value: str, dtype: pl.DataType, read: object, tmp_path: Path) -> None:
    path = made(tmp_path / "people.duckdb")

    with opened(str(path), None, f'SELECT {value} AS "a ""kind"""') as source:
        frame = source.frame.collect()

    assert frame.schema == {'a "kind"': dtype}
    assert frame.rows() == [(read,)]


def test_rows_of_duckdb_stay_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "AT_ONCE", 7)

    assert found(made(tmp_path / "people.duckdb"), "SELECT range AS age FROM range(50)") == [(age,) for age in range(50)]


def test_no_macro_of_a_database_is_taken_for_a_function_that_counts_what_was_found(tmp_path: Path) -> None:
    macros = [f"CREATE MACRO {called}(x) AS 0" for called in ("count", "max", "length")]
    path = made(tmp_path / "people.duckdb", *macros)

    assert len(found(path, "SELECT * FROM people")) == 2
    with pytest.raises(TableError, match="a cell of `note` has more than"):
        found(path, f"SELECT repeat('x', {MAX_CELL + 1}) AS note FROM people")


# Cells


def _csv(path: Path, cell: str) -> None:
    path.write_text(f'age,note\n34,"{cell}"\n', encoding="utf-8")


def _json_lines(path: Path, cell: str) -> None:
    path.write_text(f'{{"age": 34, "note": "{cell}"}}\n', encoding="utf-8")


def _parquet(path: Path, cell: str) -> None:
    pl.DataFrame({"age": [34], "note": [cell]}).write_parquet(path)


def _parquet_of_lists(path: Path, cell: str) -> None:
    pl.DataFrame({"age": [34], "note": [[cell[:9], cell[9:]]]}).write_parquet(path)


def _parquet_of_bytes(path: Path, cell: str) -> None:
    pl.DataFrame({"age": [34], "note": [b"*" * len(cell)]}).write_parquet(path)


def _database(path: Path, cell: str) -> None:
    made(path, "CREATE TABLE noted (age INTEGER, note VARCHAR)", f"INSERT INTO noted VALUES (34, '{cell}')")


WRITERS: dict[str, tuple[Callable[[Path, str], None], str]] = {
    "people.csv": (_csv, "people.csv:2: cell 2 has"),
    "people.jsonl": (_json_lines, "people.jsonl:1: `note` has"),
    "people.parquet": (_parquet, "`people.parquet` cannot be used: a cell of `note` has"),
    "lists.parquet": (_parquet_of_lists, "`lists.parquet` cannot be used: a cell of `note` has"),
    "bytes.parquet": (_parquet_of_bytes, "`bytes.parquet` cannot be used: a cell of `note` has"),
    "people.sqlite": (_database, "`people.sqlite` cannot be used: `note` in row 1 of what the query finds has"),
    "people.duckdb": (_database, "`people.duckdb` cannot be used: a cell of `note` has"),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.slow
def test_a_cell_has_only_so_many_characters(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write, begins = WRITERS[name]
    query = ["--query", "SELECT * FROM noted"] if write is _database else []
    (tmp_path / "at").mkdir()
    (tmp_path / "over").mkdir()
    write(tmp_path / "at" / name, "é" * MAX_CELL)
    write(tmp_path / "over" / name, "é" * (MAX_CELL + 1))

    with contextlib.chdir(tmp_path / "at"):
        assert main(["cohort", name, *query]) == 0
    capsys.readouterr()
    with contextlib.chdir(tmp_path / "over"):
        assert main(["cohort", name, *query, "--out", "answered.csv"]) == 2

    assert capsys.readouterr().err == f"{begins} more than 100,000 characters, the most that a cell may have\n"
    assert [each.name for each in (tmp_path / "over").iterdir()] == [name]


@pytest.mark.parametrize("name", ["people.csv", "people.jsonl"])
def test_a_row_has_only_so_many_bytes(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carelevel.cohort.plain_text.LONGEST_ROW", 40)
    row = "1,2\n" if name == "people.csv" else '{"age": 34}\n'
    (tmp_path / name).write_text(("age,weeks\n" if name == "people.csv" else row) + row + row.replace("1", "1" * 40).replace("34", "3" * 40), encoding="utf-8")

    with contextlib.chdir(tmp_path):
        assert main(["cohort", name]) == 2

    assert capsys.readouterr().err == f"{name}:3: a line of more than 40 bytes, the most that a row may have\n"


def test_a_heading_is_a_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text(f"age,{'x' * (MAX_CELL + 1)}\n34,1\n", encoding="utf-8")

    with contextlib.chdir(tmp_path):
        assert main(["cohort", "people.csv"]) == 2

    assert capsys.readouterr().err.startswith("people.csv:1: cell 2 has more than 100,000 characters")
