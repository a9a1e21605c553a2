"""From a case to an answer: statuses, then R, S and L, then the level with its range, reasons, barriers and what is missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from operator import itemgetter
from typing import Any

from carelevel.answer import Barrier, Reason, Recommendation, SuggestedService
from carelevel.cases import Case, Part, said
from carelevel.conditions import Condition, Includes, atoms
from carelevel.criteria import Criterion, Definition
from carelevel.deciding import Decider
from carelevel.exact import Engine, Outlook, outlook, possible_ranks, refuse_impossible, service_outlook
from carelevel.facts import NO, YES, Scalar, base_facts
from carelevel.frozen import FrozenDict
from carelevel.interpret.directions import open_atoms
from carelevel.interpret.meaning import meaning
from carelevel.interpret.tables import MOST_REMEMBERED, truth
from carelevel.levels import Range, level_of
from carelevel.truth import Truth

SMALL_EVIDENCE = 10
"""Known parts of a condition, those left out without which it would not be met, up to which the smallest sufficient part is looked for among all.

Beyond, one is given that cannot be made smaller.
"""


def possible_levels(engine: Engine, case: Case) -> tuple[str, ...]:
    """Return the levels over all possible completions of a case, least intensive first; none for a person whom the criteria are not for.

    Raises:
        CaseError: no possible person is like this.
    """
    refuse_impossible(engine.definition, case)
    if _applies(engine.definition, case) is Truth.UNMET:
        return ()
    return tuple(engine.definition.levels[rank].id for rank in possible_ranks(engine, case))


def recommend(engine: Engine, decider: Decider, case: Case, digest: str, decision_digest: str) -> Recommendation:
    """Return the whole answer for a case.

    Raises:
        CaseError: what is known of the person is declared impossible.
    """
    definition = engine.definition
    tables = decider.tables
    bits, possible = tables.bits_of(case)
    if bits & tables.impossible:
        refuse_impossible(definition, case)
    applies = truth(tables.applies, bits, possible) if tables.applies else Truth.MET
    is_for_them = applies is not Truth.UNMET
    known = decider.range_of(bits, possible)
    is_open = bool((bits ^ possible) & decider.bearing)
    on_level = tuple(truth(bit, bits, possible) for _, bit in decider.on_level) if is_open else ()
    seen = _seen(engine, case, on_level, known) if is_for_them else Outlook((), (), is_exact=True)
    levels = tuple(definition.levels[rank].id for rank in seen.ranks)
    met = [(criterion, bit) for criterion, bit in decider.on_level if bits & bit] if is_for_them else []
    statuses = {c.id: truth(bit, bits, possible) for c, bit in zip(definition.criteria, tables.criteria, strict=True) if c.adds} if definition.services else {}
    services, missing_for_services = _services(engine, case, statuses) if is_for_them and statuses else ((), ())
    first = _open_facts(definition, case, applies)
    return Recommendation(
        level=levels[0] if len(levels) == 1 else None,
        lowest=levels[0] if levels else None,
        highest=levels[-1] if levels else None,
        possible=levels,
        settled=len(levels) == 1,
        exact=seen.is_exact,
        indicated=definition.levels[_indicated(known, seen.ranks)].id if levels else None,
        applies=applies.value,
        reasons=_reasons(decider, met, case),
        barriers=_barriers(decider, met, case, known),
        possible_barriers=_possible_barriers(engine, on_level, known) if is_for_them and is_open else (),
        services=services,
        missing=(*first, *(fact for fact in seen.missing if fact not in first)),
        missing_for_services=missing_for_services,
        notices=tuple(notice.id for notice, bit in zip(definition.notices, tables.notices, strict=True) if not bits & bit),
        met=tables.ids(bits),
        unmet=tables.ids(~possible),
        unknown=tables.ids(bits ^ possible),
        case=case,
        definition=definition,
        digest=digest,
        decision_digest=decision_digest,
    )


def _applies(definition: Definition, case: Case) -> Truth:
    return Truth.MET if definition.applies_when is None else meaning(definition.applies_when, case)


def _indicated(known: Range, ranks: Sequence[int]) -> int:
    """Return the level with every unknown criterion left aside, kept within the possible ones' ends."""
    aside = level_of(known.required[0], known.suggested[0], known.limit[1])
    return max(ranks[0], min(aside, ranks[-1]))


def _seen(engine: Engine, case: Case, on_level: Sequence[Truth], known: Range) -> Outlook:
    """Return what is still possible; where nothing that bears on the level is unknown, it is one level, and nothing is missing."""
    return outlook(engine, case, on_level) if on_level else Outlook((known.lowest,), (), is_exact=True)


def _reasons(decider: Decider, met: Iterable[tuple[Criterion, int]], case: Case) -> tuple[Reason, ...]:
    """Return the criteria met that call for a level, the most intensive one first, and what is required before what is suggested."""
    reasons = [
        (-decider.ranks[c.level], c.effect != "requires", Reason(c.id, c.effect, c.level, c.because, c.sources, _given(decider, c, bit, case)))
        for c, bit in met
        if c.level is not None and c.effect != "limits_to"
    ]
    return tuple(reason for *_, reason in sorted(reasons, key=itemgetter(0, 1)))


def _barriers(decider: Decider, met: Iterable[tuple[Criterion, int]], case: Case, known: Range) -> tuple[Barrier, ...]:
    """Return the limits met that lie below what is suggested, the tightest first."""
    required, suggested = known.required[0], known.suggested[0]
    lowered_from = decider.tables.definition.levels[suggested].id if level_of(required, suggested, known.limit[1]) < suggested else None
    barriers = [
        (rank, Barrier(c.id, c.level, c.because, c.sources, _given(decider, c, bit, case), lowered_from, required > rank))
        for c, bit in met
        if c.effect == "limits_to" and c.level is not None and (rank := decider.ranks[c.level]) < suggested
    ]
    return tuple(barrier for _, barrier in sorted(barriers, key=itemgetter(0)))


