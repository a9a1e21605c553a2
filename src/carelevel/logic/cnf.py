"""Conditions compiled to clauses (CNF) over what is still unknown of a person, for the solver.

Groups become clauses directly. An atom on a fact, a sum or a worst of several becomes a small diagram first, and each of its nodes becomes clauses.
"Is the fact at this value or above?" is one variable; being above a value implies being above all lower ones.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagram_restriction import with_rank
from carelevel.logic.diagrams import Node
from carelevel.logic.fold import Fold
from carelevel.logic.sat import Literal, Solver
from carelevel.logic.work import spend
from carelevel.model.cases import Case
from carelevel.model.conditions import Atom

VALUES_A_STEP = 4
"""How many values of a fact get a variable, and a clause, in a step of work."""

A_CLAUSE = 2
"""Steps of the work of a question (`work.py`) for a clause that is written."""


class Clauses(Fold[Literal]):
    """Collects clauses whose models are the people that a case could still be, and gives each condition a literal.

    A condition whose atoms alone are over the budget raises `OverBudgetError`.

    Args:
        compiler: makes the diagrams of single facts; its variables are those of the clauses.
    """

    def __init__(self, compiler: Compiler) -> None:
        super().__init__()
        self._compiler = compiler
        self._diagrams = compiler.diagrams
        self._clauses: list[list[Literal]] = []
        self._count = 0
        self._handed_over = 0
        self.true = self._variable()
        self.require(self.true)
        self._nodes: dict[Node, Literal] = {0: -self.true, self._diagrams.top: self.true}
        self._at_least: list[list[Literal]] = []
        for variable in self._diagrams.variables:
            spend(len(variable.values) // VALUES_A_STEP)
            steps = [self._variable() for _ in variable.values[1:]]
            self._clauses += [[-above, below] for below, above in pairwise(steps)]
            self._at_least.append(steps)

    def atom(self, atom: Atom) -> Literal:
        """Return the literal of an atom."""
        return self._node(self._compiler.condition(atom))

    def any_of(self, parts: Iterable[Literal]) -> Literal:
        """Return a literal that holds when one of some does."""
        return -self.all_of(-part for part in parts)

    def all_of(self, parts: Iterable[Literal]) -> Literal:
        """Return a literal that holds when all of some do."""
        open_parts = [part for part in dict.fromkeys(parts) if part != self.true]
        if -self.true in open_parts:
            return -self.true
        if len(open_parts) < 2:
            return open_parts[0] if open_parts else self.true
        spend(A_CLAUSE * (len(open_parts) + 1))
        whole = self._variable()
        self._clauses += [[-whole, part] for part in open_parts]
        self._clauses.append([whole, *(-part for part in open_parts)])
        return whole

    def negated(self, part: Literal) -> Literal:
        """Return the literal that holds when one does not."""
        return -part

    def require(self, literal: Literal) -> None:
        """Make a literal hold for everyone."""
        self._clauses.append([literal])

    def solver(self, budget: int) -> Solver:
        """Return a solver of the clauses so far."""
        self._handed_over = len(self._clauses)
        return Solver(self._count, self._clauses, budget)

    def extend(self, solver: Solver) -> None:
        """Give a solver the clauses that were made after it, or since the last call."""
        if self._handed_over < len(self._clauses):
            solver.extend(self._count, self._clauses[self._handed_over :])
            self._handed_over = len(self._clauses)

    def person(self, model: Sequence[bool | None], known: Case) -> Case:
        """Return the person that a model describes; facts that no clause asks about stay as they are known."""
        case = known
        for variable, steps in zip(self._diagrams.variables, self._at_least, strict=True):
            case = with_rank(case, variable, sum(model[step] is True for step in steps))
        return case

    def _variable(self) -> Literal:
        self._count += 1
        return self._count

    def _node(self, node: Node) -> Literal:
        """Return the literal of a diagram with the end points 0 and `top`: each question becomes an if-then-else of the literals of its branches."""
        for at in self._diagrams.upward(node):
            if at not in self._nodes:
                variable, rank, low, high = self._diagrams.question(at)
                asked, below, above = self._at_least[variable][rank - 1], self._nodes[low], self._nodes[high]
                self._nodes[at] = asked if (below, above) == (-self.true, self.true) else self._if_then_else(asked, above, below)
        return self._nodes[node]

    def _if_then_else(self, asked: Literal, above: Literal, below: Literal) -> Literal:
        """Return a literal that equals `above` when `asked` holds, and `below` when it does not."""
        spend(A_CLAUSE * 4)
        made = self._variable()
        self._clauses += [[-asked, -above, made], [-asked, above, -made], [asked, -below, made], [asked, below, -made]]
        return made
