"""A durable store: records in one SQLite file, only added, never changed, each chained to the one before.

SQLite comes with Python, survives power loss, and lets several processes write one file. See `docs/decisions`.

Guarantees, and what provides them:

- *Durable when the call returns*: the rollback journal with `synchronous = EXTRA`; the record is on the disk, and so is the entry of the folder.
- *All or nothing*: one transaction for each call. A writer that is killed leaves the file as it was.
- *Several writers*: each takes the lock before it reads the last link, and waits for its turn.
- *A missing or changed record is found*: each link is a hash of the link before, the number and the text. Only removal of the last records leaves no trace in
  the file; a head of the chain that was noted elsewhere reveals that, too. A chain is not a signature: whoever can write the file can rewrite it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from carelevel.atomic_write import make_private
from carelevel.model.arguments import expect, wrong_type
from carelevel.model.frozen import record, summary
from carelevel.model.problems import Place, listed, quoted
from carelevel.model.record import Record, RecordError, refused
from carelevel.records.reading import read_record
from carelevel.syntax.limits import MAX_LINE

_Found = TypeVar("_Found")

APPLICATION = 0x0CA2E1E7
"""The application id in the SQLite header, so that another program's file is not taken for a store."""

START = "sha256:" + "0" * 64
"""The link before the first."""

PATIENCE = 60
"""Seconds that a writer waits for other writers."""

PAGE = 1_000
"""Records read at once. No lock is held between pages, so reading does not block writers."""

LONGEST_ROW = 4 * MAX_LINE + 1_000
"""Most bytes of a record with its link: a character in UTF-8 has up to four."""

_TABLE = "CREATE TABLE records (number INTEGER PRIMARY KEY, document TEXT NOT NULL, link TEXT NOT NULL)"

_GUARDS = {
    "records_are_not_changed": "CREATE TRIGGER records_are_not_changed BEFORE UPDATE ON records "
    "BEGIN SELECT RAISE(ABORT, 'records are added and never changed'); END",
    "records_are_not_deleted": "CREATE TRIGGER records_are_not_deleted BEFORE DELETE ON records "
    "BEGIN SELECT RAISE(ABORT, 'records are added and never deleted'); END",
}
"""Triggers that keep other programs from changing a record by mistake, by name."""


@record
class StoredRecord:
    """A record in a store.

    Attributes:
        number: its position, from 1.
        document: its text, one line of JSON.
        link: the hash that chains it to the record before.
    """

    _shown = ("number", "link")

    number: int
    document: str
    link: str


@record
class Verification:
    """The result of verifying a chain.

    Attributes:
        records: how many records there are.
        head: the last link; noted elsewhere, it shows later whether records were removed from the end.
        broken: what is wrong, in words; empty when the chain is intact.
    """

    records: int
    head: str
    broken: tuple[str, ...]


