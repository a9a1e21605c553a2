"""Where criteria and instruments lie: those that come with the library, and those beside a file of the user's."""

import errno
import os
from functools import cache
from pathlib import Path

from carelevel.problems import CriteriaError, Place, Problem, did_you_mean, listed, printable, quoted
from carelevel.reading.limits import MAX_BYTES

CRITERIA_FILE = "criteria.yaml"
VIGNETTES_FILE = "vignettes.yaml"
PROGRAMS_FILE = "programs.yaml"
INSTRUMENTS = "instruments"
"""The folder of instruments, beside those of criteria."""


@cache
def rules_folder() -> Path:
    """Return the folder of bundled criteria: inside an installed package, or beside the source in a checkout."""
    package = Path(__file__).resolve().parents[1]
    return package / "rules" if (package / "rules").is_dir() else package.parents[1] / "rules"


def bundled_ids() -> tuple[str, ...]:
    """Return the ids of the criteria sets that come with the library.

    Raises:
        OSError: where they lie cannot be looked at; a list of those that can be seen would pass for the whole.
    """
    with os.scandir(rules_folder()) as found:
        return tuple(sorted(entry.name for entry in found if entry.name != INSTRUMENTS and entry.is_dir()))


def bundled_instruments() -> tuple[str, ...]:
    """Return the ids of the instruments that come with the library.

    Raises:
        OSError: where they lie cannot be looked at.
    """
    return tuple(sorted(path.stem for path in (rules_folder() / INSTRUMENTS).iterdir() if path.suffix == ".yaml"))


def find_criteria(name: str | Path) -> tuple[Path, str]:
    """Return the file of a criteria set and the name to show for it.

    Text that is the id of a bundled set means that set; everything else is a path to a file, or to a folder with a `criteria.yaml`.

    Raises:
        CriteriaError: there is no such set or file.
    """
    if isinstance(name, str) and name in bundled_ids():
        return rules_folder() / name / CRITERIA_FILE, f"{name}/{CRITERIA_FILE}"
    path = Path(name)
    try:
        path = path / CRITERIA_FILE if path.is_dir() else path
        exists = path.is_file()
    except (OSError, ValueError):
        exists = False
    if not exists:
        message = f"no bundled criteria set and no file is called {quoted(name)}; bundled are {listed(bundled_ids())}"
        raise CriteriaError([Problem("not-found", message, hint=did_you_mean(str(name), bundled_ids()))])
    return path, str(path)


def find_programs(name: str | Path) -> list[tuple[Path, str]]:
    """Return program files with the names to show for them: one file, all of a folder, or the examples of a bundled criteria set.

    Raises:
        CriteriaError: there are none.
    """
    if isinstance(name, str) and name in bundled_ids() and (rules_folder() / name / PROGRAMS_FILE).is_file():
        return [(rules_folder() / name / PROGRAMS_FILE, f"{name}/{PROGRAMS_FILE}")]
    path = Path(name)
    try:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    except (OSError, ValueError):
        inside = []
    if not inside:
        raise CriteriaError([Problem("not-found", f"there are no program files in {quoted(name)}; their names end with .yaml")])
    return [(each, str(each)) for each in inside]


def find_instrument(name: str, folder: Path | None) -> tuple[Path, str] | None:
    """Return the file of an instrument and the name to show for it: beside the criteria, or among those that come with the library."""
    beside = [folder / f"{name}.yaml", folder / INSTRUMENTS / f"{name}.yaml"] if folder else []
    path = next((path for path in beside if path.is_file()), None)
    if path is not None:
        return path, str(path)
    if name in bundled_instruments():
        return rules_folder() / INSTRUMENTS / f"{name}.yaml", f"instruments/{name}.yaml"
    return None


def read_file(path: Path, shown: str) -> bytes:
    """Return the bytes of a file, no more than one file may have.

    Raises:
        CriteriaError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise CriteriaError([Problem("not-found", f"{quoted(shown)} cannot be read: {printable(str(reason)).lower()}")]) from error
    if len(content) > MAX_BYTES:
        raise CriteriaError([Problem("too-large", f"the file is larger than {MAX_BYTES:,} bytes", place=Place(shown, 1, 1))])
    return content


def real_path(path: Path) -> Path:
    """Return where a path leads through all links.

    Raises:
        OSError: it leads in a circle, or cannot be followed.
    """
    circle = OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        real = path.resolve()
    except RuntimeError as error:
        raise circle from error
    # From Python 3.13 on a link that leads in a circle is left as it is.
    if real.is_symlink():
        raise circle
    return real
