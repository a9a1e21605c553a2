"""Every kind of right and wrong value that Python hands over, for every type of fact.

Cases come out of web forms, tables, databases and notebooks. What fits a fact is taken, however it is wrapped; what does not is refused with its name, all of
it at once; and nothing but a `CaseError` ever comes out of the door.
"""

import dataclasses
import datetime as dt
import enum
import json
import logging
import pickle
import re
import uuid
from collections import OrderedDict, UserString, deque
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.cases import Case, as_given, check_case, knows, left_open
from carelevel.model.facts import About, AnyFact, Score, Sum, Weighted, YesNo, carried_over, told_apart
from carelevel.model.frozen import FrozenDict, thawed
from carelevel.model.problems import CaseError, Problem, path_text

EVERY_TYPE = """
carelevel: 1
id: every-type
version: "1"
title: Every type of fact
levels:
  outpatient: {title: Outpatient}
  iop: {title: Intensive outpatient}
facts:
  severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  therapy: {type: choice, values: [never_tried, helping, not_enough]}
  phq9: {type: score, range: [0, 27], worse: high}
  weeks: {type: score, range: [0, 52], or_more: yes}
  days: {type: score, range: [0, 52], or_more: yes}
  change: {type: score, range: [-3, 3]}
  safe: {type: yes_no, worse: no}
  conditions: {type: set, values: [anxiety, ocd, ptsd]}
derived:
  phq9_band: {bands: {of: phq9, minimal: [0, 4], mild: [5, 9], moderate: [10, 14], severe: [15, 27]}}
  total: {sum: [phq9, weeks]}
  total_band: {bands: {of: total, low: [0, 30], high: [31, 79]}}
  worst: {worst: [severity]}
  needs_more: {when: {severity: {at_least: moderate}}}
criteria:
  - {id: needs-more, suggests: iop, when: {needs_more: yes}, because: Symptoms are at least moderate.}
"""
CRITERIA = loads(EVERY_TYPE)
NAMES = ("severity", "therapy", "phq9", "weeks", "change", "safe", "conditions", "phq9_band")
DERIVED = ("total", "total_band", "worst", "needs_more")


class Word(str):
    """Text with a class of its own, as object mappers return it."""

    __slots__ = ()


class Severity(enum.StrEnum):
    MILD = "mild"


class OldSeverity(str, enum.Enum):  # noqa: UP042 - as in programs older than `StrEnum`
    MILD = "mild"


class Points(enum.IntEnum):
    THREE = 3


class Answer(enum.Enum):
    YES = "yes"


@dataclasses.dataclass
class Record:
    severity: str = "mild"


def shown(value: Any) -> str:
    """Return a name for a value that is the same in each process: without addresses, and with sets in order."""
    if isinstance(value, Case):
        return "case"
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}({', '.join(sorted(map(shown, value)))})"
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def check(case: Any) -> Case:
    return CRITERIA.case(case)


def kinds(case: Case) -> set[type]:
    """Return the classes of all values in a case."""
    return {type(value) for known in case.values.values() for value in known}  # noqa: PD011 - a case is no table


def outcome(ask: Callable[[Any], Any], case: Any) -> Any:
    """Return the answer for a case, or the error with which it is refused."""
    try:
        return ask(case)
    except CaseError as error:
        return error


def problems(case: Any) -> tuple[Problem, ...]:
    with pytest.raises(CaseError) as caught:
        check(case)
    return caught.value.problems


