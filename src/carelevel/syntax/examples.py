"""Checking that every example agrees with its criterion."""

from collections.abc import Iterator
from itertools import count, islice

from carelevel.logic.contradictions import undisputed
from carelevel.logic.meaning import meaning
from carelevel.model.conditions import Condition
from carelevel.model.criteria import BasedOn, CriteriaSection, Criterion, Definition
from carelevel.model.problems import Problem, quoted
from carelevel.model.truth import Truth


def examples_hold(definition: Definition) -> Iterator[Problem]:
    """Yield a problem for each example with another outcome or an impossible case; that of a criterion is about the criterion's own condition."""
    for phase in definition.sections:
        yield from _examples_of(definition, phase, phase.when)
    for criterion in definition.criteria:
        yield from _examples_of(definition, criterion, criterion.own)


def _examples_of(definition: Definition, owner: Criterion | CriteriaSection, when: Condition) -> Iterator[Problem]:
    for position, example in enumerate(owner.examples):
        hint = _of_the_base(definition, owner, position)
        for item in definition.impossible:
            if meaning(item.when, example.case) is Truth.MET:
                yield Problem("example-fails", f"the case of this example is declared impossible by {quoted(item.id)}", place=example.place, hint=hint)
        actual = meaning(when, undisputed(definition, example.case))
        if actual is not Truth(example.expected):
            message = f"{quoted(owner.id)} is {actual.value} in this case, but the example says {example.expected}"
            yield Problem("example-fails", message, place=example.place, hint=hint)


def _is_local(phase: CriteriaSection, criterion: Criterion | CriteriaSection, based_on: BasedOn) -> bool:
    """Return whether a criterion is written where a local version adds its section, or is the `otherwise` of one that it replaces."""
    kinds = [each.kind for each in based_on.changes if (each.section, each.id) == ("sections", phase.id)]
    return "added" in kinds or ("replaced" in kinds and criterion.id == phase.otherwise)


def _of_the_base(definition: Definition, criterion: Criterion | CriteriaSection, position: int) -> str | None:
    """Return how to change an example that a local version has from its base."""
    based_on = definition.based_on
    if based_on is None or any(change.id == criterion.id for change in based_on.changes if change.section in {"criteria", "sections"}):
        return None
    phase = next((each for each in definition.sections if isinstance(criterion, Criterion) and each.id == criterion.section), None)
    if phase is not None and _is_local(phase, criterion, based_on):
        return None
    changed = {change.id: change.kind for change in based_on.changes if change.section == "examples"}
    numbers = (number for number in count(1) if changed.get(f"{criterion.id}.{number}") != "left_out")
    name = f"{criterion.id}.{next(islice(numbers, position, None))}"
    return None if name in changed else f"the example is the base's: list {quoted(name)} under `replace` or `leave_out`, as one of `examples`"
