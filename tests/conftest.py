"""What all tests share: hypothesis profiles, and the criteria sets that come with the library."""

import pytest

from carelevel.api import CriteriaSet, load
from tests import profiles

profiles.load()


@pytest.fixture(scope="session")
def adult() -> CriteriaSet:
    """The bundled criteria for adults with a mental-health condition."""
    return load("adult-mental-health")


@pytest.fixture(scope="session")
def substance() -> CriteriaSet:
    """The bundled criteria for adults with a substance-use condition."""
    return load("adult-substance-use")
