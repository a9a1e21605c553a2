"""Declared and never reached: levels, bands and services that no possible person has."""

from collections.abc import Iterator

from carelevel.logic.levels import rules_out
from carelevel.model.conditions import Among
from carelevel.model.criteria import Criterion, Definition, Level
from carelevel.model.facts import Bands
from carelevel.model.problems import Problem, listed, quoted
from carelevel.verify.checks.findings import Proving, Subject, leaning, proved
from carelevel.verify.checks.parts import parts_that_leave_nobody


def somebody_exists(proving: Proving) -> Iterator[Problem]:
    """Yield one finding when the criteria are for no possible person: every proof about an empty population would hold."""
    everyone = Subject("applies_when", proving.definition.id, None)
    yield from proved("whether there is anybody whom the criteria are for", everyone, _nobody(proving))


def _nobody(proving: Proving) -> Iterator[Problem]:
    if not proving.everyone.has():
        parts = parts_that_leave_nobody(proving.definition)
        names = " and ".join(quoted(part.id) for part in parts)
        why = f"no possible person meets its part {names}" if len(parts) == 1 else f"its parts {names} exclude each other"
        why = why if parts else "no possible person is as `applies_when` and `impossible` leave them"
        place = parts[0].place if parts else None
        yield Problem("says-nothing", f"{quoted(proving.definition.id)} is for nobody: {why}", "error", place, ("applies_when",))


def levels_that_nobody_has(proving: Proving) -> Iterator[Problem]:
    """Yield the levels that no possible person has, except those whose criteria have a finding already."""
    definition = proving.definition
    for rank, level in enumerate(definition.levels):
        if not any(criterion.id in proving.found for criterion in _speaking(definition, level)):
            subject = Subject("levels", level.id, level.place)
            yield from proved(f"whether somebody's level is {quoted(level.id)}", subject, _level(proving, subject, rank))


def _level(proving: Proving, level: Subject, rank: int) -> Iterator[Problem]:
    parts = proving.decisions.is_level(rank)
    if proving.everyone.has(*parts):
        return
    speaking = _speaking(proving.decisions.definition, proving.definition.levels[rank])
    said = [someone for criterion in speaking if (someone := proving.everyone.someone(criterion.when)) is not None]
    is_out = proving.everyone.has(proving.decisions.arrives_at(rank))
    why = (
        "it is ruled out for whoever would have it" if is_out else "whoever meets a criterion for it has another level" if said else "no criterion speaks of it"
    )
    message = f"no {proving.person} has the level {quoted(level.id)}: {why}{leaning(proving.relies_on(*parts))}{proving.aside}"
    witness = proving.shown(said[0]) if said else None
    yield level.finding("level-never-reached", message, witness=witness)


def _speaking(definition: Definition, level: Level) -> list[Criterion]:
    """Return the criteria that call for a level, or limit to it."""
    return [criterion for criterion in definition.criteria if criterion.level == level.id and not rules_out(criterion.effect)]


def bands_that_nobody_is_in(proving: Proving) -> Iterator[Problem]:
    """Yield the bands of the file's own derived facts that no possible person is in."""
    for fact in proving.definition.derived:
        if isinstance(fact, Bands) and fact.about.instrument is None:
            for label in fact.values:
                question = f"whether somebody is in the band {quoted(label)} of {quoted(fact.id)}"
                subject = Subject("derived", fact.id, fact.about.place)
                yield from proved(question, subject, _band(proving, fact, label, subject))


def _band(proving: Proving, fact: Bands, label: str, subject: Subject) -> Iterator[Problem]:
    inside = Among(fact, frozenset((label,)))
    if not proving.everyone.has(inside):
        message = f"no {proving.person} is in the band {quoted(label)} of {quoted(fact.id)}{leaning(proving.relies_on(inside))}"
        yield subject.finding("band-never-reached", message)


def services_that_nobody_gets(proving: Proving) -> Iterator[Problem]:
    """Yield the services whose criteria no person meets; a service that no criterion adds is reported when the file is read."""
    for service in proving.definition.services:
        adding = [criterion.id for criterion in proving.definition.criteria if service.id in criterion.adds]
        if adding and proving.never_met.issuperset(adding):
            only = f"{quoted(adding[0])}, the only criterion that adds it, is" if len(adding) == 1 else f"{listed(adding)}, which add it, are"
            subject = Subject("services", service.id, service.place)
            yield subject.finding("service-never-added", f"nobody gets {quoted(service.id)}: {only} never met")
