"""Which changes lead to another level: whether a part of a condition, changed while all else is as recorded, leads a possible person there.

Parts of a condition can share facts, and what turns one criterion can turn another. So no part is judged by itself: each is tried on the people who have the
other level and have turned every criterion of a route, and who differ from what is recorded only in the facts that are reported as lacking.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb

from carelevel.answers.explain.quotas import Wish, fulfilled, need_of
from carelevel.logic.awarding import parts_below
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagram_runs import Ranks, every_rank
from carelevel.logic.diagrams import Node
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Among, Condition, Includes
from carelevel.model.facts import Choice, Scalar, Scale, Score, Value, YesNo, domain
from carelevel.model.frozen import record
from carelevel.model.truth import Truth

MOST_TOGETHER = 200
"""Choices of parts that are tried, where some of many are needed; beyond, a part is tried with all others free."""

MOST_VALUES = 40
"""Values of a derived fact that are tried one by one. Of more values, those nearest to the record that no possible person has are left out, on each side."""


class NoWayError(Exception):
    """No possible person gets there by the missing parts of a condition alone: something else has to change as well."""


@record
class Taking:
    """People on their way to a level.

    Attributes:
        compiler: makes diagrams of conditions over everyone.
        known: the ranks that the case leaves possible of each variable.
        there: those who are there, as a diagram.
        outside: the facts and set members, other than those of the part, in which they may differ from the case.
        is_beside_others: whether other criteria have to change too, so that a part only has to change its own criterion.
    """

    compiler: Compiler
    known: Ranks
    there: Node
    outside: frozenset[Part]
    is_beside_others: bool = False

    def of_group(self, wishes: Sequence[Wish], case: Case, count: int) -> tuple[int, dict[int, "Taking"]]:
        """Return how many of the failing parts of a group are needed, and of each that is one of so many the people who take it.

        Raises:
            NoWayError: nobody gets there by these parts alone.
        """
        facts = [frozenset(failing_parts(part, wanted, case)) for part, wanted in wishes]
        nodes = [self.wish(*wish) for wish in wishes]
        every = range(len(wishes))
        for size in range(count, len(wishes) + 1):
            found: dict[int, Taking] = {}
            are_many = comb(len(wishes), size) > MOST_TOGETHER
            for chosen in [(place,) for place in every] if are_many else combinations(every, size):
                taking = replace(self, there=self.compiler.diagrams.lowest((self.there, *(nodes[place] for place in chosen))))
                turning = every if are_many else chosen
                if taking.is_somebody(frozenset().union(*(facts[place] for place in turning))):
                    for place in chosen:
                        beside = self.outside.union(*(facts[other] for other in turning if other != place))
                        found.setdefault(place, replace(taking, outside=beside))
            if len(found) >= size:
                return size, dict(sorted(found.items()))
        raise NoWayError

    def wish(self, condition: Condition, wanted: bool) -> Node:
        """Return whether a condition is as it is wanted, as a diagram."""
        met = self.compiler.condition(condition)
        return met if wanted else self.compiler.diagrams.negated(met)

    def with_all(self, wishes: Iterable[Wish]) -> "Taking":
        """Return the people for whom some conditions are as wanted."""
        return replace(self, there=self.compiler.diagrams.lowest((self.there, *(self.wish(*wish) for wish in wishes))))

    def values(self, fact: Scalar, needed: frozenset[Value], known: frozenset[Value]) -> frozenset[Value]:
        """Return the values that a part needs and that a possible person there has; `known` has those that the fact may have as recorded."""
        free = frozenset(parts_below(Among(fact, needed)))
        if isinstance(fact, Scale | Choice | Score | YesNo):
            return needed & self.values_of(fact)
        if len(needed) <= MOST_VALUES:
            return frozenset(value for value in needed if self._is_with(fact, (value,), free))
        every = domain(fact)
        first, last = (every.index(end) for end in (min(known, key=every.index), max(known, key=every.index)))
        below = [value for value in every[:first] if value in needed][::-1]
        above = [value for value in every[last + 1 :] if value in needed]
        nobody = {value for side in (below, above) for value in side[: self._how_many_without(fact, side, free)]}
        return needed - nobody

    def _how_many_without(self, fact: Scalar, values: Sequence[Value], free: frozenset[Part]) -> int:
        """Return how many of some values, from the first on, no possible person there has."""
        return bisect_left(range(1, len(values) + 1), 1, key=lambda count: int(self._is_with(fact, values[:count], free)))

    def _is_with(self, fact: Scalar, values: Sequence[Value], free: frozenset[Part]) -> bool:
        return self.with_all([(Among(fact, frozenset(values)), True)]).is_somebody(free)

    def values_of(self, fact: Scale | Choice | Score | YesNo) -> frozenset[Value]:
        """Return the values of a fact that a possible person there has."""
        make = self.compiler.diagrams
        number = next(n for n, variable in enumerate(make.variables) if variable.fact == fact.id)
        values = make.variables[number].values
        starts = sorted({0, *make.ranks_asked(number, (self.there,))})
        found: list[Value] = []
        for start, stop in zip(starts, [*starts[1:], len(values)], strict=True):
            if self._is_somebody([1 << start if n == number else ranks for n, ranks in enumerate(self._ranks(frozenset()))]):
                found += values[start:stop]
        return frozenset(found)

    def is_somebody(self, free: frozenset[Part] = frozenset()) -> bool:
        """Return whether anybody is there, where some more facts may differ from the case."""
        return self._is_somebody(self._ranks(free))

    def _is_somebody(self, ranks: Ranks | Sequence[int]) -> bool:
        make = self.compiler.diagrams
        return make.top in make.ends_within(self.there, ranks)

    def _ranks(self, free: frozenset[Part]) -> Ranks:
        make, free = self.compiler.diagrams, self.outside | free
        return tuple(
            every_rank(make, number) if (variable.fact, variable.member) in free else self.known[number] for number, variable in enumerate(make.variables)
        )


def failing_parts(condition: Condition, wanted: bool, case: Case) -> Iterator[Part]:
    """Yield the facts and set members of every part of a condition that is not as it would have to be."""
    if fulfilled(condition, wanted, case) is Truth.MET:
        return
    match condition:
        case Among():
            yield from parts_below(condition)
        case Includes(fact, member):
            yield fact.id, member
        case _:
            for part, wish in need_of(condition, wanted)[1]:
                yield from failing_parts(part, wish, case)


def kept(condition: Condition, wanted: bool, case: Case) -> Iterator[Wish]:
    """Yield the largest parts of a condition that are as they would have to be."""
    if fulfilled(condition, wanted, case) is Truth.MET:
        yield condition, wanted
    elif not isinstance(condition, Among | Includes):
        for part, wish in need_of(condition, wanted)[1]:
            yield from kept(part, wish, case)
