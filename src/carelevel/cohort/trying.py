"""Parquet files, read once in a process of their own before they are used.

What is damaged in one can end the process that reads it, and there is nothing to catch then. What has gone through once goes through again.
"""

import subprocess
import sys
from pathlib import Path

from carelevel.cohort.plain_text import TableError
from carelevel.problems import one_line, quoted

_READ = """
import sys
import polars as pl
try:
    for _ in pl.scan_parquet(sys.argv[1], glob=False).collect_batches(chunk_size=50_000):
        pass
except (pl.exceptions.PolarsError, OSError) as error:
    print(str(error).strip() or type(error).__name__)
    sys.exit(1)
"""
"""Nothing else runs there, and nothing that stands in the file is part of it."""


def refuse_bad_parquet(path: Path, name: str) -> None:
    """Go through a Parquet file.

    Raises:
        TableError: it cannot be read to its end.
    """
    tried = subprocess.run(  # noqa: S603 - this interpreter, and the name of the file that was given
        [sys.executable, "-P", "-c", _READ, str(path.absolute())], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if tried.returncode:
        said = tried.stdout.decode("utf-8", "replace").strip() if tried.returncode == 1 else ""
        raise TableError(f"{quoted(name)} cannot be used: {reason(said) if said else 'it is damaged, or is no Parquet file'}")


def reason(said: str) -> str:
    """Return what a library says of a file, as a part of one line."""
    line = said.splitlines()[0]
    return one_line(line if line[1:2].isupper() else line[:1].lower() + line[1:])[:200].rstrip(".")
