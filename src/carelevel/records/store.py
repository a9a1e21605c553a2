"""A store that loses nothing: records in one file of SQLite, added and never changed, each chained to the one before it.

SQLite comes with Python, is written for machines that lose power, and lets several processes write one file. `docs/decisions` says more.

What is promised, and by what:

- *Durable when the call returns*: the rollback journal with `synchronous = EXTRA`; what is added is on the disk, and so is the folder's entry.
- *Nothing in part*: one transaction for each call. A writer that is killed leaves what was there before.
- *Several writers*: each takes the lock before it looks for the last link, and waits for its turn.
- *A missing or changed record shows*: each link is the hash of the one before it, its number and its text. Only the last links can go without a trace in the
  file itself; whoever keeps the head of the chain elsewhere sees that as well. A chain is no signature: who can write the file can write it anew.
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
"""What SQLite's header says the file belongs to, so that no other program's file is taken for a store."""

START = "sha256:" + "0" * 64
"""The link before the first."""

PATIENCE = 60
"""Seconds that a writer waits for others."""

PAGE = 1_000
"""Records read at once: between two pages no lock is held, so that reading a long store does not keep writers waiting."""

LONGEST_ROW = 4 * MAX_LINE + 1_000
"""Bytes of a record, with its link: characters of UTF-8 have four at most."""

_TABLE = "CREATE TABLE records (number INTEGER PRIMARY KEY, document TEXT NOT NULL, link TEXT NOT NULL)"

_GUARDS = {
    "records_are_not_changed": "CREATE TRIGGER records_are_not_changed BEFORE UPDATE ON records "
    "BEGIN SELECT RAISE(ABORT, 'records are added and never changed'); END",
    "records_are_not_deleted": "CREATE TRIGGER records_are_not_deleted BEFORE DELETE ON records "
    "BEGIN SELECT RAISE(ABORT, 'records are added and never deleted'); END",
}
"""What keeps other programs from changing a record by mistake: the names of triggers, and what each of them is."""


@record
class Entry:
    """A record as it stands in a store.

    Attributes:
        number: its place, from 1.
        document: its text, one line of JSON.
        link: the hash that chains it to the one before it.
    """

    _shown = ("number", "link")

    number: int
    document: str
    link: str


@record
class Verification:
    """What was found of a chain.

    Attributes:
        records: how many records there are.
        head: the last link; whoever keeps it elsewhere can tell later that nothing was taken off the end.
        broken: what is wrong, in words; empty when the chain is whole.
    """

    records: int
    head: str
    broken: tuple[str, ...]


class RecordStore:
    """Records in a file, added and never changed. The file is made when the first record is added; no connection is kept open between calls.

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

    def append(self, added: Record) -> Entry:
        """Add a record. When this returns, it is on the disk.

        Raises:
            RecordError: it was not added, and the message says why: a full disk, a folder that cannot be written, a file that is no store.

        >>> import carelevel, tempfile, pathlib
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = RecordStore(pathlib.Path(folder, "records.db"))
        ...     store.append(record).number
        1
        """
        return self.extend([added])[0]

    def extend(self, added: list[Record]) -> list[Entry]:
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
            # Before SQLite would make it, readable for others.
            make_private(Path(os.path.realpath(self.path)))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the name is not one a file can have"
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

    def entries(self) -> Iterator[Entry]:
        """Yield what is in the store, in order.

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
            RecordError: as `entries`; or something in it is no record.

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
        """Return whether every record that was ever added is there as it was added.

        Args:
            head: the last link as it was kept elsewhere; the chain has to hold it, so that nothing was taken off the end since.

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
        last = Entry(0, "", START)
        missing = self._asked(self._refuse_what_is_not_ours)
        broken = [_without(missing)] if missing else []
        is_held = head in {None, START}
        for entry in self.entries():
            broken += self._wrong(entry, last)
            is_held = is_held or entry.link == head
            last = entry
        if not is_held:
            broken.append(f"no record has the link {quoted(head)}: records were taken away since it was noted, or it belongs to another store")
        return Verification(last.number, last.link, tuple(broken))

    def _wrong(self, entry: Entry, before: Entry) -> Iterator[str]:
        if entry.number != before.number + 1:
            yield f"record {before.number + 1} is missing: record {entry.number} follows record {before.number}"
        elif entry.link != _link(before.link, entry.number, entry.document):
            yield f"record {entry.number} is not as it was added, or one before it is not"
        try:
            read_record(entry.document, Place(str(self.path), entry.number, 1))
        except RecordError as error:
            yield f"record {entry.number} is no record: {error.problems[0].message}"

    @contextmanager
    def _database(self, mode: str, what: str) -> Iterator[sqlite3.Connection]:
        """Open the file for a while; what SQLite says goes wrong with it is an error of the store."""
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
        """Make the table in a new file, or look at what is in an old one; return the guards that are missing.

        Raises:
            RecordError: it is a file of another program, or has something in it that is not ours.
        """
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            for statement in (_TABLE, *_GUARDS.values(), f"PRAGMA application_id = {APPLICATION}"):
                database.execute(statement)
        return self._refuse_what_is_not_ours(database)

    def _refuse_what_is_not_ours(self, database: sqlite3.Connection) -> tuple[str, ...]:
        """Refuse a file in which anything stands that carelevel did not put there; return the guards that are missing.

        A trigger could drop what is added, and a table of another make could hold rows that are never shown.

        Raises:
            RecordError: it has such a thing, or records with numbers below 1, or it is a file of another program.
        """
        if database.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise self._no_store()
        ours = {("table", "records"): _TABLE} | {("trigger", name): sql for name, sql in _GUARDS.items()}
        there = {(kind, name): sql for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master")}
        if ("table", "records") not in there:
            raise self._no_store()
        foreign = [f"{kind} {quoted(name)}" for (kind, name), sql in there.items() if ours.get((kind, name)) != sql]
        if foreign:
            raise refused("not-kept", f"{quoted(self.path)} has something in it that carelevel did not put there: {', '.join(foreign)}")
        first = database.execute("SELECT min(number) FROM records").fetchone()[0]
        if first is not None and first < 1:
            raise refused("not-kept", f"{quoted(self.path)} has a record with the number {first}; carelevel counts them from 1")
        return tuple(name for name in _GUARDS if ("trigger", name) not in there)

    def _last_or_refuse(self, database: sqlite3.Connection) -> Entry:
        """Return the last entry, to be continued.

        Raises:
            RecordError: it does not continue the one before it, or there are more or fewer records than it says.
        """
        rows = database.execute("SELECT number, document, link FROM records ORDER BY number DESC LIMIT 2").fetchall()
        last, before, *_ = (*(Entry(*row) for row in rows), Entry(0, "", START), Entry(0, "", START))
        is_whole = database.execute("SELECT count(*) FROM records").fetchone() == (last.number,)
        if not is_whole or (rows and last.link != _link(before.link, last.number, last.document)):
            raise refused("not-kept", f"nothing is added to {quoted(self.path)}: its chain is broken, and `carelevel records verify` says where")
        return last

    def _asked(self, ask: Callable[[sqlite3.Connection], _Found]) -> _Found:
        # Not "ro": what a killed writer left half done has to be taken back before anything is read. Where nothing may be written, SQLite only reads.
        with self._database("rw", "read") as database:
            return ask(database)

    def _read(self, query: str, values: tuple[int, ...]) -> list[tuple[int, str, str]]:
        def ask(database: sqlite3.Connection) -> list[tuple[int, str, str]]:
            self._refuse_what_is_not_ours(database)
            return database.execute(query, values).fetchall()

        return self._asked(ask)

    def _page(self, after: int) -> list[Entry]:
        # Whoever changed a record may have put in something that is no text.
        query = "SELECT number, CAST(document AS TEXT), CAST(link AS TEXT) FROM records WHERE number > ? ORDER BY number LIMIT ?"
        return [Entry(*row) for row in self._read(query, (after, PAGE))]

    def _no_store(self) -> RecordError:
        return refused("not-kept", f"{quoted(self.path)} is a file of another program, and no store of records")


def _without(missing: Sequence[str]) -> str:
    """Say which guards are missing."""
    return f"the store no longer has {listed(missing)}, which {'keep' if len(missing) > 1 else 'keeps'} records from being changed or deleted"


def _chained(last: Entry, added: list[Record]) -> Iterator[Entry]:
    """Yield records as the next links of a chain."""
    for each in added:
        document = each.to_json()
        number = last.number + 1
        last = Entry(number, document, _link(last.link, number, document))
        yield last


def _link(before: str, number: int, document: str) -> str:
    return "sha256:" + hashlib.sha256(f"{before}\n{number}\n{document}".encode()).hexdigest()
