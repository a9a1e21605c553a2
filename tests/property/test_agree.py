"""Properties of `agree`: it finds exactly the pairs of levels that a look at every person finds, with a person who shows each."""

import json
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.frozen import thawed
from carelevel.model.problems import CriteriaError
from carelevel.verify.agree import agree
from tests.profiles import examples
from tests.property.oracle import Person, Plain, applies, completions, disagrees, everything, is_possible, known_from, level_of
from tests.property.test_diff import two_versions
from tests.strategies import Draw, effect_on_a_level

Key = tuple[Any, ...]


@st.composite
def two_sets(draw: Draw) -> tuple[Plain, Plain]:
    """Draw two sets that share some facts: of what one made of the other, some facts have names or values of their own, and criteria other effects."""
    one, other = draw(two_versions())
    other.pop("renamed", None)
    names = list(one["facts"])
    own = draw(st.lists(st.sampled_from(names), min_size=min(1, len(names) - 1), max_size=max(1, len(names) - 1), unique=True))
    for name in own:
        if other["facts"][name]["type"] in {"scale", "choice"} and draw(st.booleans()):
            other["facts"][name]["values"].append("more")
            continue
        other = json.loads(json.dumps(other).replace(f'"{name}"', f'"own_{name}"'))
    for place, each in enumerate(other["criteria"]):
        if "adds" not in each and draw(st.booleans()):
            kept = {key: each[key] for key in ("id", "when", "because")}
            other["criteria"][place] = kept | effect_on_a_level(draw, list(other["levels"]))
    if draw(st.booleans()):
        levels = list(other["levels"].items())
        levels.insert(draw(st.integers(0, len(levels) - 1)), ("between", {"title": "Between"}))
        other["levels"] = dict(levels)
    return one, other


def ranges(criteria: Plain, shared: list[str]) -> dict[Key, set[int]]:
    """Return for each way in which the shared facts can be the ranks of the levels of everyone like that whom the set is for."""
    found: dict[Key, set[int]] = defaultdict(set)
    for person in completions(everything(criteria)):
        if is_possible(criteria, person) and not disagrees(criteria, person) and applies(criteria, _known(criteria, person)):
            found[key_of(person, shared)].add(level_of(criteria, person))
    return found


def _known(criteria: Plain, person: Person) -> dict[str, Any]:
    return {name: {m: [m in value] for m in criteria["facts"][name]["values"]} if isinstance(value, frozenset) else [value] for name, value in person.items()}


def key_of(person: Person, shared: list[str]) -> Key:
    return tuple(person[name] for name in shared)


def apart(one: Plain, other: Plain, here: int, there: int) -> int:
    """Return how many steps lead from one level to another: over each shared level between them, and to the level itself."""
    ranks, other_ranks = ({name: rank for rank, name in enumerate(criteria["levels"])} for criteria in (one, other))
    if list(ranks)[here] == list(other_ranks)[there]:
        return 0
    up = sum(ranks[name] > here and other_ranks[name] < there for name in ranks.keys() & other_ranks.keys())
    down = sum(ranks[name] < here and other_ranks[name] > there for name in ranks.keys() & other_ranks.keys())
    return up + down + 1


def compare(one: Plain, other: Plain, within: int) -> None:
    shared = [name for name in one["facts"] if other["facts"].get(name) == one["facts"][name]]
    levels = [level for level in one["levels"] if level in other["levels"]]
    first, second = ranges(one, shared), ranges(other, shared)
    people = {key: (min(first[key]), min(second[key])) for key in first.keys() & second.keys()}
    if len(levels) < 2 or not shared or not people:
        with pytest.raises(CriteriaError):
            agree(loads(json.dumps(one)), loads(json.dumps(other)), within)
        return
    further: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for key, (here, there) in people.items():
        if apart(one, other, here, there) > within:
            further[list(one["levels"])[here], list(other["levels"])[there]].add(key)

    found = agree(loads(json.dumps(one)), loads(json.dumps(other)), within)

    assert found.undecided == ()
    assert found.agrees is (not further)
    assert found.facts == tuple(shared)
    assert {each.levels for each in found.people} == set(further)
    assert [each.apart for each in found.people] == sorted((each.apart for each in found.people), reverse=True)
    alone = [tuple(name for name in criteria["facts"] if name not in shared) for criteria in (one, other)]
    assert found.alone == tuple(alone)
    for each in found.people:
        told = {key_of(person, shared) for person in completions(known_from(one, thawed(each.witness)))}
        assert told & further[each.levels]
        for criteria, known, possible, level in zip((one, other), (first, second), each.possible, each.levels, strict=True):
            ranks = set().union(*(known[key] for key in told & people.keys()))
            assert possible == tuple(name for rank, name in enumerate(criteria["levels"]) if rank in ranks)
            assert possible[0] == level


@settings(max_examples=examples(40))
@given(two_sets(), st.integers(0, 2))
@pytest.mark.slow
def test_two_sets_are_further_apart_exactly_where_a_look_at_everyone_says_so(sets: tuple[Plain, Plain], within: int) -> None:
    compare(*sets, within)
