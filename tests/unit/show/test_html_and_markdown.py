"""Documents as HTML and Markdown, and answers in a notebook."""

from markdown_it import MarkdownIt

import carelevel
from carelevel.show import answer, html, markdown
from carelevel.show.document import Bullets, Document, Heading, Item, Paragraph, Table, TextRun, code, line, strong
from tests.unit.show.clinic import CLINIC

DOCUMENT: Document = (
    Heading("A & B", 1),
    Paragraph(line(strong("IOP or more"))),
    Paragraph(line("See ", code("erp"), ", ", TextRun("the guide", link="https://example.org/?a=1&b=2"), ".")),
    Heading("Why"),
    Bullets((Item(line("One. ", code("one")), (line("Rests on: 1 < 2."), Bullets((Item(line("deeper")),)), line("After."))), Item(line("Two")))),
    Table(("Level", "Id"), ((line("Inpatient"), line(code("inpatient"))), (line("Any|all"), ()))),
)


def test_html_has_a_tag_for_each_part() -> None:
    assert html.render(DOCUMENT) == (
        '<div class="carelevel"><h1>A &amp; B</h1><p class="lead"><strong>IOP or more</strong></p>'
        '<p>See <code>erp</code>, <a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">the guide</a>.</p>'
        "<h2>Why</h2><ul><li>One. <code>one</code><p>Rests on: 1 &lt; 2.</p><ul><li>deeper</li></ul><p>After.</p></li><li>Two</li></ul>"
        '<table><thead><tr><th scope="col">Level</th><th scope="col">Id</th></tr></thead>'
        "<tbody><tr><td>Inpatient</td><td><code>inpatient</code></td></tr><tr><td>Any|all</td><td></td></tr></tbody></table></div>"
    )


def test_a_page_stands_alone() -> None:
    """It is mailed and printed: no script, no font, no picture from elsewhere."""
    page = html.page(DOCUMENT, "A < B")

    assert page.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')
    assert "<title>A &lt; B</title>" in page
    assert not any(word in page for word in ("<script", "<link", "<img", "@import", "url(", "src="))


def test_markdown_is_what_a_person_would_write() -> None:
    assert (
        markdown.render(DOCUMENT)
        == """\
# A \\& B

**IOP or more**

See `erp`, [the guide](<https://example.org/?a=1&amp;b=2>).

## Why

- One. `one`

  Rests on: 1 \\< 2.
  - deeper

  After.
- Two

| Level | Id |
| --- | --- |
| Inpatient | `inpatient` |
| Any\\|all |  |
"""
    )


def test_a_markdown_reader_makes_the_same_page() -> None:
    page = MarkdownIt("commonmark").enable("table").render(markdown.render(DOCUMENT))

    assert "<li>\n<p>One. <code>one</code></p>\n<p>Rests on: 1 &lt; 2.</p>\n<ul>\n<li>deeper</li>\n</ul>\n<p>After.</p>\n</li>" in page
    assert "<td>Any|all</td>" in page


def test_spaces_around_what_stands_out_stay_outside_of_it() -> None:
    """Markdown shows asterisks where a space stands between them and the word."""
    assert markdown.render((Paragraph(line("a", strong(" b "), "c")),)) == "a **b** c\n"
    assert markdown.render((Paragraph(line("a", strong("  "), "c")),)) == "a  c\n"


def test_an_answer_shows_itself_in_every_form() -> None:
    given = carelevel.loads(CLINIC).recommend({"age": 34, "suicide_risk": "imminent"})
    document = answer.document(given)

    assert given.to_html() == given._repr_html_() == html.render(document)
    assert given.to_markdown() == given._repr_markdown_() == markdown.render(document)
    assert given.to_html().startswith('<div class="carelevel"><p class="lead"><strong>Inpatient is suggested</strong></p>')
    assert given.to_markdown().startswith("**Inpatient is suggested**\n")
    assert str(given).startswith("Inpatient is suggested\n")
