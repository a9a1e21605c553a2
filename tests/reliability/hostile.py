"""Hostile inputs: none may end in anything but an answer or problems, take longer than two seconds, or use more than 500 megabytes.

    python -m tests.reliability.hostile 10000

Inputs are small seeds (criteria, cases, records) with accidents of bytes, of words and of values, and texts put together from what YAML, JSON and
criteria are made of. They go through every door that takes what others wrote: criteria files, case files, cases as mappings, and records.
"""

import copy
import json
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from carelevel.criteria_set import CriteriaSet, loads
from carelevel.problems import CarelevelError, Place
from carelevel.reading.case_files import read_cases
from carelevel.reading.yaml_text import read_yaml
from carelevel.records.reading import read_record

SECONDS = 2.0
MEGABYTES = 500

CRITERIA = """\
carelevel: 1
id: seed
version: "1"
title: Seed
applies_when: {age: {at_least: 18}}
sources: {book: {title: A book, url: "https://example.org/a"}}
levels: {low: {title: Low, hours_per_week: [0, 8]}, high: {title: High}}
services: {talk: Talking}
override_reasons: {no-place: No place is free.}
facts:
  age: {type: score, range: [0, 120], or_more: true}
  points: {type: score, range: [0, 27], worse: high}
  risk: {type: scale, values: [none, mild, severe], worse: high}
  therapy: {type: choice, values: [never, helping]}
  kinds: {type: set, values: [a, b, c]}
  alone: {type: yes_no}
derived:
  total: {sum: [points, {of: age, times: -1}]}
  band: {bands: {of: points, few: [0, 9], many: [10, 27]}}
  needs: {when: {any: [{risk: severe}, {band: many}]}}
impossible: [{id: i, when: {risk: none, points: 27}, because: Nobody.}]
criteria:
  - id: danger
    requires: high
    when: {all: [{risk: {at_least: mild}}, {none: [{alone: no}]}]}
    because: Danger.
    source: [{id: book, at: page 1}]
    examples:
      - {case: {risk: severe, alone: yes}, is: met}
  - {id: count, suggests: high, when: {at_least: {count: 2, of: [{kinds: {includes: a}}, {total: {at_most: 3}}, {needs: yes}]}}, because: Count.}
  - {id: limit, limits_to: low, when: {therapy: {one_of: [helping]}}, because: Work.}
  - {id: talk, adds: [talk], when: {kinds: {excludes: b}, points: {between: [3, 9]}}, because: Talk.}
invariants: [{id: v, when: {risk: severe, alone: yes}, level: {at_least: high}}]
notices: [{id: n, unless: {risk: none}, text: Call.}]
"""
CASE = "age: 30\npoints: {at_least: 3}\nrisk: mild\nkinds: {a: yes, b: no}\nalone: true\nband: few\n"
LINES = '{"age": 30, "kinds": ["a"], "risk": "mild"}\n{"points": 12, "alone": null}\n'

PIECES = (
    *(
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        ",",
        "-",
        "- ",
        "? ",
        "#",
        "|",
        ">",
        "&a ",
        "*a ",
        "!",
        "!!str ",
        "%",
        "@",
        "`",
        '"',
        "'",
        "\\",
        "\n",
        "\n  ",
        "\t",
        " ",
        "\0",
        "\r",
    ),
    *(
        "\ufeff",
        "\u2028",
        "\u202e",
        "\x1b[31m",
        "\ud800",
        "\x85",
        "é",
        "🙂",
        "\u200b",
        "<script>",
        "=1+1",
        "../../etc/passwd",
        "javascript:x",
        "${x}",
        "{{x}}",
        "%s%n",
    ),
    *("null", "~", "yes", "no", "true", "0", "-1", "1e999", "9" * 40, "0x1f", "1:30", "2026-13-45", ".nan", "-.inf", "012", "<<: ", "---\n", "...\n"),
    *(
        "id",
        "when",
        "any",
        "all",
        "none",
        "at_least",
        "count",
        "of",
        "sum",
        "bands",
        "values",
        "range",
        "type",
        "facts",
        "criteria",
        "levels",
        "age",
        "risk",
        "points",
    ),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        12,
        10**40,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "x",
        "mild",
        "yes",
        "\x1b",
        "a" * 5_000,
        b"bytes",
        object(),
        [],
        {},
        set(),
        (),
    ),
    *(
        [1, [2]],
        {"at_least": 3},
        {"between": [9, 3]},
        {"one_of": []},
        {"is": {}},
        {1: 2},
        ["a", "a"],
        {"a": "maybe"},
        {"includes": "z"},
        [{}],
        [None],
        range(3),
        3 + 4j,
    ),
)
WRITTEN = tuple(value for value in VALUES if isinstance(value, (str, int, float, list, dict, type(None))) and value == value) + tuple(PIECES[-40:])
"""Those that can be written as JSON."""

NAMES: tuple[Any, ...] = (
    "age",
    "points",
    "risk",
    "therapy",
    "kinds",
    "alone",
    "band",
    "total",
    "needs",
    "rsik",
    "",
    "at_least",
    1,
    None,
    ("a",),
    "x" * 3_000,
    "\x1b[31m",
)


class HangError(BaseException):
    """An input took too long. No `except Exception` can swallow it."""


def _late(*_of: object) -> None:
    raise HangError


