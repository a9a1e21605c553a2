"""Conditions as gates over the columns of a table, for everybody in it at once.

Three values become two gates that never meet a null: *must hold*, and *may hold*. What a row knows of a fact is two numbers, the lowest and the highest place
that its value can still have, so every leaf is a comparison with a constant: the low end is at most this, the high end at least that. A member of a set has
two leaves: it may be in, it may be out. Here nothing knows of any dataframe; `cohort/formula_columns.py` turns gates into columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from carelevel.logic.circuit import FALSE, TRUE, Gate, Gates, HighAtLeast, LowAtMost, MayBe
from carelevel.logic.diagrams import Diagrams, Node, Variable
from carelevel.model.cases import Part
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf
from carelevel.model.facts import Bands, Choice, Scalar, Scale, Score, Sum, Value, Worst, YesNo, domain, in_bands
from carelevel.model.frozen import record


@record
class Truths:
    """A condition for everybody: the gate of those who must meet it, and of those who may."""

    must: Gate
    may: Gate


@dataclass(slots=True)
class Reader:
    """Reads conditions as gates.

    Args:
        gates: where the gates are made.
        told: the facts, and the members of sets, that the table says something of; everything else is unknown in every row.

    Attributes:
        sums: the sums that conditions name, of which the ends have to be known.
    """

    gates: Gates
    told: frozenset[Part]
    sums: dict[str, Sum] = field(default_factory=dict)
    _read: dict[int, Truths] = field(default_factory=dict)

    def condition(self, condition: Condition) -> Truths:
        """Return who must, and who may, meet a condition: Kleene's strong logic, as `meaning` has it."""
        # By identity, as a named condition is one object wherever it stands.
        read = self._read.get(id(condition))
        if read is None:
            read = self._read[id(condition)] = self._condition(condition)
        return read

    def _condition(self, condition: Condition) -> Truths:
        make = self.gates
        match condition:
            case Among(fact, values):
                return Truths(make.negated(self.may(fact, frozenset(domain(fact)) - values)), self.may(fact, values))
            case Includes(fact, member):
                return Truths(make.negated(self.member(fact.id, member, held=False)), self.member(fact.id, member, held=True))
            case AllOf(parts):
                return self._joined(parts, make.every)
            case AnyOf(parts):
                return self._joined(parts, make.some)
            case NoneOf(parts):
                return self._turned(self._joined(parts, make.some))
            case CountOf(parts, fewest, most):
                return self._count([self.condition(part) for part in parts], fewest, most)
            case Holds(named, expected):
                read = self.condition(named.when)
                return read if expected else self._turned(read)
            case _:
                assert_never(condition)

    def _joined(self, parts: Iterable[Condition], join: Callable[[Iterable[Gate]], Gate]) -> Truths:
        read = [self.condition(part) for part in parts]
        return Truths(join([each.must for each in read]), join([each.may for each in read]))

    def _turned(self, read: Truths) -> Truths:
        return Truths(self.gates.negated(read.may), self.gates.negated(read.must))

    def _count(self, read: Sequence[Truths], fewest: int, most: int) -> Truths:
        make = self.gates
        must, may = [each.must for each in read], [each.may for each in read]
        return Truths(
            make.every((make.several(fewest, must), make.negated(make.several(most + 1, may)))),
            make.every((make.several(fewest, may), make.negated(make.several(most + 1, must)))),
        )

    def may(self, fact: Scalar, values: frozenset[Value]) -> Gate:
        """Return whether a fact can still have one of some values."""
        make = self.gates
        match fact:
            case Scale() | Choice() | YesNo() | Score():
                if (fact.id, None) not in self.told:
                    return TRUE if values else FALSE
                return self._in_runs(fact.id, places(fact), values, domain(fact))
            case Sum():
                self.sums[fact.id] = fact
                # Its ends are true numbers: beyond its top they meet what the top meets.
                return self._in_runs(fact.id, range(fact.low, fact.high + 1), values, domain(fact))
            case Bands():
                return self.may(fact.of, in_bands(fact, values))
            case Worst():
                reached = [self._worst_at(fact, rank) for rank in range(len(fact.values))] + [Truths(FALSE, FALSE)]
                return make.some(make.every((reached[a].may, make.negated(reached[b + 1].must))) for a, b in runs(fact.values, values))
            case _:
                assert_never(fact)

    def _worst_at(self, fact: Worst, rank: int) -> Truths:
        """Return whether the worst part must be, and may be, at a rank or above it."""
        make, beyond = self.gates, frozenset(fact.values[rank:])
        join = make.some if fact.worse == "high" else make.every
        below = frozenset(fact.values) - beyond
        return Truths(join([make.negated(self.may(part, below)) for part in fact.parts]), join([self.may(part, beyond) for part in fact.parts]))

    def _in_runs(self, name: str, at: range, values: frozenset[Value], every: Sequence[Value]) -> Gate:
        """Return whether what lies between the low and the high end touches a run of values."""
        make = self.gates
        found = []
        for first, last in runs(every, values):
            low = TRUE if last == len(every) - 1 else make.leaf(LowAtMost(name, at[last]))
            high = TRUE if first == 0 else make.leaf(HighAtLeast(name, at[first]))
            found.append(make.every((low, high)))
        return make.some(found)

    def member(self, name: str, member: str, *, held: bool) -> Gate:
        """Return whether a member may be in a set, or may be left out."""
        return self.gates.leaf(MayBe(name, member, held)) if (name, member) in self.told else TRUE

    def reached(self, diagrams: Diagrams, node: Node, facts: Mapping[str, Scalar]) -> dict[int, Gate]:
        """Return for each end point of a diagram over everyone who can reach it: exact, as no way through it asks about a fact twice."""
        make, first = self.gates, diagrams.first
        coming: dict[Node, list[Gate]] = {node: [TRUE]}
        for at in sorted((each for each in diagrams.reachable(node) if each >= first), key=lambda each: diagrams.question(each)[:2]):
            if at not in coming:
                continue  # only ever a second question about a fact, which its first one goes through
            here = make.some(coming.pop(at))
            variable = diagrams.variables[diagrams.question(at)[0]]
            for child, ranks in ways(diagrams, at).items():
                coming.setdefault(child, []).append(make.every((here, self._still(variable, ranks, facts))))
        return {end: make.some(coming.get(end, ())) for end in range(first)}

    def _still(self, variable: Variable, ranks: Iterable[int], facts: Mapping[str, Scalar]) -> Gate:
        """Return whether one of some values of a variable is still possible."""
        if variable.member is None:
            return self.may(facts[variable.fact], frozenset(variable.values[rank] for rank in ranks))
        return self.gates.some(self.member(variable.fact, variable.member, held=bool(rank)) for rank in ranks)


