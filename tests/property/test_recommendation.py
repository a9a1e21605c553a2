"""A recommendation, compared with brute force over every possible person that the case could still be."""

import json
import pickle
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet, load, loads
from carelevel.logic import possible_levels
from carelevel.model.problems import CaseError
from carelevel.syntax.json_schema_answers import answer_schema, case_schema
from carelevel.verify.checks.exactness import exactness
from tests.property import oracle
from tests.property.oracle import Known, Plain
from tests.property.test_meaning import everything_of, loaded, statuses
from tests.strategies import cases, criteria_sets, narrower, questions, reordered

Questions = tuple[Plain, Plain]


def for_this_person(criteria: Plain, case: Plain) -> bool:
    return bool(oracle.meant(criteria, oracle.known_from(criteria, case)))


def brute_levels(criteria: Plain, known: Known) -> set[str]:
    order = list(criteria["levels"])
    return {order[oracle.level_of(criteria, person)] for person in oracle.meant(criteria, known)}


def brute_missing(criteria: Plain, known: Known) -> set[str]:
    """Return the facts that can change the level: two possible people differ in nothing else, or one answer leaves fewer levels."""
    people = [(person, oracle.level_of(criteria, person)) for person in oracle.meant(criteria, known)]
    every = {level for _, level in people}
    return {name for name in known if _differs_alone(people, name) or any(_left(people, answer) < every for answer in _answers(known, name))}


def _differs_alone(people: list[tuple[Any, int]], name: str) -> bool:
    levels: dict[Any, set[int]] = {}
    for person, level in people:
        levels.setdefault(tuple(value for other, value in person.items() if other != name), set()).add(level)
    return any(len(found) > 1 for found in levels.values())


def _answers(known: Known, name: str) -> Iterator[Any]:
    """Yield what can be learnt of a fact at once: its value, or whether one member is in a set."""
    if isinstance(known[name], dict):
        for member, answers in known[name].items():
            yield from (lambda person, member=member, held=held: (member in person[name]) is held for held in answers)
    else:
        yield from (lambda person, value=value: person[name] == value for value in known[name])


def _left(people: list[tuple[Any, int]], answer: Any) -> set[int]:
    """Return the levels that an answer leaves; for an answer that no possible person gives, nothing is learnt."""
    return {level for person, level in people if answer(person)} or {level for _, level in people}


@given(questions())
def test_the_possible_levels_are_exactly_those_of_possible_people_whom_the_criteria_are_for(question: Questions) -> None:
    """And no level is settled while it is open whether they are for somebody; what is fast says as much, or less."""
    criteria, case = question
    known = oracle.known_from(criteria, case)
    order = list(criteria["levels"])
    answer = loaded(criteria).recommend(case)

    levels = brute_levels(criteria, known)
    applies = oracle.applies_to_all(criteria, known)

    assert answer.exact
    assert answer.possible == tuple(level for level in order if level in levels)
    assert (answer.lowest, answer.highest) == ((answer.possible[0], answer.possible[-1]) if levels else (None, None))
    assert answer.applies == {True: "met", False: "unmet", None: "unknown"}[applies]
    assert answer.settled is (len(levels) == 1 and applies is True)
    assert answer.level == (answer.lowest if answer.settled else None)
    assert loaded(criteria).possible_levels(case) == answer.possible
    decision = loaded(criteria).decide(case)
    assert decision.applies in {answer.applies, "unknown"}
    assert not decision.settled or (answer.settled, decision.level) == (True, answer.level)
    assert decision.applies == "met" or not decision.settled


@given(questions())
def test_while_it_is_open_whom_the_criteria_are_for_what_decides_that_is_missing_after_what_could_require_most(question: Questions) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    if "applies_when" not in criteria or oracle.applies_to_all(criteria, known) is not None:
        return
    answer = loaded(criteria).recommend(case)
    if answer.contradictions:
        return  # what is disputed is not asked again
    most = list(criteria["levels"])[-1]
    requiring = [item["when"] for item in criteria["criteria"] if item.get("requires") == most and item["id"] in answer.unknown]
    could_require = set().union(*(oracle.facts_in(criteria, when) for when in requiring))

    deciding = [name for name in answer.missing if name in oracle.facts_in(criteria, oracle.whom(criteria))]

    assert deciding
    assert set(answer.missing[: answer.missing.index(deciding[0])]) <= could_require


@given(questions())
def test_missing_facts_are_exactly_those_that_can_change_the_level(question: Questions) -> None:
    criteria, case = question
    known = oracle.known_from(criteria, case)
    answer = loaded({key: value for key, value in criteria.items() if key != "applies_when"}).recommend(case)

    disputed = {name for each in answer.contradictions for name in each.disputed}
    resolving = {name for each in answer.contradictions for name in each.record}

    expected = brute_missing({**criteria, "applies_when": {}}, known) - disputed

    if answer.settled:
        assert answer.missing == ()
    elif expected:
        assert expected <= set(answer.missing) <= expected | resolving
    else:
        assert answer.missing or answer.contradictions


