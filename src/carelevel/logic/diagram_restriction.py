"""A diagram over everyone, restricted to what a case leaves possible. Only the nodes that the case can reach are looked at."""

from collections.abc import Sequence

from carelevel.logic.diagrams import DecisionDiagrams, Node, Variable
from carelevel.logic.work import ENDLESS
from carelevel.model.cases import Case


def ranks_left(variable: Variable, case: Case) -> int:
    """Return the ranks of a variable's values that a case leaves possible, as bits. The variable has every value that the case leaves possible."""
    if variable.member is not None:
        held = case.includes(variable.fact, variable.member)
        return 0b11 if held is None else 0b10 if held else 0b01
    possible = case.values.get(variable.fact)
    return (1 << len(variable.values)) - 1 if possible is None else bits_of([rank for rank, value in enumerate(variable.values) if value in possible])


def bits_of(ranks: Sequence[int]) -> int:
    """Return ascending ranks as the bits of a number; a run of them at once.

    >>> bin(bits_of([0, 2, 3]))
    '0b1101'
    """
    if ranks and ranks[-1] - ranks[0] == len(ranks) - 1:
        return (1 << (ranks[-1] + 1)) - (1 << ranks[0])
    return sum(1 << rank for rank in ranks)


def with_rank(case: Case, variable: Variable, rank: int) -> Case:
    """Return a case in which a variable has the value of a rank."""
    if variable.member is None:
        return case.narrowed(variable.fact, frozenset((variable.values[rank],)))
    return case.with_member(variable.fact, variable.member, rank == 1)


class Known(dict[int, int]):
    """For each variable of a store the ranks that a case leaves possible, as bits; computed when they are first asked for."""

    __slots__ = ("_case", "_diagrams")

    def __init__(self, diagrams: DecisionDiagrams, case: Case) -> None:
        super().__init__()
        self._diagrams = diagrams
        self._case = case

    def __missing__(self, number: int) -> int:
        bits = self[number] = ranks_left(self._diagrams.variables[number], self._case)
        return bits


def cut(before: DecisionDiagrams, root: Node, known: Known, budget: int) -> tuple[DecisionDiagrams, Node]:
    """Return a function restricted to a case, in a store of its own over the same variables.

    It asks no question that the case answers, and it asks about a fact known in part only at values that are still possible. Equal functions of what is open
    are therefore equal nodes, and every path can be taken. People cannot be counted on it: the variables keep the values that the case rules out.

    It is no larger than the function that it comes from, and takes nothing from the work of a question.
    """
    after = DecisionDiagrams(before.variables, before.top, budget, ENDLESS)
    made: dict[Node, Node] = {end: end for end in range(before.first)}
    start, open_questions = _still_open(before, root, known)
    for at in sorted(open_questions):
        variable, rank, low, high = open_questions[at]
        made[at] = made[low] if made[low] == made[high] else after.at_or_above(variable, rank, made[low], made[high])
    after.allow(budget)
    return after, made[start]


def _still_open(diagrams: DecisionDiagrams, root: Node, known: Known) -> tuple[Node, dict[Node, tuple[int, int, Node, Node]]]:
    """Return the first open question, or the end point; and every open question that the case can reach, each with the open ones that follow."""
    first, questions = diagrams.first, diagrams.questions

    def next_open(at: Node) -> Node:
        while at >= first:
            variable, rank, low, high = questions[at - first]
            bits = known[variable]
            above = bits >> rank
            if not above:
                at = low
            elif above << rank == bits:
                at = high
            else:
                break
        return at

    start = next_open(root)
    found: dict[Node, tuple[int, int, Node, Node]] = {}
    todo = [start]
    while todo:
        at = todo.pop()
        if at < first or at in found:
            continue
        variable, rank, low, high = questions[at - first]
        low, high = next_open(low), next_open(high)
        above = known[variable] >> rank
        # The next value that is still possible.
        found[at] = variable, rank + (above & -above).bit_length() - 1, low, high
        todo += (low, high)
    return start, found
