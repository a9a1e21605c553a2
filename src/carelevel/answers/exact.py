"""What is still possible, and what can still change it: exact over everyone that the person could turn out to be.

The answers come from a diagram of the level over the facts that are still unknown (`level_diagram.py`), people left out whom the criteria declare
impossible or are not for. When the diagram grows over its budget a solver is asked (`logic/sat.py`), which finds the possible levels but not which facts
can change them; and when that goes over its own, the answer is a sound range, and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from carelevel.answers.level_diagram import Engine, LevelDiagram, Open, compiler_for, diagram_of_open, for_whom, open_criteria_of, touching, unruled_by
from carelevel.answers.sufficient_reason import fewer
from carelevel.logic.cnf import Clauses
from carelevel.logic.diagram_restriction import Known
from carelevel.logic.diagrams import Diagrams, Node
from carelevel.logic.levels import Range, Rule, level_range, reaches
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import Signed, best_and_worst, facts_both_ways, open_atoms, open_facts
from carelevel.logic.sat import Literal, UndecidedError
from carelevel.logic.work import OverBudgetError, half, spend
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Among, Condition, Includes, Named, facts_of
from carelevel.model.criteria import Definition
from carelevel.model.facts import AnyFact, SetOf, base_facts
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.model.truth import Truth

SOLVER_WORK = 3_000_000
"""Literals that the solver may follow up before it is given up and the sound range is left: some seconds."""

A_LOOK = 4
"""Steps of the work of a question for a criterion that is looked at once more."""

_EFFECTS = ("requires", "suggests")
_NO_HURRY = (len(_EFFECTS), 0)


@record
class Outlook:
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


NOT_FOR_THEM = Outlook((), (), is_exact=True)


def refuse_impossible(definition: Definition, case: Case) -> None:
    """Raise a `CaseError` when what is known of a person is declared impossible."""
    found = [item for item in definition.impossible if meaning(item.when, case) is Truth.MET]
    if found:
        raise CaseError(_impossible_problem(item.id, item.because, item.when) for item in found)


def _impossible_problem(name: str, because: str, when: Condition) -> Problem:
    facts = tuple(dict.fromkeys(name for fact in facts_of(when) if not isinstance(fact, Named) for name in base_facts(fact)))
    message = f"this combination is declared impossible by {quoted(name)} ({', '.join(map(quoted, facts))}): {because}"
    return Problem("impossible", message, path=facts[:1])


def whom(engine: Engine, case: Case) -> Whom:
    """Return whether the criteria are for a person: exact over every possible person that this one could be.

    Raises:
        CaseError: no possible person is like this. It is not looked for where the criteria are certain to be for this person.
    """
    applies = engine.definition.applies_when
    told = meaning(applies, case)
    if told is Truth.MET or (told is Truth.UNMET and all(meaning(each, case) is Truth.UNMET for each in engine.impossible)):
        return Whom(told)
    whole = for_whom(engine)
    try:
        found = None if whole is None else _whom_of(engine, case, applies, whole)
    except OverBudgetError:
        found = None
    return _solved_whom(engine, case, applies, told) if found is None else found


def _whom_of(engine: Engine, case: Case, applies: Condition, whole: LevelDiagram) -> Whom:
    """Return what the diagram of whom the criteria are for says of a person.

    Raises:
        OverBudgetError: it goes over the budget of the question.
    """
    diagrams, met = whole.left_open(case)
    ends = sorted(diagrams.ends(met))
    found = _agreed(engine, is_for_none=0 in ends, is_for_some=diagrams.top in ends)
    if found is not Truth.UNKNOWN:
        return Whom(found)
    changing = _changing(diagrams, met, ends)
    named = [name for name in open_facts(case, (applies,)) if name in changing]
    return Whom(found, (*named, *(fact.id for fact in engine.definition.facts if fact.id in changing and fact.id not in named)))


def _agreed(engine: Engine, *, is_for_none: bool, is_for_some: bool) -> Truth:
    if not is_for_none and not is_for_some:
        raise _nobody(engine)
    return Truth.UNKNOWN if is_for_none and is_for_some else Truth.MET if is_for_some else Truth.UNMET


def _solved_whom(engine: Engine, case: Case, applies: Condition, told: Truth) -> Whom:
    """Return what the solver finds when the diagram is over its budget."""
    unruled = [condition for condition in engine.impossible if meaning(condition, case) is not Truth.UNMET]
    missing = open_facts(case, [applies, *touching([applies], unruled)]) if told is Truth.UNKNOWN else ()
    try:
        clauses = Clauses(compiler_for(engine, case, [applies, *unruled], 1))
        for condition in unruled:
            clauses.require(-clauses.condition(condition))
        met = clauses.condition(applies)
        solver = clauses.solver(SOLVER_WORK)
        found = _agreed(engine, is_for_none=solver.model((-met,)) is not None, is_for_some=solver.model((met,)) is not None)
    except (OverBudgetError, UndecidedError):
        return Whom(told, missing, is_exact=told is Truth.UNMET)
    return Whom(found, missing if found is Truth.UNKNOWN else ())


def possible_ranks(engine: Engine, case: Case) -> tuple[int, ...]:
    """Return the ranks of the possible levels of a person, ascending; none when the criteria are for no possible person like this.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = engine.whole_unless_first()
    return _of_one(engine, case, ()).ranks if whole is None else _looked_up(engine, whole, case)


