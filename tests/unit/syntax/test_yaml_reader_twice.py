"""A key that appears twice: the hint says how two groups stand side by side."""

import pytest

from carelevel.syntax.yaml_reader import read_yaml


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{any: [a], any: [b]}", "where both groups have to be met, write all: [{any: [...]}, {any: [...]}]"),
        ("{all: [a], all: [b]}", "put the parts of both into one list: all: [...]"),
        ("{none: [a], none: [b]}", "put the parts of both into one list: none: [...]"),
        (
            "{at_least: {count: 1, of: [a]}, at_least: {count: 1, of: [b]}}",
            "where both counts have to be right, write all: [{at_least: {...}}, {at_least: {...}}]",
        ),
        ("{a: 1, a: 2}", "keep one of them, or combine the two"),
        ("{any: 1, any: 2}", "keep one of them, or combine the two"),
    ],
)
def test_what_to_write(text: str, hint: str) -> None:
    _, (problem,) = read_yaml(text, "criteria.yaml")

    assert (problem.code, problem.hint) == ("repeated-key", hint)
