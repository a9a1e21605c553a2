"""Facts that disagree, one behavior at a time; random sets are in tests/property/test_contradictions.py."""

import json

import pytest

from carelevel.api import CriteriaSet, load, loads
from carelevel.logic import contradictions
from carelevel.logic.contradictions import without
from carelevel.model.problems import CaseError

CLINIC = """
carelevel: 1
id: clinic
version: "1"
title: A small clinic
levels: {outpatient: {title: Outpatient care}, iop: {title: IOP}, inpatient: {title: Inpatient care}}
services: {safety: Safety planning}
facts:
  risk: {type: scale, values: [none, low, high], worse: high}
  screen: {type: score, range: [0, 3], worse: high}
  reviewed: {type: yes_no}
  failing: {type: yes_no, worse: yes}
  alone: {type: yes_no}
  carer: {type: yes_no}
impossible:
  - {id: alone-with-carer, when: {alone: yes, carer: yes}, because: Who has a carer is not alone.}
contradictions:
  - {id: screen-above-rating, when: {risk: {at_most: low}, screen: 3}, disputed: [risk], unless: {reviewed: yes}, because: The screen says more.}
  - {id: carer-of-one-alone, when: {alone: no, carer: no}, disputed: [failing, alone], unless: {reviewed: yes}, because: Nobody is there.}
criteria:
  - {id: high-risk, requires: inpatient, when: {risk: high}, because: Danger.}
  - {id: failing, suggests: iop, when: {failing: yes}, because: Daily life fails.}
  - {id: safety, adds: [safety], when: {risk: {at_least: low}}, because: There is a risk.}
"""


@pytest.fixture
def clinic() -> CriteriaSet:
    return loads(CLINIC)


