"""Sections in local versions: criteria by their ids, sections as a whole."""

from pathlib import Path

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.problems import CriteriaError
from tests.unit.phases import PHASES

HEAD = 'carelevel: 1\nid: local\nversion: "1"\ntitle: Local\nbased_on: {set: base.yaml, version: "1"}\n'


def local(folder: Path, changes: str, base: str = PHASES) -> CriteriaSet:
    (folder / "base.yaml").write_text(base, "utf-8")
    (folder / "local.yaml").write_text(HEAD + changes, "utf-8")
    return carelevel.load(folder / "local.yaml")


def refused(folder: Path, changes: str, base: str = PHASES) -> list[tuple[str, str, str | None]]:
    with pytest.raises(CriteriaError) as error:
        local(folder, changes, base)
    return [(problem.code, str(problem.place).rpartition("/")[2], problem.hint) for problem in error.value.problems if problem.severity == "error"]


def section_of(criteria: CriteriaSet, name: str) -> list[str]:
    return [each.id for each in criteria.definition.criteria if each.section == name]


def test_a_local_version_that_changes_nothing_decides_the_same(tmp_path: Path) -> None:
    made = local(tmp_path, "")

    assert made.definition.criteria == carelevel.loads(PHASES).definition.criteria
    assert made.definition.sections == carelevel.loads(PHASES).definition.sections


def test_a_criterion_of_a_section_is_replaced_where_it_is(tmp_path: Path) -> None:
    made = local(tmp_path, "replace:\n  criteria: [{id: severe, suggests: iop, when: {symptoms: {at_least: moderate}}, because: Here.}]\n")

    assert section_of(made, "admission") == ["severe", "moderate", "better", "no-admission"]
    assert made.recommend({"stage": "admission", "symptoms": "severe", "progress": "yes"}).level == "iop"
    assert str(made.criteria["severe"].place).endswith("local.yaml:7:14")
    assert str(made.criteria["moderate"].place).endswith("base.yaml:31:9")


def test_a_criterion_of_a_section_is_left_out_and_otherwise_follows_from_the_rest(tmp_path: Path) -> None:
    made = local(tmp_path, "leave_out:\n  criteria: [moderate]\n")

    assert section_of(made, "admission") == ["severe", "better", "no-admission"]
    assert made.recommend({"stage": "admission", "symptoms": "moderate"}).level == "outpatient"


def test_an_added_criterion_names_its_section(tmp_path: Path) -> None:
    made = local(tmp_path, "add:\n  criteria:\n    - {id: relapse, section: continued-stay, suggests: php, when: {symptoms: severe}, because: Here.}\n")

    assert section_of(made, "continued-stay") == ["still-severe", "relapse", "step-down"]
    assert [(each.kind, each.section, each.id) for each in made.definition.based_on.changes] == [("added", "criteria", "relapse")]  # type: ignore[union-attr]


def test_a_replaced_section_keeps_its_criteria(tmp_path: Path) -> None:
    otherwise = "otherwise: {id: wait, suggests: outpatient, because: Wait.}"
    made = local(tmp_path, f"replace:\n  sections:\n    - {{id: admission, title: Intake, when: {{stage: admission, progress: no}}, {otherwise}}}\n")

    assert section_of(made, "admission") == ["severe", "moderate", "better", "wait"]
    assert made.definition.sections[0].title == "Intake"
    assert str(made.criteria["severe"].place).endswith("base.yaml:25:9")
    assert str(made.criteria["wait"].place).endswith("local.yaml:8:89")


def test_a_section_is_left_out_with_its_criteria(tmp_path: Path) -> None:
    made = local(tmp_path, "leave_out:\n  sections: [continued-stay]\n")

    assert list(made.criteria) == ["tired", "danger", "severe", "moderate", "better", "no-admission"]


def test_the_only_sections_can_be_left_out(tmp_path: Path) -> None:
    made = local(tmp_path, "leave_out:\n  sections: [admission, continued-stay]\n  sources: [leaflet]\n")

    assert made.definition.sections == ()
    assert list(made.criteria) == ["tired", "danger"]


def test_a_base_without_sections_can_get_one(tmp_path: Path) -> None:
    base = PHASES[: PHASES.index("sections:")]
    new = "- {id: low, title: Low, when: {symptoms: none}, criteria: [{id: rest, limits_to: outpatient, when: {progress: yes}, because: Rest.}]}"
    made = local(tmp_path, f"add:\n  sections:\n    {new}\n", base)

    assert section_of(made, "low") == ["rest"]


