"""Walks over the diagram of a level that make no nodes: where a person who is known in part can still get to."""

from collections.abc import Iterable
from typing import Literal

from carelevel.cases import Case
from carelevel.engine import Engine
from carelevel.exact import Outlook, outlook, possible_ranks, whom
from carelevel.interpret.compiling import still_possible
from carelevel.interpret.diagram import Diagrams, Node

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


def is_somewhere_both(diagrams: Diagrams, a: Node, b: Node) -> bool:
    """Return whether there is anybody for whom two functions with the ends 0 and `top` are both `top`."""
    seen = {(a, b)}
    todo = [] if 0 in {a, b} else [(a, b)]
    while todo:
        one, other = todo.pop()
        if one == other == diagrams.top:
            return True
        asked = [diagrams.question(node)[0] if node >= diagrams.first else len(diagrams.variables) for node in (one, other)]
        size = len(diagrams.variables[min(asked)].values)
        ways_one = runs(diagrams, one) if asked[0] == min(asked) else [(0, size, one)]
        ways_other = runs(diagrams, other) if asked[1] == min(asked) else [(0, size, other)]
        for low, high, after_one in ways_one:
            for start, stop, after_other in ways_other:
                pair = (after_one, after_other)
                if low < stop and start < high and 0 not in pair and pair not in seen:
                    seen.add(pair)
                    todo.append(pair)
    return False


def possible_now(engine: Engine, case: Case) -> tuple[tuple[int, ...], Literal["met", "unmet", "unknown"], bool]:
    """Return as `recommend` has them the ranks of the possible levels, whether the criteria are for this person, and whether both are exact.

    Raises:
        CaseError: no possible person is like this.
    """
    who = whom(engine, case)
    seen = Outlook(possible_ranks(engine, case), (), is_exact=True) if engine.whole() is not None else outlook(engine, case)
    return seen.ranks, who.applies.value if seen.ranks else "unmet", seen.is_exact and who.is_exact


def spelt(engine: Engine, ranks: Iterable[int]) -> tuple[str, ...]:
    """Return the ids of levels."""
    return tuple(engine.definition.levels[rank].id for rank in ranks)
