"""What a shape asks for at a place: its keys, its words, and something to stand in for what is missing or wrong."""

import re
from typing import Any, Literal, get_args, get_origin

from carelevel.model.problems import Path
from carelevel.syntax.validation import bare, by_type, is_required, is_shape, keys, limits_of

STAND_IN = "standin"
"""A word that fits wherever a name, an id or a text is asked for. It is no word of the user's, and no message has it."""

STAND_INS = (STAND_IN, "2000-01-01", "https://standin.invalid", "10.0000/standin", "00:00")
"""What fits wherever text is asked for: one of these fits each pattern."""


def type_at(annotation: Any, loc: tuple[str | int, ...]) -> tuple[Path, Any]:
    """Return where a place that pydantic names is in the document, and the type asked for there, with its constraints."""
    path: list[str | int] = []
    for step in loc:
        if step == "[key]":
            continue
        shapes = by_type(bare(annotation))
        if shapes:
            # The step names a member of the union and is no key of the document.
            annotation = shapes.get(str(step))
            continue
        annotation = fields(annotation).get(str(step)) if is_shape(bare(annotation)) else _item(annotation)
        path.append(step)
    return tuple(path), annotation


def fields(annotation: Any) -> dict[str, Any]:
    """Return the keys that a shape has with their types; of a choice between shapes, those of all of them."""
    annotation = bare(annotation)
    shapes = [annotation] if is_shape(annotation) else by_type(annotation).values()
    return {key: kind for shape in shapes for key, (_, kind) in keys(shape).items()}


def required(annotation: Any) -> list[str]:
    """Return the keys that a shape cannot be without."""
    annotation = bare(annotation)
    return [key for key, (attribute, _) in keys(annotation).items() if is_required(annotation, attribute)] if is_shape(annotation) else []


def item_of(annotation: Any) -> Any:
    """Return the type of the items of a list or of the values of a mapping; None for everything else."""
    return bare(_item(annotation))


def _item(annotation: Any) -> Any:
    annotation = bare(annotation)
    return get_args(annotation)[-1] if get_origin(annotation) in {list, dict} else None


def words_of(annotation: Any) -> list[Any]:
    """Return the words between which a type lets one choose, be it as a value or under the key `type`."""
    annotation = bare(annotation)
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return list(by_type(annotation))


def stand_in(annotation: Any) -> Any:
    """Return a plain value that fits a type with its constraints."""
    limits, item = limits_of(annotation), _item(annotation)
    annotation = bare(annotation)
    origin = get_origin(annotation)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is dict:
        return {}
    if origin is list:
        return [0, 1] if bare(item) is int else [] if is_shape(bare(item)) else [stand_in(item)]
    shapes = [annotation] if is_shape(annotation) else list(by_type(annotation).values())
    if shapes:
        return {key: stand_in(kind) for key, (attribute, kind) in keys(shapes[0]).items() if is_required(shapes[0], attribute)}
    if annotation is int:
        return max(0, limits.get("ge", 0))
    return next(word for word in STAND_INS if re.search(limits.get("pattern", ""), word))
