"""A decision diagram as a finite automaton over table rows: a state is a set of nodes that a row can have reached, and the next fact leads to the next state.

A row that does not know a fact follows every branch at once. There are few enough such sets of nodes to list them in advance. A row then takes one lookup for
several facts together, in place of one gate for each node.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from carelevel.logic.circuit_compiler import ways
from carelevel.logic.diagrams import DecisionDiagrams, Node, Variable
from carelevel.model.frozen import record

MOST_MADE = 400_000
"""Transitions that are computed before equivalent states are merged; about half a second."""

MOST_QUESTIONS = 3_000
"""Nodes of the largest diagram that is turned into an automaton: each state has a bit for each node."""

MOST_AT_ONCE = 512
"""Entries of the largest table for several facts together: DuckDB reads a whole list once for every 2,048 rows."""

Kind = Literal["word", "number", "ends", "member"]
"""How a row gives a variable: as a word or null; as a number or null; as a low and a high end; or as whether a member may be in a set and may be out of it."""


@record
class Asked:
    """A question to a row about one variable; its answer is a number.

    Attributes:
        variable: a fact, or a member of a set.
        kind: how rows give it. A `word` is 0 for unknown, else one more than its rank; a `number` likewise, with the run that it is in. `ends` are the run
            of the low end times the number of runs, and the run of the high end. A `member` is 2 where it may be in, and 1 more where it may be left out.
        cuts: the ranks at which the runs of numbers begin, but for the first.
        size: one more than the highest answer.
    """

    variable: Variable
    kind: Kind
    cuts: tuple[int, ...]
    size: int


@record
class Transition:
    """One lookup: the state before, and then the answers, in mixed radix, are the place of the state after."""

    asked: tuple[Asked, ...]
    table: tuple[int, ...]


@record
class Automaton:
    """Steps from state 0 to a last one.

    Attributes:
        steps: the lookups.
        ends: for each last state the lowest and highest end point that the row can still reach. States with one end point come first. A state that
            reaches none, if there is one, comes last and is None.
    """

    steps: tuple[Transition, ...]
    ends: tuple[tuple[int, int] | None, ...]


def automaton(diagrams: DecisionDiagrams, node: Node, kind_of: Callable[[Variable], Kind | None]) -> Automaton | None:
    """Return the automaton of a diagram; None when it would be too large.

    Args:
        diagrams: the store.
        node: the diagram.
        kind_of: how rows give a variable; None for one that the table does not have.
    """
    if len(diagrams.upward(node)) > MOST_QUESTIONS:
        return None
    made = _States(diagrams, node)
    layers: list[_Layer] = []
    states, left = [made.start], MOST_MADE
    for number, here in made.asking:
        found = made.layer(states, here, diagrams.variables[number], kind_of(diagrams.variables[number]), left)
        if found is None:
            return None
        layer, states = found
        layers.append(layer)
        left -= len(layer.rows) * len(layer.rows[0])
    spans = [made.span(state) for state in states]
    ends = tuple(sorted(set(spans), key=_settled_first))
    return Automaton(_merged_steps(_minimized(layers, [ends.index(span) for span in spans])), ends)


def _settled_first(span: tuple[int, int] | None) -> tuple[bool, bool, tuple[int, int] | None]:
    return span is None, span is not None and span[0] != span[1], span


Rows = Sequence[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Layer:
    """For each state the next state after each answer about a variable; the variable is None where the table does not have it."""

    asked: Asked | None
    rows: Rows


class _States:
    """Sets of nodes as bits, without nodes that add nothing: all their end points lie between end points that are certainly reached."""

    def __init__(self, diagrams: DecisionDiagrams, node: Node) -> None:
        nodes = list(diagrams.reachable(node))
        self._diagrams = diagrams
        self._bits = {each: 1 << i for i, each in enumerate(nodes)}
        self._ends = [(end, self._bits[end]) for end in range(diagrams.excluded) if end in self._bits]
        self._reached = sum(bit for _, bit in self._ends)
        self._spans = self._found_spans(nodes)
        self._without: dict[int, int] = {}
        numbers: dict[int, list[Node]] = {}
        for each in nodes:
            if each >= diagrams.first:
                numbers.setdefault(diagrams.question(each)[0], []).append(each)
        self.asking = sorted(numbers.items())
        self.start = self._pruned(self._bits[node])

    def _found_spans(self, nodes: Sequence[Node]) -> Mapping[Node, tuple[int, int] | None]:
        """Return the lowest and highest end point below each node, `excluded` not counted."""
        spans: dict[Node, tuple[int, int] | None] = {end: (end, end) for end, _ in self._ends} | {self._diagrams.excluded: None}
        for each in sorted((node for node in nodes if node >= self._diagrams.first), key=lambda node: self._diagrams.question(node)[:2], reverse=True):
            below = [spans[child] for child in self._diagrams.question(each)[2:]]
            ends = [span for span in below if span is not None]
            spans[each] = (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None
        return spans

    def span(self, state: int) -> tuple[int, int] | None:
        """Return the lowest and highest end point among the nodes of a state."""
        ends = [end for end, bit in self._ends if state & bit]
        return (ends[0], ends[-1]) if ends else None

    def _pruned(self, state: int) -> int:
        reached = state & self._reached
        without = self._without.get(reached)
        if without is None:
            without = self._without[reached] = ~sum(bit for node, bit in self._bits.items() if self._adds_nothing(self._spans[node], node, self.span(reached)))
        return state & without

    @staticmethod
    def _adds_nothing(span: tuple[int, int] | None, node: Node, reached: tuple[int, int] | None) -> bool:
        if span is None or reached is None:
            return span is None
        return node not in reached and reached[0] <= span[0] and span[1] <= reached[1]

    def layer(self, states: Sequence[int], here: Sequence[Node], variable: Variable, kind: Kind | None, most: int) -> tuple[_Layer, list[int]] | None:
        """Return where each state leads for each answer about a variable, and the states that follow; None when there are too many."""
        led = {node: self._targets(node, len(variable.values)) for node in here}
        asked, answers = _answers(variable, kind, list(led.values()))
        if len(states) * len(answers) > most:
            return None
        leads = {self._bits[node]: [_all(led[node][rank] for rank in ranks) for ranks in answers] for node in here}
        asking = sum(leads)
        after: dict[int, int] = {}
        rows = []
        for state in states:
            found, left = [state & ~asking] * len(answers), state & asking
            while left:
                bit = left & -left
                left ^= bit
                found = list(map(or_, found, leads[bit]))
            rows.append(tuple([after.setdefault(self._pruned(each), len(after)) for each in found]))
        return _Layer(asked, rows), list(after)

    def _targets(self, node: Node, values: int) -> list[int]:
        """Return the node, as a bit, to which each value of its variable leads."""
        led = [0] * values
        for child, ranks in ways(self._diagrams, node).items():
            for rank in ranks:
                led[rank] = self._bits[child]
        return led


def _all(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


def _answers(variable: Variable, kind: Kind | None, led: Sequence[Sequence[int]]) -> tuple[Asked | None, list[range]]:
    """Return the question about a variable, and the ranks that each answer leaves; an answer that no row gives leaves all of them."""
    every = range(len(variable.values))
    if kind is None:
        return None, [every]
    if kind == "word":
        return Asked(variable, kind, (), len(every) + 1), [every, *(range(rank, rank + 1) for rank in every)]
    if kind == "member":
        return Asked(variable, kind, (), 4), [every, every[:1], every[1:], every]
    cuts = tuple(rank for rank in every[1:] if any(each[rank] != each[rank - 1] for each in led))
    starts, stops = (0, *cuts), (*cuts, len(every))
    if kind == "number":
        return Asked(variable, kind, cuts, len(starts) + 1), [every, *map(range, starts, stops)]
    runs = range(len(starts))
    return Asked(variable, kind, cuts, len(runs) ** 2), [range(starts[a], stops[b]) if a <= b else every for a in runs for b in runs]


def _minimized(layers: Sequence[_Layer], classes: Sequence[int]) -> list[_Layer]:
    """Return the layers with equivalent states merged: those from which the same answers lead to the same end."""
    joined: list[_Layer] = []
    for layer in reversed(layers):
        rows: dict[tuple[int, ...], int] = {}
        classes = [rows.setdefault(tuple([classes[after] for after in row]), len(rows)) for row in layer.rows]
        joined.append(_Layer(layer.asked, list(rows)))
    return joined[::-1]


def _merged_steps(layers: Sequence[_Layer]) -> tuple[Transition, ...]:
    """Return the layers as lookups, several variables in each."""
    steps: list[Transition] = []
    asked: tuple[Asked, ...] = ()
    rows: Rows = []
    for layer in layers:
        if rows and len(rows) * len(rows[0]) * len(layer.rows[0]) > MOST_AT_ONCE:
            steps.append(_step(asked, rows))
            asked, rows = (), []
        rows = [tuple(last for after in row for last in layer.rows[after]) for row in rows] if rows else layer.rows
        asked += (layer.asked,) if layer.asked else ()
    return (*steps, _step(asked, rows)) if rows else ()


def _step(asked: tuple[Asked, ...], rows: Rows) -> Transition:
    return Transition(asked, tuple(after for row in rows for after in row))
