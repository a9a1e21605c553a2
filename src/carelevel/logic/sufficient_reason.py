"""A smallest part of what is known that fixes the level for every possible person, whatever the rest is.

It has to hold fast at least one thing in which each person with another level is not as recorded. So people with other levels are looked for, those that differ
in the least first; a smallest set that meets all the differences found so far is tried; and when nobody with another level is left, it is the answer.
"""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence

from carelevel.logic.diagram_restriction import Known
from carelevel.logic.diagram_runs import Ranks, bits, every_rank, known_ranks, runs
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.level_diagram import LevelDiagram
from carelevel.logic.work import OverBudgetError, spend
from carelevel.model.cases import Case, Part

TRIES = 50_000
"""Sets that are tried before the search is given up: about a second."""


def sufficient(wanted: Sequence[tuple[LevelDiagram, Collection[int]]], case: Case, places: Mapping[str, int]) -> Case:
    """Return a smallest part of a case with which all of some functions end as they should; facts that come first in the file win ties.

    Args:
        wanted: functions over everyone, each with the end points that will do; where it is `excluded` there is nobody, and that will do.
        case: what is known; with it all of them end so.
        places: where each fact stands in the file.

    Raises:
        OverBudgetError: the search went over its budget.
    """
    known = [known_ranks(whole.diagrams, case) for whole, _ in wanted]
    parts: dict[Part, None] = {}
    for (whole, _), ranks in zip(wanted, known, strict=True):
        parts |= {part: None for number, part in enumerate(_parts(whole.diagrams)) if ranks[number] != every_rank(whole.diagrams, number)}
    order = sorted(parts, key=lambda part: places[part[0]])
    bit_of = {part: 1 << place for place, part in enumerate(order)}
    searches = [
        _Search(whole.diagrams, whole.level, ends, ranks, {number: bit_of[part] for number, part in enumerate(_parts(whole.diagrams)) if part in bit_of})
        for (whole, ends), ranks in zip(wanted, known, strict=True)
    ]
    held = _smallest(searches)
    return case.only([part for part, bit in bit_of.items() if held & bit])


def enough(whole: LevelDiagram, ends: Collection[int], case: Case, places: Mapping[str, int]) -> Case:
    """Return a smallest part of a case with which a function ends as it should, or, where that takes too long to find, one that cannot be made smaller."""
    try:
        return sufficient([(whole, ends)], case, places)
    except OverBudgetError:
        wanted = frozenset(ends)
        return fewer(case, places, lambda part: whole.diagrams.ends_within(whole.level, Known(whole.diagrams, part)) <= wanted)


def fewer(case: Case, places: Mapping[str, int], is_enough: Callable[[Case], bool]) -> Case:
    """Return a part of a case that is enough, and that cannot be made smaller; facts that come first in the file stay."""
    held = sorted(case.parts(), key=lambda part: places[part[0]])
    for part in held[::-1]:
        rest = [other for other in held if other != part]
        if is_enough(case.only(rest)):
            held = rest
    return case.only(held)


def _parts(diagrams: DecisionDiagrams) -> list[Part]:
    return [(variable.fact, variable.member) for variable in diagrams.variables]


def fewest_facts(diagrams: DecisionDiagrams, level: Node, ranks: Sequence[int]) -> int:
    """Return how many facts at least have to be known of somebody for the level to be settled: in no order of questions are they asked fewer.

    Args:
        diagrams: the store of the level.
        level: the level, as a function of what is unknown.
        ranks: of the person, for each variable the rank of its value.

    Raises:
        OverBudgetError: the search went over its budget.
    """
    places = {fact: place for place, fact in enumerate(dict.fromkeys(variable.fact for variable in diagrams.variables))}
    bits_of = {number: 1 << places[variable.fact] for number, variable in enumerate(diagrams.variables)}
    known = tuple(1 << rank for rank in ranks)
    (end,) = diagrams.ends_where(level, [(rank,) for rank in ranks])
    return _smallest([_Search(diagrams, level, (end,), known, bits_of)]).bit_count()


def _smallest(searches: "Sequence[_Search]") -> int:
    """Return a smallest set of bits that leaves nothing to find when it is held fast; of several the one with the lowest bits."""
    differences: list[int] = []
    while True:
        held = kept = hitting(differences)
        for search in searches:
            while (difference := search.difference(kept)) is not None:
                differences.append(difference)
                kept |= difference
        if kept == held:
            return held


class _Search:
    """Finds the people for whom a function ends elsewhere than it should who differ least from what is known."""

    def __init__(self, diagrams: DecisionDiagrams, level: Node, ends: Collection[int], known: Ranks, bits_of: Mapping[int, int]) -> None:
        self._diagrams = diagrams
        self._level = level
        self._known = known
        self._bits = bits_of
        self._not_wanted = {*ends, diagrams.excluded}
        self._ways_of: dict[Node, tuple[list[Node], list[Node], int]] = {}

    def difference(self, kept: int) -> int | None:
        """Return in what somebody with another level is not as recorded, as few things as can be, none of them kept; None when there is nobody."""
        todo = deque([(self._level, 0)])
        seen: set[Node] = set()
        while todo:
            node, differing = todo.popleft()
            if node in seen:
                continue
            seen.add(node)
            spend(1)
            if node < self._diagrams.first:
                if node not in self._not_wanted:
                    return differing
                continue
            recorded, otherwise, bit = self._ways(node)
            # Those who differ in no more come first, so that the first with another level differs least.
            todo.extendleft((below, differing) for below in recorded)
            if not bit & kept:
                todo.extend((below, differing | bit) for below in otherwise)
        return None

    def _ways(self, node: Node) -> tuple[list[Node], list[Node], int]:
        """Return where a node leads as recorded, and where otherwise, with the bit of what is not as recorded then."""
        if node not in self._ways_of:
            number = self._diagrams.question(node)[0]
            found = runs(self._diagrams, node)
            recorded = [run[2] for run in found if bits(run) & self._known[number]]
            otherwise = [run[2] for run in found if not bits(run) & self._known[number]]
            self._ways_of[node] = (recorded, otherwise, self._bits.get(number, 0))
        return self._ways_of[node]


def hitting(sets: Sequence[int]) -> int:
    """Return a smallest set of bits that has one in common with each set; of several the one with the lowest bits.

    Raises:
        OverBudgetError: too many were tried.
    """
    minimal = [each for each in sorted(set(sets)) if not any(other != each and other & each == other for other in sets)]
    tries = [TRIES]
    size = _disjoint(minimal)
    while True:
        found = _hitting(minimal, size, tries)
        if found is not None:
            return found
        size += 1


def _hitting(sets: Sequence[int], size: int, tries: list[int]) -> int | None:
    """Return a set of at most so many bits; none of those already passed over is in `sets` any more."""
    if not sets:
        return 0
    if 0 in sets or _disjoint(sets) > size:
        return None
    tries[0] -= 1
    spend(len(sets))
    if tries[0] < 0:
        raise OverBudgetError
    left = list(sets)
    while 0 not in left:
        lowest = min(each & -each for each in left)
        found = _hitting([each for each in left if not each & lowest], size - 1, tries)
        if found is not None:
            return found | lowest
        left = [each & ~lowest for each in left]
    return None


def _disjoint(sets: Sequence[int]) -> int:
    """Return how many bits it takes at least: the number of sets, chosen one after the other, that have nothing in common."""
    used = count = 0
    for each in sorted(sets, key=int.bit_count):
        if not each & used:
            used |= each
            count += 1
    return count
