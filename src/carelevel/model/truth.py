"""The three truth values, and how groups of them combine (Kleene's strong logic)."""

from collections.abc import Iterable
from enum import Enum, unique
from typing import assert_never


@unique
class Truth(Enum):
    """Whether a condition is met by what is known of a person."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        # `if truth:` would have to treat "unknown" as yes or as no, and either can hurt someone.
        msg = "a truth value has three cases: compare it with Truth.MET, Truth.UNMET or Truth.UNKNOWN"
        raise TypeError(msg)


def negate(truth: Truth) -> Truth:
    """Return the opposite; what is unknown stays unknown."""
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
    """Return unmet as soon as one part is unmet, met when every part is met, else unknown."""
    result = Truth.MET
    for part in parts:
        if part is Truth.UNMET:
            return Truth.UNMET
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(parts: Iterable[Truth]) -> Truth:
    """Return met as soon as one part is met, unmet when every part is unmet, else unknown."""
    return negate(all_of(negate(part) for part in parts))


def count_of(parts: Iterable[Truth], fewest: int, most: int) -> Truth:
    """Return whether the number of met parts lies between `fewest` and `most`, bounds included."""
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
    """Return what holds whichever of several possibilities turns out to be so; unknown where they differ, or where there is none.

    >>> agreed([Truth.MET, Truth.MET]), agreed([Truth.MET, Truth.UNMET])
    (<Truth.MET: 'met'>, <Truth.UNKNOWN: 'unknown'>)
    """
    found = set(truths)
    return found.pop() if len(found) == 1 else Truth.UNKNOWN
