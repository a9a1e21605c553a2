"""What is proved about a whole set, on examples small enough to see it."""

from datetime import date

import pytest

import carelevel
from carelevel import Problem, loads
from carelevel.logic.sat import Solver, UndecidedError
from carelevel.verify.proofs.case_space import CaseSpace

TODAY = date(2026, 11, 25)

CLINIC = """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels: {outpatient: {title: Outpatient care}, iop: {title: Intensive outpatient program}}
facts:
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
  age: {type: score, range: [0, 120]}
services: {erp: Exposure and response prevention}
derived:
  age_group: {bands: {of: age, young: [0, 17], adult: [18, 120]}}
criteria:
  - {id: severe-symptoms, suggests: iop, when: {symptoms: severe}, because: It is severe.}
  - {id: works, adds: [erp], when: {works: yes}, because: It helps.}
"""


def found(more: str = "", text: str = CLINIC) -> list[Problem]:
    return [problem for problem in carelevel.check(loads(text + more), TODAY) if problem.code != "unused-fact"]


def codes(more: str = "", text: str = CLINIC) -> list[str]:
    return [problem.code for problem in found(more, text)]


def test_a_careful_set_has_no_findings() -> None:
    """Nobody's age is asked by a criterion, and yet people of every age exist."""
    assert codes() == []


def test_an_invariant_about_a_fact_that_no_criterion_asks_for_is_proved() -> None:
    assert codes("invariants:\n  - {id: old-and-severe, when: {age: {at_least: 90}, symptoms: severe}, level: {is: iop}}\n") == []


def test_an_invariant_about_a_fact_that_no_criterion_asks_for_is_refuted() -> None:
    (broken,) = found("invariants:\n  - {id: old-is-iop, when: {age: {at_least: 90}}, level: {is: iop}}\n")

    assert broken.code == "invariant-broken"
    assert set(broken.witness) == {"age", "symptoms"}


def test_an_invariant_about_services_is_refuted_by_a_case_that_does_not_get_them() -> None:
    (broken,) = found("invariants:\n  - {id: severe-gets-erp, when: {symptoms: severe}, with_level: {is: iop}, services: [erp]}\n")

    assert broken.code == "invariant-broken"
    assert broken.witness == {"symptoms": "severe", "works": "no"}


def test_an_invariant_about_what_is_required_does_not_take_a_suggestion_for_it() -> None:
    (broken,) = found("invariants:\n  - {id: severe-requires-iop, when: {symptoms: severe}, required: {at_least: iop}}\n")

    assert "for whom nothing is required" in broken.message


def test_wrong_direction_shows_two_people_who_differ_in_one_fact() -> None:
    (wrong,) = [each for each in found(text=CLINIC.replace("{symptoms: severe}", "{symptoms: moderate}")) if each.code == "wrong-direction"]

    better, worse = wrong.witness
    assert (better, worse) == ({"symptoms": "moderate"}, {"symptoms": "severe"})


def test_of_a_criterion_that_is_never_met_only_the_lost_service_is_said_next_to_it() -> None:
    """That the one fact in it matters to nobody follows."""
    text = CLINIC.replace("when: {works: yes}", "when: {works: yes, age: {at_most: 17}, age_group: adult}")

    assert codes(text=text) == ["never-met", "service-never-added"]


def test_a_service_that_nobody_gets_is_said_once_however_many_criteria_add_it() -> None:
    never = "when: {works: yes, age: {at_most: 17}, age_group: adult}"
    text = CLINIC.replace("when: {works: yes}", never)
    (adding,) = [line for line in text.splitlines() if never in line]
    twice = text.replace(adding, f"{adding}\n{adding.replace('id: ', 'id: again-', 1)}")

    (said,) = [problem for problem in found(text=twice) if problem.code == "service-never-added"]

    assert codes(text=twice).count("never-met") == 2
    assert said.path[0] == "services"


def test_a_service_that_one_of_its_criteria_still_adds_is_not_said() -> None:
    (adding,) = [line for line in CLINIC.splitlines() if "when: {works: yes}" in line]
    never = adding.replace("id: ", "id: again-", 1).replace("when: {works: yes}", "when: {works: yes, age: {at_most: 17}, age_group: adult}")

    assert codes(text=CLINIC.replace(adding, f"{adding}\n{never}")) == ["never-met"]


@pytest.mark.parametrize(
    ("check", "named"),
    [
        ("unused-service", "service: spare"),
        ("unused-fact", "fact: spare"),
        ("level-never-reached", "level: spare"),
        ("never-lacking", "documentation: spare"),
        ("never-stands", "contradiction: spare"),
        ("never-unmet", "part: spare"),
    ],
)
def test_a_finding_about_a_part_is_accepted_by_the_name_of_that_part(check: str, named: str) -> None:
    text = CLINIC.replace("services: {", "services: {spare: Spare, ").replace("facts:\n", "facts:\n  spare: {type: yes_no}\n")
    text = text.replace("program}}", "program}, spare: {title: Spare}}")
    nobody, everybody = "{age: {at_most: 17}, age_group: adult}", "{any: [{works: yes}, {works: no}]}"
    text += f"documentation:\n  - {{id: spare, for: iop, when: {nobody}, needs: {{works: yes}}, because: It is spare.}}\n"
    text += f"contradictions:\n  - {{id: spare, when: {nobody}, disputed: [age], unless: {{works: no}}, because: It is spare.}}\n"
    text += f"applies_when:\n  - {{id: spare, when: {everybody}, because: It is spare.}}\n"
    accepted = carelevel.check(loads(f"{text}accept:\n  - {{check: {check}, {named}, because: It is spare.}}\n"), TODAY)

    assert "accepts-nothing" not in [problem.code for problem in accepted]
    assert [problem.code for problem in accepted if problem.severity == "note" and "It is spare." in problem.message] == [check]


def test_a_solver_that_ran_out_of_its_budget_still_answers_the_next_question_rightly() -> None:
    """One and two, and three and four, cannot both hold; the first question ends while that is found out."""
    solver = Solver(4, [(-1, 2), (-2, 3), (-3, 4), (-4, -1)], budget=100)
    for budget in range(4):
        solver.allow(budget)
        with pytest.raises(UndecidedError):
            solver.model([1])

    solver.allow(100)
    assert solver.model([1]) is None
    assert solver.model([-1]) is not None


def test_clauses_that_come_in_when_the_budget_is_used_up_are_followed_later() -> None:
    solver = Solver(3, [(1, 2, 3)], budget=100)
    solver.allow(0)
    with pytest.raises(UndecidedError):
        solver.extend(3, [(-1,), (-2, 1), (-3, 1)])

    solver.allow(100)
    assert solver.model([]) is None


def test_a_move_whose_smallest_witness_is_not_decided_is_shown_by_a_complete_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def over_budget(*_: object) -> None:
        raise UndecidedError

    monkeypatch.setattr(CaseSpace, "someone", over_budget)

    (move,) = carelevel.diff(loads(CLINIC), loads(CLINIC.replace("{symptoms: severe}", "{symptoms: {at_least: moderate}}"))).moves

    assert (move.was, move.is_now) == ("outpatient", "iop")
    assert move.witness["symptoms"] == "moderate"
    assert set(move.witness) == {"symptoms", "works", "age"}
