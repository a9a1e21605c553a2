"""Every finding of `check` is so, word by word: of everybody of whom it speaks, and of all that it names, by looking at every person.

What is expected of the proofs stands in `brute.py`. Here only their sentences are read, as a reader would who has never seen how they are proved.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.problems import Problem
from carelevel.verify.checks import check, requested_checks
from tests.property.brute import Brute, thresholds
from tests.property.drawn_proofs import sets_with_exclusions, sets_with_faults
from tests.property.oracle import Person, Plain, agreeing, holds, is_meant, level_by, level_from, rsl, value_of, values_of

TODAY = date(2026, 11, 25)

BOUND_OF_THE_POPULATION: Plain = {
    "carelevel": 1,
    "id": "drawn",
    "version": "1",
    "title": "Who the criteria are for, said again in a criterion",
    "applies_when": {"weeks": {"at_least": 2}},
    "levels": {"outpatient": {"title": "Outpatient"}, "iop": {"title": "IOP"}},
    "services": {},
    "facts": {"weeks": {"type": "score", "range": [0, 6], "worse": "high"}, "works": {"type": "yes_no", "worse": "yes"}},
    "derived": {},
    "criteria": [{"id": "c0", "suggests": "iop", "when": {"weeks": {"between": [2, 4]}, "works": "yes"}, "because": "Reason."}],
    "invariants": [],
}
SUGGESTED_TOO: Plain = {
    **BOUND_OF_THE_POPULATION,
    "title": "What is required is suggested too",
    "criteria": [
        {"id": "c0", "requires": "iop", "when": {"weeks": {"at_least": 4}}, "because": "Reason."},
        {"id": "c1", "suggests": "iop", "when": {"weeks": {"at_least": 3}}, "because": "Reason."},
    ],
}


class Words:
    """What the sentences of a set's findings speak of: people in whom no facts disagree."""

    def __init__(self, criteria: Plain, problem: Problem) -> None:
        self.criteria = criteria
        self.message = problem.message
        self.name = str(problem.path[-1])
        self.levels = list(criteria["levels"])
        self.possible = agreeing(criteria)
        self.theirs = [person for person in self.possible if self.is_for(person)]
        aside = re.search(r" \(leaving aside (.*), always met\)$", self.message)
        self.aside = set(re.findall("`([^`]+)`", aside[1])) if aside else set()
        self.by_id = {each["id"]: each for each in criteria["criteria"]}
        assert all(self.meets(person, name) for person in self.theirs for name in self.aside)

    def is_for(self, person: Person) -> bool:
        return is_meant(self.criteria, person)

    def meets(self, person: Person, name: str) -> bool:
        return holds(self.criteria, self.by_id[name]["when"], person)

    def met(self, person: Person, *without: str) -> frozenset[str]:
        return frozenset(name for name in self.by_id if name not in self.aside and name not in without and self.meets(person, name))

    def rank(self, effect: str, name: str) -> int:
        return self.levels.index(self.by_id[name][effect])

    def level(self, person: Person, *without: str) -> int:
        return level_by(self.criteria, self.met(person, *without))

    def services(self, person: Person, *without: str) -> frozenset[str]:
        return frozenset(service for name in self.met(person, *without) for service in self.by_id[name].get("adds", ()))

    def answer(self, person: Person, *without: str) -> Any:
        """Return the level, requirement, services and barriers; and from what the level was raised."""
        met = self.met(person, *without)
        required, suggested, limit = rsl(self.criteria, met)
        barriers = {name for name in met if "limits_to" in self.by_id[name] and self.rank("limits_to", name) < suggested}
        raised = level_by(self.criteria, met), level_from(required, suggested, limit)
        return raised, required, self.services(person, *without), barriers

    def pairs(self, fact: str, some: list[Person]) -> Iterator[tuple[Person, Person]]:
        """Yield every two people who differ in one fact alone."""
        alike: dict[Any, list[Person]] = {}
        for person in some:
            alike.setdefault(tuple(value for name, value in person.items() if name != fact), []).append(person)
        yield from ((one, other) for group in alike.values() for one in group for other in group if one is not other)


