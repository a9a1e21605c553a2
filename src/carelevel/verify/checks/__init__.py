"""Checks of a whole criteria set: its problems, and findings that are proved about all possible people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from carelevel.logic.work import proofs
from carelevel.model.arguments import expect
from carelevel.model.criteria import Acceptance, Definition
from carelevel.model.problems import Problem, quoted, shortened
from carelevel.verify.checks.criteria import contradictions_that_never_stand, criteria_that_say_nothing
from carelevel.verify.checks.exclusions import answers_that_lower
from carelevel.verify.checks.facts import facts_that_fail, nothing_met_at_the_worst
from carelevel.verify.checks.findings import FINDINGS, Proving
from carelevel.verify.checks.gates import documentation_that_nobody_lacks, gates_that_hide
from carelevel.verify.checks.invariants import invariants_hold
from carelevel.verify.checks.overshoots import levels_overshot
from carelevel.verify.checks.parts import parts_that_are_never_unmet
from carelevel.verify.checks.reach import bands_that_nobody_is_in, levels_that_nobody_has, services_that_nobody_gets, somebody_exists
from carelevel.verify.checks.sections import sections_apply

if TYPE_CHECKING:
    from carelevel.api import CriteriaSet
    from carelevel.syntax.loading import Loadable

Proof = Callable[[Proving], Iterator[Problem]]

# In this order: what follows from a faulty criterion is not reported again for levels and facts.
PROOFS: tuple[Proof, ...] = (
    invariants_hold,
    parts_that_are_never_unmet,
    sections_apply,
    criteria_that_say_nothing,
    levels_overshot,
    contradictions_that_never_stand,
    levels_that_nobody_has,
    bands_that_nobody_is_in,
    services_that_nobody_gets,
    facts_that_fail,
    nothing_met_at_the_worst,
    answers_that_lower,
    gates_that_hide,
    documentation_that_nobody_lacks,
)

NEVER_ACCEPTED = ("invariant-broken", "not-decided")
"""Findings that no acceptance silences: an invariant that may be broken is none, and what is not decided may be anything."""


def check(criteria: "CriteriaSet | Loadable", today: date | None = None) -> tuple[Problem, ...]:
    """Return the problems of a criteria set: its warnings, what is proved about all possible people, and whether it is out of date.

    Args:
        criteria: a criteria set, or what `load` takes: a path, for one.
        today: the day to compare `effective.until` with; None for the day it is.

    Returns:
        Problems with their places. A finding of a proof has a `witness` where a person, or two, can show it: a case, or a list of two. A proof that ran
        out of its budget says `not-decided`: it is neither a finding nor an all-clear.

    Raises:
        CriteriaError: as `load`, when it had to be loaded.

    >>> import carelevel
    >>> carelevel.check("adult-mental-health", date(2026, 11, 24))
    ()
    """
    from carelevel.api import criteria_of

    criteria = criteria_of(criteria)
    day = date.today() if today is None else today
    expect("today", day, date, "a day, such as datetime.date(2026, 11, 24)")
    day = day.date() if isinstance(day, datetime) else day
    return tuple(accepted(criteria.definition, [*criteria.warnings, *requested_checks(criteria.definition, day)], day))


@proofs()
def requested_checks(definition: Definition, today: date) -> list[Problem]:
    """Return the findings that take longer than loading should."""
    proving = Proving.of(definition)
    found = list(somebody_exists(proving)) or [problem for proof in PROOFS for problem in proof(proving)]
    until = definition.effective_until
    if until is not None and date.fromisoformat(until) < today:
        found.append(Problem("outdated", f"{quoted(definition.id)} was in force until {until}", "warning"))
    return found


def accepted(definition: Definition, problems: list[Problem], today: date) -> list[Problem]:
    """Return problems, those that the file accepts as notes that say why; an acceptance that has ended no longer counts."""
    shown = [_accepted(definition, problem, today) for problem in problems]
    for item in definition.accept:
        if not any(_speaks_of(item, problem) for problem in problems):
            message = f"nothing is found that this accepts: {quoted(item.check)} does not come up{' here' if item.named else ''}"
            shown.append(Problem("accepts-nothing", message, "warning", item.place, hint="take it out, or correct what it names"))
    return shown


def _accepted(definition: Definition, problem: Problem, today: date) -> Problem:
    reasons = [item for item in definition.accept if _speaks_of(item, problem)]
    # Of several, the one that holds longest.
    reason = max(reasons, key=lambda item: item.until or "9999-12-31", default=None)
    if reason is None:
        return problem
    if not _can_be_accepted(problem):
        return replace(problem, message=f"{problem.message} (this cannot be accepted)")
    if reason.until is not None and date.fromisoformat(reason.until) < today:
        return replace(problem, message=f"{problem.message} (it was accepted until {reason.until})")
    return replace(problem, severity="note", message=f"{problem.message} (accepted: {shortened(reason.because)})", hint=None)


def _can_be_accepted(problem: Problem) -> bool:
    return problem.code not in NEVER_ACCEPTED and (problem.severity != "error" or problem.code in FINDINGS)


def _speaks_of(item: Acceptance, problem: Problem) -> bool:
    """Return whether an acceptance is about a problem: of its code, and of the part that it names, if it does. Ids of different kinds may be equal."""
    named = item.named.items()
    return item.check == problem.code and all(problem.path[:1] in _HOMES[kind] and name in problem.path[1:] for kind, name in named)


_HOMES = {
    "criterion": [("criteria",)],
    "section": [("sections",)],
    "fact": [("facts",), ("derived",)],
    "level": [("levels",)],
    "service": [("services",)],
    "contradiction": [("contradictions",)],
    "documentation": [("documentation",)],
    "part": [("applies_when",)],
}
"""Where in a file the parts stand that an acceptance can name."""


def is_something_found(problem: Problem) -> bool:
    """Return whether a problem leaves `check` with the exit code for having found something: an error, or a finding of a proof that is not accepted."""
    return problem.severity == "error" or (problem.severity == "warning" and problem.code in FINDINGS)
