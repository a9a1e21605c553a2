"""From statuses to levels: the whole decision procedure, `max(R, min(S, L))`, over ranges.

`R` is the highest level required, `S` the highest suggested or required, `L` the lowest limit. With unknown criteria each is a range.
A level that is ruled out is nobody's: the level is then the least intensive one above that is not.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar, assert_never

from carelevel.logic.fold import Connectives
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.frozen import record
from carelevel.model.operators import Effect, LevelEffect
from carelevel.model.truth import Truth

T = TypeVar("T")

NONE: frozenset[int] = frozenset()


@record
class Rule:
    """What a criterion does to the level.

    Attributes:
        effect: its effect.
        rank: the rank of the level it speaks of; of several that it rules out, the lowest.
        ruled_out: the ranks of the levels it rules out, ascending.
    """

    effect: LevelEffect
    rank: int
    ruled_out: tuple[int, ...] = ()


@record
class Range:
    """The ranks between which the level lies, the ends of R, S and L, and the ranks that are ruled out, for certain and perhaps."""

    lowest: int
    highest: int
    required: tuple[int, int]
    suggested: tuple[int, int]
    limit: tuple[int, int]
    ruled_out: tuple[frozenset[int], frozenset[int]] = (NONE, NONE)

    @property
    def certain(self) -> int:
        """The level that the met criteria fix: what is unknown is left aside."""
        return level_of(self.required[0], self.suggested[0], self.limit[1], self.ruled_out[0])

    @property
    def unraised(self) -> "Range":
        """The same if nothing was ruled out."""
        lowest, highest = (level_of(self.required[end], self.suggested[end], self.limit[end]) for end in (0, 1))
        return Range(lowest, highest, self.required, self.suggested, self.limit)


def rules_of(definition: Definition) -> tuple[tuple[Criterion, Rule], ...]:
    """Return the criteria that bear on the level."""
    ranks = definition.ranks()
    pairs = ((criterion, rule_of(criterion, ranks.__getitem__)) for criterion in definition.criteria)
    return tuple((criterion, rule) for criterion, rule in pairs if rule is not None)


def rule_of(criterion: Criterion, rank_of: Callable[[str], int]) -> Rule | None:
    """Return what a criterion does to the level; None for one that adds services."""
    match criterion.effect:
        case "requires" | "suggests" | "limits_to" as effect:
            return Rule(effect, rank_of(criterion.level or ""))
        case "rules_out" as effect:
            ranks = tuple(map(rank_of, criterion.rules_out))
            return Rule(effect, ranks[0], ranks)
        case "adds":
            return None
        case _:
            assert_never(criterion.effect)


def lowers(effect: Effect) -> bool:
    """Return whether a criterion with an effect can only lower the level when it is met; else it can only raise it, or adds services."""
    match effect:
        case "limits_to":
            return True
        case "requires" | "suggests" | "rules_out" | "adds":
            return False
        case _:
            assert_never(effect)


def calls(effect: Effect) -> bool:
    """Return whether a criterion with an effect can call for a level when it is met; what rules out levels raises the level only above what others call for."""
    match effect:
        case "requires" | "suggests":
            return True
        case "limits_to" | "rules_out" | "adds":
            return False
        case _:
            assert_never(effect)


def rules_out(effect: Effect) -> bool:
    """Return whether a criterion with an effect rules out levels when it is met."""
    match effect:
        case "rules_out":
            return True
        case "requires" | "suggests" | "limits_to" | "adds":
            return False
        case _:
            assert_never(effect)


def reason_order(rule: Rule) -> tuple[int, int]:
    """Return the place of a criterion among the reasons: the most intensive level first, and what is required before what is suggested.

    Limits come after them, then what rules out levels.
    """
    match rule.effect:
        case "requires":
            return -rule.rank, 0
        case "suggests":
            return -rule.rank, 1
        case "limits_to":
            return 1, rule.rank
        case "rules_out":
            return 2, rule.rank
        case _:
            assert_never(rule.effect)


@record
class ByEffect(Generic[T]):
    """What requires a level, what suggests one, what limits it, and what rules some out, each in the order given."""

    required: list[tuple[T, Rule]]
    suggested: list[tuple[T, Rule]]
    limits: list[tuple[T, Rule]]
    ruling: list[tuple[T, Rule]]


def by_effect(pairs: Iterable[tuple[T, Rule]]) -> ByEffect[T]:
    """Return what has a rule, by its effect."""
    required: list[tuple[T, Rule]] = []
    suggested: list[tuple[T, Rule]] = []
    limits: list[tuple[T, Rule]] = []
    ruling: list[tuple[T, Rule]] = []
    for pair in pairs:
        match pair[1].effect:
            case "requires":
                required.append(pair)
            case "suggests":
                suggested.append(pair)
            case "limits_to":
                limits.append(pair)
            case "rules_out":
                ruling.append(pair)
            case _:
                assert_never(pair[1].effect)
    return ByEffect(required, suggested, limits, ruling)


def level_of(required: int, suggested: int, limit: int, ruled_out: Collection[int] = ()) -> int:
    """Return the level: what is suggested, lowered by the limit, never below what is required; and the next level that is not ruled out.

    The most intensive level is never ruled out, so there is one.

    >>> level_of(required=0, suggested=2, limit=1)
    1
    >>> level_of(required=2, suggested=2, limit=1)
    2
    >>> level_of(required=0, suggested=2, limit=1, ruled_out={1, 2})
    3
    """
    level = max(required, min(suggested, limit))
    while level in ruled_out:
        level += 1
    return level


def reaches(make: Connectives[T], required: Iterable[T], suggested: Iterable[T], limited: Iterable[T], raised: Iterable[T] = ()) -> T:
    """Return "the level is at least this one", which is `level_of` asked about one rank, over anything that has all, any and not.

    Args:
        make: what makes them.
        required: what requires this level, or a more intensive one.
        suggested: what suggests it.
        limited: what limits to a less intensive one.
        raised: that the level is at least the one below, and that one is ruled out; nothing where no criterion rules it out.
    """
    return make.any_of((*required, *raised, make.all_of((make.any_of(suggested), make.negated(make.any_of(limited))))))


def level_range(rules: Sequence[Rule], statuses: Sequence[Truth], top: int) -> Range:
    """Return the range of the level when each rule's criterion has a status; `top` is the rank of the most intensive level."""
    required, suggested, limit, ruled_out = [0, 0], [0, 0], [top, top], [NONE, NONE]
    for rule, status in zip(rules, statuses, strict=True):
        if status is Truth.UNMET:
            continue
        # A met criterion moves both ends; an unknown one only the end that it could still reach.
        ends = (0, 1) if status is Truth.MET else (1,)
        for end in ends:
            match rule.effect:
                case "requires":
                    required[end], suggested[end] = max(required[end], rule.rank), max(suggested[end], rule.rank)
                case "suggests":
                    suggested[end] = max(suggested[end], rule.rank)
                case "limits_to":
                    limit[end] = min(limit[end], rule.rank)
                case "rules_out":
                    ruled_out[end] = ruled_out[end].union(rule.ruled_out)
                case _:
                    assert_never(rule.effect)
    # For the limit, index 0 holds what is certain (its high end) and index 1 what is possible (its low end).
    certain, possible = limit
    return Range(
        lowest=level_of(required[0], suggested[0], possible, ruled_out[0]),
        highest=level_of(required[1], suggested[1], certain, ruled_out[1]),
        required=(required[0], required[1]),
        suggested=(suggested[0], suggested[1]),
        limit=(possible, certain),
        ruled_out=(ruled_out[0], ruled_out[1]),
    )


