"""Reading case files: YAML or JSON with one case or a list of cases, and JSON Lines."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NoReturn

from carelevel.model.cases import Case, read_case
from carelevel.model.conditions import Named
from carelevel.model.facts import AnyFact
from carelevel.model.frozen import record
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, CriteriaError, Path, Place, Problem, Report, quoted
from carelevel.syntax.limits import MAX_DIGITS, MAX_LINE
from carelevel.syntax.yaml_reader import Document, decoded, read_yaml

Form = Literal["yaml", "json", "lines"]
Kind = Literal["one", "list", "lines"]

# Problems of both JSON and YAML.
_OF_BOTH = frozenset(("repeated-key", "too-large"))

# Python reads these as numbers, but JSON does not have them. Text in quotation marks is skipped.
_NO_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


@record
class GivenCase:
    """A case in a file, not yet checked against the facts of criteria.

    Attributes:
        name: the file, and the position in it if it has several cases.
        given: the content of the case.
        document: the places of its parts, or None if only paths are known.
        path: the path of the case in the document.
        place: the place of the case.
    """

    name: str
    given: Mapping[str, Any]
    document: Document | None
    path: Path
    place: Place

    def checked(self, facts: Mapping[str, AnyFact | Named]) -> Case:
        """Return the case, checked against the facts of a criteria set.

        Raises:
            CaseError: with every problem at its place.
        """
        report = Report()
        case = read_case(facts, self.given, report, self.path)
        if not report.problems:
            return case
        if self.document is not None:
            raise CaseError(self.document.located(report))
        raise CaseError(problem.at(self.place) for problem in report.problems)


@record
class CaseFile:
    """The cases of a file; `kind` says whether it has one case, a list, or one per line."""

    kind: Kind
    cases: tuple[GivenCase, ...]


def read_cases(content: bytes | str, file: str) -> CaseFile:
    """Return the cases in a file of YAML, JSON or JSON Lines.

    Raises:
        CaseError: the file cannot be read; every problem has its place. Facts are not checked yet.
    """
    try:
        text = decoded(content, file)
        form = _form(text, file)
        if form == "lines":
            return CaseFile("lines", tuple(_lines(text, file)))
        data, document = _read_json(text, file) if form == "json" else _read_yaml(text, file)
    except CriteriaError as error:
        raise CaseError(error.problems) from error
    if isinstance(data, list):
        return CaseFile("list", tuple(_listed(data, document, file)))
    place = document.place(()) if document else Place(file, 1, 1)
    return CaseFile("one", (_given(data, file, document, (), place),))


def _form(text: str, file: str) -> Form:
    """Return the format of a file.

    A file whose name ends in .json or .jsonl is in that format, and its problems are reported as such. Any other file, or standard input, is JSON Lines
    if the first line is a JSON object and every other line starts like one, and JSON if it can be read as JSON. Everything else is YAML.
    """
    name = file.casefold()
    if name.endswith((".jsonl", ".ndjson")) or _looks_like_lines(text):
        return "lines"
    return "json" if name.endswith(".json") or _is_json(text) else "yaml"


def _looks_like_lines(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(line[0] == "{" for line in lines) and _is_json(lines[0])


def _is_json(text: str) -> bool:
    """Return whether text is a JSON object or list; other JSON is rejected as YAML as well."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_yaml(text: str, file: str) -> tuple[Any, Document]:
    document, problems = read_yaml(text, file)
    if problems:
        raise CriteriaError(problems)
    return document.data, document


def _read_json(text: str, file: str) -> tuple[Any, Document | None]:
    """Return JSON as plain values, with their places if known.

    The YAML reader knows places. It reads JSON except in rare cases: very long keys, a colon in the line after its key, unusual escapes. Then only the
    places are lost.
    """
    refused: CriteriaError | None = None
    data: Any = None
    try:
        data = read_json(text, Place(file, 1, 1))
    except CriteriaError as error:
        if error.problems[0].code not in _OF_BOTH:
            raise
        refused = error
    try:
        # In JSON a tab is never part of a text, but YAML rejects tabs in indentation.
        document, problems = read_yaml(text.replace("\t", " "), file)
    except CriteriaError as error:
        document, problems = None, list(error.problems)
    if problems and all(problem.code in _OF_BOTH for problem in problems):
        raise CriteriaError(problems)
    if refused:
        raise refused
    return data, None if problems else document


