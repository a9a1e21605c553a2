"""The command line as a whole: help, versions, mistakes in what was typed, exit codes."""

import re
import shlex
import sqlite3
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import carelevel
from carelevel.cli.main import COMMANDS, main
from carelevel.model.problems import MissingExtraError
from carelevel.syntax.bundled import rules_folder
from tests import profiles
from tests.unit.cli.running import Cli, Result, program

NAMES = sorted(COMMANDS)


def examples(text: str) -> list[str]:
    """Return the example lines of a help text."""
    _, _, after = text.partition("\nexample")
    return [line.strip() for line in after.partition(":\n")[2].split("\n\n")[0].splitlines() if line.strip()]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_the_help_names_every_command_and_has_an_example(cli: Cli, words: list[str]) -> None:
    result = cli(*words)

    assert (result.code, result.err) == (0, "")
    assert [name for name in NAMES if not re.search(rf"^  {name} +\w", result.out, re.MULTILINE)] == []
    assert examples(result.out) == ["carelevel recommend case.yaml", "carelevel recommend --help"]


def test_without_a_command_the_help_is_a_diagnostic(cli: Cli) -> None:
    """A script that forgot the command gets nothing for a result, and bad usage for a code."""
    result = cli()

    assert (result.code, result.out) == (2, "")
    assert result.err == cli("--help").out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_help_with_an_example(cli: Cli, name: str) -> None:
    result = cli(name, "--help")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"usage: carelevel {name}")
    assert all(f"carelevel {name}" in example for example in examples(result.out))
    assert examples(result.out)
    assert cli("help", name) == result


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"new", "schema", "fmt", "suggest", "serve", "cohort", "base"}])
def test_every_command_that_prints_a_result_has_every_format(cli: Cli, name: str) -> None:
    assert "--format {text,json,markdown,html" in cli(name, "--help").out


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_fits_the_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch, width: int, name: str) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    lines = cli(*([name] if name else []), "--help").out.splitlines()

    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_is_there_on_a_terminal_of_20_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "20")

    assert cli(*([name] if name else []), "--help").code == 0


def in_shell(cli: Cli, line: str) -> Result:
    """Run a line as a shell would: what is echoed or redirected is standard input, and what is redirected into a file stands there."""
    words = list(shlex.shlex(line, posix=True, punctuation_chars="|<>"))
    stdin = ""
    if words[0] == "echo":
        stdin, words = f"{words[1]}\n", words[3:]
    files = {sign: words[words.index(sign) + 1] for sign in ("<", ">") if sign in words}
    if "<" in files:
        stdin = Path(files["<"]).read_text("utf-8")
    assert words[0] == "carelevel"
    done = cli(*(words[1 : min(map(words.index, files))] if files else words[1:]), stdin=stdin)
    if ">" in files:
        Path(files[">"]).write_text(done.out, "utf-8")
    return done


@pytest.mark.slow
def test_every_example_of_every_help_runs(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a help shows is what people paste; each line works in a folder with a case and criteria of one's own.

    Those of `serve`, which ends when it is told to, are run in tests/edges/test_serve_extra.py.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text("suicide_risk: low\n", "utf-8")
    (tmp_path / "last-month.yaml").write_text("suicide_risk: none\n", "utf-8")
    (tmp_path / "answers.txt").write_text("30\nyes\n", "utf-8")
    (tmp_path / "cases.jsonl").write_text('{"suicide_risk": "low"}\n', "utf-8")
    record = carelevel.load("adult-mental-health").recommend({"suicide_risk": "low"}).record("2026-11-25T14:30:00Z", facts=True)
    (tmp_path / "new-records.jsonl").write_text(f"{record.to_json()}\n", "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "laid-out.yaml").write_text("a: 1\n", "utf-8")
    (tmp_path / "people.csv").write_text("patient,suicide_risk\nA,low\nB,imminent\n", "utf-8")
    with closing(sqlite3.connect(tmp_path / "clinic.sqlite")) as clinic:
        clinic.executescript("CREATE TABLE assessments (suicide_risk TEXT); INSERT INTO assessments VALUES ('low');")
    local = f"based_on: {{set: adult-mental-health, version: {carelevel.load('adult-mental-health').version}}}"
    (tmp_path / "payer.yaml").write_text(f"carelevel: 1\nid: payer\nversion: '1'\ntitle: A payer\n{local}\n", "utf-8")
    vignette = "{id: danger, title: Danger, case: {suicide_risk: imminent}, expect: {level: inpatient}}"
    (tmp_path / "vignettes.yaml").write_text(f"criteria: my-criteria.yaml\nvignettes:\n  - {vignette}\n", "utf-8")
    (tmp_path / "programs.yaml").write_bytes((rules_folder() / "adult-mental-health" / "programs.yaml").read_bytes())
    (tmp_path / "needs.yaml").write_text("requires: {waiting_days: {at_most: 14}}\n", "utf-8")
    lines = [
        line
        for name in ("new", *(name for name in NAMES if name not in {"new", "serve"}))
        for line in import_module(f"carelevel.cli.{name}_command").EXAMPLES.splitlines()
    ]

    ran = {line: in_shell(cli, line) for line in (*lines, "carelevel recommend case.yaml")}

    # An interview asks on standard error, and a table that is written leaves standard output to the summary.
    diagnostics = {line: "" if "interview" in line or "cohort people.csv --out" in line else done.err for line, done in ran.items()}
    # The starting point is tested a little, and not as well as these ask for.
    found = {line for line in ran if "--mutate" in line or "--fail-under" in line}
    assert {line: (done.code, diagnostics[line]) for line, done in ran.items()} == dict.fromkeys(ran, (0, "")) | dict.fromkeys(found, (1, ""))
    assert all(
        (tmp_path / name).stat().st_size > 200 for name in ("my-criteria.yaml", "review.html", "answers.jsonl", "criteria.schema.json", "case.schema.json")
    )


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version_is_the_package_s(cli: Cli, word: str) -> None:
    assert cli(word) == Result(0, f"carelevel {carelevel.__version__}\n", "")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("recomend", "did you mean `recommend`?"),
        ("shows", "did you mean `show`?"),
        ("xyzzy", "carelevel --help lists the commands"),
        ("--format", "carelevel --help lists the commands"),
        ("", "carelevel --help lists the commands"),
        ("\x1b[31m", "carelevel --help lists the commands"),
    ],
)
def test_an_unknown_command_is_bad_usage_with_a_hint(cli: Cli, word: str, hint: str) -> None:
    shown = word.replace("\x1b", "\\u001b")

    assert cli(word) == Result(2, "", f"carelevel: there is no command `{shown}`\n  hint: {hint}\n")


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_is_bad_usage(cli: Cli, name: str) -> None:
    result = cli(name, "x", *["y"] * (name == "diff"), "--fromat", "json")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"usage: carelevel {name}")
    # Whether the word after it counts as its own depends on the version of Python.
    assert re.match(f"carelevel {name}: unrecognized arguments: ([xy] )*--fromat( json)?$", result.err.splitlines()[-1])