def codes(case: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a case: the code of each problem and where it is."""
    return [(problem.code, path_text(problem.path)) for problem in problems(case)]


def values(**known: set[Any]) -> Case:
    return Case(FrozenDict({name: frozenset(each) for name, each in known.items()}))


def members(**known: bool) -> Case:
    return Case(members=FrozenDict(conditions=FrozenDict(known)))


def span(low: int, high: int) -> set[int]:
    return set(range(low, high + 1))


# Values that fit


THREE: list[Any] = [
    3,
    3.0,
    Decimal(3),
    Decimal("3.00"),
    Fraction(3),
    Points.THREE,
    np.int8(3),
    np.int64(3),
    np.uint64(3),
    np.float16(3),
    np.float32(3),
    np.float64(3),
    np.longdouble(3),
    np.array(3),
    np.array(3.0),
    pd.Series([3]).iloc[0],
    pd.Series([3], dtype="Int64").iloc[0],
    pd.Series([3.0, None]).iloc[0],
    pd.DataFrame({"phq9": [3]}).to_dict("records")[0]["phq9"],
]


@pytest.mark.parametrize("three", THREE, ids=shown)
def test_a_whole_number_is_a_score_however_it_is_written(three: Any) -> None:
    """Tables turn whole numbers into floats as soon as one cell is empty; 3.0 is still the answer 3."""
    case = check({"phq9": three})

    assert case == values(phq9={3})
    assert kinds(case) == {int}


MILD: list[Any] = ["mild", Word("mild"), Severity.MILD, OldSeverity.MILD, np.str_("mild"), np.array("mild"), pd.Series(["mild"]).iloc[0]]


@pytest.mark.parametrize("mild", MILD, ids=shown)
def test_a_word_is_a_value_of_a_scale_whatever_class_of_text_it_is(mild: Any) -> None:
    case = check({"severity": mild})

    assert case == values(severity={"mild"})
    assert kinds(case) == {str}


@pytest.mark.parametrize("yes", [True, "yes", np.True_, np.array(True), Word("yes"), np.str_("yes"), pd.Series([True], dtype="boolean").iloc[0]], ids=shown)
def test_true_is_yes(yes: Any) -> None:
    case = check({"safe": yes})

    assert case == values(safe={"yes"})
    assert kinds(case) == {str}


@pytest.mark.parametrize("no", [False, "no", np.False_, np.array(False), np.str_("no")], ids=shown)
def test_false_is_no(no: Any) -> None:
    assert check({"safe": no}) == values(safe={"no"})


@pytest.mark.parametrize(
    "many", [52, 53, 10**5000, 1e300, Decimal("1e999999999"), Fraction(10**400), np.int64(10**15), np.float64(60)], ids=lambda many: str(type(many).__name__)
)
def test_a_score_that_means_this_or_more_takes_larger_numbers_as_its_top(many: Any) -> None:
    assert check({"days": many}) == values(days={52})
    # A sum looks further: 27 points and 52 weeks are its top, so 79 weeks are so many that more make no difference.
    assert check({"weeks": many}) == values(weeks=set(range(52, 80)) if many == 52 else {min(many, 79)})


@pytest.mark.parametrize(("number", "taken"), [(0, 0), (27, 27), (-0.0, 0), (np.int8(0), 0)])
def test_the_bounds_of_a_score_belong_to_it(number: Any, taken: int) -> None:
    assert check({"phq9": number}) == values(phq9={taken})


def test_a_score_may_be_negative_where_its_range_is() -> None:
    assert check({"change": Decimal("-3.0")}) == values(change={-3})


COMPLETE: list[Any] = [
    ["ocd", "ptsd"],
    ("ptsd", "ocd"),
    {"ocd", "ptsd"},
    frozenset(("ocd", "ptsd")),
    [Word("ocd"), np.str_("ptsd")],
    {np.str_("ocd"), Word("ptsd")},
    {"includes_all": ["ocd", "ptsd"], "excludes": "anxiety"},
    {"anxiety": False, "ocd": True, "ptsd": np.True_},
    {"anxiety": "no", Word("ocd"): "yes", "ptsd": Word("yes")},
]


@pytest.mark.parametrize("complete", COMPLETE, ids=shown)
def test_a_set_is_known_completely_in_many_ways(complete: Any) -> None:
    case = check({"conditions": complete})

    assert case == members(anxiety=False, ocd=True, ptsd=True)
    assert [type(member) for member in case.members["conditions"]] == [str, str, str]


@pytest.mark.parametrize("nobody", [[], (), set(), frozenset()], ids=shown)
def test_an_empty_list_says_that_nothing_is_in_the_set(nobody: Any) -> None:
    assert check({"conditions": nobody}) == members(anxiety=False, ocd=False, ptsd=False)


PARTLY: list[tuple[Any, Case]] = [
    ({"ocd": "yes", "ptsd": "no"}, members(ocd=True, ptsd=False)),
    ({"ocd": True, "ptsd": None}, members(ocd=True)),
    ({"includes": "ocd"}, members(ocd=True)),
    ({"excludes": "ocd"}, members(ocd=False)),
    ({"excludes_all": ["ocd", "ptsd"]}, members(ocd=False, ptsd=False)),
    ({"includes": "ocd", "excludes_all": ["ptsd"]}, members(ocd=True, ptsd=False)),
    ({"includes": "ocd", "includes_all": ["ocd"]}, members(ocd=True)),
    ({"ocd": None}, Case()),
    ({}, Case()),
]


@pytest.mark.parametrize(("partly", "known"), PARTLY, ids=shown)
def test_a_set_may_be_known_in_part(partly: Any, known: Case) -> None:
    assert check({"conditions": partly}) == known


OPERATORS: list[tuple[str, Any, Case]] = [
    ("phq9", {"at_least": 25}, values(phq9={25, 26, 27})),
    ("phq9", {"at_most": 1.0}, values(phq9={0, 1})),
    ("phq9", {"between": (3, np.int64(5))}, values(phq9={3, 4, 5})),
    ("phq9", {"between": [3, 3]}, values(phq9={3})),
    ("phq9", {"is": Decimal(4)}, values(phq9={4})),
    ("phq9", {"one_of": (1, 2)}, values(phq9={1, 2})),
    ("phq9", {"at_least": 3, "at_most": 6, "is_not": 4}, values(phq9={3, 5, 6})),
    ("phq9", {"none_of": list(range(1, 28))}, values(phq9={0})),
    ("phq9", {"at_least": 0}, Case()),
    ("phq9", OrderedDict(at_least=27), values(phq9={27})),
    ("phq9", MappingProxyType({"at_least": 27}), values(phq9={27})),
    ("phq9", FrozenDict(at_least=27), values(phq9={27})),
    ("days", {"at_least": 60}, values(days={52})),
    ("days", {"at_most": 60}, Case()),
    ("days", {"between": [50, 90]}, values(days={50, 51, 52})),
    ("days", {"is_not": 60}, Case()),
    ("days", {"is_not": 52}, values(days=set(range(52)))),
    ("weeks", {"at_least": 60}, values(weeks=set(range(60, 80)))),
    ("weeks", {"at_least": 100}, values(weeks={79})),
    ("weeks", {"at_most": 60}, values(weeks=set(range(61)))),
    ("weeks", {"at_most": 52}, Case()),
    ("weeks", {"at_most": 79}, Case()),
    ("weeks", {"between": [50, 90]}, values(weeks=set(range(50, 80)))),
    ("weeks", {"between": [52, 60]}, values(weeks=set(range(52, 61)))),
    ("weeks", {"one_of": [3, 52]}, values(weeks={3, *range(52, 80)})),
    ("weeks", {"one_of": [60, 70]}, values(weeks={60, 70})),
    ("weeks", {"is_not": 52}, values(weeks=set(range(52)))),
    ("weeks", {"is_not": 60}, values(weeks=set(range(80)) - {60})),
    ("weeks", {"none_of": [60, 100]}, values(weeks=set(range(80)) - {60})),
    ("weeks", {"at_most": 53, "is_not": 53}, values(weeks=set(range(53)))),
    ("severity", {"at_least": "moderate"}, values(severity={"moderate", "severe"})),
    ("severity", {"is_not": "none"}, values(severity={"mild", "moderate", "severe"})),
    ("therapy", {"one_of": ["helping", "not_enough"]}, values(therapy={"helping", "not_enough"})),
    ("safe", {"is_not": True}, values(safe={"no"})),
    ("phq9_band", {"at_least": "moderate"}, values(phq9=span(10, 27))),
    ("phq9_band", {"one_of": ["minimal", "severe"]}, values(phq9=span(0, 4) | span(15, 27))),
]


@pytest.mark.parametrize(("name", "said", "known"), OPERATORS, ids=shown)
def test_a_fact_may_be_known_in_part(name: str, said: Any, known: Case) -> None:
    assert check({name: said}) == known


@pytest.mark.parametrize("name", NAMES)
def test_none_is_unknown(name: str) -> None:
    assert check({name: None}) == Case()


@pytest.mark.parametrize("kind", [dict, OrderedDict, FrozenDict, MappingProxyType])
def test_any_mapping_is_a_case(kind: Callable[[Any], Mapping[str, Any]]) -> None:
    assert check(kind({"phq9": 3})) == values(phq9={3})


def test_names_may_be_text_of_any_class() -> None:
    class Column(enum.StrEnum):
        PHQ9 = "phq9"

    assert check({Column.PHQ9: 3, np.str_("severity"): "mild"}) == values(phq9={3}, severity={"mild"})


def test_a_checked_case_is_handed_through() -> None:
    case = check({"phq9": 3})

    assert CRITERIA.case(case) is case


# What is known, put in words again


SAID: list[tuple[str, set[Any], Any]] = [
    ("phq9", {3}, 3),
    ("phq9", {0, 1}, {"at_most": 1}),
    ("phq9", {3, 4, 5}, {"between": (3, 5)}),
    ("phq9", {25, 26, 27}, {"at_least": 25}),
    ("phq9", {3, 5}, {"one_of": (3, 5)}),
    ("phq9", {0, 27}, {"one_of": (0, 27)}),
    ("severity", {"none", "mild"}, {"at_most": "mild"}),
    ("severity", {"mild", "moderate"}, {"between": ("mild", "moderate")}),
    ("severity", {"moderate", "severe"}, {"at_least": "moderate"}),
    ("therapy", {"helping", "not_enough"}, {"one_of": ("helping", "not_enough")}),
]


@pytest.mark.parametrize(("name", "left", "said"), SAID, ids=shown)
def test_what_is_known_is_said_in_the_shortest_way(name: str, left: set[Any], said: Any) -> None:
    assert as_given(CRITERIA.definition.every_name(), values(**{name: left})) == {name: said}


def test_a_part_of_what_is_known_is_a_case_too() -> None:
    case = check({"phq9": 3, "severity": {"at_least": "moderate"}, "conditions": {"ocd": True, "ptsd": False}})

    assert case.only([("phq9", None), ("conditions", "ptsd")]) == Case(values(phq9={3}).values, members(ptsd=False).members)
    assert case.only([("severity", None)]) == values(severity={"moderate", "severe"})
    assert case.only([("conditions", "ocd"), ("conditions", "ptsd")]) == members(ocd=True, ptsd=False)
    assert (case.only(case.parts()), case.only(())) == (case, Case())


KNOWN: list[tuple[str, Any, bool]] = [
    ("phq9", None, False),
    ("phq9", 3, True),
    ("phq9", {"at_least": 26}, False),
    ("safe", None, False),
    ("safe", "no", True),
    ("conditions", None, False),
    ("conditions", {"ocd": "yes"}, False),
    ("conditions", {"ocd": "yes", "ptsd": "no", "anxiety": "no"}, True),
    ("conditions", [], True),
]


@pytest.mark.parametrize(("name", "said", "is_known"), KNOWN, ids=shown)
def test_a_fact_is_known_when_one_value_is_left_or_every_member_is_known(name: str, said: Any, is_known: bool) -> None:
    assert knows(check({name: said}), next(fact for fact in CRITERIA.definition.facts if fact.id == name)) is is_known


def test_a_fact_with_one_value_is_known_of_everyone() -> None:
    assert knows(Case(), Score("one", About("one"), 3, 3))


# A score and its band


def test_a_band_means_its_scores() -> None:
    assert check({"phq9_band": "mild"}) == values(phq9=span(5, 9))


@pytest.mark.parametrize(("said", "known"), [({"phq9": 7}, {7}), ({"phq9": {"at_least": 8}}, {8, 9}), ({"phq9": {"one_of": [4, 5, 10]}}, {5})])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_band_and_its_score_are_taken_together(said: dict[str, Any], known: set[int], is_first: bool) -> None:
    band = {"phq9_band": "mild"}

    assert check(band | said if is_first else said | band) == values(phq9=known)


@pytest.mark.parametrize("said", [{"phq9": 10}, {"phq9": {"at_most": 4}}, {"phq9": {"none_of": [5, 6, 7, 8, 9]}}])
def test_a_band_against_its_score_is_a_contradiction(said: dict[str, Any]) -> None:
    assert codes({"phq9_band": "mild"} | said) == [("contradiction", "phq9")]
    assert codes(said | {"phq9_band": "mild"}) == [("contradiction", "phq9_band")]


@pytest.mark.parametrize("name", DERIVED)
@pytest.mark.parametrize("value", [3, "yes", None, {"at_least": 1}], ids=shown)
def test_what_follows_from_other_facts_is_not_given(name: str, value: Any) -> None:
    """Whoever gives it has a number of their own in mind, which may differ from the one that follows."""
    assert codes({name: value}) == [("derived-fact", name)]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("total", "give the facts it is derived from: `phq9`, `weeks`"),
        ("total_band", "give the facts it is derived from: `phq9`, `weeks`"),
        ("worst", "give the facts it is derived from: `severity`"),
        ("needs_more", "give the facts in its condition"),
    ],
)
def test_who_gives_a_derived_fact_is_told_what_to_give_instead(name: str, hint: str) -> None:
    assert [problem.hint for problem in problems({name: "yes"})] == [hint]


# Values that do not fit


NO_NUMBER: list[Any] = [
    True,
    False,
    np.True_,
    "3",
    "three",
    "",
    np.str_("3"),
    Severity.MILD,
    3.5,
    np.float64(3.5),
    Decimal("3.5"),
    Fraction(7, 2),
    Fraction(10**5000, 3**12000),
    float("nan"),
    float("inf"),
    float("-inf"),
    np.float32("nan"),
    np.float64("inf"),
    np.longdouble("nan"),
    np.longdouble("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Decimal("1e-999999999"),
    pd.NA,
    pd.NaT,
    pd.Series([3, None]).iloc[1],
    pd.Timestamp("2026-11-01"),
    pd.Timedelta(3, "D"),
    pd.Interval(1, 3),
    np.datetime64("2026-11-01", "ns"),
    np.datetime64("NaT", "ns"),
    np.timedelta64(3, "ns"),
    np.array([3]),
    np.array([1, 2]),
    np.array([], dtype=float),
    np.ma.masked,
    np.ma.array(3, mask=True),
    np.complex128(3),
    pd.Series([3]),
    pd.DataFrame({"a": [3]}),
    3j,
    b"3",
    bytearray(b"3"),
    memoryview(b"3"),
    [3],
    (3,),
    {3},
    frozenset((3,)),
    deque([3]),
    range(3),
    [],
    [[3]],
    (),
    {}.keys(),
    {"a": 3}.values(),
    iter([3]),
    (each for each in (3,)),
    dt.date(2026, 11, 1),
    dt.timedelta(3),
    uuid.UUID(int=3),
    object(),
    int,
    len,
    Answer.YES,
    Record(),
    SimpleNamespace(a=3),
    UserString("3"),
    MagicMock(),
    ...,
    NotImplemented,
    ValueError("3"),
]


def named(value: Any) -> str:
    return type(value).__name__


@pytest.mark.parametrize("value", NO_NUMBER, ids=named)
@pytest.mark.parametrize("name", ["phq9", "weeks", "change"])
def test_what_is_no_whole_number_is_no_score(name: str, value: Any) -> None:
    """True is no 1, a duration is no count, and a missing value is not a number that happens to be high."""
    assert codes({name: value}) == [("wrong-type", name)]


@pytest.mark.parametrize("value", NO_NUMBER, ids=named)
@pytest.mark.parametrize("operator", ["is", "is_not", "at_least", "at_most"])
def test_an_operator_of_a_score_asks_for_a_whole_number_too(operator: str, value: Any) -> None:
    assert codes({"phq9": {operator: value}}) == [("wrong-type", f"phq9.{operator}")]


OUTSIDE: list[Any] = [
    -1,
    28,
    -1.0,
    28.0,
    10**30,
    -(10**30),
    10**5000,
    -(10**5000),
    1e300,
    Decimal("1e999999999"),
    Decimal("-1e999999999"),
    Fraction(10**400),
    np.int64(-1),
    np.uint64(2**63),
]


@pytest.mark.parametrize("value", OUTSIDE, ids=named)
def test_a_number_outside_the_range_is_refused_however_large(value: Any) -> None:
    """A number of five thousand digits cannot even be printed, and one with a billion would not fit into memory."""
    assert codes({"phq9": value}) == [("out-of-range", "phq9")]
    assert codes({"phq9": {"one_of": [value, 3]}}) == [("out-of-range", "phq9.one_of[0]")]


def test_too_small_is_outside_the_range_even_where_larger_is_taken_as_the_top() -> None:
    assert codes({"weeks": -1}) == [("out-of-range", "weeks")]
    assert codes({"weeks": -(10**5000)}) == [("out-of-range", "weeks")]


NO_WORD: list[Any] = [value for value in NO_NUMBER if not isinstance(value, str | bool | np.bool_)] + [0, 1, 1.0, 10**5000, np.int64(1), Points.THREE]


@pytest.mark.parametrize("value", NO_WORD, ids=named)
@pytest.mark.parametrize("name", ["severity", "therapy", "safe", "phq9_band"])
def test_what_is_no_word_is_no_value_of_a_fact_with_words(name: str, value: Any) -> None:
    assert codes({name: value}) == [("wrong-type", name)]


@pytest.mark.parametrize("value", [True, False, np.True_], ids=shown)
@pytest.mark.parametrize("name", ["severity", "therapy", "phq9_band"])
def test_true_and_false_are_answers_to_yes_or_no_questions_alone(name: str, value: Any) -> None:
    assert codes({name: value}) == [("wrong-type", name)]


@pytest.mark.parametrize("value", ["", " ", "Mild", "mild ", "MILD", "mïld", "mild\n", "mild\0", "\ud800", "x" * 100_000, "\u202emild", "yes"], ids=ascii)
@pytest.mark.parametrize("name", ["severity", "phq9_band"])
def test_a_word_that_is_no_value_of_the_fact_is_refused(name: str, value: str) -> None:
    """Nothing is corrected in silence, not even a capital letter; the hint names the nearest value."""
    assert codes({name: value}) == [("unknown-value", name)]


@pytest.mark.parametrize("value", ["", "Yes", "YES", "y", "n", "true", "false", "on", "1", "0", "unknown", "mild"], ids=shown)
def test_a_yes_or_no_question_takes_no_other_word(value: str) -> None:
    assert codes({"safe": value}) == [("unknown-value", "safe")]


NO_SET: list[Any] = [
    value
    for value in [*NO_NUMBER, 0, 1, 10**5000, "ocd", Word("ocd"), "anxiety, ocd", b"ocd", {"ocd": True}.keys(), np.array(["ocd"]), pd.Series(["ocd"])]
    if not isinstance(value, list | tuple | set | frozenset)
]


@pytest.mark.parametrize("value", NO_SET, ids=named)
def test_a_set_is_a_list_or_a_mapping_and_nothing_else(value: Any) -> None:
    """A single word might be all that holds or one of several; only the person who wrote it knows."""
    assert codes({"conditions": value}) == [("wrong-type", "conditions")]


@pytest.mark.parametrize("kind", [list, tuple])
@pytest.mark.parametrize("value", [*NO_WORD, True, None], ids=named)
def test_a_list_for_a_set_holds_words(kind: Callable[[Any], Any], value: Any) -> None:
    assert codes({"conditions": kind(["ocd", value, value])}) == [("wrong-type", "conditions[1]"), ("wrong-type", "conditions[2]")]


SOME_HASHABLE: list[Any] = [
    1,
    10**5000,
    True,
    None,
    pd.NA,
    pd.NaT,
    float("nan"),
    (),
    (1, (2,)),
    frozenset(),
    object(),
    Points.THREE,
    Decimal("NaN"),
    b"x",
    3j,
    dt.date(2026, 1, 1),
]


@pytest.mark.parametrize("value", SOME_HASHABLE, ids=named)
@pytest.mark.parametrize("kind", [set, frozenset])
def test_a_python_set_for_a_set_holds_words(kind: Callable[[Any], Any], value: Any) -> None:
    found = codes({"conditions": kind(["ocd", value, "odc"])})

    assert sorted(code for code, _ in found) == ["unknown-value", "wrong-type"]


MEMBERS: list[tuple[Any, list[tuple[str, str]]]] = [
    (["odc"], [("unknown-value", "conditions[0]")]),
    (["ocd", "ocd"], [("repeated-value", "conditions[1]")]),
    (["ocd", Word("ocd"), np.str_("ocd")], [("repeated-value", "conditions[1]"), ("repeated-value", "conditions[2]")]),
    ([["ocd"]], [("wrong-type", "conditions[0]")]),
    ({"odc": "yes"}, [("unknown-value", "conditions.odc")]),
    ({"odc": None}, [("unknown-value", "conditions.odc")]),
    ({"ocd": "maybe"}, [("wrong-type", "conditions.ocd")]),
    ({"ocd": 1}, [("wrong-type", "conditions.ocd")]),
    ({"ocd": np.int64(1)}, [("wrong-type", "conditions.ocd")]),
    ({"ocd": [True]}, [("wrong-type", "conditions.ocd")]),
    ({"ocd": float("nan")}, [("wrong-type", "conditions.ocd")]),
    ({"ocd": pd.NA}, [("wrong-type", "conditions.ocd")]),
    ({"": "yes"}, [("unknown-value", "conditions.")]),
    ({"includes": ["ocd"]}, [("wrong-type", "conditions.includes")]),
    ({"includes_all": "ocd"}, [("wrong-type", "conditions.includes_all")]),
    ({"includes_all": []}, [("empty-group", "conditions.includes_all")]),
    ({"includes_all": ["ocd", "ocd"]}, [("repeated-value", "conditions.includes_all[1]")]),
    ({"includes_any": ["ocd", "ptsd"]}, [("wrong-operator", "conditions.includes_any")]),
    ({"is": "ocd"}, [("wrong-operator", "conditions.is")]),
    ({"at_least": "ocd"}, [("wrong-operator", "conditions.at_least")]),
    ({"includes": "ocd", "ptsd": "no"}, [("unknown-key", "conditions.ptsd")]),
    ({"includes": "ocd", "excludes": "ocd"}, [("contradiction", "conditions.excludes")]),
    ({"includes_all": ["ocd", "ptsd"], "excludes_all": ["ptsd", "anxiety"]}, [("contradiction", "conditions.excludes_all")]),
]


@pytest.mark.parametrize(("said", "found"), MEMBERS, ids=shown)
def test_what_is_said_of_the_members_of_a_set_is_checked(said: Any, found: list[tuple[str, str]]) -> None:
    assert codes({"conditions": said}) == found


WRONG_OPERATORS: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("phq9", {}, [("empty-group", "phq9")]),
    ("phq9", {"atleast": 3}, [("unknown-key", "phq9.atleast")]),
    ("phq9", {"includes": 3}, [("wrong-operator", "phq9.includes")]),
    ("phq9", {"": 3}, [("unknown-key", "phq9.")]),
    ("phq9", {"is": None}, [("wrong-type", "phq9.is")]),
    ("phq9", {"is": {"is": 3}}, [("wrong-type", "phq9.is")]),
    ("phq9", {"one_of": 3}, [("wrong-type", "phq9.one_of")]),
    ("phq9", {"one_of": 10**5000}, [("wrong-type", "phq9.one_of")]),
    ("phq9", {"one_of": {1, 2}}, [("wrong-type", "phq9.one_of")]),
    ("phq9", {"one_of": []}, [("empty-group", "phq9.one_of")]),
    ("phq9", {"one_of": [1, 1.0]}, [("repeated-value", "phq9.one_of[1]")]),
    ("phq9", {"none_of": [1, "2", 99]}, [("wrong-type", "phq9.none_of[1]"), ("out-of-range", "phq9.none_of[2]")]),
    ("phq9", {"none_of": list(range(28))}, [("contradiction", "phq9")]),
    ("phq9", {"between": 3}, [("wrong-type", "phq9.between")]),
    ("phq9", {"between": [3]}, [("wrong-type", "phq9.between")]),
    ("phq9", {"between": [3, 4, 5]}, [("wrong-type", "phq9.between")]),
    ("phq9", {"between": "3-5"}, [("wrong-type", "phq9.between")]),
    ("phq9", {"between": [5, 3]}, [("bounds-reversed", "phq9.between")]),
    ("phq9", {"between": [3, 28]}, [("out-of-range", "phq9.between[1]")]),
    ("phq9", {"between": [-1, 3]}, [("out-of-range", "phq9.between[0]")]),
    ("phq9", {"between": [-1, 28]}, [("out-of-range", "phq9.between[0]"), ("out-of-range", "phq9.between[1]")]),
    ("phq9", {"between": [None, True]}, [("wrong-type", "phq9.between[0]"), ("wrong-type", "phq9.between[1]")]),
    ("phq9", {"at_least": 10, "at_most": 9}, [("contradiction", "phq9")]),
    ("phq9", {"is": 3, "is_not": 3}, [("contradiction", "phq9")]),
    ("phq9", {"at_least": 99, "at_most": "x"}, [("out-of-range", "phq9.at_least"), ("wrong-type", "phq9.at_most")]),
    ("phq9", {"is": 3, "is_not": 3, "at_least": 99}, [("out-of-range", "phq9.at_least")]),
    ("conditions", {"includes_any": ["odc", "odc"]}, [("wrong-operator", "conditions.includes_any")]),
    ("therapy", {"at_least": "helping"}, [("wrong-operator", "therapy.at_least")]),
    ("therapy", {"one_of": ["helping", "helpng"]}, [("unknown-value", "therapy.one_of[1]")]),
    ("safe", {"at_least": "no"}, [("wrong-operator", "safe.at_least")]),
    ("safe", {"none_of": [True, "no"]}, [("contradiction", "safe")]),
    ("severity", {"between": ["severe", "mild"]}, [("bounds-reversed", "severity.between")]),
    ("phq9_band", {"at_least": "extreme"}, [("unknown-value", "phq9_band.at_least")]),
]


@pytest.mark.parametrize(("name", "said", "found"), WRONG_OPERATORS, ids=named)
def test_what_is_said_with_operators_is_checked(name: str, said: Any, found: list[tuple[str, str]]) -> None:
    assert codes({name: said}) == found


@pytest.mark.parametrize("key", SOME_HASHABLE, ids=named)
def test_a_key_that_is_no_word_is_refused_in_every_place(key: Any) -> None:
    """Some libraries' missing value raises when it is compared with anything."""
    assert codes({key: 3}) == [("wrong-type", "")]
    assert codes({"phq9": {key: 3}}) == [("wrong-type", "phq9")]
    assert codes({"conditions": {key: True}}) == [("wrong-type", "conditions")]
    assert codes({"conditions": {"includes": "ocd", key: "ptsd"}}) == [("wrong-type", "conditions")]


NO_CASE: list[Any] = [
    None,
    3,
    "phq9: 3",
    b"{}",
    [],
    [{"phq9": 3}],
    (),
    set(),
    [("phq9", 3)],
    {"phq9"},
    pd.Series({"phq9": 3}),
    pd.DataFrame({"phq9": [3]}),
    object(),
    Record(),
    iter(()),
]


@pytest.mark.parametrize("given_case", NO_CASE, ids=named)
def test_what_is_no_mapping_is_no_case(given_case: Any) -> None:
    assert codes(given_case) == [("wrong-type", "")]
    with pytest.raises(CaseError):
        CRITERIA.recommend(given_case)
    with pytest.raises(CaseError):
        CRITERIA.decide(given_case)


# Unknown names, and hints


@pytest.mark.parametrize("value", [3, None, [], {}, float("nan"), object()], ids=shown)
@pytest.mark.parametrize(
    "name", ["phq_9", "", " phq9", "phq9 ", "zzz", "phq9.is", "x" * 100_000, "\ud800", "\0", "__class__", "is", "all"], ids=lambda name: ascii(name)[:20]
)
def test_an_unknown_name_is_an_error_even_when_it_is_said_to_be_unknown(name: str, value: Any) -> None:
    """A misspelt name that is empty today is a fact that is silently missing tomorrow."""
    assert codes({name: value}) == [("unknown-fact", path_text((name,)))]


HINTS: list[tuple[dict[str, Any], str]] = [
    ({"phq_9": 3}, "`phq9`"),
    ({"conditons": []}, "`conditions`"),
    ({"severty": "mild"}, "`severity`"),
    ({"severity": "moderat"}, "`moderate`"),
    ({"severity": "Mild"}, "`mild`"),
    ({"therapy": "not enough"}, "`not_enough`"),
    ({"conditions": ["odc"]}, "`ocd`"),
    ({"conditions": {"anxeity": "yes"}}, "`anxiety`"),
    ({"phq9": {"atleast": 3}}, "`at_least`"),
    ({"phq9_band": "modrate"}, "`moderate`"),
    ({"phq9": {"min": 3}}, "`at_least`"),
    ({"conditions": {"is": "ocd"}}, "`includes`"),
    ({"safe": "y"}, "`yes`"),
    ({"conditions": "ocd"}, "[ocd]"),
    ({"phq9": "12"}, "12"),
    ({"phq9": "012"}, "12"),
    ({"phq9": {"one_of": 3}}, "write [3]"),
    ({"severity": {"one_of": "mild"}}, "write [mild]"),
    ({"phq9": {"between": "3-9"}}, "[3, 9]"),
    ({"phq9": {"between": " 3 to 9 "}}, "[3, 9]"),
    ({"phq9": {"between": 3}}, "[lower, upper]"),
    ({"phq9": {"between": [9, 3]}}, "[3, 9]"),
    ({"phq9": float("nan")}, "leave the fact out"),
    ({"phq9": Decimal("NaN")}, "leave the fact out"),
    ({"phq9": pd.NA}, "leave the fact out"),
    ({"severity": float("nan")}, "leave the fact out"),
    ({"severity": pd.NaT}, "leave the fact out"),
]


@pytest.mark.parametrize(("case", "hint"), HINTS, ids=shown)
def test_a_slip_gets_a_hint(case: dict[str, Any], hint: str) -> None:
    (problem,) = problems(case)

    assert hint in str(problem.hint)


@pytest.mark.parametrize(
    "case",
    [
        *({"zzz": 3}, {"severity": "zzz"}, {"conditions": ["zzz"]}, {"phq9": {"zzz": 3}}),
        *({"phq9": {"one_of": each}} for each in (True, None, 3.5, 10**30, -(10**30), {3: 4})),
    ],
    ids=shown,
)
def test_what_is_near_nothing_gets_no_hint(case: dict[str, Any]) -> None:
    (problem,) = problems(case)

    assert problem.hint is None


@pytest.mark.parametrize("name", ["severity", "therapy", "phq9", "safe", "conditions", "phq9_band"])
@pytest.mark.parametrize("value", [object(), 3j, b"x", np.array([1]), pd.NA, Decimal("1e5"), Record(), 10**5000], ids=named)
def test_messages_are_in_words_that_are_not_pythons(name: str, value: Any) -> None:
    (problem,) = problems({name: value})

    assert not any(word in str(problem).casefold() for word in ("object", "class", "ndarray", "natype", "complex", "decimal", "record", "<"))
    assert "\n" not in problem.message


@pytest.mark.parametrize("value", ["\x1b[31mred", "\u202eevil", "a\nb", "a\rb", "`quoted`", "\ud800", "x" * 100_000], ids=ascii)
def test_what_a_message_repeats_is_short_and_harmless(value: str) -> None:
    """Messages go to terminals and pages, and a case may come from anywhere."""
    for case in ({"severity": value}, {value: 3}, {"phq9": value}, {"conditions": [value]}, {"conditions": {value: "yes"}}, {"phq9": {value: 3}}):
        (problem,) = problems(case)

        assert problem.message.isprintable()
        assert len(problem.message) < 400
        assert str(problem).replace("\n  hint: ", "").isprintable()


@pytest.mark.parametrize("name", ["totl", "worts", "needs_mor"])
def test_no_hint_names_a_fact_that_is_not_given(name: str) -> None:
    (problem,) = problems({name: 3})

    assert problem.hint is None


# All at once


def test_every_problem_of_a_case_is_reported_in_one_go() -> None:
    """Someone who fills in a form corrects it once, not ten times."""
    case = {
        "phq_9": 3,
        "nothing": None,
        "severity": "bad",
        "therapy": True,
        "phq9": {"at_least": 99, "at_most": "x", "near": 3},
        "weeks": "3",
        "change": 3.5,
        "safe": 1,
        "conditions": ["ocd", "ocd", "odc", 3],
        "phq9_band": "extreme",
        "total": 3,
        5: "five",
    }

    assert codes(case) == [
        ("unknown-fact", "phq_9"),
        ("unknown-fact", "nothing"),
        ("unknown-value", "severity"),
        ("wrong-type", "therapy"),
        ("out-of-range", "phq9.at_least"),
        ("wrong-type", "phq9.at_most"),
        ("unknown-key", "phq9.near"),
        ("wrong-type", "weeks"),
        ("wrong-type", "change"),
        ("wrong-type", "safe"),
        ("unknown-value", "conditions[2]"),
        ("wrong-type", "conditions[3]"),
        ("repeated-value", "conditions[1]"),
        ("unknown-value", "phq9_band"),
        ("derived-fact", "total"),
        ("wrong-type", ""),
    ]


def test_the_error_carries_all_problems_to_people_and_to_programs() -> None:
    with pytest.raises(CaseError) as caught:
        CRITERIA.recommend({"phq_9": 3, "severity": "bad", "safe": 1})

    error = caught.value
    assert len(error.problems) == 3
    assert str(error) == "\n".join(map(str, error.problems))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert json.loads(json.dumps([problem.to_dict() for problem in error.problems]))
    assert all(problem.place is None and problem.severity == "error" for problem in error.problems)


def test_thousands_of_unknown_names_are_all_reported() -> None:
    case = {f"nothing_{i}": i for i in range(5_000)}

    assert codes(case) == [("unknown-fact", name) for name in case]


# Nothing else comes out, and nothing leaks


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def looped() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "make",
    [lambda: nested(100_000), looped, lambda: {"is": nested(100_000)}, lambda: {"one_of": [nested(3_000), nested(3_000)]}],
    ids=["deep", "looped", "operator", "twice"],
)
@pytest.mark.parametrize("name", NAMES)
def test_deep_and_endless_values_are_refused_and_not_walked(name: str, make: Callable[[], Any]) -> None:
    assert codes({name: make()}) != []


