"""Everyone whom criteria can be about, asked one question at a time: is there somebody for whom all of this holds?

A diagram answers (`interpret/diagram.py`), and where it grows too large a solver (`interpret/solver.py`). Each question has a budget of its own, so that a
hard one takes nothing from the others; beyond it `UndecidedError` says that nothing is known.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from carelevel.cases import Case
from carelevel.conditions import AllOf, Among, AnyOf, Condition, Includes, Named, NoneOf, facts_of
from carelevel.criteria import Definition
from carelevel.facts import YES, Fact, Scalar, Scale, Score, SetOf, Value, YesNo, base_facts, domain, worse_end
from carelevel.interpret.clauses import Clauses
from carelevel.interpret.compiling import Compiler
from carelevel.interpret.counting import count
from carelevel.interpret.diagram import Diagrams, Node, OverBudgetError, Variable
from carelevel.interpret.meaning import meaning
from carelevel.interpret.solver import Literal, Solver, UndecidedError
from carelevel.proofs.cuts import cuts
from carelevel.proofs.statements import as_if
from carelevel.proofs.witnesses import Told, Witnesses
from carelevel.truth import Truth

NODES = 120_000
"""Nodes that one witness or count may add to a diagram before it is given up: about a second."""

FEW_NODES = 15_000
"""Nodes that a yes or no may add to a diagram before the solver is asked: about a tenth of a second."""

TRIES = 4
"""Yeses and noes for which the diagram may grow too large before the solver is always asked first."""

MOST_NODES = 400_000
"""Nodes in a store before a new one is begun: with what belongs to them some hundred megabytes."""

SOLVER_WORK = 2_000_000
"""Literals that the solver may follow up for one question: some seconds."""

Pair = tuple[Case, Case]

# A value of the fact that two people differ in, and the conditions that the one who has it meets.
Side = tuple[Value, Sequence[Condition]]


class Everyone:
    """All possible people: every combination of values of some facts that nothing declares impossible.

    Args:
        facts: the facts that people differ in, in the order of the file.
        nobody: conditions that no possible person meets.
        whom: conditions that everybody who is spoken of meets.
        conditions: what will be asked about most; related facts are kept together as these name them.
    """

    def __init__(self, facts: Iterable[Fact], nobody: Sequence[Condition], whom: Sequence[Condition], conditions: Iterable[Condition]) -> None:
        self.facts = {fact.id: fact for fact in facts}
        named = dict.fromkeys(name for condition in (*conditions, *nobody, *whom) for name in given_below(condition))
        # What no condition names here may still be asked about.
        self._order = tuple(self.facts[name] for name in (*named, *(name for name in self.facts if name not in named)))
        self._among: tuple[Condition, ...] = (*whom, *(NoneOf((condition,)) for condition in nobody))
        self._drawn: _Drawn | None = None
        self._solved: _Solved | None = None
        self._tries = TRIES
        self._likely: dict[int, tuple[Case | None, Condition]] = {}
        self._met: dict[int, tuple[Condition, list[Case]]] = {}

    @classmethod
    def of(cls, definition: Definition, *, without_impossible: Iterable[str] = ()) -> "Everyone":
        """Return everyone whom a definition is about; some combinations may be taken as possible after all, by their ids."""
        left_out = frozenset(without_impossible)
        nobody = [item.when for item in definition.impossible if item.id not in left_out]
        whom = () if definition.applies_when is None else (definition.applies_when,)
        return cls(definition.facts, nobody, whom, [criterion.when for criterion in definition.criteria])

    def has(self, *parts: Condition) -> bool:
        """Return whether somebody meets all of some conditions.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        person = self._somebody(parts)
        if person is not None and parts:
            self._met.setdefault(id(parts[0]), (parts[0], []))[1].append(person)
        return person is not None

    def _somebody(self, parts: Sequence[Condition]) -> Case | None:
        """Return somebody who meets all of some conditions, told of completely and not chosen with care."""
        # Often somebody unremarkable but for the first condition will do, and nothing has to be searched.
        likely = self.likely(parts[0]) if parts else None
        if likely is not None and self.is_one(likely, parts[1:]):
            return likely
        if self._tries > 0:
            try:
                drawn = self._store(FEW_NODES)
                return drawn.nearest(drawn.all_of(parts))
            except OverBudgetError:
                self._tries -= 1
        return self._solver().model(parts)

    def met(self, condition: Condition) -> list[Case]:
        """Return people who meet a condition, told of completely, whom earlier questions have found; among them somebody unremarkable otherwise."""
        likely = self.likely(condition)
        _, found = self._met.get(id(condition), (condition, []))
        return [*([] if likely is None else [likely]), *(person for person in found if person != likely)]

    def likely(self, condition: Condition) -> Case | None:
        """Return somebody who meets a condition, told of completely, and is unremarkable otherwise; None where none was found without a search."""
        found = self._likely.get(id(condition))
        if found is None:
            try:
                drawn = self._store(FEW_NODES)
                person = drawn.nearest(drawn.made(condition))
            except OverBudgetError:
                person = None
            found = self._likely[id(condition)] = person if person is not None and self.is_one(person, ()) else None, condition
        return found[0]

    def is_one(self, person: Case, parts: Iterable[Condition]) -> bool:
        """Return whether a person is possible, spoken of, and meets all of some conditions, by the definition of truth."""
        return all(meaning(part, person) is Truth.MET for part in (*self._among, *parts))

    def someone(self, *parts: Condition) -> Case | None:
        """Return somebody who meets all of some conditions, or None: as few facts as are enough to be sure of it, with ordinary values.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        try:
            drawn = self._store()
            shown = drawn.all_of(parts)
            return None if shown == 0 else self._replayed(drawn.witness(shown, drawn.among()), parts)
        except OverBudgetError:
            return self._solved_someone(parts)

    def two(self, fact: Fact, first: Side, second: Side) -> Pair | None:
        """Return two people who differ in one fact alone, or None.

        Args:
            fact: what they differ in; no set.
            first: the value of the fact for the one, and the conditions that this person meets.
            second: the same for the other.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        try:
            drawn = self._store()
            shown, among = drawn.side_by_side(fact, first, second)
            rest = None if shown == 0 else drawn.witness(shown, among)
        except OverBudgetError:
            rest = self._solved_rest(fact, first, second)
        if rest is None:
            return None
        self._replay_two(rest, fact, first, second)
        one, other = (rest.narrowed(fact.id, frozenset((value,))) for value, _ in (first, second))
        return one, other

    def count(self, *parts: Condition) -> Fraction:
        """Return the share of people who meet all of some conditions, every combination of values counted once.

        Raises:
            UndecidedError: the diagram is over its budget; the solver cannot count.
        """
        try:
            drawn = self._store()
            return Fraction(drawn.count(drawn.all_of(parts)), drawn.count(drawn.among()))
        except OverBudgetError:
            raise UndecidedError from None

    def steps(self, fact: Scalar, conditions: Sequence[Condition]) -> list[int]:
        """Return the ranks of a fact's values at which some condition, or who is possible, can turn, ascending."""
        try:
            drawn = self._store()
            return drawn.steps(fact.id, [drawn.among(), *map(drawn.made, conditions)])
        except OverBudgetError:
            return cuts(fact, (*conditions, *self._among))

    def leaves_open(self, fact: str) -> bool:
        """Return whether everybody stays possible whatever their value of a fact."""
        return all(fact not in given_below(condition) for condition in self._among)

    def certainly_depends(self, fact: str, conditions: Iterable[Condition]) -> bool:
        """Return whether two possible people who differ in one fact alone are told apart by a condition; False also where that takes a closer look."""
        try:
            drawn = self._store()
            if drawn.asks(fact, drawn.among()):
                return False
            # Whoever is possible stays possible whatever the fact is.
            return any(drawn.asks(fact, drawn.all_of((condition,))) for condition in conditions)
        except OverBudgetError:
            return False

    def _store(self, nodes: int | None = None) -> "_Drawn":
        if self._drawn is None or self._drawn.is_full():
            self._drawn = _Drawn(self._order, self._among)
        self._drawn.allow(NODES if nodes is None else nodes)
        return self._drawn

    def _solver(self) -> "_Solved":
        if self._solved is None:
            self._solved = _Solved(self._order, self._among)
        return self._solved

    def _solved_someone(self, parts: Sequence[Condition]) -> Case | None:
        person = self._solver().model(parts)
        return None if person is None else self._replayed(_shrunk(person, AllOf(tuple(parts))), parts)

    def _solved_rest(self, fact: Fact, first: Side, second: Side) -> Case | None:
        parts: list[Condition] = []
        for value, conditions in (first, second):
            reading = as_if(fact, value)
            parts += [reading.of(condition) for condition in (*conditions, *self._among)]
        person = self._solver().model(parts)
        return None if person is None else _shrunk(person, AllOf(tuple(parts)))

    def _replayed(self, told: Case, parts: Sequence[Condition]) -> Case:
        """Return a witness, after somebody of whom it is true has been shown to the definition of truth."""
        person = self._somebody(self._told(told))
        assert person is not None, "a witness is told of somebody"
        assert self.is_one(person, parts), "a witness shows what it is a witness of"
        return told

    def _replay_two(self, rest: Case, fact: Fact, first: Side, second: Side) -> None:
        """Show two people to the definition of truth, of whom all but one fact is told together."""
        possible = map(as_if(fact, second[0]).of, self._among)
        person = self._somebody((*self._told(rest.narrowed(fact.id, frozenset((first[0],)))), *possible))
        assert person is not None, "a pair of witnesses is told of two people"
        for value, parts in (first, second):
            assert self.is_one(person.narrowed(fact.id, frozenset((value,))), parts), "both witnesses show what they are witnesses of"

    def _told(self, told: Case) -> tuple[Condition, ...]:
        """Return what is told of a person as conditions."""
        values = [Among(fact, told.values[name]) for name, fact in self.facts.items() if name in told.values and not isinstance(fact, SetOf)]
        members: list[Condition] = []
        for name, known in told.members.items():
            fact = self.facts[name]
            assert isinstance(fact, SetOf)
            members += [Includes(fact, member) if held else NoneOf((Includes(fact, member),)) for member, held in known.items()]
        return (*values, *members)


