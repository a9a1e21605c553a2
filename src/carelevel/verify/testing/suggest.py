"""People to write vignettes about: a few who together reach everything that tests of a criteria set should reach.

Pairs on the two sides of a threshold come first, then people for which one criterion decides, then the rest. The answer of the criteria is not shown: a
clinician who writes the expected level down tests the criteria, and a copy of their answer would not.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Literal

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import proofs
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition, NoneOf
from carelevel.model.criteria import Definition
from carelevel.model.facts import Choice, Fact, Scale, Score, YesNo
from carelevel.model.frozen import record
from carelevel.model.truth import Truth
from carelevel.verify.proofs.case_space import CaseSpace, given_below
from carelevel.verify.testing.atoms import Bound, bounds
from carelevel.verify.testing.coverage import Check, Measure, anybody
from carelevel.verify.testing.coverage_goals import Decides, Goal, Side, Status
from carelevel.verify.testing.full_witness import somebody

MOST_TOGETHER = 6
"""Goals that one person is to reach together: with more, a case is too long to read."""


Subject = Literal["services", "documentation"]
"""What an expectation can be about in addition to the level."""

NOTHING_ELSE: frozenset[Subject] = frozenset()


@record
class Person:
    """A person to write a vignette about.

    Attributes:
        case: what is known of the person.
        differs_in: the id of the only fact in which the person differs from the one before; None for the first of a pair, and for a single person.
        about: what the expectation is about in addition to the level.
    """

    case: Case
    differs_in: str | None = None
    about: frozenset[Subject] = NOTHING_ELSE


@record
class Suggestion:
    """People who reach what was not reached before.

    Attributes:
        people: the people, pairs together.
        undecided: goals for which no person was found within the budget.
    """

    people: tuple[Person, ...]
    undecided: tuple[Goal, ...]


@proofs()
def suggestion(definition: Definition, goals: Sequence[Goal], checks: Sequence[Check]) -> Suggestion:
    """Return people who, together with some checks, reach every goal that can be reached."""
    return _Search(definition, goals, checks).run()


class _Search:
    def __init__(self, definition: Definition, goals: Sequence[Goal], checks: Sequence[Check]) -> None:
        self._goals = goals
        self._measure = Measure(definition, goals)
        self._left = set(range(len(goals))) - self._measure.reached(checks)
        self._everyone: CaseSpace = anybody(definition)
        self._decisions = Decisions(definition)
        self._applies = definition.applies_when
        self._people: list[Person] = []
        self._undecided: list[Goal] = []

    def run(self) -> Suggestion:
        for bound in self._thresholds():
            self._pair(bound)
        for position in sorted(self._left, key=lambda position: self._order(self._goals[position])):
            if position in self._left:
                self._person(position)
        return Suggestion(tuple(self._people), tuple(self._undecided))

    def _order(self, goal: Goal) -> tuple[int, int]:
        kinds = ("threshold", "effect", "level", "status")
        # The case with nothing known comes last: it reaches every leaf as unknown, and few are left by then.
        return kinds.index(goal.kind), isinstance(goal.aim, Status) and goal.aim.truth is Truth.UNKNOWN

    def _thresholds(self) -> Iterator[Bound]:
        """Yield each threshold of a given fact of which a side is not reached, once."""
        seen: set[tuple[object, ...]] = set()
        for goal in self._goals:
            for bound in bounds(goal.aim.leaf) if isinstance(goal.aim, Status) else ():
                sides = (bound.fact.id, *sorted((bound.inside, bound.outside), key=str))
                if sides not in seen and self._is_open(bound):
                    seen.add(sides)
                    yield bound

    def _is_open(self, bound: Bound) -> bool:
        """Return whether a side of a threshold is still to be reached, now and not when the search began."""
        sides = {(bound.fact.id, bound.inside), (bound.fact.id, bound.outside)}
        return any(isinstance(aim := self._goals[position].aim, Side) and (aim.fact.id, aim.value) in sides for position in self._left)

    def _pair(self, bound: Bound) -> None:
        """Add two people who differ in one fact alone, on the two sides of a threshold, with different answers when there are such people."""
        fact = bound.fact
        if not isinstance(fact, Scale | Score | Choice | YesNo):
            return
        for about, inside, outside in self._contrasts(fact):
            try:
                found = self._everyone.two(fact, (bound.inside, inside), (bound.outside, outside))
            except UndecidedError:
                continue
            if found is not None:
                self._add(Person(found[0], None, about))
                self._add(Person(found[1], fact.id, about))
                return

    def _contrasts(self, fact: Fact) -> Iterator[tuple[frozenset[Subject], tuple[Condition, ...], tuple[Condition, ...]]]:
        """Yield how the answers of two people should differ, and in what: by level, near ones first; else by a service or documentation; else not at all."""
        ranks = range(self._decisions.top + 1)
        for one, other in sorted(permutations(ranks, 2), key=lambda pair: abs(pair[0] - pair[1])):
            yield NOTHING_ELSE, self._settled(one), self._settled(other)
        services = dict.fromkeys(service for criterion in self._decisions.definition.criteria for service in criterion.adds)
        for service in services:
            adds = self._decisions.adds(service)
            if fact.id in given_below(adds):
                for rank in ranks:
                    with_it, without = (*self._settled(rank), adds), (*self._settled(rank), self._decisions.negated(adds))
                    yield frozenset(("services",)), with_it, without
                    yield frozenset(("services",)), without, with_it
        for one_way, other_way in self._documents(fact):
            yield frozenset(("documentation",)), one_way, other_way
            yield frozenset(("documentation",)), other_way, one_way
        for rank in ranks:
            yield NOTHING_ELSE, self._settled(rank), self._settled(rank)

    def _documents(self, fact: Fact) -> Iterator[tuple[tuple[Condition, ...], tuple[Condition, ...]]]:
        """Yield how two people with one level should differ in documentation: it is there and lacking, or lacking and not needed."""
        definition = self._decisions.definition
        for item in definition.documentation:
            when, needs = item.conditions
            for level in item.levels if fact.id in {*given_below(when), *given_below(needs)} else ():
                lacking = (*self._settled(definition.rank(level)), when, self._decisions.negated(needs))
                yield lacking, (*self._settled(definition.rank(level)), when, needs)
                yield lacking, (*self._settled(definition.rank(level)), self._decisions.negated(when))

    def _settled(self, rank: int) -> tuple[Condition, ...]:
        return self._applies, *self._decisions.is_level(rank)

    def _person(self, position: int) -> None:
        """Add a person who reaches a goal, and as many of the others as possible."""
        goal = self._goals[position]
        if isinstance(goal.aim, Status) and goal.aim.truth is Truth.UNKNOWN:
            self._add(Person(Case()))
            return
        try:
            ways = [parts for parts in self._ways(goal) if self._everyone.has(*parts)]
            if ways:
                parts, about = self._with_others(position, ways[0])
                found = somebody(self._everyone, parts, [goal.whom])
                assert found is not None, "somebody was there a moment ago"
                self._add(Person(found, None, about))
        except UndecidedError:
            self._undecided.append(goal)

    def _ways(self, goal: Goal) -> Iterator[tuple[Condition, ...]]:
        """Yield conditions for a person who reaches a goal: with a settled level first, since a clinician can name that."""
        if goal.key is not None and goal.key[0] == "applies_when":
            yield (goal.whom, NoneOf((self._applies,)))
        for rank in range(self._decisions.top + 1):
            yield (goal.whom, *self._settled(rank))

    def _with_others(self, position: int, parts: tuple[Condition, ...]) -> tuple[tuple[Condition, ...], frozenset[Subject]]:
        """Return conditions for a person who reaches other goals too, and what these goals are about."""
        together = 1
        about = _about(self._goals[position])
        for other in sorted(self._left - {position}):
            if together == MOST_TOGETHER:
                break
            goal = self._goals[other]
            if not (isinstance(goal.aim, Status) and goal.aim.truth is Truth.UNKNOWN) and self._everyone.has(*parts, goal.whom):
                parts = (*parts, goal.whom)
                together += 1
                about |= _about(goal)
        return parts, about

    def _add(self, person: Person) -> None:
        self._people.append(person)
        self._left -= self._measure.reached([Check(person.case)], self._left)


def _about(goal: Goal) -> frozenset[Subject]:
    if goal.key is not None and goal.key[0] == "documentation":
        return frozenset(("documentation",))
    return frozenset(("services",)) if isinstance(goal.aim, Decides) and goal.aim.service is not None else NOTHING_ELSE
