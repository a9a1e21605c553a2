"""A condition turned into something else from its atoms upwards: a node of a diagram, a literal, a pair of gates, a number.

An engine says what an atom becomes and how "all", "any" and "not" are made. What becomes of every other condition follows from that, and is said here once.
The definition (`meaning.py`) does not use this: it is written to be read, and every engine is compared with it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar, assert_never

from carelevel.model.conditions import AllOf, Among, AnyOf, Atom, Condition, CountOf, Holds, Includes, NoneOf

T = TypeVar("T")


class Connectives(Protocol[T]):
    """What makes "all", "any" and "not"."""

    def all_of(self, parts: Iterable[T], /) -> T:
        """Return "every part holds"."""

    def any_of(self, parts: Iterable[T], /) -> T:
        """Return "some part holds"."""

    def negated(self, part: T, /) -> T:
        """Return "the part does not hold"."""


class Fold(ABC, Generic[T]):
    """Turns conditions into something else, each of them once."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[int, tuple[T, Condition]] = {}

    @abstractmethod
    def atom(self, atom: Atom) -> T:
        """Return what an atom becomes."""

    @abstractmethod
    def all_of(self, parts: Iterable[T]) -> T:
        """Return "every part holds"."""

    @abstractmethod
    def any_of(self, parts: Iterable[T]) -> T:
        """Return "some part holds"."""

    @abstractmethod
    def negated(self, part: T) -> T:
        """Return "the part does not hold"."""

    def condition(self, condition: Condition) -> T:
        """Return what a condition becomes."""
        # By identity: a named condition is one object wherever it is used, and comparing whole trees would cost more than making them.
        # The condition is kept, so that no other one can come to lie in its place.
        made = self._made.get(id(condition))
        if made is None:
            made = self._made[id(condition)] = self._folded(condition), condition
        return made[0]

    def _folded(self, condition: Condition) -> T:
        # Parts are made one by one as they are asked for: what one of them decides already can save what the next would take.
        match condition:
            case Among() | Includes():
                return self.atom(condition)
            case AllOf(parts):
                return self.all_of(map(self.condition, parts))
            case AnyOf(parts):
                return self.any_of(map(self.condition, parts))
            case NoneOf(parts):
                return self.negated(self.any_of(map(self.condition, parts)))
            case CountOf(parts, fewest, most):
                return self.count_of([self.condition(part) for part in parts], fewest, most)
            case Holds(named, expected):
                part = self.condition(named.when)
                return part if expected else self.negated(part)
            case _:
                assert_never(condition)

    def count_of(self, parts: Sequence[T], fewest: int, most: int) -> T:
        """Return "so many parts hold", both bounds included."""
        reached = [self.all_of(())] + [self.any_of(())] * (most + 1)  # reached[n]: at least n of the parts so far hold
        for part in parts:
            for n in range(most + 1, 0, -1):
                reached[n] = self.any_of((reached[n], self.all_of((reached[n - 1], part))))
        return self.all_of((reached[fewest], self.negated(reached[most + 1])))
