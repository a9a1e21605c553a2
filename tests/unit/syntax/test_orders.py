"""Orders against other words: what contradicts, what may, and what only looks like it."""

import json
from typing import Any

import pytest

from carelevel import check, loads
from carelevel.model.problems import CriteriaError, Problem

Found = list[tuple[str, str]]


def problems(levels: dict[str, Any], facts: dict[str, Any], derived: dict[str, Any], **more: Any) -> tuple[Problem, ...]:
    asked = next(iter(derived or facts))
    values = facts[asked].get("values", [1]) if asked in facts else [label for label in derived[asked]["bands"] if label != "of"]
    criteria = {"carelevel": 1, "id": "orders", "version": "1", "title": "Orders", "levels": levels, "facts": facts, "derived": derived} | more
    criteria["criteria"] = [{"id": "only", "suggests": list(levels)[-1], "when": {asked: values[0]}, "because": "Reason."}]
    try:
        return loads(json.dumps(criteria)).warnings
    except CriteriaError as error:
        return error.problems


def found(every: tuple[Problem, ...]) -> Found:
    return [(problem.severity, problem.path[-1]) for problem in every if problem.code == "wrong-order"]


def of_levels(*levels: dict[str, Any]) -> Found:
    return found(problems({f"l{i}": {"title": "L"} | level for i, level in enumerate(levels)}, {"a": {"type": "scale", "values": ["x", "y"]}}, {}))


def of_scale(values: str, worse: str | None) -> Found:
    fact = {"type": "scale", "values": values.split()} | ({"worse": worse} if worse else {})
    return found(problems({"low": {"title": "L"}, "high": {"title": "H"}}, {"a": fact}, {}))


def of_bands(labels: str, worse: str) -> Found:
    bands = {"of": "points"} | {label: [i, i] for i, label in enumerate(labels.split())}
    points = {"type": "score", "range": [0, len(bands) - 2], "worse": worse}
    return found(problems({"low": {"title": "L"}, "high": {"title": "H"}}, {"points": points}, {"a": {"bands": bands}}))


HOME, FACILITY, HOSPITAL = ({"setting": setting} for setting in ("home", "facility", "hospital"))


def hours(low: int, high: int) -> dict[str, Any]:
    return {"hours_per_week": [low, high]}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([HOME, FACILITY, HOSPITAL], []),
        ([HOME, HOME, {}, HOSPITAL], []),
        ([{}, {}], []),
        ([HOSPITAL, HOME], ["l1"]),
        ([HOSPITAL, {}, FACILITY, HOME], ["l2", "l3"]),
        ([hours(1, 8), hours(9, 19)], []),
        ([hours(9, 19), hours(9, 19)], []),
        ([hours(9, 19), hours(5, 168)], []),
        ([hours(9, 19), {}, hours(9, 15)], ["l2"]),
        ([hours(20, 40), hours(5, 10)], ["l1"]),
        ([HOME | hours(20, 40), FACILITY | hours(5, 10)], []),
        ([hours(20, 40), FACILITY | hours(5, 10)], []),
        ([FACILITY | hours(20, 40), FACILITY | hours(5, 10)], ["l1"]),
        ([HOME | hours(20, 40), HOME | hours(5, 10)], ["l1"]),
    ],
    ids=str,
)
def test_levels_whose_setting_or_hours_fall_do_not_load(levels: list[dict[str, Any]], expected: list[str]) -> None:
    """Where people stay day and night, fewer hours of treatment are no less care."""
    assert of_levels(*levels) == [("error", name) for name in expected]


ERROR, WARNING = [("error", "a")], [("warning", "a")]


