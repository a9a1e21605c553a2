"""Problems with their places, suggestions for misspelled words, and the errors that carry problems."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from os.path import commonprefix
from types import MappingProxyType
from typing import Any, Literal

from carelevel.model.arguments import expect
from carelevel.model.frozen import record, summary

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]

# Messages shorten longer words and texts, and suggest nothing for longer words: neither would help a reader.
LONGEST_WORD = 80
LONGEST_TEXT = 400
LONGEST_MATCH = 40

# How many letters a suggestion may differ by, and how many candidates are compared: more would take time without finding typing errors.
MOST_SLIPS = 4
MOST_CANDIDATES = 300

_BREAK = re.compile(r"(?<!\s)\s*[\t\r\n]\s*")

# After this many problems nothing more is suggested: nobody reads on, and a hostile file could ask for a million suggestions.
MOST_HINTS = 100


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1.

    Attributes:
        file: the name of the file, as the caller gave it.
        line: the line.
        column: the column.

    >>> import carelevel
    >>> try:
    ...     carelevel.loads("carelevel: 1", "mine.yaml")
    ... except carelevel.CriteriaError as error:
    ...     place = error.problems[0].place
    >>> print(place)
    mine.yaml:1:1
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}:{self.column}"

    def __repr__(self) -> str:
        return summary(self, ("file", "line", "column"))


@record
class Problem:
    """Something wrong, or worth knowing, in a criteria file, a vignette or a case.

    Attributes:
        code: a stable word that programs can rely on; docs/problems.md has a section for each.
        message: what is wrong and what is allowed, in one line that is safe to print.
        severity: `error` (nothing is loaded), `warning` or `note`.
        place: file, line and column, when the problem was found in a file.
        path: the keys and list positions that lead to it: `("criteria", 0, "when")`.
        hint: what to write instead, if that can be guessed.
        witness: for a proved finding, a case that shows it.

    >>> import carelevel
    >>> try:
    ...     carelevel.load("adult-mental-health").recommend({"suicide_rsk": "high"})
    ... except carelevel.CaseError as error:
    ...     problem = error.problems[0]
    >>> problem.code, problem.path, problem.hint
    ('unknown-fact', ('suicide_rsk',), 'did you mean `suicide_risk`?')
    """

    _shown = ("code", "severity", "place")

    code: str
    message: str
    severity: Severity = "error"
    place: Place | None = None
    path: Path = ()
    hint: str | None = None
    witness: Any = None

    def __post_init__(self) -> None:
        expect("code", self.code, str, "a word for programs")
        expect("message", self.message, str, "one line of text: what was found, and what is allowed")
        expect("severity", self.severity, str, '"error", "warning" or "note"')
        expect("place", self.place, (Place, type(None)), "a `Place`, or None")
        expect("path", self.path, tuple, "a tuple of keys and list positions")
        expect("hint", self.hint, (str, type(None)), "one line of text, or None")
        object.__setattr__(self, "message", one_line(self.message))
        object.__setattr__(self, "hint", self.hint and one_line(self.hint))

    def at(self, place: Place | None) -> "Problem":
        """Return the same problem at a place.

        >>> print(Problem("unknown-fact", "no fact is called `x`").at(Place("mine.yaml", 3, 5)))
        mine.yaml:3:5: unknown-fact: no fact is called `x`
        """
        return replace(self, place=place)

    def __str__(self) -> str:
        where = str(self.place) if self.place else path_text(self.path)
        level = "" if self.severity == "error" else f"{self.severity}: "
        first = f"{where}: " if where else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{first}{level}{self.code}: {self.message}{hint}"

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as a dictionary of JSON values.

        >>> Problem("unknown-fact", "no fact is called `x`", path=("criteria", 0)).to_dict()["path"]
        ['criteria', 0]
        """
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
    """Problems collected by path, to be raised together.

    Attributes:
        problems: the problems so far.
        on_keys: positions in `problems` of problems with a key itself, not with its value.
        covered: paths that were already rejected; problems under them are not reported again.
    """

    problems: list[Problem] = field(default_factory=list)
    on_keys: set[int] = field(default_factory=set)
    covered: set[Path] = field(default_factory=set)

    def add(self, code: str, path: Path, message: str, hint: str | None = None, severity: Severity = "error") -> None:
        """Note a problem with the value at a path."""
        if not self._is_covered(path):
            self.problems.append(Problem(code, message, severity, None, path, hint))

    def add_key(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        """Note a problem with the key that ends a path."""
        if not self._is_covered(path):
            self.on_keys.add(len(self.problems))
            self.problems.append(Problem(code, message, "error", None, path, hint))

    def guess(self, word: object, candidates: Iterable[str], other_words: Mapping[str, str] = MappingProxyType({})) -> str | None:
        """Return the most likely intended word, or None after many problems."""
        return best_guess(word, candidates, other_words) if len(self.problems) < MOST_HINTS else None

    def near(self, word: object, candidates: Iterable[str], other_words: Mapping[str, str] = MappingProxyType({})) -> str | None:
        """Return a hint with the most likely intended word, or None after many problems."""
        return did_you_mean(word, candidates, other_words) if len(self.problems) < MOST_HINTS else None

    def _is_covered(self, path: Path) -> bool:
        return bool(self.covered) and any(path[:length] in self.covered for length in range(1, len(path) + 1))


def not_decided(message: str) -> Problem:
    """Return the warning for an answer that is not exact because it would exceed the work allowed."""
    return Problem(
        "not-decided", message, severity="warning", hint="what the answer says is certain, but it may be incomplete; more facts about the person may settle it"
    )


class CarelevelError(Exception):
    """The base class of all errors that carelevel raises on purpose.

    >>> import carelevel
    >>> try:
    ...     carelevel.loads("- a list")
    ... except carelevel.CarelevelError as error:
    ...     print(error)
    criteria.yaml:1:1: wrong-type: a file is a mapping of keys to values; found a list
      hint: write `key: value`, one per line
    """


class ProblemsError(CarelevelError):
    """An error with all problems of an input in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        expect("problems", problems, Iterable, "a list of `Problem`")
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __repr__(self) -> str:
        return summary(self, ("problems",))

    def __reduce__(self) -> tuple[type["ProblemsError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class CriteriaError(ProblemsError):
    """A file other than a case cannot be used; `problems` has all the reasons.

    Raised for criteria, instrument, vignette, program and needs files.

    >>> import carelevel
    >>> try:
    ...     carelevel.loads("carelevel: 1")
    ... except carelevel.CriteriaError as error:
    ...     [problem.message for problem in error.problems][:2]
    ['`id` is missing here', '`version` is missing here']
    """


class CaseError(ProblemsError):
    """A case does not fit the facts of the criteria; `problems` has all the reasons.

    >>> import carelevel
    >>> try:
    ...     carelevel.load("adult-mental-health").recommend({"age": "old", "suicide_rsk": "high"})
    ... except carelevel.CaseError as error:
    ...     [problem.code for problem in error.problems]
    ['wrong-type', 'unknown-fact']
    """


class DefectError(CarelevelError):
    """A result contradicts the definition of truth, so carelevel has a defect and gives no answer."""

    def __init__(self, what: str) -> None:
        super().__init__(f"this is a defect of carelevel, which gives no answer here: {what}")


class MissingExtraError(CarelevelError):
    """An optional extra is not installed; the message names it.

    >>> import carelevel
    >>> try:
    ...     tables = carelevel.cohort
    ... except carelevel.MissingExtraError as error:
    ...     print(error)
    """

    @classmethod
    def of(cls, what: str, extra: str) -> "MissingExtraError":
        """Return the error for a missing extra, with the command that installs it.

        >>> print(MissingExtraError.of("tables need", "cohort"))
        tables need the extra `cohort`; in a clone of carelevel: pip install '.[cohort]'
        """
        expect("what", what, str, "what needs the extra, in words")
        expect("extra", extra, str, "the name of the extra")
        return cls(f"{what} the extra `{extra}`; in a clone of carelevel: pip install '.[{extra}]'")


def path_text(path: Path) -> str:
    """Return a path as text: `criteria[0].when`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{printable(step)}"
    return text.removeprefix(".")


def printable(text: str) -> str:
    """Return text with control characters and direction overrides as escapes.

    So the text cannot affect a terminal or a page.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if unicodedata.category(c) == "Zs" else _escape(ord(c)) for c in text)


def _escape(number: int) -> str:
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def one_line(text: str) -> str:
    """Return text as one line that is safe to print, with spaces for line breaks and tabs."""
    return text if text.isprintable() else printable(_BREAK.sub(" ", text))


def shortened(text: str) -> str:
    """Return a user's text in one line, shortened to fit a message."""
    short = one_line(text[: LONGEST_TEXT + 1])
    is_whole = len(text) <= LONGEST_TEXT + 1 and len(short) <= LONGEST_TEXT
    return short if is_whole else short[: LONGEST_TEXT - 1] + "…"


def quoted(word: object) -> str:
    """Return a user's word in backticks, shortened and safe to print."""
    text = printable(str(word)[: LONGEST_WORD + 1])
    if len(text) > LONGEST_WORD:
        text = text[: LONGEST_WORD - 1] + "…"
    return f"`{text.replace('`', chr(39))}`"


def whole(path: object) -> str:
    """Return a path in backticks, safe to print and as long as it is: somebody may copy it into a command."""
    return f"`{printable(str(path)).replace('`', chr(39))}`"


def listed(words: Iterable[object], most: int = 12) -> str:
    """Return allowed words for a message: the first ones in backticks, the rest counted."""
    every = words if isinstance(words, Collection) else list(words)
    shown = ", ".join(quoted(word) for word in islice(every, most))
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def did_you_mean(word: object, candidates: Iterable[str], other_words: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Return a hint with the best guess, or None if there is none."""
    guess = best_guess(word, candidates, other_words)
    return f"did you mean {quoted(guess)}?" if guess is not None else None


def best_guess(word: object, candidates: Iterable[str], other_words: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Return the most likely intended candidate, or None if none is close.

    `other_words` maps words of other notations to words of the language: `reason` to `because`.
    """
    if not isinstance(word, str):
        return None
    known = list(islice(candidates, MOST_CANDIDATES))
    other = other_words.get(word.strip().casefold())
    return other if other in known else nearest(word, known)


def by_title(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return names by their titles, as other words for them: in the spelling of the title, and in that of a name.

    >>> by_title([("phq9", "PHQ-9 total")])
    {'phq-9 total': 'phq9', 'phq_9_total': 'phq9'}
    """
    found: dict[str, str] = {}
    for name, title in titles:
        folded = title.strip().casefold()
        for word in (folded, "_".join("".join(letter if letter.isalnum() else " " for letter in folded).split())):
            found.setdefault(word, name)
    return found


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate of which `word` is most likely a misspelling, or None.

    Considered are letters that are missing, doubled, wrong or swapped; the words of a name in another order; and a name with words left out.
    """
    folded = _folded(word)
    if not folded or len(word) > LONGEST_MATCH:
        return None
    limit = min(MOST_SLIPS, max(1, len(folded) // 3), len(folded) - 1)
    known = [(candidate, _folded(candidate)) for candidate in islice(candidates, MOST_CANDIDATES) if len(candidate) <= LONGEST_MATCH]
    found = min(((edit_distance(folded, other, limit), rank) for rank, (_, other) in enumerate(known)), default=(limit + 1, 0))
    if found[0] <= limit:
        return known[found[1]][0]
    words = set(folded.split("_"))
    return _only([candidate for candidate, other in known if words == set(other.split("_"))]) or _only(
        [candidate for candidate, other in known if len(folded) > 3 and words < set(other.split("_"))]
    )


def _folded(word: str) -> str:
    """Return a name in lowercase, with `_` between its words."""
    spaced = "".join(f"_{c}" if c.isupper() and before.islower() else c for before, c in pairwise(f" {word}"))
    return "_".join(re.split(r"[\s_-]+", spaced.casefold().strip(" _-:")))


def _only(candidates: list[str]) -> str | None:
    return candidates[0] if len(candidates) == 1 else None


def edit_distance(left: str, right: str, limit: int) -> int:
    """Return how many letters to insert, delete, replace or swap; `limit + 1` for any larger number."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    start = len(commonprefix((left, right)))
    end = len(commonprefix((left[start:][::-1], right[start:][::-1])))
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        # Only cells this near to the diagonal can lie within the limit.
        current = [i] + [limit + 1] * len(right)
        for j in range(max(1, i - limit), min(len(right), i + limit) + 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (a != right[j - 1]))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == right[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            current[j] = cost
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return row[-1]