def ways(diagrams: Diagrams, node: Node) -> dict[Node, list[int]]:
    """Return where a question leads, with the ranks of the values that lead there; further questions about the same fact are gone through."""
    variable = diagrams.question(node)[0]
    led: dict[Node, list[int]] = {}
    start = 0
    while node >= diagrams.first and diagrams.question(node)[0] == variable:
        _, rank, low, high = diagrams.question(node)
        led.setdefault(low, []).extend(range(start, rank))
        node, start = high, rank
    led.setdefault(node, []).extend(range(start, len(diagrams.variables[variable].values)))
    return led


def places(fact: Scale | Choice | Score | YesNo) -> range:
    """Return the numbers that stand for a fact's values in a table: a score itself, and the rank of a word."""
    return range(fact.low, fact.cap + 1) if isinstance(fact, Score) else range(len(domain(fact)))


def runs(every: Sequence[Value], values: frozenset[Value]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of neighbouring values.

    >>> runs(("none", "mild", "moderate", "severe"), frozenset(("none", "moderate", "severe")))
    [(0, 0), (2, 3)]
    """
    at = [place for place, value in enumerate(every) if value in values]
    starts = [place for i, place in enumerate(at) if i == 0 or at[i - 1] != place - 1]
    ends = [place for i, place in enumerate(at) if i + 1 == len(at) or at[i + 1] != place + 1]
    return list(zip(starts, ends, strict=True))
