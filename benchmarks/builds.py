"""This build of carelevel compared with an earlier one, in turns, in processes of their own; and what the additions to the language cost.

    python -m benchmarks.builds [--base a4b3511] [--rounds 15]

It writes docs/performance-since-an-earlier-build.md. Both builds answer the same cases of the same criteria: drawn ones, and the bundled sets as the earlier build has them.
"""

import argparse
import io
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.peers import ROOT, Conversation
from benchmarks.workloads import as_criteria, cases, workload

PAGE = ROOT / "docs" / "performance-since-an-earlier-build.md"

BASE = "a4b3511"
"""The build that the goals are about."""

BUNDLED = ("adult-mental-health", "adult-substance-use")

SIZES = ((30, 20), (300, 40))

COMPARED = 200
"""Cases of which both builds have to give the same levels and ids before anything is timed."""

PYDANTIC = "from pydantic import BaseModel\nclass Person(BaseModel):\n    age: int\n"


class Build(Conversation):
    """A process with one build in it."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{ROOT}", "PYTHONHASHSEED": "0"}
        self.folder = folder
        super().__init__(f"the build in {folder.name}", [sys.executable, "-m", "benchmarks.build_worker"], folder, self.environment)

    def starting(self, *words: str) -> float:
        """Return the seconds of processor time of a new process."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], cwd=self.folder, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True)
class Row:
    """What is measured: the seconds of each turn, of the earlier build and of this one, or of two sets in this one."""

    what: str
    before: list[float]
    now: list[float]

    def __str__(self) -> str:
        # Turns next to each other meet the same machine, so ratios are taken within a turn.
        ratio = statistics.median(b / n for b, n in zip(self.before, self.now, strict=True))
        return f"| {self.what} | {_micros(self.before)} | {_micros(self.now)} | {ratio:.2f} |"


def _micros(seconds: list[float]) -> str:
    micros = statistics.median(seconds) * 1e6
    return f"{micros:,.1f}" if micros < 100 else f"{micros:,.0f}"


