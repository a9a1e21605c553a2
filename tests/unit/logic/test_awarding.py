"""Points of conditions: groups, rungs, and what is too large to be taken together."""

import json
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic import awarding
from carelevel.logic.awarding import points_in
from carelevel.logic.circuit import FALSE, TRUE, Gates
from carelevel.logic.circuit_compiler import Reader
from carelevel.logic.english import sentence
from carelevel.logic.meaning import possible_values
from carelevel.model.conditions import Among, counted, is_on_points
from carelevel.model.facts import Points, worse_end

FACTS = {
    "pulse": {"type": "score", "range": [30, 200], "worse": "high"},
    "before": {"type": "score", "range": [0, 5000]},
    "now": {"type": "score", "range": [0, 5000]},
    "few": {"type": "score", "range": [0, 9]},
    "mood": {"type": "scale", "values": ["none", "mild", "severe"], "worse": "high"},
    "sleep": {"type": "scale", "values": ["none", "mild", "severe"], "worse": "high"},
    "works": {"type": "yes_no", "worse": "no"},
    "plain": {"type": "yes_no"},
    "signs": {"type": "set", "values": ["fever", "rash"]},
}


def made(awards: list[tuple[dict[str, Any], int]], **derived: Any) -> CriteriaSet:
    points = {"points": [{"when": when, "points": number} for when, number in awards]}
    return loads(
        json.dumps(
            {
                "carelevel": 1,
                "id": "drawn",
                "version": "1",
                "title": "Drawn",
                "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
                "facts": FACTS,
                "derived": {**derived, "total": points},
                "criteria": [{"id": "c", "suggests": "high", "when": {"total": {"is_not": 0}}, "because": "Points."}],
            }
        )
    )


def total_of(criteria: CriteriaSet) -> Points:
    fact = criteria.definition.by_id()["total"]
    assert isinstance(fact, Points)
    return fact


def ends(criteria: CriteriaSet, case: dict[str, Any]) -> tuple[int, int]:
    possible = possible_values(total_of(criteria), criteria.case(case))
    return int(min(possible)), int(max(possible))


def test_awards_about_one_fact_become_rungs_of_that_fact() -> None:
    total = total_of(made([({"pulse": {"between": [100, 119]}}, 1), ({"pulse": {"at_least": 120}}, 3), ({"pulse": {"at_most": 40}}, 1)]))

    said = [(sentence(rung.when), rung.points) for rung in total.rungs]

    assert said[1] == ("pulse is 120 or more", 2)
    assert [points for _, points in said] == [1, 2]
    assert (total.low, total.high) == (0, 3)


def test_several_facts_become_the_largest_boxes() -> None:
    criteria = made([({"works": "no", "mood": "severe"}, 2), ({"works": "no"}, 1), ({"signs": {"excludes": "fever"}, "mood": "severe"}, 1)])

    assert ends(criteria, {}) == (0, 4)
    assert ends(criteria, {"mood": "severe"}) == (0, 4)
    assert ends(criteria, {"mood": "mild"}) == (0, 1)
    assert ends(criteria, {"mood": "severe", "works": "no", "signs": {"fever": "yes"}}) == (3, 3)


def test_negative_points_are_taken_away() -> None:
    criteria = made([({"works": "yes"}, -2), ({"none": [{"plain": "yes"}]}, -1), ({"mood": "severe"}, 3)])

    assert (total_of(criteria).low, total_of(criteria).high) == (-3, 3)
    assert ends(criteria, {"works": "no", "plain": "yes"}) == (0, 3)
    assert ends(criteria, {"works": "yes", "plain": "no"}) == (-3, 0)


def test_a_wide_sum_is_one_fact_where_points_only_rise_with_it() -> None:
    lost = {"sum": ["before", {"of": "now", "times": -1}]}
    criteria = made([({"lost": {"between": [5, 9]}}, 1), ({"lost": {"at_least": 10}}, 2)], lost=lost)

    assert (total_of(criteria).low, total_of(criteria).high) == (0, 2)
    assert ends(criteria, {"before": 60, "now": {"at_most": 52}}) == (1, 2)


def test_a_small_sum_is_worked_out_value_by_value() -> None:
    """An odd double is nobody's, and has no points."""
    criteria = made([({"double": {"is": 3}}, 2), ({"double": {"is": 4}}, 1)], double={"sum": [{"of": "few", "times": 2}]})

    assert (total_of(criteria).low, total_of(criteria).high) == (0, 1)


def test_a_wide_sum_that_shares_its_facts_is_not_taken_together() -> None:
    """The range is wider than what anybody has; the level is exact all the same."""
    lost = {"sum": ["before", {"of": "now", "times": -1}]}
    criteria = made([({"lost": {"at_least": 10}}, 1), ({"before": {"at_most": 5}}, 1)], lost=lost)

    assert (total_of(criteria).low, total_of(criteria).high) == (0, 2)
    assert criteria.recommend({"before": 5}).level == "high"


def test_too_many_boxes_are_not_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    awards: list[tuple[dict[str, Any], int]] = [
        ({"any": [{"works": "no"}, {"mood": "severe"}]}, 1),
        ({"any": [{"works": "no"}, {"sleep": "severe"}]}, 1),
        ({"works": "yes", "plain": "yes"}, 1),
    ]
    exact = ends(made(awards), {"works": "no"})
    monkeypatch.setattr(awarding, "MOST_BOXES", 1)

    wide = ends(made(awards), {"works": "no"})

    assert (exact, wide) == ((2, 2), (2, 2))
    assert total_of(made(awards)).high == 3


