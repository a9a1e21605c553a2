"""Every group as a quota: a number of parts, each of which has to be met or unmet."""

from collections.abc import Sequence
from typing import assert_never

from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, NoneOf, on_score
from carelevel.model.facts import Bands, Scalar, Value, domain, number_runs
from carelevel.model.truth import Truth, negate

Group = AllOf | AnyOf | NoneOf | CountOf | Holds

Wish = tuple[Condition, bool]
"""A condition that is wanted met, or unmet."""


def fulfilled(condition: Condition, wanted: bool, case: Case) -> Truth:
    """Return whether a condition is met, or unmet, as it is wanted."""
    truth = meaning(condition, case)
    return truth if wanted else negate(truth)


def need_of(group: Group, wanted: bool) -> tuple[int, tuple[Wish, ...]]:
    """Return how many of which parts have to be as wanted for a group to be as wanted."""
    match group:
        case AllOf(parts):
            return _need(len(parts) if wanted else 1, parts, wanted)
        case AnyOf(parts):
            return _need(1 if wanted else len(parts), parts, wanted)
        case NoneOf(parts):
            return _need(len(parts) if wanted else 1, parts, not wanted)
        case CountOf(parts, fewest, most) if fewest > 0 and most < len(parts):
            return _need(2 if wanted else 1, (CountOf(parts, fewest, len(parts)), CountOf(parts, 0, most)), wanted)
        case CountOf(parts, fewest, most) if most == len(parts):
            return _need(fewest if wanted else len(parts) - fewest + 1, parts, wanted)
        case CountOf(parts, _, most):
            return _need(len(parts) - most if wanted else most + 1, parts, not wanted)
        case Holds(named, expected):
            return _need(1, (named.when,), wanted is expected)
        case _:
            assert_never(group)


def _need(count: int, parts: Sequence[Condition], wanted: bool) -> tuple[int, tuple[Wish, ...]]:
    return count, tuple((part, wanted) for part in parts)


def in_points(fact: Scalar, values: frozenset[Value], wanted: bool) -> tuple[Scalar, frozenset[Value]]:
    """Return the values that an atom wants; for bands those of their score, where it can be said as one range of points."""
    needed = values if wanted else frozenset(domain(fact)) - values
    if not isinstance(fact, Bands):
        return fact, needed
    score = on_score(Among(fact, needed))
    return (score.fact, score.values) if len(number_runs(map(int, score.values))) < 2 else (fact, needed)
