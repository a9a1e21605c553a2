"""What is said of values that are named in a list, and of numbers that are too long to write out."""

import json
import math
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.model.facts import About, Choice, Scale, Score
from carelevel.model.operators import as_pair, checked_value, described, wrong_operator
from carelevel.model.problems import CaseError, CriteriaError, Report

FACTS = {
    "severity": {"type": "scale", "values": ["none", "mild", "severe"], "worse": "high"},
    "points": {"type": "score", "range": [0, 9]},
    "safe": {"type": "yes_no"},
}


def criteria(when: dict[str, Any]) -> CriteriaSet:
    return loads(
        json.dumps(
            {
                "carelevel": 1,
                "id": "tiny",
                "version": "1",
                "title": "Tiny",
                "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
                "facts": FACTS,
                "criteria": [{"id": "only", "suggests": "high", "when": when, "because": "Reason."}],
            }
        )
    )


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ({"safe": {"one_of": ["yes", "no", "no"]}}, "repeated-value"),
        ({"severity": {"one_of": ["none", "mild", "sever"]}}, "unknown-value"),
        ({"severity": {"none_of": ["sever"]}}, "unknown-value"),
    ],
    ids=str,
)
def test_a_list_with_a_slip_is_not_said_to_say_nothing_as_well(when: dict[str, Any], code: str) -> None:
    """What it says is known only when the slip is mended."""
    with pytest.raises(CriteriaError) as error:
        criteria(when)

    assert [problem.code for problem in error.value.problems] == [code]


LAST = 10**30 - 1
"""The largest number that is written out."""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (LAST, f"the number `{LAST}`"),
        (-LAST, f"the number `{-LAST}`"),
        (LAST + 1, "a number with more digits than can be shown"),
        (-LAST - 1, "a number with more digits than can be shown"),
    ],
)
def test_a_number_of_more_than_thirty_digits_is_not_written_out(number: int, words: str) -> None:
    assert described(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(LAST, f"`{LAST}` is outside"), (-LAST, f"`{-LAST}` is outside"), (LAST + 1, "this number is outside"), (-LAST - 1, "this number is outside")],
)
def test_neither_is_one_that_is_outside_of_a_range(number: int, words: str) -> None:
    with pytest.raises(CaseError, match=f"out-of-range: {words} the range of `points`"):
        criteria({"safe": "no"}).case({"points": number})


@pytest.mark.parametrize("text", ["5-9", "5 - 9", "5 to 9", "5–9", "5..9", "5, 9", " 5-9 "])
def test_two_bounds_are_read_however_they_are_joined(text: str) -> None:
    assert as_pair(text) == "write [5, 9]"


@pytest.mark.parametrize(
    "text", ["", "5", "-5", "5-", "5-9-12", "five or nine", "5" * 41 + "-9", "5" + " " * 100_000, 5, None, ["5-9"]], ids=lambda text: repr(text)[:20]
)
def test_what_is_no_pair_of_bounds_is_not_read_as_one(text: object) -> None:
    assert as_pair(text) is None


SCORE = Score("points", About("points"), 0, 27)
SCALE = Scale("severity", About("severity"), ("none", "mild", "severe"), "high")
CHOICE = Choice("therapy", About("therapy"), ("fair_try", "none"))
WEEKS = Score("weeks", About("weeks"), 0, 52, or_more=True, beyond=8)
END = "the values of `points` end at `27`: nothing lies above it"
BEGINNING = "the values of `points` begin at `0`: nothing lies below it"


