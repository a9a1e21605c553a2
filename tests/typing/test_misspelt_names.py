"""Pyright finds a misspelt public name: what loads names late is hidden from type checkers. That mypy does is said in `public_api.py`."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PROGRAM = """\
import carelevel
import carelevel.cohort

criteria = carelevel.load("adult-mental-health")
criteria.recommend({})
carelevel.laod("adult-mental-health")
carelevel.cohort.recommend
carelevel.cohort.recomend
criteria.recomend({})
carelevel.cohort.level_pairs
carelevel.cohort.level_pair
"""
MISSPELT = {number: line for number, line in enumerate(PROGRAM.splitlines(), 1) if re.search("laod|recomend|level_pair$", line)}


def test_pyright_finds_misspelt_names(tmp_path: Path) -> None:
    if find_spec("basedpyright") is None:
        pytest.skip("basedpyright is not installed: the group `cross-check` has it, together with the Node.js that it runs on")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--level", "error", program.name]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)

    assert len(MISSPELT) == 4
    assert {int(number) for number in re.findall(r"program\.py:(\d+):\d+ - error:", done.stdout)} == set(MISSPELT), done.stdout + done.stderr
    assert done.returncode == 1
