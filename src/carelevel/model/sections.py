"""Sections of criteria: their condition is added to each of their criteria, and `otherwise` is what holds when none of these says anything."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from carelevel.model.conditions import AllOf, Condition, NoneOf
from carelevel.model.criteria import Criterion, Definition


def within(section: Condition, own: Condition) -> Condition:
    """Return the condition of a criterion in a section: both are met."""
    return AllOf((section, own))


def calls_for_a_level(criterion: Criterion) -> bool:
    """Return whether a criterion requires or suggests a level."""
    return criterion.effect in {"requires", "suggests"}


def silence(criteria: Iterable[Criterion]) -> Condition:
    """Return the condition of `otherwise`, without that of the section: none of the criteria that require or suggest a level is met. Unknown is not unmet."""
    return NoneOf(tuple(each.own for each in criteria if calls_for_a_level(each)))


def with_conditions(definition: Definition, sections: Mapping[str, Condition], criteria: Mapping[str, Condition]) -> Definition:
    """Return a definition with other conditions, put together anew: an `otherwise` follows from the other criteria of its section.

    Args:
        definition: the criteria.
        sections: the new conditions of sections, by id; the others keep theirs.
        criteria: the new conditions of criteria, by id, without those of their sections; the others keep theirs. None is an `otherwise`.
    """
    if not definition.sections:
        return replace(definition, criteria=tuple(replace(each, when=criteria.get(each.id, each.when)) for each in definition.criteria))
    phases = {each.id: replace(each, when=sections.get(each.id, each.when)) for each in definition.sections}
    quiet = {each.otherwise for each in definition.sections}
    own = {each.id: criteria.get(each.id, each.own) for each in definition.criteria}
    for phase in phases.values():
        if phase.otherwise is not None:
            others = [each for each in definition.criteria if each.section == phase.id and each.id != phase.otherwise]
            calling = [each for each in others if calls_for_a_level(each)]
            if any(own[each.id] is not each.own for each in calling):
                own[phase.otherwise] = NoneOf(tuple(own[each.id] for each in calling))
    assert quiet.isdisjoint(criteria), "an `otherwise` has no condition of its own"

    def renewed(each: Criterion) -> Criterion:
        phase = None if each.section is None else phases[each.section]
        before = None if phase is None else next(section.when for section in definition.sections if section.id == phase.id)
        if own[each.id] is each.own and (phase is None or phase.when is before):
            # The same object: what does not change is not compiled again.
            return each
        return replace(each, when=own[each.id] if phase is None else within(phase.when, own[each.id]))

    return replace(definition, sections=tuple(phases.values()), criteria=tuple(map(renewed, definition.criteria)))
