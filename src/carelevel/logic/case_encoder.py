"""From a user's mapping to the sum of `bit_tables.py`, checked on the way: a value that is in a table is a value of the fact; others are looked at slowly.

Three doors, each for what the one before it does not know:

1. *Everything is known.* Words are looked up several facts at a time, in a table that has what each combination of their values adds together. Numbers and
   complete lists are looked up one by one.
2. *One by one.* Each value by its exact type, its fact and itself. What is found nowhere is read as in any case (`cases.read_case`): operators, bands,
   sets known in part, whole numbers that are no `int`. What they add is remembered.
3. *The whole case again*, by `cases.check_case`, when something is wrong or two entries speak of one fact: it knows every error and says all of them.

Tables are asked with exact types only, since `True`, `1` and `1.0` are one key to a dictionary: the tables of several facts hold words, and what is equal to
a word is one.
"""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from carelevel.logic.bit_tables import MOST_REMEMBERED, OnDemand, Tables, entries_kept
from carelevel.model.cases import Case, check_case, read_by, read_case
from carelevel.model.conditions import Named
from carelevel.model.facts import NEVER, NO, YES, AnyFact, Bands, Score, SetOf, Value, YesNo, domain, outside
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import Report

MOST_TOGETHER = 520
"""Entries of a table for several facts. Larger ones take fewer steps, and more time to fetch from memory."""

_EXACT = frozenset((str, int, float, bool, type(None)))
_NOTHING = type(None)


