"""What `to_dict` writes, `from_dict` reads back as an equal result, through JSON; and whatever else it is given, it refuses in words."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carelevel
from carelevel import CaseError, CriteriaSet, Decision, Interview, Recommendation, Record
from carelevel.model.serialize import NEW_IN_ANSWERS
from carelevel.types import Case
from tests.strategies import questions

WHEN = "2026-11-25T14:30:00+00:00"
VALUES = (None, True, False, 0, 2, 1.5, "", "met", "yes", [], ["c0"], {}, {"fact": "x"}, {"at_least": 3})


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@st.composite
def asked(draw: Any) -> tuple[CriteriaSet, dict[str, Any]]:
    plain, case = draw(questions())
    return carelevel.loads(json.dumps(plain)), case


Reading = tuple[dict[str, Any], Callable[[Any], Any], Any]


def readings(criteria: CriteriaSet, case: dict[str, Any]) -> dict[str, Reading]:
    """Return for each kind of result its dictionary, what reads it back, and the result."""
    answer = criteria.recommend(case)
    interview = criteria.interview(case)
    if interview.question is not None:
        interview = interview.skip()
    decision, record = criteria.decide(case), answer.record(WHEN, facts=True)
    return {
        "case": (answer.case.to_dict(), lambda found: Case.from_dict(found, criteria), answer.case),
        "decision": (decision.to_dict(), lambda found: Decision.from_dict(found, criteria), decision),
        "recommendation": (answer.to_dict(), lambda found: Recommendation.from_dict(found, criteria, case), answer),
        "record": (record.to_dict(), Record.from_dict, record),
        "interview": (interview.to_dict(), lambda found: Interview.from_dict(found, criteria), interview),
    }


def read_or_refused(read: Callable[[Any], Any], given_value: Any) -> Any:
    """Return what is read from a dictionary, or None where it is refused with problems."""
    try:
        return read(given_value)
    except (CaseError, carelevel.RecordError) as error:
        return None if error.problems else error


@given(asked())
def test_every_result_comes_back_through_json(drawn: tuple[CriteriaSet, dict[str, Any]]) -> None:
    for plain, read, result in readings(*drawn).values():
        assert read(through_json(plain)) == result
        assert read(through_json(plain)).to_dict() == plain


@given(asked(), st.data())
def test_a_changed_dictionary_is_refused_or_is_that_of_another_result(drawn: tuple[CriteriaSet, dict[str, Any]], data: st.DataObject) -> None:
    for kind, (plain, read, result) in readings(*drawn).items():
        changed = through_json(plain)
        parts = [part for part in (changed, *changed.values()) if isinstance(part, dict) and part]
        if not parts:
            continue
        part = data.draw(st.sampled_from(parts))
        key = data.draw(st.sampled_from((*part, "another")))
        if data.draw(st.booleans()) and key in part:
            del part[key]
        else:
            part[key] = data.draw(st.sampled_from(VALUES))
        again = read_or_refused(read, changed)
        # What is wrong with a case or a record is not always seen; a level is worked out again.
        assert again is None or type(again) is type(result)
        assert kind in {"case", "record", "interview"} or again is None or as_written(again.to_dict(), changed) == changed, kind


def as_written(plain: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    """Return a result as another carelevel would have written it: by its name, and an older one without what is new."""
    named = {"carelevel": by["carelevel"]} if "carelevel" in plain and isinstance(by["carelevel"], str) else {}
    if plain["format"] == by["format"]:
        return plain | named
    return {name: value for name, value in plain.items() if name not in NEW_IN_ANSWERS} | {"format": by["format"]} | named


@given(asked())
def test_a_level_that_does_not_follow_is_refused(drawn: tuple[CriteriaSet, dict[str, Any]]) -> None:
    """An answer in a file that was edited must not pass for one that carelevel gave."""
    criteria, case = drawn
    for kind in ("decision", "recommendation"):
        plain, read, _ = readings(criteria, case)[kind]
        for level in criteria.levels:
            if level != plain["highest"]:
                with pytest.raises(CaseError) as caught:
                    read({**plain, "highest": level})
                assert ("highest",) in [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize("kind", ["decision", "recommendation", "record", "interview"])
@pytest.mark.parametrize(
    ("version", "said"),
    [
        (99, "has the version 99, and only version"),
        (0, "has the version 0, and only version"),
        ("2", "found the text `2`"),
        (True, "found `true`"),
        (None, "found nothing"),
    ],
)
def test_another_form_is_refused_by_its_version(kind: str, version: Any, said: str, adult: CriteriaSet) -> None:
    plain, read, _ = readings(adult, {"age": 34, "suicide_risk": "imminent"})[kind]
    key = "record" if kind == "record" else "format"

    with pytest.raises(carelevel.CarelevelError) as caught:
        read({**plain, key: version})

    problem = caught.value.problems[0]  # type: ignore[attr-defined]
    assert (problem.code, problem.path) == ("unknown-value", (key,))
    assert said in problem.message
    assert problem.hint == ("it was written by a newer carelevel; read it with that" if version == 99 else problem.hint)


@pytest.mark.parametrize("kind", ["case", "decision", "recommendation", "record", "interview"])
@pytest.mark.parametrize("given_value", [None, 3, "text", [], {3: 4}, object()])
def test_what_is_no_dictionary_of_it_is_refused_in_words(kind: str, given_value: Any, adult: CriteriaSet) -> None:
    _, read, _ = readings(adult, {"age": 34})[kind]

    with pytest.raises(carelevel.CarelevelError) as caught:
        read(given_value)

    assert str(caught.value)


def test_all_that_is_wrong_is_said_at_once(adult: CriteriaSet) -> None:
    found = readings(adult, {"age": 34, "suicide_risk": "imminent"})
    wrong = {"decision": {"level": "iop", "met": 3, "another": 1}, "recommendation": {"level": "iop", "reasons": [], "another": 1}}
    wrong |= {"interview": {"services": 1, "start": 3, "history": [{"fact": 3}, 4]}, "record": {"when": 3, "kept": 3, "another": 1}}

    for kind, change in wrong.items():
        plain, read, _ = found[kind]
        with pytest.raises(carelevel.CarelevelError) as caught:
            read({**plain, **change})
        assert {problem.path[0] for problem in caught.value.problems} >= change.keys(), kind  # type: ignore[attr-defined]


def test_problems_of_an_interview_have_their_paths(adult: CriteriaSet) -> None:
    plain = adult.interview({"age": 34}).to_dict()
    steps = [{"fact": "nobody", "answer": 1}, {"fact": "phq9", "answer": 99}]

    with pytest.raises(CaseError) as caught:
        Interview.from_dict({**plain, "history": steps}, adult)
    assert [problem.path for problem in caught.value.problems] == [("history", 0, "nobody"), ("history", 1, "phq9")]
    with pytest.raises(CaseError) as caught:
        Interview.from_dict({**plain, "start": {"phq9": "many"}}, adult)
    assert [problem.path for problem in caught.value.problems] == [("start", "phq9")]


def test_an_answer_of_other_criteria_is_refused(adult: CriteriaSet, substance: CriteriaSet) -> None:
    case = {"age": 34}

    with pytest.raises(CaseError, match="given by other criteria than `adult-mental-health`"):
        Recommendation.from_dict(substance.recommend(case).to_dict(), adult, case)


def test_an_answer_of_another_version_of_carelevel_that_says_the_same_is_taken(adult: CriteriaSet) -> None:
    answer = adult.recommend({"age": 34})

    assert Recommendation.from_dict({**answer.to_dict(), "carelevel": "0.0.9"}, adult, {"age": 34}) == answer
