"""Witnesses: the fewest facts that are enough to show a claim, with ordinary values.

The facts of a witness settle the claim whatever else is true of the person, so the reader need not assume anything. Of several smallest witnesses the one
nearest to an unremarkable person is taken: its values lie next to the threshold that they have to pass.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carelevel.logic.diagram_runs import runs, runs_together
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.work import OverBudgetError

STEPS = 4_000
"""Pairs of functions that the search for a smallest witness looks at; beyond, an irreducible one is taken, which may not be the smallest."""

# The facts of a witness: for each variable in it, by number, the rank of its value.
Witness = tuple[tuple[int, int], ...]


class _TooLongError(Exception):
    """The search for a smallest witness is over its budget."""


@dataclass(slots=True)
class Witnesses:
    """Finds witnesses in a store of diagrams.

    Attributes:
        diagrams: the store.
        home: for each variable the rank of its most ordinary value.
    """

    diagrams: DecisionDiagrams
    home: Sequence[int]
    _found: dict[tuple[Node, Node], tuple[int, int, Witness] | None] = field(default_factory=dict)
    _steps: int = 0

    def smallest(self, shown: Node, against: Node) -> Witness:
        """Return a smallest witness: some person has these values, and the claim holds for every person who has them.

        Args:
            shown: `top` for the people for whom the claim holds; not 0.
            against: `top` for the people who would contradict it.
        """
        self._found.clear()
        self._steps = 0
        try:
            found = self._best(shown, against)
        except (_TooLongError, OverBudgetError):
            return self._irreducible(shown, against)
        assert found is not None, "a person in `shown` and not in `against` is a witness with all facts"
        return found[2]

    def _best(self, shown: Node, against: Node) -> tuple[int, int, Witness] | None:
        """Return how many facts the smallest witness has, their distance from ordinary values, and the witness; None when there is none."""
        make = self.diagrams
        if shown == 0 or make.min(shown, make.negated(against)) == 0:
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
        ways = [self._with_variable(number, start, stop, *parts) for start, stop, parts in found_runs]
        ways.append(self._best(*(make.highest(parts) for parts in zip(*(parts for _, _, parts in found_runs), strict=True))))
        found = self._found[key] = min((way for way in ways if way is not None), default=None)
        return found

    def _with_variable(self, number: int, start: int, stop: int, shown: Node, against: Node) -> tuple[int, int, Witness] | None:
        """Return the smallest witness with a value of one variable in it: the most ordinary of a run of equivalent values."""
        rest = self._best(shown, against)
        if rest is None:
            return None
        rank = min(max(self.home[number], start), stop - 1)
        return rest[0] + 1, rest[1] + abs(rank - self.home[number]), ((number, rank), *rest[2])

    def _irreducible(self, shown: Node, against: Node) -> Witness:
        """Return a witness from which no fact can be left out."""
        found = dict(self.nearest(shown))
        for number in sorted(found, key=lambda each: (found[each] != self.home[each], each)):
            fewer = {each: rank for each, rank in found.items() if each != number}
            if not self._can_be(against, fewer):
                found = fewer
        return tuple(sorted(found.items()))

    def nearest(self, node: Node) -> Iterator[tuple[int, int]]:
        """Yield the values of a person in a function that is not 0, each as ordinary as the values before it allow."""
        make = self.diagrams
        for number, variable in enumerate(make.variables):
            if make.asked_first(node) == number:
                ranks = [(min(max(self.home[number], start), stop - 1), below) for start, stop, below in runs(make, node) if below != 0]
                rank, node = min(ranks, key=lambda way: (abs(way[0] - self.home[number]), way[0]))
                yield number, rank
            else:
                yield number, min(self.home[number], len(variable.values) - 1)

    def _can_be(self, node: Node, ranks: dict[int, int]) -> bool:
        """Return whether some person with these values is in a function."""
        make = self.diagrams
        possible = [(ranks[number],) if number in ranks else range(len(variable.values)) for number, variable in enumerate(make.variables)]
        return make.top in make.ends_where(node, possible)
