"""What a definition decides, written as conditions.

"The level is at least this one", "this service is added", "this fact had another value": each is a condition like those that authors write. Every proof is then
the same question, whether a possible person meets a condition, and the definition of truth (`logic/meaning.py`) can check its answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from carelevel.logic.levels import by_effect, lowers, reaches, rules_of
from carelevel.model.conditions import (
    EVERYBODY,
    NOBODY,
    AllOf,
    Among,
    AnyOf,
    Atom,
    Condition,
    CountOf,
    Holds,
    Includes,
    NoneOf,
    counted,
    is_on_points,
    with_parts,
)
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import Bands, Choice, Fact, Percent, Points, Scalar, Scale, Score, SetOf, Sum, Value, Weighted, Worst, YesNo, base_facts
from carelevel.model.operators import LevelEffect


class Decisions:
    """What a definition decides about a person, as conditions; each is made once, so that it is worked out once.

    >>> import carelevel
    >>> from carelevel.logic.meaning import meaning
    >>> criteria = carelevel.load("adult-mental-health")
    >>> meaning(Decisions(criteria.definition).at_least(3), criteria.case({"suicide_risk": "imminent"}))
    <Truth.MET: 'met'>
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._ranks = definition.ranks()
        self._made: dict[tuple[str, object], Condition] = {}

    @property
    def top(self) -> int:
        """The rank of the most intensive level."""
        return len(self._ranks) - 1

    def rank(self, criterion: Criterion) -> int:
        """Return the rank of a criterion's level."""
        return self._ranks[criterion.level or ""]

    def saying(self, effect: LevelEffect, is_wanted: Callable[[int], bool]) -> list[Criterion]:
        """Return the criteria with an effect whose level has a wanted rank."""
        by = by_effect(rules_of(self.definition))
        match effect:
            case "requires":
                pairs = by.required
            case "suggests":
                pairs = by.suggested
            case "limits_to":
                pairs = by.limits
            case "rules_out":
                pairs = by.ruling
            case _:
                assert_never(effect)
        return [criterion for criterion, rule in pairs if any(map(is_wanted, rule.ruled_out or (rule.rank,)))]

    def required(self, rank: int, left_out: Criterion | None = None) -> Condition:
        """Return "nothing below this level is adequate": R is at least the rank."""
        if rank == 0:
            return EVERYBODY
        return self._once("required", (rank, _id(left_out)), lambda: met_by_any(self.saying("requires", lambda other: other >= rank), left_out))

    def suggested(self, rank: int, left_out: Criterion | None = None) -> Condition:
        """Return "this level or more is suggested", whatever else is required or limits it."""
        if rank == 0:
            return EVERYBODY
        return self._once("suggested", (rank, _id(left_out)), lambda: met_by_any(self.saying("suggests", lambda other: other >= rank), left_out))

    def indicated(self, rank: int) -> Condition:
        """Return "this level or more is suggested or required": S is at least the rank."""
        return EVERYBODY if rank == 0 else self._once("indicated", rank, lambda: AnyOf((self.required(rank), self.suggested(rank))))

    def limited(self, rank: int, left_out: Criterion | None = None) -> Condition:
        """Return "a limit is below this level": L is below the rank."""
        return self._once("limited", (rank, _id(left_out)), lambda: met_by_any(self.saying("limits_to", lambda other: other < rank), left_out))

    def ruled_out(self, rank: int, left_out: Criterion | None = None) -> Condition:
        """Return "this level is ruled out"."""
        return self._once("ruled out", (rank, _id(left_out)), lambda: met_by_any(self.saying("rules_out", rank.__eq__), left_out))

    def at_least(self, rank: int) -> Condition:
        """Return "the level is this one or a more intensive one"."""
        if rank <= 0:
            return EVERYBODY
        if rank > self.top:
            return NOBODY
        return self._once(
            "at least", rank, lambda: reaches(self, (self.required(rank),), (self.suggested(rank),), (self.limited(rank),), self._raised_to(rank))
        )

    def _raised_to(self, rank: int) -> tuple[Condition, ...]:
        """Return "the level is at least the one below, which is ruled out"; nothing where no criterion rules it out."""
        return (AllOf((self.at_least(rank - 1), self.ruled_out(rank - 1))),) if self.saying("rules_out", (rank - 1).__eq__) else ()

    def unraised_at_least(self, rank: int) -> Condition:
        """Return "the level would be this one or a more intensive one if nothing was ruled out": `max(R, min(S, L))` is at least the rank."""
        if rank <= 0:
            return EVERYBODY
        if rank > self.top:
            return NOBODY
        return self._once("unraised at least", rank, lambda: reaches(self, (self.required(rank),), (self.suggested(rank),), (self.limited(rank),)))

    def is_level(self, rank: int) -> tuple[Condition, ...]:
        """Return "the level is this one", in parts."""
        return self.at_least(rank), self.negated(self.at_least(rank + 1))

    def one_of(self, levels: Iterable[str]) -> Condition:
        """Return "the level is one of these"."""
        return AnyOf(tuple(AllOf(self.is_level(self._ranks[level])) for level in levels))

    def adds(self, service: str) -> Condition:
        """Return "care should include this service"."""
        return self._once("adds", service, lambda: AnyOf(tuple(each.when for each in self.definition.criteria if service in each.adds)))

    def all_of(self, parts: Iterable[Condition]) -> Condition:
        """Return "every part is met"; a single part is returned as it is."""
        every = tuple(parts)
        return every[0] if len(every) == 1 else AllOf(every)

    def any_of(self, parts: Iterable[Condition]) -> Condition:
        """Return "some part is met"; a single part is returned as it is."""
        every = tuple(parts)
        return every[0] if len(every) == 1 else AnyOf(every)

    def negated(self, condition: Condition) -> Condition:
        """Return the opposite of a condition."""
        return self._once("not", id(condition), lambda: NoneOf((condition,)))

    def required_is(self, rank: int) -> Condition:
        """Return "what is required is this level"; of the lowest, that nothing is required."""
        return self._once("required is", rank, lambda: AllOf((self.required(rank), self.negated(self.required(rank + 1)))))

    def requirements(self) -> tuple[Condition, ...]:
        """Return "nothing below this level is adequate" of each level but the lowest."""
        return tuple(self.required(rank) for rank in range(1, self.top + 1))

    def is_barrier(self, criterion: Criterion) -> Condition:
        """Return "this limit lowered the level, or would have but for a requirement": it is met, and more is suggested or required."""
        return self._once("barrier", criterion.id, lambda: AllOf((criterion.when, self.indicated(self.rank(criterion) + 1))))

    def is_ruling(self, criterion: Criterion) -> Condition:
        """Return "what this criterion rules out raised the level": it is met, and the level would be one of those if nothing ruled that one out."""
        ranks = [self._ranks[level] for level in criterion.rules_out]
        return self._once("ruling", criterion.id, lambda: AllOf((criterion.when, AnyOf(tuple(map(self.arrives_at, ranks))))))

    def arrives_at(self, rank: int) -> Condition:
        """Return "the level would be this one if nothing ruled it out", whatever else is ruled out."""
        return self._once("arrives", rank, lambda: AllOf((self.at_least(rank), self.negated(self.unraised_at_least(rank + 1)))))

    def overshoots(self) -> Condition:
        """Return "the level is two levels or more above everything suggested or required, or the most intensive one and above that"."""
        beyond = [(self.at_least(min(rank + 2, self.top)), self.negated(self.indicated(rank + 1))) for rank in range(self.top)]
        return self._once("overshoots", None, lambda: AnyOf(tuple(map(AllOf, beyond))))

    def is_reason_for_lowest(self, criterion: Criterion) -> Condition:
        """Return "the level is the lowest one, and this criterion, which suggests it, is met"."""
        return self._once("reason", criterion.id, lambda: AllOf((criterion.when, self.negated(self.at_least(1)))))

    def answers(self) -> dict[str, Condition]:
        """Return everything that is decided, by name: the steps of the level, services, barriers, reasons for the lowest level, what is ruled out."""
        steps = {f"level {rank}": self.at_least(rank) for rank in range(1, self.top + 1)}
        services = {f"service {service}": self.adds(service) for criterion in self.definition.criteria for service in criterion.adds}
        limits = [criterion for criterion in self.definition.criteria if lowers(criterion.effect)]
        barriers = {f"barrier {criterion.id}": self.is_barrier(criterion) for criterion in limits}
        reasons = {f"reason {each.id}": self.is_reason_for_lowest(each) for each in self.saying("suggests", lambda rank: rank == 0)}
        return {**steps, **services, **barriers, **reasons, **self._raising()}

    def _raising(self) -> dict[str, Condition]:
        """Return what is decided where levels are ruled out, by name: from which level it was raised, and through which criteria."""
        ruling = self.saying("rules_out", lambda _: True)
        unraised = {f"raised from less than {rank}": self.unraised_at_least(rank) for rank in range(1, self.top + 1)} if ruling else {}
        return {**unraised, **{f"ruled out {each.id}": self.is_ruling(each) for each in ruling}}

    def _once(self, what: str, about: object, make: Callable[[], Condition]) -> Condition:
        key = (what, about)
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def _id(criterion: Criterion | None) -> str | None:
    return None if criterion is None else criterion.id


