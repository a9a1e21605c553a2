"""What a record holds, what it leaves out, and what is refused before one is made."""

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import jsonschema
import pytest

from carelevel import Record, RecordError
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet
from carelevel.model.problems import Place
from carelevel.model.record import ClinicalDecision
from carelevel.records import making
from carelevel.records.making import answer_kept
from carelevel.records.reading import read_record
from carelevel.records.schema import record_problems, record_schema
from tests.unit.records.conftest import PERSON, WHEN

HERE = Place("records.jsonl", 1, 1)


def said(error: pytest.ExceptionInfo[RecordError]) -> list[tuple[str, str, str | None]]:
    return [(".".join(map(str, each.path)), each.code, each.hint) for each in error.value.problems]


def test_a_record_says_what_was_answered_by_what_and_when(answer: Recommendation, clinic: CriteriaSet) -> None:
    record = answer.record(WHEN, facts=["suicide_risk"], decision="iop", reference="stay 7")

    assert record.to_dict() == {
        "record": 2,
        "when": WHEN,
        "reference": "stay 7",
        "criteria": {"id": "clinic", "version": "1", "digest": clinic.digest, "decision_digest": clinic.decision_digest},
        "carelevel": "0.1.0",
        "answer": {
            "level": "iop",
            "lowest": "iop",
            "highest": "iop",
            "possible": ["iop"],
            "settled": True,
            "exact": True,
            "indicated": "iop",
            "applies": "met",
            "reasons": [{"criterion": "distress", "effect": "suggests", "level": "iop"}],
            "joint": None,
            "joint_barrier": None,
            "barriers": [],
            "possible_barriers": [],
            "services": [],
            "missing": [],
            "missing_for_services": [],
            "missing_for_contradictions": [],
            "contradictions": [],
            "notices": [],
            "met": ["distress"],
            "unmet": ["imminent-risk", "older", "ocd"],
            "unknown": [],
        },
        "kept": "some",
        "facts": {"suicide_risk": "low"},
        "decision": {"level": "iop", "outcome": "accepted"},
    }


def test_without_being_asked_nothing_of_the_person_is_in_it(answer: Recommendation) -> None:
    text = answer.record(WHEN).to_json()

    assert "facts" not in json.loads(text)
    assert [fact for fact in PERSON if fact in text] == []


def test_all_facts_are_kept_as_they_were_known(clinic: CriteriaSet) -> None:
    known = {"age": 34, "phq9": {"at_least": 10}, "conditions": {"ocd": "yes"}}
    record = clinic.recommend(known).record(WHEN, facts=True)

    assert (record.kept, record.facts) == ("all", known)


def test_masked_facts_are_said_no_closer_than_the_criteria_look(answer: Recommendation) -> None:
    """25 points in all, 20 of which would do: the first score may be anything from 7 to 14, and the second keeps its ends from there."""
    record = answer.record(WHEN, facts="masked")

    assert record.kept == "masked"
    assert record.facts == {
        "age": {"between": (18, 64)},
        "phq9": {"between": (7, 14)},
        "gad7": {"at_least": 13},
        "suicide_risk": {"at_most": "low"},
        "therapy": "not_enough",
        "conditions": {"ocd": "no"},
    }


def test_a_fact_in_an_open_sum_is_masked_no_further(clinic: CriteriaSet) -> None:
    record = clinic.recommend({"age": 34, "phq9": 12, "therapy": "not_enough"}).record(WHEN, facts="masked")

    assert record.facts is not None
    assert record.facts["phq9"] == 12


def test_masked_facts_give_the_same_answer_again(answer: Recommendation, clinic: CriteriaSet) -> None:
    facts = answer.record(WHEN, facts="masked").facts
    assert facts is not None

    assert answer_kept(clinic.recommend(facts)) == answer_kept(answer)


