"""How much is tried: the same tests with few examples on every change, and with many at night.

    ci         for `.ci/run`: the same examples in every run, so that a change is green or red whoever runs it
    dev        the default: half as many, by chance, other ones in every run
    small      half as many, the same ones in every run, for the other Pythons: what their tests look for is Python, not criteria
    nightly    three hundred times as many, and larger sets

`HYPOTHESIS_PROFILE` names the profile.
"""

import os
from fractions import Fraction

from hypothesis import HealthCheck, settings

USUAL = 8
"""How many examples a property has in `.ci/run` if it does not say otherwise."""

TIMES = {"dev": Fraction(1, 2), "ci": 1, "small": Fraction(1, 2), "nightly": 300}
"""How many times as many each profile tries."""

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "dev")
IS_NIGHT = PROFILE == "nightly"


def load() -> None:
    """Register the profiles, and load the one that is asked for."""
    for name, times in TIMES.items():
        # Time is not a property, so no profile has a deadline; a slow machine is no reason for a red test.
        settings.register_profile(
            name, deadline=None, suppress_health_check=(HealthCheck.too_slow,), max_examples=int(USUAL * times), derandomize=name in {"ci", "small"}
        )
    settings.load_profile(PROFILE)


def examples(count: int) -> int:
    """Return how many examples a property has that needs fewer or more than others: so many in `.ci/run`, half on a change, and 300 times as many at night."""
    return max(int(count * TIMES.get(PROFILE, 1)), 1)


def seeds(few: int, all_of_them: int) -> range:
    """Return the seeds of a test that draws hundreds of cases from each: a few in `.ci/run`, half of these on a change, and all at night."""
    return range(all_of_them if IS_NIGHT else max(few // 2, 1) if PROFILE == "dev" else few)
