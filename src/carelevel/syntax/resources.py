"""Files that have no path: open ones, and those inside a package or a zip. Their size is bounded like that of any file."""

from collections.abc import Iterator
from typing import IO, Any, Literal, Protocol, TypeGuard

from carelevel.model.problems import CriteriaError, Place, Problem, printable, quoted
from carelevel.syntax.limits import MAX_BYTES


class Resource(Protocol):
    """A file or a folder inside a package or a zip, as `importlib.resources.files(...)` and `zipfile.Path(...)` give it."""

    @property
    def name(self) -> str:
        """Its name, without the folder."""

    def is_dir(self) -> bool:
        """Return whether it is a folder."""

    def is_file(self) -> bool:
        """Return whether it is a file."""

    def iterdir(self) -> Iterator[Any]:
        """Yield what is in the folder."""

    def open(self, mode: Literal["rb"], /) -> Any:
        """Open the file."""


def is_resource(given: object) -> TypeGuard[Resource]:
    """Return whether something is a file or a folder inside a package or a zip."""
    return all(hasattr(given, name) for name in ("is_dir", "is_file", "iterdir", "open"))


def is_open_file(given: object) -> TypeGuard[IO[Any]]:
    """Return whether something is an open file."""
    return callable(getattr(given, "read", None))


def inside(folder: Resource, name: str) -> Any:
    """Return what has a name in a folder, or None. The name is compared and never joined to a path."""
    try:
        return next((each for each in folder.iterdir() if each.name == name), None)
    except (OSError, ValueError):
        return None


def called(file: Any) -> str:
    """Return what a file is called in places: its path in a zip, else its name."""
    # The top of a zip in memory has a name that cannot be asked for.
    found = file.at if hasattr(file, "at") else getattr(file, "name", None)
    return found if isinstance(found, str) and found else "criteria.yaml"


def read_resource(file: Resource, shown: str) -> bytes:
    """Return the bytes of a file inside a package or a zip, no more than one file may have.

    Raises:
        CriteriaError: it cannot be read, or is too large.
    """
    import lzma
    import zlib
    from zipfile import BadZipFile

    try:
        with file.open("rb") as opened:
            content = read_open(opened, shown)
    # RuntimeError: it is encrypted, or packed in a way that Python does not know.
    except (OSError, ValueError, EOFError, KeyError, RuntimeError, BadZipFile, zlib.error, lzma.LZMAError) as error:
        raise _unreadable(shown, error) from error
    return content if isinstance(content, bytes) else content.encode()


def read_open(file: IO[Any], shown: str) -> bytes | str:
    """Return what is left in an open file, no more than one file may have.

    Raises:
        CriteriaError: it cannot be read, or is too large.
    """
    _refuse_unbounded(file, shown)
    parts: list[Any] = []
    left = MAX_BYTES + 1
    try:
        # A pipe gives what is there, and the rest when asked again.
        while left > 0 and (part := file.read(left)):
            parts.append(part)
            left -= len(part)
        content: bytes | str = "".join(parts) if parts and isinstance(parts[0], str) else b"".join(parts)
    except TypeError as error:
        raise CriteriaError([Problem("not-found", f"{quoted(shown)} gives neither text nor bytes")]) from error
    except UnicodeDecodeError as error:
        raise CriteriaError([Problem("not-yaml", "the file is not UTF-8 text", place=Place(shown, 1, 1), hint="save it as UTF-8")]) from error
    except (OSError, ValueError) as error:
        raise _unreadable(shown, error) from error
    if left <= 0:
        raise CriteriaError([Problem("too-large", f"the file is larger than {MAX_BYTES:,} bytes", place=Place(shown, 1, 1))])
    return content


def _refuse_unbounded(file: IO[Any], shown: str) -> None:
    """Raise an error for a file in a zip that Python unpacks further than it is asked to: only `deflate` stops in time."""
    from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipExtFile

    packed = getattr(file, "buffer", file)
    if isinstance(packed, ZipExtFile) and getattr(packed, "_compress_type", None) not in {ZIP_STORED, ZIP_DEFLATED}:
        raise CriteriaError([Problem("too-large", f"{quoted(shown)} can be of any size once it is unpacked", hint="pack it with `deflate`, as `zip` does")])


def _unreadable(shown: str, error: Exception) -> CriteriaError:
    reason = getattr(error, "strerror", None) or (error.args[0] if error.args and isinstance(error.args[0], str) else "for no reason that is known")
    return CriteriaError([Problem("not-found", f"{quoted(shown)} cannot be read: {printable(str(reason)).lower()}")])
