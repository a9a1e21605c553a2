"""What several criteria carry together, wherever reasons are read; and what is said of it where there is next to no room."""

import json
from typing import Any

import jsonschema
import pytest

import carelevel
from carelevel.answers import joint_reasons
from carelevel.api import CriteriaSet, engine_of, loads
from carelevel.logic import level_diagram, possible_by_solver, possible_levels, sufficient_reason
from carelevel.model.problems import CaseError, Place
from carelevel.model.truth import Truth
from carelevel.records.reading import read_record
from carelevel.records.schema import record_problems
from carelevel.syntax.json_schema_answers import answer_schema
from tests.budgets import without_room

TEXT = """
carelevel: 1
id: pulse
version: "1"
title: Pulse
levels: {home: {title: Home}, day: {title: Day care}, ward: {title: Ward}}
services: {ecg: An ECG, diet: A diet}
sources: {guide: {title: Guide}}
facts:
  minor: {type: yes_no, title: the person is a minor}
  pulse: {type: score, range: [0, 220], worse: low}
  alone: {type: yes_no}
  tired: {type: yes_no}
criteria:
  - {id: adult-slow, requires: ward, when: {minor: no, pulse: {at_most: 39}}, because: A pulse below 40 in an adult., source: guide}
  - {id: minor-slow, requires: ward, when: {minor: yes, pulse: {at_most: 49}}, because: A pulse below 50 in a minor.}
  - {id: low, suggests: ward, when: {pulse: {at_most: 59}, tired: yes}, because: Tired with a low pulse.}
  - {id: not-tired, suggests: ward, when: {pulse: {at_most: 59}, tired: no}, because: A low pulse all the same.}
  - {id: nobody-there, limits_to: day, when: {alone: yes}, because: Nobody looks after the flat.}
  - {id: somebody-there, limits_to: day, when: {alone: no}, because: Somebody is cared for at home.}
  - {id: adult-ecg, adds: [ecg], when: {minor: no, pulse: {at_most: 99}}, because: Adults get an ECG.}
  - {id: minor-ecg, adds: [ecg], when: {minor: yes, pulse: {at_most: 79}}, because: Minors get an ECG.}
  - {id: diet, adds: [diet], when: {tired: yes}, because: A diet helps.}
"""


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return loads(TEXT)


def test_criteria_of_which_one_holds_are_reported_with_what_that_rests_on(criteria: CriteriaSet) -> None:
    answer = criteria.recommend({"pulse": 39, "tired": "no", "alone": "yes"})

    assert (answer.level, [reason.criterion for reason in answer.reasons], answer.joint) == ("ward", ["not-tired"], None)
    answer = criteria.recommend({"pulse": 39, "alone": "yes"})
    assert answer.joint is not None
    assert (answer.level, answer.joint.criteria, answer.joint.effect, answer.joint.level) == ("ward", ("adult-slow", "minor-slow"), "requires", "ward")
    assert (answer.joint.evidence, answer.joint.whichever) == ({"pulse": 39}, ("minor",))
    assert [source.id for source in answer.joint.sources] == ["guide"]
    # The limit is met, and what keeps the level above it is only certain jointly.
    (barrier,) = answer.barriers
    assert (barrier.criterion, barrier.lowered_from, barrier.overridden) == ("nobody-there", None, True)


def test_limits_of_which_one_holds_are_reported_where_they_lower_the_level(criteria: CriteriaSet) -> None:
    answer = criteria.recommend({"pulse": 55})

    assert (answer.level, answer.reasons, answer.barriers) == ("day", (), ())
    assert answer.joint is not None
    assert (answer.joint.criteria, answer.joint.level, answer.joint.effect) == (("low", "not-tired"), "day", "suggests")
    found = answer.joint_barrier
    assert found is not None
    assert (found.joint.criteria, found.joint.level, found.joint.effect) == (("nobody-there", "somebody-there"), "day", "limits_to")
    assert (found.lowered_from, found.overridden, found.joint.evidence, found.joint.whichever) == ("ward", False, {}, ("alone",))
    assert criteria.recommend({"pulse": 70}).joint_barrier is None


def test_a_service_that_is_only_certain_by_several_criteria_has_evidence(criteria: CriteriaSet) -> None:
    ecg, diet = criteria.recommend({"pulse": 70}).services

    assert (ecg.id, ecg.status, ecg.criteria, ecg.evidence, ecg.whichever) == ("ecg", "met", ("adult-ecg", "minor-ecg"), {"pulse": 70}, ("minor",))
    assert (diet.id, diet.status, diet.evidence, diet.whichever) == ("diet", "open", None, ())


