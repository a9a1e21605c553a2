"""What all tests share: hypothesis profiles, and the criteria sets that come with the library."""

import os

import pytest
from hypothesis import HealthCheck, settings

from carelevel.api import CriteriaSet, load

# Time is not a property, so no profile has a deadline; a slow machine is no reason for a red test.
CALM = (HealthCheck.too_slow,)
settings.register_profile("dev", deadline=None, suppress_health_check=CALM, max_examples=20)
settings.register_profile("ci", deadline=None, suppress_health_check=CALM, derandomize=True, max_examples=20)
settings.register_profile("nightly", deadline=None, suppress_health_check=CALM, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def adult() -> CriteriaSet:
    """The bundled criteria for adults with a mental-health condition."""
    return load("adult-mental-health")


@pytest.fixture(scope="session")
def substance() -> CriteriaSet:
    """The bundled criteria for adults with a substance-use condition."""
    return load("adult-substance-use")
