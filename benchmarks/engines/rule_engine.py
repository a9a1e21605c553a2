"""rule-engine: expressions in pure Python."""

from typing import Any

import rule_engine

from benchmarks.engines.ordering import Ordering
from benchmarks.engines.sources import Syntax
from benchmarks.workloads import Workload

SYNTAX = Syntax(" and ", " or ", "not {}", "({} ? 1 : 0)")


class Engine:
    """One compiled rule a criterion."""

    def __init__(self, drawn: Workload) -> None:
        self._ordering = Ordering(drawn)
        self._rules = [rule_engine.Rule(SYNTAX.text(each.when)).matches for each in drawn.ordered()]

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        return self.level_and_met(case)[0]

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met([matches(case) for matches in self._rules])
