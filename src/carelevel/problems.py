"""Problems with their places, the nearest match for a misspelt word, and the errors that carry them."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]

# Longer words are cut in messages, and no nearest match is looked for: neither would help a reader.
LONGEST_WORD = 80
LONGEST_MATCH = 40


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, or worth knowing, in a criteria file, a vignette or a case.

    Attributes:
        code: a stable word that programs may rely on; docs/problems.md has a section for each.
        message: one line: what was found and what is allowed.
        severity: `error` (nothing was loaded), `warning` or `note`.
        place: file, line and column, when the problem was found in a file.
        path: the keys and list positions that lead to it: `("criteria", 0, "when")`.
        hint: what to do about it, when that can be guessed.
        witness: for a finding of a proof, a case that shows it.
    """

    code: str
    message: str
    severity: Severity = "error"
    place: Place | None = None
    path: Path = ()
    hint: str | None = None
    witness: Any = None

    def at(self, place: Place | None) -> "Problem":
        """Return the same problem at a place."""
        return replace(self, place=place)

    def __str__(self) -> str:
        where = str(self.place) if self.place else path_text(self.path)
        level = "" if self.severity == "error" else f"{self.severity}: "
        first = f"{where}: " if where else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{first}{level}{self.code}: {self.message}{hint}"

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as a dictionary of JSON values."""
        place = self.place and {"file": self.place.file, "line": self.place.line, "column": self.place.column}
        return {
            "code": self.code,
            "message": self.message,
            "severity": self.severity,
            "place": place,
            "path": list(self.path),
            "hint": self.hint,
            "witness": self.witness,
        }


@dataclass(slots=True)
class Report:
    """Collects problems by path, so that all of them can be raised at once."""

    problems: list[Problem] = field(default_factory=list)
    on_keys: set[int] = field(default_factory=set)

    def add(self, code: str, path: Path, message: str, hint: str | None = None, severity: Severity = "error") -> None:
        """Note a problem with the value at a path."""
        self.problems.append(Problem(code, message, severity, None, path, hint))

    def add_key(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        """Note a problem with the key that ends a path."""
        self.on_keys.add(len(self.problems))
        self.add(code, path, message, hint)


class CarelevelError(Exception):
    """The family of everything that carelevel raises on purpose."""


class ProblemsError(CarelevelError):
    """An input with problems; `problems` has them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ProblemsError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class CriteriaError(ProblemsError):
    """A criteria, instrument or vignette file could not be used; `problems` says why, all at once."""


class CaseError(ProblemsError):
    """A case does not fit the facts of the criteria; `problems` says why, all at once."""


class MissingExtraError(CarelevelError):
    """An optional extra is not installed; the message names it."""


def path_text(path: Path) -> str:
    """Return a path as text: `criteria[0].when`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{printable(step)}"
    return text.removeprefix(".")


def printable(text: str) -> str:
    """Return text with control characters and direction overrides shown as escapes, so that it cannot act on a terminal or page."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" if unicodedata.category(c) != "Zs" else " " for c in text)


def quoted(word: object) -> str:
    """Return a user's word in backticks, shortened and safe to print."""
    text = printable(str(word)[: LONGEST_WORD + 1])
    if len(text) > LONGEST_WORD:
        text = text[: LONGEST_WORD - 1] + "…"
    return f"`{text.replace('`', chr(39))}`"


def listed(words: Iterable[object], most: int = 12) -> str:
    """Return words for "what is allowed": a few in backticks, the rest counted."""
    every = list(words)
    shown = ", ".join(quoted(word) for word in every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def did_you_mean(word: object, candidates: Iterable[str]) -> str | None:
    """Return a hint that names the nearest candidate, or None when none is near."""
    match = nearest(word, candidates) if isinstance(word, str) else None
    return f"did you mean {quoted(match)}?" if match is not None else None


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that a slip of the keyboard most likely turned into `word`, or None."""
    if not word or len(word) > LONGEST_MATCH:
        return None
    folded = word.casefold().replace("-", "_").replace(" ", "_")
    best: str | None = None
    best_distance = max(1, len(word) // 3) + 1
    for candidate in candidates:
        if abs(len(candidate) - len(word)) >= best_distance or len(candidate) > LONGEST_MATCH:
            continue
        distance = edit_distance(folded, candidate.casefold().replace("-", "_"))
        if distance < best_distance:
            best, best_distance = candidate, distance
    return best


def edit_distance(left: str, right: str) -> int:
    """Return the number of letters to insert, delete, replace or swap with their neighbour."""
    before: Sequence[int] = ()
    row: Sequence[int] = range(len(right) + 1)
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, current[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return row[-1]
