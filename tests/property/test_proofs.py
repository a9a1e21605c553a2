"""Properties of the proofs of `check`: what they find is what a look at every person finds, and every witness shows it."""

import json
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from carelevel.api import loads
from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.work import OverBudgetError
from carelevel.verify.checks import requested_checks
from carelevel.verify.proofs.case_space import CaseSpace
from tests.property.brute import Brute, thresholds
from tests.property.drawn_proofs import sets_with_exclusions, sets_with_faults
from tests.property.oracle import Plain
from tests.property.witnessed import shows

TODAY = date(2026, 11, 25)


def compare(criteria: Plain, *, smallest: bool = True) -> Brute:
    """Compare what is proved of a set, and who is shown for it, with a look at every person."""
    brute, judged = Brute(criteria), thresholds(criteria)
    problems = requested_checks(loads(json.dumps(criteria)).definition, TODAY)
    found = [(problem.code, str(problem.path[-1])) for problem in problems]

    assert sorted((code, name) for code, name in found if code != "threshold-never-matters" or name in judged) == brute.all()
    # Where facts can disagree, more of them may be needed for the witness not to.
    smallest = smallest and not criteria.get("contradictions")
    for problem in problems:
        shows(brute, problem, smallest=smallest)
    return brute


@given(sets_with_faults())
def test_the_proofs_find_exactly_what_looking_at_every_person_finds(criteria: Plain) -> None:
    """Nothing is found that is not so, nothing is missed, and each witness shows it with the fewest facts, whatever else may be true of the person."""
    compare(criteria)


@given(sets_with_exclusions())
@pytest.mark.slow
def test_answers_that_send_people_down_unsaid_are_found(criteria: Plain) -> None:
    compare(criteria, smallest=False)


def over_budget(*_: Any) -> Any:
    raise OverBudgetError


@given(sets_with_faults())
@pytest.mark.slow
def test_the_solver_finds_the_same_where_diagrams_are_over_their_budget(criteria: Plain) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaseSpace, "_store", over_budget)
        compare(criteria, smallest=False)


@given(sets_with_faults())
def test_shares_are_those_of_people_counted_one_by_one(criteria: Plain) -> None:
    brute, definition = Brute(criteria), loads(json.dumps(criteria)).definition
    if brute.people:
        everyone, decisions = CaseSpace.of(definition), Decisions(definition)
        shares = [everyone.count(*decisions.is_level(rank)) for rank in range(len(brute.order))]
        ranks = Counter(brute.level(met) for met in brute.met)
        assert shares == [Fraction(ranks[rank], len(brute.people)) for rank in range(len(brute.order))]
