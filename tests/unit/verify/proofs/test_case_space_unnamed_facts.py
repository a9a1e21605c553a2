"""Everyone whom criteria are about: asked of facts that no criterion names, and with the solver in place of diagrams."""

from datetime import date
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic.work import OverBudgetError
from carelevel.model.conditions import Among
from carelevel.model.facts import Score
from carelevel.verify.checks import requested_checks
from carelevel.verify.proofs.case_space import CaseSpace

CRITERIA = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
facts:
  risk: {type: scale, values: [none, high, imminent], worse: high}
  points: {type: score, range: [0, 9], worse: high}
  symptoms: {type: scale, values: [mild, severe], worse: high}
derived:
  points_band: {bands: {of: points, low: [0, 4], high: [5, 9]}}
criteria:
  - {id: symptoms-severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
  - {id: symptoms-mild, requires: inpatient, when: {none: [{symptoms: severe}]}, because: An example.}
invariants:
  - {id: imminent-is-inpatient, when: {risk: imminent}, level: {at_least: inpatient}}
"""


@pytest.fixture
def small() -> CriteriaSet:
    return loads(CRITERIA)


def found(criteria: CriteriaSet) -> dict[str, Any]:
    return {problem.code: problem.witness for problem in requested_checks(criteria.definition, date(2026, 11, 25))}


def over_budget(*_: object) -> None:
    raise OverBudgetError


@pytest.mark.parametrize("with_diagrams", [True, False])
def test_an_invariant_about_a_fact_that_no_criterion_names_is_proved_for_all_its_values(small: CriteriaSet, with_diagrams: bool, monkeypatch: Any) -> None:
    """It was taken as its first value, and the invariant was said to speak of nobody."""
    if not with_diagrams:
        monkeypatch.setattr(CaseSpace, "_store", over_budget)

    problems = found(small)

    assert problems["invariant-broken"] == {"risk": "imminent", "symptoms": "severe"}
    assert "says-nothing" not in problems


@pytest.mark.parametrize("with_diagrams", [True, False])
def test_a_band_of_a_score_that_no_criterion_names_has_people_in_it(small: CriteriaSet, with_diagrams: bool, monkeypatch: Any) -> None:
    if not with_diagrams:
        monkeypatch.setattr(CaseSpace, "_store", over_budget)

    assert "band-never-reached" not in found(small)


def test_shares_count_facts_that_no_criterion_names(small: CriteriaSet) -> None:
    everyone, points = CaseSpace.of(small.definition), small.definition.by_id()["points"]
    assert isinstance(points, Score)

    assert everyone.count(Among(points, frozenset((7, 8, 9)))) == pytest.approx(0.3)
