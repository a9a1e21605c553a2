"""Fit plain data to a shape: note every problem at its path, drop what is wrong, and go on with the rest.

Dropping lets one run find the problems of names and bounds as well, whatever else is wrong in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from carelevel.operators import described
from carelevel.problems import CriteriaError, Path, Problem, Report, did_you_mean, listed, quoted
from carelevel.reading.shapes import KEBAB, SNAKE, Shape
from carelevel.reading.yaml_text import Document

S = TypeVar("S", bound=Shape)

# What stands in for a missing or wrong head, so that the rest can still be read. Such a file never loads.
_STAND_INS: dict[str, Any] = {"carelevel": 1, "id": "x", "version": "x", "title": "x", "levels": {}, "criteria": [], "facts": {}, "vignettes": []}

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


@dataclass(frozen=True, slots=True)
class Shaped(Generic[S]):
    """A shape, and what had to be dropped to get it.

    Attributes:
        shape: what was read.
        positions: for each list at the top, the original position of each item kept.
        dropped: for each mapping at the top, the keys dropped.
    """

    shape: S
    positions: Mapping[str, list[int]]
    dropped: Mapping[str, set[str]]


def shaped(model: type[S], document: Document, report: Report) -> Shaped[S]:
    """Return a document as a shape; every problem of its shape is noted.

    Raises:
        CriteriaError: the document is not even a mapping.
    """
    given = document.data
    if not isinstance(given, dict):
        raise CriteriaError([Problem("wrong-type", f"a file is a mapping of keys to values, found {described(given)}", place=document.place(()))])
    for path in document.nulls():
        report.add_key("missing-value", path, f"{quoted(path[-1])} has no value", "leave it out when there is nothing to say")
    bad: dict[str, set[str | int]] = {}
    try:
        return Shaped(model.model_validate(given), _positions(given, bad), {})
    except ValidationError as error:
        for found in error.errors(include_url=False):
            _note(model, found, document, report)
            loc = found["loc"]
            bad.setdefault(str(loc[0]), set()).add(loc[1] if len(loc) > 1 else "")
    kept = {key: _without(value, bad.get(key, set())) for key, value in given.items() if "" not in bad.get(key, set())}
    stand_ins = {key: value for key, value in _STAND_INS.items() if key in model.model_fields and key not in kept}
    dropped = {key: {str(step) for step in steps} for key, steps in bad.items() if isinstance(given.get(key), dict)}
    return Shaped(model.model_validate(kept | stand_ins), _positions(given, bad), dropped)


def _positions(given: dict[str, Any], bad: Mapping[str, set[str | int]]) -> dict[str, list[int]]:
    return {key: [i for i in range(len(value)) if i not in bad.get(key, ())] for key, value in given.items() if isinstance(value, list)}


def _without(value: Any, steps: set[str | int]) -> Any:
    if not steps:
        return value
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key not in steps}
    return [item for i, item in enumerate(value) if i not in steps]


def _note(model: type[Shape], found: Any, document: Document, report: Report) -> None:
    """Note one problem of a shape in words."""
    kind, loc, value, limits = found["type"], found["loc"], found["input"], found.get("ctx", {})
    path = _path(loc, document.data)
    name = quoted(path[-1]) if path else "the file"
    if kind == "missing":
        report.add("missing-key", path, f"{quoted(loc[-1])} is missing here")
    elif kind == "extra_forbidden":
        allowed = _keys_at(model, loc[:-1])
        word = str(loc[-1])
        report.add_key("unknown-key", path, f"the key {quoted(word)} has no meaning here; allowed are {listed(allowed, 30)}", did_you_mean(word, allowed))
    elif value is None:
        pass  # already noted as a key without a value
    elif kind == "string_pattern_mismatch":
        on_key = "[key]" in loc
        (report.add_key if on_key else report.add)(*_pattern_problem(path, value, limits["pattern"]))
    elif kind in _EXPECTED:
        report.add("wrong-type", path, f"{name} takes {_EXPECTED[kind]}, found {described(value)}", _type_hint(kind, path, value, document))
    elif kind in {"literal_error", "union_tag_invalid", "union_tag_not_found"}:
        _note_choice(model, found, path, report)
    elif kind in {"too_short", "string_too_short"}:
        report.add("empty-group" if kind == "too_short" and not value else "wrong-type", path, f"{name} has too little in it")
    elif kind in {"too_long", "string_too_long"}:
        report.add("too-large" if kind == "string_too_long" else "wrong-type", path, f"{name} has too much in it; allowed is {limits.get('max_length')}")
    else:
        allowed_range = ", ".join(f"{sign} {limits[key]}" for key, sign in (("ge", "at least"), ("le", "at most")) if key in limits)
        report.add(
            "out-of-range" if allowed_range else "wrong-type", path, f"{quoted(value)} is not allowed for {name}{': ' if allowed_range else ''}{allowed_range}"
        )


def _path(loc: tuple[str | int, ...], data: Any) -> Path:
    """Return where a problem is, without the steps that name a union's member or a key."""
    path: list[str | int] = []
    for step in loc:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            path.append(step)
            data = data[step]  # type: ignore[index]  # the line above has looked
    return tuple(path)


