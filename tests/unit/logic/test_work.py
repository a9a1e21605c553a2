"""The work of a question: what draws from it, and what is said when it runs out."""

from contextlib import ExitStack
from typing import Any

import pytest

from carelevel.api import engine_of, loads
from carelevel.logic import level_diagram
from carelevel.logic.diagrams import DecisionDiagrams, Variable
from carelevel.logic.level_diagram import FIRST, for_whom
from carelevel.logic.possible_by_solver import enough_alone
from carelevel.logic.possible_levels import whom
from carelevel.logic.sat import Solver, UndecidedError
from carelevel.logic.work import OverBudgetError, Work, a_question, apart, half, proofs, spend, work
from carelevel.model.truth import Truth

FOR_ADULTS = """
carelevel: 1
id: adults
version: "1"
title: Adults
applies_when: {all: [{age: {at_least: 18}}, {any: [{asks: yes}, {sent: yes}]}]}
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
facts:
  age: {type: score, range: [0, 99]}
  asks: {type: yes_no}
  sent: {type: yes_no}
  danger: {type: yes_no}
impossible:
  - {id: neither, when: {asks: no, sent: no}, because: Somebody asks.}
criteria:
  - {id: in-danger, requires: inpatient, when: {danger: yes}, because: Danger.}
"""


def test_a_question_within_another_draws_from_what_that_one_has_left() -> None:
    with a_question(100):
        spend(60)
        with a_question(100):
            assert work().left == 40
            with pytest.raises(OverBudgetError):
                spend(41)


def test_what_is_made_once_has_steps_of_its_own_and_takes_none_from_the_question() -> None:
    with a_question(100), ExitStack() as kept:
        kept.enter_context(apart(10))
        spend(10)
        kept.close()
        assert work().left == 100


def test_half_of_what_is_left_is_kept_for_what_comes_after() -> None:
    with a_question(100):
        spend(20)
        with half():
            assert work().left == 40
            with pytest.raises(OverBudgetError):
                spend(41)
        assert work().left == 39


def test_without_a_budget_half_of_it_has_no_end_either() -> None:
    with half():
        spend(10**12)
    assert work().left == float("inf")


def test_without_a_question_nothing_is_counted_out() -> None:
    spend(10**12)
    assert work().left == float("inf")
    assert Work(3).left == 3


def test_a_diagram_draws_from_what_is_left() -> None:
    variables = [Variable(f"fact_{number}", None, ("no", "yes")) for number in range(6)]
    with a_question(20):
        diagrams = DecisionDiagrams(variables, 1, 1000)
        with pytest.raises(OverBudgetError):
            diagrams.highest(diagrams.by_value(number, (0, 1)) for number in range(6))


def test_a_solver_without_work_says_that_it_does_not_know() -> None:
    solver = Solver(3, [(1, 2), (-1, 3), (-2, 3)], 1000)

    with apart(0), pytest.raises(UndecidedError):
        solver.model((-3,))
    assert solver.model((-3,)) is None


def test_whether_criteria_are_for_a_person_is_open_when_the_work_runs_out() -> None:
    criteria = loads(FOR_ADULTS)
    ready, case = engine_of(criteria), criteria.case({"age": {"at_least": 10}})
    assert for_whom(ready) is not None

    with apart(0):
        found = whom(ready, case)

    assert (found.applies, found.is_exact) == (Truth.UNKNOWN, False)
    assert "age" in found.missing
    assert whom(ready, case).is_exact


def test_questions_about_cases_within_proofs_have_steps_of_their_own() -> None:
    with proofs(10):
        with a_question(100):
            spend(60)
        with proofs(100):
            assert work().left == 10


WITH_A_SERVICE = """
carelevel: 1
id: service
version: "1"
title: Service
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
services: {erp: ERP}
facts:
  ocd: {type: yes_no}
  declines: {type: yes_no}
  weekly: {type: yes_no}
impossible:
  - {id: not-both, when: {ocd: no, declines: yes}, because: Only who is offered it declines.}
criteria:
  - {id: weekly, suggests: inpatient, when: {weekly: yes}, because: More than that.}
  - {id: erp, adds: [erp], when: {ocd: yes, declines: no}, because: First choice.}
"""


