"""Python as it would be written by hand to be fast: one function with an `if` for each criterion."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.engines.sources import PYTHON
from benchmarks.workloads import LEVELS, Workload

SYNTAX = replace(PYTHON, fact='case["{}"]')


class Engine:
    """A function for the level and what is met, and one for the level alone that stops at the first criterion that decides."""

    def __init__(self, drawn: Workload) -> None:
        self.level: Callable[[dict[str, Any]], str] = _made(_level_alone(drawn), "level")
        self.level_and_met: Callable[[dict[str, Any]], tuple[str, list[str]]] = _made(_level_and_met(drawn), "level_and_met")


def _made(source: str, name: str) -> Any:
    namespace: dict[str, Any] = {"LEVELS": LEVELS}
    exec(source, namespace)
    return namespace[name]


def _level_and_met(drawn: Workload) -> str:
    lines = ["def level_and_met(case):", "    met = []", "    required = suggested = 0", f"    limit = {len(LEVELS) - 1}"]
    for each in drawn.criteria:
        variable, better = {"requires": ("required", ">"), "suggests": ("suggested", ">"), "limits_to": ("limit", "<")}[each.effect]
        lines += [
            f"    if {SYNTAX.text(each.when)}:",
            f'        met.append("{each.id}")',
            f"        if {each.rank} {better} {variable}:",
            f"            {variable} = {each.rank}",
        ]
    return "\n".join([*lines, "    return LEVELS[max(required, min(max(required, suggested), limit))], met"])


def _level_alone(drawn: Workload) -> str:
    lines = ["def level(case):"]
    for variable, effect, otherwise in (("required", "requires", 0), ("suggested", "suggests", 0), ("limit", "limits_to", len(LEVELS) - 1)):
        word = "if"
        for each in drawn.ordered():
            if each.effect == effect:
                lines += [f"    {word} {SYNTAX.text(each.when)}:", f"        {variable} = {each.rank}"]
                word = "elif"
        lines += ["    else:" if word == "elif" else "    if True:", f"        {variable} = {otherwise}"]
    return "\n".join([*lines, "    return LEVELS[max(required, min(max(required, suggested), limit))]"])