def test_the_answer_says_what_disagrees_and_what_to_record(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({"risk": "none", "screen": 3, "failing": "no"})

    (found,) = answer.contradictions
    assert (found.id, found.disputed, found.record) == ("screen-above-rating", ("risk",), ("reviewed",))
    assert (answer.possible, answer.missing, answer.missing_for_services) == (("outpatient", "inpatient"), ("reviewed",), ("reviewed",))
    assert str(answer).startswith("The record contradicts itself\n")
    assert "<strong>The record contradicts itself</strong>" in answer.to_html().partition("Outpatient")[0]
    assert answer.to_dict()["contradictions"] == [
        {"id": "screen-above-rating", "because": "The screen says more.", "disputed": ["risk"], "record": ["reviewed"], "sources": []}
    ]


def test_facts_that_nothing_rests_on_are_not_asked_for(clinic: CriteriaSet) -> None:
    """Two contradictions could come to stand; only the one of them that would widen the range asks for its facts."""
    assert clinic.recommend({"risk": "none", "failing": "no", "alone": "yes"}).missing_for_contradictions == ("screen",)
    assert clinic.recommend({"alone": "no"}).missing_for_contradictions == ()
    assert clinic.recommend({"risk": "high"}).missing_for_contradictions == ()
    assert clinic.recommend({"risk": "none", "failing": "no", "screen": 3, "reviewed": "yes"}).missing_for_contradictions == ()


def test_beyond_a_few_contradictions_all_are_named_that_could_widen_together(clinic: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"risk": "none", "failing": "no", "carer": "no"}
    few = clinic.recommend(case).missing_for_contradictions

    monkeypatch.setattr(contradictions, "MOST_APART", 1)

    assert set(few) <= set(clinic.recommend(case).missing_for_contradictions) == {"screen", "alone"}


def test_what_is_impossible_as_recorded_is_refused_although_it_is_disputed(clinic: CriteriaSet) -> None:
    text = CLINIC.replace("when: {alone: no, carer: no}", "when: {alone: yes, carer: yes}")

    for method in ("recommend", "decide", "possible_levels", "next_question", "what_would_change", "asks"):
        with pytest.raises(CaseError) as caught:
            getattr(loads(text), method)({"alone": "yes", "carer": "yes"})
        assert caught.value.problems[0].code == "impossible"


def test_where_nothing_is_impossible_nobody_is_refused() -> None:
    head, _, tail = CLINIC.partition("impossible:")
    clinic = loads(head + "contradictions:" + tail.partition("contradictions:")[2])

    assert clinic.possible_levels({"risk": "none", "screen": 3, "failing": "no", "alone": "yes", "carer": "yes"}) == ("outpatient", "inpatient")


def test_a_contradiction_that_leaves_the_level_settled_asks_for_nothing() -> None:
    head, _, tail = CLINIC.partition("impossible:")
    text = head + "contradictions:" + tail.partition("contradictions:")[2]
    clinic = loads(text.replace("disputed: [failing, alone]", "disputed: [alone]"))

    answer = clinic.recommend({"risk": "none", "screen": 0, "failing": "no", "alone": "no"})

    assert (answer.level, answer.missing_for_contradictions) == ("outpatient", ())


def test_a_level_that_is_settled_all_the_same_asks_for_nothing(clinic: CriteriaSet) -> None:
    """Of two contradictions the one about daily life stands; danger settles the level whatever it is."""
    case = {"risk": "high", "alone": "no", "carer": "no", "failing": "no"}

    assert clinic.recommend(case).level == "inpatient"
    assert clinic.next_question(case) is None


def test_an_interview_may_end_unsettled(clinic: CriteriaSet) -> None:
    interview = clinic.interview({"risk": "none", "screen": 3, "failing": "no", "alone": "yes", "carer": "no"})
    assert interview.question is not None
    assert (interview.question.fact, interview.question.about, interview.question.criteria) == ("reviewed", "contradictions", ())
    assert not interview.settled

    after = interview.answer("no")

    assert (after.finished, after.settled, after.recommendation.possible) == (True, False, ("outpatient", "inpatient"))
    assert interview.answer("yes").recommendation.level == "outpatient"
    assert interview.answer("yes").settled
    assert clinic.asks(interview.case).at_most == 1
    assert clinic.asks(after.case).at_most == 0


def test_services_that_wait_for_a_disputed_fact_are_asked_for_too() -> None:
    clinic = loads(CLINIC.replace("requires: inpatient", "suggests: outpatient"))
    case = {"risk": "none", "screen": 3, "failing": "no", "alone": "yes", "carer": "no"}

    assert clinic.recommend(case).level == "outpatient"
    assert clinic.next_question(case) is None
    question = clinic.next_question(case, services=True)
    assert question is not None
    assert question.fact == "reviewed"


def test_the_fast_answer_reads_undisputed_facts_in_every_kind_of_case(clinic: CriteriaSet) -> None:
    whole = {"risk": "none", "screen": 3, "reviewed": "no", "failing": "no", "alone": "yes", "carer": "no"}
    for case in (whole, clinic.case(whole), {"risk": "none", "screen": {"at_least": 3}}):
        decision = clinic.decide(case)
        assert (decision.contradictions, decision.highest, decision.settled) == (("screen-above-rating",), "inpatient", False)
    resolved = clinic.decide(whole | {"reviewed": "yes"})
    assert (resolved.contradictions, resolved.level) == ((), "outpatient")


def test_criteria_that_are_not_for_the_person_as_read_give_no_level() -> None:
    clinic = loads(CLINIC.replace("services:", "applies_when: {screen: {at_most: 2}}\nservices:"))

    decision = clinic.decide({"risk": "none", "screen": 3})

    assert (decision.applies, decision.level, decision.contradictions) == ("unmet", None, ("screen-above-rating",))
    assert clinic.recommend({"risk": "none", "screen": 3}).missing == ()


def test_a_digest_has_contradictions_only_where_there_are_some(clinic: CriteriaSet) -> None:
    head, _, tail = CLINIC.partition("contradictions:")
    without_any = loads(head + "criteria:" + tail.partition("criteria:")[2])

    assert without_any.decision_digest != clinic.decision_digest
    assert "contradictions" not in without_any.to_dict()
    assert loads(json.dumps(clinic.to_dict())) == clinic


def test_a_record_names_the_facts_and_has_values_only_where_they_are_kept(clinic: CriteriaSet) -> None:
    answer = clinic.recommend({"risk": "none", "screen": 3, "failing": "no"})

    bare = answer.record("2026-11-25T14:30:00Z")
    masked = answer.record("2026-11-25T14:30:00Z", facts="masked")

    assert bare.facts is None
    assert bare.answer["contradictions"][0]["disputed"] == ("risk",)
    assert masked.facts is not None
    assert dict(masked.facts) == {"risk": "none", "screen": 3, "failing": "no"}
    assert clinic.replay([masked]).same == 1


def test_what_changes_is_answered_again_before_it_is_promised(clinic: CriteriaSet) -> None:
    """With a screen of 3 already, a lower rating would be disputed: it leads to no settled level, and is not said to."""
    case = {"risk": "high", "screen": 3, "failing": "no", "reviewed": "no"}

    to = {each.level: each for each in clinic.what_would_change(case).to}

    changes = [{change.fact for change in way.changes} for way in to["outpatient"].must]
    assert {"risk"} not in changes


def test_nothing_disputed_leaves_the_case_as_it_is(clinic: CriteriaSet) -> None:
    case = clinic.case({"risk": "none"})

    assert without(case, frozenset({"screen"})) is case


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("adult-mental-health", {"age": 34, "suicide_risk": "none", "cssrs_screen": "high"}),
        ("adult-mental-health", {"age": 34, "suicide_risk": "none", "phq9_item9": 3}),
        ("adult-mental-health", {"age": 34, "symptom_severity": "none", "phq9": 27}),
        ("adult-substance-use", {"age": 34, "substances": ["sedatives"], "withdrawal_risk": "low", "ciwa_ar": 67}),
    ],
)
def test_a_screen_above_a_rating_settles_nothing_in_the_bundled_sets(name: str, case: dict[str, object]) -> None:
    answer = load(name).recommend(case)

    assert answer.contradictions
    assert not answer.settled
    assert answer.missing[0].endswith("_reviewed")
    assert name != "adult-mental-health" or "crisis-help" in answer.notices


