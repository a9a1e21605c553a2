"""datalogic-py: JSON Logic with a core in Rust."""

from typing import Any

import datalogic_py

from benchmarks.engines.ordering import Ordering
from benchmarks.workloads import LEVELS, Criterion, Workload


class Engine:
    """One compiled rule for the list of truths, and one for the level that stops at the first criterion that decides."""

    def __init__(self, drawn: Workload) -> None:
        self._ordering = Ordering(drawn)
        engine = datalogic_py.Engine()
        self._truths = engine.compile([_logic(each.when) for each in drawn.ordered()]).evaluate
        required = _first(drawn, "requires", 0)
        self._level = engine.compile({"max": [required, {"min": [{"max": [required, _first(drawn, "suggests", 0)]}, _first(drawn, "limits_to", 4)]}]}).evaluate

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        return LEVELS[self._level(case)]

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met(self._truths(case))


def _first(drawn: Workload, effect: str, otherwise: int) -> Any:
    steps: list[Any] = []
    criteria = [each for each in drawn.ordered() if each.effect == effect]
    for rank in dict.fromkeys(each.rank for each in criteria):
        steps += [_any_of([each for each in criteria if each.rank == rank]), rank]
    return {"if": [*steps, otherwise]} if steps else otherwise


def _any_of(criteria: list[Criterion]) -> dict[str, Any]:
    return {"or": [_logic(each.when) for each in criteria]}


def _logic(condition: tuple[Any, ...]) -> dict[str, Any]:
    kind, *rest = condition
    match kind:
        case "all" | "any":
            return {"and" if kind == "all" else "or": [_logic(part) for part in rest[0]]}
        case "none":
            return {"!": [{"or": [_logic(part) for part in rest[0]]}]}
        case "count":
            return {">=": [{"+": [{"if": [_logic(part), 1, 0]} for part in rest[1]]}, rest[0]]}
        case "at_least" | "is":
            return {">=" if kind == "at_least" else "===": [{"var": rest[0]}, rest[1]]}
        case _:
            return {"in": [rest[1], {"var": rest[0]}]}
