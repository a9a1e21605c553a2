"""The OpenAPI document of the HTTP interface, made from the schemas that `carelevel schema` prints."""

from typing import Any

from carelevel.model.version import __version__
from carelevel.programs.matches import MATCHES_FORMAT
from carelevel.syntax.json_schema_answers import answer_schema
from carelevel.web.errors import MEDIA_TYPE, TITLES
from carelevel.web.request_body import JSON, YAML
from carelevel.web.settings import ServerLimits

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_ANY: Schema = {"type": "object"}
_CASE: Schema = {
    "type": "object",
    "description": (
        "What is known of one person, as a mapping from facts to values. A fact that is absent or null is unknown. "
        "`carelevel schema --for cases` prints the schema for one set."
    ),
}
_CRITERIA: Schema = {
    "description": (
        "The criteria: an id; or a mapping with an id and a required version or digest; or a mapping with their whole text. "
        "If left out, the first criteria that the server was started with."
    ),
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"id": _TEXT, "version": _TEXT, "digest": _TEXT, "decision_digest": _TEXT, "text": _TEXT},
        },
    ],
}
_PROGRAMS: Schema = {
    "description": (
        "The programs: the name of a file that `GET /programs` lists; or a mapping with the whole text of a file. "
        "If left out, the `programs.yaml` next to the criteria."
    ),
    "anyOf": [_TEXT, {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": _TEXT}}],
}
_NEEDS: Schema = {
    "type": "object",
    "description": "What the person needs from a program, in the form of a needs file; `carelevel schema --for needs` prints the schema.",
}
_NAMES: Schema = {"id": _TEXT, "version": _TEXT, "digest": _TEXT, "decision_digest": _TEXT}


def document(limits: ServerLimits) -> Schema:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "carelevel",
            "version": __version__,
            "description": (
                "Suggests a level of mental-health care from criteria, with its reasons. It supports a clinician's judgment and does not replace it. "
                f"A body may have up to {limits.body:,} bytes, an answer takes up to {limits.seconds:g} seconds, "
                f"and up to {limits.in_flight} requests may be in progress."
            ),
        },
        "paths": {**_posts(), **_gets()},
        "components": {
            "schemas": {"Answer": _bare(answer_schema()), "Problem": _problem(), "ProblemDetails": _details(), "Case": _CASE, "Criteria": _CRITERIA},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token in the address that the server printed, unless it was started with --no-token.",
                }
            },
        },
    }


def _posts() -> Schema:
    case, criteria = _ref("Case"), _ref("Criteria")
    why_not = {"type": "array", "items": _TEXT, "description": "Ids of levels."}
    explain = {"case": case, "criteria": criteria, "why_not": why_not, "what_if": case, "since": case, "unchangeable": {"type": "boolean"}}
    asked = _record({"question": {"anyOf": [_ANY, {"type": "null"}]}, "asks": _ANY})
    found = _record({"usable": {"type": "boolean"}, "problems": {"type": "array", "items": _ref("Problem")}})
    return {
        "/recommend": _post("The level of care that the criteria suggest for a case", _body(["case"], case=case, criteria=criteria), _ref("Answer")),
        "/explain": _post("Why this level, why not another, what would change it", _body(["case"], **explain), _ANY),
        "/next-question": _post(
            "What to ask next",
            _body(["case"], case=case, criteria=criteria, services={"type": "boolean"}, documentation={"type": "boolean"}),
            asked,
        ),
        "/diff": _post("What a new version of criteria decides differently, and for whom", _body(["old", "new"], old=criteria, new=criteria), _ANY),
        "/match": _post(
            "Which programs fit the person, which do not, what to ask, and which programs are ranked lower",
            _body(["case"], case=case, criteria=criteria, programs=_PROGRAMS, needs=_NEEDS),
            _matches(),
        ),
        "/check": _post("Problems of criteria, with cases that show them", _body(["criteria"], criteria=criteria), found),
    }


