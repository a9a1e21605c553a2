"""What a criterion that is met stands on: a smallest part of what is known that is enough for it. What has been found once is looked up.

Which part is enough depends on nothing but what the criterion's conditions make of each answer: whether symptoms are severe or extreme is the same to "at least
severe". So the part is remembered by that, and the reason, which says the answers themselves, by the answers in the part. Both are few.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

from carelevel.answers.results import Reason
from carelevel.logic.bit_tables import Tables
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, Part, said
from carelevel.model.conditions import Among, Includes, atoms
from carelevel.model.criteria import Criterion
from carelevel.model.facts import NO, YES, SetOf, Value, base_facts
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

SMALL_EVIDENCE = 10
"""Known parts of a condition, those left out without which it would not be met, up to which the smallest sufficient part is looked for among all.

Beyond, one is given that cannot be made smaller.
"""

MOST_OF_EACH = 512
"""Entries of each table of one criterion, before it takes in no more."""


class Grounds:
    """One criterion, and what it stands on when it is met. Its tables fill up as they are used; an entry is the same whoever makes it, so threads need no lock.

    Attributes:
        criterion: the criterion.
        result: its result bit.
        rank: the rank of the level that it speaks of.
        is_limit: whether it limits the level.
        order: its place among reasons: the most intensive level first, and what is required before what is suggested.
    """

    __slots__ = ("_enough", "_named", "_scalars", "_sets", "_standing", "_tables", "criterion", "is_limit", "order", "rank", "result")

    def __init__(self, criterion: Criterion, result: int, rank: int, tables: Tables) -> None:
        self.criterion = criterion
        self.result = result
        self.rank = rank
        self.is_limit = criterion.effect == "limits_to"
        self.order = -rank, criterion.effect != "requires"
        self._tables = tables
        named: dict[Part, list[Among]] = {}
        for atom in atoms(criterion.when):
            if isinstance(atom, Includes):
                named[atom.fact.id, atom.member] = []
            else:
                for name in base_facts(atom.fact):
                    named.setdefault((name, None), []).append(atom)
        self._named = tuple(named)
        self._scalars = tuple((name, _Made(name, asking)) for (name, member), asking in named.items() if member is None)
        self._sets = tuple((name, member) for name, member in named if member is not None)
        self._enough: dict[tuple[Any, ...], _Standing] = {}
        self._standing: dict[tuple[Part, ...], _Standing] = {}

    def reason(self, case: Case) -> Reason:
        """Return the criterion as a reason, when it is met, with its evidence. For a limit, only the evidence is of use."""
        values, members = case.values, case.members
        known = values.get
        key: tuple[Any, ...] = tuple([made[known(name)] for name, made in self._scalars])
        if self._sets:
            key += tuple([members[name].get(member) if name in members else None for name, member in self._sets])
        standing = self._enough.get(key) or self._found(key, case)
        said_of: tuple[Any, ...] = tuple([values[name] for name in standing.names])
        if standing.held:
            said_of += tuple([members[name][member] for name, member in standing.held])
        reason = standing.reasons.get(said_of)
        if reason is None:
            c = self.criterion
            reason = Reason(c.id, c.effect, c.level or "", c.because, c.sources, _written(self._tables, standing.parts, case))
            if len(standing.reasons) < MOST_OF_EACH:
                standing.reasons[said_of] = reason
        return reason

    def _found(self, key: tuple[Any, ...], case: Case) -> "_Standing":
        """Find a smallest sufficient part of what is known, and remember it."""
        values, members = case.values, case.members
        there = [(name, member) for name, member in self._named if (name in values if member is None else member in members.get(name, ()))]
        parts = tuple(smallest(there, self._tables.enough(self.result, case, there)))
        standing = self._standing.get(parts)
        if standing is None:
            standing = _Standing(parts)
            if len(self._standing) < MOST_OF_EACH:
                self._standing[parts] = standing
        if len(self._enough) < MOST_OF_EACH:
            self._enough[key] = standing
        return standing


class _Standing:
    """A part of what is known that is enough: facts, and members of sets; and the reasons that have been made of it, by the answers in it."""

    __slots__ = ("held", "names", "parts", "reasons")

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self.names = tuple(name for name, member in parts if member is None)
        self.held = tuple((name, member) for name, member in parts if member is not None)
        self.reasons: dict[tuple[Any, ...], Reason] = {}


class _Made(dict[frozenset[Value] | None, Any]):
    """What the conditions of a criterion make of the values that a fact can still have; None for a fact that is unknown."""

    __slots__ = ("_asking", "_kinds", "_name")

    def __init__(self, name: str, asking: Sequence[Among]) -> None:
        super().__init__({None: None})
        self._name = name
        self._kinds: dict[tuple[Truth, ...], int] = {}
        # What a sum makes of one of its parts depends on the others: then nothing short of the values themselves says it.
        self._asking = () if any(len(base_facts(atom.fact)) > 1 for atom in asking) else asking

    def __missing__(self, values: frozenset[Value]) -> Any:
        case = Case(FrozenDict({self._name: values}))
        truths = tuple(meaning(atom, case) for atom in self._asking)
        # Numbered, since hashing truths takes longer than all else.
        made = self._kinds.setdefault(truths, len(self._kinds)) if truths else values
        if len(self) < MOST_OF_EACH:
            self[values] = made
        return made


def _written(tables: Tables, parts: Iterable[Part], case: Case) -> FrozenDict[str, Any]:
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
