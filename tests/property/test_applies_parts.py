"""The parts of `applies_when` against everybody that a person could turn out to be."""

from typing import Any

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from carelevel.model.problems import CaseError
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import applies_parts, conditions_in, questions

Question = tuple[Plain, Plain]
TRUTHS = {True: "met", False: "unmet", None: "unknown"}


@st.composite
def questions_in_parts(draw: st.DrawFn) -> Question:
    """Draw a set whose `applies_when` has parts, and a case."""
    criteria, case = draw(questions(contradictions=False))
    return {**criteria, "applies_when": draw(applies_parts(criteria))}, case


@st.composite
def questions_with_a_referral(draw: st.DrawFn) -> Question:
    """Draw a question in parts of which the last refers to other care and nothing is known, and one excludes the person if the case says any fact plainly."""
    criteria, case = draw(questions_in_parts())
    last = {"id": "last", "when": draw(conditions_in(criteria, 1)), "because": "The last part.", "refer_to": "other care"}
    known = {name: said for name, said in case.items() if name not in oracle.facts_in(criteria, last["when"])}
    plain = [(name, said) for name, said in known.items() if isinstance(said, str | int) and len(oracle.values_of(criteria, name)) > 1]
    excluding = [{"id": "not-this", "when": {"none": [{name: said}]}, "because": "Not this."} for name, said in plain]
    parts = oracle.distinct_parts(criteria, [*excluding[:1], *criteria["applies_when"], last])
    return {**criteria, "applies_when": parts}, known


def status(criteria: Plain, known: Any, whens: list[Plain]) -> str:
    """Return whether all of some conditions are met, over every possible person."""
    found = {all(oracle.holds(criteria, when, person) for when in whens) for person in oracle.people(criteria, known)}
    return TRUTHS[found.pop() if len(found) == 1 else None]


@given(questions_in_parts())
def test_each_part_is_met_unmet_or_unknown_and_all_of_them_have_to_hold(question: Question) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    try:
        answer = loaded(criteria).recommend(case)
    except CaseError:
        assert not list(oracle.people(criteria, known))
        return
    parts = criteria["applies_when"]

    assert answer.applies == status(criteria, known, [part["when"] for part in parts])
    assert [(each.part, each.status) for each in answer.whom] == [(part["id"], status(criteria, known, [part["when"]])) for part in parts]
    assert answer.applies == "met" or (answer.level, answer.settled) == (None, False)
    assert answer.applies != "unmet" or (answer.possible, answer.reasons) == ((), ())


@given(questions_in_parts())
def test_whoever_the_criteria_are_not_for_is_told_by_what_part_or_by_which_that_exclude_each_other(question: Question) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    assume(list(oracle.people(criteria, known)))
    answer = loaded(criteria).recommend(case)
    whens = {part["id"]: part["when"] for part in criteria["applies_when"]}
    excluding = [each for each in answer.whom if each.excludes]

    assert bool(excluding) is (answer.applies == "unmet" and all(each.status != "unmet" for each in answer.whom))
    for each in answer.whom:
        is_said = each.status == "unmet" or each.excludes
        assert (each.evidence is not None) is bool(is_said and answer.applies == "unmet")
        if each.evidence is not None:
            names = [each.part, *each.excludes]
            rest = oracle.known_from(criteria, dict(each.evidence))
            assert status(criteria, rest, [whens[name] for name in names]) == "unmet"
            # None of those that exclude each other can be left out, nor can a fact of the evidence, by the logic that finds them unmet.
            assert all(status(criteria, known, [whens[name] for name in names if name != out]) != "unmet" for out in names if len(names) > 1)
            by_kleene = oracle.kleene(criteria, {"all": [whens[name] for name in names]}, known) is False
            for fact in each.evidence:
                less = oracle.known_from(criteria, {name: value for name, value in each.evidence.items() if name != fact})
                exact = status(criteria, less, [whens[name] for name in names])
                assert exact != "unmet" or (by_kleene and oracle.kleene(criteria, {"all": [whens[name] for name in names]}, less) is not False)


@given(st.one_of(questions_in_parts(), questions_with_a_referral()))
def test_parts_that_refer_are_asked_about_though_the_criteria_are_not_for_the_person(question: Question) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    assume(list(oracle.people(criteria, known)))
    answer = loaded(criteria).recommend(case)
    interview = loaded(criteria).interview(case)
    referring = {part["id"]: part["when"] for part in criteria["applies_when"] if "refer_to" in part}
    waiting = [each for each in answer.whom if each.status == "unknown" and each.part in referring]
    if answer.applies != "unmet":
        return

    assert bool(answer.missing) is bool(waiting)
    assert interview.finished is (not waiting)
    if interview.question is not None:
        assert interview.question.about == "referral"
        assert interview.question.fact in answer.missing
    if not criteria.get("impossible"):
        for name in answer.missing:
            assert any(name in oracle.facts_in(criteria, referring[each.part]) for each in waiting)


@given(questions_in_parts())
def test_one_part_alone_and_all_in_one_condition_give_the_same_levels(question: Question) -> None:
    criteria, case = question
    assume(list(oracle.people(criteria, oracle.known_from(criteria, case))))
    together = {**criteria, "applies_when": oracle.whom(criteria)}
    one, other = loaded(criteria), loaded(together)
    answer, expected = one.recommend(case), other.recommend(case)

    assert (answer.applies, answer.possible, answer.level, answer.reasons) == (expected.applies, expected.possible, expected.level, expected.reasons)
    assert answer.applies == "unmet" or answer.missing == expected.missing
    assert one.decide(case) == other.decide(case)
    assert one.decision_digest != other.decision_digest


@pytest.mark.parametrize("wanted", ["met", "unmet", "unknown", "excludes", "asked"])
def test_everything_that_parts_can_do_is_drawn(wanted: str) -> None:
    drawn = questions_with_a_referral() if wanted == "asked" else questions_in_parts()
    question = find(drawn, lambda each: wanted in _done(*each), settings=settings(max_examples=400, database=None, derandomize=True, phases=[Phase.generate]))

    assert wanted in _done(*question)


def _done(criteria: Plain, case: Plain) -> set[str]:
    """Return what the parts do for a case: nothing where it is about nobody."""
    if not list(oracle.people(criteria, oracle.known_from(criteria, case))):
        return set()
    answer = loaded(criteria).recommend(case)
    excludes = {"excludes" for each in answer.whom if each.excludes}
    asked = {"asked" for _ in answer.missing if answer.applies == "unmet"}
    return {each.status for each in answer.whom} | excludes | asked
