"""Questions about everyone that a diagram answers."""

from collections.abc import Iterable, Sequence

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagrams import Diagrams, Node, Variable
from carelevel.logic.model_count import count
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition, conjuncts
from carelevel.model.facts import YES, Fact, Scale, Score, Value, YesNo, worse_end
from carelevel.verify.proofs.witnesses import Told, Witnesses

# A value of the fact that two people differ in, and the conditions that the one who has it meets.
Side = tuple[Value, Sequence[Condition]]


class Drawn:
    """A store of diagrams over everyone.

    Args:
        facts: the facts that people differ in, in the order in which diagrams ask about them.
        possible: conditions that everybody meets whom somebody could turn out to be.
        spoken_of: further conditions that everybody who is spoken of meets.
        nodes: how many nodes there may be, until more are allowed.
    """

    def __init__(self, facts: Sequence[Fact], possible: Sequence[Condition], spoken_of: Sequence[Condition], nodes: int) -> None:
        self._compiler = Compiler(facts, Case(), 1, nodes)
        self._make = self._compiler.diagrams
        self._possible_if, self._spoken_of_if = tuple(possible), tuple(spoken_of)
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
        """Return who is spoken of."""
        if self._among is None:
            self._among = self._make.lowest((self.possible(), *map(self._compiler.condition, self._spoken_of_if)))
        return self._among

    def possible(self) -> Node:
        """Return everybody whom somebody could turn out to be."""
        if self._possible is None:
            self._possible = self._make.lowest(map(self._compiler.condition, self._possible_if))
        return self._possible

    def against(self, parts: Iterable[Condition]) -> Node:
        """Return everybody whom somebody could turn out to be and who does not meet all of some conditions."""
        return self._make.both(self.possible(), self._make.negated(self._met_from(self.possible(), parts)))

    def made(self, condition: Condition) -> Node:
        """Return a condition."""
        return self._compiler.condition(condition)

    def all_of(self, parts: Iterable[Condition]) -> Node:
        """Return who meets all of some conditions."""
        return self._met_from(self.among(), parts)

    def _met_from(self, node: Node, parts: Iterable[Condition]) -> Node:
        """Return who is in a function and meets all of some conditions; groups are taken apart, since what is met so far keeps the diagrams small."""
        for condition, is_met in (each for part in parts for each in conjuncts(part)):
            if node == 0:
                break
            met = self.made(condition)
            node = self._make.both(node, met if is_met else self._make.negated(met))
        return node

    def nearest(self, node: Node) -> Case | None:
        """Return somebody in a function who is unremarkable otherwise, told of completely; None when there is nobody."""
        return None if node == 0 else _case(self._make, tuple(self._witnesses.nearest(node)))

    def side_by_side(self, fact: Fact, first: Side, second: Side) -> tuple[Node, Node]:
        """Return for whom conditions hold with one value of a fact, and others with another; and who could be either, and is neither for whom they do."""
        make = self._make
        number = self._numbers.get((fact.id, None))
        shown = possible = met = make.top
        for value, parts in (first, second):
            rank = -1 if number is None else make.variables[number].values.index(value)
            nodes = (self.all_of(parts), self.possible(), self._met_from(self.possible(), parts))
            spoken_of, could_be, meeting = (node if number is None else make.restricted(node, {number: rank}) for node in nodes)
            shown, possible, met = make.both(shown, spoken_of), make.both(possible, could_be), make.both(met, meeting)
        return shown, make.both(possible, make.negated(met))

    def witness(self, shown: Node, against: Node) -> Case:
        """Return what to tell of somebody in a function, so that nobody of whom it is true is in another one."""
        return _case(self._make, self._witnesses.smallest(shown, against))

    def count(self, node: Node) -> int:
        """Return how many combinations of values are in a function."""
        return count(self._make, node)

    def asks(self, fact: str, node: Node) -> bool:
        """Return whether a function depends on a fact."""
        return fact in self._make.asked(node)

    def steps(self, fact: str, nodes: Iterable[Node]) -> list[int]:
        """Return the ranks of a fact at which some function asks about it."""
        number = self._numbers.get((fact, None))
        return [] if number is None else sorted(self._make.ranks_asked(number, nodes))


def _case(make: Diagrams, told: Told) -> Case:
    case = Case()
    for number, rank in told:
        variable = make.variables[number]
        if variable.member is None:
            case = case.narrowed(variable.fact, frozenset((variable.values[rank],)))
        else:
            case = case.with_member(variable.fact, variable.member, rank == 1)
    return case


def home_rank(variable: Variable, fact: Fact) -> int:
    """Return the rank of a fact's most ordinary value: its better end, and else its first; no member of a set."""
    if isinstance(fact, YesNo):
        return 1 if fact.worse in {None, YES} else 0
    if isinstance(fact, Scale | Score):
        return len(variable.values) - 1 if worse_end(fact) == "low" else 0
    return 0
