"""Which of the facts that can still change something to ask about next.

A question is worth what its answers settle on average; where little is left open, every order of questions is tried. While requirements could still raise the
level, the facts they wait for come first. `question_stages.py` says what there is to settle.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from carelevel.answers.explain.information import Answer, left_open, splits
from carelevel.answers.explain.optimal_order import EquivalenceClasses, QuestionTree, is_small
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.work import OverBudgetError

Name = Literal["applies", "level", "services", "contradictions", "referral", "documentation"]

DIGITS = 9
"""Digits that count when questions are compared: what is nearer to each other than that is as good, and file order decides."""


@dataclass(frozen=True, slots=True)
class Target:
    """A function to settle; `excluded` where no person is possible."""

    diagrams: DecisionDiagrams
    node: Node
    _answers: dict[str, tuple[Answer, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to settle."""
        return len(self.diagrams.terminals(self.node)) > 1

    @property
    def leaves_out_somebody(self) -> bool:
        """Whether some combinations of values are impossible."""
        return bool(self.diagrams.leads_to(self.node) >> self.diagrams.excluded)

    def can_be_changed_by(self, fact: str) -> bool:
        """Return whether the function can differ for people who differ in this fact alone, or whether one answer to it leaves fewer ends possible.

        When the work of the question runs out, it may: rather one question too many is asked.
        """
        diagrams, node = self.diagrams, self.node
        if fact not in diagrams.support(node):
            return False
        try:
            if not self.leaves_out_somebody or diagrams.can_change(node, fact):
                return True
            every = diagrams.terminals(node)
            return any(left not in (every, frozenset()) for left in diagrams.answers(node, fact))
        except OverBudgetError:
            return True

    def answers(self, facts: Collection[str] | None = None) -> dict[str, tuple[Answer, ...]]:
        """Return the answers to each question that the function asks, or to some facts where it asks for them."""
        wanted = self.diagrams.support(self.node).intersection(facts) if facts is not None else self.diagrams.support(self.node)
        if not wanted <= self._answers.keys():
            self._answers.update(splits(self.diagrams, self.node, wanted))
        return {fact: answers for fact, answers in self._answers.items() if fact in wanted}

    def left_open(self, answers: Iterable[Answer]) -> float:
        """Return how much some answers leave to be settled."""
        return left_open(answers, self.diagrams.excluded)


