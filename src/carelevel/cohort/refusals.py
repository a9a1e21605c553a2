"""What is wrong with a table or its rows, and how the table is refused for it."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.cohort.cells import Fault
from carelevel.cohort.csv_injection import FORMULA
from carelevel.cohort.dtypes import cell, type_name
from carelevel.cohort.formula_columns import HIDDEN, is_hidden
from carelevel.cohort.native_expressions import SEPARATOR
from carelevel.cohort.prepare import NUMBER, LaidOutTable
from carelevel.cohort.written import hint_for
from carelevel.model.problems import CaseError, Problem, listed, quoted

FIRST_ROWS = 3


def refuse_clashes(added: Iterable[str], names: Sequence[str]) -> None:
    """Refuse a table that has columns of names that are added, or of names that carelevel uses while it works.

    Raises:
        CaseError: it has.
    """
    # DuckDB and Spark ignore the case of letters.
    taken = {name.casefold() for name in names}
    found = []
    if clashes := [name for name in added if name.casefold() in taken]:
        message = f"the table already has columns with the names that are added: {listed(clashes)}"
        found.append(Problem("name-clash", message, hint='put a prefix before the added names: prefix="suggested_"'))
    if hidden := list(filter(is_hidden, names)):
        message = f"the table has columns whose names carelevel uses while it works: {listed(hidden)}"
        found.append(Problem("name-clash", message, hint=f"rename them: no name may begin with {quoted(HIDDEN)}"))
    if found:
        raise CaseError(found)


def fault_name(fault: Fault) -> str:
    """Return the text for a fault in `problems`: its columns, and the kind of problem.

    All other added texts are ids. A column can have any name, and an added text must never begin as a formula does.
    """
    columns = " and ".join(fault.columns).replace(SEPARATOR, ",")
    return f"{'' if columns[:1] not in FORMULA else chr(39)}{columns}: {fault.code}"


def problems(table: LaidOutTable) -> dict[str, nw.Expr]:
    """Return the possible problems of a row, each with its condition."""
    found: dict[str, nw.Expr] = {}
    for fault in table.faults:
        name = fault_name(fault)
        found[name] = found[name] | nw.col(fault.flag) if name in found else nw.col(fault.flag)
    for item in table.criteria.definition.impossible:
        found[f"impossible: {item.id}"] = table.is_open(table.formulas.impossible[item.id])
    found["impossible: nobody is like this"] = table.is_open(table.formulas.nobody)
    return found


def refuse_problems(table: LaidOutTable) -> None:
    """Refuse a table whose rows have problems.

    Raises:
        CaseError: for each column the problem, the first rows, the number of rows, and what is allowed.
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


MEND = 'correct them, or count them as unknown: invalid="unknown"'


def _person_problem(table: LaidOutTable, name: str, condition: nw.Expr, number: int, every: int) -> Problem:
    """Return the problem of a combination that is declared impossible, with the first rows that have it."""
    what = name.removeprefix("impossible: ")
    because = next((f"{quoted(item.id)}: {item.because}" for item in table.criteria.definition.impossible if item.id == what), what)
    where = _where(_first(table, condition, None), number, every, None)
    return Problem("impossible", f"{where} what is known is declared impossible: {because}", hint=MEND)


def _cells_problem(table: LaidOutTable, fault: Fault, condition: nw.Expr, number: int, every: int) -> Problem:
    """Return the problem of the cells of a column, with the first rows."""
    rows = _first(table, condition, fault)
    where = _where(rows, number, every, fault)
    if fault.code == "contradiction":
        return Problem(fault.code, f"{where} {listed(fault.columns)} contradict each other", path=fault.columns[:1], hint=MEND)
    column = f"the column {listed(fault.columns)} ({type_name(table.given, fault.cell)})"
    message = f"{where} {column} holds no value of {quoted(fault.fact)}; allowed is {fault.allowed}"
    hints = filter(None, (hint_for(row[fault.cell], untyped=table.untyped) for row in rows if fault.is_number))
    return Problem(fault.code, message, path=fault.columns[:1], hint="; ".join([*islice(hints, 1), MEND]))


def _where(rows: Sequence[dict[str, Any]], number: int, every: int, fault: Fault | None) -> str:
    """Return in words in how many rows a problem occurs, and the first of them: their cells, and their numbers if rows have an order."""
    said = [": ".join(filter(None, (f"row {row[NUMBER] + 1}" if NUMBER in row else "", quoted(row[fault.cell]) if fault else ""))) for row in rows]
    first = f" ({', '.join(said)})" if any(said) else ""
    return f"in {number:,} of {every:,} rows{first}"


def _first(table: LaidOutTable, condition: nw.Expr, fault: Fault | None) -> list[dict[str, Any]]:
    """Return the first rows with a problem, with their numbers if rows have an order."""
    names = table.frame.collect_schema().names()
    asked = [name for name in (NUMBER, fault.cell if fault else None) if name in names]
    rows: list[dict[str, Any]] = collected(table.frame.filter(condition).select(*asked).head(FIRST_ROWS)).rows(named=True) if asked else []
    return rows if fault is None or fault.cell in names else [row | {fault.cell: cell(table.given, fault.cell, row[NUMBER])} for row in rows]
