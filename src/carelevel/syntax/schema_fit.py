"""Fitting a document to a shape: report every problem, repair it, and go on with the rest.

Error recovery lets one run also find problems with names and bounds, whatever else is wrong in the file. Placeholders for unreadable parts are marked as
covered in the report, so that nothing is reported about them again.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

from pydantic_core import ValidationError

from carelevel.model.frozen import record
from carelevel.model.operators import GROUPS, described
from carelevel.model.problems import MOST_HINTS, CriteriaError, Path, Problem, Report, best_guess, quoted
from carelevel.syntax.recovery import move_in, move_out, put, remove, rename, wrap
from carelevel.syntax.schema import Shape
from carelevel.syntax.schema_messages import Found, note
from carelevel.syntax.schema_types import fields, item_of, stand_in, type_at
from carelevel.syntax.validation import bare, is_shape, limits_of, once, validator
from carelevel.syntax.yaml_reader import Document

S = TypeVar("S", bound=Shape)

# A repaired key can reveal another problem, and so on, at most once per level of nested shapes.
ROUNDS = 8

# With more missing values than this, reading stops: a file of placeholders is not what anyone wrote.
MOST_GAPS = 1_000

# A fact with a wrong value for one of these keys cannot be read.
_DECIDING = ("type", "values", "range", "or_more", "or_never", "sum", "percent", "worst", "bands", "when", "points")


@record
class Shaped(Generic[S]):
    """A shape, and what was repaired to get it.

    Attributes:
        shape: the content of the file.
        dropped: for each section, the names of entries that cannot be read.
        covered: paths whose problems were all reported.
    """

    shape: S
    dropped: Mapping[str, set[str]]
    covered: frozenset[Path]

    def is_open(self, section: str) -> bool:
        """Return whether a whole section could not be read, so that its names are unknown."""
        return (section,) in self.covered

    def unread(self, section: str) -> Container[str]:
        """Return the names in a section that could not be read; using them is not reported again."""
        return _EVERYTHING if self.is_open(section) else self.dropped.get(section, frozenset())


class _Everything(frozenset[str]):
    def __contains__(self, word: object) -> bool:
        return True


_EVERYTHING = _Everything()


def shaped(model: type[S], document: Document, report: Report) -> Shaped[S]:
    """Return a document as a shape, after reporting every problem of its shape.

    Raises:
        CriteriaError: the document is not a mapping, or cannot be repaired.
    """
    if not isinstance(document.data, dict):
        message = f"a file is a mapping of keys to values; found {described(document.data)}"
        raise CriteriaError([Problem("wrong-type", message, place=document.place(()), hint="write `key: value`, one per line")])
    _move_misplaced(model, document, report)
    _note_nulls(model, document, report)
    if len(report.problems) > MOST_GAPS:
        raise CriteriaError(document.located(report))
    removed: list[Path] = []
    for _ in range(ROUNDS):
        try:
            shape = validator(model).validate_python(document.data)
        except ValidationError as error:
            problems = [_found(model, each, document) for each in error.errors(include_url=False)]
            # Unknown keys first: one may be a misspelled required key. Bad names last: everything below them is removed.
            for found in sorted(problems, key=lambda found: (found.kind != "extra_forbidden", found.is_key)):
                _repair(found, report, removed)
        else:
            return Shaped(shape, _dropped(report, removed), frozenset(report.covered))
    raise CriteriaError(document.located(report))


def _found(model: type[Shape], error: Any, document: Document) -> Found:
    loc = error["loc"]
    path, wanted = type_at(model, loc)
    around = bare(type_at(model, loc[:-1])[1])
    limits = error.get("ctx", {})
    pattern = str(limits.get("pattern") or limits_of(wanted).get("pattern", ""))
    found = Found(error["type"], path, error["input"], limits, wanted, pattern, around, "[key]" in loc, document)
    key = _misspelt_type(found)
    return found if key is None else replace(found, kind="extra_forbidden", path=(*path, key), around=bare(wanted))


def _misspelt_type(found: Found) -> str | None:
    """Return a misspelled `type`, without which only the misspelling can be reported."""
    if found.kind != "union_tag_not_found" or not isinstance(found.value, dict):
        return None
    allowed = fields(found.wanted)
    return next((key for key in found.value if key not in allowed and best_guess(key, allowed) == "type"), None)


def _repair(found: Found, report: Report, removed: list[Path]) -> None:
    """Report a problem, and repair it so that reading can go on."""
    document, path = found.document, found.path
    if found.kind == "missing" and document.exact(path) is not None:
        return
    is_null = found.value is None and not found.is_key and found.kind != "extra_forbidden"
    if is_null and path[-1:] == ("case",):
        report.add_key("missing-value", path, "`case` has no value", "write {} when nothing is known about the person")
    guess = None if is_null else note(found, report)
    if found.kind == "extra_forbidden":
        (rename(document, path, guess) if guess is not None else None)
        remove(document, path)
    elif found.is_key:
        (rename(document, path, guess) if guess is not None else None)
        remove(document, path)
        removed.append(path)
    elif guess is not None:
        put(document, (*path, "type") if found.kind == "union_tag_invalid" else path, guess)
    elif not _is_repaired_as_meant(found):
        # Bounds are read together.
        whole = path[:-1] if bare(found.wanted) is int and path and isinstance(path[-1], int) else path
        put(document, whole, [0, 1] if whole != path else stand_in(found.wanted))
        report.covered.add(whole)


def _is_repaired_as_meant(found: Found) -> bool:
    """Repair what was clearly meant, such as a number in quotation marks; return whether that worked."""
    value, document, path = found.value, found.document, found.path
    match found.kind:
        case "string_type" if isinstance(value, int | float) and re.search(found.pattern, found.text):
            put(document, path, found.text)
        case "int_type" if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            put(document, path, int(value))
        case "list_type" if isinstance(value, dict) and is_shape(item_of(found.wanted)):
            wrap(document, path)
        case "list_type" if isinstance(value, str) and item_of(found.wanted) is str:
            put(document, path, [word.strip() for word in value.split(",")])
        case _:
            return False
    return True


def _dropped(report: Report, removed: list[Path]) -> dict[str, set[str]]:
    dropped: dict[str, set[str]] = {}
    for path in (*report.covered, *removed):
        if len(path) == 2 or (len(path) > 2 and path[2] in _DECIDING):
            dropped.setdefault(str(path[0]), set()).add(str(path[1]))
    return dropped


_TO_FILL_IN = "fill in what you expect for this person, before you see what the criteria answer"


def _note_nulls(model: type[Shape], document: Document, report: Report) -> None:
    """Report keys without a value; lines below that are indented too little count as their value."""
    for path in list(document.nulls()):
        if _is_without_value(document, path):
            report.covered.add(path)
            continue
        # After this many problems nobody reads on, and each search for misplaced lines takes time.
        is_looked_at = path and isinstance(path[-1], str) and len(report.problems) < MOST_HINTS
        first = move_in(document, path, _Fits(model, document, path)) if is_looked_at else None
        if not path or isinstance(path[-1], int):
            is_flow = document.node(path[:-1]).flow
            hint = "take it out; the word null needs quotation marks" if is_flow else "write the item after the dash, or take the dash out"
            report.add("missing-value", path, "an item of this list has no value", hint)
        elif first is not None:
            hint = f"indent {quoted(first)} further than {quoted(path[-1])}"
            report.add_key("missing-value", path, f"{quoted(path[-1])} has no value: the lines that belong to it are not indented below it", hint)
            continue
        else:
            hint = _TO_FILL_IN if "expect" in path else "write it after the colon, or indented below the key; text that begins with # needs quotation marks"
            report.add_key("missing-value", path, f"{quoted(path[-1])} has no value", hint)
        report.covered.add(path)


def _is_without_value(document: Document, path: Path) -> bool:
    """Return whether a key in braces has no value, which the YAML reader reports."""
    node = document.exact(path)
    return bool(path) and isinstance(path[-1], str) and document.node(path[:-1]).flow and node is not None and not node.text


@record
class _Fits:
    """Tells whether an entry next to an empty key belongs to that key."""

    model: type[Shape]
    document: Document
    path: Path

    def __call__(self, key: str, value: Any) -> bool:
        wanted, around = (bare(type_at(self.model, path)[1]) for path in (self.path, self.path[:-1]))
        if key in fields(around):
            return False
        if is_shape(wanted) or not is_shape(around):
            return key in fields(wanted)
        if self.path[-1] in {"when", "unless", "applies_when"}:
            return key in GROUPS or key in _declared(self.document)
        return is_shape(item_of(wanted)) and isinstance(value, dict)


def _declared(document: Document) -> set[str]:
    sections = (document.data.get(section) for section in ("facts", "derived"))
    return {name for section in sections if isinstance(section, dict) for name in section}


@once
def _sections(model: type[Shape]) -> dict[str, tuple[type, frozenset[str]]]:
    """Return the sections of a file with entries: the type of an entry, and its possible keys."""
    items = {section: item_of(type_at(model, (section,))[1]) for section in fields(model)}
    return {section: (dict if is_shape(item) else str, frozenset(fields(item))) for section, item in items.items() if item is not None}


def _move_misplaced(model: type[Shape], document: Document, report: Report) -> None:
    """Report keys that are indented one level too far, and move them where they belong."""
    sections = _sections(model)
    for section, (_, own) in sections.items():
        inner = document.data.get(section)
        if isinstance(inner, dict):
            astray = [key for key, (kind, _) in sections.items() if key in inner and _is_section(inner[key], kind, own)]
            _note_moved((section,), move_out(document, (section,), astray), "is a section of its own: start it at the left margin", report)
    declared = _declared(document)
    for path, keys in _places_of_conditions(document):
        moved = move_out(document, path, [key for key in keys if key not in declared])
        _note_moved(path, moved, f"belongs outside {quoted(path[-1])}: start both in the same column", report)


def _note_moved(path: Path, keys: list[str], where: str, report: Report) -> None:
    for key in keys:
        report.add_key("unknown-key", (*path, key), f"the key {quoted(key)} has no meaning inside {quoted(path[-1])}", f"{quoted(key)} {where}")


def _is_section(value: Any, kind: type, own: Container[str]) -> bool:
    """Return whether a value is a whole section, not an entry that happens to have its name."""
    if isinstance(value, dict):
        return bool(value) and all(isinstance(entry, kind) and (kind is dict or name not in own) for name, entry in value.items())
    return isinstance(value, list)


def _places_of_conditions(document: Document) -> list[tuple[Path, tuple[str, ...]]]:
    """Return the paths of conditions and cases, with keys that are often indented into them by mistake."""
    found: list[tuple[Path, tuple[str, ...]]] = []
    for section in ("applies_when", "criteria", "sections", "impossible", "contradictions", "invariants", "notices"):
        words = {"notices": ("unless",), "contradictions": ("when", "unless")}.get(section, ("when",))
        for i, item in enumerate(_listed(document.data.get(section))):
            found += _conditions_of(item, (section, i), words, _MORE_KEYS.get(section, ()))
            if section == "sections" and isinstance(item, dict):
                for j, criterion in enumerate(_listed(item.get("criteria"))):
                    found += _conditions_of(criterion, (section, i, "criteria", j), words)
                found += _conditions_of(item.get("otherwise"), (section, i, "otherwise"), ())
    return found


_MORE_KEYS = {"applies_when": ("refer_to",), "sections": ("title", "criteria", "otherwise")}


def _listed(items: object) -> list[Any]:
    return items if isinstance(items, list) else []


def _conditions_of(item: object, path: Path, words: Iterable[str], more: tuple[str, ...] = ()) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if isinstance(item, dict):
        yield from (((*path, word), ("because", "source", "examples", "level", "text", "id", *more)) for word in words)
        yield from (((*path, "examples", j, "case"), ("is",)) for j in range(len(_listed(item.get("examples")))))
