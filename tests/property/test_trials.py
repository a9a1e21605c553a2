"""What tests reach and notice, compared with brute force over every possible person."""

import json
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from math import floor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carelevel import dumps
from carelevel.api import CriteriaSet, loads
from carelevel.model.facts import ABOVE, MOST_PERCENT, Percent, outside
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError
from carelevel.model.serialize import definition_plain
from carelevel.model.truth import Truth
from carelevel.model.vignettes import Expectation, Vignette
from carelevel.syntax.vignette_reader import read_vignettes, resolve_vignettes
from carelevel.verify.checks.expected import differences, names_in
from carelevel.verify.testing.coverage import Check, coverage
from carelevel.verify.testing.coverage_goals import Decides, Documents, Goal, LeavesOut, Reaches, Side, Status, goals
from carelevel.verify.testing.mutants import Mutant, mutants
from carelevel.verify.testing.mutation import _Tests, mutation
from carelevel.verify.testing.runs import noticing
from carelevel.verify.testing.suggest import suggestion
from carelevel.verify.testing.suites import suite_of
from tests.profiles import examples
from tests.property import oracle
from tests.property.oracle import Person, Plain
from tests.property.test_documentation import levels_for
from tests.property.test_meaning import loaded
from tests.strategies import cases, criteria_sets, documentation

FEW = examples(3)


@st.composite
def sets(draw: Any) -> Plain:
    """Draw a criteria set, often with documentation."""
    criteria: Plain = draw(criteria_sets())
    draw(documentation(criteria))
    return criteria


SOME_MUTANTS = 5
MOST_PEOPLE = 400


def everybody(criteria: Plain) -> list[Person]:
    """Return all possible people, when they are few enough to go through."""
    size = 1
    for known in oracle.everything(criteria).values():
        size *= 2 ** len(known) if isinstance(known, dict) else len(known)
    assume(size <= MOST_PEOPLE)
    return oracle.agreeing(criteria)


def is_for(criteria: Plain, person: Person) -> bool:
    return oracle.is_meant(criteria, person)


def decided(criteria: Plain, person: Person) -> Any:
    """Return everything that is answered about a person, documentation included."""
    if not is_for(criteria, person):
        return {part["id"] for part in oracle.whom_parts(criteria) if not oracle.holds(criteria, part["when"], person)}
    met = oracle.met_by(criteria, person)
    level = oracle.level_of(criteria, person)
    services = {service for each in criteria["criteria"] if each["id"] in met for service in each.get("adds", ())}
    return level, services, shown(criteria, list(criteria["levels"])[level], person)


def shown(criteria: Plain, level: str, person: Person) -> dict[str, str]:
    """Return the status of the documentation that a level takes."""
    taken = [item for item in criteria.get("documentation", ()) if level in levels_for(criteria, item["for"])]
    needed = [item for item in taken if "when" not in item or oracle.holds(criteria, item["when"], person)]
    return {item["id"]: "there" if oracle.holds(criteria, item["needs"], person) else "lacking" for item in needed}


def plain_case(person: Person) -> Plain:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in person.items()}


def some_of(items: Sequence[Any], chance: Random) -> list[Any]:
    return chance.sample(items, min(len(items), SOME_MUTANTS))


def words_of(mutant: Mutant) -> tuple[Any, ...]:
    return mutant.key, mutant.words, json.dumps(definition_plain(mutant.definition), sort_keys=True)


