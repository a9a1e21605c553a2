"""Properties of `diff`: who moves, how many, who shows it and how they are described is what a look at every person finds."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.frozen import thawed
from carelevel.model.problems import CriteriaError
from carelevel.verify.diff import diff, regions
from tests.property.oracle import (
    Person,
    Plain,
    applies,
    completions,
    disagrees,
    everything,
    is_possible,
    known_from,
    level_of,
    met_by,
    rsl,
    without_repeats,
)
from tests.property.steps import in_steps, in_whole_numbers, perhaps_steps
from tests.strategies import Draw, conditions_in, criteria_sets, effect_on_a_level

Decided = tuple[str | None, frozenset[str]]


@st.composite
def two_versions(draw: Draw) -> tuple[Plain, Plain]:
    """Draw a set, and what somebody made of it who changed a few things."""
    old = draw(criteria_sets())
    new = deepcopy(old)
    for _ in range(draw(st.integers(0, 3))):
        draw(_edited(new, draw(st.sampled_from(("when", "when", "effect", "drop", "add", "impossible", "applies", "swap")))))
    return old, draw(_renamed(new)) if draw(st.booleans()) else new


@st.composite
def _edited(draw: Draw, criteria: Plain, how: str) -> None:
    said = criteria["criteria"]
    place = draw(st.integers(0, len(said) - 1))
    chosen = said[place]
    match how:
        case "when":
            more = draw(conditions_in(criteria, 1))
            when = draw(st.sampled_from(({"all": [chosen["when"], more]}, {"any": [chosen["when"], more]}, {"none": [chosen["when"]]}, more)))
            said[place] = {**chosen, "when": without_repeats(criteria, when)}
        case "effect" if "adds" not in chosen:
            said[place] = {
                "id": chosen["id"],
                **effect_on_a_level(draw, list(criteria["levels"])),
                "when": chosen["when"],
                "because": "Other.",
            }
        case "drop" if len(said) > 1:
            del said[place]
        case "add":
            name = f"added-{len(said)}"
            if all(each["id"] != name for each in said):
                said.append(
                    {
                        "id": name,
                        **effect_on_a_level(draw, list(criteria["levels"])),
                        "when": draw(conditions_in(criteria, 1)),
                        "because": "New.",
                    }
                )
        case "impossible":
            criteria["impossible"] = draw(st.sampled_from(([], [{"id": "new", "when": draw(conditions_in(criteria, 1)), "because": "Nobody."}])))
        case "applies":
            criteria["applies_when"] = draw(conditions_in(criteria, 1))
        case _:
            said.reverse()


@st.composite
def _renamed(draw: Draw, criteria: Plain) -> Plain:
    """Give a level and a service other names, and say so."""
    level = draw(st.sampled_from(list(criteria["levels"])))
    criteria["levels"] = {f"new_{level}" if name == level else name: about for name, about in criteria["levels"].items()}
    for each in criteria["criteria"]:
        for effect in ("requires", "suggests", "limits_to"):
            if each.get(effect) == level:
                each[effect] = f"new_{level}"
        if "rules_out" in each:
            named = [each["rules_out"]] if isinstance(each["rules_out"], str) else each["rules_out"]
            each["rules_out"] = [f"new_{level}" if name == level else name for name in named]
    return {**criteria, "renamed": {"levels": {level: f"new_{level}"}}}


class Both:
    """Everyone who is possible in two versions over the same facts, by what each decides."""

    def __init__(self, old: Plain, new: Plain) -> None:
        self.old, self.new = old, new
        renamed = new.get("renamed", {}).get("levels", {})
        self.levels = {level: renamed.get(level, level) for level in old["levels"]}
        possible = [(person, is_possible(old, person), is_possible(new, person)) for person in completions(everything(old))]
        both = [person for person, before, after in possible if before and after]
        self.people = [person for person in both if not disagrees(old, person) and not disagrees(new, person)]
        self.is_somebody_left_out = any(before is not after for _, before, after in possible) or len(self.people) < len(both)
        self.decided = [(self._decided(old, person), self._decided(new, person)) for person in self.people]

    def _decided(self, criteria: Plain, person: Person) -> Decided:
        if not applies(criteria, {**_known(criteria, person)}):
            return None, frozenset()
        level = list(criteria["levels"])[level_of(criteria, person)]
        by_id = {each["id"]: each for each in criteria["criteria"]}
        return self.levels.get(level, level), frozenset(name for met in met_by(criteria, person) for name in by_id[met].get("adds", ()))

    def moves(self) -> dict[tuple[str | None, str | None], list[Person]]:
        found: dict[tuple[str | None, str | None], list[Person]] = defaultdict(list)
        for person, ((was, _), (is_now, _)) in zip(self.people, self.decided, strict=True):
            if was != is_now:
                found[was, is_now].append(person)
        return dict(found)

    def service_moves(self) -> Counter[tuple[str, bool]]:
        both = [(before, after) for before, after in self.decided if before[0] is not None and after[0] is not None]
        gained = Counter((name, True) for before, after in both for name in after[1] - before[1])
        return gained + Counter((name, False) for before, after in both for name in before[1] - after[1])

    def like(self, case: Plain) -> Iterator[tuple[Decided, Decided]]:
        told = {tuple(person.values()) for person in completions(known_from(self.new, case))}
        return (decided for person, decided in zip(self.people, self.decided, strict=True) if tuple(person.values()) in told)


def _known(criteria: Plain, person: Person) -> dict[str, Any]:
    return {name: {m: [m in value] for m in criteria["facts"][name]["values"]} if isinstance(value, frozenset) else [value] for name, value in person.items()}


@given(two_versions(), perhaps_steps)
@pytest.mark.slow
def test_a_comparison_finds_exactly_who_moves(versions: tuple[Plain, Plain], step: Decimal | None) -> None:
    """Existence, exact share, services, and a witness who shows it whatever else may be true of the person."""
    compare_versions(*versions, step)


def is_refused(both: Both) -> bool:
    """Return whether nobody is possible in both versions; then a comparison says so."""
    if not both.people:
        with pytest.raises(CriteriaError, match="nobody is left to compare"):
            diff(loads(json.dumps(both.old)), loads(json.dumps(both.new)))
    return not both.people


def compare_versions(old: Plain, new: Plain, step: Decimal | None = None) -> None:
    """Compare a comparison of two versions over the same facts, both in whole numbers or both in steps, with a look at every person."""
    both = Both(old, new)
    if is_refused(both):
        return

    found = diff(*(loads(json.dumps(in_steps(each, step))) for each in (old, new)))

    moves = both.moves()
    total = len(both.people)
    assert {(move.was, move.is_now): move.share for move in found.moves} == {pair: Fraction(len(whom), total) for pair, whom in moves.items()}
    assert {(each.service, each.is_added): each.share for each in found.services} == {pair: Fraction(n, total) for pair, n in both.service_moves().items()}
    assert found.undecided == ()
    if found.old.decision_digest != found.new.decision_digest:
        assert bool(found.left_out) == both.is_somebody_left_out
        assert found.is_same == (not moves and not both.service_moves() and not both.is_somebody_left_out and not found.contradictions)
    for move in found.moves:
        assert {(before[0], after[0]) for before, after in both.like(in_whole_numbers(new, thawed(move.witness), step))} == {(move.was, move.is_now)}
    for each in found.services:
        like = both.like(in_whole_numbers(new, thawed(each.witness), step))
        assert {(each.service in before[1], each.service in after[1]) for before, after in like} == {(not each.is_added, each.is_added)}


@given(two_versions(), perhaps_steps)
def test_regions_hold_exactly_those_who_move(versions: tuple[Plain, Plain], step: Decimal | None) -> None:
    """Whoever is in a region makes its move, and whoever makes it is in one; each line is said of its own region."""
    old, new = versions
    both = Both(old, new)
    if is_refused(both):
        return
    made: list[regions.Regions] = []
    kept = regions.Regions.__init__

    def keep(self: regions.Regions, *arguments: Any) -> None:
        kept(self, *arguments)
        made.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions.Regions, "__init__", keep)
        found = diff(*(loads(json.dumps(in_steps(each, step))) for each in versions))

    order = list(new["levels"])
    for move in found.moves if made else ():
        if move.regions is None or move.was is None or move.is_now is None:
            continue
        boxes = made[0].boxes(order.index(move.was), order.index(move.is_now))
        assert len(boxes) == len(move.regions)
        for person, (before, after) in zip(both.people, both.decided, strict=True):
            if before[0] is not None and after[0] is not None:
                point = point_of(both, [each.id for each in made[0].changed], person)
                is_in = any(all(value in values for value, values in zip(point, box, strict=True)) for box in boxes)
                assert is_in == ((before[0], after[0]) == (move.was, move.is_now))


def point_of(both: Both, changed: list[str], person: Person) -> tuple[object, ...]:
    """Return whether somebody met and meets each changed criterion, and R, S and L of all the others."""
    met, now = met_by(both.old, person), met_by(both.new, person)
    return (*((name in met, name in now) for name in changed), *rsl(both.new, [name for name in now if name not in changed]))
