"""A store loses nothing: it is added to and never changed, and what is missing or changed shows. `tests/reliability/kills.py` kills its writers."""

import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from carelevel import Record, RecordError, RecordStore
from carelevel.answers.results import Recommendation
from carelevel.model.problems import quoted
from carelevel.records import store as store_module
from carelevel.records.store import LONGEST_ROW, START
from tests.unit.cli.running import environment
from tests.unit.records.conftest import WHEN

ROOT = Path(__file__).parents[3]


@pytest.fixture
def record(answer: Recommendation) -> Record:
    return answer.record(WHEN, facts=True, decision="iop")


@pytest.fixture
def store(tmp_path: Path, record: Record) -> RecordStore:
    """A store with three records."""
    made = RecordStore(tmp_path / "records.db")
    made.extend([replace(record, reference=f"stay {number}") for number in (1, 2, 3)])
    return made


def changed(store: RecordStore, *statements: str) -> RecordStore:
    """Change a store as somebody who knows SQLite would: around what guards it, which is put back."""
    with closing(sqlite3.connect(store.path)) as database, database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        for _, sql in guards:
            database.execute(sql)
    return store


def test_what_was_added_is_there_in_order(store: RecordStore, record: Record) -> None:
    entry = store.append(replace(record, reference="stay 4"))

    assert entry.number == store.count() == 4
    assert [each.reference for each in store.records()] == ["stay 1", "stay 2", "stay 3", "stay 4"]
    assert store.verify() == store_module.Verification(4, entry.link, ())


def test_all_of_several_are_added_or_none(store: RecordStore, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = iter(range(9))

    def failing(*of: object) -> str:
        if next(turns) == 2:
            raise sqlite3.OperationalError("disk I/O error")
        return START

    monkeypatch.setattr(store_module, "_link", failing)
    with pytest.raises(RecordError):
        store.extend([record] * 5)
    monkeypatch.undo()

    assert (store.count(), store.verify().broken) == (3, ())


@pytest.mark.parametrize("statement", ["UPDATE records SET document = ''", "DELETE FROM records WHERE number = 3"])
def test_sqlite_itself_refuses_to_change_or_delete(store: RecordStore, statement: str) -> None:
    with closing(sqlite3.connect(store.path)) as database, pytest.raises(sqlite3.IntegrityError, match="records are added and never"):
        database.execute(statement)


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (
            ["UPDATE records SET document = replace(document, 'accepted', 'chosen') WHERE number = 2"],
            ["record 2 was changed, or a record before it was"],
        ),
        (
            ["UPDATE records SET document = '{}' WHERE number = 2"],
            ["record 2 was changed, or a record before it was", "record 2 is not a record: `record` is missing here"],
        ),
        (
            ["UPDATE records SET document = x'7b7d' WHERE number = 2"],
            ["record 2 was changed, or a record before it was", "record 2 is not a record: `record` is missing here"],
        ),
        (["DELETE FROM records WHERE number = 2"], ["record 2 is missing: record 3 follows record 1"]),
        (["DELETE FROM records WHERE number = 1"], ["record 1 is missing: record 2 follows record 0"]),
        (
            ["DELETE FROM records WHERE number = 2", "UPDATE records SET number = 2 WHERE number = 3"],
            ["record 2 was changed, or a record before it was"],
        ),
        (
            ["UPDATE records SET link = 'sha256:0' WHERE number = 2"],
            ["record 2 was changed, or a record before it was", "record 3 was changed, or a record before it was"],
        ),
        (
            [
                "UPDATE records SET number = 9 WHERE number = 2",
                "UPDATE records SET number = 2 WHERE number = 3",
                "UPDATE records SET number = 3 WHERE number = 9",
            ],
            ["record 2 was changed, or a record before it was", "record 3 was changed, or a record before it was"],
        ),
    ],
    ids=["changed", "no record any more", "no text any more", "taken out", "the first taken out", "closed up", "another link", "swapped"],
)
def test_a_missing_or_changed_record_shows(store: RecordStore, statements: list[str], broken: list[str]) -> None:
    assert list(changed(store, *statements).verify().broken) == broken


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE TRIGGER mine AFTER INSERT ON records BEGIN SELECT 1; END", "something that carelevel did not put there: trigger `mine`"),
        ("CREATE TABLE mine (a)", "something that carelevel did not put there: table `mine`"),
        ("CREATE VIEW mine AS SELECT 1", "something that carelevel did not put there: view `mine`"),
        ("ALTER TABLE records ADD COLUMN mine", "something that carelevel did not put there: table `records`"),
        ("UPDATE records SET number = -3 WHERE number = 3", "a record with the number -3; carelevel numbers records from 1"),
        ("UPDATE records SET number = 0 WHERE number = 3", "a record with the number 0; carelevel numbers records from 1"),
    ],
    ids=["a trigger", "a table", "a view", "a column", "below zero", "zero"],
)
def test_what_carelevel_did_not_put_into_a_store_is_refused_by_whoever_reads_or_adds(store: RecordStore, record: Record, statement: str, what: str) -> None:
    """A trigger could drop what is added, and a record with a number below 1 would be shown by nothing."""
    changed(store, statement)

    for ask in (store.verify, store.count, lambda: list(store.entries()), lambda: store.append(record)):
        with pytest.raises(RecordError, match=what):
            ask()


