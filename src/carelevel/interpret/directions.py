"""When every unknown fact pushes the level one way only, the ends of the range are one look each.

Take each atom that is still open, and whether satisfying it can raise the level or lower it. If each fact has a value that is on the raising side
of all its atoms at once, and one that is on the raising side of none, then all facts can be at their worst together, or at their best, and these
two completions have the highest and the lowest level there is. Otherwise nothing follows, and the search answers.
"""

from collections.abc import Iterable, Iterator

from carelevel.cases import Case
from carelevel.conditions import AllOf, Among, AnyOf, Atom, Condition, CountOf, Holds, Includes, NoneOf
from carelevel.facts import Bands, Scalar, Score, Sum, Value, Worst, domain
from carelevel.interpret.meaning import meaning, possible_values
from carelevel.truth import Truth

Signed = tuple[Atom, bool]


def open_atoms(condition: Condition, case: Case, *, raises: bool = True) -> Iterator[Signed]:
    """Yield the atoms that can still decide a condition, each with whether satisfying it helps to raise the level.

    Args:
        condition: the condition; parts of it that are decided are passed over.
        case: what is known.
        raises: whether the condition raises the level when met.
    """
    if meaning(condition, case) is not Truth.UNKNOWN:
        return
    match condition:
        case Among() | Includes():
            yield condition, raises
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from open_atoms(part, case, raises=raises)
        case NoneOf(parts):
            for part in parts:
                yield from open_atoms(part, case, raises=not raises)
        case CountOf(parts, fewest, most):
            for part in parts:
                if fewest > 0:
                    yield from open_atoms(part, case, raises=raises)
                if most < len(parts):
                    yield from open_atoms(part, case, raises=not raises)
        case Holds(named, expected):
            yield from open_atoms(named.when, case, raises=raises is expected)


def best_and_worst(case: Case, signed: Iterable[Signed]) -> tuple[Case, Case] | None:
    """Return the completions with the lowest and the highest level, or None when facts push both ways."""
    raising: dict[str, list[frozenset[Value]]] = {}
    members: dict[tuple[str, str], set[bool]] = {}
    bases: dict[str, Scalar] = {}
    for atom, raises in signed:
        if isinstance(atom, Includes):
            members.setdefault((atom.fact.id, atom.member), set()).add(raises)
            continue
        sides = list(_raising_sides(atom.fact, atom.values, raises, case))
        if not sides:
            return None
        for base, side in sides:
            bases[base.id] = base
            raising.setdefault(base.id, []).append(side)
    if any(len(signs) > 1 for signs in members.values()):
        return None
    best = worst = case
    for name, sides_of in raising.items():
        every = frozenset(possible_values(bases[name], case))
        top, bottom = every.intersection(*sides_of), every.difference(*sides_of)
        if not top or not bottom:
            return None
        worst = worst.narrowed(name, frozenset((min(top, key=str),)))
        best = best.narrowed(name, frozenset((min(bottom, key=str),)))
    for (fact, member), signs in members.items():
        worst = worst.with_member(fact, member, True in signs)
        best = best.with_member(fact, member, False in signs)
    return best, worst


def _raising_sides(fact: Scalar, values: frozenset[Value], raises: bool, case: Case) -> Iterator[tuple[Scalar, frozenset[Value]]]:
    """Yield for each given fact below an atom's fact the values that push the level up; nothing when that is not one-sided."""
    match fact:
        case Sum() | Worst():
            yield from _ends(fact, _direction(fact, values, raises), case)
        case Bands(of=Score() as score):
            satisfying = frozenset(v for label, low, high in fact.bands if label in values for v in range(low, high + 1))
            yield from _raising_sides(score, satisfying, raises, case)
        case Bands():
            yield from _ends(fact.of, _direction(fact, values, raises), case)
        case _:
            yield fact, values if raises else frozenset(domain(fact)) - values


def _direction(fact: Scalar, values: frozenset[Value], raises: bool) -> bool | None:
    """Return whether larger values push the level up (True) or down (False); None when neither holds."""
    every = domain(fact)
    size = len(values)
    if frozenset(every[-size:]) == values:
        return raises
    return not raises if frozenset(every[:size]) == values else None


def _ends(fact: Scalar, up: bool | None, case: Case) -> Iterator[tuple[Scalar, frozenset[Value]]]:
    if up is None:
        return
    match fact:
        case Sum():
            for part in fact.parts:
                yield from _ends(part.of, up if part.times > 0 else not up, case)
        case Worst():
            for scale in fact.parts:
                yield from _ends(scale, up, case)
        case Bands():
            yield from _ends(fact.of, up, case)
        case _:
            possible = possible_values(fact, case)
            yield fact, frozenset((next(v for v in (reversed(domain(fact)) if up else domain(fact)) if v in possible),))
