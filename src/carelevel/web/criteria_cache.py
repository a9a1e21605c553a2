"""A cache of criteria sets by their text, so that one text is read only once."""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from carelevel.api import CriteriaSet
from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, CriteriaError, Problem, did_you_mean, listed, quoted
from carelevel.syntax.bundled import INSTRUMENTS, is_hidden, read_file
from carelevel.syntax.loading import read_problems
from carelevel.web.errors import RefusedError
from carelevel.web.file_list import FileList, ListedFile
from carelevel.web.giving_up import give_up_when_nobody_waits

MOST_KEPT = 12
"""How many texts are kept, each with everything that was computed for it."""

MOST_BYTES = 1_000_000
"""Bytes of all kept texts but the last; what is computed for a text takes about a hundred times more."""

MOST_IDS = 2_000
"""How many ids of texts are remembered."""

Key = tuple[bytes, str, tuple[Any, ...]]

PINS = ("version", "digest", "decision_digest")


@record
class Loaded:
    """A text that was read.

    Attributes:
        definition: what it says; None when the file has errors.
        problems: all its problems.
        criteria: the set, as soon as there is a definition: also with examples that fail, because its author wants to see results while editing.
    """

    definition: Definition | None
    problems: tuple[Problem, ...]
    criteria: CriteriaSet | None

    @property
    def is_sound(self) -> bool:
        """Whether the file can be used."""
        return all(problem.severity != "error" for problem in self.problems)

    def usable(self) -> CriteriaSet:
        """Return the set.

        Raises:
            CriteriaError: it has errors.
        """
        if not self.is_sound:
            raise CriteriaError(self.problems)
        return self.draft()

    def draft(self) -> CriteriaSet:
        """Return the set while it is being written; examples may fail.

        Raises:
            CriteriaError: it cannot be used yet.
        """
        if self.criteria is None:
            raise CriteriaError(self.problems)
        return self.criteria


class Sets:
    """The sets that were read last. Safe to share between threads."""

    def __init__(self, shelf: FileList) -> None:
        self.shelf = shelf
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Loaded] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._ids: dict[Key, str] = {}

    def loaded(self, text: str | bytes, name: str, folder: Path | None) -> Loaded:
        """Return the criteria in a text, with their problems."""
        give_up_when_nobody_waits()
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        key = _key(content, name, folder)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = _read(text, name, folder)
        with self._lock:
            # When only comments or places differ, what was computed for the other text is valid for this one.
            alike = next((other.criteria for other in reversed(self._kept.values()) if other.definition == made.definition), made.criteria)
            made = Loaded(made.definition, made.problems, alike)
            self._kept[key] = made
            self._sizes[key] = len(content)
            while len(self._kept) > 1 and (len(self._kept) > MOST_KEPT or sum(self._sizes.values()) > MOST_BYTES):
                oldest, _ = self._kept.popitem(last=False)
                del self._sizes[oldest]
        return made

    def of_entry(self, entry: ListedFile) -> Loaded:
        """Return the criteria in a file as it is on the disk now.

        Raises:
            CriteriaError: it cannot be read.
        """
        # Bundled files are trusted like code, wherever their links lead.
        return self.loaded(read_file(entry.path, entry.name, entry.folder if entry.writable else None), entry.name, entry.folder)

    def edited(self, name: str, text: str) -> Loaded:
        """Return the criteria in an edited text of a file.

        Raises:
            RefusedError: there is no such file here.
        """
        entry = self.shelf.entry(name)
        return self.loaded(text, name, entry.path.parent)

    def named(self, reference: str | Mapping[str, Any] | None) -> CriteriaSet:
        """Return the set that a request names: by id, with an optional version or digest, or by its text.

        Raises:
            RefusedError: there is no such set, or its version or digest is another one.
            CriteriaError: it cannot be used.
        """
        given = {"id": reference} if isinstance(reference, str) else dict(reference or {})
        _check_reference(given)
        pins = {name: given[name] for name in PINS if name in given}
        if "text" in given:
            found = [self.loaded(given["text"], "criteria", None).usable()]
        else:
            found = self._with_id(given.get("id"), is_pinned=bool(pins))
        fitting = [criteria for criteria in found if all(getattr(criteria, name) == value for name, value in pins.items())]
        if not fitting:
            told = "; ".join(f"{name} is {quoted(getattr(criteria, name))}" for criteria in found for name in pins)
            raise RefusedError(409, "other-version", f"the criteria have another version or digest than the request asks for: {told}")
        return fitting[0]

    def _with_id(self, wanted: str | None, *, is_pinned: bool) -> list[CriteriaSet]:
        """Return the sets with an id; without an id the first, or all when a version or digest is given."""
        entries = list(self.shelf.entries().values())
        if wanted is not None:
            known = {entry.name: self._id(entry) for entry in entries}
            found = [entry for entry in entries if known[entry.name] == wanted]
            if not found:
                hint = did_you_mean(wanted, known.values())
                ids = listed(dict.fromkeys(known.values()))
                raise RefusedError(404, "not-found", f"no criteria here have the id {quoted(wanted)}; there are {ids}{f'; {hint}' if hint else ''}")
            entries = found
        return [self.of_entry(entry).usable() for entry in (entries if wanted is not None or is_pinned else entries[:1])]

    def file_of(self, criteria: CriteriaSet) -> str | None:
        """Return the name of the first file with this id; None when the criteria came with a request."""
        return next((entry.name for entry in self.shelf.entries().values() if self._id(entry) == criteria.id), None)

    def _id(self, entry: ListedFile) -> str:
        """Return the id in a file, or the file's name when it cannot be used."""
        if not entry.writable:
            return entry.name
        try:
            content = read_file(entry.path, entry.name, entry.folder)
        except CriteriaError:
            return entry.name
        key = _key(content, entry.name, entry.folder)
        known = self._ids.get(key)
        if known is None:
            definition = self.loaded(content, entry.name, entry.folder).definition
            known = definition.id if definition else entry.name
            if len(self._ids) >= MOST_IDS:
                self._ids.clear()
            # Kept longer than the sets: otherwise finding one in a folder would read every file each time.
            self._ids[key] = known
        return known


