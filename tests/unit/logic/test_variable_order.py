"""The order in which diagrams ask about facts."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel.logic import variable_order
from carelevel.logic.variable_order import orders

TOGETHER = [("a", "f"), ("f", "k"), ("k", "b"), ("b", "g"), ("g", "l"), ("c", "h"), ("h", "d"), ("d", "i")]
NAMES = tuple("abcdefghijkl")


def spread(order: tuple[str, ...]) -> int:
    return sum(abs(order.index(a) - order.index(b)) for a, b in TOGETHER)


def test_names_that_belong_together_come_close_together() -> None:
    """Two chains can lie side by side at a distance of one each; the first order is no worse than the given one."""
    first, closest, backwards = orders(NAMES, TOGETHER)

    assert spread(closest) == len(TOGETHER)
    assert spread(first) <= spread(NAMES)
    assert backwards == closest[::-1]
    assert all(sorted(order) == sorted(NAMES) for order in (first, closest))


def test_where_nothing_belongs_together_the_order_stays() -> None:
    assert next(orders(NAMES, [("a",), ()])) == NAMES
    assert list(orders((), [])) == [(), (), ()]


def test_it_is_the_same_every_time() -> None:
    assert list(islice(orders(NAMES, TOGETHER), 3)) == list(islice(orders(NAMES, TOGETHER), 3))


def test_a_group_of_one_neither_holds_nor_pulls() -> None:
    names, together = tuple("abcd"), [("a", "d")]

    assert next(orders(names, [*together, ("a",)])) == next(orders(names, together)) == tuple("badc")


@pytest.mark.parametrize(
    ("order", "groups"),
    [("abcde", ["bd", "bc", "cd", "ae"]), ("abcde", ["ab", "ae", "cd", "bc"]), ("abcdef", ["af", "fc", "ce", "bd"])],
    ids=["the last is not the closest", "two are as close", "further on"],
)
def test_of_the_orders_on_the_way_the_first_of_the_closest_is_taken(order: str, groups: list[str]) -> None:
    ties = variable_order._Ties(groups)
    way = [list(order)]
    while len(way) <= variable_order.ROUNDS and (len(way) == 1 or way[-1] != way[-2]):
        way.append(ties.moved(way[-1]))

    assert variable_order._settled([*order], ties, variable_order.ROUNDS) == min(way, key=ties.spread)


def middle(order: list[str], group: frozenset[str]) -> float:
    return sum(map(order.index, group)) / len(group)


@given(st.permutations("abcdefgh"), st.lists(st.frozensets(st.sampled_from("abcdefgh")), max_size=9))
def test_names_are_sorted_by_the_mean_of_the_middles_of_their_groups(order: list[str], groups: list[frozenset[str]]) -> None:
    def pulled(name: str) -> tuple[float, int]:
        middles = [middle(order, group) for group in groups if name in group and len(group) > 1]
        return sum(middles) / len(middles) if middles else order.index(name), order.index(name)

    ties = variable_order._Ties(groups)

    assert ties.moved(order) == sorted(order, key=pulled)
    assert ties.spread(order) == sum(max(map(order.index, group)) - min(map(order.index, group)) for group in groups if group)
    assert ties.size == sum(len(group) for group in groups if len(group) > 1)


@given(st.permutations("abcdefgh"), st.lists(st.frozensets(st.sampled_from("abcdefgh")), max_size=9))
def test_the_others_are_the_same_where_the_first_was_found_before(names: list[str], groups: list[frozenset[str]]) -> None:
    first, *others = orders(names, groups)

    assert [*orders(names, groups, first)] == [first, *others]
    assert [*orders(names, groups, names)] == [tuple(names), *others]
