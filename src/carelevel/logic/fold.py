"""A fold over conditions: what an engine makes of atoms, "all", "any" and "not" gives what it makes of every condition.

Engines make nodes of diagrams, literals, pairs of gates, or numbers. The definition of truth (`meaning.py`) does not use the fold: it is written to be read on
its own, and every engine is compared with it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar, assert_never

from carelevel.model.conditions import AllOf, Among, AnyOf, Atom, Condition, CountOf, Holds, Includes, NoneOf, counted, is_on_points

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
    """Turns conditions into something else, each condition once."""

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
        # The condition is kept, so that no other object can get its identity.
        made = self._made.get(id(condition))
        if made is None:
            made = self._made[id(condition)] = self._folded(condition), condition
        return made[0]

    def _folded(self, condition: Condition) -> T:
        # Parts are made one by one, between the joins: the order decides which nodes there are, and how many.
        match condition:
            case Among() if is_on_points(condition):
                return self.points(condition)
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

    def points(self, atom: Among) -> T:
        """Return what an atom on points becomes."""
        return self.condition(counted(atom))

    def count_of(self, parts: Sequence[T], fewest: int, most: int) -> T:
        """Return "so many parts hold", both bounds included."""
        reached = [self.all_of(())] + [self.any_of(())] * (most + 1)  # reached[n]: at least n of the parts so far hold
        for part in parts:
            for n in range(most + 1, 0, -1):
                reached[n] = self.any_of((reached[n], self.all_of((reached[n - 1], part))))
        return self.all_of((reached[fewest], self.negated(reached[most + 1])))
