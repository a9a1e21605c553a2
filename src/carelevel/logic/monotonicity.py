"""Monotonicity: when every unknown fact pushes the level one way only, two cases give the ends of the range.

Each open atom has a polarity: satisfying it can raise the level, or lower it. If every fact has a value on the raising side of all its atoms, and a value on
the raising side of none, then all facts can be at their worst together, or at their best. These two completions have the highest and the lowest possible level.
Otherwise nothing follows, and the diagram answers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from carelevel.logic.meaning import meaning, possible_values
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Atom, Condition, CountOf, Holds, Includes, NoneOf, counted, is_on_points
from carelevel.model.facts import Bands, Percent, Scalar, Score, Sum, Value, Worst, base_facts, domain, in_bands
from carelevel.model.truth import Truth, all_of, any_of, count_of, negate

Signed = tuple[Atom, bool]


def open_atoms(condition: Condition, case: Case, *, raises: bool = True) -> list[Signed]:
    """Return the atoms that can still decide a condition, each with whether satisfying it helps to raise the level.

    Args:
        condition: the condition; parts of it that are decided are passed over.
        case: what is known.
        raises: whether the condition raises the level when met.
    """
    found: list[Signed] = []
    _open(condition, case, raises, found)
    return found


def _open(condition: Condition, case: Case, raises: bool, found: list[Signed]) -> Truth:
    """Return what a condition means, and note the atoms that can still decide it, in one pass over its parts."""
    before = len(found)
    match condition:
        case Among() if is_on_points(condition):
            truth = _open(counted(condition), case, raises, found)
        case Among() | Includes():
            truth = meaning(condition, case)
            found.append((condition, raises))
        case AllOf(parts):
            truth = all_of(_open(part, case, raises, found) for part in parts)
        case AnyOf(parts):
            truth = any_of(_open(part, case, raises, found) for part in parts)
        case NoneOf(parts):
            truth = negate(any_of(_open(part, case, not raises, found) for part in parts))
        case CountOf(parts, fewest, most):
            ways = (*((raises,) if fewest > 0 else ()), *((not raises,) if most < len(parts) else ()))
            truth = count_of((_open_in(part, case, ways, found) for part in parts), fewest, most)
        case Holds(named, expected):
            truth = _open(named.when, case, raises is expected, found)
            truth = truth if expected else negate(truth)
        case _:
            assert_never(condition)
    if truth is not Truth.UNKNOWN:
        del found[before:]
    return truth


def _open_in(condition: Condition, case: Case, ways: Iterable[bool], found: list[Signed]) -> Truth:
    """Do the same for a condition with one polarity, with both, or with none."""
    noted: list[Signed] = []
    truth = _open(condition, case, raises=True, found=noted)
    found += [(atom, raises is way) for way in ways for atom, raises in noted]
    return truth


def open_facts(case: Case, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return the facts that can still decide one of some conditions, in the order named."""
    atoms = (atom for condition in conditions for atom, _raises in open_atoms(condition, case))
    return tuple(dict.fromkeys(name for atom in atoms for name in base_facts(atom.fact)))


def best_and_worst(case: Case, signed: Iterable[Signed]) -> tuple[Case, Case] | None:
    """Return the completions with the lowest and the highest level, or None when facts push both ways."""
    pushes = _Pushes.of(case, signed)
    if pushes.both_ways():
        return None
    best = worst = case
    for name in pushes.raising:
        top, bottom = pushes.ends(name)
        worst = worst.narrowed(name, frozenset((min(top, key=str),)))
        best = best.narrowed(name, frozenset((min(bottom, key=str),)))
    for (fact, member), signs in pushes.members.items():
        worst = worst.with_member(fact, member, True in signs)
        best = best.with_member(fact, member, False in signs)
    return best, worst


def facts_both_ways(signed: Iterable[Signed]) -> tuple[str, ...]:
    """Return the ids of the facts that are not monotone: for some case nothing follows from their best and worst values."""
    pushes = _Pushes.of(Case(), signed)
    return tuple(dict.fromkeys((*pushes.both_ways(), *(name for name in pushes.raising if not pushes.is_chain(name)))))


