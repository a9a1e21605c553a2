"""Criteria files with planted faults: a base without any, changes to it, and what has to be found where.

A place is told by a text of its line, so that a description stays true when lines above it come and go; the text stands in one line of the changed file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from carelevel.model.problems import Problem
from carelevel.syntax.loading import read_problems
from carelevel.syntax.yaml_reader import read_yaml
from carelevel.verify.checks import accepted, requested_checks

HERE = Path(__file__).parent
DAY = date(2026, 11, 25)
DESCRIPTIONS = ("clinic-faults.yaml", "exclusions-faults.yaml", "scores-faults.yaml", "phases-faults.yaml")

Found = tuple[str, int]
"""A code, and the line where it is found, from 1."""


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        id: its name.
        base: the file that it is planted into.
        changes: texts that stand there once, and what stands in place of each.
        finds: codes, each with a text of the line where it is found.
        stops: `reading` or `loading` when nothing is looked for after it; else empty.
        clashes: ids of faults that change what this one is, when both are planted.
    """

    id: str
    base: str
    changes: tuple[tuple[str, str], ...]
    finds: tuple[tuple[str, str], ...]
    stops: str
    clashes: frozenset[str]


@dataclass(frozen=True)
class Planted:
    """A file with one fault or several."""

    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """The names of its faults."""
        return " and ".join(fault.id for fault in self.faults)

    @property
    def text(self) -> str:
        """The file."""
        text = (HERE / self.faults[0].base).read_text("utf-8")
        for fault in self.faults:
            for old, new in fault.changes:
                if text.count(old) != 1:
                    raise ValueError(f"{fault.id}: {old!r} stands there {text.count(old)} times")
                text = text.replace(old, new)
        return text

    @property
    def expected(self) -> list[Found]:
        """What has to be found, and nothing else."""
        lines = self.text.splitlines()
        return sorted({(code, _line(lines, words)) for fault in self.faults for code, words in fault.finds})


def _line(lines: Sequence[str], words: str) -> int:
    found = [number for number, line in enumerate(lines, 1) if words in line]
    if len(found) != 1:
        raise ValueError(f"{words!r} stands in {len(found)} lines")
    return found[0]


@cache
def faults() -> tuple[Fault, ...]:
    """Return every fault that is described."""
    return tuple(
        _fault(each, described["base"])
        for name in DESCRIPTIONS
        for described in [read_yaml((HERE / name).read_text("utf-8"), name)[0].data]
        for each in described["faults"]
    )


def _fault(described: dict[str, Any], base: str) -> Fault:
    changes = tuple((change["from"], change["to"]) for change in described["changes"])
    finds = tuple((code, words) for found in described["finds"] for code, words in found.items())
    return Fault(described["id"], base, changes, finds, described.get("stops", ""), frozenset(described.get("clashes", ())))


def several(of: int) -> Iterator[Planted]:
    """Yield files with so many faults, each fault in two of them, as far as they do not clash; those that keep a file from being proved stand among themselves."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults():
        groups.setdefault((fault.base, fault.stops), []).append(fault)
    seen: set[frozenset[str]] = set()
    for group in groups.values():
        for first in range(len(group)):
            for step in (1, 7):
                chosen = tuple(group[(first + step * number) % len(group)] for number in range(of))
                ids = frozenset(fault.id for fault in chosen)
                if len(ids) == of and ids not in seen and not any(_clash(one, other) for one, other in combinations(chosen, 2)):
                    seen.add(ids)
                    yield Planted(chosen)


def hidden() -> Iterator[Planted]:
    """Yield files with a fault that stops, and one behind it: of that nothing is said until the first is mended."""
    behind = [fault for fault in faults() if not fault.stops]
    for number, fault in enumerate(each for each in faults() if each.stops):
        others = [each for each in behind if each.base == fault.base and not _clash(fault, each)]
        yield Planted((fault, others[3 * number % len(others)]))


def _clash(one: Fault, other: Fault) -> bool:
    """Return whether two faults are said to clash, or cannot be written into one file: they change the same text, or a line that tells a place is there twice."""
    if one.id in other.clashes or other.id in one.clashes:
        return True
    try:
        return not (Planted((one, other)).expected and Planted((other, one)).expected)
    except ValueError:
        return True


def found(text: str) -> list[Problem]:
    """Return what `carelevel check` finds in a file."""
    definition, problems = read_problems(text, "planted.yaml", None)
    if definition is None or any(problem.severity == "error" for problem in problems):
        return problems
    return accepted(definition, [*problems, *requested_checks(definition, DAY)], DAY)


def placed(problems: Sequence[Problem]) -> list[Found]:
    """Return problems by code and line."""
    return sorted((problem.code, problem.place.line if problem.place else 0) for problem in problems)