def test_a_store_without_its_guards_is_read_and_not_added_to(store: RecordStore, record: Record) -> None:
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute("DROP TRIGGER records_are_not_deleted")

    missing = "the store no longer has `records_are_not_deleted`, which keeps records from being changed or deleted"
    assert (store.verify().broken, store.count()) == ((missing,), 3)
    with pytest.raises(RecordError, match=missing):
        store.append(record)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET link = 'sha256:0' WHERE number = 3",
        "UPDATE records SET document = '{}' WHERE number = 3",
        "DELETE FROM records WHERE number = 2",
        "DELETE FROM records WHERE number = 1",
        "UPDATE records SET number = 9223372036854775807 WHERE number = 3",
    ],
)
def test_a_chain_that_is_broken_is_not_continued(store: RecordStore, record: Record, statement: str) -> None:
    changed(store, statement)
    before = store.path.read_bytes()

    with pytest.raises(RecordError, match=r"nothing is added to .*: its chain is broken; `carelevel records verify` shows where"):
        store.append(record)

    assert store.path.read_bytes() == before


def test_a_new_store_is_for_its_owner_alone_and_an_old_one_keeps_its_permissions(tmp_path: Path, record: Record) -> None:
    (tmp_path / "link.db").symlink_to("other.db")
    new, linked = RecordStore(tmp_path / "new.db"), RecordStore(tmp_path / "link.db")
    new.append(record)
    linked.append(record)
    mode = [(tmp_path / name).stat().st_mode & 0o777 for name in ("new.db", "other.db")]
    new.path.chmod(0o640)
    new.append(record)

    assert (mode, new.path.stat().st_mode & 0o777, (tmp_path / "link.db").is_symlink()) == ([0o600, 0o600], 0o640, True)


def test_records_taken_off_the_end_show_to_whoever_noted_the_head(store: RecordStore) -> None:
    head = store.verify().head

    changed(store, "DELETE FROM records WHERE number = 3")

    assert store.verify().broken == ()
    assert store.verify(head).broken == (f"no record has the link `{head}`: records were removed since it was noted, or it belongs to another store",)


def test_a_head_that_was_noted_earlier_is_still_in_the_chain(store: RecordStore, record: Record) -> None:
    head = store.verify().head
    store.append(record)

    assert store.verify(head).broken == store.verify(START).broken == ()


def test_threads_may_share_a_store(tmp_path: Path, record: Record) -> None:
    store = RecordStore(tmp_path / "records.db")
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(lambda number: store.append(replace(record, reference=str(number))), range(12)))

    assert sorted(entry.number for entry in entries) == list(range(1, 13))
    assert sorted(str(each.reference) for each in store.records()) == sorted(map(str, range(12)))
    assert store.verify().broken == ()


def test_a_long_store_is_read_in_pages(store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "PAGE", 2)

    assert [entry.number for entry in store.entries()] == [1, 2, 3]
    assert store.verify().records == 3


def test_reading_keeps_no_writer_waiting(store: RecordStore, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "PAGE", 1)
    monkeypatch.setattr(store_module, "PATIENCE", 0)
    reading = store.entries()
    next(reading)

    store.append(record)

    assert [entry.number for entry in reading] == [2, 3, 4]


def test_a_writer_waits_for_another_and_says_so_when_it_takes_too_long(store: RecordStore, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "PATIENCE", 0.05)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match=r"not-kept: the store `.*` cannot be written: database is locked"):
            store.append(record)
        other.execute("ROLLBACK")

    assert store.append(record).number == 4


# Files that are no store


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read: unable to open database file"):
        RecordStore(tmp_path / "none.db").verify()

    assert list(tmp_path.iterdir()) == []


def test_another_programs_file_is_not_touched(tmp_path: Path, record: Record) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE records (number, document, link)")
    before = path.read_bytes()

    for ask in (lambda: RecordStore(path).append(record), RecordStore(path).verify):
        with pytest.raises(RecordError, match="is a file of another program, not a store of records"):
            ask()

    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 90, b"SQLite format 3\0" + b"\xff" * 8_000])
def test_a_broken_file_is_refused(tmp_path: Path, record: Record, content: bytes) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)

    for ask in (lambda: RecordStore(path).append(record), RecordStore(path).verify):
        with pytest.raises(RecordError, match="not-kept"):
            ask()

    assert path.read_bytes() == content


def test_any_byte_that_changes_shows_or_changes_nothing(tmp_path: Path, record: Record) -> None:
    """Each of many bytes in turn is turned over, wherever it lies in the file: either the chain is said to be broken, or every record is as it was."""
    store = RecordStore(tmp_path / "records.db")
    store.extend([replace(record, reference=str(number)) for number in range(6)])
    content, entries = store.path.read_bytes(), list(store.entries())
    shown = 0
    for place in range(16, len(content), 131):
        store.path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            is_broken = bool(store.verify().broken)
        except RecordError:
            is_broken = True
        shown += is_broken
        assert is_broken or list(store.entries()) == entries, place

    assert shown > 10


