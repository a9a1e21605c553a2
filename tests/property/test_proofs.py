"""Properties of the proofs of `check`: what they find is what a look at every person finds, and every witness shows it."""

import json
from datetime import date

from hypothesis import given, settings

from carelevel.checks import requested_checks
from carelevel.criteria_set import loads
from tests.property.brute import Brute
from tests.property.oracle import Plain
from tests.strategies import criteria_sets

TODAY = date(2026, 11, 25)
LEFT_OUT = {"threshold-never-matters", "band-never-reached", "invariant-broken"}


def found_by_proof(criteria: Plain) -> set[tuple[str, str]]:
    problems = requested_checks(loads(json.dumps(criteria)).definition, TODAY)
    return {(problem.code, str(problem.path[-1])) for problem in problems if problem.code not in LEFT_OUT and problem.path[0] != "invariants"}


@settings(max_examples=20)
@given(criteria_sets())
def test_the_proofs_find_exactly_what_looking_at_every_person_finds(criteria: Plain) -> None:
    assert found_by_proof(criteria) == Brute(criteria).all()
