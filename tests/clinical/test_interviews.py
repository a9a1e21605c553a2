"""Interviews by the bundled sets: what is asked first, what is never left out, and how many questions there are."""

from collections.abc import Iterator
from functools import cache
from statistics import median
from typing import Any

import pytest

import carelevel
from carelevel.types import Interview
from tests.clinical.assertions import BOTH, MENTAL_HEALTH, SUBSTANCE_USE
from tests.clinical.by_the_thousand import criteria_of
from tests.clinical.people import SHARED, Person

SAFETY_FIRST = {"suicide_risk", "violence_risk", "medically_unstable", "judgement", "withdrawal_risk"}

CALM: Person = {
    **{fact: values[0] for fact, values in SHARED.items()},
    "circumstances": [],
    "eating_disorder_signs": [],
    "days_since_discharge": 90,
    "age": 36,
    "works_or_studies": "yes",
    "cares_for_others": "no",
    "duties_can_be_covered": "no",
    "accepts_a_stay": "no",
    "phq9": 12,
    "phq9_item9": 0,
    "gad7": 9,
    "pcl5": 20,
    "wsas": 15,
    "cssrs_screen": "none",
    "ratings_reviewed": "no",
    "audit": 14,
    "dast10": 2,
    "ciwa_ar": 3,
    "withdrawal_risk_reviewed": "no",
    "use_severity_reviewed": "no",
    "past_complicated_withdrawal": "no",
    "relapse_risk": "low",
    "cravings": "mild",
    "recovery_environment": "supportive",
    "stable_recovery": "no",
    "mental_health_symptoms": "mild",
    "readiness": "ready",
    "co_occurring_conditions": ["anxiety"],
}
"""Someone who works and is in no danger."""


def _mental_health() -> Iterator[tuple[Person, Person]]:
    """Yield what a referral says, and what else is true: the trouble, daily life, treatment so far."""
    for condition, severity, function, therapy, weeks, tried in (
        ("depression", "moderate", "struggling", "not_enough", 20, "yes"),
        ("ocd", "severe", "struggling", "not_enough", 52, "yes"),
        ("ocd", "moderate", "struggling", "not_enough", 30, "no"),
        ("panic", "severe", "failing", "never_tried", 0, "no"),
        ("anxiety", "moderate", "managing", "in_progress", 3, "yes"),
        ("depression", "moderate", "struggling", "never_tried", 0, "no"),
        ("anxiety", "mild", "managing", "never_tried", 0, "no"),
        ("ptsd", "severe", "struggling", "helping", 10, "yes"),
        ("depression", "moderate", "failing", "in_progress", 4, "yes"),
        ("bipolar", "moderate", "struggling", "helping", 12, "yes"),
    ):
        trouble = {"age": 36, "conditions": [condition], "symptom_severity": severity, "function": function}
        so_far = {"weekly_therapy": therapy, "weeks_of_therapy": weeks, "iop_was_not_enough": "no", "leaving_higher_care": "no"}
        if therapy == "not_enough":
            so_far["recommended_treatment_tried"] = tried
        yield trouble | so_far, {"substances": [], "recommended_treatment_tried": tried}


def _substance_use() -> Iterator[tuple[Person, Person]]:
    for substance, severity, function, therapy, weeks, relapse in (
        ("alcohol", "moderate", "struggling", "not_enough", 10, "moderate"),
        ("alcohol", "severe", "failing", "never_tried", 0, "high"),
        ("alcohol", "mild", "managing", "never_tried", 0, "low"),
        ("opioids", "severe", "managing", "helping", 52, "low"),
        ("opioids", "moderate", "struggling", "in_progress", 3, "moderate"),
        ("stimulants", "moderate", "failing", "in_progress", 5, "high"),
        ("stimulants", "severe", "struggling", "not_enough", 8, "high"),
        ("cannabis", "mild", "struggling", "in_progress", 2, "low"),
        ("cannabis", "moderate", "struggling", "never_tried", 0, "moderate"),
        ("sedatives", "moderate", "managing", "helping", 12, "low"),
    ):
        trouble = {"age": 36, "substances": [substance], "use_severity": severity, "function": function, "relapse_risk": relapse}
        so_far = {"weekly_treatment": therapy, "weeks_of_treatment": weeks, "intensive_treatment": "never_tried", "leaving_higher_care": "no"}
        yield trouble | so_far | {"mental_health_symptoms": "mild"}, {}


