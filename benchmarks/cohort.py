"""`python -m benchmarks.cohort`: a million people through the bundled criteria, in each engine, and row by row in Python; writes docs/cohort-performance.md."""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.cohort_page import CRITERIA, ENGINES, LAZY, MEMORY_LIMIT, SIZES, UNKNOWN, Figure, written

ROOT = Path(__file__).resolve().parents[1]
WITHOUT_LISTS = ("level", "lowest", "highest", "settled", "exact", "applies")
LOOPED = {"recommend": 1_000, "decide": 10_000}
ONCE = ("pandas", "PyArrow")
"""What is measured once, as it takes a minute and is wanted of neither."""


class Taken(NamedTuple):
    """Seconds that something took: of all processors together, and on the clock."""

    processor: float
    elapsed: float


class Clock:
    """Begins to run when it is made.

    >>> Clock().taken().processor < 1
    True
    """

    def __init__(self) -> None:
        self._begun = (time.process_time(), time.perf_counter())

    def taken(self, times: int = 1) -> Taken:
        """Return the seconds since the beginning, for one of so many times."""
        return Taken((time.process_time() - self._begun[0]) / times, (time.perf_counter() - self._begun[1]) / times)


def people(path: Path, rows: int, seed: int) -> None:
    """Write a table of people drawn at random, 30 % of everything unknown, and nobody impossible among them."""
    import numpy as np
    import polars as pl

    import carelevel
    from carelevel.model.facts import Score, SetOf, domain

    chance = np.random.default_rng(seed)
    criteria = carelevel.load(CRITERIA)
    parts, left = [], rows
    while left > 0:
        size = min(500_000, max(2 * left, 1_000))
        columns: dict[str, Any] = {}
        for name, fact in criteria.facts.items():
            known = chance.random(size) >= UNKNOWN
            if isinstance(fact, SetOf):
                words = [pl.when(pl.Series(chance.random(size) < 0.25)).then(pl.lit(word)) for word in fact.values]
                drawn = pl.select(pl.concat_list(words).list.drop_nulls()).to_series()
            elif isinstance(fact, Score):
                low = 18 if name == "age" else fact.low
                drawn = pl.Series(chance.integers(low, fact.high + 1, size))
            else:
                drawn = pl.Series(list(domain(fact)), dtype=pl.String).gather(chance.integers(0, len(domain(fact)), size))
            columns[name] = pl.select(pl.when(pl.Series(known)).then(drawn)).to_series()
        answered = carelevel.cohort.recommend(criteria, pl.DataFrame(columns).lazy(), invalid="unknown")
        part = answered.filter(pl.col("problems").list.len() == 0).select(list(columns)).head(left).collect()
        parts.append(part)
        left -= part.height
    pl.concat(parts).write_parquet(path)


def looped(path: Path, what: str) -> Taken:
    """Return seconds a row of a Python loop that makes a mapping of each row and asks for its level."""
    import polars as pl

    import carelevel

    criteria = carelevel.load(CRITERIA)
    ask = getattr(criteria, what)
    rows = pl.scan_parquet(path).head(2 * LOOPED[what]).collect()
    for row in rows.head(200).iter_rows(named=True):
        ask(row)
    clock = Clock()
    for row in rows.tail(LOOPED[what]).iter_rows(named=True):
        _ = ask(row).level
    return clock.taken(LOOPED[what])


def in_polars(path: Path, *, lists: bool) -> Taken:
    """Return the seconds that Polars takes from a table in memory to one with the answers."""
    import polars as pl

    import carelevel.cohort

    criteria = carelevel.load(CRITERIA)
    table = pl.read_parquet(path)
    clock = Clock()
    found = carelevel.cohort.recommend(criteria, table.lazy(), invalid="unknown")
    (found if lists else found.select(WITHOUT_LISTS)).collect()
    return clock.taken()


def in_duckdb(path: Path, *, lists: bool, from_file: bool = False) -> Taken:
    """Return the seconds that DuckDB takes from a table to one in memory with the answers; the first is in memory too, or in a database file, and compressed."""
    import duckdb

    import carelevel.cohort

    criteria = carelevel.load(CRITERIA)
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        if from_file:
            connection.execute(f"ATTACH '{folder}/people.duckdb' AS there; USE there")
        connection.execute("CREATE TABLE people AS SELECT * FROM read_parquet(?)", [str(path)])
        connection.execute("CHECKPOINT; USE memory")
        clock = Clock()
        people = connection.table("there.people" if from_file else "people")
        found = carelevel.cohort.recommend(criteria, people, invalid="unknown")
        (found if lists else found.project(", ".join(WITHOUT_LISTS))).create("answered")
        taken = clock.taken()
        connection.close()
    return taken


