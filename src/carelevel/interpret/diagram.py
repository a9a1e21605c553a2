"""Exact answers over everything that is still unknown: threshold decision diagrams.

A diagram is a function of the facts that are not known. A node asks "is this fact's value at or above this one?", and its end points are numbers: levels, or
0 and `top` for unmet and met. So conditions, R, S, L and the level are one kind of object: any is the maximum, all the minimum, not is `top` minus, and
`max(R, min(S, L))` is written as it stands. Equal functions are the same node, which makes every question about a function a look at its nodes.

A score of 81 values costs nodes only where some criterion looks at it, and a sum is built from the points that its first parts leave to the rest.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from carelevel.cases import Case
from carelevel.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf
from carelevel.facts import Bands, Choice, Fact, Scalar, Scale, Score, SetOf, Sum, Value, Worst, YesNo, domain
from carelevel.frozen import record

Node = int
"""An end point is its own value; a question is a number from `Diagrams.first` on."""


class OverBudgetError(Exception):
    """The diagram grew over its budget."""


@record
class Variable:
    """What a node asks about: a fact, or one member of a set, and the values still possible, in order."""

    fact: str
    member: str | None
    values: tuple[Value, ...]


class Diagrams:
    """The diagrams over the unknown facts of one case, in one store: equal functions have equal numbers.

    Args:
        facts: the facts that may be asked about, in the order in which nodes ask.
        case: what is known; the rest is left open.
        top: the highest end point; 0 is the lowest, and `excluded` is one more.
        budget: how many nodes there may be.
    """

    def __init__(self, facts: Iterable[Fact], case: Case, top: int, budget: int) -> None:
        self.top = top
        self.excluded = top + 1
        self.first = top + 2
        self.variables: list[Variable] = []
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._budget = budget
        self._case = case
        self._nodes: list[tuple[int, int, Node, Node]] = []
        self._unique: dict[tuple[int, int, Node, Node], Node] = {}
        self._memo: dict[tuple[str, Node, Node], Node] = {}
        self._conditions: dict[int, Node] = {}
        for fact in facts:
            self._add(fact)

    def _add(self, fact: Fact) -> None:
        if isinstance(fact, SetOf):
            added = [Variable(fact.id, member, (0, 1)) for member in fact.values if self._case.includes(fact.id, member) is None]
        else:
            possible = self._case.values.get(fact.id)
            every = domain(fact)
            added = [Variable(fact.id, None, tuple(every if possible is None else (value for value in every if value in possible)))]
        for variable in added:
            if len(variable.values) > 1:
                self._numbers[variable.fact, variable.member] = len(self.variables)
                self.variables.append(variable)

    # Nodes

    def question(self, node: Node) -> tuple[int, int, Node, Node]:
        """Return what a node asks: the variable's number, the rank from which on the answer is yes, the node for no, the node for yes."""
        return self._nodes[node - self.first]

    def _node(self, variable: int, rank: int, low: Node, high: Node) -> Node:
        if low == high:
            return low
        if high >= self.first:
            asked, _, low_of_high, _ = self.question(high)
            if asked == variable and low_of_high == low:
                # Below and above this rank, up to the next one asked about, the answer is the same.
                return high
        key = (variable, rank, low, high)
        node = self._unique.get(key)
        if node is None:
            if len(self._nodes) >= self._budget:
                raise OverBudgetError
            node = self._unique[key] = self.first + len(self._nodes)
            self._nodes.append(key)
        return node

    def _by_value(self, variable: int, ends: Sequence[Node]) -> Node:
        """Return the function that has one given node for each value of a variable; the nodes ask about later variables."""
        node = ends[-1]
        for rank in range(len(ends) - 1, 0, -1):
            node = self._node(variable, rank, ends[rank - 1], node)
        return node

    # Arithmetic

    def highest(self, parts: Iterable[Node]) -> Node:
        """Return the maximum: "any"."""
        result = 0
        for part in parts:
            result = self._apply("max", result, part)
        return result

    def lowest(self, parts: Iterable[Node]) -> Node:
        """Return the minimum: "all"."""
        result = self.top
        for part in parts:
            result = self._apply("min", result, part)
        return result

    def negated(self, node: Node) -> Node:
        """Return `top` minus a function."""
        return self._apply("not", node, node)

    def without(self, node: Node, left_out: Node) -> Node:
        """Return a function whose end point is `excluded` wherever `left_out` is `top`."""
        return self._apply("without", node, left_out)

    def chosen(self, node: Node, wanted: frozenset[int]) -> Node:
        """Return `top` where a function has one of the wanted end points, else 0."""
        memo: dict[Node, Node] = {end: self.top if end in wanted else 0 for end in range(self.first)}

        def walk(at: Node) -> Node:
            if at not in memo:
                variable, rank, low, high = self.question(at)
                memo[at] = self._node(variable, rank, walk(low), walk(high))
            return memo[at]

        return walk(node)

    def _apply(self, word: str, a: Node, b: Node) -> Node:
        if word in {"max", "min"} and a > b:
            a, b = b, a
        end = self._end(word, a, b)
        if end is not None:
            return end
        key = (word, a, b)
        found = self._memo.get(key)
        if found is None:
            variable, rank = min(self.question(node)[:2] for node in (a, b) if node >= self.first)
            (a_low, a_high), (b_low, b_high) = self._halves(a, variable, rank), self._halves(b, variable, rank)
            found = self._node(variable, rank, self._apply(word, a_low, b_low), self._apply(word, a_high, b_high))
            self._memo[key] = found
        return found

    def _end(self, word: str, a: Node, b: Node) -> Node | None:
        """Return the result where it can be told without going further down."""
        match word:
            case "max":  # the smaller number is `a`, and end points come first
                return b if a in {0, b} else a if a == self.top else max(a, b) if b < self.first else None
            case "min":
                return a if a in {0, b} else b if a == self.top else min(a, b) if b < self.first else None
            case "not":
                return self.top - a if a < self.first else None
            case _:
                return a if b == 0 else self.excluded if b == self.top else None

    def _halves(self, node: Node, variable: int, rank: int) -> tuple[Node, Node]:
        """Return a function below and from a rank of a variable, that is not behind any that the function asks about first."""
        if node < self.first:
            return node, node
        asked, at, low, high = self.question(node)
        if asked != variable:
            return node, node
        return (low, high) if at == rank else (low, node)

    # Conditions

    def condition(self, condition: Condition) -> Node:
        """Return a condition as a diagram: `top` where it is met, 0 where it is not."""
        # By identity: a named condition is one object wherever it is used, and comparing whole trees would cost more than building them.
        found = self._conditions.get(id(condition))
        if found is None:
            found = self._conditions[id(condition)] = self._built(condition)
        return found

    def _built(self, condition: Condition) -> Node:
        match condition:
            case Among(fact, values):
                return self._among(fact, values)
            case Includes(fact, member):
                held = self._case.includes(fact.id, member)
                return self._truth(held) if held is not None else self._by_value(self._numbers[fact.id, member], (0, self.top))
            case AllOf(parts):
                return self.lowest(map(self.condition, parts))
            case AnyOf(parts):
                return self.highest(map(self.condition, parts))
            case NoneOf(parts):
                return self.negated(self.highest(map(self.condition, parts)))
            case CountOf(parts, fewest, most):
                return self._count([self.condition(part) for part in parts], fewest, most)
            case Holds(named, expected):
                node = self.condition(named.when)
                return node if expected else self.negated(node)
            case _:
                assert_never(condition)

    def _truth(self, holds: bool) -> Node:
        return self.top if holds else 0

    def _count(self, parts: Sequence[Node], fewest: int, most: int) -> Node:
        reached = [self.top] + [0] * (most + 1)  # reached[n]: at least n of the parts so far are met
        for part in parts:
            for n in range(most + 1, 0, -1):
                reached[n] = self._apply("max", reached[n], self._apply("min", reached[n - 1], part))
        return self._apply("min", reached[fewest], self.negated(reached[most + 1]))

    def _among(self, fact: Scalar, values: frozenset[Value]) -> Node:
        match fact:
            case Scale() | Choice() | Score() | YesNo():
                number = self._numbers.get((fact.id, None))
                if number is None:
                    return self._truth(self._only_value(fact) in values)
                return self._by_value(number, [self._truth(value in values) for value in self.variables[number].values])
            case Bands():
                allowed = frozenset(value for label, low, high in fact.bands if label in values for value in range(low, high + 1))
                return self._among(fact.of, allowed)
            case Sum():
                return _SumBuilder(self, fact, values).node()
            case Worst():
                return self._worst(fact, values)
            case _:
                assert_never(fact)

    def _only_value(self, fact: Scalar) -> Value:
        possible = self._case.values.get(fact.id, domain(fact))
        return next(iter(possible))

    def _worst(self, fact: Worst, values: frozenset[Value]) -> Node:
        """The worst is at or beyond a value when any part is; it is that value when it is not beyond the next."""
        order = fact.values if fact.worse == "high" else fact.values[::-1]
        beyond = [self.highest(self._among(part, frozenset(order[rank:])) for part in fact.parts) for rank in range(len(order))]
        exactly = (self._apply("min", at, self.negated(after)) for at, after in zip(beyond, [*beyond[1:], 0], strict=True))
        return self.highest(node for value, node in zip(order, exactly, strict=True) if value in values)

    def known_score(self, fact: Score) -> tuple[int | None, tuple[int, ...]]:
        """Return a score's variable, None when it is known, and the values it can still have."""
        number = self._numbers.get((fact.id, None))
        values = (self._only_value(fact),) if number is None else self.variables[number].values
        return number, tuple(int(value) for value in values)

    def make(self, variable: int, ends: Sequence[Node]) -> Node:
        """Return the function that has one given node for each value of a variable."""
        return self._by_value(variable, ends)

    # Questions about a function

    def reachable(self, node: Node) -> Iterator[Node]:
        """Yield every node below a node, itself and end points included."""
        seen = {node}
        todo = [node]
        while todo:
            at = todo.pop()
            yield at
            if at >= self.first:
                _, _, low, high = self.question(at)
                for below in (low, high):
                    if below not in seen:
                        seen.add(below)
                        todo.append(below)

    def ends(self, node: Node) -> frozenset[int]:
        """Return the end points a function can have, `excluded` left out."""
        return frozenset(end for end in self.reachable(node) if end < self.excluded)

    def asked(self, node: Node) -> frozenset[str]:
        """Return the ids of the facts that a function depends on."""
        return frozenset(self.variables[self.question(at)[0]].fact for at in self.reachable(node) if at >= self.first)

    def can_change(self, node: Node, fact: str) -> bool:
        """Return whether two people who differ in one fact alone can have different end points, neither of them `excluded`."""
        own = {number for number, variable in enumerate(self.variables) if variable.fact == fact}
        seen = {(node, node)}
        todo = [(node, node)]
        while todo:
            a, b = todo.pop()
            if a != b and a < self.excluded and b < self.excluded:
                return True
            if self.excluded in {a, b} or (a < self.first and b < self.first):
                continue
            for pair in self._side_by_side(a, b, own):
                if pair not in seen:
                    seen.add(pair)
                    todo.append(pair)
        return False

    def _side_by_side(self, a: Node, b: Node, own: set[int]) -> list[tuple[Node, Node]]:
        """Return where two people can go from two nodes: together, but each for itself where their own fact is asked about."""
        variable, rank = min(self.question(node)[:2] for node in (a, b) if node >= self.first)
        (a_low, a_high), (b_low, b_high) = self._halves(a, variable, rank), self._halves(b, variable, rank)
        together = [(a_low, b_low), (a_high, b_high)]
        return [*together, (a_low, b_high), (a_high, b_low)] if variable in own else together

    def answers(self, node: Node, fact: str) -> Iterator[frozenset[int]]:
        """Yield the end points that remain, `excluded` left out, for each answer to a fact; for a set, to each of its members."""
        for number, variable in enumerate(self.variables):
            if variable.fact == fact:
                ranks = sorted({0, *(rank for at in self.reachable(node) if at >= self.first for asked, rank, _, _ in (self.question(at),) if asked == number)})
                for rank in ranks:
                    yield self.ends(self._fixed(node, number, rank))

    def _fixed(self, node: Node, number: int, rank: int) -> Node:
        """Return a function with one variable at a rank."""
        memo: dict[Node, Node] = {}

        def walk(at: Node) -> Node:
            if at < self.first:
                return at
            if at not in memo:
                variable, asked, low, high = self.question(at)
                if variable == number:
                    memo[at] = walk(high if rank >= asked else low)
                else:
                    memo[at] = self._node(variable, asked, walk(low), walk(high))
            return memo[at]

        return walk(node)

    def witness(self, node: Node, wanted: int) -> Case | None:
        """Return the case narrowed along a shortest path to an end point, or None when there is no such path."""
        path: dict[Node, tuple[tuple[int, int, bool], ...]] = {node: ()}
        todo = [node]
        for at in todo:
            if at == wanted:
                return self._along(path[at])
            if at >= self.first:
                variable, rank, low, high = self.question(at)
                for below, is_high in ((low, False), (high, True)):
                    if below not in path:
                        path[below] = (*path[at], (variable, rank, is_high))
                        todo.append(below)
        return None

    def _along(self, steps: Iterable[tuple[int, int, bool]]) -> Case:
        case = self._case
        bounds: dict[int, tuple[int, int]] = {}
        for number, rank, is_high in steps:
            low, high = bounds.get(number, (0, len(self.variables[number].values)))
            bounds[number] = (max(low, rank), high) if is_high else (low, min(high, rank))
        for number, (low, high) in bounds.items():
            variable = self.variables[number]
            if variable.member is not None:
                case = case.with_member(variable.fact, variable.member, low == 1)
            else:
                case = case.narrowed(variable.fact, frozenset(variable.values[low:high]))
        return case


