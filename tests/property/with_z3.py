"""The yes-or-no proofs of `check` against z3, on sets too large to look at every person.

    python -m tests.property.with_z3 SETS [SEED]

What a definition says is written for z3 with whole numbers: a fact is the rank of its value or its points, a sum is a sum, R, S and L are maxima and minima. So nothing of our own
encodings is shared; only the tree of conditions is. It needs the group `cross-check`.
"""

import random
import sys
import time
from collections import Counter
from datetime import date
from functools import reduce
from typing import Any, assert_never

import z3

from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, NoneOf, atoms
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import Bands, Choice, Fact, Scalar, Scale, Score, SetOf, Sum, Worst, YesNo, base_facts, domain, worse_end
from carelevel.verify.checks import requested_checks
from tests.property.worlds import RulesOut, Sayable

TODAY = date(2026, 11, 25)


class Larger(Sayable):
    """Sets of some twenty criteria over a dozen facts, which have a worse end."""

    def __init__(self, seed: int | str) -> None:
        super().__init__(seed)
        self.chance = _Larger(seed)

    def _fact(self, number: int) -> Fact:
        fact = super()._fact(number)
        if isinstance(fact, Score):
            return Score(fact.id, fact.about, fact.low, fact.high, worse="high")
        return YesNo(fact.id, fact.about, "yes") if isinstance(fact, YesNo) else fact


class Ruling(RulesOut, Larger):
    """The same, and some of the criteria rule levels out."""


class _Larger(random.Random):
    """Chance that asks for more facts and criteria than small sets have."""

    def randint(self, a: int, b: int) -> int:
        return super().randint(10, 14) if (a, b) == (2, 6) else super().randint(a, b)

    def choice(self, seq: Any) -> Any:
        return super().randint(15, 20) if seq == (1, 2, 3, 3, 5, 9) else super().choice(seq)


class Person:
    """Everything about one person, for z3; with `fixed`, one fact has another value than the others of the same name."""

    def __init__(self, definition: Definition, fixed: tuple[str, Any] | None = None) -> None:
        self.definition = definition
        self.fixed = fixed

    def limits(self) -> list[Any]:
        """Return what holds of everybody: values are in range, nothing impossible, the criteria are for them."""
        bounds = [bound for fact in self.definition.facts if not isinstance(fact, SetOf) for bound in self._bounds(fact)]
        nobody = [z3.Not(self.met(item.when)) for item in self.definition.impossible]
        return [*bounds, *nobody, self.met(self.definition.applies_when)]

    def _bounds(self, fact: Scale | Choice | Score | YesNo) -> list[Any]:
        low, high = (fact.low, fact.high) if isinstance(fact, Score) else (0, len(domain(fact)) - 1)
        return [self.number(fact) >= low, self.number(fact) <= high]

    def number(self, fact: Scalar) -> Any:
        """Return points, or the rank of a word."""
        match fact:
            case Score() | Scale() | Choice() | YesNo():
                return self.fixed[1] if self.fixed and self.fixed[0] == fact.id else z3.Int(fact.id)
            case Sum():
                return z3.Sum([part.times * self.number(part.of) for part in fact.parts])
            case Worst():
                numbers = [self.number(part) for part in fact.parts]
                return reduce(lambda a, b: z3.If((a > b) if fact.worse == "high" else (a < b), a, b), numbers)
            case Bands():
                score = self.number(fact.of)
                return z3.Sum([z3.If(score >= low, 1, 0) for _, low, _ in fact.bands[1:]])
            case _:
                assert_never(fact)

    def met(self, condition: Condition) -> Any:
        match condition:
            case Among(fact, values):
                of = [value if isinstance(value, int) else domain(fact).index(value) for value in values]
                return z3.Or([self.number(fact) == number for number in of])
            case Includes(fact, member):
                return z3.Bool(f"{fact.id}/{member}")
            case AllOf(parts):
                return z3.And([self.met(part) for part in parts])
            case AnyOf(parts):
                return z3.Or([self.met(part) for part in parts])
            case NoneOf(parts):
                return z3.Not(z3.Or([self.met(part) for part in parts]))
            case CountOf(parts, fewest, most):
                count = z3.Sum([z3.If(self.met(part), 1, 0) for part in parts])
                return z3.And(count >= fewest, count <= most)
            case Holds(named, expected):
                return self.met(named.when) if expected else z3.Not(self.met(named.when))
            case _:
                assert_never(condition)

    def required(self, criteria: list[Criterion]) -> Any:
        return self._most([each for each in criteria if each.effect == "requires"])

    def level(self, criteria: list[Criterion]) -> Any:
        """Return the level: what would be it if nothing was ruled out, raised from each rank that is ruled out to the next one."""
        level = self.base(criteria)
        for rank, each in enumerate(self.definition.levels):
            ruling = [self.met(criterion.when) for criterion in criteria if each.id in criterion.rules_out]
            level = z3.If(z3.And(level == rank, z3.Or(ruling)), rank + 1, level)
        return level

    def is_raised_by(self, criterion: Criterion, criteria: list[Criterion]) -> Any:
        """Return whether a criterion is met, and rules out a level that this person would be at."""
        base, level = self.base(criteria), self.level(criteria)
        ranks = [self.definition.rank(name) for name in criterion.rules_out]
        return z3.And(self.met(criterion.when), z3.Or([z3.And(base <= rank, rank <= level) for rank in ranks]))

    def overshot(self, criteria: list[Criterion]) -> Any:
        """Return whether the level is two above what is suggested or required, or above that and the most intensive one."""
        suggested, level = self._most([each for each in criteria if each.effect in {"requires", "suggests"}]), self.level(criteria)
        return z3.Or(level >= suggested + 2, z3.And(level > suggested, level == len(self.definition.levels) - 1))

    def base(self, criteria: list[Criterion]) -> Any:
        required, suggested = self.required(criteria), self._most([each for each in criteria if each.effect in {"requires", "suggests"}])
        limits = [z3.If(self.met(each.when), self._rank(each), len(self.definition.levels) - 1) for each in criteria if each.effect == "limits_to"]
        lowered = reduce(lambda a, b: z3.If(a < b, a, b), limits, suggested)
        return z3.If(required > lowered, required, lowered)

    def answers_differ(self, criteria: list[Criterion], others: list[Criterion]) -> Any:
        """Return whether the level, what is required, or the barriers are others by some criteria than by others with the same limits."""
        suggested, now = (self._most([each for each in some if each.effect in {"requires", "suggests"}]) for some in (criteria, others))
        limits = [(self.met(each.when), self._rank(each)) for each in criteria if each.effect == "limits_to"]
        barriers = [z3.And(met, (rank < suggested) != (rank < now)) for met, rank in limits]
        return z3.Or(self.base(criteria) != self.base(others), self.required(criteria) != self.required(others), *barriers)

    def _most(self, criteria: list[Criterion]) -> Any:
        ranks = [z3.If(self.met(each.when), self._rank(each), 0) for each in criteria]
        return reduce(lambda a, b: z3.If(a > b, a, b), ranks, z3.IntVal(0))

    def _rank(self, criterion: Criterion) -> int:
        return self.definition.rank(criterion.level or "")


