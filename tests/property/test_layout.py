"""The layout changes what a file looks like, and nothing else: same meaning, every comment in its place in the order, and done once is done."""

import json
from random import Random
from typing import Any
from unittest import mock

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.criteria_set import loads
from carelevel.reading import source, yaml_text
from carelevel.reading.laying import WIDTH
from carelevel.reading.layout import laid_out
from carelevel.reading.source import source_of
from carelevel.reading.yaml_text import decoded, read_yaml
from tests.messy import Untidy
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
KEYS = st.from_regex("[a-z][a-z_]{0,9}", fullmatch=True)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(-999, 999)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)


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


@settings(max_examples=settings.default.max_examples // 2)  # drawing a whole set takes longer than all the rest
@given(dressed_sets(), st.integers(0, 2**32))
def test_criteria_stay_the_same_criteria(criteria: Plain, seed: int) -> None:
    """Not only what the file says, but what is made of it. And where libyaml is missing, what was laid out elsewhere stays as it is."""
    text = Untidy(Random(seed)).document(criteria)

    new = laid_out(text, "criteria.yaml")

    before, after = loads(text), loads(new)
    assert after == before
    assert (after.digest, after.decision_digest) == (before.digest, before.decision_digest)
    with mock.patch.object(source, "LOADER", yaml.SafeLoader), mock.patch.object(yaml_text, "LOADER", yaml.SafeLoader):
        assert laid_out(new, "criteria.yaml") == new


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.integers(0, 2**32), st.integers(0, 2**32))
def test_how_it_was_broken_into_lines_and_quoted_leaves_no_trace(value: dict[str, Any], one: int, other: int) -> None:
    """Brackets are the author's choice, and so are empty lines and comments; everything else is the layout's."""
    first, second = (laid_out(blocks_only(value, Random(seed)), "a.yaml").replace("\r\n", "\n") for seed in (one, other))

    assert first == second


def blocks_only(value: Any, chance: Random) -> str:
    """Return a value as YAML without brackets, comments and empty lines, its texts and its indentation as chance has it."""
    untidy = Untidy(chance, comments=False)
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
