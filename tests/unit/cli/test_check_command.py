"""`carelevel check` and `carelevel test`: what is wrong with criteria, and which examples and vignettes hold."""

import json
from pathlib import Path

import pytest

import carelevel
from carelevel.cli.check_command import counted
from carelevel.model.problems import Problem
from tests.unit.cli.running import CRITERIA, VIGNETTES, Cli, Result

BUNDLED = (
    "adult-mental-health: no problems; proofs leave out cases that contradict themselves "
    "(`behavior-above-suicide-risk`, `screen-above-suicide-risk`, `screen-above-symptom-severity`, `wsas-above-function`), "
    "31 % of all possible cases\n"
    "adult-mental-health-php: no problems; proofs leave out cases that contradict themselves "
    "(`behavior-above-suicide-risk`, `screen-above-suicide-risk`, `screen-above-symptom-severity`, `wsas-above-function`), "
    "31 % of all possible cases\n"
    "adult-substance-use: no problems; proofs leave out cases that contradict themselves "
    "(`behavior-above-suicide-risk`, `ciwa-above-withdrawal-risk`, `screen-above-use-severity`), "
    "33 % of all possible cases\n"
    "adult-substance-use-php: no problems; proofs leave out cases that contradict themselves "
    "(`behavior-above-suicide-risk`, `ciwa-above-withdrawal-risk`, `screen-above-use-severity`), "
    "33 % of all possible cases\n"
)


def test_the_bundled_sets_have_no_problems(cli: Cli) -> None:
    result = cli("check", "--strict")

    assert (result.code, result.err) == (0, "")
    assert result.out.endswith(BUNDLED)
    assert "warning" not in result.out


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("name", ["criteria.yaml", ".", "-", "./criteria.yaml"])
def test_a_file_a_folder_or_standard_input_may_be_checked(cli: Cli, name: str) -> None:
    assert cli("check", name, stdin=CRITERIA) == Result(0, f"{name}: no problems\n", "")


@pytest.mark.usefixtures("clinic")
def test_hidden_names_in_a_folder_are_left_out_and_said(cli: Cli) -> None:
    """Editors put locks and copies there."""
    for name in ("sets/one", "sets/.copy"):
        Path(name).mkdir(parents=True)
        Path(name, "criteria.yaml").write_text(CRITERIA, "utf-8")

    result = cli("check", "sets")

    assert ".copy" not in result.out
    assert result.err == "carelevel: `sets/.copy/criteria.yaml` is left out, because it is a hidden file\n"


@pytest.mark.usefixtures("clinic")
def test_a_folder_of_criteria_sets_means_each_of_them(cli: Cli) -> None:
    for name in ("b", "a"):
        (Path("sets") / name).mkdir(parents=True)
        (Path("sets") / name / "criteria.yaml").write_text(CRITERIA, "utf-8")

    assert cli("check", "sets") == Result(0, "sets/a/criteria.yaml: no problems\nsets/b/criteria.yaml: no problems\n", "")
    assert cli("test", "sets").out == "small: 1 example, 0 vignettes, 0 failed\n" * 2


@pytest.mark.usefixtures("clinic")
def test_problems_are_results_and_exit_with_one(cli: Cli) -> None:
    """They are what was asked for: on standard output, so that they can be piped."""
    Path("slip.yaml").write_text(CRITERIA.replace("{danger: yes}, because", "{dangr: yes}, because"), "utf-8")

    result = cli("check", "criteria.yaml", "slip.yaml")

    assert (result.code, result.err) == (1, "")
    assert result.out == (
        "slip.yaml:13:41: unknown-fact: no fact is called `dangr`\n  hint: did you mean `danger`?\ncriteria.yaml: no problems\nslip.yaml: 1 error\n"
    )


@pytest.mark.usefixtures("clinic")
def test_warnings_alone_are_fine_unless_strict(cli: Cli) -> None:
    Path("unused.yaml").write_text(CRITERIA.replace("  score:", "  spare: {type: yes_no}\n  score:"), "utf-8")

    assert cli("check", "unused.yaml") == Result(
        0,
        "unused.yaml:10:3: warning: unused-fact: `spare` is not used by a criterion, contradiction, invariant, notice, documentation, `asked_when` or `applies_when`\nunused.yaml: 1 warning\n",
        "",
    )
    assert cli("check", "unused.yaml", "--strict").code == 1


