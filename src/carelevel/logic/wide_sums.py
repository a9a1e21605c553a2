"""Sums of scores with many values, and where diagrams ask about their parts.

While a sum is being added up, a diagram has to remember the total so far. Of scores with many values that are many nodes, and as many again for each fact that
is asked about in between. So these scores come last, those of one sum together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.facts import AnyFact, Bands, Sum, Worst, domain, scores_below

WIDE = 200
"""Values of a score from which on its sums are wide; a sum needs two such scores."""


def wide_sums(conditions: Iterable[Condition]) -> tuple[tuple[str, ...], ...]:
    """Return for each wide sum that conditions stand on the ids of its scores."""
    sums = {fact.id: fact for condition in conditions for each in facts_of(condition) for fact in _sums_below(each)}
    scores = ({score.id: score for score, _ in scores_below(fact)} for fact in sums.values())
    return tuple(tuple(each) for each in scores if sum(len(domain(score)) > WIDE for score in each.values()) > 1)


def _sums_below(fact: AnyFact | Named) -> Iterator[Sum]:
    match fact:
        case Sum():
            yield fact
        case Bands():
            yield from _sums_below(fact.of)
        case Worst():
            for part in fact.parts:
                yield from _sums_below(part)
        case _:
            pass


def sums_last(order: Sequence[str], sums: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return an order with the scores of sums last: sums that share a score lie together, and begin with the scores that are in most of them.

    >>> sums_last(("then", "age", "now", "before"), [("then", "now"), ("before", "now")])
    ('age', 'now', 'then', 'before')
    """
    places = {name: place for place, name in enumerate(order)}
    shared = Counter(name for names in sums for name in names if name in places)
    together: list[set[str]] = []
    for names in sums:
        joined = {name for name in names if name in places}.union(*(each for each in together if not each.isdisjoint(names)))
        together = [*(each for each in together if each.isdisjoint(names)), joined]
    blocks = sorted(
        (sorted(each, key=lambda name: (-shared[name], places[name])) for each in together if each), key=lambda block: min(map(places.__getitem__, block))
    )
    return (*(name for name in order if name not in shared), *(name for block in blocks for name in block))
