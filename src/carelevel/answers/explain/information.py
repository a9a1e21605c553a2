"""What each answer to each question would leave open, read off a diagram in one pass up and one pass down.

People are counted as shares: every combination of values that is still possible weighs the same. Answers that lead to the same function count as one answer,
so that a question gains nothing from telling people apart whom the function does not.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from math import log
from operator import mul

from carelevel.logic.diagram_runs import runs, runs_together
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.model.frozen import record

Masses = tuple[float, ...]


@record
class Answer:
    """One possible answer to a question.

    Attributes:
        ranks: the positions, among the values still possible, of those that this answer means; empty for a set.
        masses: the share of all people who give it, by end point.
    """

    ranks: tuple[int, ...]
    masses: Masses


def splits(diagrams: DecisionDiagrams, root: Node, wanted: Collection[str] | None = None) -> dict[str, tuple[Answer, ...]]:
    """Return the answers to each question that a function asks, or to those that are wanted; a set is asked whole."""
    shares_at = [_shares(diagrams, root, 1 << end) if diagrams.leads_to(root) >> end & 1 else {} for end in range(diagrams.first)]
    found: dict[str, tuple[Answer, ...]] = {}
    # How many people, as a share, come to each node that lies at or behind the fact looked at.
    front = {root: 1.0}
    for fact, first, stop in blocks(diagrams):
        here = tuple(node for node in front if first <= diagrams.asked_first(node) < stop)
        if here and wanted is not None and fact not in wanted:
            _go_past(diagrams, front, first, stop)
        elif here:
            shares = [front.pop(node) for node in here]
            beside = _masses(front.values(), front, shares_at)
            answers: list[Answer] = []
            for exits, (share, ranks) in _ways(diagrams, here, first, stop).items():
                through = _masses(shares, exits, shares_at)
                answers.append(Answer(tuple(ranks), tuple(share * (a + b) for a, b in zip(beside, through, strict=True))))
                for part, node in zip(shares, exits, strict=True):
                    front[node] = front.get(node, 0.0) + share * part
            found[fact] = tuple(answers)
    return found


def _go_past(diagrams: DecisionDiagrams, front: dict[Node, float], first: int, stop: int) -> None:
    """Move everyone who is at a fact on to what is asked after it."""
    for number in range(first, stop):
        size = len(diagrams.variables[number].values)
        for start in [node for node in front if diagrams.asked_first(node) == number]:
            share = front.pop(start)
            for low, high, below in runs(diagrams, start):
                front[below] = front.get(below, 0.0) + share * (high - low) / size


def possible_share(diagrams: DecisionDiagrams, root: Node) -> float:
    """Return the share of all combinations of values that possible people have."""
    if not diagrams.leads_to(root) >> diagrams.excluded:
        return 1.0
    return _shares(diagrams, root, (1 << diagrams.excluded) - 1)[root]


def blocks(diagrams: DecisionDiagrams) -> list[tuple[str, int, int]]:
    """Return the facts with the numbers of their variables, from the first to one behind the last."""
    numbered = groupby(enumerate(diagrams.variables), key=lambda pair: pair[1].fact)
    return [(fact, numbers[0], numbers[-1] + 1) for fact, group in numbered if (numbers := [number for number, _ in group])]


def left_open(answers: Iterable[Answer], excluded: int) -> float:
    """Return how much the answers leave open on average: what is still not known of the end point then, in nats."""
    left = 0.0
    for answer in answers:
        masses = [mass for mass in answer.masses[:excluded] if mass > 0]
        whole = sum(masses)
        left += sum(mass * log(whole / mass) for mass in masses)
    return left


def thresholds(diagrams: DecisionDiagrams, roots: Iterable[Node]) -> dict[int, list[int]]:
    """Return for each variable that functions ask about the ranks from which on they can differ, 0 first."""
    seen: dict[int, set[int]] = {}
    for root in roots:
        for node in diagrams.reachable(root):
            if node >= diagrams.first:
                number, rank, _, _ = diagrams.question(node)
                seen.setdefault(number, {0}).add(rank)
    return {number: sorted(seen[number]) for number in sorted(seen)}


def _shares(diagrams: DecisionDiagrams, root: Node, ends: int) -> dict[Node, float]:
    """Return for each node the share of people who come from there to some end points, given as bits, when all are equally many."""
    shares = {end: float(ends >> end & 1) for end in range(diagrams.first)}
    # From the ends upwards, where `runs` would go through the last questions about a variable again for each of those before them.
    # The same for those from a node's rank on, as a share of all values.
    tails: dict[Node, float] = {}
    first, questions, variables = diagrams.first, diagrams.questions, diagrams.variables
    for node in diagrams.upward(root):
        number, rank, low, high = questions[node - first]
        size = len(variables[number].values)
        if high >= first and questions[high - first][0] == number:
            _, next_rank, next_low, _ = questions[high - first]
            tail = (next_rank - rank) / size * shares[next_low] + tails[high]
        else:
            tail = (size - rank) / size * shares[high]
        tails[node] = tail
        shares[node] = rank / size * shares[low] + tail
    return shares


def _masses(parts: Collection[float], nodes: Collection[Node], shares_at: Iterable[dict[Node, float]]) -> list[float]:
    # By end point and not by node: this is most of the work of a question.
    return [sum(map(mul, parts, map(shares.__getitem__, nodes))) if shares else 0.0 for shares in shares_at]


def _ways(diagrams: DecisionDiagrams, nodes: Sequence[Node], first: int, stop: int) -> dict[tuple[Node, ...], tuple[float, list[int]]]:
    """Return where some nodes go on for each answer to a fact, with the share of its values that lead there."""
    ways: dict[tuple[Node, ...], tuple[float, list[int]]] = {tuple(nodes): (1.0, [])}
    for number in range(first, stop):
        size = len(diagrams.variables[number].values)
        after: dict[tuple[Node, ...], tuple[float, list[int]]] = {}
        for vector, (share, _) in ways.items():
            for start, end, exits in runs_together(diagrams, number, vector):
                before, ranks = after.get(exits, (0.0, []))
                more = [*ranks, *range(start, end)] if stop - first == 1 else []
                after[exits] = (before + share * (end - start) / size, more)
        ways = after
    return ways
