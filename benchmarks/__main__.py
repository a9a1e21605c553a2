"""`python -m benchmarks`: measures carelevel beside other engines and writes docs/performance.md."""

import argparse
import datetime as dt
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import alone
from benchmarks.peers import CARELEVEL, HAND_WRITTEN, PEERS, ROOT, Worker, environment, version
from benchmarks.workloads import SIZES, answer, cases, workload

SECONDS = 0.06
"""Seconds that one engine has in a turn."""

SLOW, TOO_SLOW = 0.0005, 0.01
"""Seconds a case on the smallest set from which an engine is measured on the two smallest sets only, and on the smallest only."""

COMPARED = 60
"""Cases of which the answers are compared before anything is timed."""

NOT_MEASURED = "too slow"

Times = dict[str, list[float]]


def main() -> None:
    """Install, compare, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="turns of each engine; the median of them counts (default: %(default)s)")
    parser.add_argument(
        "--peers", type=Path, default=Path(tempfile.gettempdir()) / "carelevel-benchmarks", help="where peers are installed (default: %(default)s)"
    )
    parser.add_argument("--only", nargs="*", metavar="ENGINE", help="measure only these, by the names of their modules in benchmarks/engines")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md", help="the page to write (default: %(default)s)")
    options = parser.parse_args()
    chosen = [peer for peer in PEERS if not options.only or peer.module in options.only or peer == CARELEVEL]
    pythons = {peer: environment(peer, options.peers) for peer in chosen}
    present = [peer for peer, python in pythons.items() if python]
    missing = [peer.name for peer in PEERS if peer not in present]
    versions = {peer.name: version(peer, pythons[peer] or "") for peer in present}
    workers = [Worker(peer, pythons[peer] or "") for peer in present]
    tables: list[dict[str, Any]] = []
    for size in SIZES:
        # Who took milliseconds on the smallest set would take minutes on the largest.
        quick = [worker for worker in workers if not tables or tables[0]["level_and_met"][worker.peer.name] < SLOW or size == SIZES[1]]
        tables.append(_engines([worker for worker in quick if not tables or tables[0]["level_and_met"][worker.peer.name] < TOO_SLOW], size, options.rounds))
    mine = next(worker for worker in workers if worker.peer == CARELEVEL)
    near = [worker for worker in workers if worker.peer in (CARELEVEL, HAND_WRITTEN) or worker.peer.core == "Rust"]
    by_facts = [_facts(near, facts, options.rounds) for facts in (10, 20, 40, 80, 100)]
    unknown = [_unknown(mine, size, options.rounds) for size in SIZES]
    for worker in workers:
        worker.stop()
    page = _page(tables, by_facts, unknown, alone.loading(), alone.starting(), versions, missing)
    options.out.write_text(page, encoding="utf-8")
    print(page)


def _engines(workers: list[Worker], size: tuple[int, int], rounds: int) -> dict[str, Any]:
    """Return the times of every engine on one set: the level with what is met, and the level alone."""
    loads = _loaded(workers, size)
    return {
        "size": size,
        "loads": loads,
        "level_and_met": _in_turns(workers, "level_and_met", rounds),
        "level": _in_turns(workers, "level", rounds),
    }


def _facts(workers: list[Worker], facts: int, rounds: int) -> dict[str, Any]:
    _loaded(workers, (100, facts))
    return {"facts": facts, "level_and_met": _in_turns(workers, "level_and_met", rounds)}


def _unknown(worker: Worker, size: tuple[int, int], rounds: int) -> dict[str, Any]:
    """Return carelevel's times on cases of which more and more is unknown, and of its other questions."""
    _loaded([worker], size)
    asked = {f"range {share:.0%}": ("level_range", share) for share in (0, 0.1, 0.3, 0.6, 0.9, 1)}
    asked |= {f"statuses {share:.0%}": ("statuses", share) for share in (0, 0.3)} | {"level_and_met": ("level_and_met", 0)}
    if size == SIZES[0]:
        asked |= {"recommend 0%": ("recommend", 0), "recommend 30%": ("recommend", 0.3)}
    counts = {name: _count(worker, what, share) for name, (what, share) in asked.items()}
    found: Times = {name: [] for name in asked}
    for turn in range(rounds):
        for name, (what, share) in asked.items():
            found[name].append(worker.ask(do="time", what=what, unknown=share, count=counts[name], seed=1000 + turn))
    return {"size": size, **{name: statistics.median(times) for name, times in found.items()}}


