"""How many people a diagram speaks of, counted one by one too."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.meaning import meaning
from carelevel.logic.model_count import count
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Includes, NoneOf
from carelevel.model.facts import About, Choice, Score, SetOf, YesNo, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.truth import Truth

PLAN = Choice("plan", About("plan"), ("one", "two", "three", "four"))
POINTS = Score("points", About("points"), 0, 4)
ALONE = YesNo("alone", About("alone"))
KINDS = SetOf("kinds", About("kinds"), ("a", "b"))
FACTS = (PLAN, POINTS, ALONE, KINDS)


def everyone() -> Iterator[Case]:
    for plan, points, alone, a, b in product(domain(PLAN), domain(POINTS), domain(ALONE), (False, True), (False, True)):
        values = {"plan": frozenset((plan,)), "points": frozenset((points,)), "alone": frozenset((alone,))}
        yield Case(FrozenDict(values), FrozenDict({"kinds": FrozenDict({"a": a, "b": b})}))  # type: ignore[arg-type]


def conditions() -> Sequence[Condition]:
    atoms = [
        *(Among(PLAN, frozenset(some)) for size in (1, 2) for some in combinations(PLAN.values, size)),
        *(Among(POINTS, frozenset(some)) for some in ((0,), (1, 3), (2, 3, 4), (0, 2, 4))),
        Among(ALONE, frozenset(("yes",))),
        Includes(KINDS, "a"),
        Includes(KINDS, "b"),
    ]
    pairs = list(combinations(atoms[::3], 2))
    return [*atoms, *map(AllOf, pairs), *map(AnyOf, pairs), *map(NoneOf, pairs), CountOf(tuple(atoms[1::3]), 1, 2), AllOf(()), AnyOf(())]


EVERYONE = list(everyone())


@pytest.mark.parametrize("top", [1, 3])
def test_as_many_people_are_counted_as_there_are(top: int) -> None:
    for condition in conditions():
        compiler = Compiler(FACTS, Case(), top, 10_000)

        assert count(compiler.diagrams, compiler.condition(condition)) == sum(meaning(condition, person) is Truth.MET for person in EVERYONE), condition
