"""Whether two definitions over the same facts decide the same for everyone, and for whom they do not."""

from collections.abc import Iterator

from carelevel.cases import Case
from carelevel.conditions import Condition
from carelevel.proofs.everyone import Everyone
from carelevel.proofs.statements import Decisions, differ


def where_they_differ(one: Decisions, other: Decisions) -> Iterator[Condition]:
    """Yield for whom two definitions with the same facts and levels decide differently: a condition for each step of the level and for each service."""
    services = dict.fromkeys(service for decisions in (one, other) for each in decisions.definition.criteria for service in each.adds)
    pairs = [(one.at_least(rank), other.at_least(rank)) for rank in range(1, one.top + 1)]
    pairs += [(one.adds(service), other.adds(service)) for service in services]
    yield from (differ(first, second) for first, second in pairs if first != second)


def decide_the_same(everyone: Everyone, one: Decisions, other: Decisions, *whom: Condition) -> bool:
    """Return whether two definitions decide the same for everyone who meets some conditions.

    Raises:
        UndecidedError: that was neither proved nor refuted within the budget.
    """
    return not any(everyone.has(*whom, difference) for difference in where_they_differ(one, other))


def someone_decided_otherwise(everyone: Everyone, one: Decisions, other: Decisions, *whom: Condition) -> Case | None:
    """Return somebody whose level differs, or who gets a service from one definition alone; None when the two decide the same.

    Raises:
        UndecidedError: as `decide_the_same`.
    """
    found = (everyone.someone(*whom, difference) for difference in where_they_differ(one, other) if everyone.has(*whom, difference))
    return next(found, None)
