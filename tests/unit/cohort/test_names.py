"""Names of columns: items that are called like totals, columns that stand twice, and members of sets that slip. What is left out unseen settles wrongly, or not at all."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import carelevel
from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.cohort.names import folded, numbered
from carelevel.model.problems import CaseError, Problem

TOTALS = """
carelevel: 1
id: totals
version: "1"
title: Totals
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}}
facts:
  phq9: {type: score, range: [0, 27], worse: high}
  phq9_item9: {type: score, range: [0, 3], worse: high}
  gad7: {type: score, range: [0, 21], worse: high}
  pcl5: {type: score, range: [0, 80], worse: high}
  dast10: {type: score, range: [0, 10], worse: high}
  safe: {type: yes_no}
  has: {type: set, values: [ocd, ptsd, bipolar_disorder]}
criteria:
  - {id: very, suggests: iop, when: {phq9: {at_least: 15}}, because: Severe.}
  - {id: others, suggests: iop, when: {any: [{gad7: {at_least: 15}}, {pcl5: {at_least: 60}}, {dast10: {at_least: 6}}]}, because: Severe.}
  - {id: item, suggests: iop, when: {phq9_item9: {at_least: 1}}, because: Thoughts.}
  - {id: ocd, suggests: iop, when: {has: {includes: ocd}, safe: no}, because: OCD.}
