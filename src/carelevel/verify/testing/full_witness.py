"""Witnesses with enough facts that a condition is met, or unmet, without knowing which combinations are impossible."""

from collections.abc import Iterator, Sequence

from carelevel.logic.contradictions import stands
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Condition, Includes, NoneOf
from carelevel.model.facts import Fact, SetOf, domain
from carelevel.model.truth import Truth
from carelevel.verify.proofs.case_space import CaseSpace, given_below


def somebody(people: CaseSpace, parts: Sequence[Condition], decisive: Sequence[Condition]) -> Case | None:
    """Return a person who meets some conditions, or None, with enough facts that each of the decisive conditions is met or unmet, not unknown.

    Raises:
        UndecidedError: diagram and solver are over their budgets.
    """
    case = people.someone(*parts)
    for condition in decisive if case is not None else ():
        for name in given_below(condition):
            if case is not None and meaning(condition, case) is Truth.UNKNOWN:
                case = _with(people, case, people.facts[name], parts)
    for each in people.contradictions if case is not None else ():
        for name in given_below(each.stands):
            if case is not None and stands(each, case):
                case = _with(people, case, people.facts[name], parts)
    return case


def _with(people: CaseSpace, case: Case, fact: Fact, parts: Sequence[Condition]) -> Case:
    """Return a case with one more fact, or all members of one more set, that some person who meets the conditions still matches."""
    if isinstance(fact, SetOf):
        for member in fact.values:
            if case.includes(fact.id, member) is None:
                can_be_absent = people.has(*parts, *_as_conditions(people, case), NoneOf((Includes(fact, member),)))
                case = case.with_member(fact.id, member, not can_be_absent)
        return case
    if fact.id in case.values:
        return case
    ways = (frozenset((value,)) for value in domain(fact))
    return case.narrowed(fact.id, next(way for way in ways if people.has(*parts, *_as_conditions(people, case), Among(fact, way))))


def _as_conditions(people: CaseSpace, case: Case) -> Iterator[Condition]:
    """Yield what is known of a person as conditions."""
    for name, values in case.values.items():
        fact = people.facts[name]
        assert not isinstance(fact, SetOf)
        yield Among(fact, values)
    for name, members in case.members.items():
        of = people.facts[name]
        assert isinstance(of, SetOf)
        for member, held in members.items():
            yield Includes(of, member) if held else NoneOf((Includes(of, member),))
