"""Invariants: what has to hold for every possible person; proved, or refuted with a person for whom it does not hold."""

from collections.abc import Iterator

from carelevel.cases import as_given
from carelevel.conditions import AllOf, Condition
from carelevel.criteria import Definition, Invariant
from carelevel.exact import Engine, someone_with
from carelevel.frozen import thawed
from carelevel.interpret.solver import UndecidedError
from carelevel.plain import case_text
from carelevel.problems import Problem, quoted
from carelevel.recommend import possible_levels


def invariants_hold(definition: Definition) -> Iterator[Problem]:
    """Yield every invariant that a possible person breaks, with that person, those that speak of nobody, and those not decided within the budget."""
    engine = Engine.of(definition)
    for invariant in definition.invariants:
        try:
            found = _finding(engine, invariant)
        except UndecidedError:
            message = f"the invariant {quoted(invariant.id)} was neither proved nor refuted within the budget"
            found = Problem("not-decided", message, hint="try a narrower condition, or fewer facts in it")
        if found is not None:
            yield found.at(invariant.place)


def _finding(engine: Engine, invariant: Invariant) -> Problem | None:
    definition = engine.definition
    every = frozenset(range(len(definition.levels)))
    whom = _whom(definition, invariant)
    witness = someone_with(engine, whom, every - frozenset(map(definition.rank, invariant.levels)))
    if witness is not None:
        shown = thawed(as_given(definition.by_id(), witness))
        levels = " or ".join(map(quoted, possible_levels(engine, witness)))
        message = f"the invariant {quoted(invariant.id)} does not hold for this person, whose level is {levels}: {case_text(shown)}"
        return Problem("invariant-broken", message, witness=shown)
    if someone_with(engine, whom, every) is None:
        message = f"the invariant {quoted(invariant.id)} says nothing: no possible person is as its `when` says"
        return Problem("says-nothing", message, "warning")
    return None


def _whom(definition: Definition, invariant: Invariant) -> Condition:
    """Return for whom an invariant has to hold: nobody gets a level from criteria that are not for them."""
    return invariant.when if definition.applies_when is None else AllOf((invariant.when, definition.applies_when))