def _pattern_problem(path: Path, value: object, pattern: str) -> tuple[str, Path, str, str | None]:
    word = str(value)
    match pattern:
        case _ if pattern == SNAKE:
            fixed = word.lower().replace("-", "_").replace(" ", "_")
            return (
                "bad-name",
                path,
                f"{quoted(word)} is no name here; allowed are small letters, digits and _",
                f"write {quoted(fixed)}" if fixed.isidentifier() else None,
            )
        case _ if pattern == KEBAB:
            fixed = word.lower().replace("_", "-").replace(" ", "-")
            hint = f"write {quoted(fixed)}" if fixed.replace("-", "").isalnum() else None
            return "bad-name", path, f"{quoted(word)} is no id here; allowed are small letters, digits and -", hint
        case _ if "http" in pattern:
            return "bad-name", path, f"{quoted(word)} is no address; allowed are http:// and https:// addresses", None
        case _ if "[0-9]{4}-" in pattern:
            return "wrong-type", path, f"{quoted(word)} is no date", "write it as 2026-11-01"
        case _:
            return "bad-name", path, f"{quoted(word)} is not written as it should be here", None


def _type_hint(kind: str, path: Path, value: object, document: Document) -> str | None:
    if kind == "string_type" and isinstance(value, int | float):
        return f'quote it: "{document.node(path).text}"'
    if kind == "string_type" and isinstance(value, dict):
        return "a colon in text needs quotes around the text"
    if kind == "list_type" and isinstance(value, str):
        return f"write [{value}]"
    return None


def _note_choice(model: type[Shape], found: Any, path: Path, report: Report) -> None:
    """Note a word that is not among the few allowed."""
    if found["type"] == "union_tag_not_found":
        report.add("missing-key", path, "`type` is missing here; allowed are `scale`, `choice`, `score`, `yes_no`, `set`")
        return
    if found["type"] == "union_tag_invalid":
        value, path = found["ctx"]["tag"], (*path, "type")
        allowed = ["scale", "choice", "score", "yes_no", "set"]
    else:
        value, allowed = found["input"], [str(word).lower() for word in _literals(_annotation_at(model, found["loc"]))]
    report.add("unknown-value", path, f"{quoted(value)} is not allowed here; allowed are {listed(allowed)}", did_you_mean(value, allowed))


def _literals(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) for word in _literals(part)]


def _keys_at(model: type[Shape], loc: tuple[str | int, ...]) -> list[str]:
    found = _annotation_at(model, loc)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [field.alias or name for name, field in found.model_fields.items()]
    return []


def _annotation_at(annotation: Any, loc: tuple[str | int, ...]) -> Any:
    """Return the type that a shape asks for at a place."""
    for step in loc:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            named = {field.alias or name: field for name, field in annotation.model_fields.items()}
            annotation = named[str(step)].annotation if step in named else None
        elif get_origin(annotation) in {dict, list}:
            annotation = get_args(annotation)[-1]
        elif get_origin(annotation) in {Union, UnionType}:
            annotation = next((member for member in get_args(annotation) if _is_tagged(member, step)), None)
    return _bare(annotation)


def _is_tagged(member: Any, tag: object) -> bool:
    return isinstance(member, type) and issubclass(member, BaseModel) and tag in get_args(member.model_fields["type"].annotation)


def _bare(annotation: Any) -> Any:
    """Return a type without its constraints and without "or nothing"."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    members = [member for member in get_args(annotation) if member is not type(None)]
    if get_origin(annotation) in {Union, UnionType} and len(members) == 1:
        return _bare(members[0])
    return annotation
