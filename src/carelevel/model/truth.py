"""The three truth values, and how groups of them combine (Kleene's strong logic)."""

from collections.abc import Iterable
from enum import Enum, unique
from typing import assert_never


@unique
class Truth(Enum):
    """Whether what is known about a person meets a condition."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        # `if truth:` would treat unknown as yes or as no, and either can hurt someone.
        msg = "a truth value has three cases: compare it with Truth.MET, Truth.UNMET or Truth.UNKNOWN"
        raise TypeError(msg)


def negate(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    match truth:
        case Truth.MET:
            return Truth.UNMET
        case Truth.UNMET:
            return Truth.MET
        case Truth.UNKNOWN:
            return Truth.UNKNOWN
        case _:
            assert_never(truth)


def all_of(parts: Iterable[Truth]) -> Truth:
    """Return unmet if any part is unmet, met if every part is met, and otherwise unknown."""
    result = Truth.MET
    for part in parts:
        if part is Truth.UNMET:
            return Truth.UNMET
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(parts: Iterable[Truth]) -> Truth:
    """Return met if any part is met, unmet if every part is unmet, and otherwise unknown."""
    return negate(all_of(negate(part) for part in parts))


def count_of(parts: Iterable[Truth], fewest: int, most: int) -> Truth:
    """Return whether between `fewest` and `most` parts are met, bounds included."""
    met = unknown = 0
    for part in parts:
        met += part is Truth.MET
        unknown += part is Truth.UNKNOWN
    if fewest <= met and met + unknown <= most:
        return Truth.MET
    if met + unknown < fewest or met > most:
        return Truth.UNMET
    return Truth.UNKNOWN


def agreed(truths: Iterable[Truth]) -> Truth:
    """Return the truth value that all possibilities share, or unknown if they differ or there are none.

    >>> agreed([Truth.MET, Truth.MET]), agreed([Truth.MET, Truth.UNMET])
    (<Truth.MET: 'met'>, <Truth.UNKNOWN: 'unknown'>)
    """
    found = set(truths)
    return found.pop() if len(found) == 1 else Truth.UNKNOWN
