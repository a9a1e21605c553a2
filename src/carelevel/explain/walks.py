"""Walks over the diagram of a level that make no nodes: where a person who is known in part can still get to."""

from collections.abc import Iterable

from carelevel.cases import Case
from carelevel.conditions import NoneOf
from carelevel.engine import Engine, LevelDiagram, whole_in_its_order
from carelevel.exact import outlook, possible_ranks
from carelevel.interpret.compiling import still_possible
from carelevel.interpret.diagram import Diagrams, Node
from carelevel.interpret.meaning import meaning
from carelevel.truth import Truth

FOR_THEM, UNDISPUTED = "level of care of those the criteria are for", "level of care of those in whom no facts disagree"

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


def applies_to(engine: Engine, case: Case) -> bool:
    """Return whether the criteria are for a person, or may be."""
    applies = engine.definition.applies_when
    return applies is None or meaning(applies, case) is not Truth.UNMET


def possible_now(engine: Engine, case: Case) -> tuple[tuple[int, ...], bool]:
    """Return the ranks of the possible levels as `recommend` has them, and whether they are exact; none when the criteria are not for this person.

    Raises:
        CaseError: no possible person is like this.
    """
    if not applies_to(engine, case):
        return (), True
    if engine.whole() is not None:
        return possible_ranks(engine, case), True
    left = outlook(engine, case)
    return left.ranks, left.is_exact


def whole_for_them(engine: Engine, *, undisputed: bool = True) -> LevelDiagram | None:
    """Return the level over everyone whom the criteria are for, for reading only; None when it is over its budget.

    Args:
        engine: the criteria.
        undisputed: leave out people in whom facts disagree.
    """
    definition = engine.definition
    disagreeing = [each.stands for each in definition.contradictions] if undisputed else []
    others = (*([NoneOf((definition.applies_when,))] if definition.applies_when is not None else []), *disagreeing)
    if not others:
        return engine.whole()
    impossible = (*engine.impossible, *others)
    engine.whole()  # finds the order in which to ask
    return engine.made_once(
        UNDISPUTED if disagreeing else FOR_THEM, lambda: whole_in_its_order(engine.with_others(zip(engine.criteria, engine.rules, strict=True), impossible))
    )


def spelt(engine: Engine, ranks: Iterable[int]) -> tuple[str, ...]:
    """Return the ids of levels."""
    return tuple(engine.definition.levels[rank].id for rank in ranks)