def test_what_a_service_waits_for_is_reported_too_widely_rather_than_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = loads(WITH_A_SERVICE).recommend({})
    monkeypatch.setattr("carelevel.logic.possible_levels.REMEMBERED", 0)

    found = loads(WITH_A_SERVICE).recommend({})

    assert set(found.missing_for_services) >= set(exact.missing_for_services)
    assert [(each.id, each.status) for each in found.services] == [(each.id, each.status) for each in exact.services]


@pytest.mark.parametrize("steps", [0, 10, 30, 100, 300, 1000])
def test_the_next_question_is_found_whenever_the_work_runs_out(steps: int) -> None:
    criteria = loads(WITH_A_SERVICE)
    assert criteria.next_question({}, services=True) is not None

    with apart(steps):
        question = criteria.next_question({}, services=True)

    assert question is not None
    assert question.fact in criteria.facts


RISKS = """
carelevel: 1
id: risks
version: "1"
title: Risks
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
facts:
  a: {type: yes_no}
  b: {type: yes_no}
  c: {type: yes_no}
  d: {type: yes_no}
  e: {type: yes_no}
criteria:
  - {id: first, requires: inpatient, when: {at_least: {count: 2, of: [{a: yes}, {c: yes}, {e: yes}]}}, because: Danger.}
  - {id: second, suggests: iop, when: {any: [{b: yes, d: yes}, {c: yes, e: no}]}, because: More is needed.}
  - {id: third, limits_to: iop, when: {a: no, d: yes}, because: It is enough.}
"""


def test_the_number_of_questions_is_reported_wherever_the_work_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level_diagram, "ONCE", 0)
    criteria = loads(RISKS)
    exact = criteria.asks({})

    for steps in range(0, 1500, 3):
        with apart(steps):
            found = criteria.asks({})
        assert found.at_least <= exact.at_least
        assert found.at_most >= exact.at_most


def test_what_alone_is_enough_holds_what_was_not_looked_at_when_the_work_runs_out() -> None:
    criteria = loads(RISKS)
    case = criteria.case({"a": "yes", "b": "no", "c": "yes"})

    with apart(0):
        found = enough_alone(engine_of(criteria), case, 2, 2)

    assert found == case
    assert dict(enough_alone(engine_of(criteria), case, 2, 2).values) == {"a": frozenset({"yes"}), "c": frozenset({"yes"})}


def test_ways_that_were_not_looked_at_leave_why_not_inexact() -> None:
    criteria = loads(RISKS)
    case = {"a": "yes", "c": "yes", "d": "yes"}

    with apart(0):
        found = criteria.why_not(case, "outpatient")

    assert not found.exact
    assert found.problems


def test_a_small_set_has_all_steps_and_a_large_one_at_least_a_part_of_each_budget() -> None:
    small, large = engine_of(loads(FOR_ADULTS)), engine_of(loads(FOR_ADULTS))
    # 100 ages and three answers of two; a condition of age, two in a group in a group, one that is impossible with two parts, and one of danger.
    assert small.weight == 106 + 9 * level_diagram.A_CONDITION + 6 * level_diagram.A_NAME + 82 + 5
    assert small.steps(600_000) == 600_000

    large.weighed["all"] = level_diagram.TOGETHER - 590_000
    assert large.steps(600_000) == 300_000
    large.weighed["all"] = 10**9
    assert large.steps(600_000) == pytest.approx(600_000 // level_diagram.LEAST, abs=1)
    assert large.with_others(()).weight == 10**9


def test_what_a_question_may_spend_is_what_its_set_leaves() -> None:
    criteria = loads(FOR_ADULTS)
    engine_of(criteria).weighed["all"] = level_diagram.TOGETHER - 590_000
    asked: list[float] = []
    engine_of(criteria).made[FIRST] = None

    class Watched(dict[str, str]):
        def items(self) -> Any:
            asked.append(work().left)
            return super().items()

    criteria.possible_levels(Watched(asks="yes"))
    assert asked[0] == level_diagram.QUESTION // 2
