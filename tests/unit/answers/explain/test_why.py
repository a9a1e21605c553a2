"""`CriteriaSet.why`: what each reason rests on, what alone is enough for the level, and what carries it."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carelevel
from carelevel.answers.explain import evidence as finding
from carelevel.answers.explain.why import ReasonWhy, Why
from carelevel.api import CriteriaSet
from carelevel.logic import level_diagram
from carelevel.logic import sufficient_reason as searching
from carelevel.logic.sufficient_reason import hitting
from carelevel.logic.work import OverBudgetError
from carelevel.model.frozen import FrozenDict
from tests.unit.answers.explain.small_clinic import CALM, SMALL_CLINIC


@pytest.fixture
def clinic() -> CriteriaSet:
    return carelevel.loads(SMALL_CLINIC)


def reason(found: Why, criterion: str) -> ReasonWhy:
    return next(each for each in (*found.reasons, *found.barriers) if each.criterion == criterion)


def test_a_reason_is_reported_with_its_evidence_and_what_was_needed_where_the_record_goes_beyond(clinic: CriteriaSet) -> None:
    found = clinic.why({**CALM, "danger": "acute", "alone": "yes"})

    assert reason(found, "acute") == ReasonWhy(
        criterion="acute",
        effect="requires",
        level="hospital",
        because="Acute danger needs a hospital.",
        sources=clinic.criteria["acute"].sources,
        evidence=FrozenDict(danger="acute"),
        every_evidence=(FrozenDict(danger="acute"),),
        all_told=True,
        words="danger is acute",
    )
    assert reason(found, "alone-in-danger").words == "danger is acute (high or worse needed); the person lives alone"


@pytest.mark.parametrize(
    ("criterion", "case", "words"),
    [
        ("distress", {"phq9": 20, "gad7": 10}, "distress is 30 (25 or more needed)"),
        ("distress", {"phq9": {"at_least": 20}, "gad7": 5}, "distress is 25 to 32"),
        ("very-severe", {"phq9": 21}, "PHQ-9 is 21 (20 or more needed)"),
        ("very-severe", {"phq9_band": "high"}, "PHQ-9 is 20 or more"),
        (
            "therapy-failed",
            {"therapy": "not_enough", "weeks": 9, "phq9": 10},
            "weekly therapy was given a fair try that was not enough, as weekly therapy is not enough and time in weekly therapy is 9 weeks"
            " (6 weeks or more needed); PHQ-9 is 10",
        ),
        ("many-troubles", {"conditions": {"ptsd": "yes"}, "alone": "yes"}, "conditions include PTSD; the person lives alone"),
        ("work", {"works": "yes", "phq9": 25}, "the person works"),
        ("stay-went-badly", {"past_stay": "yes", "danger": "none", "phq9": 25}, '"a stay in the past" is yes; danger is absent'),
    ],
)
def test_the_words_say_what_is_recorded_in_the_order_of_the_condition(clinic: CriteriaSet, criterion: str, case: dict[str, Any], words: str) -> None:
    assert reason(clinic.why(case), criterion).words == words


def test_what_is_wanted_unmet_is_reported_as_what_is_there_instead() -> None:
    """A condition under `none`, or a named one that is answered with no, rests on what keeps it from being met."""
    plain = carelevel.loads(SMALL_CLINIC).to_dict()
    plain["criteria"].append(
        {"id": "quiet", "suggests": "day", "because": "Quiet.", "when": {"none": [{"danger": {"at_least": "high"}}, {"conditions": {"includes": "ocd"}}]}}
    )
    plain["criteria"].append({"id": "untried", "suggests": "day", "because": "Untried.", "when": {"failed": "no", "works": "no"}})
    clinic = carelevel.loads(str(plain))

    found = clinic.why(CALM)

    assert reason(found, "quiet").words == "danger is absent (at most some needed); conditions do not include OCD"
    assert reason(found, "untried").words == "weekly therapy was given no fair try, as weekly therapy is never tried; the person does not work"


def test_every_part_that_is_enough_is_reported_the_smallest_first(clinic: CriteriaSet) -> None:
    """Two of three troubles are enough, so with all three there are three ways to rest on two."""
    found = reason(clinic.why({**CALM, "alone": "yes", "conditions": ["ocd", "ptsd"]}), "many-troubles")

    assert found.evidence == {"conditions": {"ocd": "yes", "ptsd": "yes"}}
    assert found.every_evidence == (
        {"conditions": {"ocd": "yes", "ptsd": "yes"}},
        {"alone": "yes", "conditions": {"ocd": "yes"}},
        {"alone": "yes", "conditions": {"ptsd": "yes"}},
    )


def test_part_of_a_sum_can_be_enough(clinic: CriteriaSet) -> None:
    found = reason(clinic.why({**CALM, "phq9": 25, "gad7": 21, "danger": "some"}), "distress")

    assert found.every_evidence == ({"phq9": 25},)


def test_too_many_ways_are_not_all_reported(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of twenty signs can be chosen in more ways than anybody reads, or any machine writes down."""
    monkeypatch.setattr(finding, "MOST_EVIDENCE", 2)

    found = reason(clinic.why({**CALM, "alone": "yes", "conditions": ["ocd", "ptsd"]}), "many-troubles")

    assert (found.all_told, found.every_evidence) == (False, ({"conditions": {"ocd": "yes", "ptsd": "yes"}},))


