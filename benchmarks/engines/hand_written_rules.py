"""Python as it would be written by hand to be read and tested: a function for each criterion, in a list, asked in turn."""

from typing import Any

from benchmarks.engines.hand_written import SYNTAX
from benchmarks.workloads import LEVELS, Criterion, Workload


class Engine:
    """A list of criteria, each with its function; for the level alone, the first of each effect that is met, from the one that decides most."""

    def __init__(self, drawn: Workload) -> None:
        self._rules = [_rule(each) for each in drawn.criteria]
        self._by_effect = [[_rule(each) for each in drawn.ordered() if each.effect == effect] for effect in ("requires", "suggests", "limits_to")]

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        required, suggested, limit = self._by_effect
        at_least = next((rank for _, _, rank, holds in required if holds(case)), 0)
        indicated = next((rank for _, _, rank, holds in suggested if holds(case)), 0)
        at_most = next((rank for _, _, rank, holds in limit if holds(case)), len(LEVELS) - 1)
        return LEVELS[max(at_least, min(max(at_least, indicated), at_most))]

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, list[str]]:
        """Return the level and what is met."""
        met = []
        required = suggested = 0
        limit = len(LEVELS) - 1
        for name, effect, rank, holds in self._rules:
            if holds(case):
                met.append(name)
                if effect == "requires":
                    required = max(required, rank)
                elif effect == "suggests":
                    suggested = max(suggested, rank)
                else:
                    limit = min(limit, rank)
        return LEVELS[max(required, min(max(required, suggested), limit))], met


def _rule(each: Criterion) -> tuple[str, str, int, Any]:
    return each.id, each.effect, each.rank, eval(f"lambda case: {SYNTAX.text(each.when)}")  # noqa: S307 - our own text
