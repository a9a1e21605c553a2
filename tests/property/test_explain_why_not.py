"""Why not another level, compared with brute force: the routes are exactly what has to turn, and what a condition lacks is exactly what it takes."""

import json
import pickle
from collections.abc import Iterator
from itertools import combinations, islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.answers.explain.gaps import Gap, lacking
from carelevel.answers.explain.quotas import fulfilled, need_of
from carelevel.answers.explain.why_not import Route, WhyNot
from carelevel.api import CriteriaSet
from carelevel.logic.contradictions import undisputed
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition, Includes, facts_of
from carelevel.model.problems import CaseError
from carelevel.model.truth import Truth
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Known, Person, Plain
from tests.property.test_meaning import everything_of, loaded
from tests.property.test_recommendation import for_this_person
from tests.strategies import questions

EXAMPLES = examples(USUAL)

SOME, FEW = examples(USUAL // 2), examples(USUAL // 5)

MOST_SELECTIONS = 300
"""Choices of alternatives up to which a route is gone through, every one of them."""

Questions = tuple[Plain, Plain]


def ruled_out(criteria: Plain, name: str) -> list[str]:
    said = next(each.get("rules_out", []) for each in criteria["criteria"] if each["id"] == name)
    return [said] if isinstance(said, str) else list(said)


def level_after(criteria: Plain, met: set[str], turned: frozenset[str]) -> int:
    return oracle.level_by(criteria, met ^ turned)


def brute_routes(criteria: Plain, met: set[str], rank: int) -> set[frozenset[str]]:
    """Return the smallest sets of criteria such that the level has the rank once they turn, and that somebody possible with that level has turned."""
    names = [criterion["id"] for criterion in criteria["criteria"] if "adds" not in criterion]
    every = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    smallest: list[frozenset[str]] = []
    for turned in every:
        if not any(smaller <= turned for smaller in smallest) and level_after(criteria, met, turned) == rank:
            smallest.append(turned)
    theirs = [person for person in oracle.agreeing(criteria) if oracle.is_meant(criteria, person)]
    there = [set(oracle.met_by(criteria, person)) ^ met for person in theirs if oracle.level_of(criteria, person) == rank]
    return {turned for turned in smallest if any(turned <= other for other in there)}


@settings(max_examples=EXAMPLES)
@given(questions())
def test_routes_are_exactly_the_smallest_turns_that_give_the_level(question: Questions) -> None:
    """Every possible person with the level has taken one of them, and each is taken by somebody; nothing in one of them can be left out."""
    criteria, case = question
    order = list(criteria["levels"])
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    for rank, level in enumerate(order):
        found = criteria_set.why_not(case, level)

        routes = brute_routes(criteria, set(answer.met), rank) if answer.possible and answer.possible != (level,) else set()
        assert found.exact
        assert (found.is_level, found.is_possible) == (answer.level == level, level in answer.possible)
        assert {frozenset((route.criterion, *route.also)) for route in found.routes} == routes - {frozenset()}
        assert len(found.routes) == len(routes - {frozenset()})
        assert set(found.still_open) == _still_open(criteria, answer, routes, rank)


def _still_open(criteria: Plain, answer: Any, routes: set[frozenset[str]], rank: int) -> set[str]:
    """Return the unknown criteria that take the level off the rank again if they are met as well."""
    bearing = {criterion["id"] for criterion in criteria["criteria"] if "adds" not in criterion} & set(answer.unknown)
    return {name for name in bearing if any(name not in route and level_after(criteria, set(answer.met), route | {name}) != rank for route in routes)}


@settings(max_examples=FEW)
@given(questions())
def test_each_criterion_that_has_to_turn_is_reported_with_what_it_lacks(question: Questions) -> None:
    """Whatever a route names beside its first criterion stands among the holds, on the side where it holds."""
    criteria, case = question
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    for level in criteria["levels"]:
        found = criteria_set.why_not(case, level)

        holds = (*found.held_down_by, *found.held_up_by, *found.limited_by, *found.ruled_out_by, *found.raised_by)
        told = {hold.criterion for hold in holds}
        assert told == {name for route in found.routes for name in ((*route.also, route.criterion) if route.becomes == "unmet" else route.also)}
        assert all(hold.effect == "limits_to" and hold.criterion in answer.met for hold in found.held_down_by)
        assert all(hold.effect in {"requires", "suggests"} and hold.criterion in answer.met for hold in found.held_up_by)
        assert all(hold.effect == "limits_to" and hold.criterion not in answer.met for hold in found.limited_by)
        assert all(level in ruled_out(criteria, hold.criterion) and hold.criterion in answer.met for hold in found.ruled_out_by)
        assert all(ruled_out(criteria, hold.criterion) and hold.criterion not in answer.met for hold in found.raised_by)
        for part in (*found.routes, *holds):
            assert part.becomes == ("unmet" if part.criterion in answer.met else "met")
            assert part.status == ("met" if part.criterion in answer.met else "unmet" if part.criterion in answer.unmet else "unknown")


@settings(max_examples=SOME)
@given(questions(), st.booleans())
@pytest.mark.slow
def test_what_a_condition_lacks_is_exactly_what_it_takes(question: Questions, wanted: bool) -> None:
    """For everyone in whom nothing is lost that is as it should be already, the condition is as wanted when, and only when, the parts are there that are needed."""
    criteria, case = question
    criteria_set = loaded(criteria)
    recorded = criteria_set.case(case)
    everyone = [(person, criteria_set.case(everything_of(person))) for person in oracle.completions(oracle.everything(criteria))][:400]

    for criterion in criteria_set.criteria.values():
        lack = lacking(criterion.when, recorded, wanted=wanted)
        kept = list(_as_wanted(criterion.when, wanted, recorded))

        assert (lack is None) is (fulfilled(criterion.when, wanted, recorded) is Truth.MET)
        for person, complete in everyone if lack is not None else ():
            if all(fulfilled(part, wish, complete) is Truth.MET for part, wish in kept):
                assert _is_there(criteria, lack, person) is (fulfilled(criterion.when, wanted, complete) is Truth.MET)


def _as_wanted(condition: Condition, wanted: bool, case: Case) -> Iterator[tuple[Condition, bool]]:
    """Yield the parts of a condition that are as they should be already."""
    if fulfilled(condition, wanted, case) is Truth.MET:
        yield condition, wanted
    elif not isinstance(condition, Among | Includes):
        for part, wish in need_of(condition, wanted)[1]:
            yield from _as_wanted(part, wish, case)


def _is_there(criteria: Plain, lack: Gap | None, person: Person) -> bool:
    assert lack is not None
    # Of points, the parts are some ways to the total that is needed; what is needed is the total.
    if lack.parts and lack.fact is None:
        return sum(_is_there(criteria, part, person) for part in lack.parts) >= lack.how_many
    assert lack.fact is not None
    value = oracle.value_of(criteria, lack.fact, person)
    if isinstance(value, frozenset):
        return all((member in value) == (held == "yes") for member, held in lack.needed.items())
    return _fits(oracle.values_of(criteria, lack.fact), value, lack.needed)


def _fits(every: list[Any], value: Any, said: Any) -> bool:
    return all(
        oracle.satisfies(every, value, operator, list(operand) if isinstance(operand, tuple) else operand)
        for operator, operand in oracle.operators_in(said).items()
    )


@settings(max_examples=SOME)
@given(questions(), st.booleans())
def test_what_a_condition_lacks_is_reported_as_recorded_with_its_distance(question: Questions, wanted: bool) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    recorded = criteria_set.case(case)
    known = oracle.recorded_from(criteria, case)

    for criterion in criteria_set.criteria.values():
        for leaf in _leaves(lacking(criterion.when, recorded, wanted=wanted)):
            assert leaf.words
            assert leaf.fact is not None
            if oracle.kind_of(criteria, leaf.fact) == "set":
                (member,) = leaf.needed
                held = [{"yes": True, "no": False}[each] for each in (leaf.recorded or {}).values()]
                assert held == (known[leaf.fact][member] if leaf.status == "unmet" else [])
                assert len(known[leaf.fact][member]) == (1 if leaf.status == "unmet" else 2)
                assert leaf.distance is None
            else:
                _check_leaf(criteria, known, leaf)


def _check_leaf(criteria: Plain, known: Known, leaf: Gap) -> None:
    assert leaf.fact is not None
    every = oracle.values_of(criteria, leaf.fact)
    possible = oracle.possible_values(criteria, leaf.fact, known)
    needed = [value for value in every if _fits(every, value, leaf.needed)]
    assert leaf.recorded is None or {value for value in every if _fits(every, value, leaf.recorded)} == possible
    assert (leaf.recorded is None) is (len(possible) == len(every))
    assert leaf.status == ("unmet" if possible.isdisjoint(needed) else "unknown")
    is_ordered = oracle.kind_of(criteria, leaf.fact) in {"scale", "score", "sum", "worst", "bands"}
    far = min(abs(every.index(a) - every.index(b)) for a in possible for b in needed)
    assert leaf.distance == (far if is_ordered and leaf.status == "unmet" else None)


def _leaves(lack: Gap | None) -> Iterator[Gap]:
    if lack is not None and lack.parts:
        assert 1 <= lack.how_many <= len(lack.parts)
        for part in lack.parts:
            yield from _leaves(part)
    elif lack is not None:
        yield lack


@settings(max_examples=EXAMPLES)
@given(questions())
def test_each_alternative_of_a_route_leads_a_person_to_the_level(question: Questions) -> None:
    """Taken with as many others as are needed, and with all else as it is recorded, it gives the level to somebody possible, at the distance that is told."""
    criteria, case = question
    criteria_set = loaded(criteria)

    for rank, level in enumerate(criteria["levels"]):
        for route in criteria_set.why_not(case, level).routes:
            check_route(criteria, criteria_set, case, rank, route)


def check_route(criteria: Plain, criteria_set: CriteriaSet, case: Plain, rank: int, route: Route) -> None:
    known = oracle.known_from(criteria, case)
    there = [person for person in oracle.agreeing(criteria) if oracle.is_meant(criteria, person) and oracle.level_of(criteria, person) == rank]
    # What the other criteria of the route take is theirs.
    beside: set[Any] = {name for other in route.also for fact in facts_of(criteria_set.criteria[other].when) for name in _given(criteria, fact.id)}
    took: dict[Gap, list[Person]] = {leaf: [] for leaf in _leaves(route.needed)}
    choices = list(islice(selections(route.needed), MOST_SELECTIONS + 1))
    if len(choices) > MOST_SELECTIONS:
        return
    for chosen in choices:
        turned = beside.union(*(_parts(criteria, leaf) for leaf in chosen))
        takers = [person for person in there if _differs_in(turned, known, person) and all(_is_there(criteria, leaf, person) for leaf in chosen)]
        for leaf in chosen:
            took[leaf] += takers
        if len(chosen) == 1 and not route.also:
            replay(criteria, criteria_set, case, rank, chosen[0])
    for leaf, people in took.items():
        assert people, leaf
        if not route.also and leaf.fact in criteria["facts"] and oracle.kind_of(criteria, leaf.fact) != "set":
            assert _leads_as_told(criteria, known, leaf, {person[leaf.fact] for person in people})


def replay(criteria: Plain, criteria_set: CriteriaSet, case: Plain, rank: int, leaf: Gap) -> None:
    """Ask about the case, as it is read where facts disagree, with the values that an alternative names."""
    if leaf.fact in criteria["facts"] and oracle.kind_of(criteria, leaf.fact) != "set":
        found = {value for value in _needed(criteria, leaf) if list(criteria["levels"])[rank] in _levels_with(criteria_set, case, leaf.fact, value)}
        assert _leads_as_told(criteria, oracle.known_from(criteria, case), leaf, found)


def _levels_with(criteria_set: CriteriaSet, case: Plain, fact: str, value: Any) -> tuple[str, ...]:
    try:
        read = undisputed(criteria_set.definition, criteria_set.case(case))
        return criteria_set.possible_levels(read.narrowed(fact, frozenset((value,))))
    except CaseError:
        return ()


def _leads_as_told(criteria: Plain, known: Known, leaf: Gap, values: set[Any]) -> bool:
    """Return whether values that lead to the level are those that are told: the nearest one where there is an order, else each."""
    assert leaf.fact is not None
    every = oracle.values_of(criteria, leaf.fact)
    if oracle.kind_of(criteria, leaf.fact) in {"choice", "yes_no"}:
        return values >= set(_needed(criteria, leaf))
    near = values & set(_needed(criteria, leaf))
    return bool(near) and leaf.distance in {None, min(abs(every.index(a) - every.index(b)) for a in near for b in known[leaf.fact])}


def selections(lack: Gap) -> Iterator[tuple[Gap, ...]]:
    """Yield each choice of as many alternatives as are needed."""
    if not lack.parts:
        yield (lack,)
    for parts in combinations(lack.parts, lack.how_many) if lack.parts else ():
        for chosen in product(*map(selections, parts)):
            yield tuple(dict.fromkeys(leaf for leaves in chosen for leaf in leaves))


def _given(criteria: Plain, name: str | None) -> set[str]:
    assert name is not None
    return oracle.given_facts_below(criteria, name)


def _parts(criteria: Plain, leaf: Gap) -> set[str | tuple[str, str]]:
    """Return the facts, and the members of sets, that one alternative names."""
    if leaf.fact is not None and oracle.kind_of(criteria, leaf.fact) == "set":
        return {(leaf.fact, member) for member in leaf.needed}
    return {*_given(criteria, leaf.fact)}


def _needed(criteria: Plain, leaf: Gap) -> list[Any]:
    assert leaf.fact is not None
    every = oracle.values_of(criteria, leaf.fact)
    return [value for value in every if _fits(every, value, leaf.needed)]


def _differs_in(turned: set[Any], known: Known, person: Person) -> bool:
    """Return whether a person is as is known, but for some facts and set members."""
    for name, possible in known.items():
        if isinstance(possible, dict):
            is_as_known = all((member in person[name]) in held or (name, member) in turned for member, held in possible.items())
        else:
            is_as_known = person[name] in possible
        if name not in turned and not is_as_known:
            return False
    return True


@settings(max_examples=SOME)
@given(questions())
def test_a_level_has_routes_when_and_only_when_changes_lead_to_it(question: Questions) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    changes = criteria_set.what_would_change(case, unchangeable=True, most_facts=len(criteria["facts"]))

    assert changes.exact
    for to in changes.to:
        if to.level not in changes.now:
            found = criteria_set.why_not(case, to.level)
            assert found.exact
            assert bool(to.could) is (bool(found.routes) or found.needed is not None)


@settings(max_examples=FEW)
@given(questions())
def test_why_not_is_a_value(question: Questions) -> None:
    """It compares by value, hashes, pickles and turns into JSON."""
    criteria, case = question
    level = next(iter(criteria["levels"]))

    criteria_set = loaded(criteria)

    found = criteria_set.why_not(case, level)

    again: WhyNot = pickle.loads(pickle.dumps(found))
    assert again == found == loaded(criteria).why_not(case, level)
    assert hash(again) == hash(found)
    assert json.loads(json.dumps(found.to_dict()))["possible"] == list(found.possible)
    # Facts that disagree are left out.
    recorded = criteria_set.case(case)
    assert found.case == recorded or (found.contradictions and set(found.case.parts()) < set(recorded.parts()))
    assert found.possible == () or for_this_person(criteria, case)
