"""Scores that may be `never`: what is read and refused, what is said, and what other criteria read of it."""

from typing import Any

import pytest

from carelevel import diff
from carelevel.api import CriteriaSet, loads
from carelevel.cli.answers import allowed_words, read_answer
from carelevel.model.problems import CaseError, CriteriaError


def visits(when: str, score: str = "range: [0, 52], unit: weeks ago, or_never: yes", derived: str = "{}") -> CriteriaSet:
    return loads(f"""
carelevel: 1
id: visits
version: "1"
title: Visits
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{last: {{type: score, {score}}}}}
derived: {derived}
criteria: [{{id: c, suggests: high, when: {when}, because: Because.}}]
""")


@pytest.mark.parametrize(
    ("when", "never", "top"),
    [
        ("{last: {at_least: 30}}", "high", "high"),
        ("{last: {over: 51}}", "high", "high"),
        ("{last: {over: 52}}", "high", "low"),
        ("{last: {at_most: 52}}", "low", "high"),
        ("{last: {under: 52}}", "low", "low"),
        ("{last: {between: [30, 52]}}", "low", "high"),
        ("{last: never}", "high", "low"),
        ("{last: {is_not: never}}", "low", "high"),
        ("{last: {one_of: [never, 3]}}", "high", "low"),
        ("{last: {none_of: [3]}}", "high", "high"),
    ],
)
def test_never_is_above_every_number(when: str, never: str, top: str) -> None:
    criteria = visits(when)

    for given, level in (("never", never), (52, top)):
        assert criteria.recommend({"last": given}).level == criteria.decide({"last": given}).level == level


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (53, "`53` is outside the range of `last`; allowed is 0 to 52, or `never`"),
        ("Never", "`last` is a whole number from 0 to 52, or `never`; found the text `Never`"),
        ({"at_most": "never"}, "`never` is no number, so it is no bound of `last`"),
        ({"between": [3, "never"]}, "`never` is no number, so it is no bound of `last`"),
    ],
)
def test_no_other_word_and_no_number_is_never(given: Any, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        visits("{last: never}").recommend({"last": given})

    assert [problem.message for problem in caught.value.problems] == [said]


def test_a_fact_without_it_has_a_hint() -> None:
    with pytest.raises(CriteriaError) as caught:
        visits("{last: never}", "range: [0, 52]")

    (problem,) = caught.value.problems
    assert problem.hint == "`last` has no `never`; a score of time since something has it with `or_never: yes`, where the fact is declared"


@pytest.mark.parametrize(
    "given", ["never", 52, 51, {"at_least": 50}, {"between": [50, 52]}, {"is_not": "never"}, {"one_of": [3, "never"]}, {"one_of": [3, 52]}, {"over": 52}]
)
def test_wider_criteria_read_what_was_known_as_widely(given: Any) -> None:
    narrow = visits("{last: never}", "range: [0, 52], or_more: yes, or_never: yes")
    wide = visits("{last: never}", "range: [0, 60], or_more: yes, or_never: yes")
    case = narrow.case({"last": given})

    assert narrow.case(case.to_dict()) == case
    there = wide.case(case.to_dict()).values["last"]
    high = 52 in case.values["last"]
    assert there == frozenset(61 if value == 53 else value for value in case.values["last"]) | (frozenset(range(53, 61)) if high else frozenset())


def test_over_the_top_of_or_more_is_an_error() -> None:
    with pytest.raises(CriteriaError, match="nothing lies over `52`: 52 stands for 52 and more"):
        visits("{last: {over: 52}}", "range: [0, 52], or_more: yes, or_never: yes")


@pytest.mark.parametrize("bands", ["old: [31, 53]", "old: [31, 52]", "old: [31, 52], gone: [53, 53]", "old: [31, 51], gone: never"])
def test_bands_have_never_as_a_word_only(bands: str) -> None:
    with pytest.raises(CriteriaError, match="out-of-range|bands-gap"):
        visits("{band: old}", derived=f"{{band: {{bands: {{of: last, new: [0, 30], {bands}}}}}}}")


@pytest.mark.parametrize("bands", ["old: [31, never]", "old: [31, 52], gone: never"])
def test_bands_hold_never(bands: str) -> None:
    criteria = visits("{band: {is_not: new}}", derived=f"{{band: {{bands: {{of: last, new: [0, 30], {bands}}}}}}}")

    assert criteria.recommend({"last": "never"}).level == "high"


def test_never_is_an_answer_to_a_question() -> None:
    question = visits("{last: {at_least: 30}}").next_question({})

    assert question is not None
    assert (question.range, question.values) == ((0, 52), (("never", "never"),))
    assert (read_answer(question, " Never "), read_answer(question, "12")) == ("never", 12)
    assert allowed_words(question) == "a whole number from 0 to 52, or `never`"


def test_versions_of_which_one_has_never_are_compared_without_it() -> None:
    with_never, without = visits("{last: {at_least: 30}}"), visits("{last: {at_least: 30}}", "range: [0, 52], unit: weeks ago")

    assert "people with another value (`never`)" in " ".join(str(diff(with_never, without)).split())
    assert "never to" not in str(diff(with_never, visits("{last: {at_least: 30}}", "range: [0, 90], unit: weeks ago, or_never: yes")))
