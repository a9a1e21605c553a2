"""How a user's mapping is read: by the tables where these know the way, slowly where they do not, and to the same sum and the same case either way."""

import json
from collections.abc import Callable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.logic import bit_tables, case_encoder
from carelevel.logic.bit_tables import Tables
from carelevel.logic.case_encoder import CaseEncoder
from carelevel.model.cases import Case, check_case, read_case
from carelevel.model.problems import CaseError

PLACES = [f"place_{number}" for number in range(30)]
FACTS: dict[str, dict[str, Any]] = {
    "only": {"type": "choice", "values": ["one"]},
    "safe": {"type": "yes_no"},
    "risk": {"type": "scale", "values": ["low", "middle", "high"], "worse": "high"},
    "here": {"type": "choice", "values": PLACES},
    "there": {"type": "choice", "values": PLACES},
    "always": {"type": "score", "range": [7, 7]},
    "weeks": {"type": "score", "range": [0, 9]},
    "points": {"type": "score", "range": [0, 9]},
    "kinds": {"type": "set", "values": ["a", "b", "c"]},
    "hobbies": {"type": "set", "values": ["chess"]},
}
DERIVED = {
    "points_band": {"bands": {"of": "points", "few": [0, 4], "many": [5, 9]}},
    "points_group": {"bands": {"of": "points", "odd": [0, 2], "even": [3, 9]}},
}
CRITERIA = {
    "unsafe": {"safe": "no", "risk": {"at_least": "middle"}},
    "far": {"here": "place_1", "there": {"one_of": ["place_2", "place_29"]}},
    "many": {"points_band": "many", "points_group": "even", "weeks": {"at_least": 3}},
    "kind": {"kinds": {"includes": "a", "excludes": "b"}},
    "chess": {"hobbies": {"includes": "chess"}},
}
DEFINITION = loads(
    json.dumps(
        {
            "carelevel": 1,
            "id": "small",
            "version": "1",
            "title": "Small",
            "facts": FACTS,
            "derived": DERIVED,
            "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
            "criteria": [{"id": name, "suggests": "high", "when": when, "because": name} for name, when in CRITERIA.items()],
        }
    )
).definition
PLAIN: dict[str, Any] = {
    "only": "one",
    "safe": "no",
    "risk": "high",
    "here": "place_1",
    "there": "place_29",
    "always": 7,
    "weeks": 3,
    "points": 0,
    "kinds": ["c", "a"],
    "hobbies": [],
}


def made() -> CaseEncoder:
    return CaseEncoder(Tables(DEFINITION), DEFINITION.every_name())


def sum_of(given: Mapping[str, Any]) -> tuple[int, int]:
    """Return the sum for a case when the whole of it is checked first. A fact with one value stands in no checked case, and counts as known when it is given."""
    tables = Tables(DEFINITION)
    total, more = tables.sum_of(check_case(DEFINITION.every_name(), given))
    return total + sum(tables.cells[name].known for name in ("only", "always") if given.get(name) is not None), more


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> list[dict[Any, Any]]:
    """What no table knew, entry by entry or case by case as it was read slowly."""
    read: list[dict[Any, Any]] = []

    def noted(of: Callable[..., Case]) -> Callable[..., Case]:
        def noting(facts: Any, given: Any, *more: Any) -> Case:
            read.append(given)
            return of(facts, given, *more)

        return noting

    monkeypatch.setattr(case_encoder, "read_case", noted(read_case))
    monkeypatch.setattr(case_encoder, "check_case", noted(check_case))
    return read


# Everything is known


def test_the_sum_for_someone_with_every_fact_is_found_at_once(slowly: list[Any]) -> None:
    reader = made()
    answers: dict[str, list[Any]] = {"safe": ["yes", "no"], "risk": ["low", "high"], "here": ["place_1", "place_2"], "points": [0, 9]}

    for given in product(*answers.values(), [[], ["a"], ["b", "a"]]):
        case = PLAIN | dict(zip([*answers, "kinds"], given, strict=True))
        for _ in range(2):
            assert (reader.complete(case), 0) == sum_of(case), case
    assert slowly == []


@pytest.mark.parametrize(
    "case",
    [
        *(MappingProxyType(PLAIN), None, [*PLAIN], {}),
        *({name: value for name, value in PLAIN.items() if name != left_out} for left_out in ("safe", "here", "points", "kinds")),
        *({**PLAIN, name: None} for name in ("safe", "here", "points", "kinds")),
        {name: value for name, value in PLAIN.items() if name != "points"} | {"points_band": "few"},
        *({**PLAIN, "points": points} for points in (0.0, False, 10, "0", {"at_least": 1})),
        *({**PLAIN, "kinds": kinds} for kinds in (("a",), {"a": "yes"}, ["a", "a"], ["d"], [["a"]], "a")),
        {**PLAIN, "safe": "perhaps"},
        {**PLAIN, "here": "place_30"},
    ],
    ids=str,
)
def test_what_is_not_plain_and_complete_has_no_sum_at_once(case: Any) -> None:
    assert made().complete(case) is None


