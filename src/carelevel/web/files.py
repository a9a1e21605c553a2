"""The files that the workbench may read and write: those it was given, found by their names in a list and never by a path that a request holds."""

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from carelevel.frozen import record
from carelevel.problems import CriteriaError, Problem, did_you_mean, listed, quoted
from carelevel.reading.library import CRITERIA_FILE, PROGRAMS_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, read_file, real_path, rules_folder
from carelevel.web.refusals import RefusedError
from carelevel.web.writing import content_of, write, write_folder

MOST_FILES = 500

SET_NAME = re.compile("(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
"""What a set that is saved anew may be called."""


@record
class Entry:
    """A file of criteria, or of programs, that may be opened.

    Attributes:
        name: what requests call it.
        path: where it is, without any symbolic link.
        folder: nothing outside of this is read or written for it.
        writable: whether it may be saved; what comes with carelevel, and programs, may not.
    """

    name: str
    path: Path
    folder: Path
    writable: bool


@record
class Text:
    """The text of a file, and a digest of its bytes; both None where there is no such file."""

    name: str
    text: str | None
    digest: str | None


class Shelf:
    """The files of criteria and programs that were given, and the bundled ones."""

    def __init__(self, given: Iterable[str]) -> None:
        """Take files, folders, and ids of bundled sets.

        Raises:
            CriteriaError: one of them is not there.
        """
        self._saving = threading.Lock()
        self._given: list[Entry | tuple[str, Path]] = [self._taken(name) for name in given]

    @staticmethod
    def _taken(name: str) -> Entry | tuple[str, Path]:
        if name not in bundled_ids() and Path(name).is_dir() and not (Path(name) / CRITERIA_FILE).is_file():
            return name, real_path(Path(name))
        path, shown = find_criteria(name)
        if name in bundled_ids():
            return _bundled(name)
        return Entry(shown, real_path(path), real_path(path).parent, writable=True)

    def entries(self) -> dict[str, Entry]:
        """Return what may be opened now, by name: what was given first."""
        return _by_name((*self._found(CRITERIA_FILE), *map(_bundled, bundled_ids())))

    def _found(self, file: str) -> Iterator[Entry]:
        """Yield what was given of the kind that a file of this name is."""
        for given in self._given:
            if not isinstance(given, Entry):
                yield from _inside(*given, file)
            elif _holds(given.path, file) or (file == CRITERIA_FILE and not _holds(given.path, PROGRAMS_FILE)):
                # What holds neither is somebody's criteria, hardly begun.
                yield given

    def programs(self) -> dict[str, Entry]:
        """Return the program files that may be opened now, by name: what was given, what stands beside criteria that were given, and what is bundled."""
        every = self.entries().values()
        beside = [found for entry in every for found in [_programs_beside(entry)] if found is not None]
        given = [Entry(entry.name, entry.path, entry.folder, writable=False) for entry in self._found(PROGRAMS_FILE)]
        taken = {entry.path for entry in given}
        return _by_name((*given, *(entry for entry in beside if entry.path not in taken)))

    def programs_for(self, name: str | None, criteria: str | None) -> Entry:
        """Return the program file of a name; for no name, the one that stands beside criteria.

        Args:
            name: what the file is called.
            criteria: what the criteria are called.

        Raises:
            RefusedError: there is none.
        """
        every = self.programs()
        if name is not None:
            if name not in every:
                hint = did_you_mean(name, every)
                raise RefusedError(404, "not-found", f"no programs here are called {quoted(name)}; there are {listed(every)}{f'; {hint}' if hint else ''}")
            return every[name]
        beside = None if criteria is None else real_path(self.entry(criteria).path.with_name(PROGRAMS_FILE))
        found = next((entry for entry in every.values() if entry.path == beside), None)
        if found is None:
            raise RefusedError(404, "not-found", f"no {PROGRAMS_FILE} stands beside the criteria; there are {listed(every)}")
        return found

    def entry(self, name: str) -> Entry:
        """Return the file of a name.

        Raises:
            RefusedError: there is none.
        """
        entries = self.entries()
        if name not in entries:
            hint = did_you_mean(name, entries)
            raise RefusedError(404, "not-found", f"no criteria here are called {quoted(name)}{f'; {hint}' if hint else ''}")
        return entries[name]

    def read(self, name: str) -> tuple[Text, Text]:
        """Return the text of a criteria file, and of the vignettes beside it.

        Raises:
            RefusedError: there is no such file here.
            CriteriaError: it cannot be read.
        """
        entry = self.entry(name)
        return _read(entry.path, entry.name), _read_beside(entry)

    def save(self, name: str, what: str, text: str, digest: str | None) -> str:
        """Write a criteria file, or the vignettes beside it, whole or not at all; return the digest of what is there now.

        Args:
            name: the name of the criteria.
            what: `criteria` or `vignettes`.
            text: what to write.
            digest: of what was there when it was read; None when there was nothing.

        Raises:
            RefusedError: it has changed on the disk meanwhile, or may not be written.
        """
        entry = self.entry(name)
        if not entry.writable:
            raise RefusedError(403, "read-only", f"{quoted(name)} comes with carelevel and is not written; download it as a file of your own")
        path = entry.path if what == "criteria" else beside(entry)
        with self._saving:
            old = path.read_bytes() if path.is_file() else None
            if (None if old is None else digest_of(old)) != digest:
                raise RefusedError(409, "changed-on-disk", f"{quoted(path.name)} has changed on the disk since it was opened, and was left as it is")
            content = content_of(text, old)
            write(path, content, is_new=old is None)
        return digest_of(content)

    def folders(self) -> dict[str, Path]:
        """Return the folders that were given, by name: in these, and nowhere else, a new set may be saved."""
        return dict(given for given in self._given if not isinstance(given, Entry))

    def save_as(self, folder: str, name: str, criteria: str, vignettes: str | None) -> str:
        """Save criteria, and the vignettes beside them, as a new set in a folder that was given; return what it is called from then on.

        Args:
            folder: the name of the folder.
            name: what the set's own folder in it is to be called.
            criteria: the text of the criteria.
            vignettes: the text of the vignettes; None when there are none.

        Raises:
            RefusedError: there is no such folder, or something of that name is in it already.
        """
        folders = self.folders()
        if folder not in folders:
            raise RefusedError(404, "not-found", f"no folder here is called {quoted(folder)}; carelevel serve FOLDER opens one to save in")
        if not SET_NAME.fullmatch(name):
            raise RefusedError(422, "wrong-name", f"{quoted(name)} is no name for a set; small letters, digits and single hyphens make one, as `my-criteria`")
        if not _is_of(content := content_of(criteria, None), CRITERIA_FILE):
            raise RefusedError(422, "not-criteria", "the text is not that of criteria: it has no `levels:` at the beginning of a line")
        beside = {} if vignettes is None else {VIGNETTES_FILE: content_of(vignettes, None)}
        with self._saving:
            write_folder(folders[folder] / name, {CRITERIA_FILE: content, **beside})
        return (Path(folder) / name / CRITERIA_FILE).as_posix()


def _by_name(found: Iterable[Entry]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for entry in found:
        entries.setdefault(entry.name, entry)
    return entries


def beside(entry: Entry) -> Path:
    """Return where the vignettes of a criteria file stand.

    Raises:
        RefusedError: there is a link that leads out of the folder.
    """
    path = entry.path.with_name(VIGNETTES_FILE)
    if path.is_symlink() and not real_path(path).is_relative_to(entry.folder):
        raise RefusedError(403, "outside", f"{quoted(VIGNETTES_FILE)} leads out of its folder")
    return real_path(path)


def digest_of(content: bytes) -> str:
    """Return the digest of the bytes of a file."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _bundled(name: str) -> Entry:
    path = rules_folder() / name / CRITERIA_FILE
    return Entry(name, real_path(path), real_path(path).parent, writable=False)


def _programs_beside(criteria: Entry) -> Entry | None:
    """Return the program file that stands beside criteria; one that leads out of the folder is passed over."""
    path = criteria.path.with_name(PROGRAMS_FILE)
    real = real_path(path)
    if not real.is_file() or not real.is_relative_to(criteria.folder):
        return None
    name = Path(criteria.name).with_name(PROGRAMS_FILE) if criteria.writable else Path(criteria.name) / PROGRAMS_FILE
    return Entry(name.as_posix(), real, criteria.folder, writable=False)


def _inside(name: str, folder: Path, file: str) -> Iterator[Entry]:
    """Yield the files of a kind in a folder and in the folders in it; links that lead elsewhere are passed over."""
    found = sorted({*folder.glob("*.yaml"), *folder.glob("*.yml"), *folder.glob(f"*/{file}")})
    for path in found[:MOST_FILES]:
        real = real_path(path)
        if real.is_relative_to(folder) and real.is_file() and _holds(real, file):
            yield Entry((Path(name) / path.relative_to(folder)).as_posix(), real, folder, writable=True)


_MARKS = {CRITERIA_FILE: b"\nlevels:", PROGRAMS_FILE: b"\nprograms:"}
"""What a file of a kind has at the beginning of a line, and files of other kinds have not."""


def _holds(path: Path, file: str) -> bool:
    """Return whether a file looks like one of a kind, and not like vignettes, cases or an instrument."""
    try:
        return _is_of(read_file(path, path.name), file)
    except CriteriaError:
        return False


def _is_of(content: bytes, file: str) -> bool:
    return _MARKS[file] in b"\n" + content


def _read(path: Path, shown: str) -> Text:
    content = read_file(path, shown)
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise CriteriaError([Problem("not-yaml", f"{quoted(shown)} is not UTF-8 text", hint="save it as UTF-8")]) from error
    return Text(shown, text, digest_of(content))


def _read_beside(entry: Entry) -> Text:
    path = beside(entry)
    shown = entry.path.with_name(VIGNETTES_FILE).name
    return _read(path, shown) if path.is_file() else Text(shown, None, None)
