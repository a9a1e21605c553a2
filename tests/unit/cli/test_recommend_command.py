"""`carelevel recommend`: cases in, answers out."""

import json
import os
from pathlib import Path

import pytest

import carelevel
from carelevel.syntax.limits import MAX_BYTES
from tests.unit.cli.running import CRITERIA, Cli, Result

SMALL = ("--criteria", "criteria.yaml")


def levels(result: Result) -> list[tuple[str | None, str | None]]:
    """Return the level and the highest level of each answer in JSON or JSON Lines."""
    assert (result.code, result.err) == (0, "")
    answers = [json.loads(line) for line in result.out.splitlines()] if "\n  " not in result.out else json.loads(result.out)
    return [(answer["level"], answer["highest"]) for answer in (answers if isinstance(answers, list) else [answers])]


@pytest.mark.usefixtures("clinic")
def test_one_case_is_answered_in_plain_words(cli: Cli) -> None:
    result = cli("recommend", "danger.yaml", *SMALL)

    assert (result.code, result.err) == (0, "")
    assert result.out == f"{carelevel.load('criteria.yaml').recommend({'danger': 'yes'})}\n"


@pytest.mark.usefixtures("clinic")
def test_an_unsettled_answer_is_an_answer(cli: Cli) -> None:
    result = cli("recommend", "-", *SMALL, stdin="score: 1")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Low or High; not settled: ask about danger\n")


@pytest.mark.usefixtures("clinic")
def test_several_cases_each_have_a_heading_with_their_place(cli: Cli) -> None:
    result = cli("recommend", "danger.yaml", "list.yaml", "lines.jsonl", *SMALL)

    lines = result.out.splitlines()
    assert (result.code, result.err) == (0, "")
    assert [lines[i - 1] for i, line in enumerate(lines) if line.startswith("===")] == [
        "danger.yaml",
        "list.yaml[0]",
        "list.yaml[1]",
        "lines.jsonl:1",
        "lines.jsonl:3",
    ]


@pytest.mark.usefixtures("clinic")
def test_json_is_an_object_for_one_case(cli: Cli) -> None:
    result = cli("recommend", "danger.yaml", *SMALL, "--format", "json")

    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == carelevel.load("criteria.yaml").recommend({"danger": "yes"}).to_dict()


@pytest.mark.usefixtures("clinic")
def test_json_is_a_list_for_several_cases_and_for_a_list_of_one(cli: Cli) -> None:
    assert json.loads(cli("recommend", "danger.yaml", "calm.json", *SMALL, "--format", "json").out)[1]["level"] == "low"
    assert isinstance(json.loads(cli("recommend", "-", *SMALL, "--format", "json", stdin="- danger: yes").out), list)
    assert levels(cli("recommend", "list.yaml", *SMALL, "--format", "json")) == [("high", "high"), (None, "high")]


@pytest.mark.usefixtures("clinic")
def test_json_lines_come_back_as_json_lines(cli: Cli) -> None:
    """A line in, a line out, in the same order: what pipes and loaders rely on."""
    result = cli("recommend", "lines.jsonl", *SMALL, "--format", "json")

    assert len(result.out.splitlines()) == 2
    assert levels(result) == [("high", "high"), (None, "high")]
    assert cli("recommend", "-", *SMALL, "--format", "json", stdin='{"danger": true}\n{}\n') == result


@pytest.mark.usefixtures("clinic")
def test_markdown_and_html_are_whole_pages(cli: Cli) -> None:
    markdown, html = (cli("recommend", "danger.yaml", "calm.json", *SMALL, "--format", shape) for shape in ("markdown", "html"))

    assert (markdown.code, html.code) == (0, 0)
    assert markdown.out.startswith("# danger.yaml\n\n**High is suggested**\n")
    assert html.out.startswith("<!doctype html>\n")
    assert html.out.endswith("</html>\n")
    assert html.out.count("<h1>") == 2


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("stdin", "level"),
    [
        ("danger: yes", "high"),
        ('{"danger": true}', "high"),
        ("{danger: yes}", "high"),
        ("{danger: yes, score: 5}\n", "high"),
        ("# a note\n{danger: no}", "low"),
        ("danger: null\nscore: 1", None),
        ("\ufeffdanger: no\r\n", "low"),
        ("{}", None),
    ],
)
def test_a_case_on_standard_input_may_be_yaml_or_json(cli: Cli, stdin: str, level: str | None) -> None:
    """People paste what vignettes look like, and programs pipe JSON; nobody says which."""
    assert [found for found, _ in levels(cli("recommend", "-", *SMALL, "--format", "json", stdin=stdin))] == [level]


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("stdin", "code"),
    [
        ("", "not-yaml"),
        ("  \n", "not-yaml"),
        (b"\x89PNG\r\n\x1a\n\x00", "not-yaml"),
        (b"danger: \xff", "not-yaml"),
        ("danger: maybe", "unknown-value"),
        ("dangr: yes", "unknown-fact"),
        ("score: 12", "out-of-range"),
        ("score: many", "wrong-type"),
        ("[]", "empty-group"),
        ("just words", "wrong-type"),
        ("- 3", "wrong-type"),
        ('{"danger": true', "not-"),
        ("danger: no\nscore: 9", "impossible"),
        ("danger: yes\ndanger: no", "repeated-key"),
        ('{"danger": true, "danger": false}', "repeated-key"),
        ("!!python/object:os.system {}", "yaml-feature"),
        ("a: " + "[" * 100, "too-large"),
        ("x" * (MAX_BYTES + 1), "too-large"),
    ],
)
def test_a_case_that_does_not_fit_is_refused_with_its_place(cli: Cli, stdin: str | bytes, code: str) -> None:
    result = cli("recommend", "-", *SMALL, stdin=stdin)

    assert (result.code, result.out) == (2, "")
    assert code in result.err
    assert result.err.startswith(("<stdin>:", "too-large: standard input"))


