"""The JSON Schema of records, and a checker that uses the published schema."""

import re
from collections.abc import Iterator
from typing import Any

from carelevel.model.operators import LEVEL_EFFECTS, described
from carelevel.model.problems import Path, Problem, did_you_mean, listed, quoted
from carelevel.model.saved import format_problems
from carelevel.model.serialize import OLDEST_RECORD, RECORD_FORMAT

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_LEVEL: Schema = {"anyOf": [_TEXT, {"type": "null"}]}
_YES_OR_NO: Schema = {"type": "boolean"}
_DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}


def _object(properties: dict[str, Schema], *optional: str) -> Schema:
    return {"type": "object", "required": [key for key in properties if key not in optional], "additionalProperties": False, "properties": properties}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_JOINT = {
    "anyOf": [_object({"criteria": _TEXTS, "effect": {"enum": [*LEVEL_EFFECTS]}, "level": _TEXT}), {"type": "null"}],
}

_ANSWER = _object(
    {
        "level": {**_LEVEL, "description": "The level when settled, else null."},
        "lowest": _LEVEL,
        "highest": _LEVEL,
        "possible": _TEXTS,
        "settled": _YES_OR_NO,
        "exact": _YES_OR_NO,
        "indicated": _LEVEL,
        "applies": {"enum": ["met", "unmet", "unknown"]},
        "reasons": _list(_object({"criterion": _TEXT, "effect": {"enum": ["requires", "suggests"]}, "level": _TEXT})),
        "joint": {**_JOINT, "description": "Criteria of which at least one was met, where no single reason led to `lowest`. Not in records of carelevel 0.1."},
        "joint_barrier": {**_JOINT, "description": "Limits of which at least one was met. Not in records of carelevel 0.1."},
        "barriers": _list(_object({"criterion": _TEXT, "level": _TEXT, "lowered_from": _LEVEL, "overridden": _YES_OR_NO})),
        "possible_barriers": _TEXTS,
        "services": _list(_object({"id": _TEXT, "status": {"enum": ["met", "open"]}})),
        "missing": _TEXTS,
        "missing_for_services": _TEXTS,
        "missing_for_contradictions": _TEXTS,
        "contradictions": {
            **_list(_object({"id": _TEXT, "disputed": _TEXTS, "record": _TEXTS})),
            "description": "Contradictory facts: those that counted as unknown, and those that resolve the contradiction.",
        },
        "notices": _TEXTS,
        "met": _TEXTS,
        "unmet": _TEXTS,
        "unknown": _TEXTS,
        "raised_from": {**_LEVEL, "description": "The level that `lowest` would have been if nothing was ruled out; null if it would have been the same."},
        "ruled_out": {**_list(_object({"criterion": _TEXT, "levels": _TEXTS})), "description": "Levels that were ruled out, where the criteria rule out any."},
        "whom": {
            **_list(_object({"part": _TEXT, "status": {"enum": ["met", "unmet", "unknown"]}})),
            "description": "The parts of `applies_when`, where it had parts.",
        },
        "documentation": {
            **_list(_object({"id": _TEXT, "levels": _TEXTS, "status": {"enum": ["there", "lacking", "unknown"]}})),
            "description": "Documents, signatures and dates that the possible levels take, where the criteria name any.",
        },
        "missing_for_documentation": _TEXTS,
    },
    "joint",
    "joint_barrier",
    # Records of versions without contradictions have neither.
    "missing_for_contradictions",
    "contradictions",
    # Records of criteria that rule out no level have neither.
    "raised_from",
    "ruled_out",
    # Nor have records of criteria whose `applies_when` has no parts.
    "whom",
    # Nor do records of criteria without documentation have these.
    "documentation",
    "missing_for_documentation",
)
_DECISION = _object(
    {
        "level": {**_TEXT, "description": "The level that the clinician decided on."},
        "outcome": {
            "enum": ["accepted", "chosen", "overridden"],
            "description": "accepted: the settled level; chosen: a level from the range of the answer; overridden: a level that was not possible.",
        },
        "reason": {**_TEXT, "description": "Why it was overridden: the id of one of the `override_reasons` of the criteria."},
        "words": {**_TEXT, "maxLength": 1_000, "description": "Why it was overridden, in the clinician's own words."},
    },
    "reason",
    "words",
)
_RECORD = _object(
    {
        "record": {"enum": [*range(OLDEST_RECORD, RECORD_FORMAT + 1)], "description": "Version of this form."},
        "when": {**_TEXT, "format": "date-time", "description": "The time that the caller gave, with its offset from UTC."},
        "reference": {
            **_TEXT,
            "maxLength": 200,
            "description": "The caller's reference to the person or the stay. Nothing else identifies the person.",
        },
        "criteria": _object({"id": _TEXT, "version": _TEXT, "digest": _DIGEST, "decision_digest": _DIGEST}),
        "carelevel": {**_TEXT, "description": "The version of the program that answered."},
        "answer": _ANSWER,
        "kept": {
            "enum": ["none", "all", "some", "masked"],
            "description": "Which facts are kept. With all facts, or all masked, the record can be run again.",
        },
        "facts": {"type": "object", "description": "The facts that are kept, in the form of a case."},
        "decision": _DECISION,
    },
    "reference",
    "facts",
    "decision",
)

