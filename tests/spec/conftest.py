"""Hands each test of the reference what it shows things with."""

import pytest

pytest.register_assert_rewrite("tests.spec.shows")

from tests.spec.shows import Shows  # noqa: E402 - its assertions explain themselves only when it is imported after the line above


@pytest.fixture
def shows(request: pytest.FixtureRequest) -> Shows:
    """A page of the manual, on which a test shows what it claims."""
    given = getattr(request.cls, "GIVEN", None) or getattr(request.module, "GIVEN", "")
    return Shows(given)
