"""Read records from text."""

import json
from collections.abc import Mapping
from typing import Any

from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError, Place, Problem, path_text
from carelevel.model.record import ClinicalDecision, Record, RecordError, refused
from carelevel.records.schema import record_problems
from carelevel.syntax.case_reader import json_line


def read_record(line: str, place: Place) -> Record:
    """Return the record in one line of JSON.

    Raises:
        RecordError: with every problem of the line.
    """
    try:
        given = json_line(line, place)
    except CriteriaError as error:
        raise RecordError(error.problems) from error
    problems = [*record_problems(given)] or _at_odds(given)
    if problems:
        raise RecordError(_placed(problem, place) for problem in problems)
    decision = given.get("decision")
    return Record(
        when=given["when"],
        criteria=_frozen(given["criteria"]),
        carelevel=given["carelevel"],
        answer=_frozen(given["answer"]),
        kept=given["kept"],
        facts=_frozen(given["facts"]) if "facts" in given else None,
        decision=decision and ClinicalDecision(**decision),
        reference=given.get("reference"),
    )


def record_of(given: object) -> Record:
    """Return the record that a dictionary describes, within the limits of a line of JSON.

    Raises:
        RecordError: with every problem of it.
    """
    try:
        line = json.dumps(dict(given) if isinstance(given, Mapping) else given, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        message = "a record may contain only JSON values: text, whole numbers, true, false, null, lists, and mappings from text"
        raise refused("wrong-type", message) from error
    return read_record(line, Place("record", 1, 1))


def _at_odds(given: dict[str, Any]) -> list[Problem]:
    """Return where parts of a record contradict each other."""
    problems = []
    if (given["kept"] == "none") is ("facts" in given):
        problems.append(Problem("contradiction", "`kept` does not agree with whether the record has `facts`", path=("kept",)))
    decision = given.get("decision")
    if decision and len(decision.keys() & {"reason", "words"}) != (decision["outcome"] == "overridden"):
        message = "a decision that overrides must have either a `reason` or `words`; any other decision has neither"
        problems.append(Problem("contradiction", message, path=("decision",)))
    return problems


def _placed(problem: Problem, place: Place) -> Problem:
    """Return a problem with the place of its line and its path in the message."""
    where = f"{path_text(problem.path)}: " if problem.path else ""
    return Problem(problem.code, f"{where}{problem.message}", place=place, path=problem.path, hint=problem.hint)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return FrozenDict({key: _frozen(item) for key, item in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
