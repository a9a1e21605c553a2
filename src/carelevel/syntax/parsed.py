"""Criteria that were parsed already: a mapping as text for the one reader, and what is wrong with it by its keys."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.operators import described, unwrapped
from carelevel.model.problems import CriteriaError, Path, Problem, Report, path_text, quoted
from carelevel.syntax.limits import MAX_DEPTH, MAX_DIGITS, MAX_NODES

if TYPE_CHECKING:
    from carelevel.model.programs import Programs

LONGEST_KEY = 1_000
"""Characters in a key, as YAML has it without a question mark before it."""

_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What ends a line in YAML and not in JSON."""

_IN_LINE = re.compile(r" in line ([0-9]+)$")


@record
class Parsed:
    """A mapping as text, one part of it a line.

    Attributes:
        name: what it is called in the places of problems, until these are gone.
        text: JSON.
        paths: for each line the keys and list positions that lead to what is on it.
    """

    name: str
    text: str
    paths: tuple[Path, ...]

    def by_keys(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with keys in place of lines; those of other files, such as instruments, as they are."""
        return [self._by_keys(problem) for problem in problems]

    def _by_keys(self, problem: Problem) -> Problem:
        if problem.place is None or problem.place.file != self.name:
            return problem
        message = _IN_LINE.sub(lambda found: f" under {quoted(path_text(self._path(int(found[1]))))}", problem.message)
        return replace(problem, message=message, place=None, path=problem.path or self._path(problem.place.line))

    def _path(self, line: int) -> Path:
        return self.paths[min(line, len(self.paths)) - 1]


def parsed(given: Mapping[Any, Any], name: str) -> Parsed:
    """Return a mapping as text.

    Raises:
        CriteriaError: it has something in it that a file cannot have, or is too large; with every problem by its keys.
    """
    report = Report()
    lines, paths = [], []
    for count, (line, path) in enumerate(_lines(given, (), "", report)):
        lines.append(line)
        paths.append(path)
        if count > 2 * MAX_NODES or (report.problems and report.problems[-1].code == "too-large"):
            break
    if len(lines) > 2 * MAX_NODES:
        report.add("too-large", (), f"the mapping has more than {MAX_NODES:,} parts")
    if report.problems:
        raise CriteriaError(report.problems)
    return Parsed(name, "\n".join(lines).translate(_BREAKS), tuple(paths))


def _lines(value: Any, path: Path, before: str, report: Report) -> Iterator[tuple[str, Path]]:
    """Yield the lines of a value, each with its path; `before` is the key in front of it."""
    value = unwrapped(value)
    if len(path) > MAX_DEPTH:
        report.add("too-large", path, f"mappings and lists stand inside each other more than {MAX_DEPTH} deep")
        yield "null", path
    elif isinstance(value, Mapping):
        yield f"{before}{{", path
        for number, (key, item) in enumerate(value.items()):
            if not isinstance(key, str):
                report.add("wrong-type", path, f"a key is a word, found {described(key)}", "YAML 1.1 reads yes, no, on and off as true and false")
            elif len(key) > LONGEST_KEY:
                report.add("too-large", path, f"a key is longer than {LONGEST_KEY:,} characters")
            else:
                comma = "," if number else ""
                yield from _lines(item, (*path, str.__str__(key)), f"{comma}{_text(str.__str__(key))}: ", report)
        yield "}", path
    elif isinstance(value, list | tuple):
        yield f"{before}[", path
        for number, item in enumerate(value):
            yield from _lines(item, (*path, number), "," if number else "", report)
        yield "]", path
    else:
        yield f"{before}{_scalar(value, path, report)}", path


def _scalar(value: Any, path: Path, report: Report) -> str:
    if value is None or isinstance(value, str | bool):
        return _text(value)
    if type(value) is date:
        # YAML 1.1 and TOML have dates, where YAML 1.2 has text.
        return _text(value.isoformat())
    if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        if abs(value) < 10**MAX_DIGITS:
            return _text(value)
        report.add("too-large", path, f"a number has more than {MAX_DIGITS} digits")
    else:
        report.add("wrong-type", path, f"here stands text, a number, true or false, a list or a mapping; found {described(value)}")
    return "null"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def forget_places(read: "Definition | Programs", name: str) -> None:
    """Take out of what was just read from a mapping where its parts stand in a text that nobody sees."""
    todo: list[Any] = [read]
    seen: set[int] = set()
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Mapping):
            todo += each.values()
        elif isinstance(each, tuple):
            todo += each
        elif hasattr(each, "__dataclass_fields__"):
            todo += (getattr(each, field) for field in each.__dataclass_fields__ if field != "place")
            if (place := getattr(each, "place", None)) is not None and place.file == name:
                # Nobody else has it yet.
                object.__setattr__(each, "place", None)