@given(questions())
def test_the_fast_range_is_the_kleene_range_and_holds_the_exact_one(question: Questions) -> None:
    criteria, case = question
    order = list(criteria["levels"])
    criteria_set = loaded(criteria)
    decision, answer = criteria_set.decide(case), criteria_set.recommend(case)
    if decision.applies == "unmet":
        assert (decision.lowest, decision.highest, decision.level, decision.settled) == (None, None, None, False)
        return

    low, high = oracle.kleene_range(criteria, oracle.known_from(criteria, case))

    assert (decision.lowest, decision.highest) == (order[low], order[high])
    assert all(low <= order.index(level) <= high for level in answer.possible)
    assert not decision.settled or decision.level == answer.level
    assert (decision.met, decision.unmet, decision.unknown) == (answer.met, answer.unmet, answer.unknown)


@given(questions())
def test_where_every_fact_pushes_one_way_the_fast_range_has_exact_ends(question: Questions) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    codes = {problem.code for problem in exactness(criteria_set.definition)}
    decision, answer = criteria_set.decide(case), criteria_set.recommend(case)

    if codes == {"range-exact"}:
        assert answer.applies == "unmet" or (decision.lowest, decision.highest) == (answer.lowest, answer.highest)
    else:
        assert codes == {"range-not-exact"}


@given(questions())
def test_every_criterion_is_met_unmet_or_unknown(question: Questions) -> None:
    criteria, case = question

    answer = loaded(criteria).recommend(case)

    assert sorted((*answer.met, *answer.unmet, *answer.unknown)) == sorted(criterion["id"] for criterion in criteria["criteria"])


@given(questions().flatmap(lambda question: narrower(*question).map(lambda more: (*question, more))))
def test_more_facts_only_narrow_and_a_settled_answer_stays(question: tuple[Plain, Plain, Plain]) -> None:
    criteria, case, more = question
    criteria_set = loaded(criteria)
    before, after = criteria_set.recommend(case), criteria_set.recommend(more)

    if {each.id for each in after.contradictions} - {each.id for each in before.contradictions}:
        return  # the one exception; `test_contradictions.py` says which facts were asked for before
    assert set(after.possible) <= set(before.possible)
    if before.settled and after.applies != "unmet":
        assert after.level == before.level


@given(questions())
def test_the_evidence_alone_makes_its_criterion_met_and_nothing_in_it_can_go(question: Questions) -> None:
    criteria, case = question
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    for part in (*answer.reasons, *answer.barriers):
        assert statuses(criteria_set, part.evidence)[part.criterion] is True
        for smaller in _one_less(part.evidence):
            assert statuses(criteria_set, smaller)[part.criterion] is not True


def _one_less(evidence: Plain) -> Iterator[Plain]:
    for name, said in evidence.items():
        rest = {other: value for other, value in evidence.items() if other != name}
        if isinstance(said, dict) and set(said.values()) <= {"yes", "no"}:
            yield from ({**rest, name: {member: held for member, held in said.items() if member != left_out}} for left_out in said)
        else:
            yield rest


@given(questions())
def test_indicated_is_the_level_with_unknown_criteria_left_aside(question: Questions) -> None:
    criteria, case = question
    order = list(criteria["levels"])
    answer = loaded(criteria).recommend(case)
    if not answer.possible:
        assert answer.indicated is None
        return

    aside = oracle.level_by(criteria, answer.met)

    assert answer.indicated == order[max(order.index(answer.possible[0]), min(aside, order.index(answer.possible[-1])))]


@given(questions())
def test_barriers_are_the_limits_met_below_what_is_suggested_for_certain(question: Questions) -> None:
    criteria, case = question
    order = list(criteria["levels"])
    answer = loaded(criteria).recommend(case)
    meant = oracle.meant(criteria, oracle.known_from(criteria, case))
    # Required counts as suggested. Only a requirement lies above a limit.
    suggested = min((max(oracle.rsl(criteria, oracle.met_by(criteria, person))[:2]) for person in meant), default=0)
    lowest = min((oracle.level_of(criteria, person) for person in meant), default=0)

    limits = {c["id"]: order.index(c["limits_to"]) for c in criteria["criteria"] if "limits_to" in c and c["id"] in answer.met}
    below = {name: rank for name, rank in limits.items() if rank < suggested} if answer.possible else {}

    assert {barrier.criterion: order.index(barrier.level) for barrier in answer.barriers} == below
    for barrier in answer.barriers:
        assert barrier.lowered_from == (order[suggested] if lowest < suggested else None)
        assert barrier.overridden is (lowest > below[barrier.criterion])


