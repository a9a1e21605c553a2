"""Whether each level is possible, as functions of the facts that are known, for those who differ from what is recorded in few facts.

What is unknown is taken out of the diagram of the level, for one level after the other: all of them in one function would be many times larger than the
functions together. Only those parts of the diagram are looked at to which few changes lead, which keeps them small.
"""

from collections.abc import Iterable, Iterator

from carelevel.logic.diagram_runs import Ranks, Run, bits, every_rank, known_ranks, runs
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.level_diagram import LevelDiagram
from carelevel.logic.work import spend
from carelevel.model.cases import Case

NODES = 250_000
"""Nodes of all functions before they are given up: with the search that follows, some seconds at most."""

# The fact that was changed last, where it may be changed further, with the fewest facts changed so far.
_Costs = dict[str | None, int]


def levels_nearby(whole: LevelDiagram, case: Case, varied: frozenset[str], most_facts: int) -> tuple[DecisionDiagrams, frozenset[Node]]:
    """Return for each level, as a function of what is known, one more than its rank where it is possible, and 0 elsewhere.

    Args:
        whole: the level over everyone.
        case: what is known.
        varied: the facts that may be changed; the others stay as they are recorded.
        most_facts: how many facts may be changed. For more than that the functions mean nothing.

    Raises:
        OverBudgetError: they are over their budget.
    """
    before = whole.diagrams
    after = DecisionDiagrams(before.variables, before.excluded, NODES)
    known = known_ranks(before, case)
    is_kept = [variable.fact in varied and known[number] != every_rank(before, number) for number, variable in enumerate(before.variables)]
    questions = [node for node in sorted(_reached(whole, known, is_kept, most_facts)) if node >= before.first]
    steps = [(node, before.question(node)[0], _open_runs(before, node, known, is_kept)) for node in questions]
    roots: set[Node] = set()
    for rank in range(before.excluded):
        made: dict[Node, Node] = {end: end + 1 if end == rank else 0 for end in range(before.first)}
        for node, number, open_runs in steps:
            ways = [(start, made.get(below, 0)) for start, _, below in open_runs]
            made[node] = _by_start(after, number, ways) if is_kept[number] else after.highest(below for _, below in ways)
        roots.add(made[whole.level])
    return after, frozenset(roots)


def _by_start(diagrams: DecisionDiagrams, number: int, ways: list[tuple[int, Node]]) -> Node:
    """Return the function that goes on in one node from each of some ranks of a variable on."""
    after = ways[-1][1]
    for (start, _), (_, below) in zip(ways[:0:-1], ways[-2::-1], strict=True):
        after = diagrams.at_or_above(number, start, below, after)
    return after


def _open_runs(diagrams: DecisionDiagrams, node: Node, known: Ranks, is_kept: list[bool]) -> list[Run]:
    """Return where a node can lead: everywhere when its fact may be changed, else as it is recorded."""
    number = diagrams.question(node)[0]
    return [run for run in runs(diagrams, node) if is_kept[number] or bits(run) & known[number]]


def _reached(whole: LevelDiagram, known: Ranks, is_kept: list[bool], most_facts: int) -> Iterable[Node]:
    """Return every node to which at most so many changes lead."""
    diagrams = whole.diagrams
    costs: dict[Node, _Costs] = {whole.level: {None: 0}}
    # Nodes that lead to others have higher numbers.
    for node in reversed(diagrams.upward(whole.level)):
        if node in costs:
            fact = diagrams.variables[diagrams.question(node)[0]].fact
            spend(len(costs[node]))
            for run in _open_runs(diagrams, node, known, is_kept):
                is_change = not bits(run) & known[diagrams.question(node)[0]]
                for last, cost in _after(costs[node], fact, is_change=is_change):
                    there = costs.setdefault(run[2], {}) if cost <= most_facts else {}
                    there[last] = min(cost, there.get(last, cost))
    return costs


def _after(costs: _Costs, fact: str, *, is_change: bool) -> Iterator[tuple[str | None, int]]:
    """Yield what it has cost behind a question about a fact; members of a set that are changed together are one change."""
    fewest = min(costs.values())
    if is_change:
        yield fact, min(costs.get(fact, fewest + 1), fewest + 1)
        return
    yield None, fewest
    if fact in costs:
        yield fact, costs[fact]
