"""What `check` prints for other programs."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from carelevel.cli.finding_formats import github, sarif
from carelevel.model.problems import Place, Problem
from tests.docs.pages import ROOT
from tests.faults.planted import HERE
from tests.unit.cli.running import CRITERIA, Cli

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
WHERE = {
    "type": "object",
    "required": ["artifactLocation"],
    "properties": {
        "artifactLocation": {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[-A-Za-z0-9._~:/%]+$"}}},
        "region": {"type": "object", "required": ["startLine"], "properties": {"startLine": {"type": "integer", "minimum": 1}, "startColumn": {"minimum": 1}}},
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
    "properties": {
        "message": TEXT,
        "level": {"enum": ["none", "note", "warning", "error"]},
        "locations": {"type": "array", "items": {"type": "object", "required": ["physicalLocation"], "properties": {"physicalLocation": WHERE}}},
    },
}
RULE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "shortDescription": TEXT, "help": TEXT}}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {"type": "object", "required": ["name"], "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}}}
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"type": "array", "items": {"type": "object", "required": ["executionSuccessful"]}},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""What the SARIF 2.1.0 schema requires of the members that are used here (OASIS, sections 3.13 to 3.58)."""


def checked(log: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of a log after looking at its shape, and at what its parts say of each other."""
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert set(rules) == {result["ruleId"] for result in run["results"]}
    found: list[dict[str, Any]] = run["results"]
    return found


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, one with a finding of a proof."""
    monkeypatch.chdir(tmp_path)
    text = (HERE / "clinic.yaml").read_text("utf-8").replace("when: {danger: high}, level: {at_least", "when: {danger: moderate}, level: {at_least")
    (tmp_path / "a b.yaml").write_text(text, "utf-8")
    (tmp_path / "fine.yaml").write_text((HERE / "scores.yaml").read_text("utf-8"), "utf-8")
    return tmp_path


@pytest.mark.usefixtures("faulty")
def test_sarif_has_each_finding_with_its_place_and_its_witness(cli: Cli) -> None:
    result = cli("check", "a b.yaml", "fine.yaml", "--format", "sarif")

    (found,) = checked(json.loads(result.out))
    assert (result.code, result.err) == (1, "")
    assert (found["ruleId"], found["level"]) == ("invariant-broken", "error")
    assert found["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 42, "startColumn": 5}}
    assert found["properties"]["witness"]["danger"] == "moderate"
    assert "\ncase: {danger: moderate" in found["message"]["text"]


@pytest.mark.usefixtures("faulty")
def test_without_findings_there_is_a_log_all_the_same(cli: Cli) -> None:
    result = cli("check", "fine.yaml", "--format", "sarif")

    assert (result.code, checked(json.loads(result.out))) == (0, [])
    assert cli("check", "fine.yaml", "--format", "github").out == ""


@pytest.mark.usefixtures("faulty")
def test_a_file_that_cannot_be_read_is_a_finding_and_standard_input_has_a_name(cli: Cli) -> None:
    result = cli("check", "-", "--format", "sarif", stdin=CRITERIA.replace("danger: yes}, because", "dangr: yes}, because"))

    (found,) = checked(json.loads(result.out))
    assert (result.code, found["ruleId"]) == (1, "unknown-fact")
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%3Cstdin%3E"


def test_every_code_has_the_section_that_its_rule_links_to() -> None:
    page = (ROOT / "docs" / "problems.md").read_text("utf-8")
    log = sarif({"a.yaml": [Problem("unknown-fact", "no fact"), Problem("never-met", "nobody", "warning"), Problem("unknown-fact", "no other fact")]})

    checked(log)
    links = [rule["help"]["markdown"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert links == [f"[What it means and how to fix it](docs/problems.md#{code})" for code in ("never-met", "unknown-fact")]
    assert re.search(r"^#+ unknown-fact$", page, re.MULTILINE)


def test_a_fingerprint_outlives_the_lines_above_and_tells_findings_apart() -> None:
    here, below = (Problem("never-met", "nobody", "warning", Place("a.yaml", line, 3), ("criteria", "x")) for line in (3, 30))
    other = Problem("never-met", "nobody", "warning", Place("a.yaml", 3, 3), ("criteria", "y"))

    marks = [result["partialFingerprints"]["carelevel/v1"] for result in checked(sarif({"a.yaml": [here, below, other]}))]

    assert marks[0] == marks[1] != marks[2]


@pytest.mark.usefixtures("faulty")
def test_github_shows_a_finding_next_to_its_line(cli: Cli) -> None:
    result = cli("check", "a b.yaml", "--format", "github")

    assert result.code == 1
    assert result.out.startswith("::error file=a b.yaml,line=42,col=5,title=invariant-broken::the invariant `high-is-not-home` does not hold")
    assert "%0Acase: {danger: moderate" in result.out
    assert result.out.count("\n") == 1


def test_nothing_in_a_finding_can_be_another_command() -> None:
    """A set may come from anybody; what it says must not set variables of the workflow that checks it."""
    problem = Problem("unknown-fact", "50% of `a`", "warning", Place("a,b:c%.yaml", 1, 2), hint="::set-output name=x::y")

    (command,) = github({"-": [problem]})

    assert command == "::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=unknown-fact::50%25 of `a`%0Ahint: ::set-output name=x::y"
    assert next(iter(github({"f.yaml": [Problem("outdated", "old", "note")]}))) == "::notice file=f.yaml,title=outdated::old"


def test_a_witness_of_two_people_is_reported_as_two() -> None:
    problem = Problem("wrong-direction", "it falls", "error", witness=[{"danger": "low"}, {"danger": "high"}])

    (found,) = checked(sarif({"/tmp/a.yaml": [problem]}))

    assert found["message"]["text"] == "it falls\ncase: {danger: low}\ncase: {danger: high}"
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///tmp/a.yaml"