def test_it_is_said_in_every_form(criteria: CriteriaSet) -> None:
    case = {"pulse": 39}
    answer = criteria.recommend(case)
    words = 'At least one of "A pulse below 40 in an adult" [adult-slow] and "A pulse below 50 in a minor" [minor-slow] is met, '

    assert f"{words}whether or not the person is a minor; this rests on pulse 39. Requires: Ward." in _one_line(answer)
    assert f"{words}whether or not the person is a minor; this rests on pulse 39." in _one_line(criteria.why(case))
    assert f"{words}whether or not the person is a minor; this rests on pulse 39." in _one_line(criteria.why_not(case, "home"))
    assert "nothing can lead to this level" not in str(criteria.why_not(case, "home"))
    assert "whether or not the person is a minor" in answer.to_markdown()
    assert "whether or not the person is a minor" in answer.to_html()
    assert "one of adult-slow and minor-slow" in str(criteria.compare({"pulse": 100}, case))
    assert "An ECG: At least one of" in _one_line(answer)
    assert "[guide]" in str(answer)
    assert "is met, whether or not alone; no fact about this person is needed for it" in _one_line(criteria.recommend({"pulse": 55}))
    assert "Barriers" in str(criteria.why({"pulse": 55}))
    assert "one of nobody-there and somebody-there" in str(criteria.compare({"pulse": 100}, {"pulse": 55}))
    for given in (case, {"pulse": 55}, {}):
        jsonschema.validate(criteria.recommend(given).to_dict(), answer_schema())


def _one_line(shown: object) -> str:
    return " ".join(str(shown).split())


def test_a_record_keeps_the_criteria_and_no_facts_and_replays(criteria: CriteriaSet) -> None:
    record = criteria.recommend({"pulse": 39}).record("2026-11-25T14:30:00Z", facts="masked")

    assert record.answer["joint"] == {"criteria": ("adult-slow", "minor-slow"), "effect": "requires", "level": "ward"}
    assert record.facts == {"pulse": {"at_most": 39}}
    assert criteria.replay([record]).same == 1


def test_a_record_of_before_has_no_joint_reason_and_replays(criteria: CriteriaSet) -> None:
    record = criteria.recommend({"pulse": 39}).record("2026-11-25T14:30:00Z", facts=True)
    kept = json.loads(json.dumps(record.to_dict()))
    del kept["answer"]["joint"], kept["answer"]["joint_barrier"]

    assert record_problems(kept) == []
    assert criteria.replay([read_record(json.dumps(kept), Place("records.jsonl", 1, 1))]).same == 1


def test_a_joint_reason_that_changed_is_reported_by_replay(criteria: CriteriaSet) -> None:
    record = criteria.recommend({"pulse": 39}).record("2026-11-25T14:30:00Z", facts=True)
    other = loads(TEXT.replace("at_most: 39}}", "at_most: 38}}"))

    (difference,) = other.replay([record], other_criteria=True).differences

    assert {turn.criterion: turn.was for turn in difference.turns}["adult-slow"] == "unknown, one of 2, at least one of which is met (requires ward)"


@pytest.mark.parametrize("room", [3, 40])
def test_where_there_is_no_room_for_a_diagram_there_is_a_reason_all_the_same(room: int) -> None:
    with without_room(room):
        answer = loads(TEXT).recommend({"pulse": 39, "tired": "yes", "alone": "yes"} if room == 3 else {"pulse": 39})

    assert answer.lowest == "home" or answer.joint is not None or answer.reasons


