"""`CriteriaSet.compare`: the reassessment that programmes do each week or month."""

import pickle
from typing import Any

import pytest

import carelevel
from carelevel.answers.explain.reassessment import Comparison, CriterionTurn, FactTurn, compare
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.model.frozen import FrozenDict

CRITERIA = """
carelevel: 1
id: week-by-week
version: "1"
title: Week by week
levels: {home: {title: Home}, day: {title: Day}, stay: {title: Stay}, hospital: {title: Hospital}}
services: {talk: Talking}
applies_when: {age: {at_least: 18}}
facts:
  age: {type: score, range: [0, 99], changes: no}
  danger: {type: scale, values: [none, some, acute], worse: high}
  symptoms: {type: score, range: [0, 27], worse: high}
  alone: {type: yes_no, worse: yes}
  works: {type: yes_no}
  children: {type: yes_no}
  signs: {type: set, values: [sleep, appetite]}
criteria:
  - {id: acute, requires: hospital, when: {danger: acute}, because: Acute danger.}
  - {id: alone-in-danger, requires: stay, when: {danger: {at_least: some}, alone: yes}, because: Nobody is there.}
  - {id: symptoms, suggests: day, when: {symptoms: {at_least: 10}}, because: Symptoms are moderate.}
  - {id: severe, suggests: stay, when: {symptoms: {at_least: 20}}, because: Symptoms are severe.}
  - {id: no-sleep, suggests: stay, when: {signs: {includes: sleep}}, because: There is no sleep.}
  - {id: job, limits_to: day, when: {works: yes}, because: A job would be put down.}
  - {id: parent, limits_to: day, when: {children: yes}, because: Children need care.}
  - {id: talking, adds: [talk], when: {symptoms: {at_least: 5}}, because: Talking helps.}
"""

CALM: dict[str, Any] = {"age": 30, "danger": "none", "symptoms": 0, "alone": "no", "works": "no", "children": "no", "signs": []}


@pytest.fixture(scope="module")
def weekly() -> CriteriaSet:
    return carelevel.loads(CRITERIA)