def never_met(words: Words) -> bool:
    return not any(words.meets(person, words.name) for person in words.theirs)


def always_met(words: Words) -> bool:
    return all(words.meets(person, words.name) for person in words.theirs)


def never_decides(words: Words) -> bool:
    """It decides nothing: without it nobody's answer would be another one."""
    by = re.search("meets `([^`]+)`, which says as much", words.message)
    meeting = [person for person in words.theirs if words.meets(person, words.name)]
    is_met_beside = by is None or all(words.meets(person, by[1]) for person in meeting)
    return is_met_beside and all(words.answer(person) == words.answer(person, words.name) for person in meeting)


def never_limits(words: Words) -> bool:
    rank = words.rank("limits_to", words.name)
    return not any(rsl(words.criteria, words.met(person))[1] > rank for person in words.theirs if words.meets(person, words.name))


def never_rules_out(words: Words) -> bool:
    return all(words.level(person) == words.level(person, words.name) for person in words.theirs if words.meets(person, words.name))


def overshoots(words: Words) -> bool:
    raised = re.search("is raised to `([^`]+)`", words.message)
    assert raised
    rank = words.levels.index(raised[1])
    far = [person for person in words.theirs if words.meets(person, words.name) and words.level(person) == rank]
    return any(rank > (most := rsl(words.criteria, words.met(person))[1]) and rank >= min(most + 2, len(words.levels) - 1) for person in far)


def subsumed(words: Words) -> bool:
    meeting = [person for person in words.theirs if words.meets(person, words.name)]
    by = re.search("meets `([^`]+)`, which limits as much", words.message)
    if by:
        assert "limits nobody further" in words.message
        return all(words.meets(person, by[1]) and words.level(person) == words.level(person, words.name) for person in meeting)
    if "raises nobody" in words.message:
        return all(words.level(person) == words.level(person, words.name) for person in meeting)
    assert "adds no service" in words.message
    return all(words.services(person) == words.services(person, words.name) for person in meeting)


def level_never_reached(words: Words) -> bool:
    return not any(words.levels[words.level(person)] == words.name for person in words.theirs)


def band_never_reached(words: Words) -> bool:
    label = re.search("in the band `([^`]+)`", words.message)
    assert label
    return not any(value_of(words.criteria, words.name, person) == label[1].replace(" ", "_") for person in words.theirs)


def service_never_added(words: Words) -> bool:
    return not any(words.name in words.services(person) for person in words.theirs)


def fact_never_matters(words: Words) -> bool:
    assert "the level, requirement, services or barriers" in words.message
    return all(words.answer(one) == words.answer(other) for one, other in words.pairs(words.name, words.theirs))


def threshold_never_matters(words: Words) -> bool:
    """Neither the answer is another one on the other side, nor whether there is one at all."""
    assert "the level, requirement, services or barriers" in words.message
    sides = re.search("the threshold between `([^`]+)` and `([^`]+)`", words.message)
    assert sides
    below, above = ([value for value in values_of(words.criteria, words.name) if _said(value) == said.removesuffix(" or more")] for said in sides.groups())
    if words.name not in thresholds(words.criteria):
        return True  # sums stand on it too, and may change where it does
    return all(
        words.is_for(one) == words.is_for(other) and (not words.is_for(one) or words.answer(one) == words.answer(other))
        for one, other in words.pairs(words.name, words.possible)
        if one[words.name] in below and other[words.name] in above
    )


def _said(value: Any) -> str:
    return str(value).replace("_", " ")


