"""From conditions to lanes: how criteria become one sum of whole numbers. `bit_tables.py` explains the idea and reads the sum.

Two steps. `_Gates` rewrites a condition as gates without negation; `_Layout` gives every gate its bits.

**Gates.** A gate is met when at least `count` points come together. Each of its points comes from one fact (1 when its value is among some, or a multiple
of the value, for sums) or is the output of a gate inside. `all`, `any` and counts are gates; `none`, `at_most` and `exactly` become gates over the opposite
atoms, since the opposite of an atom is an atom. So nothing is ever subtracted: what is met when every unknown point is left out is met, and what is not even
met when every possible point is counted is unmet. Kleene's logic comes out of one circuit that is read twice.

**Columns.** A gate's bits start at `2**width - count`, so that its points overflow them exactly when there are enough. The overflow is carried into the bit
above. There lies the result, or the lowest bit of the gate around it, which counts it as one more point. So a chain of gates inside gates is one column.

**Chains.** Two gates inside one `all` or `any` are two columns, each with a result bit. One more addition, for the whole set at once, combines them. Below
a carry arrives or does not; at a result bit the constant decides what becomes of it: bit + 0 + carry overflows when both are there ('and'), bit + 1 + carry
when one of them is ('or'). The bits between are filled with ones, which hand a carry on. The carry ends in a bit that is kept free above.

**Late bits.** What neither shape holds (a count over several groups; a large named condition used in several places) gets a result bit of its own, and
that bit is counted like a fact in a second round.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from carelevel.model.cases import Part
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf, counted
from carelevel.model.facts import Bands, Choice, Percent, Points, Scalar, Scale, Score, Sum, Value, Worst, YesNo, domain, in_bands, number_runs, scores_below
from carelevel.model.frozen import record
from carelevel.model.percents import cut_at

# What a point is worth: 1 when the fact's value is among these, or this times the value (above the least that can be).
Weight = frozenset[Value] | int
Point = tuple[Part, Weight]

HELD: Weight = frozenset((True,))
NOT_HELD: Weight = frozenset((False,))

LATE = ""
"""In place of a fact's id: a late bit. No fact has an empty name."""

SMALL = 32
"""Points up to which what is used in several places is written out in each of them; of something larger there is one copy, and a late bit."""

DIGIT = 4
"""Bits of which at most one is a result: so each result has a hexadecimal digit of its own, and the digits that are not 0 say what is met."""


@record
class ThresholdGate:
    """Met when at least `count` of `most` points come together; a gate inside gives one."""

    count: int
    most: int
    points: tuple[Point, ...]
    gates: "tuple[ThresholdGate, ...]" = ()


@record
class Lanes:
    """Conditions laid out in the bits of one whole number.

    Attributes:
        start: the number before anything is known.
        points: for each fact or member, what a point of each weight adds.
        stages: numbers to keep the bits of, and to add then, in turn.
        late: in rounds, result bits with what each adds once it is set.
        results: the result bit of each condition, as a number.
    """

    start: int
    points: dict[Part, dict[Weight, int]]
    stages: tuple[tuple[int, int], ...]
    late: tuple[tuple[tuple[int, int], ...], ...]
    results: tuple[int, ...]


def lanes_of(conditions: Iterable[Condition], first: int) -> Lanes:
    """Lay conditions out from bit `first` upwards."""
    gates = _Gates()
    wanted = [gates.of(condition, wanted=True) for condition in conditions]
    layout = _Layout(first)
    results = [layout.result(gate) for gate in wanted]
    late = [1 << layout.result(gate) for gate in gates.late]
    # A late bit that nothing counts comes from a condition that is always met, or never.
    counted = [layout.points.get(_late(number), {}).get(HELD, 0) for number in range(len(late))]
    rounds = tuple(
        tuple((late[number], counted[number]) for number, turn in enumerate(gates.rounds) if turn == each and counted[number])
        for each in range(1, max(gates.rounds, default=0) + 1)
    )
    bits = tuple(1 << result for result in results)
    points = {part: weights for part, weights in layout.points.items() if part[0] != LATE}
    return Lanes(layout.start, points, layout.stages(sum(bits) + sum(late)), rounds, bits)


def _late(number: int) -> Part:
    return LATE, str(number)


