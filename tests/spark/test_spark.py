"""PySpark on a local session: slow, and not part of a plain run. `.ci/run` runs it: `python -m pytest -m spark -n 0 tests/spark`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from carelevel.api import CriteriaSet, load, loads
from carelevel.cohort import recommend
from carelevel.model.problems import CaseError
from tests.property.tables import COLUMNS, documented, documented_in, expected, in_polars, rows_for

pyspark_sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: pip install '.[spark]'", exc_type=ImportError)
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


PLAIN = """
carelevel: 1
id: plain
version: "1"
title: Plain
applies_when: {age: {at_least: 18}}
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
services: {erp: ERP, skills: Skills}
facts:
  age: {type: score, range: [0, 120], or_more: true}
  risk: {type: scale, values: [none, low, high], worse: high}
  harm: {type: scale, values: [none, low, high], worse: high}
  score: {type: score, range: [0, 27], worse: high}
  weeks: {type: score, range: [0, 52], or_more: true}
  tried: {type: choice, values: [never, helping, not_enough]}
  works: {type: yes_no}
  has: {type: set, values: [ocd, ptsd, bipolar]}
derived:
  band: {bands: {of: score, mild: [0, 9], severe: [10, 27]}}
  total: {sum: [weeks, {of: score, times: -1}]}
  worst: {worst: [risk, harm]}
impossible:
  - {id: no-weeks, when: {tried: never, weeks: {at_least: 1}}, because: Weeks are counted for someone who tried.}
criteria:
  - {id: high-risk, requires: inpatient, when: {worst: high}, because: Danger.}
  - {id: severe, suggests: iop, when: {at_least: {count: 2, of: [{band: severe}, {tried: not_enough}, {has: {includes_any: [ocd, ptsd]}}]}}, because: Severe.}
  - {id: duties, limits_to: outpatient, when: {works: yes, has: {excludes: ocd}}, because: Work.}
  - {id: long, suggests: inpatient, when: {total: {at_least: 40}}, because: Long.}
  - {id: ocd-needs-erp, adds: [erp], when: {has: {includes: ocd}}, because: OCD.}
  - {id: skills, adds: [skills], when: {none: [{has: {includes: bipolar}}, {risk: none}]}, because: Skills.}
documentation:
  - {id: plan, for: iop, when: {weeks: {at_least: 8}}, needs: {works: yes}, because: A plan.}
  - {id: certificate, for: {at_least: iop}, needs: {tried: not_enough}, because: A certificate.}
"""


@pytest.mark.parametrize("seed", [2, 3])
def test_spark_reads_derived_facts_and_sets_and_bands_as_recommend_does(seed: int, session: Any, tmp_path: Path) -> None:
    """Sums, bands beside their scores, the worst of several, counts, sets in either form, and a combination that is declared impossible."""
    criteria = loads(PLAIN)
    rows = rows_for(criteria, Random(seed), 150)
    in_polars(rows).write_parquet(tmp_path / "people.parquet")

    found = recommend(criteria, session.read.parquet(str(tmp_path / "people.parquet")), invalid="unknown").collect()
    polars = recommend(criteria, in_polars(rows), invalid="unknown").to_dicts()

    assert sum(not answer["problems"] for answer in polars) > 50
    for row, answer, other in zip(rows, found, polars, strict=True):
        assert {name: answer[name] for name in other} == other
        if not other["problems"]:
            assert tuple(answer[name] for name in COLUMNS) == expected(criteria, row)
            assert documented_in(answer.asDict()) == documented(criteria, row)


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