def copied_in_duckdb(path: Path) -> Taken:
    """Return the seconds that DuckDB takes to copy the table, without an answer: it is what an answer beside every column costs at the least."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE TABLE people AS SELECT * FROM read_parquet(?)", [str(path)])
    clock = Clock()
    connection.table("people").create("answered")
    return clock.taken()


def in_other(path: Path, engine: str) -> Taken:
    """Return the seconds that pandas or PyArrow takes."""
    import polars as pl

    import carelevel.cohort

    table = pl.read_parquet(path)
    frame: Any = table.to_pandas() if engine == "pandas" else table.to_arrow()
    clock = Clock()
    carelevel.cohort.recommend(carelevel.load(CRITERIA), frame, invalid="unknown")
    return clock.taken()


def lazily(path: Path) -> Taken:
    """Return the seconds from a file to a file with the answers, in Polars, without holding either."""
    import polars as pl

    import carelevel.cohort

    clock = Clock()
    carelevel.cohort.recommend(carelevel.load(CRITERIA), pl.scan_parquet(path), invalid="unknown").sink_parquet(path.with_suffix(".out"))
    taken = clock.taken()
    path.with_suffix(".out").unlink()
    return taken


def lazily_in_duckdb(path: Path) -> Taken:
    """Return the seconds from a file to a file with the answers, in DuckDB."""
    import duckdb

    import carelevel.cohort

    clock = Clock()
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    found = carelevel.cohort.recommend(carelevel.load(CRITERIA), connection.read_parquet(str(path)), invalid="unknown")
    found.write_parquet(str(path.with_suffix(".out")))
    taken = clock.taken()
    path.with_suffix(".out").unlink()
    return taken


def compared(path: Path) -> int:
    """Return in how many rows the engines differ; every column of the answers is compared."""
    import duckdb
    import polars as pl

    import carelevel.cohort

    criteria = carelevel.load(CRITERIA)
    table = pl.read_parquet(path)
    said = carelevel.cohort.recommend(criteria, table, invalid="unknown").drop(table.columns)
    others = [
        pl.from_arrow(carelevel.cohort.recommend(criteria, table.to_arrow(), invalid="unknown")),
        pl.from_arrow(carelevel.cohort.recommend(criteria, duckdb.from_arrow(table.to_arrow()), invalid="unknown").to_arrow_table()),
    ]
    pandas = carelevel.cohort.recommend(criteria, table.to_pandas(), invalid="unknown")
    plain = {name: [None if value is None or value != value else value for value in pandas[name]] for name in said.columns}
    others.append(pl.DataFrame({name: pl.Series(plain[name], dtype=_text(dtype)) for name, dtype in said.schema.items()}))
    differing = 0
    for other in others:
        here = other.select(said.columns)
        lists = [name for name, dtype in said.schema.items() if dtype == pl.List(pl.String)]
        text = said.with_columns(pl.col(name).list.join(";") for name in lists)
        there = here.with_columns(pl.col(name).list.join(";") for name in lists if isinstance(here.schema[name], pl.List))
        differing += sum(a != b for a, b in zip(text.rows(), there.rows(), strict=True))
    return differing


def _text(dtype: Any) -> Any:
    import polars as pl

    return pl.String if isinstance(dtype, pl.List) else dtype


def plan(engine: str, criteria: int, facts: int) -> Taken:
    """Return the seconds to lay a drawn set out for an engine; for PyArrow and pandas, which are not lazy, with the answer for one row."""
    import duckdb
    import polars as pl

    import carelevel.cohort
    from benchmarks.workloads import as_criteria, workload
    from carelevel.api import engine_of

    loaded = carelevel.loads(json.dumps(as_criteria(workload(criteria, facts))))
    engine_of(loaded).whole()
    one = {name: pl.Series(name, [None], dtype=pl.Int64 if type(fact).__name__ == "Score" else pl.String) for name, fact in loaded.facts.items()}
    table = pl.DataFrame(list(one.values()))
    frame: Any = {"Polars": table.lazy, "DuckDB": lambda: duckdb.from_arrow(table.to_arrow()), "PyArrow": table.to_arrow, "pandas": table.to_pandas}[engine]()
    clock = Clock()
    carelevel.cohort.recommend(loaded, frame, invalid="unknown")
    return clock.taken()


MEASURED: dict[str, Callable[[Path], Taken]] = {
    "recommend in a loop": lambda path: looped(path, "recommend"),
    "decide in a loop": lambda path: looped(path, "decide"),
    "Polars": lambda path: in_polars(path, lists=True),
    "Polars, without lists": lambda path: in_polars(path, lists=False),
    "DuckDB": lambda path: in_duckdb(path, lists=True),
    "DuckDB, without lists": lambda path: in_duckdb(path, lists=False),
    "DuckDB, copying the table alone": copied_in_duckdb,
    "DuckDB, from a file": lambda path: in_duckdb(path, lists=True, from_file=True),
    "DuckDB, from a file, without lists": lambda path: in_duckdb(path, lists=False, from_file=True),
    "pandas": lambda path: in_other(path, "pandas"),
    "PyArrow": lambda path: in_other(path, "pyarrow"),
    "from file to file, Polars": lazily,
    "from file to file, DuckDB": lazily_in_duckdb,
    **{
        f"plan {engine} {criteria}": lambda _, engine=engine, criteria=criteria, facts=facts: plan(engine, criteria, facts)
        for criteria, facts in SIZES
        for engine in ENGINES
    },  # type: ignore[misc]  # bound as they are
}


def measured(what: str, path: Path) -> Figure:
    """Return seconds, and the largest memory in gigabytes, from a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.cohort", "--one", what, str(path)], cwd=ROOT, check=True, capture_output=True, text=True)
    figure = Figure(*json.loads(done.stdout))
    print(f"{what}: {figure.processor:.4g} s, {figure.elapsed:.4g} s elapsed, {figure.memory:.2f} GB", file=sys.stderr)
    return figure


