"""Model counting: how many combinations of values a diagram holds, as a whole number, so that shares are exact."""

from itertools import accumulate
from operator import mul

from carelevel.logic.diagrams import DecisionDiagrams, Node


def count(diagrams: DecisionDiagrams, node: Node) -> int:
    """Return for how many combinations of values of all variables a function is `top`."""
    return _Counting(diagrams, node).of(node, 0)


class _Counting:
    """Counts bottom up: every question after those that it leads to."""

    def __init__(self, diagrams: DecisionDiagrams, node: Node) -> None:
        self._make = diagrams
        self._sizes = [len(variable.values) for variable in diagrams.variables]
        # How many combinations the variables from each one on have together.
        self._together = list(accumulate(reversed(self._sizes), mul, initial=1))[::-1]
        # For each question, and the first rank of its variable that can lead there: the combinations of that variable and all later ones.
        self._counts: dict[tuple[Node, int], int] = {}
        order = diagrams.upward(node)
        starts: dict[Node, set[int]] = {at: {0} for at in order}
        for at in reversed(order):
            variable, rank, _, high = diagrams.question(at)
            if diagrams.asked_first(high) == variable:
                starts[high].add(rank)
        for at in order:
            for start in starts[at]:
                self._counts[at, start] = self._counted(at, start)

    def of(self, node: Node, since: int) -> int:
        """Return the combinations of a variable and all later ones for a function that asks about these alone."""
        if node < self._make.first:
            return self._together[since] if node == self._make.top else 0
        return self._counts[node, 0] * (self._together[since] // self._together[self._make.asked_first(node)])

    def _counted(self, at: Node, start: int) -> int:
        variable, rank, low, high = self._make.question(at)
        is_asked_again = self._make.asked_first(high) == variable
        above = self._counts[high, rank] if is_asked_again else (self._sizes[variable] - rank) * self.of(high, variable + 1)
        return (rank - start) * self.of(low, variable + 1) + above
