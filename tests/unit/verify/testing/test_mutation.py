"""Small changes of criteria: which there are, which are noticed, and which decide the same for everyone."""

import carelevel
from carelevel.api import CriteriaSet
from carelevel.verify.testing.mutants import mutants
from carelevel.verify.testing.mutation import mutation

HEAD = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
services: {talk: Talking, walk: Walking}
facts:
  score: {type: score, range: [0, 9]}
  tried: {type: choice, values: [never, once, often]}
  a: {type: yes_no}
  b: {type: yes_no}
  c: {type: yes_no}
  members: {type: set, values: [x, y]}
"""


def small(rest: str) -> CriteriaSet:
    return carelevel.loads(HEAD + rest)


def changes(when: str, rest: str = "") -> list[str]:
    """Return the changes of one condition, those of its criterion's effect left out."""
    criteria = small(f"{rest}\ncriteria: [{{id: one, suggests: middle, when: {when}, because: One.}}]\n")
    return [mutant.words for mutant in mutants(criteria.definition, {}) if not mutant.words.startswith("`suggests")]


def test_a_bound_is_moved_one_step_either_way() -> None:
    assert changes("{score: {at_least: 5}}") == [
        "`score: {at_least: 5}` becomes `score: {at_least: 4}`",
        "`score: {at_least: 5}` becomes `score: {at_least: 6}`",
    ]
    assert changes("{score: {between: [3, 6]}}") == [
        "`score: {between: [3, 6]}` becomes `score: {between: [2, 6]}`",
        "`score: {between: [3, 6]}` becomes `score: {between: [3, 7]}`",
        "`score: {between: [3, 6]}` becomes `score: {between: [4, 6]}`",
        "`score: {between: [3, 6]}` becomes `score: {between: [3, 5]}`",
    ]


def test_a_bound_is_not_moved_to_where_it_says_nothing() -> None:
    """That would be no condition any more, and is what leaving it out is for."""
    assert changes("{score: {at_least: 1}}") == ["`score: {at_least: 1}` becomes `score: {at_least: 2}`"]
    assert changes("{a: yes}") == []


def test_a_band_is_moved_by_one_point() -> None:
    bands = "derived: {band: {bands: {of: score, low: [0, 4], high: [5, 9]}}}"

    assert changes("{band: high}", bands) == ["`band: high` becomes `score: {at_least: 4}`", "`band: high` becomes `score: {at_least: 6}`"]


def test_of_several_values_without_an_order_each_is_left_out() -> None:
    assert changes("{tried: {one_of: [never, often]}}") == [
        "`tried: {one_of: [never, often]}` becomes `tried: often`",
        "`tried: {one_of: [never, often]}` becomes `tried: never`",
    ]


def test_a_group_loses_a_part_and_is_swapped() -> None:
    assert changes("{any: [{a: yes}, {b: yes}]}") == ["`a: yes` is left out", "`b: yes` is left out", "`any` becomes `all`, of `a: yes, b: yes`"]
    assert changes("{a: yes, b: yes}") == ["`a: yes` is left out", "`b: yes` is left out", "`all` becomes `any`, of `a: yes, b: yes`"]
    assert changes("{none: [{a: yes}, {b: yes}]}") == ["`a: yes` is left out", "`b: yes` is left out", "`none` becomes `not all`, of `a: yes, b: yes`"]
    assert changes("{members: {includes_any: [x, y]}}") == [
        "`members: {includes: x}` is left out",
        '`members: {includes: "y"}` is left out',
        '`any` becomes `all`, of `members: {includes: x}, members: {includes: "y"}`',
    ]


def test_a_count_is_moved_and_loses_a_part() -> None:
    count = "at_least: {count: 2, of: [{a: yes}, {b: yes}, {c: yes}]}"

    assert changes(f"{{{count}}}") == [
        "`a: yes` is left out",
        "`b: yes` is left out",
        "`c: yes` is left out",
        f"`{count}` becomes `{count.replace('2', '1')}`",
        f"`{count}` becomes `{count.replace('2', '3')}`",
    ]


def test_effects_move_lose_a_service_and_are_left_out() -> None:
    criteria = small(
        "criteria:\n  - {id: one, requires: middle, when: {a: yes}, because: One.}\n  - {id: two, adds: [talk, walk], when: {b: yes}, because: Two.}\n"
    )

    assert [(mutant.key[1], mutant.words) for mutant in mutants(criteria.definition, {})] == [
        ("one", "`requires: middle` becomes `requires: low`"),
        ("one", "`requires: middle` becomes `requires: high`"),
        ("one", "the criterion is left out"),
        ("two", "`talk` is no longer added"),
        ("two", "`walk` is no longer added"),
        ("two", "the criterion is left out"),
    ]


def test_a_named_condition_is_changed_wherever_it_is_named() -> None:
    criteria = small(
        "derived: {both: {when: {a: yes, b: yes}}}\ncriteria:\n"
        "  - {id: one, requires: middle, when: {both: yes}, because: One.}\n  - {id: two, adds: [talk], when: {both: no}, because: Two.}\n"
    )

    first = next(iter(mutants(criteria.definition, {})))

    changed = CriteriaSet(first.definition)
    assert (first.key, first.words) == (("derived", "both"), "`a: yes` is left out")
    assert changed.recommend({"a": False, "b": True}).level == "middle"
    assert [service.id for service in changed.recommend({"a": True, "b": False}).services] == ["talk"]


def test_what_applies_alike_may_still_decide_otherwise() -> None:
    """A name can stand both in `applies_when` and in a criterion: that the one stays as it is says nothing of the other."""
    criteria = small(
        "derived: {both: {when: {any: [{a: yes}, {b: yes}]}}}\napplies_when: {any: [{both: yes}, {c: yes}, {c: no}]}\n"
        "criteria:\n  - {id: one, requires: middle, when: {both: yes}, because: One.}\n"
    )

    found = mutation(criteria, {}, [])

    survived = {survivor.mutant.words for survivor in found.survivors if survivor.mutant.key == ("derived", "both")}
    assert survived == {"`a: yes` is left out", "`b: yes` is left out", "`any` becomes `all`, of `a: yes, b: yes`"}


def test_a_change_that_nobody_possible_could_feel_is_no_survivor() -> None:
    criteria = small(
        "impossible: [{id: no-b-without-a, when: {a: no, b: yes}, because: There is none.}]\n"
        "criteria:\n  - {id: one, requires: high, when: {a: yes, b: yes}, because: One.}\n"
    )

    found = mutation(criteria, {}, [])

    assert [mutant.words for mutant in found.same] == ["`a: yes` is left out"]
    assert "`b: yes` is left out" in {survivor.mutant.words for survivor in found.survivors}
