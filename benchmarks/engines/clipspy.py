"""clipspy: CLIPS, a production system in C that matches facts against rules."""

from typing import Any

import clips

from benchmarks.engines.ordering import TOP
from benchmarks.workloads import LEVELS, Workload


class Engine:
    """One rule a criterion, which asserts that it is met."""

    def __init__(self, drawn: Workload) -> None:
        self._environment = clips.Environment()
        slots = " ".join(f"({'multislot' if fact.kind == 'set' else 'slot'} {fact.name})" for fact in drawn.facts)
        self._environment.build(f"(deftemplate person {slots})")
        self._environment.build("(deftemplate met (slot id))")
        self._criteria = {each.id: each for each in drawn.criteria}
        for each in drawn.criteria:
            used = " ".join(f"({fact.name} {'$' if fact.kind == 'set' else ''}?{fact.name})" for fact in drawn.facts if fact.name in _names(each.when))
            self._environment.build(f"(defrule {each.id} (person {used}) (test {_test(each.when)}) => (assert (met (id {each.id}))))")
        self._person = self._environment.find_template("person")

    def taken(self, ranks: dict[str, Any]) -> dict[str, Any]:
        """Return ranks with members as symbols."""
        return {name: [clips.Symbol(m) for m in value] if type(value) is list else value for name, value in ranks.items()}

    def level(self, case: dict[str, Any]) -> str:
        """Return the level."""
        return self.level_and_met(case)[0]

    def level_and_met(self, case: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the level and what is met."""
        environment = self._environment
        environment.reset()
        self._person.assert_fact(**case)
        environment.run()
        met = tuple(fact["id"] for fact in environment.facts() if fact.template.name == "met")
        required, suggested, limit = 0, 0, TOP
        for name in met:
            each = self._criteria[name]
            if each.effect == "requires":
                required = max(required, each.rank)
            elif each.effect == "suggests":
                suggested = max(suggested, each.rank)
            else:
                limit = min(limit, each.rank)
        return LEVELS[max(required, min(max(required, suggested), limit))], met


def _names(condition: tuple[Any, ...]) -> set[str]:
    kind, *rest = condition
    if kind in {"all", "any", "none", "count"}:
        return {name for part in rest[-1] for name in _names(part)}
    return {rest[0]}


def _test(condition: tuple[Any, ...]) -> str:
    kind, *rest = condition
    match kind:
        case "all" | "any":
            parts = [_test(part) for part in rest[0]]
            return parts[0] if len(parts) == 1 else f"({'and' if kind == 'all' else 'or'} {' '.join(parts)})"
        case "none":
            return f"(not {_test(('any', rest[0]))})"
        case "count":
            return f"(>= (+ {' '.join(f'(if {_test(part)} then 1 else 0)' for part in rest[1])}) {rest[0]})"
        case "includes":
            return f"(neq (member$ {rest[1]} ?{rest[0]}) FALSE)"
        case _:
            return f"({'>=' if kind == 'at_least' else '='} ?{rest[0]} {rest[1]})"