def given_below(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the given facts that a condition stands on, in the order named."""
    return tuple(dict.fromkeys(name for fact in facts_of(condition) if not isinstance(fact, Named) for name in base_facts(fact)))


def home_rank(variable: Variable, fact: Fact) -> int:
    """Return the rank of a fact's most ordinary value: its better end, and else its first; no member of a set."""
    if isinstance(fact, YesNo):
        return 1 if fact.worse in {None, YES} else 0
    if isinstance(fact, Scale | Score):
        return len(variable.values) - 1 if worse_end(fact) == "low" else 0
    return 0


class _Drawn:
    """A store of diagrams over everyone."""

    def __init__(self, facts: Sequence[Fact], among: Sequence[Condition]) -> None:
        self._compiler = Compiler(facts, Case(), 1, NODES)
        self._make = self._compiler.diagrams
        self._conditions = tuple(among)
        by_id = {fact.id: fact for fact in facts}
        home = [home_rank(variable, by_id[variable.fact]) for variable in self._make.variables]
        self._witnesses = Witnesses(self._make, home)
        self._numbers = {(variable.fact, variable.member): number for number, variable in enumerate(self._make.variables)}
        self._among: Node | None = None

    def allow(self, nodes: int) -> None:
        """Give a question its own budget."""
        self._make.allow(nodes)

    def is_full(self) -> bool:
        """Return whether a new store should be begun."""
        return self._make.size > MOST_NODES

    def among(self) -> Node:
        """Return who is spoken of."""
        if self._among is None:
            self._among = self._make.lowest(map(self._compiler.condition, self._conditions))
        return self._among

    def made(self, condition: Condition) -> Node:
        """Return a condition."""
        return self._compiler.condition(condition)

    def all_of(self, parts: Iterable[Condition]) -> Node:
        """Return who meets all of some conditions."""
        node = self.among()
        for part in parts:
            if node == 0:
                break
            node = self._met_too(node, part)
        return node

    def _met_too(self, node: Node, part: Condition) -> Node:
        """Return who is in a function and meets a condition; a group is taken apart, since what is met so far keeps the diagrams small."""
        match part:
            case _ if node == 0:
                return node
            case AllOf(parts):
                for each in parts:
                    node = self._met_too(node, each)
                return node
            case NoneOf(parts):
                for each in parts:
                    node = self._unmet_too(node, each)
                return node
            case _:
                return self._make.both(node, self.made(part))

    def _unmet_too(self, node: Node, part: Condition) -> Node:
        if isinstance(part, AnyOf):
            return self._met_too(node, NoneOf(part.parts))
        return self._make.both(node, self._make.negated(self.made(part)))

    def nearest(self, node: Node) -> Case | None:
        """Return somebody in a function who is unremarkable otherwise, told of completely; None when there is nobody."""
        return None if node == 0 else _case(self._make, tuple(self._witnesses.nearest(node)))

    def side_by_side(self, fact: Fact, first: Side, second: Side) -> tuple[Node, Node]:
        """Return for whom conditions hold with one value of a fact, and others with another; and who is possible with both."""
        make = self._make
        number = self._numbers.get((fact.id, None))
        shown = among = make.top
        for value, parts in (first, second):
            rank = -1 if number is None else make.variables[number].values.index(value)
            for kind in ("shown", "among"):
                node = self.all_of(parts) if kind == "shown" else self.among()
                node = node if number is None else make.restricted(node, number, rank)
                if kind == "shown":
                    shown = make.both(shown, node)
                else:
                    among = make.both(among, node)
        return shown, among

    def witness(self, shown: Node, among: Node) -> Case:
        """Return what to tell of somebody in a function, so that everybody of whom it is true is in it."""
        make = self._make
        told = self._witnesses.smallest(shown, make.both(among, make.negated(shown)))
        return _case(make, told)

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


class _Solved:
    """Clauses about everyone, and a solver of them that keeps what it has learnt."""

    def __init__(self, facts: Sequence[Fact], among: Sequence[Condition]) -> None:
        try:
            self._clauses = Clauses(Compiler(facts, Case(), 1, NODES))
            for condition in among:
                self._clauses.require(self._clauses.condition(condition))
        except OverBudgetError:
            raise UndecidedError from None
        self._solver: Solver = self._clauses.solver(SOLVER_WORK)

    def model(self, parts: Sequence[Condition]) -> Case | None:
        """Return somebody who meets all of some conditions, told of completely, or None."""
        try:
            wanted = [literal for part in parts for literal in self._literals(part)]
        except OverBudgetError:
            raise UndecidedError from None
        self._solver.allow(SOLVER_WORK)
        self._clauses.extend(self._solver)
        model = self._solver.model(wanted)
        return None if model is None else self._clauses.person(model, Case())

    def _literals(self, part: Condition) -> list[Literal]:
        """Return what has to hold for a condition to be met; a group of parts that are all needed takes no clause."""
        match part:
            case AllOf(parts):
                return [literal for each in parts for literal in self._literals(each)]
            case NoneOf(parts):
                return [literal for each in parts for literal in self._against(each)]
            case _:
                return [self._clauses.condition(part)]

    def _against(self, part: Condition) -> list[Literal]:
        if isinstance(part, AnyOf):
            return [literal for each in part.parts for literal in self._against(each)]
        return [-self._clauses.condition(part)]


def _shrunk(person: Case, claim: Condition) -> Case:
    """Return a part of what is known of a person that is enough for a condition to be met, none of which can be left out."""
    told = person
    for part in person.parts():
        fewer = told.without(part)
        if meaning(claim, fewer) is Truth.MET:
            told = fewer
    return told


def has_direction(fact: Fact) -> bool:
    """Return whether one end of a fact is declared to be the worse one."""
    return not isinstance(fact, SetOf) and worse_end(fact) is not None


def from_better_to_worse(fact: Fact) -> Sequence[Value]:
    """Return the values of a fact with a declared direction, the best first."""
    assert not isinstance(fact, SetOf)
    values = list(domain(fact))
    # Of a yes-or-no fact yes comes first, and counts as high.
    rises = not isinstance(fact, YesNo)
    return values if (worse_end(fact) == "high") == rises else values[::-1]
