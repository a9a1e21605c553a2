"""Which values push the level up: every kind of atom, and what follows from their ends."""

import json
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import Signed, best_and_worst, facts_both_ways, open_atoms, open_facts
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

FACTS: dict[str, dict[str, Any]] = {
    "pain": {"type": "scale", "values": ["none", "mild", "severe"], "worse": "high"},
    "sleep": {"type": "scale", "values": ["none", "mild", "severe"], "worse": "high"},
    "points": {"type": "score", "range": [0, 3]},
    "before": {"type": "score", "range": [1, 3]},
    "plan": {"type": "choice", "values": ["one", "two", "three"]},
    "alone": {"type": "yes_no"},
    "kinds": {"type": "set", "values": ["a", "b"]},
}
DERIVED = {
    "total": {"sum": ["points", {"of": "before", "times": -2}]},
    "band": {"bands": {"of": "points", "low": [0, 0], "middle": [1, 2], "high": [3, 3]}},
    "whole": {"bands": {"of": "total", "low": [-6, -4], "middle": [-3, -1], "high": [0, 1]}},
    "worst": {"worst": ["pain", "sleep"]},
    "lonely": {"when": {"alone": "yes", "points": {"at_least": 1}}},
}
A, P, S = {"alone": "yes"}, {"plan": "two"}, {"points": {"at_least": 2}}
LOW = {"none": [{"points": {"at_least": 2}}]}


def set_of(*conditions: Any) -> Definition:
    """Return a definition in which each condition requires a level."""
    criteria = [{"id": f"c{at}", "requires": "high", "when": when, "because": "Reason."} for at, when in enumerate(conditions)]
    head = {"carelevel": 1, "id": "small", "version": "1", "title": "Small", "levels": {"low": {"title": "Low"}, "high": {"title": "High"}}}
    return loads(json.dumps({**head, "facts": FACTS, "derived": DERIVED, "criteria": criteria})).definition


def signed(definition: Definition, case: Case) -> Iterator[Signed]:
    for criterion in definition.criteria:
        yield from open_atoms(criterion.when, case)


BOTH_WAYS: list[tuple[str, list[Any], tuple[str, ...]]] = [
    ("one atom", [S], ()),
    ("one inside the other", [S, {"points": {"at_least": 1}}], ()),
    ("the same twice", [S, S], ()),
    ("neither inside the other", [{"points": {"at_most": 1}}, S], ("points",)),
    ("overlapping", [{"points": {"at_most": 2}}, {"points": {"between": [2, 3]}}], ("points",)),
    ("three, of which two are no chain", [{"points": 3}, {"points": {"at_least": 2}}, {"points": {"at_most": 2}}], ("points",)),
    ("the opposite", [LOW, S], ("points",)),
    ("the opposite twice", [LOW, {"none": [{"points": {"at_least": 3}}]}], ()),
    ("any and all", [{"any": [S, A]}, {"all": [S, P]}], ()),
    ("at least of several", [{"at_least": {"count": 1, "of": [S, A, P]}}], ()),
    ("all but some", [{"at_most": {"count": 1, "of": [S, A, P]}}, LOW], ()),
    ("at most, and the fact itself", [{"at_most": {"count": 1, "of": [S, A, P]}}, S], ("points",)),
    ("at least, and the opposite", [{"at_least": {"count": 2, "of": [S, A, P]}}, LOW], ("points",)),
    ("exactly", [{"exactly": {"count": 1, "of": [S, A]}}], ("points", "alone")),
    ("a name", [{"lonely": "yes"}, A], ()),
    ("not a name", [{"lonely": "no"}, A], ("alone",)),
    ("members", [{"kinds": {"includes_all": ["a", "b"]}}], ()),
    ("a member, and not", [{"kinds": {"includes": "a"}}, {"kinds": {"excludes": "a"}}], ("kinds",)),
    ("a member, and not another", [{"kinds": {"includes": "a", "excludes": "b"}}], ()),
    ("a sum", [{"total": {"at_least": 0}}, {"total": {"at_least": -2}}], ()),
    ("a sum, and a part of it", [{"total": {"at_least": 0}}, {"before": 1}], ()),
    ("a sum, and against a part of it", [{"total": {"at_least": 0}}, {"before": 3}], ("before",)),
    ("a sum, and all but a value in the middle of a part of it", [{"total": {"at_least": 0}}, {"points": {"is_not": 2}}], ("points",)),
    ("a sum from below", [{"total": {"at_most": -1}}, {"before": 3}], ()),
    ("a sum from below, and a part", [{"total": {"at_most": -1}}, {"points": 3}], ("points",)),
    ("a sum in the middle", [{"total": {"between": [-3, -1]}}], ("points", "before")),
    ("bands of a score", [{"band": {"at_least": "middle"}}, {"points": {"at_least": 1}}, {"points": 3}], ()),
    ("a band of a score", [{"band": "middle"}], ()),
    ("bands of a score from below", [{"band": "low"}, {"points": {"at_most": 1}}], ()),
    ("bands of a sum", [{"whole": "high"}, {"before": 1}, {"points": 3}], ()),
    ("the lowest band of a sum", [{"whole": "low"}, {"before": 3}], ()),
    ("the middle band of a sum", [{"whole": "middle"}], ("points", "before")),
    ("the worst", [{"worst": "severe"}, {"pain": "severe"}], ()),
    ("not the worst", [{"worst": {"at_most": "mild"}}, {"pain": {"at_most": "mild"}}], ()),
    ("not the worst, and against it", [{"worst": {"at_most": "mild"}}, {"pain": "severe"}], ("pain",)),
    ("the best", [{"worst": "none"}, {"sleep": "none"}], ()),
    ("the middle", [{"worst": "mild"}], ("pain", "sleep")),
    ("values of a choice", [{"plan": {"one_of": ["one", "two"]}}, {"plan": "three"}], ("plan",)),
    ("values of a choice, and one of them", [{"plan": {"one_of": ["one", "two"]}}, {"plan": "two"}], ()),
]


