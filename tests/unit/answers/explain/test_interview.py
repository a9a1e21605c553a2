"""The interview as a value: each step gives the next one, and any of them can be kept and taken up again."""

import copy
import json
import pickle
from typing import Any

import pytest

from carelevel.answers.explain.interview import Interview, Step
from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CaseError

TEXT = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}
services: {talk: Talking}
facts:
  danger: {type: yes_no}
  score: {type: score, range: [0, 9], or_more: yes}
  conditions: {type: set, values: [ocd, ptsd, panic]}
  calm: {type: yes_no}
impossible: [{id: no-calm, when: {calm: yes, score: {at_least: 8}}, because: Nobody is calm then.}]
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger.}
  - {id: strain, suggests: middle, when: {any: [{score: {at_least: 5}}, {conditions: {includes_all: [ocd, panic]}}]}, because: Strain.}
  - {id: talk, adds: [talk], when: {conditions: {includes: ptsd}}, because: Talking helps}
"""


@pytest.fixture(scope="module")
def small() -> CriteriaSet:
    return loads(TEXT)


def facts_of(interview: Interview) -> list[str]:
    return [step.fact for step in interview.history]


def test_an_interview_goes_on_until_nothing_can_change_the_level(small: CriteriaSet) -> None:
    interview = small.interview()
    assert (interview.finished, interview.settled, interview.question.fact) == (False, False, "danger")

    interview = interview.answer("no").answer(3).answer(["ptsd"])

    assert interview.history == (Step("danger", "no"), Step("score", 3), Step("conditions", {"ocd": "no", "ptsd": "yes", "panic": "no"}))
    assert (interview.question, interview.finished, interview.settled) == (None, True, True)
    assert interview.recommendation == small.recommend({"danger": "no", "score": 3, "conditions": ["ptsd"]})
    assert interview.recommendation.level == "low"


def test_an_interview_stops_as_soon_as_it_is_settled(small: CriteriaSet) -> None:
    interview = small.interview().answer(True)

    assert (interview.finished, interview.settled, interview.recommendation.level) == (True, True, "high")
    assert interview.asks.at_most == 0


def test_with_services_it_goes_on_until_they_are_settled(small: CriteriaSet) -> None:
    interview = small.interview(services=True).answer("yes")

    assert (interview.finished, interview.settled, interview.recommendation.level) == (False, False, "high")
    assert interview.question.about == "services"
    assert interview.answer([]).settled


def test_what_was_known_before_is_not_asked_again(small: CriteriaSet) -> None:
    interview = small.interview({"danger": "no", "conditions": {"ocd": "no"}})

    assert interview.question.fact == "score"
    assert interview.answer(2).case == small.case({"danger": "no", "conditions": {"ocd": "no"}, "score": 2})


def test_the_state_does_not_change_and_can_be_used_twice(small: CriteriaSet) -> None:
    start = small.interview()

    one, other = start.answer("no"), start.answer("yes")

    assert start.history == ()
    assert (one.case, other.case) == (small.case({"danger": "no"}), small.case({"danger": "yes"}))
    with pytest.raises(AttributeError):
        start.history = ()


def test_skipped_facts_are_not_asked_again_and_keep_the_answer_open(small: CriteriaSet) -> None:
    interview = small.interview().skip()
    assert interview.question.fact == "score"

    interview = interview.answer(7)

    assert (interview.finished, interview.settled, interview.skipped, interview.asked) == (True, False, ("danger",), ("danger", "score"))
    assert interview.recommendation.possible == ("middle", "high")


def test_back_undoes_the_last_answer_whatever_it_was(small: CriteriaSet) -> None:
    start = small.interview({"calm": "yes"})
    steps = [start, start.answer("no")]
    steps.append(steps[-1].skip())
    steps.append(steps[-1].answer({"ocd": "no"}))

    for before, after in zip(steps, steps[1:], strict=False):
        assert after.back() == before
    assert start.back() is start


def test_a_fact_known_in_part_is_taken_as_it_is(small: CriteriaSet) -> None:
    interview = small.interview({"danger": "no", "conditions": []}).answer({"at_least": 4})

    assert interview.history == (Step("score", {"at_least": 4}),)
    assert (interview.finished, interview.recommendation.possible) == (True, ("low", "middle"))


def test_an_answer_that_says_nothing_is_one_that_is_not_known(small: CriteriaSet) -> None:
    interview = small.interview({"danger": "no", "conditions": []}).answer({"at_least": 0})

    assert (interview.skipped, interview.case) == (("score",), small.case({"danger": "no", "conditions": []}))


def test_a_larger_number_is_taken_as_the_top_of_a_score_that_has_more(small: CriteriaSet) -> None:
    assert small.interview({"danger": "no"}).answer(700).history == (Step("score", 9),)


@pytest.mark.parametrize(
    ("known", "answer", "message"),
    [
        ({}, "perhaps", "`perhaps` is not a value of `danger`; allowed are `yes`, `no`"),
        ({"danger": "no"}, -1, "`-1` is outside the range of `score`; allowed is 0 to 9 or more"),
        ({"danger": "no", "calm": "yes"}, 8, "this combination is declared impossible by `no-calm`"),
        ({"danger": "no", "score": {"at_most": 5}, "conditions": []}, 7, "this contradicts what is known of `score` already"),
        ({"danger": "no", "score": 1, "conditions": {"ptsd": "no"}}, ["ptsd"], "this contradicts what is known of `conditions` already"),
        ({"danger": "no", "score": 1, "conditions": {"ptsd": "yes"}}, {"ptsd": "no"}, "this contradicts what is known of `conditions` already"),
        ({"danger": "no", "score": 1}, "ocd", "is a set"),
    ],
)
def test_what_is_no_answer_is_refused_and_the_state_stays(small: CriteriaSet, known: dict[str, Any], answer: Any, message: str) -> None:
    interview = small.interview(known)

    with pytest.raises(CaseError) as caught:
        interview.answer(answer)

    assert message in str(caught.value)
    assert interview.history == ()


def test_members_known_before_need_not_be_named_again(small: CriteriaSet) -> None:
    interview = small.interview({"danger": "no", "score": 1, "conditions": {"ptsd": "yes"}}).answer(["ocd"])

    assert interview.case.members["conditions"] == {"ocd": True, "ptsd": True, "panic": False}


def test_the_rest_of_an_instrument_can_be_given_together_with_an_answer() -> None:
    text = TEXT.replace("criteria:", "instruments: [phq9]\ncriteria:").replace("{score: {at_least: 5}}", "{phq9: {at_least: 20}, phq9_item9: {at_least: 1}}")
    interview = loads(text).interview({"danger": "no", "conditions": []})
    values = {"phq9": 22, "phq9_item9": 3}
    first = interview.question

    after = interview.answer(values[first.fact]).told(first.with_facts[0], values[first.with_facts[0]])

    assert [(question.fact, question.range) for question in interview.together] == [(first.with_facts[0], (0, 3))]
    assert after.together == ()
    assert facts_of(after) == [first.fact, *first.with_facts]
    assert (after.settled, after.recommendation.level) == (True, "middle")
    assert after.back().question.fact == first.with_facts[0]


def test_what_is_given_after_it_was_skipped_is_known(small: CriteriaSet) -> None:
    interview = small.interview().skip().told("danger", "yes")

    assert (interview.skipped, interview.asked, interview.settled) == ((), ("danger",), True)


def test_what_is_no_fact_cannot_be_told(small: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="no fact that can be asked is called `dangr`"):
        small.interview().told("dangr", "yes")


def test_a_finished_interview_takes_no_more_answers(small: CriteriaSet) -> None:
    finished = small.interview({"danger": "yes"})

    for step in (lambda: finished.answer(1), finished.skip, finished.why):
        with pytest.raises(CaseError, match="the interview is finished"):
            step()


def test_nobody_is_interviewed_who_cannot_be(small: CriteriaSet) -> None:
    with pytest.raises(CaseError, match="declared impossible by `no-calm`"):
        small.interview({"calm": "yes", "score": 9})


def test_why_says_what_the_answer_can_decide(small: CriteriaSet) -> None:
    assert small.interview().why() == (
        "It can decide whether High is required; what concerns safety is asked first.\n"
        "Possible so far: Low, Middle or High.\nReasons that wait for the answer:\n- Danger."
    )
    assert small.interview({"danger": "yes"}, services=True).why() == (
        "It can decide whether care should include: Talking.\nPossible so far: High.\nReasons that wait for the answer:\n- Talking helps."
    )


def test_an_interview_can_be_kept_as_json_and_taken_up_again(small: CriteriaSet) -> None:
    interview = small.interview({"score": {"at_most": 6}}, services=True).answer("no").skip()

    kept = json.loads(json.dumps(interview.to_dict()))

    assert Interview.from_dict(kept, small) == interview
    assert Interview.from_dict(kept, small).question == interview.question
    assert kept == interview.to_dict()
    assert {key: kept[key] for key in ("services", "start", "history", "case", "skipped", "finished", "settled", "possible")} == {
        "services": True,
        "start": {"score": {"at_most": 6}},
        "history": [{"fact": "danger", "answer": "no"}, {"fact": interview.asked[1], "answer": None}],
        "case": {"danger": "no", "score": {"at_most": 6}},
        "skipped": [interview.asked[1]],
        "finished": False,
        "settled": False,
        "possible": ["low", "middle"],
    }
    assert kept["question"] == interview.question.to_dict()


def test_an_interview_is_not_taken_up_with_other_criteria(small: CriteriaSet, adult: CriteriaSet) -> None:
    """What was answered to other questions would be read as answers to these."""
    kept = small.interview().answer("no").to_dict()

    with pytest.raises(CaseError) as caught:
        Interview.from_dict(kept, adult)

    assert [problem.code for problem in caught.value.problems] == ["other-criteria"]
    reworded = loads(TEXT.replace("Danger.", "There is danger."))
    assert Interview.from_dict(kept, reworded).case == small.case({"danger": "no"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"criteria": None}, "wrong-type"),
        ({"start": []}, "wrong-type"),
        ({"services": "yes"}, "wrong-type"),
        ({"history": {}}, "wrong-type"),
        ({"history": ["danger"]}, "wrong-type"),
        ({"history": [{"fact": "dangre", "answer": "no"}]}, "unknown-fact"),
        ({"history": [{"fact": "danger", "answer": "no"}, {"fact": "danger", "answer": "yes"}]}, "contradiction"),
        ({"history": [{"fact": "danger", "answer": "never"}]}, "unknown-value"),
        ({"start": {"calm": "yes", "score": 9}}, "impossible"),
    ],
)
def test_what_describes_no_interview_is_refused(small: CriteriaSet, change: dict[str, Any], code: str) -> None:
    with pytest.raises(CaseError) as caught:
        Interview.from_dict(small.interview().to_dict() | change, small)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_interview_compares_by_value_and_travels_between_processes(small: CriteriaSet) -> None:
    one, other = (criteria.interview().answer("no") for criteria in (small, loads(TEXT)))

    assert one == other
    assert len({one, other}) == 1
    for same in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert same == one
        assert same.answer(4).recommendation == one.answer(4).recommendation
    assert one != one.back()


def test_whom_the_criteria_are_not_for_is_asked_no_more() -> None:
    criteria = loads(TEXT.replace("levels:", "applies_when: {calm: no}\nlevels:"))

    interview = criteria.interview().answer("no").answer("yes")

    assert (facts_of(interview), interview.finished, interview.settled) == (["danger", "calm"], True, True)
    assert interview.recommendation.applies == "unmet"


def test_where_no_less_than_the_most_intensive_level_is_possible_whom_the_criteria_are_for_is_not_asked() -> None:
    """Danger must not wait for a date of birth: the interview ends, unsettled, and the answer says under which condition it holds."""
    criteria = loads(TEXT.replace("levels:", "applies_when: {calm: no}\nlevels:"))

    interview = criteria.interview().answer("yes")

    assert (facts_of(interview), interview.finished, interview.settled) == (["danger"], True, False)
    answer = interview.recommendation
    assert (answer.level, answer.settled, len(answer.possible), answer.applies) == (None, False, 1, "unknown")
    # Who scores high is not calm: so the score can tell, too.
    assert answer.missing == ("calm", "score")
    assert interview.asks.at_most == 0
