"""Finding conditions that are the same, whatever names and groups they are written with."""

from collections.abc import Iterable, Sequence

from carelevel.logic.fold import Fold
from carelevel.model.conditions import Among, Atom, Condition
from carelevel.model.facts import Bands, Percent, Points, Scalar, Score, Sum, domain

Runs = tuple[tuple[int, int], ...]


class Sameness(Fold[int]):
    """Numbers conditions: equal conditions have the same number, and opposites have opposite numbers.

    Derived conditions count as their definitions, and bands as the values of their score. A group of one part is that part, the order of parts does not
    count, and "none of these" is "all of the opposites". Equality that takes a calculation, such as a sum that follows from its parts, is not detected.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[object, int] = {}
        self._ranks: dict[str, dict[str, int]] = {}

    def repeats(self, parts: Iterable[Condition]) -> list[tuple[int, int]]:
        """Return the positions of parts that repeat an earlier part, each with the position of the first."""
        first: dict[int, int] = {}
        every = [(place, first.setdefault(self.condition(part), place)) for place, part in enumerate(parts)]
        return [(place, other) for place, other in every if place != other]

    def atom(self, atom: Atom) -> int:
        """Return the number of an atom."""
        return self._among(atom.fact, atom.values) if isinstance(atom, Among) else self._once((atom.fact.id, atom.member))

    def points(self, atom: Among) -> int:
        """Return the number of an atom on points, like any other."""
        return self.atom(atom)

    def all_of(self, parts: Iterable[int]) -> int:
        """Return the number of "all of these"."""
        numbers = tuple(sorted(parts))
        return numbers[0] if len(numbers) == 1 else self._once(("all", numbers))

    def any_of(self, parts: Iterable[int]) -> int:
        """Return the number of "any of these": it is the opposite of "all of the opposites"."""
        return -self.all_of(-part for part in parts)

    def negated(self, part: int) -> int:
        """Return the number of the opposite."""
        return -part

    def count_of(self, parts: Sequence[int], fewest: int, most: int) -> int:
        """Return the number of "so many of these"."""
        size = len(parts)
        if fewest == 0:  # "at most n" is the opposite of "at least n + 1"
            return -self.count_of(parts, most + 1, size)
        if most == size and fewest in {1, size}:
            return self.all_of(parts) if fewest == size else self.any_of(parts)
        return self._once(("count", fewest, most, tuple(sorted(parts))))

    def _among(self, fact: Scalar, values: Iterable[object]) -> int:
        """Return the number of "one of these values", the same for a band and its scores."""
        name, runs = fact.id, _runs((rank, rank) for rank in self._ranks_of(fact, values))
        if isinstance(fact, Bands):
            name = fact.of.id
            # By the ends of the bands: a file is read faster than the points of all its wide scores are counted.
            runs = _runs((low - fact.of.low, high - fact.of.low) for label, low, high in fact.bands if label in values)
        last = len(domain(fact.of if isinstance(fact, Bands) else fact)) - 1
        return -self._once((name, _others(runs, last))) if runs[0][0] == 0 else self._once((name, runs))

    def _ranks_of(self, fact: Scalar, values: Iterable[object]) -> Iterable[int]:
        if isinstance(fact, Score | Sum | Points | Percent):
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
