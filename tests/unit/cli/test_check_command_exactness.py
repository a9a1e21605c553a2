"""`carelevel check --explain-exactness`: what can make the fast range wider than the exact one."""

from pathlib import Path

import pytest

from tests.unit.cli.running import CRITERIA, Cli

pytestmark = pytest.mark.usefixtures("clinic")

ONE_WAY = CRITERIA.replace("impossible:", "# impossible:")
NOTE = "note: range-not-exact"


def notes(cli: Cli, criteria: str) -> list[str]:
    Path("mine.yaml").write_text(criteria, "utf-8")
    result = cli("check", "--explain-exactness", "mine.yaml")
    assert (result.code, result.err) == (0, "")
    return result.out.splitlines()


def test_facts_that_push_one_way_are_said_to_be_exact(cli: Cli) -> None:
    assert notes(cli, ONE_WAY) == [
        "note: range-exact: every fact pushes the level one way only: the ends of the range that `decide` gives are exact",
        "mine.yaml: 1 note",
    ]


def test_a_fact_that_pushes_both_ways_is_named_with_its_criteria(cli: Cli) -> None:
    calm = "  - {id: calm, requires: high, when: {danger: no, score: {at_least: 5}}, because: Calm.}\n"

    assert notes(cli, ONE_WAY + calm) == [
        f"mine.yaml:9:3: {NOTE}: `danger` can push the level up as well as down, in `danger`, `calm`: `decide` may give too wide a range",
        "mine.yaml: 1 note",
    ]


def test_a_score_between_two_bounds_pushes_both_ways(cli: Cli) -> None:
    between = "  - {id: middling, requires: high, when: {score: {between: [3, 5]}}, because: Middling.}\n"
    above = "  - {id: much, requires: high, when: {score: {at_least: 7}}, because: Much.}\n"

    assert notes(cli, ONE_WAY + between)[0].startswith("note: range-exact")
    assert notes(cli, ONE_WAY + between + above)[0].startswith(f"mine.yaml:10:3: {NOTE}: `score`")


def test_an_impossible_combination_that_touches_the_level_is_named(cli: Cli) -> None:
    assert notes(cli, CRITERIA)[0] == f"mine.yaml:11:14: {NOTE}: `no-nine` can rule out what a range ends in: `decide` may give too wide a range"


def test_people_whom_the_criteria_are_not_for_are_named_where_that_touches_the_level(cli: Cli) -> None:
    found = notes(cli, ONE_WAY + "applies_when: {any: [{danger: no}, {score: {at_least: 1}}]}\n")

    said = "`applies_when` can rule out what a range ends in, since criteria ask about the same facts: `decide` may give too wide a range"
    assert [note for note in found if "applies_when" in note][0].endswith(f"{NOTE}: {said}")


def test_without_the_option_nothing_is_said_of_it(cli: Cli) -> None:
    assert cli("check", "criteria.yaml").out == "criteria.yaml: no problems\n"
