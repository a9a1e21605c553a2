"""`or_more` scores whose numbers above the top are separate values because a sum or a percentage uses them.

For such a sum 60 weeks and 52 differ. How many numbers are needed is known only after every sum has been read, including those of instruments. Then
everything that depends on such a score is rebuilt with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from carelevel.logic.awarding import with_awards
from carelevel.model.conditions import Among, Condition, Holds, Named, with_parts
from carelevel.model.facts import Award, Bands, Derived, Fact, Percent, Points, Scalar, Score, Sum, Weighted, Worst, told_apart, with_more
from carelevel.model.percents import highest_told_apart

F = TypeVar("F", bound="Fact | Derived | Named")


class Reaching:
    """Replaces declared scores by scores that reach beyond their top.

    Attributes:
        facts: the facts by id, including these scores.
    """

    def __init__(self, facts: Mapping[str, Fact], derived: Mapping[str, Derived | Named]) -> None:
        sums = [fact for fact in derived.values() if isinstance(fact, Sum)]
        percents = [fact for fact in derived.values() if isinstance(fact, Percent)]
        self.facts = {name: told_apart(fact, sums, highest_told_apart(fact, percents)) if isinstance(fact, Score) else fact for name, fact in facts.items()}
        self._is_needed = any(isinstance(fact, Score) and fact.beyond for fact in self.facts.values())
        self._made: dict[str, Fact | Derived | Named] = {**self.facts}

    def of(self, fact: F) -> F:
        """Return a fact with these scores; a named condition stays one object in all its uses."""
        if not self._is_needed:
            return fact
        if fact.id not in self._made:
            self._made[fact.id] = self._with_these_scores(fact)
        made = self._made[fact.id]
        assert isinstance(made, type(fact))
        return made

    def condition(self, condition: Condition) -> Condition:
        """Return a condition with these scores; the top of a score includes all numbers above it."""
        match condition:
            case _ if not self._is_needed:
                return condition
            case Among(fact, values, written):
                over: Scalar = self.of(fact)
                return Among(over, with_more(over, values), written)
            case Holds(named, expected):
                return Holds(self.of(named), expected)
            case _:
                return with_parts(condition, self.condition)

    def _with_these_scores(self, fact: "Fact | Derived | Named") -> "Fact | Derived | Named":
        match fact:
            case Sum():
                return replace(fact, parts=tuple(Weighted(self.of(part.of), part.times) for part in fact.parts))
            case Percent():
                return replace(fact, of=self.of(fact.of), to=self.of(fact.to))
            case Worst():
                return replace(fact, parts=tuple(map(self.of, fact.parts)))
            case Bands():
                return replace(fact, of=self.of(fact.of))
            case Points():
                return with_awards(fact, (Award(self.condition(award.when), award.points) for award in fact.awards))
            case Named():
                return replace(fact, when=self.condition(fact.when))
            case _:
                return fact
