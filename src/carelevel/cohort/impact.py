"""Two criteria sets over the same table: whose level changes, and from which to which."""

import os
from collections.abc import Mapping
from typing import Any

import polars as pl

from carelevel.cohort.answers import answered
from carelevel.cohort.files import opened
from carelevel.criteria_set import CriteriaSet
from carelevel.frozen import FrozenDict, record

OLD = "__before_"
EXAMPLES = 3
Pair = tuple[str | None, str | None]


@record
class Change:
    """What changed for people of one kind.

    Attributes:
        before: their lowest and highest level by the old criteria; None where there is no answer.
        after: the same by the new ones.
        settled: whether one level is settled by the old criteria, and by the new ones.
        rows: how many they are.
        examples: some of them, by the number of their row, or by what stands in the column that names people.
    """

    before: Pair
    after: Pair
    settled: tuple[bool, bool]
    rows: int
    examples: tuple[Any, ...]


@record
class Impact:
    """Whose answer changes: every kind of change, the most frequent first, and how many rows there are.

    Attributes:
        old: id and version of the old criteria.
        rows: how many rows there are.
        changes: the kinds of people whose range changes, or whose level is settled by one of both and not by the other.
    """

    old: str
    rows: int
    changes: tuple[Change, ...]

    @property
    def changed(self) -> int:
        """Rows whose range changes."""
        return sum(change.rows for change in self.changes)

    @property
    def relevelled(self) -> int:
        """Rows that are settled by both, at different levels."""
        return sum(change.rows for change in self.changes if all(change.settled) and change.before != change.after)


def with_before(old: CriteriaSet, new: CriteriaSet, frame: pl.LazyFrame, columns: Any, *, untyped: bool) -> pl.LazyFrame:
    """Return a table with the range and the level that old criteria give, in columns out of the way."""
    before = answered(old, frame, columns=columns, invalid="unknown", untyped=untyped, prefix=OLD, others=every_name(new))
    kept: pl.LazyFrame = before.select(*frame.collect_schema().names(), *(f"{OLD}{name}" for name in ("level", "lowest", "highest", "settled")))
    return kept


def every_name(criteria: CriteriaSet) -> frozenset[str]:
    """Return the names that columns can be said to tell."""
    return frozenset(criteria.definition.every_name())


def counting(both: pl.LazyFrame, named_by: str | None, prefix: str = "") -> pl.LazyFrame:
    """Return how many rows there are of each pair of ranges, with some of them; `both` has the answers of both criteria."""
    keys = [f"{before}{name}" for before in (OLD, prefix) for name in ("lowest", "highest", "settled")]
    numbered = both.with_row_index("__row", offset=1)
    name = pl.col(named_by or "__row").alias("__example")
    # The smallest, not the first to come by: which these are would differ from run to run.
    examples = pl.col("__example").bottom_k(EXAMPLES).sort().alias("__examples")
    return numbered.select(*keys, name).group_by(keys).agg(pl.len().alias("__rows"), examples)


def impact_of(old: CriteriaSet, counted: pl.DataFrame) -> Impact:
    """Return what was counted as an impact."""
    found = [Change((a, b), (c, d), (was, now), rows, tuple(examples)) for a, b, was, c, d, now, rows, examples in counted.rows()]
    changes = sorted(
        (each for each in found if each.before != each.after or len(set(each.settled)) > 1), key=lambda each: (-each.rows, str(each.before), str(each.after))
    )
    return Impact(f"{old.id} {old.version}", sum(each.rows for each in found), tuple(changes))


def level_pairs(
    table: str | os.PathLike[str],
    old: CriteriaSet,
    new: CriteriaSet,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    query: str | None = None,
) -> FrozenDict[Pair, int]:
    """Return how many rows of a table file have each pair of levels, by the old criteria and by the new ones.

    Args:
        table: CSV, Parquet, JSON Lines, or a database with a query.
        old: the criteria before.
        new: the criteria now.
        columns: as in `recommend`; it may name facts of either set.
        query: for a database.

    Returns:
        The level by `old` and the level by `new`, each None where it is not settled or there is no answer, to the number of rows. All rows are counted.

    Raises:
        CarelevelError: the table cannot be read, or its columns cannot be used. Cells that hold no value of their fact count as unknown.
    """
    with opened(os.fspath(table), None, query) as source:
        before = with_before(old, new, source.frame, columns, untyped=source.untyped)
        after = answered(new, before, columns=columns, invalid="unknown", untyped=source.untyped, prefix=f"{OLD}after_", others=every_name(old))
        keys = [f"{OLD}level", f"{OLD}after_level"]
        counted = after.select(keys).group_by(keys).agg(pl.len()).collect(engine="streaming")
    order = sorted(counted.rows(), key=lambda row: (-row[2], str(row[:2])))
    return FrozenDict({(was, now): rows for was, now, rows in order})
