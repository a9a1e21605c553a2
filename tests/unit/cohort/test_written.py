"""Numbers and truths in writing, in tables of all kinds: how codes meet cells, what is refused, and what is said then."""

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.cli.main import main
from carelevel.cohort import recommend
from carelevel.cohort.written import as_float, canonical, pattern, writing
from carelevel.model.problems import CaseError
from tests.profiles import IS_NIGHT
from tests.property.cells import SPELLINGS, TEXTS, number, truth
from tests.property.tables import ENGINES, back

SET = """
carelevel: 1
id: visits
version: "1"
title: Visits
levels: {home: {title: Home}, clinic: {title: Clinic}, ward: {title: Ward}}
facts:
  visits: {type: score, range: [0, 20], or_more: true}
  alone: {type: yes_no}
  mood: {type: scale, values: [good, low], worse: low}
  ills: {type: set, values: [asthma, gout]}
criteria:
  - {id: many, suggests: clinic, when: {visits: {at_least: 10}}, because: Many.}
  - {id: nobody, requires: ward, when: {alone: yes}, because: Alone.}
  - {id: gout, suggests: clinic, when: {ills: {includes: gout}}, because: Gout.}
  - {id: mood, suggests: clinic, when: {mood: low}, because: Low.}
"""
FRAMES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "polars": pl.DataFrame,
    "polars, lazily": pl.LazyFrame,
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


@pytest.fixture(scope="module")
def visits() -> CriteriaSet:
    return carelevel.loads(SET)


def met(criteria: CriteriaSet, engine: str, frame: Any, columns: Any = None, **options: Any) -> list[list[str]]:
    """Return what is met in each row, with its problems."""
    found = back(engine, recommend(criteria, frame, columns=columns, invalid="unknown", **options))
    return [[*row["met"], *row["problems"]] for row in found]


def refusal(criteria: CriteriaSet, frame: Any, columns: Any = None, **options: Any) -> CaseError:
    with pytest.raises(CaseError) as refused:
        recommend(criteria, frame, columns=columns, **options)
    return refused.value


@pytest.mark.parametrize("text", [*TEXTS, *(spelling for spelling in SPELLINGS if isinstance(spelling, str))])
@pytest.mark.parametrize("other", ["3", "9.5", "0.5", "99", "-3", "0", "1e2", "true", "x"])
def test_texts_are_written_in_one_way_exactly_when_they_are_the_same(text: str, other: str) -> None:
    is_same = number(text) == number(other) and truth(text) == truth(other) and (number(other) is not None or truth(other) is not None or text == other)

    assert (canonical(text) == canonical(other)) == is_same


def test_a_number_is_written_with_the_digits_that_its_bits_have() -> None:
    assert [writing(value) for value in (np.float32(9.9), np.float16(9.9), 9.9, Decimal("9.90"), 10**20, np.int8(3), np.True_)] == [
        *("9.9", "9.9", "9.9", "9.9", f"1{'0' * 20}", "3", "true")
    ]
    assert [writing(value) for value in (float("inf"), Decimal("NaN"), Decimal("1e999"), 10**500, None, [1], 1j, b"3")] == [None] * 8


def test_a_fraction_is_written_when_it_is_whole() -> None:
    from fractions import Fraction

    assert (writing(Fraction(6, 2)), writing(Fraction(1, 3))) == ("3", None)


def test_a_code_that_no_number_of_a_type_is_written_as_means_none() -> None:
    assert as_float("9.9", 32) == float(np.float32(9.9))
    assert (as_float("16777217", 32), as_float("1" * 50, 32), as_float("0.10000000149011612", 32), as_float("9" * 400, 64)) == (None, None, None, None)


def test_a_pattern_is_for_nothing_but_its_codes() -> None:
    import re

    assert [text for text in TEXTS if re.fullmatch(pattern(["99", "-3"]), text)] == [
        text for text in TEXTS if text.strip() == text and number(text) in {99, -3}
    ]


# The same rows, and the same codes, in every engine.


CODES = ("88", "88.0", "088", "+88", " 88 ", 88, 88.0, Decimal("88.00"), np.float32(88), np.int16(88))
CELLS = ([88.0, 12.0], [88, 12], ["88.0", "12"], ["088", "012"], ["+88", "+12"], [Decimal("88.0"), Decimal("12.0")])
WAYS = [
    (engine, code, cells)
    for (i, engine), (j, code), (k, cells) in product(*map(enumerate, (FRAMES, CODES, CELLS)))
    if IS_NIGHT or (i + j + k) % len(FRAMES) == 0
]
"""All together at night; otherwise every code with every kind of cell, with every engine, and every kind of cell with every engine."""


