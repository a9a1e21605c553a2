"""Whether two criteria sets treat the people whom both are for alike, as far as the facts that both share go."""

from typing import TYPE_CHECKING

from carelevel.model.arguments import expect, wrong_type
from carelevel.verify.agree.results import Consistency, SharedPerson

if TYPE_CHECKING:
    from carelevel.api import CriteriaSet
    from carelevel.syntax.loading import Loadable

__all__ = ["Consistency", "SharedPerson", "agree"]

LEVELS = "a whole number of levels, 0 or more; or None for what the files say"


def agree(one: "CriteriaSet | Loadable", other: "CriteriaSet | Loadable", within: int | None = None) -> Consistency:
    """Return whether two criteria sets treat everyone alike, as far as the facts that both share go, or who is treated differently.

    Compared is the lowest level that each set leaves possible when all shared facts are known, and the facts that only one of them has are open. A fact is
    shared if both sets give it one id, one type and the same values. Levels are matched by id.

    Args:
        one: a criteria set, or what `load` takes: a path, for one.
        other: another one.
        within: how many levels they may be apart; None for what their files say under `agrees_with`, or 0 when neither says it.

    Returns:
        `agrees` is true only if it is proved of everyone. `people` has one witness for each pair of levels that are further apart; `undecided` says what
        was neither proved nor refuted within the budget.

    Raises:
        CriteriaError: as `load`, when one of them had to be loaded; there is nothing to compare: no person, no fact, or no two levels that both have;
            or a file misspells the id of the other set under `agrees_with`.

    >>> import carelevel
    >>> criteria = carelevel.load("adult-mental-health")
    >>> carelevel.agree(criteria, criteria).agrees
    True
    """
    from carelevel.api import criteria_of
    from carelevel.verify.agree.compare import agreement

    if within is not None:
        expect("within", within, int, LEVELS)
        if within < 0:
            raise wrong_type("within", within, LEVELS)
    return agreement(criteria_of(one, "one"), criteria_of(other, "other"), within)
