"""Building validators from shapes, with the validation core of pydantic.

Only the core is used, not `pydantic.BaseModel`: importing and building models took two thirds of the time to a first recommendation
(docs/decisions/0009-validators-from-shapes.md has the figures).
"""

from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic_core import CoreSchema, PydanticKnownError, SchemaValidator, core_schema

from carelevel.syntax.schema import Limits, Marked, Shape

T = TypeVar("T")


def once(made: Callable[[Any], T]) -> Callable[[Any], T]:
    """Cache a function of a shape."""
    return cache(made)


@once
def validator(shape: type[Shape]) -> SchemaValidator:
    """Return the validator of a shape.

    It returns instances of the shape, or raises the `ValidationError` of pydantic with all problems.
    """
    return SchemaValidator(_schema(shape))


@once
def keys(shape: type[Shape]) -> Mapping[str, tuple[str, Any]]:
    """Return the keys of a shape in files, each with its attribute and annotation, in order."""
    annotations = {name: kind for base in reversed(shape.__mro__[:-1]) for name, kind in base.__annotations__.items() if name != "KEYS"}
    return {shape.KEYS.get(name, name): (name, kind) for name, kind in annotations.items()}


def is_required(shape: type[Shape], attribute: str) -> bool:
    """Return whether a key is required."""
    return not hasattr(shape, attribute)


def bare(annotation: Any) -> Any:
    """Return a type without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        members = [member for member in get_args(annotation) if member is not NoneType]
        if len(members) == 1:
            return bare(members[0])
    return annotation


def is_shape(annotation: Any) -> bool:
    """Return whether a type is a shape."""
    return isinstance(annotation, type) and issubclass(annotation, Shape)


def by_type(annotation: Any) -> dict[str, type[Shape]]:
    """Return the shapes of a union by their `type`, or an empty mapping for other types."""
    members = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else ()
    return {get_args(keys(member)["type"][1])[0]: member for member in members if is_shape(member)}


def by_form(annotation: Any) -> dict[str, Any]:
    """Return the forms of a value that is either a mapping or a list, by their names; an empty mapping for other types."""
    members = [member for member in get_args(annotation) if member is not NoneType] if get_origin(annotation) in {Union, UnionType} else []
    forms = {name: member for member in members for name, kind in (("mapping", dict), ("list", list)) if get_origin(bare(member)) is kind}
    return forms if len(forms) == len(members) == 2 else {}


def _form(annotation: Any) -> Callable[[Any], str]:
    """Return what names the form of a value: a list is one of parts if any of its items has a key of a part."""
    allowed = set(keys(get_args(bare(by_form(annotation)["list"]))[0]))

    def form(value: Any) -> str:
        is_of_parts = isinstance(value, list) and (not value or any(isinstance(item, dict) and not allowed.isdisjoint(item) for item in value))
        return "list" if is_of_parts else "mapping"

    return form


def _schema(annotation: Any, limits: Mapping[str, Any] | None = None) -> CoreSchema:
    """Return the validation schema of a type."""
    given = dict(limits or {})
    if get_origin(annotation) is Annotated:
        return _schema(get_args(annotation)[0], limits_of(annotation))
    if annotation != bare(annotation):
        return _schema(next(member for member in get_args(annotation) if member is not NoneType))
    if is_shape(annotation):
        return _record(annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return core_schema.literal_schema(list(parts))
    if origin is list:
        return core_schema.list_schema(_schema(parts[0]), strict=True, **given)
    if origin is dict:
        return core_schema.dict_schema(_schema(parts[0]), _schema(parts[1]), strict=True, **given)
    if by_form(annotation):
        return core_schema.tagged_union_schema({name: _schema(form) for name, form in by_form(annotation).items()}, discriminator=_form(annotation))
    if origin in {Union, UnionType}:
        return core_schema.tagged_union_schema({word: _record(shape) for word, shape in by_type(annotation).items()}, discriminator="type")
    if annotation is float:
        return core_schema.no_info_plain_validator_function(_number(given))
    if annotation is str:
        return core_schema.str_schema(strict=True, **given)
    return core_schema.int_schema(strict=True, **given) if annotation is int else core_schema.any_schema()


def _number(limits: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Return what lets numbers pass as they are: a whole one is no float, and true is no number."""

    def checked(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise PydanticKnownError("int_type")
        if value < limits["ge"]:
            raise PydanticKnownError("greater_than_equal", {"ge": limits["ge"]})
        if value > limits["le"]:
            raise PydanticKnownError("less_than_equal", {"le": limits["le"]})
        return value

    return checked


def _record(shape: type[Shape]) -> CoreSchema:
    fields: dict[str, core_schema.ModelField] = {}
    for key, (attribute, annotation) in keys(shape).items():
        schema = _schema(annotation)
        if not is_required(shape, attribute):
            schema = core_schema.with_default_schema(schema, default=getattr(shape, attribute))
        fields[attribute] = core_schema.model_field(schema, validation_alias=key)
    return core_schema.model_schema(shape, core_schema.model_fields_schema(fields, extra_behavior="forbid"), strict=False)


def limits_of(annotation: Any) -> Limits:
    """Return the constraints of a type; an optional type has those of the type itself."""
    if get_origin(annotation) is Annotated:
        return next((item for item in get_args(annotation)[1:] if isinstance(item, Limits)), Limits())
    members = [member for member in get_args(annotation) if member is not NoneType] if get_origin(annotation) in {Union, UnionType} else []
    return limits_of(members[0]) if len(members) == 1 else Limits()


def marked(annotation: Any) -> str | None:
    """Return the name of the JSON Schema definition for a type, or None."""
    if get_origin(annotation) is Annotated:
        return next((str(item) for item in get_args(annotation)[1:] if isinstance(item, Marked)), None)
    members = [member for member in get_args(annotation) if member is not NoneType] if get_origin(annotation) in {Union, UnionType} else []
    return marked(members[0]) if len(members) == 1 else None
