"""Problems of a criteria file together with the findings of the proofs."""

from collections.abc import Sequence
from datetime import date

from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem
from carelevel.verify.checks import accepted, requested_checks


def findings(definition: Definition | None, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems of a file and, when it is usable, the findings of the proofs."""
    if definition is None or any(problem.severity == "error" for problem in problems):
        return list(problems)
    today = date.today()
    return accepted(definition, [*problems, *requested_checks(definition, today)], today)
