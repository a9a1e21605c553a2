"""What is read in place of a case in which facts disagree, what it takes to resolve that, and what could still make facts disagree."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from carelevel.answers.exact import possible_ranks, refuse_impossible
from carelevel.answers.level_diagram import Engine
from carelevel.answers.results import Recommendation, StandingContradiction
from carelevel.logic.contradictions import can_stand, disputed_by, standing, without
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import Case, knows
from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.criteria import Contradiction, Definition
from carelevel.model.facts import base_facts

MOST_APART = 4
"""Contradictions that could come to stand up to which it is tried out which of them would widen the range; with more, all of them are named if any would."""

Outlook = Callable[[Case], object]
"""What says, by a value to compare, what is left open of a case as it is read: the possible levels, and whether the criteria are for this person."""


def case_as_read(engine: Engine, case: Case) -> Case:
    """Return the case that everything but contradictions reads: the one recorded, without the facts that are disputed in it.

    Raises:
        CaseError: no possible person is like what is recorded.
    """
    found = standing(engine.definition, case)
    if not found:
        return case
    refuse_nobody(engine, case)
    return without(case, disputed_by(found))


def refuse_nobody(engine: Engine, case: Case) -> None:
    """Raise a `CaseError` when no possible person is like what is recorded."""
    refuse_impossible(engine.definition, case)
    if engine.impossible:
        possible_ranks(engine, case)


def to_record(definition: Definition, case: Case) -> tuple[str, ...]:
    """Return the facts that resolve contradictions which stand, as far as they are not recorded, in the order of the file."""
    return _left(definition, case, (each.unless for each in standing(definition, case)))


def said(definition: Definition, answer: Recommendation, case: Case, outlook: Outlook) -> Recommendation:
    """Return an answer about undisputed facts with what is said of contradictions.

    Args:
        definition: the criteria, which have contradictions.
        answer: the answer for the case as it is read.
        case: the case as it is recorded.
        outlook: what says which levels are possible for a case as it is read, and whether the criteria are for this person.
    """
    found = standing(definition, case)
    resolving, disputed = to_record(definition, case), disputed_by(found)

    def left(names: Sequence[str], *, waits: bool) -> tuple[str, ...]:
        # A disputed fact that is learned counts as unknown all the same.
        first = resolving if waits else ()
        return (*first, *(name for name in names if name not in {*first, *disputed}))

    return replace(
        answer,
        case=case,
        missing=left(answer.missing, waits=len(answer.possible) > 1 or not disputed.isdisjoint(answer.missing)),
        missing_for_services=left(answer.missing_for_services, waits=not disputed.isdisjoint(answer.missing_for_services)),
        missing_for_contradictions=could_widen(definition, case, outlook) if answer.lowest != definition.levels[-1].id else (),
        contradictions=disputes(definition, case),
    )


def disputes(definition: Definition, recorded: Case) -> tuple[StandingContradiction, ...]:
    """Return the contradictions that stand in what is recorded, with what to record to resolve them."""
    return tuple(_said(definition, each) for each in standing(definition, recorded))


def _said(definition: Definition, each: Contradiction) -> StandingContradiction:
    named = {name for fact in facts_of(each.unless) if not isinstance(fact, Named) for name in base_facts(fact)}
    return StandingContradiction(each.id, each.because, each.disputed, tuple(fact.id for fact in definition.facts if fact.id in named), each.sources)


def could_widen(definition: Definition, case: Case, outlook: Outlook) -> tuple[str, ...]:
    """Return the facts that could make a contradiction stand which does not yet, and so leave more open; in the order of the file.

    Whatever else is learned, no more is left open than without the disputed facts: neither levels, nor whether the criteria are for this person. So a
    contradiction can leave more open only where that leaves out more than is left out now, alone or together with others that could come to stand.
    """
    found = standing(definition, case)
    read = without(case, disputed_by(found))
    known = {name for name, _ in read.parts()}
    coming = tuple(each for each in definition.contradictions if each not in found and can_stand(each, case) and not known.isdisjoint(each.disputed))
    if not coming:
        return ()
    seen: dict[frozenset[str], object] = {}

    def left(some: Sequence[Contradiction]) -> object:
        facts = disputed_by(tuple(some)) & known
        if facts not in seen:
            seen[facts] = outlook(without(read, facts))
        return seen[facts]

    def widens(each: Contradiction) -> bool:
        others = [other for other in coming if other is not each]
        return any(left((*some, each)) != left(some) for size in range(len(others) + 1) for some in combinations(others, size))

    if left(coming) == left(()):
        return ()
    widening = coming if len(coming) > MOST_APART else [each for each in coming if widens(each)]
    return _left(definition, case, (each.when for each in widening))


def _left(definition: Definition, case: Case, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return the facts that can still decide some conditions, in the order of the file; none of which everything is recorded."""
    names = open_facts(case, conditions)
    return tuple(fact.id for fact in definition.facts if fact.id in names and not knows(case, fact))
