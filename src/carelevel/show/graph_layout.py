"""Boxes in three columns, joined by lines from left to right: an order with few crossings, and places without overlaps.

The order is found by sweeps, as in layered drawings of graphs (Sugiyama, Tagawa and Toda 1981): each box moves to the mean position of its neighbors, and
the order with the fewest crossings is kept.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

SWEEPS = 12

Joined = Sequence[tuple[int, int]]
"""Pairs of a box on the left and a box on the right, by number."""


def ordered(count: int, groups: Sequence[Sequence[int]], pairs: Joined) -> tuple[list[int], list[int]]:
    """Return an order of the left and of the right boxes in which few lines cross.

    Args:
        count: how many boxes there are on the left.
        groups: the boxes on the right, in groups that stay together and in their order.
        pairs: which are joined.
    """
    left, right = list(range(count)), [box for group in groups for box in group]
    best, fewest = (left, right), crossings(left, right, pairs)
    for _ in range(SWEEPS):
        left = _by_mean(left, right, [(two, one) for one, two in pairs])
        right = [box for group in groups for box in _by_mean([box for box in right if box in set(group)], left, pairs)]
        found = crossings(left, right, pairs)
        if found < fewest:
            best, fewest = (left, right), found
    return best


def _by_mean(boxes: Sequence[int], others: Sequence[int], pairs: Joined) -> list[int]:
    """Return boxes sorted by the mean position of their neighbors; boxes without any stay in place."""
    places = {other: place for place, other in enumerate(others)}
    joined: dict[int, list[int]] = {}
    for other, box in pairs:
        joined.setdefault(box, []).append(places[other])
    means = {box: sum(at) / len(at) for box, at in joined.items()}
    before = {box: place for place, box in enumerate(boxes)}
    return sorted(boxes, key=lambda box: (means.get(box, before[box]), before[box]))


def crossings(left: Sequence[int], right: Sequence[int], pairs: Joined) -> int:
    """Return how many pairs of lines cross."""
    at_left, at_right = ({box: place for place, box in enumerate(boxes)} for boxes in (left, right))
    ends: list[int] = []
    count = 0
    for _, end in sorted((at_left[one], at_right[two]) for one, two in pairs):
        count += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return count


def stacked(heights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the tops of boxes below each other, each with its gap above it."""
    tops: list[float] = []
    at = 0.0
    for height, gap in zip(heights, gaps, strict=True):
        tops.append(at + gap)
        at += gap + height
    return tops


def beside(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Return the tops of boxes in their order, each as near to its wanted middle as the others allow.

    No top is above 0. Boxes that want the same place form a block, which lies at the mean of what its members want.
    """
    blocks: list[tuple[list[int], float]] = []
    offsets = {0: 0.0}
    for box in range(len(wanted)):
        members = [box]
        while True:
            at = 0.0
            for member in members:
                offsets[member] = at
                at += heights[member] + gap
            top = max(sum(wanted[member] - heights[member] / 2 - offsets[member] for member in members) / len(members), 0.0)
            if not blocks or blocks[-1][1] + _extent(blocks[-1][0], heights, gap) <= top:
                break
            members = [*blocks.pop()[0], *members]
        blocks.append((members, top))
    return [top + offsets[member] for members, top in blocks for member in members]


def _extent(members: Sequence[int], heights: Sequence[float], gap: float) -> float:
    return sum(heights[member] + gap for member in members)


def ports(top: float, height: float, ends: Sequence[float]) -> Mapping[int, float]:
    """Return where each line meets the side of a box, spread evenly in the order of the other ends."""
    order = sorted(range(len(ends)), key=lambda number: ends[number])
    return {number: top + height * (place + 1) / (len(ends) + 1) for place, number in enumerate(order)}
