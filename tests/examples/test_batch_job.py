"""The batch job answers every line once, goes on where it was, and refuses to mix two jobs."""

import json
from pathlib import Path

import pytest

from carelevel import CriteriaSet
from examples import batch_job
from examples.batch_job import BEGINNING, main
from tests.docs.pages import ROOT

CASELOAD = ROOT / "examples" / "caseload.jsonl"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(CASELOAD.read_bytes())
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


def ran(*paths: Path | str) -> int:
    return main([str(path) for path in paths])


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_case_gets_its_answer(cases: Path, answers: Path, adult: CriteriaSet) -> None:
    assert ran(cases, answers) == 0

    expected = [adult.recommend(case).to_dict() for case in lines(cases)]
    assert [line["answer"] for line in lines(answers)] == json.loads(json.dumps(expected))
    assert [line["line"] for line in lines(answers)] == list(range(1, len(expected) + 1))
    assert answers.stat().st_mode & 0o077 == 0


BAD = ['{"age": "old"}', "[]", "no json", '{"suicide_risk": "imminent", "suicide_risk": "none"}', '{"age": NaN}', "[" * 100_000, "\udcff"]


@pytest.mark.parametrize("bad", BAD, ids=["wrong type", "a list", "no JSON", "a key twice", "no number", "deep", "no UTF-8"])
@pytest.mark.slow
def test_a_case_that_is_refused_has_a_line_that_says_so(bad: str, cases: Path, answers: Path) -> None:
    with cases.open("ab") as file:
        file.write(b"\n" + bad.encode("utf-8", "surrogateescape") + b'\n{"age": 34}\n')
    count = len(CASELOAD.read_bytes().splitlines())

    assert ran(cases, answers) == 1

    *before, refused, last = lines(answers)
    assert (len(before), refused["line"], last["line"]) == (count, count + 2, count + 3)
    assert refused["problems"][0]["message"]
    assert "answer" in last
    # Started again there is nothing left to do, and the job says the same.
    assert ran(cases, answers) == 1


@pytest.mark.parametrize("at_once", [4, *(pytest.param(count, marks=pytest.mark.slow) for count in (1, 100))])
def test_a_job_that_was_killed_anywhere_goes_on(cases: Path, answers: Path, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_job, "AT_ONCE", at_once)
    ran(cases, answers)
    whole = answers.read_bytes()
    ends = [0, 1, len(BEGINNING), 500, len(whole) // 2, whole.index(b"\n"), whole.index(b"\n") + 1, len(whole) - 1, len(whole)]

    for end in ends:
        answers.write_bytes(whole[:end])
        assert ran(cases, answers) == 0
        assert answers.read_bytes() == whole


def test_what_is_answered_is_not_answered_again(cases: Path, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(cases, answers)
    with cases.open("ab") as file:
        file.write(b'{"age": 34}\n')
    asked: list[bytes] = []
    monkeypatch.setattr(batch_job, "answer_to", lambda _, line: asked.append(line) or {"answer": {}})

    assert ran(cases, answers) == 0
    assert asked == [b'{"age": 34}\n']


@pytest.mark.parametrize("changed", ["a case", "the criteria", "fewer cases"])
def test_other_cases_or_criteria_are_not_mixed_in(changed: str, cases: Path, answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(cases, answers)
    before = answers.read_bytes()
    text = cases.read_bytes()
    if changed == "a case":
        cases.write_bytes(text.replace(b'"age": 22', b'"age": 23'))
    if changed == "fewer cases":
        cases.write_bytes(text[: text.index(b"\n") + 1])

    assert ran(cases, answers, *(["adult-substance-use"] if changed == "the criteria" else [])) == 2
    assert "have changed since" in capsys.readouterr().err
    assert answers.read_bytes() == before


@pytest.mark.parametrize("text", [b"my notes", b"my notes\n", b'{"age": 34}\n', b"[1]\n", b'{"linear'])
def test_a_file_of_another_user_is_left_as_it_was(text: bytes, cases: Path, answers: Path) -> None:
    answers.write_bytes(text)

    assert ran(cases, answers) == 2
    assert answers.read_bytes() == text


def test_what_cannot_be_read_is_said_without_a_traceback(cases: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(tmp_path / "none.jsonl", answers) == 2
    assert ran(cases, tmp_path / "no" / "folder.jsonl") == 2
    assert ran(cases, answers, "adlt-mental-health") == 2
    assert ran(cases) == 2

    said = capsys.readouterr().err
    assert all(word in said for word in ("none.jsonl", "folder.jsonl", "did you mean `adult-mental-health`?", "CASES ANSWERS"))
    assert not answers.exists()
