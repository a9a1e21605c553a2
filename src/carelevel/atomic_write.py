"""Writing a file whole or not at all. Every file that a command makes is written here."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

OWNER_ONLY = 0o600


@contextmanager
def replacing(path: Path, *, private: bool = True, is_new: bool = False) -> Iterator[Path]:
    """Yield the name of a file to write; once the block ends, that file takes the place of `path`.

    Whoever reads `path` meanwhile finds the old file or the new one, never a part. When the block raises, `path` is what it was and nothing is left behind.

    Args:
        path: the file to write. Where it is a link, the file that it leads to is written. A pipe or a device is written into and never replaced.
        private: whether a new file is for its owner alone. A file that was there before keeps its owner, as far as that is allowed, and its permissions.
        is_new: whether nothing may be there before, not even a link that leads nowhere; where somebody else puts something there meanwhile, that stays.

    Raises:
        FileExistsError: with `is_new`, something is there.
        OSError: it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "table.csv") as new:
    ...         _ = new.write_text("age,34")
    ...     oct((Path(folder) / "table.csv").stat().st_mode & 0o777), [each.name for each in Path(folder).iterdir()]
    ('0o600', ['table.csv'])
    """
    if is_new and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    before = _status(path)
    if before is not None and stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if before is not None and not (stat.S_ISREG(before.st_mode) and _may_be_replaced(path)):
        with TemporaryDirectory(prefix="carelevel-") as folder:
            new = Path(folder) / "new"
            yield new
            with new.open("rb") as made, path.open("wb") as file:
                shutil.copyfileobj(made, file)
        return
    # Not `resolve`: it raises errors of its own for links that lead to themselves.
    target = Path(os.path.realpath(path))
    # In a folder of its own, which nobody else can look into: what writes the file may make it readable for others.
    with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        new = Path(folder) / target.name
        yield new
        if before is not None:
            _make_like(new, before)
        elif private:
            new.chmod(OWNER_ONLY)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        if is_new:
            _put(new, target)
        else:
            new.replace(target)


def write_bytes(path: Path, content: bytes, *, private: bool = True, is_new: bool = False) -> None:
    """Write a file; as `replacing`.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(path, private=private, is_new=is_new) as new:
        new.write_bytes(content)


def write_text(path: Path, text: str, *, private: bool = True, is_new: bool = False) -> None:
    """Write a file of text in UTF-8, line breaks as they are; otherwise as `replacing`.

    Raises:
        OSError: it cannot be written.
    """
    write_bytes(path, text.encode(), private=private, is_new=is_new)


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, unless something of that name is there.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def _put(new: Path, target: Path) -> None:
    """Give a file its name, where nothing has that name."""
    try:
        # Unlike a rename, a link is refused where another program has put a file meanwhile.
        target.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links. There an empty file takes the name first.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
        new.replace(target)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError(errno.EINVAL, "the name is not one a file can have", str(path)) from error


def _may_be_replaced(path: Path) -> bool:
    """Return whether a path is an ordinary name, and not one for what a program has open, such as `/dev/stdout`."""
    return Path(os.path.realpath(path.parent)).parts[:2] not in {("/", "dev"), ("/", "proc")}


def _make_like(new: Path, before: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Only an administrator may give a file to somebody else.
        with suppress(PermissionError):
            os.chown(new, before.st_uid, before.st_gid)
    new.chmod(stat.S_IMODE(before.st_mode))