def mangled(text: str, chance: random.Random) -> str:
    """Return a text after some accidents; most are few, some are many."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 20))):
        place = chance.randrange(len(text) + 1)
        length = chance.choice((0, 1, 1, 2, 5, 30))
        match chance.randrange(5):
            case 0:
                text = text[:place] + text[place + length :]
            case 1:
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case 2:
                text = text[:place] + chance.choice(PIECES) * chance.choice((1, 2, 50, 400)) + text[place + length :]
            case 3:
                other = chance.randrange(len(text) + 1)
                text = text[:place] + text[other : other + chance.choice((3, 30, 300))] + text[place:]
            case _:
                text = (
                    text[:place]
                    + chr(chance.choice((chance.randrange(32), chance.randrange(256), chance.randrange(0x3000), chance.randrange(0x110000))))
                    + text[place:]
                )
    return text


def composed(chance: random.Random) -> str:
    """Return a text of pieces."""
    return "".join(chance.choices(PIECES, k=chance.choice((1, 3, 10, 60))))


def revalued(data: Any, chance: random.Random) -> Any:
    """Return plain values with a few of them lost, doubled, renamed, put elsewhere, or of another kind: what is YAML and still means nothing."""
    whole = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        node = whole
        while isinstance(node, (dict, list)) and node:
            key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
            if isinstance(node[key], (dict, list)) and chance.random() < 0.75:
                node = node[key]
                continue
            match chance.randrange(5):
                case 0:
                    del node[key]
                case 1 if isinstance(node, dict):
                    node[chance.choice(PIECES[-20:])] = node.pop(key)
                case 2:
                    node[key] = [node[key]]
                case 3 if isinstance(node, list):
                    node.append(copy.deepcopy(node[key]))
                case _:
                    node[key] = copy.deepcopy(chance.choice(WRITTEN))
            break
    return whole


class Doors:
    """Every door that takes what others wrote, each with a way to make an input for it."""

    def __init__(self) -> None:
        self.criteria: CriteriaSet = loads(CRITERIA)
        self.record = self.criteria.recommend({"age": 30, "risk": "mild"}).record("2026-11-25T14:30:00Z", facts=True, decision="high").to_json()
        plain = read_yaml(CRITERIA, "seed")[0].data
        case, record = read_yaml(CASE, "case")[0].data, json.loads(self.record)
        self.every: tuple[tuple[str, Callable[[random.Random], Any], Callable[[Any], Any]], ...] = (
            ("criteria files", lambda chance: mangled(CRITERIA, chance) if chance.random() < 0.7 else composed(chance), self._load),
            (
                "bytes as criteria",
                lambda chance: mangled(CRITERIA, chance).encode(chance.choice(("utf-8", "utf-16", "utf-32", "latin-1")), "replace"),
                self._load,
            ),
            ("criteria of other values", lambda chance: json.dumps(revalued(plain, chance)), self._load),
            ("cases of other values", lambda chance: json.dumps(revalued(case, chance)), self._cases),
            ("records of other values", lambda chance: json.dumps(revalued(record, chance)), lambda line: read_record(line, Place("r.jsonl", 1, 1))),
            ("case files", lambda chance: mangled(chance.choice((CASE, LINES)), chance) if chance.random() < 0.7 else composed(chance), self._cases),
            ("cases as mappings", self._mapping, self.criteria.recommend),
            (
                "records",
                lambda chance: mangled(self.record, chance) if chance.random() < 0.7 else composed(chance),
                lambda line: read_record(line, Place("r.jsonl", 1, 1)),
            ),
        )

    def _load(self, content: str | bytes) -> None:
        criteria = loads(content)
        str(criteria.recommend({}))

    def _cases(self, content: str) -> None:
        facts = self.criteria.definition.every_name()
        for given in read_cases(content, "cases").cases:
            self.criteria.recommend(given.checked(facts))

    def _mapping(self, chance: random.Random) -> dict[Any, Any]:
        return {chance.choice(NAMES): chance.choice(VALUES) for _ in range(chance.choice((0, 1, 2, 5)))}


def outcome(ask: Callable[[Any], Any], given: Any) -> tuple[str, str]:
    """Return how one input ended, and what is wrong with that, if anything is."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        ask(given)
    except CarelevelError as error:
        text = str(error)
        is_whole = text and all(line.isprintable() for line in text.split("\n"))
        return "refused", "" if is_whole else "a message that cannot be printed"
    except HangError:
        return "hung", f"longer than {SECONDS} s"
    except Exception as error:  # noqa: BLE001 - what is looked for is whatever should not come out
        return "fell", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "answered", ""


def _peak() -> int:
    """Return the megabytes that the process has used at most; the tests that it ran before may have used more than hostile input should."""
    # In kilobytes on Linux, in bytes on macOS.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1024 * 1024)


def tried(count: int, seed: int) -> dict[str, Any]:
    """Return what came of so many hostile inputs."""
    signal.signal(signal.SIGALRM, _late)
    doors, chance = Doors(), random.Random(seed)
    counted: dict[str, Counter[str]] = {name: Counter() for name, _, _ in doors.every}
    fallen: list[str] = []
    slowest = 0.0
    before = _peak()
    for turn in range(count):
        name, make, ask = doors.every[turn % len(doors.every)]
        given = make(chance)
        began = time.perf_counter()
        how, what = outcome(ask, given)
        slowest = max(slowest, time.perf_counter() - began)
        counted[name][how] += 1
        if what:
            fallen.append(f"{name}: {what}: {given!r:.300}")
    megabytes = _peak() - before
    if megabytes > MEGABYTES:
        fallen.append(f"{megabytes} megabytes were used")
    return {
        "inputs": count,
        "doors": {name: dict(numbers) for name, numbers in counted.items()},
        "slowest": round(slowest, 3),
        "megabytes": megabytes,
        "fallen": fallen,
    }


def main(arguments: list[str]) -> int:
    """Print what came of it as JSON; end with 1 when anything fell."""
    found = tried(int(arguments[0]), int(arguments[1]) if arguments[1:] else 1)
    print(json.dumps(found, indent=1))
    return int(bool(found["fallen"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