def met_by_any(criteria: Iterable[Criterion], left_out: Criterion | None = None) -> Condition:
    """Return "some criterion of these is met"."""
    return AnyOf(tuple(each.when for each in criteria if left_out is None or each.id != left_out.id))


def differ(a: Condition, b: Condition) -> Condition:
    """Return "exactly one of these is met"."""
    return CountOf((a, b), 1, 1)


def has_value(fact: Scalar, value: Value) -> Condition:
    """Return "the fact has this value"."""
    return Among(fact, frozenset((value,)))


class Rewriting:
    """Rewrites conditions atom by atom. A condition that does not change is returned as the same object, so that it is compiled once."""

    def __init__(self, change: Callable[[Atom], Condition]) -> None:
        self._change = change
        self._made: dict[int, tuple[Condition, Condition]] = {}

    def of(self, condition: Condition) -> Condition:
        """Return a condition with its atoms changed."""
        found = self._made.get(id(condition))
        if found is None:
            found = self._made[id(condition)] = self._rewritten(condition), condition
        return found[0]

    def definition(self, definition: Definition) -> Definition:
        """Return a definition with the atoms of its criteria changed."""
        return replace(definition, criteria=tuple(map(self._criterion, definition.criteria)))

    def _criterion(self, criterion: Criterion) -> Criterion:
        when = self.of(criterion.when)
        return criterion if when is criterion.when else replace(criterion, when=when)

    def _rewritten(self, condition: Condition) -> Condition:
        match condition:
            case Among() if is_on_points(condition):
                count = counted(condition)
                made = self.of(count)
                return condition if made is count else made
            case Among() | Includes():
                return self._change(condition)
            case Holds(named, expected):
                made = self.of(named.when)
                return condition if made is named.when else (made if expected else NoneOf((made,)))
            case _:
                return with_parts(condition, self.of)