def test_when_masking_fails_there_is_no_record(answer: Recommendation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went wrong: what cannot be shown to keep the answer is not written."""
    monkeypatch.setattr(making, "masked", lambda _definition, case: case.only([part for part in case.parts() if part != ("suicide_risk", None)]))

    with pytest.raises(RecordError) as caught:
        answer.record(WHEN, facts="masked")

    assert said(caught) == [("facts", "not-decided", "keep all facts, or none")]


def test_when_masked_facts_are_no_case_there_is_no_record(answer: Recommendation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "as_given", lambda _facts, _case: {"nothing": 1})

    with pytest.raises(RecordError) as caught:
        answer.record(WHEN, facts="masked")

    assert said(caught) == [("facts", "not-decided", "keep all facts, or none")]


@pytest.mark.parametrize(
    ("level", "because", "expected"),
    [
        ("iop", None, ClinicalDecision("iop", "accepted")),
        ("outpatient", "no-place", ClinicalDecision("outpatient", "overridden", reason="no-place")),
        ("inpatient", "The family asks for it.", ClinicalDecision("inpatient", "overridden", words="The family asks for it.")),
    ],
)
def test_what_was_decided_is_compared_with_the_answer(answer: Recommendation, level: str, because: str | None, expected: ClinicalDecision) -> None:
    assert answer.record(WHEN, decision=level, override_because=because).decision == expected


def test_a_level_that_was_left_open_is_chosen_and_not_accepted(clinic: CriteriaSet) -> None:
    """Nothing was suggested that could be accepted; and nothing is overridden."""
    for case in ({}, {"age": 12}):
        assert clinic.recommend(case).record(WHEN, decision="iop").decision == ClinicalDecision("iop", "chosen")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"decision": "outpatient"}, ("override_because", "missing-key", None)),
        ({"decision": "outpatient", "override_because": "no-plase"}, ("override_because", "unknown-value", "did you mean `no-place`?")),
        ({"decision": "outpatient", "override_because": "x"}, ("override_because", "unknown-value", "own words have more than one word")),
        ({"decision": "outpatient", "override_because": " "}, ("override_because", "wrong-type", None)),
        ({"decision": "outpatient", "override_because": "a b" * 400}, ("override_because", "too-large", None)),
        ({"decision": "iop", "override_because": "no-place"}, ("override_because", "wrong-type", None)),
        ({"decision": "ipo"}, ("decision", "unknown-level", "did you mean `iop`?")),
        ({"override_because": "no-place"}, ("decision", "missing-key", None)),
        ({"facts": ["phq"]}, ("facts", "unknown-fact", "did you mean `phq9`?")),
        ({"facts": "phq9"}, ("facts", "wrong-type", "write ['phq9']")),
        ({"reference": 7}, ("reference", "wrong-type", None)),
        ({"reference": "\x1b[31m"}, ("reference", "wrong-type", None)),
        ({"reference": "x" * 201}, ("reference", "too-large", None)),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(answer: Recommendation, more: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    with pytest.raises(RecordError) as caught:
        answer.record(WHEN, **more)

    assert said(caught) == [expected]


def test_own_words_may_be_one_word_where_no_reasons_are_declared(adult: CriteriaSet) -> None:
    record = adult.recommend({"age": 34, "suicide_risk": "imminent"}).record(WHEN, decision="iop", override_because="declined")

    assert record.decision == ClinicalDecision("iop", "overridden", words="declined")


def test_a_time_is_a_moment_wherever_it_is_read(answer: Recommendation) -> None:
    east = datetime(2026, 11, 25, 14, 30, tzinfo=timezone(timedelta(hours=1)))

    assert [answer.record(when).when for when in (east, WHEN, "2026-11-25T13:30:00Z", datetime(2026, 11, 25, tzinfo=UTC))] == [
        "2026-11-25T14:30:00+01:00",
        "2026-11-25T14:30:00+01:00",
        "2026-11-25T13:30:00+00:00",
        "2026-11-25T00:00:00+00:00",
    ]


@pytest.mark.parametrize("when", ["2026-11-25T14:30:00", "yesterday", "", 1764081000, None, datetime(2026, 11, 25, tzinfo=UTC).replace(tzinfo=None)])
def test_what_is_no_moment_is_refused(answer: Recommendation, when: Any) -> None:
    with pytest.raises(RecordError) as caught:
        answer.record(when)

    assert said(caught) == [("when", "wrong-type", "write 2026-11-25T14:30:00+00:00")]


# Back from text

RECORDS: tuple[dict[str, Any], ...] = (
    {},
    {"facts": True},
    {"facts": "masked", "decision": "iop"},
    {"facts": ["age", "conditions"], "decision": "outpatient", "override_because": "no-place", "reference": "Station 3 – Ø"},
    {"decision": "inpatient", "override_because": "The family asks for it."},
)


@pytest.mark.parametrize("more", RECORDS)
def test_a_record_reads_back_as_itself(answer: Recommendation, more: dict[str, Any]) -> None:
    record = answer.record(WHEN, **more)

    again = read_record(record.to_json(), HERE)

    assert again == record
    assert again.to_json() == record.to_json()
    assert pickle.loads(pickle.dumps(record)) == record
    assert "\n" not in record.to_json()


@pytest.mark.parametrize("more", RECORDS)
def test_a_record_fits_the_published_schema(answer: Recommendation, more: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(record_schema())

    jsonschema.validate(answer.record(WHEN, **more).to_dict(), record_schema(), cls=jsonschema.Draft202012Validator)


OTHERS: tuple[Any, ...] = (None, True, 1, 0, 1.5, "", "x", [], {}, ["x"], {"x": 1}, [None], "sha256:" + "0" * 64, "met", "x" * 1_001)


def every_change(data: Any) -> list[Any]:
    """Return data with each part in turn replaced, taken out, or joined by another key."""
    found: list[Any] = list(OTHERS)
    if isinstance(data, dict):
        found += [{key: value for key, value in data.items() if key != left} for left in data]
        found.append({**data, "other": 1})
        found += [{**data, key: changed} for key, value in data.items() for changed in every_change(value)]
    if isinstance(data, list):
        found += [[*data[:i], changed, *data[i + 1 :]] for i, value in enumerate(data) for changed in every_change(value)]
    return found


def test_the_checker_says_what_the_schema_says(answer: Recommendation) -> None:
    """The package reads its own schema with a checker of a few lines; another program reads it with a library. They refuse the same."""
    whole = answer.record(WHEN, facts=True, decision="outpatient", override_because="no-place", reference="7").to_dict()
    validator = jsonschema.Draft202012Validator(record_schema())

    changes = every_change({key: value for key, value in whole.items() if key != "facts"})

    assert len(changes) > 500
    for changed in changes:
        assert bool(record_problems(changed)) is not validator.is_valid(changed), changed


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"decision": {"level": "iop", "outcome": "overridden"}},
            ("contradiction", "decision: a decision that overrides must have either a `reason` or `words`; any other decision has neither"),
        ),
        (
            {"decision": {"level": "iop", "outcome": "accepted", "reason": "a", "words": "b"}},
            ("contradiction", "decision: a decision that overrides must have either a `reason` or `words`; any other decision has neither"),
        ),
        ({"kept": "all"}, ("contradiction", "kept: `kept` does not agree with whether the record has `facts`")),
        ({"kept": "mask"}, ("unknown-value", "kept: this must be one of `none`, `all`, `some`, `masked`; found the text `mask`")),
        ({"record": 3}, ("unknown-value", "record: the form of a record has the version 3, and only versions 1 to 2 can be read")),
        (
            {"other": 2},
            (
                "unknown-key",
                "other: `other` is not a key of a record here; allowed are `record`, `when`, `reference`, `criteria`, `carelevel`, `answer`, `kept`, `facts`, `decision`",
            ),
        ),
    ],
)
def test_what_is_no_record_is_refused_at_its_line(answer: Recommendation, change: dict[str, Any], expected: tuple[str, str]) -> None:
    changed = copy.deepcopy(answer.record(WHEN).to_dict()) | change

    with pytest.raises(RecordError) as caught:
        read_record(json.dumps(changed), Place("records.jsonl", 7, 1))

    assert [(each.code, each.message, str(each.place)) for each in caught.value.problems] == [(*expected, "records.jsonl:7:1")]


@pytest.mark.parametrize(
    ("line", "code"), [("{", "not-json"), ('{"a": 1, "a": 2}', "repeated-key"), ("[" * 100_000, "too-large"), ("7", "wrong-type"), ("NaN", "wrong-type")]
)
def test_what_is_not_even_json_is_refused(line: str, code: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(line, HERE)

    assert {each.code for each in caught.value.problems} == {code}


def test_a_record_cannot_be_changed(answer: Recommendation) -> None:
    record: Any = answer.record(WHEN, facts=True)

    with pytest.raises(AttributeError):
        record.when = "later"
    with pytest.raises(TypeError):
        record.facts["age"] = 35


def test_records_are_compared_by_value(answer: Recommendation) -> None:
    one, other = (answer.record(WHEN, facts=True) for _ in range(2))

    assert one == other
    assert len({one, other, answer.record(WHEN)}) == 2
    assert isinstance(one, Record)
