"""Limits on the size of conditions with all their derived facts expanded.

A derived fact can use other derived facts, so the expanded size can double with every line, as with aliases. Everything that walks through a condition
walks through this expansion, so it is counted while reading, before anything is built from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from carelevel.model.problems import Path
from carelevel.syntax.limits import MAX_DERIVED_DEPTH, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_NAMES


@dataclass(slots=True)
class _Size:
    """The size of an expanded name: facts, levels of derived facts, and steps to the deepest fact."""

    names: int = 1
    derived: int = 0
    steps: int = 0


@dataclass(slots=True)
class Unfolded:
    """The expanded size of the names in a file, as far as it has been read.

    Attributes:
        names: facts named so far; those inside derived facts count each time.
        is_full: whether these are too many, so that further names are ignored.
    """

    names: int = 0
    is_full: bool = False
    _sizes: dict[str, _Size] = field(default_factory=dict)
    _open: list[_Size] = field(default_factory=list)
    _above: list[int] = field(default_factory=list)

    def name(self, name: str, path: Path) -> str | None:
        """Count a name at a path; return a message if that exceeds a limit."""
        size = self._sizes.get(name, _LEAF)
        steps = _steps(path) + size.steps
        if self._open:
            around = self._open[-1]
            around.names += size.names
            around.derived = max(around.derived, size.derived + 1)
            around.steps = max(around.steps, steps)
        self.names += size.names
        if self.names > MAX_UNFOLDED_NAMES and not self.is_full:
            self.is_full = True
            return f"more than {MAX_UNFOLDED_NAMES:,} facts are named; facts inside derived facts count each time"
        return _too_deep(size.derived, steps)

    def again(self, names: int) -> str | None:
        """Count names that were read already and are used once more, as those of a section in its criteria; return a message if that exceeds a limit."""
        self.names += names
        if self.names > MAX_UNFOLDED_NAMES and not self.is_full:
            self.is_full = True
            return f"more than {MAX_UNFOLDED_NAMES:,} facts are named; those of a section count again in each of its criteria"
        return None

    def include(self, other: "Unfolded") -> None:
        """Add the sizes of names that were read elsewhere."""
        self._sizes |= other._sizes  # noqa: SLF001 - of the same class

    @contextmanager
    def inside(self, name: str, path: Path) -> Iterator[str | None]:
        """Count names in this context as the expansion of a derived fact; yield a message if it is too deep."""
        size = _Size(derived=1)
        self._open.append(size)
        self._above.append(_steps(path))
        yield _too_deep(len(self._open), sum(self._above))
        self._above.pop()
        self._open.pop()
        self._sizes[name] = size


_LEAF = _Size()


def _steps(path: Path) -> int:
    """Return the depth of a path below the item of its section."""
    return max(0, len(path) - 2)


def _too_deep(derived: int, steps: int) -> str | None:
    if derived > MAX_DERIVED_DEPTH:
        return f"derived facts depend on each other more than {MAX_DERIVED_DEPTH} deep"
    if steps > MAX_UNFOLDED_DEPTH:
        return f"together with the derived facts it uses, this is nested more than {MAX_UNFOLDED_DEPTH} deep"
    return None
