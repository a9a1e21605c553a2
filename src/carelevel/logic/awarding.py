"""Points of conditions: which totals can be reached, with awards that share facts taken together.

"3 points at 25 or more, 2 points at 21 or more" is no sum of two things that are independent: it gives 0, 2 or 5. Awards that share a fact are a group.
The totals of a group are worked out for each combination of the values that its conditions tell apart, and become rungs: "at least so many points of this
group". Of one fact, a rung is one atom. Of several, it is the largest boxes of values in which the group has so many points: Kleene's logic is exact for it.

A group with more combinations than `MOST_COMBINATIONS`, or more boxes than `MOST_BOXES`, is not taken together: each of its conditions is then a rung of its
own, and the range of the points can be wider than what anybody has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Any, assert_never

from carelevel.model.cases import Part
from carelevel.model.conditions import AllOf, Among, AnyOf, Atom, Condition, CountOf, Holds, Includes, NoneOf, atoms, is_on_points, on_score, parts_of
from carelevel.model.facts import (
    About,
    Award,
    Bands,
    Choice,
    Direction,
    Percent,
    Points,
    Scalar,
    Scale,
    Score,
    SetOf,
    Sum,
    Value,
    Worst,
    YesNo,
    base_facts,
    domain,
    worse_end,
)

MOST_COMBINATIONS = 2_000
"""Combinations of values of a group, told apart by its conditions, up to which it is taken together."""

MOST_BOXES = 300
"""Boxes of a rung up to which a group is taken together."""

Given = Scale | Choice | Score | YesNo
Asked = Given | Sum | Percent | Worst
"""What a group differs in: a given fact, or a sum, a percentage or a worst whose facts the group names nowhere else."""


class _TooManyError(Exception):
    """A group has too many combinations or boxes to be taken together."""


def points_of(name: str, about: About, awards: Iterable[Award], step: Decimal | None = None) -> Points:
    """Return points with their range and their rungs."""
    every = tuple(awards)
    low = 0
    rungs: list[Award] = []
    for group in _groups(every):
        least, found = _rungs(group)
        low += least
        rungs += found
    high = low + sum(rung.points for rung in rungs)
    below = dict.fromkeys(base for award in every for atom in atoms(award.when) for base in base_facts(atom.fact))
    return Points(name, about, every, low, high, step, tuple(rungs), tuple(below), _worse(rungs))


def with_awards(fact: Points, awards: Iterable[Award]) -> Points:
    """Return points with other awards, in the same step."""
    return points_of(fact.id, fact.about, awards, fact.step)


def fact_over_points(fact: Any, change: Callable[[Points], Points]) -> Any:
    """Return points changed, and what stands on points over the changed ones: the first band begins at their fewest and the last ends at their most."""
    match fact:
        case Points():
            return change(fact)
        case Bands(of=Points() as old):
            new = change(old)
            bands = [(label, new.low if low == old.low else low, new.high if high == old.high else high) for label, low, high in fact.bands]
            return replace(fact, of=new, bands=tuple(band for band in bands if band[1] <= band[2]))
        case Worst():
            return replace(fact, parts=tuple(fact_over_points(part, change) for part in fact.parts))
        case _:
            return fact


def over_points(atom: Among, change: Callable[[Points], Points]) -> Among:
    """Return an atom on points, or on bands of points, over other ones. What includes the fewest or the most of the old includes those of the new."""
    over = fact_over_points(atom.fact, change)
    if not isinstance(atom.fact, Points) or not isinstance(over, Points):
        return Among(over, atom.values, atom.written)
    more = [*range(over.low, atom.fact.low)] * (atom.fact.low in atom.values) + [*range(atom.fact.high + 1, over.high + 1)] * (atom.fact.high in atom.values)
    return Among(over, atom.values.intersection(domain(over)).union(more))


def points_in(condition: Condition) -> Iterator[Points]:
    """Yield the points that a condition depends on, repeats included."""
    if is_on_points(condition):
        score = on_score(condition).fact
        yield from (score,) if isinstance(score, Points) else ()
    for part in parts_of(condition):
        yield from points_in(part)


def given_facts(condition: Condition) -> Iterator[Given | SetOf]:
    """Yield the given facts below every atom of a condition, repeats included."""
    for atom in atoms(condition):
        if isinstance(atom, Includes):
            yield atom.fact
        else:
            yield from _given_below(atom.fact)


def _given_below(fact: Scalar) -> Iterator[Given]:
    assert not isinstance(fact, Points)  # atoms on points are none of `atoms`
    match fact:
        case Scale() | Choice() | Score() | YesNo():
            yield fact
        case Sum():
            for part in fact.parts:
                yield from _given_below(part.of)
        case Percent():
            yield from _given_below(fact.of)
            yield from _given_below(fact.to)
        case Worst():
            for scale in fact.parts:
                yield from _given_below(scale)
        case Bands():
            yield from _given_below(fact.of)
        case _:
            assert_never(fact)


def parts_below(condition: Condition) -> Iterator[Part]:
    """Yield the facts, and members of sets, that a condition names, repeats included."""
    for atom in atoms(condition):
        if isinstance(atom, Includes):
            yield atom.fact.id, atom.member
        else:
            yield from ((base, None) for base in base_facts(atom.fact))


def _groups(awards: Sequence[Award]) -> list[list[Award]]:
    """Return awards that share facts together, directly or through others, in their order."""
    groups: list[tuple[set[Part], list[Award]]] = []
    for award in awards:
        parts = set(parts_below(award.when))
        near = [group for group in groups if not group[0].isdisjoint(parts)]
        groups = [group for group in groups if group[0].isdisjoint(parts)]
        members = [other for group in near for other in group[1]]
        groups.append((parts.union(*(group[0] for group in near)), [*members, award]))
    order = {id(award): place for place, award in enumerate(awards)}
    return sorted((sorted(group, key=lambda award: order[id(award)]) for _, group in groups), key=lambda group: order[id(group[0])])


def _rungs(group: Sequence[Award]) -> tuple[int, list[Award]]:
    """Return the fewest points of a group, and its rungs above them."""
    if len(group) == 1 and _is_exact(group[0].when):
        return _one_by_one(group)
    for whole in (True, False):
        try:
            return _Together(group, only_exact=whole).rungs()
        except _TooManyError:
            continue
    return _one_by_one(group)


def _one_by_one(group: Iterable[Award]) -> tuple[int, list[Award]]:
    """Return the rungs of awards that are not taken together: each condition, or for negative points its opposite."""
    low = sum(min(award.points, 0) for award in group)
    return low, [award if award.points > 0 else Award(_opposite(award.when), -award.points) for award in group]


def _opposite(condition: Condition) -> Condition:
    return condition.parts[0] if isinstance(condition, NoneOf) and len(condition.parts) == 1 else NoneOf((condition,))


def _is_exact(condition: Condition) -> bool:
    """Return whether Kleene's logic is exact for a condition by itself: each fact is named once, and no calculation with several stands between."""
    named = list(parts_below(condition))
    return len(set(named)) == len(named) and not any(isinstance(on, Sum | Percent | Worst | Points) for on in map(_asked_in, _leaves(condition)))


