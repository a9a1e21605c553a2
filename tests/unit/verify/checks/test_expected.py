"""Vignettes: what may be expected of an answer, and how a difference is told."""

from pathlib import Path
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.syntax.criteria_reader import read_criteria
from carelevel.syntax.vignette_reader import read_vignettes, resolve_vignettes
from carelevel.verify.checks import tests as running
from carelevel.verify.checks.expected import Mismatch, differences

CRITERIA = """
carelevel: 1
id: small
version: "1"
title: Small
population: Grown-ups
applies_when: {age: {at_least: 18}}
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
services: {talk: Talking, walk: Walking}
facts:
  age: {type: score, range: [0, 99]}
  danger: {type: yes_no}
  score: {type: score, range: [0, 9]}
  works: {type: yes_no}
impossible: [{id: no-nine, when: {danger: no, score: 9}, because: Nine is danger.}]
criteria:
  - {id: danger, requires: middle, when: {danger: yes}, because: Danger.}
  - {id: score, suggests: high, when: {score: {at_least: 5}}, because: A high score., examples: [{case: {score: 5}, is: met}, {case: {score: 4}, is: unmet}]}
  - {id: works, limits_to: low, when: {works: yes}, because: Work.}
  - {id: talk, adds: [talk], when: {danger: yes}, because: Talking helps.}
  - {id: walk, adds: [walk], when: {score: {at_least: 3}}, because: Walking helps.}
notices: [{id: call, unless: {danger: no}, text: Call.}]
"""
SETTLED = "{age: 30, danger: yes, score: 7, works: yes}"


@pytest.fixture(scope="module")
def small() -> CriteriaSet:
    return carelevel.loads(CRITERIA)


def told(small: CriteriaSet, folder: Path, case: str, expect: str) -> list[Mismatch]:
    """Return the differences of one vignette."""
    file = folder / "vignettes.yaml"
    file.write_text(f"criteria: small\nvignettes: [{{id: one, title: One, case: {case}, expect: {expect}}}]\n", "utf-8")
    _, shape, document, problems = read_vignettes(file, file.name)
    (vignette,), more = resolve_vignettes(shape, document, small.definition)
    assert problems + more == []
    return list(differences(vignette.expect, small.recommend(vignette.case)))


@pytest.mark.parametrize(
    ("case", "expect"),
    [
        (SETTLED, "{level: middle, lowest: middle, highest: middle, indicated: middle, settled: yes, applies: met}"),
        (SETTLED, "{level: middle, settled: true, possible: [middle], exactly: {possible: [middle]}}"),
        (SETTLED, "{level: middle, reasons: [danger], barriers: [works], services: [talk], met: [score], notices: [call]}"),
        (SETTLED, "{level: middle, exactly: {reasons: [score, danger], barriers: [works], services: [walk, talk], unmet: [], unknown: [], missing: []}}"),
        (SETTLED, "{level: middle, not: {unmet: [danger], missing: [score], open_services: [talk]}}"),
        ("{age: 30}", "{level: none, lowest: low, highest: high, indicated: low, settled: no, possible: [high]}"),
        ("{age: 30}", "{level: none, missing_first: [danger], missing: [score, works], open_services: [talk, walk], missing_for_services: [danger]}"),
        ("{age: 30}", "{level: none, missing_first: [score, danger], unknown: [danger, score], exactly: {services: [], reasons: []}}"),
        ("{}", "{level: none, applies: unknown, missing_first: [age]}"),
        ("{age: 3}", "{level: none, applies: unmet, lowest: none, highest: none, indicated: none, settled: no, exactly: {possible: []}}"),
    ],
)
def test_what_is_as_expected_makes_no_difference(small: CriteriaSet, tmp_path: Path, case: str, expect: str) -> None:
    assert told(small, tmp_path, case, expect) == []


