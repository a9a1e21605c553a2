"""Compiled modules are kept for the processes of this run and of the next, on a machine that keeps none of its own."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"


def keep() -> None:
    """Keep bytecode, here and in every process that a test starts.

    With PYTHONDONTWRITEBYTECODE every process compiles all that it imports, and the tests start some hundred processes. A
    folder apart leaves the files of the package and of its dependencies as they are.
    """
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(FOLDER)
        sys.dont_write_bytecode = False
