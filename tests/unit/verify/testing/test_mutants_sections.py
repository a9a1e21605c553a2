"""The condition of a section in coverage and mutants: it counts once."""

import pytest

from carelevel.model.conditions import EVERYBODY
from carelevel.verify.checks.tests import tested_examples as results_of_examples
from carelevel.verify.testing.atoms import owners
from carelevel.verify.testing.coverage import coverage, examples_as_checks
from carelevel.verify.testing.coverage_goals import goals
from carelevel.verify.testing.mutants import mutants
from carelevel.verify.testing.report import document
from carelevel.verify.testing.runs import run_of
from carelevel.verify.testing.suites import suite_of
from tests.unit.phases import PHASES, phases

SET = phases()


def test_the_condition_of_a_section_belongs_to_the_section() -> None:
    found = {owner.key: owner.when for owner in owners(SET.definition, {})}

    assert found["sections", "admission"] == SET.definition.sections[0].when
    assert found["criteria", "severe"] == SET.criteria["severe"].own
    assert found["criteria", "no-admission"] == EVERYBODY


def test_examples_reach_the_condition_that_they_are_about() -> None:
    found = coverage(SET.definition, goals(SET.definition, {}), list(examples_as_checks(SET.definition)))

    assert {(goal.key, goal.says) for goal in found.reached if goal.kind == "status"} == {(("sections", "admission"), "met"), (("criteria", "severe"), "met")}


def test_examples_of_sections_are_run() -> None:
    assert [(each.name, each.passed) for each in results_of_examples(SET.definition)] == [("admission 1", True), ("severe 1", True)]


def test_a_mutant_of_a_criterion_has_another_otherwise() -> None:
    changed = [each for each in mutants(SET.definition, {}) if each.key == ("criteria", "severe") and "at_least" in each.words]

    (mutant,) = changed
    turned = {each.id for each in mutant.definition.criteria if each.when != SET.criteria[each.id].when}
    assert turned == {"severe", "no-admission"}


def test_the_condition_of_a_section_is_left_out_in_a_mutant() -> None:
    (mutant,) = [each for each in mutants(SET.definition, {}) if each.key == ("sections", "admission")]

    assert mutant.words == "the `when` of the section is left out"
    assert mutant.definition.sections[0].when == EVERYBODY


@pytest.mark.parametrize(("example", "is_noticed"), [("{case: {stage: admission}, is: met}", False), ("{case: {stage: continued_stay}, is: unmet}", True)])
def test_an_example_of_a_section_notices_its_mutant(example: str, *, is_noticed: bool) -> None:
    suite = suite_of(PHASES.replace("{case: {stage: admission}, is: met}", example), "criteria.yaml", None)

    found = run_of(suite, with_mutation=True).mutation

    assert found is not None
    assert (("sections", "admission") not in {each.mutant.key for each in found.survivors}) is is_noticed


def test_the_report_says_the_condition_once() -> None:
    changed = PHASES.replace("{id: no-admission, suggests: outpatient", "{id: no-admission, suggests: iop")
    run = run_of(suite_of(changed, "criteria.yaml", None), with_coverage=True)

    shown = str(document([run], verbose=False))

    assert shown.count("stage is admission") == 1
    assert "in the section Admission, when none of its other criteria requires or suggests a level." in shown
