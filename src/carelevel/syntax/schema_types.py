"""The type that a shape requires at a path: its keys, its words, and a placeholder value."""

import re
from typing import Any, Literal, get_args, get_origin

from carelevel.model.problems import Path
from carelevel.syntax.validation import bare, by_form, by_type, is_required, is_shape, keys, limits_of

STAND_IN = "standin"
"""A placeholder for any name, id or text. It is not the user's word, and no message shows it."""

STAND_INS = (STAND_IN, "2000-01-01", "https://standin.invalid", "10.0000/standin", "00:00")
"""Placeholders for text; one of these fits each pattern."""


def type_at(annotation: Any, loc: tuple[str | int, ...]) -> tuple[Path, Any]:
    """Return the path in the document for a location of pydantic, and the type required there."""
    path: list[str | int] = []
    for step in loc:
        if step == "[key]":
            continue
        shapes = by_type(bare(annotation)) or by_form(bare(annotation))
        if shapes:
            # This step names a member of the union and is not a key of the document.
            annotation = shapes.get(str(step))
            continue
        annotation = fields(annotation).get(str(step)) if is_shape(bare(annotation)) else _item(annotation)
        path.append(step)
    return tuple(path), annotation


def fields(annotation: Any) -> dict[str, Any]:
    """Return the keys of a shape with their types; for a union of shapes, all their keys."""
    annotation = bare(annotation)
    shapes = [annotation] if is_shape(annotation) else by_type(annotation).values()
    return {key: kind for shape in shapes for key, (_, kind) in keys(shape).items()}


def required(annotation: Any) -> list[str]:
    """Return the required keys of a shape."""
    annotation = bare(annotation)
    return [key for key, (attribute, _) in keys(annotation).items() if is_required(annotation, attribute)] if is_shape(annotation) else []


def item_of(annotation: Any) -> Any:
    """Return the type of the items of a list or the values of a mapping, or None."""
    return bare(_item(annotation))


def _item(annotation: Any) -> Any:
    annotation = bare(annotation)
    return get_args(annotation)[-1] if get_origin(annotation) in {list, dict} else None


def words_of(annotation: Any) -> list[Any]:
    """Return the words that a type allows, as a value or under the key `type`."""
    annotation = bare(annotation)
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return list(by_type(annotation))


def stand_in(annotation: Any) -> Any:
    """Return a placeholder that fits a type and its constraints."""
    limits, item = limits_of(annotation), _item(annotation)
    annotation = bare(annotation)
    if by_form(annotation):
        return {}
    origin = get_origin(annotation)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is dict:
        return {}
    if origin is list:
        return [0, 1] if bare(item) in {int, float} else [] if is_shape(bare(item)) else [stand_in(item)]
    shapes = [annotation] if is_shape(annotation) else list(by_type(annotation).values())
    if shapes:
        return {key: stand_in(kind) for key, (attribute, kind) in keys(shapes[0]).items() if is_required(shapes[0], attribute)}
    if annotation in {int, float}:
        return max(0, limits.get("ge", 0))
    return next(word for word in STAND_INS if re.search(limits.get("pattern", ""), word))