@pytest.mark.parametrize(
    ("values", "worse", "expected"),
    [
        ("none mild moderate severe extreme", "high", []),
        ("none mild moderate severe extreme", None, []),
        ("none mild moderate severe extreme", "low", ERROR),
        ("severe moderate mild none", "high", ERROR),
        ("severe moderate mild none", "low", []),
        ("severe moderate mild none", None, []),
        ("none severe moderate", "high", ERROR),
        ("none thoughts severe_plan imminent", "high", []),
        ("very_poor poor fair good", "low", []),
        ("very_poor poor fair good", "high", ERROR),
        ("good fair poor", "high", []),
        ("good fair poor", "low", ERROR),
        ("low medium high", "high", []),
        ("low medium high", "low", []),
        ("high medium low", "high", WARNING),
        ("high medium low", "low", WARNING),
        ("always often sometimes never", "high", WARNING),
        ("never sometimes often always", "low", []),
        ("none mild moderate", "low", []),
        ("moderate mild none", "high", WARNING),
        ("low high medium", "high", []),
        ("adequate limited severe_conflict", "high", []),
        ("none low high imminent", "high", []),
        ("none low high imminent", "low", ERROR),
        ("imminent high low none", "high", ERROR),
        ("imminent high low none", "low", []),
        ("low_risk some_risk high_risk", "high", []),
        ("high_risk some_risk no_risk", "high", ERROR),
        ("symptoms_severe symptoms_mild", "high", ERROR),
        ("grave slight none", "high", ERROR),
        ("high_functioning low_functioning", "high", []),
        ("risk high_risk", "high", []),
    ],
)
def test_values_of_a_scale_against_their_worse_end(values: str, worse: str | None, expected: Found) -> None:
    """That `severe` is better than `none` nobody means; whether more support than `none` is, the file has to say."""
    assert of_scale(values, worse) == expected


@pytest.mark.parametrize(("name", "expected"), [("suicide_risk", "error"), ("harm", "error"), ("support", "warning"), ("risk_awareness", "warning")])
def test_a_name_says_whether_more_of_it_is_worse(name: str, expected: str) -> None:
    """High risk is worse than none whatever the place; of support, and of what somebody knows of a risk, the file has to say."""
    fact = {"type": "scale", "values": ["high", "medium", "low"], "worse": "high"}

    assert found(problems({"low": {"title": "L"}, "high": {"title": "H"}}, {name: fact}, {})) == [(expected, name)]


@pytest.mark.parametrize(
    ("labels", "worse", "expected"),
    [
        ("minimal mild moderate severe", "high", []),
        ("severe moderate mild minimal", "low", []),
        ("severe moderate mild minimal", "high", ERROR),
        ("minimal mild moderate severe", "low", ERROR),
        ("poor fair good", "low", []),
        ("poor fair good", "high", ERROR),
        ("severe none mild", "high", ERROR),
        ("high medium low", "low", []),
        ("high medium low", "high", WARNING),
        ("low medium high", "low", []),
    ],
)
def test_labels_of_bands_against_the_worse_end_of_their_score(labels: str, worse: str, expected: Found) -> None:
    assert of_bands(labels, worse) == expected


@pytest.mark.parametrize(
    ("values", "worse", "hint"),
    [
        ("severe mild none", "high", "list the values the other way round, or write `worse: low`; `at_least` follows the order of the list"),
        ("none severe mild", "high", "list the values in order; they are now listed as `none`, `severe`, `mild`"),
    ],
)
def test_the_hint_is_one_that_mends_it(values: str, worse: str, hint: str) -> None:
    levels = {"low": {"title": "L"}, "high": {"title": "H"}}

    (problem,) = problems(levels, {"a": {"type": "scale", "values": values.split(), "worse": worse}}, {})

    assert problem.hint == hint


def test_an_order_that_is_right_by_its_places_can_be_accepted() -> None:
    criteria = {
        "carelevel": 1,
        "id": "orders",
        "version": "1",
        "title": "Orders",
        "levels": {"low": {"title": "L"}, "high": {"title": "H"}},
        "facts": {"adherence": {"type": "scale", "values": ["always", "sometimes", "never"], "worse": "high"}},
        "criteria": [{"id": "only", "suggests": "high", "when": {"adherence": "never"}, "because": "Reason."}],
        "accept": [{"check": "wrong-order", "fact": "adherence", "because": "From good to bad."}],
    }

    assert [(problem.code, problem.severity) for problem in check(loads(json.dumps(criteria)))] == [("wrong-order", "note")]
