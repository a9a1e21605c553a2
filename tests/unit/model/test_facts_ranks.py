"""The places of values in the order of a fact."""

from collections.abc import Sequence

import pytest

from carelevel.model.facts import Value, ranks_of


@pytest.mark.parametrize(("values", "every"), [({3, 9}, range(5)), ({-1, 3}, range(5)), ({"none", "severe"}, ("none", "mild"))])
def test_a_value_that_the_fact_does_not_have_has_no_place(values: set[Value], every: Sequence[Value]) -> None:
    with pytest.raises(ValueError, match=r"\d|severe|not in tuple"):
        ranks_of(values, every)


def test_of_a_range_the_places_are_counted_from_its_beginning() -> None:
    assert ranks_of({7, 5}, range(5, 10)) == [0, 2]
    assert ranks_of(set(), range(5, 10)) == []