def test_old_names_of_criteria_in_sections_still_lead_there(tmp_path: Path) -> None:
    base = PHASES + "renamed: {criteria: {old: step-down, older: severe, oldest: moderate}}\n"

    made = local(tmp_path, "leave_out:\n  criteria: [moderate]\n", base)

    assert dict(made.definition.renamed.criteria) == {"old": "step-down", "older": "severe"}


def test_examples_of_sections_and_of_their_criteria_are_listed_by_number(tmp_path: Path) -> None:
    changes = "replace:\n  examples: [{id: admission.1, case: {stage: continued_stay}, is: unmet}]\nleave_out:\n  examples: [severe.1]\n"

    made = local(tmp_path, changes)

    assert [each.expected for each in made.definition.sections[0].examples] == ["unmet"]
    assert made.criteria["severe"].examples == ()


OTHERWISE = "otherwise: {id: wait, suggests: outpatient, because: Wait., examples: [{case: {symptoms: none}, is: unmet}]}"
ADDED = "{id: x, limits_to: outpatient, when: {progress: yes}, because: Rest., examples: [{case: {progress: yes}, is: unmet}]}"


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        (
            "add:\n  impossible: [{id: no-admission, when: {stage: admission}, because: Nobody is admitted.}]\n",
            "the example is the base's: list `admission.1` under `replace` or `leave_out`, as one of `examples`",
        ),
        (f"replace:\n  sections:\n    - {{id: admission, title: Intake, when: {{stage: admission}}, {OTHERWISE}}}\n", None),
        (f"add:\n  sections: [{{id: low, title: Low, when: {{symptoms: none}}, criteria: [{ADDED}]}}]\n", None),
    ],
)
def test_an_example_that_fails_says_whose_it_is(tmp_path: Path, changes: str, hint: str | None) -> None:
    assert [(code, said) for code, _, said in refused(tmp_path, changes)] == [("example-fails", hint)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            "add:\n  criteria:\n    - {id: x, section: continued, suggests: php, when: {symptoms: severe}, because: Here.}\n",
            ("unknown-section", "local.yaml:8:24", "did you mean `continued-stay`?"),
        ),
        (
            "leave_out: {sections: [admission]}\nreplace:\n  criteria: [{id: severe, suggests: iop, when: {symptoms: mild}, because: Here.}]\n",
            ("repeated-id", "local.yaml:8:14", "take it out here"),
        ),
        ("leave_out: {sections: [discharge]}\n", ("not-in-base", "local.yaml:6:24", None)),
        (
            "leave_out: {criteria: [step-down]}\n",
            ("not-in-base", "local.yaml:6:24", "it is the `otherwise` of `continued-stay`: list that section under `replace`"),
        ),
        (
            "replace:\n  sections: [{id: admission, title: A, when: {stage: admission}}]\n",
            ("missing-key", "local.yaml:7:14", "write what is suggested for them: `otherwise: {id: admission-otherwise, suggests: outpatient, because: ...}`"),
        ),
        (
            "replace:\n  sections: [{id: admission, title: A, when: {stage: admission}, criteria: []}]\n",
            ("unknown-key", "local.yaml:7:66", None),
        ),
    ],
)
def test_changes_that_do_not_fit(tmp_path: Path, changes: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in refused(tmp_path, changes)


def test_a_criterion_of_a_new_section_is_written_there(tmp_path: Path) -> None:
    new = "sections: [{id: low, title: Low, when: {symptoms: none}, criteria: [{id: y, adds: [rest], when: {progress: yes}, because: R.}]}]"
    changes = f"add:\n  {new}\n  criteria: [{{id: x, section: low, suggests: php, when: {{symptoms: severe}}, because: Here.}}]\n"

    assert ("unknown-section", "local.yaml:8:31", "write the criterion in the section that is added here") in refused(tmp_path, changes)


def test_a_criterion_is_added_to_no_section_where_the_base_has_none(tmp_path: Path) -> None:
    changes = "add:\n  criteria: [{id: x, section: low, suggests: php, when: {symptoms: severe}, because: Here.}]\n"

    assert refused(tmp_path, changes, PHASES[: PHASES.index("sections:")]) == [("unknown-section", "local.yaml:7:31", None)]
