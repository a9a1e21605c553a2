"""The FastAPI app answers as the criteria do, and says what is wrong with a case in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("fastapi", reason="FastAPI is not installed")

from fastapi.testclient import TestClient

from examples.fastapi_app import CRITERIA, app

if TYPE_CHECKING:
    from httpx2 import Response

CASE = {"age": 34, "suicide_risk": "high", "conditions": ["ocd"], "phq9": {"at_least": 10}}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def asked(client: TestClient, case: Any, path: str = "/recommend") -> "Response":
    return client.post(path, json={"case": case})


def test_a_case_gets_the_whole_answer(client: TestClient) -> None:
    found = asked(client, CASE)

    assert (found.status_code, found.json()) == (200, CRITERIA.recommend(CASE).to_dict())
    assert found.headers["cache-control"] == "no-store"


def test_an_open_answer_has_no_level(client: TestClient) -> None:
    found = asked(client, CASE).json()

    assert (found["level"], found["lowest"], found["highest"]) == (None, "iop", "inpatient")


def test_all_problems_of_a_case_come_back_in_words(client: TestClient) -> None:
    found = asked(client, {"age": "old", "suicide_rsk": "high"})

    assert found.status_code == 422
    assert [(problem["code"], problem["path"], problem["hint"]) for problem in found.json()["detail"]] == [
        ("wrong-type", ["age"], None),
        ("unknown-fact", ["suicide_rsk"], "did you mean `suicide_risk`?"),
    ]


@pytest.mark.parametrize("number", ["NaN", "1e999", "34.5"])
def test_a_number_that_is_no_age_is_refused(client: TestClient, number: str) -> None:
    found = client.post("/recommend", content=f'{{"case": {{"age": {number}}}}}', headers={"content-type": "application/json"})

    assert found.status_code == 422


def test_a_fact_that_is_given_twice_is_refused(client: TestClient) -> None:
    body = '{"case": {"suicide_risk": "imminent", "age": 34, "suicide_risk": "none"}}'

    found = client.post("/recommend", content=body, headers={"content-type": "application/json"})

    assert found.status_code == 422
    assert found.json()["detail"][0]["message"] == "`suicide_risk` is given twice"


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"case": 3}', '{"case": {}, "level": "iop"}', "[" * 100_000])
def test_what_is_no_request_is_refused_without_an_echo(client: TestClient, body: str) -> None:
    found = client.post("/recommend", content=body, headers={"content-type": "application/json"})

    assert found.status_code in {400, 422}
    assert '"input":' not in found.text


def test_a_body_that_does_not_say_that_it_is_json_is_refused(client: TestClient) -> None:
    assert client.post("/recommend", content="suicide_risk: high", headers={"content-type": "text/plain"}).status_code == 422


def test_questions_come_until_nothing_can_change_the_level(client: TestClient) -> None:
    first = asked(client, {"age": 34}, "/next-question").json()
    none = asked(client, {"age": 34, "suicide_risk": "imminent"}, "/next-question")

    assert first["fact"] == CRITERIA.next_question({"age": 34}).fact
    assert (none.status_code, none.json()) == (200, None)


def test_an_answer_can_be_traced_to_its_criteria(client: TestClient) -> None:
    found = client.get("/criteria").json()

    assert (found["id"], found["digest"]) == (CRITERIA.id, CRITERIA.digest)
    assert "case" in client.get("/openapi.json").json()["components"]["schemas"]["Asked"]["properties"]