# Places that cannot be written


def alone(code: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run some Python in a process of its own."""
    opening = "import json, os, resource, sys\nfrom pathlib import Path\nfrom carelevel import RecordError, RecordStore\nfrom carelevel.records.reading import read_record\nfrom carelevel.model.problems import Place\n"
    opening += "record = read_record(Path(sys.argv[2]).read_text(), Place('', 1, 1))\nstore = RecordStore(sys.argv[1])\n"
    env = environment(PYTHONPATH=str(ROOT / "src"))
    return subprocess.run([sys.executable, "-c", opening + code, *map(str, words)], capture_output=True, text=True, env=env, check=False, timeout=60)


FILLED = """
kept = []
try:
    while len(kept) < 10_000:
        kept += [entry.number for entry in store.extend([record] * 5)]
except RecordError as error:
    print(error)
print(json.dumps(kept))
print(store.verify().broken, store.count())
"""


def filled(done: subprocess.CompletedProcess[str]) -> tuple[str, list[int], str]:
    assert done.returncode == 0, done.stderr
    message, kept, verified = done.stdout.splitlines()
    return message, json.loads(kept), verified


def test_on_a_file_that_may_not_grow_everything_that_was_kept_is_there(tmp_path: Path, record: Record) -> None:
    (tmp_path / "record.json").write_text(record.to_json())

    done = alone("resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n" + FILLED, tmp_path / "records.db", tmp_path / "record.json")

    message, kept, verified = filled(done)
    assert message.startswith(f"not-kept: the store {quoted(tmp_path / 'records.db')} cannot be written: ")
    assert len(kept) >= 5
    assert verified == f"() {kept[-1]}"


def test_on_a_full_disc_everything_that_was_kept_is_there(tmp_path: Path, record: Record) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disc)], capture_output=True, check=False) if os.getuid() == 0 else None
    if mounted is None or mounted.returncode:
        pytest.skip("a small disc cannot be mounted here")
    (tmp_path / "record.json").write_text(record.to_json())
    try:
        message, kept, verified = filled(alone(FILLED, disc / "records.db", tmp_path / "record.json"))
    finally:
        subprocess.run(["umount", str(disc)], check=True)

    assert message == f"not-kept: the store {quoted(disc / 'records.db')} cannot be written: database or disk is full"
    assert len(kept) >= 5
    assert verified == f"() {kept[-1]}"


@pytest.mark.parametrize("is_there", [True, False])
def test_in_a_folder_that_cannot_be_written_it_says_so_and_can_still_be_read(tmp_path: Path, record: Record, is_there: bool) -> None:
    """As another user, since the owner of a machine may write anywhere."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "record.json").write_text(record.to_json())
    if is_there:
        RecordStore(folder / "records.db").append(record)
        (folder / "records.db").chmod(0o444)
    folder.chmod(0o555)
    for above in (*tmp_path.parents, tmp_path):
        if above.is_relative_to("/tmp") and above != Path("/tmp") and os.getuid() == 0:
            above.chmod(above.stat().st_mode | 0o055)
    code = "if os.getuid() == 0:\n    os.setuid(65534)\ntry:\n    store.append(record)\nexcept RecordError as error:\n    print(error)\n"
    done = alone(code + ("print(store.verify().broken)\n" if is_there else ""), folder / "records.db", tmp_path / "record.json")

    assert done.stdout.splitlines()[0] in {
        f"not-kept: the store {quoted(folder / 'records.db')} cannot be {what}"
        for what in ("written: attempt to write a readonly database", "written: permission denied")
    }, done.stderr
    assert done.stdout.splitlines()[1:] == (["()"] if is_there else [])


def test_what_a_killed_writer_left_half_done_is_taken_back_by_whoever_reads_next(store: RecordStore) -> None:
    code = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN IMMEDIATE")
database.executemany("INSERT INTO records VALUES (?, ?, ?)", [(number, "x" * 3000, "y") for number in range(10, 200)])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code, str(store.path)], check=True, timeout=60)
    assert store.path.with_name("records.db-journal").exists()

    assert (store.verify().broken, store.count()) == ((), 3)


@pytest.mark.slow
def test_killed_writers_lose_nothing_that_they_were_told_is_kept() -> None:
    """Few here; `tests.reliability` kills a thousand."""
    done = subprocess.run([sys.executable, "-m", "tests.reliability.kills", "12"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    found = json.loads(done.stdout)
    assert (done.returncode, found["kills"], found["lost"], found["broken"]) == (0, 12, [], [])
    assert found["told"] <= found["kept"]


def test_a_record_that_is_longer_than_any_is_refused_before_it_is_in_memory(store: RecordStore) -> None:
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute("DROP TRIGGER records_are_not_changed")
        database.execute("UPDATE records SET document = printf('%.*c', ?, '*') WHERE number = 2", (LONGEST_ROW + 1,))

    with pytest.raises(RecordError, match="cannot be read: string or blob too big"):
        store.verify()
