"""Tables as people have them: other names, other words, odd types; and what is said of cells that hold nothing a fact can be."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import carelevel
from carelevel.answers import formulas
from carelevel.api import CriteriaSet
from carelevel.cohort import recommend
from carelevel.logic import automaton as automata
from carelevel.model.problems import CaseError

PLAIN = """
carelevel: 1
id: plain
version: "1"
title: Plain
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
facts:
  risk: {type: scale, values: [none, low, high], worse: high}
  score: {type: score, range: [0, 27], worse: high}
  weeks: {type: score, range: [0, 52], or_more: true}
  works: {type: yes_no}
  has: {type: set, values: [ocd, ptsd]}
derived:
  band: {bands: {of: score, mild: [0, 9], severe: [10, 27]}}
  total: {sum: [weeks, {of: score, times: -1}]}
criteria:
  - {id: high-risk, requires: inpatient, when: {risk: high}, because: Danger.}
  - {id: severe, suggests: iop, when: {band: severe}, because: Severe.}
  - {id: duties, limits_to: outpatient, when: {works: yes, has: {excludes: ocd}}, because: Work.}
  - {id: long, suggests: inpatient, when: {total: {at_least: 40}}, because: Long.}
"""
Made = Callable[[dict[str, list[Any]]], Any]
KINDS: dict[str, Made] = {
    "polars": lambda columns: pl.DataFrame(columns, strict=False),
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


@pytest.fixture(scope="module")
def plain() -> CriteriaSet:
    return carelevel.loads(PLAIN)


def column(frame: Any, name: str) -> list[Any]:
    """Return a column as a list, with every missing value as None."""
    found = nw.from_native(frame).select(name)
    values = (found.collect() if isinstance(found, nw.LazyFrame) else found)[name].to_list()
    return [None if not isinstance(value, list) and value != value else value for value in values]


def refusal(criteria: CriteriaSet, frame: Any, **options: Any) -> list[str]:
    with pytest.raises(CaseError) as refused:
        recommend(criteria, frame, **options)
    return [f"{problem.code}: {problem.message}" for problem in refused.value.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_comes_back_as_it_was_with_its_answers(kind: str, plain: CriteriaSet) -> None:
    table = KINDS[kind]({"who": [3, 1, 2], "risk": ["high", None, "low"], "score": [4, 12, 12], "works": ["no", "no", "yes"], "weeks": [0, 0, 0]})

    found = recommend(plain, table)

    assert type(found) is type(table)
    assert column(found, "who") == [3, 1, 2]
    assert column(found, "level") == ["inpatient", None, None]
    assert column(found, "lowest") == ["inpatient", "iop", "outpatient"]
    assert column(found, "highest") == ["inpatient", "inpatient", "iop"]
    assert column(found, "settled") == [True, False, False]
    assert column(found, "met") == [["high-risk"], ["severe"], ["severe"]] if kind != "pandas" else ["high-risk", "severe", "severe"]


def test_a_lazy_table_stays_lazy(plain: CriteriaSet) -> None:
    """Nothing is computed behind the user's back."""

    def refuse(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("computed")

    lazy = pl.LazyFrame({"risk": ["high"]}).map_batches(refuse, schema={"risk": pl.String})

    found = recommend(plain, lazy, invalid="unknown")

    assert isinstance(found, pl.LazyFrame)


def test_rows_of_pandas_keep_their_index(plain: CriteriaSet) -> None:
    table = pd.DataFrame({"risk": ["high", "low", None]}, index=[7, 7, 3])

    found = recommend(plain, table)

    assert list(found.index) == [7, 7, 3]
    assert column(found, "lowest") == ["inpatient", "outpatient", "outpatient"]


def test_columns_can_have_other_names_and_other_words(plain: CriteriaSet) -> None:
    table = pl.DataFrame({"PHQ9_TOTAL": [12, 99, 3], "EMPLOYED": [1, 0, 9], "RISK": ["H", "L", "?"]})
    columns = {
        "score": {"column": "PHQ9_TOTAL", "values": {99: None}},
        "works": {"column": "EMPLOYED", "values": {1: "yes", 0: "no", 9: None}},
        "risk": {"column": "RISK", "values": {"H": "high", "L": "low", "?": None}},
    }

    found = recommend(plain, table, columns=columns)

    cases = [{"score": 12, "works": "yes", "risk": "high"}, {"works": "no", "risk": "low"}, {"score": 3}]
    assert column(found, "lowest") == [plain.recommend(case).lowest for case in cases]
    assert column(found, "highest") == [plain.recommend(case).highest for case in cases]


def test_a_file_can_say_which_column_is_which(plain: CriteriaSet, tmp_path: Any) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text('columns:\n  risk: {column: RISK, values: {H: high}}\n  works: {column: JOB, values: {"1": yes, "0": no}}\n', encoding="utf-8")

    found = recommend(plain, pl.DataFrame({"RISK": ["H"], "JOB": [1]}), columns=path)

    assert column(found, "level") == ["inpatient"]


def test_problems_of_such_a_file_have_their_places(plain: CriteriaSet, tmp_path: Any) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text("columns:\n  rsik: RISK\n  works: {column: JOBS}\n", encoding="utf-8")

    with pytest.raises(CaseError) as refused:
        recommend(plain, pl.DataFrame({"RISK": ["H"], "JOB": [1]}), columns=path)

    assert [(problem.code, problem.place.line if problem.place else 0) for problem in refused.value.problems] == [("unknown-fact", 2), ("unknown-key", 3)]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ({"has": [["ocd"], [], ["ptsd", "ocd"], None]}, None),
        ({"has_ocd": ["yes", "no", "yes", None], "has_ptsd": ["no", "no", "yes", None]}, None),
        ({"has_ocd": [True, False, True, None], "has_ptsd": [False, False, True, None]}, None),
        ({"DX": ["F42", "-", "F43.1; F42", None]}, {"has": {"column": "DX", "separator": ";", "empty": "-", "values": {"F42": "ocd", "F43.1": "ptsd"}}}),
        ({"A": [1, 0, 1, None]}, {"has": {"members": {"ocd": {"column": "A", "values": {"1": "yes", "0": "no"}}}}}),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_a_set_is_given_in_several_ways(kind: str, table: dict[str, list[Any]], columns: Any, plain: CriteriaSet) -> None:
    told = {"score": [12] * 4, "works": ["yes"] * 4, "risk": ["none"] * 4, "weeks": [0] * 4} | table

    found = recommend(plain, KINDS[kind](told), columns=columns)

    assert column(found, "highest") == ["iop", "outpatient", "iop", "iop"]
    assert column(found, "settled") == [True, True, True, False]


BAD = {"risk": ["hihg", "low", None, "low"], "score": [28.0, 3.5, float("nan"), 2.0], "works": ["yes", "no", "maybe", None]}


def test_bad_cells_are_named_with_rows_and_with_what_is_allowed(plain: CriteriaSet) -> None:
    assert refusal(plain, pl.DataFrame(BAD)) == [
        "unknown-value: in 1 of 4 rows (row 1: `hihg`) the column `risk` (String) holds no value of `risk`; allowed is `none`, `low`, `high`",
        "unknown-value: in 1 of 4 rows (row 3: `maybe`) the column `works` (String) holds no value of `works`; allowed is `yes`, `no`",
        "wrong-type: in 2 of 4 rows (row 2: `3.5`, row 3: `nan`) the column `score` (Float64) holds no value of `score`; allowed is a whole number from 0 to 27",
        "out-of-range: in 1 of 4 rows (row 1: `28.0`) the column `score` (Float64) holds no value of `score`; allowed is 0 to 27",
    ]


def test_bad_cells_can_count_as_unknown_and_no_row_is_lost(plain: CriteriaSet) -> None:
    found = recommend(plain, pl.DataFrame(BAD), invalid="unknown")

    assert column(found, "problems") == [
        ["risk: unknown-value", "score: out-of-range"],
        ["score: wrong-type"],
        ["works: unknown-value", "score: wrong-type"],
        [],
    ]
    cases = [{"works": "yes"}, {"risk": "low", "works": "no"}, {}, {"risk": "low", "score": 2}]
    assert column(found, "lowest") == [plain.recommend(case).lowest for case in cases]
    assert column(found, "highest") == [plain.recommend(case).highest for case in cases]


def test_what_pandas_writes_for_missing_is_missing(plain: CriteriaSet) -> None:
    """Whole numbers become fractions beside a missing one, and a missing word is a number that is none."""
    table = pd.DataFrame({"score": [12, None, 3], "risk": ["high", None, float("nan")], "works": [True, None, False]})

    found = recommend(plain, table)

    cases = [{"score": 12, "risk": "high", "works": True}, {}, {"score": 3, "works": False}]
    assert column(found, "lowest") == [plain.recommend(case).lowest for case in cases]
    assert column(found, "highest") == [plain.recommend(case).highest for case in cases]


@pytest.mark.parametrize(
    "scores",
    [
        pl.Series([12, 3], dtype=pl.Int8),
        pl.Series([12, 3], dtype=pl.UInt64),
        pl.Series([12.0, 3.0], dtype=pl.Float32),
        pl.Series([Decimal("12.0"), Decimal("3.0")], dtype=pl.Decimal(10, 1)),
    ],
)
@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow", "duckdb"])
@pytest.mark.slow
def test_a_whole_number_may_be_of_any_type(engine: str, scores: pl.Series, plain: CriteriaSet) -> None:
    table = pl.DataFrame({"score": scores, "risk": ["none", "none"], "works": ["no", "no"], "weeks": [0, 0]})
    frame = {"polars": lambda: table, "pandas": table.to_pandas, "pyarrow": table.to_arrow, "duckdb": lambda: duckdb.from_arrow(table.to_arrow())}[engine]()

    assert column(recommend(plain, frame), "level") == ["iop", "outpatient"]


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["high", "none", "low"])])
def test_the_order_of_categories_is_not_the_order_of_a_scale(dtype: Any, plain: CriteriaSet) -> None:
    table = pl.DataFrame({"risk": pl.Series(["high", "low", None], dtype=pl.String).cast(dtype)})

    for frame in (table, table.to_pandas(), table.to_arrow()):
        assert column(recommend(plain, frame), "lowest") == ["inpatient", "outpatient", "outpatient"]


