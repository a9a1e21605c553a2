"""business-rules: rules as JSON, in pure Python."""

from itertools import combinations
from typing import Any

from business_rules.engine import check_conditions_recursively
from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable

from benchmarks.engines.ordering import Ordering
from benchmarks.workloads import Workload


class Engine:
    """One tree of conditions a criterion; members of sets are booleans, and negation and counts are written out, since the language has neither."""

    def __init__(self, drawn: Workload) -> None:
        self._sets = {fact.name: fact.values for fact in drawn.facts if fact.kind == "set"}
        self._ordering = Ordering(drawn)
        self._conditions = [_tree(each.when, wanted=True) for each in drawn.ordered()]
        getters: dict[str, Any] = {}
        for fact in drawn.facts:
            if fact.kind == "set":
                getters |= {f"{fact.name}_{member}": boolean_rule_variable()(_getter(f"{fact.name}_{member}")) for member in fact.values}
            else:
                getters[fact.name] = numeric_rule_variable()(_getter(fact.name))
        self._variables = type("Variables", (BaseVariables,), getters)

    def taken(self, ranks: dict[str, Any]) -> Any:
        """Return ranks, and a boolean for each member of a set, as the library's variables."""
        known = dict(ranks)
        for name, members in self._sets.items():
            held = known.pop(name)
            known |= {f"{name}_{member}": member in held for member in members}
        variables = self._variables()
        variables.known = known
        return variables

    def level(self, case: Any) -> str:
        """Return the level."""
        return self.level_and_met(case)[0]

    def level_and_met(self, case: Any) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        return self._ordering.level_and_met([check_conditions_recursively(condition, case) for condition in self._conditions])


def _getter(name: str) -> Any:
    def get(self: Any) -> Any:
        return self.known[name]

    get.__name__ = name
    return get


def _tree(condition: tuple[Any, ...], *, wanted: bool) -> dict[str, Any]:
    kind, *rest = condition
    match kind:
        case "all" | "any":
            return {"all" if (kind == "all") is wanted else "any": [_tree(part, wanted=wanted) for part in rest[0]]}
        case "none":
            return {"any" if not wanted else "all": [_tree(part, wanted=not wanted) for part in rest[0]]}
        case "count":
            size = rest[0] if wanted else len(rest[1]) - rest[0] + 1
            return {"any": [{"all": [_tree(part, wanted=wanted) for part in some]} for some in combinations(rest[1], size)]}
        case "includes":
            return {"name": f"{rest[0]}_{rest[1]}", "operator": "is_true" if wanted else "is_false", "value": True}
        case "at_least":
            return {"name": rest[0], "operator": "greater_than_or_equal_to" if wanted else "less_than", "value": rest[1]}
        case _:
            if wanted:
                return {"name": rest[0], "operator": "equal_to", "value": rest[1]}
            return {"any": [{"name": rest[0], "operator": operator, "value": rest[1]} for operator in ("less_than", "greater_than")]}
