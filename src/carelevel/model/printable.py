"""Results that show themselves, and answers that are recorded. Both are done by parts of the package that stand above the results.

`carelevel/__init__` fills in how, so that no result imports what is built on it.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

Form = Literal["text", "markdown", "html"]


class Printable:
    """A result with a document of its own, the same in every format. `print` shows it in plain words; in a notebook it shows itself."""

    __slots__ = ()

    rendered: ClassVar[Callable[[Any, Form], str]]
    """Returns a result as text, Markdown or HTML."""

    def to_markdown(self) -> str:
        """Return the result as Markdown.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.to_markdown().splitlines()[0]
        '**Inpatient care is suggested**'
        """
        return Printable.rendered(self, "markdown")

    def to_html(self) -> str:
        """Return the result as a piece of HTML, to be put into a page.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.to_html().startswith('<div class="carelevel">')
        True
        """
        return Printable.rendered(self, "html")

    def __str__(self) -> str:
        return Printable.rendered(self, "text")

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


class Recordable:
    """An answer of which a record can be made."""

    __slots__ = ()

    recorded: ClassVar[Callable[..., Any]]
    """Returns the record of an answer."""

    read: ClassVar[Callable[[Any], Any]]
    """Returns the record that a dictionary describes."""
