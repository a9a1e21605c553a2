"""Threshold decision diagrams: functions of everything that is still unknown about a person.

A node asks "is this fact's value at or above this one?". The end points are numbers: levels, or 0 and `top` for unmet and met. Conditions, R, S, L and the
level are therefore one kind of object: "any" is the maximum, "all" the minimum, "not" is `top` minus, and the level is `max(R, min(S, L))`. Equal functions are
the same node, so every question about a function is answered by looking at its nodes. `diagram_compiler.py` makes diagrams of conditions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from carelevel.logic.work import OverBudgetError, Work, spend, work
from carelevel.model.facts import Value
from carelevel.model.frozen import record

Node = int
"""An end point is its own value; a question is a number from `DecisionDiagrams.first` on."""


# Sorts after every question.
_NOTHING = (1 << 30, 0, 0, 0)


class PossibleRanks(Protocol):
    """For each variable the ranks that its value can have, as the bits of a number."""

    def __getitem__(self, number: int, /) -> int:
        """Return them for the variable of a number."""


DEEPEST = 400
"""The deepest recursion over questions: more could reach Python's own limit on calls."""

A_NODE, A_PAIR = 2, 3
"""Steps of the work of a question (`work.py`) for a new node, and for a pair of nodes that is looked at."""

STEPS_A_NODE = 8
"""Steps of work for each node of the budget. It counts work and not time, so that the same question has the same answer on every machine."""


@record
class Variable:
    """What a node asks about: a fact with the values still possible, in order; or a member of a set, with 0 and 1."""

    fact: str
    member: str | None
    values: tuple[Value, ...]


