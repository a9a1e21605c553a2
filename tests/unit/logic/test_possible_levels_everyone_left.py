"""What can still become of someone, compared with everyone whom they can turn out to be: sets with few people, and every case of them."""

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.logic import possible_levels
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.meaning import meaning
from carelevel.logic.possible_levels import ServiceOutlook, outlook, possible_ranks, service_outlook
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.facts import SetOf, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.budgets import without_room
from tests.property.worlds import Person, World

HEAD = """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {nothing: {title: Nothing}, low: {title: Low}, middle: {title: Middle}, high: {title: High}}
services: {company: Company, rest: Rest}
"""

SETS = {
    "several kinds of facts": """\
facts:
  danger: {type: yes_no, worse: yes}
  points: {type: score, range: [0, 3], worse: high}
  pain: {type: scale, values: [none, mild, severe], worse: high}
  kinds: {type: set, values: [a, b]}
criteria:
  - {id: in-danger, requires: middle, when: {danger: yes, points: {at_least: 1}}, because: Danger.}
  - {id: severe, suggests: high, when: {pain: severe}, because: Severe.}
  - {id: many, suggests: low, when: {any: [{points: {at_least: 2}}, {kinds: {includes: a}}]}, because: Many.}
  - {id: not-so-much, limits_to: low, when: {kinds: {includes: b}}, because: Not so much.}
  - {id: not-alone, adds: [company], when: {any: [{kinds: {includes: a}}, {pain: mild}]}, because: Not alone.}
  - {id: tired, adds: [rest, company], when: {danger: yes, points: 3}, because: Tired.}
""",
    "what nobody is": """\
facts:
  alone: {type: yes_no}
  accompanied: {type: yes_no}
  points: {type: score, range: [0, 2], worse: high}
  kinds: {type: set, values: [a, b]}
impossible:
  - {id: both, when: {alone: yes, accompanied: yes}, because: Nobody is both.}
  - {id: neither, when: {alone: no, accompanied: no, points: 2}, because: Nobody is neither.}
criteria:
  - {id: cared-for, suggests: high, when: {any: [{alone: yes}, {accompanied: yes}]}, because: Cared for.}
  - {id: some, requires: low, when: {points: {at_least: 1}}, because: Some.}
  - {id: with-a, limits_to: middle, when: {kinds: {includes: a}}, because: With a.}
  - {id: company, adds: [company], when: {any: [{alone: yes}, {kinds: {includes: b}}]}, because: Company.}
  - {id: rest, adds: [rest], when: {any: [{alone: yes}, {accompanied: yes}, {points: {at_most: 0}}]}, because: Rest.}
""",
    "facts that are tied together": """\
facts:
  alone: {type: yes_no}
  accompanied: {type: yes_no}
  tired: {type: yes_no}
  asleep: {type: yes_no}
impossible:
  - {id: both, when: {alone: yes, accompanied: yes}, because: Nobody is both.}
  - {id: neither, when: {alone: no, accompanied: no}, because: Nobody is neither.}
  - {id: awake, when: {asleep: yes, tired: no}, because: Nobody is.}
criteria:
  - {id: accompanied, suggests: middle, when: {accompanied: yes}, because: Accompanied.}
  - {id: asleep, requires: low, when: {all: [{asleep: yes}, {tired: yes}]}, because: Asleep.}
  - {id: company, adds: [company], when: {any: [{all: [{alone: no}, {accompanied: yes}]}, {all: [{alone: yes}, {accompanied: yes}]}]}, because: Company.}
  - {id: rest, adds: [rest], when: {tired: yes}, because: Rest.}
""",
    "two that differ where a third is tied to them": """\
facts:
  a: {type: yes_no}
  b: {type: yes_no}
  c: {type: yes_no}
impossible:
  - {id: all-three, when: {a: yes, b: yes, c: yes}, because: Nobody.}
criteria:
  - {id: one, requires: high, when: {exactly: {count: 1, of: [{a: yes}, {b: yes}]}}, because: One of two.}
  - {id: company, adds: [company], when: {exactly: {count: 1, of: [{a: yes}, {c: yes}]}}, because: One of two.}
  - {id: rest, adds: [rest], when: {c: yes}, because: Rest.}
""",
    "nobody, whatever the level": """\
facts:
  alone: {type: yes_no}
  accompanied: {type: yes_no}
  points: {type: score, range: [0, 2]}
impossible:
  - {id: both, when: {alone: yes, accompanied: yes}, because: Nobody is both.}
  - {id: half, when: {alone: yes, accompanied: no}, because: Nobody is half.}
criteria:
  - {id: points, requires: high, when: {points: {at_least: 1}}, because: Points.}
  - {id: company, adds: [company], when: {points: 1}, because: Company.}
  - {id: rest, adds: [rest], when: {points: {at_least: 1}}, because: Rest.}
""",
    "a sum that is best at the ends of its parts": """\
facts:
  points: {type: score, range: [0, 3]}
  more: {type: score, range: [0, 3]}
  alone: {type: yes_no}
derived:
  total: {sum: [points, more]}
criteria:
  - {id: little, requires: high, when: {total: {at_most: 4}}, because: Little.}
  - {id: alone, suggests: middle, when: {alone: yes}, because: Alone.}
  - {id: accompanied, suggests: middle, when: {alone: no}, because: Accompanied.}
  - {id: company, adds: [company], when: {alone: yes, total: {at_most: 2}}, because: Company.}
  - {id: rest, adds: [rest], when: {points: {at_least: 2}}, because: Rest.}
""",
    "a sum, and a part of it that is best in the middle": """\
facts:
  points: {type: score, range: [0, 3]}
  more: {type: score, range: [0, 3]}
derived:
  total: {sum: [points, more]}
criteria:
  - {id: much, requires: high, when: {total: {at_least: 2}}, because: Much.}
  - {id: not-two, requires: high, when: {points: {is_not: 2}}, because: Not two.}
  - {id: company, adds: [company], when: {total: {at_least: 3}}, because: Company.}
  - {id: rest, adds: [rest], when: {more: {at_least: 2}}, because: Rest.}
""",
}
WORLDS = {name: World(loads(HEAD + text).definition) for name, text in SETS.items()}