@pytest.mark.parametrize(
    ("case", "expect", "difference"),
    [
        (SETTLED, "{level: high}", ("level", "high", "middle")),
        (SETTLED, "{level: none}", ("level", "none", "middle")),
        ("{age: 30}", "{level: low}", ("level", "low", "none")),
        (SETTLED, "{level: middle, settled: no}", ("settled", "no", "yes")),
        ("{age: 3}", "{lowest: low}", ("lowest", "low", "none")),
        (SETTLED, "{level: middle, applies: unknown}", ("applies", "unknown", "met")),
        (SETTLED, "{level: middle, reasons: [danger, works]}", ("reasons", "among them danger, works", "score, danger")),
        ("{age: 30}", "{level: none, reasons: [danger]}", ("reasons", "among them danger", "nothing")),
        ("{age: 30, danger: yes}", "{level: none, open_services: [talk]}", ("open_services", "among them talk", "walk")),
        (SETTLED, "{level: middle, exactly: {reasons: [danger]}}", ("reasons", "exactly danger", "score, danger")),
        (SETTLED, "{level: middle, exactly: {barriers: []}}", ("barriers", "exactly nothing", "works")),
        (SETTLED, "{level: middle, exactly: {reasons: [danger, score]}}", ("reasons", "danger, score in this order", "score, danger")),
        (SETTLED, "{level: middle, exactly: {met: [danger, danger]}}", ("met", "exactly danger, danger", "danger, score, works, talk, walk")),
        ("{age: 30}", "{exactly: {possible: [high, middle, low]}}", ("possible", "high, middle, low in this order", "low, middle, high")),
        ("{age: 30}", "{level: none, exactly: {missing: [works, danger, score]}}", ("missing", "works, danger, score in this order", "danger, score, works")),
        (SETTLED, "{level: middle, not: {services: [walk]}}", ("services", "none of walk", "talk, walk")),
        ("{age: 30}", "{level: none, missing_first: [score]}", ("missing_first", "score", "danger")),
        ("{age: 30}", "{level: none, missing_first: [works, danger]}", ("missing_first", "danger, works", "danger, score")),
    ],
)
def test_a_difference_says_what_was_expected_and_what_came_out(
    small: CriteriaSet, tmp_path: Path, case: str, expect: str, difference: tuple[str, str, str]
) -> None:
    assert told(small, tmp_path, case, expect) == [Mismatch(*difference)]


def ran(small: CriteriaSet, folder: Path, case: str, expect: str) -> Any:
    file = folder / "vignettes.yaml"
    file.write_text(f"criteria: small\nvignettes: [{{id: one, title: One, case: {case}, expect: {expect}}}]\n", "utf-8")
    _, shape, document, _ = read_vignettes(file, file.name)
    (result,) = running.tested_vignettes(small, resolve_vignettes(shape, document, small.definition)[0])
    return result


def test_a_person_who_cannot_be_fails_and_is_not_an_error(small: CriteriaSet, tmp_path: Path) -> None:
    """One slip in a vignette does not keep the others from running."""
    result = ran(small, tmp_path, "{danger: no, score: 9}", "{level: low}")

    assert (result.passed, result.why, result.place.line) == (False, None, 2)
    assert [(difference.member, difference.expected) for difference in result.differences] == [("case", "a possible person")]
    assert "no-nine" in result.differences[0].actual


def test_a_result_turns_into_json(small: CriteriaSet, tmp_path: Path) -> None:
    result = ran(small, tmp_path, SETTLED, "{level: high}")

    assert result.to_dict() == {
        "criteria": "small",
        "kind": "vignette",
        "name": "one",
        "title": "One",
        "passed": False,
        "outcome": "failed",
        "todo": None,
        "differences": [{"member": "level", "expected": "high", "actual": "middle"}],
        "answer": "High is indicated; Middle is what can be taken up now, because of a limit: Work",
        "place": "vignettes.yaml:2:13",
    }


def test_the_answer_shown_with_a_failure_is_one_line(tmp_path: Path) -> None:
    """However long it is: a report of failures is read line by line."""
    wordy = carelevel.loads(CRITERIA.replace("score: {type", "score: {title: the score of a questionnaire about everything that matters, type"))

    result = ran(wordy, tmp_path, "{}", "{level: low}")

    expected = "Any level from Low to High; not settled: ask about age, danger, the score of a questionnaire about everything that matters and 1 more"
    assert result.why == expected
    assert str(result).splitlines()[-1] == f"  the answer: {expected}"


def test_examples_are_run_one_by_one() -> None:
    definition, problems = read_criteria(CRITERIA.replace("{case: {score: 4}, is: unmet}", "{case: {score: 4}, is: unknown}"), "small.yaml", None)

    assert definition is not None
    results = list(running.tested_examples(definition))

    assert problems == []
    assert [(result.kind, result.name, result.passed) for result in results] == [("example", "score 1", True), ("example", "score 2", False)]
    assert str(results[1]) == "FAILED: example score 2\n  small.yaml:18:127\n  is: expected unknown, came out unmet"
