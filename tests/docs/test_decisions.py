"""Decision records: each is one page with the same four parts, and what they claim of the repository is so."""

import re
from pathlib import Path

import pytest

from carelevel.api import load
from carelevel.syntax.bundled import bundled_ids
from tests.docs.pages import ROOT

RECORDS = sorted((ROOT / "docs" / "decisions").iterdir())

ONE_PAGE = 800
"""Words."""


def test_records_are_numbered_without_a_gap() -> None:
    assert [record.name[:5] for record in RECORDS] == [f"{number:04}-" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_its_parts_on_one_page(record: Path) -> None:
    text = record.read_text("utf-8")

    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "What we refused"]
    assert len(text.split()) <= ONE_PAGE


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_the_modules_that_a_record_names_are_there(record: Path) -> None:
    """What was planned and not built, or is gone, is described without naming a file; a record that is superseded names them as they were."""
    text = record.read_text("utf-8")
    named = [] if "\nSuperseded by [" in text else re.findall(r"`((?:\w+/)*\w+\.py)`", text)
    files = [path.as_posix() for folder in ("src/carelevel", "tests") for path in (ROOT / folder).rglob("*.py")]

    assert [name for name in named if not any(path.endswith(f"/{name}") for path in files)] == []


@pytest.mark.parametrize("name", bundled_ids())
def test_every_bundled_criterion_has_an_example_of_each_outcome(name: str) -> None:
    """So says 0007."""
    criteria = load(name).criteria.values()

    lacking = [criterion.id for criterion in criteria if {example.expected for example in criterion.examples} != {"met", "unmet", "unknown"}]
    assert lacking == []