def _gets() -> Schema:
    pins = [{"name": name, "in": "query", "required": False, "schema": _TEXT} for name in ("version", "digest", "decision_digest")]
    name: Schema = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}}
    listed = _record({"criteria": {"type": "array", "items": {**_ANY, "properties": _NAMES, "required": list(_NAMES)}}})
    whole = _record({**_NAMES, "definition": _ANY})
    return {
        "/criteria": {"get": _operation("The criteria that are served", listed, (403, 503))},
        "/programs": {"get": _operation("The program files that are served", _record({"programs": _TEXTS}), (403, 503))},
        "/criteria/{id}": {"get": _operation("One criteria set, in the form of a criteria file", whole, (403, 404, 409, 422, 503), parameters=[name, *pins])},
        "/health": {"get": _operation("Whether the server runs", _record({"status": {"const": "ok"}, "carelevel": _TEXT}), (403,), security=[])},
        "/openapi.json": {"get": _operation("This document", _ANY, (403,))},
    }


def _post(summary: str, body: Schema, answer: Schema) -> Schema:
    content = {kind: {"schema": body} for kind in (JSON, YAML)}
    refused = (400, 403, 404, 408, 409, 413, 415, 422, 503)
    return {"post": _operation(summary, answer, refused, requestBody={"required": True, "content": content})}


def _operation(summary: str, answer: Schema, refused: tuple[int, ...], **more: Any) -> Schema:
    details = {MEDIA_TYPE: {"schema": _ref("ProblemDetails")}}
    responses = {str(status): {"description": TITLES[status], "content": details} for status in refused}
    good = {"200": {"description": summary, "content": {JSON: {"schema": answer}}}}
    return {"summary": summary, "security": [{}, {"token": []}], **more, "responses": good | responses}


def _body(required: list[str], **members: Schema) -> Schema:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": members}


def _record(members: Schema) -> Schema:
    return {"type": "object", "required": list(members), "additionalProperties": False, "properties": members}


def _matches() -> Schema:
    """Return the schema of `Matches.to_dict`."""
    yes_or_no: Schema = {"type": "boolean"}
    question = _record({"id": _TEXT, "required": yes_or_no, "words": _TEXT})
    answer = _record({"status": {"enum": ["met", "unmet", "unknown"]}, "says": _TEXT})
    ask = {"of": {"enum": ["program", "person"]}, "fact": _TEXT, "words": _TEXT, "needed": {"anyOf": [_TEXT, {"type": "null"}]}}
    ask |= {"rules_out": yes_or_no, "is_required": yes_or_no, "questions": _TEXTS}
    program = {
        "id": _TEXT,
        "title": _TEXT,
        "invented": yes_or_no,
        "outcome": {"enum": ["fits", "does_not_fit", "cannot_be_told"]},
        "answers": {"type": "object", "additionalProperties": answer},
        "asks": _list(_record(ask)),
        "behind": _list(_record({"program": _TEXT, "better": _TEXTS})),
    }
    neighbour = {"level": _TEXT, "is_below": yes_or_no, "serves": {"enum": ["met", "unmet", "unknown"]}, "against": _TEXTS, "open": _TEXTS}
    return _record(
        {
            "format": {"const": MATCHES_FORMAT},
            "level": {"anyOf": [_TEXT, {"type": "null"}]},
            "possible": _TEXTS,
            "questions": _list(question),
            "programs": _list(_record(program)),
            "nearest": _list(_record({"program": _TEXT, "obstacles": _TEXTS})),
            "until_then": {"anyOf": [_TEXT, {"type": "null"}]},
            "meanwhile": _list(_record(neighbour)),
            "notices": _TEXTS,
            "criteria": _record({"id": _TEXT, "version": _TEXT, "digest": _TEXT}),
            "carelevel": _TEXT,
        }
    )


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _problem() -> Schema:
    place = _record({"file": _TEXT, "line": {"type": "integer"}, "column": {"type": "integer"}})
    return _record(
        {
            "code": _TEXT,
            "message": _TEXT,
            "severity": {"enum": ["error", "warning", "note"]},
            "place": {"anyOf": [place, {"type": "null"}]},
            "path": {"type": "array", "items": {"anyOf": [_TEXT, {"type": "integer"}]}},
            "hint": {"anyOf": [_TEXT, {"type": "null"}]},
            "witness": {},
        }
    )


def _details() -> Schema:
    members = {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT}
    return {**_record(members), "properties": {**members, "problems": {"type": "array", "items": _ref("Problem")}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _bare(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "$schema"}
