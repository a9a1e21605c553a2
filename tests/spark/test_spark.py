"""PySpark on a local session: slow, and not part of a plain run. `.ci/run` runs it: `python -m pytest -m spark -n 0 tests/spark`."""

import os
import shutil
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from carelevel.cohort import recommend
from carelevel.criteria_set import CriteriaSet, load
from carelevel.problems import CaseError
from tests.property.tables import COLUMNS, expected, in_polars, rows_for

pyspark_sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: pip install 'carelevel[spark]'", exc_type=ImportError)
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="there is no Java runtime"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    builder = pyspark_sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def people(session: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Any]:
    """People of whom more or less is known, as rows and as a PySpark dataframe."""
    rows = rows_for(load("adult-mental-health"), Random(7), 300)
    path = tmp_path_factory.mktemp("spark") / "people.parquet"
    in_polars(rows).write_parquet(path)
    return rows, session.read.parquet(str(path))


def test_spark_says_of_a_row_what_recommend_says(people: tuple[list[dict[str, Any]], Any], adult: CriteriaSet) -> None:
    rows, frame = people

    found = [row.asDict() for row in recommend(adult, frame, invalid="unknown").collect()]

    for row, answer in zip(rows, found, strict=True):
        want = expected(adult, row)
        if want is None:
            assert (answer["level"], answer["lowest"], answer["settled"]) == (None, None, False) or answer["problems"]
        else:
            assert tuple(answer[name] for name in COLUMNS) == want


def test_nothing_of_the_plan_runs_in_python(people: tuple[list[dict[str, Any]], Any], adult: CriteriaSet) -> None:
    """A function in Python would move every row out of the engine and back."""
    _, frame = people

    found = recommend(adult, frame, invalid="unknown")

    plan = found._jdf.queryExecution().toString()
    assert "FileScan parquet" in plan
    assert [word for word in ("Python", "MapInPandas", "MapInArrow", "PythonUDF", "EvalPython") if word in plan] == []


def test_bad_cells_are_named(session: Any, adult: CriteriaSet) -> None:
    frame = session.createDataFrame([(34, "hihg"), (500, None), (-3, "low")], "age int, suicide_risk string")

    with pytest.raises(CaseError) as refused:
        recommend(adult, frame)

    assert [(problem.code, problem.path) for problem in refused.value.problems] == [("unknown-value", ("suicide_risk",)), ("out-of-range", ("age",))]
