"""Levels that are ruled out, from the answer to what is said and kept of it."""

import json
from itertools import product
from typing import Any

import pytest

from carelevel.answers import joint_reasons
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet, dumps, loads
from carelevel.logic import level_diagram, possible_by_solver, possible_levels
from carelevel.logic.work import OverBudgetError
from carelevel.model.problems import CriteriaError
from carelevel.model.record import Record
from carelevel.model.truth import Truth
from carelevel.programs.interim import neighbours
from carelevel.verify.testing.mutants import mutants

TEXT = """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  residential: {title: Residential treatment}
  inpatient: {title: Inpatient hospital}
facts:
  symptoms: {type: scale, values: [mild, moderate, severe], worse: high}
  unstable: {type: yes_no, title: medically unstable, worse: yes}
  minor: {type: yes_no}
  works: {type: yes_no}
criteria:
  - {id: severe, suggests: residential, when: {symptoms: severe}, because: Severe symptoms need a stay.}
  - {id: moderate, suggests: iop, when: {symptoms: {at_least: moderate}}, because: Weekly care is not enough.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
  - {id: unstable, rules_out: [iop, residential], when: {unstable: yes, minor: no}, because: The house has no doctor at night.}
  - {id: young, rules_out: [residential, iop], when: {unstable: yes, minor: yes}, because: The house is for adults.}
"""
SEVERE = {"symptoms": "severe", "unstable": "yes", "works": "no"}


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return loads(TEXT)


def test_a_list_is_kept_in_the_order_of_the_levels(criteria: CriteriaSet) -> None:
    assert [each.rules_out for each in criteria.definition.criteria if each.rules_out] == [("iop", "residential")] * 2
    assert loads(dumps(criteria)).definition == criteria.definition
    assert "rules_out:\n  - iop\n  - residential\n" in dumps(criteria).replace("    - ", "  - ")


def test_the_digest_of_decisions_knows_what_is_ruled_out(criteria: CriteriaSet) -> None:
    other = loads(TEXT.replace("rules_out: [iop, residential]", "rules_out: residential"))

    assert other.decision_digest != criteria.decision_digest
    assert loads(TEXT.replace("rules_out: [residential, iop]", "rules_out: [iop, residential]")).decision_digest == criteria.decision_digest


def test_criteria_that_rule_out_a_level_together(criteria: CriteriaSet) -> None:
    """Whether somebody is a minor is not known, and either way a stay in the house is ruled out."""
    answer = criteria.recommend(SEVERE)

    assert (answer.level, answer.raised_from, answer.ruled_out) == ("inpatient", "residential", ())
    assert answer.joint is not None
    assert answer.joint.effect == "rules_out"
    assert answer.joint.criteria == ("severe", "unstable", "young")
    assert answer.joint.evidence.keys() <= SEVERE.keys()
    assert "leave no lower level" in str(answer)
    assert "If nothing was ruled out, the level would be" in str(answer)


def test_the_text_says_what_is_ruled_out_and_what_became_of_a_limit(criteria: CriteriaSet) -> None:
    text = " ".join(str(criteria.recommend({**SEVERE, "minor": "no", "works": "yes"})).split())

    assert "The house has no doctor at night. Rules out: Intensive outpatient program and Residential treatment." in text
    assert "This would limit the level to Intensive outpatient program, but what is ruled out raises it." in text


def test_a_limit_below_the_level_that_was_suggested_and_raised() -> None:
    """Inpatient care is suggested, a limit lowers it to iop, and iop is ruled out: the level lies between."""
    criteria = loads(TEXT.replace("suggests: residential", "suggests: inpatient").replace("rules_out: [iop, residential]", "rules_out: iop"))
    answer = criteria.recommend({**SEVERE, "minor": "no", "works": "yes"})

    assert (answer.level, answer.raised_from) == ("residential", "iop")
    assert [(each.lowered_from, each.overridden) for each in answer.barriers] == [("inpatient", True)]
    assert "Inpatient hospital is suggested; this would limit the level to Intensive outpatient program, but what is ruled out raises it." in " ".join(
        str(answer).split()
    )


def test_an_answer_is_read_back(criteria: CriteriaSet) -> None:
    case = {**SEVERE, "minor": "no"}
    answer = criteria.recommend(case)
    plain = json.loads(json.dumps(answer.to_dict()))

    assert (plain["raised_from"], plain["ruled_out"][0]["levels"]) == ("residential", ["iop", "residential"])
    assert Recommendation.from_dict(plain, criteria, case) == answer


def test_why_and_why_not_name_what_rules_out_the_level(criteria: CriteriaSet) -> None:
    case = {**SEVERE, "minor": "no"}

    why, why_not = criteria.why(case), criteria.why_not(case, "residential")

    assert [(each.criterion, each.effect) for each in why.ruled_out] == [("unstable", "rules_out")]
    assert why.to_dict()["ruled_out"][0]["criterion"] == "unstable"
    assert "ruled_out" not in criteria.why({**case, "unstable": "no"}).to_dict()
    assert [hold.criterion for hold in why_not.ruled_out_by] == ["unstable"]
    assert "What rules this level out" in " ".join(str(why_not).split())
    assert "Intensive outpatient program and Residential treatment" in " ".join(str(why_not).split())


def test_what_has_changed_names_what_no_longer_rules_out_the_level(criteria: CriteriaSet) -> None:
    before, after = {**SEVERE, "minor": "no"}, {**SEVERE, "minor": "no", "unstable": "no"}

    down, up = criteria.compare(before, after), criteria.compare(after, before)

    assert (down.moved, list(down.through)) == ("step-down", ["unstable"])
    assert (up.moved, list(up.through)) == ("step-up", ["unstable"])


