"""The same decision for every row of a table, whoever's dataframe it is."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import narwhals.stable.v2 as nw

from carelevel.cases import Part
from carelevel.cohort.cells import BETWEEN as BETWEEN_ITEMS
from carelevel.cohort.cells import EMPTY, NOT_A_VALUE, Cells, Fault, add_sums, cells
from carelevel.cohort.columns import Bound, bound, columns_read
from carelevel.cohort.lists import BETWEEN, with_words
from carelevel.cohort.objects import prepared
from carelevel.cohort.plan import Plan, planned
from carelevel.cohort.staging import ALWAYS, HIDDEN, NEVER, Booleans, Counts, Stages, knowing, staged
from carelevel.criteria_set import CriteriaSet, engine_of
from carelevel.interpret.frame import Gate
from carelevel.problems import CaseError, Problem, listed, quoted

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
ADDED = ("level", "lowest", "highest", "settled", "exact", "applies", *LISTS)
FIRST_ROWS = 3


@dataclass(slots=True)
class Table:
    """A table with its plan, staged: everything that can be asked of its rows is one expression on the columns of the last stage.

    Attributes:
        frame: the staged frame; its columns on the way are hidden.
        plan: the gates.
        stages: what reads gates from the columns of the last stage.
        faults: what can be wrong in the cells.
        told: the facts, and the members of sets, that columns tell.
        names: the columns that the table came with.
    """

    criteria: CriteriaSet
    frame: Any
    plan: Plan
    stages: Stages
    faults: tuple[Fault, ...]
    told: frozenset[Part]
    names: Sequence[str]

    @property
    def untold(self) -> tuple[str, ...]:
        """The facts that no column tells."""
        told = {name for name, _ in self.told}
        return tuple(name for name in self.criteria.facts if name not in told)

    def is_open(self, gate: Gate) -> nw.Expr:
        """Return a gate as a condition on the rows of the staged frame."""
        return self.stages.opened(gate)


def recommend(  # noqa: PLR0913 - each is a question about the table, and all but two have an answer already
    criteria: CriteriaSet,
    frame: FrameT,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    invalid: Invalid = "raise",
    untyped: bool = False,
    prefix: str = "",
) -> FrameT:
    """Recommend a level of care for every row of a table.

    Args:
        criteria: as returned by `load`.
        frame: one row a person: a dataframe of Polars (eager or lazy), pandas, PyArrow, DuckDB (a relation) or PySpark. Null is unknown.
        columns: which column tells which fact, where names differ, and what its words mean: fact id to a column's name, or to a mapping with `column`,
            `values` (what stands in it to the value meant, null for unknown), for a set as one text `separator` and `empty`, or `members` with a column
            for each; None for a fact that is not in the table. Or the path of a YAML file that says so under `columns`. Sets without a word are told by a
            column of lists, or by yes-or-no columns called `conditions_ocd`.
        invalid: what becomes of a cell that holds no value of its fact, of columns that contradict each other, and of a combination that is declared
            impossible. `raise` refuses the table; for a lazy frame this runs one query. `unknown` counts the cell as unknown, leaves the answer out where the
            person is impossible, and says so in `problems`.
        untyped: whether text stands for numbers and truth values, and blank text for nothing, as in a CSV file that was read as text.
        prefix: goes before the names of the columns that are added.

    Returns:
        The same kind of frame, with the same rows, and all its columns. Added are `level`, `lowest`, `highest` (ids, null where there is none), `settled`,
        `exact` (whether `lowest` and `highest` are exact, or only a sound range around it, in sets that are too large to lay out), `applies`, and as lists
        of ids `met`, `barriers`, `services`, `open_services`; with `invalid="unknown"` also `problems`. pandas has no lists: there they are texts
        with `;` between the ids. Row by row this equals `CriteriaSet.recommend`.

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
    found: FrameT = answered(criteria, frame, columns=columns, invalid=invalid, untyped=untyped, prefix=prefix)
    return found


