"""Every source that the bundled sets cite is in docs/sources.yaml with its kind, date and history, and no requirement rests on weak sources alone."""

import re
from typing import Any

import pytest

from tests.docs.pages import ROOT
from tests.docs.sources import KINDS, PAGE, RULES, SEEN, WEAK, files, known, page, sources, weak_requirements

if not RULES.is_dir():
    pytest.skip("the bundled sets are not beside the tests", allow_module_level=True)

READ = files()
ENTRIES = known()
FOUND = sources(READ)
KEYS = {"kind", "date", "weak", "looked", "seen", "history"}


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_source_has_an_entry_and_none_is_left_over() -> None:
    assert sorted(FOUND) == sorted(ENTRIES)


def test_every_source_is_declared_and_cited() -> None:
    assert [source.id for source in FOUND.values() if not source.titles] == []
    assert [source.id for source in FOUND.values() if not source.cited] == []


def test_an_id_means_the_same_source_in_every_file() -> None:
    """A source may lack an address in one file; it may not have two."""
    assert {source.id: source.urls for source in FOUND.values() if len(source.urls - {None}) > 1} == {}


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_says_what_it_has_to(name: str) -> None:
    entry = ENTRIES[name]

    assert set(entry) <= KEYS
    assert entry["kind"] in KINDS
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(entry.get("date", "2000")))
    assert set(entry.get("weak", ())) <= set(WEAK)
    assert ("looked" in entry) is ("seen" in entry)
    assert entry.get("seen", "text") in SEEN


def test_a_weak_source_says_why_in_its_history() -> None:
    assert [name for name, entry in ENTRIES.items() if entry.get("weak") and not entry.get("history")] == []


def test_nothing_is_required_on_weak_sources_alone() -> None:
    """Where no better source was found, the criterion cites the convention of its set too, and says why."""
    assert weak_requirements(READ, ENTRIES) == []


CRITERION = {"id": "danger", "requires": "high", "when": {"danger": True}, "because": "Danger."}


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("a-draft", ["small/danger"]),
        (["a-draft", {"id": "a-blog", "at": "its end"}], ["small/danger"]),
        (["a-draft", "a-law"], []),
        (["a-draft", "this-set"], []),
        ("a-law", []),
    ],
    ids=["a draft", "a draft and a blog", "a law too", "a convention of the set", "a law"],
)
def test_a_requirement_on_weak_sources_alone_is_found(cited: Any, found: list[str]) -> None:
    entries = {"a-draft": {"weak": ["draft"]}, "a-blog": {"weak": ["blog"]}, "a-law": {}, "this-set": {}}
    suggestion = {"id": "doubt", "suggests": "high", "source": "a-draft"}

    plain = {"small/criteria.yaml": {"criteria": [CRITERION | {"source": cited}, suggestion]}}
    in_a_section = {"small/criteria.yaml": {"sections": [{"id": "stay", "criteria": [CRITERION | {"source": cited}]}]}}

    assert weak_requirements(plain, entries) == found
    assert weak_requirements(in_a_section, entries) == found


@pytest.mark.parametrize("path", ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in RULES.glob("*/README.md"))])
def test_intended_use_is_one_click_away(path: str) -> None:
    """A clinician who opens the library, or one set of it, finds what it is not for."""
    links = re.findall(r"\]\(([^)#]+)", (ROOT / path).read_text("utf-8"))

    assert [link for link in links if ((ROOT / path).parent / link).resolve() == ROOT / "docs" / "intended-use.md"] != []


YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@pytest.mark.parametrize("name", ["intended-use.md", "evidence.md"])
def test_every_row_of_a_table_has_a_year_and_a_source_that_can_be_opened(name: str) -> None:
    """No rule and no study without a date and an address."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not re.match(r"\| (---|rule|study|what)", line)]

    assert len(rows) >= 8
    assert [row[:60] for row in rows if not YEAR.search(row) or not re.search(r"\]\(https?://", row)] == []
