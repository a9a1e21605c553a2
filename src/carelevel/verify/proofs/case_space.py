"""All possible people, asked one question at a time: is there a person who meets all of these conditions?

A diagram answers (`logic/diagrams.py`), or a solver where the diagram would be too large (`logic/sat.py`). Each question has a budget of its own, so a hard one
takes nothing from the others. Beyond it, `UndecidedError` says that the answer is not known.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from carelevel.logic.breakpoints import cuts
from carelevel.logic.contradictions import stands
from carelevel.logic.decision_formulas import as_if
from carelevel.logic.meaning import meaning
from carelevel.logic.sat import UndecidedError
from carelevel.logic.variable_order import orders
from carelevel.logic.wide_sums import sums_last, wide_sums
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, Includes, Named, NoneOf, facts_of
from carelevel.model.criteria import Contradiction, Definition
from carelevel.model.facts import Fact, Scalar, SetOf, base_facts
from carelevel.model.problems import DefectError, listed
from carelevel.model.truth import Truth
from carelevel.verify.proofs.by_diagram import DiagramProver, Side
from carelevel.verify.proofs.by_sat import SatProver, shrunk

NODES = 120_000
"""Nodes that one witness or count may add to a diagram before it is given up: about a second."""

FEW_NODES = 15_000
"""Nodes that a yes or no may add to a diagram before the solver is asked: about a tenth of a second."""

FEW_FACTS = 36
"""Facts up to which diagrams ask about them as the conditions name them; beyond, it is worth looking for a better order."""

TRIES = 4
"""How often a diagram may grow too large: for a yes or no, until the solver is always asked first; for a witness, until its diagram gets the small budget."""

MOST_NODES = 400_000
"""Nodes in a store before a new one is begun: with what belongs to them some hundred megabytes."""

SOLVER_WORK = 2_000_000
"""Literals that the solver may follow up for one question: some seconds."""

Pair = tuple[Case, Case]


class CaseSpace:
    """All possible people: every combination of values of some facts that nothing declares impossible, and in which no facts disagree.

    Args:
        facts: the facts that people differ in, in the order of the file.
        nobody: conditions that no possible person meets.
        whom: conditions that everyone in question meets.
        conditions: what questions will mostly be about; facts that these name together are kept together in diagrams.
        contradictions: people in whom facts disagree are left out. They still count as possible completions of a case, so a witness shows its claim for them
            too, and its own facts never disagree.
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        nobody: Sequence[Condition],
        whom: Sequence[Condition],
        conditions: Iterable[Condition],
        contradictions: Iterable[Contradiction] = (),
    ) -> None:
        self.facts = {fact.id: fact for fact in facts}
        self.contradictions = tuple(contradictions)
        self._undisputed = tuple(NoneOf((each.stands,)) for each in self.contradictions)
        named = (*conditions, *nobody, *whom, *self._undisputed)
        self._order = tuple(self.facts[name] for name in _order(self.facts, named))
        self._possible: tuple[Condition, ...] = (*whom, *(NoneOf((condition,)) for condition in nobody))
        self._among: tuple[Condition, ...] = (*self._possible, *self._undisputed)
        self._drawn: DiagramProver | None = None
        self._solved: SatProver | None = None
        self._tries = TRIES
        self._large_tries = TRIES
        self._likely: dict[int, tuple[Case | None, Condition]] = {}
        self._met: dict[int, tuple[Condition, list[Case]]] = {}

    @classmethod
    def of(cls, definition: Definition, *, without_impossible: Iterable[str] = ()) -> "CaseSpace":
        """Return the people that a definition is about; impossible combinations may be allowed again, by their ids."""
        left_out = frozenset(without_impossible)
        nobody = [item.when for item in definition.impossible if item.id not in left_out]
        return cls(definition.facts, nobody, (definition.applies_when,), [criterion.when for criterion in definition.criteria], definition.contradictions)

    def has(self, *parts: Condition) -> bool:
        """Return whether some person meets all of some conditions.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        person = self._somebody(parts)
        if person is not None and parts:
            self._met.setdefault(id(parts[0]), (parts[0], []))[1].append(person)
        return person is not None

    def somebody(self, *parts: Condition) -> Case | None:
        """Return any complete case that meets all of some conditions, or None.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        return self._somebody(parts)

    def _somebody(self, parts: Sequence[Condition]) -> Case | None:
        """Return any complete case that meets all of some conditions."""
        # Often a case that is ordinary but for the first condition will do, without a search.
        likely = self.likely(parts[0]) if parts else None
        if likely is not None and self.is_one(likely, parts[1:]):
            return likely
        if self._tries > 0:
            try:
                drawn = self._store(FEW_NODES)
                return drawn.nearest(drawn.all_of(parts))
            except OverBudgetError:
                self._tries -= 1
        return self._solver().model(parts, SOLVER_WORK)

    def met(self, condition: Condition) -> list[Case]:
        """Return complete cases that meet a condition: those that earlier questions have found, and one that is ordinary otherwise."""
        likely = self.likely(condition)
        _, found = self._met.get(id(condition), (condition, []))
        return [*([] if likely is None else [likely]), *(person for person in found if person != likely)]

    def likely(self, condition: Condition) -> Case | None:
        """Return a complete case that meets a condition and is ordinary otherwise; None where none was found without a search."""
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
        """Return whether a person is possible, is in question, and meets all of some conditions, by the definition of truth."""
        return all(meaning(part, person) is Truth.MET for part in (*self._among, *parts))

    def someone(self, *parts: Condition) -> Case | None:
        """Return a witness that meets all of some conditions, or None: as few facts as are enough to be sure of it, with ordinary values.

        Raises:
            UndecidedError: diagram and solver are over their budgets.
        """
        try:
            drawn = self._large_store()
            shown = drawn.all_of(parts)
            if shown == 0:
                return None
            told = drawn.witness(shown, drawn.against(parts))
            if self.disagree(told):
                told = drawn.witness(shown, drawn.against((*parts, *self._undisputed)))
                # Nobody like that is possible in whom they disagree; as they are recorded, they still do.
                told = self._agreeing(told, parts) if self.disagree(told) else told
            return self._replayed(told, parts)
        except OverBudgetError:
            self._large_tries -= 1
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
            drawn = self._large_store()
            shown, against = drawn.side_by_side(fact, first, second)
            rest = None if shown == 0 else drawn.witness(shown, against)
            if self._disagree_in_one(rest, fact, first, second):
                sides = [(value, (*parts, *self._undisputed)) for value, parts in (first, second)]
                rest = drawn.witness(shown, drawn.side_by_side(fact, *sides)[1])
                rest = self._solved_rest(fact, first, second) if self._disagree_in_one(rest, fact, first, second) else rest
        except OverBudgetError:
            self._large_tries -= 1
            rest = self._solved_rest(fact, first, second)
        if rest is None:
            return None
        self._replay_two(rest, fact, first, second)
        one, other = (rest.narrowed(fact.id, frozenset((value,))) for value, _ in (first, second))
        return one, other

    def can_fall(self, fact: Fact, claim: Condition, *, rising: bool) -> bool:
        """Return whether some person meets a condition, and does not with the next value of a fact; also True where that was not found out.

        Args:
            fact: it bears on nobody's being possible (`leaves_open`); no set.
            claim: the condition.
            rising: whether the next value is the next higher one.
        """
        try:
            drawn = self._large_store()
            return drawn.can_fall(fact, drawn.all_of((claim,)), rising=rising)
        except OverBudgetError:
            self._large_tries -= 1
            return True

    def count(self, *parts: Condition) -> Fraction:
        """Return the share of people who meet all of some conditions, every combination of values counted once; 0 where no person is possible.

        Raises:
            UndecidedError: the diagram is over its budget; the solver cannot count.
        """
        try:
            drawn = self._store()
            everybody = drawn.count(drawn.among())
            return Fraction(drawn.count(drawn.all_of(parts)), everybody) if everybody else Fraction(0)
        except OverBudgetError:
            raise UndecidedError from None

    def steps(self, fact: Scalar, conditions: Sequence[Condition]) -> list[int]:
        """Return the ranks of a fact's values at which some condition, or who is possible, can change, ascending."""
        try:
            drawn = self._large_store()
            return drawn.steps(fact.id, [drawn.among(), *map(drawn.made, conditions)])
        except OverBudgetError:
            self._large_tries -= 1
            return cuts(fact, (*conditions, *self._among))

    def leaves_open(self, fact: str) -> bool:
        """Return whether every person stays possible with every value of a fact."""
        return all(fact not in given_below(condition) for condition in self._among)

    def certainly_depends(self, fact: str, conditions: Iterable[Condition]) -> bool:
        """Return whether a condition certainly differs for two possible people who differ in one fact alone; False where that would have to be proved."""
        try:
            drawn = self._large_store()
            if drawn.asks(fact, drawn.among()):
                return False
            # Every possible person stays possible with every value of the fact.
            return any(drawn.asks(fact, drawn.all_of((condition,))) for condition in conditions)
        except OverBudgetError:
            self._large_tries -= 1
            return False

    def _large_store(self) -> DiagramProver:
        return self._store(NODES if self._large_tries > 0 else FEW_NODES)

    def _store(self, nodes: int | None = None) -> DiagramProver:
        if self._drawn is None or self._drawn.size > MOST_NODES:
            self._drawn = DiagramProver(self._order, self._possible, self._undisputed, NODES)
        self._drawn.allow(NODES if nodes is None else nodes)
        return self._drawn

    def _solver(self) -> SatProver:
        if self._solved is None:
            self._solved = SatProver(self._order, self._among, NODES, SOLVER_WORK)
        return self._solved

    def _solved_someone(self, parts: Sequence[Condition]) -> Case | None:
        person = self._somebody(parts)
        if person is None:
            return None
        told = shrunk(person, AllOf(tuple(parts)))
        return self._replayed(shrunk(person, AllOf((*parts, *self._undisputed))) if self.disagree(told) else told, parts)

    def disagree(self, told: Case) -> bool:
        """Return whether facts disagree in a case."""
        return any(stands(each, told) for each in self.contradictions)

    def _disagree_in_one(self, rest: Case | None, fact: Fact, first: Side, second: Side) -> bool:
        """Return whether facts disagree in one of two people who share all facts but one."""
        return rest is not None and any(self.disagree(rest.narrowed(fact.id, frozenset((value,)))) for value, _ in (first, second))

    def _agreeing(self, told: Case, parts: Sequence[Condition]) -> Case:
        """Return a witness that knows enough for its facts not to disagree, of somebody like another one."""
        person = self._somebody(self.as_conditions(told))
        if person is None:
            raise DefectError("a witness does not show what it is a witness of")
        return shrunk(person, AllOf((*parts, *self._undisputed)))

    def _solved_rest(self, fact: Fact, first: Side, second: Side) -> Case | None:
        parts: list[Condition] = []
        for value, conditions in (first, second):
            reading = as_if(fact, value)
            parts += [reading.of(condition) for condition in (*conditions, *self._among)]
        person = self._solver().model(parts, SOLVER_WORK)
        return None if person is None else shrunk(person, AllOf(tuple(parts)))

    def _replayed(self, told: Case, parts: Sequence[Condition]) -> Case:
        """Return a witness, after the definition of truth has confirmed it on a person who matches it.

        Raises:
            DefectError: the person does not show what the witness was to show.
        """
        person = self._somebody(self.as_conditions(told))
        if person is None or not self.is_one(person, parts):
            raise DefectError("a witness does not show what it is a witness of")
        return told

    def _replay_two(self, rest: Case, fact: Fact, first: Side, second: Side) -> None:
        """Confirm a pair of witnesses, which share all facts but one, by the definition of truth.

        Raises:
            DefectError: the two do not show what they were to show.
        """
        possible = map(as_if(fact, second[0]).of, self._among)
        person = self._somebody((*self.as_conditions(rest.narrowed(fact.id, frozenset((first[0],)))), *possible))
        if person is None or not all(self.is_one(person.narrowed(fact.id, frozenset((value,))), parts) for value, parts in (first, second)):
            raise DefectError("a pair of witnesses does not show what it is one of")

    def as_conditions(self, case: Case) -> tuple[Condition, ...]:
        """Return what is known of a person as conditions."""
        values = [Among(fact, case.values[name]) for name, fact in self.facts.items() if name in case.values and not isinstance(fact, SetOf)]
        members: list[Condition] = []
        for name, known in case.members.items():
            fact = self.facts[name]
            assert isinstance(fact, SetOf)
            members += [Includes(fact, member) if held else NoneOf((Includes(fact, member),)) for member, held in known.items()]
        return (*values, *members)


