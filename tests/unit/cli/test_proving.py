"""How much work the proofs of a command may take: what is not decided within it is said, and more may be allowed."""

from pathlib import Path

import pytest

from carelevel.interpret import work
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
    assert "is no whole number from 1 to 1000" in result.err


@pytest.mark.usefixtures("clinic")
def test_what_the_work_was_not_enough_for_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("weights.yaml").write_text(WEIGHTS, "utf-8")
    monkeypatch.setattr(work, "PROOFS", 200)

    few, more = (cli("check", "weights.yaml", f"--budget={times}") for times in (1, 1000))

    assert few.code == 1
    assert "not-decided: " in few.out
    assert few.out.count("not-decided: ") > more.out.count("not-decided: ")
