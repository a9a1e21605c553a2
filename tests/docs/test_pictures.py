"""The pictures of the README show what carelevel shows now."""

import json
import re
from html import unescape

import pytest

import carelevel
from tests.docs.pages import ROOT
from tests.docs.pictures import ANSWER, CASE, STATIC, WINDOW, WORKBENCH, page_digest, stale, text_in, with_text

if not STATIC.is_dir():
    pytest.skip("the package is not beside the tests", allow_module_level=True)


def test_no_picture_is_stale() -> None:
    """If one is: `python -m tests.docs.pictures`."""
    assert stale() == []


def test_the_picture_of_an_answer_has_its_range_and_its_reasons_in_words() -> None:
    answer = carelevel.load("adult-mental-health").recommend(CASE)
    drawn = re.findall(r"<text [^>]*>([^<]*)</text>", ANSWER.read_text("utf-8"))

    assert drawn[0].startswith("Intensive outpatient program (IOP) or more; not settled")
    assert drawn.count("Possible") == len(answer.possible) - 1
    assert "Why" in drawn
    assert unescape(" ".join(drawn)).count("• ") == len(answer.reasons)


def test_the_readme_shows_the_pictures_and_the_case() -> None:
    page = (ROOT / "README.md").read_text("utf-8")

    assert json.dumps(CASE) in page
    assert re.findall(r"!\[[^\]]{40,}\]\(docs/([\w.]+)\)", page) == [ANSWER.name, WORKBENCH.name]


def test_the_photograph_is_one_of_the_page_and_of_moderate_size() -> None:
    png = WORKBENCH.read_bytes()

    assert (png[:8], int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (b"\x89PNG\r\n\x1a\n", *WINDOW)
    assert 50_000 < len(png) < 300_000
    assert text_in(png) == page_digest()


def test_a_photograph_of_another_page_is_found() -> None:
    png = WORKBENCH.read_bytes()

    assert text_in(with_text(png, b"0" * 64)) == b"0" * 64
    assert text_in(png[:33]) == b""
