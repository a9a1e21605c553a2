"""`python -m benchmarks.cohort`: a million people through the bundled criteria, in each engine, and row by row in Python; writes docs/cohort-performance.md."""

import argparse
import datetime as dt
import importlib.metadata
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CRITERIA = "adult-mental-health"
UNKNOWN = 0.3
WITHOUT_LISTS = ("level", "lowest", "highest", "settled", "exact", "applies")
SIZES = ((30, 20), (100, 30), (300, 40))
ENGINES = ("Polars", "DuckDB", "PyArrow", "pandas")
LAZY = ("Polars", "DuckDB")
LOOPED = {"recommend": 1_000, "decide": 10_000}


def people(path: Path, rows: int, seed: int) -> None:
    """Write a table of people drawn at random, 30 % of everything unknown, and nobody impossible among them."""
    import numpy as np
    import polars as pl

    import carelevel
    from carelevel.facts import Score, SetOf, domain

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


def looped(path: Path, what: str) -> float:
    """Return seconds a row of a Python loop that makes a mapping of each row and asks for its level."""
    import polars as pl

    import carelevel

    criteria = carelevel.load(CRITERIA)
    ask = getattr(criteria, what)
    rows = pl.scan_parquet(path).head(2 * LOOPED[what]).collect()
    for row in rows.head(200).iter_rows(named=True):
        ask(row)
    begun = time.process_time()
    for row in rows.tail(LOOPED[what]).iter_rows(named=True):
        _ = ask(row).level
    return (time.process_time() - begun) / LOOPED[what]


def in_polars(path: Path, *, lists: bool) -> float:
    """Return the seconds that Polars takes from a table in memory to one with the answers."""
    import polars as pl

    import carelevel.cohort

    criteria = carelevel.load(CRITERIA)
    table = pl.read_parquet(path)
    begun = time.process_time()
    found = carelevel.cohort.recommend(criteria, table.lazy(), invalid="unknown")
    (found if lists else found.select(WITHOUT_LISTS)).collect()
    return time.process_time() - begun


def in_duckdb(path: Path, *, lists: bool, from_file: bool = False) -> float:
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
        begun = time.process_time()
        people = connection.table("there.people" if from_file else "people")
        found = carelevel.cohort.recommend(criteria, people, invalid="unknown")
        (found if lists else found.project(", ".join(WITHOUT_LISTS))).create("answered")
        taken = time.process_time() - begun
        connection.close()
    return taken


def in_other(path: Path, engine: str) -> float:
    """Return the seconds that pandas or PyArrow takes."""
    import polars as pl

    import carelevel.cohort

    table = pl.read_parquet(path)
    frame: Any = table.to_pandas() if engine == "pandas" else table.to_arrow()
    begun = time.process_time()
    carelevel.cohort.recommend(carelevel.load(CRITERIA), frame, invalid="unknown")
    return time.process_time() - begun


def lazily(path: Path) -> float:
    """Return the seconds from a file to a file with the answers, in Polars, without holding either."""
    import polars as pl

    import carelevel.cohort

    begun = time.process_time()
    carelevel.cohort.recommend(carelevel.load(CRITERIA), pl.scan_parquet(path), invalid="unknown").sink_parquet(path.with_suffix(".out"))
    taken = time.process_time() - begun
    path.with_suffix(".out").unlink()
    return taken


def lazily_in_duckdb(path: Path) -> float:
    """Return the seconds from a file to a file with the answers, in DuckDB."""
    import duckdb

    import carelevel.cohort

    begun = time.process_time()
    found = carelevel.cohort.recommend(carelevel.load(CRITERIA), duckdb.connect().read_parquet(str(path)), invalid="unknown")
    found.write_parquet(str(path.with_suffix(".out")))
    taken = time.process_time() - begun
    path.with_suffix(".out").unlink()
    return taken


def compared(path: Path) -> float:
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
    return float(differing)


def _text(dtype: Any) -> Any:
    import polars as pl

    return pl.String if isinstance(dtype, pl.List) else dtype


def plan(engine: str, criteria: int, facts: int) -> float:
    """Return the seconds to lay a drawn set out for an engine; for PyArrow and pandas, which are not lazy, with the answer for one row."""
    import duckdb
    import polars as pl

    import carelevel.cohort
    from benchmarks.workloads import as_criteria, workload
    from carelevel.criteria_set import engine_of

    loaded = carelevel.loads(json.dumps(as_criteria(workload(criteria, facts))))
    engine_of(loaded).whole()
    one = {name: pl.Series(name, [None], dtype=pl.Int64 if type(fact).__name__ == "Score" else pl.String) for name, fact in loaded.facts.items()}
    table = pl.DataFrame(list(one.values()))
    frame: Any = {"Polars": table.lazy, "DuckDB": lambda: duckdb.from_arrow(table.to_arrow()), "PyArrow": table.to_arrow, "pandas": table.to_pandas}[engine]()
    begun = time.process_time()
    carelevel.cohort.recommend(loaded, frame, invalid="unknown")
    return time.process_time() - begun


