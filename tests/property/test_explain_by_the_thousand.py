"""Exact answers against brute force, by the thousand; `python -m tests.property.by_the_thousand` does it by the million."""

import pytest

from tests.profiles import seeds
from tests.property.by_the_thousand import check


@pytest.mark.parametrize("seed", seeds(2, 100))
@pytest.mark.slow
def test_every_explanation_agrees_with_brute_force_in_a_thousand_cases(seed: int) -> None:
    """Possible levels, what is missing, evidence, what is sufficient, why not, and all smallest changes, compared whole."""
    open_cases = check(1000, f"by the thousand {seed}")

    assert open_cases > 100


@pytest.mark.parametrize("seed", seeds(1, 100))
@pytest.mark.slow
def test_so_does_every_explanation_where_levels_are_ruled_out(seed: int) -> None:
    open_cases = check(500, f"ruled out {seed}", ruling=True)

    assert open_cases > 30