def _listed(data: list[Any], document: Document | None, file: str) -> Iterator[GivenCase]:
    """Yield the cases of a list, then raise the problems of all items together."""
    problems: list[Problem] = []
    for i, item in enumerate(data):
        place = document.place((i,)) if document else Place(file, 1, 1)
        try:
            yield _given(item, f"{file}[{i}]", document, (i,), place)
        except CaseError as error:
            problems += error.problems
    if not data:
        problems.append(Problem("empty-group", "the list holds no case", place=Place(file, 1, 1)))
    if problems:
        raise CaseError(problems)


def _lines(text: str, file: str) -> Iterator[GivenCase]:
    """Yield the cases of JSON Lines, then raise the problems of all lines together."""
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        place = Place(file, number, 1)
        try:
            if line.strip():
                yield _given(json_line(line, place), f"{file}:{number}", None, (), place)
        except (CriteriaError, CaseError) as error:
            problems += error.problems
    if not text.strip():
        problems.append(Problem("empty-group", "the file holds no case", place=Place(file, 1, 1)))
    if problems:
        raise CaseError(problems)


def _given(data: object, name: str, document: Document | None, path: Path, place: Place) -> GivenCase:
    if not isinstance(data, dict):
        message = f"a case is a mapping of facts to their values; found {described(data)}"
        raise CaseError([Problem("wrong-type", message, place=place, path=path)])
    return GivenCase(name, data, document, path, place)


def json_line(line: str, place: Place) -> Any:
    """Return one line of JSON as plain values, within the limits of files.

    Raises:
        CriteriaError: it is not JSON, is too large, or has a key twice.
    """
    if len(line) > MAX_LINE:
        _fail("too-large", f"a line is longer than {MAX_LINE:,} characters", place)
    return read_json(line, place)


def read_json(text: str, place: Place) -> Any:
    """Return JSON as plain values, rejecting repeated keys, very long numbers and invalid JSON.

    Invalid JSON is reported at its own place, other problems at `place`.
    """
    is_odd = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                _fail("repeated-key", f"{quoted(key)} appears twice in the same mapping", place)
            found[key] = value
        return found

    def number(digits: str) -> int:
        if len(digits) > MAX_DIGITS:
            _fail("too-large", f"a number has more than {MAX_DIGITS} digits", place)
        return int(digits)

    def constant(_word: str) -> None:
        nonlocal is_odd
        is_odd = True

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_int=number, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise CriteriaError([_not_json(error, place)]) from error
    except RecursionError as error:
        raise CriteriaError([Problem("too-large", "mappings and lists are nested too deep", place=place)]) from error
    if is_odd:
        raise CriteriaError(_invalid_numbers(text, place))
    return data


def _not_json(error: json.JSONDecodeError, place: Place) -> Problem:
    """Return a JSON syntax error as a problem, the same in every version of Python."""
    said, position = f"{error.msg[:1].lower()}{error.msg[1:]}", error.pos
    before = error.doc[:position].rstrip(" \t\r\n")
    if error.doc[position : position + 1] in {"}", "]"} and before.endswith(","):
        # As Python 3.13 and later report it.
        said, position = "illegal trailing comma", len(before) - 1
    line, column = error.doc.count("\n", 0, position), position - error.doc.rfind("\n", 0, position)
    return Problem("not-json", f"this is not JSON: {said.partition(' before end of')[0]}", place=Place(place.file, place.line + line, column))


def _invalid_numbers(text: str, place: Place) -> Iterator[Problem]:
    for line_number, line in enumerate(text.split("\n"), place.line):
        for found in _NO_NUMBER.finditer(line):
            if found[1]:
                at = Place(place.file, line_number, found.start(1) + 1)
                yield Problem("wrong-type", f"{quoted(found[1])} is not a number; write null for what is unknown", place=at)


def _fail(code: str, message: str, place: Place) -> NoReturn:
    raise CriteriaError([Problem(code, message, place=place)])
