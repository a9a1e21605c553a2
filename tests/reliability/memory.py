"""How much more memory a process has while something is done than it had before."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Growth:
    """Megabytes by which a process grew at most; of use when what was done has ended."""

    megabytes: float = 0.0


def peak() -> float:
    """Return the megabytes that the process has had at most."""
    # In kilobytes on Linux, in bytes on macOS.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _status(name: str) -> float:
    return next(int(line.split()[1]) / 1024 for line in _STATUS.read_text("ascii").splitlines() if line.startswith(f"{name}:"))


@contextmanager
def growing() -> Iterator[Growth]:
    """Measure what is done inside. Where the system cannot forget the peak of before, growth below that peak is not seen."""
    growth = Growth()
    try:
        _RESET.write_text("5", "ascii")
        before, after = _status("VmRSS"), lambda: _status("VmHWM")
    except OSError:
        before, after = peak(), peak
    yield growth
    growth.megabytes = max(0.0, after() - before)
