"""`carelevel diff`: what a new version of criteria does to people."""

import json
from pathlib import Path

import pytest

from tests.budgets import without_room
from tests.unit.cli.running import CRITERIA, VIGNETTES, Cli

EDITED = CRITERIA.replace("{at_least: 5}", "{at_least: 6}").replace("when: {danger: yes}, because", "when: {danger: yes, score: {at_most: 8}}, because")
EDITED = EDITED.replace(", examples: [{case: {danger: yes}, is: met}]", "")

TEXT = """\
small: 1 → 1
============

5.3 % of all possible cases get another level.

Who moves to another level
--------------------------

- High → Low
  When: `danger` is no longer met
  Because of: [danger]
  For example: [{score: 9}]
  Share: 5.3 % of all possible cases.

A share is of all possible cases, each counted once, not of patients: most possible cases are rare.
To see how many of your own people change level, pass a table with `--cohort`.

Who gains or loses a service
----------------------------

- Talking [talk]: no longer included for some people
  For example: [{score: 5}]
  Share: 10.5 % of all possible cases.

Criteria that changed
---------------------

- [danger]: is met in other cases than before
- [talk]: is met in other cases than before
"""

pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture(autouse=True)
def edited(clinic: Path) -> Path:
    path = clinic / "edited.yaml"
    path.write_text(EDITED, "utf-8")
    return path


def test_who_moves_is_said_with_a_person_and_a_share(cli: Cli) -> None:
    """Of nineteen people who are possible one has a score of nine: whoever has is in danger, since all others are impossible."""
    result = cli("diff", "criteria.yaml", "edited.yaml")

    assert (result.code, result.err) == (0, "")
    assert result.out == TEXT


def test_the_new_version_may_come_from_standard_input(cli: Cli) -> None:
    assert cli("diff", "criteria.yaml", "-", stdin=EDITED).out == TEXT


def test_as_json_it_has_exact_shares(cli: Cli) -> None:
    told = json.loads(cli("diff", "criteria.yaml", "edited.yaml", "--format", "json").out)

    assert (told["same"], told["text_only"], told["not_decided"], told["notes"]) == (False, False, [], [])
    assert told["moves"] == [
        {
            "from": "high",
            "to": "low",
            "witness": {"score": 9},
            "share": {"numerator": 1, "denominator": 19, "value": pytest.approx(1 / 19)},
            "regions": ["`danger` is no longer met"],
            "because": ["danger"],
        }
    ]
    assert [(each["service"], each["added"], each["share"]["numerator"], each["share"]["denominator"]) for each in told["services"]] == [("talk", False, 2, 19)]
    assert told["criteria"] == [{"criterion": "danger", "how": "met by others"}, {"criterion": "talk", "how": "met by others"}]


@pytest.mark.parametrize(("format_", "sign"), [("markdown", "- **High → Low**"), ("html", "<strong>High → Low</strong>")])
def test_as_markdown_and_html_it_says_the_same(cli: Cli, format_: str, sign: str) -> None:
    out = cli("diff", "criteria.yaml", "edited.yaml", "--format", format_).out

    assert sign in out
    assert "5.3 %" in out
    assert "{score: 9}" in out


def test_only_with_exit_code_does_a_difference_fail(cli: Cli) -> None:
    assert cli("diff", "criteria.yaml", "edited.yaml").code == 0
    assert cli("diff", "criteria.yaml", "edited.yaml", "--exit-code").code == 1
    assert cli("diff", "criteria.yaml", "criteria.yaml", "--exit-code").code == 0


def test_what_is_not_decided_is_never_taken_for_the_same(cli: Cli) -> None:
    with without_room(0):
        result = cli("diff", "criteria.yaml", "edited.yaml", "--format", "json")

    told = json.loads(result.out)
    assert result.code == 1
    assert not told["same"]
    assert "whether `talk` is met by the same people" in told["not_decided"]
    assert {"criterion": "talk", "how": "met by others"} in told["criteria"]


