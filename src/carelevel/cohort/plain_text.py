"""Check tables in text files before they are read: each row of CSV has a cell for each heading, each line of JSON Lines is one object."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from carelevel.model.problems import CarelevelError, listed, one_line, printable, quoted
from carelevel.syntax.limits import MAX_CELL

LONGEST_ROW = 16_000_000
"""Bytes of a row of CSV, or of a line of JSON Lines."""

MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""

# A cell and its end. The two kinds of cells begin differently, so the pattern never backtracks.
_CELL = re.compile(rb'("[^"]*(?:""[^"]*)*"|[^",\r\n]*)(,|\r?\n?\Z)')

# A whole cell in quotation marks.
_IN_MARKS = re.compile(rb'(?<![^,])"[^"]*(?:""[^"]*)*"(?![^,\r\n])')

_NOTHING = b' \t\r\n\x0b\x0c,"'


class TableError(CarelevelError):
    """A table cannot be read or written; the message says why."""


def at(name: str, line: int, message: str) -> TableError:
    """Return the error for a line of a file."""
    return TableError(f"{printable(name)}:{line}: {message}")


def too_long(what: str) -> str:
    """Return the message for a cell that is too long."""
    return f"{what} has more than {MAX_CELL:,} characters, the most that a cell may have"


def refuse_bad_csv(path: Path, name: str) -> bool:
    """Check a CSV file, and return whether it has lines to ignore: empty ones, and lines of separators only.

    Raises:
        TableError: it is no UTF-8, a heading is repeated, a row has more or fewer cells than there are headings, a cell or a row is too long, or a quotation
            mark is where none can be.
    """
    has_nothing = False
    with path.open("rb") as file:
        rows = _rows(file, name)
        first, heading = next(rows)
        columns = _columns(heading.removeprefix(MARK), first, name)
        for line, row in rows:
            if not row.isascii() or b"\0" in row:
                _text(row, line, name)
            # Most rows can be checked without looking at each cell.
            bare = _IN_MARKS.sub(b"", row) if b'"' in row else row
            if bare.count(b",") != columns - 1 or b'"' in bare or bare.count(b"\r") != bare.endswith(b"\r\n"):
                _refuse_bad_row(row, line, name, columns)
            if len(row) > MAX_CELL:
                _refuse_long_cells(row, line, name)
            has_nothing = has_nothing or _says_nothing(row, line, name)
    return has_nothing


def _columns(heading: bytes, line: int, name: str) -> int:
    """Return how many columns a table has, by its headings."""
    _text(heading, line, name)
    if _says_nothing(heading, line, name):
        raise at(name, line, "the first line has no headings")
    _refuse_long_cells(heading, line, name)
    names = [_bare(cell).decode() for cell in _cells(heading, line, name)]
    twice = repeated(filter(None, names))
    if twice:
        raise at(name, line, stands_twice(twice))
    return len(names)


def _rows(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield each row with the number of its first line. A row goes on as long as a quotation mark is open."""
    lines = _lines(file, name)
    for first, line in lines:
        row = line
        if row.count(b'"') % 2:
            parts, length = [row], len(row)
            for _, more in lines:
                parts.append(more)
                length += len(more)
                if more.count(b'"') % 2 or length > LONGEST_ROW:
                    break
            row = b"".join(parts)
            if row.count(b'"') % 2:
                raise at(name, first, "a quotation mark is opened here and not closed")
        yield first, row


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number.

    Raises:
        TableError: a line is too long.
    """
    number = 1
    while line := file.readline(LONGEST_ROW + 1):
        if len(line) > LONGEST_ROW:
            raise at(name, number, f"a line of more than {LONGEST_ROW:,} bytes, the most that a row may have")
        yield number, line
        number += 1


def _refuse_long_cells(row: bytes, line: int, name: str) -> None:
    for number, cell in enumerate(_cells(row, line, name), 1):
        if len(cell) > MAX_CELL and len(_bare(cell).decode()) > MAX_CELL:
            raise at(name, line, too_long(f"cell {number}"))


def _refuse_bad_row(row: bytes, line: int, name: str, headings: int) -> None:
    found = len(_cells(row, line, name))
    if found != headings and not _says_nothing(row, line, name):
        cells = "1 cell" if found == 1 else f"{found} cells"
        hint = "a cell with a comma in it needs quotation marks around it" if found > headings else "an empty cell needs its comma too"
        raise at(name, line, f"{cells}, and the table has {headings} heading{'s' if headings > 1 else ''}; {hint}")


def _says_nothing(row: bytes, line: int, name: str) -> bool:
    """Return whether no cell of a row has anything but spaces in it."""
    return not row.strip(_NOTHING) and (b'"' not in row or not any(_bare(cell).strip() for cell in _cells(row, line, name)))


def _bare(cell: bytes) -> bytes:
    """Return a cell without its quotation marks."""
    return cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell


def _cells(row: bytes, line: int, name: str) -> list[bytes]:
    """Return the cells of a row, as they are written."""
    cells: list[bytes] = []
    position = 0
    while True:
        cell = _CELL.match(row, position)
        if cell is None:
            where = line + row.count(b"\n", 0, position)
            rest = row[position:]
            if not rest.startswith(b'"') and b'"' not in rest.partition(b",")[0]:
                raise at(name, where, "a carriage return without a line feed; save the table with line ends of Unix or Windows")
            raise at(name, where, f"a quotation mark inside cell {len(cells) + 1}; write it twice, and put the cell in quotation marks")
        cells.append(cell[1])
        if cell[2] != b",":
            return cells
        position = cell.end()


def _text(part: bytes, line: int, name: str) -> str:
    """Return bytes as text."""
    if b"\0" in part:
        raise at(name, line + part.count(b"\n", 0, part.index(b"\0")), "a zero byte, which no text has; a table in UTF-16 is saved as UTF-8 first")
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError as error:
        where = line + part.count(b"\n", 0, error.start)
        raise at(name, where, f"the byte 0x{part[error.start]:02x} is no UTF-8; save the table as UTF-8") from error


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once."""
    counted: dict[str, int] = {}
    for each in names:
        counted[each] = counted.get(each, 0) + 1
    return [each for each, times in counted.items() if times > 1]


