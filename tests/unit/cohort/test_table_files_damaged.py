"""Files that are no tables, or damaged ones: each ends in one line that says file and place, and what stood where the answers go stays as it was."""

import contextlib
import gzip
import sqlite3
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.cli.main import main
from carelevel.cohort import level_pairs
from carelevel.cohort.plain_text import TableError, refuse_bad_csv
from carelevel.cohort.table_files import opened
from carelevel.model.problems import CarelevelError
from tests.profiles import examples

GOOD = b"age,suicide_risk\n34,low\n50,imminent\n"
QUERY = "SELECT * FROM people"


def made(path: Path) -> None:
    """Write a small table in the form that the name says."""
    frame = pl.DataFrame({"age": [34, 50, None], "suicide_risk": ["low", None, "imminent"], "note": ['a, "b"', "é\nü", None]})
    match path.suffix:
        case ".csv":
            frame.write_csv(path)
        case ".parquet":
            frame.write_parquet(path)
        case ".jsonl":
            frame.write_ndjson(path)
        case ".duckdb":
            with duckdb.connect(str(path)) as connection:
                connection.from_arrow(frame.to_arrow()).create("people")
        case _:
            connection = sqlite3.connect(path)
            connection.execute("CREATE TABLE people (age, suicide_risk, note)")
            connection.executemany("INSERT INTO people VALUES (?, ?, ?)", frame.rows())
            connection.commit()
            connection.close()


