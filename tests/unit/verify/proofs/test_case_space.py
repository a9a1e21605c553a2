"""Questions about everyone, on a set that is small enough to see the answer."""

import subprocess
import sys
from fractions import Fraction

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic.decision_formulas import Decisions
from carelevel.model.cases import as_given
from carelevel.model.conditions import NoneOf
from carelevel.verify.proofs.case_space import CaseSpace

CLINIC = """
carelevel: 1
id: clinic
version: "1"
title: A small clinic
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  inpatient: {title: Inpatient care}
facts:
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  danger: {type: yes_no, worse: yes}
  works: {type: yes_no}
criteria:
  - {id: danger, requires: inpatient, when: {danger: yes}, because: Danger.}
  - {id: severe, suggests: iop, when: {symptoms: severe}, because: Severe.}
invariants:
  - {id: work-is-no-danger, when: {works: yes}, level: {at_most: iop}}
"""


@pytest.fixture
def clinic() -> CriteriaSet:
    return loads(CLINIC)


def test_a_witness_tells_the_fewest_facts_that_make_it_certain(clinic: CriteriaSet) -> None:
    everyone, decisions = CaseSpace.of(clinic.definition), Decisions(clinic.definition)

    people = [everyone.someone(*decisions.is_level(rank)) for rank in range(3)]

    told = [as_given(clinic.definition.by_id(), person) for person in people if person is not None]
    assert told == [{"symptoms": "none", "danger": "no"}, {"symptoms": "severe", "danger": "no"}, {"danger": "yes"}]


def test_people_are_counted_exactly(clinic: CriteriaSet) -> None:
    everyone, decisions = CaseSpace.of(clinic.definition), Decisions(clinic.definition)

    shares = [everyone.count(*decisions.is_level(rank)) for rank in range(3)]

    assert shares == [Fraction(3, 8), Fraction(1, 8), Fraction(1, 2)]


def test_a_fact_that_no_criterion_names_can_be_asked_about(clinic: CriteriaSet) -> None:
    """Else an invariant could hold by taking one value of the fact for all of them."""
    everyone = CaseSpace.of(clinic.definition)
    (invariant,) = clinic.definition.invariants

    assert everyone.has(invariant.when)
    assert everyone.has(NoneOf((invariant.when,)))


LYING = """
from carelevel import check, loads
from carelevel.model.cases import Case
from carelevel.model.problems import DefectError
from carelevel.verify.proofs.by_diagram import DiagramProver
from carelevel.verify.proofs.case_space import CaseSpace
from carelevel.logic.decision_formulas import Decisions

clinic = loads(TEXT)
everyone, decisions, danger = CaseSpace.of(clinic.definition), Decisions(clinic.definition), clinic.definition.facts[1]
DiagramProver.witness = lambda *_: Case()
for question in (
    lambda: check(clinic),
    lambda: everyone.two(danger, ("yes", decisions.is_level(2)), ("no", decisions.is_level(1))),
):
    try:
        print("answered", question())
    except DefectError as error:
        print(error)
"""


@pytest.mark.parametrize("switches", [(), ("-O",)], ids=["as it is", "without asserts"])
def test_a_witness_that_shows_nothing_is_a_defect_and_no_answer(switches: tuple[str, ...]) -> None:
    """A wrong person is told here for everything that is proved; nobody may see one, and it is not `not-decided`."""
    done = subprocess.run([sys.executable, *switches, "-c", LYING.replace("TEXT", repr(CLINIC))], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.splitlines() == [
        "this is a defect of carelevel, which gives no answer here: a witness does not show what it is a witness of",
        "this is a defect of carelevel, which gives no answer here: a pair of witnesses does not show what it is one of",
    ]
