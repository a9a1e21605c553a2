"""Words from criteria and cases are text, in every format: no markup, no links, no escape sequences."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.problems import CriteriaError
from carelevel.show import answer, criteria, explain, html, markdown, text
from carelevel.show.document import Bar, Bars, Bullets, Document, Grid, Heading, Item, Ladder, Paragraph, Rung, Table, TextRun, code, line, strong
from carelevel.syntax.yaml_reader import read_yaml
from carelevel.web.document_json import document_plain
from tests.profiles import examples
from tests.unit.show.clinic import CLINIC, SAFE

FRAGMENTS = (
    "<script>alert(1)</script>", "</p></li></ul>", '<img src=x onerror="alert(1)">', "<!--", "-->", "]]>", "<?php", "&lt;b&gt;", "&amp;", "&#60;", "&copy", '" onclick="x', "'",
    "[x](javascript:alert(1))", "![x](http://example.org/x)", "[x]: http://example.org", "<http://example.org>", "<javascript:alert(1)>", "javascript:alert(1)", "[[x]]", "[^1]",
    "`", "``", "```\n", "~~~", "~~x~~", "|", " | ", "\\|", "\\", "\\\\", "*", "**", "_", "__x__", "***", "# ", "## x #", "> ", "- ", "+ ", "1. ", "12) ", "-", "+", "=", "---", "===",
    "    x", "\t", "\n", "\n\n", "\r\n", "\x1b[31m", "\x1b]8;;http://example.org\x07", "\x07", "\x08", "\x7f", "\x85", "\x9b31m", "\u202e", "\u2066", "\u200b", "\u200f", "\u2028", "\u00a0",
    "\ufeff", "\U000e0041", "$x$", "${x}", "{{x}}", "%s", "{0}", "é", "漢", "🙂", "(", ")", ":", ";", "x", " ", ".",
)  # fmt: skip
# Signs that no file may have, as others that it may have.
REFUSED = "".join(sorted({sign for fragment in FRAGMENTS for sign in fragment if unicodedata.category(sign) in {"Cc", "Cf", "Zl"} and sign not in "\t\n\r"}))
UNPACKED = {0xE000 + i: sign for i, sign in enumerate(REFUSED)}
CASES: tuple[dict[str, Any], ...] = (
    {},
    {"age": 16},
    {"age": 34, "weekly_therapy": "not_enough", "weeks": {"at_least": 6}, "conditions": {"ocd": "yes"}},
    {**SAFE, "suicide_risk": "imminent", "works": "yes", "needs_structure": "yes", "conditions": ["ocd", "ptsd"]},
    {"works": "yes", "suicide_risk": "high", "phq9": 20, "phq9_at_start": 20},
)
PROSE = {"title", "population", "because", "ask", "help", "text", "unit", "at", "version"}
TITLES = {"titles", "services"}


def hostile_texts() -> st.SearchStrategy[list[str]]:
    # The last letter keeps a text from being empty.
    return st.lists(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4).map(lambda parts: "".join(parts) + "x"), min_size=1, max_size=6)


def worded(texts: list[str]) -> CriteriaSet:
    """Return the clinic's criteria with these texts, by turns, in every place where a text may stand."""
    packed = {ord(sign): code for code, sign in UNPACKED.items()}
    turns = iter([text.translate(packed) for text in texts] * 1000)

    def reworded(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: next(turns) if key in TITLES and isinstance(part, str) else reworded(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [reworded(part, key) for part in value]
        return next(turns) if key in PROSE and isinstance(value, str) else value

    loaded = carelevel.loads(json.dumps(reworded(read_yaml(CLINIC, "clinic.yaml")[0].data, ""), ensure_ascii=False))
    return CriteriaSet(unpacked(loaded.definition))


def unpacked(value: Any) -> Any:
    """Return a definition with the signs back in it that the reader refuses; a program can make such a definition without the reader."""
    if isinstance(value, str):
        return value.translate(UNPACKED)
    if isinstance(value, dict):
        return type(value)({name: unpacked(part) for name, part in value.items()})
    if isinstance(value, tuple | frozenset):
        return type(value)(map(unpacked, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: unpacked(getattr(value, part.name)) for part in fields(value)})
    return value


def documents(clinic: CriteriaSet) -> Iterator[Document]:
    """Yield every document that is made from a criteria set."""
    yield criteria.document(clinic)
    for case in CASES:
        yield answer.document(clinic.recommend(case))
    for case in CASES[2:4]:
        yield explain.document(clinic.why(case))
        yield explain.document(clinic.why_not(case, "residential"))
        yield explain.document(clinic.what_would_change(case, most_facts=1))
        yield explain.document(clinic.compare(case, CASES[4]))


class Page(HTMLParser):
    """The tags of a piece of HTML, with what they say, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        self.words += " "

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("declaration")

    def unknown_decl(self, data: str) -> None:
        self.tags.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.tags.append("instruction")


def tags(page: str) -> list[str]:
    """Return the tags of a piece of HTML; a long title takes more lines of a picture, each a tag of its own."""
    return [tag for tag in Page(page).tags if tag not in {"text", "/text"}]


def words_only(document: Document) -> Document:
    """Return a document without its pictures, which Markdown leaves out."""
    return tuple(block for block in document if not isinstance(block, Ladder))


def only_words(page: str) -> str:
    """Return the text of a piece of HTML without its spaces, which markup may move."""
    return re.sub(r"\s", "", Page(page).words)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def structure(page: str) -> list[str]:
    """Return what a Markdown reader makes of a text: the kinds of its parts, without the words."""
    return [token.type for token in flat(reader().parse(page)) if token.type not in {"text", "text_special", "entity"}]


def reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


PLAIN = worded(["x"])


@settings(max_examples=examples(12))
@given(hostile_texts())
@example(["`x", "|x", "<b>x", "\x1b[31mx", "- x", "\nx"])
def test_hostile_words_change_nothing_but_words(texts: list[str]) -> None:
    """The structure of each page is that of the same criteria with harmless words."""
    for made, plain in zip(documents(worded(texts)), documents(PLAIN), strict=True):
        assert tags(html.page(made, texts[0])) == tags(html.page(plain, "x"))
        assert structure(markdown.render(made)) == structure(markdown.render(plain))


@settings(max_examples=examples(12))
@given(hostile_texts())
def test_markdown_and_html_say_the_same_words(texts: list[str]) -> None:
    """Escaping hides nothing and adds nothing: a Markdown reader ends with the words of the HTML page."""
    for made in documents(worded(texts)):
        assert only_words(reader().render(markdown.render(made))) == only_words(html.render(words_only(made)))


@settings(max_examples=examples(12))
@given(hostile_texts())
def test_nothing_in_any_format_acts_on_a_terminal_or_turns_text_around(texts: list[str]) -> None:
    for made in documents(worded(texts)):
        for shown in (text.render(made), text.render(made, 20), markdown.render(made), html.page(made, texts[0])):
            assert all(sign.isprintable() or sign == "\n" for sign in shown)


@settings(max_examples=examples(25))
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=8, max_size=8))
def test_words_are_made_safe_wherever_they_stand_in_a_document(texts: list[str]) -> None:
    """Whoever makes a document needs not to think of it: headings of tables and grids, captions, labels, titles of pictures."""
    one, two, three, four, five, six, seven, eight = texts
    made: Document = (
        Heading(one, 1),
        Paragraph(line(two, code(three), strong(four))),
        Table((five, six), ((line(seven), line(eight)),), caption=one),
        Bars(two, (Bar(three, 1, four),)),
        Grid(five, (six, seven), ((eight, (1, None)),)),
        Ladder((Rung(one, is_possible=True),)),
    )

    for shown in (text.render(made), text.render(made, 20), markdown.render(made), html.page(made, one), json.dumps(document_plain(made), ensure_ascii=False)):
        assert all(sign.isprintable() or sign == "\n" for sign in shown)


@settings(max_examples=examples(12))
@given(hostile_texts())
def test_html_has_no_attributes_but_its_own(texts: list[str]) -> None:
    for made in documents(worded(texts)):
        attributes = set(Page(html.render(words_only(made))).attributes)

        own = {
            ("div", "class", "carelevel"),
            ("p", "class", "lead"),
            ("th", "scope", "col"),
            ("a", "rel", "noreferrer"),
            ("a", "href", "https://example.org/guideline"),
        }
        assert attributes <= own


def test_line_breaks_in_prose_are_spaces() -> None:
    """Block texts in YAML end with a line break; a reader sees a sentence, and neither an escape nor a hole."""
    clinic = carelevel.loads(CLINIC.replace("because: Cannot be kept safe at home", "because: |\n      Cannot be kept\n      safe at home.\n"))

    shown = str(clinic.recommend({"suicide_risk": "imminent"}))

    assert "- Cannot be kept safe at home. Requires: Inpatient. [danger]\n" in shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "https://example.org/ x", 'https://example.org/"x']
)
def test_only_web_addresses_are_links(url: str) -> None:
    """The reader refuses other addresses, and the pages would not link to them either."""
    with pytest.raises(CriteriaError):
        carelevel.loads(CLINIC.replace("https://example.org/guideline", url.replace('"', '\\"')))

    document = (Paragraph(line(TextRun("here", link=url))),)
    if not url.startswith("https://"):
        assert html.render(document) == '<div class="carelevel"><p>here</p></div>'
        assert markdown.render(document) == "here\n"


def test_an_address_stays_one_whole_address() -> None:
    link = "https://example.org/a(b)*c*_d_?x=1&copy=2\\3|4~~5`6"
    document = (Paragraph(line(TextRun("[here]", link=link))), Table(("a",), ((line(TextRun("there", link=link)),),)))

    in_html = [value for tag, name, value in Page(html.render(document)).attributes if name == "href"]
    in_markdown = [token.attrs["href"] for token in flat(reader().parse(markdown.render(document))) if token.type == "link_open"]

    assert in_html == [link, link]
    assert in_markdown == ["https://example.org/a(b)*c*_d_?x=1&copy=2%5C3%7C4~~5%606"] * 2


def test_ids_and_file_names_stay_in_their_cells_and_code() -> None:
    """The names of case files are the caller's own words too."""
    name = "a|b`c`<d>.yaml"
    document: Document = (Heading(name, 1), Table(("File",), ((line(code(name)),),)), Bullets((Item(line(strong(name), " ", code(name))),)))

    cells = [token.content for token in flat(reader().parse(markdown.render(document))) if token.type == "code_inline"]

    assert cells == ["a|b'c'<d>.yaml"] * 2
    assert Page(html.render(document)).words.split() == [name, "File", name, name, name]