def can_matter(rule: Rule, known: Range) -> bool:
    """Return whether an unknown criterion can still change the level, given the ends of R, S and L."""
    required, suggested, limit = known.required[0], known.suggested[0], known.limit[1]
    match rule.effect:
        case "requires":
            return rule.rank > known.lowest
        case "suggests":
            # What is suggested is never below what is required.
            return rule.rank > suggested and suggested < limit and known.lowest < min(rule.rank, limit)
        case "limits_to":
            return rule.rank < limit and rule.rank < known.suggested[1] and limit > required
        case "rules_out":
            return any(known.lowest <= rank < known.highest and rank not in known.ruled_out[0] for rank in rule.ruled_out)
        case _:
            assert_never(rule.effect)


def undecided(criteria: Iterable[tuple[Criterion, Rule]], statuses: Iterable[Truth], known: Range) -> tuple[tuple[Criterion, Rule], ...]:
    """Return the criteria that are unknown and can still change the level, by the truth of each."""
    pairs = zip(criteria, statuses, strict=True)
    return tuple([pair for pair, status in pairs if status is Truth.UNKNOWN and can_matter(pair[1], known)])


Ranked = tuple[tuple[int, int], ...]
"""Ranks of levels, each with the result bits of the criteria that speak of it."""


class Ranges:
    """Finds the range of the level from the result bits of all criteria (`bit_tables.py`): what `level_range` finds from their statuses.

    Attributes:
        top: the rank of the most intensive level.
        required: the ranks that criteria require, the highest first.
        suggested: the ranks that criteria suggest, the highest first.
        limits: the ranks that criteria limit to, the lowest first.
        ruling: the ranks that criteria rule out, the lowest first.
    """

    __slots__ = ("_made", "limits", "required", "ruling", "suggested", "top")

    def __init__(self, definition: Definition, results: Sequence[int]) -> None:
        self.top = len(definition.levels) - 1
        bit_of = {criterion.id: bit for criterion, bit in zip(definition.criteria, results, strict=True)}
        by = by_effect((bit_of[criterion.id], rule) for criterion, rule in rules_of(definition))
        self.required, self.suggested, self.limits = _ranked(by.required)[::-1], _ranked(by.suggested)[::-1], _ranked(by.limits)
        self.ruling = _ranked([(bit, Rule(rule.effect, rank)) for bit, rule in by.ruling for rank in rule.ruled_out])
        self._made: dict[tuple[object, ...], Range] = {}

    def of(self, met: int, possible: int) -> Range:
        """Return the range of the level, and of R, S and L, for the result bits that are met and those that are met or unknown."""
        top = self.top
        required, limit = _first(met, self.required, 0), _first(met, self.limits, top)
        suggested = max(required, _first(met, self.suggested, 0))
        ends = required, suggested, limit, required, suggested, limit
        if met != possible:
            could_require = _first(possible, self.required, 0)
            ends = required, suggested, limit, could_require, max(could_require, _first(possible, self.suggested, 0)), _first(possible, self.limits, top)
        if self.ruling:
            return self._ruled(ends, self.ruled_out(met), self.ruled_out(possible))
        # There are few.
        return self._made.get(ends) or self._range(ends)

    def ruled_out(self, results: int) -> frozenset[int]:
        """Return the ranks that are ruled out by the criteria of some result bits."""
        return frozenset(rank for rank, bits in self.ruling if results & bits)

    def _ruled(self, ends: tuple[int, int, int, int, int, int], certain: frozenset[int], could: frozenset[int]) -> Range:
        key = ends, certain, could
        return self._made.get(key) or self._made.setdefault(key, _range(ends, certain, could))

    def _range(self, ends: tuple[int, int, int, int, int, int]) -> Range:
        found = self._made[ends] = _range(ends, NONE, NONE)
        return found


def _range(ends: tuple[int, int, int, int, int, int], certain: frozenset[int], could: frozenset[int]) -> Range:
    required, suggested, limit, could_require, could_suggest, lowest_limit = ends
    lowest, highest = level_of(required, suggested, lowest_limit, certain), level_of(could_require, could_suggest, limit, could)
    return Range(lowest, highest, (required, could_require), (suggested, could_suggest), (lowest_limit, limit), (certain, could))


def _ranked(bits: Iterable[tuple[int, Rule]]) -> Ranked:
    """Return the ranks of criteria, the lowest first, each with their result bits together."""
    found: dict[int, int] = {}
    for bit, rule in bits:
        found[rule.rank] = found.get(rule.rank, 0) | bit
    return tuple(sorted(found.items()))


def _first(results: int, ranked: Ranked, default: int) -> int:
    """Return the first rank of whose criteria a result bit is set."""
    for rank, bits in ranked:
        if results & bits:
            return rank
    return default