def test_words_are_looked_up_together_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {name: dict.fromkeys(fact["values"], 0) for name, fact in FACTS.items() if fact["type"] in {"choice", "scale"}}

    def packed(most: int) -> list[tuple[str, ...]]:
        monkeypatch.setattr(case_encoder, "MOST_TOGETHER", most)
        return case_encoder._packed(words)

    assert packed(2700) == [("only", "risk", "here", "there")]
    assert packed(2699) == packed(90) == [("only", "risk", "here"), ("there",)]
    assert packed(89) == packed(30) == [("only", "risk"), ("here",), ("there",)]
    assert packed(3) == [("only", "risk"), ("here",), ("there",)], "what has no room with others stands alone"


# Not everything is known


def test_what_is_in_a_table_is_never_read_slowly(slowly: list[Any]) -> None:
    reader = made()
    plain: dict[str, list[Any]] = {
        "only": ["one", None],
        "safe": ["yes", "no", True, False, None],
        "risk": ["low", "middle", "high"],
        "points": [0, 9, None],
        "always": [7],
        "kinds": [[], ["a"], ["c", "b", "a"], None],
    }

    for name, values in plain.items():
        for value in values * 2:
            assert reader.one_by_one({name: value}) == sum_of({name: value})
    assert reader.one_by_one(PLAIN) == sum_of(PLAIN)
    assert slowly == []


ODD: tuple[dict[str, Any], ...] = (
    {"points_band": "many"},
    {"points": 5.0},
    {"points": {"at_least": 5}},
    {"points": {"at_least": 5, "at_most": 7.0}},
    {"risk": {"is": "high"}},
    {"kinds": {"a": "yes", "b": False, "c": None}},
)


def test_what_is_in_no_table_is_read_slowly_once(slowly: list[Any]) -> None:
    reader = made()

    for _ in range(2):
        assert [reader.one_by_one(case) for case in ODD] == [sum_of(case) for case in ODD]
    assert reader.one_by_one({**PLAIN, "points": 5.0}) == sum_of({**PLAIN, "points": 5.0})

    assert slowly == [*ODD]


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        *(("safe", True, 1), ("safe", True, 1.0), ("safe", {"is": True}, {"is": 1})),
        *(("points", 1, True), ("points", 1.0, True), ("points", {"at_least": 1}, {"at_least": True}), ("points", {"is": 1.0}, {"is": True})),
    ],
    ids=str,
)
def test_what_is_one_key_to_a_dictionary_is_distinguished(fact: str, right: Any, wrong: Any) -> None:
    """Whichever is remembered: a number is no yes or no, and yes is no score."""
    reader = made()

    for _ in range(2):
        with pytest.raises(CaseError):
            reader.one_by_one({fact: wrong})
        assert reader.one_by_one({fact: right}) == sum_of({fact: right})


@pytest.mark.parametrize("value", [{"between": [1, 8]}, ("a",), frozenset({"a"})], ids=str)
def test_what_has_no_key_is_read_slowly_each_time(value: Any, slowly: list[Any]) -> None:
    case = {"points" if type(value) is dict else "kinds": value}
    reader = made()

    assert [reader.one_by_one(case), reader.one_by_one(case)] == [sum_of(case)] * 2

    assert slowly == [case, case]


def test_what_is_remembered_of_what_was_read_slowly_has_an_end(monkeypatch: pytest.MonkeyPatch, slowly: list[Any]) -> None:
    """What has no key takes no room in it."""
    monkeypatch.setattr(bit_tables, "MOST_REMEMBERED", 2)
    reader = made()
    without, first, second, third = {"points": {"between": [1, 8]}}, *({"points": {"at_least": bound}} for bound in (1, 2, 3))

    for case in (without, first, second, third) * 2:
        assert reader.one_by_one(case) == sum_of(case)

    assert slowly == [without, first, second, third, without, third]


@pytest.mark.parametrize("points", [{"points": 4.0}, {"points_group": "even"}])
def test_entries_about_one_score_are_read_as_a_whole_case(points: dict[str, Any], slowly: list[Any]) -> None:
    """Added up they would count twice."""
    case = {"points_band": "few", **points}

    assert made().one_by_one(case) == sum_of(case)

    assert slowly == [case]


