"""Case files: YAML or JSON with one case or a list of them, and JSON Lines."""

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

# What can be wrong with JSON and YAML alike.
_OF_BOTH = frozenset(("repeated-key", "too-large"))

# Python reads these as numbers, and JSON does not have them. A text is passed over as a whole.
_NO_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


@record
class GivenCase:
    """A case as it stands in a file, not yet checked against any facts.

    Attributes:
        name: file, and position in it where it holds several.
        given: what the file says.
        document: where each part of it stands; None where only the path is known.
        path: where the case stands in the document.
        line: the line of a JSON Lines file.
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
    """The cases of a file; `kind` says whether it held one, a list, or a line for each."""

    kind: Kind
    cases: tuple[GivenCase, ...]


def read_cases(content: bytes | str, file: str) -> CaseFile:
    """Return the cases in a file of YAML, JSON or JSON Lines.

    Raises:
        CaseError: the file cannot be read; its problems have their places. Facts are not looked at yet.
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
    """Return how a file is written.

    A name that says JSON is believed, and what is wrong in the file is then said in the words of JSON. Under any other name, and on standard
    input, it is JSON Lines when a JSON object stands in the first line and something like it in each other one, and JSON when it can be read as
    JSON. Everything else is YAML.
    """
    name = file.casefold()
    if name.endswith((".jsonl", ".ndjson")) or _looks_like_lines(text):
        return "lines"
    return "json" if name.endswith(".json") or _is_json(text) else "yaml"


def _looks_like_lines(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(line[0] == "{" for line in lines) and _is_json(lines[0])


def _is_json(text: str) -> bool:
    """Return whether this is a JSON object or list; other JSON is no case, and YAML says so as well."""
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
    """Return JSON as plain values, and where they stand.

    YAML knows the places, and can read JSON too but for rarities: very long keys, a colon in the line after its key, odd escapes. Where it
    stumbles over one of these, only the place is lost.
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
        # In JSON a tab is never part of a text, and YAML refuses it where it indents.
        document, problems = read_yaml(text.replace("\t", " "), file)
    except CriteriaError as error:
        document, problems = None, list(error.problems)
    if problems and all(problem.code in _OF_BOTH for problem in problems):
        raise CriteriaError(problems)
    if refused:
        raise refused
    return data, None if problems else document


def _listed(data: list[Any], document: Document | None, file: str) -> Iterator[GivenCase]:
    """Yield the cases of a list; the problems of all items are raised together, after the last."""
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
    """Yield the cases of JSON Lines; the problems of all lines are raised together, after the last."""
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
    """Return one line of JSON as plain values, under the limits of every file.

    Raises:
        CriteriaError: it is not JSON, is too large, or names a key twice.
    """
    if len(line) > MAX_LINE:
        _fail("too-large", f"a line is longer than {MAX_LINE:,} characters", place)
    return read_json(line, place)


def read_json(text: str, place: Place) -> Any:
    """Return JSON as plain values; repeated keys, endless numbers and what is not JSON are refused, the latter at its own place."""
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
        raise CriteriaError(_no_numbers(text, place))
    return data


def _not_json(error: json.JSONDecodeError, place: Place) -> Problem:
    """Return what the parser stumbled over, in the same words and at the same place in every version of Python."""
    said, position = f"{error.msg[:1].lower()}{error.msg[1:]}", error.pos
    before = error.doc[:position].rstrip(" \t\r\n")
    if error.doc[position : position + 1] in {"}", "]"} and before.endswith(","):
        # So it is from 3.13 on.
        said, position = "illegal trailing comma", len(before) - 1
    line, column = error.doc.count("\n", 0, position), position - error.doc.rfind("\n", 0, position)
    return Problem("not-json", f"this is not JSON: {said.partition(' before end of')[0]}", place=Place(place.file, place.line + line, column))


def _no_numbers(text: str, place: Place) -> Iterator[Problem]:
    for line_number, line in enumerate(text.split("\n"), place.line):
        for found in _NO_NUMBER.finditer(line):
            if found[1]:
                at = Place(place.file, line_number, found.start(1) + 1)
                yield Problem("wrong-type", f"{quoted(found[1])} is not a number; write null for what is unknown", place=at)


def _fail(code: str, message: str, place: Place) -> NoReturn:
    raise CriteriaError([Problem(code, message, place=place)])
