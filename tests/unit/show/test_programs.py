"""Matches as people read them, in every format."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from carelevel.show import html, markdown, programs, text
from carelevel.show.document import Table, line
from tests.unit.programs.small_town import WHOLE, matched

NEEDS: dict[str, Any] = {
    "taken": [{"days": ["mon", "tue"], "from": "08:00", "to": "17:00", "because": "work"}],
    "prefers": {"waiting_days": {"at_most": 7}},
}
PLACES: dict[str, Any] = {
    "evening": WHOLE | {"waiting_days": 20, "price": "USD 9 a day", "tracks": [{"sessions": [{"days": ["mon", "wed"], "from": "18:00", "to": "20:00"}]}]},
    "soon": WHOLE | {"waiting_days": 3, "tracks": [{"sessions": [{"days": ["sat"], "from": "09:00", "to": "12:00"}]}]},
    "silent": {},
    "short": WHOLE | {"hours_per_week": 6},
    "stay": {"level": "residential", "price": "USD 99 a day"},
}


def test_the_text_says_what_fits_and_why_the_others_do_not() -> None:
    shown = str(matched(needs=NEEDS, **PLACES))

    assert shown.startswith("Of 5 programs, 2 fit, 1 is not known yet and 2 do not fit\n")
    assert "Time a week is 6 hours; Intensive outpatient program begins at 9 hours." in shown
    assert "It is a stay, day and night, but some hours of the week are taken." in shown
    assert "Not as preferred: waiting time is 20 days; 7 days or less needed." in shown
    assert "Ranked below soon, which is at least as good in everything and better here: waiting time is 7 days or less." in " ".join(shown.split())
    assert shown.rstrip().endswith("This supports a clinician's judgment and does not replace it.")


def test_more_hours_than_the_level_has_are_said_and_rule_nothing_out() -> None:
    """Partial hospitalization under the name of an IOP."""
    matches = matched(house=WHOLE | {"hours_per_week": 25})

    assert matches["house"].outcome == "fits"
    assert "It takes 25 hours a week, but Intensive outpatient program ends at 19 hours. Ask which level it is." in " ".join(str(matches).split())
    assert "ends at" not in str(matched(house=WHOLE | {"hours_per_week": {"at_least": 19}}))


def test_prices_stand_as_they_were_stated_stays_last() -> None:
    shown = str(matched(needs=NEEDS, **PLACES)).partition("What it costs")[2]

    assert shown.index("USD 9 a day") < shown.index("USD 99 a day")
    assert "date not stated" in shown


def test_what_fits_comes_first_and_then_what_nothing_beats() -> None:
    shown = str(matched(needs=NEEDS, **PLACES))
    places = [shown.index(f"- {name} [{name}]") for name in ("soon", "evening", "silent", "short", "stay")]

    assert places == sorted(places)


def test_of_many_programs_the_first_are_shown_and_the_others_counted() -> None:
    matches = matched(needs=NEEDS, **PLACES)

    shown = text.render(programs.document(matches, 2))

    assert "3 more are not shown here." in shown
    assert "[stay]" not in shown


class Tables(HTMLParser):
    """The tables of a page: captions, headers with their scopes, and how many cells each row has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.captions = 0
        self.scopes: list[str | None] = []
        self.rows: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.captions += tag == "caption"
        if tag == "tr":
            self.rows.append(0)
        if tag in {"td", "th"}:
            self.rows[-1] += 1
        if tag == "th":
            self.scopes.append(dict(attrs)["scope"])


def test_a_page_says_of_each_cell_which_question_and_which_program_it_is_about() -> None:
    matches = matched(needs=NEEDS, **PLACES)

    found = Tables(matches.to_html())

    assert found.captions == 2
    assert found.scopes.count("row") > 2 * len(matches.questions)
    assert set(found.scopes) == {"row", "col"}
    assert set(found.rows) == {5, 2}


def test_a_table_is_the_same_in_every_format() -> None:
    table = Table(("", "A", "B"), ((line("question"), line("yes: " + "word " * 20), line("no")),), caption="Side by side", has_row_headers=True)

    narrow = text.render((table,), 60)

    assert narrow.splitlines()[0] == "Side by side"
    assert max(map(len, narrow.splitlines())) <= 60
    assert narrow.count("word") == 20
    assert "<caption>Side by side</caption>" in html.render((table,))
    assert '<th scope="row">question</th>' in html.render((table,))
    assert markdown.render((table,)).startswith("**Side by side**\n\n|  | A | B |\n")


@pytest.mark.parametrize("name", ["to_html", "to_markdown"])
def test_words_of_programs_and_needs_are_text_and_nothing_else(name: str) -> None:
    hostile = "<script>alert(1)</script> | ![x](http://example.org) \\"
    needs = {**NEEDS, "taken": [NEEDS["taken"][0] | {"because": hostile}]}
    clashing = WHOLE | {
        "price": hostile,
        "location": {"words": hostile},
        "tracks": [{"title": hostile, "sessions": [{"days": ["mon"], "from": "09:00", "to": "12:00"}]}],
    }

    page = getattr(matched(needs=needs, house=clashing), name)()
    page = MarkdownIt("commonmark").enable("table").render(page) if name == "to_markdown" else page

    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 4


def test_the_list_for_the_telephone_of_a_program_that_is_ruled_out_asks_nothing() -> None:
    matches = matched(needs=NEEDS, **PLACES)

    shown = text.render(programs.asking(matches, matches["short"]))

    assert "What is known rules it out; no answer would change that:" in shown
    assert "First:" not in shown


def test_json_has_every_program_question_and_answer() -> None:
    matches = matched(needs=NEEDS, **PLACES)

    found = json.loads(json.dumps(matches.to_dict()))

    assert found == matches.to_dict()
    assert [program["outcome"] for program in found["programs"]] == ["fits", "fits", "cannot_be_told", "does_not_fit", "does_not_fit"]
    assert all(list(program["answers"]) == [question["id"] for question in found["questions"]] for program in found["programs"])
    assert found["programs"][0]["behind"] == [{"program": "soon", "better": ["preference-1"]}]
    assert found["programs"][3]["answers"]["hours"] == {"status": "unmet", "says": "6 hours"}
    assert found["programs"][2]["answers"]["hours"] == {"status": "unknown", "says": "not stated"}