@pytest.mark.parametrize(("engine", "code", "cells"), WAYS)
def test_a_code_for_nothing_known_is_met_however_it_is_written(engine: str, code: Any, cells: list[Any], visits: CriteriaSet) -> None:
    """A code that is overlooked would count as that many visits."""
    frame = FRAMES[engine]({"visits": cells})

    assert met(visits, engine, frame, {"visits": {"column": "visits", "values": {code: None}}}, untyped=True) == [[], ["many"]]


@pytest.mark.parametrize("engine", FRAMES)
def test_words_that_are_not_numbers_are_compared_letter_by_letter(engine: str, visits: CriteriaSet) -> None:
    frame = FRAMES[engine]({"mood": ["1e2", "100", "1,0", "10", "A", "a"]})
    columns = {"mood": {"column": "mood", "values": {"1e2": "low", "1,0": "low", "A": "low", 10: "good", "a": "good"}}}

    assert met(visits, engine, frame, columns) == [["mood"], ["mood: unknown-value"], ["mood"], [], ["mood"], []]


@pytest.mark.parametrize("engine", FRAMES)
@pytest.mark.parametrize("untyped", [False, True])
def test_true_is_a_yes_and_never_a_score(engine: str, untyped: bool, visits: CriteriaSet) -> None:
    frame = FRAMES[engine]({"alone": [True, False, None], "visits": [True, False, None], "mood": [True, False, None]})

    # In pandas truths with a gap are objects, which are of no type.
    problems = ["mood: unknown-value" if engine == "pandas" else "mood: wrong-type", "visits: wrong-type"]
    assert met(visits, engine, frame, untyped=untyped) == [["nobody", *problems], problems, []]


def test_truths_of_numpy_are_truths(visits: CriteriaSet) -> None:
    truths = pd.Series([np.True_, np.False_, 1, None, np.float64("nan")], dtype=object)

    found = met(visits, "pandas", pd.DataFrame({"alone": truths, "visits": truths}))

    assert found == [["nobody", "visits: wrong-type"], ["visits: wrong-type"], ["alone: unknown-value"], [], []]
    for value in (True, np.True_, np.bool_(0)):
        assert visits.recommend({"alone": value}).settled is bool(value)
        with pytest.raises(CaseError, match="is a whole number from 0 to 20 or more; found `(true|false)`"):
            visits.recommend({"visits": value})


@pytest.mark.parametrize("engine", FRAMES)
def test_blank_text_is_unknown_unless_it_is_a_code(engine: str, visits: CriteriaSet) -> None:
    frame = FRAMES[engine]({"mood": ["", "  ", "\u00a0", "low"], "dx": ["", " ", "M10", "-"], "alone": ["", "  ", "yes", "no"]})
    columns = {"ills": {"column": "dx", "separator": ";", "empty": "-", "values": {"M10": "gout"}}, "alone": {"column": "alone", "values": {"": "yes"}}}

    for untyped in (False, True):
        found = met(visits, engine, frame, columns, untyped=untyped)

        assert found == [["nobody"], ["nobody"], ["nobody", "gout"], ["mood"]]


@pytest.mark.parametrize("engine", FRAMES)
def test_nothing_is_rounded(engine: str, visits: CriteriaSet) -> None:
    """A part of a number is no whole number, however small it is, and a number beyond every range is still one."""
    decimals = [Decimal("9.5"), Decimal("9.00000000000000000001"), Decimal(12), Decimal("0E-20"), Decimal(99999999999999999)]
    texts = ["9.5", "9.00000000000000000000000001", "12.000", "-0", "9" * 60]
    frame = FRAMES[engine]({"visits": decimals, "n": texts})

    assert met(visits, engine, frame) == [["visits: wrong-type"], ["visits: wrong-type"], ["many"], [], ["many"]]
    assert met(visits, engine, frame, {"visits": "n"}, untyped=True) == [["n: wrong-type"], ["n: wrong-type"], ["many"], [], ["many"]]


