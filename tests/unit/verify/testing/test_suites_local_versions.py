"""The examples and vignettes of a base are run against what a local version makes of it."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from carelevel.cli.main import main
from carelevel.model.problems import CriteriaError
from carelevel.verify.testing.suites import singles_in, suite

COUNTY = """\
carelevel: 1
id: county
version: "1"
title: A county
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
facts:
  risk: {type: scale, values: [none, some, high], worse: high}
criteria:
  - id: some
    suggests: iop
    when: {risk: {at_least: some}}
    because: There is some risk.
    examples:
      - {case: {risk: high}, is: met}
"""
VIGNETTES = """\
criteria: county
vignettes:
  - {id: none, title: No risk, case: {risk: none}, expect: {level: outpatient}}
  - {id: some, title: Some risk, case: {risk: some}, expect: {level: iop, reasons: [some]}}
"""
HEAD = """\
carelevel: 1
id: payer
version: "1"
title: A payer
based_on: {set: SET, version: "1"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "county.yaml").write_text(COUNTY, "utf-8")
    (tmp_path / "base" / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    return tmp_path


def write(folder: Path, changes: str, name: str = "payer.yaml", base: str = "base/county.yaml") -> str:
    file = folder / name
    file.write_text(HEAD.replace("SET", base).replace("id: payer", f"id: {file.stem}") + changes, "utf-8")
    return str(file)


def ran(name: str) -> list[tuple[str, str]]:
    return [(each.name, each.outcome) for each in suite(name).results()]


def refused(name: str) -> list[tuple[str, str, str | None]]:
    with pytest.raises(CriteriaError) as error:
        suite(name)
    return [(each.code, each.message, each.hint) for each in error.value.problems]


def outcomes(found: Iterable[tuple[str, str]]) -> list[str]:
    return [outcome for _, outcome in found]


def test_examples_and_vignettes_of_the_base_are_run(folder: Path) -> None:
    (folder / "base" / "vignettes.yaml").write_text(VIGNETTES.replace("criteria: county", "criteria: county.yaml"), "utf-8")

    assert ran(write(folder, "")) == [("some 1", "passed"), ("none", "passed"), ("some", "passed")]


def test_those_that_no_longer_hold_are_replaced_or_left_out(folder: Path) -> None:
    stricter = "replace:\n  criteria:\n    - {id: some, suggests: iop, when: {risk: high}, because: Ours., examples: [{case: {risk: high}, is: met}]}\n"

    assert outcomes(ran(write(folder, stricter))) == ["passed", "passed", "failed"]
    anew = "  vignettes:\n    - {id: some, title: Some risk, case: {risk: some}, expect: {level: outpatient}}\n"
    assert outcomes(ran(write(folder, stricter + anew))) == ["passed"] * 3
    assert outcomes(ran(write(folder, stricter + "leave_out: {vignettes: [some]}\n"))) == ["passed"] * 2
    added = "add:\n  vignettes:\n    - {id: high, title: High risk, case: {risk: high}, expect: {level: outpatient}}\n"
    assert outcomes(ran(write(folder, stricter + anew + added))) == ["passed", "passed", "failed", "passed"]


def test_a_vignette_that_names_what_is_gone_says_where_to_change_it(folder: Path) -> None:
    renamed = "leave_out: {criteria: [some]}\nadd: {criteria: [{id: more, suggests: iop, when: {risk: {at_least: some}}, because: Ours.}]}\n"
    file = write(folder, renamed)

    assert refused(file) == [
        ("unknown-criterion", "no criterion is called `some`", f"`{file}` changes what this needs; list the vignette there, under `replace` or `leave_out`")
    ]
    assert outcomes(ran(write(folder, renamed + "replace:\n  vignettes: [{id: some, title: T, case: {risk: some}, expect: {level: iop}}]\n"))) == ["passed"] * 2


def test_a_vignette_that_is_wrong_by_itself_does_not_blame_the_local_version(folder: Path) -> None:
    wrong = VIGNETTES.replace("case: {risk: some}, ", "case: {risk: some}, cases: [{risk: high}], ")
    (folder / "base" / "vignettes.yaml").write_text(wrong, "utf-8")

    assert refused(write(folder, "leave_out: {sources: []}\n")) == [("repeated-key", "`risk` is already in `case`, which all of the cases share", None)]


def test_its_own_vignettes_are_next_to_it(folder: Path) -> None:
    file = write(folder, "")
    own = "criteria: payer\nvignettes:\n  - {id: high, title: High risk, case: {risk: high}, expect: {level: iop}}\n"
    (folder / "vignettes.yaml").write_text(own, "utf-8")
    assert outcomes(ran(file)) == ["passed"] * 4

    (folder / "vignettes.yaml").write_text(own.replace("id: high", "id: some"), "utf-8")
    assert refused(file) == [("repeated-id", "the id `some` is used by two vignettes", None)]


def test_a_base_in_the_same_folder_has_the_vignettes_next_to_it(folder: Path) -> None:
    file = write(folder / "base", "leave_out: {vignettes: [none]}\n", base="county.yaml")

    assert outcomes(ran(file)) == ["passed"] * 2
    (folder / "base" / "vignettes.yaml").write_text(VIGNETTES.replace("criteria: county", "criteria: other"), "utf-8")
    assert [code for code, _, _ in refused(file)] == ["wrong-criteria"]


def test_local_versions_of_local_versions(folder: Path) -> None:
    write(folder, "add:\n  vignettes: [{id: high, title: High, case: {risk: high}, expect: {level: iop}}]\nleave_out: {vignettes: [none]}\n", "one.yaml")
    two = write(folder, "leave_out: {vignettes: [high]}\n", "two.yaml", "one.yaml")
    assert outcomes(ran(two)) == ["passed"] * 2

    assert refused(write(folder, "leave_out: {vignettes: [none]}\n", "two.yaml", "one.yaml")) == [("not-in-base", "`one` has no vignette `none`", None)]
    again = "add:\n  vignettes: [{id: high, title: High, case: {risk: high}, expect: {level: iop}}]\n"
    assert refused(write(folder, again, "two.yaml", "one.yaml"))[0] == (
        "already-in-base", "`one` already has the vignette `high`", "list it under `replace` to write it anew",
    )  # fmt: skip


def test_the_tests_in_a_file_alone_have_those_of_the_base(folder: Path) -> None:
    assert [each.name.split()[0] for each in singles_in(Path(write(folder, "")), "payer.yaml")] == ["example", "vignette", "vignette"]


def test_what_tests_cover_is_told_with_places_of_both_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(folder, "add:\n  criteria: [{id: high, suggests: iop, when: {risk: high}, because: Ours.}]\n")

    assert main(["test", file, "--coverage"]) == 0
    said = capsys.readouterr().out
    assert f"missing: {file}:7:" in said
    assert f"missing: {folder / 'base' / 'county.yaml'}:" in said
