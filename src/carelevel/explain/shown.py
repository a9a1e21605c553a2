"""Results that show themselves when they are printed, and in a notebook."""

from typing import TYPE_CHECKING, ClassVar, cast

from carelevel.problems import Problem, not_decided

if TYPE_CHECKING:
    from carelevel.show.explain import Result


class Shown:
    """A result with a document of its own: the same in every format."""

    __slots__ = ()

    def to_markdown(self) -> str:
        """Return the result as Markdown."""
        from carelevel.show import explain, markdown

        return markdown.render(explain.document(cast("Result", self)))

    def to_html(self) -> str:
        """Return the result as a piece of HTML, to be put into a page."""
        from carelevel.show import explain, html

        return html.render(explain.document(cast("Result", self)))

    def __str__(self) -> str:
        from carelevel.show import explain, text

        return text.render(explain.document(cast("Result", self)))

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


class Budgeted(Shown):
    """A result for which only so much work is done."""

    __slots__ = ()

    exact: bool
    not_found: ClassVar[str]
    """What was not found when the result is not exact."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem with the code `not-decided` while the result is not `exact`, so that a program can refuse it; else nothing."""
        return () if self.exact else (not_decided(f"{self.not_found} was not decided within the budget"),)
