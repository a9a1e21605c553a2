"""Questions about a whole criteria set. Each check is a small function from a definition to problems."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from carelevel.checks.examples import examples_hold
from carelevel.checks.invariants import invariants_hold
from carelevel.checks.unused import unused_parts
from carelevel.criteria import Definition
from carelevel.problems import Problem, quoted, shortened

if TYPE_CHECKING:
    from carelevel.criteria_set import CriteriaSet

Check = Callable[[Definition], Iterator[Problem]]

ON_LOADING: tuple[Check, ...] = (examples_hold, unused_parts)
ON_REQUEST: tuple[Check, ...] = (invariants_hold,)


def file_checks(definition: Definition) -> list[Problem]:
    """Return what is wrong with a definition beyond its shape and its names."""
    return [problem for check in ON_LOADING for problem in check(definition)]


def check(criteria: "CriteriaSet", today: date | None = None) -> tuple[Problem, ...]:
    """Return the problems of a criteria set: its warnings, invariants that somebody breaks, and criteria that are out of date.

    Args:
        criteria: as returned by `load`.
        today: the day to compare `effective.until` with; None for the day it is.

    Returns:
        Problems with their places; a broken invariant has a `witness`, a case that shows it. A check that ran out of its budget says
        `not-decided`: it is neither a finding nor an all-clear.

    >>> import carelevel
    >>> carelevel.check(carelevel.load("adult-mental-health"), date(2026, 11, 24))
    ()
    """
    day = today or date.today()
    return tuple(accepted(criteria.definition, [*criteria.warnings, *requested_checks(criteria.definition, day)], day))


def requested_checks(definition: Definition, today: date) -> list[Problem]:
    """Return the findings that take longer than loading should."""
    found = [problem for check in ON_REQUEST for problem in check(definition)]
    until = definition.effective_until
    if until is not None and date.fromisoformat(until) < today:
        found.append(Problem("outdated", f"{quoted(definition.id)} was in force until {until}", "warning"))
    return found


def accepted(definition: Definition, problems: list[Problem], today: date) -> list[Problem]:
    """Return problems with the warnings that the file accepts turned into notes that say why; an acceptance that is over no longer counts."""
    shown: list[Problem] = []
    for problem in problems:
        reasons = [item for item in definition.accept if item.check == problem.code and item.criterion in {None, *problem.path}]
        # Of several, the one that holds longest.
        reason = max(reasons, key=lambda item: item.until or "9999-12-31", default=None)
        if reason is None:
            shown.append(problem)
        elif problem.severity == "error":
            shown.append(replace(problem, message=f"{problem.message} (an error cannot be accepted)"))
        elif reason.until is not None and date.fromisoformat(reason.until) < today:
            shown.append(replace(problem, message=f"{problem.message} (it was accepted until {reason.until})"))
        else:
            shown.append(replace(problem, severity="note", message=f"{problem.message} (accepted: {shortened(reason.because)})"))
    return shown
