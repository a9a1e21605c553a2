"""Levels that are ruled out, compared with brute force: every engine, what the level was raised from, and what carries it.

In drawn sets some criteria are turned into ones that rule out levels. Everybody is written down, with a level that is worked out here.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from carelevel.answers.results import Recommendation
from carelevel.logic import level_diagram
from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, NoneOf
from carelevel.model.criteria import Criterion, Definition, Level
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.property.test_carriers import part_of
from tests.property.test_solver import over_budget
from tests.property.worlds import Person, World, worlds

SETS, CASES, ROUTES = 150, 4, 60


def ruling(definition: Definition, chance: random.Random) -> Definition:
    """Return a definition with at least four levels, in which some criteria rule out levels."""
    extra = tuple(Level(f"level_{number}", f"Level {number}") for number in range(max(4 - len(definition.levels), 0)))
    levels = (*definition.levels, *extra)
    between = [level.id for level in levels[1:-1]]
    criteria = [_raised(each, levels, chance) for each in definition.criteria]
    bearing = [place for place, each in enumerate(criteria) if each.level is not None]
    places = chance.sample(bearing, min(len(bearing), chance.choice((1, 1, 2, 3))))
    # Somebody who is raised past a limit, now and then.
    is_limited = chance.random() < 0.25
    if is_limited:
        when = criteria[places[0]].when
        criteria.append(Criterion("much", "suggests", levels[-1].id, (), when, "Because."))
        criteria.append(Criterion("limited", "limits_to", between[0], (), when, "Because."))
    for place in places:
        chosen = [*chance.sample(between, chance.randint(1, len(between))), *between[:is_limited]]
        some = tuple(level for level in between if level in chosen)
        criteria[place] = replace(criteria[place], effect="rules_out", level=some[0], rules_out=some)
    if len(places) > 1 and chance.random() < 0.6:
        # Two that are certain only together.
        one, other = places[:2]
        both, decides = criteria[one].when, criteria[other].when
        criteria[one] = replace(criteria[one], when=AllOf((both, decides)))
        criteria[other] = replace(criteria[one], id=criteria[other].id, when=AllOf((both, NoneOf((decides,)))))
    return replace(definition, levels=levels, criteria=tuple(criteria))


def _raised(criterion: Criterion, levels: tuple[Level, ...], chance: random.Random) -> Criterion:
    return criterion if criterion.level is None else replace(criterion, level=chance.choice(levels).id)


class Ruled:
    """The levels of people by a definition of their own, written from the language alone."""

    def __init__(self, definition: Definition) -> None:
        self.order = [level.id for level in definition.levels]
        self.by_id = {each.id: each for each in definition.criteria}

    def base(self, met: frozenset[str], *, limits: bool = True) -> int:
        """Return the level if nothing was ruled out."""
        required = self._highest(met, "requires")
        suggested = max(required, self._highest(met, "suggests"))
        limited = [self.order.index(self.by_id[name].level or "") for name in met if self.by_id[name].effect == "limits_to"]
        return max(required, min([suggested, *(limited if limits else [])]))

    def level(self, met: frozenset[str], *, limits: bool = True) -> int:
        """Return the level."""
        out = {level for name in met for level in self.by_id[name].rules_out}
        return next(rank for rank in range(self.base(met, limits=limits), len(self.order)) if self.order[rank] not in out)

    def suggested(self, met: frozenset[str]) -> int:
        """Return what is suggested or required at most."""
        return max(self._highest(met, "requires"), self._highest(met, "suggests"))

    def _highest(self, met: frozenset[str], effect: str) -> int:
        return max((self.order.index(self.by_id[name].level or "") for name in met if self.by_id[name].effect == effect), default=0)


@pytest.mark.slow
def test_every_answer_is_that_of_the_people_it_could_be_about() -> None:
    seen = [found for number in range(SETS) for found in compared(f"ruled out {number}")]

    assert {"raised", "raised to the top", "raised jointly", "joint", "a limit is passed", "two at once"} <= set(seen)


def compared(seed: str) -> Iterator[str]:
    drawn, drawing = next(worlds(seed))
    world = World(ruling(drawn.definition, drawing.chance))
    ruled = Ruled(world.definition)
    decisions = Decisions(world.definition)
    for person in world.people:
        _follows(world, ruled, decisions, person)
    for _ in range(CASES):
        case = drawing.case() if drawing.chance.random() < 0.5 else part_of(drawing.chance, world)
        people = world.like(case)
        if not people:
            with pytest.raises(CaseError):
                world.criteria.recommend(case)
            continue
        yield from compare(world, ruled, case, people)


def _follows(world: World, ruled: Ruled, decisions: Decisions, person: Person) -> None:
    """The level of somebody of whom everything is known, by the range, by formulas and by the fast answer."""
    case, rank, base = world.case_of(person.values), ruled.level(person.met), ruled.base(person.met)
    assert person.rank == rank
    for least in range(world.top + 2):
        assert (meaning(decisions.at_least(least), case) is Truth.MET) is (rank >= least)
        assert (meaning(decisions.unraised_at_least(least), case) is Truth.MET) is (base >= least)
    for rank_of in range(world.top):
        arrives = base <= rank_of <= rank
        assert (meaning(decisions.arrives_at(rank_of), case) is Truth.MET) is arrives
    suggested = ruled.suggested(person.met)
    is_far = rank > suggested and (rank == world.top or rank >= suggested + 2)
    assert (meaning(decisions.overshoots(), case) is Truth.MET) is is_far
    decision = world.criteria.decide(case)
    if person.is_meant:
        assert decision.lowest == decision.highest == ruled.order[rank]


def compare(world: World, ruled: Ruled, case: Case, people: list[Person]) -> Iterator[str]:
    """Compare one answer, and yield what has been seen."""
    answer, decision = world.criteria.recommend(case), world.criteria.decide(case)
    met = [person.met for person in people if person.is_meant]
    if not met:
        assert (answer.raised_from, answer.ruled_out, answer.possible) == (None, (), ())
        return
    ranks = sorted({ruled.level(each) for each in met})
    assert answer.exact
    assert answer.possible == tuple(ruled.order[rank] for rank in ranks)
    assert ruled.order.index(decision.lowest or "") <= ranks[0] <= ranks[-1] <= ruled.order.index(decision.highest or "")
    unraised = min(map(ruled.base, met))
    assert answer.raised_from == (ruled.order[unraised] if unraised < ranks[0] else None)
    assert {each.criterion: each.levels for each in answer.ruled_out} == {
        name: ruled.by_id[name].rules_out for name in answer.met if ruled.by_id[name].rules_out
    }
    for each in answer.ruled_out:
        assert meaning(ruled.by_id[each.criterion].when, world.criteria.case(each.evidence)) is Truth.MET
    if answer.raised_from is not None:
        yield "raised"
        if ranks[0] == world.top:
            yield "raised to the top"
        if not any(answer.raised_from in each.levels for each in answer.ruled_out):
            yield "raised jointly"
    if len(answer.ruled_out) > 1:
        yield "two at once"
    yield from _limited(world, ruled, answer, met)
    yield from _carried(world, ruled, answer, ranks[0])


def _limited(world: World, ruled: Ruled, answer: Recommendation, met: list[frozenset[str]]) -> Iterator[str]:
    """Barriers are the limits met below what is suggested, whatever is ruled out; a level above one overrides it."""
    suggested, lowest = min(map(ruled.suggested, met)), min(map(ruled.level, met))
    limits = {each.id: world.definition.rank(each.level or "") for each in world.definition.criteria if each.effect == "limits_to" and each.id in answer.met}
    assert {each.criterion for each in answer.barriers} == {name for name, rank in limits.items() if rank < suggested}
    for barrier in answer.barriers:
        assert barrier.overridden is (lowest > limits[barrier.criterion])
        assert barrier.lowered_from == (ruled.order[suggested] if lowest < suggested else None)
        if answer.raised_from is not None and barrier.overridden:
            yield "a limit is passed"


def test_routes_to_another_level_are_the_smallest_turns_that_lead_there() -> None:
    seen: set[str] = set()
    for number in range(ROUTES):
        drawn, drawing = next(worlds(f"ruled out, why not {number}"))
        world = World(ruling(drawn.definition, drawing.chance))
        case = part_of(drawing.chance, world)
        if any(person.is_meant for person in world.like(case)):
            seen |= set(_routes(world, Ruled(world.definition), world.criteria.recommend(case)))
    assert {"ruled out by", "raised by"} <= seen


def _routes(world: World, ruled: Ruled, answer: Recommendation) -> Iterator[str]:
    bearing = [criterion.id for criterion, _ in world.pairs]
    met = frozenset(bearing) & frozenset(answer.met)
    every = [frozenset(chosen) for size in range(len(bearing) + 1) for chosen in combinations(bearing, size)]
    for rank, level in enumerate(ruled.order):
        found = world.criteria.why_not(answer.case, level)
        smallest: list[frozenset[str]] = []
        for turned in every if answer.possible != (level,) else []:
            if not any(smaller <= turned for smaller in smallest) and ruled.level(met ^ turned) == rank:
                smallest.append(turned)
        there = [person.met ^ met for person in world.people if person.is_meant and ruled.level(person.met) == rank]
        routes = {turned for turned in smallest if any(turned <= other for other in there)} - {frozenset()}
        assert {frozenset((route.criterion, *route.also)) for route in found.routes} == routes
        assert all(level in ruled.by_id[hold.criterion].rules_out and hold.criterion in met for hold in found.ruled_out_by)
        assert all(ruled.by_id[hold.criterion].rules_out and hold.criterion not in met for hold in found.raised_by)
        yield from ["ruled out by"] * bool(found.ruled_out_by) + ["raised by"] * bool(found.raised_by)


def _carried(world: World, ruled: Ruled, answer: Recommendation, lowest: int) -> Iterator[str]:
    """The promise: every possible person of whom the evidence alone is true has at least the lowest level, limits left aside; and nothing in it can go."""
    if not lowest or any(world.definition.rank(each.level) >= lowest for each in answer.reasons):
        assert answer.joint is None
        return
    joint = answer.joint
    assert joint is not None
    assert joint.level == ruled.order[lowest]
    yield "joint"

    def is_there(person: Person) -> bool:
        return ruled.level(person.met, limits=False) >= lowest

    alone = [person for person in world.like(world.criteria.case(joint.evidence)) if person.is_meant]
    assert all(map(is_there, alone))
    differences = {frozenset(world.differs(answer.case, person)) for person in world.people if person.is_meant and not is_there(person)}
    size = len(world.criteria.case(joint.evidence).parts())
    parts = sorted(set().union(*differences), key=str)
    assert not any(all(each & set(chosen) for each in differences) for chosen in combinations(parts, max(size - 1, 0)) if size)
    # These criteria are enough for everyone like that, and none of them is too many.
    named = frozenset(joint.criteria)
    assert all(ruled.level(person.met & named, limits=False) >= lowest for person in alone)
    for name in named:
        assert not all(ruled.level(person.met & (named - {name}), limits=False) >= lowest for person in alone)


@pytest.mark.parametrize("number", range(12))
def test_the_solver_finds_the_same_levels_without_a_diagram(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, drawing = next(worlds(f"ruled out, solved {number}"))
    world = World(ruling(drawn.definition, drawing.chance))
    ruled = Ruled(world.definition)
    monkeypatch.setattr(level_diagram, "_diagram", over_budget)
    compared = 0
    for _ in range(CASES):
        case = part_of(drawing.chance, world)
        met = [person.met for person in world.like(case) if person.is_meant]
        if met:
            compared += 1
            answer = world.criteria.recommend(case)
            ranks = sorted({ruled.level(each) for each in met})
            assert answer.possible == tuple(ruled.order[rank] for rank in ranks)
            unraised = min(map(ruled.base, met))
            assert answer.raised_from == (ruled.order[unraised] if unraised < ranks[0] else None)
    assert compared or not any(person.is_meant for person in world.people)
