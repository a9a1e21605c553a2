"""The files that the workbench may read and write: those it was given, found by their names in a list and never by a path that a request holds."""

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from carelevel.frozen import record
from carelevel.problems import CriteriaError, Problem, did_you_mean, quoted
from carelevel.reading.library import CRITERIA_FILE, VIGNETTES_FILE, bundled_ids, find_criteria, read_file, real_path, rules_folder
from carelevel.reading.limits import MAX_BYTES
from carelevel.web.refusals import RefusedError

MOST_FILES = 500


@record
class Entry:
    """A criteria file that may be opened.

    Attributes:
        name: what requests call it.
        path: where it is, without any symbolic link.
        folder: nothing outside of this is read or written for it.
        writable: whether it may be saved; the sets that come with carelevel may not.
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
    """The criteria files that were given, and the bundled ones."""

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
        found = [entry for given in self._given for entry in ([given] if isinstance(given, Entry) else _inside(*given))]
        entries: dict[str, Entry] = {}
        for entry in (*found, *map(_bundled, bundled_ids())):
            entries.setdefault(entry.name, entry)
        return entries

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
            content = _as_it_was(text, old)
            if len(content) > MAX_BYTES:
                raise RefusedError(413, "too-large", f"a file has up to {MAX_BYTES:,} bytes")
            _write(path, content, is_new=old is None)
        return digest_of(content)


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


def _inside(name: str, folder: Path) -> Iterator[Entry]:
    """Yield the criteria files in a folder and in the folders in it; links that lead elsewhere are passed over."""
    found = sorted({*folder.glob("*.yaml"), *folder.glob("*.yml"), *folder.glob(f"*/{CRITERIA_FILE}")})
    for path in found[:MOST_FILES]:
        real = real_path(path)
        if real.is_relative_to(folder) and real.is_file() and _holds_criteria(real):
            yield Entry((Path(name) / path.relative_to(folder)).as_posix(), real, folder, writable=True)


def _holds_criteria(path: Path) -> bool:
    """Return whether a file looks like criteria, and not like vignettes, cases or an instrument."""
    try:
        return b"\nlevels:" in b"\n" + read_file(path, path.name)
    except CriteriaError:
        return False


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


def _as_it_was(text: str, old: bytes | None) -> bytes:
    """Return a text as bytes, with the line breaks and the mark at its beginning that the file had.

    Raises:
        RefusedError: it has characters that no file can have.
    """
    text = text.replace("\r\n", "\n")
    if old is not None and b"\r\n" in old and b"\n" not in old.replace(b"\r\n", b""):
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if old is not None and old.startswith(b"\xef\xbb\xbf") else b""
    try:
        return mark + text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(422, "not-text", "the text has half of a character in it, which no file can hold") from error


def _write(path: Path, content: bytes, *, is_new: bool) -> None:
    """Write a file so that whoever reads it finds the old text or the new, never a part.

    Raises:
        RefusedError: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                temporary.chmod(0o644)
                # Unlike a rename, a link is refused where another program has put a file meanwhile.
                path.hardlink_to(temporary)
            else:
                shutil.copymode(path, temporary)
                temporary.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
    except FileExistsError as error:
        raise RefusedError(409, "changed-on-disk", f"{quoted(path.name)} is there by now, and was left as it is") from error
    except OSError as error:
        raise RefusedError(403, "cannot-write", f"{quoted(path.name)} cannot be written: {(error.strerror or 'unknown reason').lower()}") from error