@settings(max_examples=FEW)
@given(sets(), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_a_mutant_decides_the_same_exactly_when_it_does_so_for_every_possible_person(plain: Plain, chance: Random) -> None:
    """And every mutant is a set that somebody could have written, by a slip; at most a part stands there twice, which loading refuses."""
    criteria = loaded(plain)
    people = everybody(plain)

    found = mutation(criteria, {}, [])

    said = {words_of(mutant) for mutant in found.same}
    every = list(mutants(criteria.definition, {}))
    assert (found.total, found.undecided) == (len(every), ())
    now = [decided(plain, person) for person in people]
    for mutant in some_of(every, chance):
        changed = definition_plain(mutant.definition)
        assert (words_of(mutant) in said) is all(decided(changed, person) == before for person, before in zip(people, now, strict=True))
        own = CriteriaSet(mutant.definition).decision_digest
        # A range of percents with an open end is two conditions once it is written, and a condition on points can ask for fewer numbers.
        assert digest_of(changed) in {own, None} or "percent_" in mutant.words or "points" in mutant.words
        assert own != criteria.decision_digest or mutant.key[0] == "documentation"
        assert CriteriaSet(mutant.definition).digest != criteria.digest


def digest_of(plain: Plain) -> str | None:
    """Return the digest of a set; None where loading refuses it for nothing but parts that stand there twice."""
    try:
        return loads(json.dumps(plain)).decision_digest
    except CriteriaError as error:
        if any(problem.code != "repeated-part" for problem in error.problems if problem.severity == "error"):
            raise
        return None


@settings(max_examples=FEW)
@given(sets(), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_the_vignette_that_comes_with_a_survivor_passes_and_would_notice_it(plain: Plain, chance: Random) -> None:
    criteria = loaded(plain)

    for survivors, lines in some_of(list(noticing(criteria.definition, mutation(criteria, {}, []))), chance):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "vignettes.yaml")
            path.write_text("\n  ".join(["criteria: drawn\nvignettes:", *lines]), "utf-8")
            _, shape, document, problems = read_vignettes(path, path.name)
        (vignette,), more = resolve_vignettes(shape, document, criteria.definition)

        assert problems + more == []
        assert list(differences(vignette.expect, criteria.recommend(vignette.case))) == []
        for survivor in survivors:
            assert list(differences(vignette.expect, CriteriaSet(survivor.mutant.definition).recommend(vignette.case))) != []


def expected(criteria: CriteriaSet, case: Any) -> Vignette:
    """Return a vignette that expects all there is to expect of the answer as it is."""
    answer = criteria.recommend(case)
    lists = ("possible", "reasons", "barriers", "possible_barriers", "services", "open_services", "missing", "missing_for_services", "met", "unmet", "unknown")
    lists += ("documentation_there", "documentation_lacking", "documentation_unknown", "missing_for_documentation")
    words = {"level": answer.level or "none", "applies": answer.applies}
    exactly = {member: names_in(answer, member) for member in lists}
    return Vignette("v", "V", criteria.case(case), Expectation(FrozenDict(words), FrozenDict(), None, FrozenDict(exactly), FrozenDict()))


@settings(max_examples=FEW)
@given(sets(), st.data(), st.randoms(use_true_random=False))
def test_a_mutant_is_noticed_exactly_when_some_vignette_fails_under_it(plain: Plain, data: st.DataObject, chance: Random) -> None:
    """Not every vignette is run on every mutant; those that are not could not have noticed it.

    That a criterion which was left out is no longer listed as unmet is no difference: nothing was decided by it.
    """
    criteria = loaded(plain)
    vignettes = [expected(criteria, data.draw(cases(plain))) for _ in range(2)]
    tests = _Tests(criteria.definition, vignettes, with_examples=True)

    for mutant in some_of(list(mutants(criteria.definition, {})), chance):
        changed = CriteriaSet(mutant.definition)
        is_left_out = len(mutant.definition.criteria) < len(criteria.criteria)
        mismatches = [each for vignette in vignettes for each in differences(vignette.expect, changed.recommend(vignette.case))]
        assert tests.kill(mutant) is any(not (is_left_out and each.member == "unmet") for each in mismatches)


def reaches(plain: Plain, goal: Goal, person: Person) -> bool:
    """Return whether a person, known completely, reaches a goal, by the second definition of the language."""
    match goal.aim:
        case Status(leaf, truth):
            criteria = {"facts": plain["facts"], "derived": plain["derived"]}
            return truth is not Truth.UNKNOWN and oracle.holds(criteria, json.loads(json.dumps(plain_condition(leaf))), person) is (truth is Truth.MET)
        case Side(Percent(), value):
            return place_of_percent(oracle.value_of(plain, goal.aim.fact.id, person)) == value
        case Side(fact, value):
            return bool(oracle.value_of(plain, fact.id, person) == outside(fact, value))
        case Decides(name, service):
            without = plain | {"criteria": [each for each in plain["criteria"] if each["id"] != name]}
            if name not in oracle.met_by(plain, person):
                return False
            level, services, _ = decided(plain, person)
            other, fewer, _ = decided(without, person)
            return level != other if service is None else service in services - fewer
        case Reaches(level):
            return list(plain["levels"])[decided(plain, person)[0]] == level
        case LeavesOut(part):
            (when,) = (each["when"] for each in oracle.whom_parts(plain) if each["id"] == part.id)
            return not oracle.holds(plain, when, person)
        case Documents(item, said):
            return bool(decided(plain, person)[2].get(item.id) == said)


def place_of_percent(percent: Any) -> int:
    """Return where a percentage is among whole numbers and what is between them, beyond the greatest of them in one place."""
    return ABOVE if percent > MOST_PERCENT else 2 * floor(percent) + (percent > floor(percent))


def plain_condition(leaf: Any) -> Plain:
    from carelevel.model.serialize import condition_plain

    return condition_plain(leaf)


@settings(max_examples=FEW)
@given(sets(), st.randoms(use_true_random=False))
def test_what_is_reached_and_what_nobody_can_reach_is_what_possible_people_reach(plain: Plain, chance: Random) -> None:
    criteria = loaded(plain)
    people = everybody(plain)
    theirs = [person for person in people if is_for(plain, person)]
    known = some_of(theirs, chance)

    found = coverage(criteria.definition, goals(criteria.definition, {}), [Check(criteria.case(plain_case(person))) for person in known])

    reached, unreachable = ({id(goal) for goal in some} for some in (found.reached, found.unreachable))
    assert found.undecided == ()
    for goal in found.goals:
        whom = people if goal.key is not None and goal.key[0] == "applies_when" else theirs
        can_be = bool(whom) if isinstance(goal.aim, Status) and goal.aim.truth is Truth.UNKNOWN else any(reaches(plain, goal, person) for person in whom)
        assert (id(goal) in reached, id(goal) in unreachable) == (any(reaches(plain, goal, person) for person in known), not can_be)


@settings(max_examples=FEW)
@given(sets())
def test_the_people_suggested_reach_everything_that_can_be_reached_and_neighbours_differ_in_one_fact_alone(plain: Plain) -> None:
    definition = loaded(plain).definition
    every = goals(definition, {})

    found = suggestion(definition, every, [])

    reached = coverage(definition, every, [Check(person.case) for person in found.people])
    assert (found.undecided, reached.missing, reached.undecided) == ((), (), ())
    for before, person in pairwise(found.people):
        if person.differs_in is not None:
            assert {name for name in before.case.values if before.case.values[name] != person.case.values[name]} == {person.differs_in}
            assert (before.case.values.keys(), before.case.members) == (person.case.values.keys(), person.case.members)


@settings(max_examples=FEW)
@given(sets())
def test_every_leaf_is_found_where_it_is_written(plain: Plain) -> None:
    text = dumps(loaded(plain))
    suite = suite_of(text.encode(), "criteria.yaml", None)
    lines = text.splitlines()

    for goal in goals(suite.definition, suite.places):
        if isinstance(goal.aim, Status):
            assert goal.place is not None
            word = lines[goal.place.line - 1][goal.place.column - 1 :].partition(":")[0].strip('"')
            # The word is the fact's, or the operator's behind it.
            assert word in goal.leaf
