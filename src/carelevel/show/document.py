"""A document: headings, paragraphs, lists and tables. Every page and print-out is made from one."""

from dataclasses import dataclass

from carelevel.problems import printable


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `link` is an http or https address."""

    text: str
    strong: bool = False
    code: bool = False
    link: str | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of depth 1, 2 or 3."""

    text: str
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Item:
    """A list item, with the lines and lists below it."""

    line: Line
    below: "tuple[Line | Bullets, ...]" = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Bullets | Table
Document = tuple[Block, ...]


def line(*parts: Span | str) -> Line:
    """Return a line of spans; words of users are made safe to show."""
    return tuple(Span(printable(part)) if isinstance(part, str) else part for part in parts if part != "")


def strong(text: str) -> Span:
    """Return text that stands out."""
    return Span(printable(text), strong=True)


def code(text: str) -> Span:
    """Return a word of the language or of a file."""
    return Span(printable(text), code=True)
