"""`python -m benchmarks`: measures carelevel beside other engines and writes docs/performance.md."""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import alone
from benchmarks.page import Measured, page
from benchmarks.peers import CARELEVEL, PEERS, ROOT, WRITTEN_OUT, Worker, environment, version
from benchmarks.workloads import LEVELS, SIZES, answer, cases, workload

SECONDS = 0.06
"""Seconds that one engine has in a turn."""

SLOW, TOO_SLOW = 0.0005, 0.01
"""Seconds a case on the smallest set from which an engine is measured on the two smallest sets only, and on the smallest only."""

COMPARED = 60
"""Cases of which the answers are compared before anything is timed."""

QUESTIONS = ("level_and_met", "level")

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
    workers = [Worker(peer, pythons[peer] or "") for peer in present]
    tables: list[dict[str, Any]] = []
    for size in SIZES:
        # Who took milliseconds on the smallest set would take minutes on the largest.
        quick = [worker for worker in workers if not tables or tables[0]["level_and_met"][worker.peer.name] < SLOW or size == SIZES[1]]
        tables.append(_engines([worker for worker in quick if not tables or tables[0]["level_and_met"][worker.peer.name] < TOO_SLOW], size, options.rounds))
    mine = next(worker for worker in workers if worker.peer == CARELEVEL)
    near = [worker for worker in workers if worker.peer in (CARELEVEL, *WRITTEN_OUT) or worker.peer.core == "Rust"]
    by_facts = [_facts(near, facts, options.rounds) for facts in (10, 20, 40, 80, 100)]
    unknown = [_unknown(mine, size, options.rounds) for size in SIZES]
    for worker in workers:
        worker.stop()
    measured = Measured(
        compared=COMPARED,
        tables=tables,
        by_facts=by_facts,
        unknown=unknown,
        shipped=alone.shipped(),
        loading=alone.loading(),
        starting=alone.starting(),
        versions={peer.name: version(peer, pythons[peer] or "") for peer in present},
        missing=[peer.name for peer in PEERS if peer not in present],
    )
    options.out.write_text(text := page(measured), encoding="utf-8")
    print(text)


def _engines(workers: list[Worker], size: tuple[int, int], rounds: int) -> dict[str, Any]:
    """Return the times of every engine on one set, for each question: from the user's mapping, checked; and the engine alone."""
    loads = _loaded(workers, size)
    found: dict[str, Any] = {"size": size, "loads": loads, "top": _share_at_the_top(size)}
    for what in QUESTIONS:
        found[what] = _in_turns(workers, what, rounds, checked=True)
        found[f"{what} alone"] = _in_turns(workers, what, rounds, checked=False)
    return found


def _share_at_the_top(size: tuple[int, int]) -> float:
    """Return how many of the people drawn have the most intensive level: engines that stop at the first criterion that decides are done soon with them."""
    drawn = workload(*size)
    return statistics.mean(answer(drawn, case)[0] == LEVELS[-1] for case in cases(drawn, 200, seed=4))


def _facts(workers: list[Worker], facts: int, rounds: int) -> dict[str, Any]:
    _loaded(workers, (100, facts))
    return {"facts": facts, "level_and_met": _in_turns(workers, "level_and_met", rounds, checked=True)}


def _unknown(worker: Worker, size: tuple[int, int], rounds: int) -> dict[str, Any]:
    """Return carelevel's times on cases of which more and more is unknown, and of its other questions."""
    _loaded([worker], size)
    asked = {f"range {share:.0%}": ("level_range", share) for share in (0, 0.1, 0.3, 0.6, 0.9, 1)}
    asked |= {f"statuses {share:.0%}": ("statuses", share) for share in (0, 0.3)} | {"level_and_met": ("level_and_met", 0)}
    if size == SIZES[0]:
        asked |= {"recommend 0%": ("recommend", 0), "recommend 30%": ("recommend", 0.3)}
    counts = {name: _count(worker, what, share, checked=True) for name, (what, share) in asked.items()}
    found: Times = {name: [] for name in asked}
    for turn in range(rounds):
        for name, (what, share) in asked.items():
            found[name].append(worker.ask(do="time", what=what, unknown=share, count=counts[name], seed=1000 + turn, checked=True))
    return {"size": size, **{name: statistics.median(times) for name, times in found.items()}}


def _loaded(workers: list[Worker], size: tuple[int, int]) -> dict[str, dict[str, float]]:
    """Load a set into every engine, and make sure that all give the same answers, and refuse the same cases."""
    drawn = workload(*size)
    expected = [answer(drawn, case) for case in cases(drawn, COMPARED, seed=77)]
    loads = {}
    for worker in workers:
        print(f"{size[0]} criteria, {size[1]} facts: {worker.peer.name}", file=sys.stderr)
        worker.ask(do="load", criteria=10, facts=10)
        loads[worker.peer.name] = worker.ask(do="load", criteria=size[0], facts=size[1])
        for (level, met), (found, ids, alone_found) in zip(expected * 2, worker.ask(do="answers", count=COMPARED, seed=77), strict=True):
            if (level, met, level) != (found, set(ids), alone_found):
                raise SystemExit(f"{worker.peer.name} answers {found}, {alone_found} {ids} where {level} {sorted(met)} is right")
        refused = worker.ask(do="refused")
        if not all(refused):
            raise SystemExit(f"{worker.peer.name} takes a wrong case: {refused}")
        # Engines that remember get what they remember.
        worker.ask(do="time", what="level_and_met", unknown=0, count=_count(worker, "level_and_met", 0, checked=True), seed=1, checked=True)
    return loads


def _count(worker: Worker, what: str, unknown: float, *, checked: bool) -> int:
    seconds = worker.ask(do="time", what=what, unknown=unknown, count=8, seed=2, checked=checked)
    return max(8, min(1000, int(SECONDS / seconds)))


def _in_turns(workers: list[Worker], what: str, rounds: int, *, checked: bool) -> dict[str, float]:
    """Return the median of each engine's times; in every round all have a turn, each time another one first."""
    counts = {worker.peer.name: _count(worker, what, 0, checked=checked) for worker in workers}
    found: Times = {worker.peer.name: [] for worker in workers}
    for turn in range(rounds):
        first = turn % len(workers)
        for worker in workers[first:] + workers[:first]:
            name = worker.peer.name
            found[name].append(worker.ask(do="time", what=what, unknown=0, count=counts[name], seed=100 + turn, checked=checked))
    return {name: statistics.median(times) for name, times in found.items()}


if __name__ == "__main__":
    main()
