"""Conditions compiled to circuits over the columns of a table, for all rows at once.

Dual-rail encoding: the three truth values become two gates that never meet a null, *must hold* and *may hold*. A row knows two numbers of a fact, the lowest
and the highest place that its value can still have. Every leaf compares one of them with a constant. A member of a set has two leaves: it may be in, and it
may be out. This module uses no dataframe; `cohort/formula_columns.py` turns gates into columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from carelevel.logic.circuit import FALSE, TRUE, Gate, Gates, HighAtLeast, LowAtMost, MayBe
from carelevel.logic.diagram_runs import runs
from carelevel.logic.diagrams import DecisionDiagrams, Node, Variable
from carelevel.logic.fold import Fold
from carelevel.model.cases import Part
from carelevel.model.conditions import Among, Atom, counted
from carelevel.model.facts import Bands, Choice, Percent, Points, Scalar, Scale, Score, Sum, Value, Worst, YesNo, domain, in_bands, number_runs
from carelevel.model.frozen import record
from carelevel.model.percents import cut_at


@record
class DualRail:
    """A condition for everybody: the gate of those who must meet it, and of those who may."""

    must: Gate
    may: Gate


class Reader(Fold[DualRail]):
    """Reads conditions as gates: who must, and who may, meet a condition, in Kleene's strong logic, as `meaning` has it.

    Args:
        gates: where the gates are made.
        told: the facts, and the members of sets, that the table has; everything else is unknown in every row.

    Attributes:
        sums: the sums that conditions name; the table needs columns with their ends.
    """

    def __init__(self, gates: Gates, told: frozenset[Part]) -> None:
        super().__init__()
        self.gates = gates
        self.told = told
        self.sums: dict[str, Sum] = {}

    def atom(self, atom: Atom) -> DualRail:
        """Return who must, and who may, meet an atom."""
        make, fact = self.gates, atom.fact
        if isinstance(atom, Among):
            return DualRail(make.negated(self.may(atom.fact, frozenset(domain(atom.fact)) - atom.values)), self.may(atom.fact, atom.values))
        return DualRail(make.negated(self.member(fact.id, atom.member, held=False)), self.member(fact.id, atom.member, held=True))

    def all_of(self, parts: Iterable[DualRail]) -> DualRail:
        """Return who must, and who may, meet all parts."""
        read = list(parts)
        return DualRail(self.gates.every(each.must for each in read), self.gates.every(each.may for each in read))

    def any_of(self, parts: Iterable[DualRail]) -> DualRail:
        """Return who must, and who may, meet some part."""
        read = list(parts)
        return DualRail(self.gates.some(each.must for each in read), self.gates.some(each.may for each in read))

    def negated(self, part: DualRail) -> DualRail:
        """Return who must not, and who may not, meet it."""
        return DualRail(self.gates.negated(part.may), self.gates.negated(part.must))

    def count_of(self, parts: Sequence[DualRail], fewest: int, most: int) -> DualRail:
        """Return who must, and who may, meet so many parts; the store has a gate that counts."""
        make = self.gates
        must, may = [each.must for each in parts], [each.may for each in parts]
        return DualRail(
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
            case Points():
                return self.condition(counted(Among(fact, values))).may
            case Percent():
                return make.some(
                    make.every((self._percent_from(fact, low).may, make.negated(self._percent_from(fact, high + 1).must)))
                    for low, high in number_runs(map(int, values))
                )
            case Bands():
                return self.may(fact.of, in_bands(fact, values))
            case Worst():
                reached = [self._worst_at(fact, rank) for rank in range(len(fact.values))] + [DualRail(FALSE, FALSE)]
                return make.some(
                    make.every((reached[a].may, make.negated(reached[b + 1].must))) for a, b in number_runs(fact.values.index(str(value)) for value in values)
                )
            case _:
                assert_never(fact)

    def _percent_from(self, fact: Percent, place: int) -> DualRail:
        """Return whether a percentage must be, and may be, at a place or above it."""
        if not fact.low < place <= fact.high:
            end = TRUE if place <= fact.low else FALSE
            return DualRail(end, end)
        cut = cut_at(fact, place)
        self.sums[cut.sum.id] = cut.sum
        return DualRail(self.gates.negated(self.gates.leaf(LowAtMost(cut.sum.id, cut.bound - 1))), self.gates.leaf(HighAtLeast(cut.sum.id, cut.bound)))

    def _worst_at(self, fact: Worst, rank: int) -> DualRail:
        """Return whether the worst part must be, and may be, at a rank or above it."""
        make, beyond = self.gates, frozenset(fact.values[rank:])
        join = make.some if fact.worse == "high" else make.every
        below = frozenset(fact.values) - beyond
        return DualRail(join([make.negated(self.may(part, below)) for part in fact.parts]), join([self.may(part, beyond) for part in fact.parts]))

    def _in_runs(self, name: str, at: range, values: frozenset[Value], every: Sequence[Value]) -> Gate:
        """Return whether the interval from the low to the high end overlaps a run of values."""
        make = self.gates
        found = []
        for first, last in number_runs(place for place, value in enumerate(every) if value in values):
            low = TRUE if last == len(every) - 1 else make.leaf(LowAtMost(name, at[last]))
            high = TRUE if first == 0 else make.leaf(HighAtLeast(name, at[first]))
            found.append(make.every((low, high)))
        return make.some(found)

    def member(self, name: str, member: str, *, held: bool) -> Gate:
        """Return whether a member may be in a set, or may be left out."""
        return self.gates.leaf(MayBe(name, member, held)) if (name, member) in self.told else TRUE

    def reached(self, diagrams: DecisionDiagrams, node: Node, facts: Mapping[str, Scalar]) -> dict[int, Gate]:
        """Return for each end point of a diagram over everyone which rows can reach it. That is exact: no path asks about a fact twice."""
        make, first = self.gates, diagrams.first
        coming: dict[Node, list[Gate]] = {node: [TRUE]}
        for at in sorted((each for each in diagrams.reachable(node) if each >= first), key=lambda each: diagrams.question(each)[:2]):
            if at not in coming:
                continue  # a later question about a fact, which its first question has covered
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


def ways(diagrams: DecisionDiagrams, node: Node) -> dict[Node, list[int]]:
    """Return where the questions about a fact lead, with the ranks of the values that lead there."""
    led: dict[Node, list[int]] = {}
    for start, stop, below in runs(diagrams, node):
        led.setdefault(below, []).extend(range(start, stop))
    return led


def places(fact: Scale | Choice | Score | YesNo) -> range:
    """Return the numbers that represent a fact's values in a table: a score itself, and the rank of a word."""
    return range(fact.low, fact.last + 1) if isinstance(fact, Score) else range(len(domain(fact)))
