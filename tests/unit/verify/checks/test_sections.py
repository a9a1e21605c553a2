"""Whom sections leave out, and what `otherwise` does not hide."""

from datetime import date

import pytest

from carelevel.api import loads
from carelevel.model.problems import Problem
from carelevel.verify.checks import check
from tests.unit.phases import PHASES, phases

DAY = date(2026, 11, 24)
AS_WRITTEN = "when: {stage: continued_stay}"


def found(old: str = "", new: str = "") -> list[Problem]:
    return list(check(phases(old, new), DAY))


def test_the_set_has_no_findings() -> None:
    assert found() == []


def test_somebody_in_no_section_is_an_error_with_a_witness() -> None:
    (problem,) = [each for each in found(AS_WRITTEN, "when: {stage: continued_stay, symptoms: {at_least: mild}}") if each.code == "no-section"]

    assert problem.severity == "error"
    assert problem.witness == {"stage": "continued_stay", "symptoms": "none"}
    assert "`admission`, `continued-stay` do not apply" in problem.message


def test_whom_the_criteria_are_not_for_needs_no_section() -> None:
    narrow = "when: {stage: continued_stay, symptoms: {at_least: mild}}\n"
    codes = {each.code for each in found("facts:\n", "applies_when: {symptoms: {at_least: mild}}\nfacts:\n")}
    narrower = phases(AS_WRITTEN + "\n", narrow)

    assert "no-section" not in codes
    assert "no-section" in {each.code for each in check(narrower, DAY)}


def test_an_accepted_one_is_a_note() -> None:
    text = "accept: [{check: no-section, because: Others are not asked about.}]\nsources:\n"
    criteria = phases("sources:\n", text)
    assert [each.code for each in check(criteria, DAY)] == ["accepts-nothing"]


def test_a_section_for_nobody_is_one_finding() -> None:
    problems = found(AS_WRITTEN, "when: {stage: continued_stay, any: [{stage: admission}, {symptoms: none, progress: yes, stage: {is_not: continued_stay}}]}")

    assert [each.path for each in problems if each.code == "never-met"] == [("sections", "continued-stay")]


def test_otherwise_that_nobody_meets_is_no_fault() -> None:
    """The criteria of its section speak for everybody."""
    problems = found("when: {symptoms: moderate}, because: Moderate", "when: {symptoms: {at_most: moderate}}, because: Moderate")

    assert not [each for each in problems if "no-admission" in each.path]


def test_otherwise_speaks_of_no_fact_at_its_worst() -> None:
    problems = found("symptoms: severe, progress: no}", "symptoms: mild, progress: no}")

    (problem,) = [each for each in problems if each.code == "nothing-met"]
    assert problem.message.endswith("and no criterion is met, `otherwise` aside")


def test_a_part_without_which_a_criterion_could_be_met_may_be_that_of_the_section() -> None:
    problems = found("when: {symptoms: {at_least: moderate}, progress: yes}", "when: {stage: admission, progress: yes}")

    (problem,) = [each for each in problems if each.code == "never-met"]
    assert problem.message.endswith("but for `stage is continued stay`, somebody would be")


NOBODY_IN_IT = """sections:
  - id: discharge
    title: Discharge
    when: {all: [{stage: admission}, {stage: {is_not: admission}}]}
    criteria:
      - {id: later, limits_to: outpatient, when: {symptoms: none}, because: It is enough.}
"""


@pytest.mark.parametrize(("named", "expected"), [("section: discharge", "note"), ("section: admission", "warning"), ("criterion: later", "warning")])
def test_a_finding_of_a_section_is_accepted_by_the_name_of_the_section(named: str, expected: str) -> None:
    accept = f"accept: [{{check: never-met, {named}, because: It is written later.}}]\n"
    problems = check(phases("sections:\n", f"{accept}{NOBODY_IN_IT}"), DAY)

    assert [each.severity for each in problems if each.path == ("sections", "discharge")] == [expected]
    assert ("accepts-nothing" in [each.code for each in problems]) is (expected == "warning")


def test_somebody_in_no_section_is_about_no_section_in_particular() -> None:
    accept = "accept: [{check: no-section, section: admission, because: It is meant.}]\nsections:\n"
    narrow = "when: {stage: continued_stay, symptoms: {at_least: mild}}"
    problems = check(loads(PHASES.replace("sections:\n", accept).replace(AS_WRITTEN, narrow)), DAY)

    assert [(each.severity, each.path) for each in problems if each.code == "no-section"] == [("error", ("sections",))]
