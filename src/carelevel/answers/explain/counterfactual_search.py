"""The smallest changes of known facts that lead to each end of a diagram.

People are followed through the diagrams of what is known (`counterfactual_levels.py`): as recorded they go on for nothing, and otherwise for the steps of the
change. Where a fact is known in part they are in several nodes at once. The ends at which they arrive are together the levels that are possible then.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from carelevel.answers.explain.counterfactual_levels import levels_nearby
from carelevel.logic.diagram_runs import Run, bits, every_rank, known_ranks, runs
from carelevel.logic.diagrams import Node
from carelevel.logic.level_diagram import LevelDiagram
from carelevel.logic.work import OverBudgetError, spend
from carelevel.model.cases import Case
from carelevel.model.facts import Fact, SetOf, is_ordered
from carelevel.model.frozen import record

VISITS = 200_000
"""Looks at nodes and ways before the search is given up: about a second."""

A_VISIT = 5
"""Steps of the work of a question (`work.py`) for one of them."""

MOST_FACTS = 300
"""Facts after one another that are looked at: more could end in Python's own limit on calls."""

# Nodes in which the people can be that a person could turn out to be: one for each level, and more where a fact is known in part.
_State = frozenset[Node]

# One fact that is different: its place in the file, the steps, and the rank that it has, or the members that it gains or loses.
Turn = tuple[int, int, tuple[int, ...]]

# Sets of facts, as the bits of a number, with the steps that they take and what turns.
Ways = dict[int, tuple[int, tuple[Turn, ...]]]

# The ways to each goal: a rank where the level is to be possible, `~rank` where it is to be the only one.
Found = dict[int, Ways]


@record
class _Values:
    """The ranks of a variable: those that are recorded, the others, and of the others those next to a recorded one; each ascending."""

    recorded: tuple[int, ...]
    others: tuple[int, ...]
    beside: tuple[int, ...]
    has_order: bool

    @classmethod
    def of(cls, ranks: int, size: int, *, has_order: bool) -> "_Values":
        """Return them from the bits of the recorded ranks."""
        recorded = tuple(rank for rank in range(size) if ranks >> rank & 1)
        others = tuple(rank for rank in range(size) if not ranks >> rank & 1)
        beside = tuple(rank for rank in others if (ranks << 1 | ranks >> 1) >> rank & 1)
        return cls(recorded, others, beside, has_order)

    def nearest(self, low: int, high: int) -> tuple[int, int] | None:
        """Return the steps to the nearest rank that is not recorded, from one on and below another, and that rank; None when there is none."""
        near = self.beside if self.has_order else self.others
        place = bisect_left(near, low)
        if place < len(near) and near[place] < high:
            return 1, near[place]
        place = bisect_left(self.others, low)
        if not self.has_order or place == len(self.others) or self.others[place] >= high:
            return None
        return min((self._steps(rank), rank) for rank in (low, high - 1))

    def _steps(self, rank: int) -> int:
        place = bisect_left(self.recorded, rank)
        return min(abs(rank - each) for each in self.recorded[max(place - 1, 0) : place + 1])


