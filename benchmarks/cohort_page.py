"""What `python -m benchmarks.cohort` measured, as a page."""

import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Mapping, Sequence
from typing import NamedTuple

CRITERIA = "adult-mental-health"
UNKNOWN = 0.3
SIZES = ((30, 20), (100, 30), (300, 40))
ENGINES = ("Polars", "DuckDB", "PyArrow", "pandas")
LAZY = ("Polars", "DuckDB")
MEMORY_LIMIT = "2GB"
"""What DuckDB is allowed in the table of growth."""


class Figure(NamedTuple):
    """Seconds of all processors together, seconds on the clock, and the most memory, in gigabytes."""

    processor: float
    elapsed: float
    memory: float


def written(million: Mapping[str, Figure], growth: Mapping[tuple[str, int], Figure], differing: int, plans: Mapping[str, Sequence[float]], load: float) -> str:
    """Return the page."""
    return "\n".join((*_beginning(load), *_million(million), *_growth(growth), *_plans(plans), *_end(differing)))


def _beginning(load: float) -> Sequence[str]:
    import carelevel

    criteria = carelevel.load(CRITERIA)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("narwhals", "polars", "duckdb", "pandas", "pyarrow"))
    return (
        "# Performance on whole tables",
        "",
        "Written by `python -m benchmarks.cohort`; do not edit.",
        "",
        (
            f"{dt.datetime.now(tz=dt.UTC).date()}, {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} processors, with a load of {load:.1f} at the start; {versions}. "
            f"The people are drawn at random: {UNKNOWN:.0%} of all facts are unknown, and no person is impossible. The criteria are `{CRITERIA}` ({len(criteria.criteria)} criteria, "
            f"{len(criteria.facts)} facts). Each figure is measured in a separate process. Processor seconds add up all threads and are the median of several runs, so that other work on the "
            "machine counts little. Elapsed seconds are the fastest of several runs, since other work only adds to them (pandas, PyArrow, and the tables further down have one run). "
            "Polars and DuckDB use every processor, the loops one. The loops make a mapping of each row and ask for its level; they are timed on a sample, and the time is scaled up."
        ),
        "",
    )


def _million(million: Mapping[str, Figure]) -> Sequence[str]:
    recommend, decide = (million[f"{what} in a loop"] for what in ("recommend", "decide"))
    rows = [
        f"| {name} | {each.processor:.2f} | {recommend.processor / each.processor:.0f} | {decide.processor / each.processor:.1f} "
        f"| {each.elapsed:.2f} | {recommend.elapsed / each.elapsed:.0f} | {decide.elapsed / each.elapsed:.1f} | {each.memory:.2f} |"
        for name, each in million.items()
    ]
    return (
        "## A million people",
        "",
        (
            "From a table in memory to a table with every column of the answer. Building the plan is included, importing the libraries is not. Rows *without lists* end at the column `applies`: "
            "the level, its range and whether it is settled, which is what the loop asks of `decide`. DuckDB does not compress tables in memory; "
            "it compresses those in files, and reads each different word once there. DuckDB copies the table's own columns into the new table, and Polars shares them; "
            "one row shows the time of copying alone."
        ),
        "",
        "| method | processor seconds | times as fast as `recommend` in a loop | as `decide` in a loop | elapsed seconds | times as fast as `recommend` | as `decide` | memory, GB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"The goals were 50 times as fast as `recommend` and 20 times as fast as `decide`, on Polars and on DuckDB. {_verdict(million, recommend, decide)}",
        "",
    )


def _verdict(million: Mapping[str, Figure], recommend: Figure, decide: Figure) -> str:
    """Return which of these were reached, by either clock: with lists beside `recommend`, which tells them too, and without beside `decide`."""
    said = []
    for engine in LAZY:
        for name, loop, wanted, what in ((engine, recommend, 50, "`recommend`, with lists"), (f"{engine}, without lists", decide, 20, "`decide`, without")):
            ratios = (loop.processor / million[name].processor, loop.elapsed / million[name].elapsed)
            reached = " and ".join(clock for clock, ratio in zip(("processor", "elapsed"), ratios, strict=True) if ratio >= wanted)
            found = f"reached in {reached} seconds" if reached else "not reached"
            said.append(f"{engine} against {what}: {found} ({ratios[0]:.0f} and {ratios[1]:.0f})")
    return f"{'; '.join(said)}."


def _growth(growth: Mapping[tuple[str, int], Figure]) -> Sequence[str]:
    rows = [
        f"| {engine} | {rows:,} | {each.processor:.2f} | {1e6 * each.processor / rows:.2f} | {each.elapsed:.2f} | {each.memory:.2f} |"
        for (engine, rows), each in growth.items()
    ]
    return (
        "## From Parquet file to Parquet file",
        "",
        (
            "With every column of the answer; neither file is held in memory. Ten million rows are the same million repeated. "
            f"DuckDB uses as much memory as it is allowed, by default four fifths of the machine's; here `SET memory_limit = '{MEMORY_LIMIT}'`."
        ),
        "",
        "| engine | rows | processor seconds | microseconds a row | elapsed seconds | memory, GB |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    )


def _plans(plans: Mapping[str, Sequence[float]]) -> Sequence[str]:
    return (
        "## Building the plan for larger sets",
        "",
        "Processor seconds to build the plan for criteria sets drawn at random (criteria x facts). For PyArrow and pandas they include answering one row.",
        "",
        f"| engine | {' | '.join(f'{criteria} x {facts}' for criteria, facts in SIZES)} |",
        f"| --- |{' --- |' * len(SIZES)}",
        *(f"| {engine} | {' | '.join(f'{taken:.1f}' for taken in each)} |" for engine, each in plans.items()),
        "",
    )


def _end(differing: int) -> Sequence[str]:
    return (
        f"For 100,000 other people, drawn at random, every column of the answers of Polars, PyArrow, DuckDB and pandas was compared. They differ for {differing}.",
        "",
    )