class Hidden:
    """A value that may not be looked at: a lazy column, a database proxy, a secret."""

    def __str__(self) -> str:
        raise AssertionError("a value of a case was turned into text")

    __repr__ = __str__


@pytest.mark.parametrize("name", NAMES)
def test_a_value_of_a_strange_kind_is_not_converted_to_text(name: str) -> None:
    assert codes({name: Hidden()}) == [("wrong-type", name)]
    assert codes({name: {Hidden(): 1}}) == [("wrong-type", name)]
    assert codes({Hidden(): 1}) == [("wrong-type", "")]
    assert codes({"conditions": {Hidden()}}) == [("wrong-type", "conditions[0]")]


@pytest.mark.parametrize("case", [{"phq9": 17, "conditions": ["ocd"], "severity": "severe"}, {"phq9": "seventeen", "severity": "xyzzy", "xyzzy": 1}])
def test_what_is_known_of_a_person_is_neither_printed_nor_logged(
    case: dict[str, Any], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    for ask in (CRITERIA.case, CRITERIA.recommend, CRITERIA.decide, CRITERIA.possible_levels):
        found = outcome(ask, case)
        assert not isinstance(found, CaseError) or found.problems

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_case_is_not_changed_and_not_kept() -> None:
    given_case: dict[str, Any] = {"phq9": {"at_least": 3}, "conditions": ["ocd"], "severity": None}
    before = json.dumps(given_case)

    case = check(given_case)
    given_case["phq9"]["at_least"] = 20
    given_case["conditions"].append("ptsd")

    assert case == check(json.loads(before))
    assert hash(case) == hash(check(json.loads(before)))
    assert pickle.loads(pickle.dumps(case)) == case


WRAPPED = st.one_of(
    st.integers(-(2**63), 2**63 - 1).map(np.int64),
    st.floats(width=32).map(np.float32),
    st.floats().map(np.float64),
    st.booleans().map(np.bool_),
    st.decimals(),
    st.text(max_size=5).map(np.str_),
    st.integers(0, 5).map(np.array),
    st.lists(st.integers(0, 5), max_size=3).map(np.array),
    st.sampled_from((pd.NA, pd.NaT, pd.Timestamp("2026-11-01"), np.datetime64("NaT", "ns"), np.timedelta64(3, "ns"), np.ma.masked)),
)
HASHABLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-3, 60),
    st.floats(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.complex_numbers(),
    st.text(),
    st.characters(categories=["Cs", "Cc", "Cf"]),
    st.binary(max_size=5),
    st.dates(),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from(
        (
            *NAMES,
            *DERIVED,
            "is",
            "is_not",
            "one_of",
            "none_of",
            "at_least",
            "at_most",
            "between",
            "includes",
            "includes_any",
            "includes_all",
            "excludes",
            "excludes_all",
        )
    ),
    st.sampled_from(("none", "mild", "moderate", "severe", "minimal", "helping", "not_enough", "yes", "no", "ocd", "ptsd", "anxiety")),
    st.sampled_from((40, 400, 5000)).map(lambda power: 10**power),
    st.sampled_from((Decimal("1e999999999"), Severity.MILD, OldSeverity.MILD, Points.THREE, Answer.YES, Word("ocd"), int, ..., pd.NA, pd.NaT)),
)
JUNK = st.recursive(
    HASHABLE | WRAPPED,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(HASHABLE, max_size=4),
        st.frozensets(HASHABLE, max_size=4),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.lists(inner, max_size=2).map(iter),
    ),
    max_leaves=8,
)


