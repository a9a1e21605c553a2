"""How long explanations take, and whether they end: on the bundled sets, on sets in the shape of a clinic's, and on one beyond every budget.

    python -m benchmarks.explaining [CASES]

It writes docs/performance-of-explanations.md. Each figure is processor time in milliseconds, the median of the cases of a set, with the longest of them behind it.
"""

import datetime as dt
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.clinic import clinic
from benchmarks.peers import ROOT
from benchmarks.questions import person
from carelevel import CriteriaSet, load, loads
from carelevel.model.cases import Case

PAGE = ROOT / "docs" / "performance-of-explanations.md"
SEEDS = range(3)
FEWER = 5
"""How many times fewer cases each clinic has: some of its answers take seconds."""

KNOWN = (0.3, 0.6, 0.9)
"""Shares of facts that are known, in turn."""

Found = dict[str, Any]


def cases(criteria: CriteriaSet, count: int) -> Iterator[Case]:
    """Yield cases of possible people of whom more or less is known."""
    chance = random.Random(3)
    for number in range(count):
        whole = person(criteria, chance, 2)
        share = KNOWN[number % len(KNOWN)]
        parts = [(fact, None) for fact in whole.values if chance.random() < share]
        yield whole.only(parts + [(fact, member) for fact in whole.members if chance.random() < share for member in whole.members[fact]])


def asked(criteria: CriteriaSet) -> dict[str, Callable[[Case], Any]]:
    """Return the questions, and of `why_not` the level that is asked about in turn."""
    levels = list(criteria.levels)
    turn = iter(range(10**9))
    return {
        "possible_levels": criteria.possible_levels,
        "recommend": criteria.recommend,
        "next_question": criteria.next_question,
        "why": criteria.why,
        "why_not": lambda case: criteria.why_not(case, levels[next(turn) % len(levels)]),
        "what_would_change": criteria.what_would_change,
        "asks": criteria.asks,
    }


def measured(criteria: CriteriaSet, count: int) -> Found:
    """Return the times of all questions, with how many of each were not exact, and the memory of the process."""
    start = time.process_time()
    for _ in range(2):
        # The second answer makes the diagram of everyone.
        criteria.recommend({})
    compiled = time.process_time() - start
    given = list(cases(criteria, count))
    times: dict[str, list[float]] = {}
    refused: dict[str, int] = {}
    for name, ask in asked(criteria).items():
        for case in given if name != "asks" else given[: max(1, len(given) // FEWER)]:
            start = time.process_time()
            answer = ask(case)
            times.setdefault(name, []).append((time.process_time() - start) * 1e3)
            refused[name] = refused.get(name, 0) + (not getattr(answer, "exact", True))
    return {"compiled": compiled, "times": times, "refused": refused, "megabytes": _megabytes()}


def nobody_known(criteria: CriteriaSet) -> Found:
    """Return the times of all questions when nothing is known, the longest there are."""
    found: Found = {}
    for name, ask in asked(criteria).items():
        start = time.process_time()
        answer = ask(Case())
        found[name] = (time.process_time() - start, getattr(answer, "exact", True))
    return {"nothing known": found, "megabytes": _megabytes()}


def _megabytes() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_processes(asked_for: dict[str, int]) -> dict[str, Found]:
    """Return what is measured of each set in a process of its own, so that memory is that of one set alone; they run side by side, on processor time."""
    command = [sys.executable, "-m", "benchmarks.explaining", "--one"]
    running = {what: subprocess.Popen([*command, what, str(count)], stdout=subprocess.PIPE, text=True, cwd=ROOT) for what, count in asked_for.items()}
    return {what: json.loads(process.communicate()[0]) for what, process in running.items()}


def one(what: str, count: int) -> Found:
    """Measure one set: a bundled one, or `CRITERIA/FACTS/SEED`."""
    if "/" not in what:
        return measured(load(what), count)
    criteria, facts, seed = map(int, what.split("/"))
    drawn = loads(json.dumps(clinic(criteria, facts, seed)))
    return nobody_known(drawn) if criteria > 100 else measured(drawn, count)


def page(count: int) -> str:
    """Return the page."""
    names, clinics_asked, largest = ("adult-mental-health", "adult-substance-use"), [f"60/40/{seed}" for seed in SEEDS], "300/120/0"
    found = in_processes(dict.fromkeys(names, count) | dict.fromkeys(clinics_asked, count // FEWER) | {largest: 1})
    bundled = {name: found[name] for name in names}
    clinics = {f"clinic {number}": found[name] for number, name in enumerate(clinics_asked, 1)}
    big = found[largest]
    today = (
        f"{dt.datetime.now(tz=dt.UTC).date()}, {platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors, shared with others"
    )
    lines = [
        "# How long explanations take",
        "",
        "Written by `python -m benchmarks.explaining`; do not edit.",
        "",
        (
            f"{today}. Processor time in milliseconds after loading: the median of {count} cases ({count // FEWER} for the larger sets, and for `asks`), with the "
            "longest in brackets. In a third of the cases about a third of the facts is known, in a third two thirds, and in a third nine tenths. People are "
            "generated from a fixed seed. `what_would_change` finds all smallest changes of up to three facts. `asks` estimates if counting would exceed its "
            "budget. An answer that is not exact says so."
        ),
        "",
        "## The bundled sets",
        "",
        *_table(bundled),
        "",
        "## Generated clinics: 60 criteria over 40 facts",
        "",
        "The facts are in five groups, with grades, questionnaires, sets and sums. Most criteria use one group, and a quarter use two (`benchmarks/clinic.py`).",
        "",
        *_table(clinics),
        "",
        "## 300 criteria over 120 facts, nothing known",
        "",
        "Three such sets together, beyond the budget of every diagram. A case without facts is the hardest one for this set.",
        "",
        "| question | seconds | exact |",
        "| --- | --- | --- |",
        *(
            f"| `{name}` | {seconds:.1f} | {'yes' if exact else 'no; the answer is sound and says so'} |"
            for name, (seconds, exact) in big["nothing known"].items()
        ),
        "",
        f"Memory of the whole process: {big['megabytes']:.0f} MB.",
        "",
    ]
    return "\n".join(lines)


def _table(found: dict[str, Found]) -> list[str]:
    names = list(next(iter(found.values()))["times"])
    rows = [["build the decision diagram, s", *(f"{each['compiled']:.2f}" for each in found.values())]]
    for name in names:
        cells = []
        for each in found.values():
            times, refused = each["times"][name], each["refused"][name]
            cells.append(f"{_ms(statistics.median(times))} ({_ms(max(times))}){f', {refused} of {len(times)} not exact' if refused else ''}")
        rows.append([f"`{name}`", *cells])
    rows.append(["memory of the process, MB", *(f"{each['megabytes']:.0f}" for each in found.values())])
    return [f"| {' | '.join(row)} |" for row in (["question", *found], ["---"] * (len(found) + 1), *rows)]


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def main() -> None:
    """Measure and write, or measure one set for the process that does."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
        return
    PAGE.write_text(page(int(sys.argv[1]) if len(sys.argv) > 1 else 60), encoding="utf-8")


if __name__ == "__main__":
    main()
