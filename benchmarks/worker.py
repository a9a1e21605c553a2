"""One engine in a process of its own: takes a command a line on standard input, answers a line on standard output, both JSON."""

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

from benchmarks.checking import checker, wrong
from benchmarks.workloads import Workload, as_ranks, cases, workload


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
                answer = _answers(engine, drawn, command)
            case "refused":
                answer = _refused(engine, drawn)
            case "time":
                answer = _timed(engine, drawn, command)
            case _:
                answer = _memory()
        print(json.dumps(answer), flush=True)


def _asked(engine: Any, drawn: Workload, what: str) -> Callable[[dict[str, Any]], Any]:
    """Return what answers a question from the user's mapping, checked."""
    ask = getattr(engine, what)
    if hasattr(engine, "checks"):
        return cast("Callable[[dict[str, Any]], Any]", ask)
    check = checker(drawn)
    if hasattr(engine, "taken"):
        taken = engine.taken
        return lambda case: ask(taken(check(case)))
    return lambda case: ask(check(case))


def _prepared(engine: Any, drawn: Workload, case: dict[str, Any]) -> Any:
    """Return what an engine likes best; the mapping as it is for one that checks."""
    if hasattr(engine, "checks"):
        return case
    ranks = as_ranks(drawn, case)
    return engine.taken(ranks) if hasattr(engine, "taken") else ranks


def _answers(engine: Any, drawn: Workload | None, command: dict[str, Any]) -> list[Any]:
    """Return the level, what is met, and the level alone, from the mapping; then the same from what is prepared."""
    assert drawn is not None
    given = cases(drawn, command["count"], seed=command["seed"])
    found = [(*_asked(engine, drawn, "level_and_met")(case), _asked(engine, drawn, "level")(case)) for case in given]
    alone = [(*engine.level_and_met(_prepared(engine, drawn, case)), engine.level(_prepared(engine, drawn, case))) for case in given]
    return [[level, sorted(met), only] for level, met, only in found + alone]


def _refused(engine: Any, drawn: Workload | None) -> list[bool]:
    """Return for each wrong case, and each question, whether it is refused."""
    assert drawn is not None
    found = []
    for what in ("level_and_met", "level"):
        ask = _asked(engine, drawn, what)
        for case in wrong(drawn, cases(drawn, 1, seed=3)[0]):
            try:
                ask(case)
            except (LookupError, TypeError, ValueError, *getattr(engine, "refusals", ())):
                found.append(True)
            else:
                found.append(False)
    return found


def _timed(engine: Any, drawn: Workload | None, command: dict[str, Any]) -> float:
    """Return the seconds of processor time that one case takes, in a loop over cases that this process has not seen before."""
    assert drawn is not None
    given = cases(drawn, command["count"], unknown=command["unknown"], seed=command["seed"])
    if command["checked"]:
        ask = _asked(engine, drawn, command["what"])
    else:
        ask = getattr(engine, command["what"])
        given = [_prepared(engine, drawn, case) for case in given]
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
