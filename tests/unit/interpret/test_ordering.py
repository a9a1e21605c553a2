"""The order in which diagrams ask about facts."""

from itertools import islice

from carelevel.interpret.ordering import orders

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
