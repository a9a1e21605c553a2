"""The columns of criteria with documentation: row by row what `recommend` says, in every engine."""

import csv
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from carelevel import cohort
from carelevel.answers import formulas
from carelevel.api import CriteriaSet, loads
from carelevel.cli.main import main
from carelevel.logic import automaton
from carelevel.model.problems import CaseError
from tests.property.tables import DOCUMENTATION, ENGINES, Row, back, documented, documented_in

WITHOUT = """
carelevel: 1
id: clinic
version: "1"
title: Clinic
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, residential: {title: Residential}, inpatient: {title: Inpatient}}
facts:
  adult: {type: yes_no}
  danger: {type: yes_no, worse: yes}
  symptoms: {type: scale, values: [mild, moderate], worse: high}
  signed: {type: yes_no}
  days: {type: score, range: [0, 30], or_more: true}
applies_when: {adult: yes}
criteria:
  - {id: danger, requires: inpatient, when: {danger: yes}, because: It is not safe elsewhere.}
  - {id: more-than-mild, suggests: iop, when: {symptoms: moderate}, because: Symptoms are more than mild.}
"""
TEXT = (
    WITHOUT
    + """
documentation:
  - {id: certificate, for: inpatient, needs: {signed: yes}, because: A physician certifies the stay.}
  - {id: plan, for: {between: [iop, residential]}, when: {days: {at_least: 14}}, needs: {signed: yes}, because: A plan of care is signed after two weeks.}
  - {id: consent, for: {one_of: [outpatient, residential]}, needs: {signed: yes, days: {at_most: 29}}, because: Consent is renewed each month.}
"""
)
ROWS: list[Row] = [
    {"adult": adult, "danger": danger, "symptoms": symptoms, "signed": signed, "days": days}
    for adult, danger, symptoms, signed, days in product(*[("yes", "no", None)] * 2, ("mild", "moderate", None), ("yes", "no", None), (3, 14, 30, None))
]


def said(row: Row) -> dict[str, list[str]]:
    return documented(loads(TEXT), {name: value for name, value in row.items() if value is not None})


def found(criteria: CriteriaSet, engine: str) -> list[dict[str, list[str]]]:
    return [documented_in(row) for row in back(engine, cohort.recommend(criteria, ENGINES[engine](ROWS)))]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_has_the_documentation_that_recommend_names(engine: str) -> None:
    wanted = [said(row) for row in ROWS]

    assert found(loads(TEXT), engine) == wanted
    for name in DOCUMENTATION:
        assert {word for each in wanted for word in each[name]} == {"certificate", "plan", "consent"}


@pytest.mark.parametrize("engine", ["polars", "pyarrow"])
def test_documentation_of_a_level_between_two_possible_ones_is_not_shown(engine: str) -> None:
    """Whether there is danger decides between the first level and the last; the day program is not among the possible levels."""
    row = {"adult": "yes", "danger": None, "symptoms": "mild", "signed": "no", "days": 14}
    (answer,) = back(engine, cohort.recommend(loads(TEXT), ENGINES[engine]([row])))

    assert (answer["lowest"], answer["highest"]) == ("outpatient", "inpatient")
    assert documented_in(answer) == {"documentation_there": [], "documentation_lacking": ["certificate", "consent"], "documentation_unknown": []}


@pytest.mark.parametrize("engine", ["polars", "pyarrow"])
def test_where_the_level_is_too_large_to_lay_out_every_level_between_the_ends_counts(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [said(row) for row in ROWS]
    monkeypatch.setattr(formulas, "MOST_QUESTIONS", 0)
    monkeypatch.setattr(automaton, "MOST_QUESTIONS", 0)

    wider = found(loads(TEXT), engine)

    assert wider != wanted
    for row, more, exactly in zip(ROWS, wider, wanted, strict=True):
        assert all(set(exactly[name]) <= set(more[name]) for name in DOCUMENTATION), row
        assert row["danger"] is None or more == exactly, row


def test_criteria_without_documentation_have_no_such_columns() -> None:
    columns: Any = cohort.recommend(loads(WITHOUT), ENGINES["polars"]([{"danger": "yes"}])).columns

    assert not [name for name in columns if name.startswith("documentation")]


def test_a_column_of_that_name_is_in_the_way() -> None:
    with pytest.raises(CaseError, match="documentation_lacking"):
        cohort.recommend(loads(TEXT), ENGINES["polars"]([{"danger": "yes", "documentation_lacking": 1}]))


def test_the_command_writes_what_is_lacking_beside_each_row(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "columns.yaml").write_text("columns: {signed: {column: SIGNATURE, values: {'1': yes, '0': no}}}\n", "utf-8")
    # A line without a cell is no row.
    people = [row for row in ROWS if any(row.values())]
    codes = {"yes": "1", "no": "0", None: None}
    frame = pl.DataFrame(people).with_columns(pl.col("signed").replace_strict(codes, return_dtype=pl.String))
    frame.rename({"signed": "SIGNATURE"}).write_csv(tmp_path / "people.csv")
    command = ["cohort", str(tmp_path / "people.csv"), "--criteria", str(tmp_path / "clinic.yaml"), "--columns", str(tmp_path / "columns.yaml")]

    assert main([*command, "--out", str(tmp_path / "out.csv"), "--prefix", "care_"]) == 0

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [{name: ";".join(words) for name, words in said(row).items()} for row in people]
    assert [{name: row[f"care_{name}"] for name in DOCUMENTATION} for row in rows] == wanted