class CaseEncoder:
    """Reads cases of one definition.

    Attributes:
        tables: what the sums are for.
        facts: every fact by id, derived ones included.
    """

    __slots__ = ("_alone", "_by_type", "_count", "_decimals", "_held", "_lists", "_numbers", "_odd", "_same", "_sets", "_start", "_words", "facts", "tables")

    def __init__(self, tables: Tables, facts: Mapping[str, AnyFact | Named]) -> None:
        self.tables = tables
        self.facts = facts
        given = tables.definition.facts
        cells = tables.cells
        self._count = len(given)
        self._start = tables.start
        self._lists = [(fact.id, cells[fact.id].by_value, cells[fact.id]) for fact in given if isinstance(fact, SetOf)]
        numbers = {fact.id: _plain_numbers(fact, cells[fact.id].by_value) for fact in given if isinstance(fact, Score)}
        words = {fact.id: cells[fact.id].by_value for fact in given if not isinstance(fact, SetOf | Score)}
        truths = {fact.id: {True: cells[fact.id].by_value[YES], False: cells[fact.id].by_value[NO]} for fact in given if isinstance(fact, YesNo)}
        # A dictionary takes 4 and 4.0 for one key, and a float finds only what it is exactly: 0.1 times 3 is not 0.3.
        decimals = {fact.id: numbers[fact.id] for fact in given if isinstance(fact, Score) and fact.step is not None}
        self._numbers = [(name, adds) for name, adds in numbers.items() if name not in decimals]
        self._decimals = list(decimals.items())
        self._words = [_together(names, words) for names in _packed(words)]
        # Each of these says what a value of one type adds. Lists have no place in a dictionary, and are looked up as tuples.
        self._by_type: dict[type, dict[str, dict[Any, int]]] = {
            str: words | {fact.id: {NEVER: cells[fact.id].by_value[fact.last]} for fact in given if isinstance(fact, Score) and fact.or_never},
            int: numbers,
            float: decimals,
            bool: truths,
            _NOTHING: {name: {None: 0} for name in cells},
        }
        self._sets = {fact.id: (cells[fact.id], fact.values) for fact in given if isinstance(fact, SetOf)}
        self._held: dict[tuple[str, ...], FrozenDict[str, bool]] = {}
        # A fact with one value is known without being asked, and stands in no case.
        several = {fact.id for fact in given if not isinstance(fact, SetOf) and len(domain(fact)) > 1}
        self._alone: dict[type, dict[str, dict[Any, frozenset[Value]]]] = {
            kind: {name: _alone(facts[name], adds) for name, adds in self._by_type[kind].items() if name in several} for kind in (str, int, float, bool)
        }
        self._same = _speaking_of_one(facts)
        self._odd: dict[tuple[Any, ...], tuple[int, int]] = {}

    def complete(self, given: object) -> int | None:
        """Return the sum for a mapping in which every fact has a plain value, from its start; None when it is no such mapping."""
        if type(given) is not dict or len(given) != self._count:
            return None
        total = self._start
        try:
            for pick, words in self._words:
                total += words[pick(given)]
            for name, numbers in self._numbers:
                value = given[name]
                if type(value) is not int:
                    return None
                total += numbers[value]
            for name, numbers in self._decimals:
                value = given[name]
                if type(value) is not float and type(value) is not int:
                    return None
                total += numbers[value]
            for name, lists, cell in self._lists:
                value = given[name]
                if type(value) is not list:
                    return None
                try:
                    total += lists[tuple(value)]
                except KeyError:
                    total += cell.of_list(value)
        except (LookupError, TypeError):
            return None
        return total

    def results(self, given: Mapping[str, Any] | Case) -> tuple[int, int]:
        """Return the result bits that are met, and those that are met or unknown.

        Raises:
            CaseError: with every problem of the case.
        """
        total = self.complete(given)
        if total is None:
            return self.results_in_part(given)
        met = self.tables.read(total)
        return met, met

    def results_in_part(self, given: Mapping[str, Any] | Case) -> tuple[int, int]:
        """Return what `results` does, for somebody of whom not everything is known in the plainest words."""
        tables = self.tables
        if type(given) is dict:
            total, more = self.one_by_one(given)
        else:
            total, more = tables.sum_of(self.case_of(given)) if isinstance(given, Case) else self.sum_of(given)
        most = total + more + tables.could_add(total)
        if tables.is_plain:
            return (total & tables.kept) + tables.added, (most & tables.kept) + tables.added
        return tables.read(total), tables.read(most)

    def sum_of(self, given: Mapping[str, Any]) -> tuple[int, int]:
        """Return the sum for what is known of a person, from its start, and what facts known in part could add to it.

        Raises:
            CaseError: with every problem of the case.
        """
        return self.one_by_one(given) if type(given) is dict else self._checked(given)

    def case_of(self, given: Mapping[str, Any] | Case) -> Case:
        """Return what is known of a person as a `Case` of this definition; one of another is read anew.

        Raises:
            CaseError: with every problem of the case.
        """
        if type(given) is not dict:
            if isinstance(given, Case):
                return given if given.facts is self.facts else read_by(self.facts, given)
            return check_case(self.facts, given)
        values: dict[str, frozenset[Value]] = {}
        members: dict[str, FrozenDict[str, bool]] = {}
        words = self._alone[str]
        try:
            for name, value in given.items():
                kind = type(value)
                if kind is str:
                    values[name] = words[name][value]
                elif kind is list:
                    members[name] = self._members(name, value)
                elif value is not None:
                    values[name] = self._alone[kind][name][value]
                elif name not in self._by_type[_NOTHING]:
                    return check_case(self.facts, given)
        except (LookupError, TypeError):
            return check_case(self.facts, given)
        return Case(FrozenDict(values), FrozenDict(members), self.facts)

    def _members(self, name: str, listed: list[Any]) -> FrozenDict[str, bool]:
        """Return what a complete list says of each member of a set.

        Raises:
            LookupError: it is no list of different members, or there is no such set.
        """
        key = name, *listed
        held = self._held.get(key)
        if held is None:
            cell, members = self._sets[name]
            cell.of_list(listed)
            held = FrozenDict({member: member in listed for member in members})
            if len(self._held) < MOST_REMEMBERED:
                self._held[key] = held
        return held

    def one_by_one(self, given: dict[str, Any]) -> tuple[int, int]:
        """Return what `sum_of` does, for a dictionary."""
        total, more = self._start, 0
        by_type, sets = self._by_type, self._sets
        words, numbers = by_type[str], by_type[int]
        for name, value in given.items():
            kind = type(value)
            try:
                # The most frequent first.
                if kind is str:
                    total += words[name][value]
                elif kind is int:
                    total += numbers[name][value]
                elif kind is list:
                    cell, _ = sets[name]
                    key = tuple(value)
                    total += cell.by_value[key] if key in cell.by_value else cell.of_list(value)
                else:
                    total += by_type[kind][name][value]
            except (LookupError, TypeError):
                try:
                    least, others = self._odd_value(name, value, given)
                except LookupError:
                    return self._checked(given)
                total += least
                more += others
        return total, more

    def _odd_value(self, name: str, value: Any, given: Mapping[str, Any]) -> tuple[int, int]:
        """Return what an entry that stands in no table adds at least, and what more it could add.

        Raises:
            LookupError: it is wrong, or another entry speaks of the same fact.
        """
        if type(name) is not str or any(given.get(other) is not None for other in self._same.get(name, ())):
            raise LookupError
        key: tuple[Any, ...] | None = None
        if type(value) is dict:
            if _EXACT.issuperset(map(type, value.values())):
                key = name, *value.items(), *map(type, value.values())
        elif type(value) in _EXACT:
            key = name, value, type(value)
        found = None if key is None else self._odd.get(key)
        if found is None:
            report = Report()
            case = read_case(self.facts, {name: value}, report)
            if report.problems:
                raise LookupError
            found = self._parts(case)
            if key is not None and len(self._odd) < entries_kept(sum(found)):
                self._odd[key] = found
        return found

    def _parts(self, case: Case) -> tuple[int, int]:
        total, more = self.tables.sum_of(case)
        return total - self.tables.start, more

    def _checked(self, given: Mapping[str, Any]) -> tuple[int, int]:
        return self.tables.sum_of(check_case(self.facts, given))


