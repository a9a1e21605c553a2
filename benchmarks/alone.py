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
import json, sys, time, tracemalloc
import yaml
from carelevel import loads
from carelevel.deciding import Decider
text = open(sys.argv[1], encoding="utf-8").read()
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
loads(open(sys.argv[2], encoding="utf-8").read()).decide({})
def least(do, times):
    found = []
    for _ in range(times):
        started = time.process_time()
        do()
        found.append(time.process_time() - started)
    return min(found)
parse = least(lambda: yaml.load(text, Loader), 3)
load = least(lambda: loads(text), 3)
criteria = loads(text)
build = least(lambda: Decider(criteria.definition, criteria.definition.every_name()), 3)
tracemalloc.start()
made = Decider(criteria.definition, criteria.definition.every_name())
size = tracemalloc.get_traced_memory()[0]
print(json.dumps([parse, load, build, size]))
"""


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT / "src")}


def loading() -> list[dict[str, Any]]:
    """Return how long it takes to load sets of each size from YAML, and how large the tables are."""
    import yaml

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.yaml")
        small.write_text(json.dumps(as_criteria(workload(10, 10))), encoding="utf-8")
        for criteria, facts in SIZES:
            path = Path(folder, f"{criteria}.yaml")
            path.write_text(yaml.safe_dump(as_criteria(workload(criteria, facts)), sort_keys=False), encoding="utf-8")
            done = subprocess.run([sys.executable, "-c", LOADING, str(path), str(small)], capture_output=True, check=True, text=True, env=_environment())
            parse, load, build, size = json.loads(done.stdout)
            rows.append(
                {
                    "set": f"{criteria} x {facts}",
                    "YAML": f"{path.stat().st_size / 1000:.0f} kB",
                    "parse alone": f"{parse * 1e3:.0f} ms",
                    "load": f"{load * 1e3:.0f} ms",
                    "load / parse": f"{load / parse:.2f}",
                    "tables": f"{build * 1e3:.1f} ms",
                    "tables, a criterion": f"{build * 1e3 / criteria:.3f} ms",
                    "memory of the tables": f"{size / 1e6:.1f} MB",
                }
            )
    return rows


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
