"""What is asked first, what keeps a range from being exact, and what is said of someone impossible."""

import json
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic import level_diagram as engines
from carelevel.logic import possible_levels
from carelevel.logic.level_diagram import PreparedCriteria, level_diagram
from carelevel.logic.possible_by_solver import what_keeps_the_range_from_being_exact
from carelevel.logic.possible_levels import outlook, refuse_impossible
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError

NAMES = ("limited", "second", "first", "both", "third", "fourth", "x", "y")
YES_OR_NO = {"any": [{"all": [{"x": "yes"}, {"y": "yes"}, {"fourth": "yes"}]}, {"all": [{"not_both": "yes"}, {"fourth": "yes"}]}]}


def criteria(*listed: dict[str, Any], **more: Any) -> CriteriaSet:
    levels = {level: {"title": level} for level in "abcd"}
    facts = {**{name: {"type": "yes_no"} for name in NAMES}, "points": {"type": "score", "range": [0, 3]}}
    derived = {"not_both": {"when": {"none": [{"all": [{"x": "yes"}, {"y": "yes"}]}]}}}
    every = [{"id": f"c{at}", "because": "Reason.", **each} for at, each in enumerate(listed)]
    head = {"carelevel": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": levels, "facts": facts, "derived": derived}
    return loads(json.dumps({**head, "criteria": every, **more}))


def over_budget(*_: Any) -> Any:
    raise OverBudgetError


def test_what_could_require_the_most_is_asked_first_then_what_could_suggest_the_most_and_limits_last() -> None:
    """`x` and `y` stand in a condition and change nothing; `both` could require a little as well as suggest the most."""
    whole = criteria(
        {"suggests": "b", "when": {"first": "yes"}},
        {"suggests": "c", "when": {"second": "yes"}},
        {"suggests": "d", "when": {"both": "yes"}},
        {"requires": "b", "when": {"all": [{"both": "yes"}, {"third": "yes"}]}},
        {"requires": "d", "when": YES_OR_NO},
        {"limits_to": "a", "when": {"limited": "yes"}},
    )

    assert whole.recommend({}).missing == ("fourth", "both", "third", "second", "first", "limited")


def test_a_name_in_an_impossible_combination_is_reported_by_the_facts_behind_it() -> None:
    declared = [
        {"id": "nobody", "when": {"not_both": "yes", "first": "yes"}, "because": "Nobody."},
        {"id": "nor", "when": {"third": "yes", "first": "yes"}, "because": "Nor this."},
    ]
    whole = criteria({"suggests": "b", "when": {"first": "yes"}}, impossible=declared)

    with pytest.raises(CaseError, match=r"declared impossible by `nobody` \(`x`, `y`, `first`\): Nobody") as found:
        whole.recommend({"x": "no", "first": "yes"})
    assert [problem.path for problem in found.value.problems] == [("x",)]


@pytest.mark.parametrize("ask", [outlook, level_diagram])
def test_the_diagram_of_everyone_is_made_for_the_second_question(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(engines, "_whole", made.append)
    asked = PreparedCriteria.of(criteria({"suggests": "b", "when": {"first": "yes"}}).definition)

    counted = []
    for _ in range(3):
        ask(asked, Case())
        counted.append(len(made))

    assert counted == [0, 1, 1]


S, T, FEW = {"points": {"at_least": 2}}, {"points": 3}, {"points": {"at_most": 0}}


@pytest.mark.parametrize(
    ("listed", "facts"),
    [
        ([{"suggests": "c", "when": S}, {"limits_to": "b", "when": FEW}], ()),
        ([{"suggests": "c", "when": S}, {"limits_to": "b", "when": T}], ("points",)),
        ([{"suggests": "c", "when": S}, {"requires": "d", "when": T}], ()),
        ([{"suggests": "c", "when": S}, {"requires": "d", "when": FEW}], ("points",)),
        ([{"limits_to": "b", "when": S}, {"limits_to": "a", "when": T}], ()),
    ],
)
def test_a_limit_pushes_the_other_way(listed: list[Any], facts: tuple[str, ...]) -> None:
    asked = PreparedCriteria.of(criteria(*listed).definition)

    assert what_keeps_the_range_from_being_exact(asked) == (facts, ())
    assert what_keeps_the_range_from_being_exact(asked) is what_keeps_the_range_from_being_exact(asked)


def test_only_impossible_combinations_of_facts_that_matter_keep_a_range_from_being_exact() -> None:
    declared = [
        {"id": name, "when": {"all": [{one: "yes"}, {other: "yes"}]}, "because": "Nobody."}
        for name, one, other in (("near", "first", "second"), ("far", "third", "fourth"), ("next", "second", "both"))
    ]
    asked = PreparedCriteria.of(criteria({"suggests": "b", "when": {"first": "yes"}}, impossible=declared).definition)

    assert what_keeps_the_range_from_being_exact(asked) == ((), ("near", "next"))


ONE_OF_TWO = {"exactly": {"count": 1, "of": [{"x": "yes"}, {"y": "yes"}]}}


@pytest.mark.parametrize("known", [{"first": "yes", "second": "yes"}, {"first": "yes"}, {"second": "yes"}, {}])
def test_the_solver_finds_someone_whom_a_requirement_holds_above_a_limit(known: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    listed = (
        {"requires": "b", "when": {"first": "yes"}},
        {"limits_to": "a", "when": {"second": "yes"}},
        {"requires": "d", "when": ONE_OF_TWO},
    )
    expected = criteria(*listed).recommend(known).possible
    monkeypatch.setattr(possible_levels, "diagram_of_open", over_budget)

    assert criteria(*listed).recommend(known).possible == expected
    assert "b" in expected or "first" not in known


@pytest.mark.parametrize("known", [{}, {"first": "yes"}, {"third": "yes", "first": "no"}])
def test_whoever_is_asked_about_first_has_the_levels_that_everyone_like_this_has(known: dict[str, str]) -> None:
    listed = ({"suggests": "b", "when": {"first": "yes"}}, {"requires": "c", "when": {"all": [{"third": "yes"}, {"fourth": "yes"}]}})

    assert criteria(*listed).possible_levels(known) == criteria(*listed).recommend(known).possible


def test_nobody_is_refused_who_may_still_be_possible() -> None:
    declared = [{"id": "nobody", "when": {"first": "yes", "second": "yes"}, "because": "Nobody."}]
    definition = criteria({"suggests": "b", "when": {"first": "yes"}}, impossible=declared).definition

    for first in (frozenset(("no",)), frozenset(("yes",))):
        refuse_impossible(definition, Case(FrozenDict({"first": first})))
    with pytest.raises(CaseError, match="nobody"):
        refuse_impossible(definition, Case(FrozenDict({"first": frozenset(("yes",)), "second": frozenset(("yes",))})))
