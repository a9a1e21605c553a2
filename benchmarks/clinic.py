"""Criteria sets in the shape of real ones, drawn from a fixed seed: facts in groups, and criteria that mostly stay within one.

A group has grades, yes-or-no questions, a questionnaire's total, a set and a choice; some have a short scale of six items that are added up. Most criteria look at
one group, and some at two, which is what makes exact answers hard. Larger sets are blocks of forty facts side by side.
"""

import random
from typing import Any

LEVELS = ("outpatient", "intensive_outpatient", "partial_hospital", "residential", "inpatient")
GRADES = ("none", "mild", "moderate", "severe", "extreme")
TOTALS = (27, 21, 80)
MEMBERS = ("anxiety", "depression", "ocd", "ptsd", "bipolar", "substance_use", "eating", "psychosis")
BLOCK = 40

Plain = dict[str, Any]

KINDS = ("scale", "yes_no", "scale", "score", "yes_no", "choice", "scale", "set")
"""The facts of a group; every third group has six items in place of the last six of them."""


def clinic(criteria: int, facts: int, seed: int = 0) -> Plain:
    """Draw a criteria set in the words of the language."""
    chance = random.Random(f"clinic {criteria} {facts} {seed}")
    groups = _groups(facts)
    declared = {name: fact for group in groups for name, fact in group.items()}
    derived = {f"sum_{number}": {"sum": items} for number, group in enumerate(groups) if (items := [name for name in group if name.startswith("item")])}
    count = len(groups) * BLOCK // facts if facts > BLOCK else len(groups)
    blocks = [range(start, min(start + count, len(groups))) for start in range(0, len(groups), count)]
    said = [_criterion(chance, number, groups, blocks[number % len(blocks)], derived) for number in range(criteria)]
    return {
        "carelevel": 1,
        "id": "clinic",
        "version": "1",
        "title": "Drawn in the shape of a clinic's",
        "levels": {level: {"title": level.replace("_", " ").capitalize()} for level in LEVELS},
        "facts": declared,
        **({"derived": derived} if derived else {}),
        "impossible": [{"id": "no-treatment-no-weeks", "when": {"yes_no_1": "no", "scale_2": {"at_least": "severe"}}, "because": "One goes with the other."}],
        "criteria": said,
    }


def _groups(facts: int) -> list[dict[str, Plain]]:
    groups: list[dict[str, Plain]] = [{} for _ in range((facts + len(KINDS) - 1) // len(KINDS))]
    for number in range(facts):
        group = number // len(KINDS)
        kind = "item" if group % 3 == 2 and number % len(KINDS) > 1 else KINDS[number % len(KINDS)]
        groups[group][f"{kind}_{number}"] = _fact(kind, group)
    return groups


def _fact(kind: str, group: int) -> Plain:
    match kind:
        case "scale":
            return {"type": "scale", "values": list(GRADES), "worse": "high"}
        case "score":
            return {"type": "score", "range": [0, TOTALS[group % len(TOTALS)]], "worse": "high"}
        case "item":
            return {"type": "score", "range": [0, 3], "worse": "high"}
        case "set":
            return {"type": "set", "values": list(MEMBERS[: 6 + group % 3])}
        case "choice":
            return {"type": "choice", "values": ["never", "planned", "in_progress", "finished"]}
        case _:
            return {"type": "yes_no"}


def _criterion(chance: random.Random, number: int, groups: list[dict[str, Plain]], block: range, derived: Plain) -> Plain:
    effect = chance.choices(("requires", "suggests", "limits_to"), (3, 5, 2))[0]
    rank = chance.randrange(1, len(LEVELS)) if effect != "limits_to" else chance.randrange(1, len(LEVELS) - 1)
    own = chance.choice(block)
    atoms = [_atom(chance, name, fact) for name, fact in _drawn(chance, groups[own], 5)]
    if f"sum_{own}" in derived and chance.random() < 0.6:
        atoms[0] = {f"sum_{own}": {"at_least": chance.choice((6, 9, 12))}}
    if chance.random() < 0.25:
        # From another group of the same block.
        other = groups[chance.choice(block)]
        atoms[-1] = _atom(chance, *_drawn(chance, other, 1)[0])
    when = _condition(chance, atoms, min(3, 1 + rank))
    return {"id": f"criterion-{number}", effect: LEVELS[rank], "when": when, "because": f"Reason number {number} of the benchmark."}


def _drawn(chance: random.Random, group: dict[str, Plain], count: int) -> list[tuple[str, Plain]]:
    return chance.sample(list(group.items()), min(count, len(group)))


def _condition(chance: random.Random, drawn: list[Plain], strictness: int) -> Plain:
    atoms = [atom for place, atom in enumerate(drawn) if atom not in drawn[:place]]
    match chance.choices(("all", "any inside", "count"), (5, 4, 2))[0]:
        case "all":
            return {"all": atoms[:strictness] + atoms[max(strictness, len(atoms) - 1) :]}
        case "any inside":
            return {"all": [*atoms[: min(strictness, len(atoms) - 1) - 1], {"any": atoms[-2:]}]} if strictness > 1 else {"any": atoms[-2:]}
        case _:
            return {"at_least": {"count": min(strictness + 1, len(atoms)), "of": atoms}}


def _atom(chance: random.Random, name: str, fact: Plain) -> Plain:
    match fact["type"]:
        case "scale":
            return {name: {"at_least": chance.choice(GRADES[2:])}}
        case "score":
            high = fact["range"][1]
            return {name: {"at_least": chance.choice((high // 3, high // 2, high * 3 // 4)) or 1}}
        case "set":
            return {name: {"includes": chance.choice(fact["values"])}}
        case "choice":
            return {name: {"one_of": chance.sample(fact["values"], 2)}}
        case _:
            return {name: "yes"}
