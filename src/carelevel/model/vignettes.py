"""Vignettes: people with the answer a clinician expects."""

from dataclasses import field

from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import Place
from carelevel.model.sources import Citation

ABOUT_LEVEL = ("level", "lowest", "highest", "possible", "applies")
"""Members of which an expectation has at least one, so that it says something of the level."""


@record
class Expectation:
    """What an answer should be.

    Attributes:
        words: member to the one word it should be; `none` for no level.
        among: member to names that should be among the answer's.
        missing_first: the facts that `missing` should begin with, in any order; None when nothing is said of it.
        exactly: member to the whole list the answer's should be; in this order where the order of such a list tells the reader something.
        without: member to names that should not be among the answer's.
    """

    words: FrozenDict[str, str]
    among: FrozenDict[str, tuple[str, ...]]
    missing_first: frozenset[str] | None
    exactly: FrozenDict[str, tuple[str, ...]]
    without: FrozenDict[str, tuple[str, ...]]


@record
class Vignette:
    """A person, and the answer expected.

    Attributes:
        id: its name; of several cases with one expectation each has its number behind it, from 1.
        title: who the person is, in words.
        case: what is known of the person.
        expect: what the answer should be.
        sources: what it cites.
        todo: why the answer is not as expected yet; None when it should be.
        place: where it is written.
    """

    id: str
    title: str
    case: Case
    expect: Expectation
    sources: tuple[Citation, ...] = ()
    todo: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)