def test_more_than_the_highest_is_the_highest_where_it_means_or_more(plain: CriteriaSet) -> None:
    table = pl.DataFrame({"weeks": [400], "score": [0], "risk": ["none"], "works": ["no"]})

    assert column(recommend(plain, table), "level") == [plain.recommend({"weeks": 400, "score": 0, "risk": "none", "works": "no"}).level] == ["inpatient"]


def test_a_band_may_stand_in_place_of_its_score(plain: CriteriaSet) -> None:
    table = pl.DataFrame({"band": ["severe", "mild", None, "mild"], "score": [None, None, 12, 12], "risk": ["none"] * 4, "works": ["no"] * 4, "weeks": [0] * 4})

    found = recommend(plain, table, invalid="unknown")

    assert column(found, "level") == ["iop", "outpatient", "iop", None]
    assert column(found, "problems") == [[], [], [], ["score and band: contradiction"]]


def test_text_means_numbers_only_where_that_is_said(plain: CriteriaSet) -> None:
    table = pl.DataFrame({"score": ["12", " 3.0 ", "", "twelve"], "works": ["TRUE", "no", None, "no"]})

    assert len(refusal(plain, table)) == 2
    assert refusal(plain, table, untyped=True) == [
        "wrong-type: in 1 of 4 rows (row 4: `twelve`) the column `score` (String) holds no value of `score`; allowed is a whole number from 0 to 27"
    ]
    cases = [{"score": 12, "works": True}, {"score": 3, "works": "no"}, {}, {"works": "no"}]
    found = recommend(plain, table, untyped=True, invalid="unknown")
    assert column(found, "highest") == [plain.recommend(case).highest for case in cases]


