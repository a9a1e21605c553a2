"""common-expression-language: a binding of CEL with a core in Rust."""

from typing import Any

import cel

from benchmarks.engines.ordering import Ordering
from benchmarks.engines.sources import C_LIKE as SYNTAX
from benchmarks.workloads import LEVELS, Workload


class Engine:
    """Compiled expressions: the list of truths; the ranks that the level comes from."""

    def __init__(self, drawn: Workload) -> None:
        self._ordering = Ordering(drawn)
        self._truths = cel.compile(f"[{', '.join(SYNTAX.text(each.when) for each in drawn.ordered())}]").execute
        self._ends = cel.compile(f"[{', '.join(SYNTAX.ends(drawn))}]").execute

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        required, suggested, limit = self._ends(case)
        return LEVELS[max(required, min(max(required, suggested), limit))]

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met(self._truths(case))
