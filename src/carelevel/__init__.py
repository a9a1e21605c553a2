"""carelevel: YAML criteria to a suggested level of care, with its reasons.

It supports a clinician's judgment and never replaces it.
"""

from typing import TYPE_CHECKING, Any

from carelevel.model.printable import Form, Printable, Recordable
from carelevel.model.problems import CarelevelError, CaseError, CriteriaError, MissingExtraError, Place, Problem
from carelevel.model.version import __version__ as __version__

if TYPE_CHECKING:
    from carelevel import cohort as cohort
    from carelevel import types as types
    from carelevel.answers.explain.interview import Interview
    from carelevel.answers.results import Decision, Recommendation
    from carelevel.api import CriteriaSet, bundled, dumps, load, loads
    from carelevel.model.record import Record, RecordError
    from carelevel.programs.matching import match
    from carelevel.records.store import RecordStore
    from carelevel.verify.checks import check
    from carelevel.verify.diff import diff

__all__ = [
    "CarelevelError",
    "CaseError",
    "CriteriaError",
    "CriteriaSet",
    "Decision",
    "Interview",
    "MissingExtraError",
    "Place",
    "Problem",
    "Recommendation",
    "Record",
    "RecordError",
    "RecordStore",
    "bundled",
    "check",
    "diff",
    "dumps",
    "load",
    "loads",
    "match",
]

# Loaded when first named, so that an app pays for the reader only when it reads.
_HOMES = {
    "CriteriaSet": "carelevel.api",
    "Decision": "carelevel.answers.results",
    "Interview": "carelevel.answers.explain.interview",
    "Recommendation": "carelevel.answers.results",
    "Record": "carelevel.model.record",
    "RecordError": "carelevel.model.record",
    "RecordStore": "carelevel.records.store",
    "bundled": "carelevel.api",
    "check": "carelevel.verify.checks",
    "diff": "carelevel.verify.diff",
    "dumps": "carelevel.api",
    "load": "carelevel.api",
    "loads": "carelevel.api",
    "match": "carelevel.programs.matching",
}

# Loaded when first named, too, without an import of their own.
_ROOMS = ("cohort", "types")

# What shows the results of a module, loaded when one is shown.
_DOCUMENTS = {
    "carelevel.answers.results": "carelevel.show.answer",
    "carelevel.answers.explain.counterfactuals": "carelevel.show.explain",
    "carelevel.answers.explain.interview": "carelevel.show.interview",
    "carelevel.answers.explain.reassessment": "carelevel.show.explain",
    "carelevel.answers.explain.questions": "carelevel.show.question",
    "carelevel.answers.explain.sensitivity": "carelevel.show.sensitivity",
    "carelevel.answers.explain.why": "carelevel.show.explain",
    "carelevel.answers.explain.why_not": "carelevel.show.explain",
    "carelevel.api": "carelevel.show.criteria",
    "carelevel.programs.matches": "carelevel.show.programs",
    "carelevel.records.replaying": "carelevel.show.replay",
    "carelevel.verify.diff.results": "carelevel.verify.diff.document",
}


def _rendered(result: Printable, form: Form) -> str:
    from importlib import import_module

    home = next(kind.__module__ for kind in type(result).__mro__ if kind.__module__ in _DOCUMENTS)
    shown: str = import_module(f"carelevel.show.{form}").render(import_module(_DOCUMENTS[home]).document(result))
    return shown


def _recorded(answer: Any, when: Any, facts: Any, decision: tuple[str | None, str | None], reference: str | None) -> Any:
    from carelevel.records.making import decided, make_record

    return make_record(answer, when, facts, decided(answer, *decision), reference)


def _read(given: Any) -> Any:
    from carelevel.records.reading import record_of

    return record_of(given)


Printable.rendered = _rendered
Recordable.recorded = _recorded
Recordable.read = _read


if not TYPE_CHECKING:
    # Hidden from type checkers, which would take every misspelt name for something.
    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in _ROOMS:
            return import_module(f"carelevel.{name}")
        if name not in _HOMES:
            msg = f"module 'carelevel' has no attribute {name!r}"
            raise AttributeError(msg)
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
