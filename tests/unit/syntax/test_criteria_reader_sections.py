"""Problems of sections, and files that have nothing else."""

import json
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.model.problems import CriteriaError
from carelevel.syntax import expansion
from tests.unit.phases import PHASES


def problems(old: str, new: str) -> list[tuple[str, str]]:
    assert old in PHASES
    with pytest.raises(CriteriaError) as error:
        loads(PHASES.replace(old, new, 1))
    return [(problem.code, problem.message) for problem in error.value.problems]


def minimal(**more: Any) -> str:
    facts = {"a": {"type": "yes_no"}, "b": {"type": "yes_no"}}
    levels = {"low": {"title": "Low"}, "high": {"title": "High"}}
    return json.dumps({"carelevel": 1, "id": "x", "version": "1", "title": "X", "levels": levels, "facts": facts, **more})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("missing-key", "`criteria` is missing here")),
        ({"sections": []}, ("empty-group", "a criteria set needs at least one criterion")),
        ({"criteria": []}, ("empty-group", "a criteria set needs at least one criterion")),
    ],
)
def test_a_set_without_criteria_is_refused(more: dict[str, Any], expected: tuple[str, str]) -> None:
    with pytest.raises(CriteriaError) as error:
        loads(minimal(**more))

    assert [(problem.code, problem.message) for problem in error.value.problems if problem.severity == "error"] == [expected]


def test_criteria_that_are_not_a_list_are_one_problem() -> None:
    with pytest.raises(CriteriaError) as error:
        loads(minimal(criteria=3))

    assert [problem.code for problem in error.value.problems if problem.severity == "error"] == ["wrong-type"]


def test_a_broken_condition_of_a_section_is_one_problem() -> None:
    assert problems("when: {stage: admission}", "when: {stages: admission}") == [("unknown-fact", "no fact is called `stages`")]


def test_a_broken_criterion_is_one_problem_although_otherwise_follows_from_it() -> None:
    assert problems("when: {symptoms: moderate}, because: M", "when: {symptom: moderate}, because: M") == [("unknown-fact", "no fact is called `symptom`")]


def test_a_section_whose_criteria_cannot_be_read_is_one_problem() -> None:
    found = problems("    criteria:\n      - {id: still-severe", "    criteria: 3\n    source: leaflet\n    examples:\n      - {id: still-severe")

    assert ("wrong-type", "`criteria` takes a list; found the number `3`") in found
    assert "empty-group" not in [code for code, _ in found]


def test_the_level_of_otherwise_is_a_level() -> None:
    assert problems("suggests: outpatient, because: Weekly", "suggests: inpatient, because: Weekly")[0][0] == "unknown-level"


def test_acceptances_and_old_names_may_name_criteria_of_sections() -> None:
    accept = "accept: [{check: never-limits, criterion: better, because: Later.}, {check: never-met, criterion: step-down, because: Later.}]\n"

    made = loads(PHASES + accept + "renamed: {criteria: {old: step-down, older: severe}}\n")

    assert [each.criterion for each in made.definition.accept] == ["better", "step-down"]


def test_a_failing_example_of_a_criterion_is_about_its_own_condition() -> None:
    found = problems("{case: {symptoms: severe}, is: met}", "{case: {symptoms: mild, stage: admission}, is: met}")

    assert found == [("example-fails", "`severe` is unmet in this case, but the example says met")]


def test_a_failing_example_of_a_section_is_found() -> None:
    found = problems("{case: {stage: admission}, is: met}", "{case: {stage: admission}, is: unknown}")

    assert found == [("example-fails", "`admission` is met in this case, but the example says unknown")]


def test_the_facts_of_a_section_count_in_each_of_its_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "MAX_UNFOLDED_NAMES", 12)

    found = problems("when: {stage: admission}", "when: {any: [{stage: admission}, {stage: admission, symptoms: none}]}")

    assert found == [("too-large", "more than 12 facts are named; those of a section count again in each of its criteria")]


def test_an_acceptance_that_calls_a_section_a_criterion_is_told_what_it_is() -> None:
    accept = "accept: [{check: never-met, criterion: continued-stay, because: Later.}, {check: never-met, section: step-down, because: Later.}]\n"

    with pytest.raises(CriteriaError) as error:
        loads(PHASES + accept)

    assert [(problem.code, problem.message, problem.hint) for problem in error.value.problems] == [
        ("unknown-criterion", "no criterion is called `continued-stay`", "write `section: continued-stay`"),
        ("unknown-section", "no section is called `step-down`", "write `criterion: step-down`"),
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("contradiction", "contradiction"), ("documentation", "documentation"), ("part", "part of `applies_when`")],
)
def test_an_acceptance_names_only_what_is_there(kind: str, words: str) -> None:
    with pytest.raises(CriteriaError) as error:
        loads(f"{PHASES}accept: [{{check: never-met, {kind}: somewhere, because: Later.}}]\n")

    (problem,) = error.value.problems
    assert (problem.code, problem.path, problem.message) == (f"unknown-{kind}", ("accept", 0, kind), f"no {words} is called `somewhere`")
