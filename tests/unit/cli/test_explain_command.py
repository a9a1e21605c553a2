"""`carelevel explain`: why, why not, what would change it, what if, and what has changed."""

import json
from pathlib import Path
from typing import Any

import pytest

import carelevel
from tests.unit.cli.running import CRITERIA, Cli, Result

SMALL = ("--criteria", "criteria.yaml")


@pytest.fixture(autouse=True)
def _here(clinic: Path) -> None:
    (clinic / "open.yaml").write_text("score: 6\n", "utf-8")


def small() -> carelevel.CriteriaSet:
    return carelevel.load("criteria.yaml")


def found(result: Result) -> Any:
    """Return what a command printed as JSON."""
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def lines(result: Result) -> list[str]:
    """Return the problems and hints that a command refused its input with."""
    assert (result.code, result.out) == (2, "")
    return [line.strip() for line in result.err.splitlines()]


def test_without_options_it_says_why_and_what_would_change_it(cli: Cli) -> None:
    result = cli("explain", "danger.yaml", *SMALL)

    assert (result.code, result.err) == (0, "")
    assert [line for line in result.out.splitlines() if line in {"Why", "What would change the level"}] == ["Why", "What would change the level"]
    assert "- Danger. Requires: High. [danger]" in result.out
    assert "  - there is no danger (the opposite is recorded)" in result.out
    assert result.out.count("This supports a clinician's judgment and does not replace it.") == 1


def test_json_has_what_the_library_gives(cli: Cli) -> None:
    criteria = small()

    everything = found(cli("explain", "danger.yaml", *SMALL, "--format", "json"))
    chosen = found(cli("explain", "danger.yaml", *SMALL, "--format", "json", "--why-not", "low", "--what-if", "danger=no", "--since", "calm.json"))

    danger, calm = {"danger": "yes"}, {"danger": "no", "score": 3}
    assert everything == {"why": criteria.why(danger).to_dict(), "changes": criteria.what_would_change(danger).to_dict()}
    assert list(chosen) == ["since", "why_not", "what_if"]
    assert chosen["since"] == criteria.compare(calm, danger).to_dict()
    assert chosen["why_not"] == [criteria.why_not(danger, "low").to_dict()]
    assert chosen["what_if"] == criteria.compare(danger, {"danger": "no"}).to_dict()


def test_all_evidence_and_all_changes_are_reported_on_request(cli: Cli, clinic: Path) -> None:
    names = [f"sign_{i}" for i in range(8)]
    (clinic / "many.yaml").write_text(
        "carelevel: 1\nid: many\nversion: '1'\ntitle: Many\nlevels: {low: {title: Low}, high: {title: High}}\n"
        f"facts: {{{', '.join(f'{name}: {{type: yes_no}}' for name in names)}, past: {{type: yes_no, changes: no}}}}\n"
        f"criteria: [{{id: any, suggests: high, because: Signs., when: {{any: [{', '.join(f'{{{name}: yes}}' for name in [*names, 'past'])}]}}}}]\n",
        "utf-8",
    )
    (clinic / "yes.yaml").write_text("".join(f"{name}: yes\n" for name in names), "utf-8")
    (clinic / "no.yaml").write_text("".join(f"{name}: no\n" for name in names) + "past: no\n", "utf-8")

    def told(case: str, *more: str) -> str:
        return cli("explain", case, "--criteria", "many.yaml", *more).out

    assert (told("yes.yaml").count("Also enough by itself"), "more sets of known facts" in told("yes.yaml")) == (3, True)
    assert (told("yes.yaml", "--all").count("Also enough by itself"), "more sets" in told("yes.yaml", "--all")) == (7, False)
    assert ("And 3 more" in told("no.yaml"), told("no.yaml").count("(the opposite is recorded")) == (True, 5)
    assert (told("no.yaml", "--all").count("(the opposite is recorded"), told("no.yaml", "--all", "--unchangeable").count("(the opposite is recorded")) == (
        8,
        9,
    )


def test_why_not_stands_alone_and_may_be_asked_of_several_levels(cli: Cli) -> None:
    one, two = cli("explain", "danger.yaml", *SMALL, "--why-not", "low"), cli("explain", "danger.yaml", *SMALL, "--why-not", "low", "--why-not", "high")

    assert one == Result(0, f"{small().why_not({'danger': 'yes'}, 'low')}\n", "")
    assert [
        entry["level"] for entry in found(cli("explain", "danger.yaml", *SMALL, "--why-not", "low", "--why-not", "high", "--format", "json"))["why_not"]
    ] == [
        "low",
        "high",
    ]
    assert (two.code, two.out.count("=====")) != (0, 0)


