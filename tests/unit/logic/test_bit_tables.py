"""The engine of sums: what it takes from a user, how it counts, and what it promises beside being right (tests/property/test_tables.py)."""

import enum
import json
import math
import pickle
import sys
from collections import UserDict, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from threading import Barrier
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carelevel.answers.results import Decision
from carelevel.api import CriteriaSet, loads
from carelevel.logic.bit_layout import lanes_of
from carelevel.logic.bit_tables import Tables
from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError

LEVELS = {name: {"title": name} for name in ("outpatient", "iop", "inpatient")}


def criteria_of(criteria: dict[str, Any], facts: dict[str, Any], **more: Any) -> CriteriaSet:
    """Return a set with a criterion for each condition; the id says what it requires, as in `iop-something`."""
    listed = [{"id": name, "requires": name.split("-")[0], "when": when, "because": "Reason."} for name, when in criteria.items()]
    return loads(json.dumps({"carelevel": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": LEVELS, "facts": facts, "criteria": listed, **more}))


FACTS = {
    "risk": {"type": "scale", "values": ["low", "middle", "high"]},
    "safe": {"type": "yes_no"},
    "therapy": {"type": "choice", "values": ["never", "helping", "failed"]},
    "phq9": {"type": "score", "range": [0, 27]},
    "weeks": {"type": "score", "range": [0, 52], "or_more": True},
    "conditions": {"type": "set", "values": ["ocd", "ptsd", "anxiety"]},
}
CRITERIA = criteria_of(
    {
        "iop-risk": {"risk": {"at_least": "middle"}},
        "inpatient-unsafe": {"safe": False, "risk": "high"},
        "iop-failed": {"therapy": "failed", "weeks": {"at_least": 12}},
        "iop-phq9": {"phq9": {"between": [10, 19]}},
        "inpatient-phq9": {"phq9_band": "severe"},
        "iop-both": {"conditions": {"includes_all": ["ocd", "ptsd"]}},
        "iop-neither": {"conditions": {"excludes_all": ["ocd", "anxiety"]}, "phq9": {"at_least": 1}},
    },
    FACTS,
    derived={"phq9_band": {"bands": {"of": "phq9", "mild": [0, 9], "moderate": [10, 19], "severe": [20, 27]}}},
)
PLAIN: dict[str, Any] = {"risk": "middle", "safe": "yes", "therapy": "failed", "phq9": 12, "weeks": 20, "conditions": ["ocd"]}


def told(criteria: CriteriaSet, case: Any) -> Any:
    """Return the answer, or what is wrong with the case."""
    try:
        return criteria.decide(case)
    except CaseError as error:
        return error.problems


# What a user gives


class Word(enum.StrEnum):
    MIDDLE = "middle"
    phq9 = "phq9"
    other = "risk"


class Text(str):
    __slots__ = ()


VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "one": 1,
    "five": 5,
    "minus one": -1,
    "fifty-three": 53,
    "a number with a thousand digits": 10**1000,
    "five as a float": 5.0,
    "a half": 0.5,
    "one as a float": 1.0,
    "no number": math.nan,
    "infinity": math.inf,
    "a complex number": 5 + 0j,
    "a decimal": Decimal(5),
    "a fraction": Fraction(5),
    "numpy's five": np.int64(5),
    "numpy's one": np.int64(1),
    "numpy's true": np.bool_(True),  # noqa: FBT003
    "numpy's duration": np.timedelta64(5, "D"),
    "numpy's text": np.str_("middle"),
    "an array of no dimension": np.array(5),
    "pandas' missing value": pd.NA,
    "pandas' missing time": pd.NaT,
    "a word": "middle",
    "yes": "yes",
    "text of a class of its own": Text("middle"),
    "a member of an enumeration": Word.MIDDLE,
    "a member with another name": Word.other,
    "a word of nothing": "mittel",
    "nothing as text": "",
    "bytes": b"middle",
    "no members": [],
    "a member": ["ocd"],
    "members out of order": ["ptsd", "ocd"],
    "a member twice": ["ocd", "ocd"],
    "a word that is no member": ["asthma"],
    "a number as a member": [1],
    "a list as a member": [["ocd"]],
    "members as a tuple": ("ocd",),
    "members as a set": frozenset({"ocd", "ptsd"}),
    "members by name": {"ocd": "yes", "ptsd": False},
    "members by name, with a null": {"ocd": None},
    "a member by number": {"ocd": 1},
    "members by operator": {"includes": "ocd", "excludes": "ptsd"},
    "a mapping that says nothing": {},
    "an operator": {"at_least": 10},
    "an operator with a float": {"at_least": 10.0},
    "an operator with a word": {"at_least": "middle"},
    "two operators": {"at_least": 5, "at_most": 12},
    "two operators that exclude each other": {"at_least": 12, "at_most": 5},
    "an operator with a list": {"between": [5, 12]},
    "an operator with true": {"is": True},
    "an operator with one": {"is": 1},
    "an operator that allows all": {"at_least": 0},
    "an unknown operator": {"more_than": 5},
    "an immutable mapping": FrozenDict({"at_least": 10}),
    "an object": object(),
}


@pytest.mark.parametrize("what", VALUES)
@pytest.mark.parametrize("fact", [*FACTS, "phq9_band", "nothing_known"])
def test_the_fast_checker_takes_and_refuses_what_the_slow_one_does(fact: str, what: str) -> None:
    """To a dictionary `True`, `1` and `1.0` are one key; to a clinician an unsafe home is not a score of nought. Each value is tried alone and in a complete case."""
    for case in ({fact: VALUES[what]}, {**PLAIN, fact: VALUES[what]}, {**PLAIN, "phq9": None, fact: VALUES[what]}):
        try:
            expected: Any = CRITERIA.decide(CRITERIA.case(case))
        except CaseError as error:
            expected = error.problems

        assert [told(CRITERIA, dict(case)) for _ in range(2)] == [expected, expected]


@pytest.mark.parametrize(
    "case",
    [
        {"phq9": 12, "phq9_band": "moderate"},
        {"phq9": 12, "phq9_band": "severe"},
        {"phq9": {"at_least": 5}, "phq9_band": "moderate"},
        {"phq9_band": {"one_of": ["mild", "moderate"]}, "phq9": None},
        {"phq9": 3, Word.phq9: 4},
        {1: "low"},
        {**PLAIN, None: None},
        {name: value for name, value in PLAIN.items() if name != "risk"} | {"rusk": "low"},
        {"rusk": None},
        {"conditions": {"includes": "ocd", "excludes_all": ["ocd", "ptsd"]}},
        {"risk": "hgih", "safe": 1, "phq9": 28, "nothing": 1, "conditions": ["acd"]},
    ],
    ids=str,
)
def test_entries_that_touch_each_other_are_read_together(case: dict[Any, Any]) -> None:
    """A band and its score, a name given twice in different types, all problems of a case at once."""
    try:
        expected: Any = CRITERIA.decide(CRITERIA.case(case))
    except CaseError as error:
        expected = error.problems

    assert [told(CRITERIA, dict(case)) for _ in range(2)] == [expected, expected]


@pytest.mark.parametrize("kind", [dict, FrozenDict, MappingProxyType, UserDict, lambda case: defaultdict(list, case)])
def test_every_kind_of_mapping_is_read_and_left_as_it_is(kind: Any) -> None:
    """A mapping that makes up what it lacks must not be asked for what it lacks."""
    short = {name: value for name, value in PLAIN.items() if name != "risk"}

    answers = [CRITERIA.decide(kind(PLAIN)), CRITERIA.decide(given := kind(short))]

    assert answers == [CRITERIA.decide(CRITERIA.case(PLAIN)), CRITERIA.decide(CRITERIA.case(short))]
    assert dict(given) == short


@pytest.mark.parametrize("case", [None, [], "risk", 5])
def test_what_is_no_mapping_is_refused(case: Any) -> None:
    with pytest.raises(CaseError, match="a case is a mapping"):
        CRITERIA.decide(case)


def test_a_case_checked_for_other_criteria_is_not_taken_at_its_word() -> None:
    """A value that is none of the fact's would be added as nothing, and could spill from one criterion's bits into the next."""
    for strange in ({99}, {3, 99}, {99, 999}):
        with pytest.raises(CaseError, match="`99` is not a value of `phq9`"):
            CRITERIA.decide(Case(FrozenDict({"phq9": frozenset(strange)})))


def test_a_checked_case_in_which_a_fact_can_still_have_every_value_says_nothing_of_it() -> None:
    assert CRITERIA.decide(Case(FrozenDict({"risk": frozenset({"low", "middle", "high"})}))) == CRITERIA.decide({})


def test_what_the_criteria_do_not_know_of_a_checked_case_is_left_aside() -> None:
    case = Case(FrozenDict({"phq9": frozenset({12}), "gad7": frozenset({3})}), FrozenDict({"hobbies": FrozenDict({"chess": True})}))

    assert CRITERIA.decide(case) == CRITERIA.decide({"phq9": 12})


# How it counts


def bits(number: int, width: int) -> str:
    return f"{number:0{width}b}"


def test_the_sum_worked_by_hand_is_the_sum() -> None:
    """The example at the top of `logic/bit_tables.py`, without the bits that say what is known."""
    facts = {
        "risk": {"type": "scale", "values": ["low", "high"]},
        "caregiver": {"type": "yes_no"},
        "symptoms": {"type": "scale", "values": ["mild", "severe"]},
    }
    three = [{"risk": "high"}, {"caregiver": "no"}, {"symptoms": "severe"}]
    criteria = criteria_of({"iop-a": three[0], "iop-b": three[0] | three[1], "iop-c": {"any": three}}, facts)

    lanes = lanes_of([criterion.when for criterion in criteria.definition.criteria], 0)
    adds = {part[0]: list(weights.values()) for part, weights in lanes.points.items()}

    assert lanes.stages == lanes.late == ()
    # A digit of four bits for each result: C, B and A from the left.
    assert [bits(result, 12) for result in lanes.results] == ["000000000001", "000000100000", "010000000000"]
    assert bits(lanes.start, 12) == "001100000000"
    assert {name: [bits(number, 12) for number in numbers] for name, numbers in adds.items()} == {
        "risk": ["000100010001"],
        "caregiver": ["000100010000"],
        "symptoms": ["000100000000"],
    }


def test_a_chain_of_groups_takes_no_second_step() -> None:
    """A group inside a group hands its result upwards as a carry."""
    when = {"risk": "high", "any": [{"safe": "no"}, {"phq9": {"at_least": 20}, "any": [{"weeks": 3}, {"therapy": "failed"}]}]}
    tables = Tables(criteria_of({"iop-chain": when}, FACTS).definition)

    assert tables.is_plain
    assert (tables.kept, tables.added) == (-1, 0)


def test_groups_side_by_side_take_one_more_addition() -> None:
    side_by_side = {"all": [{"any": [{"risk": "high"}, {"safe": "no"}]}, {"any": [{"phq9": 20}, {"weeks": 3}]}]}
    tables = Tables(criteria_of({"iop-groups": side_by_side}, FACTS).definition)

    assert tables.is_plain
    assert tables.added > 0


def test_no_bits_spill_over_whatever_is_added() -> None:
    """Every fact at what adds most, and no criterion's points reach another's bits: results are those of the definition for each fact's every value."""
    criteria = criteria_of(
        {"iop-sum": {"total": {"at_least": 30}}, "inpatient-sum": {"total": {"between": [-5, 5]}}, "iop-gap": {"total": {"one_of": [-27, 0, 52]}}},
        FACTS,
        derived={"total": {"sum": ["weeks", {"of": "phq9", "times": -1}]}},
    )

    for weeks in range(53):
        for phq9 in range(28):
            total = weeks - phq9
            met = {"iop-sum": total >= 30, "inpatient-sum": -5 <= total <= 5, "iop-gap": total in {-27, 0, 52}}
            assert criteria.decide({"weeks": weeks, "phq9": phq9}).met == tuple(name for name, is_met in met.items() if is_met)


def test_named_conditions_that_stand_on_each_other_do_not_grow_without_end() -> None:
    """Eleven names, each used twice by the next: written out that would be 2048 copies."""
    derived: dict[str, Any] = {"name_0": {"when": {"any": [{"risk": "high"}, {"safe": "no"}, {"phq9": {"at_least": 20}}]}}}
    for i in range(11):
        twice = [{f"name_{i}": "yes", "therapy": "failed"}, {f"name_{i}": "no", "therapy": "never"}]
        derived[f"name_{i + 1}"] = {"when": {"any": twice}}
    criteria = criteria_of({"iop-names": {"name_11": "yes"}}, FACTS, derived=derived)

    assert Tables(criteria.definition).start.bit_length() < 2000
    assert [criteria.decide({"risk": "high", "therapy": therapy}).met for therapy in ("failed", "never")] == [("iop-names",), ()]


def test_long_scores_share_numbers_between_values_that_no_criterion_tells_apart() -> None:
    facts = {"days": {"type": "score", "range": [0, 10_000]}}

    cell = Tables(criteria_of({"iop-days": {"days": {"at_least": 30}}}, facts).definition).cells["days"]

    assert len({id(number) for number in cell.by_value.values()}) == 2


# What is answered


def test_a_decision_shows_compares_and_travels_by_value() -> None:
    decision = CRITERIA.decide({"risk": "high", "safe": "no", "phq9": 12})
    shown = "<Decision lowest='inpatient' highest='inpatient' settled=True level='inpatient' applies='met' met=3 unmet=1 unknown=3 contradictions=0>"

    travelled = pickle.loads(pickle.dumps(decision))

    assert repr(decision) == repr(travelled) == shown
    assert decision.met == travelled.met == ("iop-risk", "inpatient-unsafe", "iop-phq9")
    assert travelled == decision == CRITERIA.decide({"phq9": 12, "safe": False, "risk": "high"})
    assert hash(travelled) == hash(decision)
    assert decision != CRITERIA.decide({"risk": "high", "safe": "no"})
    assert decision != "inpatient"
    assert len(pickle.dumps(decision)) < 600


def test_a_decision_can_be_taken_apart() -> None:
    match CRITERIA.decide({"risk": "high", "safe": "no"}):
        case Decision(lowest=lowest, level=level, met=met):
            assert (lowest, level, met) == ("inpatient", "inpatient", ("iop-risk", "inpatient-unsafe"))


# Many cases


def test_many_cases_are_answered_one_by_one_as_they_come() -> None:
    """Memory stays what one case takes: nothing is read ahead, nothing kept."""
    read: list[int] = []

    def charts() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            read.append(number)
            yield {"phq9": number % 28}

    answers = CRITERIA.decide_many(charts())
    first = [next(answers), next(answers)]

    assert read == [0, 1]
    assert first == [CRITERIA.decide({"phq9": 0}), CRITERIA.decide({"phq9": 1})]
    assert list(answers) == [CRITERIA.decide({"phq9": number % 28}) for number in range(2, 1000)]


def test_an_error_among_many_cases_is_in_its_place() -> None:
    good, bad = {"risk": "high"}, {"risk": "hgih"}

    answers = list(CRITERIA.decide_many([good, bad, good, None]))  # type: ignore[list-item]

    errors = [answer for answer in answers if isinstance(answer, CaseError)]
    assert [type(answer) for answer in answers] == [Decision, CaseError, Decision, CaseError]
    assert [error.problems[0].code for error in errors] == ["unknown-value", "wrong-type"]
    assert [error.__traceback__ for error in errors] == [None, None]


def test_an_error_of_the_one_who_gives_cases_is_theirs() -> None:
    """What goes wrong in reading a database is no answer."""

    def charts() -> Iterator[dict[str, Any]]:
        yield {"risk": "high"}
        raise OSError("connection lost")

    answers = CRITERIA.decide_many(charts())

    assert next(answers) == CRITERIA.decide({"risk": "high"})
    with pytest.raises(OSError, match="connection lost"):
        next(answers)


# Threads


def test_many_threads_get_the_answers_of_one() -> None:
    """The tables are made by whoever asks first, and some fill up as they are used; run on a Python without a global lock this is where it would show."""
    plain = json.dumps(CRITERIA.to_dict())
    cases = [
        {"risk": risk, "phq9": phq9, "conditions": conditions, "weeks": {"at_least": weeks}}
        for risk in ("low", "high")
        for phq9 in range(0, 28, 3)
        for conditions in ([], ["ocd"], ["ptsd", "ocd"], {"anxiety": "no"})
        for weeks in (0, 11, 12)
    ]
    expected = list(loads(plain).decide_many(cases))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(3):
            shared, start = loads(plain), Barrier(8)

            def ask(thread: int, shared: CriteriaSet = shared, start: Barrier = start) -> list[Any]:
                start.wait()
                turned = cases[thread * 30 :] + cases[: thread * 30]
                return list(shared.decide_many(turned))

            with ThreadPoolExecutor(8) as threads:
                answers = list(threads.map(ask, range(8)))

            assert [found[len(cases) - thread * 30 :] + found[: len(cases) - thread * 30] for thread, found in enumerate(answers)] == [expected] * 8
    finally:
        sys.setswitchinterval(interval)


def test_many_threads_get_the_reasons_of_one() -> None:
    """What a criterion stands on is remembered by whoever finds it first."""
    plain = json.dumps(CRITERIA.to_dict())
    cases = [{**PLAIN, "risk": risk, "phq9": phq9, "safe": safe} for risk in ("low", "high") for phq9 in range(0, 28, 3) for safe in ("yes", "no")]
    alone, shared, start = loads(plain), loads(plain), Barrier(8)
    expected = [alone.recommend(case) for case in cases]

    def ask(thread: int) -> list[Any]:
        start.wait()
        return [shared.recommend(case) for case in cases[thread * 5 :] + cases[: thread * 5]]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(ask, range(8)))
    finally:
        sys.setswitchinterval(interval)

    assert [found[len(cases) - thread * 5 :] + found[: len(cases) - thread * 5] for thread, found in enumerate(answers)] == [expected] * 8
