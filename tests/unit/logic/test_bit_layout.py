"""How conditions are laid out in bits: each shape as it can be worked out by hand, and many more in every case of a few facts as the definition has them."""

from collections.abc import Iterator
from itertools import product

import pytest

from carelevel.logic.bit_layout import HELD, NOT_HELD, SMALL, Weight, lanes_of
from carelevel.logic.bit_tables import Tables, truth
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf, atoms
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import About, Choice, Score, SetOf, Sum, Weighted, YesNo, base_facts, domain
from carelevel.model.frozen import FrozenDict

NOTHING = About("nothing")
YES, NO = frozenset({"yes"}), frozenset({"no"})
HERE = Choice("here", NOTHING, ("north", "south"))
KINDS = SetOf("kinds", NOTHING, ("x", "y"))
POINTS, BEFORE, FIXED = Score("points", NOTHING, 0, 3), Score("before", NOTHING, 1, 2), Score("fixed", NOTHING, 5, 5)
FACTS = (*(YesNo(name, NOTHING) for name in "abcdef"), HERE, KINDS, POINTS, BEFORE, FIXED)

A, B, C, D, E, F = (Among(fact, YES) for fact in FACTS if isinstance(fact, YesNo))
X, Y = (Includes(KINDS, member) for member in KINDS.values)
ALWAYS, NEVER = Among(HERE, frozenset(HERE.values)), Among(HERE, frozenset())


def both(*parts: Condition) -> AllOf:
    return AllOf(parts)


