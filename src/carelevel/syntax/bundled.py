"""Where criteria and instruments lie: those that come with the library, and those beside a file of the user's."""

import errno
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from carelevel.model.problems import CriteriaError, Place, Problem, did_you_mean, listed, printable, quoted
from carelevel.syntax.limits import MAX_BYTES
from carelevel.syntax.resources import Resource, inside, read_resource

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
        return tuple(sorted(entry.name for entry in found if entry.name != INSTRUMENTS and not is_hidden(entry.name) and entry.is_dir()))


def bundled_instruments() -> tuple[str, ...]:
    """Return the ids of the instruments that come with the library.

    Raises:
        OSError: where they lie cannot be looked at.
    """
    return tuple(sorted(path.stem for path in (rules_folder() / INSTRUMENTS).iterdir() if path.suffix == ".yaml" and not is_hidden(path.name)))


def is_hidden(name: str) -> bool:
    """Return whether a name in a folder is hidden, as those of the locks and backups that editors make are."""
    return name.startswith(".")


def hidden_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Return the paths that have a hidden name on their way down from a folder."""
    return [path for path in paths if any(map(is_hidden, path.relative_to(folder).parts))]


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
    """Return program files with the names to show for them: one file, all of a folder but the hidden ones, or the examples of a bundled criteria set.

    Raises:
        CriteriaError: there are none.
    """
    if isinstance(name, str) and name in bundled_ids() and (rules_folder() / name / PROGRAMS_FILE).is_file():
        return [(rules_folder() / name / PROGRAMS_FILE, f"{name}/{PROGRAMS_FILE}")]
    path = Path(name)
    try:
        inside = [each for each in sorted(path.glob("*.yaml")) if not is_hidden(each.name)] if path.is_dir() else [path]
    except (OSError, ValueError):
        inside = []
    if not inside:
        raise CriteriaError([Problem("not-found", f"there are no program files in {quoted(name)}; their names end with .yaml")])
    return [(each, str(each)) for each in inside]


def find_instrument(name: str, folder: Path | Resource | None, criteria: str) -> tuple[Path | Resource, Path | None, str] | None:
    """Return the file of an instrument: beside the criteria, or among those that come with the library.

    A link beside the criteria is the instrument of its name wherever it leads: the one that comes with the library would be another one.

    Args:
        name: the id of the instrument.
        folder: where the criteria are, which can be inside a package or a zip; None where they are in no folder.
        criteria: what the criteria are called in places; the instrument is called as seen from there.

    Returns:
        The file, the folder that it may not lead out of if it has a path, and the name to show for it.
    """
    for beside in (Path(f"{name}.yaml"), Path(INSTRUMENTS, f"{name}.yaml")):
        shown = str(Path(criteria).parent / beside)
        if isinstance(folder, Path):
            if (path := folder / beside).is_file() or path.is_symlink():
                return path, folder, shown
        elif folder is not None and (found := _beneath(folder, beside.parts)) is not None:
            return (Path(found), Path(found).parent, shown) if isinstance(found, os.PathLike) else (found, None, shown)
    if name in bundled_instruments():
        return rules_folder() / INSTRUMENTS / f"{name}.yaml", rules_folder(), f"{INSTRUMENTS}/{name}.yaml"
    return None


def _beneath(folder: Resource, names: Iterable[str]) -> Any:
    """Return the file that some names lead down to, or None."""
    found: Any = folder
    for name in names:
        found = inside(found, name) if found.is_dir() else None
        if found is None:
            return None
    return found if found.is_file() else None


def read_file(path: Path | Resource, shown: str, within: Path | None = None) -> bytes:
    """Return the bytes of a file, no more than one file may have.

    Args:
        path: where it is.
        shown: what it is called in messages.
        within: the folder that links may not lead out of; None when they may lead anywhere.

    Raises:
        CriteriaError: it cannot be read, is too large, or lies outside of the folder.
    """
    if not isinstance(path, Path):
        return read_resource(path, shown)
    try:
        with path.open("rb") as file:
            # What was opened is looked at, and not what stands there a moment before or after.
            if within is not None and not _is_within(os.fstat(file.fileno()), path, within):
                raise CriteriaError(
                    [Problem("not-found", f"{quoted(shown)} is not read: it is a link that leads out of its folder", hint="copy the file here")]
                )
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise CriteriaError([Problem("not-found", f"{quoted(shown)} cannot be read: {printable(str(reason)).lower()}")]) from error
    if len(content) > MAX_BYTES:
        raise CriteriaError([Problem("too-large", f"the file is larger than {MAX_BYTES:,} bytes", place=Place(shown, 1, 1))])
    return content


def _is_within(opened: os.stat_result, path: Path, folder: Path) -> bool:
    """Return whether the file that was opened at a path lies in a folder."""
    real = real_path(path)
    return real.is_relative_to(real_path(folder)) and os.path.samestat(opened, real.lstat())


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