def _plain_numbers(fact: Score, adds: dict[Any, int]) -> dict[Any, int]:
    """Return what the numbers that a case names add; a top that stands for the numbers above it too is known in part, and read slowly."""
    if not fact.beyond and fact.step is None and not fact.or_never:
        return adds
    if isinstance(adds, OnDemand):
        return OnDemand(adds.summand, frozenset(number for number in adds.every if _is_plain(fact, number)))
    return {outside(fact, number): each for number, each in adds.items() if _is_plain(fact, number)}


def _is_plain(fact: Score, number: Value) -> bool:
    """Return whether a number, as a case names it, is this number alone."""
    return int(number) <= fact.cap and (number != fact.high or not fact.beyond)


def _alone(fact: Any, adds: Mapping[Any, int]) -> dict[Any, frozenset[Value]]:
    """Return each value of a fact as all that is possible, for a case; True and False stand for yes and no."""
    if isinstance(fact, Score):
        every = adds.every if isinstance(adds, OnDemand) else adds
        if fact.step is None and not fact.or_never:
            # As a case gives them: there may be tens of thousands.
            return {value: frozenset((value,)) for value in domain(fact) if value in every}
        return {given: frozenset((value,)) for value in domain(fact) if (given := outside(fact, value)) in every}
    return {value: frozenset(((YES if value else NO) if isinstance(value, bool) else value,)) for value in adds}


def _packed(words: Mapping[str, dict[Any, int]]) -> list[tuple[str, ...]]:
    """Return facts in groups that have few combinations together, facts with few values first."""
    groups: list[list[str]] = []
    room = 0
    for name in sorted(words, key=lambda name: len(words[name])):
        room //= len(words[name])
        if not room:
            groups.append([])
            room = MOST_TOGETHER // len(words[name])
        groups[-1].append(name)
    return [tuple(names) for names in groups]


def _together(names: tuple[str, ...], words: Mapping[str, dict[Any, int]]) -> tuple[Callable[[Any], Any], dict[Any, int]]:
    """Return what picks the values of some facts out of a mapping, and what these values add together."""
    if len(names) == 1:
        # A single name is picked as it is, and not as a tuple of one.
        return itemgetter(*names), words[names[0]]
    sums: dict[tuple[str, ...], int] = {(): 0}
    for name in names:
        sums = {(*values, value): total + adds for values, total in sums.items() for value, adds in words[name].items()}
    return itemgetter(*names), sums


def _speaking_of_one(facts: Mapping[str, AnyFact | Named]) -> dict[str, list[str]]:
    """Return, for each band of a score that a case may name, the other names under which the same score may be given; and for the score its bands."""
    names: dict[str, list[str]] = {}
    for fact in facts.values():
        if isinstance(fact, Bands) and isinstance(fact.of, Score):
            names.setdefault(fact.of.id, [fact.of.id]).append(fact.id)
    return {name: [other for other in together if other != name] for together in names.values() for name in together}
