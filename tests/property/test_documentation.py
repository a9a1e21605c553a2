"""Documentation and gates never change an answer: compared with the same set without them, with the oracle, and over whole interviews."""

import copy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet
from carelevel.verify.checks import check
from tests.profiles import USUAL, examples
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import cases, criteria_sets, documentation, gates

SOME = examples(USUAL)


@st.composite
def papered(draw: Any, *, least_gates: int = 0, contradictions: bool | None = None) -> tuple[Plain, Plain]:
    """Draw a criteria set with documentation and gates, and a case."""
    criteria = draw(criteria_sets(contradictions=contradictions))
    draw(documentation(criteria, least=1))
    draw(gates(criteria, least=least_gates))
    return criteria, draw(cases(criteria))


def bare(criteria: Plain) -> Plain:
    """Return a set without its documentation and gates."""
    without = copy.deepcopy(criteria)
    without.pop("documentation", None)
    for fact in without["facts"].values():
        fact.pop("asked_when", None)
    return without


def status(criteria: Plain, item: Plain, known: oracle.Known) -> str | None:
    """Return the status of documentation, in the plainest code."""
    when = oracle.kleene(criteria, item["when"], known) if "when" in item else True
    needs = oracle.kleene(criteria, item["needs"], known)
    if when is False:
        return None
    if needs is True:
        return "there"
    return "lacking" if when is True and needs is False else "unknown"


def levels_for(criteria: Plain, said: Any) -> list[str]:
    """Return the levels of `for`."""
    levels = list(criteria["levels"])
    if isinstance(said, str):
        return [said]
    ((word, named),) = said.items()
    if word == "one_of":
        return [level for level in levels if level in named]
    low, high = {"at_least": (named, levels[-1]), "at_most": (levels[0], named)}.get(word, named)
    return levels[levels.index(low) : levels.index(high) + 1]


@settings(max_examples=SOME)
@given(papered())
def test_documentation_and_gates_change_nothing_that_is_decided(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    with_both, without = loaded(criteria), loaded(bare(criteria))

    said, plain = with_both.recommend(case).to_dict(), without.recommend(case).to_dict()
    for key in ("documentation", "missing_for_documentation"):
        said.pop(key)
    digests = [each["criteria"].pop("digest") for each in (said, plain)]

    assert said == plain
    assert digests[0] != digests[1]
    assert with_both.decision_digest == without.decision_digest
    assert with_both.decide(case).to_dict() == without.decide(case).to_dict()
    assert with_both.possible_levels(case) == without.possible_levels(case)


@settings(max_examples=SOME)
@given(papered())
def test_documentation_is_there_lacking_or_not_known_as_its_conditions_say(question: tuple[Plain, Plain]) -> None:
    criteria, case = question
    answer = loaded(criteria).recommend(case)
    known = oracle.undisputed(criteria, oracle.recorded_from(criteria, case))
    expected = [
        (item["id"], levels, said)
        for item in criteria["documentation"]
        if (levels := tuple(level for level in levels_for(criteria, item["for"]) if level in answer.possible)) and (said := status(criteria, item, known))
    ]

    assert [(each.id, each.levels, each.status) for each in answer.documentation] == expected
    assert set(answer.missing_for_documentation) == {name for each in answer.documentation for name in each.missing}
    assert all(each.status == "unknown" for each in answer.documentation if each.missing)
    assert answer.contradictions or all(each.missing for each in answer.documentation if each.status == "unknown")


def _answered(criteria_set: CriteriaSet, case: Plain, person: oracle.Person, **wanted: bool) -> Any:
    interview = criteria_set.interview(case, **wanted)
    asked: list[str] = []
    while not interview.finished:
        name = interview.question.fact
        assert name not in asked
        asked.append(name)
        value = person[name]
        interview = interview.told(name, sorted(value) if isinstance(value, frozenset) else value)
    return interview


def _is_asked(criteria: Plain, name: str, person: oracle.Person) -> bool:
    fact = criteria["facts"][name]
    return "asked_when" not in fact or oracle.holds(criteria, fact["asked_when"], person)


@settings(max_examples=SOME)
@given(papered(least_gates=1, contradictions=False), st.data())
def test_nothing_is_asked_whose_gate_is_unmet(question: tuple[Plain, Plain], data: st.DataObject) -> None:
    criteria, case = question
    person = data.draw(st.sampled_from(oracle.people(criteria, oracle.recorded_from(criteria, case))))
    interview = _answered(loaded(criteria), case, person, services=True, documentation=True)

    # A fact whose gate turns out unmet was not asked: the gate was asked first, since everything asked is answered.
    for step in interview.history:
        gate = criteria["facts"][step.fact].get("asked_when")
        hidden = gate is not None and not _is_asked(criteria, step.fact, person)
        below = () if gate is None else [name for name in criteria["facts"] if name in str(gate)]
        assert not hidden or any(not _is_asked(criteria, name, person) for name in below)


@settings(max_examples=SOME)
@given(papered(least_gates=1), st.data())
@pytest.mark.slow
def test_where_no_gate_hides_anything_an_interview_settles_what_it_settles_without_gates(question: tuple[Plain, Plain], data: st.DataObject) -> None:
    criteria, _ = question
    criteria_set, without = loaded(criteria), loaded(bare(criteria))
    assume(not any(problem.code in {"asked-when-hides", "not-decided"} for problem in check(criteria_set)))
    person = data.draw(st.sampled_from(oracle.people(criteria, oracle.everything(criteria))))

    with_gates, plain = (_answered(each, {}, person, services=True).recommendation for each in (criteria_set, without))

    assert (with_gates.level, with_gates.settled, with_gates.applies) == (plain.level, plain.settled, plain.applies)
    assert with_gates.possible == plain.possible
    # Gates are asked about, and may show facts that disagree without leaving more open.
    if not with_gates.contradictions and not plain.contradictions and with_gates.settled:
        assert {(each.id, each.status) for each in with_gates.services} == {(each.id, each.status) for each in plain.services}


@settings(max_examples=SOME)
@given(papered(least_gates=1, contradictions=False))
def test_a_gate_that_hides_something_is_shown_by_two_people(question: tuple[Plain, Plain]) -> None:
    criteria, _ = question
    criteria_set = loaded(criteria)
    for problem in check(criteria_set):
        if problem.code == "asked-when-hides" and "the level" in problem.message:
            (_, name) = problem.path
            one, other = map(criteria_set.case, problem.witness)
            assert one != other
            for case in problem.witness:
                # Of the people whom the criteria are for, and nothing else is said of others.
                people = oracle.meant(criteria, oracle.known_from(criteria, case))
                assert not any(oracle.holds(criteria, criteria["facts"][name]["asked_when"], person) for person in people)


@pytest.mark.slow
@settings(max_examples=SOME)
@given(papered(least_gates=1, contradictions=False), st.data())
def test_the_number_of_questions_is_between_its_bounds(question: tuple[Plain, Plain], data: st.DataObject) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    person = data.draw(st.sampled_from(oracle.people(criteria, oracle.recorded_from(criteria, case))))
    for wanted in ({}, {"documentation": True}):
        interview = _answered(criteria_set, case, person, **wanted)
        assert len(interview.history) <= criteria_set.asks(case, **wanted).at_most
