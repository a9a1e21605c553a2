"""The example of a local version: a few lines over a bundled set, proved, tested and compared in one command each."""

from pathlib import Path

import pytest

from carelevel.api import load
from carelevel.cli.main import main
from tests.docs.pages import ROOT

PAYER = ROOT / "examples" / "payer.yaml"


def test_the_changes_are_few_lines() -> None:
    assert len([line for line in PAYER.read_text("utf-8").splitlines() if not line.startswith("#")]) <= 20


@pytest.mark.parametrize(("words", "expected"), [(("check", "--strict"), "payer.yaml: no problems"), (("test",), " vignettes, 0 failed")])
def test_the_result_is_proved_and_tested(words: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, str(PAYER)]) == 0
    assert expected in capsys.readouterr().out


def test_the_changes_are_compared_by_whom_they_move(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "adult-mental-health", str(PAYER), "--exit-code"]) == 1
    said = capsys.readouterr().out
    assert "Intensive outpatient program (IOP) → Outpatient care" in said
    assert "Because of: [high-scores]" in said


def test_nothing_else_is_changed() -> None:
    base, payer = load("adult-mental-health"), load(PAYER)

    assert [name for name, criterion in payer.criteria.items() if base.criteria[name] != criterion] == ["high-scores"]
    assert Path(payer.criteria["high-scores"].place.file if payer.criteria["high-scores"].place else "").name == "payer.yaml"
