"""Where the conditions of a set cut the values of a fact: two values with no cut between them are the same to every condition."""

from collections.abc import Iterable, Sequence

from carelevel.logic.decision_formulas import Rewriting
from carelevel.model.conditions import Among, Atom, Condition, atoms, values_met
from carelevel.model.facts import Scalar, Sum, Value, Worst, base_facts, domain


def cuts(fact: Scalar, conditions: Iterable[Condition], *, direct: bool = False) -> list[int]:
    """Return the ranks from which on some condition can tell a fact's values from the one before, ascending.

    Args:
        fact: the fact.
        conditions: the conditions.
        direct: look only at what is asked of the fact itself or of its bands, and not at sums and at the worst of several, which tell all their values apart.
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
    """Return the first value of each run between cuts."""
    every = domain(fact)
    return [every[rank] for rank in (0, *found)]


def merged(fact: Scalar, run: Iterable[Value], as_value: Value) -> Rewriting:
    """Return what reads conditions as if some values of a fact, asked about for itself or by its bands, were another value."""
    counted = frozenset(run)

    def change(atom: Atom) -> Condition:
        satisfying = None if isinstance(atom.fact, Sum | Worst) else values_met(fact, atom)
        if satisfying is None:
            return atom
        values = satisfying | counted if as_value in satisfying else satisfying - counted
        return atom if values == satisfying else Among(fact, values)

    return Rewriting(change)