@dataclass(slots=True)
class _Pushes:
    """Which values of each fact push the level up.

    Attributes:
        case: what is known.
        bases: the given facts by id.
        raising: for each of them, the sets of raising values that its atoms have.
        members: for each member of a set, whether it raises.
        unsided: facts below an atom that has no raising side, such as a sum between two bounds.
        pushed: sums, and what else is worked out from others, that have been noted in a direction: many atoms stand on the same sum.
        extremes: the two sides of facts below them, by fact and direction: many sums share them.
    """

    case: Case
    bases: dict[str, Scalar] = field(default_factory=dict)
    raising: dict[str, set[frozenset[Value]]] = field(default_factory=dict)
    members: dict[tuple[str, str], set[bool]] = field(default_factory=dict)
    unsided: dict[str, None] = field(default_factory=dict)
    pushed: set[tuple[str, bool]] = field(default_factory=set)
    extremes: dict[tuple[str, bool], tuple[frozenset[Value], frozenset[Value]]] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, signed: Iterable[Signed]) -> "_Pushes":
        pushes = cls(case)
        for atom, raises in signed:
            if isinstance(atom, Includes):
                pushes.members.setdefault((atom.fact.id, atom.member), set()).add(raises)
                continue
            pushes.push(atom.fact, atom.values, raises)
        return pushes

    def ends(self, name: str) -> tuple[frozenset[Value], frozenset[Value]]:
        """Return the values of a fact that push up in all its atoms, and those that do in none."""
        every = frozenset(possible_values(self.bases[name], self.case))
        return every.intersection(*self.raising[name]), every.difference(*self.raising[name])

    def is_chain(self, name: str) -> bool:
        """Return whether the sets of raising values of a fact are a chain: then it is monotone, whatever part of it is known."""
        by_size = sorted(self.raising[name], key=len)
        return all(smaller <= larger for smaller, larger in pairwise(by_size))

    def both_ways(self) -> tuple[str, ...]:
        two_sided = [name for name in self.raising if not all(self.ends(name))]
        return tuple(dict.fromkeys((*self.unsided, *two_sided, *(fact for (fact, _), signs in self.members.items() if len(signs) > 1))))

    def push(self, fact: Scalar, values: frozenset[Value], raises: bool) -> None:
        """Note for each given fact below an atom's fact the values that push the level up; or that the atom has no such side."""
        match fact:
            case Sum() | Percent() | Worst():
                self._add_ends(fact, fact, _direction(fact, values, raises))
            case Bands(of=Score() as score):
                self.push(score, in_bands(fact, values), raises)
            case Bands():
                self._add_ends(fact, fact.of, _direction(fact, values, raises))
            case _:
                self._keep(fact, values if raises else frozenset(domain(fact)) - values)

    def _add_ends(self, fact: Scalar, of: Scalar, up: bool | None) -> None:
        if up is None:
            self.unsided |= dict.fromkeys(base_facts(fact))
        elif (fact.id, up) not in self.pushed:
            self.pushed.add((fact.id, up))
            for base, way in _ways(of, up):
                for side in self._extremes(base, way):
                    self._keep(base, side)

    def _extremes(self, base: Scalar, up: bool) -> tuple[frozenset[Value], frozenset[Value]]:
        """Return the value that pushes up most, and all but the one that pushes up least, of a fact that is added up with others."""
        found = self.extremes.get((base.id, up))
        if found is None:
            # Only its two ends are its best and its worst value: values between them add up with others to either side.
            possible = possible_values(base, self.case)
            every = domain(base) if up else domain(base)[::-1]
            best_first = every if len(possible) == len(every) else [value for value in every if value in possible]
            found = self.extremes[base.id, up] = frozenset(best_first[-1:]), frozenset(best_first[1:])
        return found

    def _keep(self, base: Scalar, side: frozenset[Value]) -> None:
        self.bases[base.id] = base
        self.raising.setdefault(base.id, set()).add(side)


def _direction(fact: Scalar, values: frozenset[Value], raises: bool) -> bool | None:
    """Return whether larger values push the level up (True) or down (False); None when neither holds."""
    every = domain(fact)
    size = len(values)
    # As many values as the end of an order has, and all of that end, are that end; of wide sums no set is made of them to compare.
    if size and values.issuperset(every[-size:]):
        return raises
    return not raises if values.issuperset(every[:size]) else None


def _ways(fact: Scalar, up: bool) -> Iterator[tuple[Scalar, bool]]:
    """Yield each given fact below one, and whether larger values of it push the level up."""
    match fact:
        case Sum():
            for part in fact.parts:
                yield from _ways(part.of, up if part.times > 0 else not up)
        case Percent():
            yield from _ways(fact.of, up)
            yield from _ways(fact.to, not up)
        case Worst():
            for scale in fact.parts:
                yield from _ways(scale, up)
        case Bands():
            yield from _ways(fact.of, up)
        case _:
            yield fact, up
