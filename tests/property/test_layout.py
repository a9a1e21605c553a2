"""The layout changes what a file looks like, and nothing else: same meaning, every comment in its place in the order, and done once is done."""

import json
import re
from random import Random
from typing import Any
from unittest import mock

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from carelevel.api import loads
from carelevel.model.serialize import can_be_misread
from carelevel.syntax import cst, yaml_reader
from carelevel.syntax.cst import source_of
from carelevel.syntax.format_lines import WIDTH
from carelevel.syntax.formatter import laid_out
from carelevel.syntax.json_schema_files import criteria_schema
from carelevel.syntax.yaml_reader import decoded, read_yaml
from tests.messy import Untidy
from tests.profiles import USUAL, examples
from tests.strategies import Plain, dressed_sets

TEXTS = st.one_of(
    st.sampled_from(
        [
            "yes",
            "no",
            "null",
            "true",
            "1.10",
            "012",
            "1e3",
            "+1",
            ".5",
            ".inf",
            "-.INF",
            ".nan",
            "~",
            "<<",
            "=",
            "y",
            "off",
            "0x1F",
            "0o17",
            "0b1",
            "1_000",
            "12:30",
            "190:20:30.15",
            "2026-11-30",
            "2026-11-30 09:30:00 Z",
            "2026-11-30T09:30:00+01:00",
            "-",
            "- a",
            "? b",
            ": c",
            "a: b",
            "a #b",
            "#b",
            "'",
            '"',
            "\\",
            "&a",
            "*a",
            "",
            " a",
            "a ",
            "a,b",
            "[c]",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff"), max_size=12),
    st.lists(st.sampled_from(["word", "and", "another:", "#one", "it's", "a  b", "“quoted”", "x" * 130]), min_size=1, max_size=60).map(" ".join),
    st.lists(st.sampled_from(["a line", "another one", "", " indented", "# no comment", "- x"]), min_size=2, max_size=4).map("\n".join),
)
TITLES = ["0123", "0x1F", ".inf", "007", "<<", "=", "12:30", "off", "y", "1_000", "0o17", "+1", "1e3", ".5", "~", "Null", "2026-11-30", "190:20:30.15"]
SCHEMA = Draft202012Validator(criteria_schema())
KEYS = st.from_regex("[a-z][a-z_]{0,9}", fullmatch=True)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(-999, 999)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)


def all_readings(text: str) -> tuple[Any, ...]:
    """Return what readers of YAML make of a text: 1.1 by PyYAML, 1.2 by ruamel.yaml, and carelevel."""
    return tuple(_typed(read(text)) for read in (_by_pyyaml, _by_ruamel, lambda each: read_yaml(each, "a.yaml")[0].data))


def _by_pyyaml(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError) as error:  # a lone `=`, a day that is in no calendar
        return type(error).__name__


def _by_ruamel(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, TypeError) as error:
        return type(error).__name__


def _typed(value: Any) -> Any:
    """Return a value that differs from another of the same look: 1 from true, 1.0 from 1; not a number is like itself."""
    if isinstance(value, dict):
        return [(_typed(key), _typed(each)) for key, each in value.items()]
    return [_typed(each) for each in value] if isinstance(value, list) else (type(value).__name__, repr(value))


@given(st.dictionaries(KEYS | st.sampled_from(TITLES), VALUES, min_size=1, max_size=5), st.integers(0, 2**32))
def test_every_reader_of_yaml_reads_the_same_before_and_after(value: dict[str, Any], seed: int) -> None:
    """A program that reads the files without carelevel, and an editor with its schema, are told the same too."""
    text = Untidy(Random(seed)).document(value)
    if read_yaml(text, "a.yaml")[1]:
        return

    assert all_readings(laid_out(text, "a.yaml")) == all_readings(text)


@given(TEXTS | st.from_regex(r"[-+]?[0-9xobaeEyYnNTZ._:~<= -]{1,10}", fullmatch=True))
def test_a_text_that_a_reader_takes_for_something_else_without_quotation_marks_can_be_misread(text: str) -> None:
    """Whatever is said of YAML's words by hand in carelevel: nothing that one of these readers knows is missing."""
    readers = (yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False)), VersionedResolver().resolve(ScalarNode, text, (True, False)))
    is_text = all(str(tag) == "tag:yaml.org,2002:str" for tag in readers) and is_text_in_the_core_schema(text)

    assert is_text or can_be_misread(text)