def most_memory() -> float:
    """Return the largest memory that this process has had, in gigabytes: what a process says of itself to others begins with what its parent had."""
    (size,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(size) / 1024**2


def main() -> None:
    """Draw, compare, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cohort", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each; the median counts (default: %(default)s)")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--largest", type=int, default=10_000_000, help="rows of the largest table (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "cohort-performance.md")
    options = parser.parse_args()
    if options.one:
        what, name = options.one
        print(json.dumps([*MEASURED[what](Path(name)), most_memory()]))
        return
    with tempfile.TemporaryDirectory() as folder:
        options.out.write_text(page(Path(folder), options.rounds, options.largest), encoding="utf-8")


def page(folder: Path, rounds: int, largest: int) -> str:
    """Return what was measured as a page."""
    load = os.getloadavg()[0]
    files = {rows: folder / f"{rows}.parquet" for rows in (100_000, 1_000_000)}
    for rows, path in files.items():
        people(path, rows, seed=rows)
    differing = compared(files[100_000])
    names = [name for name in MEASURED if not name.startswith(("plan ", "from file to file"))]
    turns: dict[str, list[Figure]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names:
            if turn == 0 or name not in ONCE:
                turns[name].append(measured(name, files[1_000_000]))
    if largest > 1_000_000:
        files[largest] = _repeated(files[1_000_000], largest)
    growth = {(engine, rows): measured(f"from file to file, {engine}", path) for engine in LAZY for rows, path in files.items()}
    plans = {engine: [measured(f"plan {engine} {criteria}", files[100_000]).processor for criteria, _ in SIZES] for engine in ENGINES}
    return written({name: _middle(each, 1_000_000 if "loop" in name else 1) for name, each in turns.items()}, growth, differing, plans, load)


def _middle(turns: list[Figure], times: int) -> Figure:
    """Return the median of turns, and of the clock the least, as what else runs can only add to it; for so many times as much."""
    return Figure(
        times * statistics.median(each.processor for each in turns),
        times * min(each.elapsed for each in turns),
        max(each.memory for each in turns),
    )


def _repeated(path: Path, rows: int) -> Path:
    """Return a table with the same people over and over: no engine remembers them."""
    import polars as pl

    to = path.with_name(f"{rows}.parquet")
    pl.concat([pl.scan_parquet(path)] * (rows // 1_000_000)).sink_parquet(to)
    return to


if __name__ == "__main__":
    main()
