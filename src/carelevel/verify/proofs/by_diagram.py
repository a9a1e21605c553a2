"""Questions about all possible people, answered by decision diagrams."""

from collections.abc import Iterable, Sequence

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagram_restriction import with_rank
from carelevel.logic.diagrams import DecisionDiagrams, Node, Variable
from carelevel.logic.model_count import count
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition, conjuncts
from carelevel.model.facts import YES, Fact, Scale, Score, Value, YesNo, worse_end
from carelevel.verify.proofs.witnesses import Witness, Witnesses

# A value of the fact in which two people differ, and the conditions that the person with this value meets.
Side = tuple[Value, Sequence[Condition]]


class DiagramProver:
    """A store of diagrams over all possible people.

    Args:
        facts: the facts that people differ in, in the order in which diagrams ask about them.
        possible: conditions that every possible person meets.
        covered: further conditions that everyone in question meets: questions are about these people alone.
        nodes: how many nodes there may be, until more are allowed.
    """

    def __init__(self, facts: Sequence[Fact], possible: Sequence[Condition], covered: Sequence[Condition], nodes: int) -> None:
        self._compiler = Compiler(facts, Case(), 1, nodes)
        self._make = self._compiler.diagrams
        self._possible_if, self._covered_if = tuple(possible), tuple(covered)
        by_id = {fact.id: fact for fact in facts}
        home = [home_rank(variable, by_id[variable.fact]) for variable in self._make.variables]
        self._witnesses = Witnesses(self._make, home)
        self._numbers = {(variable.fact, variable.member): number for number, variable in enumerate(self._make.variables)}
        self._possible: Node | None = None
        self._among: Node | None = None

    def allow(self, nodes: int) -> None:
        """Give a question its own budget."""
        self._make.allow(nodes)

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return self._make.size

    def among(self) -> Node:
        """Return the people that questions are about."""
        if self._among is None:
            self._among = self._make.lowest((self.possible(), *map(self._compiler.condition, self._covered_if)))
        return self._among

    def possible(self) -> Node:
        """Return all possible people."""
        if self._possible is None:
            self._possible = self._make.lowest(map(self._compiler.condition, self._possible_if))
        return self._possible

    def against(self, parts: Iterable[Condition]) -> Node:
        """Return the possible people who do not meet all of some conditions."""
        return self._make.min(self.possible(), self._make.negated(self._met_from(self.possible(), parts)))

    def made(self, condition: Condition) -> Node:
        """Return a condition."""
        return self._compiler.condition(condition)

    def all_of(self, parts: Iterable[Condition]) -> Node:
        """Return the people in question who meet all of some conditions."""
        return self._met_from(self.among(), parts)

    def _met_from(self, node: Node, parts: Iterable[Condition]) -> Node:
        """Return the people in a function who meet all of some conditions; groups are taken apart, so that the intermediate diagrams stay small."""
        for condition, is_met in (each for part in parts for each in conjuncts(part)):
            if node == 0:
                break
            met = self.made(condition)
            node = self._make.min(node, met if is_met else self._make.negated(met))
        return node

    def nearest(self, node: Node) -> Case | None:
        """Return a complete case in a function that is ordinary otherwise; None when there is none."""
        return None if node == 0 else _case(self._make, tuple(self._witnesses.nearest(node)))

    def side_by_side(self, fact: Fact, first: Side, second: Side) -> tuple[Node, Node]:
        """Return the people who meet some conditions with one value of a fact and others with another; and the possible people with both values who do not."""
        make = self._make
        number = self._numbers.get((fact.id, None))
        shown = possible = met = make.top
        for value, parts in (first, second):
            rank = -1 if number is None else make.variables[number].values.index(value)
            nodes = (self.all_of(parts), self.possible(), self._met_from(self.possible(), parts))
            covered, could_be, meeting = (node if number is None else make.restricted(node, {number: rank}) for node in nodes)
            shown, possible, met = make.min(shown, covered), make.min(possible, could_be), make.min(met, meeting)
        return shown, make.min(possible, make.negated(met))

    def can_fall(self, fact: Fact, node: Node, *, rising: bool) -> bool:
        """Return whether somebody is in a function, and is not with the next value of a fact: the next higher one when `rising`, else the next lower one."""
        make = self._make
        number = self._numbers.get((fact.id, None))
        for at in make.upward(node):
            asked, _, low, high = make.question(at)
            if asked == number:
                above = make.question(high)[2] if make.asked_first(high) == number else high
                before, after = (low, above) if rising else (above, low)
                if make.min(before, make.negated(after)) != 0:
                    return True
        return False

    def witness(self, shown: Node, against: Node) -> Case:
        """Return a smallest case that some person in `shown` matches, and no person in `against`."""
        return _case(self._make, self._witnesses.smallest(shown, against))

    def count(self, node: Node) -> int:
        """Return how many combinations of values are in a function."""
        return count(self._make, node)

    def asks(self, fact: str, node: Node) -> bool:
        """Return whether a function depends on a fact."""
        return fact in self._make.support(node)

    def steps(self, fact: str, nodes: Iterable[Node]) -> list[int]:
        """Return the ranks of a fact at which some function asks about it."""
        number = self._numbers.get((fact, None))
        return [] if number is None else sorted(self._make.ranks_asked(number, nodes))


def _case(make: DecisionDiagrams, witness: Witness) -> Case:
    case = Case()
    for number, rank in witness:
        case = with_rank(case, make.variables[number], rank)
    return case


def home_rank(variable: Variable, fact: Fact) -> int:
    """Return the rank of a fact's most ordinary value: its better end, else its first value; a member of a set is ordinarily not in it."""
    if isinstance(fact, YesNo):
        return 1 if fact.worse in {None, YES} else 0
    if isinstance(fact, Scale | Score):
        return len(variable.values) - 1 if worse_end(fact) == "low" else 0
    return 0
