"""A hint at what to write instead says what the author said: whoever follows it word for word gets the same people."""

import operator
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from carelevel.model.facts import About, Bands, Scale, Score, Sum, Weighted, domain, numbers_of
from carelevel.model.operators import OPEN_BOUNDS, OTHER_OPERATORS, allowed_values, checked_value, wrong_operator
from carelevel.model.problems import Report
from tests.strategies import Draw

ABOUT = About("a fact")
WORDS = ("none", "mild", "moderate", "severe", "extreme")
Holds = Callable[[Any, Any], bool]

SIGNS: dict[str, Holds] = {
    **dict.fromkeys(
        (">", "gt", "above", "over", "more_than", "greater_than", "higher_than", "more than", "greater than", "greter_than", "morethan"), operator.gt
    ),
    **dict.fromkeys(("<", "lt", "below", "under", "less_than", "fewer_than", "lower_than", "less than", "fewer than", "less_then", "les_than"), operator.lt),
    **dict.fromkeys((">=", "≥", "=>", "gte", "min", "at least", "no less than", "at_lest"), operator.ge),
    **dict.fromkeys(("<=", "≤", "=<", "lte", "max", "at most", "no more than", "up to", "at_mots"), operator.le),
    **dict.fromkeys(("=", "==", "equals"), operator.eq),
    **dict.fromkeys(("!=", "<>", "≠", "not", "ne"), operator.ne),
}
BEHIND: dict[str, Holds] = {
    **dict.fromkeys(("+", " or more", " or higher", " or above", " and over"), operator.ge),
    **dict.fromkeys((" or less", " or lower", " and below", " or fewer"), operator.le),
}


@st.composite
def facts(draw: Draw) -> Score | Scale | Bands | Sum:
    low = draw(st.integers(-3, 3))
    score = Score("fact", ABOUT, low, low + draw(st.integers(1, 9)), or_more=draw(st.booleans()), worse="high")
    scale = Scale("fact", ABOUT, draw(st.permutations(WORDS).map(lambda words: tuple(words[:3]))), "high")
    bands = Bands("fact", ABOUT, score, (("mild", score.low, score.low), ("severe", score.low + 1, score.high)))
    total = Sum("fact", ABOUT, (Weighted(score, 2),), 2 * score.low, 2 * score.high)
    return draw(st.sampled_from((score, scale, bands, total)))


def operands(fact: Any) -> st.SearchStrategy[Any]:
    if not isinstance(fact, Score | Sum):
        return st.sampled_from(fact.values)
    number = st.integers(fact.low - 2, fact.high + 2)
    return st.one_of(number, number.map(lambda each: each + 0.5), number.map(float))


def meant(fact: Any, holds: Holds, operand: Any) -> frozenset[Any]:
    """Return the values that an author means by a sign and an operand, by their places in the order of the values."""
    every = list(domain(fact))
    if isinstance(operand, str):
        return frozenset(value for place, value in enumerate(every) if holds(place, every.index(operand)))
    return frozenset(value for value in every if holds(value, Fraction(operand)))


def follow(fact: Any, hint: str, written: dict[str, Any] | Any) -> frozenset[Any] | None:
    """Return the values of what is written when a hint is followed; None where it says that there is nothing to ask."""
    if "nothing lies " in hint:
        return None
    instead = re.fullmatch(r"write `(.+: .+)`", hint) or re.fullmatch(r"write (\{.+\})", hint) or re.fullmatch(r"write (\w+|-[0-9]+)", hint)
    spelled = re.fullmatch(r"did you mean `(\w+)`\?", hint)
    assert instead or spelled, hint
    said = yaml.safe_load(instead[1]) if instead else {spelled[1]: written} if spelled else None
    ((word, operand),) = said.items() if isinstance(said, dict) else [("is", said)]
    report = Report()
    # As a condition reads it: a threshold beyond the top value is refused.
    values = allowed_values(replace(fact, or_more=False) if isinstance(fact, Score) else fact, word, operand, ("fact", word), report)
    return None if report.problems else values


@given(st.data())
def test_a_sign_in_the_place_of_an_operator(data: Any) -> None:
    fact = data.draw(facts())
    sign = data.draw(st.sampled_from(sorted(SIGNS)))
    operand = data.draw(operands(fact))
    report = Report()

    wrong_operator(fact, sign, operand, ("fact", sign), report)

    (problem,) = report.problems
    if problem.hint is not None:
        check(fact, SIGNS[sign], operand, problem.hint)


@given(st.data())
def test_a_sign_in_the_text_of_a_value(data: Any) -> None:
    fact = data.draw(facts())
    sign, holds = data.draw(st.sampled_from(sorted({**SIGNS, **BEHIND}.items(), key=lambda each: each[0])))
    operand = data.draw(operands(fact))
    text = f"{operand}{sign}" if sign in BEHIND else f"{sign}{data.draw(st.sampled_from((' ', '  ')))}{operand}"
    report = Report()

    checked_value(fact, text, ("fact",), report)

    (problem,) = report.problems
    if problem.hint is not None:
        check(fact, holds, operand, problem.hint)


def check(fact: Any, holds: Holds, operand: Any, hint: str) -> None:
    said, followed = meant(fact, holds, operand), follow(fact, hint, operand)
    if followed is not None:
        assert followed == said, hint
    elif "nothing lies " in hint:
        assert len(said) in {0, len(domain(fact))}, hint
    else:
        # A number that is no whole one, or beyond the range, with the right word for the sign: the next message is about the number. So it is beyond a top
        # that means "this or more": a case can give such numbers, a condition cannot.
        is_top = isinstance(fact, Score) and fact.or_more and operand == fact.high
        assert not isinstance(operand, int) or is_top or operand not in (numbers_of(fact) if isinstance(fact, Score) else domain(fact)), hint


def test_every_word_of_another_notation_says_whether_its_bound_is_left_out() -> None:
    """`less_than: 15` is `at_most: 14`; a table that takes it for `at_most` moves everybody with 15."""
    assert set(OPEN_BOUNDS).isdisjoint(OTHER_OPERATORS)
    assert not [word for word in OTHER_OPERATORS if re.search(r"(?<!no_)(?<!not_)(more|less|fewer|higher|lower|greater)_than", word)]
    assert set(OPEN_BOUNDS.values()) == {"at_least", "at_most"}