def compared(criteria: CriteriaSet, before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Return what has changed between two people who are calm but for this."""
    return compare(criteria.recommend({**CALM, **before}), criteria.recommend({**CALM, **after}))


def test_a_step_up_says_which_facts_and_criteria_changed_and_what_carried_it(weekly: CriteriaSet) -> None:
    comparison = compared(weekly, {"symptoms": 12}, {"symptoms": 22, "alone": "yes"})

    assert comparison.moved == "step-up"
    assert comparison.through == ("severe",)
    assert comparison.facts == (FactTurn("symptoms", 12, 22), FactTurn("alone", "no", "yes"))
    assert comparison.criteria == (CriterionTurn("severe", "suggests", "stay", "unmet", "met"),)


def test_a_criterion_that_turns_beside_the_move_does_not_carry_it(weekly: CriteriaSet) -> None:
    """From home to hospital the hospital's reason is what counts; that symptoms are moderate now too would have been a step to day care alone."""
    comparison = compared(weekly, {}, {"danger": "acute", "symptoms": 12})

    assert (comparison.moved, comparison.through) == ("step-up", ("acute",))
    assert [turn.criterion for turn in comparison.criteria] == ["acute", "symptoms", "talking"]


def test_each_of_two_criteria_that_are_enough_alone_carries_the_move(weekly: CriteriaSet) -> None:
    assert compared(weekly, {}, {"symptoms": 22, "signs": ["sleep"]}).through == ("severe", "no-sleep")


def test_what_is_only_enough_together_carries_the_move_together(weekly: CriteriaSet) -> None:
    """Severe symptoms alone would not have moved the level while the job and the children limited it."""
    comparison = compared(weekly, {"symptoms": 12, "works": "yes", "children": "yes"}, {"symptoms": 22})

    assert (comparison.moved, comparison.through) == ("step-up", ("severe", "job", "parent"))


@pytest.mark.parametrize(
    ("before", "after", "moved", "through"),
    [
        ({"symptoms": 22}, {"symptoms": 12}, "step-down", ("severe",)),
        ({"symptoms": 22}, {"symptoms": 22, "works": "yes"}, "step-down", ("job",)),
        ({"symptoms": 22}, {"symptoms": 22, "works": "yes", "children": "yes"}, "step-down", ("job", "parent")),
        ({"symptoms": 22}, {"symptoms": 12, "works": "yes"}, "step-down", ("severe", "job")),
        ({"symptoms": 22, "signs": ["sleep"]}, {}, "step-down", ("symptoms", "severe", "no-sleep")),
        ({"symptoms": 22, "works": "yes"}, {"symptoms": 22}, "step-up", ("job",)),
        ({"danger": "acute", "works": "yes"}, {"works": "yes", "symptoms": 22}, "step-down", ("acute",)),
        (
            {"symptoms": 22, "works": "yes", "danger": "some", "alone": "yes"},
            {"symptoms": 22, "works": "yes", "danger": "some"},
            "step-down",
            ("alone-in-danger",),
        ),
        ({"symptoms": 12}, {"symptoms": 14}, "stay", ()),
        ({"symptoms": 22}, {"signs": ["sleep"]}, "stay", ()),
        ({"symptoms": 12}, {"symptoms": None}, "open", ()),
        ({"symptoms": None}, {"symptoms": None}, "open", ()),
        ({"age": 17}, {"age": 18}, "open", ()),
        ({"age": 17}, {"age": 17}, "open", ()),
        ({"symptoms": None}, {"danger": "acute"}, "step-up", ("acute",)),
        ({"danger": "acute"}, {"symptoms": None}, "step-down", ("acute",)),
        ({"symptoms": 12, "alone": None}, {"symptoms": 22, "alone": None}, "step-up", ("severe",)),
    ],
)
def test_where_the_level_moved_and_through_what(
    weekly: CriteriaSet, before: dict[str, Any], after: dict[str, Any], moved: str, through: tuple[str, ...]
) -> None:
    comparison = compared(weekly, before, after)

    assert (comparison.moved, comparison.through) == (moved, through)


def test_what_was_never_asked_is_not_taken_to_have_stayed_as_it_was(weekly: CriteriaSet) -> None:
    """Twice the same range is no proof that the level is the same."""
    comparison = compared(weekly, {"danger": None}, {"danger": None, "symptoms": 6})

    assert comparison.before.possible == comparison.after.possible == ("home", "hospital")
    assert comparison.moved == "open"


def test_facts_known_in_part_and_facts_no_longer_known_are_turns(weekly: CriteriaSet) -> None:
    before = {**CALM, "symptoms": {"at_least": 10}, "signs": {"sleep": "no"}}
    after = {**CALM, "works": None}

    comparison = compare(weekly.recommend(before), weekly.recommend(after))

    assert comparison.facts == (
        FactTurn("symptoms", FrozenDict(at_least=10), 0),
        FactTurn("works", "no", None),
        FactTurn("signs", FrozenDict(sleep="no"), FrozenDict(sleep="no", appetite="no")),
    )


def test_the_same_case_twice_has_no_turns(weekly: CriteriaSet) -> None:
    comparison = compared(weekly, {"symptoms": 12}, {"symptoms": 12})

    assert (comparison.facts, comparison.criteria, comparison.moved, comparison.through) == ((), (), "stay", ())


def test_a_comparison_is_a_value(weekly: CriteriaSet) -> None:
    one, same, other = (compared(weekly, {}, {"symptoms": points}) for points in (12, 12, 13))

    assert one == same == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(same)
    assert one != other


def test_a_comparison_as_json_holds_both_answers(weekly: CriteriaSet) -> None:
    comparison = compared(weekly, {"signs": None}, {"signs": {"sleep": "yes"}})

    assert comparison.to_dict() == {
        "moved": "open",
        "through": [],
        "facts": [{"fact": "signs", "was": None, "is_now": {"sleep": "yes"}}],
        "criteria": [{"criterion": "no-sleep", "effect": "suggests", "level": "stay", "was": "unknown", "is_now": "met"}],
        "exact": True,
        "before": comparison.before.to_dict(),
        "after": comparison.after.to_dict(),
    }


ENTANGLED = """
carelevel: 1
id: entangled
version: "1"
title: Entangled
levels: {home: {title: Home}, day: {title: Day}}
facts:
  asked: {type: yes_no}
  score: {type: score, range: [0, 9]}
criteria:
  - {id: low-score, suggests: day, when: {asked: yes, score: {at_most: 4}}, because: Low.}
  - {id: high-score, suggests: day, when: {asked: yes, score: {at_least: 5}}, because: High.}
  - {id: never, suggests: day, when: {asked: yes, score: 0}, because: Nothing.}
"""


def test_where_unknown_criteria_cannot_fail_together_each_that_pushed_is_named() -> None:
    """Neither criterion is met, yet one of them will be: no single turn is enough, and leaving `through` empty would say that nothing moved the level."""
    entangled = carelevel.loads(ENTANGLED)

    up = compare(entangled.recommend({"asked": "no"}), entangled.recommend({"asked": "yes"}))
    down = compare(entangled.recommend({"asked": "yes"}), entangled.recommend({"asked": "no"}))

    assert (up.moved, up.through) == ("step-up", ("low-score", "high-score", "never"))
    assert (down.moved, down.through) == ("step-down", ("low-score", "high-score", "never"))


def test_the_answers_of_a_comparison_are_recommendations(weekly: CriteriaSet) -> None:
    comparison = compared(weekly, {}, {"symptoms": 12})

    assert isinstance(comparison.before, Recommendation)
    assert (comparison.before.level, comparison.after.level) == ("home", "day")
    assert comparison.exact
