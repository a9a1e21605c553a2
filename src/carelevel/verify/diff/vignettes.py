"""Which vignettes a new version answers otherwise."""

from collections.abc import Iterable, Iterator
from typing import Any

from carelevel.answers.disputed import possible_levels
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError
from carelevel.model.vignettes import Vignette
from carelevel.verify.diff.translating import Translation


@record
class VignetteMove:
    """A vignette that two versions answer otherwise, or that one of them cannot answer.

    Attributes:
        vignette: its id.
        title: its title.
        was: the possible levels before; None where that version cannot take the case.
        is_now: the possible levels now.
        why: what keeps a version from answering, and what the old version does not know of the case; None when there is nothing of the kind.
    """

    vignette: str
    title: str
    was: tuple[str, ...] | None
    is_now: tuple[str, ...] | None
    why: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        was, is_now = (None if levels is None else list(levels) for levels in (self.was, self.is_now))
        return {"vignette": self.vignette, "title": self.title, "from": was, "to": is_now, "why": self.why}


def moved_vignettes(old: Definition, new: Definition, vignettes: Iterable[Vignette]) -> Iterator[VignetteMove]:
    """Yield the vignettes of a new version whose possible levels are others than in the old one, levels named as the new one has them.

    Raises:
        CriteriaError: the names of the two versions contradict each other.
    """
    before, now = PreparedCriteria.of(old), PreparedCriteria.of(new)
    translation = Translation(old, new)
    for vignette in vignettes:
        case, notes = translation.of(vignette.case)
        was, why_not = (None, None) if case is None else _levels(before, case)
        is_now, why = _levels(now, vignette.case)
        renamed = None if was is None else tuple(translation.levels[level] for level in was)
        if renamed != is_now:
            said = [text for text in (*notes, why_not, why) if text is not None]
            yield VignetteMove(vignette.id, vignette.title, renamed, is_now, "; ".join(said) or None)


def _levels(engine: PreparedCriteria, case: Case) -> tuple[tuple[str, ...] | None, str | None]:
    try:
        return possible_levels(engine, case), None
    except CaseError as error:
        return None, "; ".join(problem.message for problem in error.problems)
