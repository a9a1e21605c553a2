"""Coverage: what examples and vignettes reach of a criteria set, and what they miss.

An example tests its own criterion, or its section. It reaches that one's leaves and those of the named conditions that it depends on, and nothing else. A
vignette tests the whole answer. A vignette that is still to do, and one that fails, checks nothing and reaches nothing.
"""

from collections.abc import Container, Iterator, Sequence
from fractions import Fraction

from carelevel.logic.awarding import points_in
from carelevel.logic.contradictions import undisputed
from carelevel.logic.documentation import documented
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.levels import level_range
from carelevel.logic.meaning import meaning, possible_values
from carelevel.logic.possible_levels import possible_ranks, service_outlook
from carelevel.logic.sat import UndecidedError
from carelevel.logic.work import proofs
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Definition, Example
from carelevel.model.facts import with_more
from carelevel.model.frozen import record
from carelevel.model.truth import Truth
from carelevel.verify.proofs.case_space import CaseSpace
from carelevel.verify.testing.atoms import Key, named_in
from carelevel.verify.testing.coverage_goals import Decides, Documents, Goal, LeavesOut, Reaches, Side, Status, without_criterion


@record
class Check:
    """A case that tests look at.

    Attributes:
        case: what is known of the person.
        of: the conditions that the test is about; None for all of them, for a vignette.
    """

    case: Case
    of: frozenset[Key] | None = None


@record
class Coverage:
    """How much of what can be reached is reached.

    Attributes:
        goals: everything that should be reached.
        reached: what was.
        missing: what was not reached, although some person could reach it.
        unreachable: what is proved that no person can reach; it does not count.
        undecided: what was not reached, where the budget did not decide whether any person could; it counts as missing.
    """

    goals: tuple[Goal, ...]
    reached: tuple[Goal, ...]
    missing: tuple[Goal, ...]
    unreachable: tuple[Goal, ...]
    undecided: tuple[Goal, ...]

    @property
    def share(self) -> Fraction:
        """How much of what can be reached is reached, from 0 to 1."""
        total = len(self.goals) - len(self.unreachable)
        return Fraction(len(self.reached), total) if total else Fraction(1)


def examples_as_checks(definition: Definition) -> Iterator[Check]:
    """Yield the examples of criteria and sections as checks."""
    for phase in definition.sections:
        yield from _as_checks(definition, ("sections", phase.id), phase.when, phase.examples)
    for criterion in definition.criteria:
        yield from _as_checks(definition, ("criteria", criterion.id), criterion.own, criterion.examples)


def _as_checks(definition: Definition, key: Key, when: Condition, examples: Sequence[Example]) -> Iterator[Check]:
    names = [*(named.id for named in named_in(when)), *(points.id for points in points_in(when))]
    of: frozenset[Key] = frozenset((key, *(("derived", name) for name in names)))
    for example in examples:
        yield Check(undisputed(definition, example.case), of)


@proofs()
def coverage(definition: Definition, goals: Sequence[Goal], checks: Sequence[Check]) -> Coverage:
    """Return which goals some checks reach, and for each of the others whether any person could, which is proved."""
    positions = Measure(definition, goals).reached(checks)
    found: dict[bool | None, list[Goal]] = {True: [], False: [], None: []}
    everyone = CaseSpace.of(definition)
    for position, goal in enumerate(goals):
        if position not in positions:
            found[_can_be_reached(definition, everyone, goal)].append(goal)
    reached = tuple(goal for position, goal in enumerate(goals) if position in positions)
    return Coverage(tuple(goals), reached, tuple(found[True]), tuple(found[False]), tuple(found[None]))


def _can_be_reached(definition: Definition, everyone: CaseSpace, goal: Goal) -> bool | None:
    """Return whether any person can reach a goal; None when the budget did not decide it."""
    if goal.key is not None and goal.key[0] == "applies_when":
        # A person whom the criteria are not for is a test of `applies_when` too.
        everyone = anybody(definition)
    try:
        return everyone.has(goal.whom)
    except UndecidedError:
        return None


