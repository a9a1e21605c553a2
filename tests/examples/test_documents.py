"""The published documents among the examples: each loads, `check` says exactly what is expected, and the vignettes pass and reach everything."""

import re
from pathlib import Path

import pytest

from carelevel.api import load
from carelevel.cli.main import main
from carelevel.syntax.formatter import laid_out
from tests.docs.pages import ROOT

DOCUMENTS = ROOT / "examples" / "documents"
FILES = sorted(path for path in DOCUMENTS.glob("*/*.yaml") if path.name != "vignettes.yaml")

ACCEPTED = {
    "eating-disorder-levels/criteria.yaml": ["overshoots"],
    "medicare-day-programs/criteria.yaml": ["overshoots"],
    "medicare-day-programs/connecticare.yaml": ["overshoots"],
    "anorexia-admission/france.yaml": ["threshold-never-matters", "threshold-never-matters"],
}
"""What `check` finds: only this, and each with its reason under `accept`."""

WHOLE = {"eating-disorder-levels": 193, "medicare-day-programs": 137, "crisis-levels": 71}
"""How many lines the same document took, laid out, with the workarounds: payers and phases as facts, exclusions in each condition."""


def named(path: Path) -> str:
    return path.relative_to(DOCUMENTS).as_posix()


def test_every_document_is_here() -> None:
    assert {path.parent.name for path in FILES} == {"eating-disorder-levels", "anorexia-admission", "medicare-day-programs", "crisis-levels"}
    assert len(FILES) == 9


@pytest.mark.parametrize("path", FILES, ids=named)
def test_check_finds_what_is_accepted_and_nothing_else(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--strict", str(path)]) == 0
    found = re.findall(r"^\S+:\d+:\d+: (\w+: \S+): ", capsys.readouterr().out, re.MULTILINE)

    assert found == [f"note: {code}" for code in ACCEPTED.get(named(path), [])]


@pytest.mark.parametrize("path", FILES, ids=named)
@pytest.mark.slow
def test_the_vignettes_pass_reach_everything_and_notice_every_small_change(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(path), "--coverage", "--fail-under", "100", "--mutate"]) == 0
    said = capsys.readouterr().out
    assert " vignettes, 0 failed" in said
    assert "coverage 100 %" in said
    assert ", 0 survived" in said


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*/*.yaml")), ids=named)
def test_no_workaround_is_left(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "_tenths" not in text
    assert "tenths of" not in text
    assert "todo" not in text
    assert laid_out(text, named(path)) == text


@pytest.mark.parametrize(("folder", "lines"), WHOLE.items())
def test_the_documents_are_shorter_than_with_workarounds(folder: str, lines: int) -> None:
    assert len((DOCUMENTS / folder / "criteria.yaml").read_text("utf-8").splitlines()) < lines


def test_the_patch_of_the_payer_is_short() -> None:
    """Its vignettes are not counted."""
    text = (DOCUMENTS / "medicare-day-programs" / "connecticare.yaml").read_text("utf-8")
    changes = text[: text.index("\n  vignettes:\n")]

    assert len([line for line in changes.splitlines() if not line.startswith("#")]) <= 22


def test_the_payer_is_compared_in_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    base, payer = (str(DOCUMENTS / "medicare-day-programs" / name) for name in ("criteria.yaml", "connecticare.yaml"))

    assert main(["diff", base, payer, "--exit-code"]) == 1
    said = capsys.readouterr().out
    assert "Intensive outpatient program → Partial hospitalization" in said
    assert "Because of: [instead-of-inpatient], [several-areas]" in said


@pytest.mark.parametrize("country", ["france", "australia-new-zealand", "usa", "germany"])
@pytest.mark.slow
def test_a_country_is_compared_with_the_base(country: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = DOCUMENTS / "anorexia-admission"

    assert main(["diff", str(folder / "criteria.yaml"), str(folder / f"{country}.yaml"), "--exit-code"]) == 1
    assert "[grounds]" in capsys.readouterr().out


def test_a_missing_signature_moves_no_level() -> None:
    medicare = load(DOCUMENTS / "medicare-day-programs" / "criteria.yaml")
    needs = {"stage": "admission", "mental_disorder": "yes", "medically_stable": "yes", "needs_24h_care": "no", "danger": "no"}
    needs |= {"can_participate": "yes", "support_outside": "yes", "hours_needed": 20, "severe_interference": {"social": "yes", "vocational": "yes"}}
    answers = [medicare.recommend({**needs, "certified": signed, "consent": signed, "active_treatment": signed}) for signed in ("yes", "no")]

    assert [answer.level for answer in answers] == ["php", "php"]
    assert [{each.status for each in answer.documentation} for answer in answers] == [{"there"}, {"lacking"}]


@pytest.mark.parametrize(
    ("folder", "emergency"), [("crisis-levels", {"needs_acute_medical_care": "yes"}), ("medicare-day-programs", {"medically_stable": "no"})]
)
def test_a_medical_emergency_is_referred_and_has_no_level(folder: str, emergency: dict[str, object]) -> None:
    answer = load(DOCUMENTS / folder / "criteria.yaml").recommend(emergency)

    assert answer.to_dict()["applies"] == "unmet"
    assert answer.level is None
    assert [part.refer_to for part in answer.whom if part.refer_to == "acute medical care"] == ["acute medical care"]
