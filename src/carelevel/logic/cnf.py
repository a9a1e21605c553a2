"""Conditions to clauses over what is still unknown of a person, for the solver.

Groups become clauses as they stand; what is asked of one fact, of a sum or of a worst part is made as a diagram first, which is small, and then written
out node by node. "Is the fact at this value or above?" is one variable, and being at a value implies being above all lower ones.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import assert_never

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagrams import Node
from carelevel.logic.sat import Literal, Solver
from carelevel.logic.work import spend
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf

A_CLAUSE = 2
"""Steps of the work of a question (`work.py`) for a clause that is written."""


class Clauses:
    """Collects clauses whose models are the people that a case could still be.

    Args:
        compiler: makes the diagrams of single facts; its variables are those of the clauses.
    """

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._diagrams = compiler.diagrams
        self._clauses: list[list[Literal]] = []
        self._count = 0
        self._handed_over = 0
        self.true = self._variable()
        self.require(self.true)
        self._made: dict[int, tuple[Literal, Condition]] = {}
        self._nodes: dict[Node, Literal] = {0: -self.true, self._diagrams.top: self.true}
        self._at_least: list[list[Literal]] = []
        for variable in self._diagrams.variables:
            steps = [self._variable() for _ in variable.values[1:]]
            self._clauses += [[-above, below] for below, above in pairwise(steps)]
            self._at_least.append(steps)

    def condition(self, condition: Condition) -> Literal:
        """Return the literal of a condition.

        Raises:
            OverBudgetError: what is asked of one fact alone is too much.
        """
        # By identity, as in the compiler: a named condition is one object wherever it is used.
        made = self._made.get(id(condition))
        if made is None:
            made = self._made[id(condition)] = self._written(condition), condition
        return made[0]

    def _written(self, condition: Condition) -> Literal:
        match condition:
            case Among() | Includes():
                return self._node(self._compiler.condition(condition))
            case AllOf(parts):
                return self.all_of(map(self.condition, parts))
            case AnyOf(parts):
                return self.any_of(map(self.condition, parts))
            case NoneOf(parts):
                return -self.any_of(map(self.condition, parts))
            case CountOf(parts, fewest, most):
                return self._count_of([self.condition(part) for part in parts], fewest, most)
            case Holds(named, expected):
                literal = self.condition(named.when)
                return literal if expected else -literal
            case _:
                assert_never(condition)

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """Return a literal that holds when one of some does."""
        return -self.all_of(-literal for literal in literals)

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """Return a literal that holds when all of some do."""
        parts = [literal for literal in dict.fromkeys(literals) if literal != self.true]
        if -self.true in parts:
            return -self.true
        if len(parts) < 2:
            return parts[0] if parts else self.true
        spend(A_CLAUSE * (len(parts) + 1))
        whole = self._variable()
        self._clauses += [[-whole, part] for part in parts]
        self._clauses.append([whole, *(-part for part in parts)])
        return whole

    def require(self, literal: Literal) -> None:
        """Make a literal hold for everyone."""
        self._clauses.append([literal])

    def solver(self, budget: int) -> Solver:
        """Return a solver of the clauses so far."""
        self._handed_over = len(self._clauses)
        return Solver(self._count, self._clauses, budget)

    def extend(self, solver: Solver) -> None:
        """Hand over to a solver the clauses that were made since it was, or since this was done last."""
        if self._handed_over < len(self._clauses):
            solver.extend(self._count, self._clauses[self._handed_over :])
            self._handed_over = len(self._clauses)

    def person(self, model: Sequence[bool | None], known: Case) -> Case:
        """Return the person whom a model describes; facts that no clause looks at are left as they are known."""
        case = known
        for variable, steps in zip(self._diagrams.variables, self._at_least, strict=True):
            rank = sum(model[step] is True for step in steps)
            if variable.member is None:
                case = case.narrowed(variable.fact, frozenset((variable.values[rank],)))
            else:
                case = case.with_member(variable.fact, variable.member, rank == 1)
        return case

    def _variable(self) -> Literal:
        self._count += 1
        return self._count

    def _node(self, node: Node) -> Literal:
        """Return the literal of a diagram with the end points 0 and `top`: where a question is answered with yes it is the node for yes, else that for no."""
        for at in self._diagrams.upward(node):
            if at not in self._nodes:
                variable, rank, low, high = self._diagrams.question(at)
                asked, below, above = self._at_least[variable][rank - 1], self._nodes[low], self._nodes[high]
                self._nodes[at] = asked if (below, above) == (-self.true, self.true) else self._either_way(asked, below, above)
        return self._nodes[node]

    def _either_way(self, asked: Literal, below: Literal, above: Literal) -> Literal:
        """Return a literal that holds as one literal does when a question is answered with no, and as another does when it is answered with yes."""
        spend(A_CLAUSE * 4)
        made = self._variable()
        self._clauses += [[-asked, -above, made], [-asked, above, -made], [asked, -below, made], [asked, below, -made]]
        return made

    def _count_of(self, parts: Sequence[Literal], fewest: int, most: int) -> Literal:
        reached = [self.true] + [-self.true] * (most + 1)  # reached[n]: at least n of the parts so far are met
        for part in parts:
            for n in range(most + 1, 0, -1):
                reached[n] = self.any_of((reached[n], self.all_of((reached[n - 1], part))))
        return self.all_of((reached[fewest], -reached[most + 1]))
