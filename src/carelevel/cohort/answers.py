"""Recommend a level of care for every row of a table, in any of the supported dataframe libraries."""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, itemgetter, or_
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from carelevel.api import CriteriaSet, criteria_of
from carelevel.cohort.columns import FactColumns, bind_columns
from carelevel.cohort.dtypes import column_names, refuse_cut_numbers
from carelevel.cohort.formula_columns import HIDDEN, HIGHEST, LEVEL, LOWEST, NEVER, SETTLED, STANDS, with_level_of_ends
from carelevel.cohort.native_expressions import ConditionalWords, is_lazy, with_words
from carelevel.cohort.plain_text import repeated, stands_twice
from carelevel.cohort.prepare import LaidOutTable, laid_out
from carelevel.cohort.refusals import problems, refuse_clashes, refuse_problems
from carelevel.logic.levels import calls, reason_order, rules_of, rules_out
from carelevel.model.arguments import expect, expect_flag
from carelevel.model.criteria import Documentation
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, Problem, listed, quoted

if TYPE_CHECKING:
    from carelevel.syntax.loading import Loadable

COLUMNS = (Mapping, str, os.PathLike, type(None))
COLUMNS_ARE = "a mapping from facts to columns, or a path to a file that has it under `columns`; None where names are the same"

FrameT = TypeVar("FrameT")
Invalid = Literal["raise", "unknown"]

LIBRARIES = {
    nw.Implementation.POLARS: "Polars",
    nw.Implementation.PANDAS: "pandas",
    nw.Implementation.PYARROW: "PyArrow",
    nw.Implementation.DUCKDB: "DuckDB relations",
    nw.Implementation.PYSPARK: "PySpark",
    nw.Implementation.PYSPARK_CONNECT: "PySpark",
}

LISTS = ("met", "barriers", "services", "open_services", "problems")
REASONS = ("reasons", "joint")
RULED_OUT = ("raised_from", "ruled_out")
DOCUMENTATION = ("documentation_there", "documentation_lacking", "documentation_unknown")
ADDED = ("level", "lowest", "highest", "settled", "exact", "applies", *LISTS)


