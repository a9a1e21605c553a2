"""Mutants and coverage of points: each of their conditions decides something."""

from carelevel.api import CriteriaSet, loads
from carelevel.logic.meaning import possible_values
from carelevel.model.facts import Points
from carelevel.verify.testing.atoms import owners, text
from carelevel.verify.testing.mutants import mutants

CRITERIA = """
carelevel: 1
id: points
version: "1"
title: Points
levels: {low: {title: Low}, high: {title: High}}
facts:
  mood: {type: scale, values: [none, mild, severe], worse: high}
  sleep: {type: scale, values: [none, mild, severe], worse: high}
  works: {type: yes_no}
  size: {type: scale, values: [small, large], worse: high}
  weeks: {type: score, range: [0, 9], or_more: yes}
  weeks_before: {type: score, range: [0, 9], or_more: yes}
derived:
  weeks_in_all: {sum: [weeks, weeks_before]}
  poor: {when: {sleep: severe}}
  burden: {points: [{when: {mood: severe}, points: 2}, {when: {poor: yes}, points: 1}, {when: {weeks_in_all: {at_least: 12}}, points: 1}]}
  other: {points: [{when: {works: no}, points: 1}]}
  band: {bands: {of: burden, small: [0, 1], large: [2, 4]}}
  other_band: {bands: {of: other, small: [0, 0], large: [1, 1]}}
  either: {worst: [band_of_mood, band_of_sleep, size]}
  points_of_mood: {points: [{when: {mood: severe}, points: 1}]}
  points_of_sleep: {points: [{when: {poor: yes}, points: 1}]}
  band_of_mood: {bands: {of: points_of_mood, small: [0, 0], large: [1, 1]}}
  band_of_sleep: {bands: {of: points_of_sleep, small: [0, 0], large: [1, 1]}}
criteria:
  - {id: many, suggests: high, when: {burden: {at_least: 3}}, because: Many points.}
  - {id: few, suggests: low, when: {burden: {at_most: 1}, other: 1}, because: Few points.}
  - {id: large, suggests: high, when: {band: large, other_band: small}, because: A large burden.}
  - {id: worst, suggests: high, when: {either: large}, because: Either is large.}
"""


def criteria_set() -> CriteriaSet:
    return loads(CRITERIA)


def test_each_condition_of_points_is_an_owner_with_its_leaves() -> None:
    found = [(owner.name, owner.part, text(owner.when), len(owner.leaves)) for owner in owners(criteria_set().definition, {}) if owner.part is not None]

    assert found[:4] == [
        ("burden", 0, "mood: severe", 1),
        ("burden", 1, "poor: yes", 1),
        ("burden", 2, "weeks_in_all: {at_least: 12}", 1),
        ("other", 0, "works: no", 1),
    ]


def test_points_one_more_and_one_less_are_mutants_wherever_they_are_named() -> None:
    made = {mutant.words: mutant.definition for mutant in mutants(criteria_set().definition, {})}

    more = made["`mood: severe` has 3 points in place of 2"]
    fact = more.by_id()["burden"]
    assert isinstance(fact, Points)
    assert (fact.low, fact.high) == (0, 5)
    mutant = CriteriaSet(more)
    assert {each.id for each in mutant.definition.criteria} == {"many", "few", "large", "worst"}
    assert mutant.recommend({"mood": "severe", "sleep": "none", "works": "no", "weeks": 0, "weeks_before": 0}).level == "high"
    assert "`works: no` has 2 points in place of 1" in made
    assert not any(" has 0 points" in words for words in made)


def test_a_named_condition_is_changed_inside_points_too() -> None:
    made = {mutant.words: mutant.definition for mutant in mutants(criteria_set().definition, {}) if mutant.key == ("derived", "poor")}

    mutant = CriteriaSet(made["`sleep: severe` becomes `sleep: {at_least: mild}`"])
    burden = mutant.definition.by_id()["burden"]
    assert isinstance(burden, Points)
    assert set(possible_values(burden, mutant.case({"sleep": "mild", "mood": "none", "weeks": 0, "weeks_before": 0}))) == {1}
    assert mutant.recommend({"sleep": "mild"}).level == "high"  # through the worst of two bands


def test_numbers_above_a_top_count_in_points() -> None:
    """`weeks` is told apart above its top, since a sum in a condition of points uses it."""
    criteria = criteria_set()
    burden = criteria.definition.by_id()["burden"]
    assert isinstance(burden, Points)

    assert set(possible_values(burden, criteria.case({"weeks": 13, "mood": "none", "sleep": "none"}))) == {1}
