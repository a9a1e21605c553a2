"""Criteria back to text."""

import json

import pytest
import yaml
from ruamel.yaml import YAML

import carelevel
from carelevel.model.facts import About, YesNo
from carelevel.model.serialize import case_text, known_text
from carelevel.syntax.yaml_reader import read_yaml

SET = """
carelevel: 1
id: words
version: "1"
title: {title}
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{a: {{type: choice, values: [no, yes, on, off, "null", "true", y, n, e1, x_2]}}}}
criteria: [{{id: a, suggests: high, when: {{a: {{one_of: [no, on, "null", "true"]}}}}, because: Because.}}]
"""


@pytest.mark.parametrize(
    "title",
    [
        "Plain",
        "no",
        "null",
        "true",
        "1",
        "1.0",
        "0x1f",
        "1e3",
        "1:30",
        "1_000",
        "0o17",
        ".inf",
        "y",
        "off",
        "2026-11-01",
        "=",
        "<<",
        "- x",
        "a: b",
        "# x",
        "'",
        '"',
        "\\",
        "é 漢 🙂",
        "a\nb",
        " a ",
        "%",
        "@x",
        "`x",
        "[x",
        "{x",
        "&x",
        "*x",
        "!x",
    ],
)
def test_a_dumped_set_is_the_same_set(title: str) -> None:
    """Words stay words, whatever a careless YAML reader would make of them."""
    criteria = carelevel.loads(SET.format(title=json.dumps(title, ensure_ascii=False)))

    dumped = carelevel.dumps(criteria)

    assert criteria.title == title
    assert carelevel.loads(dumped) == criteria
    assert carelevel.loads(dumped).digest == criteria.digest
    assert read_yaml(dumped, "dumped.yaml")[0].data == criteria.to_dict()
    # Readers of YAML 1.1 and of YAML 1.2.
    assert yaml.safe_load(dumped) == YAML(typ="safe", pure=True).load(dumped) == criteria.to_dict()


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("title", ["Plain", "é", "漢", "🙂", "\u2028", "a/b", "<&>"])
def test_a_set_as_json_is_the_same_set(title: str, ensure_ascii: bool) -> None:
    """Python's own JSON writes signs beyond 16 bits as two escapes; `to_dict` promises that its JSON loads."""
    criteria = carelevel.loads(SET.format(title=json.dumps(title, ensure_ascii=False)))

    assert carelevel.loads(json.dumps(criteria.to_dict(), ensure_ascii=ensure_ascii)) == criteria


@pytest.mark.parametrize("name", ["adult-mental-health", "adult-substance-use"])
def test_a_dumped_set_needs_no_other_file(name: str) -> None:
    criteria = carelevel.load(name)

    dumped = carelevel.dumps(criteria)

    assert "instruments:" not in dumped
    assert max(map(len, dumped.splitlines())) < 200
    assert carelevel.loads(dumped) == criteria
    assert carelevel.loads(dumped).decision_digest == criteria.decision_digest


def test_every_word_that_a_reader_could_take_for_something_else_has_quotation_marks() -> None:
    """There are readers of YAML 1.1 to whom y and n are yes and no; PyYAML is not one of them."""
    dumped = carelevel.dumps(carelevel.loads(SET.format(title="Words")))

    assert [line.strip() for line in dumped.splitlines() if line.strip() in {"- y", "- n", "- on", "- no", "- null"}] == []
    assert {'- "y"', '- "n"', '- "on"', '- "no"', '- "null"', "- e1", "- x_2"} <= {line.strip() for line in dumped.splitlines()}


def test_a_case_as_text_is_read_as_it_is_by_every_reader() -> None:
    """Behind an operator, and of a scale or a choice, yes and no are words; alone behind a fact they are its answer, which any reader's yes and no is too."""
    facts = carelevel.loads(SET.format(title="Words")).definition.by_id()

    assert case_text({"a": {"one_of": ["no", "on"]}, "y": {"at_least": "no", "off": "yes"}}) == '{a: {one_of: ["no", "on"]}, "y": {at_least: "no", "off": yes}}'
    assert [known_text(facts["a"], word) for word in ("no", "e1", "n")] == ['"no"', "e1", '"n"']
    assert known_text(YesNo("b", About("b")), "no") == "no"