def test_options_are_not_guessed_from_their_beginnings(cli: Cli, clinic: Path) -> None:
    """A new option would otherwise change what an old script means."""
    assert cli("recommend", "danger.yaml", "--crit", "criteria.yaml").code == 2


def test_a_wrong_format_says_which_there_are(cli: Cli) -> None:
    result = cli("list", "--format", "xml")

    assert (result.code, result.out) == (2, "")
    assert "invalid choice: 'xml'" in result.err
    assert all(word in result.err for word in ("text", "json", "markdown", "html"))


def test_what_was_typed_cannot_act_on_the_terminal(cli: Cli) -> None:
    assert "\x1b" not in cli("list", "\x1b[2J").err


def test_a_missing_extra_has_an_exit_code_of_its_own(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_options: object) -> int:
        raise MissingExtraError.of("tables need", "cohort")

    monkeypatch.setattr("carelevel.cli.list_command.run", missing)

    assert cli("list") == Result(3, "", "tables need the extra `cohort`; in a clone of carelevel: pip install '.[cohort]'\n")


def test_the_module_and_the_script_are_one_program() -> None:
    assert program("--version").stdout == f"carelevel {carelevel.__version__}\n".encode()


WORDS = st.one_of(
    st.sampled_from(
        [*NAMES, "-", "--", "-h", "--help", "--version", "help", "criteria.yaml", "vignettes.yaml", "danger.yaml", "lines.jsonl", ".", "missing.yaml"]
    ),
    st.sampled_from(
        [
            "--format",
            "json",
            "markdown",
            "html",
            "text",
            "--format=json",
            "--criteria",
            "adult-mental-health",
            "--strict",
            "-v",
            "--for",
            "cases",
            "answers",
            "--out",
        ]
    ),
    st.text(max_size=8),
    st.sampled_from(["\0", "\x1b[31m", "a\0b", "\udcff", "../", "/dev/null", "/", "~", "*", "%s", "{}", "-1", "--=", "-v-v", "@file", "é" * 300]),
)


@settings(max_examples=profiles.examples(60))
@given(st.sampled_from(NAMES), st.lists(WORDS, min_size=1, max_size=5), st.sampled_from([b"", b"danger: yes", b"{}", b"\xff\x00", b"[" * 500]))
def test_whatever_is_typed_ends_in_an_exit_code(tmp_path_factory: pytest.TempPathFactory, name: str, words: list[str], stdin: bytes) -> None:
    """No list of words ends in a traceback; what went wrong is said on standard error."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("typed")
        # `fmt` lays out every file in a folder that it is given: never those of the machine.
        assume(not any(is_elsewhere(folder, word) for word in words))
        result = typed(patch, folder, [name, *words], stdin)

    assert result.code in {0, 1, 2}
    assert bool(result.err) is (result.code == 2)
    assert "Traceback" not in result.err
    assert all(sign.isprintable() or sign == "\n" for sign in result.out + result.err)


def is_elsewhere(folder: Path, word: str) -> bool:
    """Return whether a word names a folder that is not within another one."""
    try:
        there = (folder / word.rpartition("=")[2]).resolve()
        return there.is_dir() and not there.is_relative_to(folder)
    except (OSError, ValueError):
        return False


def typed(patch: pytest.MonkeyPatch, folder: Path, words: list[str], stdin: bytes) -> Result:
    import io

    from tests.unit.cli.running import CRITERIA, VIGNETTES

    patch.chdir(folder)
    patch.setattr("carelevel.syntax.bundled.bundled_ids", lambda: ("adult-mental-health",))
    # What is typed can be `serve`, which would wait for somebody.
    patch.setattr("carelevel.web.serving.serve", lambda _app, _sock: None)
    for file, text in (("criteria.yaml", CRITERIA), ("vignettes.yaml", VIGNETTES), ("danger.yaml", "danger: yes"), ("lines.jsonl", "{}\n{}\n")):
        Path(file).write_text(text, "utf-8")
    streams = {name: io.TextIOWrapper(io.BytesIO(stdin if name == "stdin" else b""), "utf-8", newline="\n") for name in ("stdin", "stdout", "stderr")}
    for stream, wrapper in streams.items():
        patch.setattr(sys, stream, wrapper)
    code = main(words)
    out, err = streams["stdout"], streams["stderr"]
    out.flush()
    err.flush()
    return Result(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())
