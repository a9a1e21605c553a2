"""Sections of criteria: their condition is added to each of their criteria, and `otherwise` is what holds when none of these says anything."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from carelevel.model.conditions import AllOf, Condition, NoneOf
from carelevel.model.criteria import Criterion, Definition


def within(section: Condition, own: Condition) -> Condition:
    """Return the condition of a criterion in a section: both are met."""
    return AllOf((section, own))


def calls_for_a_level(criterion: Criterion) -> bool:
    """Return whether a criterion requires or suggests a level."""
    match criterion.effect:
        case "requires" | "suggests":
            return True
        case "limits_to" | "rules_out" | "adds":
            return False
        case _:
            assert_never(criterion.effect)


def silence(criteria: Iterable[Criterion]) -> Condition:
    """Return the condition of `otherwise`, without that of the section: none of the criteria that require or suggest a level is met. Unknown is not unmet."""
    return NoneOf(tuple(each.own for each in criteria if calls_for_a_level(each)))


def with_conditions(definition: Definition, sections: Mapping[str, Condition], criteria: Mapping[str, Condition]) -> Definition:
    """Return a definition with other conditions of some sections and some criteria; each `otherwise` follows from the other criteria of its section.

    Args:
        definition: the criteria.
        sections: the new conditions of sections, by id.
        criteria: the new conditions of criteria, by id, without those of their sections.
    """
    phases = {each.id: each for each in definition.sections}
    own = {each.id: each.own for each in definition.criteria} | dict(criteria)
    for phase in definition.sections:
        others = [each for each in definition.criteria if each.section == phase.id and each.id != phase.otherwise]
        if phase.otherwise is not None and not criteria.keys().isdisjoint(each.id for each in others):
            own[phase.otherwise] = silence(replace(each, when=own[each.id], section=None) for each in others)

    def renewed(each: Criterion) -> Criterion:
        if each.id not in criteria and own[each.id] is each.own and each.section not in sections:
            # The same object, so that what does not change is not compiled again.
            return each
        if each.section is None:
            return replace(each, when=own[each.id])
        return replace(each, when=within(sections.get(each.section, phases[each.section].when), own[each.id]))

    return replace(
        definition,
        sections=tuple(replace(each, when=sections.get(each.id, each.when)) for each in definition.sections),
        criteria=tuple(map(renewed, definition.criteria)),
    )


def without(definition: Definition, criterion: Criterion) -> Definition:
    """Return a definition without one of its criteria; the `otherwise` of its section follows from the rest."""
    rest = replace(definition, criteria=tuple(each for each in definition.criteria if each is not criterion))
    quiet = {each.id: each.otherwise for each in definition.sections}.get(criterion.section or "")
    if quiet is None or quiet == criterion.id or not calls_for_a_level(criterion):
        return rest
    others = [each for each in rest.criteria if each.section == criterion.section and each.id != quiet]
    return with_conditions(rest, {}, {quiet: silence(others)})
