"""What a definition says of its levels and facts."""

import json
from dataclasses import replace

import pytest

from carelevel.api import loads
from carelevel.model.conditions import EVERYBODY
from carelevel.model.problems import CriteriaError
from carelevel.model.serialize import definition_plain

CRITERIA = loads(
    """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts: {alone: {type: yes_no}, points: {type: score, range: [0, 9]}}
derived:
  double: {sum: [{of: points, times: 2}]}
  lonely: {when: {alone: yes, points: 0}}
criteria: [{id: c, suggests: high, when: {any: [{lonely: yes}, {double: {at_least: 4}}]}, because: Lonely.}]
"""
).definition


def test_levels_are_ranked_from_the_least_intensive_one() -> None:
    assert [CRITERIA.rank(level) for level in ("low", "middle", "high")] == [0, 1, 2]


def test_a_named_condition_is_no_fact_but_a_name() -> None:
    assert [*CRITERIA.by_id()] == ["alone", "points", "double"]
    assert [*CRITERIA.every_name()] == ["alone", "points", "double", "lonely"]


def test_levels_and_facts_have_places() -> None:
    assert CRITERIA.ranks() == {"low": 0, "middle": 1, "high": 2}
    assert CRITERIA.fact_places() == {"alone": 0, "points": 1}


def test_without_applies_when_criteria_are_for_everybody() -> None:
    """And a file says so by saying nothing: a group without parts cannot be written."""
    some = replace(CRITERIA, applies_when=CRITERIA.criteria[0].when)

    assert CRITERIA.is_for_everybody
    assert CRITERIA.applies_when == EVERYBODY
    assert "applies_when" not in definition_plain(CRITERIA)
    assert not some.is_for_everybody
    assert "applies_when" in definition_plain(some)
    with pytest.raises(CriteriaError, match="empty-group"):
        loads(json.dumps({**definition_plain(CRITERIA), "applies_when": {"all": []}}))
