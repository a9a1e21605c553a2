"""docs/problems.md is whole and true: a section for every code, each with an example that says what is printed."""

import re

import pytest

from tests.problems.page import PAGE, printed
from tests.problems.sections import SECTIONS, Section
from tests.problems.test_pairs import codes_of_the_source
from tests.problems.transcripts import Slip, slips


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.mark.slow
def test_the_page_is_what_the_examples_print(page: str) -> None:
    """When this fails: python -m tests.problems.page, and read the difference."""
    assert page == printed()


@pytest.mark.slow
def test_every_code_has_one_section(page: str) -> None:
    headings = re.findall(r"^## ([a-z-]+)$", page, re.MULTILINE)

    assert len(headings) == len(set(headings))
    assert set(headings) == codes_of_the_source()


BEFORE = {"service-never-added": ["never-met"]}
"""What has to be so for a code to come up, and is said first."""


@pytest.mark.parametrize("section", SECTIONS, ids=[section.code for section in SECTIONS])
def test_an_example_shows_its_code(section: Section) -> None:
    (slip,) = (slip for slip in slips() if slip.name == section.slip)

    assert [each.code for each in Slip(slip.folder).transcript(section.side).said] == [*BEFORE.get(section.code, ()), section.code]


def test_every_message_of_the_corpus_is_on_the_page(page: str) -> None:
    """Someone who looks for the words of a message finds its section."""
    plain = page.replace("\\", "")
    missing = {each.message for slip in slips() if not slip.name.startswith("several") for each in slip.transcript("caught").said if each.message not in plain}

    # Where a message counts lines, those of the comment above the example are left out.
    assert {message for message in missing if "in line" not in message} == set()


@pytest.mark.parametrize("section", SECTIONS, ids=[section.code for section in SECTIONS])
def test_the_prose_is_whole_sentences(section: Section) -> None:
    for text in (section.means, section.mend):
        assert re.match("[A-Z]", text), text
        assert re.search(r"[.}`]$", text), text
        assert "  " not in text, text
