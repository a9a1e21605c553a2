"""The pydantic model of cases takes and refuses exactly what `recommend` does, in the same words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

import carelevel
from carelevel import CaseError, CriteriaSet
from tests.strategies import cases, criteria_sets

CASE = {"age": 34, "suicide_risk": "high", "conditions": ["ocd"], "phq9": {"at_least": 10}, "works_or_studies": True}
ODD = (
    False,
    True,
    1,
    0,
    -1,
    12.5,
    10**20,
    "12",
    "",
    "Yes",
    "unknown",
    [],
    {},
    [3],
    {"at_least": 3},
    {"includes": "x"},
    {"one_of": []},
    b"x",
    float("nan"),
    {3: 4},
)

CLASHING = """
carelevel: 1
id: clashing
version: "1"
title: Clashing
levels: {low: {title: Low}, high: {title: High}}
facts:
  copy: {type: yes_no}
  copy_: {type: yes_no}
  json: {type: score, range: [0, 3]}
  model_config: {type: yes_no}
  model_fields: {type: yes_no}
  self: {type: yes_no}
  class: {type: yes_no}
criteria:
  - {id: a, suggests: high, when: {all: [{copy: yes}, {copy_: no}, {json: {at_least: 1}}, {model_config: yes}]}, because: It is so.}
  - {id: b, suggests: high, when: {any: [{model_fields: yes}, {class: yes}, {self: yes}]}, because: It is so.}
