"""Warnings for parts that are declared but never used."""

from collections.abc import Iterator

from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.criteria import (
    AppliesPart,
    Contradiction,
    CriteriaSection,
    Criterion,
    Definition,
    Documentation,
    Impossible,
    Invariant,
    Level,
    Notice,
)
from carelevel.model.facts import AnyFact, Bands, Percent, Points, Sum, Worst
from carelevel.model.problems import Problem, quoted

_USERS = "a criterion, contradiction, invariant, notice, documentation, `asked_when` or `applies_when`"


def unused_parts(definition: Definition) -> Iterator[Problem]:
    """Yield a warning for each fact, service and source that nothing uses."""
    used = {name for condition in _conditions(definition) for fact in facts_of(condition) for name in _names(fact)}
    instruments: dict[str, bool] = {}
    for fact in (*definition.facts, *definition.derived):
        if fact.about.instrument is not None:
            instruments[fact.about.instrument] = instruments.get(fact.about.instrument, False) or fact.id in used
        elif fact.id not in used:
            yield Problem(
                "unused-fact",
                f"{quoted(fact.id)} is not used by {_USERS}",
                "warning",
                fact.about.place,
                ("facts", fact.id),
            )
    for instrument, is_used in instruments.items():
        if not is_used:
            message = f"no fact of the instrument {quoted(instrument)} is used by {_USERS}"
            yield Problem("unused-fact", message, "warning")
    added = {service for criterion in definition.criteria for service in criterion.adds}
    for service in definition.services:
        if service.id not in added:
            yield Problem("unused-service", f"no criterion adds {quoted(service.id)}", "warning", service.place, ("services", service.id))
    cited = set(_cited(definition))
    for source in definition.sources:
        if source.id not in cited and source.place is not None:
            yield Problem("unused-source", f"nothing cites {quoted(source.id)}", "warning", source.place)


def _conditions(definition: Definition) -> Iterator[Condition]:
    """Yield the conditions that count as using a fact; `impossible` alone does not."""
    yield from (phase.when for phase in definition.sections)
    yield from (criterion.own for criterion in definition.criteria)
    yield from (condition for item in definition.contradictions for condition in (item.when, item.unless))
    yield from (invariant.when for invariant in definition.invariants)
    yield from (notice.unless for notice in definition.notices)
    yield from (condition for item in definition.documentation for condition in item.conditions)
    yield from definition.asked_when.values()
    yield definition.applies_when


def _names(fact: AnyFact | Named) -> Iterator[str]:
    """Yield the name of a fact, and of the facts that it depends on."""
    yield fact.id
    match fact:
        case Sum():
            for part in fact.parts:
                yield from _names(part.of)
        case Percent():
            yield from _names(fact.of)
            yield from _names(fact.to)
        case Worst():
            for scale in fact.parts:
                yield from _names(scale)
        case Bands():
            yield from _names(fact.of)
        case Points():
            yield from (name for award in fact.awards for other in facts_of(award.when) for name in _names(other))
        case _:
            pass


def _cited(definition: Definition) -> Iterator[str]:
    for fact in (*definition.facts, *definition.derived):
        yield from (citation.id for citation in fact.about.sources)
    parts: tuple[AppliesPart | Level | Criterion | CriteriaSection | Impossible | Contradiction | Invariant | Notice | Documentation, ...] = (
        *definition.applies_parts,
        *definition.levels,
        *definition.criteria,
        *definition.sections,
        *definition.impossible,
        *definition.contradictions,
        *definition.invariants,
        *definition.notices,
        *definition.documentation,
    )
    yield from (citation.id for part in parts for citation in part.sources)
