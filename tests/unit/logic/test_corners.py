"""Corners of the exact engines that everyday questions do not reach: weights that have grown, conditions over facts that are not there, budgets that are used up."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.logic import diagram_compiler, diagrams, level_diagram, possible_by_solver, possible_levels, sat, variable_order
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case
from carelevel.model.conditions import Among
from carelevel.model.facts import About, Score, Sum, Weighted, YesNo, domain, worse_end
from carelevel.model.problems import CaseError

SMALL = """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
facts:
  danger: {type: yes_no, worse: yes}
  points: {type: score, range: [0, 9], worse: high}
  before: {type: score, range: [0, 9], worse: low}
derived:
  total: {sum: [points, {of: before, times: -1}]}
  band: {bands: {of: total, low: [-9, 0], high: [1, 9]}}
impossible: [{id: none, when: {danger: yes, points: 0}, because: Nobody.}]
criteria:
  - {id: in-danger, requires: high, when: {danger: yes}, because: Danger.}
  - {id: many, suggests: middle, when: {band: high}, because: Many.}
"""


def small() -> CriteriaSet:
    return loads(SMALL)


def over_budget(*_: Any, **__: Any) -> Any:
    raise OverBudgetError


def test_weights_that_have_grown_are_made_small_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five things in four places: true of nobody, and it takes many clashes to show it."""
    places = [[4 * thing + place + 1 for place in range(4)] for thing in range(5)]
    clashes = [[-places[a][place], -places[b][place]] for a in range(5) for b in range(a) for place in range(4)]
    monkeypatch.setattr(sat, "LARGEST_WEIGHT", 1.5)

    assert sat.Solver(20, [*places, *clashes], budget=10**6).model(()) is None
    assert sat.Solver(20, [*places[:4], *clashes], budget=10**6).model(()) is not None


def test_an_order_that_goes_on_moving_is_left_after_some_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variable_order, "ROUNDS", 1)

    for order in variable_order.orders(tuple("abcdef"), [("a", "f"), ("f", "c"), ("c", "e"), ("b", "d")]):
        assert sorted(order) == [*"abcdef"]


def test_a_fact_that_a_diagram_does_not_ask_about_is_never_taken_for_known() -> None:
    """One of its values for all of them would prove anything."""
    alone = YesNo("alone", About("alone"))

    with pytest.raises(KeyError, match="alone"):
        Compiler([], Case(), 1, 1000).condition(Among(alone, frozenset(("yes",))))


def test_a_sum_of_too_many_parts_is_over_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = [Score(f"s{number}", About("s"), 0, 3) for number in range(3)]
    total = Sum("total", About("total"), tuple(Weighted(score, 1) for score in scores), 0, 9)
    monkeypatch.setattr(diagram_compiler, "DEEPEST", 2)

    with pytest.raises(OverBudgetError):
        Compiler(scores, Case(), 1, 1000).condition(Among(total, frozenset(range(5, 10))))


def test_the_worse_end_of_a_sum_turns_with_the_sign_of_its_parts() -> None:
    low, high, neither = (Score(worse or "n", About("s"), 0, 3, worse=worse) for worse in ("low", "high", None))

    def of(*parts: tuple[Score, int]) -> str | None:
        return worse_end(Sum("total", About("total"), tuple(Weighted(score, times) for score, times in parts), 0, 9))

    assert (of((low, 1), (high, -1)), of((high, 1), (low, -1)), of((high, 1), (low, 1)), of((neither, -1))) == ("low", "high", None, None)


def test_a_record_shows_what_it_holds() -> None:
    assert repr(Weighted(Score("points", About("points"), 0, 3), -1)).startswith("Weighted(of=Score(id='points', ")


def test_the_worse_end_of_a_yes_or_no_is_high_where_yes_is_worse() -> None:
    assert [worse_end(YesNo("alone", About("alone"), worse=worse)) for worse in ("yes", "no", None)] == ["high", "low", None]


def test_someone_with_every_relevant_fact_is_answered_at_once() -> None:
    assert small().possible_levels({"danger": "no", "points": 9, "before": 0}) == ("middle",)
    assert small().recommend({"danger": "no", "points": 9, "before": 0}).level == "middle"


