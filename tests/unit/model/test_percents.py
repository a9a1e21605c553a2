"""Percentages: their places, the sums that bound them, and their words; each compared with the quotient itself."""

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

import pytest

from carelevel.api import dumps, loads
from carelevel.model.facts import ABOVE, About, Percent, Score, Sum, Weighted, domain, greatest, least, worse_end
from carelevel.model.percents import cut_at, highest_told_apart, places_met, said_in_percent, span_plain, span_words

A = About("a")
PLAIN = Score("plain", A, 0, 7)
HALVES = Score("halves", A, 0, 6, step=Decimal("0.5"))
FROM_TWO = Score("from_two", A, 2, 5)
TOTAL = Sum("total", A, (Weighted(PLAIN, 1), Weighted(FROM_TWO, 2)), 4, 17)


def quotient(fact: Percent, of: int, to: int) -> Any:
    size = [Fraction(each.step or 1) for each in (fact.of, fact.to)]
    return 100 * of * size[0] / (to * size[1]) if to else inf if of else Fraction(100)


@pytest.mark.parametrize(("of", "to"), [(PLAIN, HALVES), (HALVES, PLAIN), (FROM_TWO, PLAIN), (PLAIN, FROM_TWO), (TOTAL, HALVES), (HALVES, TOTAL)])
def test_every_bound_is_that_of_a_sum(of: Any, to: Any) -> None:
    fact = Percent("share", A, of, to)
    pairs = [(one, other) for one in range(least(of), greatest(of) + 1) for other in range(least(to), greatest(to) + 1)]

    for place in (1, 2, 40, 99, 100, 101, 199, 200, 201, 202, 299, 300, 301, 1000, 1999, 2000, ABOVE):
        cut = cut_at(fact, place)
        weights = {part.of.id: part.times for part in cut.sum.parts}
        for one, other in pairs:
            percent, is_over = divmod(place, 2)
            expected = quotient(fact, one, other) > percent if is_over else quotient(fact, one, other) >= percent
            assert (fact.place_of(one, other) >= place) is expected
            assert (weights.get(of.id, 0) * one + weights.get(to.id, 0) * other >= cut.bound) is expected, (place, one, other)
            assert fact.low <= fact.place_of(one, other) <= fact.high


def test_a_percentage_has_a_direction_if_its_scores_push_it_the_same_way() -> None:
    worse = {word: Score(word, A, 0, 9, worse=word) for word in ("high", "low")}

    assert worse_end(Percent("share", A, worse["high"], worse["low"])) == "high"
    assert worse_end(Percent("share", A, worse["low"], worse["high"])) == "low"
    assert worse_end(Percent("share", A, worse["high"], worse["high"])) is None
    assert worse_end(Percent("share", A, PLAIN, PLAIN)) is None


@pytest.mark.parametrize(
    ("low", "high", "words", "plain"),
    [
        (100, ABOVE, "50 % or more", {"at_least": 50}),
        (101, ABOVE, "over 50 %", {"over": 50}),
        (0, 99, "under 50 %", {"under": 50}),
        (0, 100, "50 % or less", {"at_most": 50}),
        (50, 149, "25 or more and under 75 %", {"at_least": 25, "under": 75}),
        (51, 150, "over 25 and 75 or less %", {"over": 25, "at_most": 75}),
        (50, 150, "25 to 75 %", {"at_least": 25, "at_most": 75}),
        (110, 110, "55 %", {"at_least": 55, "at_most": 55}),
        (111, 111, "between 55 and 56 %", {"over": 55, "under": 56}),
        (ABOVE, ABOVE, "over 1000 %", {"over": 1000}),
        (0, ABOVE, "0 % or more", {"at_least": 0}),
    ],
)
def test_spans_in_words_and_as_bounds(low: int, high: int, words: str, plain: dict[str, int]) -> None:
    fact = Percent("share", A, PLAIN, PLAIN)

    assert (span_words(fact, low, high), dict(span_plain(fact, low, high))) == (words, plain)


@pytest.mark.parametrize(
    ("operator", "operand", "said"),
    [
        ("is", (100,), 50),
        ("is_not", (100,), {"is_not": 50}),
        ("one_of", (100, 120), {"one_of": (50, 60)}),
        ("none_of", (100, 120), {"none_of": (50, 60)}),
        ("at_least", 100, {"at_least": 50}),
        ("over", 100, {"over": 50}),
        ("at_most", 100, {"at_most": 50}),
        ("under", 100, {"under": 50}),
        ("between", (50, 100), {"between": (25, 50)}),
    ],
)
def test_what_an_operator_means_is_said_by_it(operator: str, operand: Any, said: Any) -> None:
    fact = Percent("share", A, PLAIN, PLAIN)

    assert said_in_percent(fact, places_met(fact, operator, operand)) == said
    assert said_in_percent(fact, [101, 103, 105]) == ({"over": 50, "under": 51}, {"over": 51, "under": 52}, {"over": 52, "under": 53})


def test_of_an_or_more_score_all_is_told_apart_that_can_differ() -> None:
    more = Score("more", A, 0, 4, or_more=True)
    of, to = Percent("of", A, more, PLAIN), Percent("to", A, PLAIN, more)

    assert highest_told_apart(more, [of]) == 71  # 71 of 7 is over 1000 %
    assert highest_told_apart(more, [to]) == 701  # 7 of 701 is under 1 %
    assert highest_told_apart(PLAIN, [of, to]) == 7
    assert (of.high, to.low) == (ABOVE, 0)
    assert domain(of) == range(ABOVE + 1)


def test_gaps_of_a_percentage_are_those_of_its_scores() -> None:
    criteria = loads("""
carelevel: 1
id: left
version: "1"
title: Left
levels: {low: {title: Low}, high: {title: High}}
facts: {now: {type: score, range: [0, 27]}, start: {type: score, range: [0, 27], changes: no}}
derived: {left: {percent: {of: now, to: start}}}
criteria: [{id: worse, suggests: high, when: {left: {over: 100}}, because: Worse.}]
""")

    said = str(criteria.why_not({"now": 14, "start": 20}, "high"))

    assert "now is 14; 21 or more needed (7 points away)" in said
    assert loads(dumps(criteria)).digest == criteria.digest
