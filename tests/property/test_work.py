"""A question that runs out of its work still ends in an answer, and in a true one: a wider range, said not to be exact."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel import engine
from carelevel.criteria_set import CriteriaSet
from carelevel.interpret.work import apart
from carelevel.problems import CaseError
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import questions

EVERY = ("recommend", "possible_levels", "why", "what_would_change", "next_question", "asks", "interview", "why_not")
REFUSED = object()
STEPS = st.one_of(st.integers(0, 60), st.integers(0, 3000))


def asked(criteria: CriteriaSet, method: str, case: Plain) -> Any:
    try:
        return criteria.why_not(case, list(criteria.levels)[-1]) if method == "why_not" else getattr(criteria, method)(case)
    except CaseError:
        return REFUSED


@settings(max_examples=100)
@given(questions(), STEPS, STEPS, st.sampled_from(EVERY))
def test_whenever_the_work_runs_out_the_answer_is_no_narrower_than_the_truth(question: tuple[Plain, Plain], once: int, steps: int, method: str) -> None:
    plain, case = question
    exact = asked(loaded(plain), "recommend", case)
    with pytest.MonkeyPatch.context() as patch, apart(steps):
        patch.setattr(engine, "ONCE", once)
        found = asked(loaded(plain), method, case)

    if found is REFUSED:
        assert exact is REFUSED  # nobody is refused who is possible
    elif exact is REFUSED:
        return  # that nobody is like this was not found out
    elif method == "recommend":
        assert set(found.possible) >= set(exact.possible)
        assert found.possible == exact.possible or not found.exact
        assert not found.settled or (exact.settled and found.level == exact.level)
        assert (found.met, found.unmet) == (exact.met, exact.unmet)
    elif method == "possible_levels":
        assert set(found) >= set(exact.possible)
