"""Bundled instruments against what was published of them: every total of every band, the groups of the C-SSRS, and cut-offs."""

from collections.abc import Mapping
from functools import cache

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.logic.meaning import possible_values
from carelevel.model.facts import Bands, Score, Sum
from carelevel.model.problems import CaseError
from carelevel.syntax.bundled import bundled_instruments

SET = """\
carelevel: 1
id: small
version: "1"
title: Small
instruments: [{instruments}]
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{other: {{type: yes_no}}}}
criteria:
  - {{id: other, suggests: high, when: {when}, because: It is so.}}
"""

# Written down from the sources that each file names, apart from the files: the first total of each band, and the last total of all.
PUBLISHED: Mapping[str, tuple[Mapping[str, int], int]] = {
    "audit_band": ({"low_risk": 0, "hazardous": 8, "harmful": 16, "possible_dependence": 20}, 40),
    "audit_c_band": ({"below_cutoffs": 0, "at_cutoff_for_women": 3, "at_both_cutoffs": 4}, 12),
    "ciwa_ar_band": ({"mild": 0, "moderate": 10, "severe": 19}, 67),
    "cows_band": ({"below_mild": 0, "mild": 5, "moderate": 13, "moderately_severe": 25, "severe": 37}, 48),
    "dast10_band": ({"none_reported": 0, "low": 1, "moderate": 3, "substantial": 6, "severe": 9}, 10),
    "epds_band": ({"below_cutoffs": 0, "at_lower_cutoff": 10, "at_higher_cutoff": 13}, 30),
    "gad7_band": ({"minimal": 0, "mild": 5, "moderate": 10, "severe": 15}, 21),
    "gad7_answers_band": ({"minimal": 0, "mild": 5, "moderate": 10, "severe": 15}, 21),
    "pcl5_band": ({"below_cutoff": 0, "cutoff_zone": 31, "above_cutoff": 34}, 80),
    "phq9_band": ({"minimal": 0, "mild": 5, "moderate": 10, "moderately_severe": 15, "severe": 20}, 27),
    "phq9_answers_band": ({"minimal": 0, "mild": 5, "moderate": 10, "moderately_severe": 15, "severe": 20}, 27),
    "phq_a_band": ({"minimal": 0, "mild": 5, "moderate": 10, "moderately_severe": 15, "severe": 20}, 27),
    "scoff_band": ({"below_cutoff": 0, "at_or_above_cutoff": 2}, 5),
    "wsas_band": ({"subclinical": 0, "significant": 10, "severe": 21}, 40),
    "ybocs_band": ({"subclinical": 0, "mild": 8, "moderate": 16, "severe": 24, "extreme": 32}, 40),
}

# The most points of each item. Those of the COWS: seven items up to 4 and four up to 5 (restlessness, pupils, stomach and gut, gooseflesh).
ITEMS = {
    "audit": [4] * 10,
    "audit_c": [4] * 3,
    "ciwa_ar": [7] * 9 + [4],
    "cows": [4] * 7 + [5] * 4,
    "dast10": [1] * 10,
    "epds": [3] * 10,
    "gad7": [3] * 7,
    "pcl5": [4] * 20,
    "phq9": [3] * 9,
    "phq_a": [3] * 9,
    "scoff": [1] * 5,
    "wsas": [8] * 5,
    "ybocs": [4] * 10,
}


@cache
def set_with(*instruments: str, when: str = "{other: yes}") -> CriteriaSet:
    """Return a set that lists these instruments."""
    return carelevel.loads(SET.format(instruments=", ".join(instruments), when=when))


def derived(instrument: str) -> dict[str, object]:
    return {fact.id: fact for fact in set_with(instrument).definition.derived}


BANDS = {fact.id: (name, fact) for name in bundled_instruments() for fact in derived(name).values() if isinstance(fact, Bands)}


def test_every_band_that_is_bundled_is_compared_with_what_was_published() -> None:
    assert set(BANDS) == {*PUBLISHED, "cssrs_answers_group"}


@pytest.mark.parametrize("band", PUBLISHED)
def test_bands_are_the_published_ones(band: str) -> None:
    firsts, last = PUBLISHED[band]
    _, fact = BANDS[band]

    ends = [first - 1 for first in firsts.values()][1:] + [last]

    assert fact.bands == tuple((label, first, end) for (label, first), end in zip(firsts.items(), ends, strict=True))


@pytest.mark.parametrize("total", ITEMS)
def test_the_range_of_a_total_is_what_its_items_give(total: str) -> None:
    (fact,) = (fact for fact in set_with(total).definition.facts if fact.id == total)

    assert isinstance(fact, Score)
    assert (fact.low, fact.high, fact.worse) == (0, sum(ITEMS[total]), "high")


@pytest.mark.parametrize("total", ITEMS)
def test_a_total_outside_its_range_is_refused_and_never_clipped(total: str) -> None:
    for value in (-1, sum(ITEMS[total]) + 1):
        with pytest.raises(CaseError):
            set_with(total).case({total: value})