def over_budget(*_: Any) -> Any:
    raise OverBudgetError


def known_of(fact: Any) -> list[Any]:
    """Return everything that can be known of a fact."""
    if isinstance(fact, SetOf):
        ways = product((None, False, True), repeat=len(fact.values))
        return [{m: held for m, held in zip(fact.values, way, strict=True) if held is not None} for way in ways]
    values = domain(fact)
    return [frozenset(some) for size in range(1, len(values) + 1) for some in combinations(values, size) if size in {1, 2, len(values)}]


def cases(world: World) -> Iterator[Case]:
    facts = world.definition.facts
    for parts in product(*map(known_of, facts)):
        given = list(zip(facts, parts, strict=True))
        values = {fact.id: known for fact, known in given if not isinstance(fact, SetOf) and len(known) < len(domain(fact))}
        members = {fact.id: FrozenDict(known) for fact, known in given if isinstance(fact, SetOf) and known}
        yield Case(FrozenDict(values), FrozenDict(members))


ASKED = {name: [(case, people) for case in cases(world) if (people := world.like(case))] for name, world in WORLDS.items()}
"""The cases in which somebody is possible, with everyone who is."""


def changing(people: list[tuple[Person, Any]], names: list[str]) -> set[str]:
    """Return the facts in which alone two people differ who do not come to the same."""
    found = set()
    for name in names:
        seen: dict[Any, set[Any]] = {}
        for person, outcome in people:
            seen.setdefault(tuple(value for other, value in person.values.items() if other != name), set()).add(outcome)
        if any(len(outcomes) > 1 for outcomes in seen.values()):
            found.add(name)
    return found


def telling(people: list[tuple[Person, Any]], name: str) -> bool:
    """Return whether an answer about a fact leaves less than there was, and somebody."""
    every = {outcome for _, outcome in people}
    values = {person.values[name] for person, _ in people}
    answers = [
        *({value} for value in values if not isinstance(value, frozenset)),
        *({v for v in values if (m in v) is held} for m in chain(*(v for v in values if isinstance(v, frozenset))) for held in (False, True)),  # type: ignore[operator]
    ]
    return any({outcome for person, outcome in people if person.values[name] in answer} not in (every, set()) for answer in answers)


def names_of(world: World) -> list[str]:
    return [fact.id for fact in world.definition.facts]


def expected_missing(world: World, people: list[Person]) -> set[str]:
    ranked = [(person, person.rank) for person in people]
    return changing(ranked, names_of(world)) | {name for name in names_of(world) if telling(ranked, name)}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("again", [False, True])
