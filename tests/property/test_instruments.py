"""Bundled instruments: bands cover what a total can be once each, and answers give what counting by hand gives, open ones included."""

from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carelevel
from carelevel.api import CriteriaSet
from carelevel.logic.meaning import possible_values
from carelevel.model.facts import Bands, Points, Score, Sum
from carelevel.syntax.bundled import bundled_instruments

SET = """\
carelevel: 1
id: small
version: "1"
title: Small
instruments: [{name}]
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{other: {{type: yes_no}}}}
criteria:
  - {{id: other, suggests: high, when: {when}, because: It is so.}}
"""
ANSWERS = {"phq9": 9, "gad7": 7}
GROUPS = ("none", "low", "moderate", "high")
BEHAVIOR = ("none", "earlier", "past_three_months")


@cache
def set_with(name: str, when: str = "{other: yes}") -> CriteriaSet:
    return carelevel.loads(SET.format(name=name, when=when))


def derived(name: str, fact: str) -> Bands | Sum | Points:
    (found,) = (each for each in set_with(name).definition.derived if each.id == fact)
    assert isinstance(found, Bands | Sum | Points)
    return found


BANDS = [(name, fact.id) for name in bundled_instruments() for fact in set_with(name).definition.derived if isinstance(fact, Bands)]


@pytest.mark.parametrize(("name", "band"), BANDS)
def test_bands_cover_the_range_without_gap_or_overlap(name: str, band: str) -> None:
    fact = derived(name, band)
    assert isinstance(fact, Bands)
    assert isinstance(fact.of, Score | Sum | Points)

    covered = [value for _label, low, high in fact.bands for value in range(low, high + 1)]

    assert covered == list(range(fact.of.low, fact.of.high + 1))


@given(st.sampled_from([(name, band) for name, band in BANDS if not name.endswith("_items")]), st.data())
def test_each_total_is_in_the_one_band_that_contains_it(where: tuple[str, str], data: st.DataObject) -> None:
    fact = derived(*where)
    assert isinstance(fact, Bands)
    assert isinstance(fact.of, Score)
    least = data.draw(st.integers(fact.of.low, fact.of.high), "least")
    most = data.draw(st.integers(least, fact.of.high), "most")

    known = set_with(where[0]).case({fact.of.id: {"between": [least, most]}})

    assert set(possible_values(fact, known)) == {label for label, low, high in fact.bands if low <= most and least <= high}


@given(st.sampled_from(sorted(ANSWERS)), st.data())
def test_answers_add_up_and_open_ones_leave_a_range(name: str, data: st.DataObject) -> None:
    """Nothing is filled in: an open answer is 0 to 3."""
    points = data.draw(st.lists(st.none() | st.integers(0, 3), min_size=ANSWERS[name], max_size=ANSWERS[name]), "points")
    given_points = [each for each in points if each is not None]
    total, band = derived(f"{name}_items", f"{name}_answers_total"), derived(f"{name}_items", f"{name}_answers_band")
    assert isinstance(band, Bands)

    known = set_with(f"{name}_items").case({f"{name}_answer{number}": each for number, each in enumerate(points, 1) if each is not None})

    least, most = sum(given_points), sum(given_points) + 3 * (len(points) - len(given_points))
    assert list(possible_values(total, known)) == list(range(least, most + 1))
    assert set(possible_values(band, known)) == {label for label, low, high in band.bands if low <= most and least <= high}


def group(one: bool, two: bool, three: bool, four: bool, five: bool, six: str) -> str:  # noqa: FBT001
    """Return the group of the screener, as its triage has it."""
    if four or five or six == "past_three_months":
        return "high"
    if three or six == "earlier":
        return "moderate"
    return "low" if one or two else "none"


@given(st.tuples(*[st.none() | st.booleans()] * 5, st.none() | st.sampled_from(BEHAVIOR)), st.sampled_from(GROUPS[1:]))
def test_the_group_of_the_screener_is_what_people_with_these_answers_have(answers: tuple[bool | str | None, ...], least: str) -> None:
    """Of everybody whom the form can describe: with a no to question 2, questions 3 to 5 are skipped. Levels are exact. The group itself is known as a range,
    as points are, and with question 2 open it may be wider."""
    possible = [[each] if each is not None else [False, True] for each in answers[:5]] + [[answers[5]] if answers[5] is not None else list(BEHAVIOR)]
    people = [person for person in product(*possible) if person[1] or not any(person[2:5])]
    case = {f"cssrs_answer{number}": each for number, each in enumerate(answers, 1) if each is not None}
    if not people:
        with pytest.raises(carelevel.CaseError, match="cssrs-skipped-questions"):
            set_with("cssrs_items").recommend(case)
        return

    known = possible_values(derived("cssrs_items", "cssrs_answers_group"), set_with("cssrs_items").case(case))

    places = {GROUPS.index(group(*person)) for person in people}
    between = set(GROUPS[min(places) : max(places) + 1])
    assert between <= set(known) if answers[1] is None else between == set(known)
    recommendation = set_with("cssrs_items", f"{{cssrs_answers_group: {{at_least: {least}}}}}").recommend(case)
    assert set(recommendation.possible) == {"high" if place >= GROUPS.index(least) else "low" for place in places}


def test_no_instrument_fills_in_or_clips() -> None:
    """`or_more` counts a value above the top as the top; no questionnaire has such totals."""
    folder = Path(__file__).parents[2] / "rules" / "instruments"
    assert [file.name for file in folder.glob("*.yaml") if "or_more" in file.read_text("utf-8")] == []