def _order(facts: Iterable[str], conditions: Sequence[Condition]) -> Sequence[str]:
    """Return all facts in the order in which diagrams ask about them: as conditions name them, or, of many facts, those of a condition close together.

    Facts that no condition names follow: an invariant, or the bands of a score, may still ask about them. Scores of wide sums are last.
    """
    groups = [given_below(condition) for condition in conditions]
    named = list(dict.fromkeys(name for group in groups for name in group))
    closest = named if len(named) <= FEW_FACTS else list(orders(named, groups))[-1]
    return sums_last(tuple(dict.fromkeys((*closest, *facts))), wide_sums(conditions))


def disagreeing(definition: Definition) -> str:
    """Return which cases proofs leave out because they contradict themselves; empty when there are none."""
    if not definition.contradictions:
        return ""
    stand = [item.stands for item in definition.contradictions]
    everybody = CaseSpace(definition.facts, [item.when for item in definition.impossible], (), stand)
    try:
        share = everybody.count(AnyOf(tuple(stand)))
    except UndecidedError:
        counted = ""
    else:
        if not share:
            return ""
        counted = f", {percent(share)} of all possible cases"
    return f"proofs leave out cases that contradict themselves ({listed([item.id for item in definition.contradictions])}){counted}"


def percent(share: Fraction) -> str:
    """Return a share in percent, with two significant digits.

    >>> percent(Fraction(1, 3)), percent(Fraction(1, 40_000)), percent(Fraction(0))
    ('33 %', '0.0025 %', '0 %')
    """
    return f"{float(share * 100):.2g} %" if share < 1 else "100 %"


def given_below(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the given facts that a condition depends on, in the order named."""
    return tuple(dict.fromkeys(name for fact in facts_of(condition) if not isinstance(fact, Named) for name in base_facts(fact)))