@pytest.mark.parametrize("engine", FRAMES)
@pytest.mark.parametrize("items", [[["01", "7"], ["2.0"], [], None, ["1", "01"]], [[1, 7], [2], [], None, [1, 1]], [[1.0, 7.0], [2.0], [], None, [1.0, 1.0]]])
def test_items_of_lists_are_compared_with_codes_as_cells_are(engine: str, items: list[Any], visits: CriteriaSet) -> None:
    frame = FRAMES[engine]({"ills": items})
    columns = {"ills": {"column": "ills", "values": {"1": "gout", "02": "gout", 7.0: "asthma"}}}

    assert met(visits, engine, frame, columns) == [["gout"], ["gout"], [], [], ["ills: unknown-value"]]


@pytest.mark.parametrize("engine", FRAMES)
def test_members_in_one_text_are_compared_with_codes_as_cells_are(engine: str, visits: CriteriaSet) -> None:
    frame = FRAMES[engine]({"ills": ["01 ; 7", "+2.0", "1;01", "x", "TRUE", "1;2"]})
    columns = {"ills": {"column": "ills", "separator": ";", "values": {"1": "gout", "02": "gout", 7.0: "asthma", True: "gout"}}}

    assert met(visits, engine, frame, columns) == [["gout"], ["gout"], ["ills: unknown-value"], ["ills: unknown-value"], ["gout"], ["gout"]]


# What is said of cells that are refused.


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"visits": pl.Series([3.5, 2], dtype=pl.Float16)}), "in 1 of 2 rows (row 1: `3.5`) the column `visits` (Float16)"),
        (pl.DataFrame({"visits": [1, None], "x": [b"", b""]}, schema={"visits": pl.Date, "x": pl.Binary}), "(row 1: `1970-01-02`) the column `visits` (Date)"),
        (pa.table({"visits": pa.array([9.5, 1], pa.float16())}), "(row 1: `9.5`) the column `visits` (halffloat)"),
        (pa.table({"visits": pa.RunEndEncodedArray.from_arrays([1, 3], [1.0, 9.5])}), "in 2 of 3 rows (row 2: `9.5`, row 3: `9.5`) the column `visits` (run_end"),
        (pa.table({"visits": pa.array(["two"], pa.string_view())}), "(row 1: `two`) the column `visits` (string_view)"),
        (pa.table({"visits": pa.array([b"2"], pa.binary_view())}), "(row 1: `b'2'`) the column `visits` (binary_view)"),
        (pa.table({"visits": pa.array([2, -9]).dictionary_encode()}), "(row 2: `-9`) the column `visits` (dictionary<values=int64"),
        (pd.DataFrame({"visits": pd.array([2, None, 200], dtype="UInt8"), "mood": [3, 4, 5]}), "(row 1: `3`, row 2: `4`, row 3: `5`) the column `mood` (int64)"),
        (pd.DataFrame({"visits": pd.Series([-1, 2], dtype="category")}), "(row 1: `-1`) the column `visits` (category)"),
        (pd.DataFrame({"visits": pd.Series([{}, "x", True, 2, -9], dtype=object)}), "(row 1: `{}`, row 2: `x`, row 3: `True`) the column `visits` (object)"),
        (pd.DataFrame({"ills": [["flu"], 3]}), "in 2 of 2 rows (row 1: `['flu']`, row 2: `3`) the column `ills` (object)"),
        (pd.DataFrame({"visits": pd.period_range("2026", periods=1, freq="Y")}), "(row 1: `2026`) the column `visits` (period[Y-DEC])"),
        (pd.DataFrame({"visits": pd.array([Decimal("9.5")], dtype=pd.ArrowDtype(pa.decimal128(5, 1)))}), "(row 1: `9.5`) the column `visits` (decimal128(5, 1)"),
        (pd.DataFrame({"visits": pd.arrays.SparseArray([0.5, np.nan])}), "in 1 of 2 rows (row 1: `0.5`) the column `visits` (Sparse[float64, nan])"),
        (duckdb.sql("SELECT '5'::JSON AS visits"), "in 1 of 1 rows (`5`) the column `visits` (JSON)"),
        (duckdb.sql("SELECT 1.5::DECIMAL(38, 3) AS visits"), "in 1 of 1 rows (`1.500`) the column `visits` (DECIMAL(38,3))"),
    ],
)  # fmt: skip
def test_a_refusal_shows_the_cell_as_it_is_and_names_its_type(frame: Any, said: str, visits: CriteriaSet) -> None:
    assert said in str(refusal(visits, frame))


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("1,5", "write digits, with a point before a part: no comma, no space"),
        ("1.000,5", "write digits, with a point before a part: no comma, no space"),
        ("1 000", "write digits, with a point before a part: no comma, no space"),
        ("1e2", "write the number in full: with an exponent it is a text"),
        ("two", 'correct them, or count them as unknown: invalid="unknown"'),
    ],
)
def test_a_number_that_is_written_otherwise_is_refused_with_what_to_write(cell: str, hint: str, visits: CriteriaSet) -> None:
    (problem,) = refusal(visits, pl.DataFrame({"visits": [cell]}), untyped=True).problems

    assert (problem.code, (problem.hint or "").partition(";")[0]) == ("wrong-type", hint)


