"""What an app finds out before it asks anything: which sets there are, and what a case and an answer look like."""

import json

import pytest
from jsonschema import Draft202012Validator

import carelevel
from carelevel.cli.main import main


def test_the_bundled_sets_are_those_that_can_be_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--format", "json"]) == 0

    assert (
        [each["id"] for each in json.loads(capsys.readouterr().out)] == list(carelevel.bundled()) == [carelevel.load(name).id for name in carelevel.bundled()]
    )
    assert len(carelevel.bundled()) >= 2


@pytest.mark.parametrize("name", carelevel.bundled())
def test_schemas_are_those_of_the_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    criteria = carelevel.load(name)

    assert main(["schema", "--for", "cases", "--criteria", name]) == 0
    assert json.loads(capsys.readouterr().out) == criteria.case_schema()
    assert main(["schema", "--for", "answers"]) == 0
    assert json.loads(capsys.readouterr().out) == criteria.answer_schema()


@pytest.mark.parametrize("name", carelevel.bundled())
def test_what_is_answered_fits_the_schemas(name: str) -> None:
    criteria = carelevel.load(name)
    cases, answers = Draft202012Validator(criteria.case_schema()), Draft202012Validator(criteria.answer_schema())

    for case in ({}, {"age": 34, "suicide_risk": "imminent"}, {"age": {"at_least": 18}, "self_harm": {"one_of": ["past", "recent"]}}):
        answer = criteria.recommend(case)
        assert cases.is_valid(case)
        assert cases.is_valid(answer.case.to_dict())
        assert answers.is_valid(json.loads(json.dumps(answer.to_dict())))
    for refused in ({"age": "34"}, {"agee": 34}, {"age": False}, {"suicide_risk": "some"}, {"safe_at_home": 1}):
        with pytest.raises(carelevel.CaseError):
            criteria.case(refused)
        assert not cases.is_valid(refused)
