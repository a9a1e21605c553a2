"""Facts that disagree: which contradictions stand in what is recorded, the case that everything else reads, and what could still make facts disagree.

`when` and `unless` read the case as it is recorded, once. Where a contradiction stands, the facts that it disputes count as unknown, all of them together; the
level, reasons, services and notices read what is left.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import Case, knows
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Contradiction, Definition
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

MOST_APART = 4
"""Contradictions that could come to stand up to which it is tried out which of them would widen the range; with more, all of them are named if any would."""

WhatIsOpen = Callable[[Case], object]
"""Returns what a case leaves open, to be compared: the possible levels, and whether the criteria are for this person."""


def stands(contradiction: Contradiction, case: Case) -> bool:
    """Return whether a contradiction stands in a case as it is recorded: `when` is met, and `unless` is unmet or unknown."""
    return meaning(contradiction.when, case) is Truth.MET and meaning(contradiction.unless, case) is not Truth.MET


def standing(definition: Definition, case: Case) -> tuple[Contradiction, ...]:
    """Return the contradictions that stand in a case as it is recorded."""
    return tuple(each for each in definition.contradictions if stands(each, case))


def can_stand(contradiction: Contradiction, case: Case) -> bool:
    """Return whether a contradiction stands, or may come to stand once more is recorded."""
    return meaning(contradiction.when, case) is not Truth.UNMET and meaning(contradiction.unless, case) is not Truth.MET


def disputed_by(contradictions: Iterable[Contradiction]) -> frozenset[str]:
    """Return the facts that some contradictions dispute."""
    return frozenset(name for each in contradictions for name in each.disputed)


def without(case: Case, facts: frozenset[str]) -> Case:
    """Return a case in which some facts count as unknown."""
    if facts.isdisjoint(case.values) and facts.isdisjoint(case.members):
        return case
    values = {name: possible for name, possible in case.values.items() if name not in facts}
    members = {name: known for name, known in case.members.items() if name not in facts}
    return Case(FrozenDict(values), FrozenDict(members), case.facts)


def undisputed(definition: Definition, case: Case) -> Case:
    """Return the case that everything but contradictions reads: the one recorded, without the facts that are disputed in it."""
    return without(case, disputed_by(standing(definition, case)))


def to_record(definition: Definition, case: Case) -> tuple[str, ...]:
    """Return the facts that resolve the contradictions which stand, as far as they are not recorded, in the order of the file."""
    return not_recorded(definition, case, (each.unless for each in standing(definition, case)))


def could_widen(definition: Definition, case: Case, what_is_open: WhatIsOpen) -> tuple[str, ...]:
    """Return the facts that could make a contradiction stand which does not yet, and so leave more open; in the order of the file."""
    found = standing(definition, case)
    read = without(case, disputed_by(found))
    coming = [each for each in definition.contradictions if each not in found and can_stand(each, case)]
    return not_recorded(definition, case, (each.when for each in widening(coming, read, what_is_open)))


def widening(coming: Iterable[Contradiction], read: Case, what_is_open: WhatIsOpen) -> Sequence[Contradiction]:
    """Return those contradictions that leave more open once they stand, of those that do not stand yet and can.

    Whatever else is learned, no more is left open than without the disputed facts: neither levels, nor whether the criteria are for this person. So a
    contradiction can leave more open only where that leaves out more than is left out now, alone or together with others that could come to stand.

    Args:
        coming: the contradictions that can come to stand.
        read: the case, without the facts that are disputed now.
        what_is_open: what a case leaves open.
    """
    known = {*read.values, *read.members}
    coming = [each for each in coming if not known.isdisjoint(each.disputed)]
    seen: dict[frozenset[str], object] = {}

    def left(some: Sequence[Contradiction]) -> object:
        facts = disputed_by(some) & known
        if facts not in seen:
            seen[facts] = what_is_open(without(read, facts))
        return seen[facts]

    def widens(each: Contradiction) -> bool:
        others = [other for other in coming if other is not each]
        return any(left((*some, each)) != left(some) for size in range(len(others) + 1) for some in combinations(others, size))

    if not coming or left(coming) == left(()):
        return ()
    return coming if len(coming) > MOST_APART else [each for each in coming if widens(each)]


def not_recorded(definition: Definition, case: Case, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return the facts that can still decide some conditions, in the order of the file, but none that is recorded completely."""
    names = open_facts(case, conditions)
    return tuple(fact.id for fact in definition.facts if fact.id in names and not knows(case, fact))
