"""Writing files completely or not at all, and never over someone else's file."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from carelevel.atomic_write import write_bytes
from carelevel.model.problems import quoted
from carelevel.syntax.limits import MAX_BYTES
from carelevel.web.errors import RefusedError


def content_of(text: str, old: bytes | None) -> bytes:
    """Return a text as bytes, with the line breaks and the byte order mark of the old file.

    Raises:
        RefusedError: it has invalid characters, or is too large.
    """
    text = text.replace("\r\n", "\n")
    if old is not None and b"\r\n" in old and b"\n" not in old.replace(b"\r\n", b""):
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if old is not None and old.startswith(b"\xef\xbb\xbf") else b""
    try:
        content = mark + text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(422, "not-text", "the text contains an incomplete character and cannot be saved") from error
    if len(content) > MAX_BYTES:
        raise RefusedError(413, "too-large", f"a file may have up to {MAX_BYTES:,} bytes")
    return content


def write(path: Path, content: bytes, *, is_new: bool) -> None:
    """Write a file so that readers find the old text or the new one, never a part.

    Raises:
        RefusedError: it cannot be written.
    """
    try:
        write_bytes(path, content, private=False, is_new=is_new)
    except FileExistsError as error:
        raise RefusedError(409, "changed-on-disk", f"{quoted(path.name)} already exists and was not changed") from error
    except OSError as error:
        raise RefusedError(403, "cannot-write", f"{quoted(path.name)} cannot be written: {(error.strerror or 'unknown reason').lower()}") from error


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with files in it, completely or not at all.

    Raises:
        RefusedError: the name is already used, or the folder cannot be made.
    """
    taken = RefusedError(409, "taken", f"{quoted(path.name)} already exists and was not changed")
    try:
        # Moving would replace an empty folder, so an existing folder or file is refused first.
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