def test_what_is_enough_is_found_by_the_solver_where_the_diagram_is_over_its_budget(criteria: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = criteria.recommend({"pulse": 39, "alone": "yes"}).joint
    monkeypatch.setattr(level_diagram, "NODES", 10)
    large = loads(TEXT)

    found = large.recommend({"pulse": 39, "alone": "yes"})

    assert (found.exact, found.joint) == (True, expected)
    assert joint_reasons.limits_aside(engine_of(large)).whole() is None


def test_what_is_enough_is_looked_for_part_by_part_where_a_smallest_part_takes_too_long(criteria: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = criteria.recommend({"pulse": 39, "alone": "yes"}).joint
    monkeypatch.setattr(sufficient_reason, "TRIES", 0)

    assert loads(TEXT).recommend({"pulse": 39, "alone": "yes"}).joint == expected


def test_where_the_solver_is_over_its_budget_what_bears_on_the_level_is_given(criteria: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    case = criteria.case({"pulse": 39, "alone": "yes"})
    monkeypatch.setattr(possible_by_solver, "SOLVER_WORK", 0)

    found = possible_by_solver.enough_alone(level_diagram.PreparedCriteria.of(criteria.definition), case, 2, 2)

    assert set(found.values) == {"pulse", "alone"}


def test_bundled_sets_need_no_joint_reason_where_a_criterion_is_met() -> None:
    answer: Any = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})

    assert (answer.level, answer.joint, answer.joint_barrier) == ("inpatient", None, None)


MEMBERS = """
carelevel: 1
id: members
version: "1"
title: Members
levels: {home: {title: Home}, ward: {title: Ward}}
facts:
  signs: {type: set, values: [fever, rash, pain]}
  minor: {type: yes_no}
  weak: {type: yes_no}
applies_when: {any: [{minor: yes}, {weak: yes}]}
impossible: [{id: never-both, when: {minor: yes, weak: yes}, because: Never both.}]
criteria:
  - {id: minor-fever, requires: ward, when: {minor: yes, signs: {includes: fever}}, because: Fever in a minor.}
  - {id: weak-fever, requires: ward, when: {weak: yes, signs: {includes: fever, excludes: rash}}, because: Fever in somebody weak.}
"""


def test_members_of_sets_are_evidence_one_by_one_in_a_diagram_and_for_the_solver() -> None:
    """Nobody for whom the criteria are is without one of both; that the third sign is known plays no part."""
    criteria = loads(MEMBERS)
    case = criteria.case({"signs": {"fever": "yes", "rash": "no", "pain": "yes"}})

    answer = criteria.recommend(case)

    assert (answer.possible, answer.applies, answer.settled) == (("ward",), "unknown", False)
    assert answer.joint is not None
    assert answer.joint.evidence == {"signs": {"fever": "yes", "rash": "no"}}
    assert possible_by_solver.enough_alone(joint_reasons.limits_aside(engine_of(criteria)), case, 1, 1) == criteria.case(answer.joint.evidence)


def test_criteria_too_many_are_named_where_there_is_no_room_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("criteria:\n", "criteria:\n  - {id: sad, requires: ward, when: {alone: yes, tired: yes}, because: Sad.}\n")
    criteria = loads(text)
    first = criteria.recommend({"pulse": 39})
    monkeypatch.setattr(level_diagram, "NODES", 1)

    found = joint_reasons.carrier(engine_of(criteria), criteria.case({"pulse": 39}), 2)

    assert first.joint is not None
    assert first.joint.criteria == ("adult-slow", "minor-slow")
    assert found.criteria == ("sad", "adult-slow", "minor-slow", "low", "not-tired")


# Whom the criteria are for, where there is little room


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("unknown", ("minor", "weak"))),
        ({"minor": "no"}, ("unknown", ("weak",))),
        ({"minor": "no", "weak": "no"}, ("unmet", ())),
    ],
)
def test_whom_they_are_for_is_found_without_a_diagram(given: dict[str, Any], expected: tuple[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = loads(MEMBERS)
    asked = engine_of(criteria)
    found = possible_levels.whom(asked, criteria.case(given))
    monkeypatch.setattr(possible_levels, "for_whom", lambda _: None)

    assert possible_levels.whom(asked, criteria.case(given)) == found
    assert (found.applies.value, found.missing, found.is_exact) == (*expected, True)


def test_what_the_solver_alone_sees_is_seen_without_a_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of both always holds, or none of both does, though each is unknown."""
    always = loads(MEMBERS.replace("applies_when: {any: [{minor: yes}, {weak: yes}]}", "applies_when: {any: [{minor: yes}, {minor: no}]}"))
    never = loads(MEMBERS.replace("applies_when: {any: [{minor: yes}, {weak: yes}]}", "applies_when: {minor: yes, weak: yes}"))
    monkeypatch.setattr(possible_levels, "for_whom", lambda _: None)

    assert possible_levels.whom(engine_of(always), always.case({})).applies is Truth.MET
    assert possible_levels.whom(engine_of(never), never.case({})).applies is Truth.UNMET
    assert never.recommend({}).applies == "unmet"


def test_nobody_is_refused_whom_ever_the_criteria_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    text = MEMBERS.replace(
        "because: Never both.}]", "because: Never both.}, {id: i2, when: {minor: no, weak: yes}, because: No.}, {id: i3, when: {weak: no}, because: No.}]"
    )
    nobody = loads(text)

    for case in ({}, {"minor": "no"}):
        with pytest.raises(CaseError, match="no possible person is like this"):
            nobody.recommend(case)
        with pytest.raises(CaseError, match="no possible person is like this"):
            nobody.possible_levels(case)
    monkeypatch.setattr(possible_levels, "for_whom", lambda _: None)
    with pytest.raises(CaseError, match="no possible person is like this"):
        nobody.recommend({})


def test_where_there_is_no_room_at_all_it_stays_unknown_and_says_so() -> None:
    with without_room(0):
        criteria = loads(MEMBERS)
        answer = criteria.recommend({"signs": {"fever": "yes"}})
        unmet = possible_levels.whom(engine_of(criteria), criteria.case({"minor": "no", "weak": "no"}))

    assert (answer.applies, answer.settled, answer.exact, [problem.code for problem in answer.problems]) == ("unknown", False, False, ["not-decided"])
    assert {"minor", "weak"} <= set(answer.missing)
    assert (unmet.applies, unmet.is_exact) == (Truth.UNMET, True)
