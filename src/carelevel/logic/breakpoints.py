"""Breakpoints: where conditions divide the values of a fact. Two values with no breakpoint between them are the same to every condition."""

from collections.abc import Iterable, Sequence

from carelevel.logic.decision_formulas import Rewriting
from carelevel.model.conditions import Among, Atom, Condition, atoms, values_met
from carelevel.model.facts import Scalar, Sum, Value, Worst, base_facts, domain


def cuts(fact: Scalar, conditions: Iterable[Condition], *, direct: bool = False) -> list[int]:
    """Return the ranks of a fact's values at which some condition can differ from the value before, ascending.

    Args:
        fact: the fact.
        conditions: the conditions.
        direct: look only at atoms on the fact itself or on its bands. Otherwise a sum, or a worst of several, makes every value a breakpoint.
    """
    every = domain(fact)
    found: set[int] = set()
    for atom in (atom for condition in conditions for atom in atoms(condition)):
        if not isinstance(atom, Among) or fact.id not in base_facts(atom.fact):
            continue
        satisfying = values_met(fact, atom)
        if satisfying is not None:
            found |= {rank for rank in range(1, len(every)) if (every[rank] in satisfying) != (every[rank - 1] in satisfying)}
        elif not direct:
            return list(range(1, len(every)))
    return sorted(found)


def runs(fact: Scalar, found: Sequence[int]) -> list[Value]:
    """Return the first value of each run between breakpoints."""
    every = domain(fact)
    return [every[rank] for rank in (0, *found)]


def merged(fact: Scalar, run: Iterable[Value], as_value: Value) -> Rewriting:
    """Return a rewriting in which some values of a fact count as another value, wherever the fact or its bands are asked about."""
    counted = frozenset(run)

    def change(atom: Atom) -> Condition:
        satisfying = None if isinstance(atom.fact, Sum | Worst) else values_met(fact, atom)
        if satisfying is None:
            return atom
        values = satisfying | counted if as_value in satisfying else satisfying - counted
        return atom if values == satisfying else Among(fact, values)

    return Rewriting(change)
