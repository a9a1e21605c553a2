"""Bundled criteria files with accidents: letters, words and lines lost, doubled, swapped and put in; values of another kind.

Whoever edits criteria makes slips, and a slip should never end in anything but problems with their places, or in criteria that work.
"""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CaseError, CriteriaError
from carelevel.syntax import yaml_reader
from carelevel.syntax.bundled import bundled_ids, rules_folder
from tests.profiles import examples

UNITS = {"letters": r"(?s).", "words": r"[ ]+|\w+|[^\w ]|\n", "lines": r"[^\n]*\n|[^\n]+"}
SIGNS = tuple("[]{}()<>,:;-?!&*#|>@`'\"%\\ \t\n\r\0=~/.0179éxy\ufeff\ud800\u2028\u00a0–") + (
    *("- ", "? ", ": ", "---\n", "...\n", "<<: *a", "&a ", "*a", "!!str ", "!x", "null", "~", "yes", "true", "1", "-1", "1.5", "1e999", "9" * 30, "2026-13-45"),
    *('"\\x', '"\\UFFFFFFFF"', "[[[[", "}}", "{a: b}", "\n  ", "\n- ", "\n\t", "# ", "|\n", ">-\n", "at_least", "any: ", "when: ", "id: ", "of: ", "case: "),
)
OTHER_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        99,
        10**12,
        10**40,
        1.5,
        float("inf"),
        "",
        " ",
        "x",
        "yes",
        "none",
        "at_least",
        "X" * 300,
        "a b",
        "ä",
        "1",
        "\n",
        "x\0y",
        "<b>",
        "{}",
    ),
    *(
        [],
        {},
        [[]],
        [{}],
        [None],
        {"": ""},
        {"x": None},
        {"x": {}},
        [1, 2, 3],
        ["x", "x"],
        {"any": []},
        {"all": [{}]},
        {"id": "x"},
        {"of": "x", "count": 1},
        {"at_least": 1},
    ),
)
KEYS = (
    "",
    "id",
    "type",
    "when",
    "of",
    "count",
    "any",
    "none",
    "at_least",
    "is",
    "between",
    "title",
    "values",
    "range",
    "source",
    "bands",
    "sum",
    "x",
    "<<",
    "suggests",
    "__class__",
)


@cache
def text_of(name: str) -> str:
    return (rules_folder() / name / "criteria.yaml").read_text(encoding="utf-8")


@cache
def plain_of(name: str) -> str:
    document, _ = yaml_reader.read_yaml(text_of(name), name)
    return json.dumps(document.data)


def outcome(ask: Callable[[Any], Any], given_value: Any) -> Any:
    """Return what comes of it, or the error with which it is refused."""
    try:
        return ask(given_value)
    except (CriteriaError, CaseError) as error:
        return error


def works_or_says_where(text: str) -> None:
    """Load a text: it works, or every problem has its place in it."""
    lines = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))
    found = outcome(loads, text)

    if isinstance(found, CriteriaSet):
        works(found)
        return
    assert any(problem.severity == "error" for problem in found.problems)
    assert str(found).replace("\n", "").isprintable()
    for problem in found.problems:
        assert problem.place is not None, problem
        assert problem.place.file != "criteria.yaml" or 1 <= problem.place.line <= lines, problem
        assert problem.place.column >= 1
        assert json.dumps(problem.to_dict())


def works(criteria: CriteriaSet) -> None:
    assert all(problem.severity != "error" for problem in criteria.warnings)
    assert loads(json.dumps(criteria.to_dict(), ensure_ascii=False)).digest == criteria.digest
    answer = outcome(criteria.decide, {})
    assert answer.problems if isinstance(answer, CaseError) else answer.applies != "unmet"


@dataclass(frozen=True)
class Mangled:
    """A text, shown by what happened to it."""

    name: str
    accidents: tuple[str, ...]
    text: str = field(repr=False)


