"""What `check` should find in a small set, by looking at every person: written on the plain data of the oracle, without a line of carelevel."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.property.oracle import (
    GROUPS,
    Person,
    Plain,
    agreeing,
    bands_of,
    direction_of,
    everything,
    facts_in,
    given_facts_below,
    holds,
    is_meant,
    kind_of,
    level_by,
    level_from,
    met_by,
    numbers_of,
    operators_in,
    people,
    rsl,
    ruled_out,
    satisfies,
    value_of,
    values_of,
    whom,
    whom_parts,
)

Found = list[tuple[str, str]]
"""Findings by code and what they are about; as many of a kind as there are."""
Answer = tuple[int, int, frozenset[str], frozenset[str]]


class Brute:
    """Everyone whom a set is about, each with the criteria that they meet."""

    def __init__(self, criteria: Plain) -> None:
        self.criteria = criteria
        self.order = list(criteria["levels"])
        self.by_id = {each["id"]: each for each in criteria["criteria"]}
        self.people = [person for person in agreeing(criteria) if is_meant(criteria, person)]
        self.met = [frozenset(met_by(criteria, person)) for person in self.people]
        self.sound = frozenset(self.by_id)
        self.faulty: set[str] = set()

    def all(self) -> Found:
        """Return every finding, in order."""
        return sorted(self._all()) if self.people else [("says-nothing", "applies_when")]

    def _all(self) -> Found:
        found = [(code, each["id"]) for each in self.criteria.get("invariants", ()) for code in self._invariant(each)]
        named = [(code, name) for name in self.by_id for code in self._met_by_all_or_none(name)]
        self.sound = frozenset(self.by_id) - {name for _, name in named}
        named += [(code, name) for name in self.by_id if name in self.sound for code in self._without_effect(name)]
        self.faulty = {name for _, name in named}
        found += [*named, *(("level-never-reached", level) for level in self.order if self._is_nobodys(level))]
        found += [("overshoots", name) for name in self.sound if self.overshoots(name)]
        found += [("band-never-reached", name) for name in self.criteria["derived"] if kind_of(self.criteria, name) == "bands" for _ in self._empty_bands(name)]
        found += [("never-unmet", each["id"]) for each in whom_parts(self.criteria) if self._is_met_by_everybody(each["when"])]
        found += [("never-stands", each["id"]) for each in self.criteria.get("contradictions", ()) if not self._stands(each)]
        found += [("service-never-added", service) for service in self.criteria["services"] if self._is_added_to_nobody(service)]
        for name in self.criteria["facts"]:
            naming = {each["id"] for each in self.criteria["criteria"] if name in facts_in(self.criteria, each["when"])}
            if naming and not naming <= self.faulty:
                found += [(code, name) for code in self._fact(name)]
        found += [("nothing-met", about) for about in self._nothing_met_at_the_worst()]
        found += [("exclusion-lowers", name) for name in self.criteria["facts"] for _ in self._lowering_answers(name)]
        return found

    def directed(self) -> list[str]:
        """Return the facts with a worse end that a criterion without a finding names."""
        naming = {fact for name in self.by_id if name not in self.faulty for fact in facts_in(self.criteria, self.by_id[name]["when"])}
        return [name for name in self.criteria["facts"] if name in naming and self.best_first(name)]

    def _nothing_met_at_the_worst(self) -> Iterator[str]:
        facts = self.directed()
        if facts and any(not met and all(person[name] in self.worst(name) for name in facts) for person, met in zip(self.people, self.met, strict=True)):
            yield facts[0] if len(facts) == 1 else "facts"

    def is_enough_alone(self, name: str) -> bool:
        """Return whether everybody with a certain value of a fact meets a certain criterion without a finding, which names the fact."""
        every = [name_ for name_ in self.by_id if name_ not in self.faulty and name in facts_in(self.criteria, self.by_id[name_]["when"])]
        theirs: dict[Any, list[frozenset[str]]] = {}
        for person, met in zip(self.people, self.met, strict=True):
            theirs.setdefault(person[name], []).append(met)
        return any(all(criterion in met for met in mets) for mets in theirs.values() for criterion in every)

    def _lowering_answers(self, name: str) -> Iterator[str]:
        fact = self.criteria["facts"][name]
        if fact["type"] != "yes_no" or "worse" in fact or name in facts_in(self.criteria, whom(self.criteria)):
            return
        for answer, other in (("no", "yes"), ("yes", "no")):
            pairs = list(self.turned(name, other, answer))
            excluding = [each for each in self.sound if self._calls(each) and self._is_excluded(each, name, answer)]
            is_taken_up = any(after - before for before, after in pairs)
            lowered = any(each in before and self.level(before) >= self._called(each) > self.level(after) for before, after in pairs for each in excluding)
            if excluding and lowered and not is_taken_up:
                yield answer

    def turned(self, name: str, value: Any, other: Any) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """Yield what people with a value of a fact meet, and what those meet who differ from them in another value of it alone; both are possible."""
        after = {_but(person, name): met & self.sound for person, met in zip(self.people, self.met, strict=True) if person[name] == other}
        for person, met in zip(self.people, self.met, strict=True):
            if person[name] == value and _but(person, name) in after:
                yield met & self.sound, after[_but(person, name)]

    def _calls(self, criterion: str) -> bool:
        return self._called(criterion) > 0

    def _called(self, criterion: str) -> int:
        own = self.by_id[criterion]
        return max((self.order.index(own[effect]) for effect in ("requires", "suggests") if effect in own), default=0)

    def _is_excluded(self, criterion: str, name: str, answer: str) -> bool:
        """Return whether a criterion names a fact, nobody with an answer to it meets the criterion, and some with the other answer do not either."""
        is_enough = all(criterion in met or person[name] == answer for person, met in zip(self.people, self.met, strict=True))
        is_met = any(criterion in met and person[name] == answer for person, met in zip(self.people, self.met, strict=True))
        return name in facts_in(self.criteria, self.by_id[criterion]["when"]) and not is_met and not is_enough

    def _is_met_by_everybody(self, condition: Plain) -> bool:
        return all(holds(self.criteria, condition, person) for person in agreeing(self.criteria))

    def _stands(self, contradiction: Plain) -> bool:
        """Return whether a contradiction stands for anybody, whatever else disagrees."""
        everybody = (person for person in people(self.criteria, everything(self.criteria)) if is_meant(self.criteria, person))
        return any(holds(self.criteria, contradiction["when"], person) and not holds(self.criteria, contradiction["unless"], person) for person in everybody)

    def _invariant(self, invariant: Plain) -> Iterator[str]:
        everyone = list(zip(self.people, self.met, strict=True))
        if not any(self._speaks_of(invariant, person, met) for person, met in everyone):
            yield "says-nothing"
        elif any(self.breaks(invariant, person, met) for person, met in everyone):
            yield "invariant-broken"

    def _speaks_of(self, invariant: Plain, person: Person, met: frozenset[str]) -> bool:
        return self._is_within(invariant, "with_level", self.level(met)) and holds(self.criteria, invariant["when"], person)

    def breaks(self, invariant: Plain, person: Person, met: frozenset[str]) -> bool:
        """Return whether an invariant speaks of a person and does not hold."""
        holds_here = (
            self._is_within(invariant, "level", self.level(met))
            and self._is_within(invariant, "required", rsl(self.criteria, met)[0])
            and set(invariant.get("services", ())) <= self.answer(met)[2]
        )
        return self._speaks_of(invariant, person, met) and not holds_here

    def _is_within(self, invariant: Plain, word: str, rank: int) -> bool:
        return all(satisfies(self.order, self.order[rank], operator, operand) for operator, operand in invariant.get(word, {}).items())

    def _empty_bands(self, name: str) -> list[str]:
        inside = {value_of(self.criteria, name, person) for person in self.people}
        return [label for label in bands_of(self.criteria, name) if label not in inside]

    def level(self, met: frozenset[str]) -> int:
        return level_by(self.criteria, met)

    def answer(self, met: frozenset[str]) -> Answer:
        """Return the level, what is required, the services, and what is named with them of those who meet these criteria.

        Named are barriers, reasons for the lowest level, the level that it is if nothing is ruled out, and what rules out one that was passed.
        """
        required, suggested, _ = rsl(self.criteria, met)
        ruling = {name for name in met if any(self.base(met) <= rank < self.level(met) for rank in ruled_out(self.criteria, {name}))}
        limits = {name: self.order.index(self.by_id[name]["limits_to"]) for name in met if "limits_to" in self.by_id[name]}
        services = frozenset(service for name in met for service in self.by_id[name].get("adds", ()))
        barriers = {name for name, rank in limits.items() if rank < suggested}
        reasons = {name for name in met if self.by_id[name].get("suggests") == self.order[0] and self.level(met) == 0}
        return self.level(met), required, services, frozenset(barriers | reasons | ruling | {f"from {self.base(met)}"})

    def base(self, met: frozenset[str]) -> int:
        """Return the level if nothing was ruled out."""
        return level_from(*rsl(self.criteria, met))

    def arriving(self, name: str) -> list[tuple[frozenset[str], int]]:
        """Return whom a criterion rules out a level for that they would be at: what they meet, and the rank."""
        mets = [met & self.sound for met in self.met if name in met]
        return [(met, rank) for met in mets for rank in ruled_out(self.criteria, {name}) if self.base(met) <= rank <= self.level(met)]

    def overshoots(self, name: str) -> bool:
        """Return whether a criterion raises anybody two levels above what is suggested or required, or above it to the most intensive one.

        This person's level would be lower without the criterion, or no lower without any single one.
        """
        raised = [met for met, rank in self.arriving(name) if rank < self.level(met)]
        raised = [met for met in raised if name in self._needed(met) or not self._needed(met)]
        most = {met: rsl(self.criteria, met)[1] for met in raised}
        return any(self.level(met) >= min(most[met] + 2, len(self.order) - 1) and self.level(met) > most[met] for met in raised)

    def _needed(self, met: frozenset[str]) -> set[str]:
        """Return the criteria that rule out levels and without which the level would be lower."""
        return {name for name in met if "rules_out" in self.by_id[name] and self.level(met - {name}) < self.level(met)}

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
        elif "rules_out" in own:
            arriving = self.arriving(name)
            others = self.sound - {name}
            if not arriving:
                yield "never-rules-out"
            elif all(rank in ruled_out(self.criteria, met & others) for met, rank in arriving):
                yield "subsumed"
        elif own.get("suggests") != self.order[0] and all(self.answer(met) == self.answer(met - {name}) for met in mets):
            yield "never-decides"

    def _is_nobodys(self, level: str) -> bool:
        if any(level in speaking_of(each) for name, each in self.by_id.items() if name in self.faulty):
            return False
        return all(self.order[self.level(met & self.sound)] != level for met in self.met)

    def _is_added_to_nobody(self, service: str) -> bool:
        is_added = any(service in each.get("adds", ()) for each in self.by_id.values())
        return is_added and not any(service in self.by_id[name].get("adds", ()) for met in self.met for name in met)

    def _fact(self, name: str) -> Iterator[str]:
        values: list[Any] = [frozenset()] if kind_of(self.criteria, name) == "set" else numbers_of(self.criteria, name)
        if any(
            all(self._as(person, name, value) == self.answer(met & self.sound) for person, met in zip(self.people, self.met, strict=True)) for value in values
        ):
            yield "fact-never-matters"
            return
        if kind_of(self.criteria, name) in {"scale", "score"} and name in thresholds(self.criteria):
            yield from ("threshold-never-matters" for _ in self._idle_thresholds(name))
        best_first = self.best_first(name)
        if best_first:
            if self._goes_wrong(name, best_first):
                yield "wrong-direction"
            is_silent = any(person[name] in self.worst(name) and not met for person, met in zip(self.people, self.met, strict=True))
            if is_silent and len(self.directed()) > 1 and self.is_enough_alone(name):
                yield "nothing-met"

    def _as(self, person: Person, name: str, value: Any) -> Answer:
        return self.answer(frozenset(met_by(self.criteria, {**person, name: value})) & self.sound)

    def _idle_thresholds(self, name: str) -> Iterator[int]:
        """Yield the ranks of thresholds on one side of which, as far as the next one, everybody could as well be on the other."""
        every = values_of(self.criteria, name)
        of_whom = set(self._cuts(name, whom(self.criteria)))
        cuts = sorted({cut for each in self.criteria["criteria"] if each["id"] not in self.faulty for cut in self._cuts(name, each["when"])})
        ends = [0, *cuts, len(every)]
        if len(cuts) < 2:
            return  # with one threshold, it is the fact that matters or does not
        for before, cut, after in zip(ends, ends[1:], ends[2:], strict=False):
            # On one side of such a one the criteria are for a person, and on the other side they may not be.
            if cut not in of_whom and (self._can_go(name, every[before:cut], every[cut]) or self._can_go(name, every[cut:after], every[cut - 1])):
                yield cut

    def _can_go(self, name: str, some: list[Any], other: Any) -> bool:
        whom = [(person, met) for person, met in zip(self.people, self.met, strict=True) if person[name] in some]
        return all(self._as(person, name, other) == self.answer(met & self.sound) for person, met in whom)

    def _cuts(self, name: str, condition: Plain) -> Iterator[int]:
        """Yield the ranks of a fact's values from which on an operator on it, or on bands of it, can tell them from the one before."""
        for key, said in condition.items():
            if key in GROUPS:
                for part in said if isinstance(said, list) else said["of"]:
                    yield from self._cuts(name, part)
            elif kind_of(self.criteria, key) == "when":
                yield from self._cuts(name, self.criteria["derived"][key]["when"])
            elif key == name or (kind_of(self.criteria, key) == "bands" and self.criteria["derived"][key]["bands"]["of"] == name):
                seen = [value_of(self.criteria, key, {name: value}) for value in values_of(self.criteria, name)]
                for operator, operand in operators_in(said).items():
                    told = [satisfies(values_of(self.criteria, key), value, operator, operand) for value in seen]
                    yield from (rank for rank, (one, other) in enumerate(pairwise(told), 1) if one != other)

    def best_first(self, name: str) -> list[Any]:
        """Return the values of a fact with a declared direction, the best first; nothing for one without."""
        fact = self.criteria["facts"][name]
        if fact["type"] == "yes_no":
            worse = fact.get("worse")
            return [] if worse is None else ["no", "yes"] if worse in {"yes", True} else ["yes", "no"]
        direction = direction_of(self.criteria, name)
        every = [] if direction is None else numbers_of(self.criteria, name)
        return every if direction == "high" else every[::-1]

    def worst(self, name: str) -> list[Any]:
        """Return the values that are the worst; numbers from which on every sum is at its top are one."""
        best_first = self.best_first(name)
        is_above = len(best_first) > len(values_of(self.criteria, name)) and best_first[-1] > best_first[0]
        return best_first[-3:] if is_above else best_first[-1:]

    def _goes_wrong(self, name: str, best_first: list[Any]) -> bool:
        alike: dict[Any, list[tuple[int, int, int]]] = {}
        for person, met in zip(self.people, self.met, strict=True):
            others = tuple((fact, value) for fact, value in person.items() if fact != name)
            required = rsl(self.criteria, met & self.sound)[0]
            alike.setdefault(others, []).append((best_first.index(person[name]), required, self.level(met & self.sound)))
        return any(b[0] > a[0] and (b[1] < a[1] or b[2] < a[2]) for some in alike.values() for a in some for b in some)


def _but(person: Person, name: str) -> tuple[Any, ...]:
    """Return what is true of a person, one fact left aside."""
    return tuple(value for fact, value in person.items() if fact != name)


def speaking_of(criterion: Plain) -> set[str]:
    """Return the level that a criterion calls for, or limits to."""
    return {criterion[effect] for effect in ("requires", "suggests", "limits_to") if effect in criterion}


def thresholds(criteria: Plain) -> set[str]:
    """Return the facts whose thresholds the oracle can judge: those below no sum, percentage, worst or points."""
    below = {
        base for name in criteria["derived"] if kind_of(criteria, name) in {"sum", "percent", "worst", "points"} for base in given_facts_below(criteria, name)
    }
    return set(criteria["facts"]) - below