def added(criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the names of the columns that may be added to a table."""
    definition = criteria.definition
    disagreeing = ("contradictions",) if definition.contradictions else ()
    parts = ("unmet_parts",) if definition.applies_parts else ()
    documents = DOCUMENTATION if definition.documentation else ()
    return (*ADDED, *disagreeing, *parts, *(RULED_OUT if rules_any_out(criteria) else ()), *documents)


def rules_any_out(criteria: CriteriaSet) -> bool:
    """Return whether some criterion rules out levels."""
    return any(each.rules_out for each in criteria.definition.criteria)


def recommend(  # noqa: PLR0913 - all but two have a default
    criteria: "CriteriaSet | Loadable",
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
        criteria: a criteria set, or what `load` takes: a path, for one.
        frame: one row a person: a dataframe of Polars (eager or lazy), pandas, PyArrow, DuckDB (a relation) or PySpark. Null is unknown.
        columns: which column tells which fact if the names differ, and what its words mean. A mapping from fact id to the name of a column; or to a mapping
            with `column`, `values` (from what is in the column to the value it means, None for unknown), for a set in one text `separator` and `empty`, or
            `members` with a column for each, for a score `is` (`total` or `item`, needed if `phq8` is in the table too); or to None for a fact that is not in
            the table. Or the path of a YAML file with such a mapping under `columns`. Any other set is a column of lists, or yes-or-no columns such as
            `conditions_ocd`.
        invalid: what to do about a cell that holds no value of its fact, columns that contradict each other, and a combination that is declared impossible.
            `raise` refuses the table; for a lazy frame this runs one query. `unknown` counts the cell as unknown, gives an impossible person no answer, and
            names the problem in `problems`.
        untyped: whether text may be numbers and truth values, and blank text is missing, as in a CSV file that was read as text.
        prefix: is put before the names of the added columns.
        reasons: whether to add `reasons` and `joint`: the ids of the criteria that are met and call for a level, most intensive first; and, if none of them
            carries `lowest` and that is above the lowest level, the ids of the criteria of which at least one is met and carries it.

    Returns:
        The same kind of frame, with the same rows and all its columns. Added are `level`, `lowest`, `highest` (ids, null if there is no answer), `settled`,
        `exact` (whether `lowest` and `highest` are exact, or a sound range around the exact one, as in sets too large to lay out), `applies`, and as lists
        of ids `met`, `barriers`, `services`, `open_services`; for criteria with contradictions also `contradictions`, those that hold; for criteria whose
        `applies_when` has parts also `unmet_parts`; for criteria that rule out levels also `raised_from`, the level that `lowest` would be if nothing was
        ruled out, if that is lower, and `ruled_out`, those met that rule out levels; for criteria with documentation also `documentation_there`,
        `documentation_lacking` and `documentation_unknown`, of the possible levels; with `invalid="unknown"` also `problems`. pandas has no lists: there
        they are texts with `;` between the ids. Each row equals `CriteriaSet.recommend`.

    Raises:
        CaseError: a column cannot be used, or with `raise` a cell. The message names the column, the first rows, how many there are, and what is allowed.
        TypeError: the frame is none of these dataframes.

    >>> import carelevel
    >>> import polars as pl
    >>> people = pl.DataFrame({"id": [1, 2], "age": [34, 50], "suicide_risk": ["imminent", None]})
    >>> recommend(carelevel.load("adult-mental-health"), people).select("id", "level", "lowest", "highest", "settled").rows()
    [(1, 'inpatient', 'inpatient', 'inpatient', True), (2, None, 'outpatient', 'inpatient', False)]

    Meaning: docs/semantics.md, "From criteria to a level".
    """
    expect("columns", columns, COLUMNS, COLUMNS_ARE)
    expect_flag("untyped", untyped)
    expect_flag("reasons", reasons)
    expect("prefix", prefix, str, 'text to begin the names of added columns with, such as "care_"')
    if invalid not in ("raise", "unknown"):
        raise TypeError(f'`invalid` is "raise" or "unknown"; found {described(invalid)}')
    found: FrameT = answered(criteria_of(criteria), frame, columns=columns, invalid=invalid, untyped=untyped, prefix=prefix, reasons=reasons)
    return found


def answered(  # noqa: PLR0913 - as above
    criteria: CriteriaSet,
    frame: Any,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None,
    invalid: Invalid,
    untyped: bool,
    prefix: str,
    found: Sequence[FactColumns] | None = None,
    reasons: bool = False,
) -> Any:
    """Return a table with the answers of `recommend`; `found` are the facts with their columns, if these are known already."""
    given = _narwhals(frame)
    names = column_names(given)
    found = bind_columns(criteria.definition, columns, names) if found is None else found
    refuse_cut_numbers(given, found)
    refuse_clashes([f"{prefix}{name}" for name in (*added(criteria), *(REASONS if reasons else ()))], names)
    table = laid_out(criteria, given, found, untyped=untyped)
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
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(LIBRARIES.values()))}; found something else") from error
    if given.implementation not in LIBRARIES:
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(LIBRARIES.values()))}; found one of {quoted(given.implementation.value)}")
    if is_lazy(given) and given.implementation is not nw.Implementation.POLARS:
        # DuckDB and Spark accept two columns of one name, of which Narwhals shows one, and they ignore the case of letters.
        names = nw.to_native(given).columns
        small = repeated(map(str.casefold, names))
        if small:
            raise _repeated([name for name in names if name.casefold() in small])
    return given


def _repeated(names: Iterable[str]) -> CaseError:
    return CaseError([Problem("repeated-key", stands_twice(dict.fromkeys(names)))])


def _put_beside(given: Any, answered: Any) -> Any:
    """Return the answers as the caller's kind of frame. An eager table gets the added columns."""
    if is_lazy(given):
        return answered
    if given.implementation is nw.Implementation.POLARS:
        answered = answered.collect()
    return given.with_columns(answered[name] for name in answered.columns)


