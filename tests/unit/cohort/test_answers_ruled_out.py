"""The columns `raised_from` and `ruled_out` of criteria that rule out levels: row by row what `recommend` says, in every engine."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from carelevel import cohort
from carelevel.answers import formulas
from carelevel.api import CriteriaSet, loads
from carelevel.cli.main import main
from carelevel.model.problems import CaseError
from tests.property.tables import ENGINES, Row, back
from tests.unit.answers.test_joint_reasons import TEXT as WITHOUT
from tests.unit.answers.test_recommend_ruled_out import TEXT

TOGETHER = TEXT + "  - {id: again, suggests: residential, when: {any: [{unstable: no}, {works: yes}]}, because: A stay helps.}\n"
"""What is suggested depends on the facts that rule levels out, so that only a diagram is exact."""

ROWS: list[Row] = [
    {"symptoms": symptoms, "unstable": unstable, "minor": minor, "works": works}
    for symptoms, unstable, minor, works in product(("mild", "moderate", "severe", None), *[("yes", "no", None)] * 3)
]


def said(criteria: CriteriaSet, row: Row) -> tuple[str | None, str | None, list[str]]:
    answer = criteria.recommend({name: value for name, value in row.items() if value is not None})
    return answer.lowest, answer.raised_from, [each.criterion for each in answer.ruled_out]


def found(criteria: CriteriaSet, engine: str) -> list[tuple[str | None, str | None, list[str]]]:
    rows = back(engine, cohort.recommend(criteria, ENGINES[engine](ROWS)))
    return [(row["lowest"], row["raised_from"], row["ruled_out"]) for row in rows]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", [TEXT, TOGETHER], ids=["by criteria", "together"])
def test_every_row_is_raised_as_recommend_says(text: str, engine: str) -> None:
    criteria = loads(text)
    wanted = [said(criteria, row) for row in ROWS]

    assert found(criteria, engine) == wanted
    assert {each[1] for each in wanted} == {None, "iop", "residential"}
    # Nothing that is met rules it out: it is one of two, whichever of them applies.
    assert (text == TOGETHER) or any(raised and not ruling for _, raised, ruling in wanted)


def test_where_a_diagram_is_too_large_only_what_is_certain_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = loads(TOGETHER)
    wanted = found(criteria, "polars")
    monkeypatch.setattr(formulas, "MOST_QUESTIONS", 0)

    certain = found(loads(TOGETHER), "polars")

    assert certain != wanted
    order = [level.id for level in criteria.definition.levels]
    for (lowest, raised, ruling), (exact, exactly, _) in zip(certain, wanted, strict=True):
        assert lowest is not None
        assert exact is not None
        assert order.index(lowest) <= order.index(exact)
        assert raised is None or (ruling and exactly is not None)


def test_criteria_that_rule_out_nothing_have_no_such_columns() -> None:
    columns: Any = cohort.recommend(loads(WITHOUT), ENGINES["polars"]([{"minor": "yes"}])).columns

    assert {"raised_from", "ruled_out"}.isdisjoint(columns)


def test_a_column_of_that_name_is_in_the_way() -> None:
    with pytest.raises(CaseError, match="ruled_out"):
        cohort.recommend(loads(TEXT), ENGINES["polars"]([{"works": "yes", "ruled_out": 1}]))


def test_a_summary_counts_who_was_raised_and_by_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    criteria = loads(TEXT)
    (tmp_path / "clinic.yaml").write_text(TEXT, "utf-8")
    pl.DataFrame(ROWS).write_csv(tmp_path / "people.csv")
    command = ["cohort", str(tmp_path / "people.csv"), "--criteria", str(tmp_path / "clinic.yaml")]

    assert main([*command, "--format", "json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert main(command) == 0
    text = capsys.readouterr().out

    answers = [criteria.recommend({name: value for name, value in row.items() if value is not None}) for row in ROWS]
    assert counts["raised_from"] == {level: sum(answer.raised_from == level for answer in answers) for level in ("iop", "residential")}
    settled = [answer for answer in answers if answer.settled and answer.raised_from]
    for name in ("unstable", "young"):
        decided = sum(name in [each.criterion for each in answer.ruled_out] for answer in settled)
        assert counts["by_criterion"][name]["decided"] == decided > 0
    assert f"Raised above a level that is ruled out: {sum(counts['raised_from'].values())} (" in text
    assert "For a criterion that rules out levels: settled rows that it raised." in " ".join(text.split())
