"""The parts of `applies_when`: which of them a person meets, which exclude each other, and what to ask of a person whom the criteria are not for.

As with `applies` itself, everything is exact over all people that the person could turn out to be. A part that the budget does not decide counts as unknown.
"""

from collections.abc import Sequence
from functools import partial

from carelevel.logic.evidence import evidence
from carelevel.logic.level_diagram import PreparedCriteria, for_part, touching
from carelevel.logic.meaning import meaning
from carelevel.logic.possible_by_solver import applies_by_solver
from carelevel.logic.possible_levels import Whom, whether, whom
from carelevel.logic.sat import UndecidedError
from carelevel.logic.sufficient_reason import fewer
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.conditions import Named, NoneOf, facts_of
from carelevel.model.criteria import AppliesPart, all_parts
from carelevel.model.facts import base_facts
from carelevel.model.frozen import record
from carelevel.model.truth import Truth


@record
class PartsOfWhom:
    """What is known of each part of `applies_when`, in the order of the file.

    Attributes:
        truths: whether the person meets each part.
        excluding: ids of parts that exclude each other: no possible person like this meets all of them, although one meets each of them.
        missing: ids of the facts that decide whether the person is referred, while the criteria are certain not to be for them.
    """

    truths: tuple[Truth, ...] = ()
    excluding: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def parts_of_whom(engine: PreparedCriteria, case: Case, applies: Truth) -> PartsOfWhom:
    """Return what is known of each part, where the criteria are, may be or are not for a person.

    Raises:
        CaseError: no possible person is like this.
    """
    parts = engine.definition.applies_parts
    if not parts or applies is Truth.MET:
        return PartsOfWhom((Truth.MET,) * len(parts))
    seen = [_whether(engine, case, part) for part in parts]
    truths = tuple(each.applies for each in seen)
    if applies is Truth.UNKNOWN:
        return PartsOfWhom(truths)
    open_parts = [part for part, truth in zip(parts, truths, strict=True) if truth is Truth.UNKNOWN]
    excluding = () if Truth.UNMET in truths else tuple(part.id for part in _fewest(engine, case, open_parts))
    missing = dict.fromkeys(name for part, each in zip(parts, seen, strict=True) if part.refer_to is not None for name in each.missing)
    return PartsOfWhom(truths, excluding, tuple(missing))


def still_asked(engine: PreparedCriteria, case: Case) -> tuple[str, ...]:
    """Return the facts that decide whether a person is referred whom the criteria are not for; none for others."""
    if not any(part.refer_to is not None for part in engine.definition.applies_parts):
        return ()
    applies = whom(engine, case).applies
    return parts_of_whom(engine, case, applies).missing if applies is Truth.UNMET else ()


def missing_of_part(engine: PreparedCriteria, case: Case, part: AppliesPart) -> tuple[str, ...]:
    """Return the facts that decide whether a person meets a part; none where that is certain."""
    return _whether(engine, case, part).missing


def _whether(engine: PreparedCriteria, case: Case, part: AppliesPart) -> Whom:
    return whether(engine, case, part.when, partial(for_part, engine, part))


def _fewest(engine: PreparedCriteria, case: Case, parts: list[AppliesPart]) -> list[AppliesPart]:
    """Return as few as possible of some parts that no possible person meets together; all of them, where the budget does not show that fewer do it."""
    for part in parts[::-1]:
        rest = [other for other in parts if other is not part]
        if rest and _exclude_each_other(engine, case, rest):
            parts = rest
    return parts


def _exclude_each_other(engine: PreparedCriteria, case: Case, parts: Sequence[AppliesPart]) -> bool:
    """Return whether it is proved that no possible person like this meets some parts together."""
    when = all_parts(parts)
    unruled = [condition for condition in touching(engine, (when,), engine.impossible) if meaning(condition, case) is not Truth.UNMET]
    try:
        return not applies_by_solver(engine, case, when, unruled)[1]
    except (OverBudgetError, UndecidedError):
        return False


def evidence_of_unmet(engine: PreparedCriteria, case: Case, parts: Sequence[AppliesPart]) -> Case:
    """Return a part of what is known that is enough for one of some parts to be unmet, and that cannot be made smaller within the budget.

    Args:
        engine: the criteria.
        case: what is known; with it no possible person meets all of the parts.
        parts: one part that is unmet, or several that exclude each other.
    """
    unmet = NoneOf((all_parts(parts),))
    if meaning(unmet, case) is Truth.MET:
        return evidence(unmet, case)
    conditions = [all_parts(parts), *touching(engine, (all_parts(parts),), engine.impossible)]
    bearing = {name for each in conditions for fact in facts_of(each) if not isinstance(fact, Named) for name in base_facts(fact)}
    known = case.only([part for part in case.parts() if part[0] in bearing])
    return fewer(known, engine.definition.fact_places(), lambda less: _exclude_each_other(engine, less, parts))
