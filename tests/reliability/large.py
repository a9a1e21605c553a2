"""Large criteria sets that are valid, and questions to them: none may take longer than two seconds, or more than 500 megabytes beside what the process had.

    python -m tests.reliability.large 2000 1               so many questions, from a seed
    python -m tests.reliability.large 2000 1 --hard        hard ones alone
    python -m tests.reliability.large 2000 1 --hard 10     so many questions to a set, and so more sets
    python -m tests.reliability.large --set 1003           the questions of one set again, one line each; with --hard those of such a run
    python -m tests.reliability.large --set 1003 101       one question alone, to a set that was just read
    python -m tests.reliability.large --text 1003          a set, to keep as a file

A set is made from its number alone. It has up to 480,000 bytes, most have fewer, and one of `SHAPES`: what makes reasoning work, one kind of it or all together. It is read
once and asked some hundred questions. Most of these are easy, or a night would not be long enough for many: a level, or a recommendation, of a case of which much is known.
The first one, which is asked while nothing has been prepared, and one in a hundred after it, are hard: anything that can be asked, of a case of which anything is known.
"""

import contextlib
import io
import itertools
import json
import math
import random
import signal
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from carelevel.api import CriteriaSet, loads
from carelevel.cli.main import main as command
from carelevel.model.problems import CarelevelError
from carelevel.syntax.loading import read_problems
from tests.reliability.memory import growing

Plain = dict[str, Any]

SMALLEST, LARGEST = 4_000, 480_000
"""Bytes of a set."""

MOST_NAMES = 150_000
"""Facts that a set names, where a derived fact counts as all that it stands on: some fewer than are accepted."""

MOST_VALUES = 600_000
"""Values that the conditions of a set allow: fewer than are accepted, since scores that may be more than their top have more in sums."""

SECONDS, MEGABYTES = 2.0, 500
"""The budget of a question: of the processor's time, and of memory beside what the process had."""

OVER = 1.1
"""A question is over its budget when it takes more than a tenth more."""

ASKED_BY = {"command_explain": 3}
"""Questions that a command asks, each with a budget of time of its own: who is possible, why, and what would change it."""

GIVEN_UP = 60.0
"""Seconds of the processor's time after which a question is given up; it has hung then."""

QUESTIONS = 400
"""Questions to one set."""


# Sets


