"""Points in words, and what would have to change in the facts themselves."""

import pytest

from carelevel.api import CriteriaSet, loads

CRITERIA = """
carelevel: 1
id: points
version: "1"
title: Points
levels: {low: {title: Low}, high: {title: High}}
facts:
  respiration: {type: score, range: [0, 80], title: respiration rate}
  pulse: {type: score, range: [0, 300]}
  oxygen: {type: yes_no, title: supplemental oxygen}
  signs: {type: set, values: [fever, rash], changes: no}
derived:
  warning:
    points:
      - {when: {respiration: {between: [21, 24]}}, points: 2}
      - {when: {respiration: {at_least: 25}}, points: 3}
      - {when: {pulse: {at_least: 131}}, points: 3}
      - {when: {oxygen: yes, signs: {includes: fever}}, points: 2}
criteria:
  - {id: urgent, suggests: high, when: {warning: {at_least: 5}}, because: Five points.}
"""

CALM = {"respiration": 16, "pulse": 70, "oxygen": "no", "signs": []}


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return loads(CRITERIA)


def test_why_says_what_the_points_are_made_of(criteria: CriteriaSet) -> None:
    why = criteria.why({"respiration": 26, "pulse": 140, "oxygen": "no"})

    assert why.reasons[0].words == ("warning is 6 to 8 of 8 points: respiration rate 3, pulse 3; not known: supplemental oxygen, fever (5 or more needed)")


def test_what_is_not_known_is_said(criteria: CriteriaSet) -> None:
    why_not = criteria.why_not({"respiration": 22, "oxygen": "yes"}, "high")

    needed = why_not.routes[0].needed
    assert needed.words == "warning is 2 to 7 of 8 points: respiration rate 2; not known: pulse, fever; 5 or more needed"
    assert (needed.fact, needed.status, needed.distance) == ("warning", "unknown", None)


def test_what_would_have_to_change_is_said_in_the_facts(criteria: CriteriaSet) -> None:
    why_not = criteria.why_not({**CALM, "respiration": 26}, "high")

    needed = why_not.routes[0].needed
    assert needed.words == "warning is 3 of 8 points: respiration rate 3; 5 or more needed"
    assert (needed.distance, needed.unit, needed.how_many) == (2, "points", 1)
    assert [part.words for part in needed.parts] == ["pulse is 70; 131 or more needed", "both of these"]
    assert "(2 points away), which takes one of these" in " ".join(str(why_not).split())


def test_two_conditions_may_be_needed(criteria: CriteriaSet) -> None:
    needed = criteria.why_not(CALM, "high").routes[0].needed

    assert needed.how_many == 2
    assert needed.parts[0].words == "respiration rate is 16; 21 or more needed"
    assert "pulse is 70; 131 or more needed" in [part.words for part in needed.parts]


def test_fewer_points_take_other_facts(criteria: CriteriaSet) -> None:
    held = (
        criteria.why_not({**CALM, "respiration": 26, "pulse": 140}, "low").routes
        or criteria.why_not({**CALM, "respiration": 26, "pulse": 140}, "low").held_up_by
    )

    assert held[0].needed.distance == 2
    assert {part.fact for part in held[0].needed.parts} == {"respiration", "pulse"}


def test_points_change_when_a_fact_below_them_does() -> None:
    """Also one below the worst of bands, or below a sum."""
    set_with = CRITERIA.replace(
        "criteria:",
        """  breath: {bands: {of: respiration, fine: [0, 20], fast: [21, 80]}}
  heart: {bands: {of: pulse, fine: [0, 130], fast: [131, 300]}}
  both: {sum: [respiration, pulse]}
  effort: {points: [{when: {heart: fast, oxygen: yes}, points: 1}, {when: {both: {at_least: 200}}, points: 1}]}
criteria:
  - {id: strained, suggests: high, when: {effort: 2}, because: Two points.}""",
        1,
    )
    criteria = loads(set_with)

    needed = [route.needed for route in criteria.why_not(CALM, "high").routes if route.criterion == "strained"]

    assert all(each.changes for each in needed)
    assert needed
