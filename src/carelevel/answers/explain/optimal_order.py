"""The order of questions that settles soonest on average, found by trying every order: for what little is left open near the end.

People are cells of a grid, one for each combination of answers that can be distinguished, and a set of people is a number with a bit for each cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from math import prod
from operator import or_

from carelevel.answers.explain.information import blocks, thresholds
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.model.frozen import record

PARTIAL_ANSWERS = 700
"""Combinations of answers and open questions up to which every order is tried: some milliseconds."""

People = int


@record
class QuestionTree:
    """What is best asked first of some people, and what follows from it.

    Attributes:
        fact: the fact to ask; None when they are settled.
        total: questions that all of them together are asked.
        people: how many they are.
        least: the fewest that one of them is asked.
        most: the most that one of them is asked.
    """

    fact: str | None
    total: int
    people: int
    least: int
    most: int


class EquivalenceClasses:
    """All the people that a person can still be, up to differences that no function sees.

    Args:
        diagrams: the store of the functions.
        goal: the function to settle.
        required: the highest level that anything requires, which is settled first where it can still raise the level; 0 where there is no such thing.
        order: ids of facts; the first in it wins where two are as good.
    """

    def __init__(self, diagrams: DecisionDiagrams, goal: Node, required: Node, order: Sequence[str]) -> None:
        starts = thresholds(diagrams, (goal, required))
        self._sizes = [len(ranks) for ranks in starts.values()]
        vectors: list[tuple[Node, Node]] = [(goal, required)]
        weights = [1]
        for number, ranks in starts.items():
            stops = (*ranks[1:], len(diagrams.variables[number].values))
            vectors = [(diagrams.followed(a, number, rank), diagrams.followed(b, number, rank)) for a, b in vectors for rank in ranks]
            weights = [weight * (stop - start) for weight in weights for start, stop in zip(ranks, stops, strict=True)]
        self._weights = weights
        there = [end != diagrams.excluded for end, _ in vectors]
        self.everyone: People = _bits(there)
        self._ties = not all(there)
        ranks = sorted({end for end, _ in vectors} - {diagrams.excluded})
        self._labels = [_bits(end == rank for end, _ in vectors) for rank in ranks]
        # For each level: the people for whom one above it is required, grouped by that level.
        self._raised = [
            [_bits(end == above for _, end in vectors) for above in {end for _, end in vectors} if rank < above < diagrams.excluded] for rank in ranks
        ]
        self._facts = self._patterns(diagrams, list(starts), order)
        self._plans: dict[People, QuestionTree] = {}

    def _patterns(self, diagrams: DecisionDiagrams, numbers: list[int], order: Sequence[str]) -> dict[str, "_Patterns"]:
        strides = [prod(self._sizes[place + 1 :]) for place in range(len(numbers))]
        cells = range(len(self._weights))
        one = [[_bits((cell // strides[i]) % self._sizes[i] == at for cell in cells) for at in range(self._sizes[i])] for i in range(len(numbers))]
        found: dict[str, _Patterns] = {}
        for fact, first, stop in blocks(diagrams):
            own = [i for i, number in enumerate(numbers) if first <= number < stop]
            if own:
                ways = list(product(*(range(self._sizes[i]) for i in own)))
                masks = [_all_of(one[i][at] for i, at in zip(own, way, strict=True)) for way in ways]
                shifts = [sum(strides[i] * at for i, at in zip(own, way, strict=True)) for way in ways]
                found[fact] = _Patterns(tuple(zip(masks, shifts, strict=True)), tuple(one[i][at] for i in own for at in range(self._sizes[i])))
        return {fact: found[fact] for fact in order if fact in found}

    def plan(self, people: People) -> QuestionTree:
        """Return the best plan for some people."""
        plan = self._plans.get(people)
        if plan is None:
            plan = self._plans[people] = self._best(people)
        return plan

    def _number(self, people: People) -> int:
        """Return how many people there are."""
        total = 0
        while people:
            lowest = people & -people
            total += self._weights[lowest.bit_length() - 1]
            people ^= lowest
        return total

    def _best(self, people: People) -> QuestionTree:
        if sum(1 for label in self._labels if label & people) < 2:
            return QuestionTree(None, 0, self._number(people), 0, 0)
        return min((self._asking(fact, people) for fact in self._allowed(people)), key=lambda plan: plan.total)

    def _asking(self, fact: str, people: People) -> QuestionTree:
        """Return the best plan that begins with a fact."""
        after = [self.plan(people & mask) for mask, _ in self._facts[fact].ways if people & mask]
        number = sum(plan.people for plan in after)
        return QuestionTree(
            fact, number + sum(plan.total for plan in after), number, 1 + min(plan.least for plan in after), 1 + max(plan.most for plan in after)
        )

    def _allowed(self, people: People) -> list[str]:
        """Return the facts that may be asked now: those that can change something, and of them first those that requirements wait for."""
        matter = [fact for fact in self._facts if self._changes(people, fact, self._labels)]
        if not matter:
            return [fact for fact, patterns in self._facts.items() if sum(1 for mask, _ in patterns.ways if mask & people) > 1]
        lowest = next(place for place, label in enumerate(self._labels) if label & people)
        raised = [required for required in self._raised[lowest] if required & people]
        if not raised:
            return matter
        return [fact for fact in matter if self._changes(people, fact, (*raised, ~_any_of(raised)))] or matter

    def _changes(self, people: People, fact: str, labels: Sequence[People]) -> bool:
        """Return whether two of them who differ in one fact alone have different labels, or whether one answer leaves fewer labels."""
        patterns = self._facts[fact]
        for label in labels:
            inside, outside = people & label, people & ~label
            if inside and outside:
                for i, (mask, shift) in enumerate(patterns.ways):
                    moved = inside & mask
                    if moved and any((moved << (other_shift - shift)) & outside & other for other, other_shift in patterns.ways[i + 1 :]):
                        return True
        if not self._ties:
            return False
        every = sum(1 for label in labels if label & people)
        return any(0 < sum(1 for label in labels if label & people & answer) < every for answer in patterns.answers)


@record
class _Patterns:
    """What can be answered to a question.

    Attributes:
        ways: for each whole answer the people who give it, and how far their cells lie from those of the first one.
        answers: for each value, or each member of a set that is there or not, the people whom it fits.
    """

    ways: tuple[tuple[People, int], ...]
    answers: tuple[People, ...]


def is_small(diagrams: DecisionDiagrams, roots: Sequence[Node]) -> bool:
    """Return whether every order of questions can be tried."""
    if any(len(diagrams.upward(root)) > PARTIAL_ANSWERS for root in roots):
        return False
    starts: Mapping[int, Sequence[int]] = thresholds(diagrams, roots)
    ways: dict[str, int] = {}
    for number, ranks in starts.items():
        fact = diagrams.variables[number].fact
        ways[fact] = ways.get(fact, 1) * len(ranks)
    return prod(count + 1 for count in ways.values()) <= PARTIAL_ANSWERS


def _bits(flags: Iterator[bool] | Sequence[bool]) -> People:
    return sum(1 << cell for cell, flag in enumerate(flags) if flag)


def _any_of(masks: Sequence[People]) -> People:
    return reduce(or_, masks)


def _all_of(masks: Iterator[People]) -> People:
    found = -1
    for mask in masks:
        found &= mask
    return found
