"""What is measured of carelevel by itself, in fresh processes: loading, memory, starting."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.peers import ROOT
from benchmarks.workloads import SIZES, as_criteria, workload

LOADING = """
import json, statistics, sys, time, tracemalloc
import yaml
from carelevel import loads
from carelevel.answers.fast import Decider
text = open(sys.argv[1], encoding="utf-8").read()
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
started = time.perf_counter()
loads(text).decide({})
first = time.perf_counter() - started
def medians(*asked):
    # In turns, so that all of them meet the same machine; enough of them that what is left over from the last one counts little.
    found = [[] for _ in asked]
    for _ in range(int(sys.argv[2])):
        for do, times in zip(asked, found):
            started = time.process_time()
            do()
            times.append(time.process_time() - started)
    return map(statistics.median, found)
criteria = loads(text)
parse, load, build = medians(
    lambda: yaml.load(text, Loader), lambda: loads(text), lambda: Decider(criteria.definition, criteria.definition.every_name())
)
tracemalloc.start()
made = Decider(criteria.definition, criteria.definition.every_name())
size = tracemalloc.get_traced_memory()[0]
print(json.dumps({"parse": parse, "load": load, "tables": build, "bytes": size, "first answer": first}))
"""

SHIPPED = """
import json, random, statistics, time
from carelevel import CaseError, load
from carelevel.model.facts import SetOf, domain

def people(criteria, count, unknown, seed):
    chance, found = random.Random(seed), []
    while len(found) < count:
        case = {}
        for fact in criteria.facts.values():
            if chance.random() < unknown:
                continue
            if isinstance(fact, SetOf):
                case[fact.id] = [member for member in fact.values if chance.random() < 0.2]
            else:
                case[fact.id] = chance.choice(list(domain(fact)))
        case["age"] = chance.randint(18, 80)
        try:
            criteria.decide(case)
        except CaseError:
            continue
        found.append(case)
    return found

def median(ask, cases):
    times = []
    for case in cases:
        started = time.process_time_ns()
        ask(case)
        times.append(time.process_time_ns() - started)
    return statistics.median(times[len(times) // 4:]) / 1e9

rows = []
for name in ("adult-mental-health", "adult-substance-use"):
    criteria = load(name)
    decide = criteria.decide
    whole, part = people(criteria, 1200, 0, 1), people(criteria, 400, 0.3, 2)
    rows.append({
        "set": f"{name}: {len(criteria.criteria)} criteria, {len(criteria.facts)} facts",
        "decide": median(lambda case: decide(case).level, whole),
        "decide, ids": median(lambda case: decide(case).met, whole),
        "decide, 30 % unknown": median(lambda case: decide(case).lowest, part),
        "recommend": median(criteria.recommend, whole),
        "recommend, 30 % unknown": median(criteria.recommend, part),
    })
print(json.dumps(rows))
"""


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT / "src")}


def loading() -> list[dict[str, Any]]:
    """Return how long it takes to load sets of each size from YAML, and how large the tables are."""
    import yaml

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder, f"{size[0]}.yaml")
            path.write_text(yaml.safe_dump(as_criteria(workload(*size)), sort_keys=False), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-c", LOADING, str(path), str(max(7, 1200 // size[0]))], capture_output=True, check=True, text=True, env=_environment()
            )
            rows.append({"size": size, "text": path.stat().st_size, **json.loads(done.stdout)})
    return rows


def shipped() -> list[dict[str, Any]]:
    """Return what the criteria that ship take, in a process of its own: median seconds a case."""
    done = subprocess.run([sys.executable, "-c", SHIPPED], capture_output=True, check=True, text=True, env=_environment())
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def starting() -> list[tuple[str, float]]:
    """Return how long whole processes take."""
    load = "import carelevel; c = carelevel.load('adult-mental-health')"
    processes = {
        "an empty Python": "pass",
        "`import carelevel`": "import carelevel",
        "`import yaml, pydantic_core`": "import yaml, pydantic_core",
        "`import pydantic`, and its BaseModel": "from pydantic import BaseModel",
        "the bundled criteria loaded": load,
        "loaded, and the first `decide`": f"{load}; c.decide({{'suicide_risk': 'high'}})",
        "loaded, and the first `recommend`": f"{load}; c.recommend({{'suicide_risk': 'high'}})",
    }
    found: dict[str, list[float]] = {name: [] for name in processes}
    for _ in range(9):
        for name, code in processes.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=_environment())
            found[name].append(time.perf_counter() - started)
    return [(name, statistics.median(times)) for name, times in found.items()]
