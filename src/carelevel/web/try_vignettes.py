"""Vignettes for the workbench, while they or the criteria are edited."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carelevel.api import CriteriaSet
from carelevel.logic.english import capital
from carelevel.model.cases import as_given
from carelevel.model.frozen import thawed
from carelevel.model.problems import CriteriaError, Problem, quoted
from carelevel.model.vignettes import Vignette
from carelevel.syntax.bundled import VIGNETTES_FILE
from carelevel.syntax.schema import VignettesShape
from carelevel.syntax.schema_fit import Shaped
from carelevel.syntax.vignette_reader import resolve_vignettes, vignettes_in
from carelevel.verify.checks.tests import Tested, tested_vignettes
from carelevel.verify.testing import report
from carelevel.verify.testing.coverage_goals import Goal
from carelevel.verify.testing.runs import coverage_said, run_of, told
from carelevel.verify.testing.suites import Suite, suite_of
from carelevel.web.document_json import document_plain


def vignettes_plain(criteria: CriteriaSet, text: str | None) -> dict[str, Any]:
    """Return the vignettes of a text with their results, and the problems of the text.

    Vignettes without problems are run even when others have problems, so the table stays filled while one is being written.
    """
    if text is None or not text.strip():
        return {"vignettes": [], "vignette_problems": []}
    sound, problems = _vignettes(criteria, text)
    results = tested_vignettes(criteria, sound)
    rows = [_row(criteria, vignette, result) for vignette, result in zip(sound, results, strict=True)]
    return {"vignettes": rows, "vignette_problems": [problem.to_dict() for problem in problems]}


def reached(criteria: CriteriaSet, content: str, name: str, folder: Path, text: str | None) -> dict[str, Any]:
    """Return what the examples and vignettes cover, and what they do not.

    Args:
        criteria: the set.
        content: its text.
        name: the name of the text in places.
        folder: the folder with its own instruments.
        text: the vignettes; those with problems do not count.
    """
    vignettes = _vignettes(criteria, text)[0] if text is not None and text.strip() else []
    inside = suite_of(content.encode("utf-8", "surrogatepass"), name, folder)
    run = run_of(Suite(criteria, inside.places, tuple(vignettes), has_examples=True), with_coverage=True)
    if run.coverage is None:
        return {"said": "Not measured: some examples or vignettes fail. Tests that fail check nothing.", "missing": [], "document": []}
    # A local version has parts in the file of its base, which the page does not show.
    lines = [goal.place.line if goal.place is not None and goal.place.file == name else None for goal in run.coverage.missing]
    missing = [{"line": line, "words": goal_words(goal)} for line, goal in zip(lines, run.coverage.missing, strict=True)]
    return {"said": capital(coverage_said(run.coverage)), "missing": missing, "document": document_plain(report.document([run], verbose=False))}


def goal_words(goal: Goal) -> str:
    """Return what is not covered, with the name of its criterion."""
    return told(None, "" if goal.key is None else goal.key[1] or goal.key[0], goal.words)


def _vignettes(criteria: CriteriaSet, text: str) -> tuple[list[Vignette], list[Problem]]:
    """Return the vignettes of a text without problems, and all problems of the text."""
    try:
        named, shape, document, problems = vignettes_in(text, VIGNETTES_FILE)
    except CriteriaError as error:
        return [], list(error.problems)
    vignettes, more = resolve_vignettes(shape, document, criteria.definition)
    problems = [*problems, *more]
    if named != criteria.id:
        message = f"these vignettes are for {quoted(named)}, but the criteria next to them are {quoted(criteria.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    broken = _broken(shape, problems)
    return [vignette for vignette in vignettes if vignette.id.partition(" ")[0] not in broken], problems


def _broken(shape: Shaped[VignettesShape], problems: Sequence[Problem]) -> set[str]:
    """Return the ids of the vignettes that have problems."""
    positions = {problem.path[1] for problem in problems if len(problem.path) > 1 and problem.path[0] == "vignettes"}
    return {vignette.id for position, vignette in enumerate(shape.shape.vignettes) if position in positions}


def _row(criteria: CriteriaSet, vignette: Vignette, result: Tested) -> dict[str, Any]:
    return {
        "id": vignette.id,
        "title": vignette.title,
        "line": vignette.place and vignette.place.line,
        "case": thawed(as_given(criteria.definition.by_id(), vignette.case)),
        "outcome": result.outcome,
        "failed": result.failed,
        "todo": result.todo,
        "differences": result.to_dict()["differences"],
        "answer": result.why,
    }
