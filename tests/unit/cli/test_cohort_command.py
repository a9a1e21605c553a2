"""`carelevel cohort`: tables in every form, what is written, what is said, and what is refused."""

import json
import os
import pty
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from carelevel.api import CriteriaSet, load
from carelevel.cli.main import main
from carelevel.cohort import level_pairs
from carelevel.cohort import summary as summaries
from tests.docs.pages import ROOT

PEOPLE = {
    "patient": ["a", "b", "c", "d"],
    "age": [34, 50, 12, 40],
    "suicide_risk": ["imminent", None, None, "low"],
    "symptom_severity": ["severe", "severe", None, "none"],
    "weekly_therapy": ["not_enough", "not_enough", None, "helping"],
}
COUNTED = {"rows": 4, "settled": 1, "not_for": 1, "impossible": 0}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    pl.DataFrame(PEOPLE).write_csv(path)
    return path


def said(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert main(["cohort", *map(str, words), "--format", "json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def written(tmp_path: Path, form: str) -> list[str]:
    """Write the people in a form, and return the words that name it."""
    path, frame = tmp_path / f"people.{form}", pl.DataFrame(PEOPLE)
    query = ["--query", "SELECT * FROM people"]
    match form:
        case "csv":
            frame.write_csv(path)
        case "parquet":
            frame.write_parquet(path)
        case "jsonl":
            frame.write_ndjson(path)
        case "duckdb":
            with duckdb.connect(str(path)) as connection:
                connection.from_arrow(frame.to_arrow()).create("people")
            return [str(path), *query]
        case _:
            connection = sqlite3.connect(path)
            connection.execute(f"CREATE TABLE people ({', '.join(PEOPLE)})")
            connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", frame.rows())
            connection.commit()
            connection.close()
            return [str(path), *query]
    return [str(path)]


def read(path: Path) -> list[tuple[Any, ...]]:
    """Return who is at which lowest level, from a table in any form."""
    match path.suffix:
        case ".csv":
            rows = pl.read_csv(path).select("patient", "lowest").rows()
        case ".parquet":
            rows = pl.read_parquet(path).select("patient", "lowest").rows()
        case ".jsonl":
            rows = pl.read_ndjson(path).select("patient", "lowest").rows()
        case ".duckdb":
            with duckdb.connect(str(path)) as connection:
                rows = connection.execute("SELECT patient, lowest FROM cohort").fetchall()
        case _:
            connection = sqlite3.connect(path)
            rows = connection.execute("SELECT patient, lowest FROM cohort").fetchall()
            connection.close()
    return list(rows)


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "duckdb", "sqlite"])
def test_a_table_in_any_form_is_read_and_written(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"answered.{form}"

    found = said(capsys, *written(tmp_path, form), "--out", out)

    assert {name: found[name] for name in COUNTED} == COUNTED
    assert read(out) == [("a", "inpatient"), ("b", "iop"), ("c", None), ("d", "outpatient")]


def test_the_summary_counts_what_there_is(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, people)

    assert found["levels"] == {"outpatient": 0, "iop": 0, "residential": 0, "inpatient": 1}
    assert {(each["lowest"], each["highest"]): each["rows"] for each in found["ranges"]} == {
        ("inpatient", "inpatient"): 1,
        ("iop", "inpatient"): 1,
        ("outpatient", "inpatient"): 1,
    }
    assert found["by_criterion"]["imminent-suicide-risk"] == {"met": 1, "open": 2, "decided": 1}
    assert found["by_criterion"]["weekly-therapy-not-enough"]["met"] == 2
    assert found["missing"]["looked_at"] == 2
    assert found["missing"]["rows"]["judgement"] == 2
    assert "violence_risk" in found["untold"]


def test_missing_facts_are_those_of_recommend(people: Path, capsys: pytest.CaptureFixture[str], adult: CriteriaSet) -> None:
    found = said(capsys, people)

    rows = [{name: value for name, value in row.items() if name != "patient"} for row in pl.DataFrame(PEOPLE).to_dicts()]
    answers = [adult.recommend(row) for row in rows]
    missing: dict[str, int] = {}
    for answer in answers:
        for name in answer.missing if not answer.settled and answer.applies != "unmet" else ():
            missing[name] = missing.get(name, 0) + 1
    assert found["missing"]["rows"] == missing


def test_of_many_open_rows_a_regular_sample_is_looked_at(people: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "MOST_LOOKED_AT", 1)

    assert said(capsys, people)["missing"]["looked_at"] == 1


def test_the_page_stands_alone(people: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    assert main(["cohort", str(people), "--html", str(page)]) == 0

    text = page.read_text("utf-8")
    assert text.count("<svg") == 3
    assert "<script" not in text
    assert "src=" not in text
    assert "4 rows: settled 1 (25.0 %)" in text


def test_bad_cells_stop_it_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "bad.csv", tmp_path / "out.csv"
    path.write_text("age,suicide_risk\n34,low\nold,hihg\n200,\n", encoding="utf-8")

    code = main(["cohort", str(path), "--out", str(out)])

    assert code == 2
    errors = capsys.readouterr().err
    assert "in 1 of 3 rows (row 2: `old`) the column `age` (String) holds no value of `age`" in errors
    assert "in 1 of 3 rows (row 2: `hihg`) the column `suicide_risk` (String) holds no value" in errors
    assert "--invalid unknown" in errors
    assert list(tmp_path.iterdir()) == [path]


def test_bad_cells_can_be_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("age,suicide_risk\n34,low\nold,hihg\n200,\n", encoding="utf-8")

    found = said(capsys, path, "--invalid", "unknown")

    assert found["problems"] == {"suicide_risk: unknown-value": 1, "age: wrong-type": 1}
    assert found["faulty"] == 1


def test_a_slip_in_one_line_does_not_spoil_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One text among numbers makes text of a whole column, in CSV as in JSON Lines."""
    path = tmp_path / "mixed.jsonl"
    path.write_text('{"age": 34, "works_or_studies": true}\n{"age": "old"}\n{"age": 12.5, "works_or_studies": "no"}\n', encoding="utf-8")

    assert said(capsys, path, "--invalid", "unknown")["problems"] == {"age: wrong-type": 2}


def test_a_table_is_not_written_over_in_a_database(people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out in (tmp_path / "out.sqlite", tmp_path / "out.duckdb"):
        assert main(["cohort", str(people), "--out", str(out)]) == 0
        before = read(out)

        assert main(["cohort", str(people), "--out", str(out)]) == 2

        assert "already exists" in capsys.readouterr().err
        assert read(out) == before


def test_standard_input_goes_to_standard_output(people: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "carelevel", "cohort", "-", "--out", "-"], input=people.read_bytes(), capture_output=True, check=True, timeout=120
    )

    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("patient,age,suicide_risk")
    assert len(lines) == 5
    assert b"4 rows: settled 1" in done.stderr


def test_older_criteria_show_whose_level_changes(people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.yaml"
    text = (Path(__file__).parents[3] / "rules" / "adult-mental-health" / "criteria.yaml").read_text("utf-8")
    old.write_text(text.replace("requires: inpatient", "requires: residential").replace("suggests: inpatient", "suggests: residential"), encoding="utf-8")

    found = said(capsys, people, "--against", old, "--id", "patient")

    assert found["against"]["changed"] == 3
    moved = {"before": ["residential", "residential"], "after": ["inpatient", "inpatient"], "settled": [True, True], "rows": 1, "examples": ["a"]}
    assert moved in found["against"]["changes"]


def test_pairs_of_levels_are_counted_for_every_row(people: Path, adult: CriteriaSet, substance: CriteriaSet) -> None:
    assert level_pairs(people, adult, adult) == {(None, None): 3, ("inpatient", "inpatient"): 1}
    assert sum(level_pairs(people, adult, substance).values()) == 4
    assert load("adult-mental-health") == adult


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing.csv"], "there is no file `nothing.csv`"),
        (["people.csv", "--query", "SELECT 1"], "a query is for a database"),
        (["people.csv", "--out", "nowhere/out.csv"], "there is no folder `nowhere`"),
        (["people.csv", "--out", "out.xlsx"], "`out.xlsx` has an ending that names no format"),
        (["people.csv", "--id", "patien"], "the table has no column `patien`"),
        (["empty.csv"], "`empty.csv` is empty"),
        (["broken.parquet"], "`broken.parquet` cannot be used: "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    words: list[str], message: str, people: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(people.parent)
    Path("empty.csv").write_bytes(b"")
    Path("broken.parquet").write_bytes(b"PAR1 and nothing more")

    assert main(["cohort", *words]) == 2

    errors = capsys.readouterr().err
    assert message in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("out", [[], ["--out", "answered.csv"]])
@pytest.mark.slow
def test_a_terminal_sees_how_far_it_is(out: list[str], people: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "carelevel", "cohort", str(people), *out]
    done = subprocess.run(words, cwd=tmp_path, stderr=theirs, stdout=subprocess.DEVNULL, check=True, timeout=120)
    os.close(theirs)

    seen = os.read(ours, 4096).decode()
    os.close(ours)

    assert done.returncode == 0
    assert "] 4 of 4 rows checked" in seen
    assert "] 4 of 4 rows answered" in seen


@pytest.mark.parametrize(("library", "words"), [("polars", []), ("narwhals", []), ("duckdb", ["--query", "SELECT 1 AS age"])])
def test_an_absent_extra_names_itself(library: str, words: list[str], tmp_path: Path) -> None:
    name = "people.duckdb" if library == "duckdb" else "people.csv"
    Path(tmp_path, name).write_text("age\n3\n", encoding="utf-8")
    code = f"import sys; sys.modules[{library!r}] = None\nfrom carelevel.cli.main import main; sys.exit(main(['cohort', {name!r}, *{words!r}]))"

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 3
    assert done.stderr.strip().endswith("pip install '.[duckdb]'" if library == "duckdb" else "pip install '.[cohort]'")


SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("sign", [*SIGNS[:4], *(pytest.param(sign, marks=pytest.mark.slow) for sign in SIGNS[4:])])
def test_nothing_that_is_added_to_a_table_is_a_formula(sign: str, tmp_path: Path) -> None:
    """A column can be called anything, and what is said of its cells begins with its name. What is in the table already stays as it is."""
    path, out = tmp_path / "people.csv", tmp_path / "out.csv"
    hostile = f"{sign}cmd|' /C calc'!A0"
    pl.DataFrame({hostile: ["bad", "low"], "age": ["340", "x"], "note": [hostile, "-5"]}).write_csv(path)
    columns = tmp_path / "columns.yaml"
    columns.write_text("columns:\n  suicide_risk: " + json.dumps(hostile) + "\n", encoding="utf-8")

    assert main(["cohort", str(path), "--columns", str(columns), "--invalid", "unknown", "--out", str(out)]) == 0

    given, answered = pl.read_csv(path, infer_schema=False), pl.read_csv(out, infer_schema=False)
    added = answered.select(pl.exclude(given.columns))
    assert answered.select(given.columns).equals(given)
    assert {name for name in added.columns if name[:1] in SIGNS} == set()
    assert [cell for row in added.rows() for cell in row if cell and cell[0] in SIGNS] == []
    assert f"'{hostile}: unknown-value" in answered["problems"].to_list()[0]


FORMULAS = ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\r=x", "\n=x", "\uff1d1+1", "\uff0bcmd", "\uff0dcmd", "\uff20SUM(A1)"]
PLAIN = ["-5", "+3.25", "-1,5", "a=b", " low", "", None]


@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_formulas_of_the_table_itself_are_escaped_when_that_is_asked(name: str, tmp_path: Path) -> None:
    """Also in the names of columns, and in lists; numbers stay what they are, and nothing else is touched."""
    path, out = tmp_path / name, tmp_path / "out.csv"
    cells = [*FORMULAS, *PLAIN]
    table = pl.DataFrame({"age": ["40"] * len(cells), "=note": cells})
    if name == "people.csv":
        table.write_csv(path)
    else:
        table.with_columns(pl.lit(40).alias("age"), pl.Series("kind", cells, dtype=pl.Categorical), said=pl.concat_list("=note")).write_parquet(path)

    assert main(["cohort", str(path), "--invalid", "unknown", "--out", str(out), "--escape-formulas"]) == 0

    found = pl.read_csv(out, infer_schema=False).fill_null("")
    wanted = [*(f"'{cell}" for cell in FORMULAS), *(cell or "" for cell in PLAIN)]
    for column in ("'=note",) if name == "people.csv" else ("'=note", "kind", "said"):
        assert found[column].to_list() == wanted
    assert found["age"].to_list() == ["40"] * len(cells)
    assert found["highest"].to_list() == ["inpatient"] * len(cells)


def test_every_item_of_a_list_is_escaped(tmp_path: Path) -> None:
    """A list becomes one cell with semicolons, and a program that takes those for the ends of cells finds no formula either."""
    path, out = tmp_path / "people.parquet", tmp_path / "out.csv"
    said = [["low", "=1+1", "-5"], ["\uff0dx", "=y"], [], None, [None, "@z"]]
    table = pl.DataFrame({"age": [40] * 5, "said": said, "kinds": pl.Series(said, dtype=pl.List(pl.Categorical)), "weeks": [[-1, 2]] * 5})
    table.write_parquet(path)

    assert main(["cohort", str(path), "--out", str(out), "--escape-formulas"]) == 0

    found = pl.read_csv(out, infer_schema=False).fill_null("")
    assert found["said"].to_list() == ["low;'=1+1;-5", "'\uff0dx;'=y", "", "", "'@z"]
    assert found["kinds"].to_list() == found["said"].to_list()
    assert found["weeks"].to_list() == ["'-1;2"] * 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "out.parquet"], "--escape-formulas is for CSV, and `out.parquet` is parquet"),
        (["--out", "-", "--out-format", "jsonl"], "--escape-formulas is for CSV, and `-` is jsonl"),
        ([], "--escape-formulas is for CSV, and no table is written: --out says where"),
    ],
)
def test_formulas_are_escaped_in_csv_alone(words: list[str], said: str, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cohort", str(people), *words, "--escape-formulas"]) == 2
    assert said in capsys.readouterr().err
    assert not Path("out.parquet").exists()


@pytest.mark.parametrize("option", ["--out", "--html"])
def test_a_link_to_itself_is_no_place_to_write_to(option: str, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")

    assert main(["cohort", str(people), option, str(tmp_path / "loop.csv")]) == 2
    assert "too many levels of symbolic links" in capsys.readouterr().err


def test_json_turns_no_text_around(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a program reads the same values: here, what the rows are called that another version changes."""
    path, old = tmp_path / "people.csv", tmp_path / "old.yaml"
    hostile = "p\u202e\u009b\U000e0041é"
    pl.DataFrame({"person": [hostile], "age": [34], "suicide_risk": ["imminent"]}).write_csv(path)
    source = (ROOT / "rules" / "adult-mental-health" / "criteria.yaml").read_text("utf-8")
    old.write_text(source.replace("requires: inpatient", "requires: residential"), encoding="utf-8")

    said_of = said(capsys, path, "--against", old, "--id", "person")
    assert main(["cohort", str(path), "--against", str(old), "--id", "person", "--format", "json"]) == 0

    shown = capsys.readouterr().out
    assert all(sign.isprintable() or sign == "\n" for sign in shown)
    assert json.loads(shown) == said_of
    assert said_of["against"]["changes"][0]["examples"] == [hostile]


# Tables of people are private


@pytest.mark.parametrize("name", ["answered.csv", "answered.parquet", "answered.jsonl", "answered.duckdb", "answered.sqlite"])
def test_a_new_table_of_people_is_for_its_owner_alone(name: str, people: Path, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        assert main(["cohort", str(people), "--out", str(tmp_path / name), "--html", str(tmp_path / "page.html")]) == 0
    finally:
        os.umask(before)

    assert [stat.S_IMODE((tmp_path / each).stat().st_mode) for each in (name, "page.html")] == [0o600, 0o600]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, "page.html", people.name])


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "duckdb", "sqlite"])
@pytest.mark.slow
def test_a_table_that_was_there_keeps_its_mode_and_its_link(form: str, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    kept, page, link = tmp_path / "in" / f"people.{form}", tmp_path / "page.html", tmp_path / f"link.{form}"
    written(tmp_path / "in", form)
    page.write_text("old", encoding="utf-8")
    kept.chmod(0o640)
    page.chmod(0o604)
    link.symlink_to(kept)

    said(capsys, people, "--out", link, "--html", page)

    assert [stat.S_IMODE(each.stat().st_mode) for each in (kept, page)] == [0o640, 0o604]
    assert link.is_symlink()
    assert len(read(kept)) == 4
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_pipe_and_a_device_are_written_into(people: Path, tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe.csv", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text("utf-8")))
    reader.start()

    assert main(["cohort", str(people), "--out", str(pipe), "--html", os.devnull]) == 0
    reader.join(60)

    assert (len(heard[0].splitlines()), pipe.is_fifo(), Path(os.devnull).is_char_device()) == (5, True, True)


@pytest.mark.parametrize("form", ["duckdb", "sqlite"])
def test_no_database_is_written_into_a_pipe(form: str, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / f"pipe.{form}"
    os.mkfifo(pipe)

    assert main(["cohort", str(people), "--out", str(pipe)]) == 2

    assert capsys.readouterr().err == f"`pipe.{form}` is no file, and a database is one\n"


def test_into_a_duckdb_of_another_user_goes_our_table_and_nothing_else(people: Path, tmp_path: Path) -> None:
    """A macro of the database with the name of the function that reads our part is not taken for it."""
    (tmp_path / "other.csv").write_text("patient,lowest\nz,iop\n", encoding="utf-8")
    out = tmp_path / "answered.duckdb"
    with duckdb.connect(str(out)) as connection:
        connection.execute(f"CREATE MACRO read_parquet(name) AS TABLE SELECT * FROM read_csv('{tmp_path / 'other.csv'}')").fetchall()

    assert main(["cohort", str(people), "--out", str(out)]) == 0

    assert [patient for patient, _ in read(out)] == ["a", "b", "c", "d"]
