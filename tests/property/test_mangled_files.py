"""Bundled criteria files with accidents: letters, words and lines lost, doubled, swapped and put in; values of another kind.

Whoever edits criteria makes slips, and a slip should never end in anything but problems with their places, or in criteria that work.
"""

import copy
import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carelevel.criteria_set import CriteriaSet, loads
from carelevel.problems import CaseError, CriteriaError
from carelevel.reading import yaml_text
from carelevel.reading.library import bundled_ids, rules_folder

UNITS = {"letters": r"(?s).", "words": r"[ ]+|\w+|[^\w ]|\n", "lines": r"[^\n]*\n"}
SIGNS = tuple("[]{}()<>,:;-?!&*#|>@`'\"%\\ \t\n\r\0=~/.0179éxy\ufeff\ud800\u2028\u00a0–") + (
    *("- ", "? ", ": ", "---\n", "...\n", "<<: *a", "&a ", "*a", "!!str ", "!x", "null", "~", "yes", "true", "1", "-1", "1.5", "1e999", "9" * 30, "2026-13-45"),
    *('"\\x', '"\\UFFFFFFFF"', "[[[[", "}}", "{a: b}", "\n  ", "\n- ", "\n\t", "# ", "|\n", ">-\n", "at_least", "any: ", "when: ", "id: ", "of: ", "case: "),
)
OTHER_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 99, 10**12, 10**40, 1.5, float("inf"), "", " ", "x", "yes", "none", "at_least", "X" * 300, "a b", "ä", "1", "\n", "x\0y", "<b>", "{}"),
    *([], {}, [[]], [{}], [None], {"": ""}, {"x": None}, {"x": {}}, [1, 2, 3], ["x", "x"], {"any": []}, {"all": [{}]}, {"id": "x"}, {"of": "x", "count": 1}, {"at_least": 1}),
)
KEYS = ("", "id", "type", "when", "of", "count", "any", "none", "at_least", "is", "between", "title", "values", "range", "source", "bands", "sum", "x", "<<", "suggests", "__class__")


@cache
def text_of(name: str) -> str:
    return (rules_folder() / name / "criteria.yaml").read_text(encoding="utf-8")


@cache
def plain_of(name: str) -> str:
    document, _ = yaml_text.read_yaml(text_of(name), name)
    return json.dumps(document.data)


def works_or_says_where(text: str) -> None:
    """Load a text: it works, or every problem has its place in it."""
    lines = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))
    try:
        criteria = loads(text)
    except CriteriaError as error:
        assert any(problem.severity == "error" for problem in error.problems)
        assert str(error).replace("\n", "").isprintable()
        for problem in error.problems:
            assert problem.place is not None, problem
            assert problem.place.file != "criteria.yaml" or 1 <= problem.place.line <= lines, problem
            assert problem.place.column >= 1
            assert json.dumps(problem.to_dict())
    else:
        works(criteria)


def works(criteria: CriteriaSet) -> None:
    assert all(problem.severity != "error" for problem in criteria.warnings)
    assert loads(json.dumps(criteria.to_dict(), ensure_ascii=False)).digest == criteria.digest
    try:
        answer = criteria.decide({})
    except CaseError as error:
        assert error.problems
    else:
        assert answer.applies != "unmet"


@st.composite
def mangled_texts(draw: st.DrawFn, most: int = 4) -> str:
    """Draw a bundled file with a few accidents; half of the drawn places are near the top, where everything depends on them."""
    text = text_of(draw(st.sampled_from(bundled_ids())))
    for _ in range(draw(st.integers(1, most))):
        parts = re.findall(UNITS[draw(st.sampled_from(sorted(UNITS)))], text)
        places = st.integers(0, max(0, len(parts) - 1)) | st.integers(0, min(200, max(0, len(parts) - 1)))
        i, j = draw(places), draw(places)
        match draw(st.sampled_from(("delete", "double", "swap", "insert", "replace", "move", "cut"))):
            case "delete":
                del parts[i : i + draw(st.sampled_from((1, 1, 1, 2, 5)))]
            case "double":
                parts[i:i] = parts[i : i + 1]
            case "swap" if parts:
                parts[i], parts[j] = parts[j], parts[i]
            case "insert":
                parts.insert(i, draw(st.sampled_from(SIGNS)))
            case "replace":
                parts[i : i + 1] = [draw(st.sampled_from(SIGNS))]
            case "move":
                parts[j:j] = parts[i : i + 1]
                del parts[i]
            case "cut" if draw(st.integers(0, 9)) == 0:
                del parts[i:]
            case _:
                pass
        text = "".join(parts)
    return text


@st.composite
def mangled_values(draw: st.DrawFn) -> str:
    """Draw a bundled file as JSON in which a few values are of another kind, at another place, gone, or doubled."""
    data = json.loads(plain_of(draw(st.sampled_from(bundled_ids()))))
    for _ in range(draw(st.integers(1, 3))):
        node: Any = data
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and draw(st.integers(0, 4)):
                node = node[key]
                continue
            match draw(st.sampled_from(("delete", "replace", "rename", "wrap", "nest", "double"))):
                case "delete":
                    del node[key]
                case "replace":
                    node[key] = copy.deepcopy(draw(st.sampled_from(OTHER_VALUES)))
                case "rename" if isinstance(node, dict):
                    node[draw(st.sampled_from(KEYS))] = node.pop(key)
                case "wrap":
                    node[key] = [node[key]]
                case "nest":
                    node[key] = {draw(st.sampled_from(KEYS)): node[key]}
                case "double" if isinstance(node, list):
                    node.insert(key, copy.deepcopy(node[key]))
                case _:
                    pass
            break
    return json.dumps(data, ensure_ascii=False, allow_nan=True)


@given(mangled_texts())
@example("")
def test_a_mangled_file_works_or_says_where_it_is_wrong(text: str) -> None:
    works_or_says_where(text)


@given(mangled_texts())
@settings(max_examples=12)
def test_a_mangled_file_says_so_without_libyaml_too(text: str) -> None:
    """Fewer, since PyYAML's own loader takes twenty times as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_text, "LOADER", yaml.SafeLoader)
        works_or_says_where(text)


@given(mangled_values())
def test_values_of_another_kind_are_refused_or_mean_something(text: str) -> None:
    works_or_says_where(text)


@given(st.binary(max_size=200) | st.text(max_size=200) | st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_any_bytes_and_any_text_are_refused_with_a_place(content: bytes | str) -> None:
    for loader in (yaml_text.LOADER, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(CriteriaError) as caught:
            patch.setattr(yaml_text, "LOADER", loader)
            loads(content)
        assert all(problem.place and problem.place.line >= 1 and problem.place.column >= 1 for problem in caught.value.problems)
