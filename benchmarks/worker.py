"""One engine in a process of its own: takes a command a line on standard input, answers a line on standard output, both JSON."""

import gc
import importlib
import json
import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.workloads import Workload, cases, workload


def main() -> None:
    """Answer commands until the input ends."""
    module = importlib.import_module(f"benchmarks.engines.{sys.argv[1]}")
    engine: Any = None
    drawn: Workload | None = None
    for line in sys.stdin:
        command = json.loads(line)
        answer: Any
        match command["do"]:
            case "load":
                drawn = workload(command["criteria"], command["facts"])
                engine, answer = None, None
                gc.collect()
                before, started = _memory(), time.perf_counter()
                engine = module.Engine(drawn)
                answer = {"seconds": time.perf_counter() - started, "bytes": _memory() - before}
            case "answers":
                found = [engine.level_and_met(engine.prepared(case)) for case in cases(drawn, command["count"], seed=command["seed"])]
                levels = [engine.level(engine.prepared(case)) for case in cases(drawn, command["count"], seed=command["seed"])]
                answer = [[level, sorted(met), alone] for (level, met), alone in zip(found, levels, strict=True)]
            case "time":
                answer = _timed(engine, drawn, command)
            case _:
                answer = _memory()
        print(json.dumps(answer), flush=True)


def _timed(engine: Any, drawn: Workload | None, command: dict[str, Any]) -> float:
    """Return the seconds of processor time that one case takes, in a loop over cases that this process has not seen before."""
    assert drawn is not None
    ask = getattr(engine, command["what"])
    given = [engine.prepared(case) for case in cases(drawn, command["count"], unknown=command["unknown"], seed=command["seed"])]
    # Other processes have run since this one did: bring code and tables back into the caches of the processor.
    for case in given[: len(given) // 4]:
        ask(case)
    gc.collect()
    gc.disable()
    started = time.process_time()
    for case in given[len(given) // 4 :]:
        ask(case)
    seconds = time.process_time() - started
    gc.enable()
    return seconds / (len(given) - len(given) // 4)


@cache
def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE")


def _memory() -> int:
    """Return the bytes of memory that this process holds now; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _page()
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    main()
