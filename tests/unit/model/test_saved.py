"""The version of a saved form, and where a dictionary says something else than the result that it is read as."""

from typing import Any

import pytest

from carelevel.model.problems import CaseError, Problem
from carelevel.model.saved import format_problems, prefixed, refuse_differences, saved_form

EXPECTED = {"level": "iop", "met": ["a", "b"], "exact": True, "count": 1, "joint": None, "evidence": {"age": 34}}


def differences(given: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(CaseError) as caught:
        refuse_differences(EXPECTED, given, "the answer")
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_the_same_is_taken_whatever_the_order_of_keys_and_the_kind_of_lists() -> None:
    refuse_differences(EXPECTED, {key: tuple(value) if isinstance(value, list) else value for key, value in reversed(EXPECTED.items())}, "the answer")


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"level": "inpatient"}, "contradiction", ("level",)),
        ({"level": None}, "contradiction", ("level",)),
        ({"met": ["a"]}, "contradiction", ("met",)),
        ({"met": ["a", "c"]}, "contradiction", ("met", 1)),
        ({"met": "ab"}, "contradiction", ("met",)),
        ({"exact": 1}, "contradiction", ("exact",)),
        ({"count": True}, "contradiction", ("count",)),
        ({"joint": {}}, "contradiction", ("joint",)),
        ({"evidence": {}}, "missing-key", ("evidence",)),
        ({"evidence": {"age": 35}}, "contradiction", ("evidence", "age")),
        ({"levle": "iop"}, "unknown-key", ("levle",)),
        ({3: "iop"}, "unknown-key", ("3",)),
    ],
)
def test_what_is_said_otherwise_is_found_at_its_place(change: dict[Any, Any], code: str, path: tuple[str | int, ...]) -> None:
    assert differences({**EXPECTED, **change}) == [(code, path)]


def test_all_differences_are_found_at_once() -> None:
    assert differences({"met": [], "evidence": 3}) == [
        ("missing-key", ()),
        ("contradiction", ("met",)),
        ("missing-key", ()),
        ("missing-key", ()),
        ("missing-key", ()),
        ("contradiction", ("evidence",)),
    ]


def test_a_message_says_what_both_say() -> None:
    with pytest.raises(CaseError) as caught:
        refuse_differences({"level": "iop"}, {"level": "inpatient", "lvel": 1}, "the answer")

    assert [(problem.message, problem.hint) for problem in caught.value.problems] == [
        ("the answer says the text `iop` here; found the text `inpatient`", None),
        ("`lvel` is no key of the answer here; allowed are `level`", "did you mean `level`?"),
    ]


@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        ({}, "missing-key", None),
        ({"format": "1"}, "unknown-value", None),
        ({"format": True}, "unknown-value", None),
        ({"format": 0}, "unknown-value", None),
        ({"format": 2}, "unknown-value", "it was written by a newer carelevel; read it with that"),
    ],
)
def test_another_form_is_refused(given: dict[str, Any], code: str, hint: str | None) -> None:
    with pytest.raises(CaseError) as caught:
        saved_form(given, "an interview", 1)

    assert [(problem.code, problem.path, problem.hint) for problem in caught.value.problems] == [(code, ("format",), hint)]


def test_the_form_that_is_known_is_taken() -> None:
    assert saved_form({"format": 1}, "an interview", 1) == {"format": 1}
    assert list(format_problems({"record": 1}, "record", "a record", 1)) == []


@pytest.mark.parametrize("given", [None, [], "text", 3])
def test_what_is_no_dictionary_has_no_form(given: Any) -> None:
    with pytest.raises(CaseError, match="an interview is read from a mapping, as `to_dict` returns it; found"):
        saved_form(given, "an interview", 1)


def test_problems_of_a_part_have_their_paths_in_the_whole() -> None:
    found = prefixed([Problem("x", "y", path=("age",), hint="z")], "history", 3)

    assert found == [Problem("x", "y", path=("history", 3, "age"), hint="z")]
