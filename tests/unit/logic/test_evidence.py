"""What a criterion that is met stands on: a smallest part of what is known, and what is remembered of it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic import evidence
from carelevel.logic.evidence import smallest
from carelevel.model.cases import Part

PARTS: tuple[Part, ...] = (("a", None), ("b", None), ("c", "x"), ("d", None))
SOME: tuple[frozenset[Part], ...] = tuple(frozenset(some) for size in range(1, 5) for some in combinations(PARTS, size))


def conditions() -> Iterator[tuple[tuple[frozenset[Part], ...], Callable[[Iterable[Part]], bool]]]:
    """Yield what can be enough: one of one, two or three groups of parts."""
    for groups in chain(*(combinations(SOME, size) for size in range(1, 4))):
        yield groups, lambda parts, groups=groups: any(group <= {*parts} for group in groups)


def test_no_part_that_is_enough_is_smaller_and_of_those_the_first_is_taken() -> None:
    for groups, is_enough in conditions():
        found = smallest(PARTS, is_enough)

        every = [some for size in range(5) for some in combinations(PARTS, size) if is_enough(some)]
        assert tuple(found) == next(some for some in every if len(some) == len(every[0])), groups


def test_of_many_parts_one_is_taken_that_cannot_be_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "SMALL_EVIDENCE", 1)

    for groups, is_enough in conditions():
        found = smallest(PARTS, is_enough)

        assert is_enough(found), groups
        assert not any(is_enough([other for other in found if other != part]) for part in found), groups
        assert list(found) == [part for part in PARTS if part in found]


MANY: tuple[Part, ...] = (("a", None), ("b", None), ("c", None))


def one_or_two(parts: Iterable[Part]) -> bool:
    """Return whether the first part, or the two others, are among some."""
    return ("a", None) in parts or {("b", None), ("c", None)} <= {*parts}


@pytest.mark.parametrize(("most", "found"), [(3, MANY[:1]), (2, MANY[1:])])
def test_of_as_many_parts_as_are_looked_through_it_is_a_smallest(most: int, found: tuple[Part, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one more, the first parts are left out as long as the others are enough. What nothing can do without is not counted."""
    monkeypatch.setattr(evidence, "SMALL_EVIDENCE", most)
    needed: Part = ("n", None)

    assert tuple(smallest(MANY, one_or_two)) == found
    assert tuple(smallest((needed, *MANY), lambda parts: needed in (kept := [*parts]) and one_or_two(kept))) == (needed, *found)


HEAD = """\
carelevel: 1
id: clinic
version: "1"
title: Clinic
levels: {low: {title: Low}, high: {title: High}}
facts:
  kinds: {type: set, values: [a, b]}
  before: {type: score, range: [0, 9]}
  now: {type: score, range: [0, 9]}
  after: {type: score, range: [0, 9]}
derived:
  early: {sum: [before, now]}
  late: {sum: [now, after]}
  total: {sum: [before, now, after]}
criteria:
"""
CLINIC = (
    HEAD
    + """\
  - {id: kind, suggests: high, when: {any: [{kinds: {includes: a}}, {kinds: {excludes: b}}]}, because: Kind.}
  - {id: sum, suggests: high, when: {early: {at_least: 9}}, because: Sum.}
  - {id: certain, requires: high, when: {now: {at_least: 5}}, because: Certain.}
"""
)
CASES = (
    {"kinds": ["a", "b"]},
    {"kinds": []},
    {"kinds": {"a": "yes"}},
    {"kinds": {"b": "no"}},
    {"now": 9},
    {"now": 9, "before": 3},
    {"now": 4, "before": 9},
    {"now": 4, "before": 5},
    {"now": 5, "before": 4},
    {"kinds": ["a"], "now": 6},
)


def told(criteria: CriteriaSet) -> list[list[tuple[str, object]]]:
    return [[(reason.criterion, dict(reason.evidence)) for reason in criteria.recommend(case).reasons] for case in CASES]