def answered(  # noqa: PLR0913 - as above
    criteria: CriteriaSet,
    frame: Any,
    *,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None,
    invalid: Invalid,
    untyped: bool,
    prefix: str,
    others: Collection[str] = (),
) -> Any:
    """Return a table with the answers, as `recommend`; `others` are facts that `columns` may name although the criteria do not have them."""
    given = _narwhals(frame)
    names = given.collect_schema().names()
    table = laid_out(criteria, given, bound(criteria.definition, columns, names, others), untyped=untyped)
    refuse_clashes([f"{prefix}{name}" for name in ADDED], names)
    if invalid == "raise":
        refuse_problems(table)
    found = answers(table, keeps=_is_lazy(given), with_problems=invalid == "unknown", prefix=prefix)
    return nw.to_native(_put_beside(given, found))


def _narwhals(frame: Any) -> Any:
    """Return a frame as Narwhals has it.

    Raises:
        TypeError: it is none, or of an engine that is not tested.
    """
    try:
        given = nw.from_native(frame)
    except TypeError as error:
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(ENGINES.values()))}; found something else") from error
    if given.implementation not in ENGINES:
        raise TypeError(f"a table is a dataframe of {listed(dict.fromkeys(ENGINES.values()))}; found one of {quoted(given.implementation.value)}")
    return given


def _is_lazy(given: Any) -> bool:
    return isinstance(given, nw.LazyFrame)


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


def laid_out(criteria: CriteriaSet, given: Any, found: Sequence[Bound], *, untyped: bool, knows: bool = False) -> Table:
    """Return a table with its gates in columns. An eager frame is left alone: its answers are worked out on the columns that are read.

    Args:
        criteria: the criteria.
        given: the frame.
        found: what its columns tell.
        untyped: whether text stands for numbers and truth values.
        knows: whether to keep the columns that say what each row knows.
    """
    frame, kept, found = _read(given, found)
    made = cells(found, frame.collect_schema(), untyped=untyped)
    plan = planned(engine_of(criteria), frozenset(made.told))
    add_sums(made, plan.reader.sums.values())
    frame = _with(frame, made).with_columns(nw.lit(value=True).alias(ALWAYS), nw.lit(value=False).alias(NEVER))
    stages = Stages(plan.gates, Counts() if given.implementation is nw.Implementation.DUCKDB else Booleans())
    wanted = _wanted(plan)
    stages.take(wanted)
    ends = {name for part in made.told if knows for name in knowing(part)}
    last = ends.union(*(stages.column(gate) for gate in wanted), (fault.flag for fault in made.faults))
    frame = staged(frame, stages.columns, stages.needs, [*kept, ALWAYS, NEVER], frozenset(last))
    return Table(criteria, frame, plan, stages, tuple(made.faults), frozenset(made.told), given.collect_schema().names())


NUMBER = f"{HIDDEN}number"


def _read(given: Any, found: Sequence[Bound]) -> tuple[Any, list[str], Sequence[Bound]]:
    """Return the frame to work on, its columns that stay, and what tells each fact in it; rows are numbered where they have an order."""
    if given.implementation is nw.Implementation.PANDAS:
        native, found = prepared(nw.to_native(given), found)
        frame: Any = nw.from_native(native)
    else:
        frame = given if _is_lazy(given) else given.select(*columns_read(found))
    kept = frame.collect_schema().names()
    if _is_lazy(given) and given.implementation is not nw.Implementation.POLARS:
        return frame, kept, found
    if given.implementation is nw.Implementation.POLARS:
        frame = nw.from_native(nw.to_native(frame).lazy().with_row_index(NUMBER))
    else:
        frame = frame.with_row_index(NUMBER)
    return frame, [*kept, NUMBER], found


def _with(frame: Any, made: Cells) -> Any:
    """Return a frame with the columns that say what its cells know."""
    for stage in (made.first, made.second, made.third, made.sums):
        if stage:
            frame = frame.with_columns(value.alias(name) for name, value in stage.items())
    return frame


