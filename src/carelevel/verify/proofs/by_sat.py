"""Questions about all possible people, answered by a SAT solver where a diagram would be too large."""

from collections.abc import Sequence

from carelevel.logic.cnf import Clauses
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.meaning import meaning
from carelevel.logic.sat import Literal, Solver, UndecidedError
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition, conjuncts
from carelevel.model.facts import Fact
from carelevel.model.truth import Truth


class SatProver:
    """Clauses about all possible people, and a solver that keeps what it has learned.

    Args:
        facts: the facts that people differ in.
        among: conditions that everyone in question meets.
        nodes: how many nodes the diagrams of single facts may take.
        work: how many literals the solver may follow up, until more is allowed.

    Raises:
        UndecidedError: the atoms alone are over the budget.
    """

    def __init__(self, facts: Sequence[Fact], among: Sequence[Condition], nodes: int, work: int) -> None:
        try:
            self._clauses = Clauses(Compiler(facts, Case(), 1, nodes))
            for condition in among:
                self._clauses.require(self._clauses.condition(condition))
        except OverBudgetError:
            raise UndecidedError from None
        self._solver: Solver = self._clauses.solver(work)

    def model(self, parts: Sequence[Condition], work: int) -> Case | None:
        """Return a complete case that meets all of some conditions, or None."""
        try:
            # A group of parts that are all needed takes no clause of its own.
            wanted = [self._literal(*each) for part in parts for each in conjuncts(part)]
        except OverBudgetError:
            raise UndecidedError from None
        self._solver.allow(work)
        self._clauses.extend(self._solver)
        model = self._solver.model(wanted)
        return None if model is None else self._clauses.person(model, Case())

    def _literal(self, condition: Condition, is_met: bool) -> Literal:
        literal = self._clauses.condition(condition)
        return literal if is_met else -literal


def shrunk(person: Case, claim: Condition) -> Case:
    """Return an irreducible part of a case that is enough for a condition to be met."""
    told = list(person.parts())
    # Most of the case does not matter: many parts at once are left out first, then fewer, in the end each by itself.
    size = len(told)
    while size:
        start = 0
        while start < len(told):
            fewer = told[:start] + told[start + size :]
            if meaning(claim, person.only(fewer)) is Truth.MET:
                told = fewer
            else:
                start += size
        size //= 2
    return person.only(told)
