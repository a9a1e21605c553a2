"""One run over a table file: read, answer, count, compare and write it as a stream."""

import argparse
import sys
import time
from pathlib import Path
from typing import Self

import narwhals.stable.v2 as nw
import polars as pl

from carelevel.api import CriteriaSet
from carelevel.cohort import impact as comparing
from carelevel.cohort.answers import REASONS, Invalid, added, answers
from carelevel.cohort.both import ColumnsForBoth, bind_for_both
from carelevel.cohort.columns import bind_columns
from carelevel.cohort.csv_injection import escaped
from carelevel.cohort.formula_columns import HIDDEN
from carelevel.cohort.impact import OLD, Impact, with_before
from carelevel.cohort.plain_text import TableError
from carelevel.cohort.prepare import LaidOutTable, laid_out
from carelevel.cohort.refusals import refuse_clashes, refuse_problems
from carelevel.cohort.summary import Summary, completed, counting
from carelevel.cohort.table_files import TableFormat, TableRows, form_of, opened
from carelevel.cohort.writing import flat, gone_through, printed, write
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem, listed, quoted

SOMETIMES = 0.1
"""Seconds between two updates of the progress bar."""

AT_A_TIME = 20_000
"""Rows that Polars takes through a step at a time. Its default of 100,000 needs more memory at each of thirty steps, and is no faster."""


@record
class Options:
    """The options of a run; those of the command."""

    table: str
    columns: str | None = None
    query: str | None = None
    patience: int | None = None
    invalid: Invalid = "raise"
    out: str | None = None
    input_format: str | None = None
    out_format: str | None = None
    prefix: str = ""
    id: str | None = None
    escape_formulas: bool = False
    reasons: bool = False
    documentation: bool = False

    @property
    def written_as(self) -> TableFormat | None:
        """The format in which the table is written; None if it is not written.

        Raises:
            TableError: the name does not say how, or formulas are to be escaped in what is no CSV.
        """
        form = None if self.out is None else form_of(self.out, self.out_format or ("csv" if self.out == "-" else None))
        if self.escape_formulas and form != "csv":
            found = "no table is written: --out says where" if form is None else f"{quoted(self.out)} is {form}"
            raise TableError(f"--escape-formulas is for CSV, and {found}")
        return form

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Options":
        """Return the options of the command line."""
        return cls(**{name: getattr(options, name) for name in cls.__dataclass_fields__})


@record
class Ran:
    """The results of a run."""

    summary: Summary
    impact: Impact | None


def through(criteria: CriteriaSet, old: CriteriaSet | None, options: Options) -> Ran:
    """Answer, count and write a table.

    Raises:
        CaseError: the table has problems, as in `recommend`.
        TableError: it cannot be read or written.
    """
    form = options.written_as
    reading = opened(options.table, options.input_format, options.query, options.patience)
    with pl.Config(streaming_chunk_size=AT_A_TIME), reading as source, _Progress(source) as progress:
        names = source.frame.collect_schema().names()
        refuse_clashes([f"{options.prefix}{name}" for name in (*added(criteria), *(REASONS if options.reasons else ()))], names)
        if options.id is not None and options.id not in names:
            raise CaseError([Problem("unknown-key", f"the table has no column {quoted(options.id)}; it has {listed(names)}")])
        told = None if old is None else bind_for_both(old.definition, criteria.definition, options.columns, names, is_old_first=False)
        table = _table(criteria, old, progress.over(source), options, told)
        if options.invalid == "raise":
            progress.begin("checked")
            refuse_problems(table)
        frames = [_counts(table, documentation=options.documentation)]
        found = _answers(table, options)
        if old is not None:
            frames.append(comparing.counting(found, options.id, options.prefix))
        progress.begin("answered", len(frames) + (options.out is not None))
        counted = _gone_through(found, options, form, frames)
        progress.end()
        summary = completed(table, counted[0].row(0, named=True))
        return Ran(summary, comparing.impact_of(old, counted[1], told.notes) if old is not None and told is not None else None)


def _table(criteria: CriteriaSet, old: CriteriaSet | None, source: TableRows, options: Options, told: ColumnsForBoth | None) -> LaidOutTable:
    """Return the table laid out for the criteria, with the answers of the old ones as columns; `told` are the columns of both."""
    frame = source.frame
    found = bind_columns(criteria.definition, options.columns, frame.collect_schema().names()) if told is None else told.first
    if old is not None and told is not None:
        frame = with_before(old, criteria, frame, told.second, untyped=source.untyped)
    return laid_out(criteria, nw.from_native(frame), found, untyped=source.untyped, knows=True)


def _counts(table: LaidOutTable, *, documentation: bool) -> pl.LazyFrame:
    frame, counted = counting(table, documentation=documentation)
    native: pl.LazyFrame = nw.to_native(frame.select(*counted))
    return native


def _answers(table: LaidOutTable, options: Options) -> pl.LazyFrame:
    native: pl.LazyFrame = nw.to_native(answers(table, keeps=True, with_problems=options.invalid == "unknown", prefix=options.prefix, reasons=options.reasons))
    return native


def _gone_through(found: pl.LazyFrame, options: Options, form: TableFormat | None, beside: list[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Write the table if that is asked, and return the results of the other frames."""
    if options.out is None or form is None:
        return gone_through(beside)
    table = found.select(pl.exclude(f"^{OLD}.*$", f"^{HIDDEN}.*$"))
    if options.escape_formulas:
        table = escaped(flat(escaped(table)))
    return printed(table, form, beside) if options.out == "-" else write(table, Path(options.out), form, beside)


class _Progress:
    """A progress bar on a terminal; nothing elsewhere."""

    def __init__(self, source: TableRows) -> None:
        self._shown = sys.stderr.isatty()
        self._all = source.frame.select(pl.len()).collect(engine="streaming").item() if self._shown else 0
        self._rows = 0
        self._times = 1
        self._done = ""
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def over(self, source: TableRows) -> TableRows:
        """Return a table whose rows are counted while they are read."""
        if not self._shown:
            return source
        return TableRows(source.frame.map_batches(self._counted, streamable=True, validate_output_schema=False), source.untyped)

    def begin(self, done: str, times: int = 1) -> None:
        """Start counting again; `done` is the verb for the rows, and `times` how often each row is read."""
        self._rows, self._times, self._done, self._last = 0, times, done, 0.0

    def end(self) -> None:
        """Stop counting."""
        self._done = ""

    def _counted(self, part: pl.DataFrame) -> pl.DataFrame:
        self._rows += part.height
        rows = min(self._rows // self._times, self._all)
        now = time.monotonic()
        if self._done and (now - self._last > SOMETIMES or rows == self._all):
            self._last = now
            share = rows / max(self._all, 1)
            print(f"\r[{('#' * round(30 * share)).ljust(30)}] {rows:,} of {self._all:,} rows {self._done}", end="", file=sys.stderr, flush=True)
        return part

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(f"\r{' ' * 79}\r", end="", file=sys.stderr, flush=True)