class _SumBuilder:
    """Builds "the sum is one of these values" part by part: what the first parts add up to is all that the rest has to know."""

    def __init__(self, diagrams: Diagrams, fact: Sum, values: frozenset[Value]) -> None:
        self._diagrams = diagrams
        weights: dict[str, int] = {}
        scores: dict[str, Score] = {}
        for score, times in _flat(fact, 1):
            weights[score.id] = weights.get(score.id, 0) + times
            scores[score.id] = score
        self._known = 0
        parts: list[tuple[int, list[int]]] = []
        for name, score in scores.items():
            number, possible = diagrams.known_score(score)
            points = [value * weights[name] for value in possible]
            if number is None:
                self._known += points[0]
            else:
                parts.append((number, points))
        self._parts = sorted(parts)
        self._starts, self._stops = _runs(values)
        # What the parts from each one on can still add, at least and at most.
        self._rest = [(0, 0)]
        for _, points in reversed(self._parts):
            low, high = self._rest[-1]
            self._rest.append((low + min(points), high + max(points)))
        self._rest.reverse()
        self._memo: dict[tuple[int, int], Node] = {}

    def node(self) -> Node:
        """Return the diagram."""
        return self._from(0, self._known)

    def _from(self, part: int, total: int) -> Node:
        low, high = (total + end for end in self._rest[part])
        before = bisect_right(self._starts, low) - 1
        if before >= 0 and high <= self._stops[before]:
            return self._diagrams.top
        if (before < 0 or low > self._stops[before]) and (before + 1 == len(self._starts) or high < self._starts[before + 1]):
            return 0
        key = (part, total)
        if key not in self._memo:
            number, points = self._parts[part]
            self._memo[key] = self._diagrams.make(number, [self._from(part + 1, total + point) for point in points])
        return self._memo[key]


def _flat(fact: Score | Sum, times: int) -> Iterator[tuple[Score, int]]:
    if isinstance(fact, Score):
        yield fact, times
        return
    for part in fact.parts:
        yield from _flat(part.of, times * part.times)


def _runs(values: frozenset[Value]) -> tuple[list[int], list[int]]:
    """Return where runs of neighbouring whole numbers start and stop."""
    numbers = sorted(int(value) for value in values)
    starts = [n for i, n in enumerate(numbers) if i == 0 or numbers[i - 1] != n - 1]
    stops = [n for i, n in enumerate(numbers) if i + 1 == len(numbers) or numbers[i + 1] != n + 1]
    return starts, stops
