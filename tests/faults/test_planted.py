"""Each planted fault is found, at its place, with the right code, and nothing else is; files without faults give no alarm."""

import json

import pytest

from carelevel.syntax.bundled import bundled_ids, find_criteria
from carelevel.verify.checks.findings import FINDINGS
from tests.faults.clean import PLANTINGS, Planting, clean
from tests.faults.planted import HERE, Planted, faults, found, hidden, placed, several

ONE = [Planted((fault,)) for fault in faults()]
SEVERAL = [*several(2), *several(3)]
NEVER_ALONE = {"not-decided"}
"""Not planted: a proof over its budget is in tests/problems."""


@pytest.mark.parametrize("planted", ONE, ids=[planted.id for planted in ONE])
def test_a_fault_is_found_where_it_is_and_nothing_else_is(planted: Planted) -> None:
    assert placed(found(planted.text)) == planted.expected


@pytest.mark.parametrize("number", [0, 1, *(pytest.param(number, marks=pytest.mark.slow) for number in range(2, 8))])
def test_several_faults_at_once_do_not_hide_each_other(number: int) -> None:
    wrong = {planted.id: (placed(found(planted.text)), planted.expected) for planted in SEVERAL[number::8]}

    assert {name: pair for name, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_behind_what_cannot_be_read_nothing_is_proved() -> None:
    """What is found then are the slips of the file alone; the rest comes when they are mended."""
    said = {planted.id: ([problem.code for problem in found(planted.text)], [code for code, _ in planted.faults[0].finds]) for planted in hidden()}

    assert len(said) >= 10
    assert {name: pair for name, pair in said.items() if pair[0] != pair[1]} == {}


def test_the_corpus_is_large_and_has_every_finding() -> None:
    every = [*ONE, *SEVERAL]

    assert len({planted.text for planted in every}) == len(every) >= 300
    assert {code for fault in faults() for code, _ in fault.finds} | NEVER_ALONE >= set(FINDINGS)
    assert {fault.id for fault in faults()} == {fault.id for planted in SEVERAL for fault in planted.faults}


@pytest.mark.parametrize("name", ["clinic.yaml", "exclusions.yaml", "scores.yaml", "phases.yaml"])
def test_the_files_that_faults_are_planted_into_have_none(name: str) -> None:
    assert found((HERE / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", bundled_ids())
@pytest.mark.slow
def test_the_bundled_sets_give_no_alarm(name: str) -> None:
    problems = found(find_criteria(name)[0].read_text("utf-8"))

    assert [str(problem) for problem in problems if problem.severity != "note"] == []


def said_of(text: str) -> list[tuple[str, str]]:
    return sorted((problem.code, str(problem.path[1])) for problem in found(text))


def test_sets_made_without_faults_give_no_alarm() -> None:
    alarms = {seed: said_of(json.dumps(clean(seed).plain)) for seed in range(40)}

    assert {seed: alarm for seed, alarm in alarms.items() if alarm} == {}


@pytest.mark.parametrize("planting", PLANTINGS, ids=[planting.__name__.strip("_") for planting in PLANTINGS])
@pytest.mark.slow
def test_a_fault_planted_into_any_of_them_is_found(planting: Planting) -> None:
    for seed in range(6):
        made = clean(seed)
        expected = sorted(planting(made))

        assert said_of(json.dumps(made.plain)) == expected, seed


def test_a_change_that_finds_nothing_to_change_is_a_mistake_in_the_description() -> None:
    """Otherwise a file without a fault could pass for one in which nothing is found."""
    with pytest.raises(ValueError, match="stands there 0 times"):
        print(Planted((ONE[0].faults[0], ONE[0].faults[0])).text)
