"""A record comes back from its dictionary as from its line, or is refused in words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel import Record, RecordError, loads
from carelevel.answers.results import Recommendation
from tests.unit.records.conftest import CRITERIA, PERSON, WHEN

CLINIC = loads(CRITERIA)
CASES = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(18, 120),
        "phq9": st.integers(0, 27) | st.fixed_dictionaries({"at_least": st.integers(0, 27)}),
        "suicide_risk": st.sampled_from(("none", "low", "high", "imminent")),
        "therapy": st.just({"one_of": ["never", "helping"]}),
        "conditions": st.sets(st.sampled_from(("ocd", "ptsd", "anxiety"))).map(sorted) | st.just({"ocd": "yes", "ptsd": "no"}),
        "has_work": st.booleans(),
    },
)


@given(case=CASES, facts=st.sampled_from((False, True, "masked", ("age", "phq9"))), reference=st.none() | st.just("stay 7"))
def test_a_record_comes_back_through_json(case: dict[str, Any], facts: Any, reference: str | None) -> None:
    answer = CLINIC.recommend(case)
    try:
        record = answer.record(WHEN, facts=facts, reference=reference, decision=answer.highest)
    except RecordError:
        record = answer.record(WHEN, reference=reference)

    assert Record.from_dict(record.to_dict()) == record
    assert Record.from_dict(json.loads(json.dumps(record.to_dict()))) == record
    assert Record.from_dict(json.loads(record.to_json())).to_json() == record.to_json()


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"kept": "most"}, "unknown-value", ("kept",)),
        ({"kept": "none"}, "contradiction", ("kept",)),
        ({"more": 1}, "unknown-key", ("more",)),
        ({"record": True}, "unknown-value", ("record",)),
        ({"when": None}, "wrong-type", ("when",)),
        ({"facts": {"age": {34}}}, "wrong-type", ()),
        ({"facts": {"age": float("nan")}}, "wrong-type", ()),
    ],
)
def test_what_is_no_record_is_refused_in_words(change: dict[str, Any], code: str, path: tuple[str, ...], answer: Recommendation) -> None:
    with pytest.raises(RecordError) as refused:
        Record.from_dict({**answer.record(WHEN, facts=True).to_dict(), **change})

    assert [(problem.code, problem.path) for problem in refused.value.problems] == [(code, path)]


@pytest.mark.parametrize("given", [None, 3, "a record", ["when"], {}])
def test_what_is_no_dictionary_is_refused_too(given: Any) -> None:
    with pytest.raises(RecordError):
        Record.from_dict(given)


def test_what_endlessly_holds_itself_is_refused(answer: Recommendation) -> None:
    endless: dict[str, Any] = answer.record(WHEN).to_dict()
    endless["facts"] = endless

    with pytest.raises(RecordError, match="may contain only JSON values"):
        Record.from_dict(endless)


def test_a_person_of_the_clinic_is_recorded(answer: Recommendation) -> None:
    assert Record.from_dict(answer.record(WHEN, facts=True).to_dict()).facts == CLINIC.case(PERSON).to_dict()
