"""JSON Schemas of cases and answers, so that other programs can check them."""

from carelevel.model.criteria import Definition
from carelevel.model.facts import NEVER, Bands, Choice, Fact, Scale, Score, SetOf, YesNo, domain, outside
from carelevel.model.operators import LEVEL_EFFECTS, OF_SETS, STRICT
from carelevel.model.serialize import ANSWER_FORMAT
from carelevel.syntax.json_schema_files import DIALECT, Schema


def case_schema(definition: Definition) -> Schema:
    """Return the JSON Schema of cases for a criteria set."""
    facts = {fact.id: _fact(fact) for fact in definition.facts}
    bands = {fact.id: _partly(fact, {"enum": list(fact.values)}) for fact in definition.derived if isinstance(fact, Bands) and isinstance(fact.of, Score)}
    return {
        "$schema": DIALECT,
        "title": f"Case for {definition.id} {definition.version}",
        "description": "What is known about one person. Facts that are absent or null are unknown.",
        "type": "object",
        "additionalProperties": False,
        "properties": {**facts, **bands},
    }


def _fact(fact: Fact) -> Schema:
    match fact:
        case Score():
            top = {} if fact.or_more else {"maximum": outside(fact, fact.high)}
            # Steps are said in words: of `multipleOf: 0.1` readers that count in binary fractions refuse 0.3.
            number = "integer" if fact.step is None else "number"
            numbers: Schema = {"type": number, "minimum": outside(fact, fact.low), **top}
            return _partly(fact, {"anyOf": [numbers, {"const": NEVER}]} if fact.or_never else numbers, numbers)
        case YesNo():
            return _partly(fact, {"enum": ["yes", "no", True, False]})
        case Scale() | Choice():
            return _partly(fact, {"enum": list(domain(fact))})
        case SetOf():
            member: Schema = {"enum": list(fact.values)}
            members = {"type": "array", "uniqueItems": True, "items": member}
            by_name = {
                "type": "object",
                "additionalProperties": False,
                "properties": {member: {"enum": ["yes", "no", True, False, None]} for member in fact.values},
            }
            some = {"type": "array", "minItems": 1, "uniqueItems": True, "items": member}
            by_operator = {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {word: member if word in {"includes", "excludes"} else some for word in OF_SETS if word != "includes_any"},
            }
            return {**_words(fact), "anyOf": [members, by_name, by_operator, {"type": "null"}]}