def as_if(fact: Fact, value: Value) -> Rewriting:
    """Return a rewriting in which a fact, no set, has one certain value: conditions as they are for the same person with that fact changed."""
    fixed = _Fixed(fact, value)
    return Rewriting(lambda atom: Among(fixed.scalar(atom.fact), atom.values) if isinstance(atom, Among) and fact.id in base_facts(atom.fact) else atom)


def without_members(fact: SetOf) -> Rewriting:
    """Return a rewriting in which a set has no members."""
    return Rewriting(lambda atom: NOBODY if isinstance(atom, Includes) and atom.fact.id == fact.id else atom)


class _Fixed:
    """Derived facts with one of their given facts at a certain value."""

    def __init__(self, fact: Fact, value: Value) -> None:
        self._fact = fact
        self._value = value
        # A name that no fact can have: the fact itself may still be open elsewhere in the same proof.
        self._name = f"{fact.id} as {value}"

    def scalar(self, fact: Scalar) -> Scalar:
        assert not isinstance(fact, Points)  # atoms on points are rewritten as counts
        match fact:
            case Score() | Sum():
                return self._score(fact)
            case Percent():
                return self._percent(fact)
            case Scale() | Worst() | Bands():
                return self._scale(fact)
            case Choice() | YesNo():
                return Choice(self._name, fact.about, (str(self._value),)) if fact.id == self._fact.id else fact
            case _:
                assert_never(fact)

    def _score(self, fact: Score | Sum) -> Score | Sum:
        if isinstance(fact, Sum):
            return replace(fact, parts=tuple(Weighted(self._score(part.of), part.times) for part in fact.parts))
        # A sum can still be above its top when one of its scores is at a certain value.
        return replace(fact, id=self._name, low=int(self._value), high=int(self._value), beyond=0, or_never=False) if fact.id == self._fact.id else fact

    def _percent(self, fact: Percent) -> Percent:
        return replace(fact, of=self._score(fact.of), to=self._score(fact.to))

    def _scale(self, fact: Scale | Worst | Bands) -> Scale | Worst | Bands:
        match fact:
            case Scale():
                return Scale(self._name, fact.about, (str(self._value),), fact.worse) if fact.id == self._fact.id else fact
            case Worst():
                return replace(fact, parts=tuple(map(self._scale, fact.parts)))
            case Bands():
                assert not isinstance(fact.of, Points)
                score = self._percent(fact.of) if isinstance(fact.of, Percent) else self._score(fact.of)
                return fact if score is fact.of else replace(fact, of=score)
            case _:
                assert_never(fact)
