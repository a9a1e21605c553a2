"""Exact answers when facts are unknown: a search over what the person could still turn out to be.

The search splits what is unknown at the thresholds that conditions name and follows only what can still matter. It answers two questions: which outcomes
are possible, and whether a fact can still change the outcome. Both leave out people whom the criteria declare impossible, and both stop at a budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, assert_never

from carelevel.cases import Case
from carelevel.conditions import Among, Condition, Includes, Named, atoms, facts_of
from carelevel.facts import AnyFact, Bands, Choice, Scalar, Scale, Score, SetOf, Sum, Value, Worst, YesNo, base_facts, domain
from carelevel.frozen import record
from carelevel.interpret.directions import Signed, open_atoms
from carelevel.interpret.meaning import meaning, possible_values
from carelevel.truth import Truth

Statuses = tuple[Truth, ...]


class OverBudgetError(Exception):
    """The search was not finished within its budget."""


@dataclass(slots=True)
class Budget:
    """How many steps searches may still take together."""

    steps: int

    def spend(self) -> None:
        """Take one step, or raise when there is none left."""
        if self.steps <= 0:
            raise OverBudgetError
        self.steps -= 1


class Outcome(Protocol):
    """Something that depends on the truth of conditions."""

    @property
    def conditions(self) -> Sequence[Condition]:
        """The conditions it depends on."""

    def judge(self, statuses: Statuses) -> tuple[frozenset[int], Sequence[int]]:
        """Return which outcomes are possible (perhaps one too many), and which unknown conditions can still matter, most telling first.

        When no condition can matter any more there is exactly one outcome.
        """


@record
class State:
    """A case, the truth of the outcome's conditions on it, and that of the impossible combinations."""

    case: Case
    statuses: Statuses
    impossible: Statuses


@record
class Cut:
    """A fact, or a member of a set, and the ways to split what it can still be."""

    fact: str
    member: str | None
    ways: tuple[frozenset[Value], ...]

    def applied(self, case: Case) -> list[Case]:
        """Return the case with each way in turn."""
        if self.member is not None:
            return [case.with_member(self.fact, self.member, "yes" in way) for way in self.ways]
        return [case.narrowed(self.fact, way) for way in self.ways]


