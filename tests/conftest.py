"""What all tests share: hypothesis profiles, and the criteria sets that come with the library."""

import pytest

from tests import bytecode

bytecode.keep()  # before anything that is large is imported

from carelevel.api import CriteriaSet, load  # noqa: E402
from tests import profiles  # noqa: E402

profiles.load()


@pytest.fixture(scope="session")
def adult() -> CriteriaSet:
    """The bundled criteria for adults with a mental-health condition."""
    return load("adult-mental-health")


@pytest.fixture(scope="session")
def substance() -> CriteriaSet:
    """The bundled criteria for adults with a substance-use condition."""
    return load("adult-substance-use")
