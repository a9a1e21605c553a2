"""A table says of every row what `recommend` says of that person, in every engine."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from tests.profiles import examples
from tests.property.steps import in_steps, perhaps_steps, rows_in_steps
from tests.property.tables import COLUMNS, ENGINES, Row, back, documented, documented_in, expected, raised, rows_for, unmet_parts
from tests.property.test_meaning import loaded
from tests.strategies import criteria_sets, documentation

ROWS = 24


@st.composite
def tables(draw: Any) -> tuple[CriteriaSet, list[Row]]:
    """Draw a set, in whole numbers or in steps, and the rows of a table."""
    criteria, step = draw(criteria_sets()), draw(perhaps_steps)
    draw(documentation(criteria))
    rows = rows_for(loaded(criteria), Random(draw(st.integers(0, 2**32))), ROWS)
    return loaded(in_steps(criteria, step)), rows_in_steps(criteria, rows, step)


@settings(max_examples=examples(8))
@given(tables())
@pytest.mark.slow
def test_every_engine_says_of_a_row_what_recommend_says(drawn: tuple[CriteriaSet, list[Row]]) -> None:
    criteria, rows = drawn
    if "nothing" in rows[0]:
        return
    wanted = [expected(criteria, row) for row in rows]
    rules_out = any(criterion.rules_out for criterion in criteria.definition.criteria)

    for engine, made in ENGINES.items():
        found = back(engine, recommend(criteria, made(rows), invalid="unknown"))

        assert ("raised_from" in found[0]) is ("ruled_out" in found[0]) is rules_out
        for row, answer, want in zip(rows, found, wanted, strict=True):
            got = tuple(answer[name] for name in COLUMNS)
            if want is None and any(problem.startswith("impossible") for problem in answer["problems"]):
                assert (got[0], got[1], got[2], got[3]) == (None, None, None, False), (engine, row)
            elif want is None:
                # A score and its band contradict each other: neither counts.
                assert [problem for problem in answer["problems"] if problem.endswith("contradiction")], (engine, row)
            else:
                assert got == want, (engine, row)
                if "raised_from" in answer:
                    assert (answer["raised_from"], answer["ruled_out"]) == raised(criteria, row), (engine, row)
                assert answer["problems"] == [], (engine, row)
                assert answer.get("unmet_parts", []) == unmet_parts(criteria, row), (engine, row)
                assert documented_in(answer) == documented(criteria, row), (engine, row)
