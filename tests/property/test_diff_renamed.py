"""Versions in which names changed, were merged, taken or dropped: what `diff` says is what a look at everybody finds."""

import json
from fractions import Fraction

import pytest
from hypothesis import assume, event, given

from carelevel.criteria_set import loads
from carelevel.problems import CriteriaError
from carelevel.versions import diff
from tests.property.versions import MOST_JOINT, Everybody, Versions, versions


@given(versions())
def test_a_comparison_of_versions_with_other_names_finds_exactly_who_moves(both: Versions) -> None:
    """Existence, exact share, services, and whether anybody is left out: "the same" is never said where a look at everybody finds a difference."""
    compare_with_a_look_at_everybody(both)


def compare_with_a_look_at_everybody(both: Versions) -> None:
    """Compare what is found with a look at everybody."""
    old, new = (loads(json.dumps(each)) for each in (both.old, both.new))
    everybody = Everybody.__new__(Everybody)
    everybody.both = both
    assume(everybody.size <= MOST_JOINT)
    everybody = Everybody(both)
    total = len(everybody.decided)
    if not total:
        event("nobody")
        with pytest.raises(CriteriaError, match="nobody is left to compare"):
            diff(old, new)
        return

    found = diff(old, new)

    assert {(move.was, move.is_now): move.share for move in found.moves} == {pair: Fraction(n, total) for pair, n in everybody.moves().items()}
    assert {(each.service, each.is_added): each.share for each in found.services} == {pair: Fraction(n, total) for pair, n in everybody.services().items()}
    assert found.undecided == ()
    assert bool(found.left_out) == everybody.is_somebody_left_out
    assert found.is_same == (not everybody.moves() and not everybody.services() and not everybody.is_somebody_left_out)
    event("same" if found.is_same else "other")