EXPECTED = [
    [("kind", {"kinds": {"a": "yes"}})],
    [("kind", {"kinds": {"b": "no"}})],
    [("kind", {"kinds": {"a": "yes"}})],
    [("kind", {"kinds": {"b": "no"}})],
    [("certain", {"now": 9}), ("sum", {"now": 9})],
    [("certain", {"now": 9}), ("sum", {"now": 9})],
    [("sum", {"before": 9})],
    [("sum", {"now": 4, "before": 5})],
    [("certain", {"now": 5}), ("sum", {"now": 5, "before": 4})],
    [("certain", {"now": 6}), ("kind", {"kinds": {"a": "yes"}})],
]


def test_reasons_say_what_is_enough_whatever_was_answered_before() -> None:
    """What is required comes before what is suggested; asked again, and in another order, the reasons are the same."""
    criteria = loads(CLINIC)

    assert told(criteria) == EXPECTED
    assert told(criteria) == EXPECTED
    for case, expected in reversed(list(zip(CASES, EXPECTED, strict=True))):
        assert [reason.criterion for reason in loads(CLINIC).recommend(case).reasons] == [name for name, _ in expected]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_what_is_remembered_is_bounded(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_OF_EACH", most)
    criteria = loads(CLINIC)

    assert told(criteria) == EXPECTED

    for each in criteria._kept["recommender"]._criteria:
        facts = each.facts
        kept = [facts._sufficient, facts._parts, facts._open, *(sufficient.made for sufficient in facts._parts.values())]
        assert max(map(len, kept)) <= most
        # What is unknown is known beforehand.
        assert all(len(kinds) <= max(most, 1) for _, kinds in facts._scalars)


def test_what_has_been_found_once_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what the conditions make of each answer: to "5 or more", 5 and 6 are the same."""
    sought: list[object] = []
    monkeypatch.setattr(evidence, "smallest", lambda *given: (sought.append(given), smallest(*given))[1])
    criteria = loads(CLINIC)
    first = criteria.recommend({"now": 9}).reasons
    criteria.recommend({"now": 5})
    count = len(sought)

    assert criteria.recommend({"now": 9}).reasons[1] is first[1]
    criteria.recommend({"now": 6})
    assert len(sought) == count
    # What else is known makes another search, and the same reason.
    assert criteria.recommend({"now": 9, "before": 3}).reasons[1] is first[1]
    assert len(sought) == count + 1


ONE_OF_TWO = "{exactly: {count: 1, of: [{kinds: {includes: a}}, {kinds: {includes: b}}]}}"


@pytest.mark.parametrize(
    ("when", "cases"),
    [
        ("{total: {at_least: 9}}", [{"before": 5, "now": 4}, {"before": 5, "after": 4}, {"now": 4, "after": 5}, {"before": 5, "now": 1, "after": 3}]),
        ("{any: [{early: {at_least: 9}}, {late: {at_least: 9}}]}", [{"before": 5, "now": 4}, {"now": 4, "after": 5}]),
        ("{any: [{before: 9}, {now: 9}, {after: 9}, {total: {at_least: 9}}]}", [{"before": 5, "now": 4}, {"before": 5, "after": 4}]),
        (ONE_OF_TWO, [{"kinds": {"a": "yes", "b": "no"}}, {"kinds": {"a": "no", "b": "yes"}}]),
    ],
    ids=["a sum", "two sums", "scores and their sum", "members"],
)
def test_people_of_whom_each_answer_means_the_same_stand_on_their_own_answers(when: str, cases: list[dict[str, Any]]) -> None:
    """No part of a sum says by itself which of the others are enough. Everything is known of each of them, and what is not needed is nought."""
    criteria = loads(f"{HEAD}  - {{id: only, suggests: high, when: {when}, because: Only.}}")
    nought = {} if "kinds" in cases[0] else {"before": 0, "now": 0, "after": 0}

    for case in (*cases, *reversed(cases)):
        assert [dict(reason.evidence) for reason in criteria.recommend(nought | case).reasons] == [case]