def test_a_column_whose_name_is_nearly_a_fact_s_is_not_passed_over(plain: CriteriaSet) -> None:
    """A fact that is dropped unseen would be unknown in every row."""
    assert refusal(plain, pl.DataFrame({"Risk": ["high"], "score": [3]})) == ["unknown-key: the column `Risk` is not read, and a fact is called `risk`"]
    assert column(recommend(plain, pl.DataFrame({"Risk": ["high"], "score": [3]}), columns={"risk": None}), "highest") == ["inpatient"]


def test_a_table_without_any_fact_is_refused(plain: CriteriaSet) -> None:
    assert refusal(plain, pl.DataFrame({"a": [1]}))[0].startswith("unknown-fact: no column of the table has the name of a fact")


def test_added_columns_do_not_replace_others(plain: CriteriaSet) -> None:
    table = pl.DataFrame({"risk": ["high"], "level": ["mine"]})

    assert refusal(plain, table) == ["name-clash: the table already has columns with the names that are added: `level`"]
    assert column(recommend(plain, table, prefix="said_"), "said_level") == ["inpatient"]


@pytest.mark.parametrize("name", ["__carelevel_low_risk", "__CARELEVEL_flag_risk"])
def test_columns_named_like_those_made_on_the_way_are_refused(plain: CriteriaSet, name: str) -> None:
    """DuckDB would read them in place of its own, without a word."""
    table = pl.DataFrame({"risk": ["high"], name: [1]})

    for frame in (table, table.lazy(), table.to_pandas(), duckdb.from_arrow(table.to_arrow())):
        assert refusal(plain, frame) == [f"name-clash: the table has columns whose names carelevel uses while it works: `{name}`"]