def test_a_change_of_words_is_said_to_be_one(cli: Cli) -> None:
    Path("words.yaml").write_text(CRITERIA.replace("because: Danger.", "because: There is danger."), "utf-8")

    result = cli("diff", "criteria.yaml", "words.yaml", "--exit-code")

    assert result.code == 0
    assert "The same decisions for everyone: only text has changed." in result.out


def test_another_way_to_say_the_same_is_proved_to_be_the_same(cli: Cli) -> None:
    Path("reworded.yaml").write_text(CRITERIA.replace("{score: {at_least: 5}}", "{none: [{score: {at_most: 4}}]}"), "utf-8")

    result = cli("diff", "criteria.yaml", "reworded.yaml", "--exit-code")

    assert result.code == 0
    assert "This is proved, not sampled." in result.out
    assert "not what they were" not in result.out


def test_what_was_renamed_is_compared_under_its_new_name(cli: Cli) -> None:
    text = CRITERIA.replace("{danger: yes}", "{peril: yes}").replace("danger: {type", "peril: {type").replace("{danger: no,", "{peril: no,")
    text = text.replace("high: {title: High}", "intense: {title: High}").replace("requires: high", "requires: intense")
    without, renamed = Path("without.yaml"), Path("renamed.yaml")
    without.write_text(text, "utf-8")
    renamed.write_text(f"{text}renamed:\n  facts: {{danger: peril}}\n  levels: {{high: intense}}\n", "utf-8")

    assert cli("diff", "criteria.yaml", renamed, "--exit-code").code == 0
    result = cli("diff", "criteria.yaml", without, "--exit-code")
    assert result.code == 1
    assert "New: the fact `peril`" in result.out


def test_people_whom_only_one_version_knows_are_named_as_left_out(cli: Cli) -> None:
    Path("wider.yaml").write_text(CRITERIA.replace("range: [0, 9]", "range: [0, 12]"), "utf-8")

    out = cli("diff", "criteria.yaml", "wider.yaml").out

    assert "Of `score` only what both versions have is compared" in out


def test_a_version_that_does_not_load_is_bad_input(cli: Cli) -> None:
    Path("slip.yaml").write_text(CRITERIA.replace("{danger: yes}, because", "{dangr: yes}, because"), "utf-8")

    for names in (("criteria.yaml", "slip.yaml"), ("slip.yaml", "criteria.yaml"), ("criteria.yaml", "nowhere.yaml")):
        result = cli("diff", *names)
        assert (result.code, result.out) == (2, "")
        assert "unknown-fact" in result.err or "not-found" in result.err


def test_vignettes_that_are_answered_otherwise_are_named(cli: Cli, clinic: Path) -> None:
    (clinic / "new").mkdir()
    (clinic / "new" / "criteria.yaml").write_text(EDITED, "utf-8")
    (clinic / "new" / "vignettes.yaml").write_text(VIGNETTES.replace("{danger: yes}", "{danger: yes, score: 9}"), "utf-8")

    result = cli("diff", "criteria.yaml", "new", "--vignettes", "--format", "json")

    assert [(each["vignette"], each["from"], each["to"]) for each in json.loads(result.out)["vignettes"]] == [("in-danger", ["high"], ["low"])]


def test_vignettes_need_a_place_next_to_the_new_version(cli: Cli) -> None:
    result = cli("diff", "criteria.yaml", "-", "--vignettes", stdin=EDITED)

    assert result.code == 2
    assert "standard input" in result.err


# Whatever is not the same is in the first sentences, and in the exit code


@pytest.fixture
def two(clinic: Path) -> Path:
    """Two versions between which `danger` is `peril`, its level is `intense`, and scores may be higher."""
    text = CRITERIA.replace("{danger: yes}", "{peril: yes}").replace("danger: {type", "peril: {type").replace("{danger: no,", "{peril: no,")
    text = text.replace("high: {title: High}", "intense: {title: High}").replace("requires: high", "requires: intense")
    (clinic / "two.yaml").write_text(f"{text}renamed:\n  facts: {{danger: peril}}\n  levels: {{high: intense}}\n", "utf-8")
    return clinic