def either(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


def neither(*parts: Condition) -> NoneOf:
    return NoneOf(parts)


def two(*parts: Condition) -> CountOf:
    """Return the condition that two or more are met."""
    return CountOf(parts, 2, len(parts))


def total(*parts: tuple[Score | Sum, int]) -> Sum:
    ends = [sorted((score.low * times, score.high * times)) for score, times in parts]
    return Sum("total", NOTHING, tuple(Weighted(*part) for part in parts), sum(low for low, _ in ends), sum(high for _, high in ends))


def at_least(bound: int, score: Sum) -> Among:
    return Among(score, frozenset(range(bound, score.high + 1)))


def named(when: Condition) -> Named:
    return Named("named", NOTHING, when)


# By hand


def laid_out(*conditions: Condition, first: int = 0) -> dict[str, str]:
    """Return everything that conditions are laid out as, in bits."""
    found = lanes_of(conditions, first)
    numbers = {"start": found.start}
    for (fact, member), weights in found.points.items():
        for weight, adds in weights.items():
            numbers[" ".join(word for word in (fact, member, worded(weight)) if word)] = adds
    for stage, (kept, added) in enumerate(found.stages, 1):
        numbers |= {f"kept {stage}": kept, f"added {stage}": added}
    for turn, late in enumerate(found.late, 1):
        for place, (bit, adds) in enumerate(late, 1):
            numbers |= {f"late {turn}.{place}": bit, f"adds {turn}.{place}": adds}
    numbers |= {f"result {place}": bit for place, bit in enumerate(found.results, 1)}
    width = max(number.bit_length() for number in numbers.values())
    return {name: f"{number:0{width}b}" for name, number in numbers.items()}


def worded(weight: Weight) -> str:
    if isinstance(weight, int):
        return str(weight)
    return "" if weight in {YES, HELD} else "no" if weight in {NO, NOT_HELD} else " or ".join(map(str, sorted(weight, key=str)))


def written(text: str) -> dict[str, str]:
    """Return what is written as `laid_out` returns it."""
    rows = [row.rsplit(" ", 1) for row in text.split(" | ")]
    return {name: bits for names, bits in rows for name in names.split(", ")}


TOTAL = total((POINTS, 1), (BEFORE, -2))
SURE = total((BEFORE, 1), (FIXED, 2))
AB_CD, BC_DE, AE_BF = (either(both(*left), both(*right)) for left, right in (((A, B), (C, D)), ((B, C), (D, E)), ((A, E), (B, F))))
LATE = two(both(A, B), both(C, D), E)

LAID_OUT: dict[str, tuple[Condition, str]] = {
    "a fact": (A, "start 0 | a 1 | result 1 1"),
    "always": (ALWAYS, "start 1 | result 1 1"),
    "never": (NEVER, "start 0 | result 1 1"),
    "all": (both(A, B, C), "start 001 | a, b, c 001 | result 1 100"),
    "any": (either(A, B, C), "start 011 | a, b, c 001 | result 1 100"),
    "two": (two(A, B, C), "start 00 | a, b, c 01 | result 1 10"),
    "not two": (neither(two(A, B, C)), "start 00 | a no, b no, c no 01 | result 1 10"),
    "members": (both(X, neither(Y)), "start 00 | kinds x, kinds y no 01 | result 1 10"),
    "all of all": (both(A, both(B, C)), "start 001 | a, b, c 001 | result 1 100"),
    "all of what is all that is left": (both(either(both(A, B), NEVER), C), "start 001 | a, b, c 001 | result 1 100"),
    "any of any": (either(either(A, B), C), "start 011 | a, b, c 001 | result 1 100"),
    "any in all": (both(A, either(B, C)), "start 001 | b, c 001 | a 010 | result 1 100"),
    "always and never inside": (both(A, ALWAYS, either(B, NEVER)), "start 00 | a, b 01 | result 1 10"),
    "a sum": (at_least(0, TOTAL), "start 000 | points 1, before -2 001 | result 1 100"),
    "a sum but for its lowest": (at_least(-3, TOTAL), "start 0111 | points 1, before -2 0001 | result 1 1000"),
    "a sum of which one part can vary": (at_least(12, SURE), "start 0 | before 2 1 | result 1 1"),
    "any side by side": (
        both(either(A, B), either(C, D)),
        "start 00101 | a, b 00001 | c, d 00100 | kept 1 11010 | added 1 00110 | result 1 10000",
    ),
    "all side by side": (
        either(both(A, B), both(C, D)),
        "start 00000 | a, b 00001 | c, d 00100 | kept 1 11010 | added 1 01110 | result 1 10000",
    ),
    "a fact beside any side by side": (
        both(E, either(A, B), either(C, D)),
        "start 001001 | a, b 000001 | e 000010 | c, d 001000 | kept 1 110100 | added 1 001100 | result 1 100000",
    ),
    "two with a group": (two(both(A, B), C, D), "start 000 | a, b 001 | c, d 010 | result 1 100"),
    "two with two groups": (
        LATE,
        "start 000000 | a, b 000001 | e 000010 | result 1 000100 | c, d 010000 | late 1.1 100000 | adds 1.1 000010",
    ),
    "never after a late bit was made": (both(LATE, NEVER), "start 00000 | result 1 00001 | c, d 10000"),
    "one or more of which one has a late bit": (
        CountOf((LATE, C, F), 1, 3),
        "start 0000001100 | a, b 0000000001 | e 0000000010 | f 0000000100 | result 1 0000010000 | d 0100000000 | c 0100000100"
        " | late 1.1 1000000000 | adds 1.1 0000000010",
    ),
}
"""What a yes to a fact or a member adds stands behind its name; what a no adds, other values, or each point of a score so many times, behind the two."""


@pytest.mark.parametrize("name", LAID_OUT)
def test_conditions_are_laid_out_as_by_hand(name: str) -> None:
    condition, expected = LAID_OUT[name]

    assert laid_out(condition) == written(expected)


def test_each_result_has_a_digit_of_its_own() -> None:
    """From wherever they begin."""
    assert laid_out(A, B, first=5) == written("start 000000000 | a, result 1 000100000 | b, result 2 100000000")
    assert laid_out(both(A, B), A, first=3) == written("start 000000000 | b 000001000 | result 1 000010000 | a 100001000 | result 2 100000000")


@pytest.mark.parametrize(
    ("sizes", "is_late"), [((SMALL,), False), ((SMALL + 1,), True), ((SMALL // 2, SMALL // 2), False), ((SMALL // 2, SMALL // 2 + 1), True)]
)
def test_what_is_used_again_is_written_out_again_while_it_is_small_and_has_a_late_bit_when_not(sizes: tuple[int, ...], is_late: bool) -> None:
    name = Holds(named(both(*(either(*[X] * size) for size in sizes))), expected=True)

    assert [len(turn) for turn in lanes_of([name, name, both(name, A)], 0).late] == [1] * is_late


def test_all_later_uses_of_what_is_large_count_the_same_late_bit() -> None:
    """The first use takes six bits and one for its result, and so does the late bit itself."""
    name = Holds(named(either(*[X] * (SMALL + 1))), expected=True)

    found = lanes_of([name, name, both(name, A)], 0)

    assert found.results == (1 << 6, 1 << 8, 1 << 13)
    assert found.late == (((1 << 22, 1 << 8 | 1 << 12),),)
    assert found.points == {("kinds", "x"): {HELD: 33 | 33 << 16}, ("a", None): {YES: 1 << 12}}


def test_groups_side_by_side_inside_of_others_take_one_more_step_each_time() -> None:
    deeper = either(both(AB_CD, BC_DE), both(BC_DE, AE_BF))

    for conditions, steps in (
        ([both(A, either(B, C))], 0),
        ([AB_CD, BC_DE], 1),
        ([both(AB_CD, BC_DE, AE_BF)], 2),
        ([AB_CD, deeper, AE_BF, both(deeper, either(A, B))], 3),
    ):
        assert len(lanes_of(conditions, 0).stages) == steps


# Every case

TWO_LATE = two(LATE, two(both(B, C), both(D, E), A), F)
LARGE = named(either(*[A] * SMALL, B))
SURELY = named(ALWAYS)

SHAPES: dict[str, Condition] = {
    **{name: condition for name, (condition, _) in LAID_OUT.items()},
    "none of none": neither(neither(A, B), C),
    "none of what never is": both(either(NEVER, NEVER), A),
    "exactly two": CountOf((A, B, C, D), 2, 2),
    "not exactly two": neither(CountOf((A, B, C, D), 2, 2)),
    "two of what always is, never is, and is": CountOf((ALWAYS, A, NEVER, B), 2, 2),
    "exactly all": CountOf((A, B, C), 3, 3),
    "at most nought": CountOf((A, B, C), 0, 0),
    "neither too few nor too many": CountOf((A, B), 0, 2),
    "a name for what always is, twice": both(either(Holds(SURELY, expected=True), A), either(Holds(SURELY, expected=True), B)),
    "a large name, by itself and among others": both(
        either(Holds(LARGE, expected=True), C), Holds(LARGE, expected=True), either(Holds(LARGE, expected=True), D)
    ),
    "two of which the first are side by side": two(AB_CD, both(E, A), F),
    "two sides": both(AB_CD, BC_DE),
    "three sides": both(AB_CD, BC_DE, AE_BF),
    "three sides, facts and groups": both(AB_CD, BC_DE, AE_BF, C, either(A, F), either(B, E)),
    "sides in sides": either(both(AB_CD, BC_DE), both(BC_DE, AE_BF), both(C, either(A, F), either(B, E)), F),
    "late in the second turn": TWO_LATE,
    "late in the third turn": two(both(A, F), TWO_LATE, B),
    "not late in the third turn": neither(two(both(A, F), TWO_LATE, B)),
    "exactly one of what comes late": CountOf((LATE, AB_CD, F), 1, 1),
    "a sum with gaps": Among(TOTAL, frozenset({-4, -2, 1})),
    "a sum of two values without a gap": Among(TOTAL, frozenset({-2, -1})),
    "not any value of a sum": neither(Among(TOTAL, frozenset(domain(TOTAL)))),
    "a sum of a sum": at_least(1, total((TOTAL, -1), (POINTS, 2), (FIXED, 1))),
    "sums side by side": both(either(at_least(-1, TOTAL), A), either(at_least(12, SURE), B)),
    "sums at their highest": both(at_least(1, TOTAL), at_least(12, SURE), A),
}


def definition_of(*conditions: Condition) -> Definition:
    criteria = [Criterion(str(place), "requires", None, (), condition, "Because.") for place, condition in enumerate(conditions)]
    return Definition("small", "1", "Small", (), tuple(criteria), facts=FACTS)


def cases(conditions: tuple[Condition, ...]) -> Iterator[Case]:
    """Yield every case in which each of the facts is known or not."""
    names = {name for condition in conditions for atom in atoms(condition) for name in base_facts(atom.fact)}
    scalars = [fact for fact in FACTS if fact.id in names and not isinstance(fact, SetOf)]
    for known in product(*([None, *domain(fact)] for fact in scalars)):
        values = {fact.id: frozenset({value}) for fact, value in zip(scalars, known, strict=True) if value is not None}
        for held in product(*([None, True, False] for member in KINDS.values if "kinds" in names)):
            members = {member: is_held for member, is_held in zip(KINDS.values, held, strict=False) if is_held is not None}
            yield Case(FrozenDict(values), FrozenDict({"kinds": FrozenDict(members)} if members else {}))


@pytest.mark.parametrize("name", SHAPES)
def test_in_every_case_a_condition_is_met_unmet_or_unknown_as_the_definition_has_it(name: str) -> None:
    """With another condition below and one above: what spills over would be seen there."""
    conditions = both(A, B), SHAPES[name], either(A, B)
    tables = Tables(definition_of(*conditions))

    for case in cases(conditions):
        known, more = tables.sum_of(case)
        met, possible = tables.read(known), tables.read(known + more + tables.could_add(known))
        found = [truth(bit, met, possible) for bit in tables.criteria]
        assert found == [meaning(condition, case) for condition in conditions], case
