"""Whether the criteria are for somebody, and what a level stands on, compared with brute force over everyone.

Drawn sets seldom have criteria that are certain only together, so pairs are put in: one is met where a condition holds, and another where it does not.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from carelevel.answers.results import Joint, Recommendation
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import AllOf, NoneOf
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.property.worlds import Person, World, worlds

SETS, CASES = 40, 4

TRUTHS = {(True, False): "met", (False, True): "unmet", (True, True): "unknown"}


def test_every_answer_is_that_of_those_whom_the_criteria_are_for_and_has_its_reason() -> None:
    seen = [found for number in range(SETS) for found in compared(f"carriers {number}", CASES)]

    assert {"joint", "joint barrier", "joint service", "one level, open for whom", "applies: unmet"} <= set(seen)


def compared(seed: str, cases: int) -> Iterator[str]:
    """Compare cases of one set with brute force, and yield what has been seen."""
    drawn, drawing = next(worlds(seed))
    world = World(with_pairs(drawn.definition, drawing.chance))
    for _ in range(cases):
        case = drawing.case() if drawing.chance.random() < 0.5 else part_of(drawing.chance, world)
        people = world.like(case)
        if not people:
            with pytest.raises(CaseError):
                world.criteria.recommend(case)
            yield "nobody"
            continue
        yield from compare(world, case, people)


def with_pairs(definition: Definition, chance: random.Random) -> Definition:
    """Return a definition in which criteria of one kind are certain only together, now and then."""
    criteria = [*definition.criteria]
    for kind in ("calls", "limits_to", "adds"):
        alike = [place for place, each in enumerate(criteria) if kind == ("calls" if each.effect in {"requires", "suggests"} else each.effect)]
        if len(alike) > 1 and chance.random() < 0.8:
            one, other = chance.sample(alike, 2)
            both, decides = criteria[one].when, criteria[other].when
            criteria[one] = replace(criteria[one], when=AllOf((both, decides)))
            criteria[other] = replace(criteria[other], when=AllOf((both, NoneOf((decides,)))))
    return replace(definition, criteria=tuple(criteria))


def part_of(chance: random.Random, world: World) -> Case:
    """Return some of what is known of somebody."""
    if not world.people:
        return Case()
    case = world.case_of(chance.choice(world.people).values)
    return case.only([part for part in case.parts() if chance.random() < 0.6])


def compare(world: World, case: Case, people: list[Person]) -> Iterator[str]:
    """Compare one answer, and yield what has been seen."""
    answer, decision = world.criteria.recommend(case), world.criteria.decide(case)
    meant = [person for person in people if person.is_meant]
    ranks = sorted({person.rank for person in meant})
    assert answer.exact
    assert answer.possible == tuple(world.definition.levels[rank].id for rank in ranks)
    assert answer.applies == TRUTHS[bool(meant), len(meant) < len(people)]
    assert answer.settled is (len(ranks) == 1 and answer.applies == "met")
    assert answer.level == (answer.lowest if answer.settled else None)
    assert decision.applies in {answer.applies, "unknown"}
    assert not decision.settled or (answer.settled and decision.level == answer.level)
    if not meant:
        assert (answer.joint, answer.joint_barrier, answer.reasons, answer.barriers, answer.services) == (None, None, (), (), ())
        yield "applies: unmet"
        return
    if len(ranks) == 1 and answer.applies == "unknown":
        yield "one level, open for whom"
    yield from _carried(world, answer, ranks[0])
    yield from _limited(world, answer, meant)
    _told_by_why_not(world, answer)
    yield from _services(world, answer, meant)


def _carried(world: World, answer: Recommendation, lowest: int) -> Iterator[str]:
    """The promise: every possible person of whom the evidence alone is true has at least the lowest level, limits left aside; and nothing in it can go."""
    carrying = [each for each in answer.reasons if world.definition.rank(each.level) >= lowest]
    if not lowest or carrying:
        assert answer.joint is None
        if carrying:
            alone = world.like(world.criteria.case(carrying[0].evidence))
            assert all(aside(world, person) >= lowest for person in alone if person.is_meant)
        return
    assert answer.joint is not None
    assert world.definition.rank(answer.joint.level) == lowest
    _holds_alone(world, answer, answer.joint, lambda person: aside(world, person) >= lowest)
    yield "joint"


def _limited(world: World, answer: Recommendation, meant: list[Person]) -> Iterator[str]:
    suggested, tightest = min(aside(world, person) for person in meant), max(limit(world, person) for person in meant)
    limits = {each.id: world.definition.rank(each.level or "") for each in world.definition.criteria if each.effect == "limits_to" and each.id in answer.met}
    assert {each.criterion for each in answer.barriers} == {name for name, rank in limits.items() if rank < suggested}
    is_there = tightest < min(suggested, *limits.values(), world.top)
    assert (answer.joint_barrier is not None) is is_there
    lowest = min(person.rank for person in meant)
    for barrier in (*answer.barriers, *([answer.joint_barrier] if answer.joint_barrier else [])):
        rank = limits[barrier.criterion] if not hasattr(barrier, "joint") else tightest
        assert barrier.overridden is (lowest > rank)
        assert barrier.lowered_from == (world.definition.levels[suggested].id if lowest < suggested else None)
    if answer.joint_barrier is not None:
        assert world.definition.rank(answer.joint_barrier.joint.level) == tightest
        _holds_alone(world, answer, answer.joint_barrier.joint, lambda person: limit(world, person) <= tightest)
        yield "joint barrier"


def _told_by_why_not(world: World, answer: Recommendation) -> None:
    """Limits that together keep the suggested level off are told of it, and so are criteria that carry what is above it; what is told is true of everyone."""
    for rank, level in enumerate(world.definition.levels):
        found = world.criteria.why_not(answer.case, level.id)
        lowest, highest = (world.definition.rank(each or "") for each in (answer.lowest, answer.highest))
        assert found.held_up_jointly == (answer.joint if lowest > rank else None)
        down = found.held_down_jointly
        assert down is None or (highest < rank and world.definition.rank(down.level) < rank)
        if answer.joint_barrier is not None and highest < rank == world.definition.rank(answer.joint_barrier.lowered_from or level.id):
            assert down == answer.joint_barrier.joint
        if down is not None:
            _holds_alone(world, answer, down, lambda person, most=world.definition.rank(down.level): limit(world, person) <= most)


def _services(world: World, answer: Recommendation, meant: list[Person]) -> Iterator[str]:
    adding = {each.id: each for each in world.definition.criteria if each.effect == "adds"}
    certain = all(_met(world, adding.values(), person) for person in meant) if adding else False
    assert [each.id for each in answer.services if each.status == "met"] == (["erp"] if certain else [])
    for service in answer.services:
        is_joint = service.status == "met" and not set(adding) & set(answer.met)
        assert (service.evidence is not None) is is_joint
        if service.evidence is not None:
            joint = Joint(service.criteria, "adds", "", service.because, (), service.evidence, service.whichever)
            _holds_alone(world, answer, joint, lambda person: _met(world, adding.values(), person))
            yield "joint service"


def _holds_alone(world: World, answer: Recommendation, joint: Joint, is_so: Callable[[Person], bool]) -> None:
    """The evidence alone is enough, it is a smallest part and the first one, everyone meets one of the criteria, and none of these is too many."""
    evidence = world.criteria.case(joint.evidence)
    alone = [person for person in world.like(evidence) if person.is_meant]
    assert all(is_so(person) for person in alone)
    differences = {frozenset(world.differs(answer.case, person)) for person in world.people if person.is_meant and not is_so(person)}
    parts = _in_order(world, set().union(*differences))
    found = next(chosen for size in range(len(parts) + 1) for chosen in combinations(parts, size) if all(each & set(chosen) for each in differences))
    assert sorted(evidence.parts(), key=str) == sorted(found, key=str)
    named = [each for each in world.definition.criteria if each.id in joint.criteria]
    assert tuple(each.id for each in named) == joint.criteria
    assert all(_met(world, named, person) for person in alone)
    for each in named:
        others = [other for other in named if other is not each]
        assert not all(_met(world, others, person) for person in alone)
    assert not set(joint.criteria) & set(answer.met)


def _in_order(world: World, parts: Iterable[Part]) -> list[Part]:
    facts = {fact.id: (place, getattr(fact, "values", ())) for place, fact in enumerate(world.definition.facts)}
    return sorted(parts, key=lambda part: (facts[part[0]][0], facts[part[0]][1].index(part[1]) if part[1] else 0))


def _met(world: World, criteria: Iterable[Criterion], person: Person) -> bool:
    case = world.case_of(person.values)
    return any(meaning(each.when, case) is Truth.MET for each in criteria)


def aside(world: World, person: Person) -> int:
    return max((rule.rank for criterion, rule in world.pairs if rule.effect != "limits_to" and criterion.id in person.met), default=0)


def limit(world: World, person: Person) -> int:
    return min((rule.rank for criterion, rule in world.pairs if rule.effect == "limits_to" and criterion.id in person.met), default=world.top)