def main() -> None:
    """Take the earlier build out of the history, compare, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds", description=__doc__)
    parser.add_argument("--base", default=BASE, help="the commit of the earlier build (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each; medians of them count (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "earlier"
        folder.mkdir()
        packed = subprocess.run([_path_of("git"), "archive", options.base, "src", "rules", "pyproject.toml"], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        before, now = Build(folder), Build(ROOT)
        rows = _drawn(before, now, options.rounds) + _bundled(before, now, folder, options.rounds) + _starting(before, now, folder, options.rounds)
        costs = _additions(now, options.rounds)
        before.stop()
        now.stop()
    PAGE.write_text(_page(options.base, options.rounds, rows, costs), encoding="utf-8")
    print(PAGE.read_text("utf-8"))


def _path_of(command: str) -> str:
    found = shutil.which(command)
    if found is None:
        raise RuntimeError(f"{command} is not installed")
    return found


def _both(before: Build, now: Build, **command: Any) -> Any:
    answers = before.ask(**command), now.ask(**command)
    if command["do"] in {"levels", "load"} and answers[0] != answers[1]:
        raise RuntimeError("the two builds do not agree")
    return answers[1]


def _turns(title: str, before: Build, now: Build, rounds: int, cases: list[Any], **command: Any) -> Row:
    print(title, file=sys.stderr)
    # Nobody is asked about twice, so that nothing kept of a case helps.
    seconds = [tuple(build.ask(do="time", cases=cases[turn::rounds], **command) for build in (before, now)) for turn in range(rounds)]
    return Row(title, *map(list, zip(*seconds, strict=True)))


def _drawn(before: Build, now: Build, rounds: int) -> list[Row]:
    """Return the times of `decide` on sets drawn by chance."""
    rows = []
    for size in SIZES:
        drawn = workload(*size)
        _both(before, now, do="load", text=json.dumps(as_criteria(drawn)))
        _both(before, now, do="levels", cases=cases(drawn, COMPARED))
        name, whole, part = (
            f"`decide`, {size[0]} criteria over {size[1]} facts",
            cases(drawn, 2_000 * rounds, seed=1),
            cases(drawn, 1_000 * rounds, unknown=0.3, seed=1),
        )
        rows.append(_turns(f"{name}: level", before, now, rounds, what="level", cases=whole))
        rows.append(_turns(f"{name}: level and ids", before, now, rounds, what="level and ids", cases=whole))
        rows.append(_turns(f"{name}, 30 % unknown: all ids", before, now, rounds, what="ids of all", cases=part))
    return rows


def _bundled(before: Build, now: Build, folder: Path, rounds: int) -> list[Row]:
    """Return the times of questions to the bundled sets as the earlier build has them, and of writing their answers out."""
    rows = []
    for name in BUNDLED:
        _both(before, now, do="load", path=str(folder / "rules" / name / "criteria.yaml"))
        for unknown in (0.0, 0.3, 0.6):
            people = now.ask(do="people", count=100 * rounds, unknown=unknown, seed=1)
            rows.append(_turns(f"`recommend`, {name}, {unknown:.0%} unknown", before, now, rounds, what="recommend", cases=people))
            if unknown == 0:
                _both(before, now, do="levels", cases=people)
                rows.insert(-1, _turns(f"`decide`, {name}: level and ids", before, now, rounds, what="level and ids", cases=people))
        rows.append(_turns(f"`next_question`, {name}, 60% unknown", before, now, rounds, what="next_question", cases=people))
        people = now.ask(do="people", count=40 * rounds, unknown=0.3, seed=2)
        ways = [("`str` of an answer", "str"), ("`to_html`", "to_html")]
        rows += [_turns(f"{title}, {name}", before, now, rounds, what="answer", render=how, cases=people) for title, how in ways]
    return rows


def _starting(before: Build, now: Build, folder: Path, rounds: int) -> list[Row]:
    """Return the times of new processes."""
    case = folder / "case.yaml"
    case.write_text("age: 34\nsuicide_risk: none\n", encoding="utf-8")
    words = ("-m", "carelevel", "recommend", str(case), "--criteria", str(folder / "rules" / BUNDLED[0] / "criteria.yaml"))
    seconds = [(before.starting(*words), now.starting(*words), now.starting("-c", PYDANTIC)) for _ in range(rounds + 1)]
    earlier, later, pydantic = map(list, zip(*seconds[1:], strict=True))
    return [
        Row("a new process to its first answer: `carelevel recommend CASE`", earlier, later),
        Row("the same, compared with a process that makes a pydantic model (in the column of the earlier build)", pydantic, later),
    ]


def _additions(now: Build, rounds: int) -> list[Row]:
    """Return what a set costs in whole numbers, and written with decimals or points."""
    rows = []
    for size in SIZES:
        drawn = workload(*size)
        whole = as_criteria(drawn)
        people = cases(drawn, 2_000 * rounds, seed=1)
        scores = {name: fact["range"] for name, fact in whole["facts"].items() if fact["type"] == "score"}
        tenths = json.loads(json.dumps(whole), object_hook=partial(_tenths, scores))
        for name, (low, high) in scores.items():
            tenths["facts"][name] = {"type": "score", "range": [low / 10, high / 10], "step": 0.1}
        in_tenths = [{name: value / 10 if name in scores else value for name, value in person.items()} for person in people]
        rows.append(_two_sets(f"decimals, {size[0]} criteria over {size[1]} facts", now, (whole, people), (tenths, in_tenths), rounds))
        rows.append(_two_sets(f"points, {size[0]} criteria over {size[1]} facts", now, (whole, people), (_as_points(whole), people), rounds))
    return rows


def _tenths(scores: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {name: {"at_least": value["at_least"] / 10} if name in scores and "at_least" in value else value for name, value in part.items()}


def _as_points(whole: dict[str, Any]) -> dict[str, Any]:
    """Return a set in which each count of conditions at the top of a criterion is a score of points, one for each condition."""
    changed = json.loads(json.dumps(whole))
    changed["derived"] = {}
    for criterion in changed["criteria"]:
        counted = criterion["when"].get("at_least")
        if counted is not None:
            name = f"points_of_{criterion['id'].replace('-', '_')}"
            changed["derived"][name] = {"points": [{"when": part, "points": 1} for part in counted["of"]]}
            criterion["when"] = {name: {"at_least": counted["count"]}}
    return changed


def _two_sets(what: str, now: Build, first: tuple[Any, Any], second: tuple[Any, Any], rounds: int) -> Row:
    print(what, file=sys.stderr)
    sides = []
    answers = []
    for criteria, people in (first, second):
        build = Build(now.folder)
        build.ask(do="load", text=json.dumps(criteria))
        answers.append(build.ask(do="levels", cases=people[:COMPARED]))
        sides.append((build, people))
    if answers[0] != answers[1]:
        raise RuntimeError(f"the two ways to write a set do not agree: {what}")
    seconds = [tuple(build.ask(do="time", what="level and ids", cases=people[turn::rounds]) for build, people in sides) for turn in range(rounds)]
    for build, _ in sides:
        build.stop()
    return Row(what, *map(list, zip(*seconds, strict=True)))


def _page(base: str, rounds: int, rows: list[Row], costs: list[Row]) -> str:
    today = datetime.now(UTC).date()
    table = "\n".join(map(str, rows))
    cost = "\n".join(map(str, costs))
    return f"""# This build compared with an earlier one

Written by `python -m benchmarks.builds`; do not edit.

{today}, CPython {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors. Each figure is the processor time of one case in microseconds, as the median of {rounds} turns. The two builds take turns, each in a process of its own. A ratio is the earlier build's time divided by this build's, in the same turn, and again the median: over 1, this build is faster. The machine is shared, so the ratios say more than the times.

The earlier build is commit `{base}`. Both builds answer the same cases of the same criteria: sets drawn by chance (`benchmarks/workloads.py`), and the bundled sets as the earlier build has them. Before anything is timed, both give the same levels and ids for {COMPARED} fully known people of each set. If a person is known in part, this build settles less than the earlier one, so there the two do not do the same work.

| what | `{base}` | this build | ratio |
| --- | --- | --- | --- |
{table}

`what_would_change` is not in the table: on a clinic of 60 criteria over 40 facts (`benchmarks/clinic.py`) this build stops at its budget and says that not everything was decided, so the two builds do not do the same work.

## What decimals and points cost

`decide` with ids in this build, on one set written in two ways. In the second way, every score has steps of 0.1, or every count of conditions at the top of a criterion is a score of points. The ratio is the time of whole numbers divided by the time of the second way: a goal of at most 1.5 times the cost is a ratio of at least 0.67.

| set | whole numbers and counts | decimals or points | ratio |
| --- | --- | --- | --- |
{cost}
"""


if __name__ == "__main__":
    main()
