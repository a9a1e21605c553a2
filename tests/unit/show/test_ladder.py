"""The ladder of levels: a picture that a screen reader can read and that needs no colour."""

import re
import textwrap
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

import carelevel
from carelevel.api import CriteriaSet
from carelevel.show import answer, ladder
from carelevel.show.document import Ladder, Rung
from tests.profiles import examples
from tests.unit.show.clinic import CLINIC, SAFE
from tests.unit.show.test_hostile import hostile_texts

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def clinic() -> CriteriaSet:
    return carelevel.loads(CLINIC)


def picture(shown: Ladder) -> ET.Element:
    return ET.fromstring(ladder.svg(shown))


def boxes(shown: Ladder) -> list[bool]:
    """Return for each box, from the top, whether it is filled; one that is not is dashed."""
    found = picture(shown).findall(f"{SVG}rect")
    assert all((box.get("fill") == "none") is (box.get("stroke-dasharray") is not None) for box in found)
    return [box.get("fill") != "none" for box in found]


HOLE = Ladder((Rung("Low", True), Rung("Middle", False), Rung("High", True, is_indicated=True), Rung("Highest", False)))


def test_possible_levels_are_filled_and_a_hole_is_seen() -> None:
    """The most intensive level is on top, and the bar goes from the lowest possible to the highest, past the hole."""
    root = picture(HOLE)
    bar, arrow = root.findall(f"{SVG}path")
    tops = [(int(box.get("y", "")), int(box.get("height", ""))) for box in root.findall(f"{SVG}rect")]

    assert boxes(HOLE) == [False, True, False, True]
    assert re.fullmatch(r"M18 (\d+)h-8V(\d+)h8", bar.get("d", "")).groups() == (str(tops[1][0]), str(sum(tops[3])))
    assert arrow.get("d", "").startswith(f"M58 {tops[1][0] + tops[1][1] // 2}l")


def test_everything_that_is_drawn_is_said_in_words_next_to_it() -> None:
    assert [text.text for text in picture(HOLE).findall(f"{SVG}text")] == [
        "Highest", "Not possible", "High", "Possible; what is known so far points here", "Middle", "Not possible", "Low", "Possible",
    ]  # fmt: skip


def test_a_screen_reader_hears_one_picture_with_a_name_and_a_description() -> None:
    root = picture(HOLE)

    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == "Levels of care: 2 of 4 possible"
    assert root.findtext(f"{SVG}desc") == (
        "From least to most intensive: Low, Middle, High and Highest. Possible: Low or High. Not possible: Middle or Highest. What is known so far points to High."
    )


def test_it_has_no_colour_of_its_own_and_nothing_that_two_of_them_on_a_page_would_share() -> None:
    """It is drawn in the colour of the text, so it can be seen on a dark page and in print; ids would clash."""
    drawn = ladder.svg(HOLE)

    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn)) == {"currentColor", "none"}
    assert not re.search(r"\bid=|#|url\(|rgb|<style|<script|href", drawn)


def test_a_settled_answer_has_one_filled_box_and_no_pointer(clinic: CriteriaSet) -> None:
    (shown,) = answer.ladder(clinic.recommend({**SAFE, "suicide_risk": "imminent"}))

    assert boxes(shown) == [True, False, False, False]
    assert len(picture(shown).findall(f"{SVG}path")) == 1


def test_the_pointer_stands_where_the_known_reasons_point(clinic: CriteriaSet) -> None:
    (shown,) = answer.ladder(clinic.recommend({"age": 34, "weekly_therapy": "not_enough", "weeks": 20}))

    assert [rung.title for rung in shown.rungs if rung.is_indicated] == ["Intensive outpatient (IOP)"]


def test_where_no_reason_is_known_nothing_points(clinic: CriteriaSet) -> None:
    (shown,) = answer.ladder(clinic.recommend({"age": 34}))

    assert boxes(shown) == [True, True, True, True]
    assert not any(rung.is_indicated for rung in shown.rungs)


def test_a_person_whom_the_criteria_are_not_for_has_no_ladder(clinic: CriteriaSet) -> None:
    minor = clinic.recommend({"age": 17})

    assert answer.ladder(minor) == ()
    assert "<svg" not in minor.to_html()


def test_a_recommendation_as_html_has_its_ladder_and_other_formats_have_not(clinic: CriteriaSet) -> None:
    given = clinic.recommend({"age": 34})

    assert given.to_html().count('<svg xmlns="http://www.w3.org/2000/svg" role="img"') == 1
    assert given._repr_html_() == given.to_html()
    assert "points here" not in str(given) + given.to_markdown()


def test_nothing_possible_has_no_bar() -> None:
    """No answer is drawn so; a ladder made by hand can be."""
    assert picture(Ladder((Rung("Low", False),))).findall(f"{SVG}path") == []


@settings(max_examples=examples(25))
@given(hostile_texts())
def test_hostile_words_stay_words_in_lines_that_fit(texts: list[str]) -> None:
    shown = Ladder(tuple(Rung(text, number % 2 == 0, number == 0) for number, text in enumerate(texts)))
    root = picture(shown)
    state = {"Possible", "Not possible", "Possible; what is known so far points here"}

    lines = [element.text or "" for element in root.findall(f"{SVG}text")]
    expected = [line for rung in reversed(shown.rungs) for line in textwrap.wrap(rung.title, 44)]
    assert [line for line in lines if line not in state] == expected
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "desc", "path", "rect", "text"}
    assert all(not name.startswith("on") and name not in {"href", "id"} for element in root.iter() for name in element.attrib)
    assert all(len(line) <= 44 for line in lines)
