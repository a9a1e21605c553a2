"""From statuses to levels: the whole decision procedure, `max(R, min(S, L))`, over ranges.

`R` is the highest level required, `S` the highest suggested or required, `L` the lowest limit. With unknown criteria each is a range.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar, assert_never

from carelevel.logic.fold import Connectives
from carelevel.model.criteria import Criterion, Definition, Effect
from carelevel.model.frozen import record
from carelevel.model.truth import Truth

T = TypeVar("T")


@record
class Rule:
    """What a criterion does to the level: its effect, and the rank of the level it speaks of."""

    effect: Effect
    rank: int


@record
class Range:
    """The ranks between which the level lies, and the ends of R, S and L."""

    lowest: int
    highest: int
    required: tuple[int, int]
    suggested: tuple[int, int]
    limit: tuple[int, int]

    @property
    def certain(self) -> int:
        """The level that the met criteria fix: what is unknown is left aside."""
        return level_of(self.required[0], self.suggested[0], self.limit[1])


def rules_of(definition: Definition) -> tuple[tuple[Criterion, Rule], ...]:
    """Return the criteria that bear on the level."""
    ranks = definition.ranks()
    return tuple((criterion, Rule(criterion.effect, ranks[criterion.level])) for criterion in definition.criteria if criterion.level is not None)


def level_of(required: int, suggested: int, limit: int) -> int:
    """Return the level: what is suggested, lowered by the limit, and never below what is required.

    >>> level_of(required=0, suggested=2, limit=1)
    1
    >>> level_of(required=2, suggested=2, limit=1)
    2
    """
    return max(required, min(suggested, limit))


def reaches(make: Connectives[T], required: Iterable[T], suggested: Iterable[T], limited: Iterable[T]) -> T:
    """Return "the level is at least this one", which is `level_of` asked about one rank, over anything that has all, any and not.

    Args:
        make: what makes them.
        required: what requires this level, or a more intensive one.
        suggested: what suggests it.
        limited: what limits to a less intensive one.
    """
    return make.any_of((*required, make.all_of((make.any_of(suggested), make.negated(make.any_of(limited))))))


def level_range(rules: Sequence[Rule], statuses: Sequence[Truth], top: int) -> Range:
    """Return the range of the level when each rule's criterion has a status; `top` is the rank of the most intensive level."""
    required, suggested, limit = [0, 0], [0, 0], [top, top]
    for rule, status in zip(rules, statuses, strict=True):
        if status is Truth.UNMET:
            continue
        # A met criterion moves both ends; an unknown one only the end that it could still reach.
        ends = (0, 1) if status is Truth.MET else (1,)
        for end in ends:
            if rule.effect == "limits_to":
                limit[end] = min(limit[end], rule.rank)
            else:
                suggested[end] = max(suggested[end], rule.rank)
                if rule.effect == "requires":
                    required[end] = max(required[end], rule.rank)
    # For the limit, index 0 holds what is certain (its high end) and index 1 what is possible (its low end).
    certain, possible = limit
    return Range(
        lowest=level_of(required[0], suggested[0], possible),
        highest=level_of(required[1], suggested[1], certain),
        required=(required[0], required[1]),
        suggested=(suggested[0], suggested[1]),
        limit=(possible, certain),
    )


def can_matter(rule: Rule, known: Range) -> bool:
    """Return whether an unknown criterion can still change the level, given the ends of R, S and L."""
    required, suggested, limit = known.required[0], known.suggested[0], known.limit[1]
    match rule.effect:
        case "requires":
            return rule.rank > required and rule.rank > min(suggested, known.limit[0])
        case "suggests":
            # What is suggested is never below what is required.
            return rule.rank > suggested and suggested < limit
        case "limits_to":
            return rule.rank < limit and rule.rank < known.suggested[1] and limit > required
        case "adds":
            return False
        case _:
            assert_never(rule.effect)
