"""Finding conditions that are the same, whatever names and groups they are written with."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf
from carelevel.model.facts import Bands, Scalar, Score, Sum, domain

Runs = tuple[tuple[int, int], ...]


class Sameness:
    """Numbers conditions: equal conditions have the same number, and opposites have opposite numbers.

    Derived conditions count as their definitions, and bands as the values of their score. A group of one part is that part, the order of parts does not
    count, and "none of these" is "all of the opposites". Equality that takes a calculation, such as a sum that follows from its parts, is not detected.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._found: dict[int, tuple[Condition, int]] = {}
        self._ranks: dict[str, dict[str, int]] = {}

    def number(self, condition: Condition) -> int:
        """Return the number of a condition, never 0."""
        found = self._found.get(id(condition))
        if found is None:
            found = self._found[id(condition)] = condition, self._numbered(condition)
        return found[1]

    def repeats(self, parts: Iterable[Condition]) -> list[tuple[int, int]]:
        """Return the positions of parts that repeat an earlier part, each with the position of the first."""
        first: dict[int, int] = {}
        every = [(place, first.setdefault(self.number(part), place)) for place, part in enumerate(parts)]
        return [(place, other) for place, other in every if place != other]

    def _numbered(self, condition: Condition) -> int:
        match condition:
            case Among(fact, values):
                return self._atom(fact, values)
            case Includes(fact, member):
                return self._once((fact.id, member))
            case AllOf(parts):
                return self._all([self.number(part) for part in parts])
            case NoneOf(parts):
                return self._all([-self.number(part) for part in parts])
            case AnyOf(parts):
                return -self._all([-self.number(part) for part in parts])
            case CountOf(parts, fewest, most):
                return self._count([self.number(part) for part in parts], fewest, most)
            case Holds(named, expected):
                return self.number(named.when) if expected else -self.number(named.when)
            case _:
                assert_never(condition)

    def _all(self, parts: Sequence[int]) -> int:
        return parts[0] if len(parts) == 1 else self._once(("all", tuple(sorted(parts))))

    def _count(self, parts: Sequence[int], fewest: int, most: int) -> int:
        size = len(parts)
        if fewest == 0:  # "at most n" is the opposite of "at least n + 1"
            return -self._count(parts, most + 1, size)
        if most == size and fewest in {1, size}:
            return self._all(parts) if fewest == size else -self._all([-part for part in parts])
        return self._once(("count", fewest, most, tuple(sorted(parts))))

    def _atom(self, fact: Scalar, values: Iterable[object]) -> int:
        """Return the number of "one of these values", the same for a band and its scores."""
        name, runs = fact.id, _runs((rank, rank) for rank in self._ranks_of(fact, values))
        if isinstance(fact, Bands):
            name = fact.of.id
            runs = _runs((low - fact.of.low, high - fact.of.low) for label, low, high in fact.bands if label in values)
        last = len(domain(fact.of if isinstance(fact, Bands) else fact)) - 1
        return -self._once((name, _others(runs, last))) if runs[0][0] == 0 else self._once((name, runs))

    def _ranks_of(self, fact: Scalar, values: Iterable[object]) -> Iterable[int]:
        if isinstance(fact, Score | Sum):
            return (int(str(value)) - fact.low for value in values)
        ranks = self._ranks.get(fact.id)
        if ranks is None:
            ranks = self._ranks[fact.id] = {str(value): rank for rank, value in enumerate(domain(fact))}
        return (ranks[str(value)] for value in values)

    def _once(self, what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers) + 1)


def _runs(spans: Iterable[tuple[int, int]]) -> Runs:
    """Return spans of ranks joined into runs."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if made and low == made[-1][1] + 1:
            made[-1] = made[-1][0], high
        else:
            made.append((low, high))
    return tuple(made)


def _others(runs: Runs, last: int) -> Runs:
    """Return the runs of all other ranks, if these include the first rank."""
    starts = [high + 1 for _, high in runs]
    ends = [*(low - 1 for low, _ in runs[1:]), last]
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)
