"""What tests of a criteria set should reach: the effects that can move a level."""

import carelevel
from carelevel.verify.testing.coverage_goals import goals
from tests.unit.phases import phases

HEAD = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts: {a: {type: yes_no}}
"""


def deciding(criteria: str) -> list[str]:
    """Return the criteria that are to decide the level."""
    definition = carelevel.loads(f"{HEAD}criteria: [{criteria}]\n").definition
    return [goal.key[1] for goal in goals(definition, {}) if goal.key is not None and goal.says == "decides the level"]


def test_an_effect_that_cannot_move_a_level_has_nothing_to_reach() -> None:
    """The lowest level needs no criterion, and the most intensive one is no limit."""
    every = ("suggests: low", "requires: low", "limits_to: high", "suggests: middle", "requires: middle", "limits_to: low", "rules_out: middle")
    criteria = ", ".join(f"{{id: {said.replace(': ', '-').replace('_', '-')}, {said}, when: {{a: yes}}, because: A.}}" for said in every)

    assert deciding(criteria) == ["suggests-middle", "requires-middle", "limits-to-low", "rules-out-middle"]


def test_an_otherwise_at_the_lowest_level_has_nothing_to_reach() -> None:
    definition = phases().definition
    (quiet,) = (each for each in definition.criteria if each.id == definition.sections[0].otherwise)
    assert definition.rank(quiet.level or "") == 0

    assert ("criteria", quiet.id) not in {goal.key for goal in goals(definition, {})}
