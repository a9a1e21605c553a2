"""Conditions: functions from what is known of a person to met, unmet or unknown.

This is the whole language of conditions once it has been read. Operators are gone (an atom holds the values that satisfy it), and nodes hold
facts, not names. What a node means is in `logic/meaning.py`.
"""

from collections.abc import Iterator
from typing import assert_never

from carelevel.model.facts import About, AnyFact, Scalar, SetOf, Value
from carelevel.model.frozen import record


@record
class Among:
    """The fact has one of these values."""

    fact: Scalar
    values: frozenset[Value]


@record
class Includes:
    """The set has this member."""

    fact: SetOf
    member: str


@record
class AllOf:
    """Every part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class AnyOf:
    """Some part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class NoneOf:
    """No part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class CountOf:
    """The number of parts met lies between `fewest` and `most`, bounds included."""

    _shown = ("fewest", "most", "parts")

    parts: "tuple[Condition, ...]"
    fewest: int
    most: int


@record
class Named:
    """A derived yes-or-no fact: a condition with a name."""

    id: str
    about: About
    when: "Condition"


@record
class Holds:
    """The named condition is met; or unmet, where `expected` is false."""

    named: Named
    expected: bool


Condition = Among | Includes | AllOf | AnyOf | NoneOf | CountOf | Holds
Atom = Among | Includes


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside this one."""
    match condition:
        case Among() | Includes():
            return ()
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(parts):
            return parts
        case Holds(named):
            return (named.when,)
        case _:
            assert_never(condition)


def atoms(condition: Condition) -> Iterator[Atom]:
    """Yield every atom of a condition, in the order written; named conditions are looked into."""
    if isinstance(condition, Among | Includes):
        yield condition
    for part in parts_of(condition):
        yield from atoms(part)


def facts_of(condition: Condition) -> Iterator[AnyFact | Named]:
    """Yield every fact and named condition that a condition mentions, repeats included."""
    match condition:
        case Among(fact) | Includes(fact):
            yield fact
        case Holds(named):
            yield named
        case _:
            pass
    for part in parts_of(condition):
        yield from facts_of(part)
