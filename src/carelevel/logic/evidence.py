"""Which facts decide a condition: the evidence when it is met, and the facts that are still open while it is unknown. What has been found once is looked up.

Both depend only on what the condition makes of each answer: to "at least severe", severe and extreme are the same. So they are remembered by that, and the
evidence in its own words by the answers in it. Both tables are small.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any, Generic, TypeVar

from carelevel.logic.bit_tables import Tables
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import Case, Part, knows, said
from carelevel.model.conditions import Among, Condition, Includes, atoms, names_points
from carelevel.model.facts import NO, YES, SetOf, Value, base_facts
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

SMALL_EVIDENCE = 10
"""Known parts of a condition, those left out without which it would not be met, up to which the smallest sufficient part is looked for among all.

Beyond, one is given that cannot be made smaller.
"""

MOST_OF_EACH = 512
"""Entries of each table of one condition, before it takes in no more."""

T = TypeVar("T")


class DecidingFacts(Generic[T]):
    """Finds which facts decide one condition. Its tables fill up as they are used; an entry is the same whoever makes it, so threads need no lock.

    Args:
        condition: the condition.
        result: its result bit.
        tables: what the bit belongs to.
        make: what to make of the evidence, as a case is written. It is kept with the evidence.
    """

    __slots__ = ("_condition", "_make", "_named", "_open", "_parts", "_result", "_scalars", "_sets", "_sufficient", "_tables")

    def __init__(self, condition: Condition, result: int, tables: Tables, make: Callable[[FrozenDict[str, Any]], T]) -> None:
        self._condition = condition
        self._result = result
        self._tables = tables
        self._make = make
        named: dict[Part, list[Among]] = {}
        for atom in atoms(condition):
            if isinstance(atom, Includes):
                named[atom.fact.id, atom.member] = []
            else:
                for name in base_facts(atom.fact):
                    named.setdefault((name, None), []).append(atom)
        self._named = tuple(named)
        # Points take conditions on one fact together: of a fact known in part, what each of them makes of it does not say enough.
        are_together = names_points(condition)
        self._scalars = tuple((name, _Kinds(name, () if are_together else asking)) for (name, member), asking in named.items() if member is None)
        self._sets = tuple((name, member) for name, member in named if member is not None)
        self._sufficient: dict[tuple[Any, ...], _Sufficient[T]] = {}
        self._parts: dict[tuple[Part, ...], _Sufficient[T]] = {}
        self._open: dict[tuple[Any, ...], tuple[str, ...]] = {}

    def evidence(self, case: Case) -> T:
        """Return what is made of a smallest part of a case that is enough for the condition to be met; the condition is met."""
        key = self._key(case)
        found = self._sufficient.get(key) or self._find_sufficient(key, case)
        values, members = case.values, case.members
        answers: tuple[Any, ...] = tuple([values[name] for name in found.facts])
        if found.members:
            answers += tuple([members[name][member] for name, member in found.members])
        made = found.made.get(answers)
        if made is None:
            made = self._make(_as_written(self._tables, found.parts, case))
            if len(found.made) < MOST_OF_EACH:
                found.made[answers] = made
        return made

    def open_facts(self, case: Case) -> tuple[str, ...]:
        """Return the facts that can still decide the condition, in the order named; none that is known completely."""
        key = self._key(case)
        found = self._open.get(key)
        if found is None:
            found = tuple(name for name in open_facts(case, (self._condition,)) if not knows(case, self._tables.cells[name].fact))
            if len(self._open) < MOST_OF_EACH:
                self._open[key] = found
        return found

    def _key(self, case: Case) -> tuple[Any, ...]:
        """Return what the condition makes of each answer in a case."""
        known, members = case.values.get, case.members
        key: tuple[Any, ...] = tuple([kinds[known(name)] for name, kinds in self._scalars])
        if self._sets:
            key += tuple([members[name].get(member) if name in members else None for name, member in self._sets])
        return key

    def _find_sufficient(self, key: tuple[Any, ...], case: Case) -> "_Sufficient[T]":
        """Find a smallest sufficient part of what is known, and remember it."""
        values, members = case.values, case.members
        there = [(name, member) for name, member in self._named if (name in values if member is None else member in members.get(name, ()))]
        parts = tuple(smallest(there, self._tables.enough(self._result, case, there)))
        found = self._parts.get(parts)
        if found is None:
            found = _Sufficient(parts)
            if len(self._parts) < MOST_OF_EACH:
                self._parts[parts] = found
        if len(self._sufficient) < MOST_OF_EACH:
            self._sufficient[key] = found
        return found


class _Sufficient(Generic[T]):
    """A sufficient part of what is known: facts, and members of sets; and what has been made of it, by the answers in it."""

    __slots__ = ("facts", "made", "members", "parts")

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self.facts = tuple(name for name, member in parts if member is None)
        self.members = tuple((name, member) for name, member in parts if member is not None)
        self.made: dict[tuple[Any, ...], T] = {}


class _Kinds(dict[frozenset[Value] | None, Any]):
    """What a condition makes of the values that one fact can still have; None for a fact that is unknown."""

    __slots__ = ("_asking", "_name", "_numbers")

    def __init__(self, name: str, asking: Sequence[Among]) -> None:
        super().__init__({None: None})
        self._name = name
        self._numbers: dict[tuple[Truth, ...], int] = {}
        # What a sum makes of one of its parts depends on the others: then nothing short of the values themselves says it.
        self._asking = () if any(len(base_facts(atom.fact)) > 1 for atom in asking) else asking

    def __missing__(self, values: frozenset[Value]) -> Any:
        case = Case(FrozenDict({self._name: values}))
        truths = tuple(meaning(atom, case) for atom in self._asking)
        # Numbered, since hashing truths takes longer than all else.
        kind = self._numbers.setdefault(truths, len(self._numbers)) if truths else values
        if len(self) < MOST_OF_EACH:
            self[values] = kind
        return kind


def _as_written(tables: Tables, parts: Iterable[Part], case: Case) -> FrozenDict[str, Any]:
    """Return some of what is known as a user would give it, in the order of the facts."""
    given: dict[str, Any] = {}
    for name, member in sorted(parts, key=lambda part: tables.cells[part[0]].known):
        if member is None:
            fact = tables.cells[name].fact
            assert not isinstance(fact, SetOf)
            given[name] = said(fact, case.values[name])
        else:
            given.setdefault(name, {})[member] = YES if case.members[name][member] else NO
    return FrozenDict({name: FrozenDict(value) if type(value) is dict else value for name, value in given.items()})


def evidence(condition: Condition, case: Case) -> Case:
    """Return a smallest part of what is known that is enough for a met condition to be met; what it names first wins ties.

    With more than `SMALL_EVIDENCE` known parts it is one that cannot be made smaller.
    """
    return case.only(smallest(_known_parts(condition, case), lambda parts: meaning(condition, case.only(tuple(parts))) is Truth.MET))


def _known_parts(condition: Condition, case: Case) -> list[Part]:
    """Return the facts and set members that a condition names and the case knows, in the order named."""
    parts: dict[Part, None] = {}
    for atom in atoms(condition):
        if isinstance(atom, Includes):
            if atom.member in case.members.get(atom.fact.id, ()):
                parts[atom.fact.id, atom.member] = None
        else:
            parts |= {(name, None): None for name in base_facts(atom.fact) if name in case.values}
    return list(parts)


def smallest(parts: Sequence[Part], is_enough: Callable[[Iterable[Part]], bool]) -> Sequence[Part]:
    """Return a smallest sufficient part; the first one in the order of the parts."""
    needed = [part for part in parts if not is_enough([other for other in parts if other != part])]
    if is_enough(needed):
        return needed
    others = [part for part in parts if part not in needed]
    if len(others) > SMALL_EVIDENCE:
        for part in tuple(others):
            fewer = [other for other in others if other != part]
            if is_enough((*needed, *fewer)):
                others = fewer
        return [part for part in parts if part in needed or part in others]
    found = next(chosen for size in range(1, len(others) + 1) for chosen in combinations(others, size) if is_enough((*needed, *chosen)))
    return [part for part in parts if part in needed or part in found]