def test_a_record_is_kept_and_run_again(criteria: CriteriaSet) -> None:
    record = criteria.recommend({**SEVERE, "minor": "no"}).record("2026-11-25T14:30:00Z", facts=True)

    assert record.to_dict()["answer"]["ruled_out"] == [{"criterion": "unstable", "levels": ["iop", "residential"]}]
    assert Record.from_dict(record.to_dict()) == record
    assert criteria.replay([record]).same == 1
    # By criteria that rule out nothing.
    without = loads("\n".join(line for line in TEXT.splitlines() if "rules_out" not in line))
    (difference,) = without.replay([record], other_criteria=True).differences
    assert difference.was["ruled_out"]
    assert difference.is_now["ruled_out"] == ()


def test_every_row_of_a_table_has_its_level_and_its_reasons(criteria: CriteriaSet) -> None:
    pl = pytest.importorskip("polars")
    from carelevel import cohort

    values: dict[str, tuple[Any, ...]] = {"symptoms": ("mild", "moderate", "severe", None)} | dict.fromkeys(("unstable", "minor", "works"), ("yes", "no", None))
    rows = [dict(zip(values, each, strict=True)) for each in product(*values.values())]

    found = cohort.recommend(criteria, pl.DataFrame(rows), reasons=True).rows(named=True)

    together = 0
    for row, got in zip(rows, found, strict=True):
        answer = criteria.recommend(row)
        assert (got["level"], got["lowest"], got["highest"]) == (answer.level, answer.lowest, answer.highest)
        assert got["reasons"] == [reason.criterion for reason in answer.reasons]
        assert got["barriers"] == [barrier.criterion for barrier in answer.barriers]
        assert bool(got["joint"]) is (answer.joint is not None)
        assert answer.joint is None or set(answer.joint.criteria) - set(answer.unmet) <= set(got["joint"])
        together += answer.joint is not None and answer.joint.effect == "rules_out"
    assert together


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("[]", "empty-group"),
        ("[iop, iop]", "repeated-value"),
        ("day_clinic", "unknown-level"),
        ("3", "wrong-type"),
        ("outpatient", "out-of-range"),
        ("[residential, inpatient]", "out-of-range"),
    ],
)
def test_what_cannot_be_ruled_out_is_refused(said: str, code: str) -> None:
    with pytest.raises(CriteriaError) as caught:
        loads(TEXT.replace("rules_out: [iop, residential]", f"rules_out: {said}"))

    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_level_below_that_is_ruled_out_does_not_serve_in_the_meantime(criteria: CriteriaSet) -> None:
    below = neighbours(criteria.recommend({**SEVERE, "minor": "no"}))[0]
    beside = neighbours(criteria.recommend({**SEVERE, "unstable": None, "minor": "no"}))

    assert (below.level, below.serves, below.against) == ("residential", Truth.UNMET, ("unstable",))
    assert [(each.level, each.serves, each.open) for each in beside] == [("iop", Truth.UNKNOWN, ("unstable",))]


def test_without_work_left_only_what_is_certain_is_said_to_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then `lowest` is a sound end of a range, and what is ruled out is read from criteria that are met."""
    tangled = TEXT.replace("rules_out: [iop, residential]", "rules_out: iop")
    tangled += "  - {id: tangled, suggests: inpatient, when: {works: yes}, because: Work makes it worse.}\n"
    monkeypatch.setattr(level_diagram, "NODES", 0)
    monkeypatch.setattr(possible_by_solver, "SOLVER_WORK", 0)

    together, alone = (loads(tangled).recommend({"symptoms": "moderate", "unstable": "yes", **minor}) for minor in ({}, {"minor": "no"}))

    assert (together.exact, together.lowest, together.raised_from) == (False, "iop", None)
    assert (alone.exact, alone.lowest, alone.raised_from) == (False, "residential", "iop")


def test_what_carries_a_raised_level_is_told_too_where_nothing_can_be_left_out_for_want_of_work(criteria: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = joint_reasons.possible_ranks, 0

    def once(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise OverBudgetError
        return whole(*given)

    monkeypatch.setattr(joint_reasons, "possible_ranks", once)
    answer = criteria.recommend(SEVERE)

    assert answer.joint is not None
    assert {"severe", "unstable", "young"} <= set(answer.joint.criteria)


def test_mutants_rule_out_one_level_more_or_less(criteria: CriteriaSet) -> None:
    found = [each.words for each in mutants(loads(TEXT.replace("rules_out: [iop, residential]", "rules_out: iop")).definition, {}) if "ruled out" in each.words]

    assert found == ["`residential` is also ruled out", "`iop` is no longer ruled out", "`residential` is no longer ruled out"]


def test_decide_goes_past_every_level_that_is_ruled_out(criteria: CriteriaSet) -> None:
    known = {"symptoms": "severe", "unstable": "yes", "minor": "no", "works": "no"}

    assert criteria.decide(known).level == "inpatient"
    assert criteria.decide({**known, "unstable": "no"}).level == "residential"
    assert [each.level for each in criteria.decide_many([known, {**known, "works": "yes"}])] == ["inpatient", "inpatient"]


@pytest.mark.parametrize("symptoms", ["severe", None])
def test_the_solver_counts_what_is_ruled_out_for_certain(symptoms: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def over_budget(*_: Any, **__: Any) -> Any:
        raise OverBudgetError

    case = {"unstable": "yes", "minor": "no"} | ({} if symptoms is None else {"symptoms": symptoms})
    expected = loads(TEXT).recommend(case).possible
    for module, name in ((level_diagram, "_diagram"), (possible_levels, "diagram_of_open"), (possible_levels, "_changing")):
        monkeypatch.setattr(module, name, over_budget)

    assert loads(TEXT).recommend(case).possible == expected
