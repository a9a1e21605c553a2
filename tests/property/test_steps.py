"""Scores that count in steps: a set written in tenths answers exactly as the same set written with `step: 0.1`, in every form and every engine.

Drawn sets count whole numbers. Each number of a score or a sum, in the file and in the case, is taken as so many steps.
"""

import json
from decimal import Decimal
from random import Random
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel import dumps, loads
from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.model.numbers import exact, neighbors, number_of, number_text, steps_in
from carelevel.model.problems import CaseError
from carelevel.syntax.json_schema_answers import case_schema
from tests import strategies
from tests.profiles import examples
from tests.property import test_or_more
from tests.property.oracle import Plain
from tests.property.steps import in_numbers, in_steps, steps
from tests.property.tables import COLUMNS, ENGINES, back, expected, rows_for
from tests.property.test_meaning import loaded


def undigested(answer: Any) -> Plain:
    """Return an answer without the digests and without the words of its criteria."""
    return {key: value for key, value in answer.to_dict().items() if key != "criteria"}


def refusal(criteria: CriteriaSet, case: Plain) -> list[str]:
    """Return the codes for which a case is refused, or nothing."""
    try:
        criteria.recommend(case)
    except CaseError as error:
        return [problem.code for problem in error.problems]
    return []


@given(strategies.questions(plain=True), steps)
@pytest.mark.slow
def test_a_set_in_steps_answers_as_the_set_in_whole_numbers(question: tuple[Plain, Plain], step: Decimal) -> None:
    criteria, case = question
    whole, stepped, known = loaded(criteria), loaded(in_steps(criteria, step)), in_numbers(criteria, case, step)
    refused = refusal(whole, case)
    assert refusal(stepped, known) == refused
    if refused:
        return

    answer = whole.recommend(case)
    same = stepped.recommend(known)

    assert undigested(same) == in_numbers(criteria, undigested(answer), step)
    assert undigested(stepped.decide(known)) == undigested(whole.decide(case))
    assert same.case.to_dict() == in_numbers(criteria, answer.case.to_dict(), step)
    assert stepped.case(same.case.to_dict()) == same.case
    assert stepped.case(json.loads(json.dumps(same.case.to_dict()))) == same.case
    jsonschema.validate(known, case_schema(stepped.definition))
    assert [each.fact for each in stepped.next_questions(known, 3)] == [each.fact for each in whole.next_questions(case, 3)]


@given(strategies.dressed_sets(), steps)
def test_a_set_in_steps_is_written_and_read_back(criteria: Plain, step: Decimal) -> None:
    stepped = loaded(in_steps(criteria, step))

    again = loads(dumps(stepped))

    assert again.definition == stepped.definition
    assert (again.digest, again.decision_digest) == (stepped.digest, stepped.decision_digest)


@given(st.integers(0, 2**32), steps)
def test_sums_that_reach_beyond_a_top_count_in_steps_too(seed: int, step: Decimal) -> None:
    random = Random(seed)
    criteria = test_or_more.drawn(random)
    case = test_or_more.drawn_case(random, criteria)
    whole, stepped, known = loaded(criteria), loaded(in_steps(criteria, step)), in_numbers(criteria, case, step)
    try:
        answer = whole.recommend(case)
    except CaseError:
        return

    assert undigested(stepped.recommend(known)) == in_numbers(criteria, undigested(answer), step)


@settings(max_examples=examples(4))
@given(strategies.criteria_sets(plain=True), steps, st.integers(0, 2**32))
@pytest.mark.slow
def test_every_engine_reads_decimals_as_recommend_does(criteria: Plain, step: Decimal, seed: int) -> None:
    stepped = loaded(in_steps(criteria, step))
    whole_rows = rows_for(loaded(criteria), Random(seed), 12)
    rows = [in_numbers(criteria, row, step) for row in whole_rows]
    wanted = [expected(stepped, row) for row in rows]

    for engine, made in ENGINES.items():
        found = back(engine, recommend(stepped, made(rows), invalid="unknown"))

        for row, answer, want in zip(rows, found, wanted, strict=True):
            if want is not None:
                assert tuple(answer[name] for name in COLUMNS) == want, (engine, row)
            else:
                assert answer["problems"], (engine, row)


MIXED = """
carelevel: 1
id: mixed
version: "1"
title: Mixed
levels: {low: {title: Low}, high: {title: High}}
facts:
  half: {type: score, range: [0, 3], step: 0.5}
  whole: {type: score, range: [0, 4]}
derived: {total: {sum: [{of: half, times: 3}, {of: whole, times: -1}]}}
criteria: [{id: all, suggests: high, when: {total: {over: 1.5}}, because: Over.}]
"""


def test_a_sum_of_unlike_steps_is_the_sum_of_the_numbers() -> None:
    criteria = loads(MIXED)

    for half in range(7):
        for whole in range(5):
            assert criteria.recommend({"half": half / 2, "whole": whole}).level == ("high" if 3 * half / 2 - whole > 1.5 else "low")


@given(st.decimals(min_value=-2_000, max_value=2_000, allow_nan=False, places=6), steps)
def test_a_number_is_a_step_whatever_type_it_has(number: Decimal, step: Decimal) -> None:
    there = steps_in(step, exact(number) or 0)
    rounded = neighbors(there)[0]

    for count in (rounded, rounded + 1):
        exactly = step * count
        for given_as in (exactly, float(exactly), np.float64(float(exactly)), number_of(step, count), Decimal(number_text(step, count))):
            assert steps_in(step, exact(given_as) or 0) == count
    assert steps_in(step, exact(float(number)) or 0) == there


LIMITS = """
carelevel: 1
id: limits
version: "1"
title: Limits
levels: {low: {title: Low}, high: {title: High}}
facts: {number: {type: score, range: [-20, 50], step: STEP}}
criteria: [{id: all, suggests: high, when: {number: {under: 5}}, because: Under.}]
"""


@pytest.mark.parametrize("step", ["0.1", "0.25", "0.01", "2.5"])
@pytest.mark.slow
def test_what_is_no_step_is_refused_in_every_engine_and_known_in_part_if_a_column_says_so(step: str) -> None:
    criteria, random = loads(LIMITS.replace("STEP", step)), Random(step)
    rows = [{"number": random.choice((random.randint(-2_000, 5_000) / 100, random.uniform(-20, 50), random.randint(-20, 50) * 0.1))} for _ in range(400)]
    columns = {"number": {"column": "number", "between_steps": "known_in_part"}}

    def case_of(number: float) -> Plain:
        count = steps_in(Decimal(step), exact(number) or 0)
        return {"number": number if count.denominator == 1 else {"between": [number_of(Decimal(step), each) for each in neighbors(count)]}}

    for engine, made in ENGINES.items():
        refused = back(engine, recommend(criteria, made(rows), invalid="unknown"))
        in_part = back(engine, recommend(criteria, made(rows), columns=columns))

        for row, strict, partly in zip(rows, refused, in_part, strict=True):
            is_step = "between" not in str(case_of(row["number"]))
            assert strict["problems"] == ([] if is_step else ["number: between-steps"]), (engine, row)
            answer = criteria.recommend(case_of(row["number"]))
            assert (partly["lowest"], partly["highest"]) == (answer.lowest, answer.highest), (engine, row)
