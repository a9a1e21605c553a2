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
            f"{os.cpu_count()} processors, with a load of {load:.1f} at the start; {versions}. Generated people, {UNKNOWN:.0%} of all facts unknown, no "
            f"impossible combinations, through `{CRITERIA}` ({len(criteria.criteria)} criteria, {len(criteria.facts)} facts). Each figure is from a process "
            "of its own. Processor seconds are the sum over all threads of the process, as the median of several rounds; other programs on the machine "
            "change them little. Elapsed seconds are the minimum of the rounds, because other programs can only add to them. pandas, PyArrow and the "
            "tables below have one round. Polars and DuckDB use every processor, the loops use one. A loop makes a mapping of each row and asks for its "
            "level. It is timed on a sample, and scaled."
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
            "From a table in memory to a table with every column of the answer. Building the plan is included; importing the libraries is not. Without "
            "lists, the answer ends at `applies`: the level, its range and whether it is settled. The loop asks `decide` for the same. DuckDB keeps tables "
            "in memory uncompressed, and compresses tables in files; from a file, it reads each different word only once. DuckDB copies the table's own "
            "columns into the new table, while Polars shares them. A separate row shows the cost of this copy."
        ),
        "",
        "| method | processor seconds | times as fast as `recommend` in a loop | as `decide` in a loop | elapsed seconds | times as fast as `recommend` | as `decide` | memory, GB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"The goals are 50 times as fast as `recommend` and 20 times as fast as `decide`, on Polars and on DuckDB. {_verdict(million, recommend, decide)}",
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
            said.append(f"{engine} compared with {what}: {found} ({ratios[0]:.0f} and {ratios[1]:.0f})")
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
            "With every column of the answer, and neither file held in memory. The ten million rows are the same million, repeated. "
            f"DuckDB uses the memory that it is allowed, by default four fifths of the machine's; here `SET memory_limit = '{MEMORY_LIMIT}'`."
        ),
        "",
        "| engine | rows | processor seconds | microseconds a row | elapsed seconds | memory, GB |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    )


def _plans(plans: Mapping[str, Sequence[float]]) -> Sequence[str]:
    return (
        "## Planning for larger sets",
        "",
        "Processor seconds to build the plan for generated sets (criteria x facts). PyArrow and pandas have no separate plan: their figures include the answer to one row.",
        "",
        f"| engine | {' | '.join(f'{criteria} x {facts}' for criteria, facts in SIZES)} |",
        f"| --- |{' --- |' * len(SIZES)}",
        *(f"| {engine} | {' | '.join(f'{taken:.1f}' for taken in each)} |" for engine, each in plans.items()),
        "",
    )


def _end(differing: int) -> Sequence[str]:
    return (
        f"For 100,000 other generated people, the answers of Polars, PyArrow, DuckDB and pandas differed for {differing}. Every column was compared.",
        "",
    )
