"""`carelevel test --coverage` and `--mutate`, and `carelevel suggest vignettes`."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.running import Cli, Result

CRITERIA = """
carelevel: 1
id: small
version: "1"
title: Small
applies_when: {age: {at_least: 18}}
levels: {low: {title: Low}, high: {title: High}}
services: {talk: Talking, walk: Walking}
facts:
  age: {type: score, range: [0, 99], unit: years}
  danger: {type: scale, values: [none, some, much], worse: high, title: "danger: \\"now\\""}
  works: {type: yes_no}
derived:
  free: {when: {works: no}}
criteria:
  - {id: danger, requires: high, when: {danger: much}, because: Danger., examples: [{case: {danger: much}, is: met}]}
  - {id: talk, adds: [talk, walk], when: {danger: {at_least: some}, free: yes}, because: Talking helps.}
"""
VIGNETTES = """
criteria: small
vignettes:
  - {id: in-danger, title: In danger, case: {age: 30, danger: much, works: yes}, expect: {level: high, not: {services: [talk]}}}
  - {id: calm, title: Calm, case: {age: 30, danger: none, works: no}, expect: {level: low}}
"""


@pytest.fixture(autouse=True)
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("criteria.yaml").write_text(CRITERIA, "utf-8")
    Path("vignettes.yaml").write_text(VIGNETTES, "utf-8")


def test_coverage_lists_what_is_missing_with_its_place(cli: Cli) -> None:
    result = cli("test", "criteria.yaml", "--coverage")

    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "small: 1 example, 2 vignettes, 0 failed\n"
        "small: coverage 53.8 %, 14 of 26 reached\n"
        "  missing: criteria.yaml:6:22: applies_when: `age: {at_least: 18}` is never unmet\n"
        "  missing: criteria.yaml:6:22: applies_when: `age: {at_least: 18}` is never unknown\n"
        "  missing: criteria.yaml:6:22: applies_when: `age: {at_least: 18}` is not tried at its threshold, with `age: 18`\n"
        "  missing: criteria.yaml:6:22: applies_when: `age: {at_least: 18}` is not tried at its threshold, with `age: 17`\n"
        "  missing: criteria.yaml:14:17: free: `works: no` is never unknown\n"
        "  missing: criteria.yaml:16:41: danger: `danger: much` is never unknown\n"
        "  missing: criteria.yaml:16:41: danger: `danger: much` is not tried at its threshold, with `danger: some`\n"
        "  missing: criteria.yaml:17:52: talk: `danger: {at_least: some}` is never unknown\n"
        "  missing: criteria.yaml:17:52: talk: `danger: {at_least: some}` is not tried at its threshold, with `danger: some`\n"
        "  missing: criteria.yaml:17:69: talk: `free: yes` is never unknown\n"
        "  missing: criteria.yaml:17:5: talk: `talk` is never alone in adding `talk`\n"
        "  missing: criteria.yaml:17:5: talk: `talk` is never alone in adding `walk`\n"
    )


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("50", 0), ("50.5", 0), ("99.9", 1), ("100", 1)])
def test_too_little_coverage_exits_with_one(cli: Cli, percent: str, code: int) -> None:
    assert cli("test", "criteria.yaml", "--fail-under", percent).code == code


@pytest.mark.parametrize("percent", ["x", "-1", "100.1", "nan", "1/0", ""])
def test_a_percentage_is_a_number_from_0_to_100(cli: Cli, percent: str) -> None:
    result = cli("test", "criteria.yaml", f"--fail-under={percent}")

    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[-1] == f"carelevel test: argument --fail-under: `{percent}` is not a number from 0 to 100"


def test_what_fails_is_not_measured(cli: Cli) -> None:
    """A test that fails checks nothing, so whatever it reaches would be a false comfort."""
    Path("vignettes.yaml").write_text(VIGNETTES.replace("{level: low}", "{level: high}"), "utf-8")

    result = cli("test", "criteria.yaml", "--coverage", "--mutate", "--fail-under", "0")

    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[-2:] == ["small: 1 example, 2 vignettes, 1 failed", "small: not measured, because tests that fail check nothing"]


def test_what_is_to_do_is_listed_and_reaches_nothing(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("expect: {level: low}", "todo: Talked about., expect: {level: high}"), "utf-8")

    result = cli("test", "criteria.yaml", "--coverage")

    assert result.code == 0
    assert "todo: vignette calm (Calm)\n  vignettes.yaml:5:5\n  todo: Talked about.\n" in result.out
    assert "small: 1 example, 2 vignettes, 0 failed, 1 to do\n" in result.out
    assert "missing: no vignette has the level `low`\n" in result.out


def test_a_vignette_of_several_cases_says_which_one_failed(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("danger: none, works: no}", "works: no}, cases: [{danger: none}, {danger: much}]"), "utf-8")

    result = cli("test", ".")

    assert result.code == 1
    assert result.out.startswith("FAILED: vignette calm 2 (Calm)\n  vignettes.yaml:5:81\n  level: expected low, came out high\n")


def test_survivors_exit_with_one_and_bring_a_vignette_that_notices_them(cli: Cli) -> None:
    """Pasted into the file, they leave no survivor."""
    result = cli("test", "criteria.yaml", "--mutate")

    lines = result.out.splitlines()
    assert (result.code, result.err) == (1, "")
    assert lines[1].startswith("small: 12 mutants: ")
    assert not lines[1].endswith(" 0 survived")
    pasted = [line for line in lines[2:] if line.startswith("  ")]
    Path("vignettes.yaml").write_text(VIGNETTES + "\n".join(pasted) + "\n", "utf-8")
    again = cli("test", "criteria.yaml", "--mutate")
    assert (again.code, again.err) == (0, "")
    assert again.out.splitlines()[1].endswith(" 0 survived")


def test_only_what_is_run_counts(cli: Cli) -> None:
    """Vignettes that are named alone do not profit from examples that nobody ran."""
    alone, together = (json.loads(cli("test", name, "--coverage", "--format", "json").out)["runs"][0]["coverage"] for name in ("vignettes.yaml", "."))

    assert alone["reached"] <= together["reached"]
    assert alone["of"] == together["of"]


def test_measures_have_every_format(cli: Cli) -> None:
    options = ("test", ".", "--coverage", "--mutate", "--format")

    run = json.loads(cli(*options, "json").out)["runs"][0]
    markdown, html = (cli(*options, shape).out for shape in ("markdown", "html"))

    assert run["criteria"] == "small"
    assert run["coverage"]["of"] == run["coverage"]["reached"] + len(run["coverage"]["missing"])
    assert run["mutation"]["mutants"] == run["mutation"]["noticed"] + len(run["mutation"]["survivors"]) + len(run["mutation"]["same"])
    assert {"case", "expect", "place", "of", "words"} == run["mutation"]["survivors"][0].keys()
    assert "| `danger: much` |" in markdown
    assert "<mark>" in html
    assert "<mark>" not in markdown


def test_the_page_marks_what_is_missing_and_nothing_else(cli: Cli) -> None:
    run = json.loads(cli("test", ".", "--coverage", "--format", "json").out)["runs"][0]

    html = cli("test", ".", "--coverage", "--format", "html").out

    assert html.count("<mark>") == len(run["coverage"]["missing"])


def test_suggested_vignettes_are_refused_until_they_are_filled_in(cli: Cli) -> None:
    assert cli("suggest", "vignettes", "criteria.yaml", "--out", "people.yaml") == Result(
        0, "wrote people.yaml; fill in the levels, then run: carelevel test people.yaml\n", ""
    )
    text = Path("people.yaml").read_text("utf-8")

    result = cli("test", "people.yaml")

    blanks = text.count("level:\n") + text.count("services:\n")
    assert (result.code, result.out) == (2, "")
    assert result.err.count(": missing-value: `") == blanks > 4


def test_suggested_vignettes_reach_everything_once_they_are_filled_in(cli: Cli) -> None:
    """Whoever fills them in sees nothing of the answers; here they come from the criteria, to see what is reached."""
    text = cli("suggest", "vignettes", "criteria.yaml").out
    filled = text.replace("level:\n", "level: low\n").replace("services:\n", "services: []\n")
    Path("vignettes.yaml").write_text(filled, "utf-8")
    results = json.loads(cli("test", ".", "--format", "json").out)["runs"][0]["results"]
    actual = [{difference["member"]: difference["actual"] for difference in result["differences"]} for result in results if result["kind"] == "vignette"]
    parts = text.split("  - id: ")
    for i, found in enumerate(actual, 1):
        services = "" if found.get("services", "nothing") == "nothing" else found["services"]
        parts[i] = parts[i].replace("level:\n", f"level: {found.get('level', 'low')}\n").replace("services:\n", f"services: [{services}]\n")
    Path("vignettes.yaml").write_text("  - id: ".join(parts), "utf-8")

    assert cli("test", ".", "--coverage", "--fail-under", "100").code == 0


def test_suggestions_tell_nothing_of_the_answers(cli: Cli) -> None:
    """An expectation that follows the engine would test nothing."""
    text = cli("suggest", "vignettes", "criteria.yaml").out

    people = text[text.index("vignettes:\n") :]
    assert [line for line in people.splitlines() if "level" in line and line.strip() != "level:"] == []
    assert not any(word in people for word in ("high", "low", "talk", "walk"))


@pytest.mark.parametrize("name", ["small.yaml", "other.yaml", "7.yaml", "criteria.yaml", "."])
def test_the_file_finds_its_criteria_whatever_they_are_called(cli: Cli, name: str) -> None:
    Path("criteria.yaml").rename("criteria.yaml" if name == "." else name)

    cli("suggest", "vignettes", name, "--out", "people.yaml")

    assert {line.split(": ")[1] for line in cli("test", "people.yaml").err.splitlines() if not line.startswith("  ")} == {"missing-value"}


def test_what_is_covered_is_not_suggested_again(cli: Cli) -> None:
    whole, rest = (cli("suggest", "vignettes", "criteria.yaml", *options).out.count("- id:") for options in ((), ("--missing",)))

    assert 0 < rest < whole


def test_with_nothing_missing_nobody_is_suggested(cli: Cli) -> None:
    assert cli("suggest", "vignettes", "adult-mental-health", "--missing").out.splitlines()[-1] == "vignettes: []"


def test_a_file_that_is_there_is_left_as_it_is(cli: Cli) -> None:
    result = cli("suggest", "vignettes", "criteria.yaml", "--out", "vignettes.yaml")

    assert (result.code, result.out) == (2, "")
    assert result.err == "carelevel: `vignettes.yaml` already exists and was not changed\n"
    assert Path("vignettes.yaml").read_text("utf-8") == VIGNETTES


def test_only_vignettes_can_be_suggested(cli: Cli) -> None:
    assert cli("suggest", "criteria") == Result(2, "", "carelevel: `criteria` cannot be suggested\n  hint: carelevel suggest vignettes\n")


@pytest.mark.slow
def test_the_bundled_sets_are_covered_completely(cli: Cli) -> None:
    result = cli("test", "--coverage", "--fail-under", "100")

    assert (result.code, result.err) == (0, "")
    assert [line.split(",")[0] for line in result.out.splitlines() if "coverage" in line] == [
        "adult-mental-health: coverage 100 %",
        "adult-mental-health-php: coverage 100 %",
        "adult-substance-use: coverage 100 %",
        "adult-substance-use-php: coverage 100 %",
    ]
