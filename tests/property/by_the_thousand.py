"""Exact answers against brute force, by the thousand: what is possible, what is missing, why, why not, what would change it, what to ask.

    python -m tests.property.by_the_thousand CASES [SEED]

A case is what is known of one person under one drawn criteria set, of whom everybody is written down with their level by the definition of truth. Every answer is
compared whole. In every other thousand some criteria rule levels out. It prints how far it has come, and stops at the first difference with what is needed to see it again.
"""

import random
import sys
import time
from collections.abc import Iterable
from itertools import combinations

from carelevel.answers.explain.counterfactuals import Change
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Named, facts_of
from carelevel.model.facts import SetOf, base_facts, domain, is_ordered
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.property.worlds import Person, Value, World, worlds

CASES_A_SET = 12


def check(cases: int, seed: int | str, *, ruling: bool = False) -> int:
    """Compare so many cases; return in how many of them the person could have several levels. With `ruling`, some criteria rule levels out."""
    done = unsettled = 0
    for number, (world, drawing) in enumerate(worlds(seed, ruling=ruling)):
        for _ in range(CASES_A_SET):
            case = drawing.case()
            try:
                unsettled += compare(world, case, drawing.chance)
            except AssertionError as error:
                error.add_note(f"seed {seed}, set {number}: {case}")
                raise
            done += 1
            if done == cases:
                return unsettled
    raise AssertionError


def compare(world: World, case: Case, chance: random.Random) -> bool:
    """Compare all answers for one case with brute force; return whether several levels are possible."""
    people = world.like(case)
    try:
        answer = world.criteria.recommend(case)
    except CaseError:
        assert not people
        return False
    everyone, people = people, [person for person in people if person.is_meant]
    ranks = sorted({person.rank for person in people})
    assert answer.possible == tuple(world.definition.levels[rank].id for rank in ranks)
    assert answer.exact
    assert world.criteria.possible_levels(case) == answer.possible
    if people:
        if len(people) == len(everyone):  # else what decides that is missing as well
            _compare_missing(world, case, people, answer.missing)
        _compare_reasons(world, case, people)
    _compare_why_not(world, case, ranks, chance.randrange(world.top + 1), frozenset(answer.met))
    _compare_changes(world, case, ranks, chance.choice((1, 2, 3, 3)))
    return len(ranks) > 1


def matters(world: World, people: list[Person]) -> set[str]:
    """Return the facts that can change the level: of two people who differ in nothing else, or because an answer leaves fewer levels."""
    every = {person.rank for person in people}
    found: set[str] = set()
    for fact in world.definition.facts:
        others: dict[tuple[Value, ...], set[int]] = {}
        answers: dict[Value, set[int]] = {}
        for person in people:
            others.setdefault(tuple(value for name, value in person.values.items() if name != fact.id), set()).add(person.rank)
            value = person.values[fact.id]
            for answer in [(m, m in value) for m in fact.values] if isinstance(fact, SetOf) and isinstance(value, frozenset) else [value]:
                answers.setdefault(answer, set()).add(person.rank)
        if any(len(ranks) > 1 for ranks in others.values()) or any(ranks < every for ranks in answers.values()):
            found.add(fact.id)
    return found


def _compare_missing(world: World, case: Case, people: list[Person], missing: tuple[str, ...]) -> None:
    expected = matters(world, people)
    question = world.criteria.next_question(case)
    if len({person.rank for person in people}) == 1:
        assert missing == ()
        assert question is None
        return
    assert set(missing) == expected if expected else missing
    assert question is not None
    assert question.fact in missing


def _compare_reasons(world: World, case: Case, people: list[Person]) -> None:
    why = world.criteria.why(case)
    whens = {criterion.id: criterion.when for criterion in world.definition.criteria}
    for reason in (*why.reasons, *why.barriers):
        when = whens[reason.criterion]
        bases = {name for fact in facts_of(when) if not isinstance(fact, Named) for name in base_facts(fact)}
        parts = [part for part in _parts(case) if part[0] in bases]
        smallest = _minimal(parts, lambda chosen, when=when: meaning(when, case.only(chosen)) is Truth.MET)  # type: ignore[misc]
        if reason.all_told:
            assert sorted(map(_named, smallest)) == sorted(_named(_parts(world.criteria.case(each))) for each in reason.every_evidence)
        assert len(_parts(world.criteria.case(reason.evidence))) == min(map(len, smallest))
    if why.level is not None:
        assert why.sufficient is not None
        held = set(_parts(world.criteria.case(why.sufficient)))
        rank = people[0].rank
        differences = {world.differs(case, person) for person in world.people if person.rank != rank or not person.is_meant}
        assert all(each & held for each in differences)
        parts = sorted(set().union(*differences), key=str)
        assert not any(all(each & set(chosen) for each in differences) for size in range(len(held)) for chosen in combinations(parts, size))
    elif why.possible:
        assert why.sufficient is None


