"""A document: headings, paragraphs, lists and tables. Every page and print-out is made from one.

Text in a document is always safe to show: control characters and direction overrides in users' text are escaped.
"""

import re

from carelevel.model.frozen import record
from carelevel.model.problems import printable

_BREAK = re.compile(r"\s*[\t\r\n]\s*")


def safe(text: str) -> str:
    """Return text as one line that is safe to show: line breaks become spaces, control characters escapes."""
    return text if text.isprintable() else printable(_BREAK.sub(" ", text))


@record
class TextRun:
    """A run of text. `link` is an http or https address; `mark` highlights the text on a page."""

    text: str
    strong: bool = False
    code: bool = False
    link: str | None = None
    mark: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", safe(self.text))
        if self.link is not None:
            object.__setattr__(self, "link", printable(self.link))


Line = tuple[TextRun, ...]


@record
class Heading:
    """A heading of depth 1, 2 or 3."""

    text: str
    depth: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", safe(self.text))


@record
class Paragraph:
    """One paragraph."""

    line: Line


@record
class Item:
    """A list item, with the lines and lists below it."""

    line: Line
    below: "tuple[Line | Bullets, ...]" = ()


@record
class Bullets:
    """A list."""

    items: tuple[Item, ...]


@record
class Table:
    """A table with a header row.

    Attributes:
        header: what each column is about.
        rows: the cells.
        caption: the title of the table, where no heading gives one.
        has_row_headers: whether the first cell of each row is its heading.
        is_grid: whether all columns are of one kind and may be equally narrow.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""
    has_row_headers: bool = False
    is_grid: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "header", tuple(map(safe, self.header)))
        object.__setattr__(self, "caption", safe(self.caption))


@record
class Rung:
    """A level on a ladder.

    Attributes:
        title: its name.
        is_possible: whether it is among the possible levels.
        is_indicated: whether the criteria point to it so far.
    """

    title: str
    is_possible: bool
    is_indicated: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", safe(self.title))


@record
class Ladder:
    """A picture of the possible levels, least intensive first. The text says the same; formats without pictures omit it."""

    rungs: tuple[Rung, ...]


@record
class Bar:
    """A bar: its label, its length, and the note beside it."""

    label: str
    value: int
    note: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", safe(self.label))
        object.__setattr__(self, "note", safe(self.note))


@record
class Bars:
    """A bar chart; each bar has its number beside it in words.

    Attributes:
        title: what they count.
        bars: the bars; lengths are relative to the longest.
    """

    title: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", safe(self.title))


@record
class Grid:
    """A table of numbers, shaded darker for larger numbers where shading is possible.

    Attributes:
        corner: what the rows are, and the columns.
        header: the columns.
        rows: for each row its label and its numbers; None where no number is possible.
    """

    corner: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "corner", safe(self.corner))
        object.__setattr__(self, "header", tuple(map(safe, self.header)))
        object.__setattr__(self, "rows", tuple((safe(label), numbers) for label, numbers in self.rows))


Block = Heading | Paragraph | Bullets | Table | Ladder | Bars | Grid
Document = tuple[Block, ...]


def line(*parts: TextRun | str) -> Line:
    """Return a line of spans."""
    return tuple(TextRun(part) if isinstance(part, str) else part for part in parts if part != "")


def strong(text: str) -> TextRun:
    """Return bold text."""
    return TextRun(text, strong=True)


def code(text: str) -> TextRun:
    """Return an id, a key or another word of a file, shown as code."""
    return TextRun(text, code=True)
