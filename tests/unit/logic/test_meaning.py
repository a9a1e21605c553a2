"""What each kind of condition means, compared with everyone whom a person can still turn out to be: few facts with few values, and every case of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations, product
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.logic.evidence import evidence
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, as_given
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

Person = Mapping[str, Any]

WORDS = ("none", "mild", "strong")
FACTS: dict[str, dict[str, Any]] = {
    "pain": {"type": "scale", "values": [*WORDS], "worse": "high"},
    "sleep": {"type": "scale", "values": [*WORDS], "worse": "high"},
    "mood": {"type": "scale", "values": [*WORDS], "worse": "low"},
    "work": {"type": "scale", "values": [*WORDS], "worse": "low"},
    "plan": {"type": "choice", "values": ["one", "two", "three"]},
    "points": {"type": "score", "range": [0, 2]},
    "before": {"type": "score", "range": [1, 3]},
    "alone": {"type": "yes_no"},
    "kinds": {"type": "set", "values": ["a", "b"]},
}
DERIVED = {
    "total": {"sum": ["points", {"of": "before", "times": -2}]},
    "more": {"sum": ["total", "points"]},
    "worst": {"worst": ["pain", "sleep"]},
    "lowest": {"worst": ["mood", "work"]},
    "band": {"bands": {"of": "total", "low": [-6, -4], "middle": [-3, -2], "high": [-1, 0]}},
    "either": {"when": {"any": [{"alone": "yes"}, {"plan": "two"}]}},
}


def total(person: Person) -> int:
    return person["points"] - 2 * person["before"]


def band(person: Person) -> str:
    return "low" if total(person) <= -4 else "middle" if total(person) <= -2 else "high"


def worst(person: Person, pick: Callable[..., Any], *names: str) -> int:
    return pick(WORDS.index(person[name]) for name in names)


MEANT: dict[str, tuple[Any, Callable[[Person], bool]]] = {
    "a scale": ({"pain": {"at_least": "mild"}}, lambda person: person["pain"] != "none"),
    "a choice": ({"plan": {"one_of": ["one", "three"]}}, lambda person: person["plan"] != "two"),
    "a score": ({"points": {"between": [1, 1]}}, lambda person: person["points"] == 1),
    "a yes or no": ({"alone": "no"}, lambda person: person["alone"] == "no"),
    "a member": ({"kinds": {"includes": "a"}}, lambda person: "a" in person["kinds"]),
    "no member": ({"kinds": {"excludes": "b"}}, lambda person: "b" not in person["kinds"]),
    "a member or no other": (
        {"any": [{"kinds": {"includes": "a"}}, {"kinds": {"excludes": "b"}}]},
        lambda person: "a" in person["kinds"] or "b" not in person["kinds"],
    ),
    "a sum": ({"total": {"at_least": -3}}, lambda person: total(person) >= -3),
    "a sum at its lowest": ({"total": {"at_most": -6}}, lambda person: total(person) == -6),
    "a sum at its highest": ({"total": {"at_least": 0}}, lambda person: total(person) == 0),
    "a sum of a sum": ({"more": {"at_least": -1}}, lambda person: total(person) + person["points"] >= -1),
    "the worst": ({"worst": {"at_least": "strong"}}, lambda person: worst(person, max, "pain", "sleep") == 2),
    "the worst in the middle": ({"worst": "mild"}, lambda person: worst(person, max, "pain", "sleep") == 1),
    "the worst where low is worse": ({"lowest": {"at_most": "mild"}}, lambda person: worst(person, min, "mood", "work") <= 1),
    "a band": ({"band": "middle"}, lambda person: band(person) == "middle"),
    "the lowest band": ({"band": "low"}, lambda person: band(person) == "low"),
    "a name for a condition": ({"either": "yes"}, lambda person: person["alone"] == "yes" or person["plan"] == "two"),
    "the opposite of a name": ({"either": "no"}, lambda person: person["alone"] == "no" and person["plan"] != "two"),
    "all": ({"all": [{"alone": "yes"}, {"plan": "two"}]}, lambda person: person["alone"] == "yes" and person["plan"] == "two"),
    "none": ({"none": [{"alone": "yes"}, {"plan": "two"}]}, lambda person: person["alone"] == "no" and person["plan"] != "two"),
    "a count": (
        {"exactly": {"count": 1, "of": [{"alone": "yes"}, {"plan": "two"}]}},
        lambda person: (person["alone"] == "yes") != (person["plan"] == "two"),
    ),
}

CRITERIA = loads(
    json.dumps(
        {
            "carelevel": 1,
            "id": "small",
            "version": "1",
            "title": "Small",
            "facts": FACTS,
            "derived": DERIVED,
            "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
            "criteria": [{"id": f"c{at}", "suggests": "high", "when": when, "because": name} for at, (name, (when, _)) in enumerate(MEANT.items())],
        }
    )
)

# What stands directly in a condition, or is what a derived fact is made of.
NAMED = {
    "a scale": ["pain"],
    "a choice": ["plan"],
    "a score": ["points"],
    "a yes or no": ["alone"],
    "a member": ["kinds"],
    "no member": ["kinds"],
    "a member or no other": ["kinds"],
    "the worst": ["pain", "sleep"],
    "the worst in the middle": ["pain", "sleep"],
    "the worst where low is worse": ["mood", "work"],
    **dict.fromkeys(("a sum", "a sum at its lowest", "a sum at its highest", "a sum of a sum", "a band", "the lowest band"), ["points", "before"]),
    **dict.fromkeys(("a name for a condition", "the opposite of a name", "all", "none", "a count"), ["alone", "plan"]),
}


ONLY_SOUND = frozenset(("a sum of a sum", "the worst in the middle"))
"""In the first a score stands twice; the worst of several scales is known as a range, whatever is known of these. Unknown may be the answer where more could be said."""


def values_of(name: str) -> list[Any]:
    fact = FACTS[name]
    if fact["type"] == "set":
        return [frozenset(some) for size in range(3) for some in combinations(fact["values"], size)]
    low, high = fact.get("range", (0, -1))
    return fact.get("values", ["yes", "no"] if fact["type"] == "yes_no" else list(range(low, high + 1)))


def known_parts(name: str) -> list[tuple[Any, list[Any]]]:
    """Return everything that can be known of a fact, each with the values that it leaves."""
    values = values_of(name)
    if FACTS[name]["type"] == "set":
        every = [dict(zip("ab", held, strict=True)) for held in product((True, False, None), repeat=2)]
        return [
            ({member: held for member, held in known.items() if held is not None}, [v for v in values if all(h in {None, m in v} for m, h in known.items())])
            for known in every
        ]
    some = chain.from_iterable(combinations(values, size) for size in range(1, len(values) + 1))
    # What is said of a score is a range.
    return [(frozenset(left), list(left)) for left in some if FACTS[name]["type"] != "score" or left[-1] - left[0] == len(left) - 1]


def cases(names: list[str]) -> Iterator[tuple[Case, list[Person]]]:
    """Yield every case of some facts, with everyone whom it leaves."""
    for parts in product(*(known_parts(name) for name in names)):
        given = dict(zip(names, parts, strict=True))
        values = {name: known for name, (known, left) in given.items() if FACTS[name]["type"] != "set" and len(left) < len(values_of(name))}
        members = {name: FrozenDict(known) for name, (known, _) in given.items() if FACTS[name]["type"] == "set" and known}
        people = [dict(zip(names, each, strict=True)) for each in product(*(left for _, left in given.values()))]
        yield Case(FrozenDict(values), FrozenDict(members)), people


@pytest.mark.parametrize("name", MEANT)
def test_a_condition_is_met_when_everyone_left_meets_it_and_unmet_when_nobody_does(name: str) -> None:
    criterion = next(each for each in CRITERIA.criteria.values() if each.because == name)
    seen = set()

    for case, people in cases(NAMED[name]):
        outcomes = {MEANT[name][1](person) for person in people}
        truth = meaning(criterion.when, case)
        seen.add(truth)
        if name in ONLY_SOUND:
            assert truth is Truth.UNKNOWN or outcomes == {truth is Truth.MET}, case
        else:
            assert truth is (Truth.UNKNOWN if len(outcomes) > 1 else Truth.MET if outcomes == {True} else Truth.UNMET), case

    assert seen == set(Truth)


@pytest.mark.parametrize("names", [["plan", "alone", "kinds"], ["pain", "sleep"], ["points", "before"], ["mood", "work"]], ids=" ".join)
def test_the_tables_answer_every_case_as_the_definition_does(names: list[str]) -> None:
    """Met, unmet and unknown are those of the definition, whether a case comes checked or as it is given, and with its reasons."""
    for case, _ in cases(names):
        truths = {name: meaning(criterion.when, case) for name, criterion in CRITERIA.criteria.items()}
        expected = tuple(tuple(name for name, truth in truths.items() if truth is wanted) for wanted in Truth)
        given = as_given(CRITERIA.definition.every_name(), case)

        for decision in (CRITERIA.decide(case), CRITERIA.decide({**given})):
            assert tuple(map(sorted, (decision.met, decision.unmet, decision.unknown))) == tuple(map(sorted, expected)), case
        recommendation = CRITERIA.recommend(case)
        assert (recommendation.met, recommendation.unmet, recommendation.unknown) == expected, case
        for reason in recommendation.reasons:
            stands_on = CRITERIA.case(reason.evidence)
            _is_smallest(reason.criterion, stands_on)
            # Found anew, it is the same.
            assert evidence(CRITERIA.criteria[reason.criterion].when, case) == stands_on


def _is_smallest(criterion: str, stands_on: Case) -> None:
    when, parts = CRITERIA.criteria[criterion].when, stands_on.parts()
    assert meaning(when, stands_on) is Truth.MET
    for size in range(len(parts)):
        assert all(meaning(when, stands_on.only(some)) is not Truth.MET for some in combinations(parts, size)), (criterion, stands_on)