def test_what_if_puts_two_answers_side_by_side(cli: Cli) -> None:
    result = cli("explain", "danger.yaml", *SMALL, "--what-if", "danger=no", "--what-if", "score=3")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Step-down. As recorded: High; if changed: Low\n")
    assert "it is no reason" not in result.out
    assert "This shows what the criteria would answer for changed facts." in result.out


def test_since_says_what_has_changed(cli: Cli) -> None:
    assert cli("explain", "danger.yaml", *SMALL, "--since", "calm.json") == Result(
        0, f"{small().compare({'danger': 'no', 'score': 3}, {'danger': 'yes'})}\n", ""
    )


@pytest.mark.parametrize(
    ("recorded", "supposed", "case"),
    [
        ("score: 3", ["score=5"], {"score": 5}),
        ("score: 3", ["score={at_least: 4}"], {"score": {"at_least": 4}}),
        ("score: 3", ["score=null"], {}),
        ("score: 3", ["danger=true"], {"score": 3, "danger": "yes"}),
        ("score: 3", [" danger = no "], {"score": 3, "danger": "no"}),
        ("danger: yes\nscore: 3", ["danger=no", "score=null"], {"danger": "no"}),
        ("{}", ["score=null"], {}),
    ],
)
def test_what_is_supposed_takes_the_place_of_what_is_recorded(cli: Cli, recorded: str, supposed: list[str], case: dict[str, Any]) -> None:
    words = [word for each in supposed for word in ("--what-if", each)]

    after = found(cli("explain", "-", *SMALL, "--format", "json", *words, stdin=recorded))["what_if"]["after"]

    assert after == small().recommend(case).to_dict()


SETS = CRITERIA.replace("facts:\n", "facts:\n  signs: {type: set, values: [sleep, appetite, worry]}\n").replace(
    "criteria:\n", "derived:\n  band: {bands: {of: score, few: [0, 4], many: [5, 9]}}\ncriteria:\n"
)


@pytest.mark.parametrize(
    ("supposed", "case"),
    [
        ("signs={sleep: no}", {"signs": {"sleep": "no", "appetite": "no"}, "score": 3}),
        ("signs={worry: yes}", {"signs": {"sleep": "yes", "appetite": "no", "worry": "yes"}, "score": 3}),
        ("signs=[worry]", {"signs": ["worry"], "score": 3}),
        ("signs=null", {"score": 3}),
        ("band=many", {"signs": {"sleep": "yes", "appetite": "no"}, "score": {"at_least": 5}}),
    ],
)
def test_members_of_a_set_stay_as_they_are_unless_named_and_a_band_takes_the_place_of_its_score(cli: Cli, supposed: str, case: dict[str, Any]) -> None:
    Path("sets.yaml").write_text(SETS, "utf-8")
    recorded = "signs: {sleep: yes, appetite: no}\nscore: 3"

    turned = found(cli("explain", "-", "--criteria", "sets.yaml", "--format", "json", "--what-if", supposed, stdin=recorded))["what_if"]

    criteria = carelevel.load("sets.yaml")
    before = {"signs": {"sleep": "yes", "appetite": "no"}, "score": 3}
    assert turned == criteria.compare(before, case).to_dict()


def test_everything_wrong_with_what_is_supposed_is_said_at_once_with_what_is_allowed(cli: Cli) -> None:
    words = [word for each in ("dangr=yes", "danger=maybe", "score=12", "score=3", "foo", "=x", "x= ") for word in ("--what-if", each)]

    assert lines(cli("explain", "danger.yaml", *SMALL, *words)) == [
        "score: repeated-key: `score` is given two values",
        "wrong-type: `foo` is not of the form FACT=VALUE; write FACT=VALUE, or FACT=null for not known",
        "wrong-type: `=x` is not of the form FACT=VALUE; write FACT=VALUE, or FACT=null for not known",
        "wrong-type: `x= ` is not of the form FACT=VALUE; write FACT=VALUE, or FACT=null for not known",
        "dangr: unknown-fact: no fact is called `dangr`",
        "hint: did you mean `danger`?",
        "danger: unknown-value: `maybe` is not a value of `danger`; allowed are `yes`, `no`",
        "score: out-of-range: `12` is outside the range of `score`; allowed is 0 to 9",
    ]


