"""The columns `reasons` and `joint`, which are there if they are asked for: row by row what `recommend` says, as far as ids go."""

from typing import Any

import duckdb
import polars as pl
import pytest

from carelevel import cohort
from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CaseError
from tests.unit.answers.test_joint_reasons import TEXT

ROWS: list[dict[str, Any]] = [
    {"pulse": pulse, "minor": minor, "tired": tired, "alone": alone}
    for pulse in (39, 45, 55, 70, None)
    for minor in (True, False, None)
    for tired in (True, None)
    for alone in (False, None)
]
FRAME = pl.DataFrame(ROWS, schema={"pulse": pl.Int64, "minor": pl.Boolean, "tired": pl.Boolean, "alone": pl.Boolean})


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return loads(TEXT)


def _polars() -> Any:
    return FRAME


def _arrow() -> Any:
    return FRAME.to_arrow()


def _duckdb() -> Any:
    return duckdb.connect().from_arrow(FRAME.with_row_index("row").to_arrow())


@pytest.mark.parametrize("given", [_polars, _arrow, _duckdb])
def test_every_row_has_its_reasons(given: Any, criteria: CriteriaSet) -> None:
    found = cohort.recommend(criteria, given(), reasons=True)

    rows = found.order("row").pl() if given is _duckdb else pl.from_arrow(found) if given is _arrow else found
    assert isinstance(rows, pl.DataFrame)
    joint = 0
    for case, row in zip(ROWS, rows.rows(named=True), strict=True):
        answer = criteria.recommend({name: value for name, value in case.items() if value is not None})
        assert row["reasons"] == [reason.criterion for reason in answer.reasons]
        assert row["barriers"] == [barrier.criterion for barrier in answer.barriers]
        # One of those that are named carries the level; `recommend` leaves out those that are too many.
        assert bool(row["joint"]) is (answer.joint is not None)
        assert answer.joint is None or set(answer.joint.criteria) <= set(row["joint"]) <= set(answer.unknown)
        joint += answer.joint is not None
    assert joint


def test_they_are_not_there_unless_they_are_asked_for(criteria: CriteriaSet) -> None:
    assert {"reasons", "joint"}.isdisjoint(cohort.recommend(criteria, FRAME).columns)


def test_a_column_of_that_name_is_in_the_way_only_then(criteria: CriteriaSet) -> None:
    frame = FRAME.with_columns(joint=1)

    assert "joint" in cohort.recommend(criteria, frame).columns
    with pytest.raises(CaseError, match="joint"):
        cohort.recommend(criteria, frame, reasons=True)


def test_a_level_that_is_open_for_whom_is_not_settled() -> None:
    """In a summary it is counted with its range, and at no level."""
    text = TEXT.replace("facts:\n", "applies_when: {minor: no}\nfacts:\n")
    found = cohort.recommend(loads(text), FRAME.filter(pl.col("minor").is_null(), pl.col("pulse") == 39))

    assert set(found.select("level", "lowest", "highest", "settled", "applies").rows()) == {(None, "ward", "ward", False, "unknown")}