CHANGING, DIAGRAM, OF_OPEN, QUESTION = (
    (possible_levels, "_changing"),
    (level_diagram, "_diagram"),
    (possible_levels, "diagram_of_open"),
    (possible_by_solver, "SolverQuestion"),
)
CASES: tuple[dict[str, Any], ...] = ({}, {"danger": "no"}, {"points": {"at_least": 1}}, {"points": 0}, {"before": 9})


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("broken", [(CHANGING,), (DIAGRAM,), (DIAGRAM, OF_OPEN), (DIAGRAM, OF_OPEN, QUESTION)])
def test_where_a_budget_is_used_up_the_levels_are_those_that_are_possible_or_a_range_around_them(
    broken: tuple[tuple[ModuleType, str], ...], again: bool, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = small().recommend(case)
    criteria = small()
    if again:
        criteria.recommend({})
    for module, name in broken:
        monkeypatch.setattr(module, name, over_budget)

    found = criteria.recommend(case)

    assert set(expected.possible) <= set(found.possible)
    assert found.possible == expected.possible or not found.exact
    assert set(expected.missing) <= set(found.missing)


def test_a_diagram_too_large_for_one_person_is_read_off_that_of_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, made, calls = level_diagram.PreparedCriteria.of(small().definition), level_diagram._diagram, iter([over_budget])

    def over_budget_once(*given: Any) -> Any:
        return next(calls, made)(*given)

    monkeypatch.setattr(level_diagram, "_diagram", over_budget_once)

    seen = level_diagram.level_diagram(asked, Case())

    assert seen.diagrams.terminals(seen.level) - {seen.diagrams.excluded} == {0, 1, 2}


@pytest.mark.parametrize("case", CASES)
def test_when_a_set_is_asked_again_one_person_is_read_off_the_diagram_of_everyone(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = small()
    first, again = (level_diagram.PreparedCriteria.of(criteria.definition) for _ in range(2))
    level_diagram.level_diagram(again, Case())
    again.whole()

    alone = level_diagram.level_diagram(first, criteria.case(case))
    monkeypatch.setattr(level_diagram, "_diagram", over_budget)
    read_off = level_diagram.level_diagram(again, criteria.case(case))

    alone_ends, ends = (sorted(seen.diagrams.terminals(seen.level) - {seen.diagrams.excluded}) for seen in (alone, read_off))
    levels = [level.id for level in criteria.definition.levels]
    assert tuple(levels[rank] for rank in ends) == criteria.possible_levels(case)
    assert ends == alone_ends


def test_a_diagram_that_goes_too_deep_is_over_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = [Score(f"s{number}", About("s"), 0, 3) for number in range(2)]
    compiler = Compiler(scores, Case(), 1, 1000)
    one, other = (compiler.condition(Among(score, frozenset((2, 3)))) for score in scores)
    monkeypatch.setattr(diagrams, "DEEPEST", 0)

    with pytest.raises(OverBudgetError):
        compiler.diagrams.max(one, other)


@pytest.mark.parametrize("case", [{"danger": "yes", "points": 0, "before": 1}, {"danger": "yes", "points": 0}])
def test_nobody_is_decided_who_is_not_possible(case: dict[str, Any]) -> None:
    with pytest.raises(CaseError, match="declared impossible by `none`"):
        small().decide(case)


@pytest.mark.parametrize("case", [{"danger": "no", "points": 3, "before": 1}, {"points": 3}])
def test_for_those_whom_criteria_are_not_for_no_level_is_decided(case: dict[str, Any]) -> None:
    criteria = loads(SMALL.replace("levels:", "applies_when: {points: {at_least: 5}}\nlevels:", 1))

    decision = criteria.decide(case)

    assert (decision.level, decision.settled) == (None, False)
    assert criteria.decide({"points": 6}).lowest == "low"


def test_conditions_that_no_file_can_say_are_still_met_by_everyone_or_by_nobody() -> None:
    """A reader refuses an atom that every value satisfies, or none; the tables do not rely on it."""
    definition = small().definition
    total = next(fact for fact in definition.every_name().values() if isinstance(fact, Sum))
    never, always = (
        replace(criterion, when=Among(total, values))
        for criterion, values in zip(definition.criteria, (frozenset[int](), frozenset(domain(total))), strict=True)
    )

    decision = CriteriaSet(replace(definition, criteria=(never, always))).decide({"points": 3})

    assert (decision.met, decision.unmet, decision.unknown) == ((always.id,), (never.id,), ())
