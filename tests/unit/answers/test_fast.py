"""The fast answer, compared with everyone whom a person can still turn out to be: each way to raise and to limit the level, met, unmet and unknown."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from carelevel.answers.fast import Decider
from carelevel.api import CriteriaSet, loads
from carelevel.model.conditions import Named
from carelevel.model.facts import AnyFact
from carelevel.model.problems import CaseError

LEVELS = ("a", "b", "c", "d")
EFFECTS = {
    **{f"requires-{level}": ("requires", level) for level in "bcd"},
    **{f"suggests-{level}": ("suggests", level) for level in "bd"},
    **{f"limits-to-{level}": ("limits_to", level) for level in "abc"},
}
"""A criterion for each, and a fact that meets it."""

ANSWERS = {True: "yes", False: "no", None: None}


def criteria(**more: Any) -> CriteriaSet:
    facts = {f"f{at}": {"type": "yes_no"} for at in range(len(EFFECTS))} | {name: {"type": "yes_no"} for name in ("adult", "alone", "accompanied")}
    listed = [{"id": name, effect: level, "when": {f"f{at}": "yes"}, "because": name} for at, (name, (effect, level)) in enumerate(EFFECTS.items())]
    levels = {level: {"title": level} for level in LEVELS}
    return loads(json.dumps({"carelevel": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": levels, "facts": facts, "criteria": listed, **more}))


def decider_of(whole: CriteriaSet) -> Decider:
    facts: dict[str, AnyFact | Named] = whole.definition.every_name()
    return Decider(whole.definition, facts)


def ends(held: tuple[bool, ...]) -> tuple[int, int, int]:
    """Return what is required, suggested, and allowed at most, as ranks."""
    said = [(effect, LEVELS.index(level)) for is_met, (effect, level) in zip(held, EFFECTS.values(), strict=True) if is_met]
    required, suggested, allowed = ([rank for each, rank in said if each == effect] for effect in ("requires", "suggests", "limits_to"))
    return max(required, default=0), max(required + suggested, default=0), min(allowed, default=3)


def everyone() -> Iterator[tuple[tuple[bool | None, ...], list[tuple[int, int, int]]]]:
    """Yield what can be known of the facts of the criteria, with what is said of everyone whom it leaves."""
    of = {held: ends(held) for held in product((True, False), repeat=len(EFFECTS))}
    for known in product((True, False, None), repeat=len(EFFECTS)):
        yield known, [of[held] for held in product(*((True, False) if each is None else (each,) for each in known))]


def given_of(known: tuple[bool | None, ...], **more: Any) -> dict[str, Any]:
    return {f"f{at}": ANSWERS[held] for at, held in enumerate(known)} | more


def test_the_range_is_from_the_lowest_to_the_highest_level_of_everyone_left() -> None:
    """Checked and as it is given, of someone whom the criteria are for, may be for, and are not for."""
    of_all, of_some = criteria(), criteria(applies_when={"adult": "yes"})

    for known, left in everyone():
        levels = sorted(max(required, min(suggested, allowed)) for required, suggested, allowed in left)
        ends, is_one = (LEVELS[levels[0]], LEVELS[levels[-1]]), levels[0] == levels[-1]

        for whole, given, applies in (
            (of_all, given_of(known), "met"),
            (of_all, given_of(known, adult="yes", alone="no", accompanied="no"), "met"),
            (of_some, given_of(known, adult="yes", alone="no", accompanied="no"), "met"),
            (of_some, given_of(known), "unknown"),
        ):
            found = whole.decide(given)
            assert (found.lowest, found.highest, found.settled) == (*ends, is_one and applies == "met"), given
            assert found.level == (found.lowest if found.settled else None)
            assert found.applies == applies
        assert of_some.decide(given_of(known, adult="no")).applies == "unmet"


def test_what_is_required_suggested_and_allowed_at_most_are_ranges_of_everyone_left() -> None:
    decider = decider_of(criteria())

    for known, left in everyone():
        found = decider.ranges.of(*decider.cells.results(given_of(known)))

        assert (found.required, found.suggested, found.limit) == tuple((min(each), max(each)) for each in zip(*left, strict=True)), known


def test_nobody_is_told_a_level_whom_the_criteria_are_not_for() -> None:
    whole = criteria(applies_when={"adult": "yes"})

    for given in ({"adult": "no"}, given_of((True,) * len(EFFECTS), adult="no", alone="no", accompanied="no")):
        for found in (whole.decide(given), whole.decide(whole.case(given))):
            assert (found.lowest, found.highest, found.settled, found.level, found.applies) == (None, None, False, None, "unmet")


IMPOSSIBLE = [{"id": "both", "when": {"alone": "yes", "accompanied": "yes"}, "because": "Nobody is both."}]
COMPLETE = given_of((False,) * len(EFFECTS), adult="yes")


@pytest.mark.parametrize("more", [{}, {"applies_when": {"adult": "yes"}}], ids=["for all", "for some"])
@pytest.mark.parametrize("known", [{}, {"adult": "yes"}, COMPLETE], ids=["alone", "adult", "complete"])
def test_who_is_impossible_gets_no_answer(more: dict[str, Any], known: dict[str, Any]) -> None:
    whole = criteria(impossible=IMPOSSIBLE, **more)

    both = {**known, "alone": "yes", "accompanied": "yes"}
    for given in (both, whole.case(both)):
        with pytest.raises(CaseError, match="impossible by `both`"):
            whole.decide(given)
    for one in ("yes", "no", None):
        given = {**known, "alone": one, "accompanied": "no"}
        expected = "unknown" if more and not known else "met"
        assert [found.applies for found in (whole.decide(given), whole.decide(whole.case(given)))] == [expected, expected]


ONE_OF_TWO = {"exactly": {"count": 1, "of": [{"alone": "yes"}, {"adult": "yes"}]}}
INSIDE: dict[str, tuple[dict[str, Any], Callable[..., bool]]] = {
    "groups inside of groups": (
        {"any": [{"all": [{"alone": "yes"}, {"any": [{"adult": "no"}, {"accompanied": "no"}]}]}, {"all": [{"alone": "no"}, {"accompanied": "yes"}]}]},
        lambda alone, adult, accompanied: not adult or not accompanied if alone else accompanied,
    ),
    "a count inside of a count": (
        {"exactly": {"count": 1, "of": [ONE_OF_TWO, {"accompanied": "yes"}]}},
        lambda alone, adult, accompanied: (alone != adult) != accompanied,
    ),
    "a count of groups": (
        {
            "at_least": {
                "count": 2,
                "of": [{"all": [{"alone": "yes"}, {"adult": "yes"}]}, {"any": [{"adult": "yes"}, {"accompanied": "yes"}]}, {"accompanied": "no"}],
            }
        },
        lambda alone, adult, accompanied: (alone and adult) + (adult or accompanied) + (not accompanied) >= 2,
    ),
    "a count of two kinds of groups": (
        {
            "exactly": {
                "count": 1,
                "of": [
                    {"all": [{"any": [{"alone": "yes"}, {"adult": "no"}]}, {"any": [{"accompanied": "yes"}, {"adult": "yes"}]}]},
                    {"any": [{"all": [{"alone": "no"}, {"adult": "yes"}]}, {"all": [{"accompanied": "yes"}, {"adult": "no"}]}]},
                    {"accompanied": "yes"},
                ],
            }
        },
        lambda alone, adult, accompanied: (
            ((alone or not adult) and (accompanied or adult)) + ((not alone and adult) or (accompanied and not adult)) + accompanied == 1
        ),
    ),
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_inside_of_groups_is_decided_alike_when_everything_is_known_and_when_not(name: str) -> None:
    """Their results are not read off in one addition; those of a count inside of a count take several steps."""
    when, is_met = INSIDE[name]
    whole = criteria(criteria=[{"id": "inside", "requires": "d", "when": when, "because": "Inside."}])
    assert decider_of(whole).tables.is_plain == (name == "groups inside of groups")

    for known in product((True, False), repeat=3):
        some = dict(zip(("alone", "adult", "accompanied"), map(ANSWERS.get, known), strict=True))
        for given in (some, given_of((False,) * len(EFFECTS), **some)):
            for found in (whole.decide(given), whole.decide(whole.case(given))):
                assert (found.level, bool(found.met)) == (("d", True) if is_met(*known) else ("a", False)), given
