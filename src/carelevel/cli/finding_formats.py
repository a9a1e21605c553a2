"""Problems for other programs: SARIF for editors and code scanning, workflow commands for GitHub."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from carelevel.model.problems import Problem, Severity
from carelevel.model.serialize import case_text
from carelevel.model.version import __version__

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def sarif(found: Mapping[str, Sequence[Problem]]) -> dict[str, Any]:
    """Return problems as a SARIF 2.1.0 log.

    Args:
        found: the problems of each file, by the name to show.

    Source: OASIS, Static Analysis Results Interchange Format (SARIF) version 2.1.0.
    """
    codes = sorted({problem.code for problems in found.values() for problem in problems})
    driver = {"name": "carelevel", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(problem, file, codes.index(problem.code)) for file, problems in found.items() for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "invocations": [{"executionSuccessful": True}], "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    page = f"docs/problems.md#{code}"
    words = code.replace("-", " ")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in words.split()),
        "shortDescription": {"text": f"{words.capitalize()}."},
        "help": {"text": f"What it means and how to fix it: {page}", "markdown": f"[What it means and how to fix it]({page})"},
    }


def _result(problem: Problem, file: str, rule: int) -> dict[str, Any]:
    place = problem.place
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file if place else file)}}
    if place:
        where["region"] = {"startLine": place.line, "startColumn": place.column}
    told = {"hint": problem.hint, "witness": problem.witness, "path": list(problem.path) or None}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": "\n".join(_words(problem))},
        "locations": [{"physicalLocation": where}],
        # The fingerprint must not depend on the line: lines above a finding come and go.
        "partialFingerprints": {"carelevel/v1": sha256("\0".join(map(str, (problem.code, file, *problem.path, problem.message))).encode()).hexdigest()},
        "properties": {name: value for name, value in told.items() if value is not None},
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _words(problem: Problem) -> Iterable[str]:
    yield problem.message
    if problem.hint:
        yield f"hint: {problem.hint}"
    people = problem.witness if isinstance(problem.witness, list) else [problem.witness]
    for person in people:
        if person is not None:
            yield f"case: {case_text(person)}"


def github(found: Mapping[str, Sequence[Problem]]) -> Iterable[str]:
    """Yield a workflow command for each problem; GitHub shows it next to its line.

    Args:
        found: as for `sarif`.

    Source: GitHub, Workflow commands for GitHub Actions, "Setting an error message", and the escapes of the actions toolkit (`command.ts`).
    """
    for file, problems in found.items():
        for problem in problems:
            place = problem.place
            where = {"file": place.file, "line": str(place.line), "col": str(place.column)} if place else {"file": file}
            settings = ",".join(f"{name}={_setting(value)}" for name, value in {**where, "title": problem.code}.items())
            yield f"::{_COMMANDS[problem.severity]} {settings}::{_escaped(chr(10).join(_words(problem)))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
