"""Drawn criteria sets with so few people that everybody can be written down, each with their level by the definition of truth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from carelevel.api import CriteriaSet
from carelevel.logic.levels import level_range, rules_of
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Among, Condition, CountOf
from carelevel.model.criteria import Criterion, Definition, Level
from carelevel.model.facts import Fact, SetOf, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth
from tests.property.drawn_sets import Drawing

MOST_PEOPLE = 150
"""People whom a drawn set may have."""

MOST_CRITERIA = 5
"""Criteria that bear on the level, up to which every set of them is tried."""

Value = object


class Sayable(Drawing):
    """Criteria sets that a file could hold: every condition says something."""

    def _fact(self, number: int) -> Fact:
        fact = super()._fact(number)
        return fact if isinstance(fact, SetOf) or len(domain(fact)) > 1 else self._fact(number)

    def _atom(self) -> Condition:
        atom = super()._atom()
        return atom if not isinstance(atom, Among) or 0 < len(atom.values) < len(domain(atom.fact)) else self._atom()

    def condition(self, depth: int) -> Condition:
        condition = super().condition(depth)
        if isinstance(condition, CountOf):
            many, count = len(condition.parts), self.chance.randint(1, len(condition.parts))
            fewest, most = self.chance.choice(((count, many), (0, count - 1), (count, count)))
            return CountOf(condition.parts, fewest, most)
        return condition


class RulesOut(Drawing):
    """Criteria sets some criteria of which rule levels out."""

    def _criterion(self, number: int, levels: tuple[Level, ...]) -> Criterion:
        made = super()._criterion(number, levels)
        inner = [level.id for level in levels[1:-1]]
        if not inner or self.chance.random() < 0.7:
            return made
        out = tuple(name for name in inner if self.chance.random() < 0.5) or tuple(inner[:1])
        return replace(made, effect="rules_out", level=out[0], adds=(), rules_out=out)


class SayableRulesOut(RulesOut, Sayable):
    """Criteria sets that a file could hold, some criteria of which rule levels out."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom everything is known: each fact's value (a set: its members), the rank of the level, and the criteria met that bear on it."""

    values: dict[str, Value]
    rank: int
    met: frozenset[str]
    is_meant: bool


class World:
    """A criteria set with everybody who is possible under it."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.criteria = CriteriaSet(definition, ())
        self.pairs = rules_of(definition)
        self.top = len(definition.levels) - 1
        self.people = list(self._everyone())
        self._levels: dict[frozenset[str], int] = {}

    def _everyone(self) -> Iterator[Person]:
        facts = self.definition.facts
        for values in product(*(values_of(fact) for fact in facts)):
            given = dict(zip((fact.id for fact in facts), values, strict=True))
            case = self.case_of(given)
            if all(meaning(item.when, case) is Truth.UNMET for item in self.definition.impossible):
                met = frozenset(criterion.id for criterion, _ in self.pairs if meaning(criterion.when, case) is Truth.MET)
                yield Person(given, self.level(met), met, meaning(self.definition.applies_when, case) is Truth.MET)

    def case_of(self, given: dict[str, Value]) -> Case:
        values: dict[str, frozenset[Value]] = {}
        members: dict[str, FrozenDict[str, bool]] = {}
        for fact in self.definition.facts:
            value = given[fact.id]
            if isinstance(value, frozenset):
                assert isinstance(fact, SetOf)
                members[fact.id] = FrozenDict({member: member in value for member in fact.values})
            else:
                values[fact.id] = frozenset((value,))
        return Case(FrozenDict(values), FrozenDict(members))  # type: ignore[arg-type]

    def level(self, met: frozenset[str]) -> int:
        statuses = [Truth.MET if criterion.id in met else Truth.UNMET for criterion, _ in self.pairs]
        return level_range([rule for _, rule in self.pairs], statuses, self.top).lowest

    def like(self, case: Case) -> list[Person]:
        return [person for person in self.people if not self.differs(case, person)]

    def differs(self, case: Case, person: Person) -> frozenset[Part]:
        """Return in which parts a person is not as recorded."""
        values = {(name, None) for name, known in case.values.items() if person.values[name] not in known}
        members = {(name, m) for name, known in case.members.items() for m, held in known.items() if (m in person.values[name]) is not held}  # type: ignore[operator]
        return frozenset(values | members)


def values_of(fact: object) -> list[Value]:
    if isinstance(fact, SetOf):
        return [frozenset(m for m, held in zip(fact.values, way, strict=True) if held) for way in product((False, True), repeat=len(fact.values))]
    return list(domain(fact))  # type: ignore[arg-type]


def worlds(seed: int | str, *, ruling: bool = False) -> Iterator[tuple[World, Drawing]]:
    """Yield criteria sets with few people, one after the other; with `ruling`, some of which rule levels out."""
    drawing = SayableRulesOut(seed) if ruling else Sayable(seed)
    while True:
        definition = drawing.definition()
        if prod(len(values_of(fact)) for fact in definition.facts) > MOST_PEOPLE:
            continue
        bearing = [criterion for criterion in definition.criteria if criterion.level is not None]
        if bearing and len(bearing) <= MOST_CRITERIA:
            yield World(definition), drawing
