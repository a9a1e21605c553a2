"""The pages are in plain US English: none uses a word from the lists below. Code, and the output that it prints, may."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, pages
from tests.docs.test_pages import named

AVOIDED = {
    r"nobody|somebody|anybody|everybody": "no one, someone, anyone, everyone; better, the person or thing that is meant",
    r"of whom": "a sentence with a subject, a verb and an object",
    r"(?<!cannot be )told": "says, shows, reports, lists",
    r"stands?(?! (?:in the way|for)\b)": "is",
    r"besides?": "next to, with, in addition to, compared with",
    r"mends?|mended": "fix",
    r"slips?": "typing error",
}
"""Words that make a sentence hard to read, with what to write instead."""

BRITISH = {
    r"behaviour\w*": "behavior",
    r"centres?": "center",
    r"colour\w*": "color",
    r"grey": "gray",
    r"judgements?": "judgment",
    r"labell\w+": "label",
    r"licence\w*": "license",
    r"neighbour\w*": "neighbor",
    r"\w+(?:is|ys)(?:ation|ations)": "-ization",
    r"programmes?": "program",
    r"travell\w+": "travel",
}

PAGES = [ROOT / "SECURITY.md", *(page for page in pages() if "decisions" not in page.parts)]


def found(page: str) -> Iterator[str]:
    """Yield the words to avoid in the prose of a page, each with its line and what to write instead."""
    prose = re.sub(r"^( *`{3,}).*?^\1 *$", lambda block: "\n" * block[0].count("\n"), page, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"`[^`\n]+`|\]\([^)]*\)", "", prose)
    for number, line in enumerate(prose.split("\n"), 1):
        for words, instead in (AVOIDED | BRITISH).items():
            yield from (f"line {number}: {word[0]!r}; write: {instead}" for word in re.finditer(rf"\b(?:{words})\b", line, re.IGNORECASE))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_is_in_plain_us_english(page: Path) -> None:
    assert list(found(page.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("Nobody is told.\n", [1, 1]),
        ("# Tests\n\nA person of whom nothing is known stands\nbeside it.\n", [3, 3, 4]),
        ("```console\n$ carelevel\nNobody\n```\n\nA judgement.\n", [6]),
        ("`nobody` and [a page](beside.md)\n", []),
        ("This stands for a word, and cannot be told yet.\n", []),
        ("What stands in the way\n", []),
        ("Organisation\n", [1]),
        ("Organization, bodies, standard, center.\n", []),
    ],
)
def test_a_word_to_avoid_is_found_in_prose_only(page: str, lines: list[int]) -> None:
    assert [int(re.findall(r"\d+", each)[0]) for each in found(page)] == lines
