"""Whether a witness shows what it is a witness of: by looking at everybody of whom it is true, on the plain data of the oracle."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from carelevel.model.problems import Problem
from tests.property.brute import Brute, speaking_of
from tests.property.oracle import NEVER, Known, Person, Plain, completions, known_from, rsl

Claim = Callable[[Person, frozenset[str]], bool]
MOST_PEOPLE = 200
"""People up to which it is tried whether fewer facts would do."""


def shows(brute: Brute, problem: Problem, *, smallest: bool) -> None:
    """Check the witness of a finding, if it has one: somebody is like that, and for everybody who is the claim holds.

    Args:
        brute: everyone, after the findings were looked for.
        problem: the finding.
        smallest: that no fewer facts would do is checked too, in small sets.
    """
    claim = _claim(brute, problem)
    if problem.code == "exclusion-lowers":
        _shows_who_is_lowered(brute, str(problem.path[-1]), *problem.witness)
    elif problem.code == "wrong-direction":
        _shows_pair(brute, str(problem.path[-1]), *problem.witness)
    elif problem.witness is not None:
        like = _like(brute, problem.witness)
        assert like
        assert all(claim(person, met) for person, met in like)
        if smallest and problem.code in CERTAIN and len(brute.people) <= MOST_PEOPLE:
            assert not _is_shown_by_fewer(brute, claim, len(_parts(problem.witness))), problem


CERTAIN = ("always-met", "never-decides", "never-limits", "never-rules-out", "subsumed", "nothing-met")


def _claim(brute: Brute, problem: Problem) -> Claim:
    name = str(problem.path[-1])
    match problem.code:
        case "always-met" | "never-decides" | "never-limits" | "never-rules-out" | "subsumed":
            return lambda _, met: name in met
        case "level-never-reached":
            return lambda _, met: any(name in speaking_of(brute.by_id[each]) for each in met)
        case "overshoots":
            return lambda _, met: far(brute, met & brute.sound)
        case "nothing-met":
            worst = {each: brute.worst(each) for each in (brute.directed() if problem.path == ("facts",) else [name])}
            return lambda person, met: all(person[each] in values for each, values in worst.items()) and not met
        case "invariant-broken":
            invariant = next(each for each in brute.criteria["invariants"] if each["id"] == name)
            return lambda person, met: brute.breaks(invariant, person, met)
        case _:
            return lambda _, __: True


def far(brute: Brute, met: frozenset[str]) -> bool:
    """Return whether somebody is raised two levels above what is suggested or required, or above it to the most intensive one."""
    suggested = rsl(brute.criteria, met)[1]
    return brute.level(met) > suggested and (brute.level(met) >= suggested + 2 or brute.level(met) == len(brute.order) - 1)


def _like(brute: Brute, witness: Plain) -> list[tuple[Person, frozenset[str]]]:
    told: Known = known_from(brute.criteria, witness)
    every = {tuple(person.values()) for person in completions(told)}
    return [(person, met) for person, met in zip(brute.people, brute.met, strict=True) if tuple(person.values()) in every]


def _end(said: Plain, order: list[Any]) -> Any:
    """Return the value that is meant: the top of a score by itself is said as what is not `never`, or what lies below a number and is not it."""
    return max(value for value in order if value != NEVER) if said["is_not"] == NEVER else said["is_not"] - 1


def _shows_pair(brute: Brute, fact: str, better: Plain, worse: Plain) -> None:
    assert {**better, fact: None} == {**worse, fact: None}
    order = brute.best_first(fact)
    ends = [_end(said, order) if isinstance(said, dict) else said for said in (better[fact], worse[fact])]
    places = [order.index(end) if end in order else len(order) if order[-1] > order[0] else -1 for end in ends]
    assert places[0] < places[1]
    ones = {_but(person, fact): met & brute.sound for person, met in _like(brute, better)}
    others = {_but(person, fact): met & brute.sound for person, met in _like(brute, worse)}
    both = ones.keys() & others.keys()
    assert both
    for rest in both:
        assert brute.level(ones[rest]) > brute.level(others[rest]) or rsl(brute.criteria, ones[rest])[0] > rsl(brute.criteria, others[rest])[0]


def _shows_who_is_lowered(brute: Brute, fact: str, before: Plain, after: Plain) -> None:
    assert {**before, fact: None} == {**after, fact: None}
    ones = {_but(person, fact): met & brute.sound for person, met in _like(brute, before)}
    others = {_but(person, fact): met & brute.sound for person, met in _like(brute, after)}
    both = ones.keys() & others.keys()
    assert both
    assert all(brute.level(others[rest]) < brute.level(ones[rest]) and others[rest] < ones[rest] for rest in both)


def _but(person: Person, fact: str) -> tuple[Any, ...]:
    return tuple(value for name, value in person.items() if name != fact)


def _parts(case: Plain) -> list[tuple[str, str | None]]:
    return [(name, member) for name, said in case.items() for member in (said if isinstance(said, dict) else [None])]


def _is_shown_by_fewer(brute: Brute, claim: Claim, count: int) -> bool:
    """Return whether fewer facts and members than so many are enough for a claim, whatever their values."""
    rows = [(dict(_told(brute.criteria, person)), claim(person, met)) for person, met in zip(brute.people, brute.met, strict=True)]
    for chosen in combinations(rows[0][0], count - 1) if count else ():
        alike: dict[tuple[Any, ...], bool] = {}
        for told, holds in rows:
            key = tuple(told[part] for part in chosen)
            alike[key] = alike.get(key, True) and holds
        if any(alike.values()):
            return True
    return False


def _told(criteria: Plain, person: Person) -> Iterator[tuple[tuple[str, str], Any]]:
    for name, value in person.items():
        if isinstance(value, frozenset):
            yield from (((name, member), member in value) for member in criteria["facts"][name]["values"])
        else:
            yield (name, ""), value
