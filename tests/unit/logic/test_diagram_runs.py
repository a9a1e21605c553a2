"""Walking a diagram variable by variable, and cases as ranks of its variables."""

import pytest

from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagram_restriction import ranks_left, with_rank
from carelevel.logic.diagram_runs import every_rank, known_ranks, runs, runs_together
from carelevel.logic.diagrams import DecisionDiagrams, Node
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Includes
from carelevel.model.facts import About, Scale, Score, SetOf
from carelevel.model.frozen import FrozenDict

SCORE = Score("points", About("Points"), 0, 9)
SCALE = Scale("severity", About("Severity"), ("none", "mild", "severe"))
HELP = SetOf("help", About("Help"), ("home", "work"))


@pytest.fixture
def compiler() -> Compiler:
    return Compiler([SCORE, SCALE, HELP], Case(), 1, 1000)


def ends_of(diagrams: DecisionDiagrams, node: Node) -> list[Node]:
    """Return where each rank of the first variable leads, one after the other."""
    return [diagrams.followed(node, 0, rank) for rank in range(len(diagrams.variables[0].values))]


def test_runs_hold_the_ranks_that_lead_to_the_same(compiler: Compiler) -> None:
    node = compiler.condition(Among(SCORE, frozenset((2, 3, 7))))

    assert runs(compiler.diagrams, node) == [(0, 2, 0), (2, 4, 1), (4, 7, 0), (7, 8, 1), (8, 10, 0)]
    assert ends_of(compiler.diagrams, node) == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0]


def test_runs_of_several_functions_are_as_long_as_all_of_them_stay_the_same(compiler: Compiler) -> None:
    one, other = (compiler.condition(Among(SCORE, frozenset(values))) for values in ((2, 3), (3, 4)))
    later = compiler.condition(Among(SCALE, frozenset(("severe",))))

    found = list(runs_together(compiler.diagrams, 0, (one, other, later, 1)))

    assert found == [(0, 2, (0, 0, later, 1)), (2, 3, (1, 0, later, 1)), (3, 4, (1, 1, later, 1)), (4, 5, (0, 1, later, 1)), (5, 10, (0, 0, later, 1))]


def test_a_function_says_which_variable_it_asks_about_first(compiler: Compiler) -> None:
    make = compiler.diagrams
    severe, home = compiler.condition(Among(SCALE, frozenset(("severe",)))), compiler.condition(Includes(HELP, "home"))

    assert [make.asked_first(node) for node in (severe, home, make.min(severe, home), 0, 1)] == [1, 2, 1, 4, 4]


def test_a_case_leaves_ranks_and_ranks_make_a_case(compiler: Compiler) -> None:
    points, severity, home, work = compiler.diagrams.variables
    case = Case(FrozenDict(points=frozenset((4, 9)), severity=frozenset(("mild",))), FrozenDict(help=FrozenDict(home=True, work=False)))

    assert known_ranks(compiler.diagrams, case) == (1 << 4 | 1 << 9, 0b010, 0b10, 0b01)
    assert known_ranks(compiler.diagrams, Case()) == (0b1111111111, 0b111, 0b11, 0b11)
    assert [every_rank(compiler.diagrams, number) for number in range(4)] == [0b1111111111, 0b111, 0b11, 0b11]
    again = Case()
    for variable, rank in ((points, 4), (severity, 1), (home, 1), (work, 0)):
        again = with_rank(again, variable, rank)
        assert ranks_left(variable, again) == 1 << rank
    assert again == Case(FrozenDict(points=frozenset((4,)), severity=frozenset(("mild",))), case.members)


def test_a_function_is_restricted_to_ranks_of_several_variables(compiler: Compiler) -> None:
    make = compiler.diagrams
    node = make.lowest(map(compiler.condition, (Among(SCORE, frozenset((2, 3))), Among(SCALE, frozenset(("severe",))), Includes(HELP, "home"))))

    assert make.restricted(node, {0: 3, 1: 2}) == compiler.condition(Includes(HELP, "home"))
    assert make.restricted(node, {0: 3, 2: 0}) == 0
    assert make.restricted(node, {}) == node