def _leaves(condition: Condition) -> Iterator[Atom]:
    """Yield the atoms of a condition, those on points as one."""
    if isinstance(condition, Among | Includes):
        yield condition
    else:
        for part in parts_of(condition):
            yield from _leaves(part)


def _asked_in(atom: Atom) -> Scalar | SetOf:
    return on_score(atom).fact if isinstance(atom, Among) else atom.fact


@dataclass(slots=True)
class _Variable:
    """What a group differs in, with its values in classes that no condition of the group tells apart.

    Attributes:
        part: the id of the fact, and the member of a set.
        fact: the fact; the set of a member.
        classes: the values of each class; of a member False and True.
    """

    part: Part
    fact: Asked | SetOf
    classes: list[tuple[Value | bool, ...]]

    def within(self, chosen: Iterable[int]) -> Condition:
        """Return "it has a value of one of these classes"."""
        values = frozenset(value for place in chosen for value in self.classes[place])
        if not isinstance(self.fact, SetOf):
            return Among(self.fact, values)
        held = Includes(self.fact, self.part[1] or "")
        return held if True in values else NoneOf((held,))


class _Together:
    """A group of awards, worked out for every combination of the values that it tells apart.

    Args:
        group: the awards.
        only_exact: use a sum or a worst as it is only where a rung is one end of its values. What lies between the ends, it may have in no person.
    """

    def __init__(self, group: Sequence[Award], *, only_exact: bool) -> None:
        self._group = group
        conditions = [award.when for award in group]
        self._variables = _variables(conditions, whole=True)
        if only_exact and any(isinstance(each.fact, Sum | Percent | Worst) for each in self._variables) and not self._has_ends_only():
            self._variables = _variables(conditions, whole=False)
        if prod(len(each.classes) for each in self._variables) > MOST_COMBINATIONS:
            raise _TooManyError

    def _has_ends_only(self) -> bool:
        """Return whether the group differs in one fact, and its points only rise, or only fall, with the values of it."""
        if len(self._variables) > 1:
            return False
        order = {value: place for place, value in enumerate(domain(self._variables[0].fact))} if not isinstance(self._variables[0].fact, SetOf) else {}
        classes = sorted(self._variables[0].classes, key=lambda values: min(order[value] for value in values))
        is_in_runs = all(order[values[-1]] - order[values[0]] == len(values) - 1 for values in classes)
        totals = [self._total((values,)) for values in classes]
        return is_in_runs and totals in (sorted(totals), sorted(totals, reverse=True))

    def rungs(self) -> tuple[int, list[Award]]:
        """Return the fewest points of the group, and its rungs above them.

        Raises:
            _TooManyError: a rung takes too many boxes.
        """
        totals = [self._total(chosen) for chosen in product(*(each.classes for each in self._variables))]
        steps = sorted(set(totals))
        sizes = [len(each.classes) for each in self._variables]
        found = []
        for below, step in pairwise(steps):
            reached = sum(1 << place for place, total in enumerate(totals) if total >= step)
            boxes = [self._box(sides) for sides, _ in _boxes(reached, sizes)]
            found.append(Award(boxes[0] if len(boxes) == 1 else AnyOf(tuple(boxes)), step - below))
        return steps[0], found

    def _total(self, chosen: Sequence[Sequence[Value | bool]]) -> int:
        person = {variable.part: values[0] for variable, values in zip(self._variables, chosen, strict=True)}
        return sum(award.points for award in self._group if _holds(award.when, person))

    def _box(self, sides: Sequence[Sequence[int]]) -> Condition:
        parts = [each.within(side) for each, side in zip(self._variables, sides, strict=True) if len(side) < len(each.classes)]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _variables(conditions: Sequence[Condition], *, whole: bool) -> list[_Variable]:
    """Return what conditions differ in, with their values in classes; with `whole` a sum or a worst as it is, where it shares its facts with nothing else."""
    leaves = [leaf for condition in conditions for leaf in _leaves(condition)]
    asked = _facts_asked(leaves, whole=whole)
    looks: dict[Part, list[frozenset[Value]]] = {}
    members: dict[Part, SetOf] = {}
    apart: set[str] = set()
    for atom in (each for condition in conditions for each in atoms(condition)):
        if isinstance(atom, Includes):
            members[atom.fact.id, atom.member] = atom.fact
            continue
        on = on_score(atom)
        if on.fact.id in asked:
            looks.setdefault((on.fact.id, None), []).append(on.values)
        else:
            apart.update(base_facts(on.fact))
    # In the order named, so that the rungs are the same whenever the file is.
    found: dict[Part, _Variable] = {}
    for part in dict.fromkeys(part for leaf in leaves for part in _parts_asked(leaf, asked)):
        if part[1] is not None:
            found[part] = _Variable(part, members[part], [(False,), (True,)])
        else:
            fact = asked[part[0]]
            found[part] = _Variable(part, fact, _classes(fact, looks.get(part, []), is_apart=fact.id in apart))
    return list(found.values())