def wrong_direction(words: Words) -> bool:
    sides = re.search("from `[^`]+` `([^`]+)` to the worse `([^`]+)` alone, (the level|what is required) of some person falls below `([^`]+)`", words.message)
    assert sides
    better, worse = (said.removesuffix(" or more") for said in sides.groups()[:2])
    rank: Callable[[Person], int] = words.level if sides[3] == "the level" else lambda person: rsl(words.criteria, words.met(person))[0]
    below = words.levels.index(sides[4])
    return any(
        rank(one) >= below > rank(other)
        for one, other in words.pairs(words.name, words.theirs)
        if _said(one[words.name]) == better and _said(other[words.name]) == worse
    )


def nothing_met(words: Words) -> bool:
    brute = Brute(words.criteria)
    every = re.search(r"every fact with a `worse` can be at its worst \((.*)\), and no", words.message)
    names = re.findall("`([^`]+)`", every[1]) if every else [words.name]
    enough = re.search("though at `([^`]+)` it alone is enough for `([^`]+)`", words.message)
    alone = [person for person in words.theirs if enough and _said(person[words.name]) == enough[1].removesuffix(" or more")]
    is_enough = enough is None or (bool(alone) and all(words.meets(person, enough[2]) for person in alone))
    return is_enough and any(all(person[name] in brute.worst(name) for name in names) and not words.met(person) for person in words.theirs)


def exclusion_lowers(words: Words) -> bool:
    found = re.match("from `[^`]+` `(yes|no)` to `(yes|no)` alone, the level of some person falls below `([^`]+)`: (.*) cannot be met with", words.message)
    assert found is not None
    before, after, rank, named = found[1], found[2], words.levels.index(found[3]), re.findall("`([^`]+)`", found[4])
    pairs = [(one, other) for one, other in words.pairs(words.name, words.theirs) if (one[words.name], other[words.name]) == (before, after)]
    return (
        any(words.level(one) >= rank > words.level(other) for one, other in pairs)
        and not any(words.meets(other, name) for _, other in pairs for name in named)
        and all(words.met(other) <= words.met(one) for one, other in pairs)
    )


CLAIMS: dict[str, Callable[[Words], bool]] = {
    "never-met": never_met,
    "always-met": always_met,
    "never-decides": never_decides,
    "never-limits": never_limits,
    "never-rules-out": never_rules_out,
    "overshoots": overshoots,
    "subsumed": subsumed,
    "level-never-reached": level_never_reached,
    "band-never-reached": band_never_reached,
    "service-never-added": service_never_added,
    "fact-never-matters": fact_never_matters,
    "threshold-never-matters": threshold_never_matters,
    "wrong-direction": wrong_direction,
    "nothing-met": nothing_met,
    "exclusion-lowers": exclusion_lowers,
}
WHOM = re.compile("possible person(?! whom the criteria are for)")


@example(BOUND_OF_THE_POPULATION)
@example(SUGGESTED_TOO)
@given(st.one_of(sets_with_faults(), sets_with_exclusions()))
def test_what_a_finding_says_is_so(criteria: Plain) -> None:
    for problem in requested_checks(loads(json.dumps(criteria)).definition, TODAY):
        if problem.code in CLAIMS:
            assert CLAIMS[problem.code](Words(criteria, problem)), problem.message
            assert "applies_when" not in criteria or not WHOM.search(problem.message), problem.message
            assert "take it out" not in (problem.hint or "") or "requires" not in next(
                (each for each in criteria["criteria"] if each["id"] == problem.path[-1]), {}
            )


def test_the_bound_of_the_population_is_no_threshold_that_never_matters() -> None:
    """At 1 the criteria are not for this person, and at 2 they are."""
    assert "threshold-never-matters" not in [problem.code for problem in check(loads(json.dumps(BOUND_OF_THE_POPULATION)), TODAY)]


def test_a_requirement_that_is_suggested_too_decides_what_is_required() -> None:
    """Nobody's level is another one without it, and yet a lower one would be called adequate."""
    assert "never-decides" not in [problem.code for problem in check(loads(json.dumps(SUGGESTED_TOO)), TODAY)]
