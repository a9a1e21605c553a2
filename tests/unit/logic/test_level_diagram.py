"""A definition made ready: which criteria are open, in which order facts are asked about, and when a diagram is made."""

from typing import Any

import pytest

from carelevel.api import loads
from carelevel.logic import level_diagram as engines
from carelevel.logic.level_diagram import PreparedCriteria, level_diagram, open_criteria_of, unruled_by
from carelevel.model.cases import Case
from carelevel.model.frozen import FrozenDict

SET = """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts: {a: {type: yes_no}, b: {type: yes_no}, c: {type: yes_no}, d: {type: yes_no}, e: {type: yes_no}, f: {type: yes_no}}
impossible:
  - {id: one, when: {a: yes, f: yes}, because: Nobody.}
  - {id: other, when: {b: yes, f: no}, because: Nobody.}
criteria:
  - {id: pairs, requires: high, when: {any: [{all: [{a: yes}, {d: yes}]}, {all: [{b: yes}, {e: yes}]}, {all: [{c: yes}, {f: yes}]}]}, because: Pairs.}
  - {id: middle, suggests: middle, when: {a: yes}, because: Middle.}
  - {id: limit, limits_to: low, when: {b: yes}, because: Limit.}
"""


def made() -> PreparedCriteria:
    return PreparedCriteria.of(loads(SET).definition)


def case(**known: str) -> Case:
    return Case(FrozenDict({name: frozenset((value,)) for name, value in known.items()}))


def test_the_highest_rank_is_that_of_the_last_level() -> None:
    assert made().top == 2


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, ["pairs", "middle", "limit"]),
        ({"a": "yes"}, ["pairs", "limit"]),
        ({"a": "no"}, ["pairs", "limit"]),
        ({"a": "yes", "d": "yes"}, []),
        ({"b": "yes", "e": "no"}, ["pairs"]),
    ],
)
def test_only_criteria_that_are_unknown_and_can_still_change_the_level_are_open(known: dict[str, str], expected: list[str]) -> None:
    assert [criterion.id for criterion, _ in open_criteria_of(made(), case(**known)).criteria] == expected


@pytest.mark.parametrize(("known", "expected"), [({}, [0, 1]), ({"f": "yes"}, [0]), ({"a": "no"}, [1]), ({"a": "no", "b": "no"}, [])])
def test_impossible_combinations_are_asked_about_until_they_are_ruled_out(known: dict[str, str], expected: list[int]) -> None:
    asked = made()

    assert unruled_by(asked, case(**known)) == tuple(asked.impossible[at] for at in expected)


def test_an_engine_for_other_criteria_asks_in_the_same_order() -> None:
    asked = made()
    asked.ordered("fbdace")

    assert [*asked.with_others(()).order] == [*"fbdace"]


def sizes(asked: PreparedCriteria) -> list[int]:
    """Return how large the diagram of everyone is in each order that is tried."""
    found = []
    for order in asked.orders():
        whole = engines._in_order(asked, order, engines.NODES)
        assert whole is not None
        assert [variable.fact for variable in whole.diagrams.variables] == [*order]
        found.append(whole.diagrams.size)
    return found


@pytest.mark.parametrize(("smaller_by", "tried"), [(0, 1), (1, 3)])
def test_other_orders_are_tried_where_the_first_does_not_make_it_small(smaller_by: int, tried: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = sizes(made())
    budgets: list[int] = []
    in_order = engines._in_order

    def counted(asked: PreparedCriteria, order: tuple[str, ...], budget: int) -> Any:
        budgets.append(budget)
        return in_order(asked, order, budget)

    monkeypatch.setattr(engines, "SMALL", first - smaller_by)
    monkeypatch.setattr(engines, "_in_order", counted)
    asked = made()
    whole = asked.whole()

    assert whole is not None
    assert budgets == [engines.LITTLE, first, min(first, others[0])][:tried]
    assert [variable.fact for variable in whole.diagrams.variables] == [*asked.order]
    assert whole.diagrams.size == (first if tried == 1 else min(first, *others))


def test_what_is_open_is_taken_from_the_diagram_of_everyone_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = made()
    assert asked.whole_unless_first() is None
    asked.whole()
    monkeypatch.setattr(engines, "_diagram", lambda *_: pytest.fail("a diagram is made"))

    seen = level_diagram(asked, Case())

    assert seen.diagrams.terminals(seen.level) == {0, 1, 2}


def test_what_is_taken_from_the_diagram_of_everyone_knows_as_many_levels() -> None:
    asked = PreparedCriteria.of(loads(SET.replace("middle: {title: Middle}, ", "").replace("middle, when", "high, when")).definition)
    assert asked.whole_unless_first() is None

    seen = level_diagram(asked, Case())

    assert (seen.diagrams.top, seen.diagrams.terminals(seen.level)) == (1, {0, 1})


def test_the_facts_of_a_condition_are_found_however_many_conditions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {"pairs": {"a", "b", "c", "d", "e", "f"}, "middle": {"a"}, "limit": {"b"}}
    monkeypatch.setattr(engines, "MOST_KEPT", 0)
    engine = made()

    assert {criterion.id: set(engine.given_facts(criterion.when)) for criterion in engine.criteria} == expected
    assert engine.given == {}