def test_the_possible_levels_are_those_of_everyone_left_and_what_is_missing_can_change_them(name: str, again: bool) -> None:
    world = WORLDS[name]
    asked = PreparedCriteria.of(world.definition)
    for case, people in ASKED[name] if again else ASKED[name][::4]:
        asked = asked if again else PreparedCriteria.of(world.definition)
        found = outlook(asked, case)

        ranks = {person.rank for person in people}
        assert (set(found.ranks), list(found.ranks), found.is_exact) == (ranks, sorted(ranks), True), case
        assert possible_ranks(asked, case) == found.ranks
        assert set(found.missing) == (expected_missing(world, people) if len(ranks) > 1 else set()), case
        assert len(set(found.missing)) == len(found.missing)


@pytest.mark.parametrize("name", SETS)
def test_the_solver_finds_the_same_levels_and_leaves_out_no_fact_that_can_change_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possible_levels, "diagram_of_open", over_budget)
    world = WORLDS[name]
    for case, people in ASKED[name][::5]:
        found = outlook(PreparedCriteria.of(world.definition), case)

        ranks = {person.rank for person in people}
        assert (found.ranks, found.is_exact) == (tuple(sorted(ranks)), True), case
        assert (set(found.missing) >= expected_missing(world, people)) if len(ranks) > 1 else found.missing == ()


@pytest.mark.parametrize("name", SETS)
def test_without_any_room_no_level_that_is_possible_and_no_fact_that_can_change_it_is_left_out(name: str) -> None:
    world = WORLDS[name]
    with without_room(0):
        for case, people in ASKED[name][::7]:
            found = outlook(PreparedCriteria.of(world.definition), case)

            ranks = {person.rank for person in people}
            assert (set(found.ranks) == ranks) if found.is_exact else (set(found.ranks) >= ranks), case
            assert found.ranks[-1] <= world.top
            assert [*found.ranks] == [*range(found.ranks[0], found.ranks[-1] + 1)] or found.is_exact
            assert len(ranks) == 1 or set(found.missing) >= expected_missing(world, people), case


@pytest.mark.parametrize("name", SETS)
def test_whom_nobody_is_like_is_told_so(name: str) -> None:
    world = WORLDS[name]
    nobody = [case for case in cases(world) if not world.like(case)]
    assert bool(nobody) is bool(world.definition.impossible)

    asked = PreparedCriteria.of(world.definition)
    for case in nobody:
        for each in (PreparedCriteria.of(world.definition), asked):
            for ask in (outlook, possible_ranks):
                with pytest.raises(CaseError, match="no possible person is like this: every completion is declared impossible by `"):
                    ask(each, case)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(possible_levels, "diagram_of_open", over_budget)
            with pytest.raises(CaseError, match="no possible person is like this"):
                outlook(PreparedCriteria.of(world.definition), case)


# Services


def adds(world: World, service: str, person: Person) -> bool:
    case = world.case_of(person.values)
    return any(service in criterion.adds and meaning(criterion.when, case) is Truth.MET for criterion in world.definition.criteria)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("service", ["company", "rest"])
def test_a_service_can_be_added_when_someone_left_gets_it_and_left_out_when_someone_does_not(name: str, service: str) -> None:
    world = WORLDS[name]
    asked = PreparedCriteria.of(world.definition)
    gets = {id(person): adds(world, service, person) for person in world.people}
    for case, people in ASKED[name]:
        found = service_outlook(asked, case, service)

        outcomes = [(person, gets[id(person)]) for person in people]
        assert (found.can_be_added, found.can_be_left_out) == (any(got for _, got in outcomes), not all(got for _, got in outcomes)), case
        alone = changing(outcomes, names_of(world))
        assert not alone or found.missing == alone, case
        assert bool(found.missing) is (found.can_be_added and found.can_be_left_out), case


def test_where_no_fact_alone_changes_a_service_every_one_that_is_tied_to_it_is_named() -> None:
    world = WORLDS["facts that are tied together"]

    assert service_outlook(PreparedCriteria.of(world.definition), Case(), "company") == ServiceOutlook(True, True, frozenset(("alone", "accompanied")))


def test_what_was_found_for_a_service_is_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possible_levels, "MOST_REMEMBERED", 2)
    asked = PreparedCriteria.of(WORLDS["several kinds of facts"].definition)
    three = [Case(FrozenDict({"pain": frozenset((pain,))})) for pain in ("none", "mild", "severe")]

    first, second = ([service_outlook(asked, case, "company") for case in three] for _ in range(2))

    assert first == second
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True, False]
