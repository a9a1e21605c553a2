"""carelevel: YAML criteria to a suggested level of care, with its reasons.

It supports a clinician's judgement and never replaces it.
"""

from typing import TYPE_CHECKING, Any

from carelevel.problems import CarelevelError, CaseError, CriteriaError, MissingExtraError, Place, Problem
from carelevel.version import __version__ as __version__

if TYPE_CHECKING:
    from carelevel.answer import Decision, Recommendation
    from carelevel.checks import check
    from carelevel.criteria_set import CriteriaSet, load, loads
    from carelevel.places import match
    from carelevel.reading.dumping import dumps
    from carelevel.records.record import Record, RecordError
    from carelevel.records.store import RecordStore
    from carelevel.versions import diff

__all__ = [
    "CarelevelError",
    "CaseError",
    "CriteriaError",
    "CriteriaSet",
    "Decision",
    "MissingExtraError",
    "Place",
    "Problem",
    "Recommendation",
    "Record",
    "RecordError",
    "RecordStore",
    "check",
    "diff",
    "dumps",
    "load",
    "loads",
    "match",
]

# Loaded when first named, so that an app pays for the reader only when it reads.
_HOMES = {
    "CriteriaSet": "carelevel.criteria_set",
    "Decision": "carelevel.answer",
    "Recommendation": "carelevel.answer",
    "Record": "carelevel.records.record",
    "RecordError": "carelevel.records.record",
    "RecordStore": "carelevel.records.store",
    "check": "carelevel.checks",
    "diff": "carelevel.versions",
    "dumps": "carelevel.reading.dumping",
    "load": "carelevel.criteria_set",
    "loads": "carelevel.criteria_set",
    "match": "carelevel.places",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "cohort":
        return import_module("carelevel.cohort")
    if name not in _HOMES:
        msg = f"module 'carelevel' has no attribute {name!r}"
        raise AttributeError(msg)
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
