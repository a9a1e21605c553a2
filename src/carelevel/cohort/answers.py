"""The same decision for every row of a table, whoever's dataframe it is."""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Literal, TypeVar

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from carelevel.api import CriteriaSet
from carelevel.cohort.columns import Bound, bound
from carelevel.cohort.dtypes import column_names
from carelevel.cohort.level_lookup import with_level_of_ends
from carelevel.cohort.lists import Words, with_words
from carelevel.cohort.plain_text import repeated, stands_twice
from carelevel.cohort.prepare import Table, is_lazy, laid_out
from carelevel.cohort.row_problems import problems, refuse_problems
from carelevel.cohort.subexpressions import HIDDEN, HIGHEST, LEVEL, LOWEST, NEVER, SETTLED, STANDS
from carelevel.logic.levels import lowers, reason_order, rules_of
from carelevel.model.problems import CaseError, Problem, listed, quoted

FrameT = TypeVar("FrameT")
Invalid = Literal["raise", "unknown"]

ENGINES = {
    nw.Implementation.POLARS: "Polars",
    nw.Implementation.PANDAS: "pandas",
    nw.Implementation.PYARROW: "PyArrow",
    nw.Implementation.DUCKDB: "DuckDB relations",
    nw.Implementation.PYSPARK: "PySpark",
    nw.Implementation.PYSPARK_CONNECT: "PySpark",
}

LISTS = ("met", "barriers", "services", "open_services", "problems")
REASONS = ("reasons", "joint")
ADDED = ("level", "lowest", "highest", "settled", "exact", "applies", *LISTS)


