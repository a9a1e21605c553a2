"""Columns of decimal numbers: read exactly in every type, refused between two steps, or known in part where a column says so."""

from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from carelevel.api import loads
from carelevel.cohort import recommend
from carelevel.cohort.columns import bind_columns
from carelevel.cohort.prepare import laid_out
from carelevel.cohort.summary import completed, counting
from carelevel.model.problems import CaseError

CRITERIA = loads("""
carelevel: 1
id: glucose
version: "1"
title: Glucose
levels: {low: {title: Low}, high: {title: High}}
facts: {glucose: {type: score, range: [-2, 990], step: 0.1}, dose: {type: score, range: [0, 5], step: 0.25, or_more: yes}}
criteria:
  - {id: glucose, suggests: high, when: {glucose: {under: 4}}, because: Glucose is low.}
  - {id: dose, suggests: high, when: {dose: {at_least: 5}}, because: The dose is high.}
""")
IN_PART = {"glucose": {"column": "glucose", "between_steps": "known_in_part"}}


def ranges(table: Any, **options: Any) -> list[tuple[Any, Any]]:
    found = recommend(CRITERIA, table, **options)
    frame = found if isinstance(found, pl.DataFrame) else pl.DataFrame(found)
    return list(zip(frame["lowest"].to_list(), frame["highest"].to_list(), strict=True))


def between_steps(table: Any) -> dict[str, int]:
    told = bind_columns(CRITERIA.definition, IN_PART, list(table.columns))
    laid = laid_out(CRITERIA, nw.from_native(table), told, untyped=True, knows=True)
    frame, counted = counting(laid)
    (row,) = frame.select(*counted).lazy().collect().rows(named=True)
    return dict(completed(laid, row).between_steps)


NUMBERS = [Decimal(text) for text in ("3.9", "4.0", "-1.5", "0.3", "989.9")]
LEVELS = [("high", "high"), ("low", "high"), ("high", "high"), ("high", "high"), ("low", "high")]


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame({"glucose": [float(each) for each in NUMBERS]}),
        pl.DataFrame({"glucose": [float(each) for each in NUMBERS]}, schema={"glucose": pl.Float32}),
        pl.DataFrame({"glucose": NUMBERS}, schema={"glucose": pl.Decimal(20, 6)}),
        pd.DataFrame({"glucose": [float(each) for each in NUMBERS]}),
        pd.DataFrame({"glucose": [float(each) for each in NUMBERS]}, dtype="float32"),
        pd.DataFrame({"glucose": NUMBERS}, dtype=object),
        pa.table({"glucose": pa.array(NUMBERS, pa.decimal128(10, 2))}),
    ],
    ids=lambda table: type(table).__module__,
)
def test_decimals_of_every_type_are_read_exactly(table: Any) -> None:
    assert ranges(table) == LEVELS


@pytest.mark.parametrize("made", [pl.DataFrame, lambda rows: pd.DataFrame(rows, dtype=object)], ids=["polars", "pandas"])
def test_text_is_read_digit_by_digit(made: Any) -> None:
    table = made({"glucose": ["+03.90", " 4 ", "-1.5", ".3", "989.900000", None]})

    assert ranges(table, untyped=True) == [*LEVELS, ("low", "high")]


def test_whole_numbers_are_steps_where_they_are_multiples() -> None:
    assert ranges(pl.DataFrame({"glucose": [3, 4, -2]})) == [("high", "high"), ("low", "high"), ("high", "high")]
    assert ranges(pl.DataFrame({"dose": [5, 4, 2**60]})) == [("high", "high"), ("low", "high"), ("high", "high")]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([3.95], "between-steps"),
        ([-0.05], "between-steps"),
        ([990.05], "out-of-range"),
        ([1e300], "out-of-range"),
        ([-1e300], "out-of-range"),
        ([2**62], "out-of-range"),
        ([-(2**62)], "out-of-range"),
        ([float("nan")], "wrong-type"),
        ([float("inf")], "wrong-type"),
        ([Decimal("3.9000001")], "between-steps"),
        (["3.95"], "between-steps"),
        (["-0.05"], "between-steps"),
        (["9" * 40], "out-of-range"),
        (["3,9"], "wrong-type"),
        ([True], "wrong-type"),
    ],
    ids=str,
)
@pytest.mark.slow
def test_what_is_no_step_is_a_problem_of_its_row(values: list[Any], problem: str) -> None:
    is_nan = str(values) == "[nan]"
    for table in (pl.DataFrame({"glucose": values}), pd.DataFrame({"glucose": values}, dtype=object)):
        found = recommend(CRITERIA, table, invalid="unknown", untyped=True)

        # In pandas, what is missing is no number.
        expected = [] if is_nan and isinstance(table, pd.DataFrame) else [f"glucose: {problem}"]
        assert [each if isinstance(each, str) else "; ".join(each) for each in found["problems"]] == ["; ".join(expected)], type(table)