@pytest.mark.parametrize(("conditions", "expected"), [each[1:] for each in BOTH_WAYS], ids=[each[0] for each in BOTH_WAYS])
def test_a_fact_pushes_both_ways_where_one_condition_wants_it_otherwise_than_another(conditions: list[Any], expected: tuple[str, ...]) -> None:
    definition = set_of(*conditions)

    assert facts_both_ways(signed(definition, Case())) == expected


def known_of(fact: Any) -> list[Any]:
    if isinstance(fact, SetOf):
        ways = product((None, False, True), repeat=len(fact.values))
        return [FrozenDict({m: held for m, held in zip(fact.values, way, strict=True) if held is not None}) for way in ways]
    values = domain(fact)
    return [frozenset(some) for size in {1, 2, len(values)} for some in combinations(values, size)]


def cases(facts: list[Any]) -> Iterator[Case]:
    """Yield cases of some facts, of each of which one value, two or all are left."""
    for parts in product(*map(known_of, facts)):
        given = [(fact.id, known) for fact, known in zip(facts, parts, strict=True)]
        values = {name: known for name, known in given if isinstance(known, frozenset)}
        yield Case(FrozenDict(values), FrozenDict({name: known for name, known in given if not isinstance(known, frozenset)}))


def is_whole(case: Case) -> bool:
    return all(len(known) == 1 for known in case.values.values()) and all(len(known) == 2 for known in case.members.values())


def is_left(person: Case, case: Case) -> bool:
    return all(person.values[name] <= known for name, known in case.values.items()) and all(
        person.includes(name, member) is held for name, known in case.members.items() for member, held in known.items()
    )


@pytest.mark.parametrize(("conditions", "expected"), [each[1:] for each in BOTH_WAYS], ids=[each[0] for each in BOTH_WAYS])
def test_the_worst_meets_all_that_can_be_met_and_the_best_nothing_that_need_not_be(conditions: list[Any], expected: tuple[str, ...]) -> None:
    """With facts that push one way there are both, unless one is known already; and with others they are what they are called, wherever there are any."""
    definition = set_of(*conditions)
    named = open_facts(Case(), [criterion.when for criterion in definition.criteria])
    every = list(cases([fact for fact in definition.facts if fact.id in named]))
    people = [case for case in every if is_whole(case)]

    for case in every[:: 1 + len(every) // 100]:
        found = best_and_worst(case, signed(definition, case))
        assert found or expected or any(len(known) == 1 for known in case.values.values()), case
        for criterion in definition.criteria if found else ():
            outcomes = {meaning(criterion.when, person) is Truth.MET for person in people if is_left(person, case)}
            assert [meaning(criterion.when, end) for end in found or ()] == [Truth.MET if met else Truth.UNMET for met in (min(outcomes), max(outcomes))], case


def test_only_what_is_open_is_asked_about() -> None:
    (criterion,) = set_of({"any": [{"all": [A, P]}, {"none": [S]}, {"pain": "severe"}]}).criteria

    def asked(**known: Any) -> tuple[str, ...]:
        return open_facts(Case(FrozenDict({name: frozenset((value,)) for name, value in known.items()})), [criterion.when])

    assert asked() == ("alone", "plan", "points", "pain")
    assert asked(alone="no") == ("points", "pain")
    assert asked(plan="two", points=2) == ("alone", "pain")
    assert asked(points=1) == ()
