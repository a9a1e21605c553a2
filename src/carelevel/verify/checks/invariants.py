"""Invariants: what has to hold for every possible person; proved, or refuted with a witness."""

from collections.abc import Iterator

from carelevel.model.conditions import Condition
from carelevel.model.criteria import Invariant
from carelevel.model.problems import Problem, quoted
from carelevel.model.serialize import case_text
from carelevel.verify.checks.findings import Proving, Subject, proved


def invariants_hold(proving: Proving) -> Iterator[Problem]:
    """Yield every invariant that some possible person breaks, with a witness, and those that apply to no person."""
    for invariant in proving.definition.invariants:
        subject = Subject("invariants", invariant.id, invariant.place)
        yield from proved(f"the invariant {quoted(invariant.id)}", subject, _findings(proving, invariant, subject))


def _findings(proving: Proving, invariant: Invariant, subject: Subject) -> Iterator[Problem]:
    everyone, decisions = proving.everyone, proving.decisions
    whom: tuple[Condition, ...] = (invariant.when, decisions.one_of(invariant.with_levels)) if invariant.with_levels else (invariant.when,)
    if not everyone.has(*whom):
        said = "`when` and `with_level` say" if invariant.with_levels else "`when` says"
        message = f"the invariant {quoted(invariant.id)} says nothing: no {proving.person} is as its {said}"
        yield subject.finding("says-nothing", message)
        return
    for claim, broken in _claims(proving, invariant):
        someone = everyone.someone(*whom, decisions.negated(claim))
        if someone is not None:
            shown = proving.shown(someone)
            message = f"the invariant {quoted(invariant.id)} does not hold for this person, {broken}: {case_text(shown)}"
            yield subject.finding("invariant-broken", message, severity="error", witness=shown)
            return


def _claims(proving: Proving, invariant: Invariant) -> Iterator[tuple[Condition, str]]:
    """Yield each condition that has to hold, with the words for a person who does not meet it."""
    definition, decisions = proving.definition, proving.decisions
    if len(invariant.levels) < len(definition.levels):
        for name in (level.id for level in definition.levels if level.id not in invariant.levels):
            yield decisions.negated(decisions.one_of([name])), f"whose level is {quoted(name)}"
    if invariant.required:
        for rank, level in enumerate(definition.levels):
            if level.id not in invariant.required:
                yield decisions.negated(decisions.required_is(rank)), f"for whom {quoted(level.id)} is required" if rank else "for whom nothing is required"
    for service in invariant.services:
        yield decisions.adds(service), f"whose care does not include {quoted(service)}"