def _loaded(workers: list[Worker], size: tuple[int, int]) -> dict[str, dict[str, float]]:
    """Load a set into every engine, and make sure that all give the same answers."""
    drawn = workload(*size)
    expected = [answer(drawn, case) for case in cases(drawn, COMPARED, seed=77)]
    loads = {}
    for worker in workers:
        print(f"{size[0]} criteria, {size[1]} facts: {worker.peer.name}", file=sys.stderr)
        worker.ask(do="load", criteria=10, facts=10)
        loads[worker.peer.name] = worker.ask(do="load", criteria=size[0], facts=size[1])
        for (level, met), (found, ids, alone_found) in zip(expected, worker.ask(do="answers", count=COMPARED, seed=77), strict=True):
            if (level, met, level) != (found, set(ids), alone_found):
                raise SystemExit(f"{worker.peer.name} answers {found}, {alone_found} {ids} where {level} {sorted(met)} is right")
        # Engines that remember get what they remember.
        worker.ask(do="time", what="level_and_met", unknown=0, count=_count(worker, "level_and_met", 0), seed=1)
    return loads


def _count(worker: Worker, what: str, unknown: float) -> int:
    seconds = worker.ask(do="time", what=what, unknown=unknown, count=8, seed=2)
    return max(8, min(2000, int(SECONDS / seconds)))


def _in_turns(workers: list[Worker], what: str, rounds: int) -> dict[str, float]:
    """Return the median of each engine's times; in every round all have a turn, each time another one first."""
    counts = {worker.peer.name: _count(worker, what, 0) for worker in workers}
    found: Times = {worker.peer.name: [] for worker in workers}
    for turn in range(rounds):
        first = turn % len(workers)
        for worker in workers[first:] + workers[:first]:
            name = worker.peer.name
            found[name].append(worker.ask(do="time", what=what, unknown=0, count=counts[name], seed=100 + turn))
    return {name: statistics.median(times) for name, times in found.items()}


# The page


