"""Findings about the parts of `applies_when`: parts that no person meets or that exclude each other, and parts that every person meets."""

from collections.abc import Iterator

from carelevel.model.conditions import NoneOf
from carelevel.model.criteria import AppliesPart, Definition
from carelevel.model.problems import Problem, quoted
from carelevel.verify.checks.findings import Proving, Subject, proved
from carelevel.verify.proofs.case_space import CaseSpace


def parts_that_leave_nobody(definition: Definition) -> tuple[AppliesPart, ...]:
    """Return the part that no possible person meets, or those that exclude each other; none where the parts are not the reason that nobody is left.

    Raises:
        UndecidedError: that is over the budget.
    """
    people = _anybody(definition)
    parts = list(definition.applies_parts)
    if not parts or not people.has():
        return ()
    for part in parts[::-1]:
        fewer = [other for other in parts if other is not part]
        if fewer and not people.has(*(other.when for other in fewer)):
            parts = fewer
    return tuple(parts)


def parts_that_are_never_unmet(proving: Proving) -> Iterator[Problem]:
    """Yield the parts that every possible person meets. They leave no one out."""
    for part in proving.definition.applies_parts:
        subject = Subject("applies_when", part.id, part.place)
        yield from proved(f"whether any person does not meet the part {quoted(part.id)}", subject, _never_unmet(proving.definition, part, subject))


def _never_unmet(definition: Definition, part: AppliesPart, subject: Subject) -> Iterator[Problem]:
    if not _anybody(definition).has(NoneOf((part.when,))):
        yield subject.finding("never-unmet", f"every possible person meets the part {quoted(part.id)}, so it leaves no one out")


def _anybody(definition: Definition) -> CaseSpace:
    """Return all possible people without disagreeing facts, those included whom the criteria are not for."""
    return CaseSpace(definition.facts, [item.when for item in definition.impossible], (), [definition.applies_when], definition.contradictions)