@given(st.dictionaries(HASHABLE | st.sampled_from(NAMES), JUNK, max_size=8) | JUNK)
def test_whatever_is_given_a_case_comes_out_or_a_case_error(case: Any) -> None:
    """There is no class of input for which the answer is a traceback."""
    answer = outcome(CRITERIA.recommend, case)

    if isinstance(answer, CaseError):
        assert answer.problems
        assert all(problem.code and problem.message.isprintable() for problem in answer.problems)
        assert str(answer).encode("utf-8")
        assert json.dumps([problem.to_dict() for problem in answer.problems])
    else:
        assert answer.lowest is not None
        assert json.dumps(answer.to_dict())


@given(st.sampled_from(NAMES), JUNK)
def test_whatever_is_given_for_a_fact_comes_out_as_its_values_or_as_a_problem_of_it(name: str, value: Any) -> None:
    case = outcome(check, {name: value})

    if isinstance(case, CaseError):
        assert {problem.path[0] for problem in case.problems} == {name}
    else:
        assert kinds(case) <= {str, int}
        assert set(case.values) | set(case.members) <= {name, "phq9"}


def known_of(name: str, fact: AnyFact) -> st.SearchStrategy[Any]:
    """Draw something that can be known of a fact, in part or completely."""
    words: list[Any] = list(getattr(fact, "values", ("yes", "no"))) if name not in {"phq9", "weeks", "days", "change"} else list(range(fact.low, fact.high + 1))  # type: ignore[union-attr]
    if name == "conditions":
        return st.dictionaries(st.sampled_from(words), st.booleans()) | st.lists(st.sampled_from(words), unique=True)
    some = st.lists(st.sampled_from(words), unique=True, min_size=1)
    return st.none() | st.sampled_from(words) | some.map(lambda chosen: {"one_of": chosen})


