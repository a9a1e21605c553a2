"""Column files: a small YAML file that says which columns of a table tell which facts, and what the words in them mean."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from carelevel.model.operators import described
from carelevel.model.problems import CaseError, CriteriaError, Problem, Report
from carelevel.syntax.bundled import read_file
from carelevel.syntax.yaml_reader import read_yaml


def read_columns(path: Path) -> tuple[Mapping[str, Any], Callable[[Report], list[Problem]]]:
    """Return what stands under `columns` in a file, and what gives problems with it their places in the file.

    Raises:
        CaseError: the file cannot be read, or says something else; with every problem at its place.
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
    """Return a problem with its path below `columns`, where the file has it."""
    return replace(problem, path=("columns", *problem.path))