MEASURED: dict[str, Callable[[Path], float]] = {
    "recommend in a loop": lambda path: looped(path, "recommend"),
    "decide in a loop": lambda path: looped(path, "decide"),
    "Polars": lambda path: in_polars(path, lists=True),
    "Polars, without lists": lambda path: in_polars(path, lists=False),
    "DuckDB": lambda path: in_duckdb(path, lists=True),
    "DuckDB, without lists": lambda path: in_duckdb(path, lists=False),
    "DuckDB, from a file": lambda path: in_duckdb(path, lists=True, from_file=True),
    "DuckDB, from a file, without lists": lambda path: in_duckdb(path, lists=False, from_file=True),
    "pandas": lambda path: in_other(path, "pandas"),
    "PyArrow": lambda path: in_other(path, "pyarrow"),
    "from file to file, Polars": lazily,
    "from file to file, DuckDB": lazily_in_duckdb,
    "compared": compared,
    **{
        f"plan {engine} {criteria}": lambda _, engine=engine, criteria=criteria, facts=facts: plan(engine, criteria, facts)
        for criteria, facts in SIZES
        for engine in ENGINES
    },  # type: ignore[misc]  # bound as they are
}


def measured(what: str, path: Path) -> tuple[float, float]:
    """Return a figure, and the largest memory in gigabytes, from a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.cohort", "--one", what, str(path)], cwd=ROOT, check=True, capture_output=True, text=True)
    figure, memory = json.loads(done.stdout)
    print(f"{what}: {figure:.4g}, {memory:.2f} GB", file=sys.stderr)
    return figure, memory


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
        figure = MEASURED[what](Path(name))
        print(json.dumps([figure, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        options.out.write_text(page(Path(folder), options.rounds, options.largest), encoding="utf-8")


def page(folder: Path, rounds: int, largest: int) -> str:
    """Return what was measured as a page."""
    files = {rows: folder / f"{rows}.parquet" for rows in (100_000, 1_000_000)}
    for rows, path in files.items():
        people(path, rows, seed=rows)
    differing, _ = measured("compared", files[100_000])
    names = [name for name in MEASURED if name != "compared" and not name.startswith(("plan ", "from file to file"))]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            taken[name].append(measured(name, files[1_000_000]))
    seconds = {name: statistics.median(time for time, _ in each) * (1_000_000 if "loop" in name else 1) for name, each in taken.items()}
    memory = {name: max(most for _, most in each) for name, each in taken.items()}
    if largest > 1_000_000:
        files[largest] = _repeated(files[1_000_000], largest)
    growth = {(engine, rows): measured(f"from file to file, {engine}", path) for engine in LAZY for rows, path in files.items()}
    plans = {engine: [measured(f"plan {engine} {criteria}", files[100_000])[0] for criteria, _ in SIZES] for engine in ENGINES}
    return _written(seconds, memory, growth, differing, plans)


def _repeated(path: Path, rows: int) -> Path:
    """Return a table with the same people over and over: no engine remembers them."""
    import polars as pl

    to = path.with_name(f"{rows}.parquet")
    pl.concat([pl.scan_parquet(path)] * (rows // 1_000_000)).sink_parquet(to)
    return to


def _written(
    seconds: dict[str, float], memory: dict[str, float], growth: dict[tuple[str, int], tuple[float, float]], differing: float, plans: dict[str, list[float]]
) -> str:
    import carelevel

    criteria = carelevel.load(CRITERIA)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("narwhals", "polars", "duckdb", "pandas", "pyarrow"))
    rows = [
        f"| {name} | {taken:.2f} | {seconds['recommend in a loop'] / taken:.0f} | {seconds['decide in a loop'] / taken:.1f} | {memory[name]:.2f} |"
        for name, taken in seconds.items()
    ]
    grown = [f"| {engine} | {rows:,} | {taken:.2f} | {1e6 * taken / rows:.2f} | {most:.2f} |" for (engine, rows), (taken, most) in growth.items()]
    return "\n".join(
        [
            "# Performance on whole tables",
            "",
            "Written by `python -m benchmarks.cohort`; do not edit.",
            "",
            (
                f"{dt.datetime.now(tz=dt.UTC).date()}, {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}; {versions}. "
                f"People drawn at random, {UNKNOWN:.0%} of everything unknown, nobody impossible, through `{CRITERIA}` ({len(criteria.criteria)} criteria, "
                f"{len(criteria.facts)} facts). Processor time of a process of its own, all its threads together, so that what else runs on the machine counts little; the median of turns. "
                "Polars and DuckDB use every processor, so that on an idle machine they are done sooner than this; the loops use one. The loops make a mapping of each row and ask for its level; they are timed on a sample, and scaled."
            ),
            "",
            "## A million people",
            "",
            (
                "From a table in memory to one with every column of the answer, building the plan included, and importing the libraries not; without lists, the answer ends at `applies`: "
                "the level, its range and whether it is settled, which is what is asked of `decide` in its loop. DuckDB keeps tables in memory as they are, "
                "and compresses those in files: from a file, words are read once each."
            ),
            "",
            "| way | processor seconds | times as fast as `recommend` in a loop | as `decide` in a loop | memory, GB |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "## Growth: from a Parquet file to a Parquet file",
            "",
            "| engine | rows | processor seconds | microseconds a row | memory, GB |",
            "| --- | --- | --- | --- | --- |",
            *grown,
            "",
            "## Laying out larger sets",
            "",
            "Processor seconds to build the plan for drawn sets (criteria x facts); PyArrow and pandas answer one row as they go.",
            "",
            f"| engine | {' | '.join(f'{criteria} x {facts}' for criteria, facts in SIZES)} |",
            f"| --- |{' --- |' * len(SIZES)}",
            *(f"| {engine} | {' | '.join(f'{taken:.1f}' for taken in each)} |" for engine, each in plans.items()),
            "",
            f"Of 100,000 other people, drawn at random, Polars, PyArrow, DuckDB and pandas gave different answers for {differing:.0f}; every column was compared.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
