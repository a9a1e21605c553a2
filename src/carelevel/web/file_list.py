"""The files that the workbench may read and write. Requests name them from a list, never by a path."""

import hashlib
import re
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from carelevel.model.frozen import record
from carelevel.model.problems import CriteriaError, Problem, did_you_mean, listed, printable, quoted
from carelevel.syntax.bundled import CRITERIA_FILE, PROGRAMS_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, is_hidden, read_file, real_path, rules_folder
from carelevel.web.errors import RefusedError
from carelevel.web.guarded_write import content_of, write, write_folder

MOST_FILES = 500

SET_NAME = re.compile("(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
"""The form of a name for a new set."""


@record
class ListedFile:
    """A file of criteria, or of programs, that may be opened.

    Attributes:
        name: the name that requests use.
        path: its path, with all symbolic links resolved.
        folder: nothing outside this folder is read or written for it.
        writable: whether it may be saved; bundled files and programs may not.
    """

    name: str
    path: Path
    folder: Path
    writable: bool


@record
class LeftOut:
    """A file in a given folder that is not offered.

    Attributes:
        name: the name it would have.
        why: the reason, in words.
    """

    name: str
    why: str


@record
class Text:
    """The text of a file and a digest of its bytes; both None when there is no file."""

    name: str
    text: str | None
    digest: str | None


class FileList:
    """The criteria and program files that may be opened: those given, and the bundled ones."""

    def __init__(self, given: Iterable[str]) -> None:
        """Take files, folders, and ids of bundled sets.

        Raises:
            CriteriaError: one of them is not there.
        """
        self._saving = threading.Lock()
        self._given: list[ListedFile | tuple[str, Path]] = [self._taken(name) for name in given]

    def to_plain(self) -> list[Any]:
        """Return what was given as JSON values, for a separate process."""
        return [_plain(each) if isinstance(each, ListedFile) else [each[0], str(each[1])] for each in self._given]

    @classmethod
    def from_plain(cls, given: Iterable[Any]) -> "FileList":
        """Return a list of the same files from `to_plain`, even if a given link has changed since."""
        made = cls(())
        for each in given:
            match each:
                case [name, path, folder]:
                    made._given.append(ListedFile(name, Path(path), Path(folder), writable=True))
                case [name, folder]:
                    made._given.append((name, Path(folder)))
                case name:
                    made._given.append(_bundled(name))
        return made

    @staticmethod
    def _taken(name: str) -> ListedFile | tuple[str, Path]:
        if name not in bundled_ids() and Path(name).is_dir() and not (Path(name) / CRITERIA_FILE).is_file():
            return name, real_path(Path(name))
        path, shown = find_criteria(name)
        if name in bundled_ids():
            return _bundled(name)
        return ListedFile(shown, real_path(path), real_path(path).parent, writable=True)

    def entries(self) -> dict[str, ListedFile]:
        """Return the criteria that may be opened now, by name; given files come first."""
        return _by_name((*self._found(CRITERIA_FILE), *map(_bundled, bundled_ids())))

    def _found(self, file: str) -> Iterator[ListedFile]:
        """Yield the given files of one kind: criteria or programs."""
        for given in self._given:
            if not isinstance(given, ListedFile):
                yield from (entry for entry in _inside(*given) if isinstance(entry, ListedFile) and _holds(entry, file))
            elif _holds(given, file) or (file == CRITERIA_FILE and not _holds(given, PROGRAMS_FILE)):
                # A file that looks like neither is criteria that someone has just begun.
                yield given

    def left_out(self) -> list[LeftOut]:
        """Return the files in given folders that are not offered: hidden, unreadable, or links to elsewhere."""
        every = (found for given in self._given if not isinstance(given, ListedFile) for found in _inside(*given))
        left_out = (found if isinstance(found, LeftOut) else _unreadable(found) for found in every)
        return [each for each in left_out if each is not None]

    def programs(self) -> dict[str, ListedFile]:
        """Return the program files that may be opened now, by name."""
        every = self.entries().values()
        beside = [found for entry in every for found in [_programs_beside(entry)] if found is not None]
        given = [ListedFile(entry.name, entry.path, entry.folder, writable=False) for entry in self._found(PROGRAMS_FILE)]
        taken = {entry.path for entry in given}
        return _by_name((*given, *(entry for entry in beside if entry.path not in taken)))

    def programs_for(self, name: str | None, criteria: str | None) -> ListedFile:
        """Return the program file of a name; without a name, the one next to the criteria.

        Args:
            name: the name of the file.
            criteria: the name of the criteria.

        Raises:
            RefusedError: there is none.
        """
        every = self.programs()
        if name is not None:
            if name not in every:
                hint = did_you_mean(name, every)
                raise RefusedError(404, "not-found", f"there is no program file {quoted(name)}; allowed are {listed(every)}{f'; {hint}' if hint else ''}")
            return every[name]
        beside = None if criteria is None else _programs_beside(self.entry(criteria))
        found = next((entry for entry in every.values() if beside is not None and entry.path == beside.path), None)
        if found is None:
            raise RefusedError(404, "not-found", f"there is no {PROGRAMS_FILE} next to the criteria; allowed are {listed(every)}")
        return found

    def entry(self, name: str) -> ListedFile:
        """Return the file of a name.

        Raises:
            RefusedError: there is none.
        """
        entries = self.entries()
        if name not in entries:
            hint = did_you_mean(name, entries)
            raise RefusedError(404, "not-found", f"there are no criteria {quoted(name)} here{f'; {hint}' if hint else ''}")
        return entries[name]

    def read(self, name: str) -> tuple[Text, Text]:
        """Return the text of a criteria file and of the vignettes next to it.

        Raises:
            RefusedError: there is no such file here.
            CriteriaError: it cannot be read.
        """
        entry = self.entry(name)
        return _read(entry.path, entry.name, entry.folder), _read_beside(entry)

    def save(self, name: str, what: str, text: str, digest: str | None) -> str:
        """Write a criteria file or its vignettes, completely or not at all; return the new digest.

        Args:
            name: the name of the criteria.
            what: `criteria` or `vignettes`.
            text: the new text.
            digest: the digest when the file was read; None when there was no file.

        Raises:
            RefusedError: it has changed on the disk in the meantime, or may not be written.
        """
        entry = self.entry(name)
        if not entry.writable:
            raise RefusedError(403, "read-only", f"{quoted(name)} comes with carelevel and cannot be changed; download it and save it as your own file")
        path = entry.path if what == "criteria" else beside(entry)
        with self._saving:
            _refuse_outside(path, entry.folder)
            old = path.read_bytes() if path.is_file() else None
            if (None if old is None else digest_of(old)) != digest:
                raise RefusedError(409, "changed-on-disk", f"{quoted(path.name)} has changed on the disk since it was opened, so it was not saved")
            content = content_of(text, old)
            write(path, content, is_new=old is None)
        return digest_of(content)

    def folders(self) -> dict[str, Path]:
        """Return the folders in which new sets may be saved, by name."""
        return dict(given for given in self._given if not isinstance(given, ListedFile))

    def save_as(self, folder: str, name: str, criteria: str, vignettes: str | None) -> str:
        """Save criteria and vignettes as a new set in a given folder; return its name.

        Args:
            folder: the name of the folder.
            name: the name of the new folder for the set.
            criteria: the text of the criteria.
            vignettes: the text of the vignettes; None when there are none.

        Raises:
            RefusedError: there is no such folder, or the name is already used in it.
        """
        folders = self.folders()
        if folder not in folders:
            raise RefusedError(404, "not-found", f"there is no folder {quoted(folder)} here; carelevel serve FOLDER opens one to save in")
        if not SET_NAME.fullmatch(name):
            raise RefusedError(
                422, "wrong-name", f"{quoted(name)} is not a name for a set; use lowercase letters, digits and single hyphens, as in `my-criteria`"
            )
        if not _is_of(content := content_of(criteria, None), CRITERIA_FILE):
            raise RefusedError(422, "not-criteria", "the text is not a criteria file: it has no `levels:` at the beginning of a line")
        beside = {} if vignettes is None else {VIGNETTES_FILE: content_of(vignettes, None)}
        with self._saving:
            write_folder(folders[folder] / name, {CRITERIA_FILE: content, **beside})
        return (Path(folder) / name / CRITERIA_FILE).as_posix()


def _plain(entry: ListedFile) -> Any:
    return [entry.name, str(entry.path), str(entry.folder)] if entry.writable else entry.name


def _by_name(found: Iterable[ListedFile]) -> dict[str, ListedFile]:
    entries: dict[str, ListedFile] = {}
    for entry in found:
        entries.setdefault(entry.name, entry)
    return entries


def beside(entry: ListedFile) -> Path:
    """Return the path of the vignettes of a criteria file.

    Raises:
        RefusedError: it is a link out of the folder.
    """
    path = entry.path.with_name(VIGNETTES_FILE)
    _refuse_outside(path, entry.folder)
    return real_path(path)


def _refuse_outside(path: Path, folder: Path) -> None:
    """Refuse a path that leads out of a folder now.

    Raises:
        RefusedError: it leads out of the folder.
    """
    if not real_path(path).is_relative_to(real_path(folder)):
        raise RefusedError(403, "outside", f"{quoted(path.name)} leads out of its folder")


def digest_of(content: bytes) -> str:
    """Return the digest of the bytes of a file."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


@cache
def _bundled(name: str) -> ListedFile:
    path = rules_folder() / name / CRITERIA_FILE
    return ListedFile(name, real_path(path), real_path(path).parent, writable=False)


def _programs_beside(criteria: ListedFile) -> ListedFile | None:
    """Return the program file next to criteria, unless it leads out of the folder or is unreadable."""
    real = _led_to(criteria.path.with_name(PROGRAMS_FILE), criteria.folder)
    if not isinstance(real, Path):
        return None
    name = Path(criteria.name).with_name(PROGRAMS_FILE) if criteria.writable else Path(criteria.name) / PROGRAMS_FILE
    return ListedFile(name.as_posix(), real, criteria.folder, writable=False)


def _inside(name: str, folder: Path) -> Iterator[ListedFile | LeftOut]:
    """Yield the YAML files in a folder and its subfolders, and what is left out with the reason."""
    try:
        every = sorted(folder.iterdir())
    except OSError as error:
        yield LeftOut(name, _cannot(error))
        return
    kept = 0
    for path in (path for each in every for path in _candidates(each)):
        shown = (Path(name) / path.relative_to(folder)).as_posix()
        found = _led_to(path, folder)
        if found is not None and any(map(is_hidden, path.relative_to(folder).parts)):
            found = "it is a hidden file"
        if isinstance(found, str):
            yield LeftOut(shown, found)
        elif found is not None and kept == MOST_FILES:
            yield LeftOut(shown, f"only {MOST_FILES} files of a folder are listed")
        elif found is not None:
            kept += 1
            yield ListedFile(shown, found, folder, writable=True)


def _candidates(path: Path) -> list[Path]:
    """Return the possible criteria and program files at a path: the file itself, or files in the folder."""
    with suppress(OSError):
        if path.is_dir():
            return [path / CRITERIA_FILE, path / PROGRAMS_FILE]
    return [path] if path.suffix in {".yaml", ".yml"} else []


def _led_to(path: Path, folder: Path) -> Path | str | None:
    """Return the file that a path leads to, None when there is none, or why it is not allowed."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return _cannot(error)
    try:
        real = real_path(path)
        if not real.is_relative_to(real_path(folder)):
            return "it is a link out of the folder"
        return real if stat.S_ISREG(real.stat().st_mode) else "it is not a file"
    except OSError as error:
        return _cannot(error)


def _cannot(error: OSError) -> str:
    return f"it cannot be read: {printable(error.strerror or 'unknown reason').lower()}"


def _unreadable(entry: ListedFile) -> LeftOut | None:
    """Return that an existing file cannot be read; None when it can."""
    try:
        read_file(entry.path, entry.name, entry.folder)
    except CriteriaError as error:
        return LeftOut(entry.name, error.problems[0].message)
    return None


_MARKS = {CRITERIA_FILE: (b"\nlevels:", b"\nbased_on:"), PROGRAMS_FILE: (b"\nprograms:",)}
"""Keys that only files of one kind have at the beginning of a line."""


def _holds(entry: ListedFile, file: str) -> bool:
    """Return whether a file looks like criteria or programs, not like vignettes, cases or an instrument."""
    try:
        return _is_of(read_file(entry.path, entry.name, entry.folder), file)
    except CriteriaError:
        return False


def _is_of(content: bytes, file: str) -> bool:
    return any(mark in b"\n" + content for mark in _MARKS[file])


def _read(path: Path, shown: str, folder: Path) -> Text:
    content = read_file(path, shown, folder)
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise CriteriaError([Problem("not-yaml", f"{quoted(shown)} is not UTF-8 text", hint="save it as UTF-8")]) from error
    return Text(shown, text, digest_of(content))


def _read_beside(entry: ListedFile) -> Text:
    path = beside(entry)
    shown = entry.path.with_name(VIGNETTES_FILE).name
    return _read(path, shown, entry.folder) if path.is_file() else Text(shown, None, None)
