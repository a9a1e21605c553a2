"""JSON Schemas of files, built from their shapes, for completion and checks in editors."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from carelevel.model.facts import MOST_PERCENT
from carelevel.model.operators import EFFECTS
from carelevel.syntax.program_schema import NeedsShape, ProgramsShape
from carelevel.syntax.schema import LOCAL, CitationShape, CriteriaShape, CriterionShape, DerivedShape, LocalShape, Shape, VignettesShape
from carelevel.syntax.validation import bare, by_form, by_type, is_required, is_shape, keys, limits_of, marked

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_VALUE: Schema = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}
_VALUES: Schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _VALUE}
_OPERATORS: Schema = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("is", "is_not", "at_least", "at_most", "includes", "excludes"), _VALUE),
        **dict.fromkeys(("one_of", "none_of", "includes_any", "includes_all", "excludes_all"), _VALUES),
        "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": _VALUE},
        **{word: {"type": "number"} for word in ("under", "over")},
    },
}
_CONDITION_REF: Schema = {"$ref": "#/$defs/Condition"}
_PARTS: Schema = {"type": "array", "minItems": 1, "items": _CONDITION_REF}
_COUNT: Schema = {
    "type": "object",
    "required": ["count", "of"],
    "additionalProperties": False,
    "properties": {"count": {"type": "integer", "minimum": 0}, "of": _PARTS},
}
_CONDITION: Schema = {
    "description": "A condition on a person: facts with values or operators, and groups. All entries must be met.",
    "type": "object",
    "minProperties": 1,
    "properties": {**dict.fromkeys(("all", "any", "none"), _PARTS), **dict.fromkeys(("at_least", "at_most", "exactly"), _COUNT)},
    "additionalProperties": {"anyOf": [*_VALUE["anyOf"], _OPERATORS]},
}

_CITATION: Schema = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/CitationShape"}]}
_MEMBERS: Schema = {"type": "object", "additionalProperties": {"enum": ["yes", "no", True, False]}}
_WITH_UNIT: Schema = {
    "type": "object",
    "required": ["unit"],
    "additionalProperties": False,
    "properties": {**_OPERATORS["properties"], "value": {"type": "number"}, "unit": {"type": "string"}},
}
_DEFINITIONS: Schema = {
    "Known": {
        "description": "What is known: a value; operators if it is partly known; for a set its complete list, or its members with yes or no.",
        "anyOf": [*_VALUE["anyOf"], _OPERATORS, _WITH_UNIT, {"type": "array", "uniqueItems": True, "items": _VALUE}, _MEMBERS],
    },
    "Coordinates": {
        "description": "Latitude and longitude, in degrees.",
        "type": "array",
        "prefixItems": [{"type": "number", "minimum": -90, "maximum": 90}, {"type": "number", "minimum": -180, "maximum": 180}],
        "items": False,
        "minItems": 2,
    },
    "Condition": _CONDITION,
    "KnownFacts": {"description": "What is known about a person: fact to value. Facts that are absent or null are unknown.", "type": "object"},
    "Citations": {
        "description": "Ids of sources, or mappings of `id` and `at`, the place in the source.",
        "anyOf": [*_CITATION["anyOf"], {"type": "array", "minItems": 1, "items": _CITATION}],
    },
    "LevelNames": {
        "description": "The id of a level, or a list of ids; neither the least nor the most intensive level.",
        "anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}],
    },
    "LevelRange": {
        "description": "One level, or the levels that fit all of some bounds.",
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {
                    "at_least": {"type": "string"},
                    "at_most": {"type": "string"},
                    "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string"}},
                    "one_of": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                },
            },
        ],
    },
    "SumPart": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "required": ["of"],
                "additionalProperties": False,
                "properties": {"of": {"type": "string"}, "times": {"type": "integer"}},
            },
        ]
    },
}
_BANDS: Schema = {
    "description": "The score to divide into bands, and the bounds of each band.",
    "type": "object",
    "required": ["of"],
    "properties": {"of": {"type": "string"}},
    "additionalProperties": {
        "anyOf": [
            {"type": "array", "minItems": 2, "maxItems": 2, "items": {"anyOf": [{"type": "number"}, {"const": "never"}]}},
            {"description": "The band of those who have no number.", "const": "never"},
            {
                "description": "Bounds of a percentage.",
                "type": "object",
                "minProperties": 1,
                "maxProperties": 2,
                "additionalProperties": False,
                "properties": {word: {"type": "integer", "minimum": 0, "maximum": MOST_PERCENT} for word in ("at_least", "over", "at_most", "under")},
            },
        ]
    },
}
# Keys of which exactly one is required, which the types of a shape do not say.
_EXACTLY_ONE = {CriterionShape: EFFECTS, DerivedShape: ("sum", "percent", "worst", "bands", "when", "points")}
# Keys of which at least one is required.
_AT_LEAST_ONE = {CriteriaShape: ("criteria", "sections")}
_WORDS = {"min_length": "minLength", "max_length": "maxLength", "ge": "minimum", "le": "maximum", "pattern": "pattern"}
_OF_LISTS = {"min_length": "minItems", "max_length": "maxItems"}


def criteria_schema() -> Schema:
    """Return the JSON Schema of criteria files, local versions included."""
    whole, local = (_file_schema(shape, "carelevel criteria file") for shape in (CriteriaShape, LocalShape))
    definitions = whole.pop("$defs") | local.pop("$defs")
    is_local: Schema = {"anyOf": [{"required": [key]} for key in LOCAL]}
    both = {key: whole.pop(key) for key in ("$schema", "title", "description")}
    return {**both, "type": "object", "if": is_local, "then": {key: local[key] for key in whole if key in local}, "else": whole, "$defs": definitions}


def vignettes_schema() -> Schema:
    """Return the JSON Schema of vignette files."""
    return _file_schema(VignettesShape, "carelevel vignette file")


def programs_schema() -> Schema:
    """Return the JSON Schema of program files."""
    return _file_schema(ProgramsShape, "carelevel program file")


def needs_schema() -> Schema:
    """Return the JSON Schema of needs files."""
    return _file_schema(NeedsShape, "carelevel needs file")


def _file_schema(shape: type[Shape], title: str) -> Schema:
    shapes = {each.__name__: _record(each) for each in (*_shapes_in(shape), CitationShape)}
    return {"$schema": DIALECT, "title": title, **_record(shape), "$defs": {**shapes, **_DEFINITIONS}}


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    """Yield the shapes inside a type."""
    for _attribute, kind in keys(annotation).values() if is_shape(annotation) else ():
        yield from _shapes_of(bare(kind))


def _shapes_of(annotation: Any) -> Iterator[type[Shape]]:
    if is_shape(annotation):
        yield annotation
        yield from _shapes_in(annotation)
    for part in get_args(annotation):
        yield from _shapes_of(bare(part))


def _record(shape: type[Shape]) -> Schema:
    required = [key for key, (attribute, _kind) in keys(shape).items() if is_required(shape, attribute)]
    choice = [{"required": [key]} for key in _EXACTLY_ONE.get(shape, ())]
    return {
        "description": shape.__doc__,
        "type": "object",
        **({"required": required} if required else {}),
        **({"oneOf": choice} if choice else {}),
        **({"anyOf": [{"required": [key]} for key in _AT_LEAST_ONE[shape]]} if shape in _AT_LEAST_ONE else {}),
        "additionalProperties": False,
        "properties": {key: _BANDS if (shape, key) == (DerivedShape, "bands") else _schema(kind) for key, (_attribute, kind) in keys(shape).items()},
    }


def _schema(annotation: Any) -> Schema:
    """Return the JSON Schema of a type; optional keys cannot be null."""
    name = marked(annotation)
    if name is not None:
        return {"$ref": f"#/$defs/{name}"}
    limits = limits_of(annotation)
    annotation = bare(annotation)
    if is_shape(annotation):
        return {"$ref": f"#/$defs/{annotation.__name__}"}
    if by_form(annotation):
        return {"anyOf": [_schema(form) for form in by_form(annotation).values()]}
    if by_type(annotation):
        return {"oneOf": [_schema(shape) for shape in by_type(annotation).values()]}
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": _schema(parts[0]), **{_OF_LISTS[word]: limit for word, limit in limits.items()}}
    if origin is dict:
        return {"type": "object", "propertyNames": _schema(parts[0]), "additionalProperties": _schema(parts[1])}
    return {
        "type": "integer" if annotation is int else "number" if annotation is float else "string",
        **{_WORDS[word]: limit for word, limit in limits.items()},
    }
