"""The facts of a criteria set for the form of the workbench, and the words for its editor."""

import hashlib
import json
from typing import Any

from carelevel.answers.explain.questions import plain_ask
from carelevel.logic.english import capital
from carelevel.model.conditions import Named
from carelevel.model.criteria import CriteriaSection, Criterion, Definition
from carelevel.model.facts import Bands, Fact, Score, SetOf, YesNo, domain, outside, value_text, worse_end
from carelevel.model.numbers import number_of
from carelevel.model.programs import Programs

_KINDS = {"Scale": "scale", "Choice": "choice", "Score": "score", "YesNo": "yes_no", "SetOf": "set"}


def form_of(definition: Definition) -> dict[str, Any]:
    """Return the form of a set with its digest, so that a page can skip an unchanged form."""
    bands: dict[str, list[Bands]] = {}
    for derived in definition.derived:
        if isinstance(derived, Bands) and isinstance(derived.of, Score):
            bands.setdefault(derived.of.id, []).append(derived)
    facts = [_fact(fact, bands.get(fact.id, [])) for fact in definition.facts]
    return {"digest": hashlib.sha256(json.dumps(facts).encode()).hexdigest(), "facts": facts}


def _fact(fact: Fact, bands: list[Bands]) -> dict[str, Any]:
    about = fact.about
    return {
        "id": fact.id,
        "kind": _KINDS[type(fact).__name__],
        "title": capital(about.title),
        "ask": about.ask or plain_ask(fact),
        "help": about.help,
        "instrument": about.instrument,
        "worse": None if isinstance(fact, SetOf) else worse_end(fact),
        "values": [] if isinstance(fact, Score) else [{"value": value, "words": capital(value_text(fact, value))} for value in _values(fact)],
        **(_numbers(fact) if isinstance(fact, Score) else {}),
        "bands": [_bands(each) for each in bands],
    }


def _numbers(fact: Score) -> dict[str, Any]:
    step = {} if fact.step is None else {"step": number_of(fact.step, 1)}
    return {
        "low": outside(fact, fact.low),
        "high": outside(fact, fact.high),
        "unit": fact.unit,
        "or_more": fact.or_more,
        **step,
        **({"or_never": True} if fact.or_never else {}),
    }


def _values(fact: Fact) -> tuple[Any, ...]:
    return fact.values if isinstance(fact, SetOf) else tuple(domain(fact))


def _bands(bands: Bands) -> dict[str, Any]:
    ends = [(label, outside(bands.of, low), outside(bands.of, high)) for label, low, high in bands.bands]
    shown = [{"value": label, "words": value_text(bands, label), "low": low, "high": high} for label, low, high in ends]
    return {"id": bands.id, "title": capital(bands.about.title), "bands": shown}


NOT_ASKED = ("level", "fits_the_week")
"""Facts of programs that follow from the case and from the hours taken, so the form does not ask."""


def form_of_programs(programs: Programs) -> list[dict[str, Any]]:
    """Return what a person can need from programs, for the form of needs."""
    return [_fact(fact, []) for name, fact in programs.facts.items() if name not in NOT_ASKED]


def vocabulary(definition: Definition) -> dict[str, Any]:
    """Return the names that the text of a set can use, for completion."""
    facts: dict[str, Any] = {fact.id: {"title": fact.about.title, "values": _words(fact)} for fact in definition.facts}
    for derived in definition.derived:
        is_worded = not isinstance(derived, Named) and hasattr(derived, "values")
        words = ["yes", "no"] if isinstance(derived, Named) else list(getattr(derived, "values", ())) if is_worded else []
        facts[derived.id] = {"title": derived.about.title, "values": words}
    return {
        "facts": facts,
        "sets": [fact.id for fact in definition.facts if isinstance(fact, SetOf)],
        "levels": {level.id: level.title for level in definition.levels},
        "services": {service.id: service.title for service in definition.services},
        "sources": {source.id: source.title for source in definition.sources},
        "criteria": {criterion.id: criterion.because for criterion in definition.criteria},
        "sections": {section.id: section.title for section in definition.sections},
    }


def _words(fact: Fact) -> list[str]:
    if isinstance(fact, Score):
        return []
    return ["yes", "no"] if isinstance(fact, YesNo) else [str(value) for value in _values(fact)]


def lines_of(definition: Definition, name: str) -> dict[str, int]:
    """Return the line of each criterion, and of each section, in the file of a name."""
    parts: tuple[Criterion | CriteriaSection, ...] = (*definition.criteria, *definition.sections)
    return {part.id: part.place.line for part in parts if part.place is not None and part.place.file == name}