_KINDS: dict[str, type | tuple[type, ...]] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_WORDS = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "null": "null"}


def record_schema() -> Schema:
    """Return the JSON Schema of records."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "carelevel record", "description": "One answer and the decision that was made, as recorded.", **_RECORD}


def record_problems(given: object) -> list[Problem]:
    """Return why JSON values are not a record; empty when they are."""
    if isinstance(given, dict) and type(given.get("record")) is int and not OLDEST_RECORD <= given["record"] <= RECORD_FORMAT:
        # All of it may be something else in another version.
        return [*format_problems(given, "record", "a record", RECORD_FORMAT, OLDEST_RECORD)]
    return [*_problems(_RECORD, given, ())]


def _problems(schema: Schema, given: object, path: Path) -> Iterator[Problem]:
    """Yield what does not fit the schema, which uses only the keywords of JSON Schema handled here."""
    if "anyOf" in schema:
        tried = [[*_problems(each, given, path)] for each in schema["anyOf"]]
        yield from tried[0] if all(tried) else ()
    elif "const" in schema or "enum" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        # 1 and True are one value to Python, and two to JSON.
        if not any(given == value and type(given) is type(value) for value in allowed):
            yield Problem(
                "unknown-value", f"this must be one of {listed(allowed)}; found {described(given)}", path=path, hint=did_you_mean(given, map(str, allowed))
            )
    elif not isinstance(given, _KINDS[schema["type"]]):
        yield Problem("wrong-type", f"this must be {_WORDS[schema['type']]}; found {described(given)}", path=path)
    elif isinstance(given, dict):
        yield from _of_mapping(schema, given, path)
    elif isinstance(given, list):
        for place, item in enumerate(given):
            yield from _problems(schema["items"], item, (*path, place))
    elif isinstance(given, str):
        yield from _of_text(schema, given, path)


def _of_mapping(schema: Schema, given: dict[str, Any], path: Path) -> Iterator[Problem]:
    if "properties" not in schema:
        return
    known = schema["properties"]
    for key in schema["required"]:
        if key not in given:
            yield Problem("missing-key", f"{quoted(key)} is missing here", path=path)
    for key, value in given.items():
        if key in known:
            yield from _problems(known[key], value, (*path, key))
        else:
            yield Problem(
                "unknown-key", f"{quoted(key)} is not a key of a record here; allowed are {listed(known)}", path=(*path, key), hint=did_you_mean(key, known)
            )


def _of_text(schema: Schema, given: str, path: Path) -> Iterator[Problem]:
    if len(given) < schema.get("minLength", 0):
        yield Problem("missing-value", "this text must not be empty", path=path)
    if len(given) > schema.get("maxLength", len(given)):
        yield Problem("too-large", f"this text may have up to {schema['maxLength']:,} characters", path=path)
    if "pattern" in schema and not re.fullmatch(schema["pattern"], given):
        yield Problem("wrong-type", f"this must be a digest, `sha256:` and 64 hexadecimal digits; found {described(given)}", path=path)