def answers(table: LaidOutTable, *, keeps: bool, with_problems: bool, prefix: str = "", reasons: bool = False) -> Any:
    """Return the columns with the answers, after those of the table where these are kept."""
    is_open, formulas = table.is_open, table.formulas
    frame = with_level(table)
    here = nw.col(STANDS)
    said: dict[str, nw.Expr] = {
        "level": nw.col(LEVEL),
        "lowest": nw.col(LOWEST),
        "highest": nw.col(HIGHEST),
        "settled": nw.col(SETTLED),
        "exact": is_open(formulas.exact),
        "applies": nw.when(is_open(formulas.applies.must))
        .then(nw.lit("met"))
        .otherwise(nw.when(is_open(formulas.applies.may)).then(nw.lit("unknown")).otherwise(nw.lit("unmet"))),
    }
    ruling = sorted([(reason_order(rule), each.id) for each, rule in rules_of(table.criteria.definition) if rules_out(rule.effect)], key=itemgetter(0))
    if ruling:
        said["raised_from"] = _raised_from(table)
    refused = is_open(formulas.refused)
    words = {
        "met": ConditionalWords({name: is_open(truths.must) for name, truths in formulas.criteria.items()}, refused),
        "barriers": ConditionalWords({name: here & is_open(gate) for name, gate in formulas.barriers.items()}, refused),
        "services": ConditionalWords({name: here & is_open(may) & ~is_open(out) for name, (may, out) in formulas.services.items()}, refused),
        "open_services": ConditionalWords({name: here & is_open(may) & is_open(out) for name, (may, out) in formulas.services.items()}, refused),
    }
    if formulas.contradictions:
        words["contradictions"] = ConditionalWords({name: is_open(gate) for name, gate in formulas.contradictions.items()}, refused, seldom=True)
    if ruling:
        words["ruled_out"] = ConditionalWords({name: here & is_open(formulas.criteria[name].must) for _, name in ruling}, refused, seldom=True)
    if formulas.parts:
        words["unmet_parts"] = ConditionalWords({name: ~is_open(truths.may) for name, truths in formulas.parts.items()}, refused, seldom=True)
    if formulas.documentation:
        words |= {name: ConditionalWords(conditions, refused) for name, conditions in zip(DOCUMENTATION, _documentation(table), strict=True)}
    if reasons:
        words |= {name: ConditionalWords(conditions, refused) for name, conditions in zip(REASONS, _reasons(table), strict=True)}
    if with_problems:
        words["problems"] = ConditionalWords(problems(table), nw.col(NEVER), seldom=True)
    names = table.names if keeps else []
    kept = {name: nw.col(name) for name in names} | {f"{HIDDEN}{name}_": value for name, value in said.items()}
    frame = with_words(frame, kept, {f"{HIDDEN}{name}_": each for name, each in words.items()})
    return frame.select(*names, *(nw.col(f"{HIDDEN}{name}_").alias(f"{prefix}{name}") for name in (*said, *words)))


def _raised_from(table: LaidOutTable) -> nw.Expr:
    """Return the level that the lowest possible one would be if nothing was ruled out; null where that is the same."""
    levels = [level.id for level in table.criteria.definition.levels]
    found: Any = None
    for rank in table.formulas.unraised:
        here = nw.when(nw.col(STANDS) & is_raised_from(table, rank)).then(nw.lit(levels[rank]))
        found = here if found is None else here.otherwise(found)
    said: nw.Expr = found
    return said


def is_raised_from(table: LaidOutTable, rank: int, above: int | None = None) -> nw.Expr:
    """Return whether a row's lowest possible level would be that of a rank if nothing was ruled out, and is above it, or above another rank."""
    higher = table.criteria.definition.levels[(rank if above is None else above) + 1 :]
    is_above = reduce(or_, [nw.col(LOWEST) == level.id for level in higher])
    found: nw.Expr = table.is_open(table.formulas.unraised[rank]) & is_above.fill_null(value=False)
    return found


def _documentation(table: LaidOutTable) -> tuple[dict[str, nw.Expr], ...]:
    """Return for each piece of documentation whether it is there, lacking and not known, where a possible level takes it."""
    found: tuple[dict[str, nw.Expr], ...] = ({}, {}, {})
    for item in table.criteria.definition.documentation:
        is_taken = _is_taken(table, item)
        for conditions, condition in zip(found, documented(table, item), strict=True):
            conditions[item.id] = is_taken & condition
    return found


