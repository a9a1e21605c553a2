"""Conditions compiled to decision diagrams over what is still unknown of a person.

A score of 81 values costs nodes only where a criterion divides them. A sum is built part by part, from the totals that its first parts can reach. Known values
are put in while compiling, so the diagrams of a nearly complete case are tiny.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from operator import neg
from typing import assert_never

from carelevel.logic.diagram_restriction import ranks_left
from carelevel.logic.diagrams import A_PAIR, DEEPEST, DecisionDiagrams, Node, Variable
from carelevel.logic.fold import Fold
from carelevel.logic.work import OverBudgetError, spend
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Atom
from carelevel.model.facts import (
    Bands,
    Choice,
    Fact,
    Percent,
    Scalar,
    Scale,
    Score,
    SetOf,
    Sum,
    Value,
    Worst,
    YesNo,
    domain,
    in_bands,
    number_runs,
    scores_below,
)
from carelevel.model.percents import cut_at


class Compiler(Fold[Node]):
    """Makes the diagrams of conditions for one case: `top` where a condition is met, 0 where it is not.

    A condition that takes more nodes than there may be raises `OverBudgetError`.

    Args:
        facts: the facts that the conditions depend on, in the order in which nodes ask about them.
        case: what is known; the rest is left open.
        top: the highest end point.
        budget: how many nodes there may be.
    """

    def __init__(self, facts: Iterable[Fact], case: Case, top: int, budget: int) -> None:
        super().__init__()
        self.facts = tuple(facts)
        variables = [variable for fact in self.facts for variable in _variables(fact, case) if len(variable.values) > 1]
        self.diagrams = DecisionDiagrams(variables, top, budget)
        self._numbers = {(variable.fact, variable.member): number for number, variable in enumerate(variables)}
        self._case = case

    def taken_over(self, other: DecisionDiagrams, node: Node) -> Node:
        """Return a function from another store, restricted to this case.

        The other store is over the same facts, and less was known of them. Both have the same end points and the same order of variables.
        """
        ranks = [self._ranks(variable) for variable in other.variables]
        made: dict[Node, Node] = {end: end for end in range(other.first)}
        for at in other.upward(node):
            variable, rank, low, high = other.question(at)
            number, below = ranks[variable]
            made[at] = self.diagrams.at_or_above(number, below[rank], made[low], made[high])
        return made[node]

    def _ranks(self, variable: Variable) -> tuple[int, list[int]]:
        """Return the number of a variable here, and for each rank of it how many of the values that are still possible lie below."""
        kept = ranks_left(variable, self._case)
        below = [0, *accumulate(kept >> rank & 1 for rank in range(len(variable.values)))]
        return self._numbers.get((variable.fact, variable.member), -1), below

    def atom(self, atom: Atom) -> Node:
        """Return an atom as a diagram."""
        if isinstance(atom, Among):
            return self._among(atom.fact, atom.values)
        held = self._case.includes(atom.fact.id, atom.member)
        return self._end(held) if held is not None else self.diagrams.by_value(self._numbers[atom.fact.id, atom.member], (0, self.diagrams.top))

    def all_of(self, parts: Iterable[Node]) -> Node:
        """Return the minimum."""
        return self.diagrams.lowest(parts)

    def any_of(self, parts: Iterable[Node]) -> Node:
        """Return the maximum."""
        return self.diagrams.highest(parts)

    def negated(self, part: Node) -> Node:
        """Return `top` minus a function."""
        return self.diagrams.negated(part)

    def _end(self, is_met: bool) -> Node:
        return self.diagrams.top if is_met else 0

    def _among(self, fact: Scalar, values: frozenset[Value]) -> Node:
        match fact:
            case Scale() | Choice() | Score() | YesNo():
                number, possible = self.possible(fact)
                ends = [self._end(value in values) for value in possible]
                return ends[0] if number is None else self.diagrams.by_value(number, ends)
            case Bands():
                return self._among(fact.of, in_bands(fact, values))
            case Sum():
                # At its top a sum may be more.
                return _SumCompiler(self, fact, number_runs(map(int, values)), is_open=fact.high in values).node()
            case Percent():
                return self._percent(fact, number_runs(map(int, values)))
            case Worst():
                return self._worst(fact, values)
            case _:
                assert_never(fact)

    def _percent(self, fact: Percent, found: Sequence[tuple[int, int]]) -> Node:
        """Return whether the place of a percentage is in one of some runs: it is at the first of it or beyond, and not beyond the last."""
        make = self.diagrams
        return make.highest(make.min(self._from_place(fact, low), make.negated(self._from_place(fact, high + 1))) for low, high in found)

    def _from_place(self, fact: Percent, place: int) -> Node:
        if not fact.low < place <= fact.high:
            return self._end(place <= fact.low)
        cut = cut_at(fact, place)
        return _SumCompiler(self, cut.sum, [(cut.bound, cut.bound)], is_open=True).node()

    def _worst(self, fact: Worst, values: frozenset[Value]) -> Node:
        """Return whether the worst part has one of some values. It is at or beyond a value when any part is; it has the value when not beyond the next."""
        make = self.diagrams
        order = fact.values if fact.worse == "high" else fact.values[::-1]
        beyond = [make.highest(self._among(part, frozenset(order[rank:])) for part in fact.parts) for rank in range(len(order))]
        exactly = (make.min(at, make.negated(after)) for at, after in zip(beyond, [*beyond[1:], 0], strict=True))
        return make.highest(node for value, node in zip(order, exactly, strict=True) if value in values)

    def possible(self, fact: Scale | Choice | Score | YesNo) -> tuple[int | None, Sequence[Value]]:
        """Return the variable of a given fact, None when it is known, and the values it can still have, in order."""
        number = self._numbers.get((fact.id, None))
        if number is not None:
            return number, self.diagrams.variables[number].values
        known = tuple(self._case.values.get(fact.id, domain(fact)))
        if len(known) != 1:
            # Taking one of its values for all of them would prove anything.
            raise KeyError(fact.id)
        return None, known


def _variables(fact: Fact, case: Case) -> list[Variable]:
    if isinstance(fact, SetOf):
        return [Variable(fact.id, member, (0, 1)) for member in fact.values if case.includes(fact.id, member) is None]
    possible = case.values.get(fact.id)
    return [Variable(fact.id, None, tuple(value for value in domain(fact) if possible is None or value in possible))]


class _SumCompiler:
    """Makes the diagram of "the sum is in one of these runs" part by part: of the first parts, only their total matters to the rest.

    With `is_open` everything above the last run is in it too.
    """

    def __init__(self, compiler: Compiler, fact: Sum, found: Sequence[tuple[int, int]], *, is_open: bool) -> None:
        self._make = compiler.diagrams
        weights: dict[Score, int] = {}
        for score, times in scores_below(fact):
            weights[score] = weights.get(score, 0) + times
        self._known = 0
        parts: list[tuple[int, list[int]]] = []
        for score, weight in weights.items():
            number, possible = compiler.possible(score)
            points = [int(value) * weight for value in possible]
            if number is None:
                self._known += points[0]
            else:
                parts.append((number, points))
        self._parts = sorted(parts)
        self._starts, self._stops = [start for start, _ in found], [stop for _, stop in found]
        # What the parts from each one on can still add, at least and at most.
        rest = [(0, 0)]
        for _, points in reversed(self._parts):
            rest.append((rest[-1][0] + min(points), rest[-1][1] + max(points)))
        self._rest = rest[::-1]
        if is_open:
            self._stops[-1] = max(self._stops[-1], self._known + rest[-1][1])
        self._memo: dict[tuple[int, int], Node] = {}

    def node(self) -> Node:
        """Return the diagram."""
        if len(self._parts) > DEEPEST:
            raise OverBudgetError
        return self._from(0, self._known)

    def _from(self, part: int, total: int) -> Node:
        """Return the diagram of the parts from one on, when those before it add up to a total."""
        spend(A_PAIR)
        low, high = (total + end for end in self._rest[part])
        _, is_in, is_out = self._run(low, high)
        if is_in or is_out:
            return self._make.top if is_in else 0
        key = (part, total)
        if key not in self._memo:
            number, points = self._parts[part]
            found: list[tuple[int, Node]] = []
            rank = 0
            while rank < len(points):
                found.append((rank, self._from(part + 1, total + points[rank])))
                rank = self._alike_until(part, total, rank)
            node = found[-1][1]
            for (_, below), (start, _) in reversed(list(pairwise(found))):
                node = self._make.at_or_above(number, start, below, node)
            self._memo[key] = node
        return self._memo[key]

    def _run(self, low: int, high: int) -> tuple[int, bool, bool]:
        """Return the last run that begins at or below `low`, whether all totals from `low` to `high` lie in it, and whether all of them lie in no run."""
        run = bisect_right(self._starts, low) - 1
        is_past = run < 0 or low > self._stops[run]
        return run, run >= 0 and high <= self._stops[run], is_past and (run + 1 == len(self._starts) or high < self._starts[run + 1])

    def _alike_until(self, part: int, total: int, rank: int) -> int:
        """Return the first rank after `rank` that can decide otherwise, found by bisection: a wide score is not looked at value by value."""
        points, (rest_low, rest_high) = self._parts[part][1], self._rest[part + 1]
        low, high = total + rest_low, total + rest_high
        run, is_in, is_out = self._run(low + points[rank], high + points[rank])
        if not (is_in or is_out):
            return rank + 1
        if points[0] <= points[-1]:
            if is_in:
                return bisect_right(points, self._stops[run] - high)
            return bisect_left(points, self._starts[run + 1] - high) if run + 1 < len(self._starts) else len(points)
        if is_in:
            return bisect_right(points, low - self._starts[run], key=neg)
        return bisect_left(points, low - self._stops[run], key=neg) if run >= 0 else len(points)
