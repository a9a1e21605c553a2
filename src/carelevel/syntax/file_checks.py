"""The checks on loading, each a function from a definition to problems."""

from collections.abc import Callable, Iterator

from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem
from carelevel.syntax.examples import examples_hold
from carelevel.syntax.orders import orders_agree
from carelevel.syntax.unused import unused_parts

Check = Callable[[Definition], Iterator[Problem]]

ON_LOADING: tuple[Check, ...] = (orders_agree, examples_hold, unused_parts)


def file_checks(definition: Definition) -> list[Problem]:
    """Return the problems of a definition beyond its shape and names."""
    return [problem for check in ON_LOADING for problem in check(definition)]