REFERRALS = {MENTAL_HEALTH: _mental_health, SUBSTANCE_USE: _substance_use}


def asked(name: str, said: Person, truth: Person) -> tuple[Interview, int]:
    """Return an interview to its end, and how many questions it took until the level was settled."""
    interview, until = criteria_of(name).interview(said), -1
    while interview.question is not None:
        if until < 0 and interview.recommendation.settled:
            until = len(interview.history)
        interview = interview.answer(truth[interview.question.fact])
    return interview, len(interview.history) if until < 0 else until


@cache
def interviews(name: str) -> tuple[tuple[Interview, int], ...]:
    """Return the interviews of ordinary referrals."""
    return tuple(asked(name, letter, CALM | more | letter) for letter, more in REFERRALS[name]())


@pytest.mark.parametrize("name", sorted(BOTH))
def test_an_ordinary_referral_takes_twelve_questions(name: str) -> None:
    assert median(until for _, until in interviews(name)) <= 12
    assert all(interview.recommendation.settled for interview, _ in interviews(name))


@pytest.mark.parametrize("name", sorted(BOTH))
@pytest.mark.parametrize(
    "emergency",
    [{"suicide_risk": "imminent"}, {"violence_risk": "imminent"}, {"medically_unstable": "yes"}, {"judgement": "lost"}, {"withdrawal_risk": "severe"}],
)
def test_an_emergency_takes_five_questions_and_does_not_wait_for_an_age(name: str, emergency: Person) -> None:
    interview, _ = asked(name, {}, CALM | emergency)

    assert len(interview.history) <= 5
    assert "age" not in interview.asked
    assert interview.recommendation.possible == ("inpatient",)


@pytest.mark.parametrize("name", sorted(BOTH))
def test_safety_comes_first_and_before_age(name: str) -> None:
    truth = CALM | {"symptom_severity": "mild", "weekly_therapy": "never_tried", "weeks_of_therapy": 0, "conditions": ["anxiety"], "substances": ["alcohol"]}
    truth |= {"use_severity": "mild", "weekly_treatment": "never_tried", "weeks_of_treatment": 0, "intensive_treatment": "never_tried"}

    interview, _ = asked(name, {}, truth)

    assert {*interview.asked[:5]} == SAFETY_FIRST
    assert interview.asked.index("age") >= 5


@pytest.mark.parametrize("name", sorted(BOTH))
def test_home_and_substances_are_asked_before_less_than_a_stay_settles(name: str) -> None:
    for interview, until in interviews(name):
        known = {*interview.asked[:until], *interview.start.values, *interview.start.members}
        assert interview.recommendation.level in {"outpatient", "iop"}
        assert {"safe_at_home", "substances"} <= known


@pytest.mark.parametrize("name", sorted(BOTH))
def test_whether_a_stay_would_be_accepted_is_asked_last(name: str) -> None:
    said = CALM | {"needs_round_the_clock_structure": "yes", "symptom_severity": "severe", "weekly_therapy": "not_enough", "weeks_of_therapy": 20}
    said |= {"conditions": ["ocd"], "substances": ["cannabis"], "use_severity": "mild", "duties_can_be_covered": "yes"}
    facts = criteria_of(name).facts
    start: dict[str, Any] = {}

    interview = criteria_of(name).interview(start)
    while interview.question is not None and not interview.recommendation.settled:
        interview = interview.answer(said[interview.question.fact]) if interview.question.fact in facts else interview.skip()

    assert interview.asked[-1] == "accepts_a_stay"
    assert interview.recommendation.level == "iop"
    assert [barrier.criterion for barrier in interview.recommendation.barriers]


@pytest.mark.parametrize("name", sorted(BOTH))
@pytest.mark.parametrize(
    ("excluded", "to"),
    [
        ({"age": 16}, "adolescents"),
        ({"circumstances": ["dementia"]}, "geriatric"),
        ({"circumstances": ["cannot_take_part"]}, "disability"),
        ({"circumstances": ["legal_hold"]}, "court"),
    ],
)
def test_where_else_to_go_is_said_at_once(name: str, excluded: Person, to: str) -> None:
    calm = {fact: CALM[fact] for fact in (*SAFETY_FIRST, "self_care")}

    answer = carelevel.load(name).recommend(calm | {"age": 36} | excluded)

    assert (answer.level, answer.applies) == (None, "unmet")
    assert to in "\n".join(str(answer).splitlines()[:6])
