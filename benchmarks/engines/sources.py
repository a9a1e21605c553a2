"""Conditions as text, for engines that read expressions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.workloads import Criterion, Workload


@dataclass(frozen=True)
class Syntax:
    """How a language writes things; `{}` are filled in."""

    both: str
    either: str
    negated: str
    one_or_none: str
    fact: str = "{}"
    included: str = "'{member}' in {fact}"
    ternary: str = "{when} ? {then} : {otherwise}"

    def text(self, condition: tuple[Any, ...]) -> str:
        """Return a condition as an expression in brackets."""
        kind, *rest = condition
        if kind in {"all", "any"}:
            return f"({(self.both if kind == 'all' else self.either).join(map(self.text, rest[0]))})"
        if kind == "none":
            return f"({self.negated.format(self.text(('any', rest[0])))})"
        if kind == "count":
            return f"({' + '.join(self.one_or_none.format(self.text(part)) for part in rest[1])} >= {rest[0]})"
        fact = self.fact.format(rest[0])
        if kind == "includes":
            return f"({self.included.format(fact=fact, member=rest[1])})"
        return f"({fact} {'>=' if kind == 'at_least' else '=='} {rest[1]})"

    def first(self, criteria: Sequence[Criterion], otherwise: int) -> str:
        """Return an expression for the rank of the first criterion that is met, those of one rank together."""
        text = str(otherwise)
        for rank in dict.fromkeys(each.rank for each in reversed(criteria)):
            when = self.either.join(self.text(each.when) for each in criteria if each.rank == rank)
            text = f"({self.ternary.format(when=f'({when})', then=rank, otherwise=text)})"
        return text

    def ends(self, drawn: Workload) -> tuple[str, str, str]:
        """Return expressions for the highest rank required, the highest suggested, and the lowest limit; each stops at the first criterion that decides it."""
        ordered = drawn.ordered()
        required, suggested, limits = ([each for each in ordered if each.effect == effect] for effect in ("requires", "suggests", "limits_to"))
        return self.first(required, 0), self.first(suggested, 0), self.first(limits, 4)


C_LIKE = Syntax(" && ", " || ", "!{}", "({} ? 1 : 0)")
PYTHON = Syntax(" and ", " or ", "not {}", "{}", included='"{member}" in {fact}', ternary="{then} if {when} else {otherwise}")