@st.composite
def right_cases(draw: st.DrawFn) -> dict[str, Any]:
    facts: Iterator[tuple[str, AnyFact]] = iter(CRITERIA.facts.items())
    return {name: draw(known_of(name, fact)) for name, fact in facts if draw(st.booleans())}


@given(right_cases())
def test_what_is_known_said_again_is_the_same_case(given_case: dict[str, Any]) -> None:
    """Reasons show what they rest on in the words of a case; whoever pastes it back gets the same answer."""
    facts: dict[str, AnyFact] = dict(CRITERIA.facts)
    case = check_case(facts, given_case)

    again = check_case(facts, as_given(facts, case))

    assert again == case
    assert check_case(facts, json.loads(json.dumps(as_given(facts, case)))) == case


@pytest.mark.parametrize(
    ("known", "again"),
    [
        (set(range(52, 80)), 52),
        ({60}, 60),
        ({79}, 79),
        ({52}, {"between": (52, 53), "is_not": 53}),
        (set(range(53)), {"at_most": 53, "is_not": 53}),
        (set(range(40, 80)), {"at_least": 40}),
        (set(range(52)), {"at_most": 51}),
        (set(range(40, 61)), {"between": (40, 60)}),
        ({3, *range(52, 80)}, {"one_of": (3, 52)}),
        ({3, 60}, {"one_of": (3, 60)}),
        ({50, 52}, {"between": (50, 53), "none_of": (51, 53)}),
        ({50, 51, 52, 54, 79}, {"at_least": 50, "none_of": (53, *range(55, 79))}),
    ],
    ids=str,
)
def test_what_lies_above_a_top_is_said_as_it_is_read_back(known: set[int], again: Any) -> None:
    case = values(weeks=known)

    assert as_given(CRITERIA.definition.by_id(), case) == {"weeks": again}
    assert check({"weeks": thawed(again)}) == case


