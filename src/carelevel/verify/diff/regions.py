"""Who moves, in few lines: boxes over the criteria that changed, and over what all other criteria together require, suggest and limit to.

There would be as many boxes over facts as ways to meet the criteria. Here a person is a point: for each changed criterion whether it was met and is met, and
for the unchanged ones the highest level required (R), the highest suggested (S) and the lowest limit (L). The level before and the level now follow from the
point, so boxes of points say exactly who moves. Points that no possible person has may lie in any box.
"""

from collections.abc import Callable, Iterator, Sequence

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.levels import Rule, level_range, rule_of
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Criterion
from carelevel.model.frozen import record
from carelevel.model.problems import quoted
from carelevel.model.truth import Truth
from carelevel.verify.proofs.case_space import CaseSpace

MOST_CHANGED = 8
"""The most changed criteria with which regions are worked out: their combinations multiply."""

# Whether a changed criterion was met, and whether it is now.
Status = tuple[bool, bool]
# A person as the levels see them: the status of each changed criterion, then the ranks of R, S and L of the unchanged ones.
Point = tuple[tuple[Status, ...], int, int, int]
Box = tuple[frozenset[object], ...]


@record
class Changed:
    """A criterion that changed: its old and its new form; None where there is none."""

    old: Criterion | None
    new: Criterion | None

    @property
    def id(self) -> str:
        """Its id."""
        criterion = self.new or self.old
        assert criterion is not None
        return criterion.id