def test_a_person_who_is_left_out_is_a_difference(cli: Cli) -> None:
    Path("wider.yaml").write_text(CRITERIA.replace("range: [0, 9]", "range: [0, 12]"), "utf-8")

    result = cli("diff", "criteria.yaml", "wider.yaml", "--exit-code")

    assert result.code == 1
    assert "people are left out of the comparison" in result.out.replace("\n", " ")
    told = json.loads(cli("diff", "criteria.yaml", "wider.yaml", "--format", "json").out)
    assert (told["same"], told["moves"], told["left_out"]) == (False, [], told["notes"])
    assert "10 to 12" in told["left_out"][0]


def test_a_table_in_the_names_of_either_version_is_read_by_both(cli: Cli, two: Path) -> None:
    for name, rows in (("old", "danger,score\nyes,9\nno,3\n"), ("new", "peril,score\nyes,9\nno,3\n")):
        Path(f"{name}.csv").write_text(rows, "utf-8")

        result = cli("diff", "criteria.yaml", "two.yaml", "--cohort", f"{name}.csv", "--exit-code", "--format", "json")

        told = json.loads(result.out)
        assert (result.code, told["cohort_moved"], told["cohort_notes"]) == (0, 0, [])
        assert {"from": "intense", "to": "intense", "people": 1} in told["cohort"]


def test_columns_say_what_a_table_tells(cli: Cli, two: Path) -> None:
    Path("people.csv").write_text("at_risk,score\nja,9\n", "utf-8")
    Path("columns.yaml").write_text("columns:\n  danger: {column: at_risk, values: {ja: yes}}\n", "utf-8")

    told = json.loads(cli("diff", "criteria.yaml", "two.yaml", "--cohort", "people.csv", "--columns", "columns.yaml", "--format", "json").out)

    assert told["cohort"] == [{"from": "intense", "to": "intense", "people": 1}]
    result = cli("diff", "criteria.yaml", "two.yaml", "--columns", "columns.yaml")
    assert (result.code, result.out) == (2, "")
    assert "--cohort" in result.err


def test_people_of_a_table_who_move_are_in_the_first_sentences(cli: Cli) -> None:
    """The score of the third is none of the new version, so it is unknown there, and so is whether there is danger."""
    Path("less.yaml").write_text(
        CRITERIA.replace("range: [0, 9]", "range: [0, 7]").replace("impossible: [{id: no-nine, when: {danger: no, score: 9}, because: Nine is danger.}]", ""),
        "utf-8",
    )
    Path("people.csv").write_text("danger,score\nyes,7\nno,3\n,9\n", "utf-8")

    result = cli("diff", "criteria.yaml", "less.yaml", "--cohort", "people.csv", "--exit-code")

    said = " ".join(result.out.split())
    assert result.code == 1
    assert "Some people are left out of the comparison: see below. 1 of 3 people in the table get another answer." in said
    assert "In 1 row the new version finds `score: out-of-range`: what is no value of a fact counts as unknown" in said


def test_vignettes_that_are_answered_otherwise_are_a_difference(cli: Cli, clinic: Path) -> None:
    (clinic / "new").mkdir()
    (clinic / "new" / "criteria.yaml").write_text(EDITED, "utf-8")
    (clinic / "new" / "vignettes.yaml").write_text(VIGNETTES.replace("{danger: yes}", "{danger: yes, score: 9}"), "utf-8")

    result = cli("diff", "criteria.yaml", "new", "--vignettes", "--exit-code")

    assert result.code == 1
    assert "1 vignette gets a different answer." in result.out


def test_nobody_left_to_compare_is_an_error(cli: Cli) -> None:
    for name, value in (("one", "yes"), ("other", "no")):
        Path(f"{name}.yaml").write_text(
            CRITERIA.replace(", examples: [{case: {danger: yes}, is: met}]", "").replace(
                "impossible: [", f"impossible: [{{id: all, when: {{danger: {value}}}, because: Nobody.}}, "
            ),
            "utf-8",
        )

    result = cli("diff", "one.yaml", "other.yaml")

    assert (result.code, result.out) == (2, "")
    assert "nobody-to-compare" in result.err