def _looked_up(engine: Engine, whole: LevelDiagram, case: Case) -> tuple[int, ...]:
    diagrams, level = whole.diagrams, whole.level
    return _of_someone(engine, case, sorted(diagrams.ends_within(level, Known(diagrams, case))))


def outlook(engine: Engine, case: Case, statuses: Sequence[Truth] = ()) -> Outlook:
    """Return the possible levels of a person, as far as the criteria are for them, and the facts that can still change the level.

    Args:
        engine: the criteria.
        case: what is known.
        statuses: the truth of each criterion that bears on the level, where it has been found already.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = engine.whole_unless_first()
    if whole is not None:
        return _read_off(engine, case, statuses, *whole.left_open(case))
    return _of_one(engine, case, statuses)


def _of_one(engine: Engine, case: Case, statuses: Sequence[Truth]) -> Outlook:
    """Return what is found out for one person alone: at the first question, and where the diagram of everyone is over its budget."""
    open_criteria = open_criteria_of(engine, case, statuses)
    unruled = unruled_by(engine, case)
    if not open_criteria.criteria and not unruled:
        return Outlook((open_criteria.known.certain,), (), is_exact=True)
    try:
        seen = diagram_of_open(engine, case, open_criteria, unruled)
    except OverBudgetError:
        return _solved_outlook(engine, case, open_criteria, unruled)
    return _read_off(engine, case, statuses, seen.diagrams, seen.level)


def _read_off(engine: Engine, case: Case, statuses: Sequence[Truth], diagrams: Diagrams, level: Node) -> Outlook:
    ranks = _of_someone(engine, case, sorted(diagrams.ends(level)))
    if len(ranks) < 2:
        return Outlook(ranks, (), is_exact=True)
    try:
        missing = _changing(diagrams, level, ranks)
    except OverBudgetError:
        missing = diagrams.asked(level)
    return _by_urgency(engine, case, open_criteria_of(engine, case, statuses), Outlook(ranks, tuple(missing), is_exact=True))


def _changing(diagrams: Diagrams, level: Node, ranks: Sequence[int]) -> frozenset[str]:
    """Return the facts that can change the level.

    A fact can when two possible people who differ in nothing else have different levels, or when one answer to it would leave fewer levels possible. The second
    can hold without the first only where combinations are declared impossible.
    """
    asked = diagrams.asked(level)
    # Where a fact does not bear on who is possible, and the level asks about it, two possible people differ in it and in their level.
    tied = diagrams.tied(level)
    if not tied:
        return asked
    every = frozenset(ranks)
    found = {name for name in asked if name not in tied or diagrams.can_change(level, name)}
    found |= {name for name in asked - found if any(left not in (every, frozenset()) for left in diagrams.answers(level, name))}
    # Impossible combinations can tie facts together so that no answer alone changes anything; then each of them is worth knowing.
    return frozenset(found) or asked


def _by_urgency(engine: Engine, case: Case, open_criteria: Open, seen: Outlook) -> Outlook:
    """Return it with the facts in the order to ask about them: those that could require the highest level first, then those that could suggest one."""
    names = frozenset(seen.missing)
    calling = [(_EFFECTS.index(rule.effect), -rule.rank, criterion.when) for criterion, rule in open_criteria.criteria if rule.effect in _EFFECTS]
    urgency: dict[str, tuple[int, int]] = {}
    for effect, rank, when in sorted(calling, key=itemgetter(0, 1)):
        if len(urgency) == len(names):
            break
        for name in open_facts(case, (when,)):
            if name in names:
                urgency.setdefault(name, (effect, rank))
    order = engine.definition.fact_places()
    urgent = sum(found == (0, -engine.top) for found in urgency.values())
    return replace(seen, missing=tuple(sorted(names, key=lambda name: (urgency.get(name, _NO_HURRY), order[name]))), urgent=urgent)


def _of_someone(engine: Engine, case: Case, ranks: Iterable[int]) -> tuple[int, ...]:
    """Return ranks. When there are none the criteria are for nobody like this; or nobody is like this at all, and a `CaseError` is raised."""
    found = tuple(ranks)
    if not found and whom(engine, case).applies is Truth.MET:
        raise _nobody(engine)
    return found


def _nobody(engine: Engine) -> CaseError:
    names = ", ".join(quoted(item.id) for item in engine.definition.impossible)
    return CaseError([Problem("impossible", f"no possible person is like this: every completion is declared impossible by {names}")])


def _solved_outlook(engine: Engine, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> Outlook:
    """Return what the solver finds when the diagram is over its budget: the possible levels, and facts of which some may not matter after all."""
    try:
        question = _Question(engine, case, open_criteria, unruled)
        # People who are left out could leave nobody at all, so with them every level is looked for.
        ends = () if unruled else _certain_ends(engine, case, open_criteria)
        between = range(open_criteria.known.lowest, open_criteria.known.highest + 1)
        ranks = _of_someone(engine, case, (rank for rank in between if rank in ends or question.someone_at(rank)))
    except (OverBudgetError, UndecidedError):
        return _sound_outlook(engine, case, open_criteria)
    missing = _may_change(engine, case, open_criteria) if len(ranks) > 1 else ()
    return _by_urgency(engine, case, open_criteria, Outlook(ranks, missing, is_exact=True))


class _Question:
    """The level of everyone that a case could still be, as clauses."""

    def __init__(self, engine: Engine, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> None:
        self._case = case
        compiler = compiler_for(engine, case, [*(criterion.when for criterion, _ in open_criteria.criteria), *unruled], engine.top)
        self._clauses = Clauses(compiler)
        for condition in unruled:
            self._clauses.require(-self._clauses.condition(condition))
        met = [(rule, self._clauses.condition(criterion.when)) for criterion, rule in open_criteria.criteria]
        self._above = [*self._reaches(met, open_criteria.known, engine.top), -self._clauses.true]
        self._solver = self._clauses.solver(SOLVER_WORK)

    def someone_at(self, rank: int) -> Case | None:
        """Return a person whose level has a rank, or None when there is none.

        Raises:
            UndecidedError: the solver's budget is used up.
        """
        model = self._solver.model((self._above[rank], -self._above[rank + 1]))
        return None if model is None else self._clauses.person(model, self._case)

    def lies_between(self, lowest: int, highest: int, given: Sequence[Literal]) -> bool:
        """Return whether everyone of whom some literals hold has a rank between two, both included.

        Raises:
            UndecidedError: the solver's budget is used up.
        """
        outside = (-self._above[lowest], self._above[highest + 1])
        return all(self._solver.model((literal, *given)) is None for literal in outside)

    def given(self, fact: AnyFact, part: Part, case: Case) -> Literal:
        """Return the literal of a part of what is known of a person."""
        name, member = part
        if isinstance(fact, SetOf):
            held = self._clauses.condition(Includes(fact, member or ""))
            literal = held if case.members[name][member or ""] else -held
        else:
            literal = self._clauses.condition(Among(fact, case.values[name]))
        self._clauses.extend(self._solver)
        return literal

    def _reaches(self, met: Sequence[tuple[Rule, Literal]], known: Range, top: int) -> Iterator[Literal]:
        """Yield for each rank the literal of "the level is this one or above": required there, or suggested there and not limited below.

        Each literal stands on that of the rank beside it, so that no criterion is written down for every rank.
        """
        make = self._clauses
        raising, calling, keeping = ([list[Literal]() for _ in range(top + 1)] for _ in range(3))
        for rule, literal in met:
            if rule.effect == "limits_to":
                keeping[rule.rank].append(literal)
            else:
                calling[rule.rank].append(literal)
            if rule.effect == "requires":
                raising[rule.rank].append(literal)
        required, suggested = [-make.true] * (top + 2), [-make.true] * (top + 2)
        for rank in range(top, -1, -1):
            required[rank] = make.true if known.required[0] >= rank else make.any_of((required[rank + 1], *raising[rank]))
            suggested[rank] = make.true if known.suggested[0] >= rank else make.any_of((suggested[rank + 1], *calling[rank]))
        limited = -make.true
        for rank in range(top + 1):
            limited = make.true if known.limit[1] < rank else limited
            yield reaches(make, (required[rank],), (suggested[rank],), (limited,))
            limited = make.any_of((limited, *keeping[rank]))


def enough_alone(engine: Engine, case: Case, lowest: int, highest: int) -> Case:
    """Return a part of what is known with which everyone has a rank between two, as they have with all of it; found without a diagram.

    It cannot be made smaller, unless the solver goes over its budget: then it holds what the best and the worst person need, and what was not looked at.
    """
    places = engine.definition.fact_places()
    nobody = Case()
    open_criteria = open_criteria_of(engine, nobody)
    bearing = frozenset(open_facts(nobody, [*(criterion.when for criterion, _ in open_criteria.criteria), *engine.left_out]))
    case = case.only([part for part in case.parts() if part[0] in bearing])
    try:
        with half():
            question = _Question(engine, nobody, open_criteria, engine.left_out)
            by_id = engine.definition.by_id()
            literals = {part: question.given(by_id[part[0]], part, case) for part in case.parts()}
            return fewer(case, places, lambda part: question.lies_between(lowest, highest, [literals[each] for each in part.parts()]))
    except (OverBudgetError, UndecidedError):
        return fewer(case, places, lambda part: _ends_lie_between(engine, part, lowest, highest))


def _ends_lie_between(engine: Engine, case: Case, lowest: int, highest: int) -> bool:
    """Return whether the best and the worst person have a rank between two; False, too, when the work of the question runs out."""
    try:
        spend(A_LOOK * len(engine.criteria))
    except OverBudgetError:
        return False
    ends = _certain_ends(engine, case, open_criteria_of(engine, case))
    return bool(ends) and lowest <= min(ends) and max(ends) <= highest


def _may_change(engine: Engine, case: Case, open_criteria: Open) -> tuple[str, ...]:
    """Return every fact that could change the level: those that open criteria name, and those that people left out tie to them."""
    conditions = [criterion.when for criterion, _ in open_criteria.criteria]
    return open_facts(case, [*conditions, *touching(conditions, unruled_by(engine, case))])


def _sound_outlook(engine: Engine, case: Case, open_criteria: Open) -> Outlook:
    """Return a range that is sound, and with one-way facts exact at its ends, when diagram and solver are over their budgets."""
    ends = _certain_ends(engine, case, open_criteria) or (open_criteria.known.lowest, open_criteria.known.highest)
    names = _may_change(engine, case, open_criteria)
    return _by_urgency(engine, case, open_criteria, Outlook(tuple(range(min(ends), max(ends) + 1)), names, is_exact=False))


def _certain_ends(engine: Engine, case: Case, open_criteria: Open) -> tuple[int, ...]:
    """Return the lowest and highest rank when every open fact pushes one way and both extremes are possible people; else nothing."""
    if what_keeps_the_range_from_being_exact(engine) == ((), ()):
        return open_criteria.known.lowest, open_criteria.known.highest
    extremes = best_and_worst(case, _signed(open_criteria, case))
    if extremes is None or any(meaning(condition, extreme) is not Truth.UNMET for extreme in extremes for condition in engine.left_out):
        return ()
    return tuple(level_range(engine.rules, engine.statuses(extreme), engine.top).certain for extreme in extremes)


def _signed(open_criteria: Open, case: Case) -> Iterator[Signed]:
    for criterion, rule in open_criteria.criteria:
        yield from open_atoms(criterion.when, case, raises=rule.effect != "limits_to")


def what_keeps_the_range_from_being_exact(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why the ends of the fast range need not be exact: facts that push the level both ways, and people left out by facts that matter.

    People are left out by combinations that are impossible, told by their ids, and by `applies_when`, told as that.

    With neither, all facts can be at their worst together, or at their best, whatever is known; then the ends of the range of Kleene's logic are levels that
    people really have. It is found out once for an engine.
    """
    if "found" not in engine.certificate:
        engine.certificate["found"] = _what_keeps_it(engine)
    return engine.certificate["found"]


def _what_keeps_it(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    nobody = Case()
    open_criteria = open_criteria_of(engine, nobody)
    near = touching([criterion.when for criterion, _ in open_criteria.criteria], engine.left_out)
    named = [*(item.id for item in engine.definition.impossible), "applies_when"]
    ids = tuple(name for name, condition in zip(named, engine.left_out, strict=False) if any(each is condition for each in near))
    return facts_both_ways(_signed(open_criteria, nobody)), ids