def _parts(case: Case) -> list[Part]:
    return [*((name, None) for name in case.values), *((name, member) for name, known in case.members.items() for member in known)]


def _named(parts: Iterable[Part]) -> list[tuple[str, str]]:
    return sorted((name, member or "") for name, member in parts)


def _minimal(parts: list[Part], is_enough: object) -> list[frozenset[Part]]:
    found: list[frozenset[Part]] = []
    for size in range(len(parts) + 1):
        for chosen in combinations(parts, size):
            if not any(smaller <= set(chosen) for smaller in found) and is_enough(chosen):  # type: ignore[operator]
                found.append(frozenset(chosen))
    return found


def _compare_why_not(world: World, case: Case, ranks: list[int], rank: int, met: frozenset[str]) -> None:
    found = world.criteria.why_not(case, world.definition.levels[rank].id)
    names = [criterion.id for criterion, _ in world.pairs]
    now = met & set(names)
    there = {person.met ^ now for person in world.people if person.rank == rank and person.is_meant} if ranks not in ([], [rank]) else set()
    smallest: list[frozenset[str]] = []
    for size in range(len(names) + 1) if there else ():
        for turned in map(frozenset, combinations(names, size)):
            if not any(smaller <= turned for smaller in smallest) and world.level(now ^ turned) == rank:
                smallest.append(turned)
    expected = {turned for turned in smallest if turned and any(turned <= other for other in there)}
    assert found.exact
    assert {frozenset((route.criterion, *route.also)) for route in found.routes} == expected


def _compare_changes(world: World, case: Case, ranks: list[int], most_facts: int) -> None:
    found = world.criteria.what_would_change(case, most_facts=most_facts)
    assert found.exact
    groups: dict[tuple[int, tuple[tuple[int, int, tuple[int, ...]], ...]], set[int]] = {}
    for person in world.people if ranks else ():
        if person.is_meant:
            turns = _turns(world, case, person)
            if len(turns) <= most_facts:
                groups.setdefault((sum(steps for _, steps, _ in turns), turns), set()).add(person.rank)
    for to in found.to:
        rank = world.definition.rank(to.level)
        could = {turns for turns, reached in groups.items() if rank in reached} if rank not in ranks else set()
        must = {turns for turns, reached in groups.items() if reached == {rank}}
        assert [_told(world, case, change) for change in to.could] == _smallest(could)
        assert [_told(world, case, change) for change in to.must] == _smallest(must)
    assert len(found.to) == (world.top + 1 - (len(ranks) == 1) if ranks else 0)


_Turns = tuple[int, tuple[tuple[int, int, tuple[int, ...]], ...]]


def _turns(world: World, case: Case, person: Person) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    turns: list[tuple[int, int, tuple[int, ...]]] = []
    for place, fact in enumerate(world.definition.facts):
        value = person.values[fact.id]
        if isinstance(fact, SetOf):
            known = case.members.get(fact.id, FrozenDict())
            members = tuple(i for i, m in enumerate(fact.values) if m in known and (m in value) is not known[m])  # type: ignore[operator]
            turns += [(place, len(members), members)] * bool(members)
        elif fact.id in case.values and value not in case.values[fact.id]:
            every = list(domain(fact))
            rank = every.index(value)  # type: ignore[arg-type]
            steps = min(abs(rank - every.index(other)) for other in case.values[fact.id]) if is_ordered(fact) else 1
            turns.append((place, steps, (rank,)))
    return tuple(turns)


def _smallest(every: set[_Turns]) -> list[_Turns]:
    best: dict[frozenset[int], _Turns] = {}
    for each in every:
        places = frozenset(place for place, _, _ in each[1])
        best[places] = min(best.get(places, each), each)
    minimal = [turns for places, turns in best.items() if places and not any(other < places for other in best)]
    return sorted(minimal, key=lambda turns: (len(turns[1]), turns))


def _told(world: World, case: Case, change: Change) -> _Turns:
    turns: list[tuple[int, int, tuple[int, ...]]] = []
    places = {fact.id: place for place, fact in enumerate(world.definition.facts)}
    for each in change.changes:
        fact = world.definition.facts[places[each.fact]]
        if isinstance(fact, SetOf):
            known = case.members[fact.id]
            what = tuple(i for i, m in enumerate(fact.values) if m in known and (each.becomes[m] == "yes") is not known[m])
        else:
            what = (list(domain(fact)).index(each.becomes),)
        turns.append((places[each.fact], each.steps, what))
    return change.steps, tuple(turns)


def main() -> None:
    """Compare as many cases as asked for, a thousand at a time."""
    cases, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, unsettled = time.monotonic(), 0
    for thousand in range((cases + 999) // 1000):
        unsettled += check(1000, f"by the thousand {first + thousand}", ruling=thousand % 2 == 1)
        print(f"{(thousand + 1) * 1000} cases, {unsettled} of them open, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
