"""How often each promise of SECURITY.md is tried: the column "Tried by".

    python -m tests.edges.tried    writes the column

pytest counts the cases as it collects them. The profiles of hypothesis and of `tests/reliability` say how much is generated and tried.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.pages import ROOT
from tests.edges.reached import COMMANDS
from tests.reliability import hostile
from tests.reliability.__main__ import PROFILES
from tests.reliability.faults import WORDS

PAGE = ROOT / "SECURITY.md"
NIGHTLY = PROFILES["nightly"]
RUN = "python -m tests.reliability nightly"
HOSTILE = f"{NIGHTLY['inputs']:,} hostile inputs in a nightly run; one in {hostile.LARGE} is a question to a large valid set (`{RUN} hostile`)"
KILLS = f"{NIGHTLY['kills']:,} killed writers in a nightly run (`{RUN} kills`)"
FAULTS = f"every file operation of {len(WORDS)} commands, made to fail in {NIGHTLY['faults']} ways in a nightly run (`{RUN} faults`)"
WATCHED = f"{len(COMMANDS)} command lines, traced ([docs/files.md](docs/files.md))"

BESIDE = {
    "Data, not code": (HOSTILE,),
    "Only named files": (WATCHED,),
    "Limited input": (HOSTILE,),
    "Every input ends": (HOSTILE, FAULTS),
    "Bounded reasoning": (HOSTILE,),
    "Only requested files": (WATCHED, FAULTS),
    "Bounded requests": (HOSTILE,),
    "Durable records": (KILLS,),
}
"""What else tries a promise, by the name of the promise."""


def rows(page: str) -> list[list[str]]:
    """Return the cells of each promise: its name, the tests that hold it, and how often it is tried."""
    table = page.partition("## How each promise is tested\n")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ") and "`tests/" in line]


def named(held_by: str) -> list[str]:
    """Return the tests in a cell."""
    return re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", held_by)


COUNTING = """
import json, pathlib, sys
import pytest
class Counting:
    def pytest_collection_finish(self, session):
        from hypothesis import settings
        told = []
        for item in session.items:
            said = getattr(item.obj, "_hypothesis_internal_use_settings", None) or settings.default
            told.append([item.nodeid.partition("[")[0], said.max_examples if getattr(item.obj, "is_hypothesis_test", False) else 0])
        pathlib.Path(sys.argv[1]).write_text(json.dumps(told), "utf-8")
sys.exit(pytest.main(["--collect-only", "-n", "0", "-m", "not spark", "-p", "no:cacheprovider", *sys.argv[2:]], plugins=[Counting()]))
"""
"""In a process of its own: pytest wants to be the first to import what it tests."""


def counted(told: Path) -> list[tuple[str, int]]:
    """Return each case of the tests that the page names, with how many examples are drawn for it under the profile `nightly` of hypothesis."""
    files = sorted({test.partition("::")[0] for cells in rows(PAGE.read_text("utf-8")) for test in named(cells[1])})
    surroundings = {**os.environ, "HYPOTHESIS_PROFILE": "nightly"}
    subprocess.run([sys.executable, "-c", COUNTING, str(told), *files], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=surroundings)
    return [(test, drawn) for test, drawn in json.loads(told.read_text("utf-8"))]


def tries(cells: list[str], every: list[tuple[str, int]]) -> tuple[int, int, tuple[str, ...]]:
    """Return how many cases the tests of a promise have, how many examples properties draw for it, and what else tries it."""
    mine = [drawn for test, drawn in every if any(test == name or test.startswith(f"{name}::") for name in named(cells[1]))]
    return sum(not drawn for drawn in mine), sum(mine), BESIDE.get(cells[0], ())


def cell(cases: int, drawn: int, beside: tuple[str, ...]) -> str:
    """Return what the column says."""
    said = [f"at least {cases:,} {'case' if cases == 1 else 'cases'}"] * bool(cases)
    return "; ".join([*said, *([f"{drawn:,} generated examples in a nightly run"] * bool(drawn)), *beside])


def told_cases(said: str) -> int:
    """Return the number of cases that the column tells."""
    found = re.match(r"at least ([\d,]+) case", said)
    return int(found[1].replace(",", "")) if found else 0


def written(page: str, every: list[tuple[str, int]]) -> str:
    """Return the page with its column."""
    for cells in rows(page):
        page = page.replace(f"| {' | '.join(cells)} |\n", f"| {cells[0]} | {cells[1]} | {cell(*tries(cells, every))} |\n")
    return page


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(written(PAGE.read_text("utf-8"), counted(Path(folder) / "told.json")), "utf-8")
