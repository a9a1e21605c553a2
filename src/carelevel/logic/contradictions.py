"""Facts that disagree: which contradictions stand in what is recorded, and the case that everything else reads.

`when` and `unless` read the case as it is recorded, once. Where a contradiction stands, the facts that it disputes count as unknown, all of them together; the
level, reasons, services and notices read what is left.
"""

from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.criteria import Contradiction, Definition
from carelevel.model.truth import Truth


def stands(contradiction: Contradiction, case: Case) -> bool:
    """Return whether a contradiction stands in a case as it is recorded: `when` is met, and `unless` is unmet or unknown."""
    return meaning(contradiction.when, case) is Truth.MET and meaning(contradiction.unless, case) is not Truth.MET


def standing(definition: Definition, case: Case) -> tuple[Contradiction, ...]:
    """Return the contradictions that stand in a case as it is recorded."""
    return tuple(each for each in definition.contradictions if stands(each, case))


def can_stand(contradiction: Contradiction, case: Case) -> bool:
    """Return whether a contradiction stands, or may come to stand once more is recorded."""
    return meaning(contradiction.when, case) is not Truth.UNMET and meaning(contradiction.unless, case) is not Truth.MET


def disputed_by(contradictions: tuple[Contradiction, ...]) -> frozenset[str]:
    """Return the facts that some contradictions dispute."""
    return frozenset(name for each in contradictions for name in each.disputed)


def without(case: Case, facts: frozenset[str]) -> Case:
    """Return a case in which some facts count as unknown."""
    parts = case.parts()
    left = [part for part in parts if part[0] not in facts]
    return case if len(left) == len(parts) else case.only(left)


def undisputed(definition: Definition, case: Case) -> Case:
    """Return the case that everything but contradictions reads: the one recorded, without the facts that are disputed in it."""
    return without(case, disputed_by(standing(definition, case)))
