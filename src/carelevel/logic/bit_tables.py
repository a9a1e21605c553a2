"""The engine that runs by default: all conditions at once, in one sum of whole numbers.

**By hand.** Three facts and three criteria: A is met when risk is high; B when risk is high and there is no carer; C when one of three holds: risk is high,
no carer, severe symptoms. Each criterion has a lane of bits that starts so that enough points reach its top bit: one bit for A, started at 0; two for B,
started at 2 - 2 = 00; three for C, started at 4 - 1 = 011. A fact's value adds a 1 at the lowest bit of every lane that counts it. The lanes written one
after the other, C B A, for someone with a high risk, a carer, and severe symptoms:

    start                      011 00 0
    risk: high               + 001 01 1
    carer: yes               + 000 00 0
    symptoms: severe         + 001 00 0
                             = 101 01 1

The top bits say: C is met, B is not, A is. One look-up and one addition a fact, however many criteria there are. `bit_layout.py` says how groups inside groups,
sums and counts get their lanes.

**Unknown.** A fact that is not known adds nothing. What is reached all the same is met. Then everything that it could add is added: what is not even reached
now is unmet, and the rest is unknown. The lowest bits of the number say which facts are known, one bit each: that is how the engine sees what is missing.
A fact known in part adds what all its possible values add, and could add what any of them does.

Everything here is made once from a definition and not changed after, but for tables that fill up as they are used: an entry is the same whoever makes it, so
threads need no lock.
"""

from binascii import hexlify
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from operator import getitem
from typing import Any

from carelevel.logic.bit_layout import DIGIT, HELD, NOT_HELD, Lanes, Weight, lanes_of
from carelevel.model.cases import Case, Part
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Contradiction, Criterion, Definition
from carelevel.model.facts import Fact, Score, SetOf, Value, domain, number_runs, ranks_of
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.model.truth import Truth

MOST_REMEMBERED = 4096
"""Entries of a table that would grow without end, such as lists of a set's members in every order, before it takes in no more."""

LARGEST_TABLE = 50_000
"""Bytes of what the values of one score add, all together, from which on each is worked out when a case first has it."""

MOST_BYTES = 400_000
"""Bytes of the entries of one table, about, before it takes in no more."""

# Hexadecimal digits to truth: "0" to 0.
_IS_SET = bytes(digit != ord("0") for digit in range(256))


