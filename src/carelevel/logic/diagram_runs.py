"""Where the questions of a diagram lead, without making nodes: the questions about one variable are gone through together."""

from collections.abc import Iterator, Sequence

from carelevel.logic.diagram_restriction import ranks_left
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.model.cases import Case

Run = tuple[int, int, Node]
"""Ranks of a variable from one on and below another, with the node that they lead to; that node asks about later variables only."""

Ranks = tuple[int, ...]
"""For each variable of a diagram the ranks that its value can have, as the bits of a number."""


def known_ranks(diagrams: DecisionDiagrams, case: Case) -> Ranks:
    """Return what a case leaves possible of each variable."""
    return tuple(ranks_left(variable, case) for variable in diagrams.variables)


def every_rank(diagrams: DecisionDiagrams, number: int) -> int:
    """Return all ranks of a variable, as the bits of a number."""
    return (1 << len(diagrams.variables[number].values)) - 1


def runs(diagrams: DecisionDiagrams, node: Node) -> list[Run]:
    """Return where each value of the variable that a node asks about leads, values with the same answer together."""
    found: list[Run] = []
    number, start = diagrams.question(node)[0], 0
    while node >= diagrams.first:
        asked, rank, low, high = diagrams.question(node)
        if asked != number:
            break
        found.append((start, rank, low))
        start, node = rank, high
    found.append((start, len(diagrams.variables[number].values), node))
    return found


def runs_together(diagrams: DecisionDiagrams, number: int, nodes: Sequence[Node]) -> Iterator[tuple[int, int, tuple[Node, ...]]]:
    """Yield the runs of a variable's ranks in which each of some nodes leads to one node, with these; none of the nodes asks about an earlier variable."""
    first, size, start = diagrams.first, len(diagrams.variables[number].values), 0
    at = list(nodes)
    while start < size:
        stop, here, after = size, list(at), [size] * len(at)
        for place, node in enumerate(at):
            if node >= first and diagrams.question(node)[0] == number:
                _, after[place], here[place], _ = diagrams.question(node)
                stop = min(stop, after[place])
        yield start, stop, tuple(here)
        at = [diagrams.question(node)[3] if rank == stop < size else node for node, rank in zip(at, after, strict=True)]
        start = stop


def bits(run: Run) -> int:
    """Return the ranks of a run, as the bits of a number."""
    return (1 << run[1]) - (1 << run[0])
