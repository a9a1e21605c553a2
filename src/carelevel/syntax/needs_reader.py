"""Reading needs files: what a person needs from a program."""

import json
from collections.abc import Mapping
from typing import Any

from carelevel.model.conditions import AllOf, Condition
from carelevel.model.operators import described
from carelevel.model.problems import CriteriaError, Problem, Report
from carelevel.model.problems import Path as Steps
from carelevel.model.programs import Needs, Programs
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.program_reader import FactNames
from carelevel.syntax.program_schema import NeedsShape
from carelevel.syntax.schema_fit import shaped
from carelevel.syntax.week_reader import point, read_taken
from carelevel.syntax.yaml_reader import read_yaml


def read_needs(content: bytes | str, name: str, programs: Programs) -> Needs:
    """Return the needs in a file.

    Args:
        content: the file's bytes or text.
        name: its name, for places.
        programs: the programs whose facts the needs use.

    Raises:
        CriteriaError: with every problem at its place.
    """
    document, problems = read_yaml(content, name)
    report = Report()
    shape = shaped(NeedsShape, document, report).shape
    conditions = ConditionReader(FactNames(programs.facts), report)
    taken = tuple(read_taken(each, ("taken", i), report) for i, each in enumerate(shape.taken))
    home = point(shape.home, ("home",), report)
    requires = _questions(shape.requires, ("requires",), conditions)
    prefers = _questions(shape.prefers, ("prefers",), conditions)
    problems += document.located(report)
    if problems:
        raise CriteriaError(problems)
    return Needs(taken, shape.travel_minutes, home, requires, prefers)


def needs_of(given: Mapping[str, Any], programs: Programs) -> Needs:
    """Return the needs in a mapping, in the form of a needs file.

    Raises:
        CriteriaError: with every problem, by its path.
    """
    try:
        text = json.dumps(given)
    except (TypeError, ValueError) as error:
        message = f"needs are a mapping of text, numbers, lists and mappings; found {described(given)} that contains something else"
        raise CriteriaError([Problem("wrong-type", message)]) from error
    return read_needs(text, "needs", programs)


def _questions(raw: Mapping[str, Any] | None, path: Steps, conditions: ConditionReader) -> tuple[Condition, ...]:
    """Return the parts of a conjunction, each a separate question."""
    if raw is None:
        return ()
    read = conditions.read(raw, path)
    return () if read is None else tuple(_parts(read))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return tuple(part for each in condition.parts for part in _parts(each)) if isinstance(condition, AllOf) else (condition,)