class RecordStore:
    """Records in a file, only added, never changed. The first record creates the file.

    >>> import carelevel, tempfile, pathlib
    >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = RecordStore(pathlib.Path(folder, "records.db"))
    ...     entry = store.append(answer.record("2026-11-25T14:30:00+00:00", decision="inpatient"))
    ...     entry.number, store.verify().broken
    (1, ())
    """

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        expect("path", path, (str, os.PathLike), "a path to the file of the store")
        self.path = Path(path)

    def __repr__(self) -> str:
        return summary(self, self.__slots__)

    def append(self, added: Record) -> StoredRecord:
        """Add a record. When this returns, it is on the disk.

        Raises:
            RecordError: it was not added. The message says why, for example a full disk or a file that is not a store.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     store.append(record).number
        1
        """
        return self.extend([added])[0]

    def extend(self, added: list[Record]) -> list[StoredRecord]:
        """Add several records, all or none of them. When this returns, they are on the disk.

        Raises:
            RecordError: as `append`.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     [entry.number for entry in store.extend([record, record])]
        [1, 2]
        """
        if isinstance(added, Mapping | str | bytes) or not isinstance(added, Iterable):
            raise wrong_type("added", added, "a list of records, as `Recommendation.record` returns them")
        added = [*added]
        for each in added:
            expect("added", each, Record, "a record, as `Recommendation.record` returns it")
        try:
            # Created here, because SQLite would make it readable for others.
            make_private(Path(os.path.realpath(self.path)))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not a valid file name"
            raise refused("not-kept", f"the store {quoted(self.path)} cannot be written: {reason.lower()}") from error
        with self._database("rw", "written") as database:
            database.execute("BEGIN IMMEDIATE")
            missing = self._make_or_refuse(database)
            if missing:
                raise refused("not-kept", f"nothing is added to {quoted(self.path)}: {_without(missing)}")
            last = self._last_or_refuse(database)
            entries = list(_chained(last, added))
            database.executemany("INSERT INTO records VALUES (?, ?, ?)", [(each.number, each.document, each.link) for each in entries])
            database.execute("COMMIT")
        return entries

    def entries(self) -> Iterator[StoredRecord]:
        """Yield the entries of the store, in order.

        Raises:
            RecordError: there is no store, or it cannot be read.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     added = store.append(record)
        ...     list(store.entries()) == [added]
        True
        """
        after = 0
        while page := self._page(after):
            yield from page
            after = page[-1].number

    def count(self) -> int:
        """Return the number of the last record.

        Raises:
            RecordError: as `entries`.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     added = store.extend([record, record])
        ...     store.count()
        2
        """
        return self._read("SELECT coalesce(max(number), 0) FROM records", ())[0][0]

    def records(self) -> Iterator[Record]:
        """Yield the records, in order.

        Raises:
            RecordError: as `entries`; or an entry is not a record.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     added = store.append(record)
        ...     list(store.records()) == [record]
        True
        """
        for entry in self.entries():
            yield read_record(entry.document, Place(str(self.path), entry.number, 1))

    def verify(self, head: str | None = None) -> Verification:
        """Return whether every record is present and unchanged.

        Args:
            head: the last link as noted earlier; the chain must contain it, or records were removed from the end.

        Raises:
            RecordError: there is no store, or it cannot be read.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     head = store.append(record).link
        ...     verification = store.verify(head)
        ...     verification.records, verification.broken
        (1, ())
        """
        expect("head", head, (str, type(None)), "a link, as `RecordStore.append` returns it, or None")
        last = StoredRecord(0, "", START)
        missing = self._asked(self._refuse_what_is_not_ours)
        broken = [_without(missing)] if missing else []
        is_held = head in {None, START}
        for entry in self.entries():
            broken += self._wrong(entry, last)
            is_held = is_held or entry.link == head
            last = entry
        if not is_held:
            broken.append(f"no record has the link {quoted(head)}: records were removed since it was noted, or it belongs to another store")
        return Verification(last.number, last.link, tuple(broken))

    def _wrong(self, entry: StoredRecord, before: StoredRecord) -> Iterator[str]:
        if entry.number != before.number + 1:
            yield f"record {before.number + 1} is missing: record {entry.number} follows record {before.number}"
        elif entry.link != _link(before.link, entry.number, entry.document):
            yield f"record {entry.number} was changed, or a record before it was"
        try:
            read_record(entry.document, Place(str(self.path), entry.number, 1))
        except RecordError as error:
            yield f"record {entry.number} is not a record: {error.problems[0].message}"

    @contextmanager
    def _database(self, mode: str, what: str) -> Iterator[sqlite3.Connection]:
        """Open the file; errors of SQLite become errors of the store."""
        try:
            database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None)
            with closing(database):
                database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_ROW)
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA synchronous = EXTRA")
                yield database
        except (sqlite3.Error, ValueError) as error:
            raise refused("not-kept", f"the store {quoted(self.path)} cannot be {what}: {str(error).lower()}") from error

    def _make_or_refuse(self, database: sqlite3.Connection) -> tuple[str, ...]:
        """Make the table in a new file, or check an existing one; return the missing guards.

        Raises:
            RecordError: it is a file of another program, or contains something foreign.
        """
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            for statement in (_TABLE, *_GUARDS.values(), f"PRAGMA application_id = {APPLICATION}"):
                database.execute(statement)
        return self._refuse_what_is_not_ours(database)

    def _refuse_what_is_not_ours(self, database: sqlite3.Connection) -> tuple[str, ...]:
        """Refuse a file with anything that carelevel did not put there; return the missing guards.

        A foreign trigger could drop records, and a foreign table could hold rows that are never shown.

        Raises:
            RecordError: it has foreign parts or records with numbers below 1, or it is a file of another program.
        """
        if database.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise self._no_store()
        ours = {("table", "records"): _TABLE} | {("trigger", name): sql for name, sql in _GUARDS.items()}
        there = {(kind, name): sql for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master")}
        if ("table", "records") not in there:
            raise self._no_store()
        foreign = [f"{kind} {quoted(name)}" for (kind, name), sql in there.items() if ours.get((kind, name)) != sql]
        if foreign:
            raise refused("not-kept", f"{quoted(self.path)} contains something that carelevel did not put there: {', '.join(foreign)}")
        first = database.execute("SELECT min(number) FROM records").fetchone()[0]
        if first is not None and first < 1:
            raise refused("not-kept", f"{quoted(self.path)} has a record with the number {first}; carelevel numbers records from 1")
        return tuple(name for name in _GUARDS if ("trigger", name) not in there)

    def _last_or_refuse(self, database: sqlite3.Connection) -> StoredRecord:
        """Return the last entry, after checking that the chain can be continued.

        Raises:
            RecordError: its link is wrong, or its number is not the number of records.
        """
        rows = database.execute("SELECT number, document, link FROM records ORDER BY number DESC LIMIT 2").fetchall()
        last, before, *_ = (*(StoredRecord(*row) for row in rows), StoredRecord(0, "", START), StoredRecord(0, "", START))
        is_whole = database.execute("SELECT count(*) FROM records").fetchone() == (last.number,)
        if not is_whole or (rows and last.link != _link(before.link, last.number, last.document)):
            raise refused("not-kept", f"nothing is added to {quoted(self.path)}: its chain is broken; `carelevel records verify` shows where")
        return last

    def _asked(self, ask: Callable[[sqlite3.Connection], _Found]) -> _Found:
        # Not "ro": an unfinished write of a killed writer has to be rolled back before reading. Without write permission, SQLite only reads.
        with self._database("rw", "read") as database:
            return ask(database)

    def _read(self, query: str, values: tuple[int, ...]) -> list[tuple[int, str, str]]:
        def ask(database: sqlite3.Connection) -> list[tuple[int, str, str]]:
            self._refuse_what_is_not_ours(database)
            return database.execute(query, values).fetchall()

        return self._asked(ask)

    def _page(self, after: int) -> list[StoredRecord]:
        # A changed record may contain something that is not text.
        query = "SELECT number, CAST(document AS TEXT), CAST(link AS TEXT) FROM records WHERE number > ? ORDER BY number LIMIT ?"
        return [StoredRecord(*row) for row in self._read(query, (after, PAGE))]

    def _no_store(self) -> RecordError:
        return refused("not-kept", f"{quoted(self.path)} is a file of another program, not a store of records")


def _without(missing: Sequence[str]) -> str:
    """Return which guards are missing, in words."""
    return f"the store no longer has {listed(missing)}, which {'keep' if len(missing) > 1 else 'keeps'} records from being changed or deleted"


def _chained(last: StoredRecord, added: list[Record]) -> Iterator[StoredRecord]:
    """Yield records as the next links of a chain."""
    for each in added:
        document = each.to_json()
        number = last.number + 1
        last = StoredRecord(number, document, _link(last.link, number, document))
        yield last


def _link(before: str, number: int, document: str) -> str:
    return "sha256:" + hashlib.sha256(f"{before}\n{number}\n{document}".encode()).hexdigest()
