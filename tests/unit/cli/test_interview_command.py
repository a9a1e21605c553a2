"""`carelevel interview`: on a real terminal, from a pipe, and where the input ends."""

import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carelevel.api import CriteriaSet, load, loads
from carelevel.cli.answers import WrongAnswerError, allowed_words, read_answer
from carelevel.cli.interview_command import MOST_WRONG
from carelevel.syntax.case_reader import read_cases
from tests.unit.cli.running import Cli, environment, program

CRITERIA = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, high: {title: High}}
services: {talk: Talking}
facts:
  danger:
    type: yes_no
    ask: Is there danger?
    help: Look twice.
    titles: {yes: there is danger, no: there is no danger}
  score: {type: score, range: [0, 9], unit: points, ask: How many points?}
  mood: {type: scale, values: [good, not_so_good, bad], titles: {not_so_good: so so}, worse: high, ask: How is the mood?}
  conditions: {type: set, values: [ocd, ptsd, 'on'], titles: {ocd: OCD}, ask: Which conditions?}
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger.}
  - {id: strain, suggests: high, when: {score: {at_least: 8}, mood: bad}, because: Strain.}
  - {id: talk, adds: [talk], when: {conditions: {includes: ocd}}, because: Talking helps.}
"""
SMALL = ("--criteria", "criteria.yaml")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "criteria.yaml").write_text(CRITERIA, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def saved(path: Path) -> dict[str, object]:
    return dict(read_cases(path.read_bytes(), path.name).cases[0].given)


# From a pipe


def test_questions_and_the_result_go_their_own_ways(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, stdin="no\n9\nbad\n")

    assert result.code == 0
    assert result.out.startswith("High is suggested\n")
    assert result.err == (
        "\n1. Is there danger? (safety)\n   1  yes: there is danger\n   2  no: there is no danger\n"
        "   (Yes or no. Or: help, back, skip, why, quit.)\n> "
        "\n2. How many points?\n   (A whole number from 0 to 9; unit: points. Or: help, back, skip, why, quit.)\n> "
        "\n3. How is the mood?\n   1  good\n   2  so so\n   3  bad\n   (A number from 1 to 3, or the words next to it. Or: help, back, skip, why, quit.)\n> "
        "No questions left after 3 questions.\n\n"
    )


@pytest.mark.parametrize("answer", ["yes", "y", "YES", " 1 ", "there is danger", "true"])
def test_it_stops_by_itself_when_the_level_is_settled(cli: Cli, room: Path, answer: str) -> None:
    result = cli("interview", *SMALL, stdin=f"{answer}\nno\n")

    assert (result.code, result.out.splitlines()[0]) == (0, "High is suggested")
    assert result.err.endswith("No questions left after 1 question.\n\n")


def test_the_rest_of_an_instrument_can_be_given_with_its_question(cli: Cli, room: Path) -> None:
    """One sheet of paper holds both answers; the one at hand is typed with its name."""
    both = "{phq9: {at_least: 20}, phq9_item9: {at_least: 1}}"
    (room / "criteria.yaml").write_text(CRITERIA.replace("{score: {at_least: 8}, mood: bad}", both) + "instruments: [phq9]\n", "utf-8")

    result = cli("interview", *SMALL, "--format", "json", stdin="no\nphq9_item9 = 7\nphq9_item9 = 2\nphq9 = 23\n")

    assert "(The same instrument gives PHQ-9 item 9 (phq9_item9). You can enter that first, as FACT=VALUE.)" in result.err
    assert "`7` is not an answer to this question; write a whole number from 0 to 3" in result.err
    assert json.loads(result.out)["level"] == "high"


@pytest.mark.parametrize("typed", ["", "quit\n", "QUIT\n", "\n\nq\n"])
def test_it_may_stop_early_with_its_range(cli: Cli, room: Path, typed: str) -> None:
    """An answer that is not settled is an answer."""
    result = cli("interview", *SMALL, stdin=f"no\n{typed}")

    assert result.code == 0
    assert result.out.startswith("Low or High; not settled: ask about ")
    assert result.err.endswith("Stopped after 1 question.\n\n")


def test_the_result_comes_in_every_format(cli: Cli, room: Path) -> None:
    shown = {shape: cli("interview", *SMALL, "--format", shape, stdin="yes\n").out for shape in ("text", "json", "markdown", "html")}

    assert json.loads(shown["json"]) == load("criteria.yaml").recommend({"danger": "yes"}).to_dict()
    assert [shown["text"].splitlines()[0], shown["markdown"].splitlines()[0]] == ["High is suggested", "**High is suggested**"]
    assert shown["html"].startswith("<!doctype html>")


def test_with_services_it_goes_on_until_they_are_settled(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, "--services", stdin="yes\nOCD, 2\n")

    assert "2. Which conditions?\n   1  OCD\n   2  ptsd\n   3  on\n" in result.err
    assert "(Numbers from 1 to 3, separated by commas, or `none`. Or:" in result.err
    assert result.err.endswith("No questions left after 2 questions.\n\n")
    assert "Talking" in result.out


def test_help_and_why_answer_and_ask_again(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, stdin="help\nwhy\n?\nyes\n")

    assert result.err.count("> Look twice.\nAnswer with yes or no.\nback: the question before.") == 2
    assert "> It can decide whether High is required; what concerns safety is asked first.\nPossible so far: Low or High.\n" in result.err
    assert result.err.count("1. Is there danger?") == 1
    assert result.out.startswith("High is suggested\n")


def test_help_says_so_when_the_criteria_give_none(cli: Cli, room: Path) -> None:
    assert "> The criteria have no help for this question.\n" in cli("interview", *SMALL, stdin="no\nhelp\n").err


def test_back_asks_the_question_before_again(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, stdin="back\nno\nback\nyes\n")

    assert "> This is the first question.\n" in result.err
    assert result.err.count("1. Is there danger?") == 2
    assert result.out.startswith("High is suggested\n")


def test_what_is_skipped_keeps_the_answer_open(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, stdin="skip\n2\n")

    assert (result.code, result.out.splitlines()[0]) == (0, "Low or High; not settled: ask about danger")
    assert result.err.endswith("No questions left after 2 questions. The answer is not settled, because some were skipped.\n\n")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("perhaps", "`perhaps` is not an answer to this question; write yes or no"),
        ("3", "`3` is not an answer to this question; write yes or no"),
        ("thre is danger", "`thre is danger` is not an answer to this question; write yes or no. Did you mean `there is danger`?"),
        ("no\n10", "`10` is not an answer to this question; write a whole number from 0 to 9"),
        ("no\n4.5", "`4.5` is not an answer to this question; write a whole number from 0 to 9"),
        ("no\n8\nbda", "`bda` is not an answer to this question; write a number from 1 to 3, or the words next to it. Did you mean `bad`?"),
        ("\x1b[2J", "`\\u001b[2J` is not an answer to this question; write yes or no"),
    ],
)
def test_a_wrong_answer_says_what_is_allowed_and_asks_again(cli: Cli, room: Path, typed: str, said: str) -> None:
    result = cli("interview", *SMALL, stdin=f"{typed}\n")

    assert f"> {said} > " in " ".join(result.err.split())
    assert "\x1b" not in result.err
    assert result.code == 0


def test_what_contradicts_the_criteria_is_said_with_its_reason(cli: Cli, room: Path) -> None:
    impossible = "impossible: [{id: bad-nine, when: {danger: no, score: 9}, because: Nine is danger.}]\ncriteria:"
    (room / "criteria.yaml").write_text(CRITERIA.replace("criteria:", impossible).replace("- {id: danger, r", "- {id: danger, r"), "utf-8")

    result = cli("interview", *SMALL, stdin="no\n9\n8\n")

    assert "(A whole number from 0 to 8; unit: points." in result.err
    assert "> `9` is not an answer to this question; write a whole number from 0 to 8\n" in result.err


def test_an_input_that_never_answers_is_given_up(cli: Cli, room: Path) -> None:
    """A pipe can go on for ever: `yes maybe | carelevel interview`."""
    result = cli("interview", *SMALL, stdin="maybe\n" * 1000)

    assert (result.code, result.out) == (2, "")
    assert result.err.count("> `maybe` is not an answer to this question") == MOST_WRONG
    assert result.err.endswith(f"carelevel: {MOST_WRONG} lines of input in a row do not answer `danger`\n")


@pytest.mark.parametrize("typed", [b"\xff\xfe\n", b"\0\n", b"a" * 30_000 + b"\n"])
def test_no_input_is_too_odd(cli: Cli, room: Path, typed: bytes) -> None:
    result = cli("interview", *SMALL, stdin=typed + b"yes\n")

    assert (result.code, result.out.splitlines()[0]) == (0, "High is suggested")


def test_text_of_the_criteria_cannot_act_on_the_terminal(cli: Cli, room: Path) -> None:
    (room / "criteria.yaml").write_text(
        CRITERIA.replace("ask: Is there danger?", 'ask: "Is there \\u202e danger?"').replace("Look twice.", '"Look \\u2066 twice."'), "utf-8"
    )

    result = cli("interview", *SMALL, stdin="help\n")

    assert not {"\u202e", "\u2066"} & {*result.err, *result.out}
    assert "Is there \\u202e danger?" in result.err
    assert "Look \\u2066 twice." in result.err


# Saved at every step


def test_the_case_so_far_is_saved_and_the_interview_goes_on_from_there(cli: Cli, room: Path) -> None:
    first = cli("interview", *SMALL, "--save", "case.yaml", stdin="no\n8\n")
    assert first.err.endswith("Stopped after 2 questions.\n\nSaved in case.yaml. Use the same --save to continue the interview.\n\n")
    assert (room / "case.yaml").read_text("utf-8") == "# carelevel interview, criteria small 1\ndanger: no\nscore: 8\n"

    second = cli("interview", *SMALL, "--save", "case.yaml", stdin="bad\n")

    assert "1. How is the mood?" in second.err
    assert saved(room / "case.yaml") == {"danger": "no", "score": 8, "mood": "bad"}
    assert second.out == cli("recommend", "case.yaml", *SMALL).out


def test_what_is_saved_is_read_back_as_it_was(cli: Cli, room: Path) -> None:
    """Words that careless readers take for something else, and a set known in full."""
    cli("interview", *SMALL, "--services", "--save", "case.yaml", stdin="yes\n3\n")

    assert saved(room / "case.yaml") == {"danger": "yes", "conditions": {"ocd": "no", "ptsd": "no", "on": "yes"}}


def test_a_place_that_cannot_be_written_to_is_reported_before_the_first_question(cli: Cli, room: Path) -> None:
    result = cli("interview", *SMALL, "--save", "missing/case.yaml", stdin="yes\n")

    assert (result.code, result.out) == (2, "")
    assert "Is there danger?" not in result.err
    assert result.err == "carelevel: `missing/case.yaml` cannot be used: no such file or directory\n"


def test_a_new_file_is_for_its_owner_alone_and_an_old_one_keeps_its_mode(cli: Cli, room: Path) -> None:
    cli("interview", *SMALL, "--save", "new.yaml", stdin="no\n")
    (room / "old.yaml").write_text("danger: no\n", "utf-8")
    (room / "old.yaml").chmod(0o640)
    cli("interview", *SMALL, "--save", "old.yaml", stdin="9\n")

    assert [stat.S_IMODE((room / name).stat().st_mode) for name in ("new.yaml", "old.yaml")] == [0o600, 0o640]
    assert saved(room / "old.yaml") == {"danger": "no", "score": 9}
    assert sorted(path.name for path in room.iterdir()) == ["criteria.yaml", "new.yaml", "old.yaml"]


def test_a_link_stays_a_link(cli: Cli, room: Path) -> None:
    (room / "real.yaml").write_text("danger: no\n", "utf-8")
    (room / "link.yaml").symlink_to("real.yaml")

    cli("interview", *SMALL, "--save", "link.yaml", stdin="9\n")

    assert (room / "link.yaml").is_symlink()
    assert saved(room / "real.yaml") == {"danger": "no", "score": 9}


def test_a_file_that_is_not_written_whole_is_not_written(cli: Cli, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (room / "case.yaml").write_text("danger: no\n", "utf-8")
    monkeypatch.setattr(os, "fsync", full)

    result = cli("interview", *SMALL, "--save", "case.yaml", stdin="9\n")

    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("carelevel: `case.yaml` cannot be used: no space left on device\n")
    assert (room / "case.yaml").read_text("utf-8") == "danger: no\n"
    assert sorted(path.name for path in room.iterdir()) == ["case.yaml", "criteria.yaml"]


def full(_file: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("text", "code"),
    [("- danger: no\n- danger: yes\n", "wrong-type"), ("dangr: no\n", "unknown-fact"), ("danger: maybe\n", "unknown-value"), ("[", "not-yaml")],
)
def test_a_saved_case_that_cannot_be_used_is_left_alone(cli: Cli, room: Path, text: str, code: str) -> None:
    (room / "case.yaml").write_text(text, "utf-8")

    result = cli("interview", *SMALL, "--save", "case.yaml", stdin="no\n")

    assert (result.code, result.out) == (2, "")
    assert f"{code}: " in result.err
    assert (room / "case.yaml").read_text("utf-8") == text


def test_a_settled_case_needs_no_question(cli: Cli, room: Path) -> None:
    (room / "case.yaml").write_text("danger: yes\n", "utf-8")

    result = cli("interview", *SMALL, "--save", "case.yaml")

    assert result.err.startswith("No questions left after 0 questions.")
    assert result.out.startswith("High is suggested\n")


@pytest.mark.parametrize("words", [("--criteria", "-"), ("--save", "-")])
def test_standard_input_holds_the_answers_and_nothing_else(cli: Cli, words: tuple[str, str]) -> None:
    result = cli("interview", *words, stdin="yes\n")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("carelevel: standard input holds the answers")


def test_the_bundled_criteria_are_asked_by_default(cli: Cli) -> None:
    result = cli("interview", stdin="imminent\n")

    assert "1. What did the assessment of suicide risk find? (safety) " in " ".join(result.err.split())
    assert "No more questions are needed after 1 question." in result.err
    assert result.out.startswith("Inpatient care, if these criteria are for this person: age is not known\n")


def test_a_closed_input_ends_it_without_a_traceback(room: Path) -> None:
    code = "import os, runpy, sys; sys.argv = ['carelevel', 'interview', '--criteria', 'criteria.yaml']; sys.stdin = None; runpy.run_module('carelevel', run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)

    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"Low or High; not settled: ask about danger, score and mood")
    assert b"Traceback" not in done.stderr


def test_nothing_is_logged(room: Path) -> None:
    done = program("interview", *SMALL, stdin=b"yes\n", cwd=room, env=environment(PYTHONWARNINGS="error"))

    assert (done.returncode, sorted(path.name for path in room.iterdir())) == (0, ["criteria.yaml"])


# What is typed, as values


@pytest.fixture(scope="module")
def small() -> CriteriaSet:
    return loads(CRITERIA)


@pytest.mark.parametrize(
    ("typed", "members"),
    [
        ("1", ["ocd"]),
        ("1,3", ["ocd", "on"]),
        ("1 3", ["ocd", "on"]),
        ("3; 1, 3", ["on", "ocd"]),
        ("ocd, On", ["ocd", "on"]),
        ("none", []),
        ("0", []),
        ("None of these", []),
    ],
)
def test_a_set_is_answered_with_its_members(small: CriteriaSet, typed: str, members: list[str]) -> None:
    question = small.next_question({"danger": "yes"}, services=True)

    assert question is not None
    assert read_answer(question, typed) == members


@pytest.mark.parametrize("typed", ["4", "ocd, bipolar", ", ;", "1 ocd"])
def test_what_is_no_member_is_refused(small: CriteriaSet, typed: str) -> None:
    question = small.next_question({"danger": "yes"}, services=True)

    assert question is not None
    with pytest.raises(WrongAnswerError, match="write numbers from 1 to 3, separated by commas, or `none`"):
        read_answer(question, typed)


def test_a_single_answer_that_is_left_is_said_alone(small: CriteriaSet) -> None:
    question = small.next_question({"danger": "yes", "conditions": {"ptsd": "no", "on": "no"}}, services=True)

    assert question is not None
    assert allowed_words(question) == "1, or `none`"
    assert read_answer(question, "1") == ["ocd"]


def test_a_number_above_a_range_that_has_more_is_an_answer(adult: CriteriaSet) -> None:
    question = next(question for question in adult.next_questions({}, 99) if question.fact == "age")

    assert (read_answer(question, "130"), read_answer(question, "+34"), read_answer(question, "34.0")) == (130, 34, 34)
    assert allowed_words(question) == "a whole number from 0 to 120 or more"


# On a terminal


class Terminal:
    """A program on a terminal of its own, as a person uses it."""

    def __init__(self, *words: str) -> None:
        self._mine, theirs = pty.openpty()
        # The terminal becomes the one that controls the program, so that Ctrl-C and Ctrl-D mean what they mean.
        # Whoever runs the tests in the background may have had Ctrl-C ignored, and that would be inherited.
        own = (
            "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); signal.signal(signal.SIGINT, signal.SIG_DFL); "
            "os.execv(sys.executable, [sys.executable, '-m', 'carelevel', *sys.argv[1:]])"
        )
        env = environment(TERM="xterm", NO_COLOR=None, COLUMNS="100")
        self.child = subprocess.Popen([sys.executable, "-c", own, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True)
        os.close(theirs)
        self.shown = ""

    def until(self, wanted: str) -> str:
        """Return what is shown up to some text, and forget it."""
        deadline = time.monotonic() + 30
        while wanted not in self.shown and time.monotonic() < deadline:
            self._read()
        before, found, self.shown = self.shown.partition(wanted)
        assert found, before
        return before + found

    def type(self, text: str) -> None:
        os.write(self._mine, text.encode())

    def end(self) -> tuple[int, str]:
        """Return the exit code, and what was shown since."""
        while self._read():
            pass
        os.close(self._mine)
        return self.child.wait(30), self.shown

    def _read(self) -> bool:
        if not select.select([self._mine], [], [], 60)[0]:
            self.child.kill()
            raise TimeoutError(self.shown)
        try:
            piece = os.read(self._mine, 4096)
        except OSError:  # the program is gone
            return False
        self.shown += piece.decode().replace("\r\n", "\n")
        return bool(piece)


def test_an_interview_on_a_terminal(room: Path) -> None:
    terminal = Terminal("interview", *SMALL, "--save", "case.yaml")

    assert "1. Is there danger?" in terminal.until("\n> ")
    terminal.type("perhaps\n")
    assert "`perhaps` is not an answer to this question; write yes or no" in terminal.until("\n> ")
    terminal.type("no\n")
    assert "2. How many points?" in terminal.until("\n> ")
    assert saved(room / "case.yaml") == {"danger": "no"}
    terminal.type("9\n")
    assert "3. How is the mood?" in terminal.until("\n> ")
    terminal.type("back\n")
    assert "2. How many points?" in terminal.until("\n> ")
    assert saved(room / "case.yaml") == {"danger": "no"}
    terminal.type("skip\n")
    terminal.until("\n> ")
    terminal.type("3\n")
    code, shown = terminal.end()

    assert code == 0
    assert "The answer is not settled, because some were skipped." in shown
    assert "Low or High; not settled: ask about score" in shown
    assert saved(room / "case.yaml") == {"danger": "no", "mood": "bad"}


def test_the_end_of_the_input_on_a_terminal_gives_the_range(room: Path) -> None:
    terminal = Terminal("interview", *SMALL)
    terminal.until("\n> ")

    terminal.type("\x04")
    code, shown = terminal.end()

    assert code == 0
    assert "Stopped after 0 questions." in shown
    assert "Low or High; not settled" in shown
    assert "Traceback" not in shown


def test_an_interrupt_keeps_what_was_answered_and_says_no_result(room: Path) -> None:
    terminal = Terminal("interview", *SMALL, "--save", "case.yaml")
    terminal.until("\n> ")
    terminal.type("no\n")
    terminal.until("\n> ")

    terminal.type("\x03")
    code, shown = terminal.end()

    assert code in {130, -signal.SIGINT}
    assert shown.split("\n", 1)[1] == "Saved in case.yaml. Use the same --save to continue the interview.\n\n"
    assert saved(room / "case.yaml") == {"danger": "no"}
