"""All that can be said of criteria: problems of the file, and the findings of proofs."""

from collections.abc import Sequence
from datetime import date

from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem
from carelevel.verify.checks import accepted, requested_checks


def findings(definition: Definition | None, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems of a file, and the findings about it when it can be used."""
    if definition is None or any(problem.severity == "error" for problem in problems):
        return list(problems)
    today = date.today()
    return accepted(definition, [*problems, *requested_checks(definition, today)], today)