def is_somebody(*parts: Any) -> bool:
    """Return whether all of this can be so."""
    solver = z3.Solver()
    solver.add(*parts)
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def compare(definition: Definition) -> Counter[str]:
    """Compare the findings of `check` on a set with what z3 says; return how often each came up."""
    problems = [problem for problem in requested_checks(definition, TODAY) if problem.code != "threshold-never-matters"]
    found = {(problem.code, str(problem.path[-1])) for problem in problems}
    assert "not-decided" not in {code for code, _ in found}
    person = Person(definition)
    everyone = person.limits()
    if not is_somebody(*everyone):
        assert found == {("says-nothing", "applies_when")}
        return Counter(["says-nothing"])
    expected = {("never-met", each.id) for each in definition.criteria if not is_somebody(*everyone, person.met(each.when))}
    expected |= {("always-met", each.id) for each in definition.criteria if not is_somebody(*everyone, z3.Not(person.met(each.when)))}
    sound = [each for each in definition.criteria if not {("never-met", each.id), ("always-met", each.id)} & expected]
    level = person.level(sound)
    expected |= {
        ("never-decides", each.id)
        for each in sound
        if each.effect in {"requires", "suggests"}
        and (each.effect, each.level) != ("suggests", definition.levels[0].id)
        and not is_somebody(*everyone, person.answers_differ(sound, [other for other in sound if other.id != each.id]))
    }
    faulty = {name for code, name in found if code in {"never-met", "always-met", "never-decides", "never-limits", "never-rules-out", "subsumed"}}
    named = {each.level for each in definition.criteria if each.id in faulty and each.effect != "rules_out"}
    ruling = [each for each in sound if each.rules_out]
    expected |= {("never-rules-out", each.id) for each in ruling if not is_somebody(*everyone, person.is_raised_by(each, sound))}
    lower = {each.id: person.level([other for other in sound if other.id != each.id]) < level for each in ruling}
    has_a_part = {name: z3.Or(without, z3.Not(z3.Or(list(lower.values())))) for name, without in lower.items()}
    expected |= {
        ("overshoots", each.id) for each in ruling if is_somebody(*everyone, person.is_raised_by(each, sound), person.overshot(sound), has_a_part[each.id])
    }
    levels = [(rank, each.id) for rank, each in enumerate(definition.levels) if each.id not in named]
    expected |= {("level-never-reached", name) for rank, name in levels if not is_somebody(*everyone, level == rank)}
    expected |= {
        ("wrong-direction", fact.id) for fact in definition.facts if _is_looked_at(definition, fact, found, faulty) and _goes_wrong(definition, fact, sound)
    }
    codes = {"never-met", "always-met", "never-decides", "never-rules-out", "overshoots", "level-never-reached", "wrong-direction"}
    assert {(code, name) for code, name in found if code in codes} == expected
    return Counter(code for code, _ in expected)


def _is_looked_at(definition: Definition, fact: Fact, found: set[tuple[str, str]], faulty: set[str]) -> bool:
    naming = {each.id for each in definition.criteria if any(fact.id in base_facts(atom.fact) for atom in atoms(each.when))}
    return not isinstance(fact, SetOf) and worse_end(fact) is not None and not naming <= faulty and ("fact-never-matters", fact.id) not in found


def _goes_wrong(definition: Definition, fact: Fact, criteria: list[Criterion]) -> bool:
    better, worse = (Person(definition, (fact.id, z3.Int(f"{fact.id} {end}"))) for end in ("better", "worse"))
    assert not isinstance(fact, SetOf)
    rises = (worse_end(fact) == "high") is not isinstance(fact, YesNo)  # of a yes-or-no fact yes comes first
    one, other = better.number(fact), worse.number(fact)
    lowered = z3.Or(better.level(criteria) > worse.level(criteria), better.required(criteria) > worse.required(criteria))
    return is_somebody(*better.limits(), *worse.limits(), one < other if rises else one > other, lowered)


def main() -> None:
    """Compare as many sets as asked for."""
    sets, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    drawings, seen, start = (Larger(f"with z3 {seed}"), Ruling(f"with z3 {seed}")), Counter[str](), time.monotonic()
    for number in range(1, sets + 1):
        seen += compare(drawings[number % 2].definition())
        if number % 10 == 0 or number == sets:
            print(f"{number} sets, {dict(seen)}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
