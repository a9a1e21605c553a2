"""Criteria and cases to measure with: drawn by chance from a fixed seed, in shapes of the criteria that ship with the library, with more conditions and no derived facts.

Everything is plain data of the standard library, so that engines in environments of their own can use it. Conditions are nested tuples:

    ("at_least", fact, rank)       ("is", fact, rank)      ("includes", fact, member)
    ("all", parts)                 ("any", parts)          ("none", parts)              ("count", how_many, parts)

where a rank is the place of a value in its fact's list, or the value itself for scores.
"""

import random
from dataclasses import dataclass
from typing import Any

LEVELS = ("outpatient", "intensive_outpatient", "partial_hospital", "residential", "inpatient")
SIZES = ((30, 20), (100, 30), (300, 40), (1000, 60))
"""Criteria and facts of the sets that the table of engines is about."""

GRADES = ("none", "mild", "moderate", "severe", "extreme")
KINDS = ("scale", "yes_no", "score", "yes_no", "scale", "choice", "scale", "yes_no", "score", "set")


@dataclass(frozen=True)
class Fact:
    """A fact: its kind, and its values as a user writes them; for a set its members."""

    name: str
    kind: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Criterion:
    """A criterion: its effect, the rank of its level, its condition."""

    id: str
    effect: str
    rank: int
    when: tuple[Any, ...]


@dataclass(frozen=True)
class Workload:
    """A criteria set."""

    facts: tuple[Fact, ...]
    criteria: tuple[Criterion, ...]

    def ordered(self) -> tuple[Criterion, ...]:
        """Return the criteria so that the first one met of each effect decides: requirements and suggestions from the most intensive level, limits from the least."""
        effects = ("requires", "suggests", "limits_to")
        return tuple(sorted(self.criteria, key=lambda each: (effects.index(each.effect), each.rank if each.effect == "limits_to" else -each.rank)))


def workload(criteria: int, facts: int, seed: int = 0) -> Workload:
    """Draw a criteria set of a size."""
    chance = random.Random(f"{criteria} {facts} {seed}")
    known = tuple(_fact(i) for i in range(facts))
    return Workload(known, tuple(_criterion(chance, known, i) for i in range(criteria)))


def _fact(number: int) -> Fact:
    kind = KINDS[number % len(KINDS)]
    values: dict[str, tuple[Any, ...]] = {
        "scale": GRADES,
        "yes_no": ("no", "yes"),
        "score": tuple(range((28, 22, 64)[number % 3])),
        "choice": ("never", "planned", "in_progress", "finished"),
        "set": ("anxiety", "depression", "ocd", "ptsd", "bipolar", "substance_use"),
    }
    return Fact(f"{kind}_about_{number}", kind, values[kind])


def _criterion(chance: random.Random, facts: tuple[Fact, ...], number: int) -> Criterion:
    effect = chance.choices(("requires", "suggests", "limits_to"), (3, 5, 2))[0]
    rank = chance.randrange(1, len(LEVELS)) if effect != "limits_to" else chance.randrange(len(LEVELS) - 1)
    # What calls for more care asks for more: else everyone would be at the top.
    return Criterion(f"criterion-{number}", effect, rank, _condition(chance, facts, 1 + rank if effect != "limits_to" else 2))


def _condition(chance: random.Random, facts: tuple[Fact, ...], strictness: int) -> tuple[Any, ...]:
    shape = chance.choices(("all", "any inside", "count", "none inside", "two groups", "deep"), (50, 20, 10, 8, 7, 5))[0]
    atoms = _atoms(chance, facts, 8)
    if shape == "all":
        return ("all", atoms[: max(1, strictness)])
    if shape == "any inside":
        return ("all", (*atoms[: max(1, strictness - 1)], ("any", atoms[5:7])))
    if shape == "count":
        return ("count", min(4, 1 + strictness), atoms[:5])
    if shape == "none inside":
        return ("all", (*atoms[: max(1, strictness - 1)], ("none", atoms[5:7])))
    if shape == "two groups":
        return ("all", (*atoms[: max(1, strictness - 2)], ("any", atoms[4:6]), ("any", atoms[6:8])))
    return ("all", (atoms[0], ("any", (("all", atoms[1:3]), ("count", 2, atoms[3:6]), atoms[6]))))


def _atoms(chance: random.Random, facts: tuple[Fact, ...], count: int) -> tuple[tuple[Any, ...], ...]:
    return tuple(_atom(chance, fact) for fact in chance.sample(facts, min(count, len(facts))))


