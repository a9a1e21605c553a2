"""Writing files whole or not at all, and never over what somebody else has put there."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from carelevel.atomic_write import write_bytes
from carelevel.model.problems import quoted
from carelevel.syntax.limits import MAX_BYTES
from carelevel.web.errors import RefusedError


def content_of(text: str, old: bytes | None) -> bytes:
    """Return a text as bytes, with the line breaks and the mark at its beginning that the file had.

    Raises:
        RefusedError: it has characters that no file can have, or too many.
    """
    text = text.replace("\r\n", "\n")
    if old is not None and b"\r\n" in old and b"\n" not in old.replace(b"\r\n", b""):
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if old is not None and old.startswith(b"\xef\xbb\xbf") else b""
    try:
        content = mark + text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(422, "not-text", "the text has half of a character in it, which no file can hold") from error
    if len(content) > MAX_BYTES:
        raise RefusedError(413, "too-large", f"a file has up to {MAX_BYTES:,} bytes")
    return content


def write(path: Path, content: bytes, *, is_new: bool) -> None:
    """Write a file so that whoever reads it finds the old text or the new, never a part.

    Raises:
        RefusedError: it cannot be written.
    """
    try:
        write_bytes(path, content, private=False, is_new=is_new)
    except FileExistsError as error:
        raise RefusedError(409, "changed-on-disk", f"{quoted(path.name)} is there by now, and was left as it is") from error
    except OSError as error:
        raise RefusedError(403, "cannot-write", f"{quoted(path.name)} cannot be written: {(error.strerror or 'unknown reason').lower()}") from error


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with some files in it, all of them or none.

    Raises:
        RefusedError: there is something of that name already, or it cannot be made.
    """
    taken = RefusedError(409, "taken", f"{quoted(path.name)} is there already, and was left as it is")
    try:
        # A folder is moved over one that is empty, and a file is no folder: neither is ours to replace.
        if os.path.lexists(path):
            raise taken
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", ignore_cleanup_errors=True) as name:
            made = Path(name) / path.name
            made.mkdir()
            for file, content in contents.items():
                (made / file).write_bytes(content)
            made.rename(path)
    except FileExistsError as error:
        raise taken from error
    except OSError as error:
        raise RefusedError(403, "cannot-write", f"{quoted(path.name)} cannot be written: {(error.strerror or 'unknown reason').lower()}") from error