def stands_twice(names: Collection[str]) -> str:
    """Return the message for columns with the same name."""
    return f"more than one column is called {listed(names)}; column names must differ"


def refuse_bad_json_lines(path: Path, name: str) -> None:
    """Go through a file of JSON Lines.

    Raises:
        TableError: a line is no JSON, no object, or has a key twice, at whatever depth; or it or a value in it is too long.
    """
    with path.open("rb") as file:
        for line, part in _lines(file, name):
            text = _text(part, line, name)
            if not text.strip():
                continue
            found = None if text.lstrip().startswith("[") else _json(text, line, name)
            if not isinstance(found, dict):
                raise at(name, line, 'each line is one object, as in {"age": 34}; found something else')
            # Each key has a colon: as many colons as keys are keys that differ, and nothing inside.
            if part.count(b":") != len(found) or b"\\" in part:
                _json(text, line, name, is_strict=True)
            if len(part) > MAX_CELL:
                for key, value in found.items():
                    if len(key) > MAX_CELL or len(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) > MAX_CELL:
                        raise at(name, line, too_long(quoted(key)))


def _json(text: str, line: int, name: str, *, is_strict: bool = False) -> Any:
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_without_repeated if is_strict else None)
        if is_strict:
            json.dumps(found, ensure_ascii=False).encode()
    except _RepeatedError as error:
        raise at(name, line, f"the key {quoted(error)} occurs twice in one object") from error
    except RecursionError as error:
        raise at(name, line, "lists and objects inside each other, deeper than can be read") from error
    except UnicodeEncodeError as error:
        raise at(name, line, "half a character, which no text has: an escape from \\ud800 to \\udfff without its other half") from error
    except json.JSONDecodeError as error:
        raise at(name, line, f"no JSON: {error.msg[:1].lower()}{error.msg[1:]}, at character {error.colno}") from error
    except ValueError as error:
        raise at(name, line, f"no number that can be read: {one_line(str(error))}") from error
    return found


class _RepeatedError(Exception):
    """A key occurs in an object twice."""


def _without_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError(repeated(key for key, _ in pairs)[0])
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")
