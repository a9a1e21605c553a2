"""The solver behind the diagram, and both compared with brute force."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.logic import level_diagram, possible_by_solver
from carelevel.logic.sat import Solver, UndecidedError
from carelevel.logic.work import OverBudgetError
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.property.test_recommendation import brute_levels, brute_missing, for_this_person
from tests.strategies import questions

VARIABLES = 7
LITERALS = st.integers(1, VARIABLES).flatmap(lambda number: st.sampled_from((number, -number)))
CLAUSES = st.lists(st.lists(LITERALS, min_size=1, max_size=4), max_size=30)


def brute_models(clauses: list[list[int]]) -> list[tuple[bool, ...]]:
    every = product((False, True), repeat=VARIABLES)
    return [values for values in every if all(any(values[abs(n) - 1] is (n > 0) for n in clause) for clause in clauses)]


@given(CLAUSES, st.lists(st.lists(LITERALS, max_size=3, unique_by=abs), min_size=1, max_size=4))
def test_a_model_is_found_exactly_when_there_is_one(clauses: list[list[int]], questions_asked: list[list[int]]) -> None:
    """One solver answers one question after another: what it learnt from the first does not change the next."""
    solver = Solver(VARIABLES, clauses, budget=10**6)

    for assumed in questions_asked:
        wanted = [*clauses, *([literal] for literal in assumed)]
        model = solver.model(assumed)

        assert (model is not None) is bool(brute_models(wanted))
        assert model is None or all(any(model[literal] for literal in clause) for clause in wanted)


@given(CLAUSES, st.lists(st.tuples(CLAUSES, st.integers(0, 2), st.lists(st.lists(LITERALS, max_size=3, unique_by=abs), max_size=3)), min_size=1, max_size=4))
def test_an_extended_solver_answers_like_a_fresh_one(clauses: list[list[int]], steps: list[tuple[list[list[int]], int, list[list[int]]]]) -> None:
    """Clauses and variables come in between questions; what was learnt before, and from what was assumed then, changes no later answer."""
    variables, known = VARIABLES, list(clauses)
    solver = Solver(variables, clauses, budget=10**6)

    for more, wider, asked in steps:
        # Those over new variables tie each to one of the first ones, or it would hang in the air.
        tied = [[number, -(1 + number % VARIABLES)] for number in range(variables + 1, variables + wider + 1)]
        variables, known = variables + wider, [*known, *more, *tied]
        solver.extend(variables, [*more, *tied])
        for assumed in ([], *asked, [variables], [-variables]):
            model = solver.model(assumed)
            fresh = Solver(variables, known, budget=10**6).model(assumed)

            assert (model is None) is (fresh is None)
            assert model is None or all(any(model[literal] for literal in clause) for clause in [*known, *([literal] for literal in assumed)])


def test_a_solver_over_its_budget_says_that_it_does_not_know() -> None:
    """Seven things in six places: true of nobody, and long to show."""
    places = [[7 * thing + place + 1 for place in range(6)] for thing in range(7)]
    clashes = [[-places[a][place], -places[b][place]] for a in range(7) for b in range(a) for place in range(6)]

    assert Solver(49, [*places, *clashes], budget=10**6).model(()) is None
    with pytest.raises(UndecidedError):
        Solver(49, [*places, *clashes], budget=200).model(())


def over_budget(*_: Any) -> Any:
    raise OverBudgetError


@given(questions(contradictions=False))
def test_the_solver_finds_the_possible_levels_when_the_diagram_is_over_its_budget(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    if not for_this_person(criteria, case):
        return
    known = oracle.known_from(criteria, case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(level_diagram, "_diagram", over_budget)
        answer = loaded(criteria).recommend(case)

    assert set(answer.possible) == brute_levels(criteria, known)
    assert answer.settled or brute_missing(criteria, known) <= set(answer.missing)
    assert answer.exact


@given(questions(contradictions=False))
def test_without_any_budget_the_range_is_still_sound(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    if not for_this_person(criteria, case):
        return
    known = oracle.known_from(criteria, case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(level_diagram, "NODES", 0)
        patch.setattr(possible_by_solver, "SOLVER_WORK", 0)
        answer = loaded(criteria).recommend(case)

    assert brute_levels(criteria, known) <= set(answer.possible)
    assert brute_missing(criteria, known) <= set(answer.missing) or answer.settled
    assert [problem.code for problem in answer.problems] == ([] if answer.exact else ["not-decided"])
    assert [problem["code"] for problem in answer.to_dict()["problems"]] == [problem.code for problem in answer.problems]
