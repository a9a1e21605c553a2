"""Results with a budget of work."""

from typing import ClassVar

from carelevel.model.printable import Printable
from carelevel.model.problems import Problem, not_decided


class Budgeted(Printable):
    """A result with a budget of work."""

    __slots__ = ()

    exact: bool
    not_found: ClassVar[str]
    """What was not found when the result is not exact."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem with the code `not-decided` while the result is not `exact`, so that a program can refuse it; else nothing."""
        return () if self.exact else (not_decided(f"{self.not_found} was not decided within the allowed work"),)