@record
class Search:
    """The exact search for one outcome among people who are possible.

    Attributes:
        outcome: what is asked about.
        impossible: conditions that no person meets.
    """

    outcome: Outcome
    impossible: Sequence[Condition]
    _facts: tuple[frozenset[str], ...] = field(init=False)
    _facts_of_impossible: tuple[frozenset[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        # Only conditions that stand on the fact just cut are looked at again.
        object.__setattr__(self, "_facts", tuple(map(_bases, self.outcome.conditions)))
        object.__setattr__(self, "_facts_of_impossible", tuple(map(_bases, self.impossible)))

    def possible(self, case: Case, budget: Budget, found: frozenset[int] = frozenset()) -> frozenset[int]:
        """Return every outcome over the completions of a case; those in `found` are known to be possible.

        Raises:
            OverBudgetError: the budget ran out.
        """
        outcomes = set(found)
        todo = [self._start(case)]
        while todo:
            state = todo.pop()
            budget.spend()
            candidates, live = self.outcome.judge(state.statuses)
            if Truth.MET in state.impossible or candidates <= outcomes:
                continue
            cut = self._next_cut(state, live)
            if cut is None:
                outcomes |= candidates
            else:
                todo += self._split(state, cut)[::-1]
        return frozenset(outcomes)

    def example(self, case: Case, wanted: frozenset[int], budget: Budget) -> Case | None:
        """Return a narrower case whose possible completions all have a wanted outcome, or None when no completion has one.

        Raises:
            OverBudgetError: the budget ran out.
        """
        todo = [self._start(case)]
        while todo:
            state = todo.pop()
            budget.spend()
            candidates, live = self.outcome.judge(state.statuses)
            if Truth.MET in state.impossible or candidates.isdisjoint(wanted):
                continue
            cut = self._next_cut(state, live)
            if cut is None:
                return state.case
            todo += self._split(state, cut)[::-1]
        return None

    def matters(self, fact: str, case: Case, budget: Budget) -> bool:
        """Return whether two possible completions that differ in this fact alone have different outcomes.

        Two people are followed side by side: they share what is known of every other fact, and differ in this one.

        Raises:
            OverBudgetError: the budget ran out.
        """
        naming = frozenset(i for i, facts in enumerate(self._facts) if fact in facts)
        start = self._start(case)
        todo = [(start, start)]
        while todo:
            left, right = todo.pop()
            budget.spend()
            if Truth.MET in left.impossible or Truth.MET in right.impossible:
                continue
            (a, live_a), (b, live_b) = self.outcome.judge(left.statuses), self.outcome.judge(right.statuses)
            if (a == b and len(a) == 1) or (left.statuses == right.statuses and naming.isdisjoint(live_a)):
                continue
            differ = a.isdisjoint(b)
            cut, is_left = self._next_cut(left, () if differ else live_a, naming, fact), True
            if cut is None:
                cut, is_left = self._next_cut(right, () if differ else live_b, naming, fact), False
            if cut is None:
                return True
            todo += reversed(self._pairs(left, right, cut, is_left, fact))
        return False

    def ways(self, fact: AnyFact, case: Case) -> list[Case]:
        """Return the case with each answer to a fact in turn; answers that no condition can tell apart count once."""
        conditions = (*self.outcome.conditions, *self.impossible)
        named = [atom for condition in conditions for atom in atoms(condition) if fact.id in base_facts(atom.fact)]
        if isinstance(fact, SetOf):
            members = [member for member in fact.values if member not in case.members.get(fact.id, ())]
            return [case.with_member(fact.id, member, held) for member in members for held in (True, False)]
        assert isinstance(fact, Scale | Choice | Score | YesNo)
        groups: dict[tuple[object, ...], set[Value]] = {}
        for value in possible_values(fact, case):
            seen = tuple(_seen_by(atom, value) for atom in named if not isinstance(atom, Includes))
            groups.setdefault(seen, set()).add(value)
        return [case.narrowed(fact.id, frozenset(values)) for values in groups.values()]

    def _pairs(self, left: State, right: State, cut: Cut, is_left: bool, fact: str) -> list[tuple[State, State]]:
        """Return both people after a cut: alike in every fact but the one in question."""
        if cut.fact != fact:
            return list(zip(self._split(left, cut), self._split(right, cut), strict=True))
        if is_left:
            return [(state, right) for state in self._split(left, cut)]
        return [(left, state) for state in self._split(right, cut)]

    def _start(self, case: Case) -> State:
        statuses = tuple(meaning(condition, case) for condition in self.outcome.conditions)
        return State(case, statuses, tuple(meaning(condition, case) for condition in self.impossible))

    def _split(self, state: State, cut: Cut) -> list[State]:
        """Return the states after a cut, one for each way; what was decided stays decided."""
        return [
            State(
                case,
                _renewed(self.outcome.conditions, state.statuses, self._facts, cut.fact, case),
                _renewed(self.impossible, state.impossible, self._facts_of_impossible, cut.fact, case),
            )
            for case in cut.applied(state.case)
        ]

    def _next_cut(self, state: State, live: Sequence[int], first: frozenset[int] = frozenset(), fact: str | None = None) -> Cut | None:
        """Return how to split the case next: at a condition that can still matter, else at an impossible combination; None when nothing is open.

        Args:
            state: where the search stands.
            live: the conditions that can still matter.
            first: those of them to make true before the others are made false.
            fact: the fact to split by when an atom stands on several.
        """
        for i in sorted(live, key=lambda i: i not in first):
            signed = next(open_atoms(self.outcome.conditions[i], state.case))
            return cut_at(state.case, signed, eager=not first or i in first, prefer=fact)
        for condition, status in zip(self.impossible, state.impossible, strict=True):
            if status is Truth.UNKNOWN:
                return cut_at(state.case, next(open_atoms(condition, state.case)), eager=False, prefer=fact)
        return None


def _seen_by(atom: Among, value: Value) -> object:
    """Return what an atom sees of a value of a fact below it: whether it is satisfied, or the value itself where other facts take part."""
    match atom.fact:
        case Scale() | Choice() | Score() | YesNo():
            return value in atom.values
        case Bands(of=Score()) as bands:
            return any(low <= int(value) <= high for label, low, high in bands.bands if label in atom.values)
        case _:
            return value


def _renewed(conditions: Sequence[Condition], statuses: Statuses, facts: Sequence[frozenset[str]], changed: str, case: Case) -> Statuses:
    """Return the truth of each condition after one fact has become better known."""
    return tuple(
        meaning(condition, case) if status is Truth.UNKNOWN and changed in named else status
        for condition, status, named in zip(conditions, statuses, facts, strict=True)
    )


def _bases(condition: Condition) -> frozenset[str]:
    """Return the ids of the given facts that a condition stands on."""
    return frozenset(name for fact in facts_of(condition) if not isinstance(fact, Named) for name in base_facts(fact))


def cut_at(case: Case, signed: Signed, *, eager: bool, prefer: str | None = None) -> Cut:
    """Return how to split what is unknown at an open atom; the way that makes its condition true comes first when `eager`."""
    atom, positive = signed
    if isinstance(atom, Includes):
        ways: tuple[frozenset[Value], ...] = (frozenset(("yes",)), frozenset(("no",)))
        return Cut(atom.fact.id, atom.member, ways if positive is eager else ways[::-1])
    base, satisfying = _base_of(atom.fact, atom.values, case, prefer)
    possible = frozenset(possible_values(base, case))
    if satisfying is None:  # several facts together: halve one of them
        order = [value for value in domain(base) if value in possible]
        satisfying = frozenset(order[: len(order) // 2])
    ways = (possible & satisfying, possible - satisfying)
    return Cut(base.id, None, ways if positive is eager else ways[::-1])


def _base_of(fact: Scalar, values: frozenset[Value], case: Case, prefer: str | None) -> tuple[Scalar, frozenset[Value] | None]:
    """Return the given fact to split for an atom, with the values that satisfy it where it alone decides."""
    match fact:
        case Scale() | Choice() | Score() | YesNo():
            return fact, values
        case Bands(of=Score() as score):
            return score, frozenset(v for label, low, high in fact.bands if label in values for v in range(low, high + 1))
        case Sum() | Worst() | Bands():
            open_bases = [base for base in _scalars_below(fact) if len(possible_values(base, case)) > 1]
            return min(open_bases, key=lambda base: (base.id != prefer, -len(possible_values(base, case)))), None
        case _:
            assert_never(fact)


def _scalars_below(fact: AnyFact) -> list[Scalar]:
    """Return the given facts that a derived one stands on."""
    match fact:
        case Sum():
            return [base for part in fact.parts for base in _scalars_below(part.of)]
        case Worst():
            return [base for part in fact.parts for base in _scalars_below(part)]
        case Bands():
            return _scalars_below(fact.of)
        case Scale() | Choice() | Score() | YesNo():
            return [fact]
        case _:
            return []