class _Gates:
    """Rewrites conditions as gates.

    Attributes:
        late: the gates that have a bit of their own.
        rounds: for each of these, the round in which its bit is counted, from 1.
    """

    def __init__(self) -> None:
        self.late: list[ThresholdGate] = []
        self.rounds: list[int] = []
        self._known: dict[tuple[int, bool], ThresholdGate | bool] = {}
        self._others: dict[tuple[str, frozenset[Value]], frozenset[Value]] = {}

    def of(self, condition: Condition, *, wanted: bool) -> ThresholdGate | bool:
        """Return the gate that opens when a condition is met, or with `wanted` false when it is unmet; True or False when it always or never is."""
        match condition:
            case Among(fact, values):
                return self._among(fact, values if wanted else self._other_values(fact, values))
            case Includes(fact, member):
                return ThresholdGate(1, 1, (((fact.id, member), HELD if wanted else NOT_HELD),))
            case AllOf(parts):
                return self._at_least(len(parts) if wanted else 1, [self.of(part, wanted=wanted) for part in parts])
            case AnyOf(parts):
                return self._at_least(1 if wanted else len(parts), [self.of(part, wanted=wanted) for part in parts])
            case NoneOf(parts):
                return self._at_least(len(parts) if wanted else 1, [self.of(part, wanted=not wanted) for part in parts])
            case CountOf(parts, fewest, most):
                return self._between(parts, fewest, most, wanted=wanted)
            case Holds(named, expected):
                return self._shared(named.when, wanted=wanted is expected)
            case _:
                assert_never(condition)

    def _between(self, parts: Sequence[Condition], fewest: int, most: int, *, wanted: bool) -> ThresholdGate | bool:
        """Return the gate for a count: enough parts are met, and enough are unmet. Its opposite: too many are unmet, or too many are met."""
        met, unmet = (fewest, len(parts) - most) if wanted else (most + 1, len(parts) - fewest + 1)
        sides = [
            # A side that is always met, or never, uses none of its parts.
            self._at_least(needed, [self._shared(part, wanted=side) for part in parts if 0 < needed <= len(parts)])
            for needed, side in ((met, True), (unmet, False))
        ]
        return self._at_least(2 if wanted else 1, sides)

    def _shared(self, condition: Condition, *, wanted: bool) -> ThresholdGate | bool:
        """Return a gate that several places may use: a small one is repeated in each, a large one gets a late bit from the second place on."""
        key = id(condition), wanted
        known = self._known.get(key)
        if known is None:
            known = self.of(condition, wanted=wanted)
        elif isinstance(known, ThresholdGate) and _size(known) > SMALL:
            known = self._made_late(known)
        self._known[key] = known
        return known

    def _made_late(self, gate: ThresholdGate) -> ThresholdGate:
        """Give a gate a bit of its own, and return the gate that waits for that bit."""
        number = len(self.late)
        self.late.append(gate)
        self.rounds.append(1 + max((self.rounds[int(str(member))] for (fact, member), _ in _points(gate) if fact == LATE), default=0))
        return ThresholdGate(1, 1, ((_late(number), HELD),))

    def _at_least(self, count: int, parts: Iterable[ThresholdGate | bool]) -> ThresholdGate | bool:
        """Return the gate that opens when at least `count` parts do."""
        gates: list[ThresholdGate] = []
        for part in parts:
            if isinstance(part, ThresholdGate):
                gates.append(part)
            else:
                count -= part
        if count <= 0 or count > len(gates):
            return count <= 0
        if len(gates) == 1:
            return gates[0]
        if count in {1, len(gates)}:
            return _joined(gates, is_any=count == 1)
        points, groups = _sorted_out(gates)
        # One group can be carried into the count. The same group may be counted twice, so it is identified by its place.
        kept = next((place for place, group in enumerate(groups) if _is_column(group)), None)
        points += [point for place, group in enumerate(groups) if place != kept for point in self._made_late(group).points]
        return ThresholdGate(count, len(gates), tuple(points), () if kept is None else (groups[kept],))

    def _other_values(self, fact: Scalar, values: frozenset[Value]) -> frozenset[Value]:
        key = fact.id, values
        if key not in self._others:
            self._others[key] = frozenset(domain(fact)) - values
        return self._others[key]

    def _among(self, fact: Scalar, values: frozenset[Value]) -> ThresholdGate | bool:
        match fact:
            case Scale() | Choice() | Score() | YesNo():
                if values.issuperset(domain(fact)) or not values:
                    return bool(values)
                return ThresholdGate(1, 1, (((fact.id, None), values),))
            case Bands(of=of):
                return self._among(of, in_bands(fact, values))
            case Sum():
                return self._in_runs(_sum_within(fact, low, high) for low, high in number_runs(map(int, values)))
            case Points():
                return self.of(counted(Among(fact, values)), wanted=True) if values else False
            case Percent():
                return self._in_runs(_percent_within(fact, low, high) for low, high in number_runs(map(int, values)))
            case Worst():
                runs = number_runs(fact.values.index(str(value)) for value in values)
                return self._in_runs((self._worst(fact, low, at_least=True), self._worst(fact, high, at_least=False)) for low, high in runs)
            case _:
                assert_never(fact)

    def _in_runs(self, runs: Iterable[tuple[ThresholdGate | bool, ThresholdGate | bool]]) -> ThresholdGate | bool:
        """Return the gate for a range: it is between the ends of one run. Ranges inside one run are decided, so a run is never cut into values."""
        return self._at_least(1, [self._at_least(2, ends) for ends in runs])

    def _worst(self, fact: Worst, rank: int, *, at_least: bool) -> ThresholdGate | bool:
        """Return the gate for the worst of several scales being at least, or at most, of a rank."""
        labels = frozenset(fact.values[rank:] if at_least else fact.values[: rank + 1])
        parts = [self._worst(part, rank, at_least=at_least) if isinstance(part, Worst) else self._among(part, labels) for part in fact.parts]
        # The highest is at least of a rank when one of them is, and at most when all are; the lowest the other way round.
        return self._at_least(1 if at_least is (fact.worse == "high") else len(parts), parts)


