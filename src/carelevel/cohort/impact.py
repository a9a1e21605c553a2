"""Two criteria sets for the same table: which rows change their level, and from which level to which."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from carelevel.api import CriteriaSet, criteria_of
from carelevel.cohort.answers import COLUMNS, COLUMNS_ARE, answered
from carelevel.cohort.both import bind_for_both
from carelevel.cohort.columns import FactColumns
from carelevel.cohort.table_files import opened
from carelevel.model.arguments import expect
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import quoted
from carelevel.verify.diff.results import Pair, TablePeople
from carelevel.verify.diff.translating import Translation

if TYPE_CHECKING:
    from carelevel.syntax.loading import Loadable

OLD = "__before_"
NEW = f"{OLD}after_"
EXAMPLES = 3


@record
class RangeChange:
    """The rows whose range changes in the same way.

    Attributes:
        before: their lowest and highest level by the old criteria; None where there is no answer.
        after: the same by the new ones.
        settled: whether one level is settled by the old criteria, and by the new ones.
        rows: how many rows they are.
        examples: some of them: the numbers of their rows, or their cells in the column of ids.
    """

    before: Pair
    after: Pair
    settled: tuple[bool, bool]
    rows: int
    examples: tuple[Any, ...]


@record
class Impact:
    """Every kind of change, the most frequent first, and the number of rows.

    Attributes:
        old: id and version of the old criteria.
        rows: how many rows there are.
        changes: the rows whose range changes, or whose level is settled by only one of the two.
        notes: in words, what the table tells only one of the two.
    """

    old: str
    rows: int
    changes: tuple[RangeChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """Rows whose range changes."""
        return sum(change.rows for change in self.changes)

    @property
    def relevelled(self) -> int:
        """Rows that both settle, at different levels."""
        return sum(change.rows for change in self.changes if all(change.settled) and change.before != change.after)


def with_before(old: CriteriaSet, new: CriteriaSet, frame: pl.LazyFrame, told: Sequence[FactColumns], *, untyped: bool) -> pl.LazyFrame:
    """Return a table with the range and the level that old criteria give, in columns with a prefix, with the new names of levels; and with `problems`."""
    before = answered(old, frame, columns=None, invalid="unknown", untyped=untyped, prefix=OLD, found=told)
    names = Translation(old.definition, new.definition).levels
    levels = [pl.col(f"{OLD}{name}").replace(dict(names)) for name in ("level", "lowest", "highest")]
    kept: pl.LazyFrame = before.select(*frame.collect_schema().names(), *levels, f"{OLD}settled", f"{OLD}problems")
    return kept


def counting(both: pl.LazyFrame, named_by: str | None, prefix: str = "") -> pl.LazyFrame:
    """Return the number of rows with each pair of ranges, with examples; `both` has the answers of both criteria sets."""
    keys = [f"{before}{name}" for before in (OLD, prefix) for name in ("lowest", "highest", "settled")]
    numbered = both.with_row_index("__row", offset=1)
    name = pl.col(named_by or "__row").alias("__example")
    # The smallest, not the first: the order in which rows arrive differs from run to run.
    examples = pl.col("__example").bottom_k(EXAMPLES).sort().alias("__examples")
    return numbered.select(*keys, name).group_by(keys).agg(pl.len().alias("__rows"), examples)


def impact_of(old: CriteriaSet, counted: pl.DataFrame, notes: Sequence[str]) -> Impact:
    """Return the impact from the counted rows."""
    found = [RangeChange((a, b), (c, d), (was, now), rows, tuple(examples)) for a, b, was, c, d, now, rows, examples in counted.rows()]
    changes = sorted(
        (each for each in found if each.before != each.after or len(set(each.settled)) > 1), key=lambda each: (-each.rows, str(each.before), str(each.after))
    )
    return Impact(f"{old.id} {old.version}", sum(each.rows for each in found), tuple(changes), tuple(notes))


def level_pairs(
    table: str | os.PathLike[str],
    old: "CriteriaSet | Loadable",
    new: "CriteriaSet | Loadable",
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    query: str | None = None,
) -> FrozenDict[Pair, int]:
    r"""Return how many rows of a table file have each pair of levels, by the old criteria and by the new ones.

    Args:
        table: CSV, Parquet, JSON Lines, or a database with a query.
        old: the criteria before, or what `load` takes.
        new: the criteria now, or what `load` takes.
        columns: as in `recommend`; it may name facts of either set. Names that `new` gives under `renamed` are translated.
        query: for a database.

    Returns:
        A mapping from the level by `old` (under its name in `new`) and the level by `new` to the number of rows. A level is None if it is not settled or
        there is no answer. All rows are counted.

    Raises:
        CarelevelError: the table cannot be read, or its columns cannot be used. Cells that hold no value of their fact count as unknown.

    >>> import carelevel, tempfile, pathlib
    >>> old = carelevel.load("adult-mental-health")
    >>> new = carelevel.loads(carelevel.dumps(old).replace('version: "', 'version: "new '))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = pathlib.Path(folder, "people.csv")
    ...     written = table.write_text("age,suicide_risk\n34,imminent\n34,high\n", "utf-8")
    ...     dict(carelevel.cohort.level_pairs(table, old, new))
    {('inpatient', 'inpatient'): 1, (None, None): 1}
    """
    return table_people(table, old, new, columns=columns, query=query).levels


def table_people(
    table: str | os.PathLike[str],
    old: "CriteriaSet | Loadable",
    new: "CriteriaSet | Loadable",
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    query: str | None = None,
) -> TablePeople:
    r"""Return the levels by two versions for the rows of a table file, with notes on what the table tells only one version.

    The rows are cases of the old version: where a name or a word means different things, the old version decides. See `level_pairs` for the
    arguments.

    Raises:
        CarelevelError: the table cannot be read, or its columns cannot be used; the names of the versions contradict each other.

    >>> import carelevel, tempfile, pathlib
    >>> old = carelevel.load("adult-mental-health")
    >>> new = carelevel.loads(carelevel.dumps(old).replace('version: "', 'version: "new '))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = pathlib.Path(folder, "people.csv")
    ...     written = table.write_text("age,suicide_risk\n34,imminent\n34,high\n", "utf-8")
    ...     people = carelevel.cohort.table_people(table, old, new)
    ...     people.moved, people.notes
    (0, ())
    """
    expect("table", table, (str, os.PathLike), "a path to a table file")
    expect("columns", columns, COLUMNS, COLUMNS_ARE)
    expect("query", query, (str, type(None)), "a SELECT, for a database; None for any other table")
    old, new = criteria_of(old, "old"), criteria_of(new, "new")
    with opened(os.fspath(table), None, query) as source:
        names = source.frame.collect_schema().names()
        told = bind_for_both(old.definition, new.definition, columns, names, is_old_first=True)
        before = with_before(old, new, source.frame, told.first, untyped=source.untyped)
        after = answered(new, before, columns=None, invalid="unknown", untyped=source.untyped, prefix=NEW, found=told.second)
        ends = [f"{which}{end}" for which in (OLD, NEW) for end in ("level", "lowest", "highest")]
        wanted = [after.select(ends).group_by(ends).agg(pl.len()), *(_problems(after, which) for which in (OLD, NEW))]
        counted, *problems = pl.collect_all(wanted, engine="streaming")
    levels: Counter[Pair] = Counter()
    moved = 0
    for was, *first, is_now, low, high, rows in counted.rows():
        levels[was, is_now] += rows
        # A range of one level is not a level as long as it is unknown whether the criteria apply.
        moved += rows if (was, *first) != (is_now, low, high) else 0
    order = sorted(levels.items(), key=lambda item: (-item[1], str(item[0])))
    notes = [
        f"in {rows:,} row{'s' * (rows != 1)} the {which} version finds {quoted(problem)}: what is no value of a fact counts as unknown"
        for which, found in zip(("old", "new"), problems, strict=True)
        for problem, rows in sorted(found.rows())
    ]
    return TablePeople(FrozenDict(order), moved, (*told.notes, *notes))


def _problems(answers: pl.LazyFrame, which: str) -> pl.LazyFrame:
    """Return how many rows have each problem, by one of the versions."""
    found = answers.select(pl.col(f"{which}problems").alias("problem")).explode("problem").drop_nulls()
    return found.group_by("problem").agg(pl.len())
