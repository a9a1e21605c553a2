"""What several criteria carry together: one of them is met whatever is unknown, although none of them is certain to be.

A level above the lowest always has a reason. Where no criterion that is met is reason enough, unknown criteria are, together: every person that this one could
be meets one of them. The known facts that are enough for that are found among everyone whom the criteria are for (`logic/sufficient_reason.py`).
"""

from collections.abc import Callable, Iterable, Sequence

from carelevel.answers.results import Joint
from carelevel.logic.level_diagram import PreparedCriteria, compiler_for, unruled_by
from carelevel.logic.levels import Range, Rule, calls, lowers, rules_out
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.possible_by_solver import enough_alone, what_keeps_the_range_from_being_exact
from carelevel.logic.possible_levels import PossibleLevels, adding, possible_ranks, service_diagram
from carelevel.logic.sufficient_reason import enough
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import AllOf
from carelevel.model.criteria import Criterion
from carelevel.model.operators import Effect
from carelevel.model.truth import Truth

ASIDE, LIMITED, RAISED, UNRAISED = "limits left aside", "limits alone", "limits left aside, but not what is ruled out", "what is ruled out left aside"


def limits_aside(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of what is suggested or required: the level with limits, and what is ruled out, left aside."""
    return _other(engine, ASIDE, lambda rule: calls(rule.effect))


def limits_alone(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of the limit of the level: the most intensive level where there is none."""
    everyone = Criterion("", "suggests", engine.definition.levels[-1].id, (), AllOf(()), "")
    return _other(engine, LIMITED, lambda rule: lowers(rule.effect), (everyone, Rule("suggests", engine.top)))


def _raised(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of the level with limits left aside, and not what is ruled out."""
    return _other(engine, RAISED, lambda rule: not lowers(rule.effect))


def rulings_aside(engine: PreparedCriteria) -> PreparedCriteria:
    """Return the engine of the level if nothing was ruled out."""
    return _other(engine, UNRAISED, lambda rule: not rules_out(rule.effect))


def _other(engine: PreparedCriteria, what: str, is_wanted: Callable[[Rule], bool], *others: tuple[Criterion, Rule]) -> PreparedCriteria:
    if what not in engine.others:
        pairs = [(each, rule) for each, rule in zip(engine.criteria, engine.rules, strict=True) if is_wanted(rule)]
        engine.others[what] = engine.with_others([*others, *pairs])
    return engine.others[what]


def raised_from(engine: PreparedCriteria, case: Case, known: Range, seen: PossibleLevels) -> int | None:
    """Return the lowest rank that would be possible if nothing was ruled out, where that is below the lowest possible one; else None.

    Args:
        engine: the criteria.
        case: what is known.
        known: the range by Kleene's logic.
        seen: what is possible.
    """
    if not known.ruled_out[1]:
        return None
    lowest, unraised = seen.ranks[0], known.unraised
    if unraised.lowest == unraised.highest and not unruled_by(engine, case):
        rank = unraised.lowest
    elif seen.is_exact:
        rank = possible_ranks(rulings_aside(engine), case)[0]
    else:
        # What is certain: a criterion that is met rules it out.
        rank = unraised.lowest if unraised.lowest in known.ruled_out[0] else lowest
    return rank if rank < lowest else None


def lowest_rank(engine: PreparedCriteria, case: Case, known: int) -> int:
    """Return the lowest possible rank of a person; as it is known by Kleene's logic where that is exact for everyone."""
    return known if what_keeps_the_range_from_being_exact(engine) == ((), ()) else possible_ranks(engine, case)[0]


def carrier(engine: PreparedCriteria, case: Case, rank: int) -> Joint:
    """Return the criteria that together carry a level for a person, who has at least that one, limits left aside.

    One of them is met, whatever is unknown. Where what is ruled out raises the level to that one, they leave no lower level together.
    """
    if any(rules_out(rule.effect) for rule in engine.rules) and possible_ranks(limits_aside(engine), case)[0] < rank:
        return _raising(_raised(engine), case, rank)
    calling = [each for each, rule in zip(engine.criteria, engine.rules, strict=True) if calls(rule.effect) and rule.rank >= rank]
    return _joint(engine, case, calling, _evidence(limits_aside(engine), case, rank, engine.top), rank)


def _raising(engine: PreparedCriteria, case: Case, rank: int) -> Joint:
    """Return the criteria that together carry a level to which what is ruled out raises it; the engine leaves limits aside."""
    evidence = _evidence(engine, case, rank, engine.top)
    pairs = [(each, rule) for each, rule in zip(engine.criteria, engine.rules, strict=True) if meaning(each.when, evidence) is not Truth.UNMET]
    ruled_out = [pair for pair in pairs if meaning(pair[0].when, case) is Truth.UNMET]
    for pair in (*ruled_out[::-1], *(pair for pair in pairs[::-1] if pair not in ruled_out)):
        rest = [other for other in pairs if other is not pair]
        try:
            if possible_ranks(engine.with_others(rest), evidence)[0] >= rank:
                pairs = rest
        except OverBudgetError:
            break
    return _told(engine, [each for each, _ in pairs], evidence, rank, "rules_out")


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
    return _told(engine, found, evidence, rank, effects.pop() if len(effects) == 1 else "suggests")


def _told(engine: PreparedCriteria, found: Sequence[Criterion], evidence: Case, rank: int, effect: Effect) -> Joint:
    return Joint(
        criteria=tuple(each.id for each in found),
        effect=effect,
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