@pytest.mark.parametrize(
    ("fact", "word", "operand", "hint"),
    [
        (SCORE, "less_than", 15, "write `at_most: 14`"),
        (SCORE, "<", 1, "write `at_most: 0`"),
        (SCORE, "<", 0, BEGINNING),
        (SCORE, "less_than", 28, END),
        (SCORE, "more_than", 9, "write `at_least: 10`"),
        (SCORE, "above", 27, END),
        (SCORE, "above", -1, BEGINNING),
        (SCORE, "below", 14.5, "write `at_most: 14`"),
        (SCORE, "above", 14.5, "write `at_least: 15`"),
        (SCORE, "above", "9", "write `at_least: 10`"),
        (SCORE, "les than", 15, "write `at_most: 14`"),
        (SCORE, "above", "nine", "`above` does not include its bound: write `at_least` with the next value"),
        (SCORE, "above", math.inf, "`above` does not include its bound: write `at_least` with the next value"),
        (SCORE, "above", True, "`above` does not include its bound: write `at_least` with the next value"),
        (SCORE, ">=", 9, "did you mean `at_least`?"),
        (SCORE, "no less than", 9, None),
        (SCALE, "above", "none", "write `at_least: mild`"),
        (SCALE, "above", "severe", "the values of `severity` end at `severe`: nothing lies above it"),
        (SCALE, "above", "sever", "`above` does not include its bound: write `at_least` with the next value"),
        (CHOICE, "above", "none", None),
        # A case says any number of weeks, although they are not told apart above some.
        (WEEKS, "above", 52, "write `at_least: 53`"),
        (WEEKS, "above", 99, "write `at_least: 100`"),
        (WEEKS, "below", 99, "write `at_most: 98`"),
        (WEEKS, "below", 0, "the values of `weeks` begin at `0`: nothing lies below it"),
    ],
    ids=str,
)
def test_a_bound_that_is_left_out_itself_is_said_with_the_value_next_to_it(fact: Any, word: str, operand: Any, hint: str | None) -> None:
    """With the same number as before, everybody who has just that would be counted in."""
    report = Report()

    wrong_operator(fact, word, operand, (fact.id, word), report)

    assert [problem.hint for problem in report.problems] == [hint]


@pytest.mark.parametrize(
    ("fact", "text", "hint"),
    [
        (SCORE, "<15", "write {at_most: 14}"),
        (SCORE, ">= 10", "write {at_least: 10}"),
        (SCORE, "10+", "write {at_least: 10}"),
        (SCORE, "10 or less", "write {at_most: 10}"),
        (SCORE, "= 10", "write 10"),
        (SCORE, "!= 10", "write {is_not: 10}"),
        (SCORE, "!= 28", None),
        (SCORE, "!= 1.5", None),
        (SCORE, "5 to 9", "write {between: [5, 9]}"),
        (SCORE, "5 to 90", None),
        (SCORE, "ten", None),
        (SCORE, "10", "write it without quotes: 10"),
        (SCORE, "<= " + "1" * 90, None),
        (SCALE, "< severe", "write {at_most: mild}"),
        (SCALE, "Mild or higher", "write {at_least: mild}"),
        (SCALE, "at least sever", None),
        (CHOICE, "not fair try", "write {is_not: fair_try}"),
        (CHOICE, "above none", None),
    ],
    ids=str,
)
def test_a_value_with_a_sign_is_said_with_an_operator(fact: Any, text: str, hint: str | None) -> None:
    report = Report()

    checked_value(fact, text, (fact.id,), report)

    assert [problem.hint for problem in report.problems] == [hint]


def test_behind_an_operator_a_sign_in_a_value_has_no_hint() -> None:
    """Nobody can say whether `at_least: "<15"` is about the word or about the sign."""
    report = Report()

    checked_value(SCORE, "<15", ("points", "at_least"), report)

    assert [problem.hint for problem in report.problems] == [None]


def test_above_the_top_of_a_score_a_threshold_has_nothing_to_ask() -> None:
    """The top stands for itself and all above it, also where sums tell more numbers apart."""
    text = """
carelevel: 1
id: tops
version: "1"
title: Tops
levels: {low: {title: Low}, high: {title: High}}
facts: {weeks: {type: score, range: [0, 12], or_more: yes}, points: {type: score, range: [0, 8]}}
derived: {total: {sum: [weeks, points]}}
criteria:
  - {id: over, suggests: high, when: {weeks: {over: 12}}, because: Over.}
  - {id: sum, suggests: high, when: {total: {at_least: 15}}, because: Sum.}
"""
    with pytest.raises(CriteriaError) as caught:
        loads(text)

    assert [problem.hint for problem in caught.value.problems] == ["write {at_least: 12}, or give `weeks` a wider range"]
    assert [problem.message for problem in caught.value.problems] == ["nothing lies over `12`: 12 stands for 12 and more"]