class DecisionDiagrams:
    """A store of diagrams over the same variables: equal functions have equal numbers.

    Args:
        variables: what nodes may ask about, in the order in which they ask.
        top: the highest end point; 0 is the lowest, and `excluded` is one more than the highest.
        budget: how many nodes there may be; one more raises `OverBudgetError`.
        meter: what nodes draw from, in place of what is left for the question that is being answered.
    """

    def __init__(self, variables: Sequence[Variable], top: int, budget: int, meter: Work | None = None) -> None:
        self.variables = variables
        self.top = top
        self.excluded = top + 1
        self.first = top + 2
        self._budget = budget
        self._steps = STEPS_A_NODE * budget
        self._work = work() if meter is None else meter
        self._nodes: list[tuple[int, int, Node, Node]] = []
        self._unique: dict[tuple[int, int, Node, Node], Node] = {}
        self._memo: dict[tuple[str, Node, Node], Node] = {}
        self._depth = 0
        # For each end point and node the end points that it leads to, as bits.
        self._leads: list[int] = [1 << end for end in range(self.first)]
        self._upward: dict[Node, Sequence[Node]] = {}
        self._asked: dict[Node, frozenset[str]] = {}

    def allow(self, nodes: int) -> None:
        """Give what follows a budget of its own, whatever was spent before; also after a question that went over its budget."""
        self._depth = 0
        self._work = work()
        self._budget = len(self._nodes) + nodes
        self._steps = len(self._memo) + STEPS_A_NODE * nodes

    # Nodes

    @property
    def size(self) -> int:
        """How many nodes have been made, those on the way included."""
        return len(self._nodes)

    @property
    def questions(self) -> Sequence[tuple[int, int, Node, Node]]:
        """The questions of all nodes, from the first one on, in the form that `question` returns: for loops over many nodes."""
        return self._nodes

    def question(self, node: Node) -> tuple[int, int, Node, Node]:
        """Return what a node asks: the variable's number, the rank from which on the answer is yes, the node for no, the node for yes."""
        return self._nodes[node - self.first]

    def asked_first(self, node: Node) -> int:
        """Return the number of the variable that a function asks about first; for an end point, one more than the last."""
        return self._nodes[node - self.first][0] if node >= self.first else len(self.variables)

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
            self._work.left -= A_NODE
            if len(self._nodes) >= self._budget or self._work.left < 0:
                raise OverBudgetError
            node = self._unique[key] = self.first + len(self._nodes)
            self._nodes.append(key)
            self._leads.append(self._leads[low] | self._leads[high])
        return node

    def at_or_above(self, variable: int, rank: int, low: Node, high: Node) -> Node:
        """Return a function that is `low` below a rank of a variable, and `high` from there on; a rank at either end leaves one of them."""
        if rank == 0:
            return high
        if variable < 0 or rank == len(self.variables[variable].values):
            return low
        while high >= self.first and self.question(high)[:2] == (variable, rank):
            high = self.question(high)[3]
        return self._node(variable, rank, low, high)

    def by_value(self, variable: int, ends: Sequence[Node]) -> Node:
        """Return the function that has one given node for each value of a variable; the nodes ask about later variables."""
        node = ends[-1]
        for rank in range(len(ends) - 1, 0, -1):
            node = self._node(variable, rank, ends[rank - 1], node)
        return node

    # Arithmetic

    def min(self, a: Node, b: Node) -> Node:
        """Return the minimum of two functions."""
        return self._apply("min", a, b)

    def max(self, a: Node, b: Node) -> Node:
        """Return the maximum of two functions."""
        return self._apply("max", a, b)

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
        made: dict[Node, Node] = {end: self.top if end in wanted else 0 for end in range(self.first)}
        for at in self.upward(node):
            variable, rank, low, high = self.question(at)
            made[at] = self._node(variable, rank, made[low], made[high])
        return made[node]

    def for_all(self, node: Node, numbers: frozenset[int]) -> Node:
        """Return the minimum of a function over every value of some variables."""
        return self._quantified(node, numbers, self.min)

    def for_some(self, node: Node, numbers: frozenset[int]) -> Node:
        """Return the maximum of a function over every value of some variables."""
        return self._quantified(node, numbers, self.max)

    def _quantified(self, node: Node, numbers: frozenset[int], joined: Callable[[Node, Node], Node]) -> Node:
        made: dict[Node, Node] = {end: end for end in range(self.first)}
        for at in self.upward(node):
            variable, rank, low, high = self.question(at)
            below, above = made[low], made[high]
            made[at] = joined(below, above) if variable in numbers else self._node(variable, rank, below, above)
        return made[node]

    def restricted(self, node: Node, ranks: Mapping[int, int]) -> Node:
        """Return a function restricted to a rank for each of some variables; it asks about them no more."""
        last = max(ranks, default=-1)
        made: dict[Node, Node] = {}
        for at in sorted(self._up_to(node, last)):
            variable, asked, low, high = self.question(at)
            low, high = made.get(low, low), made.get(high, high)
            if variable in ranks:
                made[at] = high if ranks[variable] >= asked else low
            else:
                made[at] = self._node(variable, asked, low, high)
        return made.get(node, node)

    def _up_to(self, node: Node, last: int) -> set[Node]:
        """Return the questions of a function about variables up to one."""
        found: set[Node] = set()
        todo = [node]
        while todo:
            at = todo.pop()
            if at not in found and self.asked_first(at) <= last and at >= self.first:
                found.add(at)
                todo += self.question(at)[2:]
        return found

    def _apply(self, word: str, a: Node, b: Node) -> Node:
        # The inner loop of all work on diagrams: calls would double its time, so everything is written out here. Only the way down on "no" is a
        # call, and a "no" leads to another variable: a score with thousands of values takes no deeper calls than a question of yes or no.
        memo, nodes, first, top, left = self._memo, self._nodes, self.first, self.top, self._work
        is_max, is_min = word == "max", word == "min"
        waiting: list[tuple[tuple[str, Node, Node], int, int, Node]] = []
        found = 0
        while True:
            if is_max or is_min:
                if a > b:
                    a, b = b, a
                # The smaller number is `a`, and end points come first.
                if a == b or b < first:
                    found = b if is_max else a
                    break
                if a < first:
                    if a == 0:
                        found = b if is_max else 0
                        break
                    if a == top:
                        found = top if is_max else b
                        break
            elif word == "not":
                if a < first:
                    found = top - a
                    break
            elif b in (0, top):
                found = a if b == 0 else self.excluded
                break
            key = (word, a, b)
            known = memo.get(key)
            if known is not None:
                found = known
                break
            left.left -= A_PAIR
            if self._depth >= DEEPEST or len(memo) + len(waiting) >= self._steps or left.left < 0:
                raise OverBudgetError
            asked_a = nodes[a - first] if a >= first else _NOTHING
            asked_b = nodes[b - first] if b >= first else _NOTHING
            variable, rank = min(asked_a[:2], asked_b[:2])
            a_low, a = asked_a[2:] if asked_a[1] == rank and asked_a[0] == variable else (asked_a[2] if asked_a[0] == variable else a, a)
            b_low, b = asked_b[2:] if asked_b[1] == rank and asked_b[0] == variable else (asked_b[2] if asked_b[0] == variable else b, b)
            self._depth += 1
            low = self._apply(word, a_low, b_low)
            self._depth -= 1
            waiting.append((key, variable, rank, low))
        for key, variable, rank, low in reversed(waiting):
            found = memo[key] = self._node(variable, rank, low, found)
        return found

    def _halves(self, node: Node, variable: int, rank: int) -> tuple[Node, Node]:
        """Return a function below a rank of a variable, and from that rank on; the function asks about no earlier variable."""
        if node < self.first:
            return node, node
        asked, at, low, high = self.question(node)
        if asked != variable:
            return node, node
        return (low, high) if at == rank else (low, node)

    # Questions about a function

    def upward(self, node: Node) -> Sequence[Node]:
        """Return the questions of a function, itself included, every one after those that it leads to."""
        found = self._upward.get(node)
        if found is None:
            found = self._upward[node] = tuple(sorted(at for at in self.reachable(node) if at >= self.first))
        return found

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

    def terminals(self, node: Node) -> frozenset[int]:
        """Return the end points a function can have, `excluded` left out."""
        leads = self._leads[node]
        return frozenset(end for end in range(self.excluded) if leads >> end & 1)

    def leads_to(self, node: Node) -> int:
        """Return the end points a function can have, `excluded` among them, as bits."""
        return self._leads[node]

    def ends_where(self, node: Node, possible: Sequence[Sequence[int]]) -> frozenset[int]:
        """Return the end points a function can have, `excluded` left out, where more is known.

        Args:
            node: the function.
            possible: for each variable the ranks of the values that are still possible.
        """
        return self.ends_within(node, [sum(1 << rank for rank in ranks) for ranks in possible])

    def ends_within(self, node: Node, known: PossibleRanks) -> frozenset[int]:
        """Return the same, with the possible ranks as bits. A branch that leads to no new end point is not followed."""
        # Every answer looks up its levels here. For speed the loop walks the questions about one variable itself, without `diagram_runs.runs`.
        first, nodes, leads = self.first, self._nodes, self._leads
        seen = {node}
        todo = [node]
        found = 1 << self.excluded
        while todo:
            at = todo.pop()
            if at < first:
                found |= 1 << at
                continue
            variable, rank, low, high = nodes[at - first]
            bits, start = known[variable], 0
            after: list[Node] = []
            while True:
                # Below this rank, and from the one on that was asked about before.
                if (bits & ((1 << rank) - 1)) >> start:
                    after.append(low)
                if not bits >> rank:
                    break
                if high < first or nodes[high - first][0] != variable:
                    after.append(high)
                    break
                start = rank
                _, rank, low, high = nodes[high - first]
            for below in after:
                if below not in seen and leads[below] & ~found:
                    seen.add(below)
                    todo.append(below)
        return frozenset(end for end in range(self.excluded) if found >> end & 1)

    def ranks_asked(self, number: int, nodes: Iterable[Node]) -> frozenset[int]:
        """Return the ranks of a variable at which some function can change."""
        seen: set[Node] = set()
        for node in nodes:
            seen.update(self.reachable(node))
        return frozenset(rank for at in seen if at >= self.first for asked, rank, _, _ in (self.question(at),) if asked == number)

    def support(self, node: Node) -> frozenset[str]:
        """Return the ids of the facts that a function depends on."""
        found = self._asked.get(node)
        if found is None:
            numbers = {self._nodes[at - self.first][0] for at in self.upward(node)}
            found = self._asked[node] = frozenset(self.variables[number].fact for number in numbers)
        return found

    def tied(self, node: Node) -> frozenset[str]:
        """Return the ids of the facts on which it depends whether the end point is `excluded`."""
        excluded = frozenset((self.excluded,))
        return self.support(self.chosen(node, excluded)) if self._leads[node] >> self.excluded else frozenset()

    def can_change(self, node: Node, fact: str) -> bool:
        """Return whether two people who differ in one fact alone can have different end points, neither of them `excluded`."""
        own = {number for number, variable in enumerate(self.variables) if variable.fact == fact}
        last = max(own, default=-1)
        leads, somebody = self._leads, (1 << self.excluded) - 1
        todo = [(at, at) for at in self.upward(node) if self.question(at)[0] in own]
        seen = set(todo)
        while todo:
            spend(A_PAIR)
            for pair in self._side_by_side(*todo.pop(), own):
                a, b = pair
                ends_a, ends_b = leads[a] & somebody, leads[b] & somebody
                ends = ends_a | ends_b
                # Nothing to find where one of them is excluded, where both end alike, or where they go the same way from here on.
                if not ends_a or not ends_b or ends & (ends - 1) == 0 or (a == b and self.question(a)[0] > last):
                    continue
                if a < self.first and b < self.first:
                    return True
                if pair not in seen:
                    seen.add(pair)
                    todo.append(pair)
        return False

    def _side_by_side(self, a: Node, b: Node, own: set[int]) -> list[tuple[Node, Node]]:
        """Return where two people can go from two nodes: along the same branch, except where the fact is asked about in which they differ."""
        first = self.first
        if a < first:
            variable, rank = self.question(b)[:2]
        elif b < first:
            variable, rank = self.question(a)[:2]
        else:
            variable, rank = min(self.question(a)[:2], self.question(b)[:2])
        (a_low, a_high), (b_low, b_high) = self._halves(a, variable, rank), self._halves(b, variable, rank)
        together = [(a_low, b_low), (a_high, b_high)]
        return [*together, (a_low, b_high), (a_high, b_low)] if variable in own else together

    def answers(self, node: Node, fact: str) -> Iterator[frozenset[int]]:
        """Yield the end points that remain, `excluded` left out, for each answer to a fact; for a set, to each of its members."""
        upward = self.upward(node)
        for number, variable in enumerate(self.variables):
            if variable.fact == fact:
                # Everything else is open, so every path can be taken to the first question about the fact, or past it.
                asking, passing = self._where_asked(node, number)
                for rank in sorted({0, *(asked for of, asked, _, _ in map(self.question, upward) if of == number)}):
                    spend(len(upward))
                    found = passing
                    for at in asking:
                        found |= self._leads[self.followed(at, number, rank)]
                    yield frozenset(end for end in range(self.excluded) if found >> end & 1)

    def _where_asked(self, node: Node, number: int) -> tuple[list[Node], int]:
        """Return the nodes that are the first on their path to ask about a variable, and as bits the end points of all paths that do not ask."""
        first, nodes = self.first, self._nodes
        earlier = [nodes[at - first] for at in self.upward(node) if nodes[at - first][0] < number]
        asking, passing = [], 0
        for at in {node, *(low for _, _, low, _ in earlier), *(high for _, _, _, high in earlier)}:
            if at < first or nodes[at - first][0] > number:
                passing |= self._leads[at]
            elif nodes[at - first][0] == number:
                asking.append(at)
        return asking, passing

    def followed(self, node: Node, number: int, rank: int) -> Node:
        """Return where a function goes on for one rank of a variable; it asks about no earlier variable."""
        while node >= self.first and self._nodes[node - self.first][0] == number:
            _, asked, low, high = self._nodes[node - self.first]
            node = high if rank >= asked else low
        return node
