"""A function cut to what is known of a person says of everybody like this whom the criteria are for what it said before, and asks about nothing that is known."""

from collections.abc import Iterator
from itertools import islice

import pytest

from carelevel.logic.diagram_restriction import Known, cut
from carelevel.logic.diagrams import DecisionDiagrams, Node
from tests.property.worlds import Person, worlds


def ranks_of(diagrams: DecisionDiagrams, person: Person) -> list[tuple[int]]:
    """Return the rank of each variable's value."""
    every = [(each, person.values[each.fact]) for each in diagrams.variables]
    return [(each.values.index(value) if each.member is None else int(each.member in value),) for each, value in every]  # type: ignore[arg-type, operator]


@pytest.mark.parametrize("seed", range(3))
def test_everybody_like_this_has_the_level_that_they_had(seed: int) -> None:
    for world, drawing in islice(worlds(f"cut {seed}"), 40):
        whole = world.criteria._made().engine.whole()
        assert whole is not None
        for case in (drawing.case() for _ in range(4)):
            known = Known(whole.diagrams, case)
            diagrams, level = cut(whole.diagrams, whole.level, known, 10_000)
            like_this = [person for person in world.like(case) if person.is_meant]

            assert all(diagrams.ends_where(level, ranks_of(diagrams, person)) == {person.rank} for person in like_this)
            assert diagrams.terminals(level) == whole.diagrams.ends_within(whole.level, known) == {each.rank for each in like_this}
            assert diagrams.support(level).isdisjoint(name for name, values in case.values.items() if len(values) == 1)


@pytest.mark.parametrize("seed", range(3))
def test_what_an_answer_leaves_possible_is_what_leads_there(seed: int) -> None:
    """`answers` looks only at where a fact is first asked about; `ends_where` follows every way."""
    told: set[bool] = set()
    for world, drawing in islice(worlds(f"answers {seed}"), 40):
        whole = world.criteria._made().engine.whole()
        assert whole is not None
        for diagrams, level in ((whole.diagrams, whole.level), cut(whole.diagrams, whole.level, Known(whole.diagrams, drawing.case()), 10_000)):
            every = frozenset(diagrams.terminals(level))
            for fact in diagrams.support(level):
                found = list(diagrams.answers(level, fact))
                told.update(each != every for each in found)

                assert found == list(each_answer(diagrams, level, fact)), fact
    assert told == {False, True}


def each_answer(diagrams: DecisionDiagrams, node: Node, fact: str) -> Iterator[frozenset[int]]:
    """Yield the end points that each answer to a fact leaves possible, from one value that is told apart to the next."""
    every = [range(len(variable.values)) for variable in diagrams.variables]
    for number, variable in enumerate(diagrams.variables):
        if variable.fact == fact:
            for rank in sorted({0, *diagrams.ranks_asked(number, (node,))}):
                yield diagrams.ends_where(node, [*every[:number], [rank], *every[number + 1 :]])
