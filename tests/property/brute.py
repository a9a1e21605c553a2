"""What `check` should find in a small set, by looking at every person: written on the plain data of the oracle, without a line of carelevel."""

from collections.abc import Iterator
from typing import Any

from tests.property.oracle import (
    Person,
    Plain,
    direction_of,
    everything,
    facts_in,
    given_facts_below,
    holds,
    kind_of,
    level_from,
    met_by,
    people,
    rsl,
    values_of,
)

Found = set[tuple[str, str]]
Answer = tuple[int, frozenset[str], frozenset[str]]


class Brute:
    """Everyone whom a set is about, each with the criteria that they meet."""

    def __init__(self, criteria: Plain) -> None:
        self.criteria = criteria
        self.order = list(criteria["levels"])
        self.by_id = {each["id"]: each for each in criteria["criteria"]}
        whom = criteria.get("applies_when")
        self.people = [person for person in people(criteria, everything(criteria)) if whom is None or holds(criteria, whom, person)]
        self.met = [frozenset(met_by(criteria, person)) for person in self.people]
        self.sound = frozenset(self.by_id)
        self.found: Found = set()

    def all(self) -> Found:
        """Return every finding as its code and what it is about."""
        if not self.people:
            return {("says-nothing", self.criteria["id"])}
        self.found = {(code, name) for name in self.by_id for code in self._met_by_all_or_none(name)}
        self.sound = frozenset(self.by_id) - {name for _, name in self.found}
        self.found |= {(code, name) for name in self.sound for code in self._without_effect(name)}
        faulty = {name for _, name in self.found}
        self.found |= {("level-never-reached", level) for level in self.order if self._is_nobodys(level, faulty)}
        for name in self.criteria["facts"]:
            naming = {each["id"] for each in self.criteria["criteria"] if name in facts_in(self.criteria, each["when"])}
            if naming and not naming <= faulty:
                self.found |= {(code, name) for code in self._fact(name)}
        return self.found

    def level(self, met: frozenset[str]) -> int:
        return level_from(*rsl(self.criteria, met))

    def answer(self, met: frozenset[str]) -> Answer:
        """Return the level, the services, and the barriers and reasons for the lowest level of those who meet these criteria."""
        suggested = rsl(self.criteria, met)[1]
        limits = {name: self.order.index(self.by_id[name]["limits_to"]) for name in met if "limits_to" in self.by_id[name]}
        services = frozenset(service for name in met for service in self.by_id[name].get("adds", ()))
        barriers = {name for name, rank in limits.items() if rank < suggested}
        reasons = {name for name in met if self.by_id[name].get("suggests") == self.order[0] and self.level(met) == 0}
        return self.level(met), services, frozenset(barriers | reasons)

    def _met_by_all_or_none(self, name: str) -> Iterator[str]:
        if not any(name in met for met in self.met):
            yield "never-met"
        elif all(name in met for met in self.met):
            yield "always-met"

    def _without_effect(self, name: str) -> Iterator[str]:
        own = self.by_id[name]
        mets = [met & self.sound for met in self.met if name in met]
        if "adds" in own:
            if all(self.answer(met) == self.answer(met - {name}) for met in mets):
                yield "subsumed"
        elif "limits_to" in own:
            rank = self.order.index(own["limits_to"])
            if not any(rsl(self.criteria, met)[1] > rank for met in mets):
                yield "never-limits"
            elif any(
                all(other in met for met in mets)
                for other in self.sound - {name}
                if self.order.index(self.by_id[other].get("limits_to", self.order[-1])) <= rank and "limits_to" in self.by_id[other]
            ):
                yield "subsumed"
        elif own.get("suggests") != self.order[0] and all(self.level(met) == self.level(met - {name}) for met in mets):
            yield "never-decides"

    def _is_nobodys(self, level: str, faulty: set[str]) -> bool:
        if any(level in each.values() for name, each in self.by_id.items() if name in faulty):
            return False
        return all(self.order[self.level(met & self.sound)] != level for met in self.met)

    def _fact(self, name: str) -> Iterator[str]:
        values: list[Any] = [frozenset()] if kind_of(self.criteria, name) == "set" else values_of(self.criteria, name)
        if any(
            all(self._as(person, name, value) == self.answer(met & self.sound) for person, met in zip(self.people, self.met, strict=True)) for value in values
        ):
            yield "fact-never-matters"
            return
        best_first = self.best_first(name)
        if best_first:
            if self._goes_wrong(name, best_first):
                yield "wrong-direction"
            if any(person[name] == best_first[-1] and not met for person, met in zip(self.people, self.met, strict=True)):
                yield "nothing-met"

    def _as(self, person: Person, name: str, value: Any) -> Answer:
        return self.answer(frozenset(met_by(self.criteria, {**person, name: value})) & self.sound)

    def best_first(self, name: str) -> list[Any]:
        """Return the values of a fact with a declared direction, the best first; nothing for one without."""
        fact = self.criteria["facts"][name]
        if fact["type"] == "yes_no":
            worse = fact.get("worse")
            return [] if worse is None else ["no", "yes"] if worse in {"yes", True} else ["yes", "no"]
        direction = direction_of(self.criteria, name)
        every = [] if direction is None else values_of(self.criteria, name)
        return every if direction == "high" else every[::-1]

    def _goes_wrong(self, name: str, best_first: list[Any]) -> bool:
        alike: dict[Any, list[tuple[int, int, int]]] = {}
        for person, met in zip(self.people, self.met, strict=True):
            others = tuple((fact, value) for fact, value in person.items() if fact != name)
            required, suggested, limit = rsl(self.criteria, met & self.sound)
            alike.setdefault(others, []).append((best_first.index(person[name]), required, level_from(required, suggested, limit)))
        return any(b[0] > a[0] and (b[1] < a[1] or b[2] < a[2]) for some in alike.values() for a in some for b in some)


def thresholds(criteria: Plain) -> set[str]:
    """Return the facts whose thresholds the oracle can judge: those that no sum and no worst stands on."""
    below = {base for name in criteria["derived"] if kind_of(criteria, name) in {"sum", "worst"} for base in given_facts_below(criteria, name)}
    return set(criteria["facts"]) - below
