"""Conditions: functions from what is known about a person to met, unmet or unknown.

This is the whole language of conditions after reading. There are no operators (an atom has the values that satisfy it), and nodes hold facts, not
names. `logic/meaning.py` defines what each node means.
"""

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from math import gcd
from typing import Literal, TypeGuard, assert_never

from carelevel.model.facts import About, AnyFact, Bands, Points, Scalar, SetOf, Value, Worst, in_bands, number_runs
from carelevel.model.frozen import record

Strict = Literal["under", "over"]
"""How a bound is written that is itself left out."""


@record
class Among:
    """The fact has one of these values.

    Attributes:
        fact: the fact.
        values: its values that meet this.
        written: `under` or `over` where the file says it so; it is said in the same words, and decides nothing.
    """

    fact: Scalar
    values: frozenset[Value]
    written: Strict | None = field(default=None, compare=False, repr=False)


@record
class Includes:
    """The set has this member."""

    fact: SetOf
    member: str


@record
class AllOf:
    """Every part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class AnyOf:
    """At least one part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class NoneOf:
    """No part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class CountOf:
    """Between `fewest` and `most` parts are met, bounds included."""

    _shown = ("fewest", "most", "parts")

    parts: "tuple[Condition, ...]"
    fewest: int
    most: int


@record
class Named:
    """A named condition, which is a derived yes_no fact."""

    id: str
    about: About
    when: "Condition"


@record
class Holds:
    """The named condition is met, or unmet if `expected` is false."""

    named: Named
    expected: bool


Condition = Among | Includes | AllOf | AnyOf | NoneOf | CountOf | Holds
Atom = Among | Includes

EVERYBODY = AllOf(())
"""Met whatever is known; no file can write it, since a group has parts there."""

NOBODY = AnyOf(())
"""Never met."""


def is_on_points(condition: Condition) -> TypeGuard[Among]:
    """Return whether a condition is an atom on points, on bands of points, or on the worst of such bands: it names facts through other conditions."""
    return isinstance(condition, Among) and _has_points(condition.fact)


def _has_points(fact: Scalar) -> bool:
    match fact:
        case Points():
            return True
        case Bands(of=of):
            return isinstance(of, Points)
        case Worst(parts=parts):
            return any(map(_has_points, parts))
        case _:
            return False


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside this one; those of an atom on points are the conditions that have points."""
    match condition:
        case Among() | Includes():
            if not is_on_points(condition):
                return ()
            score = on_score(condition).fact
            return tuple(award.when for award in score.awards) if isinstance(score, Points) else (counted(condition),)
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(parts):
            return parts
        case Holds(named):
            return (named.when,)
        case _:
            assert_never(condition)


def names_points(condition: Condition) -> bool:
    """Return whether an atom on points is anywhere in a condition."""
    return is_on_points(condition) or any(map(names_points, parts_of(condition)))


def with_parts(condition: Condition, change: "Callable[[Condition], Condition]") -> Condition:
    """Return a group with each of its parts changed; the same object where none of them changes. What is no group is returned as it is."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(parts):
            made = tuple(map(change, parts))
            return condition if all(a is b for a, b in zip(made, parts, strict=True)) else replace(condition, parts=made)
        case _:
            return condition


def conjuncts(condition: Condition, *, met: bool = True) -> "Iterator[tuple[Condition, bool]]":
    """Yield conditions, each with whether it has to be met or unmet, that hold together exactly when a condition is met; or with `met` false, unmet."""
    match condition:
        case AllOf(parts) if met:
            for part in parts:
                yield from conjuncts(part)
        case NoneOf(parts) if met:
            for part in parts:
                yield from conjuncts(part, met=False)
        case AnyOf(parts) if not met:
            for part in parts:
                yield from conjuncts(part, met=False)
        case _:
            yield condition, met


def on_score(atom: Among) -> Among:
    """Return an atom on bands as one on the score, sum or points that they are bands of; any other as it is."""
    return Among(atom.fact.of, in_bands(atom.fact, atom.values)) if isinstance(atom.fact, Bands) else atom


def values_met(fact: Scalar, atom: "Atom") -> frozenset[Value] | None:
    """Return the values of a fact that meet an atom on it, or on bands of it; None when the atom is on something else."""
    if not isinstance(atom, Among):
        return None
    asked = atom if atom.fact.id == fact.id else on_score(atom)
    return asked.values if asked.fact.id == fact.id else None


def atoms(condition: Condition) -> Iterator[Atom]:
    """Yield every atom of a condition in its order, including those inside named conditions; for an atom on points those inside its conditions."""
    if isinstance(condition, Among | Includes) and not is_on_points(condition):
        yield condition
    for part in parts_of(condition):
        yield from atoms(part)


def facts_of(condition: Condition) -> Iterator[AnyFact | Named]:
    """Yield every fact and named condition in a condition, repeats included."""
    parts = [condition]
    while parts:
        part = parts.pop()
        match part:
            case Among(fact) | Includes(fact):
                yield fact
            case Holds(named):
                yield named
            case _:
                pass
        parts += reversed(parts_of(part))


def counted(atom: Among) -> Condition:
    """Return an atom on points as a count of their rungs, with the same meaning for everything that can be known.

    A rung of several points is counted as often as it has the greatest common number of points. The worst of several bands is at or beyond one when any is.
    """
    asked = on_score(atom)
    points = asked.fact
    if isinstance(points, Worst):
        return _worst_as_counts(points, asked.values)
    assert isinstance(points, Points)
    unit = gcd(*(rung.points for rung in points.rungs)) or 1
    parts = tuple(rung.when for rung in points.rungs for _ in range(rung.points // unit))
    ends = ((-((points.low - low) // unit), (high - points.low) // unit) for low, high in number_runs(map(int, asked.values)))
    runs = tuple(_count_of_run(parts, fewest, most) for fewest, most in ends)
    return runs[0] if len(runs) == 1 else AnyOf(runs)


def _worst_as_counts(fact: Worst, values: frozenset[Value]) -> Condition:
    order = fact.values if fact.worse == "high" else fact.values[::-1]
    beyond = [AnyOf(tuple(Among(part, frozenset(order[rank:])) for part in fact.parts)) for rank in range(len(order))]
    runs: list[Condition] = []
    for first, last in number_runs(rank for rank, value in enumerate(order) if value in values):
        ends: tuple[Condition, ...] = (beyond[first], NoneOf((beyond[last + 1],))) if last + 1 < len(order) else (beyond[first],)
        runs.append(AllOf(ends))
    return AnyOf(tuple(runs))


def _count_of_run(parts: tuple[Condition, ...], fewest: int, most: int) -> Condition:
    """Return the count for a run of points. A run between two totals is one that nobody is in: it is at least one more than at most."""
    return EVERYBODY if fewest <= 0 and most >= len(parts) else CountOf(parts, max(fewest, 0), min(most, len(parts)))
