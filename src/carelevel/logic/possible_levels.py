"""What is still possible, and which facts can still change it: of the level, of the services, and of whether the criteria are for the person at all.

Everything here is exact over all the people that the person could turn out to be. It is read off a diagram over everyone (`level_diagram.py`), restricted to
what is known; people are left out whom the criteria declare impossible or are not for. Where the diagram is over its budget a solver is asked
(`possible_by_solver.py`), which finds the possible levels but not which facts can change them. Where the solver is over its own budget, the answer is a sound
range, and says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from functools import partial
from operator import itemgetter
from typing import Any, assert_never

from carelevel.logic.diagram_restriction import Known, cut
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.logic.level_diagram import (
    BESIDE,
    LEVEL,
    NODES,
    LevelDiagram,
    Open,
    PreparedCriteria,
    any_of,
    diagram_of_open,
    for_whom,
    open_criteria_of,
    touching,
    unruled_by,
)
from carelevel.logic.levels import Rule
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.possible_by_solver import applies_by_solver, may_change, ranks_by_solver, sound_ranks
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import OverBudgetError, apart
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import base_facts
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.model.truth import Truth

MOST_REMEMBERED = 1024
"""Combinations of answers to the facts of one service whose result is remembered."""

REMEMBERED = 300_000
"""Steps of work (`logic/work.py`) for one of them: a fraction of a second."""

LAST = (2, 0)
"""The urgency of a fact that can only lower the level."""


@record
class PossibleLevels:
    """What is still possible.

    Attributes:
        ranks: ranks of the possible levels, ascending; none when the criteria are for no possible person.
        missing: ids of the facts that can still change the level, those that could raise it first; perhaps one too many when the diagram was over its budget.
        is_exact: False when the solver went over its budget too: `ranks` is then every rank between sound ends.
        urgent: how many of `missing`, from the first on, could require the most intensive level.
    """

    ranks: tuple[int, ...]
    missing: tuple[str, ...]
    is_exact: bool
    urgent: int = 0


@record
class Whom:
    """Whether the criteria are for a person.

    Attributes:
        applies: met when they are for every possible person that this one could be, unmet when they are for none of them.
        missing: ids of the facts that decide it, while it is unknown.
        is_exact: False when it was not decided within the budget; it is then unknown.
    """

    applies: Truth
    missing: tuple[str, ...] = ()
    is_exact: bool = True


@record
class ServiceOutlook:
    """Whether a service can still be added by some criterion, whether it can still be left out, and the facts that decide it."""

    can_be_added: bool
    can_be_left_out: bool
    missing: frozenset[str]


NOT_FOR_THEM = PossibleLevels((), (), is_exact=True)


# The level


def outlook(engine: PreparedCriteria, case: Case, open_criteria: Open | None = None) -> PossibleLevels:
    """Return the possible levels of a person, as far as the criteria are for them, and the facts that can still change the level.

    Args:
        engine: the criteria.
        case: what is known.
        open_criteria: the criteria that can still change the level, where they have been found already.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = _whole(engine)
    if whole is None:
        return _of_one(engine, case, open_criteria)
    if not case.values and not case.members and not whole.diagrams.leads_to(whole.level) >> whole.diagrams.excluded:
        # Nothing to restrict, and where nobody is left out nothing is made while reading.
        return _read_off(engine, case, open_criteria, whole.diagrams, whole.level)
    return _read_off(engine, case, open_criteria, *_restricted(whole, case))


