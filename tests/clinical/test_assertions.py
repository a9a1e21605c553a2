"""Drawn people against assertions that stand apart from the sets. `by_the_thousand.py` does the same for as many as one likes."""

import re
from collections import Counter

import pytest

from tests.clinical import by_the_thousand
from tests.clinical.assertions import BOTH, LEVELS, SAFETY, SUBSTANCE_USE, TOO_MUCH, Assertion
from tests.clinical.by_the_thousand import check, check_person, criteria_of
from tests.clinical.people import Drawing

CASES = 12_000


def test_nobody_drawn_is_left_with_too_little_or_given_too_much() -> None:
    about = check(CASES, "a test")

    owed = {f"{name}: {assertion.id}" for assertion in (*SAFETY, *TOO_MUCH) for name in assertion.sets}
    assert owed - about.keys() == set(), "nobody was drawn whom these are about"
    assert min(about["disputed"], about["not for them"], about["settled in part"]) > CASES // 100


def test_every_assertion_has_a_source_and_bounds() -> None:
    every = (*SAFETY, *TOO_MUCH)

    assert len({assertion.id for assertion in every}) == len(every)
    assert all(assertion.source and assertion.sets <= BOTH for assertion in every)
    assert all(assertion.least != LEVELS[0] for assertion in SAFETY)
    assert all(assertion.most != LEVELS[-1] for assertion in TOO_MUCH)


@pytest.mark.parametrize(
    ("assertion", "said"),
    [
        (Assertion("too-low", lambda _: True, "a test", least="inpatient"), "inpatient is the least"),
        (Assertion("too-high", lambda _: True, "a test", most="outpatient"), "outpatient is the most"),
    ],
)
def test_an_assertion_that_does_not_hold_is_noticed(assertion: Assertion, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_the_thousand, "SAFETY", (assertion,))
    monkeypatch.setattr(by_the_thousand, "TOO_MUCH", ())

    with pytest.raises(AssertionError, match=f"{re.escape(said)}|{assertion.id}") as caught:
        check(2_000, "a test")

    assert "seed a test" in "".join(caught.value.__notes__)


def test_people_are_drawn_again_by_their_seed() -> None:
    one, other = Drawing("seed"), Drawing("seed")

    assert [one.person(name) for name in sorted(BOTH)] == [other.person(name) for name in sorted(BOTH)]


def test_a_disputed_rating_is_noticed_where_it_settled_a_level() -> None:
    drawing = Drawing("disputed")
    person = next(each for each in iter(lambda: drawing.person(SUBSTANCE_USE), None) if criteria_of(SUBSTANCE_USE).decide(each).level == "outpatient")
    person |= {"suicidal_behavior": "recent", "suicide_risk": "none", "suicide_risk_reviewed": "no"}

    answer = criteria_of(SUBSTANCE_USE).recommend(person)

    assert answer.level is None
    assert [each.id for each in answer.contradictions] == ["behavior-above-suicide-risk"]
    assert answer.notices[0] == "crisis-help"
    check_person(SUBSTANCE_USE, person, person, Counter())
