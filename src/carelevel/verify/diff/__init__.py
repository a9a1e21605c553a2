"""What a new version of criteria changes: whose level or services are not the same, compared by decisions and not by text."""

from typing import TYPE_CHECKING

from carelevel.verify.diff.compare import compared
from carelevel.verify.diff.results import Difference, Move, ServiceMove, Turned, Version

if TYPE_CHECKING:
    from carelevel.api import CriteriaSet
    from carelevel.syntax.loading import Loadable

__all__ = ["Difference", "Move", "ServiceMove", "Turned", "Version", "diff"]


def diff(old: "CriteriaSet | Loadable", new: "CriteriaSet | Loadable") -> Difference:
    """Return what a new version of criteria does to people: whose level changes, with a person who shows it, an exact share, and the criteria that do it.

    Compared are decisions and not texts, over everyone who is possible in both versions, by the facts of both. What `renamed` in the new version says of old
    names is heeded. What cannot be compared is said in `notes`, and what was not decided within the budget in `undecided`.

    Args:
        old: the version before, or what `load` takes: a path, for one.
        new: the version now, or what `load` takes.

    Raises:
        CriteriaError: as `load`, when one of them had to be loaded.

    >>> import carelevel
    >>> criteria = carelevel.load("adult-mental-health")
    >>> carelevel.diff(criteria, criteria).is_same
    True
    """
    from carelevel.api import criteria_of

    return compared(criteria_of(old, "old").definition, criteria_of(new, "new").definition)