@settings(max_examples=examples(USUAL // 2))
@given(dressed_sets(), st.sampled_from(TITLES), st.integers(0, 2**32))
@pytest.mark.slow
def test_an_editor_with_the_schema_has_the_same_to_say_before_and_after(criteria: Plain, title: str, seed: int) -> None:
    """Of text that its author put in quotation marks it says nothing, whichever version of YAML it reads."""
    criteria |= {"version": title, "title": title}
    next(iter(criteria["levels"].values()))["title"] = title
    untidy = Untidy(Random(seed))
    untidy.quotes_what_can_be_misread = True

    new = laid_out(untidy.document(criteria), "criteria.yaml")

    for read in (_by_pyyaml, _by_ruamel):
        assert [error.message for error in SCHEMA.iter_errors(read(new))] == []


def is_text_in_the_core_schema(text: str) -> bool:
    """Return whether a plain scalar is text, word for word by section 10.3.2 of the specification of YAML 1.2.2."""
    tags = (
        "null|Null|NULL|~|",
        "true|True|TRUE|false|False|FALSE",
        "[-+]?[0-9]+",
        "0o[0-7]+",
        "0x[0-9a-fA-F]+",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
        r"[-+]?(\.inf|\.Inf|\.INF)",
        r"\.nan|\.NaN|\.NAN",
    )
    return not any(re.fullmatch(tag, text) for tag in tags)


def comments(text: str) -> list[str]:
    return [comment.text for comment in source_of(decoded(text, "a.yaml")).comments]


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.integers(0, 2**32))
def test_whatever_it_looked_like_it_means_the_same_and_keeps_its_comments(value: dict[str, Any], seed: int) -> None:
    untidy = Untidy(Random(seed))
    text = untidy.document(value)
    before, problems = read_yaml(text, "a.yaml")
    if problems:
        return

    new = laid_out(text, "a.yaml")

    after, _ = read_yaml(new, "a.yaml")
    assert json.dumps(after.data) == json.dumps(before.data)
    assert comments(new) == untidy.comments
    assert laid_out(new, "a.yaml") == new


@settings(max_examples=examples(USUAL // 2))  # drawing a whole set takes longer than all the rest
@given(dressed_sets(), st.integers(0, 2**32))
@pytest.mark.slow
def test_criteria_stay_the_same_criteria(criteria: Plain, seed: int) -> None:
    """Not only what the file says, but what is made of it. And where libyaml is missing, what was laid out elsewhere stays as it is."""
    text = Untidy(Random(seed)).document(criteria)

    new = laid_out(text, "criteria.yaml")

    before, after = loads(text), loads(new)
    assert after == before
    assert (after.digest, after.decision_digest) == (before.digest, before.decision_digest)
    with mock.patch.object(cst, "LOADER", yaml.SafeLoader), mock.patch.object(yaml_reader, "LOADER", yaml.SafeLoader):
        assert laid_out(new, "criteria.yaml") == new


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.integers(0, 2**32), st.integers(0, 2**32))
def test_how_it_was_broken_into_lines_and_quoted_leaves_no_trace(value: dict[str, Any], one: int, other: int) -> None:
    """Brackets are the author's choice, and so are empty lines, comments, and the quotation marks of what could be misread; everything else is the layout's."""
    first, second = (laid_out(blocks_only(value, Random(seed)), "a.yaml").replace("\r\n", "\n") for seed in (one, other))

    assert first == second


def blocks_only(value: Any, chance: Random) -> str:
    """Return a value as YAML without brackets, comments and empty lines, its texts and its indentation as chance has it."""
    untidy = Untidy(chance, comments=False)
    untidy.quotes_what_can_be_misread = True
    untidy._few = lambda: 0  # type: ignore[method-assign]
    untidy.brackets = 0.0
    return untidy.document(value)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.integers(0, 2**32))
def test_a_line_is_longer_than_its_width_only_where_it_cannot_be_broken(value: dict[str, Any], seed: int) -> None:
    text = Untidy(Random(seed), comments=False).document(value)
    if read_yaml(text, "a.yaml")[1]:
        return

    for line in laid_out(text, "a.yaml").splitlines():
        assert len(line) <= WIDTH or " " not in line.strip().partition(": ")[2] or any(sign in line for sign in "'\"\\|"), line
