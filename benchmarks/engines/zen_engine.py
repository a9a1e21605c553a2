"""zen-engine: expressions and decision tables with a core in Rust."""

from typing import Any

import zen

from benchmarks.engines.ordering import Ordering
from benchmarks.engines.sources import Syntax
from benchmarks.workloads import LEVELS, Workload

SYNTAX = Syntax(" and ", " or ", "not {}", "({} ? 1 : 0)")


class Engine:
    """Compiled expressions: the list of truths; the ranks that the level comes from."""

    def __init__(self, drawn: Workload) -> None:
        self._ordering = Ordering(drawn)
        self._truths = zen.compile_expression(f"[{', '.join(SYNTAX.text(each.when) for each in drawn.ordered())}]").evaluate
        self._ends = zen.compile_expression(f"[{', '.join(SYNTAX.ends(drawn))}]").evaluate

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        required, suggested, limit = self._ends(case)
        return LEVELS[int(max(required, min(max(required, suggested), limit)))]  # its numbers are no whole ones

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met(self._truths(case))
