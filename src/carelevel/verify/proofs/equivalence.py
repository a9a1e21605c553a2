"""Whether two definitions over the same facts decide the same for everyone; if not, for which people."""

from collections.abc import Iterator

from carelevel.logic.decision_formulas import Decisions, differ
from carelevel.model.cases import Case
from carelevel.model.conditions import NOBODY, Condition
from carelevel.verify.proofs.case_space import CaseSpace


def where_they_differ(one: Decisions, other: Decisions) -> Iterator[Condition]:
    """Yield a condition for each part of the answer that can differ: it is met by the people for which two definitions over the same facts differ."""
    answers, others = one.answers(), other.answers()
    for name in dict.fromkeys((*answers, *others)):
        first, second = answers.get(name, NOBODY), others.get(name, NOBODY)
        if first != second:
            yield differ(first, second)


def decide_the_same(everyone: CaseSpace, one: Decisions, other: Decisions, *whom: Condition) -> bool:
    """Return whether two definitions decide the same for everyone who meets some conditions.

    Raises:
        UndecidedError: that was neither proved nor refuted within the budget.
    """
    return not any(everyone.has(*whom, difference) for difference in where_they_differ(one, other))


def require_the_same(everyone: CaseSpace, one: Decisions, other: Decisions, *whom: Condition) -> bool:
    """Return whether two definitions decide the same for everyone who meets some conditions, and require the same level of care.

    Raises:
        UndecidedError: as `decide_the_same`.
    """
    if not decide_the_same(everyone, one, other, *whom):
        return False
    required = zip(one.requirements(), other.requirements(), strict=True)
    return not any(everyone.has(*whom, differ(first, second)) for first, second in required if first != second)


def someone_decided_otherwise(everyone: CaseSpace, one: Decisions, other: Decisions, *whom: Condition) -> Case | None:
    """Return a person whose level, services or barriers differ; None when the two decide the same.

    Raises:
        UndecidedError: as `decide_the_same`.
    """
    found = (everyone.someone(*whom, difference) for difference in where_they_differ(one, other) if everyone.has(*whom, difference))
    return next(found, None)
