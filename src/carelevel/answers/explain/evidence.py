"""Every part of what is known that is enough for a condition to be met, or unmet, and none of which can go; and the words for one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from carelevel.answers.explain.points import found_points_words
from carelevel.answers.explain.quotas import Wish, fulfilled, in_points, need_of
from carelevel.logic.awarding import parts_below
from carelevel.logic.english import found_words, joined, member_words, sentence
from carelevel.logic.meaning import possible_values
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Among, Condition, Holds, Includes
from carelevel.model.facts import Points, Scalar, Value
from carelevel.model.truth import Truth

MOST_EVIDENCE = 100
"""Sufficient parts that are given for one criterion, and that are kept on the way. Where there are more, one is given."""

_LONGEST_SUM = 10
_Enough = list[frozenset[Part]]


class TooMuchEvidenceError(Exception):
    """There are too many parts of what is known to tell them all."""


def every_evidence(condition: Condition, case: Case) -> tuple[frozenset[Part], ...]:
    """Return all parts of what is known that make a condition met and cannot be made smaller.

    Raises:
        TooMuchEvidenceError: there are more than `MOST_EVIDENCE`.
    """
    return tuple(_enough(condition, case, wanted=True))


def _enough(condition: Condition, case: Case, *, wanted: bool) -> _Enough:
    match condition:
        case Among(fact, values):
            return _of_atom(*in_points(fact, values, wanted), case)
        case Includes(fact, member):
            return [frozenset({(fact.id, member)})] if case.includes(fact.id, member) is wanted else []
        case _:
            return _of_group(*need_of(condition, wanted), case)


def _of_atom(fact: Scalar, needed: frozenset[Value], case: Case) -> _Enough:
    named = dict.fromkeys(parts_below(Among(fact, needed)))
    parts = [(name, member) for name, member in named if (name in case.values if member is None else member in case.members.get(name, ()))]
    if len(parts) > _LONGEST_SUM:
        raise TooMuchEvidenceError
    enough: _Enough = []
    for size in range(len(parts) + 1):
        for chosen in map(frozenset, combinations(parts, size)):
            if not any(smaller <= chosen for smaller in enough) and needed.issuperset(possible_values(fact, case.only(sorted(chosen, key=str)))):
                enough.append(chosen)
    return enough


def _of_group(count: int, wishes: Sequence[Wish], case: Case) -> _Enough:
    """Return the smallest ways to have a number of parts as they are wanted."""
    ways: list[_Enough] = [[frozenset()], *([] for _ in range(count))]
    for condition, wanted in wishes:
        enough = _enough(condition, case, wanted=wanted)
        for n in range(count, 0, -1):
            ways[n] = _smallest([*ways[n], *(one | other for one in ways[n - 1] for other in enough)])
    return ways[count]


def _smallest(sets: Iterable[frozenset[Part]]) -> _Enough:
    kept: _Enough = []
    for each in sorted(set(sets), key=len):
        if not any(smaller <= each for smaller in kept):
            kept.append(each)
    if len(kept) > MOST_EVIDENCE:
        raise TooMuchEvidenceError
    return kept


def evidence_words(condition: Condition, case: Case) -> str:
    """Return why a condition is met, from the evidence alone: `symptom severity is severe (moderate or worse needed); weekly therapy is not enough`."""
    return "; ".join(dict.fromkeys(_clauses(condition, case, wanted=True)))


def _clauses(condition: Condition, case: Case, *, wanted: bool) -> Iterator[str]:
    if fulfilled(condition, wanted, case) is not Truth.MET:
        return
    match condition:
        case Among(fact, values, written):
            shown, needed = in_points(fact, values, wanted)
            if isinstance(shown, Points):
                yield found_points_words(shown, case, needed, written if wanted else None)
                return
            yield found_words(shown, frozenset(possible_values(shown, case)), needed, written if wanted else None)
        case Includes(fact, member):
            yield member_words(fact, member, held=wanted)
        case Holds(named, expected):
            inside = [clause for part, wish in need_of(condition, wanted)[1] for clause in _clauses(part, case, wanted=wish)]
            yield f"{sentence(Holds(named, expected is wanted))}, as {joined(list(dict.fromkeys(inside)))}"
        case _:
            for part, wish in need_of(condition, wanted)[1]:
                yield from _clauses(part, case, wanted=wish)
