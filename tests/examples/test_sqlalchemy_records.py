"""Answers that are kept with SQLAlchemy can be read as records, and are run again by criteria that decide otherwise."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")

import sqlalchemy
from sqlalchemy.orm import Session

import carelevel
from carelevel import CriteriaSet
from examples.sqlalchemy_records import Answered, Base, changed, keep, main

WHEN = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
STAYS = {"stay-1": {"age": 34, "suicide_risk": "imminent"}, "stay-2": {"age": 51, "symptom_severity": "severe", "phq9": 21}, "stay-3": {"age": 9}}


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sqlalchemy.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def kept(session: Session, adult: CriteriaSet) -> Session:
    for reference, case in STAYS.items():
        keep(session, adult.recommend(case), WHEN, reference)
    session.commit()
    return session


def edited(criteria: CriteriaSet, old: str, new: str) -> CriteriaSet:
    text = carelevel.dumps(criteria)
    assert old in text
    return carelevel.loads(text.replace(old, new))


def test_a_row_says_what_the_answer_said(kept: Session, adult: CriteriaSet) -> None:
    rows = kept.scalars(sqlalchemy.select(Answered).order_by(Answered.number)).all()

    assert [(row.reference, row.level, row.lowest, row.highest) for row in rows] == [
        ("stay-1", "inpatient", "inpatient", "inpatient"),
        ("stay-2", None, "outpatient", "inpatient"),
        ("stay-3", None, None, None),
    ]
    assert {row.decision_digest for row in rows} == {adult.decision_digest}
    assert all(len(row.decision_digest) == 71 for row in rows)


def test_the_document_is_a_whole_record_without_more_of_the_person_than_decides(kept: Session) -> None:
    record = kept.scalars(sqlalchemy.select(Answered).where(Answered.reference == "stay-2")).one().record

    assert (record["record"], record["when"], record["reference"]) == (2, "2026-11-25T14:30:00+00:00", "stay-2")
    assert record["facts"]["phq9"] == {"between": [20, 24]}


def test_the_same_criteria_have_nothing_to_look_at_anew(kept: Session, adult: CriteriaSet) -> None:
    assert list(changed(kept, adult)) == []
    assert list(changed(kept, edited(adult, 'version: "', 'version: "new '))) == []


def test_other_criteria_find_what_they_answer_otherwise(kept: Session, adult: CriteriaSet) -> None:
    new = edited(adult, "requires: inpatient", "requires: residential")

    found = {row.reference: answer for row, answer in changed(kept, new)}

    expected = {name for name, case in STAYS.items() if new.recommend(case).possible != adult.recommend(case).possible}
    assert "stay-1" in found
    assert found.keys() == expected
    assert all(isinstance(answer, carelevel.Recommendation) for answer in found.values())


def test_a_fact_that_is_gone_is_said_and_not_skipped(kept: Session, adult: CriteriaSet) -> None:
    other = carelevel.loads(f"""
carelevel: 1
id: {adult.id}
version: "2"
title: Small
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{danger: {{type: yes_no}}}}
criteria:
  - {{id: danger, requires: high, when: {{danger: yes}}, because: Danger.}}
""")

    found = dict(changed(kept, other))

    assert len(found) == len(STAYS)
    assert all(isinstance(problem, carelevel.CaseError) for problem in found.values())


def test_a_time_without_its_offset_is_refused(session: Session, adult: CriteriaSet) -> None:
    with pytest.raises(carelevel.RecordError, match="offset"):
        keep(session, adult.recommend({}), WHEN.replace(tzinfo=None), "stay-1")


def test_the_program_shows_two_answers(capsys: pytest.CaptureFixture[str], adult: CriteriaSet) -> None:
    main()

    assert capsys.readouterr().out == f"stay-1 inpatient {adult.version}\nstay-2 outpatient to inpatient {adult.version}\n"
