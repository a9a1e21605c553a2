"""What is said of values that are named in a list, and of numbers that are too long to write out."""

import json
from typing import Any

import pytest

from carelevel.criteria_set import CriteriaSet, loads
from carelevel.operators import as_pair, described
from carelevel.problems import CaseError, CriteriaError

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
