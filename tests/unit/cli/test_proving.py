"""How much work the proofs of a command may take: what is not decided within it is said, and more may be allowed."""

import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from carelevel.cli import proving
from carelevel.logic import work
from tests.unit.cli.running import Cli

COMMANDS = [("check", "criteria.yaml"), ("diff", "criteria.yaml", "criteria.yaml"), ("test", "--mutate"), ("suggest", "vignettes", "criteria.yaml")]
WEIGHTS = """
carelevel: 1
id: weights
version: "1"
title: Weights
levels: {low: {title: Low}, high: {title: High}}
facts:
  before: {type: score, range: [0, 30], unit: kg}
  now: {type: score, range: [0, 30], unit: kg}
  wanted: {type: score, range: [0, 30], unit: kg}
derived:
  lost: {sum: [before, {of: now, times: -1}, {of: wanted, times: 2}]}
  short: {sum: [{of: wanted, times: 3}, {of: now, times: -2}]}
criteria:
  - {id: much, requires: high, when: {lost: {at_least: 21}, short: {at_most: 9}}, because: Much was lost.}
"""


@pytest.mark.parametrize("times", ["0", "-1", "x", "1.5", "1001", "9" * 5000, "٣"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_the_budget_is_a_number_of_times(cli: Cli, words: tuple[str, ...], times: str) -> None:
    result = cli(*words, f"--budget={times}")

    assert result.code == 2
    assert "is not a whole number from 1 to 1000" in result.err


@pytest.mark.usefixtures("clinic")
def test_what_the_work_was_not_enough_for_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("weights.yaml").write_text(WEIGHTS, "utf-8")
    monkeypatch.setattr(work, "PROOFS", 200)

    few, more = (cli("check", "weights.yaml", f"--budget={times}") for times in (1, 1000))

    assert few.code == 1
    assert "not-decided: " in few.out
    assert few.out.count("not-decided: ") > more.out.count("not-decided: ")


class Terminal(StringIO):
    """A terminal, for all that is asked of one."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_much_of_the_budget_is_used_and_keeps_no_trace_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(proving, "FIRST", 0.001)
    monkeypatch.setattr(proving, "AGAIN", 0.001)

    with proving.within_budget(Namespace(budget=1)):
        work.spend(work.PROOFS // 4)
        until(lambda: "25% of the allowed work" in terminal.getvalue())
        print("half a line", end="")
        said = terminal.getvalue()
        time.sleep(0.02)
        assert terminal.getvalue() == said, "nothing is shown on a line that is being printed"
        print(", and its end")
        until(lambda: len(terminal.getvalue()) > len(said) + len(", and its end\n"))

    assert seen_on(terminal.getvalue()) == ["half a line, and its end", ""]


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "FIRST", 0.001)

    with proving.within_budget(Namespace(budget=1)):
        time.sleep(0.02)

    assert capsys.readouterr() == ("", "")


def until(holds: Callable[[], bool]) -> None:
    for _ in range(5000):
        if holds():
            return
        time.sleep(0.001)
    raise AssertionError("it never held")


def seen_on(words: str) -> list[str]:
    """Return the lines that a terminal shows in the end."""
    lines, at = [""], 0
    for part in re.split("(\r|\n|\x1b\\[K)", words):
        match part:
            case "\r":
                at = 0
            case "\n":
                lines, at = [*lines, ""], 0
            case "\x1b[K":
                lines[-1] = lines[-1][:at]
            case _:
                lines[-1] = lines[-1][:at] + part + lines[-1][at + len(part) :]
                at += len(part)
    return lines