class Regions:
    """Describes who moves from one level to another.

    Args:
        everyone: the people of both versions.
        whom: who is compared.
        unchanged: what the unchanged criteria decide.
        changed: the criteria that changed; and those that rule out levels, with what did not change.
    """

    def __init__(self, everyone: CaseSpace, whom: Sequence[Condition], unchanged: Decisions, changed: Sequence[Changed]) -> None:
        self._everyone = everyone
        self._rest = unchanged
        self.changed = changed
        ranks = range(unchanged.top + 1)
        self._dimensions: list[Sequence[object]] = [*(_statuses(each) for each in changed), ranks, ranks, ranks]
        self._points = list(self._reached(tuple(whom)))

    def of(self, was: int, is_now: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the regions in words, and the changed criteria that they name."""
        boxes = self.boxes(was, is_now)
        lines = tuple(self._said(box) for box in boxes)
        narrowed = (place for place in range(len(self.changed)) if any(box[place] != frozenset(self._dimensions[place]) for box in boxes))
        return lines, tuple(self.changed[place].id for place in narrowed if self.changed[place].old is not self.changed[place].new)

    def boxes(self, was: int, is_now: int) -> list[Box]:
        """Return the regions as boxes of points: for each changed criterion, then for R, S and L of the unchanged ones, what they can be."""
        wanted = [point for point in self._points if self._levels(point) == (was, is_now)]
        others = [_flat(point) for point in self._points if self._levels(point) != (was, is_now)]
        return [self._fitted(box, [_flat(point) for point in wanted]) for box in _cover([_flat(point) for point in wanted], others, self._dimensions)]

    def _fitted(self, box: Box, wanted: Sequence[tuple[object, ...]]) -> Box:
        """Return a box without ranks that no person in it has: they would read as if they led to the same move."""
        inside = [point for point in wanted if _is_in(point, box)]
        return tuple(self._fitted_ranks(place, ranks, [point[place] for point in inside]) for place, ranks in enumerate(box))

    def _fitted_ranks(self, place: int, ranks: frozenset[object], taken: Sequence[object]) -> frozenset[object]:
        is_limit = place == len(self._dimensions) - 1
        if place < len(self.changed) or len(ranks) == len(self._dimensions[place]):
            return ranks
        (low, high), (lowest, highest) = _ends(ranks), _ends(frozenset(taken))
        if low == 0:
            return frozenset(range(highest + 1))
        if high == self._rest.top:
            return ranks if is_limit else frozenset(range(lowest, high + 1))
        return frozenset(range(lowest, highest + 1))

    def _reached(self, whom: tuple[Condition, ...]) -> Iterator[Point]:
        """Yield the points that some possible person has."""
        for statuses, parts in self._status_points(whom, 0):
            for limit in self._steps(parts, self._at_limit):
                for required in self._steps(limit[1], self._at_required):
                    for suggested in self._steps(required[1], self._at_suggested):
                        if suggested[0] >= required[0]:
                            yield statuses, required[0], suggested[0], limit[0]

    def _status_points(self, parts: tuple[Condition, ...], place: int) -> Iterator[tuple[tuple[Status, ...], tuple[Condition, ...]]]:
        if place == len(self.changed):
            yield (), parts
            return
        changed = self.changed[place]
        for status in _statuses(changed):
            more = (*self._as_status(changed.old, status[0]), *self._as_status(changed.new, status[1]), *parts)
            if self._everyone.has(*more):
                for rest, wanted in self._status_points(more, place + 1):
                    yield (status, *rest), wanted

    def _as_status(self, criterion: Criterion | None, is_met: bool) -> tuple[Condition, ...]:
        if criterion is None:
            return ()
        return (criterion.when,) if is_met else (self._rest.negated(criterion.when),)

    def _steps(self, parts: tuple[Condition, ...], at: Callable[[int], tuple[Condition, ...]]) -> Iterator[tuple[int, tuple[Condition, ...]]]:
        for rank in range(self._rest.top + 1):
            more = (*parts, *at(rank))
            if self._everyone.has(*more):
                yield rank, more

    def _at_required(self, rank: int) -> tuple[Condition, ...]:
        return self._rest.required(rank), self._rest.negated(self._rest.required(rank + 1))

    def _at_suggested(self, rank: int) -> tuple[Condition, ...]:
        """Return "S is this one": S is never below R."""
        return self._rest.indicated(rank), self._rest.negated(self._rest.indicated(rank + 1))

    def _at_limit(self, rank: int) -> tuple[Condition, ...]:
        above = () if rank == self._rest.top else (self._rest.limited(rank + 1),)
        return (*above, self._rest.negated(self._rest.limited(rank)))

    def _levels(self, point: Point) -> tuple[int, int]:
        return self._level(point, 0), self._level(point, 1)

    def _level(self, point: Point, when: int) -> int:
        statuses, required, suggested, limit = point
        met = [Rule("requires", required), Rule("suggests", suggested), Rule("limits_to", limit)]
        for changed, status in zip(self.changed, statuses, strict=True):
            criterion = (changed.old, changed.new)[when]
            rule = rule_of(criterion, self._rest.definition.rank) if criterion is not None and status[when] else None
            if rule is not None:
                met.append(rule)
        return level_range(met, [Truth.MET] * len(met), self._rest.top).lowest

    def _said(self, box: Box) -> str:
        every = [frozenset(values) for values in self._dimensions]
        count = len(self.changed)
        words = [_status_words(changed, box[place]) for place, changed in enumerate(self.changed) if box[place] != every[place]]
        levels = self._rest.definition.levels
        for place, verb in ((count, "requires"), (count + 1, "suggests or requires")):
            if box[place] != every[place]:
                words.append(f"the rest {verb} {_span(box[place], [level.id for level in levels])}")
        if box[count + 2] != every[count + 2]:
            words.append(_limit_words(box[count + 2], [level.id for level in levels]))
        return ", ".join(words) or "everybody"


def _statuses(changed: Changed) -> list[Status]:
    """Return the statuses that a changed criterion can have; the same people meet one that changed in its effect or words alone."""
    if changed.old is None:
        return [(False, False), (False, True)]
    if changed.new is None:
        return [(False, False), (True, False)]
    if changed.old.when is changed.new.when:
        return [(False, False), (True, True)]
    return [(before, now) for before in (False, True) for now in (False, True)]


def _status_words(changed: Changed, statuses: frozenset[object]) -> str:
    name = quoted(changed.id)
    if changed.old is None or changed.new is None or changed.old.when is changed.new.when:
        is_met = (False, False) not in statuses
        return f"{name} {'is' if changed.new else 'was'} {'met' if is_met else 'not met'}"
    return f"{name} {_WORDS[statuses]}"


# The words for a criterion that other people meet now; a region is never wider than one of these.
_WORDS: dict[frozenset[object], str] = {
    frozenset({(False, True)}): "is newly met",
    frozenset({(True, False)}): "is no longer met",
    frozenset({(True, True)}): "is met, before and now",
    frozenset({(False, False)}): "is not met, before or now",
    frozenset({(False, True), (True, True)}): "is met now",
    frozenset({(False, False), (True, False)}): "is not met now",
    frozenset({(True, False), (True, True)}): "was met before",
    frozenset({(False, False), (False, True)}): "was not met before",
}


def _ends(ranks: frozenset[object]) -> tuple[int, int]:
    whole = sorted(rank for rank in ranks if isinstance(rank, int))
    return whole[0], whole[-1]


def _span(ranks: frozenset[object], levels: Sequence[str]) -> str:
    low, high = _ends(ranks)
    if low == 0:
        return f"less than {quoted(levels[high + 1])}"
    if low == high:
        return quoted(levels[low])
    if high == len(levels) - 1:
        return f"{quoted(levels[low])} or more"
    return f"{quoted(levels[low])} to {quoted(levels[high])}"


def _limit_words(ranks: frozenset[object], levels: Sequence[str]) -> str:
    low, high = _ends(ranks)
    if high == len(levels) - 1:
        return f"nothing else limits below {quoted(levels[low])}"
    if low == 0:
        return f"something else limits to {quoted(levels[high])} or less"
    return f"the rest limits to {_span(ranks, levels)}"


def _flat(point: Point) -> tuple[object, ...]:
    return (*point[0], *point[1:])


def _cover(wanted: Sequence[tuple[object, ...]], others: Sequence[tuple[object, ...]], dimensions: Sequence[Sequence[object]]) -> Iterator[Box]:
    """Yield boxes that hold all wanted points together, and no other one; the larger ones first."""
    left = list(wanted)
    while left:
        grown = [_grown(point, others, dimensions) for point in left]
        best = max(grown, key=lambda box: (sum(_is_in(point, box) for point in left), sum(map(len, box))))
        yield best
        left = [point for point in left if not _is_in(point, best)]


def _grown(point: tuple[object, ...], others: Sequence[tuple[object, ...]], dimensions: Sequence[Sequence[object]]) -> Box:
    """Return a box around a point that cannot be made larger without another point in it: whole dimensions are freed first, then single values added."""
    box: list[frozenset[object]] = [frozenset((value,)) for value in point]
    against = list(others)

    def try_out(place: int, values: frozenset[object]) -> bool:
        wider = [*box[:place], values, *box[place + 1 :]]
        can_be_said = isinstance(point[place], int) or values in _WORDS or len(values) == len(dimensions[place])
        if not can_be_said or any(_is_in(other, wider) for other in against):
            return False
        box[place] = values
        return True

    # What the other criteria do is freed before the changed ones: these are what the reader looks for.
    count = len(dimensions) - 3
    for place in (count + 2, count + 1, count, *range(count)):
        if not try_out(place, frozenset(dimensions[place])):
            for wider in _wider(point[place], dimensions[place]):
                try_out(place, box[place] | wider)
    return tuple(box)


def _wider(value: object, every: Sequence[object]) -> Iterator[frozenset[object]]:
    """Yield what a region may be widened by, step by step: ranks next to those in it, or statuses that have common words with the one in it."""
    if isinstance(value, int):
        for end in range(value + 1, len(every)):
            yield frozenset(range(value, end + 1))
        for end in range(value - 1, -1, -1):
            yield frozenset(range(end, value + 1))
    else:
        yield from (statuses for statuses in _WORDS if value in statuses and statuses <= frozenset(every))


def _is_in(point: Sequence[object], box: Sequence[frozenset[object]]) -> bool:
    return all(value in values for value, values in zip(point, box, strict=True))
