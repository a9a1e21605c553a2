"""From a list of truths, one a criterion in the order of `Workload.ordered`, to the level and the ids."""

from collections.abc import Sequence
from itertools import compress

from benchmarks.workloads import LEVELS, Workload

TOP = len(LEVELS) - 1


class Ordering:
    """What is needed to read such a list."""

    def __init__(self, drawn: Workload) -> None:
        ordered = drawn.ordered()
        self.ids = [each.id for each in ordered]
        self.ranks = [each.rank for each in ordered]
        effects = [each.effect for each in ordered]
        self.suggestions = effects.count("requires")
        self.limits = self.suggestions + effects.count("suggests")

    def level_and_met(self, truths: Sequence[bool]) -> tuple[str, tuple[str, ...]]:
        """Return the level and the ids of what is true."""
        try:
            required = self.ranks[truths.index(True, 0, self.suggestions)]
        except ValueError:
            required = 0
        try:
            suggested = max(required, self.ranks[truths.index(True, self.suggestions, self.limits)])
        except ValueError:
            suggested = required
        try:
            limit = self.ranks[truths.index(True, self.limits)]
        except ValueError:
            limit = TOP
        return LEVELS[max(required, min(suggested, limit))], tuple(compress(self.ids, truths))
