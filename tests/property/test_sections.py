"""A set with sections decides as the same set with the conditions written out, in every interpreter; and everybody is as brute force says."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet, dumps, loads
from carelevel.cohort import recommend
from carelevel.logic import level_diagram
from carelevel.logic.meaning import meaning
from carelevel.model.truth import Truth
from carelevel.verify.checks import requested_checks
from carelevel.verify.diff import diff
from tests.profiles import examples
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.tables import COLUMNS, ENGINES, back, rows_for
from tests.property.test_meaning import loaded, statuses
from tests.strategies import cases, sectioned_sets

DAY = date(2026, 11, 24)


@st.composite
def sectioned_questions(draw: Any) -> tuple[Plain, Plain]:
    """Draw a set with sections, and a case."""
    criteria = draw(sectioned_sets())
    return criteria, draw(cases(criteria))


def without_digests(shown: Any) -> Any:
    """Return an answer as JSON values without what differs in the file alone."""
    if isinstance(shown, dict):
        return {key: without_digests(value) for key, value in shown.items() if key not in {"digest", "other_sections"}}
    return [without_digests(each) for each in shown] if isinstance(shown, list) else shown


def both(criteria: Plain) -> tuple[CriteriaSet, CriteriaSet]:
    return loaded(criteria), loaded(oracle.written_out(criteria))


@given(sectioned_sets())
@pytest.mark.slow
def test_sections_are_resolved_into_plain_criteria(criteria: Plain) -> None:
    one, other = both(criteria)

    assert [replace(each, section=None) for each in one.definition.criteria] == list(other.definition.criteria)
    assert one.decision_digest == other.decision_digest
    assert one.digest != other.digest


@given(sectioned_questions())
@pytest.mark.slow
def test_everybody_is_as_brute_force_says(question: tuple[Plain, Plain]) -> None:
    """Three values, levels, settled or not, and whether the criteria are for the person."""
    criteria, case = question
    plain = oracle.written_out(criteria)
    known = oracle.known_from(plain, case)
    levels = {list(plain["levels"])[oracle.level_of(plain, person)] for person in oracle.meant(plain, known)}

    answer = loaded(criteria).recommend(case)

    assert answer.exact
    assert set(answer.possible) == levels
    assert answer.settled is (len(levels) == 1 and oracle.applies_to_all(plain, known) is True)
    assert statuses(loaded(criteria), case) == oracle.statuses(plain, oracle.recorded_from(plain, case))


@given(sectioned_questions())
@pytest.mark.slow
def test_every_answer_is_that_of_the_set_written_out(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    one, other = both(criteria)

    for ask in (
        lambda each: each.recommend(case),
        lambda each: each.decide(case),
        lambda each: each.why(case),
        lambda each: each.what_would_change(case),
        lambda each: each.asks(case),
        lambda each: each.compare({}, case),
    ):
        assert without_digests(ask(one).to_dict()) == without_digests(ask(other).to_dict())
    assert one.possible_levels(case) == other.possible_levels(case)
    asked, wanted = one.next_question(case), other.next_question(case)
    assert (asked and asked.to_dict()) == (wanted and wanted.to_dict())


@settings(max_examples=examples(8))
@given(sectioned_questions())
@pytest.mark.slow
def test_over_the_budget_of_diagrams_the_solver_says_the_same(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    before, level_diagram.NODES = level_diagram.NODES, 0
    try:
        one, other = (each.recommend(case) for each in both(criteria))
    finally:
        level_diagram.NODES = before

    assert (one.possible, one.missing, one.exact) == (other.possible, other.missing, other.exact)


@settings(max_examples=examples(6))
@given(sectioned_sets(), st.integers(0, 2**32))
@pytest.mark.slow
def test_every_engine_answers_a_table_the_same(criteria: Plain, seed: int) -> None:
    one, other = both(criteria)
    rows = rows_for(one, Random(seed), 12)
    if "nothing" in rows[0]:
        return

    for engine, made in ENGINES.items():
        found, wanted = (back(engine, recommend(each, made(rows), invalid="unknown")) for each in (one, other))
        assert [[row[name] for name in COLUMNS] for row in found] == [[row[name] for name in COLUMNS] for row in wanted], engine


@given(sectioned_sets())
def test_dumping_keeps_sections(criteria: Plain) -> None:
    one = loaded(criteria)

    again = loads(dumps(one))

    assert again.definition == one.definition
    assert again.digest == one.digest


@settings(max_examples=examples(6))
@given(sectioned_sets(contradictions=False))
def test_comparing_finds_no_difference_to_the_set_written_out(criteria: Plain) -> None:
    one, other = both(criteria)
    if any(problem.code == "says-nothing" for problem in requested_checks(one.definition, DAY)):
        return

    assert not diff(one, other).moves


@given(sectioned_sets())
def test_whom_no_section_applies_to_is_found(criteria: Plain) -> None:
    """By brute force over everybody whom the criteria are for, and in whom no facts disagree."""
    plain = oracle.written_out(criteria)
    people = [person for person in oracle.agreeing(plain) if oracle.is_meant(plain, person)]
    left_out = [person for person in people if not any(oracle.holds(plain, section["when"], person) for section in criteria["sections"])]

    found = [problem for problem in requested_checks(loaded(criteria).definition, DAY) if problem.code == "no-section"]

    assert len(found) == bool(left_out)
    for problem in found:
        shown = oracle.meant(plain, oracle.known_from(plain, problem.witness))
        assert shown
        assert all(person in left_out for person in shown if person in people)


@given(sectioned_questions())
def test_why_not_leads_through_no_section_that_does_not_apply(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    one = loaded(criteria)
    if not oracle.meant(oracle.written_out(criteria), oracle.known_from(oracle.written_out(criteria), case)):
        return
    for level in one.levels:
        explained = one.why_not(case, level)
        others = {each.id for each in one.definition.sections if meaning(each.when, explained.case) is Truth.UNMET}
        named = [name for route in explained.routes for name in (route.criterion, *route.also)]

        assert set(explained.other_sections) == others
        assert not any(one.criteria[name].section in others for name in named)
