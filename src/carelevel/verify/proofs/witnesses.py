"""A person to point at: the fewest facts that are enough to show something, with ordinary values.

What is told of a witness settles the claim whatever else may be true of the person, so nothing has to be assumed that is not said. Of the smallest such
parts the one nearest to an unremarkable person is taken: values lie next to the threshold that they have to pass.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carelevel.logic.diagram_runs import runs, runs_together
from carelevel.logic.diagrams import Diagrams, Node
from carelevel.logic.work import OverBudgetError

STEPS = 4_000
"""Pairs of functions looked at for a smallest witness, before one is taken that cannot be made smaller but may not be the smallest."""

# What is told of one person: for each variable told, by number, the rank of its value.
Told = tuple[tuple[int, int], ...]


class _TooLongError(Exception):
    """The search for a smallest witness is over its budget."""


@dataclass(slots=True)
class Witnesses:
    """Finds witnesses in a store of diagrams.

    Attributes:
        diagrams: the store.
        home: for each variable the rank of its most ordinary value.
    """

    diagrams: Diagrams
    home: Sequence[int]
    _found: dict[tuple[Node, Node], tuple[int, int, Told] | None] = field(default_factory=dict)
    _steps: int = 0

    def smallest(self, shown: Node, against: Node) -> Told:
        """Return what to tell of a person so that the claim is shown: somebody is like that, and for everybody who is the claim holds.

        Args:
            shown: `top` for the people of whom the claim holds; not 0.
            against: `top` for the people who would contradict it.
        """
        self._found.clear()
        self._steps = 0
        try:
            found = self._best(shown, against)
        except (_TooLongError, OverBudgetError):
            return self._irreducible(shown, against)
        assert found is not None, "whoever is in `shown` and not in `against` can be told of completely"
        return found[2]

    def _best(self, shown: Node, against: Node) -> tuple[int, int, Told] | None:
        """Return the fewest facts, their distance from home, and the facts; None when no facts are enough."""
        make = self.diagrams
        if shown == 0 or make.both(shown, make.negated(against)) == 0:
            return None
        if against == 0:
            return 0, 0, ()
        key = (shown, against)
        if key in self._found:
            return self._found[key]
        self._steps += 1
        if self._steps > STEPS:
            raise _TooLongError
        number = min(map(make.asked_first, key))
        found_runs = list(runs_together(make, number, key))
        ways = [self._told(number, start, stop, *parts) for start, stop, parts in found_runs]
        ways.append(self._best(*(make.highest(parts) for parts in zip(*(parts for _, _, parts in found_runs), strict=True))))
        found = self._found[key] = min((way for way in ways if way is not None), default=None)
        return found

    def _told(self, number: int, start: int, stop: int, shown: Node, against: Node) -> tuple[int, int, Told] | None:
        """Return the best way with one variable told: its value nearest to home among some that lead to the same."""
        rest = self._best(shown, against)
        if rest is None:
            return None
        rank = min(max(self.home[number], start), stop - 1)
        return rest[0] + 1, rest[1] + abs(rank - self.home[number]), ((number, rank), *rest[2])

    def _irreducible(self, shown: Node, against: Node) -> Told:
        """Return facts that are enough, none of which can be left out."""
        told = dict(self.nearest(shown))
        for number in sorted(told, key=lambda each: (told[each] != self.home[each], each)):
            fewer = {each: rank for each, rank in told.items() if each != number}
            if not self._can_be(against, fewer):
                told = fewer
        return tuple(sorted(told.items()))

    def nearest(self, node: Node) -> Iterator[tuple[int, int]]:
        """Yield every value of somebody in a function that is not 0, as near to home as its first turns allow."""
        make = self.diagrams
        for number, variable in enumerate(make.variables):
            if make.asked_first(node) == number:
                ranks = [(min(max(self.home[number], start), stop - 1), below) for start, stop, below in runs(make, node) if below != 0]
                rank, node = min(ranks, key=lambda way: (abs(way[0] - self.home[number]), way[0]))
                yield number, rank
            else:
                yield number, min(self.home[number], len(variable.values) - 1)

    def _can_be(self, node: Node, told: dict[int, int]) -> bool:
        """Return whether somebody of whom this is told is in a function."""
        make = self.diagrams
        possible = [(told[number],) if number in told else range(len(variable.values)) for number, variable in enumerate(make.variables)]
        return make.top in make.ends_where(node, possible)
