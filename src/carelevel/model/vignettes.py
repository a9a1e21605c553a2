"""Vignettes: cases with the answer that a clinician expects."""

from dataclasses import field

from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import Place
from carelevel.model.sources import Citation

ABOUT_LEVEL = ("level", "lowest", "highest", "possible", "applies")
"""An expectation needs at least one of these members, which are about the level."""


@record
class Expectation:
    """What an answer should be.

    Attributes:
        words: the expected word for a member; `none` for no level.
        among: names that a list should have; it can have more.
        missing_first: the facts that should come first in `missing`, in any order; None if not checked.
        exactly: the whole expected list; the order counts if it tells readers something.
        without: names that a list should not have.
    """

    words: FrozenDict[str, str]
    among: FrozenDict[str, tuple[str, ...]]
    missing_first: frozenset[str] | None
    exactly: FrozenDict[str, tuple[str, ...]]
    without: FrozenDict[str, tuple[str, ...]]


@record
class Vignette:
    """A case, and the expected answer.

    Attributes:
        id: its name; several cases with one expectation are numbered from 1.
        title: who the person is, in words.
        case: what is known of the person.
        expect: what the answer should be.
        sources: what it cites.
        todo: why the answer is not as expected yet, or None.
        place: where it is written.
    """

    id: str
    title: str
    case: Case
    expect: Expectation
    sources: tuple[Citation, ...] = ()
    todo: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)
