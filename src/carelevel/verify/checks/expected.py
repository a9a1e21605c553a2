"""How an answer compares with the one that a vignette expects."""

from collections.abc import Iterator
from typing import Any

from carelevel.answers.results import Recommendation
from carelevel.model.frozen import record
from carelevel.model.vignettes import Expectation

ORDERED = ("possible", "reasons", "barriers", "ruled_out", "missing")
"""Lists of an answer whose order means something; the others are in the order of the file."""


@record
class Mismatch:
    """A member of an answer that is not as expected."""

    member: str
    expected: str
    actual: str


def differences(expect: Expectation, answer: Recommendation) -> Iterator[Mismatch]:
    """Yield every way in which an answer is not as expected."""
    for member, word in expect.words.items():
        actual = _word(answer, member)
        if actual != word:
            yield Mismatch(member, word, actual)
    for member, names in expect.among.items():
        found = names_in(answer, member)
        if not set(names) <= set(found):
            yield Mismatch(member, f"among them {_shown(names)}", _shown(found))
    for member, names in expect.exactly.items():
        found = names_in(answer, member)
        if sorted(names) != sorted(found):
            yield Mismatch(member, f"exactly {_shown(names)}", _shown(found))
        elif member in ORDERED and names != found:
            yield Mismatch(member, f"{_shown(names)} in this order", _shown(found))
    for member, names in expect.without.items():
        found = names_in(answer, member)
        if not set(names).isdisjoint(found):
            yield Mismatch(member, f"none of {_shown(names)}", _shown(found))
    if expect.missing_first is not None:
        first = answer.missing[: len(expect.missing_first)]
        if set(first) != expect.missing_first:
            yield Mismatch("missing_first", _shown(sorted(expect.missing_first)), _shown(first))


def _word(answer: Recommendation, member: str) -> str:
    value: Any = getattr(answer, member)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def names_in(answer: Recommendation, member: str) -> tuple[str, ...]:
    """Return a list of an answer as names: ids of criteria, services, facts or levels."""
    match member:
        case "contradictions":
            return tuple(each.id for each in answer.contradictions)
        case "unmet_parts":
            return tuple(each.part for each in answer.whom if each.status == "unmet")
        case "reasons":
            return tuple(reason.criterion for reason in answer.reasons)
        case "barriers":
            return tuple(barrier.criterion for barrier in answer.barriers)
        case "ruled_out":
            return tuple(each.criterion for each in answer.ruled_out)
        case "services":
            return tuple(service.id for service in answer.services if service.status == "met")
        case "open_services":
            return tuple(service.id for service in answer.services if service.status == "open")
        case _:
            names: tuple[str, ...] = getattr(answer, member)
            return names


def _shown(names: Any) -> str:
    return ", ".join(names) or "nothing"
