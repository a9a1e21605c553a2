"""What carelevel returns can be shared: it cannot be changed, compares by value, and travels between processes."""

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.problems import CaseError, CriteriaError, MissingExtraError, Place, Problem

NAME = "adult-mental-health"
CASES: tuple[dict[str, Any], ...] = (
    {},
    {"age": 12},
    {"suicide_risk": "imminent", "works_or_studies": "yes", "duties_can_be_covered": False},
    {"age": 40, "symptom_severity": "severe", "weekly_therapy": "not_enough", "conditions": ["ocd"], "phq9": {"at_least": 15}},
    {"conditions": {"ptsd": "yes", "ocd": "no"}, "phq9_band": "moderate", "needs_round_the_clock_structure": True},
)
BARRED = {
    "suicide_risk": "none",
    "violence_risk": "none",
    "judgement": "sound",
    "self_care": "able",
    "withdrawal_risk": "none",
    "circumstances": [],
    "support_at_home": "yes",
    "needs_round_the_clock_structure": "yes",
    "works_or_studies": "yes",
    "duties_can_be_covered": "no",
    "age": 40,
}
MADE: dict[str, Callable[[CriteriaSet], Any]] = {
    "recommendation": lambda criteria: criteria.recommend(CASES[3]),
    "open recommendation": lambda criteria: criteria.recommend(CASES[4]),
    "no recommendation": lambda criteria: criteria.recommend(CASES[1]),
    "decision": lambda criteria: criteria.decide(CASES[3]),
    "case": lambda criteria: criteria.case(CASES[4]),
    "criteria set": lambda criteria: criteria,
    "levels": lambda criteria: criteria.levels,
    "facts": lambda criteria: criteria.facts,
    "criteria": lambda criteria: criteria.criteria,
    "reason": lambda criteria: criteria.recommend(CASES[2]).reasons[0],
    "barrier": lambda criteria: criteria.recommend(BARRED).barriers[0],
    "service": lambda criteria: criteria.recommend(CASES[3]).services[0],
    "evidence": lambda criteria: criteria.recommend(CASES[3]).reasons[0].evidence,
    "problem": lambda _: Problem("unknown-fact", "no fact", place=Place("a.yaml", 1, 2), path=("a", 0), hint="look"),
    "place": lambda _: Place("a.yaml", 1, 2),
}


@pytest.fixture(scope="module")
def twice() -> tuple[CriteriaSet, CriteriaSet]:
    """The same criteria, loaded two times."""
    return carelevel.load(NAME), carelevel.load(NAME)


@pytest.mark.parametrize("what", MADE)
def test_results_are_compared_by_value(what: str, twice: tuple[CriteriaSet, CriteriaSet]) -> None:
    one, other = map(MADE[what], twice)

    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1


@pytest.mark.parametrize("what", MADE)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_results_travel_between_processes(what: str, protocol: int, twice: tuple[CriteriaSet, CriteriaSet]) -> None:
    made = MADE[what](twice[0])

    unpickled = pickle.loads(pickle.dumps(made, protocol))

    assert (type(unpickled), unpickled) == (type(made), made)
    assert hash(unpickled) == hash(made)


@pytest.mark.parametrize("what", MADE)
def test_results_can_be_copied(what: str, twice: tuple[CriteriaSet, CriteriaSet]) -> None:
    made = MADE[what](twice[0])

    assert copy.copy(made) == made
    assert copy.deepcopy(made) == made


@pytest.mark.parametrize("what", [name for name in MADE if name not in {"levels", "facts", "criteria", "evidence"}])
def test_results_cannot_be_changed(what: str, twice: tuple[CriteriaSet, CriteriaSet]) -> None:
    made = MADE[what](twice[0])
    name = next(name for name in dir(made) if not name.startswith("_") and not callable(getattr(made, name)))

    for change in (lambda: setattr(made, name, None), lambda: delattr(made, name), lambda: setattr(made, "colour", "red")):
        with pytest.raises((AttributeError, TypeError)):
            change()
    assert made == MADE[what](twice[1])


@pytest.mark.parametrize("what", ["levels", "facts", "criteria", "evidence"])
def test_mappings_cannot_be_changed(what: str, twice: tuple[CriteriaSet, CriteriaSet]) -> None:
    made = MADE[what](twice[0])
    key = next(iter(made))
    changes: tuple[Callable[[], Any], ...] = (
        lambda: made.__setitem__(key, 1),
        lambda: made.__delitem__(key),
        lambda: made.update({key: 1}),
        lambda: made.setdefault("new", 1),
        lambda: made.pop(key),
        made.popitem,
        made.clear,
        lambda: made.__ior__({key: 1}),
    )

    for change in changes:
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert made == MADE[what](twice[1])
    assert {**made} == made


def test_a_case_that_is_changed_afterwards_changes_no_answer(adult: CriteriaSet) -> None:
    given = {"conditions": ["ocd"], "phq9": {"at_least": 15}}
    answer = adult.recommend(given)
    before = answer.to_dict()

    given["conditions"].append("ptsd")  # type: ignore[attr-defined]
    given["phq9"]["at_least"] = 0  # type: ignore[index]

    assert answer.to_dict() == before


def test_what_to_dict_gives_is_the_caller_s_own(adult: CriteriaSet) -> None:
    answer = adult.recommend(CASES[3])

    given = answer.to_dict()
    given["reasons"][0]["evidence"].clear()
    given["missing"].clear()
    adult.to_dict()["levels"].clear()

    assert answer.to_dict()["reasons"][0]["evidence"] != {}
    assert list(answer.to_dict()["missing"]) == list(answer.missing) != []
    assert list(adult.to_dict()["levels"]) == list(adult.levels)


@pytest.mark.parametrize("case", CASES)
def test_results_turn_into_json_without_help(case: dict[str, Any], adult: CriteriaSet) -> None:
    answer = adult.recommend(case)

    assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()
    assert json.loads(json.dumps([dict(reason.evidence) for reason in answer.reasons])) == [reason["evidence"] for reason in answer.to_dict()["reasons"]]


@pytest.mark.parametrize("error", [CaseError([Problem("a", "b", place=Place("c", 1, 2))]), CriteriaError([Problem("a", "b")]), MissingExtraError("no")])
def test_errors_travel_between_processes(error: carelevel.CarelevelError) -> None:
    back = pickle.loads(pickle.dumps(error))

    assert (type(back), str(back)) == (type(error), str(error))
    assert getattr(back, "problems", None) == getattr(error, "problems", None)
