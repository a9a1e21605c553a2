"""Slips of people who edit criteria, made on purpose in the bundled files: is each found, on its line, and with the hint that mends it?

    python -m tests.reliability.slips 500

A slip takes one thing of a file that means something, and spoils it as people do:

- *words*: a letter lost, doubled, swapped with its neighbour, or wrong, in a key of the language, a name that is used, or a value;
- *signs*: a colon, dash, comma, bracket, brace or quotation mark that is left out, or the space behind a colon or a dash;
- *lines*: a line indented by two spaces too many, by one too few, or with a tab; a line that stands there twice; a line gone that cannot be left out.

Text for readers is left alone, and so are names where they are declared: nobody but their author knows how they are meant. A slip that leaves the meaning
as it was (quotation marks that are not needed) is none.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from carelevel.api import CriteriaSet, load
from carelevel.model.problems import Problem
from carelevel.syntax.bundled import bundled_ids, rules_folder
from carelevel.syntax.loading import read_problems
from carelevel.syntax.schema import CriteriaShape
from carelevel.syntax.yaml_reader import Document, read_yaml
from tests.problems.test_every_place import entries, is_free

TEXTS = {"title", "because", "text", "ask", "help", "titles", "population", "url", "doi", "at", "unit", "id", "version", "sources", "services", "effective"}
"""Keys whose values are text for readers, or names where they are declared."""

NEEDED = {"when", "because", "type", "id", "unless", "text", "values", "range", "is", "case"}
"""Keys that their mapping cannot do without."""

SIGNS = {
    yaml.BlockEntryToken: "dash",
    yaml.ValueToken: "colon",
    yaml.FlowEntryToken: "comma",
    yaml.FlowSequenceStartToken: "bracket",
    yaml.FlowSequenceEndToken: "bracket",
    yaml.FlowMappingStartToken: "brace",
    yaml.FlowMappingEndToken: "brace",
}


@dataclass(frozen=True)
class Slip:
    """One slip.

    Attributes:
        kind: what was done.
        start: where in the text; what stood there is replaced.
        end: the end of what is replaced.
        instead: what stands there now.
        lines: the lines on which a problem is in its right place.
        codes: the codes of which one is right; empty where any is.
        hint: the word that the right hint names; empty where there is no one right hint.
    """

    kind: str
    start: int
    end: int
    instead: str
    lines: frozenset[int]
    codes: frozenset[str] = frozenset()
    hint: str = ""


@dataclass(frozen=True)
class Found:
    """What came of a slip."""

    slip: Slip
    problems: tuple[Problem, ...] = field(repr=False)
    is_harmless: bool

    @property
    def is_noticed(self) -> bool:
        return bool(self.problems)

    @property
    def is_on_line(self) -> bool:
        return any(self._is_near(problem) for problem in self.problems)

    @property
    def has_code(self) -> bool:
        return any(self._is_near(problem) and (not self.slip.codes or problem.code in self.slip.codes) for problem in self.problems)

    @property
    def has_hint(self) -> bool:
        return any(self._is_near(problem) and f"`{self.slip.hint}`" in (problem.hint or "") for problem in self.problems)

    def _is_near(self, problem: Problem) -> bool:
        return problem.place is not None and problem.place.line in self.slip.lines


class BundledFile:
    """A bundled file, with where everything in it stands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = (rules_folder() / name / "criteria.yaml").read_text("utf-8")
        self.folder: Path = rules_folder() / name
        self.criteria: CriteriaSet = load(name)
        self.document: Document = read_yaml(self.text, name)[0]
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.words = set(re.findall(r"[\w-]+", self.text))

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def line(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1

    def found(self, *slips: Slip) -> Found:
        """Return what comes of one slip; of several, what comes of them all, told by the first."""
        text = self.text
        for slip in sorted(slips, key=lambda slip: -slip.start):
            text = text[: slip.start] + slip.instead + text[slip.end :]
        definition, problems = read_problems(text, f"{self.name}/criteria.yaml", self.folder)
        errors = tuple(problem for problem in problems if problem.severity != "note")
        return Found(slips[0], errors, definition is not None and not errors and CriteriaSet(definition).digest == self.criteria.digest)


@cache
def bundled(name: str) -> BundledFile:
    return BundledFile(name)


def spoilt(word: str, chance: random.Random) -> str:
    """Return a word with one wrong letter; its first one is right, as it nearly always is."""
    place = chance.randrange(1, len(word))
    match chance.choice(("lost", "doubled", "swapped", "wrong")):
        case "lost":
            return word[:place] + word[place + 1 :]
        case "doubled":
            return word[:place] + word[place] + word[place:]
        case "swapped" if place > 1:
            return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
        case _:
            return word[:place] + chance.choice("aeionrst") + word[place + 1 :]


def slips(file: BundledFile, chance: random.Random) -> list[Slip]:
    """Return every slip of a file, each spoilt in one of its ways, in the order of chance."""
    every = [*_words(file, chance), *_signs(file), *_lines(file)]
    chance.shuffle(every)
    return every


def _words(file: BundledFile, chance: random.Random) -> Iterator[Slip]:
    for path, shape in entries(CriteriaShape, file.document.root):
        key = str(path[-1])
        if is_free(path) or len(key) < 3:
            continue
        place = file.document.place_of_key(path)
        yield from _spoilt(file, file.at(place.line, place.column), key, "key" if shape else "name", chance)
    for path, value in _leaves(file.document.data):
        if not isinstance(value, str) or len(value) < 3 or not re.fullmatch(r"[a-z][a-z0-9_-]+", value):
            continue
        place = file.document.place(path)
        yield from _spoilt(file, file.at(place.line, place.column), value, "value", chance)


def _spoilt(file: BundledFile, start: int, word: str, kind: str, chance: random.Random) -> Iterator[Slip]:
    if not file.text.startswith(word, start):
        return
    wrong = spoilt(word, chance)
    if wrong not in file.words and wrong not in {"null", "true", "false"}:
        yield Slip(f"letter in a {kind}", start, start + len(word), wrong, frozenset((file.line(start),)), _CODES[kind], word)


_CODES = {
    "key": frozenset(("unknown-key", "one-of", "unknown-fact")),
    "name": frozenset(("unknown-key", "unknown-fact", "unknown-value")),
    "value": frozenset(("unknown-value", "unknown-level", "unknown-service", "unknown-source", "unknown-fact", "unknown-instrument", "unknown-criterion")),
}


def _leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value that is not text for readers; values of facts where they are declared are names."""
    if isinstance(data, dict):
        for key, value in data.items():
            is_text = key in TEXTS and not (path and path[0] in {"facts", "derived"} and len(path) == 1)
            if not is_text and not (path[:1] == ("facts",) and key == "values"):
                yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, (*path, place))
    else:
        yield path, data


def _signs(file: BundledFile) -> Iterator[Slip]:
    opened: list[int] = []
    for token in yaml.scan(file.text):
        start, end = token.start_mark.index, token.end_mark.index
        line = token.start_mark.line + 1
        if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
            opened.append(line)
        lines = {line}
        if isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
            # Which of two signs is missing nobody can tell: it is said where the pair begins or ends.
            lines.add(opened.pop())
        if isinstance(token, yaml.ScalarToken) and token.style in {"'", '"'}:
            yield Slip("quotation mark left out", end - 1, end, "", frozenset((line,)))
        for kind, name in SIGNS.items():
            if isinstance(token, kind) and end > start:
                yield Slip(f"{name} left out", start, start + 1, "", frozenset(lines))
        if isinstance(token, (yaml.ValueToken, yaml.BlockEntryToken)) and file.text[end : end + 1] == " ":
            yield Slip("space left out", end, end + 1, "", frozenset(lines))


def _lines(file: BundledFile) -> Iterator[Slip]:
    """Yield slips of whole lines that begin with a key or a dash of the block style."""
    begins: dict[int, str] = {}
    is_block = 0
    for token in yaml.scan(file.text):
        is_block += isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)) - isinstance(
            token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
        )
        if not is_block and isinstance(token, (yaml.BlockEntryToken, yaml.KeyToken)):
            begins.setdefault(token.start_mark.line, file.text[token.start_mark.index : token.start_mark.index + 30])
    for number, opening in begins.items():
        start = file.starts[number]
        end = file.starts[number + 1] if number + 1 < len(file.starts) else len(file.text)
        whole = file.text[start:end]
        indent = len(whole) - len(whole.lstrip(" "))
        here = frozenset((number + 1,))
        if indent:
            # Two lines are at odds with each other, and the second one is where reading stops.
            yield Slip("indented too far", start, start, "  ", here | {number, number + 2})
            yield Slip("indented too little", start, start + 1, "", here | {number, number + 2})
            yield Slip("a tab", start, start + indent, "\t", here)
        key = re.match(r"(?:- )?(\w+):", opening)
        is_whole = number + 1 in begins or not whole.rstrip().endswith((":", ">-", "|"))
        if key and is_whole and whole.count("{") == whole.count("}") and whole.count("[") == whole.count("]"):
            yield Slip("a line twice", start, start, whole, frozenset((number + 1, number + 2)))
            if key[1] in NEEDED and indent and opening[0] != "-" and not whole.rstrip().endswith((":", ">-")):
                yield Slip(
                    "a line gone", start, end, "", frozenset(range(number - 12, number + 2)), frozenset(("missing-key", "one-of", "missing-value")), key[1]
                )


def whole_ids() -> tuple[str, ...]:
    """Return the bundled sets that are no local versions: of a local version, what is wrong with its shape ends the reading."""
    return tuple(name for name in bundled_ids() if "\nbased_on:" not in bundled(name).text)


def tried(count: int, seed: int) -> dict[str, Any]:
    """Return what came of so many slips, one at a time, and of a fifth as many pairs of slips."""
    chance = random.Random(seed)
    counted: dict[str, Counter[str]] = {}
    misses: list[str] = []
    for name in whole_ids():
        file = bundled(name)
        for slip in slips(file, chance)[: count // len(whole_ids())]:
            found = file.found(slip)
            if found.is_harmless:
                continue
            kind = counted.setdefault(slip.kind, Counter())
            kind.update(slips=1, noticed=found.is_noticed, line=found.is_on_line, code=found.has_code)
            if slip.hint and slip.kind.startswith("letter"):
                kind.update(hints=1, hint=found.has_hint)
            if not found.is_on_line or (slip.hint and not found.has_hint):
                shown = file.text[file.starts[file.line(slip.start) - 1] :].partition("\n")[0].strip()
                misses.append(
                    f"{slip.kind} ({slip.instead!r}) in line {file.line(slip.start)}: {shown[:60]} -> " + ("; ".join(map(str, found.problems[:1])) or "nothing")
                )
    return {"kinds": {kind: dict(numbers) for kind, numbers in sorted(counted.items())}, "pairs": _pairs(count // 5, chance), "misses": misses}


def _pairs(count: int, chance: random.Random) -> dict[str, int]:
    """Return how often both of two slips in different parts of a file were found on their lines."""
    found: Counter[str] = Counter()
    for name in whole_ids():
        file = bundled(name)
        every = [slip for slip in slips(file, chance) if slip.kind.startswith("letter")]
        for _ in range(count // len(whole_ids())):
            one, other = chance.sample(every, 2)
            if abs(one.start - other.start) < 400:
                continue
            problems = file.found(one, other).problems
            each = [Found(slip, problems, is_harmless=False).is_on_line for slip in (one, other)]
            found.update(pairs=1, both=all(each), one=any(each))
    return dict(found)


if __name__ == "__main__":
    print(json.dumps(tried(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1), indent=1))