@pytest.mark.usefixtures("clinic")
def test_the_problems_of_all_cases_and_files_come_at_once_and_nothing_is_answered(cli: Cli) -> None:
    Path("bad.jsonl").write_text('{"danger": true}\n{"score": 99}\n{"dangr": 1}\n', "utf-8")
    Path("bad.yaml").write_text("- danger: yes\n- {danger: no, score: 9}\n- score: x\n", "utf-8")

    result = cli("recommend", "bad.jsonl", "danger.yaml", "bad.yaml", *SMALL)

    assert (result.code, result.out) == (2, "")
    assert [line.split(": ")[:2] for line in result.err.splitlines() if not line.startswith("  ")] == [
        ["bad.jsonl:2:1", "out-of-range"],
        ["bad.jsonl:3:1", "unknown-fact"],
        ["bad.yaml:2:12", "impossible"],
        ["bad.yaml:3:10", "wrong-type"],
    ]


@pytest.mark.usefixtures("clinic")
def test_all_files_that_cannot_be_read_are_named(cli: Cli) -> None:
    Path("folder").mkdir()

    result = cli("recommend", "missing.yaml", "folder", "danger.yaml", *SMALL)

    assert result == Result(
        2,
        "",
        "not-found: `missing.yaml` cannot be read: no such file or directory\nnot-found: `folder` cannot be read: is a directory\n",
    )


@pytest.mark.usefixtures("clinic")
def test_a_file_without_permission_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the system's answer is played."""

    def refused(path: Path, *_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refused)
        result = cli("recommend", "danger.yaml")

    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("cannot be read: permission denied\n")


@pytest.mark.usefixtures("clinic")
def test_facts_of_another_set_bring_up_which_set_was_asked(cli: Cli) -> None:
    """The default set is easily forgotten; eight unknown facts in a row are rarely eight slips."""
    result = cli("recommend", "danger.yaml")

    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[-2:] == [
        "carelevel: the criteria are `adult-mental-health`, since no others were named",
        "  hint: name others with --criteria; carelevel list prints the bundled sets",
    ]


@pytest.mark.usefixtures("clinic")
def test_criteria_may_come_from_a_folder_and_from_standard_input(cli: Cli) -> None:
    from_file = cli("recommend", "danger.yaml", *SMALL)

    assert from_file.code == 0
    assert cli("recommend", "danger.yaml", "--criteria", ".") == from_file
    assert cli("recommend", "danger.yaml", "--criteria", "-", stdin=CRITERIA) == from_file


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("words", [["-", "-", *SMALL], ["-", "--criteria", "-"]])
def test_standard_input_is_read_once(cli: Cli, words: list[str]) -> None:
    assert cli("recommend", *words, stdin="danger: yes") == Result(2, "", "carelevel: standard input can be read only once, and `-` is given twice\n")


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("name", ["missing", "missing.yaml", "", "\0", "a" * 5000, "adult-mental-helth"])
def test_criteria_that_are_not_there_are_named(cli: Cli, name: str) -> None:
    result = cli("recommend", "danger.yaml", "--criteria", name)

    if name == "":
        # The empty name is the folder one stands in.
        assert result.code == 0
    else:
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("not-found: no bundled criteria set and no file is called `")
        assert ("did you mean `adult-mental-health`?" in result.err) is name.startswith("adult")


@pytest.mark.usefixtures("clinic")
def test_criteria_with_problems_are_refused_with_all_of_them(cli: Cli) -> None:
    broken = CRITERIA.replace("danger: yes}, because", "dangr: yes}, because").replace("adds: [talk]", "adds: [tlk]")
    Path("broken.yaml").write_text(broken, "utf-8")

    result = cli("recommend", "danger.yaml", "--criteria", "broken.yaml")

    assert (result.code, result.out) == (2, "")
    assert "broken.yaml:13:41" in result.err
    assert all(hint in result.err for hint in ("did you mean `danger`?", "did you mean `talk`?"))


@pytest.mark.usefixtures("clinic")
def test_a_file_name_that_is_not_text_is_no_reason_to_fail(cli: Cli) -> None:
    """File systems allow bytes that are no text; Python hands them over as lone surrogates."""
    name = os.fsdecode(b"caf\xe9.yaml")
    Path(name).write_text("danger: yes", "utf-8")

    result = cli("recommend", name, "danger.yaml", *SMALL)

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("caf\\udce9.yaml\n")


@pytest.mark.parametrize("accept", ["", 'accept: [{check: wrong-order, because: "Adherence is listed from good to bad."}]'])
def test_an_order_that_can_be_read_in_two_ways_is_said_with_the_answer(cli: Cli, accept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer may be the wrong way round with it; whoever accepts it has said that it is not."""
    monkeypatch.chdir(tmp_path)
    criteria = f"""
carelevel: 1
id: orders
version: "1"
title: Orders
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{adherence: {{type: scale, values: [always, sometimes, never], worse: high}}}}
criteria: [{{id: not-taken, suggests: high, when: {{adherence: never}}, because: Weekly care cannot see to it.}}]
{accept}
"""
    Path("orders.yaml").write_text(criteria, encoding="utf-8")

    result = cli("recommend", "-", "--criteria", "orders.yaml", stdin="adherence: never")

    assert (result.code, result.out.splitlines()[0]) == (0, "High is suggested")
    assert [line.split(": ")[2] for line in result.err.splitlines() if "orders.yaml:7" in line] == ([] if accept else ["wrong-order"])
    assert bool(result.err) is not bool(accept)
