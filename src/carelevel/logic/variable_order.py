"""The variable order of diagrams: facts of one condition close together, since a diagram has to remember what lies between them.

The method is FORCE (Aloul, Markov and Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic", 2003): every fact moves to the middle of the
conditions that name it, again and again, until nothing gets closer. The result depends on the order it starts from, so several are tried.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

STARTS = 40
"""Random orders to start from, the same every time, where the order of the file does not lead to small diagrams."""

ROUNDS = 30
"""Moves of all facts from one start; it mostly ends sooner."""

MOVES = 250_000
"""Facts that are moved, and looked at in groups, in all: a fifth of a second. Where there are many, fewer starts and fewer moves are made."""


def orders(names: Sequence[str], groups: Iterable[Iterable[str]], first: Sequence[str] = ()) -> Iterator[tuple[str, ...]]:
    """Yield orders in which the names of each group lie close together: from the given order, then the closest from random ones, then its reverse.

    Args:
        names: all names.
        groups: names that belong together; each of them is in `names`.
        first: the first of these orders, where it has been found before.
    """
    ties = _Ties(groups)
    size = len(names) + ties.size + 1
    rounds = min(ROUNDS, max(MOVES // size, 1))
    yield tuple(first or _settled(list(names), ties, rounds))
    chance = random.Random(0)  # noqa: S311 - nothing secret: where to begin
    starts = [chance.sample(names, len(names)) for _ in range(min(STARTS, max(MOVES // (rounds * size), 1)))]
    closest = min((_settled(start, ties, rounds) for start in starts), key=ties.spread)
    yield tuple(closest)
    yield tuple(reversed(closest))


class _Ties:
    """Which names belong together.

    Attributes:
        size: how many names all groups have.
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        tied = [tuple(group) for group in map(frozenset, groups) if len(group) > 1]
        of_name: dict[str, list[int]] = {}
        for number, group in enumerate(tied):
            for name in group:
                of_name.setdefault(name, []).append(number)
        self.size = sum(map(len, tied))
        self._groups = [(itemgetter(*group), len(group)) for group in tied]
        self._of_name = {name: (itemgetter(*numbers), len(numbers)) for name, numbers in of_name.items()}

    def moved(self, order: Sequence[str]) -> list[str]:
        """Return the names sorted by the mean of the middles of their groups."""
        places = _places(order)
        middles = [sum(places_in(places)) / size for places_in, size in self._groups]
        pulls = {name: middles_of(middles) if number == 1 else sum(middles_of(middles)) / number for name, (middles_of, number) in self._of_name.items()}
        return sorted(order, key=lambda name: (pulls.get(name, places[name]), places[name]))

    def spread(self, order: Sequence[str]) -> int:
        """Return the total span of the groups."""
        places = _places(order)
        return sum(max(found) - min(found) for found in (places_in(places) for places_in, _size in self._groups))


def _settled(order: list[str], ties: _Ties, rounds: int) -> list[str]:
    """Return the closest order found while moving names until nothing moves any more."""
    best, least = order, ties.spread(order)
    for _ in range(rounds):
        moved = ties.moved(order)
        if moved == order:
            break
        order = moved
        spread = ties.spread(order)
        if spread < least:
            best, least = order, spread
    return best


def _places(order: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(order)}
