"""What counts as the core, of which every branch is to be taken by the tests: all modules that an answer stands on once a file has been read."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ANSWERING = """
import carelevel, json, sys
criteria = carelevel.load("adult-mental-health")
criteria.recommend({"age": 30})
criteria.decide({"age": 30})
print(json.dumps([module.__file__ for name, module in sys.modules.items() if name.startswith("carelevel.")]))
"""

NOT_CORE = ("syntax/", "verify/", "api.py", "logic/decision_formulas.py", "logic/breakpoints.py", "model/problems.py", "model/serialize.py")
"""What else is loaded: it reads files, looks for mistakes in them, and tells of them. `tests/problems`, `tests/faults` and `tests/reliability` try that."""


def test_the_core_is_all_that_an_answer_depends_on() -> None:
    pyproject = ROOT / "pyproject.toml"
    if not pyproject.is_file():
        pytest.skip("there is no pyproject.toml beside the tests")
    named = {path for pattern in tomllib.loads(pyproject.read_text("utf-8"))["tool"]["coverage"]["run"]["include"] for path in ROOT.glob(pattern)}

    printed = subprocess.run([sys.executable, "-c", ANSWERING], capture_output=True, text=True, check=True).stdout
    loaded = [Path(file).as_posix().rpartition("/carelevel/")[2] for file in json.loads(printed)]

    assert named
    assert all((ROOT / "src" / "carelevel" / name).exists() for name in NOT_CORE)
    assert [
        name for name in loaded if ROOT / "src" / "carelevel" / name not in named and not name.startswith(NOT_CORE) and not name.endswith("__init__.py")
    ] == []
