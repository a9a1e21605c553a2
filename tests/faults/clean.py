"""Criteria sets without faults, made from a seed, and faults planted into them.

They are without faults by the way they are made: every criterion that bears on the level has a fact of its own that no other asks about, so none covers
another and each of them decides for somebody; what has a direction is asked about by one threshold, and alone, so that its worst end is always spoken of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

Plain = dict[str, Any]
Found = tuple[str, str]
"""A code, and the id of the criterion, fact, level or invariant where it is found."""

LEVELS = ("outpatient", "day_care", "iop", "residential", "inpatient")
WORDS = ("none", "mild", "moderate", "strong", "very_strong")


@dataclass
class Clean:
    """A set in the words of the language, with the sources of chance that made it."""

    chance: Random
    plain: Plain

    @property
    def levels(self) -> list[str]:
        """The ids of its levels, least intensive first."""
        return list(self.plain["levels"])

    def criteria(self, *effects: str) -> list[Plain]:
        """Return its criteria with some effects."""
        return [each for each in self.plain["criteria"] if any(effect in each for effect in effects)]

    def fact(self, kind: str) -> tuple[str, Plain]:
        """Add a fact of a kind, and return its id and a condition that somebody meets and somebody does not."""
        name, chance = f"fact_{len(self.plain['facts'])}", self.chance
        match kind:
            case "scale":
                values = list(WORDS[: chance.randint(2, 5)])
                worse = chance.choice(("high", "low"))
                self.plain["facts"][name] = {"type": "scale", "values": values, "worse": worse}
                cut = chance.randint(1, len(values) - 1)
                return name, {name: {"at_least": values[cut]} if worse == "high" else {"at_most": values[cut - 1]}}
            case "score":
                low = chance.randint(-2, 2)
                high = low + chance.choice((1, 3, 10, 27))
                self.plain["facts"][name] = {"type": "score", "range": [low, high], "worse": "high"}
                return name, {name: {"at_least": chance.randint(low + 1, high)}}
            case "yes_no":
                worse = chance.choice(("yes", "no"))
                self.plain["facts"][name] = {"type": "yes_no", "worse": worse}
                return name, {name: worse}
            case "set":
                self.plain["facts"][name] = {"type": "set", "values": list(WORDS[: chance.randint(1, 4)])}
                return name, {name: {"includes": "none"}}
            case _:
                values = list(WORDS[: chance.randint(2, 4)])
                self.plain["facts"][name] = {"type": "choice", "values": values}
                return name, {name: chance.choice(values)}

    def any_fact(self) -> Plain:
        """Return a condition on a new fact of some kind."""
        return self.fact(self.chance.choice(("scale", "score", "yes_no", "set", "choice")))[1]

    def add(self, effect: str, what: Any, when: Plain) -> str:
        """Add a criterion, and return its id."""
        name = f"c{len(self.plain['criteria'])}"
        self.plain["criteria"].append({"id": name, effect: what, "when": when, "because": "Because."})
        return name


def clean(seed: int) -> Clean:
    """Return a set without faults."""
    chance = Random(seed)
    names = LEVELS[: chance.randint(2, 5)]
    made = Clean(
        chance,
        {
            "carelevel": 1,
            "id": f"clean-{seed}",
            "version": "1",
            "title": "Clean",
            "levels": {name: {"title": name} for name in names},
            "services": {"talk": "Talk"},
            "facts": {},
            "criteria": [],
        },
    )
    for rank, level in enumerate(names):
        for _ in range(chance.randint(1, 2) if rank else 0):
            made.add("requires", level, _when(made))
        for _ in range(chance.randint(1, 2) if rank else 0):
            made.add("suggests", level, _when(made))
    if chance.random() < 0.5:
        # A reason for the lowest level asks about nothing new: a fact of its own could not matter.
        made.add("suggests", names[0], chance.choice(made.criteria("requires", "suggests"))["when"])
    for level in names[:-1]:
        if chance.random() < 0.5:
            made.add("limits_to", level, made.fact("choice")[1])
    made.add("adds", ["talk"], made.any_fact())
    strictest = made.criteria("requires")[-1]
    made.plain["invariants"] = [{"id": "kept", "when": strictest["when"], "level": {"at_least": strictest["requires"]}}]
    return made


def _when(made: Clean) -> Plain:
    """Return a condition on new facts: one alone, one of several, or one without a direction beside another."""
    match made.chance.choice(("one", "any", "all", "count")):
        case "one":
            return made.any_fact()
        case "any":
            return {"any": [made.any_fact(), made.any_fact()]}
        case "all":
            return {"all": [made.fact("choice")[1], made.fact(made.chance.choice(("choice", "set")))[1]]}
        case _:
            parts = [made.fact("choice")[1] for _ in range(3)]
            return {"at_least": {"count": 2, "of": parts}}


Planting = Callable[[Clean], list[Found]]


def _excluded(made: Clean) -> list[Found]:
    every = [each["when"] for each in made.plain["criteria"]]
    # Where another criterion asks the same, its facts are left without effect too.
    criterion = made.chance.choice([each for each in made.criteria("suggests", "limits_to", "adds") if every.count(each["when"]) == 1])
    criterion["when"] = {"all": [criterion["when"], {"none": [criterion["when"]]}]}
    others = {service for each in made.plain["criteria"] if each is not criterion for service in each.get("adds", ())}
    return [("never-met", criterion["id"]), *(("service-never-added", service) for service in criterion.get("adds", ()) if service not in others)]


def _for_all(made: Clean) -> list[Found]:
    when = made.chance.choice(made.criteria("requires", "suggests", "limits_to", "adds"))["when"]
    return [("always-met", made.add("adds", ["talk"], {"any": [when, {"none": [when]}]}))]


def _covered(made: Clean) -> list[Found]:
    above = made.chance.choice([each for each in made.criteria("requires", "suggests") if each.get("suggests") != made.levels[0]])
    level = above.get("requires", above.get("suggests"))
    lower = made.chance.choice(made.levels[1 : made.levels.index(level) + 1])
    return [("never-decides", made.add("suggests", lower, {"all": [above["when"], _of_another(made, above)]}))]


def _of_another(made: Clean, than: Plain) -> Plain:
    others = [each["when"] for each in made.criteria("requires", "suggests", "adds") if each is not than and each["when"] != than["when"]]
    return made.chance.choice(others)


def _limit_above_all(made: Clean) -> list[Found]:
    return [("never-limits", made.add("limits_to", made.levels[-1], made.criteria("adds")[0]["when"]))]


def _limit_that_none_needs(made: Clean) -> list[Found]:
    rank = made.chance.randrange(len(made.levels) - 1)
    above = [each["when"] for each in made.criteria("requires", "suggests") if made.levels.index(each.get("requires", each.get("suggests"))) > rank]
    return [("never-limits", made.add("limits_to", made.levels[rank], {"all": [{"none": above}, made.criteria("adds")[0]["when"]]}))]


def _limit_within_another(made: Clean) -> list[Found]:
    limits = made.criteria("limits_to")
    if not limits:
        level, when = made.levels[0], made.fact("choice")[1]
        made.add("limits_to", level, when)
        limits = made.criteria("limits_to")
    limit = limits[0]
    return [("subsumed", made.add("limits_to", limit["limits_to"], {"all": [limit["when"], made.criteria("adds")[0]["when"]]}))]


def _service_within_another(made: Clean) -> list[Found]:
    adds = made.criteria("adds")[0]
    return [("subsumed", made.add("adds", ["talk"], {"all": [adds["when"], _of_another(made, adds)]}))]


def _level_for_nobody(made: Clean) -> list[Found]:
    place = made.chance.randint(1, len(made.levels))
    levels = list(made.plain["levels"].items())
    made.plain["levels"] = dict([*levels[:place], ("spare", {"title": "Spare"}), *levels[place:]])
    return [("level-never-reached", "spare")]


def _broken_invariant(made: Clean) -> list[Found]:
    criterion = made.chance.choice(made.criteria("requires"))
    rank = made.levels.index(criterion["requires"])
    made.plain["invariants"].append({"id": "broken", "when": criterion["when"], "level": {"at_most": made.levels[rank - 1]}})
    return [("invariant-broken", "broken")]


def _without_effect(made: Clean) -> list[Found]:
    name, when = made.fact("choice")
    criterion = made.chance.choice(made.criteria("requires"))
    criterion["when"] = {"any": [criterion["when"], {"all": [criterion["when"], when]}]}
    return [("fact-never-matters", name)]


def _without_a_word(made: Clean) -> list[Found]:
    """Only a milder value of a fact has a criterion, which it alone is enough for."""
    name, _ = made.fact("scale")
    fact = made.plain["facts"][name]
    fact["values"] = list(WORDS)
    made.add("suggests", made.levels[-1], {name: WORDS[2]})
    return [("nothing-met", name), ("wrong-direction", name)]


def _answer_that_excludes(made: Clean) -> list[Found]:
    name, _ = made.fact("yes_no")
    answer = made.plain["facts"][name].pop("worse")
    made.add("suggests", made.levels[-1], {"all": [{name: answer}, made.fact("choice")[1]]})
    return [("exclusion-lowers", name)]


def _ruled_out_for_nobody(made: Clean) -> list[Found]:
    """Whoever is required at the most intensive level is at no other that could be ruled out."""
    if len(made.levels) < 3:
        return []
    top = made.criteria("requires")[-1]
    return [("never-rules-out", made.add("rules_out", made.levels[1], {"all": [top["when"], made.criteria("adds")[0]["when"]]}))]


def _raised_too_far(made: Clean) -> list[Found]:
    """Everything between the second and the most intensive level is ruled out for some."""
    if len(made.levels) < 3:
        return []
    return [("overshoots", made.add("rules_out", made.levels[1:-1], made.fact("choice")[1]))]


def _other_direction(made: Clean) -> list[Found]:
    name, when = made.fact("yes_no")
    made.add("requires", made.levels[-1], when)
    fact = made.plain["facts"][name]
    fact["worse"] = "no" if fact["worse"] == "yes" else "yes"
    return [("wrong-direction", name), ("nothing-met", name)]


def _threshold_too_many(made: Clean) -> list[Found]:
    name, _ = made.fact("score")
    low, high = made.plain["facts"][name]["range"] = [0, 9]
    made.add("suggests", made.levels[-1], {"any": [{name: {"at_least": 4}}, {name: {"at_least": 7}}]})
    return [("threshold-never-matters", name)]


PLANTINGS: tuple[Planting, ...] = (
    _excluded,
    _for_all,
    _covered,
    _limit_above_all,
    _limit_that_none_needs,
    _limit_within_another,
    _service_within_another,
    _level_for_nobody,
    _broken_invariant,
    _without_effect,
    _without_a_word,
    _answer_that_excludes,
    _ruled_out_for_nobody,
    _raised_too_far,
    _other_direction,
    _threshold_too_many,
)
