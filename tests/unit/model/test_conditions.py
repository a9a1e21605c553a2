"""What is said of every condition in one place: its parts exchanged, what has to hold together, and atoms on bands as atoms on points."""

import pytest

from carelevel.model.conditions import (
    EVERYBODY,
    NOBODY,
    AllOf,
    Among,
    AnyOf,
    Condition,
    CountOf,
    Holds,
    Includes,
    Named,
    NoneOf,
    conjuncts,
    on_score,
    values_met,
    with_parts,
)
from carelevel.model.facts import About, Bands, Score, SetOf, Sum, Weighted, YesNo, by_band, number_runs

SCORE = Score("points", About("Points"), 0, 9, or_more=True, beyond=2)
BANDS = Bands("band", About("Band"), SCORE, (("low", 0, 4), ("high", 5, 9)))
TOTAL = Sum("total", About("Total"), (Weighted(SCORE, 1),), 0, 9)
HELP = SetOf("help", About("Help"), ("home", "work"))
A, B, C = (Among(YesNo(name, About(name)), frozenset(("yes",))) for name in "abc")
INSIDE = Holds(Named("inside", About("Inside"), A), expected=True)


@pytest.mark.parametrize("group", [AllOf((A, B)), AnyOf((A, B)), NoneOf((A, B)), CountOf((A, B), 1, 1)])
def test_a_group_keeps_its_kind_when_its_parts_change(group: AllOf | AnyOf | NoneOf | CountOf) -> None:
    changed = with_parts(group, lambda part: C if part is A else part)

    assert type(changed) is type(group)
    assert changed.parts == (C, B)
    assert not isinstance(group, CountOf) or (changed.fewest, changed.most) == (1, 1)


@pytest.mark.parametrize("condition", [AllOf((A, B)), CountOf((A, B), 0, 1), A, Includes(HELP, "home"), INSIDE, EVERYBODY])
def test_a_condition_without_changed_parts_is_the_same_object(condition: Condition) -> None:
    """What is the same object is compiled once."""
    assert with_parts(condition, lambda part: part) is condition


@pytest.mark.parametrize(
    ("condition", "met", "expected"),
    [
        (A, True, [(A, True)]),
        (A, False, [(A, False)]),
        (AllOf((A, NoneOf((B, AnyOf((C, INSIDE)))))), True, [(A, True), (B, False), (C, False), (INSIDE, False)]),
        (AllOf((A, B)), False, [(AllOf((A, B)), False)]),
        (AnyOf((A, B)), True, [(AnyOf((A, B)), True)]),
        (AnyOf((A, NoneOf((B,)))), False, [(A, False), (NoneOf((B,)), False)]),
        (EVERYBODY, True, []),
        (NOBODY, False, []),
    ],
)
def test_a_conjunction_is_taken_apart(condition: Condition, met: bool, expected: list[tuple[Condition, bool]]) -> None:
    assert list(conjuncts(condition, met=met)) == expected


def test_bands_are_read_as_points_with_all_that_their_top_means() -> None:
    assert by_band(BANDS) == {"low": frozenset(range(5)), "high": frozenset(range(5, 12))}
    assert on_score(Among(BANDS, frozenset(("high",)))) == Among(SCORE, frozenset(range(5, 12)))
    assert on_score(A) is A


def test_an_atom_says_which_values_of_a_fact_meet_it() -> None:
    high = Among(BANDS, frozenset(("high",)))

    assert values_met(SCORE, high) == frozenset(range(5, 12))
    assert values_met(BANDS, high) == {"high"}
    assert values_met(SCORE, Among(TOTAL, frozenset((3,)))) is None
    assert values_met(SCORE, Includes(HELP, "home")) is None


@pytest.mark.parametrize(("numbers", "runs"), [([], []), ([3], [(3, 3)]), ([4, 0, 1, 2, 6, 7], [(0, 2), (4, 4), (6, 7)])])
def test_whole_numbers_make_runs(numbers: list[int], runs: list[tuple[int, int]]) -> None:
    assert number_runs(numbers) == runs
