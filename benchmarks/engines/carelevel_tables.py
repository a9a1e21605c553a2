"""carelevel: `decide`, on the case as it is."""

import json
from typing import Any

from benchmarks.workloads import Workload, as_criteria
from carelevel import CaseError, loads


class Engine:
    """The public method; and other questions, for tables of their own."""

    checks = True
    refusals = (CaseError,)

    def __init__(self, drawn: Workload) -> None:
        self.criteria = loads(json.dumps(as_criteria(drawn)))
        self.decide = self.criteria.decide
        self.decide({})

    def level(self, case: dict[str, Any]) -> str | None:
        """Return the level."""
        return self.decide(case).level

    def level_and_met(self, case: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
        """Return the level and what is met."""
        decision = self.decide(case)
        return decision.level, decision.met

    def level_range(self, case: dict[str, Any]) -> tuple[str | None, str | None]:
        """Return the ends of the range."""
        decision = self.decide(case)
        return decision.lowest, decision.highest

    def statuses(self, case: dict[str, Any]) -> tuple[Any, ...]:
        """Return the range and the status of every criterion."""
        decision = self.decide(case)
        return decision.lowest, decision.highest, decision.met, decision.unmet, decision.unknown

    def recommend(self, case: dict[str, Any]) -> tuple[Any, ...]:
        """Return the whole answer; its parts are read, in case they are only made then."""
        answer = self.criteria.recommend(case)
        return answer.level, answer.reasons, answer.barriers, answer.missing
