"""Records in files: JSON Lines, or a store. They are read one at a time, so a file may be larger than memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from carelevel.model.frozen import record
from carelevel.model.problems import Place, Problem, quoted
from carelevel.model.record import Record, RecordError, refused
from carelevel.records.reading import read_record
from carelevel.records.store import RecordStore
from carelevel.syntax.limits import MAX_LINE

MOST_BYTES = 4 * MAX_LINE
"""Most bytes of a line: a character in UTF-8 has up to four."""

_OF_SQLITE = b"SQLite format 3\0"


@record
class FoundRecord:
    """A record, its place, and how much of its file has been read so far."""

    at: str
    record: Record
    done: float


def read_records(name: str) -> Iterator[FoundRecord | RecordError]:
    """Yield the records of a file; a record that cannot be read is replaced by an error.

    Raises:
        RecordError: the file cannot be read.
    """
    path = Path(name)
    try:
        with path.open("rb") as file:
            is_store = file.read(len(_OF_SQLITE)) == _OF_SQLITE
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    if is_store:
        yield from _of_store(name)
    else:
        with path.open("rb") as file:
            yield from read_lines(file, name, size)


def _of_store(name: str) -> Iterator[FoundRecord | RecordError]:
    store = RecordStore(name)
    count = store.count()
    for entry in store.entries():
        yield _found(entry.document, Place(name, entry.number, 1), f"{name}#{entry.number}", entry.number / count)


def read_lines(file: BinaryIO, name: str, size: int | None = None) -> Iterator[FoundRecord | RecordError]:
    """Yield the records in JSON Lines, like `read_records`; `size` is the number of bytes, if known."""
    number = done = 0
    while line := _line(file, name):
        number += 1
        done += len(line)
        place = Place(name, number, 1)
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            # Reading on would take the rest of the line for lines of its own.
            yield RecordError([Problem("too-large", f"a line is longer than {MAX_LINE:,} characters; what follows it is not read", place=place)])
            return
        if line.strip():
            yield _decoded(line, place, done / size if size else 0.0)


def _line(file: BinaryIO, name: str) -> bytes:
    try:
        return file.readline(MOST_BYTES)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError | ValueError) -> RecordError:
    reason = getattr(error, "strerror", None) or "it is not a valid file name"
    return refused("not-found", f"{quoted(name)} cannot be read: {reason.lower()}")


def _decoded(line: bytes, place: Place, done: float) -> FoundRecord | RecordError:
    try:
        text = line.decode("utf-8-sig" if place.line == 1 else "utf-8")
    except UnicodeDecodeError:
        return RecordError([Problem("not-json", "this line is not UTF-8 text", place=place)])
    return _found(text.strip(), place, f"{place.file}:{place.line}", done)


def _found(text: str, place: Place, at: str, done: float) -> FoundRecord | RecordError:
    try:
        return FoundRecord(at, read_record(text, place), done)
    except RecordError as error:
        return error