def _facts_asked(leaves: Iterable[Atom], *, whole: bool) -> dict[str, Asked]:
    """Return the facts of variables: each given fact; with `whole`, in place of the facts below it, a sum or a worst that shares none with another atom."""
    on = {each.fact.id: each.fact for leaf in leaves for each in map(on_score, _plain_atoms(leaf))}
    naming: dict[str, set[str]] = {}
    for fact in on.values():
        for base in base_facts(fact):
            naming.setdefault(base, set()).add(fact.id)
    asked: dict[str, Asked] = {}
    for fact in on.values():
        if whole and isinstance(fact, Sum | Percent | Worst) and all(len(naming[base]) == 1 for base in base_facts(fact)):
            asked[fact.id] = fact
        else:
            asked |= {given.id: given for given in _given_below(fact)}
    return asked


def _plain_atoms(leaf: Atom) -> Iterator[Among]:
    yield from (atom for atom in atoms(leaf) if isinstance(atom, Among))


def _parts_asked(leaf: Atom, asked: Mapping[str, Asked]) -> Iterator[Part]:
    for atom in atoms(leaf):
        if isinstance(atom, Includes):
            yield atom.fact.id, atom.member
        else:
            fact = on_score(atom).fact
            yield from ((name, None) for name in ([fact.id] if fact.id in asked else base_facts(fact)))


def _classes(fact: Asked, looks: Sequence[frozenset[Value]], *, is_apart: bool) -> list[tuple[Value | bool, ...]]:
    """Return the values of a fact in classes that no look tells apart; with `is_apart` each by itself."""
    every = domain(fact)
    if is_apart and len(every) > MOST_COMBINATIONS:
        raise _TooManyError
    classes: dict[object, list[Value | bool]] = {}
    for value in every:
        classes.setdefault(value if is_apart else tuple(value in look for look in looks), []).append(value)
    return [tuple(values) for values in classes.values()]


