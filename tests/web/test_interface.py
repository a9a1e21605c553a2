"""The HTTP interface: it says what the library says, and of a wrong request what is wrong and where."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from carelevel.api import CriteriaSet, bundled, load, loads
from carelevel.verify.diff import diff
from tests.unit.answers.test_recommend_ruled_out import SEVERE
from tests.unit.answers.test_recommend_ruled_out import TEXT as RULING
from tests.web.conftest import TINY, Page

CASE = {"age": 34, "symptom_severity": "severe", "weekly_therapy": "not_enough"}
ADULT = "adult-mental-health"


@pytest.fixture
def served(serving: Callable[..., Page]) -> Page:
    """The bundled sets."""
    return serving()


def plain(value: object) -> object:
    return json.loads(json.dumps(value))


def test_recommend_answers_as_the_library_does(served: Page, adult: CriteriaSet) -> None:
    assert served.ask("/recommend", case=CASE, criteria=ADULT) == adult.recommend(CASE).to_dict()


def test_the_first_criteria_answer_when_none_are_named(page: Page) -> None:
    assert page.ask("/recommend", case={"danger": "yes"})["criteria"]["id"] == "tiny"


def test_what_is_ruled_out_is_in_answers_and_explanations(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "ruling.yaml").write_text(RULING, "utf-8")
    page, criteria, case = serving(str(folder / "ruling.yaml")), loads(RULING), SEVERE | {"minor": "no"}

    answer = page.ask("/recommend", case=case)

    assert answer == plain(criteria.recommend(case).to_dict())
    assert (answer["level"], answer["raised_from"], [each["criterion"] for each in answer["ruled_out"]]) == ("inpatient", "residential", ["unstable"])
    assert page.ask("/explain", case=case, why_not=["iop"])["why_not"] == [plain(criteria.why_not(case, "iop").to_dict())]


def test_explain_answers_as_the_library_does(served: Page, adult: CriteriaSet) -> None:
    asked = served.ask("/explain", case=CASE, criteria=ADULT)
    more = served.ask("/explain", case=CASE, criteria=ADULT, why_not=["inpatient"], what_if={"suicide_risk": "high"}, since={"age": 33})

    assert asked == plain({"why": adult.why(CASE).to_dict(), "changes": adult.what_would_change(CASE).to_dict()})
    assert more["why_not"] == plain([adult.why_not(CASE, "inpatient").to_dict()])
    assert more["what_if"] == plain(adult.compare(CASE, {**CASE, "suicide_risk": "high"}).to_dict())
    assert more["since"] == plain(adult.compare({"age": 33}, CASE).to_dict())


def test_next_question_answers_as_the_library_does(served: Page, adult: CriteriaSet) -> None:
    question = adult.next_question(CASE)

    assert question is not None
    assert served.ask("/next-question", case=CASE, criteria=ADULT) == plain({"question": question.to_dict(), "asks": adult.asks(CASE).to_dict()})


def test_check_finds_what_is_wrong_with_a_text(served: Page) -> None:
    found = served.ask("/check", criteria={"text": TINY.replace("danger: yes}", "dagner: yes}")})

    assert (found["usable"], found["problems"][0]["code"], found["problems"][0]["place"]["line"]) == (False, "unknown-fact", 10)


def test_diff_answers_as_the_library_does(served: Page) -> None:
    old, new = TINY, TINY.replace("at_least: 5", "at_least: 6")

    assert served.ask("/diff", old={"text": old}, new={"text": new}) == diff(loads(old), loads(new)).to_dict()


def test_check_finds_nothing_wrong_with_what_comes_with_carelevel(served: Page) -> None:
    assert served.ask("/check", criteria=ADULT)["usable"] is True


def test_a_set_is_shown_in_the_words_of_its_language(served: Page, adult: CriteriaSet) -> None:
    shown = served.client.get(f"/criteria/{ADULT}").json()

    assert shown["definition"] == adult.to_dict()
    assert (shown["version"], shown["digest"], shown["decision_digest"]) == (adult.version, adult.digest, adult.decision_digest)
    assert [each["id"] for each in served.client.get("/criteria").json()["criteria"]] == [*bundled()]


@pytest.mark.parametrize("pin", ["version", "digest", "decision_digest"])
def test_criteria_are_pinned_by_id_version_or_digest(pin: str, served: Page, adult: CriteriaSet) -> None:
    pinned = {"id": ADULT, pin: getattr(adult, pin)}

    assert served.ask("/recommend", case={}, criteria=pinned)["criteria"][pin] == pinned[pin]
    refused = served.refused("/recommend", case={}, criteria={"id": ADULT, pin: "another"})
    assert (refused["status"], refused["type"]) == (409, "urn:carelevel:other-version")
    assert served.client.get(f"/criteria/{ADULT}", params={pin: "another"}).status_code == 409


def test_a_digest_alone_pins_too(served: Page) -> None:
    second = load("adult-substance-use")

    assert served.ask("/recommend", case={}, criteria={"digest": second.digest})["criteria"]["id"] == second.id


def test_all_problems_of_a_case_come_with_their_paths(served: Page) -> None:
    refused = served.refused("/recommend", case={"age": "old", "suicde_risk": "high"})

    assert refused["status"] == 422
    assert [(problem["code"], problem["path"], problem["hint"]) for problem in refused["problems"]] == [
        ("wrong-type", ["case", "age"], None),
        ("unknown-fact", ["case", "suicde_risk"], "did you mean `suicide_risk`?"),
    ]


def test_problems_of_a_body_of_yaml_come_with_their_places(served: Page) -> None:
    answer = served.client.post("/recommend", content="case:\n  age: old\n  suicde_risk: high\n", headers={"content-type": "application/yaml"})

    assert [(problem["place"]["line"], problem["code"]) for problem in answer.json()["problems"]] == [(2, "wrong-type"), (3, "unknown-fact")]


@pytest.mark.parametrize(
    ("members", "code", "path"),
    [
        ({}, "missing-key", ["case"]),
        ({"case": {}, "critera": "a"}, "unknown-key", ["critera"]),
        ({"case": []}, "wrong-type", ["case"]),
        ({"case": {}, "criteria": {"id": 1}}, "wrong-type", ["criteria", "id"]),
        ({"case": {}, "criteria": {"name": "a"}}, "unknown-key", ["criteria", "name"]),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_reason(members: dict[str, object], code: str, path: list[str], served: Page) -> None:
    problem = served.refused("/recommend", **members)["problems"][0]

    assert (problem["code"], problem["path"]) == (code, path)


def test_what_is_not_json_is_refused_with_its_place(served: Page) -> None:
    answer = served.client.post("/recommend", content='{"case": {,}}', headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["problems"][0]["place"]["column"]) == (400, 11)


@pytest.mark.parametrize("content", ["[]", "1", "null", '"case"'])
def test_a_body_is_a_mapping(content: str, served: Page) -> None:
    answer = served.client.post("/recommend", content=content, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "wrong-type")


def test_a_key_that_is_repeated_is_refused(served: Page) -> None:
    """The second would win in silence."""
    answer = served.client.post("/recommend", content='{"case": {"age": 20, "age": 30}}', headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "repeated-key")


def test_unknown_criteria_are_not_found_and_the_nearest_is_named(served: Page) -> None:
    refused = served.refused("/recommend", case={}, criteria="adult-mental-helth")

    assert refused["status"] == 404
    assert "did you mean `adult-mental-health`?" in refused["detail"]


def test_criteria_with_problems_are_refused_with_all_of_them(served: Page) -> None:
    broken = TINY.replace("danger: yes}", "dagner: yes}").replace("points: {at_least: 5}", "pionts: {at_least: 5}")

    refused = served.refused("/recommend", case={}, criteria={"text": broken})

    assert [(problem["code"], problem["place"]["line"]) for problem in refused["problems"]] == [("unknown-fact", 10), ("unknown-fact", 11)]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/recommend", 405), ("DELETE", "/health", 405)])
def test_other_addresses_and_methods_are_problem_details_too(method: str, path: str, status: int, served: Page) -> None:
    answer = served.client.request(method, path)

    assert (answer.status_code, answer.json()["status"], answer.headers["content-type"]) == (status, status, "application/problem+json")


def test_health_says_that_the_server_runs(served: Page) -> None:
    assert served.client.get("/health").json()["status"] == "ok"


def test_what_was_changed_on_the_disk_answers_from_then_on(page: Page, name: str) -> None:
    """An answer from a file that is no longer there would be a wrong one."""
    before = page.ask("/recommend", case={"points": 5, "danger": "no"})["level"]

    Path(name).write_text(TINY.replace("at_least: 5", "at_least: 6"), "utf-8")

    assert (before, page.ask("/recommend", case={"points": 5, "danger": "no"})["level"]) == ("inpatient", "outpatient")
