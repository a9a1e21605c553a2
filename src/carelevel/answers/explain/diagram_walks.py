"""Walks over the diagram of a level that make no nodes: where a person who is known in part can still get to."""

from collections.abc import Iterable
from typing import Literal

from carelevel.logic.diagram_runs import runs_together
from carelevel.logic.diagrams import A_PAIR, DecisionDiagrams, Node
from carelevel.logic.level_diagram import ONCE, LevelDiagram, PreparedCriteria, whole_in_its_order
from carelevel.logic.possible_levels import PossibleLevels, outlook, possible_ranks, whom
from carelevel.logic.work import spend
from carelevel.model.cases import Case

UNDISPUTED = "level of care of those in whom no facts disagree"


def is_somewhere_both(diagrams: DecisionDiagrams, a: Node, b: Node) -> bool:
    """Return whether there is anybody for whom two functions with the ends 0 and `top` are both `top`."""
    seen = {(a, b)}
    todo = [] if 0 in {a, b} else [(a, b)]
    while todo:
        one, other = todo.pop()
        spend(A_PAIR)
        if one == other == diagrams.top:
            return True
        number = min(diagrams.asked_first(one), diagrams.asked_first(other))
        for _, _, (after_one, after_other) in runs_together(diagrams, number, (one, other)):
            pair = (after_one, after_other)
            if 0 not in pair and pair not in seen:
                seen.add(pair)
                todo.append(pair)
    return False


def possible_now(engine: PreparedCriteria, case: Case) -> tuple[tuple[int, ...], Literal["met", "unmet", "unknown"], bool]:
    """Return as `recommend` has them the ranks of the possible levels, whether the criteria are for this person, and whether both are exact.

    Raises:
        CaseError: no possible person is like this.
    """
    who = whom(engine, case)
    seen = PossibleLevels(possible_ranks(engine, case), (), is_exact=True) if engine.whole() is not None else outlook(engine, case)
    return seen.ranks, who.applies.value if seen.ranks else "unmet", seen.is_exact and who.is_exact


def whole_undisputed(engine: PreparedCriteria) -> LevelDiagram | None:
    """Return the level over everyone whom the criteria are for and in whom no facts disagree, for reading only; None when it is over its budget."""
    whole = engine.whole()  # finds the order in which to ask
    if not engine.definition.contradictions:
        return whole
    left_out = (*engine.left_out, *(each.stands for each in engine.definition.contradictions))
    pairs = zip(engine.criteria, engine.rules, strict=True)
    return engine.made_once(UNDISPUTED, lambda: whole_in_its_order(engine.with_others(pairs, left_out)), engine.steps(ONCE))


def spelt(engine: PreparedCriteria, ranks: Iterable[int]) -> tuple[str, ...]:
    """Return the ids of levels."""
    return tuple(engine.definition.levels[rank].id for rank in ranks)
