"""Reading column files: YAML files that map the columns of a table to facts, and words to values."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from carelevel.model.operators import described
from carelevel.model.problems import CaseError, CriteriaError, Problem, Report
from carelevel.syntax.bundled import read_file
from carelevel.syntax.yaml_reader import read_yaml


def read_columns(path: Path) -> tuple[Mapping[str, Any], Callable[[Report], list[Problem]]]:
    """Return the content of `columns` in a file, and a function that adds places to its problems.

    Raises:
        CaseError: the file cannot be read or has other content; every problem has its place.
    """
    shown = str(path)
    try:
        document, problems = read_yaml(read_file(path, shown), shown)
    except CriteriaError as error:
        raise CaseError(error.problems) from error
    if problems:
        raise CaseError(problems)
    report = Report()
    data = document.data
    if not isinstance(data, Mapping) or set(data) != {"columns"} or not isinstance(data["columns"], Mapping):
        report.add("wrong-type", (), f"a column file has one key, `columns`, a mapping of facts to columns; found {described(data)}")
        raise CaseError(document.located(report))

    def located(noted: Report) -> list[Problem]:
        below = Report([_under(problem) for problem in noted.problems], noted.on_keys)
        return document.located(below)

    return data["columns"], located


def _under(problem: Problem) -> Problem:
    """Return a problem with its path below `columns`."""
    return replace(problem, path=("columns", *problem.path))
