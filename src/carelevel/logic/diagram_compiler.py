"""Conditions compiled to decision diagrams over what is still unknown of a person.

A score of 81 values costs nodes only where a criterion divides them. A sum is built part by part, from the totals that its first parts can reach. Known values
are put in while compiling, so the diagrams of a nearly complete case are tiny.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
    Points,
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

VALUES_A_STEP = 16
"""How many values of a fact are listed in a step of work (`work.py`)."""


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
        self._worsts: dict[str, tuple[Worst, list[Node]]] = {}

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

    def points(self, atom: Among) -> Node:
        """Return an atom on points as a diagram, rung by rung."""
        return self._among(atom.fact, atom.values)

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
            case Points():
                return _PointsCompiler(self, fact, values).node()
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
        order = fact.values if fact.worse == "high" else fact.values[::-1]
        return self.diagrams.highest(node for value, node in zip(order, self._exactly(fact, order), strict=True) if value in values)

    def _exactly(self, fact: Worst, order: Sequence[Value]) -> Iterator[Node]:
        """Yield whether the worst part has a value, for each in an order that ends with the worst. Many conditions stand on one worst part."""
        kept = self._worsts.get(fact.id)
        if kept is not None and kept[0] is fact:
            yield from kept[1]
            return
        make = self.diagrams
        sides = [frozenset(order[rank:]) for rank in range(len(order))]
        beyond = [make.highest(self._among(part, side) for part in fact.parts) for side in sides]
        found = []
        for at, after in zip(beyond, [*beyond[1:], 0], strict=True):
            found.append(make.min(at, make.negated(after)))
            yield found[-1]
        self._worsts[fact.id] = fact, found

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
    every = domain(fact)
    return [Variable(fact.id, None, tuple(every if possible is None else (value for value in every if value in possible)))]


class _SumCompiler:
    """Makes the diagram of "the sum is in one of these runs" part by part: of the first parts, only their total matters to the rest.

    Totals from which the rest decides alike are found together, as a run of totals with one node. The work grows with the number of such runs and not with the
    number of totals (Abío, Nieuwenhuis, Oliveras, Rodríguez-Carbonell and Mayer-Eichberger, "A new look at BDDs for pseudo-Boolean constraints", 2012).

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
                spend(1 + len(points) // VALUES_A_STEP)
                parts.append((number, points))
        self._parts = sorted(parts)
        self._starts, self._stops = [start for start, _ in found], [stop for _, stop in found]
        # What the parts from each one on can still add, at least and at most.
        rest = [(0, 0)]
        for _, points in reversed(self._parts):
            least, most = sorted((points[0], points[-1]))
            rest.append((rest[-1][0] + least, rest[-1][1] + most))
        self._rest = rest[::-1]
        if is_open:
            self._stops[-1] = max(self._stops[-1], self._known + rest[-1][1])
        # For each part the runs of totals found so far: where they begin, in order, and each with its end and its node.
        self._begins: list[list[int]] = [[] for _ in self._parts]
        self._runs: list[dict[int, _Alike]] = [{} for _ in self._parts]

    def node(self) -> Node:
        """Return the diagram."""
        if len(self._parts) > DEEPEST:
            raise OverBudgetError
        return self._from(0, self._known)[2]

    def _from(self, part: int, total: int) -> "_Alike":
        """Return the diagram of the parts from one on, when those before it add up to a total, and the totals around it that have the same."""
        spend(A_PAIR)
        decided = self._decided(part, total)
        if decided:
            return decided
        begins, found = self._begins[part], self._runs[part]
        place = bisect_right(begins, total) - 1
        if place < 0 or found[begins[place]][1] < total:
            place += 1
            made = self._made(part, total)
            begins.insert(place, made[0])
            found[made[0]] = made
        return found[begins[place]]

    def _made(self, part: int, total: int) -> "_Alike":
        number, points = self._parts[part]
        is_ascending = points[0] <= points[-1]
        cells: list[tuple[int, Node]] = []
        first, last, rank = -_FAR, _FAR, 0
        # The inner loop of all work on sums: a wide score is not looked at value by value, and the next ones from which all is alike are found by bisection.
        while rank < len(points):
            low, high, node = self._from(part + 1, total + points[rank])
            if is_ascending:
                stop = bisect_right(points, high - total, rank)
                least, most = points[rank], points[stop - 1]
            else:
                stop = bisect_right(points, total - low, rank, key=neg)
                least, most = points[stop - 1], points[rank]
            first = max(first, low - least)
            last = min(last, high - most)
            cells.append((rank, node))
            rank = stop
        node = cells[-1][1]
        for (_, below), (start, _) in reversed(list(pairwise(cells))):
            node = self._make.at_or_above(number, start, below, node)
        return first, last, node

    def _decided(self, part: int, total: int) -> "_Alike | None":
        """Return what the total decides whatever the parts from one on add: that the sum lies in a run, or in none."""
        least, most = self._rest[part]
        run = bisect_right(self._starts, total + least) - 1
        stop = self._stops[run] if run >= 0 else -_FAR
        if total + most <= stop:
            return self._starts[run] - least, stop - most, self._make.top
        start = self._starts[run + 1] if run + 1 < len(self._starts) else _FAR
        return (stop + 1 - least, start - 1 - most, 0) if stop < total + least and total + most < start else None


_Alike = tuple[int, int, Node]
"""The first and the last of a run of totals, and the diagram of what is left to decide."""

_FAR = 1 << 60
"""Farther than any sum."""


class _PointsCompiler:
    """Makes the diagram of "the points are among these values" rung by rung: of the first rungs, only their total matters to the rest."""

    def __init__(self, compiler: Compiler, fact: Points, values: frozenset[Value]) -> None:
        self._make = compiler.diagrams
        made = [(compiler.condition(rung.when), rung.points) for rung in fact.rungs]
        # What asks first comes first, so that what follows is below it.
        self._rungs = sorted(made, key=lambda rung: self._make.asked_first(rung[0]))
        self._low = fact.low
        self._rest = [*accumulate((points for _, points in reversed(self._rungs)), initial=0)][::-1]
        found = number_runs(map(int, values))
        self._starts, self._stops = [start for start, _ in found], [stop for _, stop in found]
        self._memo: dict[tuple[int, int], Node] = {}

    def node(self) -> Node:
        """Return the diagram."""
        if len(self._rungs) > DEEPEST:
            raise OverBudgetError
        return self._from(0, self._low)

    def _from(self, rung: int, total: int) -> Node:
        """Return the diagram of the rungs from one on, when those before it add up to a total."""
        spend(A_PAIR)
        high = total + self._rest[rung]
        run = bisect_right(self._starts, total) - 1
        is_in = run >= 0 and high <= self._stops[run]
        is_out = (run < 0 or total > self._stops[run]) and (run + 1 == len(self._starts) or high < self._starts[run + 1])
        if is_in or is_out:
            return self._make.top if is_in else 0
        key = (rung, total)
        if key not in self._memo:
            met, points = self._rungs[rung]
            self._memo[key] = self._either(met, rung + 1, total, points)
        return self._memo[key]

    def _either(self, met: Node, rung: int, total: int, points: int) -> Node:
        """Return the diagram of the next rungs with some points where a condition is met, and without them where it is not."""
        make = self._make
        if met in (0, make.top):
            return self._from(rung, total + points if met else total)
        with_them, without = self._from(rung, total + points), self._from(rung, total)
        return make.max(make.min(met, with_them), make.min(make.negated(met), without))