def _given(decider: Decider, criterion: Criterion, result: int, case: Case) -> FrozenDict[str, Any]:
    """Return the evidence for a criterion that is met, as `evidence` does, written as a user would give it."""
    named = decider.named_in(criterion)
    values, members = case.values, case.members
    # The same answers to what a criterion asks give the same evidence.
    key = criterion.id, *[values.get(name) if member is None else case.includes(name, member) for name, member in named]
    given = decider.evidence.get(key)
    if given is None:
        known = [(name, member) for name, member in named if (name in values if member is None else member in members.get(name, ()))]
        given = _written(decider, _smallest(known, decider.tables.enough(result, case, known)), case)
        if len(decider.evidence) < MOST_REMEMBERED:
            decider.evidence[key] = given
    return given


def _written(decider: Decider, parts: Sequence[Part], case: Case) -> FrozenDict[str, Any]:
    """Return some of what is known as a user would give it, in the order of the facts."""
    given: dict[str, Any] = {}
    for name, member in sorted(parts, key=lambda part: decider.order[part[0]]):
        if member is None:
            fact = decider.cells.facts[name]
            assert isinstance(fact, Scalar)
            given[name] = said(fact, case.values[name])
        else:
            given.setdefault(name, {})[member] = YES if case.members[name][member] else NO
    return FrozenDict({name: FrozenDict(value) if type(value) is dict else value for name, value in given.items()})


def _possible_barriers(engine: Engine, statuses: Sequence[Truth], known: Range) -> tuple[str, ...]:
    """Return the limits met that lower nothing yet, but would if a suggestion that is still unknown were met."""
    open_suggestions = [rule.rank for rule, status in zip(engine.rules, statuses, strict=True) if status is Truth.UNKNOWN and rule.effect == "suggests"]
    highest = max(open_suggestions, default=0)
    return tuple(
        criterion.id
        for criterion, rule, status in zip(engine.criteria, engine.rules, statuses, strict=True)
        if status is Truth.MET and rule.effect == "limits_to" and known.suggested[0] <= rule.rank < highest
    )


def _services(engine: Engine, case: Case, statuses: Mapping[str, Truth]) -> tuple[tuple[SuggestedService, ...], tuple[str, ...]]:
    """Return the services that care should include, or may have to, the certain ones first; and the facts that open ones wait for, in the order of the facts.

    A service can be certain although none of its criteria is: when one adds it to those who answer yes, and another to those who answer no.
    """
    services: list[SuggestedService] = []
    missing: set[str] = set()
    for service in engine.definition.services:
        adding = [c for c in engine.definition.criteria if service.id in c.adds]
        certain = [c for c in adding if statuses[c.id] is Truth.MET]
        by = certain or [c for c in adding if statuses[c.id] is Truth.UNKNOWN]
        seen = service_outlook(engine, case, service.id) if by and not certain else None
        if not by or (seen and not seen.can_be_added):
            continue
        missing |= seen.missing if seen else set()
        is_certain = seen is None or not seen.can_be_left_out
        sources = tuple(dict.fromkeys(citation for c in by for citation in c.sources))
        because, ids = tuple(c.because for c in by), tuple(c.id for c in by)
        services.append(SuggestedService(service.id, service.title, "met" if is_certain else "open", because, ids, sources))
    order = tuple(fact.id for fact in engine.definition.facts if fact.id in missing)
    return tuple(sorted(services, key=lambda service: service.status != "met")), order


def _open_facts(definition: Definition, case: Case, applies: Truth) -> tuple[str, ...]:
    """Return the facts that decide whether the criteria apply, while that is unknown."""
    if applies is not Truth.UNKNOWN or definition.applies_when is None:
        return ()
    return tuple(dict.fromkeys(name for atom, _ in open_atoms(definition.applies_when, case) for name in base_facts(atom.fact)))


def evidence(condition: Condition, case: Case) -> Case:
    """Return a smallest part of what is known that is enough for a met condition to be met; what it names first wins ties.

    With more than `SMALL_EVIDENCE` known parts it is one that cannot be made smaller.
    """
    return case.only(_smallest(_known_parts(condition, case), lambda parts: meaning(condition, case.only(tuple(parts))) is Truth.MET))


def _smallest(parts: Sequence[Part], is_enough: Callable[[Iterable[Part]], bool]) -> Sequence[Part]:
    """Return a smallest sufficient part; the first one in the order of the parts."""
    needed = [part for part in parts if not is_enough([other for other in parts if other != part])]
    if is_enough(needed):
        return needed
    others = [part for part in parts if part not in needed]
    if len(others) > SMALL_EVIDENCE:
        for part in tuple(others):
            fewer = [other for other in others if other != part]
            if is_enough((*needed, *fewer)):
                others = fewer
        return [part for part in parts if part in needed or part in others]
    found = next(chosen for size in range(1, len(others) + 1) for chosen in combinations(others, size) if is_enough((*needed, *chosen)))
    return [part for part in parts if part in needed or part in found]


def _known_parts(condition: Condition, case: Case) -> list[Part]:
    """Return the facts and set members that a condition names and the case knows, in the order named."""
    parts: dict[Part, None] = {}
    for atom in atoms(condition):
        if isinstance(atom, Includes):
            if atom.member in case.members.get(atom.fact.id, ()):
                parts[atom.fact.id, atom.member] = None
        else:
            parts |= {(name, None): None for name in base_facts(atom.fact) if name in case.values}
    return list(parts)
