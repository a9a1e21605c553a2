"""What a condition means. This is the definition: when another interpreter differs, this one is right."""

from collections.abc import Collection
from typing import assert_never

from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf
from carelevel.model.facts import Bands, Choice, Percent, Points, Scalar, Scale, Score, Sum, Value, Worst, YesNo, band_ends, domain
from carelevel.model.truth import Truth, all_of, any_of, count_of, negate


def meaning(condition: Condition, case: Case) -> Truth:
    """Return whether a condition is met by what is known of a person.

    An atom is met when every value that the fact can still have satisfies it, unmet when none does, else unknown. Groups follow Kleene's strong
    logic. Learning more can turn unknown into met or unmet and never changes anything else.
    """
    match condition:
        case Among(fact, satisfying):
            return _among(possible_values(fact, case), satisfying)
        case Includes(fact, member):
            held = case.includes(fact.id, member)
            return Truth.UNKNOWN if held is None else Truth.MET if held else Truth.UNMET
        case AllOf(parts):
            return all_of(meaning(part, case) for part in parts)
        case AnyOf(parts):
            return any_of(meaning(part, case) for part in parts)
        case NoneOf(parts):
            return negate(any_of(meaning(part, case) for part in parts))
        case CountOf(parts, fewest, most):
            return count_of((meaning(part, case) for part in parts), fewest, most)
        case Holds(named, expected):
            truth = meaning(named.when, case)
            return truth if expected else negate(truth)
        case _:
            assert_never(condition)


def _among(possible: Collection[Value], satisfying: frozenset[Value]) -> Truth:
    # Of a wide range, its ends are looked at before everything between them.
    may_be_met = not isinstance(possible, range) or (len(possible) <= len(satisfying) and possible[0] in satisfying and possible[-1] in satisfying)
    if may_be_met and satisfying.issuperset(possible):
        return Truth.MET
    # Of a wide range and a few values, the few are looked at.
    is_apart = not any(map(possible.__contains__, satisfying)) if len(satisfying) < len(possible) else satisfying.isdisjoint(possible)
    if is_apart:
        return Truth.UNMET
    return Truth.UNKNOWN


def possible_values(fact: Scalar, case: Case) -> Collection[Value]:
    """Return the values that a fact can still have.

    A sum, a percentage, the worst of several scales, and what depends on them are known as a range between the ends of what their parts can still be. A sum
    beyond its top, as there is where the top of a part means "this or more", has its top as its value: that means so too. Points are known as a range
    too, between the fewest and the most that a person can have of whom all this is true: conditions that share a fact are counted together.
    """
    match fact:
        case Scale() | Choice() | Score() | YesNo():
            return case.values.get(fact.id) or domain(fact)
        case Sum():
            low, high = ends(fact, case)
            return range(min(low, fact.high), min(high, fact.high) + 1)
        case Points():
            return _points(fact, case)
        case Percent():
            (least, most), (least_to, most_to) = ends(fact.of, case), ends(fact.to, case)
            return range(fact.place_of(least, most_to), fact.place_of(most, least_to) + 1)
        case Worst():
            return _worst(fact, case)
        case Bands():
            scores = possible_values(fact.of, case)
            return frozenset(label for label, low, high in band_ends(fact) if _any_between(scores, low, high))
        case _:
            assert_never(fact)


def _any_between(values: Collection[Value], low: int, high: int) -> bool:
    if isinstance(values, range):
        return low <= values[-1] and values[0] <= high
    return not frozenset(values).isdisjoint(range(low, high + 1))


def ends(score: Score | Sum, case: Case) -> tuple[int, int]:
    """Return the lowest and the highest true number that a score can still be; of a sum also beyond its top."""
    # Many conditions stand on one sum, and many sums on one score.
    kept = case.ends.get(score.id)
    if kept is not None and kept[0] is score:
        return kept[1]
    found = _ends(score, case)
    case.ends[score.id] = score, found
    return found


def _ends(score: Score | Sum, case: Case) -> tuple[int, int]:
    if isinstance(score, Sum):
        parts = [sorted(end * part.times for end in ends(part.of, case)) for part in score.parts]
        return sum(low for low, _ in parts), sum(high for _, high in parts)
    possible = possible_values(score, case)
    if isinstance(possible, range):
        return possible[0], possible[-1]
    return min(map(int, possible)), max(map(int, possible))


def _points(fact: Points, case: Case) -> range:
    truths = [(meaning(rung.when, case), rung.points) for rung in fact.rungs]
    low, high = (fact.low + sum(points for truth, points in truths if truth in counted) for counted in ((Truth.MET,), (Truth.MET, Truth.UNKNOWN)))
    return range(low, high + 1)


def _worst(fact: Worst, case: Case) -> frozenset[Value]:
    ranks = [[fact.values.index(str(value)) for value in possible_values(part, case)] for part in fact.parts]
    pick = max if fact.worse == "high" else min
    low, high = pick(map(min, ranks)), pick(map(max, ranks))
    return frozenset(fact.values[low : high + 1])