ADULTS = """
carelevel: 1
id: adults
version: "1"
title: Adults
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
applies_when: {age: {at_least: 18}}
facts:
  age: {type: score, range: [0, 120]}
  school: {type: choice, values: [none, primary, university]}
  checked: {type: yes_no}
  distress: {type: yes_no}
  danger: {type: yes_no}
contradictions:
  - {id: adult-at-primary-school, when: {age: {at_least: 18}, school: primary}, disputed: [age], unless: {checked: yes}, because: One of the two is a slip.}
criteria:
  - {id: distress, suggests: iop, when: {distress: yes}, because: Distress.}
  - {id: danger, requires: inpatient, when: {danger: yes}, because: Danger.}
"""


def test_what_could_open_for_whom_the_criteria_are_is_asked_before_an_interview_ends() -> None:
    """The level is the same whatever disagrees, and still the answer would no longer be settled."""
    adults = loads(ADULTS)
    case = {"age": 34, "distress": "yes", "danger": "no"}

    assert adults.recommend(case).missing_for_contradictions == ("school",)
    assert adults.recommend({**case, "school": "primary"}).applies == "unknown"
    interview = adults.interview(case)
    assert interview.question is not None
    assert interview.question.about == "contradictions"
    assert adults.interview({**case, "school": "none"}).finished
    assert adults.interview({**case, "danger": "yes"}).finished


def test_where_it_is_disputed_for_whom_the_criteria_are_what_resolves_it_is_asked() -> None:
    adults = loads(ADULTS)
    case = {"age": 34, "school": "primary", "distress": "yes", "danger": "no"}

    answer, interview = adults.recommend(case), adults.interview(case)

    assert (answer.possible, answer.settled, answer.missing) == (("iop",), False, ("checked",))
    assert interview.question is not None
    assert interview.question.fact == "checked"
    assert interview.answer("yes").recommendation.level == "iop"
    # Danger does not wait for a date of birth.
    assert adults.interview({**case, "danger": "yes"}).finished