"""


def verdict(criteria: CriteriaSet, case: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    """Return what `recommend` has against a case."""
    try:
        criteria.recommend(case)
    except CaseError as error:
        return [(problem.code, problem.path) for problem in error.problems]
    return []


def verdict_of_model(criteria: CriteriaSet, case: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    """Return what the model has against a case."""
    try:
        criteria.case_model().model_validate(case)
    except ValidationError as error:
        return [(each["type"], each["loc"]) for each in error.errors()]
    return []


@st.composite
def given_cases(draw: Any) -> tuple[CriteriaSet, dict[str, Any]]:
    """Draw a criteria set and a case, most of them good, some with a value, an operator or a fact that is wrong, and some of nobody."""
    plain = draw(criteria_sets())
    case = draw(cases(plain, possible=draw(st.integers(0, 3)) > 0))
    for name in draw(st.lists(st.sampled_from((*plain["facts"], *plain["derived"], "nobody")), max_size=2)):
        case[name] = draw(st.sampled_from(ODD))
    return carelevel.loads(json.dumps(plain)), case


@given(given_cases())
def test_the_model_refuses_what_recommend_refuses(drawn: tuple[CriteriaSet, dict[str, Any]]) -> None:
    criteria, case = drawn

    assert verdict_of_model(criteria, case) == verdict(criteria, case)


@given(given_cases())
def test_what_the_model_gives_back_is_the_same_case(drawn: tuple[CriteriaSet, dict[str, Any]]) -> None:
    criteria, case = drawn
    if verdict(criteria, case):
        return
    model = criteria.case_model().model_validate(case)

    assert set(model.model_dump(exclude_unset=True)) == set(case)
    assert criteria.recommend(model.model_dump(exclude_unset=True)) == criteria.recommend(case)
    for again in (model.model_dump(), json.loads(model.model_dump_json()), model.model_dump(mode="json", exclude_none=True)):
        assert criteria.case(again) == criteria.case(case)
    assert type(model).model_validate(model) == model
    assert type(model).model_validate_json(model.model_dump_json(exclude_unset=True)) == model


@given(given_cases())
def test_the_schema_of_the_model_is_that_of_cases(drawn: tuple[CriteriaSet, dict[str, Any]]) -> None:
    criteria, case = drawn
    schema = criteria.case_model().model_json_schema()
    published = criteria.case_schema()

    Draft202012Validator.check_schema(schema)
    assert schema["properties"].keys() == published["properties"].keys()
    assert all(schema["properties"][name].items() >= wanted.items() for name, wanted in published["properties"].items())
    assert Draft202012Validator(schema).is_valid(case) is Draft202012Validator(published).is_valid(case)


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ({"phq9": False}, ["wrong-type"]),
        ({"phq9": "12"}, ["wrong-type"]),
        ({"works_or_studies": 1}, ["wrong-type"]),
        ({"phq9": 28}, ["out-of-range"]),
        ({"phq9": 3, "phq9_band": "severe"}, ["contradiction"]),
        ({"phq9": {"at_least": 10, "at_most": 5}}, ["contradiction"]),
        ({"suicide_rsk": "high", "age": "old"}, ["unknown-fact", "wrong-type"]),
        ({"conditions": {"includes_any": ["ocd"]}}, ["wrong-operator"]),
        ([], ["wrong-type"]),
        (None, ["wrong-type"]),
        (3, ["wrong-type"]),
    ],
)
def test_what_is_wrong_is_said_at_its_place(adult: CriteriaSet, case: Any, codes: list[str]) -> None:
    assert [code for code, _ in verdict_of_model(adult, case)] == codes
    assert verdict_of_model(adult, case) == verdict(adult, case)


def test_a_message_has_its_hint_and_not_what_was_given(adult: CriteriaSet) -> None:
    with pytest.raises(ValidationError) as caught:
        adult.case_model()(suicide_rsk="high")

    assert caught.value.errors() == [
        {"type": "unknown-fact", "loc": ("suicide_rsk",), "msg": "no fact is called `suicide_rsk` (did you mean `suicide_risk`?)", "input": None}
    ]


def test_values_of_other_libraries_and_other_mappings_are_taken_as_cases_take_them(adult: CriteriaSet) -> None:
    numpy = pytest.importorskip("numpy", reason="NumPy is not installed")
    model = adult.case_model().model_validate(carelevel.types.FrozenDict(age=numpy.int64(34), conditions=frozenset(("ptsd", "ocd"))))

    assert json.loads(model.model_dump_json(exclude_unset=True)) == {"age": 34, "conditions": ["ocd", "ptsd"]}
    case = adult.case(CASE)
    assert adult.case(adult.case_model().model_validate(case).model_dump(exclude_unset=True)) == case


def test_the_model_keeps_what_it_was_given_from_changing(adult: CriteriaSet) -> None:
    known: dict[str, Any] = {"conditions": ["ocd"]}
    model = adult.case_model().model_validate(known)
    known["conditions"].append("no condition")

    assert model.conditions == ["ocd"]
    with pytest.raises(ValidationError, match="frozen"):
        model.age = 3


def test_what_is_deep_or_without_an_end_is_refused(adult: CriteriaSet) -> None:
    endless: dict[str, Any] = {}
    endless["conditions"] = [endless]
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    for case in ({"age": deep}, {"phq9": {"one_of": deep}}, {"age": endless}, endless):
        assert verdict_of_model(adult, case) == verdict(adult, case) != []


def test_a_field_has_its_words_and_none_is_required(adult: CriteriaSet) -> None:
    model = adult.case_model()
    fact = adult.facts["suicide_risk"]

    assert model.model_fields["suicide_risk"].title == fact.about.title
    assert fact.about.ask in (model.model_fields["suicide_risk"].description or "")
    assert not any(field.is_required() for field in model.model_fields.values())
    assert model.__name__ == "AdultMentalHealthCase"
    assert adult.title in (model.__doc__ or "")
    assert adult.case_model() is model
    assert model.model_json_schema()["additionalProperties"] is False


def test_it_shows_no_facts_of_a_person(adult: CriteriaSet) -> None:
    model = adult.case_model()(age=34, suicide_risk="imminent")

    assert (repr(model), str(model)) == ("AdultMentalHealthCase(facts=2)", "facts=2")


def test_a_fact_may_be_called_as_a_method_of_the_model_is() -> None:
    criteria = carelevel.loads(CLASHING)
    case = {"copy": "yes", "copy_": "no", "json": 2, "model_config": "yes", "model_fields": "no", "class": "no", "self": "no"}
    model = criteria.case_model().model_validate(case)

    assert model.model_dump(exclude_unset=True) == json.loads(model.model_dump_json(exclude_unset=True)) == case
    assert model.model_json_schema()["properties"].keys() == criteria.facts.keys()
    assert criteria.recommend(model.model_dump()).level == "high"
    assert verdict_of_model(criteria, {"copy__": "yes"}) == [("unknown-fact", ("copy__",))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"age": 3, "age": 4}', "repeated-key"),
        ('{"age": NaN}', "wrong-type"),
        ("{", "not-json"),
        (b'{"age": "\xff"}', "json_invalid"),
        ('["age"]', "wrong-type"),
    ],
)
def test_json_that_a_case_file_could_not_have_is_refused(adult: CriteriaSet, text: str | bytes, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        adult.case_model().model_validate_json(text)

    assert caught.value.errors()[0]["type"] == code


def test_it_is_a_type_like_any_other_in_pydantic(adult: CriteriaSet) -> None:
    listed = TypeAdapter(list[adult.case_model()])  # type: ignore[misc]

    assert [each.age for each in listed.validate_python([{"age": 3}, {}])] == [3, None]
    with pytest.raises(ValidationError) as caught:
        listed.validate_json('[{"age": 3}, {"age": "3"}]')
    assert caught.value.errors()[0]["loc"] == (1, "age")


def test_it_is_the_body_of_a_request_in_fastapi(adult: CriteriaSet) -> None:
    pytest.importorskip("fastapi", reason="FastAPI is not installed")
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()
    model = adult.case_model()

    @app.post("/recommend")
    def recommend(case: model) -> dict[str, Any]:  # type: ignore[valid-type]
        return adult.recommend(case.model_dump(exclude_unset=True)).to_dict()  # type: ignore[attr-defined]

    client = TestClient(app)
    assert client.post("/recommend", json=CASE).json() == json.loads(json.dumps(adult.recommend(CASE).to_dict()))
    refused = client.post("/recommend", json={"age": "12", "works_or_studies": 1, "phq9": False, "nobody": 1})
    assert refused.status_code == 422
    assert [(each["loc"], each["type"], each["input"]) for each in refused.json()["detail"]] == [
        (["body", "age"], "wrong-type", None),
        (["body", "works_or_studies"], "wrong-type", None),
        (["body", "phq9"], "wrong-type", None),
        (["body", "nobody"], "unknown-fact", None),
    ]
    schema = client.get("/openapi.json").json()["components"]["schemas"]["AdultMentalHealthCase"]
    assert schema["properties"].keys() == adult.case_schema()["properties"].keys()
    assert schema["properties"]["suicide_risk"]["anyOf"][0] == {"enum": ["none", "low", "moderate", "high", "imminent"]}


def test_a_person_whom_nothing_allows_is_refused(adult: CriteriaSet) -> None:
    impossible = {"phq9": 0, "phq9_item9": 3}
    assert [code for code, _ in verdict(adult, impossible)] == ["impossible"]

    assert verdict_of_model(adult, impossible) == verdict(adult, impossible)