@pytest.mark.parametrize("value", ["[", "'no", "{a: b", "&a *a", "no: no: no"])
def test_a_value_that_is_no_yaml_is_refused_with_its_fact(cli: Cli, value: str) -> None:
    assert lines(cli("explain", "danger.yaml", *SMALL, "--what-if", f"danger={value}"))[0].startswith("danger: ")


def test_nobody_is_supposed_who_cannot_be(cli: Cli) -> None:
    assert lines(cli("explain", "calm.json", *SMALL, "--what-if", "score=9")) == [
        "danger: impossible: this combination is declared impossible by `no-nine` (`danger`, `score`): Nine is danger.",
    ]


def test_a_level_that_is_none_is_refused_with_the_nearest_match(cli: Cli) -> None:
    assert lines(cli("explain", "danger.yaml", *SMALL, "--why-not", "hihg", "--why-not", "nowhere")) == [
        "unknown-level: no level is called `hihg`; allowed are `low`, `high`",
        "hint: did you mean `high`?",
        "unknown-level: no level is called `nowhere`; allowed are `low`, `high`",
    ]


@pytest.mark.parametrize(("name", "count"), [("list.yaml", 2), ("lines.jsonl", 2)])
def test_one_case_is_explained_at_a_time(cli: Cli, name: str, count: int) -> None:
    for words in ((name,), ("danger.yaml", "--since", name)):
        assert lines(cli("explain", *words, *SMALL)) == [f"{name}:1:1: wrong-type: one case is expected here, and the file has {count}"]


def test_a_list_of_one_case_is_one_case(cli: Cli) -> None:
    assert cli("explain", "-", *SMALL, stdin="- danger: yes") == cli("explain", "danger.yaml", *SMALL)


def test_the_problems_of_both_cases_come_at_once_each_at_its_place(cli: Cli) -> None:
    Path("old.yaml").write_text("danger: no\nscore: 9\n", "utf-8")
    Path("new.yaml").write_text("danger: maybe\n", "utf-8")

    assert [line.split(": ")[:2] for line in lines(cli("explain", "new.yaml", *SMALL, "--since", "old.yaml"))] == [
        ["new.yaml:1:9", "unknown-value"],
        ["old.yaml:1:9", "impossible"],
    ]


def test_an_impossible_line_of_json_has_its_place_too(cli: Cli) -> None:
    Path("one.jsonl").write_text('\n{"danger": false, "score": 9}\n', "utf-8")

    assert lines(cli("explain", "one.jsonl", *SMALL))[0].startswith("one.jsonl:2:1: impossible: ")


@pytest.mark.parametrize("words", [("-", "--since", "-"), ("-", "--criteria", "-"), ("danger.yaml", "--since", "-", "--criteria", "-")])
def test_standard_input_is_read_once(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli("explain", *words, stdin="danger: yes") == Result(2, "", "carelevel: standard input can be read only once, and `-` is given twice\n")


def test_facts_of_another_set_bring_up_which_set_was_asked(cli: Cli) -> None:
    assert lines(cli("explain", "danger.yaml"))[-2:] == [
        "carelevel: the criteria are `adult-mental-health`, since no others were named",
        "hint: name others with --criteria; carelevel list prints the bundled sets",
    ]


def test_a_missing_file_is_named(cli: Cli) -> None:
    assert lines(cli("explain", "danger.yaml", *SMALL, "--since", "missing.yaml")) == [
        "not-found: `missing.yaml` cannot be read: no such file or directory",
    ]


def test_markdown_and_html_have_a_heading_for_each_part(cli: Cli) -> None:
    words = ("explain", "danger.yaml", *SMALL, "--why-not", "low", "--since", "calm.json", "--format")
    markdown, html = (cli(*words, shape).out for shape in ("markdown", "html"))

    headings = ["Since last time", "Why not Low"]
    assert [line.removeprefix("# ") for line in markdown.splitlines() if line.startswith("# ")] == headings
    assert all(f"<h1>{heading}</h1>" in html for heading in headings)
    assert html.startswith("<!doctype html>\n")
    assert "<title>Explanation</title>" in html


def test_an_answer_that_is_still_open_is_explained_as_far_as_it_goes(cli: Cli) -> None:
    result = cli("explain", "open.yaml", *SMALL)

    assert (result.code, result.err) == (0, "")
    assert "Low or High" in result.out