@pytest.mark.usefixtures("clinic")
def test_a_broken_invariant_comes_with_a_person_who_breaks_it(cli: Cli) -> None:
    Path("broken.yaml").write_text(f"{CRITERIA}invariants:\n  - {{id: talk-is-high, when: {{score: 5}}, level: {{is: high}}}}\n", "utf-8")

    result = cli("check", "broken.yaml", "--format", "json")

    (problem,) = json.loads(result.out)
    assert (result.code, problem["code"], problem["witness"]["score"]) == (1, "invariant-broken", 5)


@pytest.mark.usefixtures("clinic")
def test_problems_have_every_format(cli: Cli) -> None:
    Path("slip.yaml").write_text(CRITERIA.replace("{danger: yes}, because", "{dangr: yes}, because"), "utf-8")

    text, as_json, markdown, html = (cli("check", "slip.yaml", "criteria.yaml", "--format", shape) for shape in ("text", "json", "markdown", "html"))

    assert {result.code for result in (text, as_json, markdown, html)} == {1}
    assert [problem["place"] for problem in json.loads(as_json.out)] == [{"file": "slip.yaml", "line": 13, "column": 41}]
    assert markdown.out == (
        "# Problems\n\n## slip.yaml\n\n1 error.\n\n- `slip.yaml:13:41` **error: unknown-fact**: no fact is called \\`dangr\\`\n\n"
        "  Hint: did you mean \\`danger\\`?\n\n## criteria.yaml\n\nNo problems.\n"
    )
    assert "<strong>error: unknown-fact</strong>: no fact is called `dangr`" in html.out


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("command", ["check", "test", "show"])
@pytest.mark.parametrize("name", ["missing.yaml", "missing", "folder"])
def test_what_is_not_there_is_bad_input(cli: Cli, command: str, name: str) -> None:
    Path("folder").mkdir()

    result = cli(command, name)

    assert (result.code, result.out) == (2, "")
    bundled = ", ".join(f"`{each}`" for each in carelevel.bundled())
    assert result.err == f"not-found: no bundled criteria set and no file is called `{name}`; bundled are {bundled}\n"


@pytest.mark.usefixtures("clinic")
def test_a_binary_file_is_a_problem_with_a_place(cli: Cli) -> None:
    Path("picture.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00")

    result = cli("check", "picture.yaml")

    assert (result.code, result.err) == (1, "")
    assert result.out.startswith("picture.yaml:1:1: not-yaml: ")


@pytest.mark.usefixtures("clinic")
def test_words_of_the_file_cannot_act_on_the_terminal(cli: Cli) -> None:
    hostile = CRITERIA.replace("because: Nine is danger.", 'because: "\\u202Enine"').replace("case: {danger: yes}", "case: {danger: no, score: 9}")
    Path("hostile.yaml").write_text(hostile, "utf-8")
    Path("vignettes.yaml").write_text(VIGNETTES.replace("title: In danger", 'title: "\\u202Ein danger"'), "utf-8")

    for command in ("check", "test"):
        for shape in ("text", "markdown", "html"):
            result = cli(command, "hostile.yaml", "--format", shape, *(["-v"] if command == "test" else []))

            assert result.out
            assert all(sign.isprintable() or sign == "\n" for sign in result.out + result.err)


@pytest.mark.parametrize(
    ("severities", "words"),
    [([], "no problems"), (["error"], "1 error"), (["error", "error", "warning"], "2 errors, 1 warning"), (["note", "note"], "2 notes")],
)
def test_problems_are_counted_in_words(severities: list[str], words: str) -> None:
    assert counted([Problem("x", "y", severity) for severity in severities]) == words  # type: ignore[arg-type]


def test_the_bundled_sets_pass_their_examples_and_vignettes(cli: Cli) -> None:
    result = cli("test")

    assert (result.code, result.err) == (0, "")
    assert [line.endswith(" vignettes, 0 failed") for line in result.out.splitlines()] == [True] * len(carelevel.bundled())


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("name", "ran"),
    [
        ("criteria.yaml", "1 example, 2 vignettes, 0 failed"),
        (".", "1 example, 2 vignettes, 0 failed"),
        ("-", "1 example, 0 vignettes, 0 failed"),
        ("vignettes.yaml", "0 examples, 2 vignettes, 0 failed"),
    ],
)
def test_examples_and_vignettes_are_run_from_whatever_is_named(cli: Cli, name: str, ran: str) -> None:
    assert cli("test", name, stdin=CRITERIA) == Result(0, f"small: {ran}\n", "")


