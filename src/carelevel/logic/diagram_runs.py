"""Where the questions of a diagram lead, and what is known of the answers, without making nodes."""

from carelevel.logic.diagrams import Diagrams, Node
from carelevel.model.cases import Case

Run = tuple[int, int, Node]
"""Ranks of a variable from one on and below another, with the node that they lead to; that node asks about later variables only."""

Ranks = tuple[int, ...]
"""For each variable of a diagram the ranks that its value can have, as the bits of a number."""


def known_ranks(diagrams: Diagrams, case: Case) -> Ranks:
    """Return what a case leaves possible of each variable."""
    return tuple(sum(1 << rank for rank in still_possible(variable, case)) for variable in diagrams.variables)


def every_rank(diagrams: Diagrams, number: int) -> int:
    """Return all ranks of a variable, as the bits of a number."""
    return (1 << len(diagrams.variables[number].values)) - 1


def runs(diagrams: Diagrams, node: Node) -> list[Run]:
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


def bits(run: Run) -> int:
    """Return the ranks of a run, as the bits of a number."""
    return (1 << run[1]) - (1 << run[0])
