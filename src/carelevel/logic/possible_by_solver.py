"""What is still possible when the diagram of it is over its budget: found by a solver (`logic/sat.py`), and without one a range that is sound.

The solver finds the possible levels, and not which facts can change them. Where every open fact pushes the level one way only, the ends of the range take
one look each (`logic/monotonicity.py`).
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from carelevel.logic.cnf import Clauses
from carelevel.logic.level_diagram import Open, PreparedCriteria, compiler_for, open_criteria_of, open_of_nobody, touching, unruled_by
from carelevel.logic.levels import Range, Rule, level_range, lowers, reaches
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import Signed, best_and_worst, facts_both_ways, open_atoms, open_facts
from carelevel.logic.sat import Literal, UndecidedError
from carelevel.logic.sufficient_reason import fewer
from carelevel.logic.work import OverBudgetError, half, spend
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Among, Condition, Includes
from carelevel.model.facts import AnyFact, SetOf
from carelevel.model.truth import Truth

SOLVER_WORK = 3_000_000
"""Literals that the solver may follow up before it is given up and the sound range is left: some seconds."""

A_LOOK = 4
"""Steps of the work of a question for a criterion that is looked at once more."""


def ranks_by_solver(engine: PreparedCriteria, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> tuple[int, ...]:
    """Return the ranks of the possible levels, ascending; none when the criteria are for no possible person like this.

    Raises:
        OverBudgetError: the clauses take more than is left of the work of the question.
        UndecidedError: the solver's budget is used up.
    """
    question = SolverQuestion(engine, case, open_criteria, unruled)
    # People who are left out could leave nobody at all, so with them every level is looked for.
    ends = () if unruled else certain_ends(engine, case, open_criteria)
    between = range(open_criteria.known.lowest, open_criteria.known.highest + 1)
    return tuple(rank for rank in between if rank in ends or question.someone_at(rank))


def sound_ranks(engine: PreparedCriteria, case: Case, open_criteria: Open) -> tuple[int, ...]:
    """Return every rank of a range that is sound, and exact at its ends where facts push one way only."""
    ends = certain_ends(engine, case, open_criteria) or (open_criteria.known.lowest, open_criteria.known.highest)
    return tuple(range(min(ends), max(ends) + 1))


def applies_by_solver(engine: PreparedCriteria, case: Case, applies: Condition, unruled: Sequence[Condition]) -> tuple[bool, bool]:
    """Return whether the criteria are not for some possible person like this, and whether they are for some.

    Raises:
        OverBudgetError: the clauses take more than is left of the work of the question.
        UndecidedError: the solver's budget is used up.
    """
    clauses = Clauses(compiler_for(engine, case, [applies, *unruled], 1))
    for condition in unruled:
        clauses.require(-clauses.condition(condition))
    met = clauses.condition(applies)
    solver = clauses.solver(SOLVER_WORK)
    return solver.model((-met,)) is not None, solver.model((met,)) is not None


class SolverQuestion:
    """The level of everyone that a case could still be, as clauses."""

    def __init__(self, engine: PreparedCriteria, case: Case, open_criteria: Open, unruled: Sequence[Condition]) -> None:
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
        raising, calling, keeping, ruling = ([list[Literal]() for _ in range(top + 1)] for _ in range(4))
        for rank in known.ruled_out[0]:
            ruling[rank].append(make.true)
        for rule, literal in met:
            match rule.effect:
                case "requires":
                    raising[rule.rank].append(literal)
                    calling[rule.rank].append(literal)
                case "suggests":
                    calling[rule.rank].append(literal)
                case "limits_to":
                    keeping[rule.rank].append(literal)
                case "rules_out":
                    for rank in rule.ruled_out:
                        ruling[rank].append(literal)
                case _:
                    assert_never(rule.effect)
        required, suggested = [-make.true] * (top + 2), [-make.true] * (top + 2)
        for rank in range(top, -1, -1):
            required[rank] = make.true if known.required[0] >= rank else make.any_of((required[rank + 1], *raising[rank]))
            suggested[rank] = make.true if known.suggested[0] >= rank else make.any_of((suggested[rank + 1], *calling[rank]))
        limited = -make.true
        raised: tuple[Literal, ...] = ()
        for rank in range(top + 1):
            limited = make.true if known.limit[1] < rank else limited
            reached = reaches(make, (required[rank],), (suggested[rank],), (limited,), raised)
            yield reached
            limited = make.any_of((limited, *keeping[rank]))
            raised = (make.all_of((reached, make.any_of(ruling[rank]))),) if ruling[rank] else ()


def may_change(engine: PreparedCriteria, case: Case, open_criteria: Open) -> tuple[str, ...]:
    """Return every fact that could change the level: those that open criteria name, and those that people left out tie to them."""
    conditions = [criterion.when for criterion, _ in open_criteria.criteria]
    return open_facts(case, [*conditions, *touching(engine, conditions, unruled_by(engine, case))])


def certain_ends(engine: PreparedCriteria, case: Case, open_criteria: Open) -> tuple[int, ...]:
    """Return the lowest and highest rank when every open fact pushes one way and both extremes are possible people; else nothing."""
    if what_keeps_the_range_from_being_exact(engine) == ((), ()):
        return open_criteria.known.lowest, open_criteria.known.highest
    extremes = best_and_worst(case, _signed(open_criteria, case))
    if extremes is None or any(meaning(condition, extreme) is not Truth.UNMET for extreme in extremes for condition in engine.left_out):
        return ()
    return tuple(level_range(engine.rules, engine.statuses(extreme), engine.top).certain for extreme in extremes)


def _signed(open_criteria: Open, case: Case) -> Iterator[Signed]:
    for criterion, rule in open_criteria.criteria:
        yield from open_atoms(criterion.when, case, raises=not lowers(rule.effect))


def enough_alone(engine: PreparedCriteria, case: Case, lowest: int, highest: int) -> Case:
    """Return a part of what is known with which everyone has a rank between two, as they have with all of it; found without a diagram.

    It cannot be made smaller, unless the solver goes over its budget: then it holds what the best and the worst person need, and what was not looked at.
    """
    places = engine.definition.fact_places()
    nobody = Case()
    open_criteria = open_of_nobody(engine)
    bearing = frozenset(open_facts(nobody, [*(criterion.when for criterion, _ in open_criteria.criteria), *engine.left_out]))
    case = case.only([part for part in case.parts() if part[0] in bearing])
    try:
        with half():
            question = SolverQuestion(engine, nobody, open_criteria, engine.left_out)
            by_id = engine.definition.by_id()
            literals = {part: question.given(by_id[part[0]], part, case) for part in case.parts()}
            return fewer(case, places, lambda part: question.lies_between(lowest, highest, [literals[each] for each in part.parts()]))
    except (OverBudgetError, UndecidedError):
        return fewer(case, places, lambda part: _ends_lie_between(engine, part, lowest, highest))


def _ends_lie_between(engine: PreparedCriteria, case: Case, lowest: int, highest: int) -> bool:
    """Return whether the best and the worst person have a rank between two; False, too, when the work of the question runs out."""
    try:
        spend(A_LOOK * len(engine.criteria))
    except OverBudgetError:
        return False
    ends = certain_ends(engine, case, open_criteria_of(engine, case))
    return bool(ends) and lowest <= min(ends) and max(ends) <= highest


def what_keeps_the_range_from_being_exact(engine: PreparedCriteria) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why the ends of the fast range need not be exact: facts that push the level both ways, and people left out by facts that matter.

    People are left out by combinations that are impossible, told by their ids, and by `applies_when`, told as that.

    With neither, all facts can be at their worst together, or at their best, whatever is known; then the ends of the range of Kleene's logic are levels that
    people really have. It is found out once for an engine.
    """
    if "found" not in engine.certificate:
        engine.certificate["found"] = _what_keeps_it(engine)
    return engine.certificate["found"]


def _what_keeps_it(engine: PreparedCriteria) -> tuple[tuple[str, ...], tuple[str, ...]]:
    nobody = Case()
    open_criteria = open_of_nobody(engine)
    near = touching(engine, [criterion.when for criterion, _ in open_criteria.criteria], engine.left_out)
    named = [*(item.id for item in engine.definition.impossible), "applies_when"]
    ids = tuple(name for name, condition in zip(named, engine.left_out, strict=False) if any(each is condition for each in near))
    return facts_both_ways(_signed(open_criteria, nobody)), ids
