"""Percentages as weighted sums: each bound of one is a bound of a sum of its two scores, so that what adds can also compare.

With A times the first score against B times the other, "at least this percentage" is "A of the one less B of the other is at least 0". Nothing of nothing is
100 percent, which is on the other side of some bounds than 0: there the sum is stretched, and what is taken away is changed by one, so that it decides.
"""

from collections.abc import Collection, Iterable
from math import gcd
from typing import Any

from carelevel.model.facts import (
    MOST_PERCENT,
    Percent,
    Score,
    Sum,
    Weighted,
    domain,
    greatest,
    least,
    number_runs,
    numbers_of,
    percent_text,
    scores_below,
)
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.numbers import step_ratio

EQUAL = 100


@record
class Cut:
    """A sum that is at least `bound` exactly for people whose percentage has a place, or is above it."""

    sum: Sum
    bound: int


def cut_at(fact: Percent, place: int) -> Cut:
    """Return the sum that says who is at a place of a percentage, above the lowest, or beyond it.

    >>> import carelevel
    >>> from carelevel.model.facts import About
    >>> phq9 = carelevel.load("adult-mental-health").facts["phq9"]
    >>> cut = cut_at(Percent("left", About("left"), phq9, phq9), 100)
    >>> [part.times for part in cut.sum.parts], cut.bound
    ([2, -1], 0)
    """
    percent, is_over = divmod(place, 2)
    num, den = step_ratio(fact.of.step, fact.to.step)
    times, taken, bound = EQUAL * num, percent * den, int(is_over)
    # Where both are 0, this is 0: met if the bound itself is among what is wanted. Otherwise one more, or one less, of the other score decides.
    is_met = percent < EQUAL if is_over else percent <= EQUAL
    if is_met is bool(is_over) and least(fact.of) <= 0 and least(fact.to) <= 0:
        scale = greatest(fact.to) + 1
        times, taken, bound = (scale * times, scale * taken + 1, 0) if is_over else (scale * times, scale * taken - 1, 1)
    common = gcd(times, taken)
    times, taken, bound = times // common, taken // common, -(-bound // common)
    parts = tuple(Weighted(score, weight) for score, weight in ((fact.of, times), (fact.to, -taken)) if weight)
    low, high = times * least(fact.of) - taken * greatest(fact.to), times * greatest(fact.of) - taken * least(fact.to)
    return Cut(Sum(f"{fact.id} at {place}", fact.about, parts, low, high), bound)


def highest_told_apart(score: Score, percents: Iterable[Percent]) -> int:
    """Return the highest number that percentages tell apart of an `or_more` score; the top where none does.

    From there on, each percentage is above all that can be asked for, or below 1, whatever the other score is.
    """
    cap = score.high
    for fact in percents if score.or_more else ():
        num, den = step_ratio(fact.of.step, fact.to.step)
        above = MOST_PERCENT * greatest(fact.to) * den // (EQUAL * num) + 1
        below = EQUAL * greatest(fact.of) * num // den + 1
        for side, enough in ((fact.of, above), (fact.to, below)):
            weight = sum(times for part, times in scores_below(side) if part.id == score.id)
            if weight > 0:
                cap = max(cap, score.low - (least(side) - enough) // weight)
    return cap


def span_words(fact: Percent, low: int, high: int) -> str:
    """Return the places of a percentage from one to another in words: `50 % or more`, `under 50 %`, `25 or more and under 75 %`, `over 25 and 50 or less %`."""
    (first, is_over), last = divmod(low, 2), (high + 1) // 2
    is_under = bool(high % 2)
    if low == high:
        return f"{percent_text(low)} %"
    if high >= fact.high:
        return f"over {first} %" if is_over else f"{first} % or more"
    if low <= fact.low:
        return f"under {last} %" if is_under else f"{last} % or less"
    if not is_over and not is_under:
        return f"{first} to {last} %"
    return f"{f'over {first}' if is_over else f'{first} or more'} and {f'under {last}' if is_under else f'{last} or less'} %"


def span_plain(fact: Percent, low: int, high: int) -> FrozenDict[str, int]:
    """Return the bounds from one place of a percentage to another, as a file has them: `{at_least: 50}`, `{over: 25, under: 50}`."""
    lower = {"over" if low % 2 else "at_least": low // 2} if low > fact.low else {}
    upper = {"under" if high % 2 else "at_most": (high + 1) // 2} if high < fact.high else {}
    return FrozenDict(lower | upper or {"at_least": fact.low // 2})


def said_in_percent(fact: Percent, places: Collection[int]) -> Any:
    """Return places of a percentage as a condition has them: one percent, or operators; several spans in a list."""
    if len(places) == 1 and not sum(places) % 2:
        return sum(places) // 2
    if not any(place % 2 for place in places):
        return FrozenDict(one_of=tuple(place // 2 for place in sorted(places)))
    others = sorted(frozenset(domain(fact)).difference(places))
    found = number_runs(places)
    if len(found) > 1 and not any(int(place) % 2 for place in others):
        return FrozenDict(is_not=int(others[0]) // 2) if len(others) == 1 else FrozenDict(none_of=tuple(int(place) // 2 for place in others))
    low, high = found[0]
    if len(found) == 1 and fact.low < low and high < fact.high and not low % 2 and not high % 2:
        return FrozenDict(between=(low // 2, high // 2))
    return span_plain(fact, *found[0]) if len(found) == 1 else tuple(span_plain(fact, *run) for run in found)


def places_met(fact: Percent, operator: str, operand: Any) -> frozenset[int]:
    """Return the places that satisfy an operator; `operand` is a place, or several."""
    every = numbers_of(fact)
    match operator:
        case "at_least" | "over":
            return frozenset(place for place in every if place >= operand + (operator == "over"))
        case "at_most" | "under":
            return frozenset(place for place in every if place <= operand - (operator == "under"))
        case "between":
            return frozenset(place for place in every if operand[0] <= place <= operand[1])
        case _:
            named = frozenset(operand)
            return frozenset(place for place in every if (place in named) is (operator in {"is", "one_of"}))
