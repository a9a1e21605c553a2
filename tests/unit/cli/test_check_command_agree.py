"""`carelevel check --agree`: two sets for the same people, and who is treated differently."""

import json
from pathlib import Path

import pytest

from tests.budgets import without_room
from tests.unit.cli.running import Cli, Result

CLINIC = """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts:
  risk: {type: scale, values: [none, some, grave], worse: high}
  alone: {type: yes_no}
criteria:
  - {id: grave, requires: high, when: {risk: grave}, because: Risk is grave.}
  - {id: some, suggests: middle, when: {risk: some, alone: yes}, because: Nobody is there.}
"""
COUNTY = """
carelevel: 1
id: county
version: "2"
title: A county
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts:
  risk: {type: scale, values: [none, some, grave], worse: high}
criteria:
  - {id: risk, requires: middle, when: {risk: grave}, because: Somebody comes often.}
"""
AGREES = """
agrees_with:
  - {id: county, within: 1, because: The county has no beds.}
"""

TEXT = """\
clinic 1 and county 2
=====================

For some people the two sets are 1 level apart. They should be at the same level.

Compared is the lowest level that each set leaves possible when every shared fact is known and the
facts that only one set has are open. At least this level is certain, whatever the open facts turn
out to be. They can still raise one answer above the other. Cases that contradict themselves are
left out, and people to whom one of the sets does not apply.

Who is treated differently, the furthest apart first
----------------------------------------------------

- At least High in clinic, and at least Middle in county: 1 level apart
  For example: [{risk: grave}]
  [clinic]: High. Risk is grave. [grave]
  [county]: Middle. Somebody comes often. [risk]

Levels
------

Level   clinic  county
------  ------  ------
low     Low     Low
middle  Middle  Middle
high    High    High

Facts
-----

- Shared (1): [risk]
- Only in clinic (1): [alone]

What to know about the comparison
---------------------------------

- Of `clinic` and `county` neither names the other under `agrees_with`: no difference is allowed.
"""


@pytest.fixture(autouse=True)
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clinic.yaml").write_text(CLINIC, "utf-8")
    (tmp_path / "county.yaml").write_text(COUNTY, "utf-8")
    return tmp_path


def test_who_is_treated_differently_is_shown_with_the_reasons_of_both(cli: Cli) -> None:
    assert cli("check", "--agree", "clinic.yaml", "county.yaml") == Result(1, TEXT, "")


def test_what_a_file_allows_is_proved_and_its_reason_is_said(cli: Cli) -> None:
    Path("clinic.yaml").write_text(CLINIC + AGREES, "utf-8")

    result = cli("check", "--agree", "clinic.yaml", "county.yaml")

    assert (result.code, result.err) == (0, "")
    assert "For everyone the two sets are at most 1 level apart on the facts that both share. This is proved,\nnot sampled." in result.out
    assert "Why a difference is allowed: The county has no beds." in result.out
    assert "Who is treated differently" not in result.out
    assert cli("check", "--agree", "county.yaml", "-", stdin=CLINIC + AGREES).code == 0


def test_the_same_as_data_markdown_and_a_page(cli: Cli) -> None:
    told = json.loads(cli("check", "--agree", "clinic.yaml", "county.yaml", "--format", "json").out)
    markdown = cli("check", "--agree", "clinic.yaml", "county.yaml", "--format", "markdown")
    page = cli("check", "--agree", "clinic.yaml", "county.yaml", "--format", "html")

    assert (told["agrees"], told["within"], told["because"], told["not_decided"]) == (False, 0, [], [])
    assert (told["facts"], told["alone"], told["levels"]) == (["risk"], [["alone"], []], ["low", "middle", "high"])
    assert told["people"] == [
        {
            "levels": ["high", "middle"],
            "apart": 1,
            "witness": {"risk": "grave"},
            "possible": [["high"], ["middle"]],
            "because": [{"grave": "Risk is grave."}, {"risk": "Somebody comes often."}],
            "disputed": [[], []],
        }
    ]
    assert "- **At least High in clinic, and at least Middle in county**: 1 level apart" in markdown.out
    assert "<title>Agreement</title>" in page.out
    assert {markdown.code, page.code} == {1}


def test_what_is_not_decided_does_not_agree(cli: Cli) -> None:
    with without_room(3):
        result = cli("check", "--agree", "clinic.yaml", "county.yaml")

    assert result.code == 1
    assert "Not everything could be decided: see below." in result.out.replace("\n", " ")
    assert "Not decided within the allowed work" in result.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clinic.yaml",), "--agree compares two criteria sets\n  hint: name both: carelevel check --agree ONE OTHER"),
        (("clinic.yaml", "county.yaml", "clinic.yaml"), "--agree compares two criteria sets"),
        (("-", "-"), "standard input can be read only once"),
        (("clinic.yaml", "county.yaml", "--strict"), "--agree cannot be combined with --strict"),
        (("clinic.yaml", "county.yaml", "--format", "sarif"), "--agree cannot be combined with"),
        (("clinic.yaml", "nowhere.yaml"), "no bundled criteria set and no file is called `nowhere.yaml`"),
    ],
)
def test_what_cannot_be_compared_is_refused(cli: Cli, words: tuple[str, ...], said: str) -> None:
    result = cli("check", "--agree", *words)

    assert (result.code, result.out) == (2, "")
    assert said in result.err


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            CLINIC + AGREES.replace("id: county", "id: conty"),
            "clinic.yaml:15:10: unknown-set: `conty` is neither of the two sets, and neither file names the other",
        ),
        (CLINIC + AGREES.replace("id: county", "id: clinic"), "clinic.yaml:15:10: says-nothing: this says nothing: every set agrees with itself"),
        (
            CLINIC + AGREES.replace("within: 1", "within: 3"),
            "clinic.yaml:15:26: says-nothing: this says nothing: none of the 3 levels here is more than 3 apart from one of another set",
        ),
        (CLINIC + AGREES.replace("id: county, ", ""), "clinic.yaml:15:5: missing-key: "),
        (CLINIC + AGREES + AGREES.partition("\n  ")[2].join(("  ", "")), "clinic.yaml:16:10: repeated-id: the id `county` is already used in line 15"),
        (CLINIC.replace("risk", "danger"), "nothing-shared: the two sets share no fact"),
        (CLINIC.replace("{low", "{none_yet: {title: None yet}, low"), None),
        (
            CLINIC.replace("middle", "day").replace("high:", "top:").replace("requires: high", "requires: top"),
            "nothing-shared: the two sets share fewer than two levels",
        ),
        (
            CLINIC.replace("low: {title: Low}, middle: {title: Middle}", "middle: {title: Middle}, low: {title: Low}"),
            "nothing-shared: the levels that the two sets share are in another order: `middle`, `low`, `high` in `clinic`, `low`, `middle`, `high` in `county`",
        ),
        (CLINIC + "impossible: [{id: risky, when: {risk: some}, because: Not here.}]\napplies_when: {risk: some}\n", "nobody-to-compare"),
    ],
)
def test_a_wrong_set_is_said_at_its_place(cli: Cli, changed: str, said: str | None) -> None:
    Path("clinic.yaml").write_text(changed, "utf-8")

    result = cli("check", "--agree", "clinic.yaml", "county.yaml")

    assert (result.code, said or "") == (1 if said is None else 2, said or "")
    assert (said or "") in result.err
