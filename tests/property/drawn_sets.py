"""Criteria sets and cases drawn from a seed, by the hundred: made as data, without YAML, so that most of the time is spent on what is compared.

They go further than files can: conditions that say nothing, counts that always hold, facts with one value, a score counted twice in one sum.
"""

import random

from carelevel.model.cases import Case
from carelevel.model.conditions import EVERYBODY, AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf
from carelevel.model.criteria import Criterion, Definition, Impossible, Level, Notice, Service
from carelevel.model.facts import About, Bands, Choice, Derived, Fact, Scale, Score, SetOf, Sum, Value, Weighted, Worst, YesNo, domain
from carelevel.model.frozen import FrozenDict

WORDS = ("none", "mild", "moderate", "strong", "very_strong")
MEMBERS = ("ocd", "ptsd", "anxiety", "yes")


class Drawing:
    """One set after another, from one source of chance."""

    def __init__(self, seed: int | str) -> None:
        self.chance = random.Random(seed)
        self.facts: list[Fact] = []
        self.derived: list[Derived | Named] = []

    def definition(self) -> Definition:
        chance = self.chance
        self.facts = [self._fact(i) for i in range(chance.randint(2, 6))]
        self.derived = []
        for i in range(chance.randint(0, 5)):
            self._derive(i)
        levels = tuple(Level(name, name) for name in ("outpatient", "day-care", "iop", "residential", "inpatient")[: chance.randint(2, 5)])
        return Definition(
            id="drawn",
            version="1",
            title="Drawn",
            levels=levels,
            services=(Service("erp", "ERP"),),
            criteria=tuple(self._criterion(i, levels) for i in range(chance.choice((1, 2, 3, 3, 5, 9)))),
            applies_when=self.condition(1) if chance.random() < 0.3 else EVERYBODY,
            impossible=tuple(Impossible(f"i{i}", self.condition(1), "Nobody is like this.") for i in range(chance.choice((0, 0, 1, 2)))),
            notices=(Notice("notice", self.condition(1), "Call."),),
            facts=tuple(self.facts),
            derived=tuple(self.derived),
        )

    def _fact(self, number: int) -> Fact:
        chance = self.chance
        name, about = f"fact_{number}", About(f"Fact {number}")
        match chance.choice(("scale", "score", "yes_no", "set", "choice")):
            case "scale":
                return Scale(name, about, WORDS[: chance.choice((2, 3, 3, 5))], worse=chance.choice(("high", "low")))
            case "score":
                low = chance.randint(-3, 3)
                return Score(name, about, low, low + chance.choice((0, 1, 3, 6, 20)))
            case "yes_no":
                return YesNo(name, about)
            case "set":
                return SetOf(name, about, MEMBERS[: chance.randint(1, 4)])
            case _:
                return Choice(name, about, WORDS[: chance.randint(2, 4)])

    def _derive(self, number: int) -> None:
        chance = self.chance
        name, about = f"derived_{number}", About(f"Derived {number}")
        scores = [fact for fact in (*self.facts, *self.derived) if isinstance(fact, Score | Sum) and fact.high - fact.low <= 60]
        scales = [fact for fact in (*self.facts, *self.derived) if isinstance(fact, Scale | Worst | Bands)]
        kind = chance.choice(("sum", "bands", "worst", "named"))
        if kind == "sum" and scores:
            parts = tuple(Weighted(chance.choice(scores), chance.choice((1, 1, -1, 2, -2))) for _ in range(chance.randint(1, 3)))
            ends = [sorted((part.of.low * part.times, part.of.high * part.times)) for part in parts]
            self.derived.append(Sum(name, about, parts, sum(low for low, _ in ends), sum(high for _, high in ends)))
        elif kind == "bands" and [score for score in scores if score.high > score.low]:
            of = chance.choice([score for score in scores if score.high > score.low])
            cuts = sorted(chance.sample(range(of.low + 1, of.high + 1), min(chance.randint(1, 4), of.high - of.low)))
            self.derived.append(Bands(name, about, of, tuple(zip(WORDS, [of.low, *cuts], [*(cut - 1 for cut in cuts), of.high], strict=False))))
        elif kind == "worst" and scales:
            first = chance.choice(scales)
            alike = [scale for scale in scales if scale.values == first.values]
            self.derived.append(
                Worst(name, about, tuple(chance.choice(alike) for _ in range(chance.randint(1, 3))), first.values, chance.choice(("high", "low")))
            )
        elif kind == "named":
            self.derived.append(Named(name, about, self.condition(2)))

    def condition(self, depth: int) -> Condition:
        chance = self.chance
        if depth == 0 or chance.random() < 0.25:
            return self._atom()
        parts = tuple(self.condition(depth - 1) for _ in range(chance.choice((1, 2, 2, 3, 4))))
        match chance.choice(("all", "any", "none", "count")):
            case "all":
                return AllOf(parts)
            case "any":
                return AnyOf(parts)
            case "none":
                return NoneOf(parts)
            case _:
                fewest = chance.randint(0, len(parts))
                return CountOf(parts, fewest, chance.choice((len(parts), chance.randint(fewest, len(parts)))))

    def _atom(self) -> Condition:
        chance = self.chance
        fact = chance.choice([*self.facts, *self.derived, *self.derived])
        if isinstance(fact, Named):
            return Holds(fact, chance.random() < 0.6)
        if isinstance(fact, SetOf):
            return Includes(fact, chance.choice(fact.values))
        every = list(domain(fact))
        if chance.random() < 0.6:
            cut = chance.randint(0, len(every))
            return Among(fact, frozenset(every[cut:] if chance.random() < 0.5 else every[:cut]))
        return Among(fact, frozenset(chance.sample(every, chance.randint(0, len(every)))))

    def _criterion(self, number: int, levels: tuple[Level, ...]) -> Criterion:
        effect = self.chance.choice(("requires", "suggests", "suggests", "limits_to", "adds"))
        adds = effect == "adds"
        level = None if adds else self.chance.choice(levels).id
        return Criterion(f"c{number}", effect, level, ("erp",) if adds else (), self.condition(self.chance.choice((1, 2, 3, 4))), "Because.")

    def case(self) -> Case:
        """Draw what is known of a person: all of it, some of it, facts known in part, nothing."""
        chance = self.chance
        complete, partly = chance.choice(((1, 0), (0.7, 0), (0.5, 0.4), (0.2, 0.6), (0, 1), (0, 0)))
        values: dict[str, frozenset[Value]] = {}
        members: dict[str, FrozenDict[str, bool]] = {}
        for fact in self.facts:
            luck = chance.random()
            if isinstance(fact, SetOf):
                known = {member: chance.random() < 0.5 for member in fact.values if luck < complete or (luck < complete + partly and chance.random() < 0.5)}
                if known:
                    members[fact.id] = FrozenDict(known)
            else:
                every = list(domain(fact))
                if luck < complete:
                    values[fact.id] = frozenset((chance.choice(every),))
                elif luck < complete + partly:
                    values[fact.id] = frozenset(chance.sample(every, chance.randint(1, len(every))))
        return Case(FrozenDict(values), FrozenDict(members))

    def plain(self) -> dict[str, object]:
        """Draw a case as a user writes it: each fact with a plain value, in some order."""
        chance = self.chance
        case: dict[str, object] = {}
        for fact in chance.sample(self.facts, len(self.facts)):
            if isinstance(fact, SetOf):
                case[fact.id] = chance.sample(fact.values, chance.randint(0, len(fact.values)))
            else:
                value = chance.choice(list(domain(fact)))
                case[fact.id] = value == "yes" if isinstance(fact, YesNo) and chance.random() < 0.2 else value
        return case
