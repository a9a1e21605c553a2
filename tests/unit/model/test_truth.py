"""The three truth values, compared with plain yes and no: a group is met when it is met however the unknown parts turn out, and unmet likewise."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from carelevel.model.truth import Truth, agreed, all_of, any_of, count_of, negate

EITHER = {Truth.MET: (True,), Truth.UNMET: (False,), Truth.UNKNOWN: (True, False)}

GROUPS = [parts for size in range(4) for parts in product(Truth, repeat=size)]


def outcomes(parts: Sequence[Truth]) -> Iterator[tuple[bool, ...]]:
    """Yield every way in which parts can turn out."""
    return product(*(EITHER[part] for part in parts))


def told(results: set[bool]) -> Truth:
    return Truth.UNKNOWN if len(results) > 1 else Truth.MET if results == {True} else Truth.UNMET


@pytest.mark.parametrize("truth", Truth)
def test_no_truth_value_is_yes_or_no(truth: Truth) -> None:
    """`if truth:` would decide on what is unknown."""
    with pytest.raises(TypeError, match=r"a truth value has three cases: compare it with Truth\.MET, Truth\.UNMET or Truth\.UNKNOWN"):
        bool(truth)


def test_groups_hold_whatever_turns_out() -> None:
    for parts in GROUPS:
        assert all_of(parts) is told({all(outcome) for outcome in outcomes(parts)}), parts
        assert any_of(parts) is told({any(outcome) for outcome in outcomes(parts)}), parts


def test_counts_hold_whatever_turns_out() -> None:
    for parts, fewest, most in product(GROUPS, range(4), range(4)):
        if fewest <= most and fewest <= len(parts):
            assert count_of(parts, fewest, most) is told({fewest <= sum(outcome) <= most for outcome in outcomes(parts)}), (parts, fewest, most)


def test_the_opposite_of_the_opposite_is_the_same() -> None:
    assert {truth: negate(truth) for truth in Truth} == {Truth.MET: Truth.UNMET, Truth.UNMET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}


def test_what_differs_or_is_not_there_is_not_agreed() -> None:
    assert [agreed(parts) for parts in ([], [Truth.MET, Truth.MET], [Truth.UNMET], [Truth.MET, Truth.UNMET])] == [
        Truth.UNKNOWN,
        Truth.MET,
        Truth.UNMET,
        Truth.UNKNOWN,
    ]