@given(questions())
def test_services_are_met_for_everyone_or_open_or_for_nobody(question: Questions) -> None:
    """Exactly so, over every possible person whom the criteria are for: also where no criterion is certain but one of two holds for each."""
    criteria, case = question
    known = oracle.known_from(criteria, case)
    answer = loaded(criteria).recommend(case)
    everybody = [set(oracle.met_by(criteria, person)) for person in oracle.meant(criteria, known)]
    adding = {service: {c["id"] for c in criteria["criteria"] if service in c.get("adds", ())} for service in criteria["services"]}

    added = {service: [not ids.isdisjoint(met) for met in everybody] for service, ids in adding.items()}

    assert {service.id: service.status for service in answer.services} == {
        service: "met" if all(of_each) else "open" for service, of_each in added.items() if any(of_each)
    }
    for service in answer.services:
        assert set(service.criteria) <= adding[service.id] & {*answer.met, *answer.unknown}
    is_open = any(service.status == "open" for service in answer.services)
    # What is disputed is open, and recorded: it is not asked again.
    assert bool(answer.missing_for_services) is is_open or (is_open and answer.contradictions)


@given(criteria_sets(), st.data())
def test_what_was_found_for_one_person_changes_nothing_for_the_next(criteria: Plain, data: st.DataObject) -> None:
    asked = loads(json.dumps(criteria))
    for case in data.draw(st.lists(cases(criteria), min_size=2, max_size=6)):
        assert answered(asked, case) == answered(loads(json.dumps(criteria)), case)


def answered(criteria: CriteriaSet, case: Plain) -> Any:
    try:
        return criteria.recommend(case).to_dict()
    except CaseError as error:
        return str(error)


@given(questions(), st.data())
def test_order_means_nothing(question: Questions, data: st.DataObject) -> None:
    """Neither the order of criteria, of parts, nor that of keys changes a level; and `decision_digest` does not see the order of keys."""
    criteria, case = question
    shuffled = data.draw(reordered(criteria, lists=True))
    rekeyed = data.draw(reordered(criteria, lists=False))
    first, second, third = loaded(criteria), loaded(shuffled), loaded(rekeyed)

    a, b = first.recommend(case), second.recommend(case)

    assert (a.possible, a.indicated, set(a.missing), set(a.met), set(a.unmet)) == (b.possible, b.indicated, set(b.missing), set(b.met), set(b.unmet))
    assert first.decision_digest == third.decision_digest


@given(questions())
def test_an_answer_is_a_value(question: Questions) -> None:
    """It compares by value, hashes, pickles, turns into JSON, and its JSON fits the published schemas."""
    criteria, case = question
    criteria_set = loaded(criteria)
    answer = criteria_set.recommend(case)

    again: Recommendation = pickle.loads(pickle.dumps(answer))
    plain = json.loads(json.dumps(answer.to_dict()))

    assert again == answer == loads(json.dumps(criteria)).recommend(case)
    assert hash(again) == hash(answer)
    jsonschema.validate(plain, answer_schema())
    for reason in plain["reasons"]:
        jsonschema.validate(reason["evidence"], case_schema(criteria_set.definition))


@given(criteria_sets().flatmap(lambda criteria: cases(criteria, possible=False).map(lambda case: (criteria, case))))
def test_a_case_that_nobody_has_is_refused_and_no_other(question: Questions) -> None:
    criteria, case = question
    known = oracle.recorded_from(criteria, case)
    criteria_set = loaded(criteria)
    if oracle.people(criteria, known):
        assert criteria_set.recommend(case).case == criteria_set.case(case)
        return
    with pytest.raises(CaseError) as caught:
        criteria_set.recommend(case)

    assert {problem.code for problem in caught.value.problems} == {"impossible"}


@given(questions())
def test_for_a_complete_case_the_level_is_the_median_of_r_s_and_l_or_the_next_one_that_is_not_ruled_out(question: Questions) -> None:
    criteria, case = question
    person = oracle.people(criteria, oracle.known_from(criteria, case))[0]
    answer = loaded(criteria).recommend(everything_of(person))
    if answer.applies == "unmet" or answer.contradictions:
        return

    met = oracle.met_by(criteria, person)
    median = sorted(oracle.rsl(criteria, met))[1]
    left = [rank for rank in range(median, len(criteria["levels"])) if rank not in oracle.ruled_out(criteria, met)]

    assert answer.level == list(criteria["levels"])[left[0]]
    assert answer.raised_from == (list(criteria["levels"])[median] if left[0] > median else None)


def test_more_than_there_is_room_for_is_found_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"symptom_severity": "severe"}
    expected = load("adult-mental-health").recommend(case)
    monkeypatch.setattr(possible_levels, "MOST_REMEMBERED", 0)

    criteria = load("adult-mental-health")

    assert [criteria.recommend(case).services for _ in range(2)] == [expected.services] * 2
    assert "open" in {service.status for service in expected.services}
    assert not any(seen.found for seen in criteria._made().engine.services.values())
