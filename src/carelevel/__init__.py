"""Suggest a level of mental-health care from criteria in YAML, with its reasons and what is still unknown.

It supports a clinician's judgment and never replaces it.

>>> import carelevel
>>> criteria = carelevel.load("adult-mental-health")
>>> answer = criteria.recommend({"age": 34, "suicide_risk": "high"})
>>> answer.level, answer.lowest, answer.highest
(None, 'iop', 'inpatient')
>>> criteria.next_question({"age": 34, "suicide_risk": "high"}).fact
'violence_risk'

`level` is None while unknown facts can still change it; then show `lowest` to `highest`, and ask what is `missing`. `print(answer)` shows all of it in
words, and `answer.to_dict()` gives JSON.

Where to go:
    load, loads, bundled    criteria from a file, a text, a package or a zip
    CriteriaSet             every question to criteria: recommend, why, why_not, what_would_change, next_question, interview, case_model
    check, diff, agree      what is wrong with criteria, what a new version changes, whether two sets treat the same people alike
    match                   which programs fit an answer
    Record, RecordStore     answers that are kept
    CarelevelError          every error; its `problems` say what is wrong, and where
    carelevel.cohort        whole tables (needs the extra `cohort`)
    carelevel.types         every type, to be named in annotations

At the command line: `carelevel --help`. In the repository: README.md, docs/tutorial.md, docs/api/.
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
    from carelevel.verify.agree import agree
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
    "agree",
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
    "agree": "carelevel.verify.agree",
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
    "carelevel.verify.agree.results": "carelevel.verify.agree.document",
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
