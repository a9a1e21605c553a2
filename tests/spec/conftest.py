"""The fixture of the tests of the manual."""

import pytest

pytest.register_assert_rewrite("tests.spec.shows")

from tests.spec.shows import Shows  # noqa: E402 - its assertions explain themselves only when it is imported after the line above


@pytest.fixture
def shows(request: pytest.FixtureRequest) -> Shows:
    """Return a page of the manual on which a test shows its examples."""
    given = getattr(request.cls, "GIVEN", None) or getattr(request.module, "GIVEN", "")
    return Shows(given)