def possible_ranks(engine: PreparedCriteria, case: Case) -> tuple[int, ...]:
    """Return the ranks of the possible levels of a person, ascending; none when the criteria are for no possible person like this.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = _whole(engine)
    if whole is None:
        return _of_one(engine, case, None).ranks
    return _of_someone(engine, case, sorted(whole.diagrams.ends_within(whole.level, Known(whole.diagrams, case))))


def _whole(engine: PreparedCriteria) -> LevelDiagram | None:
    """Return the level over everyone; None for the first question, and where it is over its budget. Once it is made, every answer takes it from where it is."""
    return engine.made[LEVEL] if LEVEL in engine.made else engine.whole_unless_first()


def _restricted(whole: LevelDiagram, case: Case) -> tuple[DecisionDiagrams, Node]:
    """Return a function over everyone as it is for one person, in a store of its own.

    Raises:
        OverBudgetError: it is over its budget.
    """
    return cut(whole.diagrams, whole.level, Known(whole.diagrams, case), NODES)


def _of_one(engine: PreparedCriteria, case: Case, open_criteria: Open | None) -> PossibleLevels:
    """Return what is found out for one person alone: at the first question, and where the diagram of everyone is over its budget."""
    open_criteria = open_criteria or open_criteria_of(engine, case)
    unruled = unruled_by(engine, case)
    if not open_criteria.criteria and not unruled:
        return PossibleLevels((open_criteria.known.certain,), (), is_exact=True)
    try:
        seen = diagram_of_open(engine, case, open_criteria, unruled)
    except OverBudgetError:
        return _without_diagram(engine, case, open_criteria, unruled)
    return _read_off(engine, case, open_criteria, seen.diagrams, seen.level)


def _without_diagram(engine: PreparedCriteria, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> PossibleLevels:
    """Return what is found when the diagram is over its budget: some of the facts may not matter after all."""
    try:
        ranks, is_exact = _of_someone(engine, case, ranks_by_solver(engine, case, open_criteria, unruled)), True
    except (OverBudgetError, UndecidedError):
        ranks, is_exact = sound_ranks(engine, case, open_criteria), False
    missing = may_change(engine, case, open_criteria) if len(ranks) > 1 or not is_exact else ()
    return _by_urgency(engine, case, open_criteria, PossibleLevels(ranks, missing, is_exact=is_exact))


def _read_off(engine: PreparedCriteria, case: Case, open_criteria: Open | None, diagrams: DecisionDiagrams, level: Node) -> PossibleLevels:
    ranks = _of_someone(engine, case, sorted(diagrams.terminals(level)))
    if len(ranks) < 2:
        return PossibleLevels(ranks, (), is_exact=True)
    try:
        missing = _changing(diagrams, level, ranks)
    except OverBudgetError:
        missing = diagrams.support(level)
    return _by_urgency(engine, case, open_criteria or open_criteria_of(engine, case), PossibleLevels(ranks, tuple(missing), is_exact=True))


def _changing(diagrams: DecisionDiagrams, level: Node, ranks: Sequence[int]) -> frozenset[str]:
    """Return the facts that can change the level.

    A fact can when two possible people who differ in nothing else have different levels, or when one answer to it would leave fewer levels possible. The second
    can hold without the first only where combinations are declared impossible.
    """
    asked = diagrams.support(level)
    # Where a fact does not bear on who is possible, and the level asks about it, two possible people differ in it and in their level.
    tied = diagrams.tied(level)
    if not tied:
        return asked
    every = frozenset(ranks)
    found = {name for name in asked if name not in tied or diagrams.can_change(level, name)}
    found |= {name for name in asked - found if any(left not in (every, frozenset()) for left in diagrams.answers(level, name))}
    # Impossible combinations can tie facts together so that no answer alone changes anything; then each of them is worth knowing.
    return frozenset(found) or asked


def _by_urgency(engine: PreparedCriteria, case: Case, open_criteria: Open, seen: PossibleLevels) -> PossibleLevels:
    """Return it with the facts in the order to ask about them: those that could require the highest level first, then those that could suggest one."""
    names = frozenset(seen.missing)
    urgency: dict[str, tuple[int, int]] = {}
    for urgent, criterion in sorted(_calling(open_criteria.criteria), key=itemgetter(0)):
        if len(urgency) == len(names):
            break
        for name in open_criteria.open_facts_of(criterion, case):
            if name in names:
                urgency.setdefault(name, urgent)
    highest = (0, 1 - len(engine.definition.levels))
    in_order = [fact.id for fact in engine.definition.facts if fact.id in names]
    missing = tuple(sorted(in_order, key=lambda name: urgency.get(name, LAST)))
    return replace(seen, missing=missing, urgent=sum(found == highest for found in urgency.values()))


def _calling(criteria: Iterable[tuple[Criterion, Rule]]) -> list[tuple[tuple[int, int], Criterion]]:
    """Return the criteria that can raise the level, each with its urgency: the lower, the sooner to ask. What rules out levels comes last."""
    found = []
    for criterion, rule in criteria:
        match rule.effect:
            case "requires":
                found.append(((0, -rule.rank), criterion))
            case "suggests":
                found.append(((1, -rule.rank), criterion))
            case "rules_out":
                found.append(((2, -len(rule.ruled_out)), criterion))
            case "limits_to":
                pass
            case _:
                assert_never(rule.effect)
    return found


def _of_someone(engine: PreparedCriteria, case: Case, ranks: Iterable[int]) -> tuple[int, ...]:
    """Return ranks. When there are none the criteria are for nobody like this; or nobody is like this at all, and a `CaseError` is raised."""
    found = tuple(ranks)
    if not found and whom(engine, case).applies is Truth.MET:
        raise _nobody(engine)
    return found


# Whom the criteria are for, and who is possible


def refuse_impossible(definition: Definition, case: Case) -> None:
    """Raise a `CaseError` when what is known of a person is declared impossible."""
    found = [item for item in definition.impossible if meaning(item.when, case) is Truth.MET]
    if found:
        raise CaseError(_impossible_problem(item.id, item.because, item.when) for item in found)


def _impossible_problem(name: str, because: str, when: Condition) -> Problem:
    facts = tuple(dict.fromkeys(name for fact in facts_of(when) if not isinstance(fact, Named) for name in base_facts(fact)))
    message = f"this combination is declared impossible by {quoted(name)} ({', '.join(map(quoted, facts))}): {because}"
    return Problem("impossible", message, path=facts[:1])


def _nobody(engine: PreparedCriteria) -> CaseError:
    names = ", ".join(quoted(item.id) for item in engine.definition.impossible)
    return CaseError([Problem("impossible", f"no possible person is like this: every completion is declared impossible by {names}")])


def whom(engine: PreparedCriteria, case: Case) -> Whom:
    """Return whether the criteria are for a person: exact over every possible person that this one could be.

    Raises:
        CaseError: no possible person is like this. It is not looked for where the criteria are certain to be for this person.
    """
    return whether(engine, case, engine.definition.applies_when, partial(for_whom, engine))


def whether(engine: PreparedCriteria, case: Case, applies: Condition, everyone: Callable[[], LevelDiagram | None]) -> Whom:
    """Return whether a condition of whom the criteria are for is met: exact over every possible person that this one could be.

    Args:
        engine: the criteria.
        case: what is known.
        applies: the condition: the whole of `applies_when`, or a part of it.
        everyone: makes the condition as a function over everyone; None where it is over its budget.

    Raises:
        CaseError: no possible person is like this. It is not looked for where the condition is certain to be met.
    """
    by_kleene = meaning(applies, case)
    if by_kleene is Truth.MET or (by_kleene is Truth.UNMET and all(meaning(each, case) is Truth.UNMET for each in engine.impossible)):
        return Whom(by_kleene)
    whole = everyone()
    try:
        found = None if whole is None else _whom_by_diagram(engine, case, applies, whole)
    except OverBudgetError:
        found = None
    return _whom_by_solver(engine, case, applies, by_kleene) if found is None else found


def _whom_by_diagram(engine: PreparedCriteria, case: Case, applies: Condition, whole: LevelDiagram) -> Whom:
    """Return what the diagram of whom the criteria are for says of a person.

    Raises:
        OverBudgetError: it goes over the budget of the question.
    """
    diagrams, met = _restricted(whole, case)
    ends = sorted(diagrams.terminals(met))
    found = _applies(engine, not_for_some=0 in ends, for_some=diagrams.top in ends)
    if found is not Truth.UNKNOWN:
        return Whom(found)
    changing = _changing(diagrams, met, ends)
    named = [name for name in open_facts(case, (applies,)) if name in changing]
    return Whom(found, (*named, *(fact.id for fact in engine.definition.facts if fact.id in changing and fact.id not in named)))


def _whom_by_solver(engine: PreparedCriteria, case: Case, applies: Condition, by_kleene: Truth) -> Whom:
    """Return what the solver finds when the diagram is over its budget."""
    unruled = [condition for condition in engine.impossible if meaning(condition, case) is not Truth.UNMET]
    missing = open_facts(case, [applies, *touching(engine, [applies], unruled)]) if by_kleene is Truth.UNKNOWN else ()
    try:
        not_for_some, for_some = applies_by_solver(engine, case, applies, unruled)
    except (OverBudgetError, UndecidedError):
        return Whom(by_kleene, missing, is_exact=by_kleene is Truth.UNMET)
    found = _applies(engine, not_for_some=not_for_some, for_some=for_some)
    return Whom(found, missing if found is Truth.UNKNOWN else ())


def _applies(engine: PreparedCriteria, *, not_for_some: bool, for_some: bool) -> Truth:
    if not not_for_some and not for_some:
        raise _nobody(engine)
    return Truth.UNKNOWN if not_for_some and for_some else Truth.MET if for_some else Truth.UNMET


# Services


@record
class _Service:
    """A service: whether some criterion adds it, over everyone; the facts that bear on it; and what was found for each combination of answers to them."""

    whole: LevelDiagram
    facts: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    found: dict[tuple[object, ...], ServiceOutlook] = field(default_factory=dict)


def service_outlook(engine: PreparedCriteria, case: Case, service: str) -> ServiceOutlook:
    """Return what is possible of a service; when the diagram is over its budget, both are, and every fact is named that its criteria still ask about.

    Few facts bear on a service, so many people are alike in all of them: what was found for one is remembered for the others.
    """
    seen: _Service | None = engine.services.get(service) or _service(engine, service)
    if seen is None:
        missing = frozenset(open_facts(case, [each.when for each in adding(engine, service)]))
        return ServiceOutlook(can_be_added=True, can_be_left_out=True, missing=missing)
    values, members = case.values, case.members
    answers: tuple[Any, ...] = tuple([values.get(fact) for fact in seen.facts])
    if seen.members:
        answers += tuple([members[fact].get(member) if fact in members else None for fact, member in seen.members])
    found = seen.found.get(answers)
    if found is None:
        # It is remembered, and so has steps of its own: what is found must not depend on who asked first.
        with apart(REMEMBERED):
            found = _service_outlook(seen.whole, case)
        if len(seen.found) < MOST_REMEMBERED:
            seen.found[answers] = found
    return found


def _service(engine: PreparedCriteria, service: str) -> _Service | None:
    """Return what is kept of a service, made new; None when its diagram is over its budget."""
    whole = service_diagram(engine, service)
    if whole is None:
        return None
    asked = whole.diagrams.support(whole.level)
    variables = [each for each in whole.diagrams.variables if each.fact in asked]
    facts = tuple(each.fact for each in variables if each.member is None)
    made = engine.services[service] = _Service(whole, facts, tuple((each.fact, each.member) for each in variables if each.member is not None))
    return made


def _service_outlook(whole: LevelDiagram, case: Case) -> ServiceOutlook:
    diagrams, met = _restricted(whole, case)
    ends = diagrams.terminals(met)
    missing = diagrams.support(met) if len(ends) > 1 else frozenset[str]()
    try:
        tied = diagrams.tied(met) if missing else missing
        missing = frozenset(name for name in missing if name not in tied or diagrams.can_change(met, name)) or missing
    except OverBudgetError:
        pass
    return ServiceOutlook(can_be_added=1 in ends, can_be_left_out=0 in ends, missing=missing)


def waited_for(engine: PreparedCriteria, case: Case) -> frozenset[str]:
    """Return the facts that decide the services which are still open."""
    conditions = {service.id: [each.when for each in adding(engine, service.id)] for service in engine.definition.services}
    still_open = [name for name, those in conditions.items() if not any(meaning(each, case) is Truth.MET for each in those)]
    return frozenset[str]().union(*(service_outlook(engine, case, name).missing for name in still_open))


def service_diagram(engine: PreparedCriteria, service: str) -> LevelDiagram | None:
    """Return whether some criterion adds a service, over everyone, for reading only; None when it is over its budget."""
    steps = BESIDE // max(len(engine.definition.services), 1)
    return engine.made_once(service, lambda: any_of(engine, [each.when for each in adding(engine, service)]), steps)


def adding(engine: PreparedCriteria, service: str) -> list[Criterion]:
    """Return the criteria that add a service."""
    return [criterion for criterion in engine.definition.criteria if service in criterion.adds]
