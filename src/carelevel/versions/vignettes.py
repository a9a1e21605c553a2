"""Which vignettes a new version answers otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from carelevel.cases import Case, as_given, check_case
from carelevel.criteria import Definition
from carelevel.engine import Engine
from carelevel.frozen import record
from carelevel.problems import CaseError
from carelevel.recommend import possible_levels
from carelevel.vignettes import Vignette


@record
class VignetteMove:
    """A vignette that two versions answer otherwise, or that one of them cannot answer.

    Attributes:
        vignette: its id.
        title: its title.
        was: the possible levels before; None where that version cannot take the case.
        is_now: the possible levels now.
        why: what keeps a version from answering; None when both do.
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
    """Yield the vignettes of a new version whose possible levels are others than in the old one, levels named as the new one has them."""
    before, now = Engine.of(old), Engine.of(new)
    facts = {name: was for was, name in dict(new.renamed.get("facts", {})).items()}
    levels: Mapping[str, str] = new.renamed.get("levels", {})
    for vignette in vignettes:
        given = {facts.get(name, name): value for name, value in as_given(new.every_name(), vignette.case).items()}
        was, why_not = _levels(before, given)
        is_now, why = _levels(now, vignette.case)
        renamed = None if was is None else tuple(levels.get(level, level) for level in was)
        if renamed != is_now:
            yield VignetteMove(vignette.id, vignette.title, renamed, is_now, why_not or why)


def _levels(engine: Engine, given: Any) -> tuple[tuple[str, ...] | None, str | None]:
    try:
        case = given if isinstance(given, Case) else check_case(engine.definition.every_name(), given)
        return possible_levels(engine, case), None
    except CaseError as error:
        return None, "; ".join(problem.message for problem in error.problems)