@dataclass(frozen=True, slots=True)
class Stage:
    """What is to be settled next, all of it together.

    Attributes:
        name: what it is about.
        goals: the functions to settle; none of them is settled.
        required: for the level, the highest that is required, in the store of the only goal; else 0, and so where skipped facts leave several goals.
        safety: the level to which requirements raise the lowest one that is possible, 0 where they do not, while that is still open.
        among: the facts that may be asked; None for all.
        given_up: facts to ask in this order, where the goals are over their budget.
        everyone: whether the criteria are for them, of everyone that the person could be; None where it does not bear on the answers that are possible.
        listed: facts to ask in this order whatever they settle: those that show whether facts disagree, or that resolve it, and those of documentation.
    """

    name: Name
    goals: tuple[Target, ...] = ()
    required: Node = 0
    safety: Target | None = None
    among: frozenset[str] | None = None
    given_up: tuple[str, ...] = ()
    everyone: Target | None = None
    listed: tuple[str, ...] = ()

    def plan(self, order: Sequence[str]) -> QuestionTree | None:
        """Return the best plan for everyone, where little enough is left open to try every order; else None."""
        is_tried = self.name != "services" and len(self.goals) == 1 and (self.safety is None or self.required)
        if not is_tried or not is_small(self.goals[0].diagrams, (self.goals[0].node, self.required)):
            return None
        grid = EquivalenceClasses(self.goals[0].diagrams, self.goals[0].node, self.required, order)
        return grid.plan(grid.everyone)

    def in_order(self, order: Sequence[str]) -> Iterator[str]:
        """Yield the facts that can change anything, the one to ask first, first."""
        if self.given_up or self.listed:
            yield from self.given_up or self.listed
            return
        plan = self.plan(order)
        first = plan.fact if plan else None
        if first is not None:
            yield first
        yield from (fact for fact in self._by_worth(order) if fact != first)

    def matters(self, fact: str) -> bool:
        """Return whether a fact can change any of the goals."""
        if self.among is not None and fact not in self.among:
            return False
        return fact in self.given_up or fact in self.listed or any(goal.can_be_changed_by(fact) for goal in self.goals)

    def required_by(self, fact: str) -> int | None:
        """Return the rank of the highest level of which a fact can decide whether it is required; None where it is not asked about for safety."""
        if self.safety is None or not self.safety.can_be_changed_by(fact):
            return None
        make, node = self.safety.diagrams, self.safety.node
        ranks = sorted(make.terminals(node) - {0}, reverse=True)
        try:
            nobody = make.chosen(node, frozenset((make.excluded,)))
            reached = (make.without(make.chosen(node, frozenset(range(rank, make.excluded))), nobody) for rank in ranks)
            return next((rank for rank, met in zip(ranks, reached, strict=True) if Target(make, met).can_be_changed_by(fact)), ranks[-1])
        except OverBudgetError:
            return ranks[-1]

    def _by_worth(self, order: Sequence[str]) -> Iterator[str]:
        said: set[str] = set()
        for fact in self._for_safety(order):
            said.add(fact)
            yield fact
        found = [goal.answers() for goal in self.goals]
        names = {fact for answers in found for fact in answers if self.among is None or fact in self.among}
        ranked = _ranked({fact: self._left_open_by(fact, found) for fact in names - said}, order)
        for fact in ranked:
            if self.matters(fact):
                said.add(fact)
                yield fact
        if not said:
            # Impossible combinations can tie facts together so that none of them alone changes anything; then each is worth knowing, unless it is known.
            yield from (fact for fact in ranked if any(_is_open(each[fact]) for each in found if fact in each))

    @property
    def for_safety(self) -> frozenset[str]:
        """The facts that are asked first, since a requirement could raise the level."""
        if self.safety is None:
            return frozenset()
        asked = self.safety.diagrams.support(self.safety.node)
        return frozenset(fact for fact in asked if self.safety.can_be_changed_by(fact) and self.matters(fact))

    def _for_safety(self, order: Sequence[str]) -> list[str]:
        names = self.for_safety
        found = [goal.answers(names) for goal in self.goals]
        return _ranked({fact: self._left_open_by(fact, found) for fact in names}, order)

    def _left_open_by(self, fact: str, found: Sequence[dict[str, tuple[Answer, ...]]]) -> float:
        total = 0.0
        for goal, answers in zip(self.goals, found, strict=True):
            if fact in answers:
                total += goal.left_open(answers[fact])
            elif answers:
                # Asked after nothing, everyone gives the same answer.
                merged = tuple(map(sum, zip(*(answer.masses for answer in next(iter(answers.values()))), strict=True)))
                total += goal.left_open((Answer((), merged),))
        return total

    def possible_ranks(self, fact: str) -> frozenset[int] | None:
        """Return the places of the values of a fact that some possible person has; None when nothing is known of that."""
        # Whoever the criteria are not for can answer, too.
        for goal in filter(None, (self.everyone, self.safety, *self.goals)):
            answers = goal.answers((fact,)).get(fact)
            if answers is not None:
                return frozenset(rank for answer in answers if any(answer.masses[: goal.diagrams.excluded]) for rank in answer.ranks)
        return None


def _ranked(left: dict[str, float], order: Sequence[str]) -> list[str]:
    """Return facts by what they leave open, those that leave the least first; what is as good, in the order given."""
    return [fact for _, _, fact in sorted((round(left[fact], DIGITS), place, fact) for place, fact in enumerate(order) if fact in left)]


def _is_open(answers: Iterable[Answer]) -> bool:
    return sum(1 for answer in answers if any(answer.masses[:-1])) > 1
