"""The generators reach the whole language; a property that never meets a node says nothing of it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from carelevel.model.conditions import AllOf, Among, AnyOf, CountOf, Holds, Includes, NoneOf, parts_of
from carelevel.model.operators import EFFECTS, GROUPS, OPERATORS
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import questions

KINDS = {
    *("scale", "choice", "score", "yes_no", "set", "or_never", "sum", "percent", "worst", "bands", "when", "points"),
    *("applies_when", "refer_to", "impossible"),
}


@pytest.mark.slow
def test_every_word_of_the_language_is_drawn() -> None:
    seen: Counter[str] = Counter()
    nodes: set[type] = set()

    @settings(max_examples=150, database=None, derandomize=True, phases=[Phase.generate])
    @given(questions())
    def draw(question: tuple[Plain, Plain]) -> None:
        criteria, case = question
        seen.update(_words(criteria))
        seen.update(f"case:{type(said).__name__}" for said in case.values())
        nodes.update(_nodes(criteria))

    draw()

    assert {*OPERATORS, *GROUPS, *EFFECTS, *KINDS} <= seen.keys()
    assert {"case:dict", "case:list", "case:str", "case:int", "case:NoneType"} <= seen.keys()
    assert nodes == {Among, Includes, AllOf, AnyOf, NoneOf, CountOf, Holds}


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key == "type":
                yield item
            yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)


def _nodes(criteria: Plain) -> Iterator[type]:
    todo = [criterion.when for criterion in loaded(criteria).definition.criteria]
    while todo:
        condition = todo.pop()
        yield type(condition)
        todo += parts_of(condition)
