"""Case files: YAML or JSON with one case or a list of them, and JSON Lines."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NoReturn

from carelevel.cases import Case, read_case
from carelevel.facts import AnyFact
from carelevel.frozen import record
from carelevel.operators import described
from carelevel.problems import CaseError, CriteriaError, Path, Place, Problem, Report, quoted
from carelevel.reading.limits import MAX_DIGITS
from carelevel.reading.yaml_text import Document, decoded, read_yaml

Kind = Literal["one", "list", "lines"]


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

    def checked(self, facts: Mapping[str, AnyFact]) -> Case:
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
    """Return the cases in a file: YAML, JSON, or JSON Lines (a name that ends in .jsonl or .ndjson, or one JSON object in each line).

    Raises:
        CaseError: the file cannot be read; its problems have their places. Facts are not looked at yet.
    """
    try:
        text = decoded(content, file)
        if file.endswith((".jsonl", ".ndjson")) or _looks_like_lines(text):
            return CaseFile("lines", tuple(_lines(text, file)))
        if file.endswith(".json") or text.lstrip()[:1] in {"{", "["}:
            data = _json(text, Place(file, 1, 1))
            document = _places(text, file)
        else:
            document, problems = read_yaml(text, file)
            if problems:
                raise CaseError(problems)
            data = document.data
    except CriteriaError as error:
        raise CaseError(error.problems) from error
    if isinstance(data, list):
        if not data:
            raise CaseError([Problem("empty-group", "the list holds no case", place=Place(file, 1, 1))])
        return CaseFile("list", tuple(_given(item, f"{file}[{i}]", document, (i,), file) for i, item in enumerate(data)))
    return CaseFile("one", (_given(data, file, document, (), file),))


def _given(data: object, name: str, document: Document | None, path: Path, file: str) -> GivenCase:
    place = document.place(path) if document else Place(file, 1, 1)
    if not isinstance(data, dict):
        message = f"a case is a mapping from facts to what is known of them, found {described(data)}"
        raise CaseError([Problem("wrong-type", message, place=place, path=path)])
    return GivenCase(name, data, document, path, place)


def _looks_like_lines(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines)


def _lines(text: str, file: str) -> Iterator[GivenCase]:
    """Yield the cases of JSON Lines; the problems of all lines are raised together, after the last."""
    problems: list[Problem] = []
    cases: list[GivenCase] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = Place(file, number, 1)
            try:
                cases.append(_given_line(_json(line, place), f"{file}:{number}", place))
            except (CriteriaError, CaseError) as error:
                problems += error.problems
    if not cases and not problems:
        problems.append(Problem("empty-group", "the file holds no case", place=Place(file, 1, 1)))
    if problems:
        raise CaseError(problems)
    yield from cases


def _given_line(data: object, name: str, place: Place) -> GivenCase:
    if not isinstance(data, dict):
        message = f"a case is a mapping from facts to what is known of them, found {described(data)}"
        raise CaseError([Problem("wrong-type", message, place=place)])
    return GivenCase(name, data, None, (), place)


def _places(text: str, file: str) -> Document | None:
    """Return the places in JSON text, which YAML can read too but for rare escapes; without them problems name paths alone."""
    try:
        return read_yaml(text, file)[0]
    except CriteriaError:
        return None


def _json(text: str, place: Place) -> Any:
    """Return JSON as plain values; repeated keys, endless numbers and what is not JSON are refused with their place."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                _fail("repeated-key", f"{quoted(key)} stands in the same mapping twice", place)
            found[key] = value
        return found

    def number(digits: str) -> int:
        if len(digits) > MAX_DIGITS:
            _fail("too-large", f"a number has more than {MAX_DIGITS} digits", place)
        return int(digits)

    def constant(word: str) -> NoReturn:
        _fail("wrong-type", f"{quoted(word)} is not a number; write null for what is unknown", place)

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_int=number, parse_constant=constant)
    except json.JSONDecodeError as error:
        at = Place(place.file, place.line + error.lineno - 1, error.colno)
        raise CriteriaError([Problem("not-json", f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", place=at)]) from error
    except RecursionError as error:
        raise CriteriaError([Problem("too-large", "mappings and lists stand inside each other too deep", place=place)]) from error


def _fail(code: str, message: str, place: Place) -> NoReturn:
    raise CriteriaError([Problem(code, message, place=place)])