def _joined(gates: Sequence[ThresholdGate], *, is_any: bool) -> ThresholdGate:
    """Return `any` or `all` of gates; those inside that are of the same kind are merged into it."""
    points: list[Point] = []
    groups: list[ThresholdGate] = []
    most = 0
    for gate in gates:
        if gate.count == (1 if is_any else gate.most):
            points += gate.points
            groups += gate.gates
            most += gate.most
        else:
            groups.append(gate)
            most += 1
    return ThresholdGate(1 if is_any else most, most, tuple(points), tuple(groups))


def _sorted_out(gates: Iterable[ThresholdGate]) -> tuple[list[Point], list[ThresholdGate]]:
    """Return the points of those gates that are one point and no more, and the other gates."""
    points: list[Point] = []
    groups: list[ThresholdGate] = []
    for gate in gates:
        if gate.most == 1 and gate.points:
            points += gate.points
        else:
            groups.append(gate)
    return points, groups


def _sum_within(fact: Sum, low: int, high: int) -> tuple[ThresholdGate | bool, ThresholdGate | bool]:
    """Return the gates for a sum being at least `low`, and at most `high`."""
    terms = list(scores_below(fact))
    # At its top a sum may be more.
    return _sum_at_least(terms, low), high == fact.high or _sum_at_least([(score, -times) for score, times in terms], -high)


def _percent_within(fact: Percent, low: int, high: int) -> tuple[ThresholdGate | bool, ThresholdGate | bool]:
    """Return the gates for a percentage being at the place `low` or above it, and at `high` or below it."""
    from_low, above = (cut_at(fact, place) if fact.low < place <= fact.high else None for place in (low, high + 1))
    return (
        low <= fact.low if from_low is None else _sum_at_least(list(scores_below(from_low.sum)), from_low.bound),
        high >= fact.high if above is None else _sum_at_least([(score, -times) for score, times in scores_below(above.sum)], 1 - above.bound),
    )


def _sum_at_least(terms: Sequence[tuple[Score, int]], bound: int) -> ThresholdGate | bool:
    ends = [sorted((score.low * times, score.cap * times)) for score, times in terms]
    count, most = bound - sum(low for low, _ in ends), sum(high - low for low, high in ends)
    if count <= 0 or count > most:
        return count <= 0
    changing = [(score, times) for score, times in terms if score.cap > score.low]
    if len(changing) == 1:
        (score, times), rest = changing[0], bound - sum(low for low, high in ends if low == high)
        return ThresholdGate(1, 1, (((score.id, None), frozenset(v for v in domain(score) if int(v) * times >= rest)),))
    return ThresholdGate(count, most, tuple(((score.id, None), times) for score, times in changing))