def documented(table: LaidOutTable, item: Documentation) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Return whether documentation is there, lacking and not known in the rows with a level that takes it; none of them where it is not needed."""
    when, needs = table.formulas.documentation[item.id]
    may_be_needed, needed, may_be_there, there = (table.is_open(gate) for gate in (when.may, when.must, needs.may, needs.must))
    lacking = needed & ~may_be_there
    return may_be_needed & there, lacking, may_be_needed & ~there & ~lacking


def _is_taken(table: LaidOutTable, item: Documentation) -> nw.Expr:
    """Return whether a possible level takes documentation. Where nothing else says so, every level between the ends counts as possible."""
    gate = table.formulas.taken.get(item.id)
    if gate is not None:
        return nw.col(STANDS) & table.is_open(gate)
    order = [level.id for level in table.criteria.definition.levels]
    within = [_is_one_of(LOWEST, order[: at + 1]) & _is_one_of(HIGHEST, order[at:]) for at, level in enumerate(order) if level in item.levels]
    return nw.col(STANDS) & reduce(or_, within).fill_null(value=False)


def _is_one_of(column: str, levels: Sequence[str]) -> nw.Expr:
    found: nw.Expr = nw.col(column).is_in(levels)
    return found


def _reasons(table: LaidOutTable) -> tuple[dict[str, nw.Expr], dict[str, nw.Expr]]:
    """Return for each criterion whether it is a reason, most intensive first, and whether it is one of the joint reasons for the lowest level."""
    is_open, truths, definition, here = table.is_open, table.formulas.criteria, table.criteria.definition, nw.col(STANDS)
    calling = [(each.id, rule) for each, rule in rules_of(definition) if calls(rule.effect)]
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
    ruling = [(each.id, rule) for each, rule in rules_of(definition) if rules_out(rule.effect)]
    if ruling:
        # Where levels below the lowest possible one may be ruled out, all that may be met can carry it together.
        may = {name: is_open(truths[name].may) for name, _ in (*calling, *ruling)}
        below = [bare[rank] & reduce(or_, (may[name] for name, rule in ruling if rule.rank < rank), nw.col(NEVER)) for rank in bare if rank]
        raised = reduce(or_, below, nw.col(NEVER))
        joint |= {name: here & may[name] & (raised | joint.get(name, nw.col(NEVER))) for name in may}
    return reasons, {each.id: joint[each.id] for each in definition.criteria if each.id in joint}


def with_level(table: LaidOutTable) -> Any:
    """Return the staged frame with the level and its ends, whether it is settled, and whether there is an answer at all."""
    is_open, formulas = table.is_open, table.formulas
    levels = [level.id for level in table.criteria.definition.levels]
    stands = is_open(formulas.stands)
    if formulas.by_lookup is not None:
        return with_level_of_ends(table.frame, formulas.by_lookup, levels, stands, is_open(formulas.applies.must))
    frame = table.frame.with_columns(
        _level(levels, [is_open(gate) for gate in formulas.lowest], stands).alias(LOWEST),
        _level(levels, [is_open(gate) for gate in formulas.highest], stands).alias(HIGHEST),
        stands.alias(STANDS),
    )
    is_one = (nw.col(LOWEST) == nw.col(HIGHEST)).fill_null(value=False)
    frame = frame.with_columns((nw.col(STANDS) & is_one & is_open(formulas.applies.must)).alias(SETTLED))
    return frame.with_columns(nw.when(nw.col(SETTLED)).then(nw.col(LOWEST)).alias(LEVEL))


def _level(levels: Sequence[str], at_least: Sequence[nw.Expr], stands: nw.Expr) -> nw.Expr:
    """Return the level whose rank is the last one that is reached."""
    level = nw.lit(levels[0])
    for name, reached in zip(levels[1:], at_least, strict=True):
        level = nw.when(reached).then(nw.lit(name)).otherwise(level)
    return nw.when(stands).then(level)