def refused(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one line with which the command refuses a table; nothing is written, and what stands there stays."""
    out = path.parent / "answered.csv"
    out.write_bytes(b"kept")
    before = sorted(path.parent.iterdir())

    with contextlib.chdir(path.parent):
        code = main(["cohort", path.name, "--out", out.name, *words])

    said = capsys.readouterr()
    assert code == 2
    assert out.read_bytes() == b"kept"
    assert sorted(path.parent.iterdir()) == before
    assert said.out == ""
    (line,) = [line for line in said.err.splitlines() if not line.startswith("  hint: ")]
    return line


CSV = {
    "a column that stands twice": (b"age,suicide_risk,age\n34,low,50\n", "people.csv:1: more than one column is called `age`"),
    "a column that stands twice, once in quotation marks": (b'age,"age"\n34,50\n', "people.csv:1: more than one column is called `age`"),
    "more cells than headings": (GOOD + b"12,low,none\n", "people.csv:4: 3 cells, and the table has 2 headings"),
    "fewer cells than headings": (GOOD + b"12\n", "people.csv:4: 1 cell, and the table has 2 headings"),
    "another encoding": (GOOD.replace(b"imminent", b"imminent\xe9"), "people.csv:3: the byte 0xe9 is no UTF-8"),
    "another encoding in a heading": (b"age,caf\xe9\n34,1\n", "people.csv:1: the byte 0xe9 is no UTF-8"),
    "another encoding in a cell of two lines": (b'age,note\n34,"a\nb\xe9"\n', "people.csv:3: the byte 0xe9 is no UTF-8"),
    "UTF-16 with a byte order mark": (GOOD.decode().encode("utf-16"), "people.csv:1: a zero byte, which no text has; a table in UTF-16 is saved as UTF-8"),
    "UTF-16 without one": (GOOD.decode().encode("utf-16-le"), "people.csv:1: a zero byte"),
    "a zero byte": (GOOD.replace(b"imminent", b"immi\0ent"), "people.csv:3: a zero byte"),
    "carriage returns": (GOOD.replace(b"\n", b"\r"), "people.csv:1: a carriage return without a line feed"),
    "one carriage return": (GOOD.replace(b"34,low\n", b"34,low\r"), "people.csv:2: a carriage return without a line feed"),
    "a quotation mark that stays open": (GOOD + b'12,"low\n13,low\n', "people.csv:4: a quotation mark is opened here and not closed"),
    "a quotation mark inside a cell": (GOOD + b'12,the "low" one\n', "people.csv:4: a quotation mark inside cell 2"),
    "text behind a quotation mark": (GOOD + b'"12"3,low\n', "people.csv:4: a quotation mark inside cell 1"),
    "no headings": (b"\n34,low\n", "people.csv:1: the first line has no headings"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "people.csv:1: the first line has no headings"),
    "nothing": (b"", "`people.csv` is empty"),
    "a workbook": (b"PK\x03\x04 and more", "`people.csv` is a workbook or another archive"),
    "a compressed file that is cut off": (gzip.compress(GOOD, mtime=0)[:-9], "`people.csv` is compressed, and cannot be unpacked"),
}
JSON_LINES = {
    "a key that stands twice": (b'{"age": 34}\n{"age": 50, "age": 12}\n', "people.jsonl:2: the key `age` occurs twice in one object"),
    "a key that stands twice, once escaped": (b'{"age": 50, "\\u0061ge": 12}\n', "people.jsonl:1: the key `age` occurs twice"),
    "a key that stands twice further inside": (b'{"age": 50, "more": [{"a": {"b": 1, "b": 2}}]}\n', "people.jsonl:1: the key `b` occurs twice"),
    "a broken line": (b'{"age": 34}\n{"age": 50\n', "people.jsonl:2: no JSON: expecting ',' delimiter, at character"),
    "two objects in a line": (b'{"age": 34}{"age": 50}\n', "people.jsonl:1: no JSON: extra data, at character 12"),
    "a list at the top": (b"[34]\n", "people.jsonl:1: each line is one object"),
    "a file that is one list": (b'[\n  {"age": 34}\n]\n', "people.jsonl:1: each line is one object"),
    "a number at the top": (b"34\n", "people.jsonl:1: each line is one object"),
    "no number": (b'{"age": NaN}\n', "people.jsonl:1: no number that can be read: NaN is no number of JSON"),
    "a number without an end": (b'{"age": ' + b"1" * 5_000 + b"}\n", "people.jsonl:1: no number that can be read: "),
    "half a character": (b'{"age": 34, "note": "\\ud800"}\n', "people.jsonl:1: half a character"),
    "lists without an end": (b'{"age": ' + b"[" * 200_000 + b"\n", "people.jsonl:1: lists and objects inside each other"),
    "another encoding": (b'{"age": 34}\n{"note": "\xe9"}\n', "people.jsonl:2: the byte 0xe9 is no UTF-8"),
    "UTF-16": ('{"age": 34}\n'.encode("utf-16"), "people.jsonl:1: a zero byte"),
    "carriage returns": (b'{"age": 34}\r{"age": 50}\r', "people.jsonl:1: no JSON: extra data"),
    "objects and lists in one column": (b'{"age": 34, "x": {"a": 1}}\n{"age": 34, "x": [1]}\n', "`people.jsonl` cannot be used: "),
}


@pytest.mark.parametrize(("content", "message"), CSV.values(), ids=CSV)
def test_a_bad_csv_file_is_refused_in_a_line(content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)

    assert refused(path, capsys).startswith(message)


@pytest.mark.parametrize(("content", "message"), JSON_LINES.values(), ids=JSON_LINES)
def test_a_bad_file_of_json_lines_is_refused_in_a_line(content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(content)

    assert refused(path, capsys).startswith(message)


@pytest.mark.parametrize("form", ["parquet", "sqlite", "duckdb"])
@pytest.mark.parametrize("damage", ["text", "half", "another form"])
@pytest.mark.slow
def test_a_file_that_is_not_what_it_says_is_refused_in_a_line(form: str, damage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"people.{form}"
    made(path)
    whole = path.read_bytes()
    path.write_bytes({"text": GOOD, "half": whole[: len(whole) // 2], "another form": gzip.compress(GOOD, mtime=0)}[damage])

    assert refused(path, capsys, *([] if form == "parquet" else ["--query", QUERY])).startswith(f"`people.{form}` cannot be used: ")


def test_two_fields_of_a_name_in_a_parquet_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table([[34], [50]], names=["age", "age"]), path)

    assert refused(path, capsys) == "`people.parquet` cannot be used: column with name 'age' has more than one occurrence"


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * FROM persons", "`people.{form}` cannot be used: "),
        ("SELEC age FROM people", "`people.{form}` cannot be used: "),
        ("SELECT age, 3 AS age FROM people", "the query returns a table in which more than one column is called `age`"),
        ("", "the query returns no table"),
        ("DELETE FROM people", "`people.{form}` cannot be used: "),
    ],
)
def test_a_query_that_finds_no_table_is_refused(form: str, query: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"people.{form}"
    made(path)
    before = path.read_bytes()

    assert refused(path, capsys, "--query", query).startswith(message.format(form=form))
    assert path.read_bytes() == before


def test_a_folder_is_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.mkdir()

    assert refused(path, capsys) == f"`{path}` is a folder; a table is a file".replace(f"{tmp_path}/", "")


def test_a_folder_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(GOOD)

    assert main(["cohort", str(path), "--out", str(tmp_path), "--out-format", "csv"]) == 2

    assert "is a folder; a table is written to a file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"age,suicide_risk\n34,low\n\n\n12,\n", 2),
        (b'age,suicide_risk\n,\n34,low\n,,,\n \n""," "\n', 1),
        (b"age\n34\n\n50\n", 2),
        (b"age,suicide_risk\r\n34,low\r\n\r\n", 1),
        (b"age,suicide_risk\n", 0),
        (b"age,suicide_risk", 0),
        (b'\xef\xbb\xbfage,"suicide_risk"\n34,low', 1),
        (b'note,age\n"two\nlines, ""both"" of one\r cell",34\n', 1),
        (b"age,,\n34,,\n", 1),
        (gzip.compress(GOOD, mtime=0), 2),
    ],
)
@pytest.mark.slow
def test_lines_that_say_nothing_are_nobody(content: bytes, rows: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "people.csv", tmp_path / "answered.csv"
    path.write_bytes(content)

    assert main(["cohort", str(path), "--out", str(out)]) == 0

    assert capsys.readouterr().out.startswith(f"{rows} row")
    assert pl.read_csv(out).height == rows


@pytest.mark.parametrize("name", ["people.jsonl", "people.jsonl.gz", "people.json", "people"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_json_lines_are_known_by_their_first_letter(name: str, mark: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, content = tmp_path / name, mark + b'{"age": 34}\r\n\r\n{"age": 50, "note": {"a": [1]}}'
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)

    assert main(["cohort", str(path)]) == 0

    assert capsys.readouterr().out.startswith("2 rows")


def test_a_page_that_has_nowhere_to_go_keeps_the_table_from_being_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(GOOD)

    assert refused(path, capsys, "--html", str(tmp_path / "nowhere" / "page.html")).startswith("there is no folder")


def test_a_database_that_cannot_be_written_is_not_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SQLite does not tell capitals from small letters."""
    path, out = tmp_path / "people.csv", tmp_path / "answered.sqlite"
    path.write_bytes(b"age,note,Note\n34,a,b\n")

    assert main(["cohort", str(path), "--out", str(out)]) == 2

    assert "`answered.sqlite` cannot be used: duplicate column name" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def test_from_python_the_same_is_refused(tmp_path: Path, adult: CriteriaSet) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"age,age\n34,50\n")

    with pytest.raises(CarelevelError, match="more than one column is called `age`"):
        level_pairs(path, adult, adult)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


