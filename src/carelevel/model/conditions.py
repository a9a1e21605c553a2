"""Conditions: functions from what is known about a person to met, unmet or unknown.

This is the whole language of conditions after reading. There are no operators (an atom has the values that satisfy it), and nodes hold facts, not
names. `logic/meaning.py` defines what each node means.
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
    """At least one part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class NoneOf:
    """No part is met."""

    _shown = ("parts",)

    parts: "tuple[Condition, ...]"


@record
class CountOf:
    """Between `fewest` and `most` parts are met, bounds included."""

    _shown = ("fewest", "most", "parts")

    parts: "tuple[Condition, ...]"
    fewest: int
    most: int


@record
class Named:
    """A named condition, which is a derived yes_no fact."""

    id: str
    about: About
    when: "Condition"


@record
class Holds:
    """The named condition is met, or unmet if `expected` is false."""

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
    """Yield every atom of a condition in its order, including those inside named conditions."""
    if isinstance(condition, Among | Includes):
        yield condition
    for part in parts_of(condition):
        yield from atoms(part)


def facts_of(condition: Condition) -> Iterator[AnyFact | Named]:
    """Yield every fact and named condition in a condition, repeats included."""
    match condition:
        case Among(fact) | Includes(fact):
            yield fact
        case Holds(named):
            yield named
        case _:
            pass
    for part in parts_of(condition):
        yield from facts_of(part)