def test_the_parts_of_a_long_sum_are_not_all_tried() -> None:
    names = [f"item_{i}" for i in range(11)]
    plain = {
        "carelevel": 1,
        "id": "long",
        "version": "1",
        "title": "Long",
        "levels": {"home": {"title": "Home"}, "day": {"title": "Day"}},
        "facts": {name: {"type": "score", "range": [0, 3]} for name in names},
        "derived": {"total": {"sum": names}},
        "criteria": [{"id": "total", "suggests": "day", "when": {"total": {"at_least": 3}}, "because": "High."}],
    }
    long = carelevel.loads(str(plain))

    (found,) = long.why(dict.fromkeys(names, 3)).reasons

    assert (found.all_told, found.every_evidence) == (False, (found.evidence,))


def test_what_alone_is_enough_for_the_level_leaves_out_all_that_cannot_change_it(clinic: CriteriaSet) -> None:
    found = clinic.why({**CALM, "phq9": 22, "works": "yes"})

    assert found.sufficient == {"danger": "none", "phq9": 22, "works": "yes", "past_stay": "no", "age": 40}
    assert clinic.recommend(found.sufficient).level == "day"


def test_one_fact_can_be_enough(clinic: CriteriaSet) -> None:
    assert clinic.why({**CALM, "danger": "acute"}).sufficient == {"danger": "acute", "age": 40}


def test_a_level_that_is_not_settled_has_nothing_that_is_enough(clinic: CriteriaSet) -> None:
    found = clinic.why({"age": 40, "danger": "high"})

    assert (found.level, found.sufficient, found.exact) == (None, None, True)


def test_a_criterion_carries_the_level_when_without_it_others_would_be_possible(clinic: CriteriaSet) -> None:
    """The limit carries the level here, the suggestion does too; of two suggestions of the same level neither does alone."""
    assert clinic.why({**CALM, "phq9": 21, "works": "yes"}).carried_by == ("very-severe", "work")
    assert clinic.why({**CALM, "phq9": 14, "gad7": 11, "weeks": 8, "therapy": "not_enough"}).carried_by == ()
    assert clinic.why({**CALM, "danger": "acute"}).carried_by == ("acute",)


def test_where_the_level_is_open_a_criterion_carries_the_range(clinic: CriteriaSet) -> None:
    found = clinic.why({"age": 40, "phq9": 21, "danger": "some"})

    assert found.possible == ("day", "stay")
    assert found.carried_by == ("very-severe",)


def test_for_whom_the_criteria_are_not_there_is_nothing_to_explain(clinic: CriteriaSet) -> None:
    found = clinic.why({**CALM, "age": 12, "danger": "acute"})

    assert (found.possible, found.reasons, found.barriers, found.sufficient, found.carried_by) == ((), (), (), None, ())


def test_beyond_the_budget_it_says_that_it_is_not_exact(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level_diagram, "NODES", 3)

    found = clinic.why({**CALM, "phq9": 22, "works": "yes"})

    assert (found.level, found.sufficient, found.exact) == ("day", None, False)
    assert [each["code"] for each in found.to_dict()["problems"]] == ["not-decided"]


def test_beyond_the_budget_of_tries_too(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "TRIES", 0)

    found = clinic.why({**CALM, "phq9": 22, "works": "yes"})

    assert (found.sufficient, found.carried_by, found.exact) == (None, ("work",), False)


def test_a_criterion_of_which_it_was_not_decided_whether_it_carries_is_left_out(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = clinic.recommend({**CALM, "danger": "acute"})

    def over_budget(*_: object) -> None:
        raise OverBudgetError

    monkeypatch.setattr("carelevel.answers.explain.why.level_diagram", over_budget)
    found = clinic.why(answer.case)

    assert (found.carried_by, found.exact) == ((), False)


def test_as_json_it_names_sources_and_criteria(clinic: CriteriaSet) -> None:
    found = clinic.why({**CALM, "danger": "acute"}).to_dict()

    assert found == {
        "level": "hospital",
        "possible": ["hospital"],
        "applies": "met",
        "reasons": [
            {
                "criterion": "acute",
                "effect": "requires",
                "level": "hospital",
                "because": "Acute danger needs a hospital.",
                "sources": ["guideline"],
                "cited": [{"id": "guideline", "at": "section 1"}],
                "evidence": {"danger": "acute"},
                "every_evidence": [{"danger": "acute"}],
                "all_told": True,
                "words": "danger is acute",
            }
        ],
        "joint": None,
        "barriers": [],
        "joint_barrier": None,
        "sufficient": {"danger": "acute", "age": 40},
        "carried_by": ["acute"],
        "exact": True,
        "contradictions": [],
        "problems": [],
        "criteria": {"id": "small-clinic", "version": "1"},
    }


@given(st.lists(st.integers(1, 255), max_size=9))
def test_a_smallest_hitting_set_is_the_first_of_the_smallest(sets: list[int]) -> None:
    """Compared with every choice of bits, from the fewest on and the lowest first."""
    every = (sum(1 << bit for bit in chosen) for size in range(9) for chosen in combinations(range(8), size))

    assert hitting(sets) == next(chosen for chosen in every if all(chosen & each for each in sets))
