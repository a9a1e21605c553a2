"""Drawn sets, cases and rows in steps: each whole number of a score or a sum, wherever it stands, as so many steps of a tenth, a half or another size.

A set in steps says of everybody what the set in whole numbers says, so that the oracle, which counts whole numbers, is asked about that one.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from carelevel.model.numbers import exact, number_of, number_text, steps_in
from tests.property.oracle import NEVER, Plain, has_never, kind_of
from tests.property.tables import Row

STEPS = ("0.1", "0.5", "0.25", "0.01", "0.0001", "2.5", "5", "0.3")
steps = st.sampled_from(STEPS).map(Decimal)
perhaps_steps = st.one_of(st.none(), steps)
"""None for whole numbers, as they are drawn."""


def in_steps(criteria: Plain, step: Decimal | None) -> Plain:
    """Return a set whose whole numbers are so many steps; the same set for None."""
    if step is None:
        return criteria
    made = in_numbers(criteria, criteria, step)
    for name, fact in made["facts"].items():
        if fact["type"] == "score":
            fact |= {"range": [number_of(step, bound) for bound in criteria["facts"][name]["range"]], "step": number_of(step, 1)}
    for name, fact in made["derived"].items():
        if "bands" in fact and kind_of(criteria, fact["bands"]["of"]) in {"score", "sum"}:
            fact["bands"] = {
                label: bound if isinstance(bound, str) else [n if isinstance(n, str) else number_of(step, n) for n in bound]
                for label, bound in criteria["derived"][name]["bands"].items()
            }
    return made


def in_numbers(criteria: Plain, plain: Any, step: Decimal | None) -> Any:
    """Return plain data with each whole number that is said of a score or a sum as so many steps; the same data for None."""
    return plain if step is None else _said(criteria, plain, lambda number: number_of(step, int(number)))


def in_whole_numbers(criteria: Plain, plain: Any, step: Decimal | None) -> Any:
    """Return plain data with each number that is said of a score or a sum as how many steps it is; `criteria` is the set in whole numbers."""
    return plain if step is None else _said(criteria, plain, lambda number: int(steps_in(step, exact(number) or Fraction())))


def rows_in_steps(criteria: Plain, rows: list[Row], step: Decimal | None) -> list[Row]:
    """Return rows of a table with each number of a score in steps; the same rows for None. A column in which some are `never` has its numbers as texts."""
    return rows if step is None else [in_numbers(criteria, {name: _cell(criteria, name, value, step) for name, value in row.items()}, step) for row in rows]


def _cell(criteria: Plain, name: str, value: Any, step: Decimal) -> Any:
    is_text = isinstance(value, str) and value != NEVER and name in criteria["facts"] and kind_of(criteria, name) == "score" and has_never(criteria, name)
    return number_text(step, int(value)) if is_text else value


def _said(criteria: Plain, plain: Any, written: Callable[[Any], Any]) -> Any:
    if isinstance(plain, list | tuple):
        return [_said(criteria, each, written) for each in plain]
    if not isinstance(plain, dict):
        return plain
    return {key: _numbers(value, written) if _is_number(criteria, key, value) else _said(criteria, value, written) for key, value in plain.items()}


def _is_number(criteria: Plain, name: str, value: Any) -> bool:
    is_declared = isinstance(value, dict) and not value.keys().isdisjoint(("type", "sum", "bands"))
    return not is_declared and name in {*criteria["facts"], *criteria["derived"]} and kind_of(criteria, name) in {"score", "sum"}


def _numbers(value: Any, written: Callable[[Any], Any]) -> Any:
    """Return what is said of a number, with each number written anew."""
    if isinstance(value, dict):
        return {key: _numbers(each, written) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(each, written) for each in value]
    return value if value is None or isinstance(value, bool | str) else written(value)
