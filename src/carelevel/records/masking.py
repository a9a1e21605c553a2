"""Mask facts: make them as coarse as possible without changing the answer.

A score of 12 becomes "10 to 14" when no condition distinguishes these values, and a fact that no condition names is left out. The masked facts decide every
condition as before, so the record can be run again.
"""

from collections.abc import Callable, Iterator, Sequence

from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition, Includes, atoms, values_met
from carelevel.model.criteria import Definition
from carelevel.model.facts import Scalar, SetOf, Value, base_facts, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth


def masked(definition: Definition, case: Case) -> Case:
    """Return a coarser case with the same answers, widening one fact after another in file order.

    Why the answers stay: values that no condition distinguishes lead to the same answer, whatever else is true. A fact that is part of a sum or of the worst of
    several is widened only as long as every condition on these stays decided as before; when such a condition is not decided, the fact is not widened.
    """
    every = [atom for condition in _conditions(definition) for atom in atoms(condition)]
    named = {(name, atom.member if isinstance(atom, Includes) else None) for atom in every for name in base_facts(atom.fact)}
    coarse = case.only([part for part in case.parts() if part in named])
    for fact in definition.facts:
        if not isinstance(fact, SetOf) and fact.id in coarse.values:
            looks = [atom for atom in every if isinstance(atom, Among) and fact.id in base_facts(atom.fact)]
            coarse = _with(coarse, fact, _widened(fact, coarse, looks))
    return coarse


def _conditions(definition: Definition) -> Iterator[Condition]:
    """Yield every condition that uses facts."""
    yield from (criterion.when for criterion in definition.criteria)
    yield from (item.when for item in definition.impossible)
    yield from (condition for item in definition.contradictions for condition in (item.when, item.unless))
    yield from (notice.unless for notice in definition.notices)
    yield from (condition for item in definition.documentation for condition in item.conditions)
    yield definition.applies_when


def _with(case: Case, fact: Scalar, values: frozenset[Value]) -> Case:
    """Return the case with these values of a fact; a fact with all values possible is left out."""
    if len(values) < len(domain(fact)):
        return case.narrowed(fact.id, values)
    return Case(FrozenDict({name: known for name, known in case.values.items() if name != fact.id}), case.members, case.facts)


def _widened(fact: Scalar, case: Case, looks: Sequence[Among]) -> frozenset[Value]:
    """Return the values to which a fact can be widened without changing any condition."""
    known = case.values[fact.id]
    direct = [values for atom in looks if (values := values_met(fact, atom)) is not None]
    derived = [atom for atom in looks if values_met(fact, atom) is None]
    before = [meaning(atom, case) for atom in derived]
    if Truth.UNKNOWN in before:
        return known
    seen = {tuple(value in values for values in direct) for value in known}
    alike = frozenset(value for value in domain(fact) if tuple(value in values for values in direct) in seen)

    def is_same(values: frozenset[Value]) -> bool:
        return [meaning(atom, _with(case, fact, values)) for atom in derived] == before

    return alike if is_same(alike) else _run(fact, known, alike, is_same)


def _run(fact: Scalar, known: frozenset[Value], alike: frozenset[Value], is_same: Callable[[frozenset[Value]], bool]) -> frozenset[Value]:
    """Return the longest run of equivalent values around the known ones, by binary search for its ends."""
    every = domain(fact)
    ranks = sorted(every.index(value) for value in known)
    low, high = ranks[0], ranks[-1]

    def is_good(first: int, last: int) -> bool:
        run = frozenset(every[first : last + 1])
        return run <= alike and is_same(run)

    if not is_good(low, high):
        return known
    low = _farthest(low, 0, lambda end: is_good(end, high))
    high = _farthest(high, len(every) - 1, lambda end: is_good(low, end))
    return frozenset(every[low : high + 1])


def _farthest(near: int, far: int, is_good: Callable[[int], bool]) -> int:
    """Return the farthest rank from `near` towards `far` up to which all ranks are good."""
    if is_good(far):
        return far
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if is_good(middle) else (near, middle)
    return near
