"""Documents as plain text: what is wrapped, what is not, and what a narrow terminal gets."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.show import text
from carelevel.show.document import Bullets, Document, Heading, Item, Paragraph, Table, TextRun, code, line, strong

TABLE = Table(
    ("Level", "Hours a week", "For"),
    ((line("Outpatient"), line("0 to 3"), line("people who do well with one visit a week")), (line(code("iop")), line(""), line("others"))),
)


def test_headings_are_underlined_as_wide_as_they_are() -> None:
    document = (Heading("A set", 1), Heading("Why"), Heading("Outpatient", 3), Paragraph(line("Text.")))

    assert text.render(document) == "A set\n=====\n\nWhy\n---\n\nOutpatient\n\nText."


def test_lists_are_indented_by_their_depth() -> None:
    inner = Bullets((Item(line("inner one two three"), (line("note on it"),)),))
    document = (Bullets((Item(line("outer one two three"), (inner, line("note one two three"))), Item(line("next")))),)

    assert text.render(document, 20) == "- outer one two\n  three\n  - inner one two\n    three\n    note on it\n  note one two three\n- next"


def test_ids_stand_in_brackets_and_addresses_after_their_words() -> None:
    document = (
        Paragraph(
            line(
                "See ",
                code("erp"),
                " in ",
                TextRun("the guide", link="https://example.org/g"),
                " or ",
                TextRun("https://example.org", link="https://example.org"),
            )
        ),
    )

    assert text.render(document) == "See [erp] in the guide (https://example.org/g) or https://example.org"


def test_a_table_has_columns_and_its_last_one_wraps() -> None:
    assert (
        text.render((TABLE,), 50)
        == """\
Level       Hours a week  For
----------  ------------  ------------------------
Outpatient  0 to 3        people who do well with
                          one visit a week
iop                       others"""
    )


def test_a_table_that_is_too_wide_is_read_row_by_row() -> None:
    assert (
        text.render((TABLE,), 30)
        == """\
Level: Outpatient
Hours a week: 0 to 3
For: people who do well with
  one visit a week

Level: iop
For: others"""
    )


def test_colour_is_bold_for_what_opens_a_page_and_nothing_else() -> None:
    document = (Paragraph(line(strong("IOP or more"))), Heading("Why"), Paragraph(line("As ", strong("this"), " says.")))

    assert text.render(document, colour=True) == "\x1b[1mIOP or more\x1b[0m\n\n\x1b[1mWhy\x1b[0m\n---\n\nAs this says."


def test_long_words_are_left_whole() -> None:
    """An address or a digest is copied from a terminal; a break inside it would spoil it."""
    address = "https://example.org/" + "a-" * 60

    assert text.render((Bullets((Item(line(address)),)),), 40) == f"- {address}"


@pytest.mark.parametrize("width", [0, 1, 19, 20, 33, 80, 100])
@given(words=st.lists(st.text("ab", min_size=1, max_size=9), min_size=1, max_size=40))
def test_no_line_is_wider_than_asked_for(width: int, words: list[str]) -> None:
    prose = line(" ".join(words))
    document: Document = (
        Heading(" ".join(words), 1),
        Paragraph(prose),
        Bullets((Item(prose, (prose, Bullets((Item(prose),)))),)),
        Table(("a", "b"), ((line("x"), prose),)),
    )

    lines = text.render(document, width).split("\n")

    assert max(map(len, lines)) <= max(width, 20)
    assert "".join(lines).count(words[0]) >= 6


def test_the_columns_of_a_grid_are_narrow_alike_before_it_is_taken_apart() -> None:
    cells = tuple(line("outpatient or iop") for _ in range(2))
    table = Table(("", "never tried", "not enough so far"), ((line("0 to 9"), *cells), (line("10"), *cells)), is_grid=True)

    assert text.render((table,), 60).splitlines()[0] == "        never tried        not enough so far"
    assert text.render((table,), 40).splitlines() == [
        "              never tried   not enough",
        "                            so far",
        "------------  ------------  ------------",
        "0 to 9        outpatient    outpatient",
        "              or iop        or iop",
        "",
        "10            outpatient    outpatient",
        "              or iop        or iop",
    ]
    assert text.render((table,), 30).splitlines()[:2] == ["0 to 9", "never tried: outpatient or iop"]


WORDS = st.lists(st.text("ab-,", min_size=1, max_size=30), min_size=1, max_size=30)


@given(WORDS, st.sampled_from((" ", " ", "  ")), st.integers(20, 60), st.sampled_from((("", ""), ("- ", "  "), ("    - ", "      "))))
def test_lines_are_those_of_the_standard_library(words: list[str], between: str, width: int, indents: tuple[str, str]) -> None:
    first, rest = indents
    said = between.join(words)

    shown = text._wrapped(said, width, first, rest)

    assert shown == textwrap.fill(said, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