def _page(
    tables: list[dict[str, Any]],
    by_facts: list[dict[str, Any]],
    unknown: list[dict[str, Any]],
    loading: list[dict[str, Any]],
    starting: list[tuple[str, float]],
    versions: dict[str, str],
    missing: list[str],
) -> str:
    names = list(tables[0]["level"])
    sizes = [f"{criteria} x {facts}" for criteria, facts in SIZES]
    named = {name: f"{name} {versions.get(name, '')}".strip() for name in names}
    lines = [
        "# Performance",
        "",
        "Written by `python -m benchmarks`; do not edit. How the engine works is explained in [engine.md](engine.md).",
        "",
        (
            f"{dt.datetime.now(tz=dt.UTC).date()}, {platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} processors. Processor time in microseconds a case, the median of turns in which every engine has its go, in a process of its own, on cases "
            f"that it has not seen. Before, all engines gave the same {COMPARED} answers on each set. carelevel takes the user's mapping and checks it; "
            "others get numbers for words, which is not timed, and check nothing, but for the Python that is generated. Compare within a table only: the machine is shared."
        ),
        "",
        f"Not installed here: {', '.join(missing)}." if missing else "Every engine could be installed.",
        "",
        "## The level and the criteria met (criteria x facts, everything known)",
        "",
        *_table(["engine", *sizes], [[named[name], *(_us(table["level_and_met"].get(name)) for table in tables)] for name in names]),
        "",
        "As a multiple of carelevel's time:",
        "",
        *_table(["engine", *sizes], [[name, *(_ratio(table["level_and_met"], name) for table in tables)] for name in names[1:]]),
        "",
        "## The level alone",
        "",
        "By the shortest way that each engine has: the Rust engines, and both kinds of Python, stop at the first criterion that decides.",
        "",
        *_table(["engine", *sizes], [[named[name], *(_us(table["level"].get(name)) for table in tables)] for name in names]),
        "",
        *_table(["engine", *sizes], [[name, *(_ratio(table["level"], name) for table in tables)] for name in names[1:]]),
        "",
        "## Growth from 30 to 1000 criteria",
        "",
        *_table(
            ["engine", "level and met", "level alone"],
            [
                [name, *(f"{tables[-1][what][name] / tables[0][what][name]:.1f}" for what in ("level_and_met", "level"))]
                for name in names
                if name in tables[-1]["level"]
            ],
        ),
        "",
        "## Growth with facts (100 criteria; level and met)",
        "",
        *_table(
            ["engine", *(f"{row['facts']} facts" for row in by_facts)],
            [[name, *(_us(row["level_and_met"][name]) for row in by_facts)] for name in by_facts[0]["level_and_met"]],
        ),
        "",
        "## Unknown facts (carelevel)",
        "",
        "The range of the level, when this share of the facts is unknown; and the range with the status of every criterion.",
        "",
        *_table(
            ["set", *[name for name in unknown[-1] if name not in {"size", "level_and_met"}]],
            [[f"{row['size'][0]} x {row['size'][1]}", *(_us(row[name]) for name in unknown[-1] if name not in {"size", "level_and_met"})] for row in unknown],
        ),
        "",
        (
            f"`recommend` with reasons, barriers and what is missing, 30 criteria: {_us(unknown[0]['recommend 0%'])} with everything known, "
            f"{unknown[0]['recommend 0%'] / unknown[0]['level_and_met']:.0f} times `decide` with its ids; with 30 % unknown {_us(unknown[0]['recommend 30%'])}, where the exact answer is worked out "
            f"over everyone that the person can still be."
        ),
        "",
        "## Loading and memory",
        "",
        "Engines of the first table, in milliseconds from the rules in their own form to the first answer, and in megabytes of memory that the process gained:",
        "",
        *_table(
            ["engine", *sizes],
            [[name, *(_load(t["loads"].get(name)) for t in tables)] for name in names],
        ),
        "",
        "carelevel from YAML, in a process of its own (`load` reads, checks and resolves; the parse is PyYAML's into plain data, with libyaml where it is there):",
        "",
        *_table(list(loading[0]), [list(row.values()) for row in loading]),
        "",
        "## Starting",
        "",
        "Whole processes, wall time, the median of nine:",
        "",
        *_table(["process", "ms"], [[name, f"{seconds * 1e3:.0f}"] for name, seconds in starting]),
        "",
    ]
    return "\n".join(lines)


def _table(heads: list[str], rows: list[list[Any]]) -> list[str]:
    return [f"| {' | '.join(map(str, row))} |" for row in (heads, ["---"] * len(heads), *rows)]


def _load(found: dict[str, float] | None) -> str:
    return f"{found['seconds'] * 1e3:.0f} ms, {found['bytes'] / 1e6:.1f} MB" if found else NOT_MEASURED


def _us(seconds: float | None) -> str:
    if seconds is None:
        return NOT_MEASURED
    return f"{seconds * 1e6:.1f}" if seconds < 1e-4 else f"{seconds * 1e6:,.0f}"


def _ratio(times: dict[str, float], name: str) -> str:
    if name not in times:
        return NOT_MEASURED
    return f"{times[name] / times[CARELEVEL.name]:.2f}" if times[name] < 10 * times[CARELEVEL.name] else f"{times[name] / times[CARELEVEL.name]:,.0f}"


if __name__ == "__main__":
    main()
