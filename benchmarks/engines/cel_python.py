"""cel-python: CEL in pure Python."""

from typing import Any

import celpy

from benchmarks.engines.ordering import Ordering
from benchmarks.engines.sources import C_LIKE
from benchmarks.workloads import Workload


class Engine:
    """One compiled expression for the list of truths."""

    def __init__(self, drawn: Workload) -> None:
        self._ordering = Ordering(drawn)
        environment = celpy.Environment()
        self._program = environment.program(environment.compile(f"[{', '.join(C_LIKE.text(each.when) for each in drawn.ordered())}]"))

    def taken(self, ranks: dict[str, Any]) -> Any:
        """Return ranks in the library's own types."""
        return celpy.json_to_cel(ranks)

    def level(self, case: Any) -> str:
        """Return the level."""
        return self.level_and_met(case)[0]

    def level_and_met(self, case: Any) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met(self._program.evaluate(case))