@pytest.mark.parametrize(
    "values", [[3.95, 4.05, 3.85, 3.9], ["3.95", "4.051", "3.899", "3.9"], [Decimal("3.95"), Decimal("4.05"), Decimal("3.85"), Decimal("3.9")]]
)
def test_a_number_between_steps_is_one_of_its_neighbors_where_a_column_says_so(values: list[Any]) -> None:
    expected = [("low", "high"), ("low", "high"), ("high", "high"), ("high", "high")]

    for table in (pl.DataFrame({"glucose": values}), pd.DataFrame({"glucose": values}, dtype=object)):
        with pytest.raises(CaseError, match="between-steps: in 3 of 4 rows"):
            recommend(CRITERIA, table, untyped=True)
        assert ranges(table, untyped=True, columns=IN_PART) == expected
        assert between_steps(table) == {"glucose": 3}


FEW_BITS = """
carelevel: 1
id: few-bits
version: "1"
title: Few bits
levels: {low: {title: Low}, high: {title: High}}
facts: {number: {type: score, range: RANGE, step: STEP}}
criteria: [{id: all, suggests: high, when: {number: {at_least: BOUND}}, because: High.}]
"""


@pytest.mark.parametrize(
    ("dtype", "said", "told_apart", "unclear"),
    [
        (pl.Float32, {"RANGE": "[999.5, 1000.5]", "STEP": "0.001", "BOUND": "999.9"}, [999.501, 999.999], [1000.001, 1000.4]),
        (pl.Float16, {"RANGE": "[90, 110]", "STEP": "0.1", "BOUND": "95"}, [90.1, 99.9], [100.1, 109.9]),
    ],
    ids=["32", "16"],
)
def test_a_float_of_few_bits_with_many_digits_is_not_told_apart(dtype: Any, said: dict[str, str], told_apart: list[float], unclear: list[float]) -> None:
    text = FEW_BITS
    for key, word in said.items():
        text = text.replace(key, word)
    table = pl.DataFrame({"number": [*told_apart, *unclear]}, schema={"number": dtype})

    found = recommend(loads(text), table, invalid="unknown")

    assert found["problems"].to_list() == [[], [], ["number: between-steps"], ["number: between-steps"]]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"glucose": {"column": "glucose", "between_steps": "rounded"}}, "`between_steps` says what a number between two steps is, one of `refused`, `known_in_part`; found the text `rounded`"),
        ({"glucose": {"column": "glucose", "values": {"x": 3.95}}}, "`x` stands for the number `3.95`; `glucose` is a number in steps of 0.1, or null for unknown"),
        ({"glucose": {"column": "glucose", "values": {"x": "much"}}}, "`x` stands for the text `much`; `glucose` is a number in steps of 0.1, or null for unknown"),
    ],
)  # fmt: skip
def test_what_a_column_says_is_checked(columns: Any, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        recommend(CRITERIA, pl.DataFrame({"glucose": [4.0]}), columns=columns)

    assert [each.message for each in caught.value.problems] == [said]


def test_codes_stand_for_decimals() -> None:
    columns = {"glucose": {"column": "glucose", "values": {"LO": 3.9, "99": None}}}

    for table in (pl.DataFrame({"glucose": ["LO", "99", "4.0"]}), pd.DataFrame({"glucose": ["LO", "99", "4.0"]}, dtype=object)):
        assert ranges(table, untyped=True, columns=columns) == [("high", "high"), ("low", "high"), ("low", "high")]