def test_an_empty_table_is_answered(plain: CriteriaSet) -> None:
    found = recommend(plain, pl.DataFrame({"risk": []}, schema={"risk": pl.String}))

    assert found.height == 0
    assert "level" in found.columns


def test_other_things_than_dataframes_are_refused(plain: CriteriaSet) -> None:
    with pytest.raises(TypeError, match="a table is a dataframe of `Polars`, `pandas`, `PyArrow`, `DuckDB relations`, `PySpark`; found something else"):
        recommend(plain, {"risk": ["high"]})


def test_numbers_that_duckdb_may_have_cut_off_are_refused(plain: CriteriaSet) -> None:
    """DuckDB looks at a sample of a column of Python objects, and reads a 12.5 outside of the sample as 12."""
    objects = pd.DataFrame({"score": pd.Series([12, 12.5, *[12] * 1_998], dtype=object)})
    assert duckdb.from_df(objects).fetchall()[1] == (12,)

    for relation in (duckdb.from_df(objects), duckdb.from_df(objects).filter("score > 3")):
        (problem,) = refusal(plain, relation)
        assert problem == "wrong-type: DuckDB reads `score` from a pandas dataframe as whole numbers, and may have cut off their parts: 12.5 becomes 12"
    floats = duckdb.from_df(objects.assign(score=objects["score"].astype(float)))
    assert refusal(plain, floats)[0].startswith("wrong-type: in 1 of 2,000 rows (`12.5`) the column `score` (DOUBLE)")
    assert refusal(plain, objects)[0].startswith("wrong-type: in 1 of 2,000 rows (row 2: `12.5`) the column `score` (object)")


@pytest.mark.parametrize(
    "relation",
    [
        lambda: duckdb.from_df(pd.DataFrame({"score": [12, 3]})),
        lambda: duckdb.from_df(pd.DataFrame({"score": pd.Series([12, 3], dtype=object)})).project("score::BIGINT AS score"),
        lambda: duckdb.sql("SELECT 12 AS score UNION ALL SELECT 3"),
    ],
    ids=["whole numbers", "said to be whole", "no dataframe"],
)
def test_whole_numbers_that_duckdb_cannot_have_cut_off_are_answered(plain: CriteriaSet, relation: Any) -> None:
    assert len(column(recommend(plain, relation()), "level")) == 2