def _written(cell: str, *, is_quoted: bool) -> str:
    return '"' + cell.replace('"', '""') + '"' if is_quoted or set(cell) & set('",\r\n') else cell


@given(
    rows=st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(st.tuples(CELLS, st.booleans()), min_size=n, max_size=n), min_size=1, max_size=5)),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[[('a\n"', True), ("", False)]], end="\n")
def test_what_passes_is_read_cell_by_cell_as_it_was_written(rows: list[list[tuple[str, bool]]], end: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The look at a file and the reader of tables have one idea of what a row is."""
    path = tmp_path_factory.getbasetemp() / "written.csv"
    heads = ",".join(f"c{i}" for i in range(len(rows[0])))
    path.write_bytes(end.join([heads, *(",".join(_written(cell, is_quoted=marks) for cell, marks in row) for row in rows), ""]).encode())

    says_nothing = refuse_bad_csv(path, "written.csv")

    found = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=says_nothing).collect().rows()
    assert [[cell or "" for cell in row] for row in found] == [[cell for cell, _ in row] for row in rows]


def _split(text: str) -> list[list[str]] | None:
    """Return the cells of a CSV file, letter by letter, or None where a quotation mark or a carriage return stands where none can."""
    rows: list[list[str]] = [[]]
    cell, state = "", "start"
    for i, letter in enumerate(text):
        if state == "marks":
            cell, state = (cell, "closing") if letter == '"' else (cell + letter, state)
        elif state == "closing" and letter == '"':
            cell, state = cell + '"', "marks"
        elif letter == '"':
            if state != "start":
                return None
            state = "marks"
        elif letter in ",\n":
            rows[-1].append(cell)
            rows += [[]] if letter == "\n" else []
            cell, state = "", "start"
        elif letter == "\r":
            if text[i + 1 : i + 2] not in {"\n", ""}:
                return None
        elif state == "closing":
            return None
        else:
            cell, state = cell + letter, "text"
    if state == "marks":
        return None
    return [*rows[:-1], [*rows[-1], cell]] if rows[-1] or cell or state != "start" else rows[:-1]


@given(text=st.text('a,"\r\né ', max_size=14))
@example(text='","')
@example(text='""""\n,')
@example(text='"a",\n')
@example(text='"a"\n"b"\r\n')
def test_what_is_refused_is_what_has_more_than_one_meaning(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(f"x,y\n{text}".encode())
    rows = _split(text)
    people = [row for row in rows or () if any(cell.strip() for cell in row)]

    try:
        refuse_bad_csv(path, "any.csv")
    except TableError:
        assert rows is None or any(len(row) != 2 for row in rows if set("".join(row)) - set(" "))
    else:
        assert rows is not None
        with opened(str(path), "csv", None) as source:
            found = source.frame.collect().rows()
        assert [[(cell or "").strip() for cell in row] for row in found] == [[cell.strip() for cell in row] for row in people]


def _damaged(whole: bytes, chance: Random) -> bytes:
    """Return bytes with a few of them changed, put in, left out, or cut off at the end."""
    found = bytearray(whole)
    # Databases are mostly empty pages, where nothing can be damaged.
    places = [i for i, byte in enumerate(whole) if byte]
    for _ in range(chance.randint(1, 4)):
        at, byte = min(chance.choice(places), len(found) - 1), chance.choice([*b'\0\r\n",:{}[]\\\xff', chance.randrange(256)])
        match chance.choice(["change", "change", "put in", "leave out", "cut", "twice"]):
            case "change":
                found[at] = byte
            case "put in":
                found.insert(at, byte)
            case "leave out" if len(found) > 1:
                del found[at]
            case "cut":
                del found[max(at, 1) :]
            case _:
                found[at:at] = found[at : at + 20]
    return bytes(found)


TRIES = {form: examples(count) for form, count in {"csv": 8, "jsonl": 8, "sqlite": 8, "duckdb": 6, "parquet": 2}.items()}
"""A Parquet file is read in a process of its own, which takes a second to begin."""


@pytest.mark.parametrize(("form", "tries"), TRIES.items())
@pytest.mark.slow
def test_damage_ends_in_an_answer_or_in_one_message(form: str, tries: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / f"people.{form}", tmp_path / "answered.parquet"
    made(path)
    whole = path.read_bytes()
    words = [str(path), "--out", str(out), *(["--query", QUERY] if form in {"sqlite", "duckdb"} else [])]
    codes = set()
    for seed in range(tries):
        path.write_bytes(_damaged(whole, Random(f"{form} {seed}")))
        out.write_bytes(b"kept")

        code = main(["cohort", *words])

        said = capsys.readouterr()
        codes.add(code)
        assert code == (0 if said.out else 2), seed
        assert (out.read_bytes() == b"kept") == (code == 2), seed
        assert "Traceback" not in said.err, seed
        assert sorted(tmp_path.iterdir()) == [out, path], seed
        assert code == 0 or said.err, seed
    assert 2 in codes


def test_a_parquet_file_that_ends_its_reader_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library does to its own process cannot be caught there."""
    from carelevel.cohort import trying

    path = tmp_path / "people.parquet"
    made(path)
    monkeypatch.setattr(trying, "_READ", "import os\nos.abort()")

    assert refused(path, capsys) == "`people.parquet` cannot be used: it is damaged, or is no Parquet file"
