"""Files of cases: YAML, JSON and JSON Lines, one case or many, each problem at its place in the file."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.cases import Case, check_case
from carelevel.model.facts import AnyFact
from carelevel.model.problems import CaseError, Problem
from carelevel.syntax import yaml_reader
from carelevel.syntax.case_reader import CaseFile, read_cases
from carelevel.syntax.limits import MAX_BYTES, MAX_LINE, MAX_NODES

FACTS: dict[str, AnyFact] = dict(
    loads(
        """
carelevel: 1
id: files
version: "1"
title: Cases from files
levels: {low: {title: Low}, high: {title: High}}
facts:
  risk: {type: yes_no}
  phq9: {type: score, range: [0, 27]}
  severity: {type: scale, values: [none, mild, severe]}
  conditions: {type: set, values: [anxiety, ocd]}
criteria: [{id: risk, requires: high, when: {risk: yes}, because: B}]
"""
    ).facts
)
Where = tuple[str, int, int]


def checked(content: str | bytes, file: str) -> tuple[str, list[Case]]:
    """Return the kind of a file, and its cases after they were checked."""
    found = read_cases(content, file)
    return found.kind, [case.checked(FACTS) for case in found.cases]


def case(**known: Any) -> Case:
    return check_case(FACTS, known)


def placed(problems: tuple[Problem, ...], file: str) -> list[Where]:
    assert all(problem.place and problem.place.file == file for problem in problems)
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems if problem.place]


def unreadable(content: str | bytes, file: str) -> list[Where]:
    with pytest.raises(CaseError) as caught:
        read_cases(content, file)
    return placed(caught.value.problems, file)


def unfit(content: str | bytes, file: str, at: int = 0) -> list[Where]:
    found = read_cases(content, file)
    with pytest.raises(CaseError) as caught:
        found.cases[at].checked(FACTS)
    return placed(caught.value.problems, file)


def refusal(content: str | bytes, file: str) -> CaseError | None:
    """Return the error with which a file or a case in it is refused, if it is."""
    try:
        checked(content, file)
    except CaseError as error:
        return error
    return None


# What can be read

ONE = case(risk="yes", phq9=12, conditions=["ocd"])
JSON_ONE = '{"risk": true, "phq9": 12, "conditions": ["ocd"]}'
READABLE: dict[str, tuple[str, str | bytes, str, list[Case]]] = {
    "YAML": ("a.yaml", "risk: yes\nphq9: 12\nconditions: [ocd]\n", "one", [ONE]),
    "YAML, short name": ("a.yml", "risk: yes\nphq9: 12\nconditions: [ocd]\n", "one", [ONE]),
    "YAML in braces": ("a.yaml", "{risk: yes, phq9: 12, conditions: [ocd]}\n", "one", [ONE]),
    "YAML in braces after a comment": ("a.yaml", "# a case\n{risk: yes, phq9: 12, conditions: [ocd]}\n", "one", [ONE]),
    "YAML in braces from standard input": ("-", "{risk: yes, phq9: 12, conditions: [ocd]}\n", "one", [ONE]),
    "YAML list in brackets": ("a.yaml", "[{risk: yes, phq9: 12, conditions: [ocd]}, {}]\n", "list", [ONE, Case()]),
    "YAML, nothing known": ("a.yaml", "{}", "one", [Case()]),
    "YAML, unknown said": ("a.yaml", "risk: null\nphq9:\nseverity: ~\n", "one", [Case()]),
    "YAML, words": ("a.yaml", "risk: no\nseverity: none\n", "one", [case(risk="no", severity="none")]),
    "YAML list": ("a.yaml", "- risk: yes\n  phq9: 12\n  conditions: [ocd]\n- {}\n- phq9: 3.0\n", "list", [ONE, Case(), case(phq9=3)]),
    "YAML with anchors": ("a.yaml", "- &a {risk: yes}\n- *a\n", "list", [case(risk="yes"), case(risk="yes")]),
    "YAML from standard input": ("-", "risk: yes\nphq9: 12\nconditions: [ocd]\n", "one", [ONE]),
    "YAML, Windows": ("a.yaml", b"\xef\xbb\xbfrisk: yes\r\nphq9: 12\r\nconditions: [ocd]\r\n", "one", [ONE]),
    "JSON": ("a.json", JSON_ONE, "one", [ONE]),
    "JSON from standard input": ("-", JSON_ONE, "one", [ONE]),
    "JSON without an ending": ("case", JSON_ONE, "one", [ONE]),
    "JSON in a YAML file": ("a.yaml", JSON_ONE, "one", [ONE]),
    "JSON, indented": ("a.json", json.dumps(json.loads(JSON_ONE), indent=2), "one", [ONE]),
    "JSON, indented with tabs": ("a.json", json.dumps(json.loads(JSON_ONE), indent="\t"), "one", [ONE]),
    "JSON, Windows": ("a.json", b"\xef\xbb\xbf" + json.dumps(json.loads(JSON_ONE), indent=2).replace("\n", "\r\n").encode(), "one", [ONE]),
    "JSON list": ("a.json", f"[{JSON_ONE}, {{}}]", "list", [ONE, Case()]),
    "JSON list, a line each": ("a.json", f"[\n{JSON_ONE},\n{{}}\n]", "list", [ONE, Case()]),
    "JSON, unknown said": ("a.json", '{"risk": null, "conditions": null}', "one", [Case()]),
    "JSON, decimals and exponents": ("a.json", '{"phq9": 1.2e1}', "one", [case(phq9=12)]),
    "JSON, escapes": ("a.json", '{"r\\u0069sk": "y\\u0065s"}', "one", [case(risk="yes")]),
    "JSON, known in part": (
        "a.json",
        '{"phq9": {"at_least": 10}, "conditions": {"ocd": "no"}}',
        "one",
        [case(phq9={"at_least": 10}, conditions={"ocd": "no"})],
    ),
    "JSON Lines": ("a.jsonl", f'{JSON_ONE}\n{{}}\n{{"phq9": 3}}\n', "lines", [ONE, Case(), case(phq9=3)]),
    "JSON Lines, other name": ("a.ndjson", f"{JSON_ONE}\n{{}}\n", "lines", [ONE, Case()]),
    "JSON Lines, one line": ("a.jsonl", JSON_ONE, "lines", [ONE]),
    "JSON Lines, blank lines": ("a.jsonl", f"\n\n{JSON_ONE}\n  \n{{}}\n\n", "lines", [ONE, Case()]),
    "JSON Lines, Windows": ("a.jsonl", b"\xef\xbb\xbf" + f"{JSON_ONE}\r\n{{}}\r\n".encode(), "lines", [ONE, Case()]),
    "JSON Lines, line separator in a text": (
        "a.jsonl",
        '{"risk": "yes"}\n{"severity": "mild", "phq9": null}\n',
        "lines",
        [case(risk="yes"), case(severity="mild")],
    ),
    "JSON Lines from standard input": ("-", f"{JSON_ONE}\n{{}}\n", "lines", [ONE, Case()]),
    "JSON, name in capitals": ("A.JSON", JSON_ONE, "one", [ONE]),
    "JSON, a colon in the next line": ("a.json", '{"risk"\n: "yes"}', "one", [case(risk="yes")]),
    "JSON in text of any name": ("cases.txt", f"[{JSON_ONE}]", "list", [ONE]),
    "YAML in braces over lines": ("-", "{risk: yes,\nphq9: 12,\nconditions: [ocd]}\n", "one", [ONE]),
    "JSON Lines in a JSON file": ("a.json", f"{JSON_ONE}\n{{}}\n", "lines", [ONE, Case()]),
}


@pytest.mark.parametrize(("file", "content", "kind", "cases"), READABLE.values(), ids=READABLE.keys())
def test_a_case_file_is_read(file: str, content: str | bytes, kind: str, cases: list[Case]) -> None:
    assert checked(content, file) == (kind, cases)


@pytest.mark.parametrize(("file", "content"), [(file, content) for file, content, _, _ in READABLE.values()], ids=READABLE.keys())
def test_a_case_file_is_read_alike_without_libyaml(file: str, content: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = checked(content, file)
    monkeypatch.setattr(yaml_reader, "LOADER", yaml.SafeLoader)

    assert checked(content, file) == expected


def names(found: CaseFile) -> list[str]:
    return [given_case.name for given_case in found.cases]


def test_each_case_has_a_name_by_which_a_reader_finds_it() -> None:
    assert names(read_cases("risk: yes", "a.yaml")) == ["a.yaml"]
    assert names(read_cases("- risk: yes\n- {}\n", "a.yaml")) == ["a.yaml[0]", "a.yaml[1]"]
    assert names(read_cases("[{}, {}]", "a.json")) == ["a.json[0]", "a.json[1]"]
    assert names(read_cases("{}\n\n{}\n", "a.jsonl")) == ["a.jsonl:1", "a.jsonl:3"]


# What cannot be read

NOT_A_CASE: dict[str, tuple[str, str | bytes, list[Where]]] = {
    "YAML, nothing": ("a.yaml", "", [("not-yaml", 1, 1)]),
    "YAML, comments alone": ("a.yaml", "# nothing\n", [("not-yaml", 1, 1)]),
    "YAML, word": ("a.yaml", "hello", [("wrong-type", 1, 1)]),
    "YAML, null": ("a.yaml", "null", [("wrong-type", 1, 1)]),
    "YAML, number": ("a.yaml", "3", [("wrong-type", 1, 1)]),
    "YAML, empty list": ("a.yaml", "[]", [("empty-group", 1, 1)]),
    "YAML, list of words": ("a.yaml", "- {}\n- b\n- {}\n- 3\n", [("wrong-type", 2, 3), ("wrong-type", 4, 3)]),
    "YAML, list in a list": ("a.yaml", "- - risk: yes\n", [("wrong-type", 1, 3)]),
    "YAML, empty item": ("a.yaml", "- risk: yes\n-\n", [("wrong-type", 2, 2)]),
    "YAML, repeated key": ("a.yaml", "risk: yes\nphq9: 3\nrisk: no\n", [("repeated-key", 3, 1)]),
    "YAML, two slips": ("a.yaml", "risk: yes\nrisk: no\nphq9: !x 3\n", [("repeated-key", 2, 1), ("yaml-feature", 3, 7)]),
    "YAML, number as a key": ("a.yaml", "risk: yes\n9: 3\n", [("wrong-type", 2, 1)]),
    "YAML, two documents": ("a.yaml", "risk: yes\n---\nrisk: no\n", [("yaml-feature", 2, 1)]),
    "YAML, huge number": ("a.yaml", "risk: yes\nphq9: " + "9" * 5_000, [("too-large", 2, 7)]),
    "YAML, deep": ("a.yaml", "risk: " + "[" * 10_000, [("too-large", 1, 46)]),
    "YAML, merge key": ("a.yaml", "- &a {risk: yes}\n- <<: *a\n", [("yaml-feature", 2, 3)]),
    "JSON, nothing": ("a.json", "", [("not-json", 1, 1)]),
    "JSON, blanks": ("a.json", "  \n ", [("not-json", 2, 2)]),
    "JSON, word": ("a.json", "hello", [("not-json", 1, 1)]),
    "JSON, text": ("a.json", '"hello"', [("wrong-type", 1, 1)]),
    "JSON, null": ("a.json", "null", [("wrong-type", 1, 1)]),
    "JSON, number": ("a.json", "3", [("wrong-type", 1, 1)]),
    "JSON, empty list": ("a.json", "[]", [("empty-group", 1, 1)]),
    "JSON, list of numbers": ("a.json", '[{}, 3,\n {}, "a"]', [("wrong-type", 1, 6), ("wrong-type", 2, 6)]),
    "JSON, comma too many": ("a.json", '{"risk": "yes",\n "phq9": 3,\n}', [("not-json", 2, 11)]),
    "JSON, comma too many in a list": ("a.json", '[{"risk": "yes"},\n {},\n]', [("not-json", 2, 4)]),
    "JSON, comma in place of a value": ("a.json", '{"risk": ,}', [("not-json", 1, 10)]),
    "JSON, cut off": ("a.json", '{"risk": "yes",\n "phq9"', [("not-json", 2, 8)]),
    "JSON, comment": ("a.json", '{"risk": "yes" // really\n}', [("not-json", 1, 16)]),
    "JSON, single quotes": ("a.json", "{'risk': 'yes'}", [("not-json", 1, 2)]),
    "JSON, text behind": ("a.json", "{} {}", [("not-json", 1, 4)]),
    "JSON, repeated key where YAML cannot follow": ("a.json", '{"risk"\n: "yes", "risk": "no"}', [("repeated-key", 1, 1)]),
    "JSON, too many parts": ("a.json", json.dumps([{"risk": "yes"}] * (MAX_NODES // 3 + 1)), [("too-large", 1, 566_663)]),
    "YAML in braces, cut off": ("-", "{risk: yes", [("not-yaml", 1, 1)]),
    "JSON from standard input, cut off": ("-", '{"risk": "yes"', [("not-yaml", 1, 1)]),
    "JSON Lines from standard input, cut off": ("-", '{"risk": "yes"}\n{"risk": "n', [("not-json", 2, 10)]),
    "JSON, repeated key": ("a.json", '{"risk": "yes",\n "phq9": 3,\n "risk": "no"}', [("repeated-key", 3, 2)]),
    "JSON, repeated key inside": ("a.json", '[{},\n {"conditions": {"ocd": "yes",\n "ocd": "no"}}]', [("repeated-key", 3, 2)]),
    "JSON, key repeated by an escape": ("a.json", '{"risk": "yes",\n "r\\u0069sk": "no"}', [("repeated-key", 2, 2)]),
    "JSON, two repeated keys": ("a.json", '{"risk": 1,\n "risk": 2,\n "phq9": 1,\n "phq9": 2}', [("repeated-key", 2, 2), ("repeated-key", 4, 2)]),
    "JSON, huge number": ("a.json", '{"risk": "yes",\n "phq9": ' + "9" * 5_000 + "}", [("too-large", 2, 10)]),
    "JSON, deep lists": ("a.json", '{"risk":\n ' + "[" * 100_000 + "]" * 100_000 + "}", [("too-large", 2, 41)]),
    "JSON, deep mappings": ("a.json", '{"a":' * 100_000 + "1" + "}" * 100_000, [("too-large", 1, 201)]),
    "JSON, bad UTF-8": ("a.json", b'{"risk": "\xff"}', [("not-yaml", 1, 11)]),
    "JSON, UTF-16": ("a.json", "{}".encode("utf-16"), [("not-yaml", 1, 1)]),
    "JSON, NUL": ("a.json", '{"risk": "\0"}', [("not-yaml", 1, 11)]),
    "JSON, control character in a text": ("a.json", '{"risk": "a\nb"}', [("not-json", 1, 12)]),
    "JSON Lines, nothing": ("a.jsonl", "", [("empty-group", 1, 1)]),
    "JSON Lines, blank lines": ("a.jsonl", "\n\n \n", [("empty-group", 1, 1)]),
    "JSON Lines, a list": ("a.jsonl", "{}\n[{}]\n", [("wrong-type", 2, 1)]),
    "JSON Lines, a case over lines": ("a.jsonl", '{\n"risk": "yes"\n}\n', [("not-json", 1, 2), ("not-json", 2, 7), ("not-json", 3, 1)]),
    "JSON Lines, many slips": (
        "a.jsonl",
        '{}\nhello\n{"risk": "yes", "risk": "no"}\n\n3\n{"phq9": ' + "9" * 100 + "}\n{}\n",
        [("not-json", 2, 1), ("repeated-key", 3, 1), ("wrong-type", 5, 1), ("too-large", 6, 1)],
    ),
    "JSON Lines, long line": ("a.jsonl", '{}\n{"risk": "' + "y" * MAX_LINE + '"}\n', [("too-large", 2, 1)]),
    "JSON Lines, deep": ("a.jsonl", "{}\n" + "[" * 100_000 + "\n", [("too-large", 2, 1)]),
    "10 MB of YAML": ("a.yaml", b"a: b\n" * 2_000_000, [("too-large", 1, 1)]),
    "10 MB of JSON": ("a.json", b"[" * 10_000_000, [("too-large", 1, 1)]),
    "10 MB of JSON Lines": ("a.jsonl", b"{}\n" * 3_333_333, [("too-large", 1, 1)]),
}


@pytest.mark.parametrize(("file", "content", "found"), NOT_A_CASE.values(), ids=NOT_A_CASE.keys())
def test_a_file_without_readable_cases_is_refused_at_the_place(file: str, content: str | bytes, found: list[Where]) -> None:
    assert unreadable(content, file) == found


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("file", ["a.json", "a.jsonl", "-"])
def test_json_has_no_words_for_numbers_that_are_none(file: str, word: str) -> None:
    """Python's own reader takes them, and other programs stop at them; for a score they would mean nothing anyway."""
    ((code, line, _),) = unreadable(f'{{"phq9": {word}}}', file)

    assert (code, line) == ("wrong-type", 1)