def _holds(condition: Condition, person: Mapping[Part, Value | bool]) -> bool:
    """Return whether a condition holds for a person, given by the values of the variables of a group."""
    match condition:
        case Among(fact, values):
            return _value(fact, person) in values
        case Includes(fact, member):
            return bool(person[fact.id, member])
        case AllOf(parts):
            return all(_holds(part, person) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, person) for part in parts)
        case NoneOf(parts):
            return not any(_holds(part, person) for part in parts)
        case CountOf(parts, fewest, most):
            return fewest <= sum(_holds(part, person) for part in parts) <= most
        case Holds(named, expected):
            return _holds(named.when, person) is expected
        case _:
            assert_never(condition)


def _value(fact: Scalar, person: Mapping[Part, Value | bool]) -> Value:
    if (fact.id, None) in person:
        return person[fact.id, None]
    match fact:
        case Sum():
            # At its top a sum may be more.
            return min(_number(fact, person), fact.high)
        case Percent():
            return fact.place_of(_number(fact.of, person), _number(fact.to, person))
        case Points():
            return sum(award.points for award in fact.awards if _holds(award.when, person))
        case Worst():
            ranks = [fact.values.index(str(_value(part, person))) for part in fact.parts]
            return fact.values[max(ranks) if fact.worse == "high" else min(ranks)]
        case _:
            # Every given fact is known of a person, so that only bands are left. Numbers above the top of a score are in its highest band.
            assert isinstance(fact, Bands)
            number = int(_value(fact.of, person))
            return next((label for label, _, high in fact.bands if number <= high), fact.values[-1])


def _number(fact: Score | Sum, person: Mapping[Part, Value | bool]) -> int:
    """Return the true number of a score; of a sum also beyond its top."""
    if isinstance(fact, Score) or (fact.id, None) in person:
        return int(person[fact.id, None])
    return sum(_number(part.of, person) * part.times for part in fact.parts)


def _boxes(reached: int, sizes: Sequence[int]) -> list[tuple[tuple[tuple[int, ...], ...], int]]:
    """Return the largest boxes in a set of combinations, each with its combinations.

    Args:
        reached: the combinations, as the bits of a number; those with the first class of the first variable are lowest.
        sizes: how many classes each variable has.
    """
    if not sizes:
        return [((), 1)] if reached else []
    first, rest = sizes[0], sizes[1:]
    width = prod(rest)
    slices = [reached >> place * width & (1 << width) - 1 for place in range(first)]
    shared: dict[int, None] = {}
    for each in slices:
        shared |= dict.fromkeys([each, *(other & each for other in shared)])
        if len(shared) > MOST_BOXES:
            raise _TooManyError
    found = []
    for common in filter(None, shared):
        side = tuple(place for place, each in enumerate(slices) if not common & ~each)
        for sides, bits in _boxes(common, rest):
            # Otherwise it is part of a box that has more classes on this side.
            if side == tuple(place for place, each in enumerate(slices) if not bits & ~each):
                found.append(((side, *sides), sum(bits << place * width for place in side)))
        if len(found) > MOST_BOXES:
            raise _TooManyError
    return found


def _worse(rungs: Sequence[Award]) -> Direction | None:
    """Return whether many or few points are worse; None where the facts do not say so, or not all of them alike."""
    pushes = {direction for rung in rungs for direction in _directions(rung.when, is_met=True)}
    return pushes.pop() if len(pushes) == 1 else None


def _directions(condition: Condition, *, is_met: bool) -> Iterator[Direction | None]:
    """Yield of each atom whether what is worse makes a condition hold (high), or keeps it from holding (low); None where nothing is said."""
    match condition:
        case Among(fact, values):
            yield _direction(fact, values if is_met else frozenset(domain(fact)) - values)
        case Includes():
            yield None
        case CountOf(parts, fewest, most):
            for part in parts:
                if fewest > 0:
                    yield from _directions(part, is_met=is_met)
                if most < len(parts):
                    yield from _directions(part, is_met=not is_met)
        case NoneOf(parts):
            for part in parts:
                yield from _directions(part, is_met=not is_met)
        case Holds(named, expected):
            yield from _directions(named.when, is_met=is_met is expected)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _directions(part, is_met=is_met)
        case _:
            assert_never(condition)


def _direction(fact: Scalar, values: frozenset[Value]) -> Direction | None:
    worse, every = worse_end(fact), domain(fact)
    if worse is None:
        return None
    # Yes is the first value of a yes_no fact, and its high one.
    order = every[::-1] if (worse == "low") is not isinstance(fact, YesNo) else every
    if values == frozenset(order[len(order) - len(values) :]):
        return "high"
    return "low" if values == frozenset(order[: len(values)]) else None