@pytest.mark.usefixtures("clinic")
def test_what_failed_is_shown_with_what_came_out(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("level: high", "level: low, reasons: [danger], services: [talk]"), "utf-8")
    Path("criteria.yaml").write_text(CRITERIA.replace("is: met", "is: unmet"), "utf-8")

    result = cli("test", "criteria.yaml")

    assert (result.code, result.err) == (1, "")
    assert result.out == (
        "FAILED: example danger 1\n"
        "  criteria.yaml:13:84\n"
        "  is: expected unmet, came out met\n"
        "FAILED: vignette in-danger (In danger)\n"
        "  vignettes.yaml:4:5\n"
        "  level: expected low, came out high\n"
        "  services: expected among them talk, came out nothing\n"
        "  the answer: High is suggested\n"
        "small: 1 example, 2 vignettes, 2 failed\n"
    )


@pytest.mark.usefixtures("clinic")
def test_results_have_every_format(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("level: high", "level: low"), "utf-8")

    as_json, markdown, html = (cli("test", ".", "--format", shape, "-v") for shape in ("json", "markdown", "html"))

    assert {result.code for result in (as_json, markdown, html)} == {1}
    assert [(ran["name"], ran["passed"]) for ran in json.loads(as_json.out)["runs"][0]["results"]] == [
        ("danger 1", True),
        ("in-danger", False),
        ("not-asked", True),
    ]
    assert markdown.out == (
        "# Examples and vignettes\n\n## small\n\n1 example, 2 vignettes, 1 failed.\n\n- **passed** example `danger 1`\n"
        "- **FAILED** vignette `in-danger`: In danger\n\n  level: expected low, came out high\n\n  The answer: High is suggested\n\n  `vignettes.yaml:4:5`\n"
        "- **passed** vignette `not-asked`: Nobody asked\n"
    )
    assert "<strong>FAILED</strong> vignette <code>in-danger</code>" in html.out


@pytest.mark.usefixtures("clinic")
def test_verbose_lists_what_passed(cli: Cli) -> None:
    assert cli("test", ".", "--verbose").out == (
        "passed: example danger 1\npassed: vignette in-danger (In danger)\npassed: vignette not-asked (Nobody asked)\nsmall: 1 example, 2 vignettes, 0 failed\n"
    )


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("named", ["small", '"small"', "small  # a note", "other.yaml", "./other.yaml", "sub/../other.yaml"])
@pytest.mark.parametrize("file", ["other.yaml", "criteria.yaml"])
def test_vignettes_name_their_criteria_by_id_or_by_file(cli: Cli, named: str, file: str) -> None:
    Path("criteria.yaml").rename("other.yaml")
    if file == "criteria.yaml":
        Path("other.yaml").rename("criteria.yaml")
        named = named.replace("other", "criteria")
    elif named.strip('"').startswith("small"):
        Path("other.yaml").rename("small.yaml")
    Path("sub").mkdir()
    Path("vignettes.yaml").write_text(VIGNETTES.replace("criteria: small", f"criteria: {named}"), "utf-8")

    assert cli("test", "vignettes.yaml") == Result(0, "small: 0 examples, 2 vignettes, 0 failed\n", "")


@pytest.mark.usefixtures("clinic")
def test_vignettes_for_other_criteria_are_refused(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("criteria: small", "criteria: large"), "utf-8")

    message = "vignettes.yaml:2:11: wrong-criteria: these vignettes are for `large`, but the criteria next to them are `small`\n"
    assert cli("test", ".") == Result(2, "", message)
    assert cli("test", "vignettes.yaml").err.startswith("not-found: no bundled criteria set and no file is called `large`")


@pytest.mark.usefixtures("clinic")
def test_problems_of_vignettes_are_bad_input(cli: Cli) -> None:
    Path("vignettes.yaml").write_text(VIGNETTES.replace("danger: yes", "dangr: yes").replace("level: none", "level: lowww"), "utf-8")

    result = cli("test", ".")

    assert (result.code, result.out) == (2, "")
    assert [line.split(": ")[:2] for line in result.err.splitlines() if not line.startswith("  ")] == [
        ["vignettes.yaml:4:46", "unknown-fact"],
        ["vignettes.yaml:5:68", "unknown-level"],
    ]