def entries_kept(number: int) -> int:
    """Return how many entries as long as a number a table takes in.

    >>> entries_kept(1 << 300), entries_kept(1 << 30_000)
    (4096, 106)
    """
    return min(MOST_REMEMBERED, 8 * MOST_BYTES // max(number.bit_length(), 1))


class OnDemand(dict[Any, int]):
    """What the values of a long score add, each worked out when a case first has it: all of them together could fill the memory.

    Attributes:
        every: the values.
        summand: what works it out.
    """

    __slots__ = ("every", "summand")

    def __init__(self, summand: "Summand", every: Collection[Value]) -> None:
        super().__init__()
        self.summand = summand
        self.every = every

    def __missing__(self, value: Value) -> int:
        if value not in self.every:
            raise KeyError(value)
        adds = self.summand.of_value(value)
        if len(self) < entries_kept(adds):
            self[value] = adds
        return adds


class Summand:
    """What one fact adds to the sum.

    Attributes:
        fact: the fact.
        known: the bit that says that something is known of it.
        by_value: what each of its values adds, that bit included; for a set what complete lists do, as tuples, as far as asked for yet.
        most: what it could add when nothing is known.
    """

    __slots__ = ("_members", "_partly", "_weights", "by_value", "fact", "known", "most")

    def __init__(self, fact: Fact, known: int, lanes: Lanes) -> None:
        self.fact = fact
        self.known = known
        self._members: dict[str, tuple[int, int]] = {}
        self._weights: dict[Weight, int] = {}
        self._partly: dict[frozenset[Value], tuple[int, int]] = {}
        self.by_value: dict[Any, int] = {}
        if isinstance(fact, SetOf):
            for member in fact.values:
                weights = lanes.points.get((fact.id, member), {})
                self._members[member] = weights.get(HELD, 0), weights.get(NOT_HELD, 0)
            self.most = sum(chain.from_iterable(self._members.values()))
        else:
            self._weights = lanes.points.get((fact.id, None), {})
            every = domain(fact)
            _, most = self._of_values(frozenset(every))
            self.most = most - known
            if isinstance(fact, Score) and fact.step is None and len(every) * most.bit_length() > 8 * LARGEST_TABLE:
                self.by_value = OnDemand(self, every)
            else:
                # A long score has few values that differ: those that do not share one number.
                shared: dict[int, int] = {}
                for value, adds in self._of_each():
                    self.by_value[value] = shared.setdefault(adds, adds)

    def _of_each(self) -> Iterator[tuple[Value, int]]:
        """Yield what each value adds, in order: each from the one before it, since there may be thousands of values and of lanes."""
        assert not isinstance(self.fact, SetOf)
        every = domain(self.fact)
        adds, slope = self.known, 0
        turns: dict[int, int] = {}
        for weight, lanes in self._weights.items():
            if isinstance(weight, int):
                ends = weight * self.fact.low, weight * self.fact.cap  # type: ignore[union-attr]  # only scores are summed
                adds += (ends[0] - min(ends)) * lanes
                slope += weight * lanes
            else:
                for first, last in number_runs(ranks_of(weight.intersection(every), every)):
                    turns[first] = turns.get(first, 0) + lanes
                    turns[last + 1] = turns.get(last + 1, 0) - lanes
        for rank, value in enumerate(every):
            adds += turns.get(rank, 0)
            yield value, adds
            adds += slope

    def of_values(self, possible: frozenset[Value]) -> tuple[int, int]:
        """Return what a fact known in part adds at least, and what more it could add.

        Raises:
            CaseError: one of the values is none of the fact's.
        """
        found = self._partly.get(possible)
        if found is None:
            assert not isinstance(self.fact, SetOf)
            every = domain(self.fact)
            if strangers := [value for value in possible if value not in every]:
                strange = min(strangers, key=str)
                raise CaseError([Problem("unknown-value", f"{quoted(strange)} is not a value of {quoted(self.fact.id)}", path=(self.fact.id,))])
            least, most = self._of_values(possible)
            found = least, most - least
            if len(self._partly) < entries_kept(self.most):
                self._partly[possible] = found
        return found

    def of_value(self, value: Value) -> int:
        """Return what one value adds."""
        return self._of_values(frozenset((value,)))[0]

    def _of_values(self, possible: frozenset[Value]) -> tuple[int, int]:
        """Return the least and the most that any of some values adds, lane by lane."""
        least = most = self.known
        for weight, lanes in self._weights.items():
            if isinstance(weight, int):
                ends = [weight * int(value) for value in (min(possible), max(possible))]
                lowest = min(weight * self.fact.low, weight * self.fact.cap)  # type: ignore[union-attr]  # only scores are summed
                least += (min(ends) - lowest) * lanes
                most += (max(ends) - lowest) * lanes
            else:
                least += lanes if possible <= weight else 0
                most += 0 if possible.isdisjoint(weight) else lanes
        return least, most

    def of_members(self, held: Mapping[str, bool]) -> tuple[int, int]:
        """Return what a set of which some members are known adds at least, and what more it could add."""
        least, more = self.known, 0
        for member, (if_held, if_not) in self._members.items():
            if member not in held:
                more += if_held + if_not
            else:
                least += if_held if held[member] else if_not
        return least, more

    def of_member(self, member: str, *, held: bool) -> int:
        """Return what one member of a set adds, without the bit that says that something is known of the set."""
        return self._members[member][not held]

    def of_list(self, members: Sequence[Any]) -> int:
        """Return what a complete list of a set's members adds, and remember it.

        Raises:
            LookupError: it is no list of different members.
        """
        if {*map(type, members)} - {str} or len({*members}) < len(members) or not self._members.keys() >= {*members}:
            raise LookupError
        adds = self.of_members({member: member in members for member in self._members})[0]
        if len(self.by_value) < entries_kept(self.most):
            self.by_value[tuple(members)] = adds
        return adds


class Tables:
    """The conditions of a definition as numbers.

    Attributes:
        definition: what it was made from.
        start: the sum before anything is known.
        cells: what each fact adds, by id.
        everything: the bits that say which facts are known, all set.
        criteria: the result bit of each criterion, in the order of the file.
        applies: the result bit of `applies_when`; it is always met where the criteria are for everybody.
        impossible: the result bits of all that is declared impossible.
        contradicting: the result bits of the `when` of every contradiction: where none of them is met, no contradiction stands.
        contradictions: every contradiction with the result bits of its `when` and its `unless`.
        notices: the result bit of each notice.
        documentation: all documentation with the result bits of its `when` and its `needs`.
        is_plain: whether a sum is read by `(total & kept) + added`.
        kept: the bits of a sum to keep.
        added: what to add then.
    """

    __slots__ = (
        "_all",
        "_bytes",
        "_ids",
        "_late",
        "_missing",
        "_stages",
        "added",
        "applies",
        "cells",
        "contradicting",
        "contradictions",
        "criteria",
        "definition",
        "documentation",
        "everything",
        "impossible",
        "is_plain",
        "kept",
        "notices",
        "start",
    )

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        facts = definition.facts
        lanes = lanes_of(_conditions(definition), len(facts))
        self.start = lanes.start
        self.everything = (1 << len(facts)) - 1
        self.cells = {fact.id: Summand(fact, 1 << place, lanes) for place, fact in enumerate(facts)}
        self._stages, self._late = lanes.stages, lanes.late
        results = iter(lanes.results)
        self.criteria = tuple(next(results) for _ in definition.criteria)[::-1]
        self.applies = next(results)
        self.impossible = sum(next(results) for _ in definition.impossible)
        self.contradictions = tuple((each, next(results), next(results)) for each in definition.contradictions)
        self.contradicting = sum(when for _, when, _ in self.contradictions)
        self.notices = tuple(next(results) for _ in definition.notices)
        self.documentation = tuple((each, next(results), next(results)) for each in definition.documentation)
        # A single stage and no late bits, as nearly always, can be read by the one who asks: a call takes longer than the reading.
        self.is_plain = len(lanes.stages) < 2 and not lanes.late
        self.kept, self.added = lanes.stages[0] if lanes.stages else (-1, 0)
        self._missing = tuple(_Together([self.cells[fact.id].most for fact in facts[place : place + 8]]) for place in range(0, len(facts), 8))
        self._all = sum(self.criteria)
        self._bytes = (self._all.bit_length() + 7) // 8
        self._ids = _by_digit(definition.criteria, self.criteria, 2 * self._bytes)

    def read(self, total: int) -> int:
        """Return a number in which the result bits that a sum reaches are set; other bits of it mean nothing."""
        if self.is_plain:
            return (total & self.kept) + self.added
        bits = self._chained(total)
        for turn in self._late:
            for late, adds in turn:
                if bits & late:
                    total += adds
            bits = self._chained(total)
        return bits

    def _chained(self, bits: int) -> int:
        for kept, added in self._stages:
            bits = (bits & kept) + added
        return bits

    def standing(self, met: int) -> tuple[Contradiction, ...]:
        """Return the contradictions that stand, for the result bits that are met: `when` is met, and `unless` is not."""
        return tuple([each for each, when, unless in self.contradictions if met & when and not met & unless])

    def could_stand(self, met: int, possible: int) -> tuple[Contradiction, ...]:
        """Return the contradictions that do not stand, and can once more is recorded; for the result bits that are met and those that are possible."""
        return tuple([each for each, when, unless in self.contradictions if possible & when and not met & (when | unless)])

    def could_add(self, total: int) -> int:
        """Return what the facts of which nothing is known could add to a sum."""
        missing = (total & self.everything) ^ self.everything
        return sum(map(getitem, self._missing, missing.to_bytes(len(self._missing), "little"))) if missing else 0

    def sum_of(self, case: Case) -> tuple[int, int]:
        """Return the sum for a case from its start, and what facts known in part could add to it.

        Raises:
            CaseError: the case was checked against other facts, and has a value that is none of these.
        """
        total, more = self.start, 0
        for name, values in case.values.items():
            if name in self.cells:
                least, others = self.cells[name].of_values(values)
                total += least
                more += others
        for name, members in case.members.items():
            if name in self.cells:
                least, others = self.cells[name].of_members(members)
                total += least
                more += others
        return total, more

    def enough(self, result: int, case: Case, known: Iterable[Part]) -> Callable[[Iterable[Part]], bool]:
        """Return what says of some of the known parts of a case whether they are enough to reach a result bit when nothing else is known."""
        adds: dict[Part, int] = {}
        for name, member in known:
            cell = self.cells[name]
            adds[name, member] = (
                cell.of_values(case.values[name])[0] - cell.known if member is None else cell.of_member(member, held=case.members[name][member])
            )
        start, add, read = self.start, adds.__getitem__, self.read
        return lambda parts: bool(read(sum(map(add, parts), start)) & result)

    def ids(self, bits: int) -> tuple[str, ...]:
        """Return the ids of the criteria whose result bits are set, in the order of the file."""
        digits = hexlify((bits & self._all).to_bytes(self._bytes, "big"))
        return tuple(compress(self._ids, digits.translate(_IS_SET)))


class _Together(dict[int, int]):
    """What up to eight facts could add when they are missing, for each combination; fills up as it is used."""

    __slots__ = ("_most",)

    def __init__(self, most: Sequence[int]) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, missing: int) -> int:
        adds = sum(most for place, most in enumerate(self._most) if missing >> place & 1)
        self[missing] = adds
        return adds


def truth(bit: int, met: int, possible: int) -> Truth:
    """Return the truth of the condition that a result bit stands for."""
    return Truth.MET if met & bit else Truth.UNKNOWN if possible & bit else Truth.UNMET


def _conditions(definition: Definition) -> Iterable[Condition]:
    # The last criterion lowest, so that they are read in the order of the file from the highest digit down.
    yield from (criterion.when for criterion in reversed(definition.criteria))
    yield definition.applies_when
    yield from (item.when for item in definition.impossible)
    yield from (condition for item in definition.contradictions for condition in (item.when, item.unless))
    yield from (notice.unless for notice in definition.notices)
    yield from (condition for item in definition.documentation for condition in item.conditions)


def _by_digit(criteria: Sequence[Criterion], bits: Sequence[int], count: int) -> tuple[str, ...]:
    """Return the ids of criteria by the hexadecimal digit in which their result bits lie, the highest digit first."""
    ids = [""] * count
    for criterion, bit in zip(criteria, bits, strict=True):
        ids[-1 - (bit.bit_length() - 1) // DIGIT] = criterion.id
    return tuple(ids)
