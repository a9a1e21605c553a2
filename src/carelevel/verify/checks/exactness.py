"""Whether the fast range of a criteria set has exact ends, and what keeps it from that."""

from collections.abc import Iterator

from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.possible_by_solver import what_keeps_the_range_from_being_exact
from carelevel.model.conditions import atoms
from carelevel.model.criteria import Definition
from carelevel.model.facts import base_facts
from carelevel.model.problems import Problem, listed, quoted


def exactness(definition: Definition) -> Iterator[Problem]:
    """Yield a note for each fact or combination that can make the range of `decide` wider than the exact one; one note when there is none."""
    facts, left_out = what_keeps_the_range_from_being_exact(PreparedCriteria.of(definition))
    for fact in definition.facts:
        if fact.id in facts:
            message = f"{quoted(fact.id)} can push the level up as well as down, in {listed(_that_ask(definition, fact.id))}"
            yield Problem("range-not-exact", f"{message}: `decide` may give too wide a range", "note", fact.about.place)
    for item in definition.impossible:
        if item.id in left_out:
            message = f"{quoted(item.id)} can rule out what a range ends in: `decide` may give too wide a range"
            yield Problem("range-not-exact", message, "note", item.place)
    if "applies_when" in left_out:
        message = "`applies_when` can rule out what a range ends in, since criteria ask about the same facts: `decide` may give too wide a range"
        yield Problem("range-not-exact", message, "note", None, ("applies_when",))
    if not facts and not left_out:
        yield Problem("range-exact", "every fact pushes the level one way only: the ends of the range that `decide` gives are exact", "note")


def _that_ask(definition: Definition, name: str) -> list[str]:
    """Return the criteria that bear on the level and look at a fact."""
    bearing = [criterion for criterion in definition.criteria if criterion.level is not None]
    return [criterion.id for criterion in bearing if any(name in base_facts(atom.fact) for atom in atoms(criterion.when))]