def added(criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the names of the columns that may be added to a table."""
    return (*ADDED, "contradictions") if criteria.definition.contradictions else ADDED


def recommend(  # noqa: PLR0913 - each is a question about the table, and all but two have an answer already
    criteria: CriteriaSet,
    frame: FrameT,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    invalid: Invalid = "raise",
    untyped: bool = False,
    prefix: str = "",
    reasons: bool = False,
) -> FrameT:
    """Recommend a level of care for every row of a table.

    Args:
        criteria: as returned by `load`.
        frame: one row a person: a dataframe of Polars (eager or lazy), pandas, PyArrow, DuckDB (a relation) or PySpark. Null is unknown.
        columns: which column tells which fact, where names differ, and what its words mean: fact id to a column's name, or to a mapping with `column`,
            `values` (what stands in it to the value meant, null for unknown), for a set as one text `separator` and `empty`, or `members` with a column
            for each, for a score `is` (`total` or `item`, asked for where `phq9` stands beside `phq8`); None for a fact that is not in the table. Or the path
            of a YAML file that says so under `columns`. Sets without a word are told by a column of lists, or by yes-or-no columns called `conditions_ocd`.
        invalid: what becomes of a cell that holds no value of its fact, of columns that contradict each other, and of a combination that is declared
            impossible. `raise` refuses the table; for a lazy frame this runs one query. `unknown` counts the cell as unknown, leaves the answer out where the
            person is impossible, and says so in `problems`.
        untyped: whether text stands for numbers and truth values, and blank text for nothing, as in a CSV file that was read as text.
        prefix: goes before the names of the columns that are added.
        reasons: whether to add `reasons` and `joint`: the ids of the criteria that are met and require or suggest a level, the most intensive first; and,
            where none of them carries `lowest` and that is above the lowest level, the ids of criteria one of which holds and does.

    Returns:
        The same kind of frame, with the same rows, and all its columns. Added are `level`, `lowest`, `highest` (ids, null where there is none), `settled`,
        `exact` (whether `lowest` and `highest` are exact, or only a sound range around it, in sets that are too large to lay out), `applies`, and as lists
        of ids `met`, `barriers`, `services`, `open_services`; for a set that has contradictions also `contradictions`, those that stand; with
        `invalid="unknown"` also `problems`. pandas has no lists: there they are texts with `;` between the ids. Row by row this equals `CriteriaSet.recommend`.

    Raises:
        CaseError: a column cannot be used, or, with `raise`, a cell: its column, the first bad rows, how many there are, and what is allowed.
        TypeError: the frame is of no kind that can be answered.

    >>> import carelevel
    >>> import polars as pl
    >>> people = pl.DataFrame({"id": [1, 2], "age": [34, 50], "suicide_risk": ["imminent", None]})
    >>> recommend(carelevel.load("adult-mental-health"), people).select("id", "level", "lowest", "highest", "settled").rows()
    [(1, 'inpatient', 'inpatient', 'inpatient', True), (2, None, 'outpatient', 'inpatient', False)]

    Meaning: docs/semantics.md, "From criteria to a level".
    """
    found: FrameT = answered(criteria, frame, columns=columns, invalid=invalid, untyped=untyped, prefix=prefix, reasons=reasons)
    return found


def answered(  # noqa: PLR0913 - as above
    criteria: CriteriaSet,
    frame: Any,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None,
    invalid: Invalid,
    untyped: bool,
    prefix: str,
    found: Sequence[Bound] | None = None,
    reasons: bool = False,
) -> Any:
    """Return a table with the answers, as `recommend`; `found` is what its columns tell, when that is known already."""
    given = _narwhals(frame)
    names = column_names(given)
    table = laid_out(criteria, given, bound(criteria.definition, columns, names) if found is None else found, untyped=untyped)
    refuse_clashes([f"{prefix}{name}" for name in (*added(criteria), *(REASONS if reasons else ()))], names)
    if invalid == "raise":
        refuse_problems(table)
    said = answers(table, keeps=is_lazy(given), with_problems=invalid == "unknown", prefix=prefix, reasons=reasons)
    return nw.to_native(_put_beside(given, said))


def _narwhals(frame: Any) -> Any:
    """Return a frame as Narwhals has it.

    Raises:
        CaseError: two columns have one name.
        TypeError: it is none, or of an engine that is not tested.
    """
    try:
        given = nw.from_native(frame)
        given.collect_schema()
    except DuplicateError as error:
        raise _repeated(repeated(map(str, getattr(frame, "column_names", frame.columns)))) from error
    except TypeError as error:
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(ENGINES.values()))}; found something else") from error
    if given.implementation not in ENGINES:
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(ENGINES.values()))}; found one of {quoted(given.implementation.value)}")
    if is_lazy(given) and given.implementation is not nw.Implementation.POLARS:
        # DuckDB and Spark take two columns of a name, of which Narwhals shows one, and do not tell capitals from small letters.
        names = nw.to_native(given).columns
        small = repeated(map(str.casefold, names))
        if small:
            raise _repeated([name for name in names if name.casefold() in small])
    return given


def _repeated(names: Iterable[str]) -> CaseError:
    return CaseError([Problem("repeated-key", stands_twice(dict.fromkeys(names)))])


def refuse_clashes(added: Iterable[str], names: Sequence[str]) -> None:
    """Refuse a table that has a column of a name that is added.

    Raises:
        CaseError: it has.
    """
    # DuckDB and Spark do not tell capitals from small letters.
    taken = {name.casefold() for name in names}
    clashes = [name for name in added if name.casefold() in taken]
    if clashes:
        message = f"the table has columns of the names that are added: {listed(clashes)}"
        raise CaseError([Problem("name-clash", message, hint='a prefix goes before them: prefix="suggested_"')])


def _put_beside(given: Any, answered: Any) -> Any:
    """Return the answers as the caller's kind of frame: lazily as they are, else beside the columns of the table."""
    if is_lazy(given):
        return answered
    if given.implementation is nw.Implementation.POLARS:
        answered = answered.collect()
    return given.with_columns(answered[name] for name in answered.columns)


def answers(table: Table, *, keeps: bool, with_problems: bool, prefix: str = "", reasons: bool = False) -> Any:
    """Return the columns with the answers, after those of the table where these are kept."""
    is_open, plan = table.is_open, table.plan
    frame = with_level(table)
    here = nw.col(STANDS)
    said: dict[str, nw.Expr] = {
        "level": nw.col(LEVEL),
        "lowest": nw.col(LOWEST),
        "highest": nw.col(HIGHEST),
        "settled": nw.col(SETTLED),
        "exact": is_open(plan.exact),
        "applies": nw.when(is_open(plan.applies.must))
        .then(nw.lit("met"))
        .otherwise(nw.when(is_open(plan.applies.may)).then(nw.lit("unknown")).otherwise(nw.lit("unmet"))),
    }
    refused = is_open(plan.refused)
    words = {
        "met": Words({name: is_open(truths.must) for name, truths in plan.criteria.items()}, refused),
        "barriers": Words({name: here & is_open(gate) for name, gate in plan.barriers.items()}, refused),
        "services": Words({name: here & is_open(may) & ~is_open(out) for name, (may, out) in plan.services.items()}, refused),
        "open_services": Words({name: here & is_open(may) & is_open(out) for name, (may, out) in plan.services.items()}, refused),
    }
    if plan.contradictions:
        words["contradictions"] = Words({name: is_open(gate) for name, gate in plan.contradictions.items()}, refused, seldom=True)
    if reasons:
        words |= {name: Words(conditions, refused) for name, conditions in zip(REASONS, _reasons(table), strict=True)}
    if with_problems:
        words["problems"] = Words(problems(table), nw.col(NEVER), seldom=True)
    names = table.names if keeps else []
    kept = {name: nw.col(name) for name in names} | {f"{HIDDEN}{name}_": value for name, value in said.items()}
    frame = with_words(frame, kept, {f"{HIDDEN}{name}_": each for name, each in words.items()})
    return frame.select(*names, *(nw.col(f"{HIDDEN}{name}_").alias(f"{prefix}{name}") for name in (*said, *words)))


def _reasons(table: Table) -> tuple[dict[str, nw.Expr], dict[str, nw.Expr]]:
    """Return whether each criterion is a reason, the most intensive first, and whether it is one of those of which one holds and carries the lowest level."""
    is_open, truths, definition, here = table.is_open, table.plan.criteria, table.criteria.definition, nw.col(STANDS)
    calling = [(each.id, rule) for each, rule in rules_of(definition) if not lowers(rule.effect)]
    calling.sort(key=lambda pair: reason_order(pair[1]))
    met = {name: is_open(truths[name].must) for name, _ in calling}
    # For each level: whether it is the lowest possible one, and no criterion that is met carries it.
    bare: dict[int, nw.Expr] = {}
    for rank, level in enumerate(definition.levels):
        is_lowest = (nw.col(LOWEST) == level.id).fill_null(value=False)
        bare[rank] = reduce(and_, (~met[name] for name, rule in calling if rule.rank >= rank), is_lowest)
    above = {rank: reduce(or_, (bare[each] for each in range(1, rank + 1)), nw.col(NEVER)) for rank in range(len(definition.levels))}
    reasons = {name: here & met[name] for name, _ in calling}
    joint = {name: here & is_open(truths[name].may) & ~met[name] & above[rule.rank] for name, rule in calling}
    return reasons, {each.id: joint[each.id] for each in definition.criteria if each.id in joint}


def with_level(table: Table) -> Any:
    """Return the staged frame with the level and its ends, whether it is settled, and whether there is an answer at all."""
    is_open, plan = table.is_open, table.plan
    levels = [level.id for level in table.criteria.definition.levels]
    stands = is_open(plan.stands)
    if plan.by_lookup is not None:
        return with_level_of_ends(table.frame, plan.by_lookup, levels, stands, is_open(plan.applies.must))
    frame = table.frame.with_columns(
        _level(levels, [is_open(gate) for gate in plan.lowest], stands).alias(LOWEST),
        _level(levels, [is_open(gate) for gate in plan.highest], stands).alias(HIGHEST),
        stands.alias(STANDS),
    )
    is_one = (nw.col(LOWEST) == nw.col(HIGHEST)).fill_null(value=False)
    frame = frame.with_columns((nw.col(STANDS) & is_one & is_open(plan.applies.must)).alias(SETTLED))
    return frame.with_columns(nw.when(nw.col(SETTLED)).then(nw.col(LOWEST)).alias(LEVEL))


def _level(levels: Sequence[str], at_least: Sequence[nw.Expr], stands: nw.Expr) -> nw.Expr:
    """Return the level whose rank is the last one that is reached."""
    level = nw.lit(levels[0])
    for name, reached in zip(levels[1:], at_least, strict=True):
        level = nw.when(reached).then(nw.lit(name)).otherwise(level)
    return nw.when(stands).then(level)