def test_a_set_too_large_to_lay_out_gives_a_sound_range_and_says_so(adult: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"age": 40, "suicide_risk": "imminent"}, {"age": 40, "symptom_severity": "severe", "weekly_therapy": "not_enough"}, {"age": 12}]
    table = pl.DataFrame(rows, infer_schema_length=None)
    exact = recommend(adult, table).to_dicts()
    monkeypatch.setattr(formulas, "MOST_QUESTIONS", 1)
    monkeypatch.setattr(automata, "MOST_MADE", 1)

    found = recommend(adult, table).to_dicts()

    order = [*adult.levels]
    for row, said, true in zip(rows, found, exact, strict=True):
        decision = adult.decide(row)
        assert (said["lowest"], said["highest"]) == (decision.lowest, decision.highest)
        assert true["lowest"] is None or order.index(said["lowest"]) <= order.index(true["lowest"])
    assert [row["exact"] for row in exact] == [True, True, True]
    assert found[1]["exact"] is False


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame({"risk": [None, None], "score": [None, None], "has": [None, None], "works": [None, None]}),
        pa.table({"risk": pa.nulls(2), "score": pa.nulls(2), "has": pa.nulls(2), "works": pa.nulls(2)}),
        pd.DataFrame({"risk": [None, None], "score": [None, None], "has": [None, None], "works": [None, None]}),
        duckdb.sql("SELECT NULL AS risk, NULL AS score, NULL AS has, NULL AS works UNION ALL SELECT NULL, NULL, NULL, NULL"),
    ],
    ids=KINDS,
)
def test_empty_columns_are_unknown(table: Any, plain: CriteriaSet) -> None:
    found = recommend(plain, table)

    assert column(found, "lowest") == ["outpatient", "outpatient"]
    assert column(found, "highest") == ["inpatient", "inpatient"]


def test_types_that_no_fact_has_are_refused_cell_by_cell(plain: CriteriaSet) -> None:
    dates = pl.Series(["2026-01-01", None]).str.to_date()
    table = pl.DataFrame({"risk": dates, "score": [True, None], "has": [[1], None], "works": [["yes"], None]})

    for frame in (table, table.to_pandas(), table.to_arrow(), duckdb.from_arrow(table.to_arrow())):
        # pandas keeps lists as objects, which are no type of their own.
        codes = {line.partition(":")[0] for line in refusal(plain, frame)}
        assert codes == ({"wrong-type", "unknown-value"} if isinstance(frame, pd.DataFrame) else {"wrong-type"})
        assert len(refusal(plain, frame)) == 4
        assert column(recommend(plain, frame, invalid="unknown"), "highest") == ["inpatient", "inpatient"]


def test_infinity_is_no_number_of_weeks(plain: CriteriaSet) -> None:
    """Not even where larger values are taken as the highest."""
    table = pl.DataFrame({"weeks": [float("inf"), float("-inf"), 1e300]})

    for frame in (table, table.to_pandas(), table.to_arrow(), duckdb.from_arrow(table.to_arrow())):
        assert column(recommend(plain, frame, invalid="unknown"), "highest")[:2] == ["inpatient", "inpatient"]
        assert len(refusal(plain, frame)) == 1


def test_objects_of_pandas_are_read_one_by_one(plain: CriteriaSet) -> None:
    """A column of Python objects can hold anything."""
    table = pd.DataFrame(
        {
            "score": pd.Series([12, "12", True, None, 3.0], dtype=object),
            "works": pd.Series([True, "no", 1, None, "yes"], dtype=object),
            "has": pd.Series([["ocd"], "ocd", None, {"ptsd"}, []], dtype=object),
        }
    )

    found = recommend(plain, table, invalid="unknown")

    assert [text or "" for text in column(found, "problems")] == [
        "",
        "has: unknown-value;score: wrong-type",
        "works: unknown-value;score: wrong-type",
        "",
        "",
    ]
    cases = [{"score": 12, "works": True, "has": ["ocd"]}, {"works": "no"}, {}, {"has": ["ptsd"]}, {"score": 3, "works": "yes", "has": []}]
    assert column(found, "highest") == [plain.recommend(case).highest for case in cases]


@pytest.mark.parametrize(
    "wrong", [{"score": 3}, {"score": {"colum": "a"}}, {"works": {"column": "a", "values": ["yes"]}}, {"has": {"members": {"odc": "a"}}}, {"nothing": "a"}]
)
def test_a_mapping_that_cannot_be_read_is_refused(wrong: Any, plain: CriteriaSet) -> None:
    assert refusal(plain, pl.DataFrame({"a": [1], "risk": ["low"]}), columns=wrong)
