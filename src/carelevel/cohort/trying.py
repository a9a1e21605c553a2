"""Read a Parquet file once in a separate process before it is used.

A damaged file can end the process that reads it, without an exception to catch. A file that was read once can be read again.
"""

import subprocess
import sys
from pathlib import Path

from carelevel.cohort.plain_text import TableError, too_long
from carelevel.model.problems import one_line, quoted
from carelevel.syntax.limits import MAX_CELL

_READ = """
import sys
import polars as pl
try:
    for part in pl.scan_parquet(sys.argv[1], glob=False).collect_batches(chunk_size=50_000):
        for name, dtype in part.schema.items():
            if isinstance(dtype, pl.List) and dtype.inner == pl.String:
                lengths = pl.col(name).list.eval(pl.element().str.len_chars()).list.sum()
            elif dtype == pl.String:
                lengths = pl.col(name).str.len_chars()
            elif dtype == pl.Binary:
                lengths = pl.col(name).bin.size()
            else:
                continue
            if (part.select(lengths.max()).item() or 0) > int(sys.argv[2]):
                print(name)
                sys.exit(3)
except (pl.exceptions.PolarsError, OSError) as error:
    print(str(error).strip() or type(error).__name__)
    sys.exit(1)
"""
"""Nothing else runs in that process, and nothing in the file becomes part of the program."""

_TOO_LONG = 3
"""The exit code where a cell is too long."""


def refuse_bad_parquet(path: Path, name: str) -> None:
    """Check a Parquet file.

    Raises:
        TableError: it cannot be read to its end, or a cell is too long.
    """
    tried = subprocess.run(  # noqa: S603 - this interpreter, and the name of the file that was given
        [sys.executable, "-P", "-c", _READ, str(path.absolute()), str(MAX_CELL)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if tried.returncode == _TOO_LONG:
        column = tried.stdout.decode("utf-8", "replace").removesuffix("\n")
        raise TableError(f"{quoted(name)} cannot be used: {too_long(f'a cell of {quoted(column)}')}")
    if tried.returncode:
        said = tried.stdout.decode("utf-8", "replace").strip() if tried.returncode == 1 else ""
        raise TableError(f"{quoted(name)} cannot be used: {reason(said) if said else 'it is damaged, or is no Parquet file'}")


def first_line(error: BaseException) -> str:
    """Return the message of a library's error as part of one line."""
    return reason(str(error).strip() or type(error).__name__)


def reason(said: str) -> str:
    """Return the message of a library about a file as part of one line."""
    line = said.splitlines()[0]
    return one_line(line if line[1:2].isupper() else line[:1].lower() + line[1:])[:200].rstrip(".")
