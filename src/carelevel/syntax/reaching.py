"""Scores whose top means "this or more", where a sum looks above it: 60 weeks and 52 are then told apart, and the top stands for all from there on.

How far that goes is known only when every sum has been read, those of instruments included. What stands on such a score is made anew with it then.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from carelevel.model.conditions import Among, Condition, Holds, Named, with_parts
from carelevel.model.facts import Bands, Derived, Fact, Scalar, Score, Sum, Weighted, Worst, told_apart, with_more

F = TypeVar("F", bound="Fact | Derived | Named")


class Reaching:
    """Puts scores that reach beyond their tops in place of those as they were declared.

    Attributes:
        facts: the facts by id, those scores among them.
    """

    def __init__(self, facts: Mapping[str, Fact], derived: Mapping[str, Derived | Named]) -> None:
        sums = [fact for fact in derived.values() if isinstance(fact, Sum)]
        self.facts = {name: told_apart(fact, sums) if isinstance(fact, Score) else fact for name, fact in facts.items()}
        self._is_needed = any(isinstance(fact, Score) and fact.beyond for fact in self.facts.values())
        self._made: dict[str, Fact | Derived | Named] = {**self.facts}

    def of(self, fact: F) -> F:
        """Return a fact over these scores; a named condition stays one object, wherever it stands."""
        if not self._is_needed:
            return fact
        if fact.id not in self._made:
            self._made[fact.id] = self._over(fact)
        made = self._made[fact.id]
        assert isinstance(made, type(fact))
        return made

    def condition(self, condition: Condition) -> Condition:
        """Return a condition over these scores: where it names the top of one, it holds for all that is above it."""
        match condition:
            case _ if not self._is_needed:
                return condition
            case Among(fact, values):
                over: Scalar = self.of(fact)
                return Among(over, with_more(over, values))
            case Holds(named, expected):
                return Holds(self.of(named), expected)
            case _:
                return with_parts(condition, self.condition)

    def _over(self, fact: "Fact | Derived | Named") -> "Fact | Derived | Named":
        match fact:
            case Sum():
                return replace(fact, parts=tuple(Weighted(self.of(part.of), part.times) for part in fact.parts))
            case Worst():
                return replace(fact, parts=tuple(map(self.of, fact.parts)))
            case Bands():
                return replace(fact, of=self.of(fact.of))
            case Named():
                return replace(fact, when=self.condition(fact.when))
            case _:
                return fact