def _key(content: bytes, name: str, folder: Path | None) -> Key:
    """Return the cache key of a text, which includes the files that it may use."""
    return hashlib.sha256(content).digest(), name, (*_instruments(folder), *(_bases(folder) if b"based_on" in content else ()))


def _check_reference(given: Mapping[str, Any]) -> None:
    allowed = ("id", *PINS, "text")
    problems = [
        Problem("unknown-key", f"criteria are named by {listed(allowed)}; found {quoted(name)}", path=("criteria", name), hint=did_you_mean(name, allowed))
        for name in given
        if name not in allowed
    ]
    problems += [
        Problem("wrong-type", f"{quoted(name)} of criteria must be text", path=("criteria", name))
        for name, value in given.items()
        if name in allowed and not isinstance(value, str)
    ]
    if problems:
        raise CaseError(problems)


def _read(text: str | bytes, name: str, folder: Path | None) -> Loaded:
    definition, problems = read_problems(text, name, folder)
    found = tuple(problems)
    return Loaded(definition, found, None if definition is None else CriteriaSet(definition, found))


def _instruments(folder: Path | None) -> tuple[Any, ...]:
    """Return a value that changes when the instruments next to a file change."""
    if folder is None:
        return ()
    return (*_states(folder), *_states(folder / INSTRUMENTS))


def _bases(folder: Path | None) -> Iterator[tuple[Any, ...]]:
    """Yield what changes when a file below a local version changes, which it can be based on."""
    for inside, folders, _ in os.walk(folder) if folder is not None else ():
        folders[:] = [each for each in folders if not is_hidden(each)]
        yield from _states(Path(inside))


def _states(folder: Path) -> list[tuple[Any, ...]]:
    """Return the YAML files in a folder with their states, without hidden ones; none when it is unreadable."""
    try:
        with os.scandir(folder) as found:
            return sorted((entry.path, *_state(entry)) for entry in found if entry.name.lower().endswith(".yaml") and not is_hidden(entry.name))
    except OSError:
        return []


def _state(entry: "os.DirEntry[str]") -> tuple[int, ...]:
    """Return a value that changes when a file or the target of a link changes; empty when unreadable."""
    try:
        status = entry.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size
