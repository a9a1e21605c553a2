"""A question that runs out of its work still ends in an answer, and in a true one: a wider range, said not to be exact."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.logic import level_diagram
from carelevel.logic.work import apart, proofs
from carelevel.model.problems import CaseError
from carelevel.verify.checks import requested_checks
from carelevel.verify.diff import diff
from tests.profiles import examples
from tests.property.drawn_proofs import sets_with_faults
from tests.property.oracle import Plain
from tests.property.test_diff import Both, is_refused, two_versions
from tests.property.test_findings_in_words import CLAIMS, TODAY, Words
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


@settings(max_examples=examples(50))
@given(questions(), STEPS, STEPS, st.sampled_from(EVERY))
@pytest.mark.slow
def test_whenever_the_work_runs_out_the_answer_is_no_narrower_than_the_truth(question: tuple[Plain, Plain], once: int, steps: int, method: str) -> None:
    plain, case = question
    exact = asked(loaded(plain), "recommend", case)
    with pytest.MonkeyPatch.context() as patch, apart(steps):
        patch.setattr(level_diagram, "ONCE", once)
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


@given(sets_with_faults(), st.integers(0, 20_000))
@pytest.mark.slow
def test_what_proofs_say_before_their_work_runs_out_is_so(criteria: Plain, steps: int) -> None:
    definition = loaded(criteria).definition

    with proofs(steps):
        found = requested_checks(definition, TODAY)

    for problem in found:
        if problem.code in CLAIMS:
            assert CLAIMS[problem.code](Words(criteria, problem)), problem.message


@given(two_versions(), st.integers(0, 20_000))
@pytest.mark.slow
def test_a_comparison_whose_work_runs_out_names_nobody_who_does_not_move_and_never_says_the_same(versions: tuple[Plain, Plain], steps: int) -> None:
    both = Both(*versions)
    if is_refused(both):
        return
    old, new = (loaded(each) for each in versions)

    with proofs(steps):
        found = diff(old, new)

    assert {(move.was, move.is_now) for move in found.moves} <= both.moves().keys()
    assert not found.is_same or not both.moves()
