"""What several criteria carry together: one of them is met whatever is unknown, although none of them is certain to be.

A level above the lowest always has a reason. Where no criterion that is met is reason enough, unknown criteria are, together: every person that this one could
be meets one of them. The known facts that are enough for that are found among everyone whom the criteria are for (`logic/sufficient_reason.py`).
"""

from collections.abc import Iterable, Sequence

from carelevel.answers.results import Joint
from carelevel.logic.level_diagram import PreparedCriteria, compiler_for, unruled_by
from carelevel.logic.levels import Rule, lowers
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.possible_by_solver import enough_alone, what_keeps_the_range_from_being_exact
from carelevel.logic.possible_levels import adding, possible_ranks, service_diagram
from carelevel.logic.sufficient_reason import enough
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import AllOf
from carelevel.model.criteria import Criterion
from carelevel.model.truth import Truth

ASIDE, LIMITED = "limits left aside", "limits alone"


def limits_aside(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of the level with limits left aside."""
    return _other(engine, ASIDE, limits=False)


def limits_alone(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of the limit of the level: the most intensive level where there is none."""
    return _other(engine, LIMITED, limits=True)


def _other(engine: PreparedCriteria, what: str, *, limits: bool) -> PreparedCriteria:
    if what not in engine.others:
        pairs = [(each, rule) for each, rule in zip(engine.criteria, engine.rules, strict=True) if lowers(rule.effect) is limits]
        everyone = Criterion("", "suggests", engine.definition.levels[-1].id, (), AllOf(()), "")
        engine.others[what] = engine.with_others([*([(everyone, Rule("suggests", engine.top))] if limits else ()), *pairs])
    return engine.others[what]


def lowest_rank(engine: PreparedCriteria, case: Case, known: int) -> int:
    """Return the lowest possible rank of a person; as it is known by Kleene's logic where that is exact for everyone."""
    return known if what_keeps_the_range_from_being_exact(engine) == ((), ()) else possible_ranks(engine, case)[0]


def carrier(engine: PreparedCriteria, case: Case, rank: int) -> Joint:
    """Return the criteria that together carry a level for a person, who has at least that one, limits left aside."""
    calling = [each for each, rule in zip(engine.criteria, engine.rules, strict=True) if not lowers(rule.effect) and rule.rank >= rank]
    return _joint(engine, case, calling, _evidence(limits_aside(engine), case, rank, engine.top), rank)


def limiting(engine: PreparedCriteria, case: Case, rank: int) -> Joint:
    """Return the limits that together keep a person at a level, or below it."""
    limits = [each for each, rule in zip(engine.criteria, engine.rules, strict=True) if lowers(rule.effect) and rule.rank <= rank]
    return _joint(engine, case, limits, _evidence(limits_alone(engine), case, 0, rank), rank)


def _evidence(engine: PreparedCriteria, case: Case, lowest: int, highest: int) -> Case:
    whole = engine.whole()
    if whole is None:
        return enough_alone(engine, case, lowest, highest)
    return enough(whole, range(lowest, highest + 1), case, engine.definition.fact_places())


def _joint(engine: PreparedCriteria, case: Case, candidates: Iterable[Criterion], evidence: Case, rank: int) -> Joint:
    found = _none_too_many(engine, case, evidence, candidates)
    effects = {each.effect for each in found}
    return Joint(
        criteria=tuple(each.id for each in found),
        effect=effects.pop() if len(effects) == 1 else "suggests",
        level=engine.definition.levels[rank].id,
        because=tuple(each.because for each in found),
        sources=tuple(dict.fromkeys(citation for each in found for citation in each.sources)),
        evidence=as_given(engine.definition.by_id(), evidence),
        whichever=_whichever(evidence, found),
    )


def _whichever(evidence: Case, found: Sequence[Criterion]) -> tuple[str, ...]:
    return open_facts(evidence, [each.when for each in found])


def _none_too_many(engine: PreparedCriteria, case: Case, evidence: Case, candidates: Iterable[Criterion]) -> list[Criterion]:
    """Return criteria one of which everyone meets of whom the evidence is true, none of them too many; those first in the file stay.

    Those that the rest of what is known rules out go first. Where it is over its budget, none goes.
    """
    found = [each for each in candidates if meaning(each.when, evidence) is not Truth.UNMET]
    left_out = unruled_by(engine, evidence)
    compiler = compiler_for(engine, evidence, [*(each.when for each in found), *left_out], 1)
    make = compiler.diagrams
    try:
        nobody = make.highest(map(compiler.condition, left_out))
        met = {each.id: compiler.condition(each.when) for each in found}
        ruled_out = [each for each in found if meaning(each.when, case) is Truth.UNMET]
        for each in (*ruled_out[::-1], *(each for each in found[::-1] if each not in ruled_out)):
            rest = [other for other in found if other is not each]
            if 0 not in make.terminals(make.without(make.highest(met[other.id] for other in rest), nobody)):
                found = rest
    except OverBudgetError:
        pass
    return found


def service_carrier(engine: PreparedCriteria, case: Case, service: str) -> tuple[Case, tuple[Criterion, ...], tuple[str, ...]]:
    """Return what is enough for a service to be certain that no single criterion adds, those criteria one of which does, and the facts that decide which."""
    whole = service_diagram(engine, service)
    assert whole is not None  # else it would not have been found to be certain
    evidence = enough(whole, (1,), case, engine.definition.fact_places())
    found = _none_too_many(engine, case, evidence, adding(engine, service))
    return evidence, tuple(found), _whichever(evidence, found)