def _points(gate: ThresholdGate) -> Iterator[Point]:
    yield from gate.points
    for inner in gate.gates:
        yield from _points(inner)


def _size(gate: ThresholdGate) -> int:
    return len(gate.points) + sum(map(_size, gate.gates))


def _is_column(gate: ThresholdGate) -> bool:
    """Return whether a gate and what is inside it can hand their results upwards by carry alone."""
    return not gate.gates or (len(gate.gates) == 1 and _is_column(gate.gates[0]))


@dataclass(slots=True)
class _Chain:
    """Result bits from the lowest up, each combined with the carry from those below; and the stage at which that can be done."""

    steps: list[tuple[int, bool]] = field(default_factory=list)
    stage: int = 0

    def add(self, position: int, *, is_any: bool) -> None:
        # The lowest one meets no carry: 'or' makes it one.
        self.steps.append((position, is_any or not self.steps))


class _Layout:
    """Gives gates their bits, from the lowest up."""

    def __init__(self, first: int) -> None:
        self.end = first
        self.start = 0
        self.points: dict[Part, dict[Weight, int]] = {}
        self._chained: list[tuple[int, int]] = []
        self._digit: int | None = None

    def result(self, gate: ThresholdGate | bool) -> int:
        """Lay out one condition and return the place of its result bit."""
        if self.end // DIGIT == self._digit:
            self.end = (self.end // DIGIT + 1) * DIGIT
        if isinstance(gate, bool):
            self.start += gate << self.end
            self.end += 1
            place = self.end - 1
        else:
            place = self._column(gate) if _is_column(gate) else self._closed(self._chain(gate))
        self._digit = place // DIGIT
        return place

    def stages(self, results: int) -> tuple[tuple[int, int], ...]:
        """Return the bits to keep and the number to add, stage by stage; result bits are kept in all."""
        kept = results
        stages: list[tuple[int, int]] = []
        for needed, added in reversed(self._chained):
            kept |= needed
            stages.append((kept, added))
        return tuple(reversed(stages))

    def _column(self, gate: ThresholdGate) -> int:
        """Lay out gates inside gates, one on top of the other, and return the place of the bit in which the last carry arrives."""
        self._carrying(gate)
        self.end += 1
        return self.end - 1

    def _carrying(self, gate: ThresholdGate) -> None:
        for inner in gate.gates:
            self._carrying(inner)
        width = max((gate.count - 1).bit_length(), (gate.most - gate.count).bit_length())
        # With no point too few and one carry at most: the points must reach the bit above, and not beyond it.
        assert 0 < gate.count <= min(1 << width, gate.most) and gate.most - gate.count < 1 << width  # noqa: PT018 - one claim
        one = 1 << self.end
        self.start += ((1 << width) - gate.count) * one
        for part, weight in gate.points:
            added = self.points.setdefault(part, {})
            added[weight] = added.get(weight, 0) + one
        self.end += width

    def _chain(self, gate: ThresholdGate) -> _Chain:
        """Lay out a gate with several inside as columns side by side, and return how to combine their result bits."""
        is_any = gate.count == 1
        tangled = [inner for inner in gate.gates if not _is_column(inner)]
        simple = [inner for inner in gate.gates if _is_column(inner)]
        chain = self._chain(tangled[0]) if tangled else _Chain()
        for inner in tangled[1:]:
            apart = self._chain(inner)
            chain.add(self._closed(apart), is_any=is_any)
            chain.stage = max(chain.stage, apart.stage + 1)
        if gate.points:
            most = gate.most - len(gate.gates) + len(simple[:1])
            simple[:1] = [ThresholdGate(1 if is_any else most, most, gate.points, tuple(simple[:1]))]
        for column in simple:
            chain.add(self._column(column), is_any=is_any)
        return chain

    def _closed(self, chain: _Chain) -> int:
        """Reserve the bit in which a chain's carry arrives, and return its place."""
        low, high = chain.steps[0][0], chain.steps[-1][0]
        both = sum(1 << position for position, is_any in chain.steps if not is_any)
        self._chained += [(0, 0)] * (chain.stage + 1 - len(self._chained))
        needed, added = self._chained[chain.stage]
        self._chained[chain.stage] = needed | sum(1 << position for position, _ in chain.steps), added + (2 << high) - (1 << low) - both
        self.end += 1
        return self.end - 1
