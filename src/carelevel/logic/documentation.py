"""Documents, signatures and dates that a level takes: whether each is there, lacking or not known, by what is known of a person."""

from typing import Literal

from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.criteria import Documentation
from carelevel.model.truth import Truth

DocumentationStatus = Literal["there", "lacking", "unknown"]


def status_of(when: Truth, needs: Truth) -> DocumentationStatus | None:
    """Return the status of documentation by its two conditions; None where it is not needed.

    >>> status_of(Truth.UNKNOWN, Truth.MET), status_of(Truth.UNKNOWN, Truth.UNMET), status_of(Truth.UNMET, Truth.UNMET)
    ('there', 'unknown', None)
    """
    if when is Truth.UNMET:
        return None
    if needs is Truth.MET:
        return "there"
    return "lacking" if when is Truth.MET and needs is Truth.UNMET else "unknown"


def documented(item: Documentation, case: Case) -> DocumentationStatus | None:
    """Return whether documentation is there, lacking or not known; None where it is not needed."""
    return status_of(meaning(item.when, case), meaning(item.needs, case))