def test_where_text_has_a_type_a_number_in_it_is_refused_with_what_to_do(visits: CriteriaSet) -> None:
    (problem,) = refusal(visits, pl.DataFrame({"visits": ["12"]})).problems

    assert (
        problem.hint == 'make it a column of numbers; in Python, untyped=True reads text as numbers; correct them, or count them as unknown: invalid="unknown"'
    )


# Names and codes that cannot be told apart.


def test_names_of_columns_may_be_numbers(visits: CriteriaSet) -> None:
    frame = pd.DataFrame([[12, "low"], [3, "good"]])

    assert met(visits, "pandas", frame, {"visits": 0, "mood": {"column": "1"}}) == [["many", "mood"], []]
    assert list(recommend(visits, frame, columns={"visits": 0}).columns)[:3] == [0, 1, "level"]


def test_names_of_several_parts_are_refused(visits: CriteriaSet) -> None:
    (problem,) = refusal(visits, pd.DataFrame({("visits", "sum"): [1], ("visits", "mean"): [1]})).problems

    assert (problem.code, problem.message) == (
        "wrong-type",
        "the names of the table's columns have several parts, such as `('visits', 'sum')`; a name must be one text",
    )


@pytest.mark.parametrize("values", [{"9": None, "9.0": 3}, {9: None, "+09": 0}, {True: 1, "TRUE": 2}, {" n/a": None, "n/a ": 0}])
def test_codes_that_are_the_same_and_stand_for_different_things_are_refused(values: dict[Any, Any], visits: CriteriaSet) -> None:
    (problem,) = refusal(visits, pl.DataFrame({"visits": [1]}), {"visits": {"column": "visits", "values": values}}).problems

    assert problem.code == "contradiction"
    assert "are the same in a cell" in problem.message


def test_codes_that_are_the_same_may_stand_for_the_same_thing(visits: CriteriaSet) -> None:
    columns = {"visits": {"column": "visits", "values": {"9": None, "9.0": None}}}

    assert met(visits, "polars", pl.DataFrame({"visits": [9, 12]}), columns) == [[], ["many"]]


@pytest.mark.parametrize("key", [float("nan"), None, (1, 2), float("inf")])
def test_what_no_cell_is_written_as_is_no_code(key: Any, visits: CriteriaSet) -> None:
    (problem,) = refusal(visits, pl.DataFrame({"visits": [1]}), {"visits": {"column": "visits", "values": {key: None}}}).problems

    assert (problem.code, problem.message.partition(";")[0]) == ("wrong-type", "what stands in a column is a text, a number, or true or false")


def test_a_file_without_types_is_read_by_the_same_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "set.yaml").write_text(SET, encoding="utf-8")
    (tmp_path / "columns.yaml").write_text('columns:\n  visits: {column: visits, values: {"77": null}}\n', encoding="utf-8")
    (tmp_path / "people.csv").write_text("visits\n77.0\n077\n+77\n 77 \n12.0\n", encoding="utf-8")

    code = main(["cohort", str(tmp_path / "people.csv"), "--criteria", str(tmp_path / "set.yaml"), "--columns", str(tmp_path / "columns.yaml"), "--out", "-"])

    assert code == 0
    assert [line.rsplit(",")[-4] for line in capsys.readouterr().out.splitlines()[1:]] == [*['""'] * 4, "many"]


def test_every_engine_of_other_tests_is_here() -> None:
    assert {engine for engine in ENGINES if engine != "pandas on arrow"} == set(FRAMES)