def test_the_place_of_a_number_that_is_none_is_its_own() -> None:
    assert unreadable('{"risk": "yes",\n "phq9": NaN}', "a.json") == [("wrong-type", 2, 10)]
    assert unreadable('[{"risk": "NaN \\" NaN", "phq9": NaN},\n {"phq9": -Infinity}]', "-") == [("wrong-type", 1, 33), ("wrong-type", 2, 11)]


# What can be read and does not fit

UNFIT: dict[str, tuple[str, str, list[Where]]] = {
    "YAML": (
        "a.yaml",
        "rsk: yes\nphq9: 99\nseverity: bad\nconditions: [ocd, odc]\n",
        [("unknown-fact", 1, 1), ("out-of-range", 2, 7), ("unknown-value", 3, 11), ("unknown-value", 4, 19)],
    ),
    "YAML, deeper": (
        "a.yaml",
        "phq9:\n  at_least: 99\n  near: 3\nconditions:\n  odc: yes\n  ocd: maybe\n",
        [("out-of-range", 2, 13), ("unknown-key", 3, 3), ("unknown-value", 5, 3), ("wrong-type", 6, 8)],
    ),
    "YAML, unknown name of nothing": ("a.yaml", "risk: yes\nrsk:\n", [("unknown-fact", 2, 1)]),
    "YAML, true and numbers": ("a.yaml", "risk: 1\nphq9: true\nseverity: 3\n", [("wrong-type", 1, 7), ("wrong-type", 2, 7), ("wrong-type", 3, 11)]),
    "YAML, not what it looks like": ("a.yaml", "phq9: 012\nrisk: 0x1\n", [("wrong-type", 1, 7), ("unknown-value", 2, 7)]),
    "YAML, infinite": ("a.yaml", "phq9: 1e999", [("wrong-type", 1, 7)]),
    "JSON": (
        "a.json",
        '{"rsk": "yes",\n "phq9": 99,\n "severity": "bad",\n "conditions": ["ocd", "odc"]}',
        [("unknown-fact", 1, 2), ("out-of-range", 2, 10), ("unknown-value", 3, 14), ("unknown-value", 4, 24)],
    ),
    "JSON, infinite": ("a.json", '{"phq9": 1e999}', [("wrong-type", 1, 10)]),
    "JSON, half a character": ("a.json", '{"severity": "\\ud800"}', [("unknown-value", 1, 1)]),
    "JSON Lines": ("a.jsonl", '{"rsk": "yes", "phq9": 99}\n', [("unknown-fact", 1, 1), ("out-of-range", 1, 1)]),
    "contradiction": ("a.yaml", "phq9:\n  at_least: 10\n  at_most: 9\n", [("contradiction", 2, 3)]),
}


