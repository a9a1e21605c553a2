"""Sections put together anew with other conditions."""

from carelevel.model.conditions import EVERYBODY, AllOf, NoneOf
from carelevel.model.sections import with_conditions, without
from tests.unit.phases import phases

SET = phases()
BY_ID = SET.criteria


def test_a_criterion_knows_its_own_condition() -> None:
    severe = BY_ID["severe"]

    assert (severe.section, BY_ID["danger"].section) == ("admission", None)
    assert severe.when == AllOf((SET.definition.sections[0].when, severe.own))
    assert BY_ID["danger"].own is BY_ID["danger"].when
    assert BY_ID["no-admission"].own == NoneOf((severe.own, BY_ID["moderate"].own))


def test_without_new_conditions_every_criterion_stays_the_same_object() -> None:
    again = with_conditions(SET.definition, {}, {})

    assert again == SET.definition
    assert all(one is other for one, other in zip(again.criteria, SET.definition.criteria, strict=True))


def test_another_condition_of_a_criterion_changes_otherwise() -> None:
    changed = {each.id: each for each in with_conditions(SET.definition, {}, {"severe": BY_ID["better"].own}).criteria}

    assert changed["severe"].own is BY_ID["better"].own
    assert changed["no-admission"].own == NoneOf((BY_ID["better"].own, BY_ID["moderate"].own))
    assert changed["step-down"] is BY_ID["step-down"]
    assert changed["danger"] is BY_ID["danger"]


def test_a_criterion_outside_of_sections_gets_another_condition() -> None:
    changed = {each.id: each for each in with_conditions(SET.definition, {}, {"danger": BY_ID["severe"].own}).criteria}

    assert changed["danger"].when is BY_ID["severe"].own


def test_another_condition_of_a_section_is_in_all_of_its_criteria() -> None:
    changed = with_conditions(SET.definition, {"admission": EVERYBODY}, {})

    assert changed.sections[0].when is EVERYBODY
    assert {each.id for each in changed.criteria if each.when != BY_ID[each.id].when} == {"severe", "moderate", "better", "no-admission"}
    assert all(each.own == BY_ID[each.id].own for each in changed.criteria)


def test_otherwise_follows_from_the_criteria_that_are_left() -> None:
    rest = {each.id: each for each in without(SET.definition, BY_ID["severe"]).criteria}

    assert "severe" not in rest
    assert rest["no-admission"].own == NoneOf((BY_ID["moderate"].own,))


def test_a_limit_and_otherwise_itself_are_left_out_alone() -> None:
    for name in ("better", "no-admission", "danger"):
        rest = without(SET.definition, BY_ID[name]).criteria

        assert rest == tuple(each for each in SET.definition.criteria if each.id != name)