"""
ENGINES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "polars": pl.DataFrame,
    "lazy": pl.LazyFrame,
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}
PHQ = [f"phq{i}" for i in range(1, 9)]


@pytest.fixture(scope="module")
def totals() -> CriteriaSet:
    return carelevel.loads(TOTALS)


def problems(criteria: CriteriaSet, names: Sequence[str], **options: Any) -> list[Problem]:
    """Return what is wrong with a table of such columns, in which nothing stands but ones."""
    try:
        recommend(criteria, pl.DataFrame({name: [1] for name in names}), invalid="unknown", **options)
    except CaseError as error:
        return list(error.problems)
    return []


def codes(*given: Any, **options: Any) -> list[str]:
    return [problem.code for problem in problems(*given, **options)]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_item_is_not_taken_for_the_total(engine: str, totals: CriteriaSet) -> None:
    table = ENGINES[engine]({name: [3] for name in (*PHQ, "phq9")})

    with pytest.raises(CaseError, match="the column `phq9` is next to `phq1`, `phq2`, `phq3` and 5 more"):
        recommend(totals, table)

    found = recommend(totals, table, columns={"phq9": {"column": "phq9", "is": "total"}})
    assert nw.from_native(found).lazy().collect()["highest"].to_list() == ["iop"]


@pytest.mark.parametrize(
    ("column", "others"),
    [
        ("phq9", PHQ),
        ("PHQ9", [name.upper() for name in PHQ]),
        ("PHQ_9", [f"PHQ_{i}" for i in range(1, 9)]),
        ("Phq 9", [f"Phq {i}" for i in range(1, 9)]),
        ("phq9", [f"PHQ_{i}" for i in range(1, 9)]),
        ("phq.9", ["phq.1", "phq.2"]),
        ("phq9", ["phq8"]),
        ("phq9", ["phq1"]),
        ("phq9", ["phq3", "phq4"]),
        ("gad7", [f"gad{i}" for i in range(1, 7)]),
        ("GAD_7", ["GAD_6"]),
        ("pcl5", [f"pcl{i}" for i in (1, 2, 3, 4)]),
        ("pcl5", [f"pcl{i}" for i in range(1, 21) if i != 5]),
        ("dast10", [f"dast{i}" for i in range(1, 10)]),
        ("dast_10", [f"dast_{i:02}" for i in range(1, 10)]),
    ],
)
def test_among_numbered_columns_it_has_to_be_said_what_a_column_is(column: str, others: list[str], totals: CriteriaSet) -> None:
    fact = folded(column)

    assert codes(totals, ["safe", *others, column]) == ["item-or-total"]
    assert codes(totals, ["safe", *others, column], columns={fact: column}) == ["item-or-total"]
    for said in ({"column": column, "is": "total"}, {"column": column, "is": "item"}, None):
        assert codes(totals, ["safe", *others, column], columns={fact: said}) == []


@pytest.mark.parametrize(
    "names",
    [
        ["phq9"],
        ["phq9", "phq4"],
        ["phq9", "gad7", "pcl5"],
        ["phq9", "phq2"],
        ["phq9", *(f"phq9_{i}" for i in range(1, 10))],
        ["phq9", *(f"phq9_item{i}" for i in range(1, 10))],
        ["gad7", *PHQ],
        ["phq9", "q1", "q2", "q8"],
    ],
)
def test_a_total_next_to_other_things_is_read(names: list[str], totals: CriteriaSet) -> None:
    """A score with too few steps to be a total is no total: item 9 stands among the other items."""
    assert codes(totals, names) == []


def test_columns_of_other_facts_are_no_items() -> None:
    """Two short forms of one questionnaire stand side by side, and among its items neither of them is taken for a total."""
    text = TOTALS.replace("  phq9_item9:", "  phq8: {type: score, range: [0, 24], worse: high}\n  phq9_item9:").replace(
        "{gad7:", "{phq8: {at_least: 15}}, {gad7:"
    )
    both = carelevel.loads(text)

    assert codes(both, ["phq8", "phq9"]) == []
    assert codes(both, ["phq9", *PHQ]) == ["item-or-total", "item-or-total"]


def test_what_is_said_to_be_an_item_does_not_tell_the_total(totals: CriteriaSet) -> None:
    table = pl.DataFrame({"safe": [True], **dict.fromkeys(PHQ, [3]), "phq9": [1]})

    for item in ({"column": "phq9", "is": "item"}, "phq9"):
        for total in ({"column": "phq9", "is": "item"}, None):
            found = recommend(totals, table, columns={"phq9": total, "phq9_item9": item})

            assert (found["met"].to_list(), found["highest"].to_list()) == ([["item"]], ["iop"])


def test_the_hint_does_not_take_the_item_for_the_total(totals: CriteriaSet) -> None:
    (problem,) = problems(totals, ["PHQ_9", "PHQ_8", "safe"])

    assert problem.path == ("PHQ_9",)
    assert problem.hint is not None
    assert problem.hint.index("phq9: null") < problem.hint.index("phq9: {column: PHQ_9, is: total}")
    assert "phq9: PHQ_9" not in problem.hint


def test_a_file_of_columns_says_it_too(totals: CriteriaSet, tmp_path: Any) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text("columns:\n  phq9: {column: phq9, is: total}\n", encoding="utf-8")
    assert codes(totals, [*PHQ, "phq9"], columns=path) == []

    path.write_text("columns:\n  gad7: null\n  phq9: phq9\n", encoding="utf-8")
    (problem,) = problems(totals, [*PHQ, "phq9"], columns=path)
    assert (problem.code, problem.place and problem.place.line) == ("item-or-total", 3)


def test_another_word_than_item_and_total_is_refused(totals: CriteriaSet) -> None:
    (problem,) = problems(totals, ["phq9"], columns={"phq9": {"column": "phq9", "is": "totl"}})

    assert (problem.code, problem.path, problem.hint) == ("unknown-value", ("phq9", "is"), "did you mean `total`?")
    assert codes(totals, ["safe"], columns={"safe": {"column": "safe", "is": "total"}}) == ["unknown-key"]


@pytest.mark.parametrize(
    ("names", "second"),
    [
        (["phq9", "phq9_duplicated_0"], "phq9_duplicated_0"),
        (["phq9", "phq9_1"], "phq9_1"),
        (["phq9", "PHQ9_1"], "PHQ9_1"),
        (["phq9", "phq9.1", "phq9.2"], "phq9.1"),
        (["phq9", "PHQ9"], "PHQ9"),
        (["safe", "safe_1"], "safe_1"),
        (["has", "HAS"], "HAS"),
        (["phq9_item9", "phq9 item9"], "phq9 item9"),
    ],
)
def test_two_answers_to_one_question_are_refused(names: list[str], second: str, totals: CriteriaSet) -> None:
    """Readers call the second of two columns something else; which of them is meant nobody knows."""
    (problem,) = problems(totals, names)

    assert problem.code == "repeated-key"
    assert f"`{second}`" in problem.message
    assert codes(totals, names, columns={names[0]: names[0]}) == []


@pytest.mark.parametrize("engine", ["pandas", "pyarrow", "duckdb"])
def test_two_columns_of_one_name_are_refused(engine: str, totals: CriteriaSet) -> None:
    tables = {
        "pandas": pd.DataFrame([[1, 20, "no"]], columns=["phq9", "phq9", "safe"]),
        "pyarrow": pa.table([[1], [20], ["no"]], names=["phq9", "phq9", "safe"]),
        "duckdb": duckdb.sql("SELECT 1 AS phq9, 20 AS phq9, 'no' AS safe"),
    }

    with pytest.raises(CaseError, match="repeated-key: more than one column is called `phq9`"):
        recommend(totals, tables[engine])


def test_duckdb_does_not_tell_capitals_from_small_letters(totals: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="more than one column is called `note`, `Note`"):
        recommend(totals, duckdb.sql("SELECT 1 AS phq9, 'a' AS note, 'b' AS \"Note\""))


@pytest.mark.parametrize(
    ("column", "member"),
    [
        ("has_PTSD", "ptsd"),
        ("HAS_ptsd", "ptsd"),
        ("has___ptsd", "ptsd"),
        ("has ptsd", "ptsd"),
        ("has.ptsd", "ptsd"),
        ("hasptsd", "ptsd"),
        ("has_bipolar-disorder", "bipolar_disorder"),
        ("has_bipolar", "bipolar_disorder"),
        ("has_ptds", "ptsd"),
        ("has___1", "MEMBER"),
        ("has_1", "MEMBER"),
        ("has_F42.1", "MEMBER"),
        ("has___none", "MEMBER"),
    ],
)
def test_a_column_of_a_member_that_slips_is_not_passed_over(column: str, member: str, totals: CriteriaSet) -> None:
    (problem,) = problems(totals, ["phq9", "has_ocd", column])

    assert problem.code == "unknown-key"
    assert problem.message.startswith(f"the column `{column}` is not read, and may tell members of `has`")
    assert problem.hint is not None
    assert f"has: {{members: {{ocd: has_ocd, {member}: {column}}}}}" in problem.hint
    assert codes(totals, ["phq9", column]) == ["unknown-key"]
    assert codes(totals, ["phq9", "has_ocd", column], columns={"has": {"members": {"ocd": "has_ocd"}}}) == []
    assert codes(totals, ["phq9", "has_ocd", column], columns={"has": None}) == []


@pytest.mark.parametrize("column", ["phq9 ", " phq9", "phq9:", "PHQ 9", "has, ptsd", "has[ptsd]", "has: ptsd", "has #ptsd", "has{ptsd}"])
def test_a_hint_can_be_copied_into_a_file(column: str, totals: CriteriaSet, tmp_path: Path) -> None:
    """Brackets, commas, colons and spaces at an end are nothing that YAML reads as part of a bare word."""
    (problem,) = problems(totals, ["safe", column])
    assert problem.hint is not None
    entry = re.search(r"((?:phq9|has): .*?); or ", problem.hint)
    assert entry is not None
    path = tmp_path / "columns.yaml"
    path.write_text(f"columns:\n  {entry[1]}\n", encoding="utf-8")

    assert codes(totals, ["safe", column], columns=path) == []


def test_what_is_no_member_is_let_be(totals: CriteriaSet) -> None:
    assert codes(totals, ["has_ocd", "has_ptsd", "has_note", "hash1", "has_been_seen"]) == []


def test_everything_is_said_at_once(totals: CriteriaSet) -> None:
    found = codes(totals, [*PHQ, "phq9", "GAD7", "safe", "safe_1", "has", "has_ocd", "has_2"])

    assert sorted(found) == ["item-or-total", "repeated-key", "repeated-key", "unknown-key", "unknown-key"]


@given(stem=st.from_regex(r"[a-z]{1,4}([_ .-]?[A-Z]{1,3})?", fullmatch=True), between=st.sampled_from(["", "_", ".", " ", "-"]), number=st.integers(0, 9999))
def test_a_number_at_the_end_is_distinguished_from_what_comes_before_it(stem: str, between: str, number: int) -> None:
    assert numbered(f"{stem}{between}{number}") == (folded(stem), number)


@pytest.mark.parametrize("name", ["phq", "9", "_9", "", "phq9a", "phq12345"])
def test_other_names_have_no_number(name: str) -> None:
    assert numbered(name) is None
