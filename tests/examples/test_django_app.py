"""The Django app answers as the criteria do, keeps what it answered, and says what is wrong with a form at its field."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("django", reason="Django is not installed")

from examples.django_app import CRITERIA, Answered, make_tables  # isort: skip - it sets Django up
from django.db import connection
from django.test import Client

import carelevel
from tests.docs.pages import ROOT

CASE = {"age": 34, "suicide_risk": "high", "conditions": ["ocd"], "phq9": {"at_least": 10}}


@pytest.fixture
def client() -> Iterator[Client]:
    make_tables()
    yield Client()
    with connection.schema_editor() as editor:
        editor.delete_model(Answered)


def asked(client: Client, case: Any, **more: str) -> tuple[int, dict[str, Any]]:
    given = case if isinstance(case, str) else json.dumps(case)
    found = client.post("/recommend", {"reference": "stay-1", "case": given, **more})
    return found.status_code, found.json()


def test_a_case_gets_the_whole_answer(client: Client) -> None:
    status, found = asked(client, CASE)

    assert (status, found["answer"]) == (201, CRITERIA.recommend(CASE).to_dict())
    assert client.post("/recommend", {"reference": "stay-1"}).headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_an_answer_is_kept_with_its_case_and_can_be_read_back(client: Client) -> None:
    number = asked(client, CASE)[1]["number"]

    row = Answered.objects.get(pk=number)
    answer = CRITERIA.recommend(CASE)

    assert (row.level, row.lowest, row.highest) == (None, "iop", "inpatient")
    assert (row.criteria, row.version, row.decision_digest) == (CRITERIA.id, CRITERIA.version, CRITERIA.decision_digest)
    assert carelevel.types.Case.from_dict(row.case, CRITERIA) == answer.case
    assert row.answer_now(CRITERIA) == answer
    record = carelevel.Record.from_dict(row.record)
    assert (record.reference, record.kept, record.answer["lowest"]) == ("stay-1", "none", "iop")
    assert str(row) == "stay-1: open"


def test_rows_are_found_by_level_and_by_what_is_in_their_documents(client: Client) -> None:
    asked(client, {"age": 34, "suicide_risk": "imminent"}, decision="inpatient")
    asked(client, {"age": 34})

    assert [row.level for row in Answered.objects.filter(level__isnull=False)] == ["inpatient"]
    assert [row.record["decision"]["outcome"] for row in Answered.objects.filter(record__decision__level="inpatient")] == ["accepted"]
    assert Answered.objects.filter(case__suicide_risk="imminent").count() == 1


def test_all_problems_of_a_case_come_back_as_errors_of_its_field(client: Client) -> None:
    status, found = asked(client, {"age": "old", "suicide_rsk": "100%s"})

    assert status == 422
    assert [(each["field"], each["code"], each["fact"]) for each in found["problems"]] == [
        ("case", "wrong-type", ["age"]),
        ("case", "unknown-fact", ["suicide_rsk"]),
    ]
    assert found["problems"][1]["message"] == "no fact is called `suicide_rsk` (did you mean `suicide_risk`?)"
    assert Answered.objects.count() == 0


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("{", "not-json"),
        ("[" * 100_000, "not-json"),
        ("[]", "wrong-type"),
        ("3", "wrong-type"),
        ('{"age": 3, "age": 4}', "repeated-key"),
        ('{"age": NaN}', "wrong-type"),
        ({"phq9": 0, "phq9_item9": 3}, "impossible"),
        ({"works_or_studies": 1}, "wrong-type"),
    ],
)
def test_what_is_no_case_is_refused(client: Client, case: Any, code: str) -> None:
    status, found = asked(client, case)

    assert (status, [each["code"] for each in found["problems"]]) == (422, [code])
    assert Answered.objects.count() == 0


def test_a_form_without_facts_is_answered_and_one_without_a_reference_is_not(client: Client) -> None:
    assert asked(client, "")[1]["answer"] == CRITERIA.recommend({}).to_dict()

    found = client.post("/recommend", {"case": "{}"})
    assert (found.status_code, [each["field"] for each in found.json()["problems"]]) == (422, ["reference"])


@pytest.mark.parametrize(("decision", "field"), [("outpatient", ""), ("none such", "decision")])
def test_a_decision_that_cannot_be_recorded_is_refused(client: Client, decision: str, field: str) -> None:
    status, found = asked(client, {"age": 34, "suicide_risk": "imminent"}, decision=decision)

    assert (status, [each["field"] for each in found["problems"]]) == (422, [field])
    assert Answered.objects.count() == 0


def test_only_a_form_that_is_sent_is_answered(client: Client) -> None:
    assert client.get("/recommend").status_code == 405


@pytest.mark.slow
def test_the_file_runs_as_the_page_says() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "examples/django_app.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