class Search:
    """Finds the smallest changes; each is asked for what is still ahead of some people, and the answers are kept."""

    def __init__(self, whole: LevelDiagram, case: Case, facts: Sequence[Fact], varied: frozenset[str], most_facts: int) -> None:
        diagrams, self._start = levels_nearby(whole, case, varied, most_facts)
        self._diagrams = diagrams
        self._facts = facts
        self._most_facts = most_facts
        self._known = known_ranks(diagrams, case)
        self._varied = varied
        self._places = {fact.id: place for place, fact in enumerate(facts)}
        self._numbers: dict[str, list[int]] = {}
        for number, variable in enumerate(diagrams.variables):
            self._numbers.setdefault(variable.fact, []).append(number)
        self._runs: dict[Node, list[Run]] = {}
        self._memo: dict[tuple[_State, int], Found] = {}
        self._values_of: dict[int, _Values] = {}
        self._visits = 0

    def ways(self) -> Found:
        """Return the smallest ways to every goal.

        Raises:
            OverBudgetError: the search went over its budget.
        """
        if len(self._numbers) > MOST_FACTS:
            raise OverBudgetError
        return self._from(self._start, self._most_facts)

    def _from(self, state: _State, facts_left: int) -> Found:
        key = (state, facts_left)
        found = self._memo.get(key)
        if found is None:
            self._visits += len(state)
            spend(A_VISIT * len(state))
            if self._visits > VISITS:
                raise OverBudgetError
            found = self._memo[key] = self._ahead(state, facts_left)
        return found

    def _ahead(self, state: _State, facts_left: int) -> Found:
        number = min(map(self._diagrams.asked_first, state))
        if number == len(self._diagrams.variables):
            ends = [end - 1 for end in sorted(state) if end]
            return {goal: {0: (0, ())} for goal in ([*ends, ~ends[0]] if len(ends) == 1 else ends)}
        fact = self._facts[self._places[self._diagrams.variables[number].fact]]
        unchanged, changed = self._answers(state, fact, is_varied=facts_left > 0 and fact.id in self._varied)
        found = self._from(unchanged, facts_left)
        if not changed:
            return found
        bit = 1 << self._places[fact.id]
        joined: Found = {goal: dict(ways) for goal, ways in found.items()}
        for after, turn in changed.items():
            for goal, ways in self._from(after, facts_left - 1).items():
                known = joined.setdefault(goal, {})
                self._visits += len(ways)
                for mask, (steps, turns) in ways.items():
                    way = (steps + turn[1], tuple(sorted((turn, *turns))))
                    known[mask | bit] = min(known.get(mask | bit, way), way)
        return {goal: _smallest(ways) for goal, ways in joined.items()}

    def _answers(self, state: _State, fact: Fact, *, is_varied: bool) -> tuple[_State, dict[_State, Turn]]:
        """Return where a fact leads as it is recorded, and where with each change of it; a change that leads to the same nodes is none."""
        numbers = self._numbers[fact.id]
        if isinstance(fact, SetOf):
            unchanged, changed = self._members(state, fact, numbers, is_varied=is_varied)
        else:
            unchanged = self._after(state, numbers[0], self._known[numbers[0]])
            changed = dict(self._values(state, fact, numbers[0])) if is_varied else {}
        changed.pop(unchanged, None)
        return unchanged, changed

    def _values(self, state: _State, fact: Fact, number: int) -> Iterator[tuple[_State, Turn]]:
        """Yield where values lead that are ruled out by what is recorded, the nearest last, so that it stays."""
        size = len(self._diagrams.variables[number].values)
        if number not in self._values_of:
            self._values_of[number] = _Values.of(self._known[number], size, has_order=is_ordered(fact))
        cuts = {run[0] for node in state if self._diagrams.asked_first(node) == number for run in self._runs_of(node)}
        found = [self._values_of[number].nearest(low, high) for low, high in pairwise([*sorted(cuts), size])]
        for steps, rank in sorted((each for each in found if each is not None), reverse=True):
            yield self._after(state, number, 1 << rank), (self._places[fact.id], steps, (rank,))

    def _members(self, state: _State, fact: SetOf, numbers: Sequence[int], *, is_varied: bool) -> tuple[_State, dict[_State, Turn]]:
        """Return where the members of a set lead as they are recorded, and where with some of these changed."""
        place, unchanged = self._places[fact.id], state
        changed: dict[_State, Turn] = {}
        for number in numbers:
            ranks = self._known[number]
            turns = [(after, turn, ranks) for after, turn in changed.items()]
            if is_varied and ranks != every_rank(self._diagrams, number):
                member = fact.values.index(self._diagrams.variables[number].member or "")
                turns += [(after, (place, steps + 1, (*turned, member)), 0b11 ^ ranks) for after, (_, steps, turned) in changed.items()]
                turns.append((unchanged, (place, 1, (member,)), 0b11 ^ ranks))
            changed = {}
            for before, turn, ranked in turns:
                after = self._after(before, number, ranked)
                changed[after] = min(changed.get(after, turn), turn)
            unchanged = self._after(unchanged, number, ranks)
        return unchanged, changed

    def _after(self, state: _State, number: int, ranks: int) -> _State:
        """Return the nodes that follow when a variable has one of some ranks."""
        left: set[Node] = set()
        for node in state:
            if self._diagrams.asked_first(node) == number:
                left.update(run[2] for run in self._runs_of(node) if bits(run) & ranks)
            else:
                left.add(node)
        return frozenset(left)

    def _runs_of(self, node: Node) -> list[Run]:
        if node not in self._runs:
            self._runs[node] = runs(self._diagrams, node)
        return self._runs[node]


def _smallest(ways: Ways) -> Ways:
    """Return the ways none of whose parts is a way too."""
    kept: Ways = {}
    for mask in sorted(ways, key=int.bit_count):
        if not any(part in kept for part in _parts(mask)):
            kept[mask] = ways[mask]
    return kept


def _parts(mask: int) -> Iterator[int]:
    """Yield every set of bits that is a part of another one, itself left out."""
    part = mask
    while part:
        part = (part - 1) & mask
        yield part
