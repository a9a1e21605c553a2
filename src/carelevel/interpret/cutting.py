"""A function over everyone, as it is for a person of whom something is known. Only those parts of it are looked at to which that person can come."""

from carelevel.cases import Case
from carelevel.interpret.diagram import Diagrams, Node


class Known(dict[int, int]):
    """For each variable of a store the ranks that a case leaves possible, as the bits of a number; worked out when they are first asked for."""

    __slots__ = ("_case", "_diagrams")

    def __init__(self, diagrams: Diagrams, case: Case) -> None:
        super().__init__()
        self._diagrams = diagrams
        self._case = case

    def __missing__(self, number: int) -> int:
        variable = self._diagrams.variables[number]
        if variable.member is not None:
            held = self._case.includes(variable.fact, variable.member)
            bits = 0b11 if held is None else 0b10 if held else 0b01
        else:
            possible = self._case.values.get(variable.fact)
            bits = (1 << len(variable.values)) - 1 if possible is None else sum(1 << rank for rank in map(variable.values.index, possible))
        self[number] = bits
        return bits


def cut(before: Diagrams, root: Node, known: Known, budget: int) -> tuple[Diagrams, Node]:
    """Return a function as it is for a person, in a store of its own over the same variables.

    It asks about nothing that is known, and about a fact known in part only from values on that are still possible. So equal functions of what is open are
    equal nodes, and somebody like this can go each way through it; but how many people go there cannot be read off it.
    """
    first, questions, after = before.first, before.questions, Diagrams(before.variables, before.top, budget)
    made: dict[Node, Node] = {end: end for end in range(first)}
    at_or_above = after.at_or_above
    for at in sorted(_reached(before, root, known)):
        variable, rank, low, high = questions[at - first]
        bits = known[variable]
        above = bits >> rank
        if not above:
            made[at] = made[low]
        elif above << rank == bits:
            made[at] = made[high]
        elif made[low] == made[high]:
            made[at] = made[low]
        else:
            made[at] = at_or_above(variable, rank + (above & -above).bit_length() - 1, made[low], made[high])
    return after, made[root]


def _reached(diagrams: Diagrams, root: Node, known: Known) -> set[Node]:
    """Return the nodes, ends aside, to which somebody like this can come."""
    first, questions = diagrams.first, diagrams.questions
    seen = {root} - set(range(first))
    todo = [*seen]
    while todo:
        variable, rank, low, high = questions[todo.pop() - first]
        bits = known[variable]
        above = bits >> rank
        if above and high >= first and high not in seen:
            seen.add(high)
            todo.append(high)
        if low >= first and low not in seen and above << rank != bits:
            seen.add(low)
            todo.append(low)
    return seen