@pytest.mark.parametrize("case", [{"points": 5.5}, {"point": 5}, {"safe": "no", "kinds": ["d"]}, {7: "low"}], ids=str)
def test_what_is_wrong_is_shown_by_the_whole_case(case: dict[Any, Any], slowly: list[Any]) -> None:
    with pytest.raises(CaseError) as expected:
        sum_of(case)

    with pytest.raises(CaseError) as found:
        made().one_by_one(case)

    assert found.value.problems == expected.value.problems
    assert slowly[-1] == case


# As a case


def test_a_case_of_plain_values_is_made_by_the_tables(slowly: list[Any]) -> None:
    """A fact with one value is known without being asked, and stands in no case."""
    plain = {name: value for name, value in PLAIN.items() if name not in {"only", "always"}}
    cases: list[dict[str, Any]] = [{}, plain, {**plain, "safe": True}, {"safe": False, "risk": None}, {"kinds": []}, {"kinds": ["c", "a", "b"]}]
    reader = made()

    for case in cases:
        assert reader.case_of(case) == check_case(DEFINITION.every_name(), case)
    assert slowly == []

    assert reader.case_of(PLAIN) == reader.case_of(plain)
    assert [*reader.case_of(plain).values] == ["safe", "risk", "here", "there", "weeks", "points"]


@pytest.mark.parametrize("case", [*ODD, MappingProxyType(PLAIN), {"points_band": "few", "points": 4}, {**PLAIN, "kinds": {"a": "no"}}], ids=str)
def test_a_case_of_anything_else_is_checked_as_a_whole(case: Mapping[str, Any], slowly: list[Any]) -> None:
    assert made().case_of(case) == check_case(DEFINITION.every_name(), case)

    assert slowly == [case]


@pytest.mark.parametrize("case", [None, [], {"point": None}, {"kinds": ["a", "a"]}, {"hobby": []}, {"points": 10}], ids=str)
def test_what_is_no_case_is_refused_with_every_problem(case: Any) -> None:
    with pytest.raises(CaseError) as expected:
        check_case(DEFINITION.every_name(), case)

    with pytest.raises(CaseError) as found:
        made().case_of(case)

    assert found.value.problems == expected.value.problems


def test_what_a_list_says_of_each_member_is_remembered_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_encoder, "MOST_REMEMBERED", 2)
    reader = made()
    listed: tuple[list[str], ...] = (["a"], ["b"], ["c", "a"])

    first, second = ([reader.case_of({"kinds": members}).members["kinds"] for members in listed] for _ in range(2))

    assert first == second == [{member: member in members for member in "abc"} for members in listed]
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True, False]


def test_a_long_score_is_worked_out_when_a_case_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that the score does not have is no number of it, and what was worked out is kept up to a limit."""
    eager = tables_of_scores()
    monkeypatch.setattr(bit_tables, "LARGEST_TABLE", 0)
    monkeypatch.setattr(bit_tables, "MOST_BYTES", 4)
    lazy = tables_of_scores()

    for name in ("weeks", "often", "ago"):
        adds, known = lazy.cells[name].by_value, eager.cells[name].by_value
        assert len(adds) == 0
        assert len(known) > 9
        assert {value: adds[value] for value in known} == known
        assert 0 < len(adds) < len(known)
        with pytest.raises(KeyError):
            adds[-1]
    for case in ({"weeks": 3, "often": 9}, {"weeks": 3, "often": 12}, {"often": 5, "ago": "never"}, {"ago": 9, "weeks": 9}, {"ago": {"at_least": 4}}):
        assert CaseEncoder(lazy, facts_of(lazy)).sum_of(case) == CaseEncoder(eager, facts_of(eager)).sum_of(case)
    with pytest.raises(CaseError, match="10"):
        CaseEncoder(lazy, facts_of(lazy)).sum_of({"weeks": 10})


def tables_of_scores() -> Tables:
    facts = {
        "weeks": {"type": "score", "range": [0, 9]},
        "often": {"type": "score", "range": [0, 9], "or_more": True},
        "ago": {"type": "score", "range": [0, 9], "unit": "days ago", "or_never": True},
    }
    when = {"any": [{"weeks": {"at_least": 3}, "often": {"at_most": 8}}, {"ago": {"at_least": 4}}, {"total": {"at_least": 12}}]}
    criteria = [{"id": "c", "requires": "b", "when": when, "because": "It is so."}]
    derived = {"total": {"sum": ["weeks", "often"]}}
    levels = {"a": {"title": "A"}, "b": {"title": "B"}}
    plain = {"carelevel": 1, "id": "x", "version": "1", "title": "X", "levels": levels, "facts": facts, "derived": derived, "criteria": criteria}
    return Tables(loads(json.dumps(plain)).definition)


def facts_of(tables: Tables) -> Mapping[str, Any]:
    return tables.definition.by_id()