@st.composite
def mangled_texts(draw: st.DrawFn) -> Mangled:
    """Draw a bundled file with a few accidents; half of the drawn places are near the top, where everything depends on them."""
    name = draw(st.sampled_from(bundled_ids()))
    text = text_of(name)
    accidents: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        unit = draw(st.sampled_from(sorted(UNITS)))
        parts = re.findall(UNITS[unit], text)
        places = st.integers(0, max(0, len(parts) - 1)) | st.integers(0, min(200, max(0, len(parts) - 1)))
        i, j, sign = draw(places), draw(places), draw(st.sampled_from(SIGNS))
        what = draw(st.sampled_from(("delete", "delete more", "double", "swap", "insert", "replace", "move", "cut off")))
        line = "".join(parts[:i]).count("\n") + 1
        match what:
            case "delete":
                del parts[i]
            case "delete more":
                del parts[i : i + 5]
            case "double":
                parts.insert(i, parts[i])
            case "swap":
                parts[i], parts[j] = parts[j], parts[i]
            case "insert":
                parts.insert(i, sign)
            case "replace":
                parts[i] = sign
            case "move":
                parts.insert(j, parts.pop(i))
            case "cut off":
                del parts[i:]
        text = "".join(parts) or "x"
        accidents.append(f"{what} {unit} at {i} (line {line}), {j}, {sign!r}")
    return Mangled(name, tuple(accidents), text)


@st.composite
def mangled_values(draw: st.DrawFn) -> Mangled:
    """Draw a bundled file as JSON in which a few values are of another kind, at another place, gone, or doubled."""
    name = draw(st.sampled_from(bundled_ids()))
    data = json.loads(plain_of(name))
    accidents: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        node, path = data, ""
        while node:
            key = draw(st.sampled_from(list(node) if isinstance(node, dict) else list(range(len(node)))))
            path += f"/{key}"
            if isinstance(node[key], dict | list) and draw(st.integers(0, 4)):
                node = node[key]
                continue
            what = draw(st.sampled_from(("delete", "replace", "rename", "wrap", "nest", "double")))
            other, name_of_key = draw(st.sampled_from(OTHER_VALUES)), draw(st.sampled_from(KEYS))
            accidents.append(f"{what} {path} {other!r} {name_of_key}")
            if what == "delete":
                del node[key]
            elif what == "rename" and isinstance(node, dict):
                node[name_of_key] = node.pop(key)
            elif what == "wrap":
                node[key] = [node[key]]
            elif what == "nest":
                node[key] = {name_of_key: node[key]}
            elif what == "double" and isinstance(node, list):
                node.insert(key, copy.deepcopy(node[key]))
            else:
                node[key] = copy.deepcopy(other)
            break
    return Mangled(name, tuple(accidents), json.dumps(data, ensure_ascii=False))


@given(mangled_texts())
def test_a_mangled_file_works_or_says_where_it_is_wrong(mangled: Mangled) -> None:
    works_or_says_where(mangled.text)


@given(mangled_texts())
@settings(max_examples=examples(12))
@pytest.mark.slow
def test_a_mangled_file_says_so_without_libyaml_too(mangled: Mangled) -> None:
    """Fewer, since PyYAML's own loader takes twenty times as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "LOADER", yaml.SafeLoader)
        works_or_says_where(mangled.text)


@given(mangled_values())
def test_values_of_another_kind_are_refused_or_mean_something(mangled: Mangled) -> None:
    works_or_says_where(mangled.text)


@given(st.binary(max_size=200) | st.text(max_size=200) | st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_any_bytes_and_any_text_are_refused_with_a_place(content: bytes | str) -> None:
    for loader in (yaml_reader.LOADER, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "LOADER", loader)
            with pytest.raises(CriteriaError) as caught:
                loads(content)
        assert all(problem.place and problem.place.line >= 1 and problem.place.column >= 1 for problem in caught.value.problems)
