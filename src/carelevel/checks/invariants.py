"""Invariants: what has to hold for every possible person; proved, or refuted with a person for whom it does not hold."""

from collections.abc import Iterator

from carelevel.cases import as_given
from carelevel.criteria import Definition
from carelevel.exact import Engine, someone_with
from carelevel.frozen import thawed
from carelevel.interpret.diagram import OverBudgetError
from carelevel.problems import Problem, quoted


def invariants_hold(definition: Definition) -> Iterator[Problem]:
    """Yield every invariant that a possible person breaks, with that person, and every one that could not be decided within the budget."""
    engine = Engine.of(definition)
    for invariant in definition.invariants:
        broken = frozenset(range(len(definition.levels))) - frozenset(map(definition.rank, invariant.levels))
        try:
            witness = someone_with(engine, invariant.when, broken)
        except OverBudgetError:
            message = f"the invariant {quoted(invariant.id)} was neither proved nor refuted within the budget"
            yield Problem("not-decided", message, place=invariant.place, hint="try a narrower condition, or fewer facts in it")
            continue
        if witness is not None:
            shown = thawed(as_given(definition.by_id(), witness))
            yield Problem(
                "invariant-broken", f"the invariant {quoted(invariant.id)} does not hold for this person: {shown}", place=invariant.place, witness=shown
            )