@pytest.mark.parametrize(("file", "content", "found"), UNFIT.values(), ids=UNFIT.keys())
def test_every_problem_of_a_case_is_reported_at_its_place(file: str, content: str, found: list[Where]) -> None:
    assert unfit(content, file) == found


def test_problems_of_a_case_among_many_are_at_that_case() -> None:
    assert unfit("- {}\n- risk: yes\n  phq9: 99\n", "a.yaml", 1) == [("out-of-range", 3, 9)]
    assert unfit('[{},\n {"phq9": 99}]', "a.json", 1) == [("out-of-range", 2, 11)]
    assert unfit('{}\n\n{"phq9": 99}\n', "a.jsonl", 1) == [("out-of-range", 3, 1)]


def test_a_case_that_does_not_fit_keeps_the_others_readable() -> None:
    """One slip in a caseload does not hide the other people in it."""
    found = read_cases("- phq9: 99\n- phq9: 3\n", "a.yaml")

    assert found.cases[1].checked(FACTS) == case(phq9=3)


@pytest.mark.slow
def test_a_large_caseload_is_read() -> None:
    line = json.dumps({"risk": "yes", "phq9": 12}) + "\n"
    content = line * (MAX_BYTES // len(line))

    assert len(read_cases(content, "a.jsonl").cases) == MAX_BYTES // len(line)


@given(
    st.binary(max_size=100) | st.text(max_size=100) | st.lists(st.sampled_from('{}[]:,"-\n 0123.eENaInfty&*!risk'), max_size=60).map("".join),
    st.sampled_from(("a.yaml", "a.json", "a.jsonl", "-")),
)
def test_whatever_is_in_a_file_it_is_cases_or_a_case_error_with_places(content: bytes | str, file: str) -> None:
    error = refusal(content, file)

    assert error is None or placed(error.problems, file)
    assert error is None or str(error).replace("\n", "").isprintable()


KNOWN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
PLAIN = st.dictionaries(
    st.sampled_from(tuple(FACTS)) | st.text(max_size=5),
    KNOWN | st.lists(KNOWN, max_size=3) | st.dictionaries(st.text(max_size=5), KNOWN, max_size=3),
    max_size=5,
)


@given(st.lists(PLAIN, min_size=1, max_size=3), st.booleans())
def test_what_python_writes_as_json_means_what_it_means_in_python(cases: list[dict[str, Any]], is_ascii: bool) -> None:
    """Except for numbers that are none, which JSON does not have."""
    try:
        expected: list[Case] | None = [check_case(FACTS, each) for each in cases]
    except CaseError:
        expected = None

    for content, file in (
        (json.dumps(cases, ensure_ascii=is_ascii), "a.json"),
        ("\n".join(json.dumps(each, ensure_ascii=is_ascii) for each in cases), "a.jsonl"),
    ):
        try:
            found: list[Case] | None = checked(content, file)[1]
        except CaseError:
            found = None

        assert found == expected