def _atom(chance: random.Random, fact: Fact) -> tuple[Any, ...]:
    if fact.kind in {"scale", "score"}:
        return ("at_least", fact.name, chance.randrange(1, len(fact.values)))
    if fact.kind == "set":
        return ("includes", fact.name, chance.choice(fact.values))
    return ("is", fact.name, chance.randrange(len(fact.values)))


def cases(drawn: Workload, count: int, *, unknown: float = 0.0, seed: int = 0) -> list[dict[str, Any]]:
    """Draw cases as a user writes them: facts in any order, each left out with a chance of `unknown`."""
    chance = random.Random(f"{len(drawn.criteria)} {unknown} {seed}")
    found = []
    for _ in range(count):
        case = {fact.name: _value(chance, fact) for fact in drawn.facts if not unknown or chance.random() >= unknown}
        names = list(case)
        chance.shuffle(names)
        found.append({name: case[name] for name in names})
    return found


def _value(chance: random.Random, fact: Fact) -> Any:
    if fact.kind == "set":
        return [member for member in fact.values if chance.random() < 0.25]
    return chance.choice(fact.values)


def as_ranks(drawn: Workload, case: dict[str, Any]) -> dict[str, Any]:
    """Return a case as other engines like it best: numbers for words, true and false for yes and no; sets stay lists."""
    kinds = {fact.name: fact for fact in drawn.facts}
    return {name: value if kinds[name].kind == "set" else kinds[name].values.index(value) for name, value in case.items()}


def as_criteria(drawn: Workload) -> dict[str, Any]:
    """Return the criteria set in the words of carelevel's language."""
    facts = {fact.name: fact for fact in drawn.facts}

    def entry(condition: tuple[Any, ...]) -> dict[str, Any]:
        kind, *rest = condition
        if kind in {"all", "any", "none"}:
            return {kind: [entry(part) for part in rest[0]]}
        if kind == "count":
            return {"at_least": {"count": rest[0], "of": [entry(part) for part in rest[1]]}}
        value = rest[1] if kind == "includes" else facts[rest[0]].values[rest[1]]
        return {rest[0]: {kind: value}}

    def declared(fact: Fact) -> dict[str, Any]:
        kind = {"type": fact.kind}
        if fact.kind == "score":
            return kind | {"range": [fact.values[0], fact.values[-1]]}
        return kind if fact.kind == "yes_no" else kind | {"values": list(fact.values)}

    return {
        "carelevel": 1,
        "id": "benchmark",
        "version": "1",
        "title": "Drawn by chance",
        "levels": {level: {"title": level.replace("_", " ").capitalize()} for level in LEVELS},
        "facts": {fact.name: declared(fact) for fact in drawn.facts},
        "criteria": [
            {"id": each.id, each.effect: LEVELS[each.rank], "when": entry(each.when), "because": f"Reason number {number} of the benchmark."}
            for number, each in enumerate(drawn.criteria)
        ],
    }


def answer(drawn: Workload, case: dict[str, Any]) -> tuple[str, frozenset[str]]:
    """Return the level and the criteria met, of a complete case, straight from the definition: what every engine has to agree with."""
    ranks = as_ranks(drawn, case)
    met = [each for each in drawn.criteria if holds(each.when, ranks)]
    required = max((each.rank for each in met if each.effect == "requires"), default=0)
    suggested = max((each.rank for each in met if each.effect == "suggests"), default=0)
    limit = min((each.rank for each in met if each.effect == "limits_to"), default=len(LEVELS) - 1)
    return LEVELS[max(required, min(max(required, suggested), limit))], frozenset(each.id for each in met)


def holds(condition: tuple[Any, ...], ranks: dict[str, Any]) -> bool:
    """Return whether a condition holds."""
    kind, *rest = condition
    match kind:
        case "all":
            return all(holds(part, ranks) for part in rest[0])
        case "any":
            return any(holds(part, ranks) for part in rest[0])
        case "none":
            return not any(holds(part, ranks) for part in rest[0])
        case "count":
            return sum(holds(part, ranks) for part in rest[1]) >= rest[0]
        case "at_least":
            return bool(ranks[rest[0]] >= rest[1])
        case "is":
            return bool(ranks[rest[0]] == rest[1])
        case _:
            return rest[1] in ranks[rest[0]]
