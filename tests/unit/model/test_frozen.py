"""What a record and a mapping show of themselves: one short line, of which nothing is cut in the middle of a part."""

from carelevel.model.frozen import LONGEST_LINE, LONGEST_TEXT, FrozenDict, record, summary


@record
class Point:
    x: int
    label: str = ""


@record
class Named:
    _shown = ("id", "points", "of")

    id: str
    points: tuple[Point, ...] = ()
    of: object = None
    secret: str = "seen"


@record
class Bare:
    _shown = ()

    secret: str


def test_a_record_shows_its_fields() -> None:
    assert repr(Point(1, "home")) == "Point(x=1, label='home')"


def test_fields_that_do_not_fit_are_left_out_whole() -> None:
    assert repr(Point(1, "x" * 240)) == f"Point(x=1, label='{'x' * 240}')"
    assert repr(Point(1, "x" * LONGEST_LINE)) == "Point(x=1, …)"
    assert repr(Point(10**LONGEST_LINE)) == "Point(…)"


def test_a_record_that_says_what_it_shows_shows_nothing_else() -> None:
    assert repr(Named("somebody", (Point(1), Point(2)))) == "<Named id='somebody' points=2 of=None>"
    assert repr(Bare("seen")) == "<Bare>"


def test_of_what_has_an_id_the_id_is_shown() -> None:
    assert repr(Named("one", of=Named("other"))) == "<Named id='one' points=0 of='other'>"
    assert summary(Named("one", of=Point(1)), ("of",)) == "<Named of=Point(x=1, label='')>"


def test_a_long_text_is_shown_from_its_beginning() -> None:
    assert repr(Named("x" * LONGEST_TEXT)) == f"<Named id='{'x' * LONGEST_TEXT}' points=0 of=None>"
    assert repr(Named("x" * (LONGEST_TEXT + 1))) == f"<Named id='{'x' * LONGEST_TEXT}…' points=0 of=None>"


def test_a_line_stays_one_line() -> None:
    assert repr(Named("two\nlines")) == r"<Named id='two\nlines' points=0 of=None>"


def test_a_mapping_shows_as_many_items_as_fit() -> None:
    assert repr(FrozenDict()) == "{}"
    assert repr(FrozenDict(ocd="yes", age=34)) == "{'ocd': 'yes', 'age': 34}"
    assert repr(FrozenDict(ocd="yes", age="x" * LONGEST_LINE)) == "{'ocd': 'yes', …}"
    assert repr(FrozenDict(age="x" * LONGEST_LINE)) == "{…}"
