"""The same criteria over a whole table."""

from carelevel.cohort.answers import recommend

__all__ = ["recommend"]