@dataclass
class Set:
    """A criteria set in the making.

    Attributes:
        chance: the source of chance.
        goal: bytes that it will have, about.
        facts: the facts that are given, as a file declares them.
        derived: the facts that follow.
        names: how many facts a derived fact stands on.
        used: how many facts have been named so far.
        values: how many values the conditions allow so far, at most.
        said: the conditions on values so far.
    """

    chance: random.Random
    goal: int
    facts: dict[str, Plain] = field(default_factory=dict)
    derived: dict[str, Plain] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    used: int = 0
    values: int = 0
    said: set[str] = field(default_factory=set)

    def add(self, kind: str, number: int) -> list[str]:
        """Declare facts of a kind, and return their names."""
        made = [f"{kind}_{i}" for i in range(len(self.facts), len(self.facts) + number)]
        for name in made:
            self.facts[name] = getattr(self, f"_{kind}")()
            self.names[name] = 1
        return made

    def _yes_no(self) -> Plain:
        return {"type": "yes_no", **self._worse("yes", "no")}

    def _score(self) -> Plain:
        low = self.chance.choice((0, 0, 0, 1, -5))
        top = low + self.chance.choice((3, 10, 27, 50, 100, 1_000))
        return {"type": "score", "range": [low, top], **self._worse("high", "low"), **({"or_more": True} if self.chance.random() < 0.2 else {})}

    def _scale(self) -> Plain:
        return {"type": "scale", "values": [f"v{i}" for i in range(self.chance.choice((2, 3, 5, 5, 9, 40)))], **self._worse("high", "low")}

    def _order(self) -> Plain:
        return {"type": "scale", "values": [f"v{i}" for i in range(self.chance.choice((100, 300, 1_000)))], **self._worse("high", "low")}

    def _choice(self) -> Plain:
        return {"type": "choice", "values": [f"v{i}" for i in range(self.chance.choice((2, 4, 8, 60)))]}

    def _set(self) -> Plain:
        return {"type": "set", "values": [f"m{i}" for i in range(self.chance.choice((3, 8, 20)))]}

    def _worse(self, *ends: str) -> Plain:
        return {"worse": self.chance.choice(ends)} if self.chance.random() < 0.7 else {}

    def derive(self, kind: str, declared: Plain, stands_on: list[str]) -> str:
        """Declare a derived fact, and return its name."""
        name = f"{kind}_{len(self.derived)}"
        self.derived[name] = declared
        self.names[name] = 1 + sum(self.names[each] for each in stands_on)
        self.used += self.names[name]
        return name

    def ends(self, name: str) -> tuple[int, int]:
        """Return the range of a score or a sum."""
        if name in self.facts:
            low, high = self.facts[name]["range"]
            return low, high
        low = high = 0
        for part in self.derived[name]["sum"]:
            of, times = (part, 1) if isinstance(part, str) else (part["of"], part["times"])
            ends = sorted(end * times for end in self.ends(of))
            low, high = low + ends[0], high + ends[1]
        return low, high

    def sum_of(self, scores: list[str]) -> str:
        """Declare a sum, weighted where that leaves it as narrow as sums have to be."""
        parts: list[Any] = []
        left = 90_000
        for name in scores:
            low, high = self.ends(name)
            # What may be more than its top cannot be taken away.
            weights = (1, 1, 2, 3, 7) if self.facts[name].get("or_more") else (1, 1, -1, 2, -2, 3, -5, 7, 31)
            times = self.chance.choice(weights)
            if abs(times) * (high - low) > left:
                times = 1
            if high - low > left:
                break
            left -= abs(times) * (high - low)
            parts.append(name if times == 1 else {"of": name, "times": times})
        return self.derive("sum", {"sum": parts}, [part if isinstance(part, str) else part["of"] for part in parts])

    def bands_of(self, name: str) -> str:
        """Declare bands of a score or a sum."""
        low, high = self.ends(name)
        cuts = sorted(self.chance.sample(range(low + 1, high + 1), min(high - low, self.chance.choice((1, 2, 4, 12)))))
        pairs = zip([low, *cuts], [*(cut - 1 for cut in cuts), high], strict=True)
        return self.derive("bands", {"bands": {"of": name, **{f"b{i}": list(pair) for i, pair in enumerate(pairs)}}}, [name])

    def worst_of(self, scales: list[str]) -> str | None:
        """Declare the worst of scales that are alike, where there are some."""
        first = self.facts[self.chance.choice(scales)]
        alike = [name for name in scales if self.facts[name] == first and "worse" in first]
        if len(alike) < 2:
            return None
        some = self.chance.sample(alike, min(len(alike), self.chance.choice((2, 3, 8))))
        return self.derive("worst", {"worst": some}, some)

    def named(self, when: Plain, stands_on: list[str]) -> str:
        """Declare a condition with a name."""
        return self.derive("named", {"when": when}, stands_on)

    def said_of(self, name: str) -> Plain:
        """Return a condition on one fact that some values meet, and others do not."""
        self.used += self.names[name]
        chance = self.chance
        declared = self.facts.get(name) or self.derived[name]
        if "when" in declared or declared.get("type") == "yes_no":
            return {name: chance.choice(("yes", "yes", "no"))}
        if declared.get("type") == "set":
            some = chance.sample(declared["values"], chance.choice((1, 1, 2)))
            return {name: chance.choice(({"includes": some[0]}, {"includes_any": some}, {"excludes": some[0]}, {"includes_all": some}))}
        if declared.get("type") == "choice":
            some = chance.sample(declared["values"], max(1, len(declared["values"]) // chance.choice((2, 3))))
            return {name: chance.choice((some[0], {"is_not": some[0]}, {"one_of": some}))}
        if "worst" in declared:
            return self.among(name, self.facts[declared["worst"][0]]["values"])
        if "bands" in declared:
            return self.among(name, [each for each in declared["bands"] if each != "of"])
        if "values" in declared:
            return self.among(name, declared["values"])
        low, high = self.ends(name)
        cut = chance.randint(low + 1, high)
        said = chance.choice(({"at_least": cut}, {"at_most": cut - 1}, {"between": sorted((cut, chance.randint(low + 1, high)))}))
        return {name: said if self.leaves_room(name, said, high - low) else cut}

    def among(self, name: str, values: list[str]) -> Plain:
        """Return a condition on what has an order."""
        cut = self.chance.randrange(1, len(values))
        other = self.chance.randrange(1, len(values))
        some = self.chance.sample(values, max(1, len(values) // self.chance.choice((2, 3, 7))))
        ways = (
            {"at_least": values[cut]},
            {"at_most": values[cut - 1]},
            {"between": [values[min(cut, other)], values[max(cut, other)]]},
            {"one_of": some},
            {"is_not": some[0]},
        )
        said = self.chance.choice(ways)
        return {name: said if self.leaves_room(name, said, len(values)) else some[0]}

    def leaves_room(self, name: str, said: Plain, values: int) -> bool:
        """Return whether a condition may allow so many values beside all that were said before; what is said again is counted once."""
        if self.values + values > MOST_VALUES:
            return False
        key = f"{name} {said}"
        if key not in self.said:
            self.said.add(key)
            self.values += values
        return True

    def group(self, names: list[str], word: str) -> Plain:
        """Return a group of conditions, each on another fact."""
        parts = [self.said_of(name) for name in names]
        if word in {"at_least", "at_most", "exactly"} and len(parts) > 1:
            count = self.chance.choice((1, len(parts) // 2, len(parts) // 2, len(parts) - 1)) or 1
            return {word: {"count": count, "of": parts}}
        return {word if word in {"all", "any", "none"} else "any": parts}

    def some(self, names: list[str], number: int) -> list[str]:
        """Draw so many names, or fewer where one that stands there several times was drawn again."""
        return list(dict.fromkeys(self.chance.sample(names, min(number, len(names)))))

    def nested(self, names: list[str], depth: int) -> Plain:
        """Return a condition of groups in groups."""
        word = self.chance.choice(("all", "any", "any", "none", "at_least", "exactly"))
        if depth == 0:
            return self.group(self.some(names, self.chance.choice((1, 2, 3, 3))), word)
        parts: dict[str, Plain] = {}
        for _ in range(self.chance.choice((2, 2, 3, 4))):
            part = self.nested(names, depth - 1) if self.chance.random() < 0.6 else self.said_of(self.chance.choice(names))
            # A part that stands in a group twice is refused.
            parts[json.dumps(part, sort_keys=True)] = part
        every = list(parts.values())
        return (
            {"at_least": {"count": len(every) - 1, "of": every}}
            if word in {"at_least", "exactly"} and len(every) > 1
            else {word if word in {"all", "any", "none"} else "any": every}
        )


Conditions = Iterator[Plain]
"""The conditions of the criteria of a set, one after another without an end."""


def clauses(made: Set) -> Conditions:
    """About as many clauses over facts of yes and no as leave it hard to say whether all of them can hold."""
    number = made.goal // 400 + 12
    names = made.add("yes_no", number)
    width = made.chance.choice((2, 3, 3, 3, 4, 5))
    word = made.chance.choice(("any", "any", "all", "none"))
    while True:
        yield made.group(made.some(names, width), word)


def counts(made: Set) -> Conditions:
    """Counts over many facts, some of them over nearly all."""
    names = made.add("yes_no", min(2_000, made.goal // made.chance.choice((60, 300, 1_500)) + 8))
    while True:
        number = made.chance.choice((3, 8, 20, 60, len(names) // 2, len(names)))
        yield made.group(made.some(names, number), made.chance.choice(("at_least", "at_least", "at_most", "exactly")))


def levels(made: Set) -> Conditions:
    """A hundred levels, and about all of them something is said."""
    names = [*made.add("yes_no", 20 + made.goal // 3_000), *made.add("scale", 10 + made.goal // 6_000), *made.add("choice", 5)]
    while True:
        yield made.group(made.some(names, made.chance.choice((1, 2, 2, 3))), made.chance.choice(("all", "all", "any", "none")))


def sums(made: Set) -> Conditions:
    """Sums of the same scores with other weights, and what they are cut into."""
    scores = made.add("score", made.chance.choice((4, 6, 12, 40, 120)))
    names = [made.sum_of(made.some(scores, made.chance.choice((2, 2, 3, 6, 20)))) for _ in range(made.chance.choice((2, 4, 12, 40)))]
    names += [made.bands_of(name) for name in names[: made.chance.choice((0, 2, 6))]]
    while True:
        yield made.group(made.some([*names, *names, *scores], made.chance.choice((1, 1, 2, 3))), made.chance.choice(("all", "any", "at_least")))


def pairs(made: Set) -> Conditions:
    """What was before and what is now, each with the difference between: what is said of one is far from what is said of its fellow."""
    number = made.chance.choice((3, 6, 20, 60))
    before, now = ([f"{when}_{i}" for i in range(number)] for when in ("before", "now"))
    top = made.chance.choice((10, 50, 300))
    for name in (*before, *now):
        made.facts[name] = {"type": "score", "range": [0, top], "worse": "high"}
        made.names[name] = 1
    change = [
        made.derive("sum", {"sum": [one, {"of": other, "times": made.chance.choice((-1, -1, -2, 3))}]}, [one, other])
        for one, other in zip(before, now, strict=True)
    ]
    while True:
        yield made.group(made.some(change, made.chance.choice((1, 2, 3))), made.chance.choice(("any", "all")))


def orders(made: Set) -> Conditions:
    """Facts with hundreds of values in an order, or without one."""
    names = [*made.add("order", made.chance.choice((3, 8, 20)) if made.goal > 40_000 else 1), *made.add("choice", 6), *made.add("scale", 12)]
    while True:
        yield made.group(made.some(names, made.chance.choice((1, 2, 3))), made.chance.choice(("all", "any", "none", "at_least")))


def bands(made: Set) -> Conditions:
    """Scores that may be more than their top, cut into bands, alone and in sums."""
    scores = made.add("score", made.chance.choice((5, 15, 60)))
    for name in scores:
        made.facts[name] |= {"or_more": made.chance.random() < 0.7}
    whole = [made.sum_of(made.some(scores, made.chance.choice((2, 3, 5)))) for _ in range(6)]
    names = [made.bands_of(name) for name in (*scores, *whole)]
    while True:
        yield made.group(made.some([*names, *whole, *scores], made.chance.choice((1, 2, 3, 5))), made.chance.choice(("all", "any", "at_least", "exactly")))


def derived(made: Set) -> Conditions:
    """Named conditions that stand on each other, and the worst of scales."""
    names = [*made.add("yes_no", 15 + made.goal // 5_000), *made.add("scale", 30)]
    on_it = [name for name in (made.worst_of([each for each in names if each.startswith("scale")]) for _ in range(8)) if name]
    newest = made.named(made.said_of(names[0]), names[:1])
    for _ in range(made.chance.choice((5, 12, 18))):
        some = made.some([*names, *on_it], 2)
        parts = [made.said_of(newest), *map(made.said_of, some)]
        newest = made.named({made.chance.choice(("all", "any", "none")): parts}, [newest, *some])
        on_it.append(newest)
    while True:
        yield made.group(made.some([*names, *on_it, *on_it], made.chance.choice((1, 2, 3, 4))), made.chance.choice(("all", "any", "none", "at_least")))


def parity(made: Set) -> Conditions:
    """Exactly one of two, in each other: nothing short says the same."""
    names = made.add("yes_no", made.chance.choice((12, 30, 80)))
    of_two = []
    for _ in range(made.chance.choice((10, 40))):
        one, other = made.some([*names, *of_two[-3:]], 2)
        if made.names[one] + made.names[other] < 400:
            of_two.append(made.named({"exactly": {"count": 1, "of": [{one: "yes"}, {other: "yes"}]}}, [one, other]))
    while True:
        yield made.group(made.some([*of_two, *of_two, *names], made.chance.choice((1, 2, 3))), made.chance.choice(("all", "any", "exactly")))


def mixed(made: Set) -> Conditions:
    """All kinds of facts, in groups within groups."""
    number = 3 + made.goal // 12_000
    given = [name for kind in ("yes_no", "score", "scale", "choice", "set") for name in made.add(kind, number)]
    scores = [name for name in given if name.startswith("score")]
    names = [*given, *(made.sum_of(made.some(scores, 3)) for _ in range(3)), *(made.bands_of(name) for name in scores[:3])]
    names += [made.named(made.group(some, "all"), some) for some in (made.some(names, 3) for _ in range(4))]
    while True:
        yield made.nested(names, made.chance.choice((0, 1, 1, 2, 3)))


SHAPES: dict[str, Callable[[Set], Conditions]] = {each.__name__: each for each in (clauses, counts, levels, sums, pairs, orders, bands, derived, parity, mixed)}


@dataclass(frozen=True)
class Large:
    """A set, with what is needed to ask about it.

    Attributes:
        number: what it is made from.
        shape: the name of its shape.
        text: the file.
        facts: its facts, as the file declares them.
        levels: the ids of its levels.
    """

    number: int
    shape: str
    text: str
    facts: dict[str, Plain]
    levels: list[str]


def made(number: int) -> Large:
    """Return the set of a number."""
    return next(filter(None, (_drawn(number, turn) for turn in itertools.count())))


def planned(number: int) -> tuple[str, int]:
    """Return the shape of a set and how many bytes it shall have, without making it."""
    return _planned(_chance(number, 0))


def _chance(number: int, turn: int) -> random.Random:
    return random.Random(f"large {number} {turn}")


def _planned(chance: random.Random) -> tuple[str, int]:
    return chance.choice(list(SHAPES)), int(math.exp(chance.uniform(math.log(SMALLEST), math.log(LARGEST))))


def _drawn(number: int, turn: int) -> Large | None:
    """Return a set; None where something in it is refused that no criterion can be blamed for.

    What says the same twice in one group is refused, and to know it beforehand would be to work out what conditions say: such criteria are taken out.
    """
    chance = _chance(number, turn)
    shape, size = _planned(chance)
    making = Set(chance, size)
    conditions = SHAPES[shape](making)
    rungs = [f"level_{i}" for i in range(100 if shape == "levels" else chance.choice((2, 3, 4, 5, 8, 30)))]
    services = [f"service_{i}" for i in range(chance.choice((0, 2, 30)))]
    plain: Plain = {"carelevel": 1, "id": "large", "version": "1", "title": f"Large {number}"}
    plain |= {"levels": {name: {"title": name} for name in rungs}, "services": {name: name for name in services}}
    # A shape declares its facts when it is first asked for a condition.
    first = next(conditions)
    plain |= _about_everyone(making)
    leans = chance.choice(((3, 5, 2), (1, 1, 8), (8, 1, 1), (1, 8, 1), (0, 5, 5)))
    criteria = plain["criteria"] = []
    size = len(json.dumps([making.facts, making.derived, plain]))
    for when in itertools.chain([first], conditions):
        effect = chance.choices(("requires", "suggests", "limits_to"), leans)[0]
        said: Plain = {effect: chance.choice(rungs[1:] if effect != "limits_to" else rungs[:-1])}
        if services and chance.random() < 0.15:
            said = {"adds": chance.sample(services, chance.choice((1, 2)))}
        criteria.append({"id": f"c{len(criteria)}", **said, "when": when, "because": "A reason."})
        size += len(json.dumps(criteria[-1])) + 2
        if size > making.goal or making.used > MOST_NAMES:
            break
    plain |= {"facts": making.facts, "derived": making.derived}
    refused = {
        problem.path[1] if problem.path[0] == "criteria" else None
        for problem in read_problems(json.dumps(plain), "large.yaml", None)[1]
        if problem.severity == "error"
    }
    plain["criteria"] = [criterion for place, criterion in enumerate(criteria) if place not in refused]
    return None if None in refused or not plain["criteria"] else Large(number, shape, json.dumps(plain), making.facts, rungs)


def _about_everyone(making: Set) -> Plain:
    """Return what is impossible, what disagrees, whom the set is for, and notices; each in some sets. Somebody is always left whom it is for."""
    chance, names = making.chance, list(making.facts)
    found: Plain = {}
    yes = [name for name in names if making.facts[name]["type"] == "yes_no"]
    if yes and chance.random() < 0.5:
        # Somebody who says no to everything is possible.
        combinations = [dict.fromkeys(chance.sample(yes, min(len(yes), chance.choice((2, 2, 3)))), "yes") for _ in range(chance.choice((1, 5, 40)))]
        found["impossible"] = [{"id": f"i{i}", "when": when, "because": "Nobody."} for i, when in enumerate(combinations)]
        if chance.random() < 0.4:
            few = chance.sample(yes, min(len(yes), 9))
            found["impossible"].append(
                {"id": "few", "when": {"at_least": {"count": max(2, len(few) // 3), "of": [{name: "yes"} for name in few]}}, "because": "Nobody."}
            )
    if len(names) > 3 and chance.random() < 0.4:
        found["contradictions"] = []
        for i in range(chance.choice((1, 3, 8))):
            one, other, third = making.some(names, 3)
            found["contradictions"].append(
                {
                    "id": f"d{i}",
                    "when": {**making.said_of(one), **making.said_of(other)},
                    "disputed": [one],
                    "unless": making.said_of(third),
                    "because": "They disagree.",
                }
            )
    if yes and chance.random() < 0.3:
        found["applies_when"] = {"any": [{name: "no"} for name in chance.sample(yes, min(len(yes), 2))]}
    if chance.random() < 0.3:
        found["notices"] = [{"id": "n", "unless": making.said_of(names[0]), "text": "Call."}]
    return found


# Cases


def case(of: Large, chance: random.Random, ways: tuple[str, ...]) -> tuple[str, Plain]:
    """Return a case with a word for how much is known."""
    much = chance.choice(ways)
    share = {"nothing": 0.0, "little": 0.05, "some": 0.5, "most": 1.0, "all": 1.0}[much]
    left_out = set(chance.sample(list(of.facts), min(len(of.facts), chance.choice((1, 2, 5))))) if much == "most" else set()
    yes = chance.choice((0.1, 0.5, 0.9))
    # The impossible says yes.
    known = {name: _known(fact, chance, yes, much) for name, fact in of.facts.items() if name not in left_out and chance.random() < share}
    return much, known


def _known(fact: Plain, chance: random.Random, yes: float, much: str) -> Any:
    in_part = much != "all" and chance.random() < 0.2
    match fact["type"]:
        case "yes_no":
            return "yes" if chance.random() < yes else "no"
        case "score":
            low, high = fact["range"]
            value = chance.randint(low, high)
            return {"at_least": value} if in_part else value
        case "set":
            some = [member for member in fact["values"] if chance.random() < yes]
            return dict.fromkeys(some, "yes") if in_part else some
        case _:
            value = chance.choice(fact["values"])
            return {"is_not": value} if in_part else value


# Questions


class Asked:
    """A set that was read, asked one thing at a time."""

    def __init__(self, of: Large) -> None:
        self.of = of
        self.criteria: CriteriaSet = loads(of.text)

    def recommend(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.recommend(case)

    def decide(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.decide(case)

    def told(self, case: Plain, _chance: random.Random) -> None:
        """A recommendation, in words and as JSON."""
        answer = self.criteria.recommend(case)
        str(answer)
        json.dumps(answer.to_dict())

    def possible_levels(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.possible_levels(case)

    def why(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.why(case)

    def why_not(self, case: Plain, chance: random.Random) -> None:
        self.criteria.why_not(case, chance.choice(self.of.levels))

    def what_would_change(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.what_would_change(case)

    def next_question(self, case: Plain, chance: random.Random) -> None:
        self.criteria.next_question(case, services=chance.random() < 0.3)

    def asks(self, case: Plain, _chance: random.Random) -> None:
        self.criteria.asks(case)

    def compare(self, case: Plain, chance: random.Random) -> None:
        other = dict(case)
        for name in chance.sample(list(self.of.facts), min(len(self.of.facts), 3)):
            other[name] = _known(self.of.facts[name], chance, 0.5, "all")
        self.criteria.compare(case, other)

    def command_explain(self, case: Plain, chance: random.Random) -> None:
        """The command, with files: the set is read anew."""
        self._command(case, "explain", *chance.choice(((), ("--why-not", chance.choice(self.of.levels)))))

    def command_recommend(self, case: Plain, chance: random.Random) -> None:
        """The command, with files: the set is read anew."""
        self._command(case, "recommend", "--format", chance.choice(("text", "json", "html")))

    def _command(self, case: Plain, name: str, *options: str) -> None:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            for file, text in (("criteria.yaml", self.of.text), ("case.yaml", json.dumps(case))):
                (Path(folder) / file).write_text(text, "utf-8")
            code = command([name, f"{folder}/case.yaml", "--criteria", f"{folder}/criteria.yaml", *options])
        if code == 2 and said.getvalue().strip() and "Traceback" not in said.getvalue():
            raise CarelevelError(said.getvalue().strip())
        assert code in {0, 1}, (code, said.getvalue())

    def http_recommend(self, case: Plain, _chance: random.Random) -> None:
        self._http("/recommend", {"case": case})

    def http_explain(self, case: Plain, chance: random.Random) -> None:
        self._http("/explain", {"case": case, **chance.choice(({}, {"why_not": [chance.choice(self.of.levels)]}))})

    def http_next_question(self, case: Plain, _chance: random.Random) -> None:
        self._http("/next-question", {"case": case})

    def _http(self, path: str, members: Plain) -> None:
        from tests.reliability.bodies import sent

        _server().ask(sent(path, {"criteria": {"text": self.of.text}, **members}))


@cache
def _server() -> Any:
    """Return an application that answers everything itself, since what another process takes would not be measured."""
    from carelevel.web.app import application
    from carelevel.web.settings import ServerLimits, Settings
    from tests.reliability.bodies import Server

    return Server(application(settings=Settings(limits=ServerLimits(quick=10_000_000, seconds=GIVEN_UP * 2))))


EASY = ("decide", "decide", "recommend")
"""What is asked mostly, of cases with much known."""

HARD = (
    *("recommend", "recommend", "told", "possible_levels", "why", "why", "why_not", "why_not", "what_would_change", "next_question", "asks", "compare"),
    *("command_explain", "command_recommend", "http_recommend", "http_explain", "http_next_question"),
)
"""What is asked in hard questions. What goes through a command reads the set anew, and what goes through HTTP at least looks for it by its text."""

ONE_IN = 100
"""One question in so many is hard."""


def _asked(of: Large, turn: int, is_hard: bool) -> tuple[str, str, Plain, random.Random]:
    """Return a question: its name, how much is known, the case, and chance for the rest of it. Each depends on its number alone."""
    chance = random.Random(f"question {turn} of {of.number}")
    if not is_hard:
        return chance.choice(EASY), *case(of, chance, ("some", "most", "all", "all")), chance
    usable = [name for name in HARD if find_spec("starlette") is not None or not name.startswith("http_")]
    return chance.choice(usable), *case(of, chance, ("nothing", "little", "some", "most", "all")), chance


class HangError(BaseException):
    """A question took too long. No `except Exception` can swallow it."""


def _late(*_of: object) -> None:
    raise HangError


def measured(ask: Callable[[], Any]) -> tuple[str, float, float, str]:
    """Return how something ended, the seconds and megabytes that it took, and what is wrong with that, if anything is."""
    what = ""
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, GIVEN_UP)
    with growing() as memory:
        began = time.process_time()
        try:
            ask()
            how = "answered"
        except CarelevelError as error:
            how, what = "refused", "" if str(error).strip() else "a refusal without a word"
        except HangError:
            how, what = "hung", f"longer than {GIVEN_UP:.0f} s"
        except Exception as error:  # noqa: BLE001 - what is looked for is whatever should not come out
            how, what = "fell", f"{type(error).__name__}: {error}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        seconds = time.process_time() - began
    return how, seconds, memory.megabytes, what


@dataclass(frozen=True)
class Outcome:
    """What came of one question.

    Attributes:
        name: the question.
        how: how it ended.
        seconds: of the processor's time.
        megabytes: that the process grew by at most.
        over: how often it took its budget, of time or of memory, whichever is more.
        wrong: what is wrong with how it ended; empty where nothing is.
        line: all of this in words.
    """

    name: str
    how: str
    seconds: float
    megabytes: float
    over: float
    wrong: str
    line: str


def to_one(number: int, turns: Iterable[int], is_hard: bool = False) -> Iterator[Outcome]:
    """Yield what came of questions to the set of a number. To read the set is question 0, and comes first."""
    signal.signal(signal.SIGPROF, _late)
    of = made(number)
    asked: list[Asked] = []
    for turn in turns:
        if turn == 0:
            name, about, ask = "read", "", lambda: asked.append(Asked(of))
        else:
            name, much, known, chance = _asked(of, turn, is_hard or turn % ONE_IN == 1)
            about, ask = f" of a case with {much} known", lambda name=name, known=known, chance=chance: getattr(asked[0], name)(known, chance)
        how, seconds, megabytes, wrong = measured(ask)
        if turn == 0 and how == "refused":
            wrong = "a set that was meant to be valid is refused"
        repeat = f"--set {number}{' --hard' if is_hard else ''}"
        line = (
            f"{repeat} ({of.shape}, {len(of.text):,} bytes), question {turn}, {name}{about}: {how}, {seconds:.2f} s, {megabytes:.0f} MB{wrong and f', {wrong}'}"
        )
        yield Outcome(
            f"{name}, asked first" if turn == 1 else name,
            how,
            seconds,
            megabytes,
            max(seconds / (SECONDS * ASKED_BY.get(name, 1)), megabytes / MEGABYTES),
            wrong,
            line,
        )
        if how == "hung" or not asked:
            return


def some(count: int, seed: int, is_hard: bool = False, each: int = QUESTIONS) -> dict[str, Any]:
    """Return what came of so many questions, so many to each set."""
    kinds: dict[str, dict[str, Any]] = {}
    spread: dict[str, Counter[str]] = {"seconds": Counter(), "megabytes": Counter()}
    fallen: list[str] = []
    over: list[tuple[float, str]] = []
    sets = done = 0
    while done < count:
        for outcome in to_one(1_000 * seed + sets, range(min(each, count - done)), is_hard):
            done += 1
            spread["seconds"][f"{outcome.seconds:.2f}"] += 1
            spread["megabytes"][f"{outcome.megabytes:.0f}"] += 1
            of = kinds.setdefault(outcome.name, {"seconds": 0.0, "slowest": 0.0, "megabytes": 0.0})
            of[outcome.how] = of.get(outcome.how, 0) + 1
            of["seconds"] += outcome.seconds
            of["slowest"] = max(of["slowest"], outcome.seconds)
            of["megabytes"] = max(of["megabytes"], outcome.megabytes)
            if outcome.wrong:
                fallen.append(outcome.line)
            elif outcome.over > OVER:
                over.append((round(outcome.over, 2), outcome.line))
        sets += 1
    return {"sets": sets, "questions": done, "kinds": kinds, "spread": spread, "fallen": fallen, "over": over}


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what came of all the questions."""
    kinds: dict[str, dict[str, Any]] = {}
    for part in parts:
        for name, of in part["kinds"].items():
            whole = kinds.setdefault(name, {})
            for key, value in of.items():
                whole[key] = max(whole.get(key, 0), value) if key in {"slowest", "megabytes"} else whole.get(key, 0) + value
    numbers = {key: sum(part[key] for part in parts) for key in ("sets", "questions")}
    spread = {key: sum((Counter(part["spread"][key]) for part in parts), Counter[str]()) for key in ("seconds", "megabytes")}
    return numbers | {"kinds": kinds, "spread": spread} | {key: [each for part in parts for each in part[key]] for key in ("fallen", "over")}


def shares(spread: Counter[str]) -> dict[str, float]:
    """Return what half of all questions took at most, what 90 and 99 of 100 did, and the worst.

    >>> shares(Counter({"0.10": 90, "1.50": 9, "2.00": 1}))
    {'half': 0.1, '90 of 100': 0.1, '99 of 100': 1.5, 'worst': 2.0}
    """
    ascending = sorted((float(value), number) for value, number in spread.items())
    values, upto = [value for value, _ in ascending], list(itertools.accumulate(number for _, number in ascending))
    wanted = {"half": 50, "90 of 100": 90, "99 of 100": 99, "worst": 100}
    return {name: values[bisect_left(upto, upto[-1] * share / 100)] for name, share in wanted.items()}


def main(arguments: list[str]) -> int:
    """Print what came of it; end with 1 when anything fell or was over its budget."""
    is_hard = "--hard" in arguments
    words = [word for word in arguments if word != "--hard"]
    if words[0] == "--text":
        print(made(int(words[1])).text)
        return 0
    if words[0] == "--set":
        for outcome in to_one(int(words[1]), (0, int(words[2])) if words[2:] else range(QUESTIONS), is_hard):
            print(outcome.line, flush=True)
        return 0
    found = some(int(words[0]), int(words[1]) if words[1:] else 1, is_hard, int(words[2]) if words[2:] else QUESTIONS)
    print(json.dumps(found | {"spread": {key: shares(of) for key, of in found["spread"].items()}}, indent=1))
    return int(bool(found["fallen"] or found["over"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
