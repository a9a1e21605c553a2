"""The glossary fixes the words: everything that a file or an answer has a name for is in it, in words that are short enough to be read."""

import re
from dataclasses import fields

import pytest

from carelevel.answers.results import Barrier, Reason, Recommendation
from carelevel.api import CriteriaSet
from carelevel.model.criteria import Criterion
from carelevel.model.facts import Bands, Choice, Scale, Score, SetOf, Sum, Worst, YesNo
from carelevel.model.operators import EFFECTS
from carelevel.syntax.schema import CriteriaShape, LocalShape, VignettesShape
from carelevel.syntax.validation import keys
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ENTRIES = {title: text.strip() for title, text in re.findall(r"^## (.+)\n\n((?:(?!## ).*\n)+)", PAGE, re.MULTILINE)}
NAMED = {name for title in ENTRIES for name in re.findall(r"`(\w+)`", title)}

# What a recommendation holds for showing itself, and does not say.
HELD = {"definition"}


def word(title: str) -> str:
    return title.partition(" (`")[0].casefold()


def test_words_stand_in_the_order_of_the_alphabet_and_once() -> None:
    words = [word(title) for title in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)]

    assert words == sorted(set(words))
    assert len(words) == len(ENTRIES)


@pytest.mark.parametrize("title", ENTRIES)
def test_an_entry_is_one_to_three_sentences(title: str) -> None:
    sentences = re.findall(r"[.!?](?=\s|$)", ENTRIES[title])

    assert 1 <= len(sentences) <= 3
    assert "\n\n" not in ENTRIES[title]


def test_every_member_of_an_answer_has_an_entry() -> None:
    members = {field.name for field in fields(Recommendation)} - HELD

    assert members - NAMED == set()


def test_what_an_answer_says_as_json_has_entries(adult: CriteriaSet) -> None:
    assert adult.recommend({}).to_dict().keys() - NAMED == set()


def test_every_key_at_the_top_of_a_file_has_an_entry() -> None:
    assert {*keys(CriteriaShape), *keys(LocalShape), *keys(VignettesShape)} - NAMED == set()


def test_every_effect_has_an_entry() -> None:
    assert set(EFFECTS) - NAMED == set()


def test_an_entry_names_nothing_that_is_not_there(adult: CriteriaSet) -> None:
    answer = adult.recommend({})
    known = {*keys(CriteriaShape), *keys(LocalShape), *keys(VignettesShape), *answer.to_dict(), *EFFECTS, "yes_no"}
    known |= {
        field.name for kind in (Recommendation, Reason, Barrier, Criterion, Scale, Choice, Score, YesNo, SetOf, Sum, Worst, Bands) for field in fields(kind)
    }

    assert NAMED - known == set()