def _wanted(plan: Plan) -> tuple[Gate, ...]:
    """Return every gate that can be asked for."""
    statuses = [gate for truths in (*plan.criteria.values(), plan.applies) for gate in (truths.must, truths.may)]
    services = [gate for pair in plan.services.values() for gate in pair]
    return (
        *plan.lowest,
        *plan.highest,
        plan.exact,
        plan.stands,
        plan.nobody,
        plan.refused,
        *statuses,
        *services,
        *plan.barriers.values(),
        *plan.impossible.values(),
    )


def _put_beside(given: Any, answered: Any) -> Any:
    """Return the answers as the caller's kind of frame: lazily as they are, else beside the columns of the table."""
    if _is_lazy(given):
        return answered
    if given.implementation is nw.Implementation.POLARS:
        answered = answered.collect()
    return given.with_columns(answered[name] for name in answered.columns)


def answers(table: Table, *, keeps: bool, with_problems: bool, prefix: str = "", lists: bool = True) -> Any:
    """Return the columns with the answers, after those of the table where these are kept."""
    is_open, plan = table.is_open, table.plan
    frame = with_level(table)
    here, lowest, highest = nw.col(STANDS), nw.col(LOWEST), nw.col(HIGHEST)
    one = nw.col(SETTLED)
    said = {
        "level": nw.when(one).then(lowest),
        "lowest": lowest,
        "highest": highest,
        "settled": one,
        "exact": is_open(plan.exact),
        "applies": nw.when(is_open(plan.applies.must))
        .then(nw.lit("met"))
        .otherwise(nw.when(is_open(plan.applies.may)).then(nw.lit("unknown")).otherwise(nw.lit("unmet"))),
    }
    words = {
        "met": {name: is_open(truths.must) for name, truths in plan.criteria.items()},
        "barriers": {name: here & is_open(gate) for name, gate in plan.barriers.items()},
        "services": {name: here & is_open(may) & ~is_open(out) for name, (may, out) in plan.services.items()},
        "open_services": {name: here & is_open(may) & is_open(out) for name, (may, out) in plan.services.items()},
    }
    names = table.names if keeps else []
    frame = with_words(frame, {f"{HIDDEN}{name}_": each for name, each in words.items()}, REFUSED, lists=lists)
    said |= {name: nw.col(f"{HIDDEN}{name}_") for name in words}
    if with_problems:
        frame = with_words(frame, {f"{HIDDEN}problems_": problems(table)}, NEVER, lists=lists)
        said["problems"] = nw.col(f"{HIDDEN}problems_")
    return frame.select(*names, *(value.alias(f"{prefix}{name}") for name, value in said.items()))


STANDS, REFUSED, LOWEST, HIGHEST, SETTLED = (f"{HIDDEN}{name}" for name in ("stands", "refused", "lowest", "highest", "settled"))


def with_level(table: Table) -> Any:
    """Return the staged frame with the ends of the level, whether it is settled, and whether there is an answer at all."""
    is_open, plan = table.is_open, table.plan
    levels = [level.id for level in table.criteria.definition.levels]
    stands = is_open(plan.stands)
    frame = table.frame.with_columns(
        _level(levels, [is_open(gate) for gate in plan.lowest], stands).alias(LOWEST),
        _level(levels, [is_open(gate) for gate in plan.highest], stands).alias(HIGHEST),
        stands.alias(STANDS),
        is_open(plan.refused).alias(REFUSED),
    )
    return frame.with_columns((nw.col(STANDS) & (nw.col(LOWEST) == nw.col(HIGHEST)).fill_null(value=False)).alias(SETTLED))


def _level(levels: Sequence[str], at_least: Sequence[nw.Expr], stands: nw.Expr) -> nw.Expr:
    """Return the level whose rank is the last one that is reached."""
    level = nw.lit(levels[0])
    for name, reached in zip(levels[1:], at_least, strict=True):
        level = nw.when(reached).then(nw.lit(name)).otherwise(level)
    return nw.when(stands).then(level)