def anybody(definition: Definition) -> CaseSpace:
    """Return all possible people without disagreeing facts, including those whom the criteria are not for."""
    nobody = [item.when for item in definition.impossible]
    documents = (condition for item in definition.documentation for condition in item.conditions)
    conditions = [definition.applies_when, *(each.when for each in definition.criteria), *documents]
    return CaseSpace(definition.facts, nobody, [], conditions, definition.contradictions)


class Measure:
    """Finds what checks reach.

    Args:
        definition: the criteria.
        goals: what is to be reached; positions are those in this sequence.
    """

    def __init__(self, definition: Definition, goals: Sequence[Goal]) -> None:
        self._engines = _Engines(definition)
        self._plain = {position: goal for position, goal in enumerate(goals) if isinstance(goal.aim, Status | Side | LeavesOut)}
        self._effects = {position: goal for position, goal in enumerate(goals) if isinstance(goal.aim, Decides | Reaches | Documents)}

    def reached(self, checks: Sequence[Check], left: Container[int] | None = None) -> set[int]:
        """Return the positions of the goals that some checks reach; with `left`, of those alone."""
        plain, effects = ({at: goal for at, goal in goals.items() if left is None or at in left} for goals in (self._plain, self._effects))
        reached = {position for position, goal in plain.items() if any(_reaches(goal, check) for check in checks)}
        for check in checks:
            if check.of is None and self._engines.are_for(check.case):
                answer = _Answer(self._engines, check.case)
                for position in [position for position, goal in effects.items() if answer.has(goal)]:
                    del effects[position]
                    reached.add(position)
        return reached


def _reaches(goal: Goal, check: Check) -> bool:
    if check.of is not None and goal.key not in check.of:
        return False
    match goal.aim:
        case Status(leaf, truth):
            return meaning(leaf, check.case) is truth
        case LeavesOut(part):
            return meaning(part.when, check.case) is Truth.UNMET
        case Side(fact, value):
            possible = possible_values(fact, check.case)
            return value in possible and with_more(fact, (value,)).issuperset(possible)
        case _:
            return False


class _Engines:
    """A definition, and the same without each of its criteria, made ready to be asked."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.whole = PreparedCriteria.of(definition)
        self.without = {criterion.id: PreparedCriteria.of(without_criterion(definition, criterion)) for criterion in definition.criteria}

    def are_for(self, case: Case) -> bool:
        """Return whether the criteria are, or may be, for a person."""
        return meaning(self.definition.applies_when, case) is not Truth.UNMET


class _Answer:
    """The answer for one person, and the answer without one of the criteria that the person meets."""

    def __init__(self, engines: _Engines, case: Case) -> None:
        self._engines = engines
        self._case = case
        self._ranks = possible_ranks(engines.whole, case)
        self._statuses = {criterion.id: meaning(criterion.when, case) for criterion in engines.definition.criteria}

    def has(self, goal: Goal) -> bool:
        """Return whether the person reaches a goal."""
        match goal.aim:
            case Reaches(level):
                return self._levels() == [level]
            case Documents(item, status):
                return not {*item.levels}.isdisjoint(self._levels()) and documented(item, self._case) == status
            case Decides(name, service):
                is_met = self._statuses[name] is Truth.MET
                return is_met and (self._decides(name) if service is None else self._is_alone(name, service))
            case _:
                return False

    def _levels(self) -> list[str]:
        return [self._engines.definition.levels[rank].id for rank in self._ranks]

    def _decides(self, name: str) -> bool:
        """Return whether the possible levels would be others without a criterion."""
        without = self._engines.without[name]
        if len(self._ranks) == 1:
            # Mostly everything that bears on the level is known, and then the range is exact.
            known = level_range(without.rules, without.statuses(self._case), without.top)
            if known.lowest == known.highest:
                return known.lowest != self._ranks[0]
        return possible_ranks(without, self._case) != self._ranks

    def _is_alone(self, name: str, service: str) -> bool:
        """Return whether a service would not be certain without a criterion."""
        others = [self._statuses[other.id] for other in self._engines.definition.criteria if service in other.adds and other.id != name]
        if Truth.MET in others:
            return False
        return Truth.UNKNOWN not in others or service_outlook(self._engines.without[name], self._case, service).can_be_left_out
