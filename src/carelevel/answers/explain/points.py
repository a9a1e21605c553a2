"""Points in words: which conditions they come from, and which would have to change for more or fewer."""

from collections.abc import Iterator, Sequence

from carelevel.answers.explain.quotas import Wish, fulfilled
from carelevel.logic.awarding import parts_below
from carelevel.logic.english import joined, values_words
from carelevel.logic.meaning import meaning, possible_values
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition, Holds, Includes, Strict, on_score, parts_of
from carelevel.model.facts import Award, Points, Value, bare_text
from carelevel.model.truth import Truth


def points_words(fact: Points, case: Case) -> str:
    """Return how many points there are and from what: `NEWS2 is 5 of 20 points: respiration rate 2, pulse 3`."""
    possible = possible_values(fact, case)
    low, high = int(min(possible)), int(max(possible))
    total = bare_text(fact, low) if low == high else f"{bare_text(fact, low)} to {bare_text(fact, high)}"
    unknown = list(dict.fromkeys(title for award in fact.awards for title in _unknown_in(award.when, case)))
    counted = _by_name([award for award in fact.awards if meaning(award.when, case) is Truth.MET], fact)
    known = [f"{name} {points}" for name, points in counted]
    parts = [", ".join(known), *([f"not known: {', '.join(unknown)}"] if unknown else [])]
    said = "; ".join(part for part in parts if part)
    return f"{fact.about.title} is {total} of {bare_text(fact, fact.high)} points{f': {said}' if said else ''}"


def found_points_words(fact: Points, case: Case, needed: frozenset[Value], written: Strict | None) -> str:
    """Return how many points there are, which is enough, with what was needed."""
    return f"{points_words(fact, case)} ({values_words(fact, needed, written)} needed)"


def lacking_points_words(fact: Points, case: Case, needed: frozenset[Value], written: Strict | None) -> str:
    """Return how many points there are, with what is needed instead: `NEWS2 is 3 of 20 points: pulse 3; 5 or more needed`."""
    return f"{points_words(fact, case)}; {values_words(fact, needed, written)} needed"


def wishes_for(fact: Points, needed: frozenset[Value], case: Case) -> Sequence[tuple[Wish, int]]:
    """Return the conditions that bring points nearer to some values, each with whether it has to be met or unmet, and by how many points it does."""
    possible = possible_values(fact, case)
    low, high = int(min(possible)), int(max(possible))
    # Towards the nearest of the values; where they are not ruled out, either way.
    nearest = min((min(abs(int(value) - low), abs(int(value) - high)), int(value) > high) for value in needed)[1]
    ways = {nearest} if needed.isdisjoint(possible) else {True, False}
    found = [((award.when, (award.points > 0) is way), abs(award.points)) for award in _to_change(fact) for way in sorted(ways, reverse=True)]
    return [(wish, points) for wish, points in found if fulfilled(*wish, case) is not Truth.MET]


def _to_change(fact: Points) -> Iterator[Award]:
    """Yield what can change by itself: of awards about one fact the rungs, since one award can take the place of another; all others as the file has them."""
    alone = [rung for rung in fact.rungs if len(set(parts_below(rung.when))) == 1]
    parts = {part for rung in alone for part in parts_below(rung.when)}
    yield from alone
    yield from (award for award in fact.awards if not parts.issuperset(parts_below(award.when)))


def fewest_wishes(points: Sequence[int], distance: int) -> int:
    """Return how many of some conditions it takes at least to make up for a distance."""
    left, count = distance, 0
    for each in sorted(points, reverse=True):
        if left <= 0:
            break
        left, count = left - each, count + 1
    return max(count, 1)


def _by_name(awards: Sequence[Award], fact: Points) -> Iterator[tuple[str, str]]:
    """Yield the points of conditions with the names of what they are about, those about the same together."""
    totals: dict[str, int] = {}
    for award in awards:
        name = _named_in(award.when)
        totals[name] = totals.get(name, 0) + award.points
    yield from ((name, bare_text(fact, points)) for name, points in totals.items())


def _named_in(condition: Condition) -> str:
    """Return the titles of the facts that a condition names."""
    return joined(list(dict.fromkeys(_titles(condition))))


def _unknown_in(condition: Condition, case: Case) -> Iterator[str]:
    """Yield the titles of the facts for which it is not known whether a condition holds."""
    if meaning(condition, case) is Truth.UNKNOWN:
        if isinstance(condition, Among | Includes | Holds):
            yield from _titles(condition)
        else:
            for part in parts_of(condition):
                yield from _unknown_in(part, case)


def _titles(condition: Condition) -> Iterator[str]:
    match condition:
        case Among():
            yield on_score(condition).fact.about.title
        case Includes(fact, member):
            yield fact.about.titles.get(member, member.replace("_", " "))
        case Holds(named):
            yield named.about.title
        case _:
            for part in parts_of(condition):
                yield from _titles(part)