@pytest.mark.parametrize(("items", "total"), [("phq9_items", "phq9"), ("gad7_items", "gad7")])
def test_answers_have_the_range_and_the_bands_of_the_total(items: str, total: str) -> None:
    by_answers, by_total = BANDS[f"{total}_answers_band"][1], BANDS[f"{total}_band"][1]
    answers = derived(items)[f"{total}_answers_total"]

    assert isinstance(answers, Sum)
    assert (answers.low, answers.high) == (0, sum(ITEMS[total]))
    assert [(part.of.id, part.of.low, part.of.high, part.times) for part in answers.parts] == [
        (f"{total}_answer{number}", 0, 3, 1) for number in range(1, len(ITEMS[total]) + 1)
    ]
    assert by_answers.bands == by_total.bands


def group(case: Mapping[str, object]) -> set[object]:
    """Return the groups of the C-SSRS that are possible for somebody."""
    return set(possible_values(BANDS["cssrs_answers_group"][1], set_with("cssrs_items").case(case)))


NOTHING = {"cssrs_answer1": False, "cssrs_answer2": False, "cssrs_answer6": "none"}
THOUGHTS = NOTHING | {"cssrs_answer2": True, "cssrs_answer3": False, "cssrs_answer4": False, "cssrs_answer5": False}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (NOTHING, {"none"}),
        (NOTHING | {"cssrs_answer1": True}, {"low"}),
        (THOUGHTS, {"low"}),
        (THOUGHTS | {"cssrs_answer3": True}, {"moderate"}),
        (NOTHING | {"cssrs_answer6": "earlier"}, {"moderate"}),
        (THOUGHTS | {"cssrs_answer4": True}, {"high"}),
        (THOUGHTS | {"cssrs_answer5": True}, {"high"}),
        (NOTHING | {"cssrs_answer6": "past_three_months"}, {"high"}),
        ({"cssrs_answer6": "past_three_months"}, {"high"}),
        ({"cssrs_answer2": True, "cssrs_answer4": True}, {"high"}),
    ],
)
def test_the_answers_of_the_screener_give_its_group(case: Mapping[str, object], expected: set[object]) -> None:
    assert group(case) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, {"none", "low", "moderate", "high"}),
        ({key: NOTHING[key] for key in ("cssrs_answer1", "cssrs_answer2")}, {"none", "low", "moderate", "high"}),
        ({"cssrs_answer2": True, "cssrs_answer6": "none"}, {"low", "moderate", "high"}),
        ({"cssrs_answer6": "earlier"}, {"moderate", "high"}),
        ({"cssrs_answer2": False, "cssrs_answer6": "none"}, {"none", "low"}),
    ],
)
def test_an_open_answer_of_the_screener_is_never_a_no(case: Mapping[str, object], expected: set[object]) -> None:
    assert group(case) == expected


@pytest.mark.parametrize("answer", ["cssrs_answer3", "cssrs_answer4", "cssrs_answer5"])
def test_intent_beside_denied_thoughts_is_said_and_not_scored_low(answer: str) -> None:
    with pytest.raises(CaseError, match="cssrs-skipped-questions"):
        set_with("cssrs_items").recommend({"cssrs_answer2": False, answer: True})


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"audit_c": 2}, ("low", "low")),
        ({"audit_c": 3}, ("low", "high")),
        ({"audit_c": 3, "audit_c_cutoff": "for_women"}, ("high", "high")),
        ({"audit_c": 3, "audit_c_cutoff": "for_men"}, ("low", "low")),
        ({"audit_c": 4}, ("high", "high")),
        ({"audit_c_cutoff": "for_men"}, ("low", "high")),
    ],
)
def test_the_cutoff_of_the_audit_c_depends_on_sex_and_stays_open_without_it(case: Mapping[str, object], expected: tuple[str, str]) -> None:
    recommendation = set_with("audit_c", when="{audit_c_positive: yes}").recommend(case)

    assert (recommendation.lowest, recommendation.highest) == expected


@pytest.mark.parametrize("case", [{"phq_a_item9": 1}, {"phq_a_recent_thoughts": True}, {"phq_a_attempt": True}])
def test_each_answer_on_suicide_of_the_phq_a_asks_for_an_interview_by_itself(case: Mapping[str, object]) -> None:
    assert set_with("phq_a", when="{phq_a_suicide_interview: yes}").recommend({"phq_a": 4} | dict(case)).level == "high"


@pytest.mark.parametrize(("instrument", "item", "others"), [("phq9", "phq9_item9", 8), ("phq_a", "phq_a_item9", 8), ("epds", "epds_item10", 9)])
def test_a_total_and_its_item_on_self_harm_fit_together(instrument: str, item: str, others: int) -> None:
    """What can be is answered, and what cannot be is refused."""
    criteria = set_with(instrument)
    for points in range(4):
        for total in (points, points + 3 * others):
            assert criteria.case({instrument: total, item: points}).values[item] == frozenset({points})
        for total in {points - 1, points + 3 * others + 1} & set(range(3 * others + 4)):
            with pytest.raises(CaseError, match="impossible"):
                criteria.recommend({instrument: total, item: points})


@pytest.mark.parametrize("name", bundled_instruments())
def test_an_instrument_says_where_it_is_from_and_what_to_enter(name: str) -> None:
    facts = [fact for fact in set_with(name).definition.facts if fact.about.instrument == name]

    assert facts
    assert all(fact.about.title and fact.about.ask and fact.about.sources for fact in facts)
