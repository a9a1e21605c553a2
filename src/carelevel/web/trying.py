"""Vignettes as the workbench shows them while they, or the criteria, are written."""

from collections.abc import Sequence
from typing import Any

from carelevel.cases import as_given
from carelevel.checks.tests import Tested, tested_vignettes
from carelevel.criteria_set import CriteriaSet
from carelevel.frozen import thawed
from carelevel.problems import CriteriaError, Problem, quoted
from carelevel.reading.library import VIGNETTES_FILE
from carelevel.reading.shapes import VignettesShape
from carelevel.reading.shaping import Shaped
from carelevel.reading.vignette_files import resolve_vignettes, vignettes_in
from carelevel.vignettes import Vignette


def vignettes_plain(criteria: CriteriaSet, text: str | None) -> dict[str, Any]:
    """Return the vignettes of a text, each with how it comes out, and the problems of the text.

    Those without a problem of their own are run although others have some: the table stays green or red while one of them is written.
    """
    if text is None or not text.strip():
        return {"vignettes": [], "vignette_problems": []}
    try:
        named, shape, document, problems = vignettes_in(text, VIGNETTES_FILE)
    except CriteriaError as error:
        return {"vignettes": [], "vignette_problems": [problem.to_dict() for problem in error.problems]}
    vignettes, more = resolve_vignettes(shape, document, criteria.definition)
    problems = [*problems, *more]
    if named != criteria.id:
        message = f"these vignettes are for {quoted(named)}, the criteria beside them are {quoted(criteria.id)}"
        problems.append(Problem("wrong-criteria", message, place=document.place(("criteria",))))
    sound = [vignette for vignette in vignettes if vignette.id.partition(" ")[0] not in _broken(shape, problems)]
    results = tested_vignettes(criteria, sound)
    rows = [_row(criteria, vignette, result) for vignette, result in zip(sound, results, strict=True)]
    return {"vignettes": rows, "vignette_problems": [problem.to_dict() for problem in problems]}


def _broken(shape: Shaped[VignettesShape], problems: Sequence[Problem]) -> set[str]:
    """Return the ids of the vignettes that have problems of their own."""
    positions = {problem.path[1] for problem in problems if len(problem.path) > 1 and problem.path[0] == "vignettes"}
    return {vignette.id for position, vignette in enumerate(shape.shape.vignettes) if position in positions}


def _row(criteria: CriteriaSet, vignette: Vignette, result: Tested) -> dict[str, Any]:
    return {
        "id": vignette.id,
        "title": vignette.title,
        "line": vignette.place and vignette.place.line,
        "case": thawed(as_given(criteria.definition.by_id(), vignette.case)),
        "passed": result.passed,
        "differences": result.to_dict()["differences"],
        "answer": result.why,
    }
