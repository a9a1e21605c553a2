"""Numbers in fixed point: whole numbers of steps inside, decimal numbers outside.

Every engine counts steps: with `step: 0.1` the number 5.5 is 55. Only here is one turned into the other, exactly. A float means the shortest decimal number
that is read as it, as JSON and YAML write it; floats are never compared.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd, isfinite, lcm
from numbers import Integral, Rational, Real
from typing import Any

MOST_DECIMALS = 4
"""The most digits of a step after the point. With these, and within the limits of a range, every number is written exactly by a float."""

ENDLESS = 10**30
"""Larger numbers are not printed: they may have more digits than there is memory."""


def exact(value: object) -> Fraction | None:
    """Return a number exactly as it is written, or None for what is no number; numbers beyond every range are cut to `ENDLESS`.

    >>> from decimal import Decimal
    >>> exact(0.1), exact(Decimal("2.50")), exact(3), exact(True), exact("0.1"), exact(float("inf"))
    (Fraction(1, 10), Fraction(5, 2), Fraction(3, 1), None, None, None)
    """
    if isinstance(value, bool | str | bytes):
        return None
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        if kind not in {"f", "i", "u", "O"} or bool(getattr(value, "mask", False)):
            return None
        # A number of few bits is written with few digits; as a plain number it would show digits that it does not have.
        value = Decimal(str(value)) if kind == "f" else value.item()
    try:
        return _exact(value)
    except (ValueError, OverflowError, ArithmeticError, TypeError):
        return None


def _exact(value: Any) -> Fraction | None:
    if isinstance(value, Decimal):
        return _of_decimal(value)
    if isinstance(value, Integral):
        return Fraction(max(-ENDLESS, min(int(value), ENDLESS)))
    if isinstance(value, Rational):
        return Fraction(value)
    return _of_decimal(Decimal(float.__repr__(float(value)))) if isinstance(value, Real) and isfinite(value) else None


def _of_decimal(value: Decimal) -> Fraction | None:
    if not value.is_finite():
        return None
    if value and value.adjusted() >= len(str(ENDLESS)) - 1:
        return Fraction(-ENDLESS if value.is_signed() else ENDLESS)
    if value and value.adjusted() < -len(str(ENDLESS)):
        # Nearer to 0 than any step: it lies between 0 and the step beside it, whatever its digits.
        return Fraction(-1 if value.is_signed() else 1, ENDLESS)
    return Fraction(value)


def steps_in(step: Decimal | None, number: Fraction) -> Fraction:
    """Return how many steps a number is; a whole one if it is no number between two steps.

    >>> from decimal import Decimal
    >>> steps_in(Decimal("0.1"), exact(5.5)), steps_in(Decimal("0.5"), exact(5.6))
    (Fraction(55, 1), Fraction(56, 5))
    """
    return number if step is None else number / Fraction(step)


def neighbors(steps: Fraction) -> tuple[int, int]:
    """Return the whole numbers of steps below and above a number between them."""
    return floor(steps), floor(steps) + 1


def number_of(step: Decimal | None, steps: int) -> int | float:
    """Return the number of so many steps, as it stands in cases, files and JSON.

    >>> from decimal import Decimal
    >>> number_of(Decimal("0.1"), 3), number_of(Decimal("0.5"), 4), number_of(Decimal(5), 4), number_of(None, 4)
    (0.3, 2.0, 20, 4)
    """
    if step is None:
        return steps
    number = step * steps
    return float(number) if decimals(step) else int(number)


def number_text(step: Decimal | None, steps: int) -> str:
    """Return the number of so many steps in writing, with as many digits after the point as the step has.

    >>> from decimal import Decimal
    >>> number_text(Decimal("0.1"), 40), number_text(Decimal("0.25"), -1), number_text(None, 40)
    ('4.0', '-0.25', '40')
    """
    return str(steps) if step is None else f"{step * steps:.{decimals(step)}f}"


def decimals(step: Decimal | None) -> int:
    """Return how many digits after the point the numbers of a step have."""
    exponent = 0 if step is None else step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def common_step(steps: Iterable[Decimal | None]) -> Decimal | None:
    """Return the greatest step of which each given one is a multiple; None means steps of 1, as a score without `step` has.

    >>> from decimal import Decimal
    >>> common_step([Decimal("0.5"), None]), common_step([Decimal("0.2"), Decimal("0.5")]), common_step([None, None]), common_step([Decimal(5), Decimal(10)])
    (Decimal('0.5'), Decimal('0.1'), None, Decimal('5'))
    """
    different = frozenset(steps)
    return None if different == {None} else _common_step(different)


@lru_cache(maxsize=1000)
def _common_step(steps: frozenset[Decimal | None]) -> Decimal | None:
    fractions = [Fraction(1) if step is None else Fraction(step) for step in steps]
    common = Fraction(gcd(*(each.numerator for each in fractions)), lcm(*(each.denominator for each in fractions)))
    # Steps have few decimals, so that the quotient is exact.
    return None if common == 1 else (Decimal(common.numerator) / Decimal(common.denominator)).normalize() + 0


def times_inside(step: Decimal | None, times: int, common: Decimal | None) -> int:
    """Return a factor of a score for its steps, in a sum that counts in a common step.

    >>> from decimal import Decimal
    >>> times_inside(None, 2, Decimal("0.5")), times_inside(Decimal("0.5"), 2, Decimal("0.5"))
    (4, 2)
    """
    return int(times * _size(step) / _size(common))


def times_written(step: Decimal | None, times: int, common: Decimal | None) -> int:
    """Return the factor that a file gives for one of `times_inside`."""
    return int(times * _size(common) / _size(step))


def step_ratio(step: Decimal | None, other: Decimal | None) -> tuple[int, int]:
    """Return how many times one step is another, as a quotient of two whole numbers.

    >>> from decimal import Decimal
    >>> step_ratio(None, Decimal("0.5")), step_ratio(Decimal("0.2"), Decimal("0.5"))
    ((2, 1), (2, 5))
    """
    return (_size(step) / _size(other)).as_integer_ratio()


def _size(step: Decimal | None) -> Fraction:
    return Fraction(1) if step is None else Fraction(step)