def test_bounds_above_a_top_the_wrong_way_round_are_reported() -> None:
    assert codes({"weeks": {"between": [60, 55]}}) == [("bounds-reversed", "weeks.between")]


def test_a_score_that_is_larger_in_several_sums_is_distinguished_as_far_as_the_widest_looks() -> None:
    score = Score("weeks", About("weeks"), 2, 5, or_more=True)
    plain = Score("points", About("points"), 0, 3)
    narrow = Sum("narrow", About("narrow"), (Weighted(score, 2),), 4, 10)
    wide = Sum("wide", About("wide"), (Weighted(narrow, 1), Weighted(plain, -1)), 1, 10)
    other = Sum("other", About("other"), (Weighted(plain, 1),), 0, 3)

    # From 7 weeks on, `wide` is 14 less 3 at least, and at 6.5 it would be at its top of 10 already.
    assert (told_apart(score, [narrow]).cap, told_apart(score, [narrow, wide, other]).cap, told_apart(plain, [wide]).cap) == (5, 7, 3)


def test_a_value_is_carried_over_to_another_range_with_all_that_its_top_means() -> None:
    score, plain = Score("weeks", About("weeks"), 0, 5, or_more=True), Score("weeks", About("weeks"), 0, 7)

    assert carried_over(score, {4, 5}, plain) == {4, 5, 6, 7}
    assert carried_over(YesNo("works", About("works")), {"yes"}, YesNo("works", About("works"))) == {"yes"}
    assert carried_over(plain, {4, 7}, score) == {4}
    assert carried_over(score, {4}, plain) == {4}


def test_a_case_comes_back_from_its_dictionary_by_criteria_alone() -> None:
    criteria = loads(EVERY_TYPE)
    case = criteria.case(dict.fromkeys(criteria.facts))

    assert Case.from_dict(json.loads(json.dumps(case.to_dict())), criteria) == case
    with pytest.raises(TypeError, match="`criteria` is a criteria set"):
        Case.from_dict({}, criteria.facts)  # type: ignore[arg-type]


def test_a_top_that_means_more_is_left_open_upwards_and_a_number_below_it_is_not() -> None:
    score = Score("weeks", About("weeks"), 0, 5, or_more=True)

    said = [left_open({"weeks": score}, {"weeks": value})["weeks"] for value in (5, FrozenDict(one_of=(4, 5)), 3, FrozenDict(one_of=(2, 3)))]

    assert said == [FrozenDict(at_least=5), FrozenDict(none_of=(0, 1, 2, 3)), 3, FrozenDict(one_of=(2, 3))]
