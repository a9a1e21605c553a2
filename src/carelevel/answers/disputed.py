"""Contradictions in a record: the case without disputed facts, and the levels that it leaves possible."""

from carelevel.answers.results import StandingContradiction
from carelevel.logic.applies_parts import parts_of_whom
from carelevel.logic.contradictions import disputed_by, standing, without
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.possible_levels import possible_ranks, refuse_impossible, whom
from carelevel.model.cases import Case
from carelevel.model.conditions import Named, facts_of
from carelevel.model.criteria import Contradiction, Definition
from carelevel.model.facts import base_facts
from carelevel.model.truth import Truth


def case_as_read(engine: PreparedCriteria, case: Case) -> Case:
    """Return the case that everything but contradictions reads: the one recorded, without the facts that are disputed in it.

    Raises:
        CaseError: no possible person is like what is recorded.
    """
    found = standing(engine.definition, case)
    if not found:
        return case
    refuse_nobody(engine, case)
    return without(case, disputed_by(found))


def refuse_nobody(engine: PreparedCriteria, case: Case) -> None:
    """Raise a `CaseError` when no possible person is like what is recorded."""
    refuse_impossible(engine.definition, case)
    if engine.impossible:
        possible_ranks(engine, case)


def possible_levels(engine: PreparedCriteria, case: Case) -> tuple[str, ...]:
    """Return the levels over all possible completions of a case, least intensive first; none for a person whom the criteria are not for.

    Raises:
        CaseError: no possible person is like this.
    """
    return possible_as_read(engine, case_as_read(engine, case))


def possible_as_read(engine: PreparedCriteria, case: Case) -> tuple[str, ...]:
    """Return the possible levels of a case in which nothing is disputed, or nothing disputed is left.

    Raises:
        CaseError: no possible person is like this.
    """
    refuse_impossible(engine.definition, case)
    return tuple(engine.definition.levels[rank].id for rank in possible_ranks(engine, case))


def outlook_as_read(engine: PreparedCriteria, case: Case) -> tuple[tuple[str, ...], Truth, tuple[Truth, ...]]:
    """Return the possible levels of a case in which nothing is disputed, and whether the criteria are for this person, part by part too.

    Raises:
        CaseError: no possible person is like this.
    """
    possible, applies = possible_as_read(engine, case), whom(engine, case).applies
    return possible, applies, parts_of_whom(engine, case, applies).truths


def disputes(definition: Definition, recorded: Case) -> tuple[StandingContradiction, ...]:
    """Return the contradictions in what is recorded, with what to record to resolve them."""
    return tuple(dispute(definition, each) for each in standing(definition, recorded))


def dispute(definition: Definition, each: Contradiction) -> StandingContradiction:
    """Return a contradiction as an answer names it, with what to record to resolve it."""
    named = {name for fact in facts_of(each.unless) if not isinstance(fact, Named) for name in base_facts(fact)}
    return StandingContradiction(each.id, each.because, each.disputed, tuple(fact.id for fact in definition.facts if fact.id in named), each.sources)
