"""The variable order of diagrams: facts of one condition close together, since a diagram has to remember what lies between them.

The method is FORCE (Aloul, Markov and Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic", 2003): every fact moves to the middle of the
conditions that name it, again and again, until nothing gets closer. The result depends on the order it starts from, so several are tried.
"""

import random
from collections.abc import Iterable, Iterator, Sequence

STARTS = 40
"""Random orders to start from, the same every time, where the order of the file does not lead to small diagrams."""

ROUNDS = 30
"""Moves of all facts from one start; it mostly ends sooner."""

MOVES = 250_000
"""Facts that are moved, and looked at in groups, in all: a fifth of a second. Where there are many, fewer starts and fewer moves are made."""


def orders(names: Sequence[str], groups: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield orders in which the names of each group lie close together: from the given order, then the closest from random ones, then its reverse.

    Args:
        names: all names.
        groups: names that belong together; each of them is in `names`.
    """
    tied = [group for group in map(frozenset, groups) if len(group) > 1]
    size = len(names) + sum(map(len, tied)) + 1
    rounds = min(ROUNDS, max(MOVES // size, 1))
    yield tuple(_settled(list(names), tied, rounds))
    chance = random.Random(0)  # noqa: S311 - nothing secret: where to begin
    starts = [chance.sample(names, len(names)) for _ in range(min(STARTS, max(MOVES // (rounds * size), 1)))]
    closest = min((_settled(start, tied, rounds) for start in starts), key=lambda order: _spread(_places(order), tied))
    yield tuple(closest)
    yield tuple(reversed(closest))


def _settled(order: list[str], groups: Sequence[frozenset[str]], rounds: int) -> list[str]:
    """Return the closest order found while moving names until nothing moves any more."""
    best, least = order, _spread(_places(order), groups)
    for _ in range(rounds):
        moved = _moved(order, groups)
        if moved == order:
            break
        order = moved
        spread = _spread(_places(order), groups)
        if spread < least:
            best, least = order, spread
    return best


def _moved(order: Sequence[str], groups: Sequence[frozenset[str]]) -> list[str]:
    """Return the names sorted by the mean of the middles of their groups."""
    places = _places(order)
    pulls: dict[str, list[float]] = {name: [] for name in order}
    for group in groups:
        middle = sum(places[name] for name in group) / len(group)
        for name in group:
            pulls[name].append(middle)
    return sorted(order, key=lambda name: (sum(pulls[name]) / len(pulls[name]) if pulls[name] else places[name], places[name]))


def _places(order: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(order)}


def _spread(places: dict[str, int], groups: Sequence[frozenset[str]]) -> int:
    """Return the total span of the groups."""
    return sum(max(found) - min(found) for found in ([places[name] for name in group] for group in groups))
