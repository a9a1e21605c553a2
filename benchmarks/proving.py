"""How long proofs and comparisons take: of the bundled sets, and of larger ones in the shape of a clinic's.

    python -m benchmarks.proving

It writes docs/performance-of-proofs.md. Each row is measured in a process of its own, by its processor time and the most memory that it had; after `LONGEST` seconds by the clock it is
ended, and the page says so.
"""

import json
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from benchmarks.clinic import GRADES, clinic
from benchmarks.peers import ROOT
from benchmarks.weights import NAME, weights
from carelevel import __version__, diff, load, loads
from carelevel.api import CriteriaSet
from carelevel.verify.checks import check

LONGEST = 600

BUNDLED = ("adult-mental-health", "adult-substance-use")

ROWS = (
    *((what, name, "under 2 s") for what in ("check", "diff") for name in BUNDLED),
    *(("check", f"60 40 {seed}", "20 s") for seed in (0, 1)),
    *(("diff", f"60 40 {seed}", "10 s") for seed in (0, 1)),
    ("check", "300 120 0", "60 s before the witnesses"),
    ("check", NAME, "10 s"),
    ("recommend, the first time", NAME, "0.2 s"),
    ("recommend, the tenth time", NAME, "0.005 s"),
)


def plain(name: str) -> dict[str, Any]:
    """Return a set as plain data: a bundled one, or a drawn one with bands and directions beside what `clinic` draws."""
    if name in BUNDLED:
        return load(name).to_dict()
    if name == NAME:
        return weights()
    criteria, facts, seed = map(int, name.split())
    drawn = clinic(criteria, facts, seed)
    totals = [fact for fact, about in drawn["facts"].items() if about["type"] == "score" and about["range"][1] > 9]
    for number, total in enumerate(totals):
        high = drawn["facts"][total]["range"][1]
        cuts = [0, high // 3, high * 2 // 3, high + 1]
        bands = {label: [cuts[place], cuts[place + 1] - 1] for place, label in enumerate(GRADES[:3])}
        drawn.setdefault("derived", {})[f"band_{number}"] = {"bands": {"of": total, **bands}}
        drawn["criteria"][number]["when"] = {"any": [drawn["criteria"][number]["when"], {f"band_{number}": GRADES[2]}]}
    for about in drawn["facts"].values():
        if about["type"] == "yes_no":
            about["worse"] = "yes"
    return drawn


def edited(criteria: dict[str, Any]) -> dict[str, Any]:
    """Return a set with its first lower bound on a scale moved by one step; the examples that stood beside it may no longer hold."""
    new = deepcopy(criteria)
    for each in new["criteria"]:
        each.pop("examples", None)
    assert any(_moved(each["when"], new) for each in new["criteria"])
    return new


def _moved(said: Any, criteria: dict[str, Any], name: str = "") -> bool:
    if isinstance(said, list):
        return any(_moved(each, criteria) for each in said)
    if not isinstance(said, dict):
        return False
    values = criteria["facts"].get(name, {}).get("values")
    place = values.index(said["at_least"]) if values and said.get("at_least") in values else 0
    if place > 1:
        said["at_least"] = values[place - 1]
        return True
    return any(_moved(each, criteria, key) for key, each in said.items())


def measured(what: str, name: str) -> dict[str, Any]:
    """Return the seconds, the megabytes and the outcome of one row."""
    old = plain(name)
    sets: list[CriteriaSet] = [load(name) if name in BUNDLED else loads(json.dumps(old))]
    if what == "diff":
        sets.append(loads(json.dumps(edited(old))))
    if what.endswith("tenth time"):
        for _ in range(9):
            sets[0].recommend({})
    start = time.process_time()
    if what.startswith("recommend"):
        said = f"{len(sets[0].recommend({}).possible)} levels with nothing known"
    elif what == "check":
        codes = Counter(problem.code for problem in check(sets[0], date(2026, 11, 25)) if problem.severity != "note")
        said = ", ".join(f"{count} {code}" for code, count in sorted(codes.items())) or "nothing found"
    else:
        found = diff(*sets)
        lines = max((len(move.regions or ()) for move in found.moves), default=0)
        exact = "exact shares" if all(move.share is not None for move in found.moves) else "not all shares"
        said = f"{len(found.moves)} moves, {exact}, at most {lines} lines each{', not all decided' if found.undecided else ''}"
    return {"seconds": time.process_time() - start, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "said": said}


def apart(what: str, name: str) -> dict[str, Any] | None:
    """Return a row measured in a process of its own; None when it took too long."""
    try:
        done = subprocess.run([sys.executable, "-m", "benchmarks.proving", what, name], capture_output=True, text=True, check=True, timeout=LONGEST, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout))


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ("# How long proofs take", "", "Written by `python -m benchmarks.proving`; do not edit.", "")
    yield (
        f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, carelevel {__version__}, {datetime.now(UTC):%Y-%m-%d}. "
        "Processor time of one run each, in a process of its own, on a shared machine. Generated sets have facts in groups, five levels, sums, bands, facts "
        "with a worse end, and an impossible combination (`benchmarks/clinic.py`). `diff` compares a set with a copy of it in which one threshold is moved by "
        "one step. "
        "`weights` has three scores of 1,901 values under two weighted sums (`benchmarks/weights.py`)."
    )
    yield from ("", "| command | set | goal | seconds | most memory | outcome |", "| --- | --- | --- | --- | --- | --- |")
    for what, name, goal in ROWS:
        row = apart(what, name)
        of = name if name in {*BUNDLED, NAME} else "{} criteria over {} facts, seed {}".format(*name.split())
        yield f"| `{what}` | {of} | {goal} | {_cells(row)} |"
    yield ""


def _cells(row: dict[str, Any] | None) -> str:
    if row is None:
        return f"not finished in {LONGEST} s of elapsed time | | "
    seconds = f"{row['seconds']:.1f}" if row["seconds"] >= 0.1 else f"{row['seconds']:.4f}"
    return f"{seconds} | {row['megabytes']:.0f} MB | {row['said']}"


def main() -> None:
    """Measure one row, or all of them for the page."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1], sys.argv[2])))
        return
    text = "\n".join(page())
    (ROOT / "docs" / "performance-of-proofs.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