def _partly(fact: Fact | Bands, value: Schema, bound: Schema | None = None) -> Schema:
    """Return the schema of a fact that is known, partly known with operators, or unknown; `bound` is what other values can be above or below."""
    bound = bound or value
    some = {"type": "array", "minItems": 1, "uniqueItems": True, "items": value}
    operators: Schema = {**dict.fromkeys(("is", "is_not"), value), **dict.fromkeys(("one_of", "none_of"), some)}
    if isinstance(fact, Scale | Score | Bands):
        operators |= {**dict.fromkeys(("at_least", "at_most"), bound), "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": bound}}
    if isinstance(fact, Score):
        operators |= dict.fromkeys(STRICT, bound)
    if isinstance(fact, Score) and fact.unit is not None:
        operators |= {"value": value, "unit": {"const": fact.unit}}
    partly = {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": operators}
    return {**_words(fact), "anyOf": [value, partly, {"type": "null"}]}


def _words(fact: Fact | Bands) -> Schema:
    steps = f"In steps of {fact.step}, counted from 0." if isinstance(fact, Score) and fact.step is not None else None
    about = {"title": fact.about.title, "description": " ".join(text for text in (fact.about.ask, fact.about.help, steps) if text)}
    return {key: text for key, text in about.items() if text}


def answer_schema() -> Schema:
    """Return the JSON Schema of answers, from `Recommendation.to_dict` or `recommend --format json`."""
    text: Schema = {"type": "string"}
    texts: Schema = {"type": "array", "items": text}
    level: Schema = {"anyOf": [text, {"type": "null"}]}
    yes_or_no: Schema = {"type": "boolean"}
    evidence: Schema = {"type": "object", "description": "A part of the case that is sufficient to meet the criterion; itself a case."}
    reason = {"criterion": text, "effect": {"enum": ["requires", "suggests"]}, "level": text, "because": text, "sources": texts, "evidence": evidence}
    barrier = {"criterion": text, "level": text, "because": text, "sources": texts, "evidence": evidence, "lowered_from": level, "overridden": yes_or_no}
    alone: Schema = {"type": "object", "description": "A part of the case that is sufficient to meet at least one of the criteria; itself a case."}
    joint = {
        "criteria": {**texts, "description": "Criteria of which at least one is met in every case."},
        "effect": {"enum": [*LEVEL_EFFECTS]},
        "level": text,
        "because": texts,
        "sources": texts,
        "evidence": alone,
        "whichever": {**texts, "description": "Facts that decide which of them is met, and that do not need to be known."},
    }
    service = {"id": text, "title": text, "status": {"enum": ["met", "open"]}, "because": texts, "criteria": texts, "sources": texts}
    service |= {"evidence": {"anyOf": [alone, {"type": "null"}]}, "whichever": texts}
    contradiction = {"id": text, "because": text, "disputed": texts, "record": texts, "sources": texts}
    problem = {"code": {"const": "not-decided"}, "message": text, "severity": {"const": "warning"}, "hint": text}
    digest: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
    members: Schema = {
        "format": {"const": ANSWER_FORMAT},
        "level": {**level, "description": "The level if settled, otherwise null."},
        "lowest": level,
        "highest": level,
        "possible": texts,
        "settled": yes_or_no,
        "exact": yes_or_no,
        "indicated": level,
        "applies": {"enum": ["met", "unmet", "unknown"]},
        "reasons": {"type": "array", "items": _record(reason)},
        "joint": {"anyOf": [_record(joint), {"type": "null"}]},
        "barriers": {"type": "array", "items": _record(barrier)},
        "joint_barrier": {"anyOf": [_record(joint | {"lowered_from": level, "overridden": yes_or_no}), {"type": "null"}]},
        "possible_barriers": texts,
        "services": {"type": "array", "items": _record(service)},
        "missing": texts,
        "missing_for_services": texts,
        "missing_for_contradictions": texts,
        "contradictions": {
            "type": "array",
            "items": _record(contradiction),
            "description": "Facts that disagree; the disputed facts count as unknown until the facts under `record` resolve it.",
        },
        "notices": {"type": "array", "items": _record({"id": text, "text": text})},
        "met": texts,
        "unmet": texts,
        "unknown": texts,
        "criteria": _with_optional(
            _record({"id": text, "version": text, "digest": digest, "decision_digest": digest}),
            based_on={**_based_on(digest), "description": "For a local version: the criteria that it changes, and its changes."},
        ),
        "problems": {"type": "array", "items": {"type": "object", "required": list(problem), "properties": problem}},
        "carelevel": text,
    }
    # Only in answers of criteria that rule out levels.
    ruled_out = {"criterion": text, "levels": texts, "because": text, "sources": texts, "evidence": evidence}
    raised = {
        "raised_from": {**level, "description": "The level that `lowest` would be if nothing was ruled out; null if it would be the same."},
        "ruled_out": {"type": "array", "items": _record(ruled_out)},
    }
    # Only in answers of criteria whose `applies_when` has parts.
    part = {
        "part": text,
        "status": {"enum": ["met", "unmet", "unknown"]},
        "because": text,
        "refer_to": {"anyOf": [text, {"type": "null"}]},
        "sources": texts,
        "evidence": {
            "description": "Where it is unmet, or excludes other parts: a part of the case that is sufficient for that; itself a case.",
            "anyOf": [{"type": "object"}, {"type": "null"}],
        },
        "excludes": {**texts, "description": "The other parts with which no possible person like this meets it."},
    }
    whom: Schema = {
        "type": "array",
        "minItems": 1,
        "items": _record(part),
        "description": "The parts of `applies_when`; all have to be met.",
    }
    # Only in answers of criteria with documentation.
    document = {"id": text, "levels": texts, "status": {"enum": ["there", "lacking", "unknown"]}, "because": text, "missing": texts, "sources": texts}
    documented = {
        "documentation": {
            "type": "array",
            "items": _record(document),
            "description": "Documents, signatures and dates that the possible levels take; they never change the level.",
        },
        "missing_for_documentation": texts,
    }
    answer = _record(members)
    return {
        "$schema": DIALECT,
        "title": "carelevel recommendation",
        **answer,
        "properties": members | raised | {"whom": whom} | documented,
        "dependentRequired": {"raised_from": ["ruled_out"], "documentation": ["missing_for_documentation"]},
    }


def _based_on(digest: Schema) -> Schema:
    text: Schema = {"type": "string"}
    changes = {"kind": {"enum": ["replaced", "left_out", "added"]}, "section": text, "id": text}
    below: Schema = {"type": ["object", "null"], "description": "What these criteria are based on themselves, in the same form."}
    return _record({"id": text, "version": text, "digest": digest, "changes": {"type": "array", "items": _record(changes)}, "based_on": below})


def _with_optional(schema: Schema, **members: Schema) -> Schema:
    """Return the schema of a mapping that can have further members."""
    return schema | {"properties": {**schema["properties"], **members}}


def _record(members: Schema) -> Schema:
    return {"type": "object", "required": list(members), "additionalProperties": False, "properties": members}
