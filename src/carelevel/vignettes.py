"""Vignettes: people with the answer a clinician expects, and how the answer compares with it."""

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any

from carelevel.cases import Case
from carelevel.frozen import FrozenDict, record
from carelevel.problems import Place
from carelevel.sources import Citation

if TYPE_CHECKING:
    from carelevel.answer import Recommendation

ABOUT_LEVEL = ("level", "lowest", "highest", "possible", "applies")
"""Members of which an expectation has at least one, so that it says something of the level."""

ORDERED = ("possible", "reasons", "barriers", "missing")
"""Lists of an answer whose order tells the reader something; the others stand in the order of the file."""


@record
class Expectation:
    """What an answer should be.

    Attributes:
        words: member to the one word it should be; `none` for no level.
        among: member to names that should be among the answer's.
        missing_first: the facts that `missing` should begin with, in any order; None when nothing is said of it.
        exactly: member to the whole list the answer's should be; for the `ORDERED` ones in this order.
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


@record
class Difference:
    """A member of an answer that is not as expected."""

    member: str
    expected: str
    actual: str


def differences(expect: Expectation, answer: "Recommendation") -> Iterator[Difference]:
    """Yield every way in which an answer is not as expected."""
    for member, word in expect.words.items():
        actual = _word(answer, member)
        if actual != word:
            yield Difference(member, word, actual)
    for member, names in expect.among.items():
        found = names_in(answer, member)
        if not set(names) <= set(found):
            yield Difference(member, f"among them {_shown(names)}", _shown(found))
    for member, names in expect.exactly.items():
        found = names_in(answer, member)
        if sorted(names) != sorted(found):
            yield Difference(member, f"exactly {_shown(names)}", _shown(found))
        elif member in ORDERED and names != found:
            yield Difference(member, f"{_shown(names)} in this order", _shown(found))
    for member, names in expect.without.items():
        found = names_in(answer, member)
        if not set(names).isdisjoint(found):
            yield Difference(member, f"none of {_shown(names)}", _shown(found))
    if expect.missing_first is not None:
        first = answer.missing[: len(expect.missing_first)]
        if set(first) != expect.missing_first:
            yield Difference("missing_first", _shown(sorted(expect.missing_first)), _shown(first))


def _word(answer: "Recommendation", member: str) -> str:
    value: Any = getattr(answer, member)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def names_in(answer: "Recommendation", member: str) -> tuple[str, ...]:
    """Return a list of an answer as names: ids of criteria, services, facts or levels."""
    match member:
        case "contradictions":
            return tuple(each.id for each in answer.contradictions)
        case "reasons":
            return tuple(reason.criterion for reason in answer.reasons)
        case "barriers":
            return tuple(barrier.criterion for barrier in answer.barriers)
        case "services":
            return tuple(service.id for service in answer.services if service.status == "met")
        case "open_services":
            return tuple(service.id for service in answer.services if service.status == "open")
        case _:
            names: tuple[str, ...] = getattr(answer, member)
            return names


def _shown(names: Any) -> str:
    return ", ".join(names) or "nothing"
