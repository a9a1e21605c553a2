"""Base classes of results that can be printed and answers that can be recorded.

`carelevel/__init__` fills in the functions, so that results do not import the modules built on them.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

Form = Literal["text", "markdown", "html"]


class Printable:
    """A result that `print` shows as text, and a notebook as HTML or Markdown."""

    __slots__ = ()

    rendered: ClassVar[Callable[[Any, Form], str]]
    """Return a result as text, Markdown or HTML."""

    def to_markdown(self) -> str:
        """Return the result as Markdown.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.to_markdown().splitlines()[0]
        '**Inpatient care is suggested**'
        """
        return Printable.rendered(self, "markdown")

    def to_html(self) -> str:
        """Return the result as HTML to insert into a page.

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
    """An answer that can be recorded."""

    __slots__ = ()

    recorded: ClassVar[Callable[..., Any]]
    """Return the record of an answer."""

    read: ClassVar[Callable[[Any], Any]]
    """Return the record in a dictionary."""