def fault_name(fault: Fault) -> str:
    """Return what is said of a row with a fault: its columns, and the kind of problem."""
    columns = " and ".join(fault.columns).replace(BETWEEN, ",")
    return f"{columns}: {fault.code}"


def problems(table: Table) -> dict[str, nw.Expr]:
    """Return what can be wrong with a row, each with its condition."""
    found: dict[str, nw.Expr] = {}
    for fault in table.faults:
        name = fault_name(fault)
        found[name] = found[name] | nw.col(fault.flag) if name in found else nw.col(fault.flag)
    for item in table.criteria.definition.impossible:
        found[f"impossible: {item.id}"] = table.is_open(table.plan.impossible[item.id])
    found["impossible: nobody is like this"] = table.is_open(table.plan.nobody)
    return found


def refuse_problems(table: Table) -> None:
    """Refuse a table in which something is wrong.

    Raises:
        CaseError: for each column what is wrong in it, in which rows first, in how many, and what is allowed.
    """
    found = problems(table)
    counts = [condition.cast(nw.Int64).sum().alias(f"{HIDDEN}{i}") for i, condition in enumerate(found.values())]
    every, *numbers = collected(table.frame.select(nw.len().alias(f"{HIDDEN}all"), *counts)).row(0)
    faults = {fault_name(fault): fault for fault in table.faults}
    refused = [
        _cells_problem(table, faults[name], condition, int(number), int(every))
        if name in faults
        else _person_problem(table, name, condition, int(number), int(every))
        for (name, condition), number in zip(found.items(), numbers, strict=True)
        if number
    ]
    if refused:
        raise CaseError(refused)


def collected(frame: Any) -> Any:
    """Return a frame as an eager one."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


MEND = 'mend them, or count them as unknown: invalid="unknown"'


def _person_problem(table: Table, name: str, condition: nw.Expr, number: int, every: int) -> Problem:
    """Return that a combination is declared impossible, with the first rows that have it."""
    what = name.removeprefix("impossible: ")
    because = next((f"{quoted(item.id)}: {item.because}" for item in table.criteria.definition.impossible if item.id == what), what)
    return Problem("impossible", f"{_in_rows(number, every)}{_first(table, condition, None)} what is known is declared impossible: {because}", hint=MEND)


def _cells_problem(table: Table, fault: Fault, condition: nw.Expr, number: int, every: int) -> Problem:
    """Return what is wrong in the cells of a column, with the first rows."""
    where = f"{_in_rows(number, every)}{_first(table, condition, fault)}"
    if fault.code == "contradiction":
        return Problem(fault.code, f"{where} {listed(fault.columns)} contradict each other", path=fault.columns[:1], hint=MEND)
    message = f"{where} the column {listed(fault.columns)} holds no value of {quoted(fault.fact)}; allowed is {fault.allowed}"
    return Problem(fault.code, message, path=fault.columns[:1], hint=MEND)


def _in_rows(number: int, every: int) -> str:
    return f"in {number:,} of {every:,} rows"


def _first(table: Table, condition: nw.Expr, fault: Fault | None) -> str:
    """Return the first rows in which something is wrong: their numbers where rows have an order, and what stands in them."""
    names = [name for name in (NUMBER, fault.cell if fault else None) if name and name in table.frame.collect_schema().names()]
    if not names:
        return ""
    rows = collected(table.frame.filter(condition).select(*names).head(FIRST_ROWS)).rows(named=True)
    said = [": ".join(filter(None, (f"row {row[NUMBER] + 1}" if NUMBER in row else "", _cell(row[fault.cell]) if fault else ""))) for row in rows]
    return f" ({', '.join(said)})"


def _cell(value: Any) -> str:
    """Return what stands in a cell, in a few words."""
    text = str(value)
    return "not a single value" if text[:1] in {NOT_A_VALUE, EMPTY} else quoted(text.replace(BETWEEN_ITEMS, ", "))
