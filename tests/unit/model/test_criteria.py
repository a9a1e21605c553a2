"""What a definition says of its levels and facts."""

from carelevel.api import loads

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
