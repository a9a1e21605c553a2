"""Finding and reading criteria, programs and instruments: bundled ones and the user's own."""

import errno
import os
import re
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
"""The folder of instruments, next to those of criteria."""


@cache
def rules_folder() -> Path:
    """Return the folder of bundled criteria, in the installed package or next to the source."""
    package = Path(__file__).resolve().parents[1]
    return package / "rules" if (package / "rules").is_dir() else package.parents[1] / "rules"


def bundled_ids() -> tuple[str, ...]:
    """Return the ids of the bundled criteria sets.

    Raises:
        OSError: the folder cannot be read; a partial list would look complete.
    """
    with os.scandir(rules_folder()) as found:
        return tuple(sorted(entry.name for entry in found if entry.name != INSTRUMENTS and not is_hidden(entry.name) and entry.is_dir()))


def bundled_instruments() -> tuple[str, ...]:
    """Return the ids of the bundled instruments.

    Raises:
        OSError: the folder cannot be read.
    """
    return tuple(sorted(path.stem for path in (rules_folder() / INSTRUMENTS).iterdir() if path.suffix == ".yaml" and not is_hidden(path.name)))


def is_hidden(name: str) -> bool:
    """Return whether a file name is hidden, like the locks and backups of editors."""
    return name.startswith(".")


def hidden_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Return the paths with a hidden name below a folder."""
    return [path for path in paths if any(map(is_hidden, path.relative_to(folder).parts))]


def find_criteria(name: str | Path) -> tuple[Path, str]:
    """Return the file of a criteria set and the name to show for it.

    The id of a bundled set means that set; anything else is a path to a file, or to a folder with a `criteria.yaml`.

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
    """Return program files with the names to show for them.

    A name is a file, a folder (all its files that are not hidden), or the id of a bundled criteria set with example programs.

    Raises:
        CriteriaError: there are no program files.
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
    """Return the file of an instrument: next to the criteria, or bundled.

    A link next to the criteria counts as the instrument, wherever it leads: the bundled one could be different.

    Args:
        name: the id of the instrument.
        folder: where the criteria are, which can be inside a package or a zip; None where they are in no folder.
        criteria: the name of the criteria in places, to which the name of the instrument is relative.

    Returns:
        The file, the folder that it must not lead out of if it has a path, and the name to show for it; or None.
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


def find_base(name: str, folder: Path | Resource | None, criteria: str) -> tuple[Path | Resource, Path | None, str] | None:
    """Return the file of the criteria that a local version is based on: a bundled set, or a file next to it or below.

    Args:
        name: the id of a bundled set, or the path of a file as in `is_beside`.
        folder: where the local version is, which can be inside a package or a zip; None where it is in no folder.
        criteria: the name of the local version in places, to which the path is relative.

    Returns:
        As `find_instrument`.
    """
    if name in bundled_ids():
        return rules_folder() / name / CRITERIA_FILE, rules_folder(), f"{name}/{CRITERIA_FILE}"
    shown = str(Path(criteria).parent / name)
    if not is_beside(name) or folder is None:
        return None
    if isinstance(folder, Path):
        return (folder / name, folder, shown) if (folder / name).is_file() or (folder / name).is_symlink() else None
    found = _beneath(folder, name.split("/"))
    return None if found is None else (Path(found), Path(found).parent, shown) if isinstance(found, os.PathLike) else (found, None, shown)


def is_beside(name: str) -> bool:
    """Return whether a path names a YAML file in the folder of another file or below: no step leads up, to the root, or to what is hidden.

    >>> [name for name in ("county.yaml", "payers/a.yml", "../a.yaml", "/a.yaml", "a/../b.yaml", ".a.yaml", "c:a.yaml", "county") if is_beside(name)]
    ['county.yaml', 'payers/a.yml']
    """
    return _BESIDE.fullmatch(name) is not None


_BESIDE = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/){0,8}[A-Za-z0-9_][A-Za-z0-9_.-]*\.ya?ml")


def kept_name(file: str) -> str:
    """Return the name of the file next to a local version that keeps its base.

    >>> kept_name("payers/first.yaml")
    'first.base.yaml'
    """
    return f"{Path(file).stem}.base.yaml"


def find_kept(file: str, folder: Path | Resource | None) -> tuple[Path | Resource, Path | None, str] | None:
    """Return the file that keeps the base of a local version, as `find_instrument` does; None where nothing is kept."""
    name = kept_name(file)
    return find_base(name, folder, file)


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
        shown: its name in messages.
        within: the folder that links must not lead out of, or None.

    Raises:
        CriteriaError: it cannot be read, is too large, or is outside the folder.
    """
    if not isinstance(path, Path):
        return read_resource(path, shown)
    try:
        with path.open("rb") as file:
            # Check the open file, since the path could change a moment before or after.
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
    """Return whether a file opened at a path is inside a folder."""
    real = real_path(path)
    return real.is_relative_to(real_path(folder)) and os.path.samestat(opened, real.lstat())


def real_path(path: Path) -> Path:
    """Return a path with all links resolved.

    Raises:
        OSError: links form a circle or cannot be followed.
    """
    circle = OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        real = path.resolve()
    except RuntimeError as error:
        raise circle from error
    # Since Python 3.13, `resolve` returns a link in a circle unchanged.
    if real.is_symlink():
        raise circle
    return real