def test_points_of_points_and_of_named_conditions() -> None:
    inner = {"points": [{"when": {"mood": "severe"}, "points": 1}, {"when": {"sleep": "severe"}, "points": 1}]}
    named = {"when": {"inner": {"at_least": 2}}}
    criteria = made([({"both": "yes"}, 2), ({"inner": 1}, 1)], inner=inner, both=named)

    assert ends(criteria, {"mood": "severe"}) == (1, 2)
    assert [each.id for each in points_in(criteria.definition.criteria[0].when)] == ["total", "inner", "inner"]


def test_the_worst_of_bands_of_points() -> None:
    first = {"points": [{"when": {"mood": "severe"}, "points": 1}, {"when": {"sleep": "severe"}, "points": 1}]}
    second = {"points": [{"when": {"pulse": {"at_least": 100}}, "points": 1}]}
    derived = {
        "first": first,
        "second": second,
        "of_first": {"bands": {"of": "first", "small": [0, 0], "large": [1, 2]}},
        "of_second": {"bands": {"of": "second", "small": [0, 0], "large": [1, 1]}},
        "either": {"worst": ["of_first", "of_second"]},
    }
    criteria = made([({"either": "large"}, 1)], **derived)

    when = criteria.definition.criteria[0].when
    assert is_on_points(when)
    assert ends(criteria, {"pulse": 120}) == (1, 1)
    assert ends(criteria, {"mood": "none", "sleep": "mild"}) == (0, 1)
    assert criteria.recommend({"pulse": 120}).level == "high"
    assert criteria.decide({"mood": "none", "sleep": "none", "pulse": 60}).level == "low"


def test_whether_many_points_are_worse_follows_from_the_facts() -> None:
    worse = [
        worse_end(total_of(made(awards)))
        for awards in (
            [({"pulse": {"at_least": 100}}, 1), ({"works": "no"}, 2)],
            [({"pulse": {"at_least": 100}}, -1), ({"none": [{"works": "yes"}]}, -2)],
            [({"pulse": {"at_least": 100}}, 1), ({"plain": "yes"}, 1)],
            [({"pulse": {"at_least": 100}}, 1), ({"works": "yes"}, 1)],
            [({"signs": {"includes": "rash"}}, 1)],
        )
    ]

    assert worse == ["high", "low", None, None, None]


def test_a_run_between_two_totals_is_nobodys() -> None:
    criteria = made([({"mood": "severe"}, 2)])

    between = Among(total_of(criteria), frozenset({1}))

    assert counted(between) != counted(Among(total_of(criteria), frozenset({2})))
    assert ends(criteria, {"mood": "severe"}) == (2, 2)


def test_too_many_combinations_are_not_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    awards: list[tuple[dict[str, Any], int]] = [({"pulse": {"at_least": 100}}, 1), ({"pulse": {"at_least": 120}, "works": "no"}, 1)]
    monkeypatch.setattr(awarding, "MOST_COMBINATIONS", 3)

    criteria = made(awards)

    assert [rung.points for rung in total_of(criteria).rungs] == [1, 1]
    assert ends(criteria, {"pulse": 120}) == (1, 2)


def test_boxes_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    three = [{"works": "no"}, {"plain": "yes"}, {"mood": "severe"}]
    odd: dict[str, Any] = {"any": [{"exactly": {"count": 1, "of": three}}, {"all": three}]}
    exact = total_of(made([(odd, 1)]))
    monkeypatch.setattr(awarding, "MOST_BOXES", 3)

    wide = total_of(made([(odd, 1)]))

    assert "either" in sentence(exact.rungs[0].when)
    assert wide.rungs == wide.awards


def test_a_wide_sum_beside_another_fact_is_one_of_two() -> None:
    lost = {"sum": ["before", {"of": "now", "times": -1}]}
    criteria = made([({"lost": {"at_least": 10}, "works": "no"}, 2), ({"works": "no"}, 1)], lost=lost)

    assert (total_of(criteria).low, total_of(criteria).high) == (0, 3)
    assert ends(criteria, {"works": "no", "before": 70, "now": 50}) == (3, 3)


def test_counts_and_names_say_which_end_is_worse() -> None:
    pulse, mood, sleep = {"pulse": {"at_least": 100}}, {"mood": "severe"}, {"sleep": "severe"}
    counts = [{"at_least": {"count": 2, "of": [pulse, mood, sleep]}}, {"at_most": {"count": 1, "of": [pulse, mood, sleep]}}]
    named = made([({"poor": "yes"}, 1)], poor={"when": sleep})

    assert [worse_end(total_of(made([(count, 1)]))) for count in counts] == ["high", "low"]
    assert worse_end(total_of(named)) == "high"


def test_circuits_read_points_as_counts() -> None:
    criteria = made([({"mood": "severe"}, 2)])
    reader = Reader(Gates(), frozenset())

    found = reader.condition(criteria.definition.criteria[0].when)

    assert (found.must, found.may) == (FALSE, TRUE)
