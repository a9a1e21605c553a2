"""The manual itself: it is whole, and it is up to date."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from carelevel.answer import Recommendation
from carelevel.operators import GROUPS, OPERATORS
from tests.spec.manual import CHAPTERS, MANUAL, Chapter, chapters, printed
from tests.spec.shows import Shows

OUTCOMES = {"met", "unmet", "unknown"}

# Codes that programs may rely on, without those of the proofs.
CODES = {
    "unknown-key", "unknown-fact", "unknown-value", "unknown-level", "wrong-type", "out-of-range", "repeated-key", "repeated-id", "empty-group",
    "wrong-operator", "says-nothing", "circular", "bands-gap", "bands-overlap", "example-fails", "not-yaml", "too-large",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> list[Chapter]:
    return chapters()


@pytest.fixture(scope="module")
def pages(whole: list[Chapter]) -> list[Shows]:
    return [page for chapter in whole for page in chapter.pages]


def test_the_manual_is_what_the_tests_print(whole: list[Chapter]) -> None:
    """When this fails: python -m tests.spec.manual, and read the difference."""
    assert MANUAL.read_text("utf-8") == printed(whole)


def test_every_module_of_the_reference_is_a_chapter() -> None:
    modules = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}

    assert modules - {"manual"} == set(CHAPTERS)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_shown_met_unmet_and_with_an_unknown_operand(pages: list[Shows], operator: str) -> None:
    outcomes = [found for page in pages for when, found in page.truths if re.search(rf"\{{{operator}: ", when)]

    assert OUTCOMES in outcomes


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_shown_met_unmet_and_with_an_unknown_part(pages: list[Shows], group: str) -> None:
    outcomes = [found for page in pages for when, found in page.truths if re.search(rf"^{group}:", when.lstrip())]

    assert OUTCOMES in outcomes


def test_every_member_of_an_answer_is_shown(pages: list[Shows]) -> None:
    members = {field.name for field in fields(Recommendation)} - {"case", "definition", "digest", "decision_digest"}

    assert members <= {member for page in pages for member in page.members}


def test_every_code_that_programs_may_rely_on_is_shown(pages: list[Shows]) -> None:
    assert {code for page in pages for code in page.codes} >= CODES
