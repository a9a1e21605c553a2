"""Whether two definitions over the same facts decide the same for everyone, and for whom they do not."""

from carelevel.cases import Case
from carelevel.conditions import Condition
from carelevel.proofs.everyone import Everyone
from carelevel.proofs.statements import Decisions, differ


def someone_decided_otherwise(everyone: Everyone, one: Decisions, other: Decisions, *whom: Condition) -> Case | None:
    """Return somebody whose level differs, or who gets a service from one definition alone; None when there is nobody: the two decide the same.

    Args:
        everyone: the people of both.
        one: what the first definition decides.
        other: what the second decides; with the same levels.
        whom: conditions that the person is to meet.

    Raises:
        UndecidedError: that was neither proved nor refuted within the budget.
    """
    services = dict.fromkeys(service for decisions in (one, other) for each in decisions.definition.criteria for service in each.adds)
    pairs = [(one.at_least(rank), other.at_least(rank)) for rank in range(1, one.top + 1)]
    pairs += [(one.adds(service), other.adds(service)) for service in services]
    for first, second in pairs:
        if first != second:
            found = everyone.someone(*whom, differ(first, second))
            if found is not None:
                return found
    return None
